"""Prices, terms and quantities that several tests use; small numbers to check by hand."""

from datetime import date
from decimal import Decimal

from andon.ledger.prices import ROLES, Price, PriceList
from andon.ledger.quantities import Quantities
from andon.ledger.terms import Terms

DAY = date(2026, 3, 1)


def make_price(name, value, *, currency="EUR", unit=None, **more):
    return Price(
        name=name,
        value=Decimal(str(value)),
        currency=currency,
        unit=unit or ROLES[name].unit,
        date=DAY,
        source="assumed for a test",
        evidence="J",
        **more,
    )


def make_prices(**values):
    return PriceList(name="test.toml", prices={n: make_price(n, v) for n, v in values.items()})


def make_terms(**changes):
    numbers = {
        "discount_rate": Decimal(0),
        "life_yr": Decimal(5),
        "hours_per_year": Decimal(2000),
    }
    return Terms(**{"currency": "EUR", "date": DAY, **numbers, **changes})


def make_quantities(used=None, **changes):
    settings = {"line": "test", "planned_hours": Decimal(100), "robots": 2, "good_parts": 1000}
    amounts = {role: Decimal(str(value)) for role, value in (used or {}).items()}
    return Quantities(**{**settings, "used": amounts, **changes})
