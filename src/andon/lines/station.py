"""Stations: who works there, how long it takes, what goes wrong, and who comes to help."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from andon.errors import InvalidConfig
from andon.lines.distribution import Distribution, mean_of
from andon.lines.evidence import Evidence
from andon.lines.shift_log import StationKind

__all__ = [
    "OUT",
    "SCRAP",
    "Attempts",
    "Battery",
    "Bernoulli",
    "Changeover",
    "Geometric",
    "Inspection",
    "Maintenance",
    "Reliability",
    "Retooling",
    "Rework",
    "Station",
    "Stop",
]

OUT = "out"
"""Output of a station whose parts leave the line."""

SCRAP = "scrap"
"""Where rejected parts go that are thrown away."""


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A way in which a station stops by itself."""

    name: str
    """Name of the stop."""
    kind: Literal["failure", "micro_stop", "intervention"] = "failure"
    """A failure needs repair; a micro-stop clears fast; an intervention is a person helping."""
    clock: Literal["operation", "time"] = "operation"
    """Whether the station gets nearer to it only while it processes, or in all planned time."""
    between_s: Distribution
    """Time from one repair to the next stop, on that clock."""
    duration_s: Distribution
    """Working time of the repair or help, without waiting for the crew."""
    crew: str | None = None
    """Crew that has to come; None when it clears without one."""
    reason: str = ""
    """Reason code; empty takes `failure`, `micro_stop` or `intervention` after the kind."""
    scraps_part: bool = False
    """Whether the part in the station is lost."""

    def __post_init__(self) -> None:
        """Refuse stops that leave no time to work."""
        if mean_of(self.between_s) <= 0.0:
            raise InvalidConfig(f"`between_s` of the stop {self.name!r} has a mean of 0 s.")

    @property
    def code(self) -> str:
        """Reason code."""
        return self.reason or self.kind


@dataclass(frozen=True, kw_only=True)
class Attempts:
    """A robot that does not always succeed, and what happens then."""

    success_rate: float | None = None
    """Chance that one attempt succeeds; None takes `successes` of `trials`, or the evidence. [1]"""
    successes: int | None = None
    """Successes in a published or measured trial; with `trials` each replication draws a rate."""
    trials: int | None = None
    """Attempts in that trial."""
    failure_factor: float = 1.0
    """Factor on the chance of failure, to ask what an improvement would be worth. [1]"""
    max_tries: int = 1
    """Attempts at one part before somebody is called."""
    failed_s: Distribution | None = None
    """Time that a failed attempt takes; None takes the evidence, or the cycle time."""
    causes: Mapping[str, float] = field(default_factory=dict[str, float])
    """Weight of each cause of failure, a reason code; empty takes the evidence."""
    needs_help: tuple[str, ...] = ()
    """Causes after which the robot cannot try again by itself."""
    help_s: Distribution
    """Working time of the person who helps."""
    crew: str | None = None
    """Crew that helps; None means somebody at the station, without delay."""
    after_help: Literal["again", "done", "scrap"] = "again"
    """What the help leads to: the robot tries again, the part is done by hand, or it is lost."""

    def __post_init__(self) -> None:
        """Refuse rates that cannot be meant."""
        if (self.successes is None) != (self.trials is None):
            raise InvalidConfig("`successes` and `trials` belong together; give both or neither.")
        if self.success_rate is not None:
            if self.trials is not None:
                raise InvalidConfig("Give `success_rate` or `successes` and `trials`, not both.")
            _check_share("success_rate", self.success_rate)
            if self.success_rate == 0.0 and self.after_help == "again":
                raise InvalidConfig(
                    "`success_rate` is 0 and `after_help` is 'again': the part would never be done."
                )
        if self.trials is not None and not 0 <= (self.successes or 0) <= self.trials:
            raise InvalidConfig(f"`successes` is {self.successes} of {self.trials} `trials`.")
        if self.trials is not None and self.trials < 1:
            raise InvalidConfig("`trials` is 0; a rate needs at least 1.")
        if not 0.0 <= self.failure_factor <= 1.0:
            raise InvalidConfig(f"`failure_factor` is {self.failure_factor:g}; use [0, 1].")
        if self.max_tries < 1:
            raise InvalidConfig(f"`max_tries` is {self.max_tries}; it must be at least 1.")
        if self.causes and not (
            min(self.causes.values()) >= 0.0 and sum(self.causes.values()) > 0.0
        ):
            raise InvalidConfig("The weights in `causes` must be 0 or more and not all 0.")


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """Judging parts, with both kinds of error."""

    escape_rate: float = 0.0
    """Share of defective parts that are let through. [1]"""
    false_reject_rate: float = 0.0
    """Share of good parts that are rejected. [1]"""
    reject_to: str = "scrap"
    """Buffer that rejected parts go to, or `scrap`."""
    max_visits: int = 3
    """Rejections of the same part after which it is thrown away."""

    def __post_init__(self) -> None:
        """Refuse shares outside [0, 1]."""
        _check_share("escape_rate", self.escape_rate)
        _check_share("false_reject_rate", self.false_reject_rate)
        if self.max_visits < 1:
            raise InvalidConfig(f"`max_visits` is {self.max_visits}; it must be at least 1.")


