"""A robot that tries, in simulated time: outcomes, times and causes of its attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from andon.errors import InvalidConfig
from andon.lines.distribution import Deterministic, Sampler, UniformSampler, choose
from andon.lines.evidence import EvidenceDraw, draw_evidence, draw_rate
from andon.lines.reasons import INTERVENTION

if TYPE_CHECKING:
    from andon.lines.run import Run
    from andon.lines.station import Station

__all__ = ["Attempt", "Robot"]


class Attempt(NamedTuple):
    """One attempt at a part."""

    is_success: bool
    """Whether the part is done."""
    time_s: float
    """How long it took."""
    cause: str
    """Why it failed: a reason code; empty after a success."""


class Robot:
    """The attempts of one robot station in one replication.

    Where the station rests on evidence, or on a trial of known size, the truth behind it is drawn
    once, when the replication begins.
    """

    def __init__(self, run: Run, station: Station) -> None:
        """Draw the truth of this replication and open the streams."""
        config = station.attempts
        if config is None:
            raise InvalidConfig(f"Station {station.name!r} has no `attempts`.")
        name = station.name
        truth = None
        if station.evidence is not None:
            truth = draw_evidence(station.evidence, run.stream(name, "evidence"))
        self.success_rate = 1.0 - config.failure_factor * (1.0 - self._rate(run, station, truth))
        self.max_tries = config.max_tries
        self.needs_help = frozenset(config.needs_help)
        self.after_help = config.after_help
        self.crew = run.crew(config.crew)
        cycle = station.cycle_s or (truth.cycle_s if truth else None)
        failed = config.failed_s or (truth.failed_s if truth else None)
        self._cycle = Sampler(cycle or Deterministic(value=0.0), run.stream(name, "cycle"))
        self._failed = Sampler(
            failed or cycle or Deterministic(value=0.0), run.stream(name, "failed")
        )
        self._help = Sampler(config.help_s, run.stream(name, "help"))
        causes = config.causes or (truth.causes if truth else {}) or {INTERVENTION: 1.0}
        self._codes = sorted(causes)
        self._weights = [causes[code] for code in self._codes]
        self._luck = UniformSampler(run.stream(name, "attempt"))
        self._cause_luck = UniformSampler(run.stream(name, "cause"))

    def _rate(self, run: Run, station: Station, truth: EvidenceDraw | None) -> float:
        config = station.attempts
        assert config is not None  # checked by the constructor
        if config.success_rate is not None:
            return config.success_rate
        if config.trials is not None and config.successes is not None:
            generator = run.stream(station.name, "success_rate")
            return draw_rate(config.successes, config.trials, generator)
        assert truth is not None  # a station without a rate has evidence
        return truth.success_rate

    def attempt(self) -> Attempt:
        """Make one attempt."""
        if self._luck.next() < self.success_rate:
            return Attempt(True, self._cycle.next(), "")
        cause = self._codes[choose(self._weights, self._cause_luck.next())]
        return Attempt(False, self._failed.next(), cause)

    def help_s(self) -> float:
        """Give the working time of the next help."""
        return self._help.next()
