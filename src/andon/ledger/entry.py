"""Double entry: every movement has two sides that cancel, and balances are asserted in the data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from andon.errors import InvalidConfig
from andon.ledger.accounts import Account
from andon.ledger.money import Money, format_money, money, total

__all__ = ["BalanceAssertion", "Books", "Entry", "Posting", "transfer"]


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One side of an entry: an amount on an account."""

    account: Account
    """Where the amount goes."""
    amount: Money
    """Above zero is a debit, below zero a credit."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something that happened, whose postings add up to zero in every currency."""

    date: date
    """Day of the entry."""
    narration: str
    """What happened, with the quantity and the price that make the amount."""
    postings: tuple[Posting, ...]
    """At least two, adding up to zero in each currency."""

    def __post_init__(self) -> None:
        """Refuse an entry that does not balance, naming what is left over."""
        if len(self.postings) < 2:
            raise InvalidConfig(
                f"The entry {self.narration!r} of {self.date} has {len(self.postings)} posting(s); "
                "money that goes somewhere comes from somewhere: it needs at least 2."
            )
        for currency in sorted({posting.amount.currency for posting in self.postings}):
            rest = total(self._amounts(currency), currency)
            if rest.amount != 0:
                raise InvalidConfig(
                    f"The entry {self.narration!r} of {self.date} does not balance: its postings "
                    f"in {currency} add up to {rest.amount.normalize()} and not to 0."
                )

    def _amounts(self, currency: str) -> list[Money]:
        return [one.amount for one in self.postings if one.amount.currency == currency]


@dataclass(frozen=True, kw_only=True)
class BalanceAssertion:
    """A statement about the books that is checked whenever they are made."""

    date: date
    """Day at whose end the balance is meant."""
    account: str
    """Account, or root of accounts such as `Expenses`."""
    amount: Money
    """Balance in its currency."""


@dataclass(frozen=True, kw_only=True)
class Books:
    """Entries and the balances that they are asserted to give."""

    entries: tuple[Entry, ...]
    """In any order."""
    assertions: tuple[BalanceAssertion, ...] = ()
    """Checked against the entries."""

    def __post_init__(self) -> None:
        """Refuse books that contradict their own assertions."""
        for asserted in self.assertions:
            found = self.balance(asserted.account, asserted.amount.currency, on=asserted.date)
            if found != asserted.amount:
                raise InvalidConfig(
                    f"At the end of {asserted.date} {asserted.account} is asserted to hold "
                    f"{format_money(asserted.amount)}; its entries give {format_money(found)} "
                    f"({(found - asserted.amount).amount.normalize()} apart)."
                )

    def currencies(self) -> list[str]:
        """Give the currencies that occur, in alphabetical order."""
        return sorted({one.amount.currency for entry in self.entries for one in entry.postings})

    def balance(self, root: str, currency: str, *, on: date | None = None) -> Money:
        """Add up everything on an account and below it in one currency.

        Args:
            root: Account name or root, for example `Expenses` or `Expenses:energy`.
            currency: Currency of the postings that count.
            on: Last day that counts; all days when None.

        Returns:
            The balance: debits above zero, credits below.
        """
        return total(
            (
                posting.amount
                for entry in self.entries
                if on is None or entry.date <= on
                for posting in entry.postings
                if posting.amount.currency == currency and posting.account.is_under(root)
            ),
            currency,
        )

    def trial_balance(self, currency: str) -> dict[str, Money]:
        """Give the balance of every account in one currency; they add up to zero.

        Returns:
            Balance by account name, in alphabetical order.
        """
        sums: dict[str, Money] = {}
        for entry in self.entries:
            for posting in entry.postings:
                if posting.amount.currency == currency:
                    name = posting.account.name
                    sums[name] = sums.get(name, money(0, currency)) + posting.amount
        return dict(sorted(sums.items()))

    def joined(self, others: Iterable["Books"]) -> "Books":
        """Give these books and others as one; the assertions of the parts are not carried over."""
        more = [entry for other in others for entry in other.entries]
        return Books(entries=(*self.entries, *more))


def transfer(amount: Money, *, debit: Account, credit: Account, on: date, narration: str) -> Entry:
    """Make the entry that takes an amount from one account to another.

    Args:
        amount: What is moved.
        debit: Account that receives it.
        credit: Account that gives it.
        on: Day of the entry.
        narration: What happened.

    Returns:
        A balanced entry of two postings.
    """
    return Entry(
        date=on,
        narration=narration,
        postings=(
            Posting(account=debit, amount=amount),
            Posting(account=credit, amount=-amount),
        ),
    )
