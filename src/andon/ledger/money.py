"""Money: exact amounts with a currency, which only mix at a dated rate and round only in print."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from math import isfinite

from andon.errors import Diverged, InvalidConfig

__all__ = [
    "CONTEXT",
    "Money",
    "cents",
    "check_currency",
    "format_money",
    "measured",
    "minor_digits",
    "money",
    "split",
    "total",
]

CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN)
"""Arithmetic of the ledger: sixty digits, so that sums of amounts on the grid below are exact."""

_GRID = Decimal("1E-12")
"""Finest part of a currency unit that an amount keeps; ten orders below a cent."""

_LARGEST = Decimal("1E30")
"""Amounts beyond this are a mistake; below it every sum of fewer than 1e17 amounts is exact."""

_MINOR_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "BHD": 3, "KWD": 3, "TND": 3}
"""Digits after the point where they are not two. Source: ISO 4217, table A.1."""


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount in one currency. Sums are exact; products and quotients keep twelve decimals."""

    amount: Decimal
    """Units of the currency, negative when owed; a multiple of 1e-12."""
    currency: str
    """Three capital letters of ISO 4217, for example `EUR`."""

    def __post_init__(self) -> None:
        """Refuse floats, amounts that are not finite or too fine, and what is no currency."""
        _check_exact(self.amount, "An amount of money")
        check_currency(self.currency)
        if not self.amount.is_finite() or abs(self.amount) > _LARGEST:
            raise InvalidConfig(
                f"An amount of {self.amount} {self.currency} was asked for; it must be a number "
                f"between -{_LARGEST} and {_LARGEST}."
            )
        if self.amount != _on_grid(self.amount):
            raise InvalidConfig(
                f"The amount {self.amount} {self.currency} is finer than {_GRID} of its unit; "
                "make it with money(value, currency), which rounds there."
            )

    def __add__(self, other: "Money") -> "Money":
        """Add an amount of the same currency, exactly."""
        self._check_same(other, "add")
        return Money(amount=CONTEXT.add(self.amount, other.amount), currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Subtract an amount of the same currency, exactly."""
        self._check_same(other, "subtract")
        return Money(amount=CONTEXT.subtract(self.amount, other.amount), currency=self.currency)

    def __neg__(self) -> "Money":
        """Turn what is owned into what is owed."""
        return Money(amount=CONTEXT.minus(self.amount), currency=self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        """Multiply by a pure number; a float is refused, see `measured`."""
        _check_exact(factor, "A factor of money")
        return money(CONTEXT.multiply(self.amount, Decimal(factor)), self.currency)

    def __truediv__(self, divisor: Decimal | int) -> "Money":
        """Divide by a pure number; a float is refused, see `measured`."""
        _check_exact(divisor, "A divisor of money")
        if divisor == 0:
            raise InvalidConfig(f"{format_money(self)} was to be divided by zero.")
        return money(CONTEXT.divide(self.amount, Decimal(divisor)), self.currency)

    def __lt__(self, other: "Money") -> bool:
        """Compare amounts of the same currency."""
        self._check_same(other, "compare")
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        """Compare amounts of the same currency."""
        self._check_same(other, "compare")
        return self.amount <= other.amount

    def __str__(self) -> str:
        """Give the amount rounded for a reader, for example `1,234.50 EUR`."""
        return format_money(self)

    def over(self, other: "Money") -> Decimal:
        """Give the pure number of times that another amount goes into this one.

        Raises:
            InvalidConfig: When the currencies differ or the other amount is zero.
        """
        self._check_same(other, "divide")
        if other.amount == 0:
            raise InvalidConfig(f"{format_money(self)} was to be divided by zero {self.currency}.")
        return CONTEXT.divide(self.amount, other.amount)

    def _check_same(self, other: "Money", verb: str) -> None:
        if self.currency != other.currency:
            raise InvalidConfig(
                f"Cannot {verb} {format_money(self)} and {format_money(other)}: the currencies "
                "differ. Convert one at a dated rate first: ExchangeRates.convert."
            )


def money(value: Decimal | int | str, currency: str) -> Money:
    """Make an amount, rounded half-even to twelve decimals of the currency unit.

    Args:
        value: Exact number or its text; a float is refused, because 0.1 is none.
        currency: Three capital letters of ISO 4217.

    Returns:
        The amount.

    Raises:
        InvalidConfig: For a float, for text that is no number, and for an unknown form of currency.

    Example:
        >>> str(money("1234.5", "EUR"))
        '1,234.50 EUR'
    """
    check_currency(currency)
    if isinstance(value, str):
        value = _parse(value, currency)
    _check_exact(value, "An amount of money")
    return Money(amount=_on_grid(Decimal(value)), currency=currency)


def measured(value: float) -> Decimal:
    """Take a measured number into the books: its shortest decimal text, exactly.

    Args:
        value: Measurement, for example hours of a shift log.

    Returns:
        The decimal number that the float prints as.

    Raises:
        InvalidConfig: When the measurement is not finite.

    Example:
        >>> measured(0.1)
        Decimal('0.1')
    """
    if not isfinite(value):
        raise InvalidConfig(f"A measured number is {value}; the books need a finite one.")
    return Decimal(repr(float(value)))


def minor_digits(currency: str) -> int:
    """Give the digits after the point that a price in this currency has."""
    return _MINOR_DIGITS.get(check_currency(currency), 2)


def cents(value: Money) -> Decimal:
    """Round an amount half-even to the smallest coin of its currency, for print only.

    Returns:
        Amount in units of the currency, with as many decimals as it has.
    """
    return value.amount.quantize(Decimal(1).scaleb(-minor_digits(value.currency)), context=CONTEXT)


def format_money(value: Money) -> str:
    """Write an amount for a reader: thousands apart, rounded to the cent, currency behind."""
    return f"{cents(value):,} {value.currency}"


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Add amounts of one currency, exactly; nothing at all is zero of that currency.

    Raises:
        InvalidConfig: When one of them has another currency.
    """
    result = money(0, currency)
    for amount in amounts:
        result = result + amount
    return result


def split(value: Money, weights: Sequence[Decimal | int]) -> tuple[Money, ...]:
    """Share an amount out to the cent so that the shares add up to it.

    Each share is first rounded down to whole cents; the cents left over go one each to the shares
    that lost most, the earlier first (largest remainders).

    Args:
        value: Amount, a whole number of cents.
        weights: Relative sizes of the shares, none negative, not all zero.

    Returns:
        One amount per weight, each a whole number of cents. They add up to `value`.

    Raises:
        InvalidConfig: When the amount has parts of a cent or the weights cannot be meant.

    Example:
        >>> [str(share) for share in split(money(10, "EUR"), (1, 1, 1))]
        ['3.34 EUR', '3.33 EUR', '3.33 EUR']
    """
    coin = Decimal(1).scaleb(-minor_digits(value.currency))
    if cents(value) != value.amount:
        raise InvalidConfig(
            f"{value.amount} {value.currency} is to be split to the cent but has parts of a cent; "
            "round it first."
        )
    exact = [Decimal(weight) for weight in weights if _check_exact(weight, "A weight")]
    if not exact or any(not weight.is_finite() or weight < 0 for weight in exact) or not sum(exact):
        raise InvalidConfig(
            f"{format_money(value)} is to be split by the weights {list(weights)}; there must be "
            "one at least, none negative, and one above zero."
        )
    whole = CONTEXT.divide(value.amount, coin)
    shares = [CONTEXT.divide(CONTEXT.multiply(whole, weight), sum(exact)) for weight in exact]
    floors = [share.to_integral_value(ROUND_FLOOR) for share in shares]
    order = sorted(range(len(shares)), key=lambda index: floors[index] - shares[index])
    for index in order[: int(whole - sum(floors))]:
        floors[index] += 1
    return tuple(money(CONTEXT.multiply(floor, coin), value.currency) for floor in floors)


def check_currency(currency: str) -> str:
    """Refuse what is no currency code, and give back what is.

    Raises:
        InvalidConfig: When it is not three capital letters.
    """
    if not (
        len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()
    ):
        raise InvalidConfig(
            f"{currency!r} is no currency; write the three capital letters of ISO 4217, for "
            "example 'EUR', 'USD' or 'CNY'."
        )
    return currency


def _check_exact(value: object, what: str) -> bool:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise InvalidConfig(
            f"{what} is the {type(value).__name__} {value!r}; money is counted exactly: write "
            f"Decimal('{value}'), or measured({value!r}) for a measurement."
        )
    return True


def _parse(text: str, currency: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise InvalidConfig(
            f"{text!r} {currency} is no amount; write digits and a point, for example '1234.50'."
        ) from error


def _on_grid(value: Decimal) -> Decimal:
    if not value.is_finite():
        return value  # refused, by name, when it becomes an amount
    try:
        return value.quantize(_GRID, context=CONTEXT)
    except InvalidOperation as error:
        raise Diverged(
            f"An amount of {value} is beyond the {_LARGEST} that a ledger holds."
        ) from error
