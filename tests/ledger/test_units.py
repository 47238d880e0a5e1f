"""Units of prices: spellings that mean the same, and mistakes."""

from decimal import Decimal

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.prices import ROLES
from andon.ledger.units import UNITS, canonical_unit, canonical_value


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "expected"),
    [
        (Decimal(80), "MWh", "kWh", Decimal("0.08")),
        (Decimal("0.1"), "MJ", "kWh", Decimal("0.36")),
        (Decimal("0.5"), "min", "h", Decimal(30)),
        (Decimal("0.01"), "s", "h", Decimal(36)),
        (Decimal(300), "robot month", "robot yr", Decimal(3600)),
        (Decimal(10), "m2 month", "m2 yr", Decimal(120)),
        (Decimal(20), "1000 parts", "part", Decimal("0.02")),
    ],
)
def test_a_price_can_be_given_in_another_spelling(value, unit, wanted, expected):
    assert canonical_value(value, unit, wanted=wanted, name="x") == expected


def test_canonical_units_stand_for_themselves():
    for stands_for, factor in UNITS.values():
        assert canonical_unit(stands_for) == stands_for
        assert factor > 0
        assert UNITS[stands_for][1] == 1


def test_every_role_has_a_canonical_unit():
    assert all(canonical_unit(role.unit) == role.unit for role in ROLES.values())


def test_hours_are_no_kilowatt_hours():
    with pytest.raises(InvalidConfig, match=r"'energy' is given per 'h' and needed per 'kWh'.*MJ"):
        canonical_value(Decimal(1), "h", wanted="kWh", name="energy")


def test_an_unknown_unit_is_named_with_the_nearest():
    with pytest.raises(UnknownName, match=r"unit of a price named 'kwh'\. Did you mean"):
        canonical_unit("kwh")
