"""Money: exact, of one currency, and never a cent lost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import Diverged, InvalidConfig
from andon.ledger.money import (
    Money,
    cents,
    check_currency,
    format_money,
    measured,
    minor_digits,
    money,
    split,
    total,
)

whole_cents = st.integers(-(10**12), 10**12).map(lambda n: Decimal(n).scaleb(-2))
fine = st.decimals(-(10**9), 10**9, places=12)
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


@given(st.lists(fine, max_size=30))
def test_the_order_of_a_sum_does_not_matter(amounts):
    parts = [money(amount, "EUR") for amount in amounts]
    assert total(parts, "EUR") == total(reversed(parts), "EUR")
    assert total([*parts, *(-part for part in parts)], "EUR").amount == 0


@given(whole_cents, weights)
def test_a_split_never_loses_a_cent_and_no_share_is_a_cent_off(amount, sizes):
    shares = split(money(amount, "EUR"), sizes)
    assert total(shares, "EUR") == money(amount, "EUR")
    for share, size in zip(shares, sizes, strict=True):
        assert share.amount == cents(share)
        assert abs(share.amount - amount * size / sum(sizes)) < Decimal("0.01")


def test_a_split_gives_the_cents_left_over_to_who_lost_most():
    # 10.00 by 1:2:4 is 1.4285..., 2.857..., 5.714...: floors 1.42 + 2.85 + 5.71 leave 2 cents; the
    # lost parts of a cent are .857, .714, .428.
    shares = split(money("10.00", "EUR"), (1, 2, 4))
    assert [share.amount for share in shares] == [Decimal("1.43"), Decimal("2.86"), Decimal("5.71")]


def test_a_currency_without_cents_is_split_into_whole_coins():
    shares = split(money(100, "JPY"), (1, 1, 1))
    assert [share.amount for share in shares] == [34, 33, 33]
    assert minor_digits("JPY") == 0
    assert format_money(money("1234.5", "JPY")) == "1,234 JPY"


def test_a_currency_of_mills_has_three_digits():
    assert format_money(money("1.2346", "KWD")) == "1.235 KWD"
    assert {minor_digits(code) for code in ("BHD", "KWD", "TND")} == {3}
    assert {minor_digits(code) for code in ("JPY", "KRW", "VND")} == {0}


def test_cents_round_half_even_and_only_in_print():
    assert format_money(money("0.125", "EUR")) == "0.12 EUR"
    assert format_money(money("0.135", "EUR")) == "0.14 EUR"
    assert (money("0.125", "EUR") * 8).amount == 1


def test_products_and_quotients_keep_twelve_decimals():
    third = money(1, "EUR") / 3
    assert third.amount == Decimal("0.333333333333")
    assert (third * 3).amount == Decimal("0.999999999999")
    assert money(2, "EUR").over(money(8, "EUR")) == Decimal("0.25")


def test_amounts_compare_within_a_currency():
    assert money(1, "EUR") < money(2, "EUR") <= money(2, "EUR")
    assert not money(2, "EUR") < money(2, "EUR")
    assert money("1.50", "EUR") == money("1.5", "EUR")


@pytest.mark.parametrize(
    "use",
    [
        lambda one, other: one + other,
        lambda one, other: one - other,
        lambda one, other: one < other,
        lambda one, other: one <= other,
        lambda one, other: one.over(other),
        lambda one, other: total([one, other], "EUR"),
    ],
)
def test_currencies_never_mix_without_a_rate(use):
    with pytest.raises(InvalidConfig, match=r"1\.00 (EUR|USD).*currencies\s+differ.*dated rate"):
        use(money(1, "EUR"), money(1, "USD"))


@pytest.mark.parametrize(
    "use",
    [
        lambda: money(0.1, "EUR"),
        lambda: Money(amount=0.1, currency="EUR"),
        lambda: money(1, "EUR") * 0.1,
        lambda: money(1, "EUR") / 0.1,
        lambda: split(money(1, "EUR"), (0.1,)),
    ],
)
def test_a_float_is_refused_and_the_remedy_named(use):
    with pytest.raises(InvalidConfig, match=r"float 0\.1.*Decimal\('0\.1'\).*measured\(0\.1\)"):
        use()


def test_true_is_no_amount():
    with pytest.raises(InvalidConfig, match="bool True"):
        money(True, "EUR")


@pytest.mark.parametrize("text", ["", "12 EUR", "1,5"])
def test_text_that_is_no_number_is_refused(text):
    with pytest.raises(InvalidConfig, match="is no amount; write digits"):
        money(text, "EUR")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_an_amount_is_finite(value):
    with pytest.raises(InvalidConfig, match="it must be a number between"):
        money(value, "EUR")


def test_an_amount_beyond_every_ledger_is_refused():
    with pytest.raises(InvalidConfig, match="it must be a number between"):
        money(Decimal("2E30"), "EUR")
    with pytest.raises(Diverged, match="beyond the 1E\\+30 that a ledger holds"):
        money(Decimal("1E60"), "EUR")


def test_an_amount_finer_than_the_grid_names_its_maker():
    with pytest.raises(InvalidConfig, match="finer than 1E-12 of its unit; make it with money"):
        Money(amount=Decimal("1E-13"), currency="EUR")


@pytest.mark.parametrize("code", ["eur", "EURO", "E1R", "", "ÄÖÜ"])
def test_what_is_no_currency_is_refused(code):
    with pytest.raises(InvalidConfig, match="is no currency; write the three capital letters"):
        check_currency(code)


def test_division_by_zero_is_refused_by_name():
    with pytest.raises(InvalidConfig, match=r"1\.00 EUR was to be divided by zero"):
        money(1, "EUR") / 0
    with pytest.raises(InvalidConfig, match="divided by zero EUR"):
        money(1, "EUR").over(money(0, "EUR"))


@pytest.mark.parametrize("sizes", [(), (0, 0), (1, -1), (Decimal("NaN"),)])
def test_weights_that_cannot_be_meant_are_refused(sizes):
    with pytest.raises(InvalidConfig, match="one at least, none negative, and one above zero"):
        split(money(1, "EUR"), sizes)


def test_parts_of_a_cent_are_not_split():
    with pytest.raises(InvalidConfig, match="has parts of a cent; round it first"):
        split(money("0.001", "EUR"), (1,))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_measurement_enters_the_books_exactly_as_it_prints(value):
    assert float(measured(value)) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_measurement_is_finite(value):
    with pytest.raises(InvalidConfig, match="the books need a finite one"):
        measured(value)
