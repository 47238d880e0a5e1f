"""KPIs follow their standard definitions."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.lines.kpi import StationKpis, oee_of, product_of, ratio

SHIFT = StationKpis(
    name="press",
    kind="automation",
    pbt_s=420 * 60.0,
    apt_s=373 * 60.0,
    aust_s=0.0,
    adet_s=0.0,
    adot_s=47 * 60.0,
    apmt_s=0.0,
    state_s=(373 * 60.0, 60 * 60.0, 0.0, 0.0, 47 * 60.0, 0.0),
    starved_s=0.0,
    blocked_s=0.0,
    standard_s=19271.0,
    produced=19271,
    good=18848,
    scrap=423,
    rework=0,
    inspected=19271,
    first_pass=18848,
    attempts=19271,
    failed_attempts=0,
    failures=4,
    failure_s=47 * 60.0,
    repair_work_s=40 * 60.0,
    interventions=0,
    assist_s=0.0,
    micro_stops=0,
    battery_stops=0,
    maintenance_work_s=0.0,
    late=None,
    energy_kwh=0.0,
)
"""The classic shift: 480 min, 60 min of breaks, 47 min down, 1 s per part, 423 of 19,271 bad."""


def test_the_classic_shift_has_its_known_oee():
    assert SHIFT.availability == pytest.approx(0.888095, abs=5e-7)
    assert SHIFT.effectiveness == pytest.approx(0.861081, abs=5e-7)
    assert SHIFT.quality == pytest.approx(0.978050, abs=5e-7)
    assert SHIFT.oee == pytest.approx(0.7479365, abs=5e-8)


def test_both_conventions_of_mtbf_are_named():
    # 373 min up, 47 min down, 4 failures: practice divides by 4, ISO 22400 by 5.
    assert SHIFT.mtbf_s == pytest.approx(373 * 60 / 4)
    assert SHIFT.mtbf_iso_s == pytest.approx(373 * 60 / 5)
    assert SHIFT.mttr_s == pytest.approx(47 * 60 / 4)
    assert SHIFT.mttr_iso_s == pytest.approx(47 * 60 / 5)
    assert SHIFT.mttf_iso_s == pytest.approx(373 * 60 / 5)
    assert SHIFT.inherent_availability == pytest.approx(373 / 420)
    assert SHIFT.mcbf == pytest.approx(19271 / 4)


def test_a_minute_of_help_every_four_minutes_takes_a_quarter_of_a_person():
    helped = replace(
        SHIFT, apt_s=240.0, failures=0, failure_s=0.0, interventions=1, assist_s=60.0, produced=10
    )
    assert helped.labour_per_robot == pytest.approx(0.25)
    assert helped.autonomy_rate == pytest.approx(0.8)
    assert helped.mtbf_a_s == pytest.approx(240.0)
    assert helped.mtta_s == pytest.approx(60.0)
    assert helped.mcbi == pytest.approx(10.0)
    assert helped.interventions_per_1000 == pytest.approx(100.0)


def test_setup_is_no_loss_to_the_net_effectiveness():
    changed = replace(SHIFT, apt_s=300 * 60.0, aust_s=73 * 60.0)
    assert changed.nee == pytest.approx(373 / 420 * changed.effectiveness * changed.quality)
    assert changed.setup_ratio == pytest.approx(73 / 373)


def test_a_kpi_without_a_denominator_has_no_value():
    idle = replace(SHIFT, produced=0, good=0, standard_s=0.0, failures=0, inspected=0)
    assert (idle.quality, idle.oee, idle.mtbf_s, idle.first_pass_yield) == (None,) * 4
    assert ratio(1.0, 0.0) is None
    assert product_of(1.0, None) is None
    assert set(SHIFT.table()) >= {"oee", "nee", "mcbi", "technical_efficiency", "takt_compliance"}


@given(
    pbt=st.floats(1.0, 1e6),
    share=st.floats(0.01, 1.0),
    pri=st.floats(0.01, 1e3),
    produced=st.integers(1, 10**6),
    data=st.data(),
)
def test_oee_is_planned_time_of_good_parts_over_planned_busy_time(pbt, share, pri, produced, data):
    good = data.draw(st.integers(0, produced))
    found = oee_of(
        planned_busy_s=pbt,
        production_s=share * pbt,
        standard_s=pri * produced,
        produced=produced,
        good=good,
    )
    assert found.oee == pytest.approx(pri * good / pbt, rel=1e-9)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"production_s": 2.0}, "0 <= APT <= PBT"),
        ({"good": 3}, "0 <= GQ <= PQ"),
        ({"standard_s": -1.0}, "APT"),
    ],
)
def test_sums_that_contradict_each_other_are_refused(change, message):
    sums = {
        "planned_busy_s": 1.0,
        "production_s": 1.0,
        "standard_s": 1.0,
        "produced": 2,
        "good": 2,
    }
    with pytest.raises(InvalidConfig, match=message):
        oee_of(**{**sums, **change})
