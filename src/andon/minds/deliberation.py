"""From how futures ended to the tactic to follow."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from andon.errors import InvalidConfig
from andon.minds.question import FELL, OPEN, TRIPPED_LATER, Answer
from andon.spatial import FloatArray

__all__ = ["Deliberation", "Judgement", "ScoreConfig", "future_costs", "risk", "speeds_of"]


@dataclass(frozen=True, kw_only=True)
class ScoreConfig:
    """What futures cost. In seconds.

    Source:
        Costs, decay and hysteresis: a feasibility study of this body class.
    """

    fall_s: float = 9.0
    """Price of a fall."""
    trip_s: float = 3.0
    """Price of having passed in a way that cannot be stopped: what a backup would have to save."""
    unreached_s: float = 0.9
    """Further price of not even having reached the last edge: waiting is no way to pass."""
    mean_share: float = 0.5
    """Weight of the mean over the hypotheses; the rest is the worst. [1]"""
    decay: float = 0.7
    """Weight of what was thought before, per think. [1]"""
    hysteresis_s: float = 0.3
    """How much better another tactic must be than the one in force."""

    def __post_init__(self) -> None:
        """Refuse weights that are none."""
        if not (0 <= self.mean_share <= 1 and 0 <= self.decay < 1):
            raise InvalidConfig(
                f"mean_share must lie in [0, 1] and decay in [0, 1); got {self.mean_share} and "
                f"{self.decay}."
            )


def future_costs(
    answer: Answer, speeds: FloatArray, nominal_m_s: float, config: ScoreConfig
) -> FloatArray:
    """Price futures by the way that is passed, not by the time that they were watched.

    Being faster than the command is worth nothing. Where the budget ran out, a future that had not
    reached the last edge is priced as if it fell as often as those that ended: what comes later is
    not safer.

    Args:
        answer: How the futures ended.
        speeds: Speed of each tactic. Shape (T,). [m/s]
        nominal_m_s: Speed of the command.
        config: Prices.

    Returns:
        Time lost against passing at the commanded speed, with the price of falls. Shape (T, H).
    """
    nominal_s = answer.goal_m / max(nominal_m_s, 0.1)
    left = np.maximum(answer.goal_m - answer.way_m, 0.0)
    pace = np.minimum(np.maximum(speeds, 0.1), max(nominal_m_s, 0.1))[:, None]
    is_open = answer.status == OPEN
    reached = answer.way_m >= answer.goal_m - PASSED_EDGE_M
    late = left / pace + np.where(reached | answer.is_cut, 0.0, config.unreached_s)
    time_s = answer.time_s + np.where(is_open, late, 0.0)
    cost = np.maximum(time_s - nominal_s, 0.0)
    unseen = is_open & ~reached & answer.is_cut
    cost = cost + np.where(unseen, config.fall_s * _share_of_falls(answer), 0.0)
    cost = cost + np.where(answer.status == TRIPPED_LATER, config.trip_s, 0.0)
    return np.where(answer.status == FELL, config.fall_s, cost)


def _share_of_falls(answer: Answer) -> float:
    """Give the share of the futures that ended that ended by a fall. [1]."""
    ended = answer.status != OPEN
    return float((answer.status[ended] == FELL).mean()) if ended.any() else 0.0


PASSED_EDGE_M = 0.65
"""The goal lies this far beyond the last edge."""


def risk(costs: FloatArray, config: ScoreConfig, weights: FloatArray | None = None) -> FloatArray:
    """Sum up the hypotheses of each tactic: half the mean, half the worst. Shape (T,).

    Args:
        costs: Price of each future. Shape (T, H). [s]
        config: Weight of the mean.
        weights: How likely each hypothesis is; all alike when None. What is less likely than a
            tenth of the likeliest one is not counted as the worst. Shape (H,).
    """
    share = config.mean_share
    if weights is None or float(np.ptp(weights)) == 0:
        return np.asarray(share * costs.mean(axis=1) + (1 - share) * costs.max(axis=1))
    likely = weights >= LIKELY_SHARE * float(weights.max())
    return np.asarray(share * (costs @ weights) + (1 - share) * costs[:, likely].max(axis=1))


LIKELY_SHARE = 0.1


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What one think came to."""

    chosen: int
    """Index of the tactic."""
    risks: FloatArray
    """Risk of each tactic, earlier thinks included. Shape (T,). [s]"""
    is_refused: bool
    """Whether the best one was not taken because nothing could have stopped it afterwards."""


