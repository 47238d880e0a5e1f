"""Exchange: a dated rate or a refusal by name."""

from datetime import date
from decimal import Decimal

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.exchange import ExchangeRate, ExchangeRates
from andon.ledger.money import money


def rate(value, day, *, base="USD", quote="CNY"):
    return ExchangeRate(
        base=base, quote=quote, value=Decimal(value), date=day, source="test", evidence="J"
    )


RATES = ExchangeRates(rates=(rate("7.2", date(2026, 3, 1)), rate("7.0", date(2026, 1, 1))))


def test_the_newest_rate_up_to_the_day_is_taken_in_either_direction():
    one = money(100, "USD")
    assert RATES.convert(one, "CNY", on=date(2026, 2, 28)).amount == 700
    assert RATES.convert(one, "CNY", on=date(2026, 3, 1)).amount == 720
    assert RATES.convert(money(720, "CNY"), "USD", on=date(2026, 3, 1)).amount == 100


def test_a_rate_may_be_below_one():
    rates = ExchangeRates(rates=(rate("0.125", date(2026, 1, 1), base="CNY", quote="EUR"),))
    assert rates.convert(money(8, "CNY"), "EUR", on=date(2026, 1, 1)).amount == 1


def test_the_same_currency_needs_no_rate():
    assert ExchangeRates().convert(money(5, "EUR"), "EUR", on=date(2026, 1, 1)).amount == 5


def test_no_rate_is_refused_with_what_there_is():
    with pytest.raises(InvalidConfig, match=r"5\.00 EUR is wanted in USD.*no rate.*USD/CNY of 202"):
        RATES.convert(money(5, "EUR"), "USD", on=date(2026, 3, 1))
    with pytest.raises(InvalidConfig, match="Declared: none"):
        ExchangeRates().convert(money(5, "EUR"), "USD", on=date(2026, 3, 1))


def test_a_rate_from_the_future_does_not_count():
    with pytest.raises(InvalidConfig, match="no rate between the two of that day or before"):
        RATES.convert(money(5, "USD"), "CNY", on=date(2025, 12, 31))


def test_a_rate_grows_old():
    RATES.convert(money(5, "USD"), "CNY", on=date(2027, 3, 2))
    with pytest.raises(InvalidConfig, match=r"newest rate .* of 2026-03-01, more than 366 days"):
        RATES.convert(money(5, "USD"), "CNY", on=date(2027, 3, 3))


def test_rates_are_not_chained():
    rates = ExchangeRates(rates=(*RATES.rates, rate("1.1", date(2026, 1, 1), base="EUR")))
    with pytest.raises(InvalidConfig, match="no rate between"):
        rates.convert(money(5, "EUR"), "USD", on=date(2026, 3, 1))


def test_what_is_no_rate_is_refused():
    with pytest.raises(InvalidConfig, match="to itself is 1"):
        rate("1", date(2026, 1, 1), quote="USD")
    with pytest.raises(InvalidConfig, match="is 0; it must be above 0"):
        rate("0", date(2026, 1, 1))
    with pytest.raises(UnknownName, match="evidence tag named 'X'"):
        ExchangeRate(
            base="USD",
            quote="CNY",
            value=Decimal(7),
            date=date(2026, 1, 1),
            source="test",
            evidence="X",
        )
