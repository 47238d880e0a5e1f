"""How large a drift is noticed, how surely and how soon: stated before the monitor is relied on."""

from dataclasses import dataclass

import numpy as np

from andon.errors import InvalidConfig
from andon.inspection.counts import Share
from andon.inspection.drift import DriftAlarm, jumper_log_factors
from andon.inspection.graded_part import Floats
from andon.randomness import stream

__all__ = ["DriftPower", "drift_power"]


@dataclass(frozen=True, kw_only=True)
class DriftPower:
    """What a monitor of one characteristic notices of one shift, by simulation."""

    shift_sd: float
    """Shift of the characteristic, in standard deviations of the calibration parts. [1]"""
    num_calibration: int
    """Calibration parts."""
    quiet_parts: int
    """Parts before the shift."""
    horizon_parts: int
    """Parts after the shift within which an alarm counts."""
    noticed: Share
    """Streams without a false alarm before the shift in which it was noticed in time."""
    false_alarms: Share
    """Streams with an alarm before the shift."""
    median_delay_parts: float | None
    """Median parts from shift to alarm among all streams that reached the shift; None when fewer
    than half of them noticed it."""


def drift_power(
    shift_sd: float,
    *,
    num_calibration: int,
    horizon_parts: int,
    alarm: DriftAlarm | None = None,
    quiet_parts: int = 0,
    num_streams: int = 200,
    seed: int = 0,
) -> DriftPower:
    """State the power of a drift monitor against a lasting shift of one characteristic.

    The characteristic is taken as normal before and after. The monitor sees ranks only, so any
    monotone transformation of a normal characteristic gives the same power.

    Args:
        shift_sd: Shift, in standard deviations, of either sign; 0 gives the false alarms. [1]
        num_calibration: Calibration parts, 1 or more.
        horizon_parts: Parts after the shift within which an alarm counts, 1 or more.
        alarm: When to raise an alarm; the default alarm when None.
        quiet_parts: Parts before the shift, 0 or more.
        num_streams: Simulated streams, 1 or more.
        seed: Seed of the streams.

    Returns:
        The power, with exact bounds for the number of streams.

    Raises:
        InvalidConfig: When a number is out of range.
    """
    if min(num_calibration, horizon_parts, num_streams) < 1 or quiet_parts < 0:
        raise InvalidConfig(
            f"num_calibration = {num_calibration}, horizon_parts = {horizon_parts} and num_streams "
            f"= {num_streams} must be 1 or more, and quiet_parts = {quiet_parts} must be 0 or more."
        )
    rule = DriftAlarm() if alarm is None else alarm
    num_parts = quiet_parts + horizon_parts
    alarms = np.empty(num_streams)
    for index in range(num_streams):
        generator = stream(seed, "drift_power", index)
        values = generator.standard_normal(num_calibration + num_parts)
        values[num_calibration + quiet_parts :] += shift_sd
        alarms[index] = _alarm_at(_growing_ranks(values, num_calibration), rule)
    is_false = alarms <= quiet_parts
    delays = np.where(alarms[~is_false] <= num_parts, alarms[~is_false] - quiet_parts, np.inf)
    median = float(np.median(delays)) if delays.size else np.inf
    return DriftPower(
        shift_sd=shift_sd,
        num_calibration=num_calibration,
        quiet_parts=quiet_parts,
        horizon_parts=horizon_parts,
        noticed=Share(count=int(np.sum(np.isfinite(delays))), total=delays.size),
        false_alarms=Share(count=int(np.sum(is_false)), total=num_streams),
        median_delay_parts=median if np.isfinite(median) else None,
    )


def _growing_ranks(values: Floats, num_calibration: int) -> Floats:
    """Give the p-value of each later value among all before it and itself; without ties."""
    above = [
        np.sum(values[:index] > values[index]) for index in range(num_calibration, values.size)
    ]
    size = np.arange(num_calibration, values.size)
    # No two values are equal, so the tie with itself is broken in the middle.
    return (np.asarray(above, dtype=np.float64) + 0.5) / (size + 1.0)


def _alarm_at(p_values: Floats, alarm: DriftAlarm) -> float:
    """Give the number of parts at the alarm; infinite without one."""
    factors = jumper_log_factors(p_values.tolist())
    if alarm.rule == "ever":
        evidence = np.cumsum(factors)
    else:
        evidence = np.empty_like(factors)
        total = -np.inf
        for index, factor in enumerate(factors.tolist()):
            total = float(np.logaddexp(total, 0.0)) + factor
            evidence[index] = total
    is_reached = evidence >= alarm.log_threshold()
    return float(np.argmax(is_reached)) + 1.0 if np.any(is_reached) else np.inf
