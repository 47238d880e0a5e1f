"""The statement: everything that a ledger says, as plain data for a file or a page."""

from decimal import Decimal

from andon.artifacts import Json, content_hash, to_json
from andon.ledger.cost_model import CostModel
from andon.ledger.entry import Entry
from andon.ledger.ledger import Investment, Ledger
from andon.ledger.measurement import Measurement
from andon.ledger.money import Money, cents
from andon.ledger.prices import ROLES, Price
from andon.ledger.results import uncertain_results

__all__ = ["statement", "uncertain_statement"]


def statement(ledger: Ledger) -> Json:
    """Give a ledger as plain data. Amounts are texts of exact decimals, `printed` is rounded.

    Args:
        ledger: The books.

    Returns:
        Costs with and without subsidy, by cost centre, per good part and per hour; what follows
        against people, where the terms say what a person makes; all prices with their sources; all
        entries; and the hash of all of it.
    """
    quantities, terms = ledger.quantities, ledger.terms
    currency = terms.currency
    plain: Json = {
        "schema": 1,
        "line": quantities.line,
        "log_hash": quantities.log_hash,
        "currency": currency,
        "date": terms.date.isoformat(),
        "planned_hours": _text(quantities.planned_hours),
        "robots": quantities.robots,
        "person_hours": _text(quantities.person_hours),
        "people_needed": _text(ledger.people_needed()),
        "good_parts": quantities.good_parts,
        "results": [_results(ledger, with_subsidy=flag) for flag in (False, True)],
        "subsidy": _amount(ledger.subsidy()),
        "centres": [
            {"centre": centre.value, **_amount(cost)}
            for centre, cost in ledger.cost_by_centre().items()
        ],
        "unpriced": list(ledger.unpriced),
        "prices": [_price(role, price) for role, price in ledger.prices.prices.items()],
        "accounts": {
            name: _text(balance.amount)
            for name, balance in ledger.books.trial_balance(currency).items()
        },
        "entries": [_entry(entry) for entry in ledger.books.entries],
        "assertions": [
            {"date": one.date.isoformat(), "account": one.account, **_amount(one.amount)}
            for one in ledger.books.assertions
        ],
    }
    return {**plain, "hash": content_hash(plain)}


def uncertain_statement(
    model: CostModel, measurements: tuple[Measurement, ...] = (), *, seed: int = 0
) -> Json:
    """Give the results of a cost model as distributions, with and without subsidy, as plain data.

    Returns:
        Means and 5, 50 and 95 % quantiles in the model's currency.
    """
    results = uncertain_results(model, measurements, seed=seed)
    plain = [to_json(one) for one in results]
    return {"schema": 1, "currency": model.currency, "seed": seed, "results": plain}


def _results(ledger: Ledger, *, with_subsidy: bool) -> Json:
    is_made = ledger.quantities.good_parts > 0
    rows: Json = {
        "with_subsidy": with_subsidy,
        "cost": _amount(ledger.cost(with_subsidy=with_subsidy)),
        "cost_per_h": _amount(ledger.cost_per_h(with_subsidy=with_subsidy)),
        "cost_per_good_part": None,
        "outlay": _amount(ledger.outlay(with_subsidy=with_subsidy)),
    }
    if is_made:
        rows["cost_per_good_part"] = _amount(ledger.cost_per_good_part(with_subsidy=with_subsidy))
    if ledger.prices.has("operator"):
        rows["break_even_productivity"] = _text(
            ledger.break_even_productivity(with_subsidy=with_subsidy)
        )
        if ledger.terms.human_parts_per_h is not None and is_made:
            rows["productivity"] = _text(ledger.productivity())
            rows["cost_per_human_equivalent_h"] = _amount(
                ledger.cost_per_human_equivalent_h(with_subsidy=with_subsidy)
            )
            rows["investment"] = _investment(ledger.investment(with_subsidy=with_subsidy))
    return rows


def _investment(one: Investment) -> Json:
    def years(value: Decimal | None) -> str | None:
        return None if value is None else _text(value)

    return {
        "outlay": _amount(one.outlay),
        "yearly": _amount(one.yearly),
        "npv": _amount(one.npv),
        "internal_rates": list(one.internal_rates),
        "simple_payback_yr": years(one.simple_payback_yr),
        "discounted_payback_yr": years(one.discounted_payback_yr),
        "is_paid_back_within_life": one.is_paid_back_within_life,
    }


def _price(role: str, price: Price) -> Json:
    return {
        "role": role,
        "centre": ROLES[role].centre.value,
        "value": _text(price.value),
        "currency": price.currency,
        "unit": price.unit,
        "date": price.date.isoformat(),
        "source": price.source,
        "evidence": price.evidence,
        "note": price.note,
    }


def _entry(entry: Entry) -> Json:
    return {
        "date": entry.date.isoformat(),
        "narration": entry.narration,
        "postings": [
            {"account": one.account.name, **_amount(one.amount)} for one in entry.postings
        ],
    }


def _amount(value: Money) -> Json:
    return {
        "amount": _text(value.amount),
        "currency": value.currency,
        "printed": f"{cents(value):,}",
    }


def _text(value: Decimal) -> str:
    """Write a number without an exponent and without trailing zeros."""
    text = f"{value:f}" if value else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text
