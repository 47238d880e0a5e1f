"""Exchange rates: what one currency cost in another on a day, and who said so."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from andon.errors import InvalidConfig
from andon.ledger.evidence import EvidenceTag, check_evidence
from andon.ledger.money import CONTEXT, Money, check_currency, format_money, money

__all__ = ["ExchangeRate", "ExchangeRates"]


@dataclass(frozen=True, kw_only=True)
class ExchangeRate:
    """The price of one unit of a currency, in another, on a day."""

    base: str
    """Currency of which one unit is priced."""
    quote: str
    """Currency in which it is priced."""
    value: Decimal
    """Units of `quote` per unit of `base`, above 0."""
    date: date
    """Day of the rate."""
    source: str
    """Where it was read, or how it was derived."""
    evidence: EvidenceTag
    """How far to trust it."""

    def __post_init__(self) -> None:
        """Refuse a rate that cannot be one."""
        check_currency(self.base)
        check_currency(self.quote)
        check_evidence(self.evidence, self.source)
        if self.base == self.quote:
            raise InvalidConfig(f"A rate from {self.base} to itself is 1 and needs no entry.")
        if not (self.value.is_finite() and self.value > 0):
            raise InvalidConfig(
                f"The rate from {self.base} to {self.quote} is {self.value}; it must be above 0."
            )

    def joins(self, one: str, other: str) -> bool:
        """Say whether the rate is between these two currencies, in either direction."""
        return {self.base, self.quote} == {one, other}


@dataclass(frozen=True, kw_only=True)
class ExchangeRates:
    """Dated rates between pairs of currencies. Rates are never chained through a third one."""

    rates: tuple[ExchangeRate, ...] = ()
    """Rates in any order."""
    max_age_days: int = 366
    """Age from which a rate no longer counts; prices of one year may share a rate."""

    def convert(self, value: Money, currency: str, *, on: date) -> Money:
        """Express an amount in another currency.

        Args:
            value: Amount.
            currency: Currency that is wanted.
            on: Day for which it is wanted; the newest rate of that day or before is taken.

        Returns:
            The amount; itself when it has that currency already.

        Raises:
            InvalidConfig: When no rate joins the two currencies on that day, or the newest one is
                older than `max_age_days`.
        """
        if value.currency == currency:
            return value
        rate = self._newest(value, currency, on)
        if rate.base == value.currency:
            return money(CONTEXT.multiply(value.amount, rate.value), currency)
        return money(CONTEXT.divide(value.amount, rate.value), currency)

    def _newest(self, value: Money, currency: str, on: date) -> ExchangeRate:
        joining = [rate for rate in self.rates if rate.joins(value.currency, currency)]
        past = [rate for rate in joining if rate.date <= on]
        if not past:
            known = [f"{rate.base}/{rate.quote} of {rate.date}" for rate in self.rates]
            raise InvalidConfig(
                f"{format_money(value)} is wanted in {check_currency(currency)} on {on}, and there "
                f"is no rate between the two of that day or before. Declare an [[exchange]] with "
                f"base, quote, value, date and source. Declared: {known or 'none'}."
            )
        newest = max(past, key=lambda rate: rate.date)
        if on - newest.date > timedelta(days=self.max_age_days):
            raise InvalidConfig(
                f"The newest rate between {value.currency} and {currency} up to {on} is of "
                f"{newest.date}, more than {self.max_age_days} days before; declare a newer one."
            )
        return newest
