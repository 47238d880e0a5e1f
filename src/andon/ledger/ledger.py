"""The ledger: books of a line, and what they say about its parts and its people."""

from dataclasses import dataclass
from decimal import Decimal

from andon.errors import InvalidConfig
from andon.ledger.accounts import (
    CAPITAL_RECOVERY,
    GRANTS,
    PAYABLES,
    SUBSIDY,
    CostCentre,
    expense,
)
from andon.ledger.cash_flow import discounted_payback_yr, internal_rates, npv, simple_payback_yr
from andon.ledger.entry import Books
from andon.ledger.money import CONTEXT, Money, money
from andon.ledger.prices import ROLES, PriceList
from andon.ledger.quantities import Quantities
from andon.ledger.terms import Terms

__all__ = ["Investment", "Ledger"]


@dataclass(frozen=True, kw_only=True)
class Investment:
    """Equipment bought today against the people it spares every year."""

    with_subsidy: bool
    """Whether public money is counted."""
    outlay: Money
    """What is spent today."""
    yearly: Money
    """What comes back each year: wages spared minus running costs; negative when it costs more."""
    npv: Money
    """Net present value over the life."""
    internal_rates: tuple[float, ...]
    """Rates of return per year; none, one or (never here) several. [1]"""
    simple_payback_yr: Decimal | None
    """Years until it has paid for itself; None when never."""
    discounted_payback_yr: Decimal | None
    """The same with interest; None when never."""
    is_paid_back_within_life: bool
    """Whether the discounted payback comes before the equipment ends."""


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Books of one line over some planned hours. Every result is given with subsidy and without."""

    quantities: Quantities
    """What the line used and made."""
    prices: PriceList
    """Prices that were used."""
    terms: Terms
    """Terms that were used."""
    books: Books
    """Entries and asserted balances."""
    unpriced: tuple[str, ...]
    """One-off costs without a price, which count as nothing."""

    def subsidy(self) -> Money:
        """Give this period's part of what public money pays, above 0."""
        return -self.books.balance(SUBSIDY.name, self.terms.currency)

    def cost(self, *, with_subsidy: bool) -> Money:
        """Give what the planned hours cost."""
        cost = self.books.balance("Expenses", self.terms.currency)
        return cost - self.subsidy() if with_subsidy else cost

    def cost_by_centre(self) -> dict[CostCentre, Money]:
        """Give the cost of each cost centre, before any subsidy; they add up to `cost`."""
        currency = self.terms.currency
        return {one: self.books.balance(expense(one).name, currency) for one in CostCentre}

    def cost_per_good_part(self, *, with_subsidy: bool) -> Money:
        """Give what a good part cost.

        Raises:
            InvalidConfig: When no good part left the line.
        """
        if self.quantities.good_parts == 0:
            raise InvalidConfig(
                f"The line {self.quantities.line!r} made no good part in "
                f"{self.quantities.planned_hours} h; there is no cost per good part."
            )
        return self.cost(with_subsidy=with_subsidy) / self.quantities.good_parts

    def cost_per_h(self, *, with_subsidy: bool) -> Money:
        """Give what a planned hour cost."""
        return self.cost(with_subsidy=with_subsidy) / self.quantities.planned_hours

    def productivity(self) -> Decimal:
        """Give good parts per planned hour over those of one person.

        Raises:
            InvalidConfig: When the terms do not say what a person makes.
        """
        return CONTEXT.divide(self._human_equivalent_h(), self.quantities.planned_hours)

    def cost_per_human_equivalent_h(self, *, with_subsidy: bool) -> Money:
        """Give what the line takes for what one person makes in an hour.

        Raises:
            InvalidConfig: When the terms do not say what a person makes, or nothing was made.
        """
        hours = self._human_equivalent_h()
        if hours == 0:
            raise InvalidConfig(
                f"The line {self.quantities.line!r} made no good part; it has no productivity."
            )
        return self.cost(with_subsidy=with_subsidy) / hours

    def wage_per_h(self) -> Money:
        """Give what an hour of the people costs whom the line is compared with.

        Raises:
            UnknownName: When the prices lack `operator`.
        """
        price = self.prices.price("operator").per(ROLES["operator"].unit)
        return self.terms.exchange.convert(price, self.terms.currency, on=self.terms.date)

    def break_even_productivity(self, *, with_subsidy: bool) -> Decimal:
        """Give the productivity from which the line is cheaper than people: cost over wage."""
        return self.cost_per_h(with_subsidy=with_subsidy).over(self.wage_per_h())

    def people_needed(self) -> Decimal:
        """Give the people at work in a mean hour: at stations, helping, repairing, watching.

        Returns:
            Person-hours per planned hour; a crew counts while it works. [1]
        """
        at_work = CONTEXT.divide(self.quantities.person_hours, self.quantities.planned_hours)
        return CONTEXT.add(at_work, self.terms.supervisors)

    def outlay(self, *, with_subsidy: bool) -> Money:
        """Give what was spent on equipment."""
        bought = self.books.balance("Assets:equipment", self.terms.currency)
        granted = -self.books.balance(GRANTS.name, self.terms.currency)
        return bought - granted if with_subsidy else bought

    def running_cost(self) -> Money:
        """Give the cost of the planned hours without what recovers the equipment."""
        return -self.books.balance(PAYABLES.name, self.terms.currency)

    def capital_charge(self, *, with_subsidy: bool) -> Money:
        """Give what the planned hours have to earn for the equipment."""
        net = -self.books.balance(CAPITAL_RECOVERY.name, self.terms.currency)
        return net if with_subsidy else net + self.subsidy()

    def investment(self, *, with_subsidy: bool) -> Investment:
        """Set the equipment against the people it spares.

        Args:
            with_subsidy: Whether public money counts.

        Returns:
            Present value, rates of return and payback. The life is rounded down to whole years for
            the present value and the rates.

        Raises:
            InvalidConfig: When the terms do not say what a person makes, or the life is below a
                year.
            UnknownName: When the prices lack `operator`.
        """
        terms = self.terms
        years = int(terms.life_yr)
        if years < 1:
            raise InvalidConfig(
                f"life_yr is {terms.life_yr}; yearly flows need a life of at least 1 year."
            )
        per_year = CONTEXT.divide(terms.hours_per_year, self.quantities.planned_hours)
        outlay = self.outlay(with_subsidy=with_subsidy)
        yearly = (self.wage_per_h() * self._human_equivalent_h() - self.running_cost()) * per_year
        flows = [-outlay.amount, *[yearly.amount] * years]
        payback = discounted_payback_yr(outlay.amount, yearly.amount, rate=terms.discount_rate)
        value = npv(terms.discount_rate, flows)
        return Investment(
            with_subsidy=with_subsidy,
            outlay=outlay,
            yearly=yearly,
            npv=money(value, terms.currency),
            internal_rates=internal_rates(flows) if any(flows) else (),
            simple_payback_yr=simple_payback_yr(outlay.amount, yearly.amount),
            discounted_payback_yr=payback,
            is_paid_back_within_life=payback is not None and payback <= terms.life_yr,
        )

    def _human_equivalent_h(self) -> Decimal:
        if self.terms.human_parts_per_h is None:
            raise InvalidConfig(
                "The terms do not say how many good parts a person makes per hour; declare "
                "human_parts_per_h to compare with people."
            )
        return CONTEXT.divide(Decimal(self.quantities.good_parts), self.terms.human_parts_per_h)