@dataclass(frozen=True, kw_only=True)
class Rework:
    """Repairing parts."""

    success_rate: float = 1.0
    """Share of defective parts that leave without their defect. [1]"""

    def __post_init__(self) -> None:
        """Refuse shares outside [0, 1]."""
        _check_share("success_rate", self.success_rate)


@dataclass(frozen=True, kw_only=True)
class Changeover:
    """Getting ready for another product that the station knows."""

    duration_s: Distribution
    """Working time of the change."""
    crew: str | None = None
    """Crew that changes; None means that the station does it alone."""


@dataclass(frozen=True, kw_only=True)
class Maintenance:
    """Planned work that keeps a station from failing."""

    name: str = "maintenance"
    """Name of the work."""
    every_s: float
    """Time between two of them, above 0."""
    clock: Literal["operation", "time"] = "time"
    """Whether `every_s` counts processing time or all planned time."""
    duration_s: Distribution
    """Working time."""
    crew: str | None = None
    """Crew that does it; None means that the station does it alone."""

    def __post_init__(self) -> None:
        """Refuse intervals that are not above 0."""
        if self.every_s <= 0.0:
            raise InvalidConfig(f"`every_s` is {self.every_s:g}; it must be above 0.")


@dataclass(frozen=True, kw_only=True)
class Battery:
    """A robot that must be fed."""

    runtime_s: float
    """Planned time on one battery, above 0."""
    duration_s: Distribution
    """Time of a swap or a charge, or until another robot has taken over."""
    kind: Literal["swap", "charge"] = "swap"
    """How it is fed."""
    crew: str | None = None
    """Crew that has to come; None when the robot does it alone."""

    def __post_init__(self) -> None:
        """Refuse batteries that last no time."""
        if self.runtime_s <= 0.0:
            raise InvalidConfig(f"`runtime_s` is {self.runtime_s:g}; it must be above 0.")


@dataclass(frozen=True, kw_only=True)
class Retooling:
    """Getting ready for a product that the station has never made."""

    work_s: Distribution
    """Working time: fixtures, programs, demonstrations, training of people."""
    people: int = 1
    """People who do it."""
    crew: str | None = None
    """Shared crew that does it; None means people of its own."""
    trial_parts: int = 0
    """Parts made, and thrown away, before the station is released."""
    is_while_running: bool = False
    """Whether `work_s` happens beside the old product, so that only the trial parts stop it."""

    def __post_init__(self) -> None:
        """Refuse negative counts."""
        if self.trial_parts < 0 or self.people < 0:
            raise InvalidConfig(
                f"`trial_parts` is {self.trial_parts} and `people` is {self.people}; neither may "
                "be negative."
            )


@dataclass(frozen=True, kw_only=True)
class Bernoulli:
    """Slotted time: up in a slot with a fixed chance, whatever happened before."""

    up: float
    """Chance of being up, in (0, 1]. [1]"""

    def __post_init__(self) -> None:
        """Refuse chances outside (0, 1]."""
        if not 0.0 < self.up <= 1.0:
            raise InvalidConfig(f"`up` is {self.up:g}; it must lie in (0, 1].")


@dataclass(frozen=True, kw_only=True)
class Geometric:
    """Slotted time: fails and is repaired with fixed chances per slot; fails only while working."""

    fail: float
    """Chance to fail in a slot in which it could work, in [0, 1]. [1]"""
    repair: float
    """Chance that a repair ends in a slot, in (0, 1]. [1]"""

    def __post_init__(self) -> None:
        """Refuse chances outside their range."""
        if not (0.0 <= self.fail <= 1.0 and 0.0 < self.repair <= 1.0):
            raise InvalidConfig(
                f"`fail` is {self.fail:g} and `repair` is {self.repair:g}; they must lie in [0, 1] "
                "and (0, 1]."
            )


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """How a station fails on a line in slotted time; exactly one of the two."""

    bernoulli: Bernoulli | None = None
    """Up or down anew in every slot."""
    geometric: Geometric | None = None
    """Up and down for geometric numbers of slots."""

    def __post_init__(self) -> None:
        """Refuse none and both."""
        if (self.bernoulli is None) == (self.geometric is None):
            raise InvalidConfig("Give `bernoulli` or `geometric`, exactly one of them.")


