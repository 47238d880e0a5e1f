"""Has the input drifted away from the calibration set? Alarms with a guarantee; nothing retrains.

Each new part is ranked among the calibration parts and all parts since. While nothing has changed,
the ranks are independent and uniform, whatever the distribution (conformal p-values). A test
martingale bets that they are not: on high values, on low ones, or on neither, jumping between the
three now and then.

Two alarms read it. `ever`: the capital reaches 1/alpha; over the whole life of the monitor this
happens with chance alpha at most if nothing drifts. `run_length`: the Shiryaev-Roberts sum reaches
the wanted run length; between false alarms lie that many parts or more on average, and after an
early quiet time it is quicker.

Several characteristics are watched one by one, with a threshold raised for their number. Their
ranks depend on each other in ways that nobody knows, so the capitals are not averaged: only a sum
of chances bounds the false alarms of them all.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite, log
from typing import Literal

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig, unknown_name
from andon.inspection.choices import AlarmRule
from andon.inspection.graded_part import Floats
from andon.randomness import stream

__all__ = ["AlarmRule", "DriftAlarm", "DriftMonitor", "DriftStatus", "jumper_log_factors"]

_JUMP = 0.01
"""Share of the capital that is spread anew over the three bets at each part; *assumed*, any value
in (0, 1) is valid: a larger one notices a late change sooner and a small one later. [1]"""

_BETS = np.asarray([-1.0, 0.0, 1.0])
"""Slopes of the bets 1 + slope (p - 1/2): on low p-values (high values), on nothing, on high."""


@dataclass(frozen=True, kw_only=True)
class DriftAlarm:
    """When to raise an alarm."""

    rule: AlarmRule = "run_length"
    """What is guaranteed when nothing drifts."""
    alpha: float = 0.01
    """Chance of ever raising a false alarm, for the rule `ever`, in (0, 1). [1]"""
    run_length_parts: int = 10_000
    """Average parts between false alarms, at least, for the rule `run_length`; above 1."""

    def __post_init__(self) -> None:
        """Refuse an alarm that cannot be meant."""
        if self.rule not in ("ever", "run_length"):
            raise InvalidConfig(f"No rule named {self.rule!r}; it must be 'ever' or 'run_length'.")
        if not 0.0 < self.alpha < 1.0:
            raise InvalidConfig(f"alpha is {self.alpha}; it must lie in (0, 1), for example 0.01.")
        if self.run_length_parts < 2:
            raise InvalidConfig(
                f"run_length_parts is {self.run_length_parts}; it must be 2 or more."
            )

    def log_threshold(self, num_characteristics: int = 1) -> float:
        """Give the natural logarithm of the evidence that raises the alarm.

        For k characteristics: k/alpha, since each may alarm with chance alpha/k. For the run length
        c: c for one; 2 k c for more, since P(alarm up to part n) <= n/(2 c) then sums to a mean of
        c.
        """
        k = num_characteristics
        if self.rule == "ever":
            return log(k) - log(self.alpha)
        return log(self.run_length_parts if k == 1 else 2 * k * self.run_length_parts)


@dataclass(frozen=True, kw_only=True)
class DriftStatus:
    """What is known about drift after some parts."""

    num_parts: int
    """Parts since the monitor started."""
    log_evidence: float
    """Natural logarithm of the largest evidence that the alarm rule reads."""
    log_threshold: float
    """Evidence that raises the alarm."""
    alarm_at: int | None
    """Parts after which the alarm was raised; it stays until somebody sets up a new monitor."""
    log_evidences: Mapping[str, float]
    """The same of each characteristic: the largest one points at what drifts."""
    direction: Mapping[str, Literal["higher", "lower", "unclear"]]
    """Side to which each characteristic leans, by the share of the capital on each bet."""

    @property
    def is_alarmed(self) -> bool:
        """Whether the alarm was raised."""
        return self.alarm_at is not None


class DriftMonitor:
    """Watches characteristics of the input, such as score, brightness or sharpness.

    The calibration set is never changed and nothing is refitted: an alarm asks a person to look.
    """

    def __init__(
        self,
        calibration: Mapping[str, npt.ArrayLike],
        *,
        alarm: DriftAlarm | None = None,
        seed: int = 0,
    ) -> None:
        """Start watching.

        Args:
            calibration: Values of each characteristic on the calibration parts. Shape (n,) each.
            alarm: When to raise an alarm; the default alarm when None.
            seed: Seed of the draws that break ties.

        Raises:
            InvalidConfig: When there is no characteristic, or one has no or no finite values.
        """
        if not calibration:
            raise InvalidConfig("A drift monitor needs at least one characteristic to watch.")
        self.alarm = DriftAlarm() if alarm is None else alarm
        self._seen = {name: _sorted_values(name, values) for name, values in calibration.items()}
        self._ties = stream(seed, "drift_ties")
        self._shares = {name: np.full(3, 1.0 / 3.0) for name in self._seen}
        self._log_capital = dict.fromkeys(self._seen, 0.0)
        self._log_sum = dict.fromkeys(self._seen, -inf)
        self._num_parts = 0
        self._alarm_at: int | None = None

    def take(self, values: Mapping[str, float]) -> DriftStatus:
        """Take the characteristics of the next part.

        Args:
            values: One finite value per characteristic of the calibration set.

        Returns:
            The status after this part.

        Raises:
            UnknownName: When a characteristic is given that is not watched.
            InvalidConfig: When one is missing or a value is not finite.
        """
        self._check(values)
        for name, seen in self._seen.items():
            p_value = _smoothed_p(seen, values[name], float(self._ties.random()))
            insort(seen, values[name])
            self._bet(name, p_value)
        self._num_parts += 1
        status = self.status
        if self._alarm_at is None and status.log_evidence >= status.log_threshold:
            self._alarm_at = self._num_parts
        return self.status

    @property
    def status(self) -> DriftStatus:
        """What is known so far."""
        evidences = self._log_capital if self.alarm.rule == "ever" else self._log_sum
        return DriftStatus(
            num_parts=self._num_parts,
            log_evidence=max(evidences.values()),
            log_threshold=self.alarm.log_threshold(len(self._seen)),
            alarm_at=self._alarm_at,
            log_evidences=dict(evidences),
            direction={name: _direction(shares) for name, shares in self._shares.items()},
        )

    def _bet(self, name: str, p_value: float) -> None:
        self._shares[name], log_factor = _next_shares(self._shares[name], p_value)
        self._log_capital[name] += log_factor
        # R_n = (R_(n-1) + 1) S_n / S_(n-1), from R_0 = 0.
        self._log_sum[name] = float(np.logaddexp(self._log_sum[name], 0.0)) + log_factor

    def _check(self, values: Mapping[str, float]) -> None:
        for name in values:
            if name not in self._seen:
                raise unknown_name("characteristic", name, self._seen)
        missing = sorted(set(self._seen) - set(values))
        if missing:
            raise InvalidConfig(f"The part has no value for the characteristics {missing}.")
        broken = [name for name, value in values.items() if not isfinite(value)]
        if broken:
            raise InvalidConfig(f"The characteristics {broken} of the part are not finite.")


def jumper_log_factors(p_values: Sequence[float]) -> Floats:
    """Give what each p-value multiplies the capital of a jumping bet with.

    Args:
        p_values: Independent and uniform on [0, 1] while nothing has changed. Shape (n,).

    Returns:
        Log factors; their cumulative sum is a test martingale. Shape (n,).

    Raises:
        InvalidConfig: When a value lies outside [0, 1].

    Source:
        V. Vovk et al., Retrain or not retrain: conformal test martingales for change-point
        detection, Proceedings of Machine Learning Research 152, 2021, 191-210 (Simple Jumper).
    """
    if not all(0.0 <= p <= 1.0 for p in p_values):
        raise InvalidConfig("A p-value lies outside [0, 1].")
    shares, factors = np.full(3, 1.0 / 3.0), np.empty(len(p_values))
    for index, p_value in enumerate(p_values):
        shares, factors[index] = _next_shares(shares, p_value)
    return factors


def _next_shares(shares: Floats, p_value: float) -> tuple[Floats, float]:
    """Give the shares of the capital on the bets after one p-value, and the log growth."""
    spread = (1.0 - _JUMP) * shares + _JUMP / 3.0
    grown = spread * (1.0 + _BETS * (p_value - 0.5))
    total = float(np.sum(grown))
    return grown / total, log(total)


def _smoothed_p(seen: Sequence[float], value: float, tie: float) -> float:
    """Give the share of values above, ties broken at random, the new one counting as a tie."""
    left, right = bisect_left(seen, value), bisect_right(seen, value)
    return (len(seen) - right + tie * (right - left + 1)) / (len(seen) + 1)


def _sorted_values(name: str, values: npt.ArrayLike) -> list[float]:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or not array.size or not np.all(np.isfinite(array)):
        raise InvalidConfig(
            f"The characteristic {name!r} needs at least one finite calibration value; found shape "
            f"{array.shape}."
        )
    return np.sort(array).tolist()


def _direction(shares: Floats) -> Literal["higher", "lower", "unclear"]:
    if max(shares[0], shares[2]) < 0.5:
        return "unclear"
    return "higher" if shares[0] > shares[2] else "lower"
