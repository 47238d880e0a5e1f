"""The stated power of the drift monitor."""

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.inspection.drift import DriftAlarm, DriftMonitor
from andon.inspection.drift_power import drift_power
from andon.randomness import stream

EVER = DriftAlarm(rule="ever", alpha=0.05)


def power(shift, **options):
    settings = {"num_calibration": 100, "horizon_parts": 60, "num_streams": 60, "alarm": EVER}
    return drift_power(shift, **{**settings, **options})


def test_larger_shifts_are_noticed_more_surely_and_sooner():
    small, large, huge = (power(shift) for shift in (0.5, 1.0, 2.5))
    assert small.noticed.count <= large.noticed.count <= huge.noticed.count
    assert huge.noticed.rate > 0.95
    assert huge.median_delay_parts < 25
    assert large.median_delay_parts is None or large.median_delay_parts > huge.median_delay_parts


def test_both_directions_are_noticed_alike():
    up, down = power(1.5), power(-1.5)
    assert abs(up.noticed.count - down.noticed.count) <= 15


def test_without_a_shift_only_false_alarms_are_left():
    quiet = power(0.0, quiet_parts=0)
    assert quiet.noticed.count <= 3 + 4 * 1.7  # 60 streams at 5 %, four standard deviations
    assert quiet.median_delay_parts is None


def test_alarms_before_the_shift_are_false_and_do_not_count_as_noticed():
    nervous = power(2.5, alarm=DriftAlarm(run_length_parts=2), quiet_parts=40)
    assert nervous.false_alarms.rate > 0.9
    assert nervous.noticed.total == 60 - nervous.false_alarms.count
    assert nervous.false_alarms.total == 60


def test_the_simulation_agrees_with_the_monitor_itself():
    found = power(2.0, num_streams=1, seed=3)
    values = stream(3, "drift_power", 0).standard_normal(160)
    values[100:] += 2.0
    monitor = DriftMonitor({"score": values[:100]}, alarm=EVER)
    for value in values[100:]:
        status = monitor.take({"score": float(value)})
    # ties are broken in the middle there and at random here: a part or two apart
    assert status.alarm_at == pytest.approx(found.median_delay_parts, abs=2)


def test_the_run_length_rule_is_quicker_after_a_quiet_time():
    long_quiet = {"quiet_parts": 200, "num_calibration": 50, "horizon_parts": 80}
    ever = power(1.5, alarm=DriftAlarm(rule="ever", alpha=0.001), **long_quiet)
    sums = power(1.5, alarm=DriftAlarm(run_length_parts=1000), **long_quiet)
    assert sums.median_delay_parts < 0.7 * ever.median_delay_parts
    assert sums.noticed.rate == ever.noticed.rate == 1.0


def test_the_same_seed_states_the_same_power():
    assert power(1.0) == power(1.0)
    assert np.isfinite(power(2.5).median_delay_parts)


@pytest.mark.parametrize(
    "change",
    [
        {"num_calibration": 0},
        {"horizon_parts": 0},
        {"num_streams": 0},
        {"quiet_parts": -1},
    ],
)
def test_numbers_out_of_range_are_refused(change):
    with pytest.raises(
        InvalidConfig, match=r"must be 1 or more, and quiet_parts = -?\d+ must be 0 or more"
    ):
        power(1.0, **change)
