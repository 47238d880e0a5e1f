"""Quantities: what a shift log says that was used."""

from decimal import Decimal

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.prices import ROLES
from andon.ledger.quantities import MEASURED, measure
from andon.lines.summary import summarise
from andon.lines.synthetic import make_synthetic_log
from tests.ledger.tables import make_quantities


def hours(minutes):
    return float(minutes) / 60.0


def test_the_hours_and_parts_of_a_shift_are_taken_over():
    # Two stations (robot, human), one shift: 420 min planned; at each 25 min repair, 10 min help,
    # 18 min changeover at most, 30 + 12 + 18 min down, 12 kWh.
    summary = summarise(make_synthetic_log(num_stations=2))
    found = measure(summary)
    assert found.line == "synthetic"
    assert found.log_hash == summary.log_hash
    assert float(found.planned_hours) == pytest.approx(hours(420))
    assert (found.robots, found.products, found.good_parts) == (1, 1, 340)
    assert (found.interventions, found.failures) == (2, 2)
    assert float(found.quantity("technician")) == pytest.approx(hours(2 * 25))
    assert float(found.quantity("helper")) == pytest.approx(hours(2 * 10))
    assert float(found.quantity("setter")) == pytest.approx(summary.total.changeover_hours)
    assert float(found.quantity("downtime")) == pytest.approx(summary.total.downtime_hours)
    assert found.quantity("energy") == 24
    assert found.quantity("scrap") == 10
    assert found.quantity("escape") == 2
    assert found.quantity("actuator_spare") == 2
    assert float(found.quantity("robot_rental")) == pytest.approx(hours(420))
    assert float(found.quantity("operator")) == pytest.approx(hours(420))


def test_everything_but_the_headcount_doubles_with_the_shifts():
    one = measure(summarise(make_synthetic_log(num_shifts=1)))
    two = measure(summarise(make_synthetic_log(num_shifts=2)))
    assert two.robots == one.robots
    assert two.good_parts == 2 * one.good_parts
    for role in MEASURED:
        assert float(two.quantity(role)) == pytest.approx(2 * float(one.quantity(role)))


def test_crews_by_presence_are_paid_for_the_hours_they_stand_by():
    summary = summarise(make_synthetic_log())
    idle = sum(crew.planned_s - crew.busy_s for crew in summary.crews) / 3600.0
    work = measure(summary, crew_basis="work").quantity("operator")
    presence = measure(summary, crew_basis="presence").quantity("operator")
    assert float(presence - work) == pytest.approx(idle)
    assert idle > 0


def test_person_hours_are_those_of_all_people():
    used = {"operator": 8, "helper": 1, "technician": 2, "setter": 3, "energy": 99}
    assert make_quantities(used).person_hours == 14


def test_every_measured_quantity_is_a_running_role():
    assert all(not ROLES[role].is_capital for role in MEASURED)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"planned_hours": Decimal(0)}, "planned to be busy for 0 h; books need more than 0"),
        ({"good_parts": -1}, "good_parts is -1; it must be 0 or more"),
        ({"robots": -1}, "robots is -1"),
        ({"used": {"energy": -1}}, "used -1 kWh for 'energy'; that is below 0"),
    ],
)
def test_quantities_that_cannot_be_meant_are_refused(change, message):
    with pytest.raises(InvalidConfig, match=message):
        make_quantities(**change)


def test_an_unknown_quantity_is_named():
    with pytest.raises(UnknownName, match=r"measured quantity named 'power'"):
        make_quantities({"power": 1})
