"""Watch the pictures that come in: brightness, contrast, sharpness and score against calibration.

Nothing is refitted and no threshold moves: an alarm asks a person to look. What a quiet monitor is
worth is stated beside it, as the chance that a shift of a given size would have been noticed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from andon.errors import InvalidConfig
from andon.inspection.drift import DriftAlarm, DriftMonitor, DriftStatus
from andon.inspection.drift_power import DriftPower, drift_power
from andon.inspection.grade_inspector import Judged
from andon.inspection.graded_part import Floats
from andon.inspection.inspector_folder import Stored
from andon.inspection.picture_file import picture_values, read_picture
from andon.verdicts.decision import Lamp

__all__ = [
    "ENOUGH_POWER",
    "SHIFTS",
    "DriftReport",
    "calibration_values",
    "values_of",
    "watch_input",
]

SHIFTS = (0.25, 0.5, 1.0, 2.0)
"""Shifts whose chance of being noticed is stated, in standard deviations. [1]"""

ENOUGH_POWER = 0.8
"""Chance of noticing the shift that matters from which on a quiet monitor is GREEN; the usual
power. [1]"""


_LONGEST = 2000
"""Parts of a simulated stream, at most: keeps the simulation below a minute. Within more parts the
power is no smaller."""


@dataclass(frozen=True, kw_only=True)
class DriftReport:
    """What a stream of pictures says about drift, and what it could have said."""

    lamp: Lamp
    """RED: an alarm. GREEN: none, and the shift that matters would have been noticed. AMBER: none,
    on too few parts to say so."""
    reason: str
    """The verdict in one sentence."""
    num_calibration: int
    """Good calibration parts that it is compared with."""
    status: DriftStatus
    """Evidence at the end."""
    alarm: DriftAlarm
    """When an alarm is raised."""
    alarm_part: str
    """Picture at which it was raised; empty without one."""
    course: tuple[float, ...]
    """Largest log evidence after each part."""
    power: tuple[DriftPower, ...]
    """Chance of noticing shifts of `SHIFTS`, and of the shift that matters, within these parts."""
    smallest_shift: float
    """Shift that matters, in standard deviations of the calibration parts. [1]"""


def calibration_values(stored: Stored) -> dict[str, Floats]:
    """Give what the good calibration parts of an inspector were like, score included.

    Raises:
        InvalidConfig: When the inspector keeps no such parts.
    """
    memory = stored.memory
    good = [] if memory is None else [not part.is_bad for part in memory.calibration_parts]
    if memory is None or not any(good):
        raise InvalidConfig(
            f"{stored.folder} keeps no good calibration parts; drift is measured against them. An "
            "inspector that compares each part with its own reference has none."
        )
    rows = np.flatnonzero(good)
    scores = np.asarray([part.score for part in memory.calibration_parts], dtype=np.float64)
    values = {name: np.asarray(v)[rows] for name, v in memory.calibration_input.items()}
    return {"score": scores[rows], **values}


def values_of(part: Judged) -> dict[str, float]:
    """Give what a judged part was like: its score, and its picture as it came in."""
    picture = read_picture(part.example.label.path)
    return {"score": part.reading.score, **picture_values(picture)}


def watch_input(
    calibration: Mapping[str, Floats],
    parts: Sequence[tuple[str, Mapping[str, float]]],
    *,
    alarm: DriftAlarm,
    smallest_shift: float = 1.0,
    num_streams: int = 200,
    seed: int = 0,
) -> DriftReport:
    """Run a drift monitor over parts in the order in which they came.

    Args:
        calibration: Values of the calibration parts by characteristic. Shape (n,) each.
        parts: Name and values of each part.
        alarm: When to raise an alarm.
        smallest_shift: Shift that matters, in standard deviations, above 0. [1]
        num_streams: Simulated streams for each statement of power.
        seed: Seed of tie breaks and simulations.

    Raises:
        InvalidConfig: When there is no part, or a number is out of range.
    """
    if not parts:
        raise InvalidConfig("There is no part to watch.")
    if smallest_shift <= 0.0:
        raise InvalidConfig(f"The shift that matters is {smallest_shift:g}; it must be above 0.")
    monitor = DriftMonitor(calibration, alarm=alarm, seed=seed)
    course: list[float] = []
    for _, values in parts:
        course.append(monitor.take(values).log_evidence)
    status = monitor.status
    num_calibration = len(next(iter(calibration.values())))
    power = tuple(
        drift_power(
            shift,
            num_calibration=num_calibration,
            horizon_parts=min(len(parts), _LONGEST),
            alarm=_alarm_of_one(alarm, len(calibration)),
            num_streams=num_streams,
            seed=seed,
        )
        for shift in sorted({*SHIFTS, smallest_shift})
    )
    matters = next(row for row in power if row.shift_sd == smallest_shift)
    lamp, reason = _judge(status, matters)
    at = status.alarm_at
    return DriftReport(
        lamp=lamp,
        reason=reason,
        num_calibration=num_calibration,
        status=status,
        alarm=alarm,
        alarm_part="" if at is None else parts[at - 1][0],
        course=tuple(course),
        power=power,
        smallest_shift=smallest_shift,
    )


def _alarm_of_one(alarm: DriftAlarm, num_characteristics: int) -> DriftAlarm:
    """Give the alarm of one characteristic that has the threshold it has among several."""
    k = num_characteristics
    if k == 1:
        return alarm
    return DriftAlarm(
        rule=alarm.rule, alpha=alarm.alpha / k, run_length_parts=2 * k * alarm.run_length_parts
    )


def _judge(status: DriftStatus, matters: DriftPower) -> tuple[Lamp, str]:
    if status.alarm_at is not None:
        name = max(status.log_evidences, key=lambda key: status.log_evidences[key])
        way = status.direction[name]
        side = "" if way == "unclear" else f" is {way} than on the calibration parts and"
        return "RED", f"The input drifts: {name}{side} raised the alarm at part {status.alarm_at}."
    noticed = matters.noticed
    rate = noticed.rate or 0.0
    chance = (
        f"a shift of {matters.shift_sd:g} standard deviations would have been noticed within "
        f"{status.num_parts} parts in {noticed.count} of {noticed.total} simulations"
    )
    if rate >= ENOUGH_POWER:
        return "GREEN", f"No drift: {chance}."
    return "AMBER", f"No alarm, but {chance}: too few parts to say that nothing drifts."
