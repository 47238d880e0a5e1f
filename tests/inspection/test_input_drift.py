"""Drift of what comes in: noticed, not invented, and with its power stated."""

from dataclasses import replace

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.inspection.drift import DriftAlarm
from andon.inspection.input_drift import calibration_values, watch_input
from andon.inspection.inspector_folder import read_inspector
from andon.inspection.picture_file import picture_values
from andon.randomness import stream

NAMES = ("score", "brightness")
ALARM = DriftAlarm(rule="ever", alpha=0.01)


def calibration(num=100):
    """Draw values of calibration parts."""
    draw = stream(0, "calibration").standard_normal
    return {name: draw(num) for name in NAMES}


def parts(num, shift=0.0):
    """Draw parts whose brightness is shifted."""
    draw = stream(1, "parts").standard_normal
    return [
        (f"{i:04d}.png", {"score": float(draw()), "brightness": float(draw()) + shift})
        for i in range(num)
    ]


def watch(made, **kinds):
    """Watch parts with few simulations."""
    return watch_input(calibration(), made, alarm=ALARM, num_streams=20, **kinds)


def test_a_shift_of_brightness_raises_the_alarm_and_is_named():
    report = watch(parts(150, shift=2.0))
    assert report.lamp == "RED"
    assert report.alarm_part == f"{report.status.alarm_at - 1:04d}.png"
    assert report.reason.startswith("The input drifts: brightness is higher")


def test_no_shift_is_green_only_where_one_would_have_been_noticed():
    assert watch(parts(150), smallest_shift=2.0).lamp == "GREEN"
    few = watch(parts(5), smallest_shift=2.0)
    assert few.lamp == "AMBER"
    assert "too few parts" in few.reason


def test_power_is_stated_for_the_threshold_of_several_characteristics():
    report = watch(parts(60), smallest_shift=0.7)
    assert [row.shift_sd for row in report.power] == [0.25, 0.5, 0.7, 1.0, 2.0]
    rates = [row.noticed.count for row in report.power]
    assert rates == sorted(rates)
    assert report.status.log_threshold == pytest.approx(np.log(2 / 0.01))
    assert len(report.course) == 60


def test_values_of_a_picture_tell_light_and_focus_apart():
    sharp = stream(2, "picture").random((1, 40, 50)).astype(np.float32)
    blurred = 0.5 * (sharp + np.roll(sharp, 1, axis=2))
    plain, brighter, soft = (picture_values(p) for p in (sharp, sharp + 0.1, blurred))
    assert brighter["brightness"] == pytest.approx(plain["brightness"] + 0.1, abs=1e-6)
    assert brighter["sharpness"] == pytest.approx(plain["sharpness"], abs=1e-3)
    assert soft["sharpness"] < 0.95 * plain["sharpness"]


def test_nothing_to_watch_is_refused():
    with pytest.raises(InvalidConfig, match="no part to watch"):
        watch([])
    with pytest.raises(InvalidConfig, match="must be above 0"):
        watch(parts(2), smallest_shift=0.0)


def test_an_inspector_keeps_what_its_good_calibration_parts_were_like(fitted_folder):
    stored = read_inspector(fitted_folder)
    values = calibration_values(stored)
    assert set(values) == {"score", "brightness", "contrast", "sharpness"}
    assert {len(v) for v in values.values()} == {len(stored.point.calibration)}
    with pytest.raises(InvalidConfig, match="keeps no good calibration parts"):
        calibration_values(replace(stored, memory=None))
