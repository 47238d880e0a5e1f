"""Booking: from measured hours, parts, stops and energy to entries and the cost of a part."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from andon.errors import InvalidConfig
from andon.ledger.accounts import (
    CAPITAL_RECOVERY,
    FUNDING,
    GRANTS,
    PAYABLES,
    SUBSIDY,
    SUBSIDY_RECEIVABLE,
    Account,
    CostCentre,
    equipment,
    expense,
)
from andon.ledger.cash_flow import capital_recovery_factor
from andon.ledger.entry import BalanceAssertion, Books, Entry, transfer
from andon.ledger.ledger import Ledger
from andon.ledger.money import CONTEXT, Money, format_money, money, total
from andon.ledger.prices import ROLES, Price, PriceList
from andon.ledger.quantities import MEASURED, Quantities, measure
from andon.ledger.terms import Terms
from andon.lines.summary import LineSummary

__all__ = ["book", "book_quantities"]


@dataclass(frozen=True, kw_only=True)
class _Purchase:
    """Something bought once."""

    centre: CostCentre
    amount: Money
    narration: str


def book(summary: LineSummary, *, prices: PriceList, terms: Terms) -> Ledger:
    """Turn what a line did into books.

    Args:
        summary: The shift log in numbers.
        prices: Price of everything that it used.
        terms: How equipment is recovered, and what the line is compared with.

    Returns:
        Balanced books, and what follows from them.

    Raises:
        UnknownName: When something was used that has no price; the message names the price.
        InvalidConfig: When currencies mix without a dated rate, or the line did not run.

    Example:
        >>> from andon.ledger.presets import preset
        >>> humanoid = preset("humanoid_us")
        >>> ledger = book_quantities(
        ...     humanoid.quantities, prices=humanoid.prices, terms=humanoid.terms
        ... )
        >>> str(ledger.cost_per_h(with_subsidy=False))
        '26.91 USD'
    """
    quantities = measure(summary, crew_basis=terms.crew_basis)
    return book_quantities(quantities, prices=prices, terms=terms)


def book_quantities(quantities: Quantities, *, prices: PriceList, terms: Terms) -> Ledger:
    """Turn quantities into books; see `book`."""
    bookkeeper = _Bookkeeper(quantities=quantities, prices=prices, terms=terms)
    bookkeeper.check_ownership()
    purchases = list(bookkeeper.purchases())
    grants = list(bookkeeper.grants(purchases))
    entries = (
        *bookkeeper.purchase_entries(purchases),
        *bookkeeper.grant_entries(grants),
        *bookkeeper.capital_entries(purchases),
        *bookkeeper.running_entries(),
    )
    return Ledger(
        quantities=quantities,
        prices=prices,
        terms=terms,
        books=Books(entries=entries, assertions=bookkeeper.assertions(purchases, grants)),
        unpriced=tuple(bookkeeper.unpriced()),
    )


@dataclass(frozen=True, kw_only=True)
class _Bookkeeper:
    """Makes the entries of one period; every amount is in the currency of the terms."""

    quantities: Quantities
    prices: PriceList
    terms: Terms

    def check_ownership(self) -> None:
        """Refuse robots that are bought and rented at once."""
        if self.prices.has("robot") and self.prices.has("robot_rental"):
            raise InvalidConfig(
                f"{self.prices.name} prices the robots to buy (`price.robot`) and to rent "
                "(`price.robot_rental`); they would be paid twice. Declare one of the two."
            )

    def purchases(self) -> Iterator[_Purchase]:
        """Give everything that is bought once."""
        for role in self._capital_roles():
            count = self._count(ROLES[role].unit)
            amount = self._unit_price(role) * count
            if amount.amount:
                narration = self._narration(self.prices.price(role), count)
                yield _Purchase(centre=ROLES[role].centre, amount=amount, narration=narration)
        if self.terms.integration_share and self.quantities.robots:
            share = self.terms.integration_share
            amount = self._robots_price() * share
            narration = f"integration: {share} of the price of the robots"
            yield _Purchase(
                centre=CostCentre.INTEGRATION_LABOUR, amount=amount, narration=narration
            )

    def grants(self, purchases: list[_Purchase]) -> Iterator[tuple[str, Money]]:
        """Give what each subsidy pays, and refuse subsidies beyond the investment."""
        currency, terms = self.terms.currency, self.terms
        by_centre: dict[CostCentre, Money] = {}
        for one in purchases:
            by_centre[one.centre] = by_centre.get(one.centre, money(0, currency)) + one.amount
        paid = money(0, currency)
        for subsidy in terms.subsidies:
            grant = subsidy.grant(by_centre, currency=currency, rates=terms.exchange, on=terms.date)
            paid = paid + grant
            yield f"subsidy {subsidy.name}: {subsidy.source}", grant
        invested = total((one.amount for one in purchases), currency)
        if paid > invested:
            raise InvalidConfig(
                f"The subsidies {[subsidy.name for subsidy in terms.subsidies]} pay "
                f"{format_money(paid)} towards an investment of {format_money(invested)}; together "
                "they must not exceed it."
            )

    def purchase_entries(self, purchases: list[_Purchase]) -> Iterator[Entry]:
        """Record what was bought, at what it cost."""
        for one in purchases:
            yield self._entry(one.amount, equipment(one.centre), FUNDING, one.narration)

    def grant_entries(self, grants: list[tuple[str, Money]]) -> Iterator[Entry]:
        """Record what public money pays, and this period's part of it as income."""
        for narration, grant in grants:
            if grant.amount:
                yield self._entry(grant, SUBSIDY_RECEIVABLE, GRANTS, narration)
                yield self._entry(grant * self._recovered(), CAPITAL_RECOVERY, SUBSIDY, narration)

    def capital_entries(self, purchases: list[_Purchase]) -> Iterator[Entry]:
        """Charge this period's part of what was bought: depreciation and interest as one."""
        for one in purchases:
            charge = one.amount * self._recovered()
            yield self._entry(charge, expense(one.centre), CAPITAL_RECOVERY, one.narration)

    def running_entries(self) -> Iterator[Entry]:
        """Charge what was used."""
        for role, quantity in self._used().items():
            if quantity:
                price = self.prices.price(role)
                amount = self._unit_price(role) * quantity
                narration = self._narration(price, quantity)
                yield self._entry(amount, expense(ROLES[role].centre), PAYABLES, narration)
        if self.terms.maintenance_share_per_yr and self.quantities.robots:
            share = self.terms.maintenance_share_per_yr
            amount = self._robots_price() * share * self._years()
            narration = f"maintenance: {share} of the price of the robots per year"
            yield self._entry(amount, expense(CostCentre.MAINTENANCE), PAYABLES, narration)

    def assertions(
        self, purchases: list[_Purchase], grants: list[tuple[str, Money]]
    ) -> tuple[BalanceAssertion, ...]:
        """State the balances that follow from the purchases without going through the entries."""
        currency, on = self.terms.currency, self.terms.date
        bought = total((one.amount for one in purchases), currency)
        granted = total((grant for _, grant in grants), currency)
        return (
            BalanceAssertion(date=on, account="Assets:equipment", amount=bought),
            BalanceAssertion(date=on, account=FUNDING.name, amount=-bought),
            BalanceAssertion(date=on, account=SUBSIDY_RECEIVABLE.name, amount=granted),
        )

    def unpriced(self) -> Iterator[str]:
        """Give the one-off costs that nobody priced and that therefore count as nothing."""
        is_shared = self.terms.integration_share and self.quantities.robots
        for role, one in ROLES.items():
            if role == "integration_labour" and is_shared:
                continue  # priced as a share of the robots
            if one.is_capital and not self.prices.has(role) and self._count(one.unit):
                yield role

    def _capital_roles(self) -> list[str]:
        roles = [r for r, role in ROLES.items() if role.is_capital and self.prices.has(r)]
        is_owned = self.quantities.robots > 0 and not self.prices.has("robot_rental")
        return ["robot", *roles] if is_owned and "robot" not in roles else roles

    def _used(self) -> dict[str, Decimal]:
        used = {role: self.quantities.quantity(role) for role in MEASURED}
        if not self.prices.has("robot_rental"):
            used["robot_rental"] = Decimal(0)  # the robots are owned
        robots_per_year = self.quantities.robots * self._years()
        for role in ("model_licence", "fleet_software"):
            used[role] = robots_per_year if self.prices.has(role) else Decimal(0)
        used["supervisor"] = self.terms.supervisors * self.quantities.planned_hours
        used["floor"] = self.terms.floor_m2 * self._years()
        return used

    def _count(self, unit: str) -> int:
        counts = {"robot": self.quantities.robots, "product": self.quantities.products, "line": 1}
        return counts[unit]

    def _robots_price(self) -> Money:
        return self._unit_price("robot") * self.quantities.robots

    def _years(self) -> Decimal:
        """Give the part of a year that the planned hours are."""
        return CONTEXT.divide(self.quantities.planned_hours, self.terms.hours_per_year)

    def _recovered(self) -> Decimal:
        """Give the part of an investment that the planned hours have to earn."""
        factor = capital_recovery_factor(self.terms.discount_rate, self.terms.life_yr)
        return CONTEXT.multiply(factor, self._years())

    def _unit_price(self, role: str) -> Money:
        price = self.prices.price(role).per(ROLES[role].unit)
        try:
            return self.terms.exchange.convert(price, self.terms.currency, on=self.terms.date)
        except InvalidConfig as error:
            raise InvalidConfig(f"{self.prices.name}, key `price.{role}`: {error}") from error

    def _narration(self, price: Price, quantity: Decimal | int) -> str:
        return (
            f"{price.name}: {quantity} x {price.value} {price.currency} per {price.unit} of "
            f"{price.date} ({price.evidence}: {price.source})"
        )

    def _entry(self, amount: Money, debit: Account, credit: Account, narration: str) -> Entry:
        return transfer(amount, debit=debit, credit=credit, on=self.terms.date, narration=narration)
