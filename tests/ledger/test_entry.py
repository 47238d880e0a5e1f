"""Entries balance, books balance, and asserted balances are checked."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.ledger.accounts import PAYABLES, CostCentre, equipment, expense
from andon.ledger.entry import BalanceAssertion, Books, Entry, Posting, transfer
from andon.ledger.money import money, split, total

DAY = date(2026, 3, 1)

ACCOUNTS = [PAYABLES, *map(expense, CostCentre), *map(equipment, CostCentre)]

amounts = st.decimals(-(10**9), 10**9, places=2)


@st.composite
def entries(draw):
    """Entries of random postings; the last one takes what the others leave."""
    currency = draw(st.sampled_from(["EUR", "USD", "JPY"]))
    parts = [money(value, currency) for value in draw(st.lists(amounts, min_size=1, max_size=6))]
    accounts = draw(st.lists(st.sampled_from(ACCOUNTS), min_size=7, max_size=7))
    balanced = [*parts, -total(parts, currency)]
    return Entry(
        date=draw(st.dates(date(2026, 1, 1), date(2026, 12, 31))),
        narration="random",
        postings=tuple(
            Posting(account=account, amount=amount)
            for account, amount in zip(accounts, balanced, strict=False)
        ),
    )


@st.composite
def shared_costs(draw):
    """Entries that divide and multiply before they post, as the books do."""
    price = money(draw(st.decimals(0, 10**6, places=4)), "EUR")
    amount = price * draw(st.decimals(0, 10**4, places=9)) / draw(st.integers(1, 10**5))
    return transfer(amount, debit=expense(CostCentre.ENERGY), credit=PAYABLES, on=DAY, narration="")


@given(st.lists(entries() | shared_costs(), max_size=25))
def test_books_of_random_transactions_balance_to_the_cent_and_beyond(rows):
    books = Books(entries=tuple(rows))
    for currency in books.currencies():
        balances = books.trial_balance(currency)
        assert total(balances.values(), currency).amount == 0  # exactly, not only to the cent
        for name, balance in balances.items():
            assert books.balance(name, currency) == balance


@given(entries(), st.integers(0, 6), st.decimals("0.000000000001", 100, places=12))
def test_the_smallest_change_of_one_posting_is_noticed(entry, index, change):
    postings = list(entry.postings)
    index %= len(postings)
    extra = money(change, postings[index].amount.currency)
    postings[index] = Posting(
        account=postings[index].account, amount=postings[index].amount + extra
    )
    with pytest.raises(InvalidConfig, match="does not balance"):
        Entry(date=entry.date, narration="changed", postings=tuple(postings))


@given(amounts, st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_a_cost_shared_out_to_the_cent_balances(amount, sizes):
    shares = split(money(amount, "EUR"), sizes)
    sides = [Posting(account=expense(CostCentre.FLOOR), amount=share) for share in shares]
    rest = Posting(account=PAYABLES, amount=money(-amount, "EUR"))
    Entry(date=DAY, narration="shared", postings=(*sides, rest))


def test_an_entry_that_does_not_balance_says_what_is_left():
    sides = (
        Posting(account=PAYABLES, amount=money("-10.00", "EUR")),
        Posting(account=expense(CostCentre.ENERGY), amount=money("10.01", "EUR")),
    )
    with pytest.raises(InvalidConfig, match=r"'power' of 2026-03-01.*EUR add up to 0\.01 and not"):
        Entry(date=DAY, narration="power", postings=sides)


def test_currencies_balance_one_by_one():
    sides = (
        Posting(account=PAYABLES, amount=money(-10, "EUR")),
        Posting(account=expense(CostCentre.ENERGY), amount=money(10, "USD")),
    )
    with pytest.raises(InvalidConfig, match="does not balance: its postings in EUR"):
        Entry(date=DAY, narration="power", postings=sides)


def test_one_side_is_no_entry():
    side = Posting(account=PAYABLES, amount=money(0, "EUR"))
    with pytest.raises(InvalidConfig, match=r"has 1 posting\(s\)"):
        Entry(date=DAY, narration="half", postings=(side,))


def power(value, day=DAY):
    return transfer(
        money(value, "EUR"),
        debit=expense(CostCentre.ENERGY),
        credit=PAYABLES,
        on=day,
        narration="power",
    )


def test_a_transfer_debits_one_account_and_credits_the_other():
    books = Books(entries=(power(10), power(5, date(2026, 3, 2))))
    assert books.balance("Expenses:energy", "EUR") == money(15, "EUR")
    assert books.balance("Liabilities", "EUR") == money(-15, "EUR")
    assert books.balance("Expenses", "EUR", on=DAY) == money(10, "EUR")
    assert books.balance("Expenses", "USD") == money(0, "USD")


def test_a_true_assertion_is_accepted_and_a_false_one_says_how_far_it_is_off():
    def asserted(value):
        return BalanceAssertion(date=DAY, account="Expenses", amount=money(value, "EUR"))

    later = power(5, date(2026, 3, 2))
    Books(entries=(power(10), later), assertions=(asserted(10),))
    with pytest.raises(InvalidConfig, match=r"hold 10\.01 EUR; its entries give 10\.00.*-0\.01"):
        Books(entries=(power(10), later), assertions=(asserted(Decimal("10.01")),))


def test_books_can_be_joined():
    one, other = Books(entries=(power(10),)), Books(entries=(power(5),))
    assert one.joined([other]).balance("Expenses", "EUR") == money(15, "EUR")