class Deliberation:
    """Weighs the tactics for one obstacle over several thinks."""

    def __init__(self, num_tactics: int, config: ScoreConfig) -> None:
        """Begin without an opinion.

        Args:
            num_tactics: Tactics to choose from; the first is to go on as commanded.
            config: Prices.
        """
        self._config = config
        self._sum, self._weight = np.zeros(num_tactics), 0.0
        self.current, self._chapter = 0, 0

    def forget(self) -> None:
        """Begin anew: another obstacle."""
        self._sum[:], self._weight, self.current = 0.0, 0.0, 0
        self._chapter += 1

    def as_array(self) -> FloatArray:
        """Give the opinion as numbers, for another process. Shape (num_tactics + 3,)."""
        return np.append(self._sum, (self._weight, self.current, self._chapter))

    @staticmethod
    def of(opinion: FloatArray, config: ScoreConfig) -> "Deliberation":
        """Give the opinion that `as_array` wrote down."""
        made = Deliberation(len(opinion) - 3, config)
        made._chapter = int(opinion[-1])
        made.adopt(opinion)
        return made

    def adopt(self, opinion: FloatArray) -> None:
        """Take over an opinion from `as_array`; not one of another obstacle, nor nonsense."""
        *total, weight, current, chapter = opinion.tolist()
        is_sound = bool(np.isfinite(opinion).all()) and weight >= 0
        if not is_sound or chapter != self._chapter or not 0 <= current < len(self._sum):
            return
        self._sum, self._weight, self.current = np.array(total), weight, int(current)

    def risks(self) -> FloatArray | None:
        """Give what is thought of each tactic by now; None before the first think. [s]."""
        return self._sum / self._weight if self._weight > 0 else None

    def inherit(self, heir: int, parent: int) -> None:
        """Let one place think of its new tactic what is thought of another one."""
        self._sum[heir] = self._sum[parent]

    def weigh(
        self, answer: Answer, costs: FloatArray, weights: FloatArray | None = None
    ) -> Judgement:
        """Take in the futures of a new think and choose.

        A tactic whose futures could not be stopped at their end is refused where one is known that
        can be; going on as commanded needs no leave.

        Args:
            answer: How the futures ended.
            costs: Price of each. Shape (T, H). [s]
            weights: How likely each hypothesis is; all alike when None. Shape (H,).
        """
        c = self._config
        self._sum = c.decay * self._sum + risk(costs, c, weights)
        self._weight = c.decay * self._weight + 1.0
        risks = self._sum / self._weight
        felt = risks.copy()
        felt[self.current] -= c.hysteresis_s
        unsafe = _cannot_stop(answer)
        unsafe[0] = False
        best = int(np.argmin(felt))
        allowed = np.where(unsafe, np.inf, felt)
        chosen = int(np.argmin(allowed)) if not unsafe.all() else best
        self.current = chosen
        return Judgement(chosen=chosen, risks=risks, is_refused=chosen != best)

    def copy(self) -> "Deliberation":
        """Give one of the same opinion."""
        twin = Deliberation(len(self._sum), self._config)
        twin._sum, twin._weight = self._sum.copy(), self._weight
        twin.current, twin._chapter = self.current, self._chapter
        return twin


def _cannot_stop(answer: Answer) -> NDArray[np.bool_]:
    """Say of which tactics most futures pass and then fall when told to stop. Shape (T,)."""
    trips = (answer.status == TRIPPED_LATER).sum(axis=1)
    return np.asarray(2 * trips > answer.status.shape[1])


def speeds_of(registers: FloatArray, nominal_m_s: float) -> FloatArray:
    """Give the speed that each register asks for. Shape (T,). [m/s]."""
    return np.where(np.isnan(registers[:, 0]), nominal_m_s, registers[:, 0])
