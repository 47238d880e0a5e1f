"""Terms: what cannot be meant is refused."""

from decimal import Decimal

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.prices import Spread
from tests.ledger.tables import make_terms


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"discount_rate": Decimal(10)}, r"not in per cent: write 0\.10 for 10 %"),
        ({"discount_rate": Decimal(-1)}, "must be above -1"),
        ({"life_yr": Decimal(0)}, "life_yr is 0; it must be above 0"),
        ({"hours_per_year": Decimal(0)}, "hours_per_year is 0; it must be above 0"),
        ({"hours_per_year": Decimal(8785)}, "a year has at most 8784 hours"),
        ({"integration_share": Decimal(-1)}, "integration_share is -1; it must be 0 or more"),
        ({"supervisors": Decimal(-1)}, "supervisors is -1"),
        ({"floor_m2": Decimal(-1)}, "floor_m2 is -1"),
        ({"maintenance_share_per_yr": Decimal(-1)}, "maintenance_share_per_yr is -1"),
        ({"human_parts_per_h": Decimal(0)}, "human_parts_per_h is 0; it must be above 0"),
        ({"currency": "euro"}, "is no currency"),
    ],
)
def test_numbers_out_of_range_are_refused(change, message):
    with pytest.raises(InvalidConfig, match=message):
        make_terms(**change)


def test_an_unknown_crew_basis_is_named():
    with pytest.raises(UnknownName, match="crew basis named 'hours'"):
        make_terms(crew_basis="hours")


def test_spreads_are_of_numbers_that_are_stated():
    spread = Spread(low=Decimal(4), high=Decimal(6))
    assert make_terms(spreads={"life_yr": spread}).spreads == {"life_yr": spread}
    with pytest.raises(UnknownName, match="'currency'"):
        make_terms(spreads={"currency": spread})
    with pytest.raises(UnknownName, match="'human_parts_per_h'"):
        make_terms(spreads={"human_parts_per_h": spread})
    with pytest.raises(InvalidConfig, match="'life_yr' is 7, outside its own spread"):
        make_terms(life_yr=Decimal(7), spreads={"life_yr": spread})