@dataclass(frozen=True, kw_only=True)
class Station:
    """One station of a line."""

    name: str
    """Name, unique on the line."""
    kind: StationKind
    """Who or what works there."""
    inputs: tuple[str, ...] = field(default=(), metadata={"key": "input"})
    """Buffers it takes one part from each; none means that parts enter the line here."""
    output: str = "out"
    """Buffer it puts parts into; `out` lets them leave the line."""
    arrivals_s: Distribution | None = None
    """Planned time between parts that arrive from outside; None means that there is always one."""
    cycle_s: Distribution | None = None
    """Processing time of a part; None takes the evidence, in slotted time the slot."""
    planned_cycle_s: float | None = None
    """Planned run time per item (PRI); None takes the mean cycle time."""
    product_factors: Mapping[str, float] = field(default_factory=dict[str, float])
    """Factor on cycle and planned time by product; 1 where a product is not named."""
    robots: int = 0
    """Robots at the station; two share one post in turns and do not work at once."""
    people: int = 0
    """People who stand there all the time."""
    shifts: tuple[str, ...] = ()
    """Shifts in which it works; none means all shifts of the line."""
    is_through_breaks: bool = False
    """Whether it works on during breaks."""
    stops: tuple[Stop, ...] = field(default=(), metadata={"key": "stop"})
    """Ways in which it stops by itself."""
    attempts: Attempts | None = None
    """How often its attempts succeed, and what happens otherwise; None: always."""
    evidence: Evidence | None = None
    """Measured episodes that cycle time, success and causes are drawn from."""
    scrap_rate: float = 0.0
    """Share of parts that are seen to be lost here. [1]"""
    defect_rate: float = 0.0
    """Share of parts that get a defect here which only an inspection finds. [1]"""
    inspection: Inspection | None = None
    """How it judges parts; only at an inspection station."""
    rework: Rework | None = None
    """How well it repairs parts; only at a rework station."""
    changeover: Changeover | None = None
    """Change to another product."""
    maintenance: tuple[Maintenance, ...] = ()
    """Planned maintenance."""
    battery: Battery | None = None
    """What feeds its robot."""
    retooling: Retooling | None = None
    """What a new product takes."""
    reliability: Reliability | None = None
    """How it fails in slotted time."""
    power_w: float = 0.0
    """Electrical power while it processes."""
    idle_power_w: float = 0.0
    """Electrical power in all other planned time."""

    def __post_init__(self) -> None:
        """Refuse what this kind of station cannot have."""
        for name in ("scrap_rate", "defect_rate"):
            _check_share(name, getattr(self, name))
        for name in ("robots", "people", "power_w", "idle_power_w"):
            if getattr(self, name) < 0:
                raise InvalidConfig(f"`{name}` is {getattr(self, name):g}; it must be 0 or more.")
        if self.kind != "inspection" and self.inspection is not None:
            raise InvalidConfig(f"`inspection` belongs to an inspection station, not {self.kind}.")
        if self.kind != "rework" and self.rework is not None:
            raise InvalidConfig(f"`rework` belongs to a rework station, not {self.kind}.")
        if self.inputs and self.arrivals_s is not None:
            raise InvalidConfig("`arrivals_s` belongs to a station without `input`.")
        if any(factor <= 0.0 for factor in self.product_factors.values()):
            raise InvalidConfig("Every factor in `product_factors` must be above 0.")
        if self.planned_cycle_s is not None and self.planned_cycle_s <= 0.0:
            raise InvalidConfig(f"`planned_cycle_s` is {self.planned_cycle_s:g}; use above 0.")
        self._check_time()

    def _check_time(self) -> None:
        if self.cycle_s is not None and mean_of(self.cycle_s) <= 0.0:
            raise InvalidConfig("`cycle_s` has a mean of 0 s; a part takes time.")
        if self.cycle_s is None and self.evidence is None and self.reliability is None:
            raise InvalidConfig("`cycle_s` is missing; declare it, or give `evidence`.")
        if self.evidence is not None and self.attempts is None:
            raise InvalidConfig(
                "`evidence` needs a table `attempts` that says what happens after a failure: "
                "`help_s`, `crew`, `after_help`."
            )
        if self.evidence is not None and self.cycle_s is None and not self.evidence.cycle_s:
            raise InvalidConfig(
                "`cycle_s` is missing, and the evidence holds no successful episode to time."
            )
        has_rate = self.attempts is not None and (
            self.attempts.success_rate is not None or self.attempts.trials is not None
        )
        if self.attempts is not None and not has_rate and self.evidence is None:
            raise InvalidConfig(
                "`attempts` needs `success_rate`, or `successes` and `trials`, or `evidence` "
                "beside it."
            )

    @property
    def mean_cycle_s(self) -> float:
        """Mean processing time of one successful attempt."""
        if self.cycle_s is not None:
            return mean_of(self.cycle_s)
        if self.evidence is not None and self.evidence.cycle_s:
            return sum(self.evidence.cycle_s) / len(self.evidence.cycle_s)
        return 0.0


def _check_share(name: str, value: float) -> None:
    if not 0.0 <= value <= 1.0:
        raise InvalidConfig(f"`{name}` is {value:g}; a share lies in [0, 1].")
