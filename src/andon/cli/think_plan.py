"""What `andon bench think` runs: cells (where) times arms (who decides, and how)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from andon.errors import InvalidConfig, unknown_name
from andon.minds.clock import read_calibration
from andon.minds.evidence import EvidenceConfig
from andon.minds.mind import MindConfig
from andon.minds.refinement import RefineConfig
from andon.minds.rig import MindSetup
from andon.minds.tactics import TACTICS, Tactic
from andon.policies.setup import Setup

__all__ = [
    "BODY",
    "FAMILIES",
    "FIRST_SEED",
    "PARTS",
    "Arm",
    "Cell",
    "ThinkPlan",
    "familiar_cells",
    "make_plan",
    "meet_cell",
]

FAMILIES = ("hurdle", "bar", "step", "plank", "gap")
"""Kinds of obstacles that the reflex alone mostly does not get past."""
PARTS = (
    *("cost", "stop", "wall", "meet", "mix"),
    *("latency", "reveal", "familiar", "faults", "trigger", "refine"),
)
"""Parts of the benchmark."""
FIRST_SEED = 2**38
BODY = "humanoid_solid"
SWEEP_S = (0.0, 0.06, 0.15, 0.30)
REVEALS_M = (2.0, 1.0, 0.75, 0.5, 0.25, 0.0)
COMMIT_S = 0.14


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Where robots walk."""

    name: str
    """Name in the table."""
    scenario: str
    """Scenario."""
    variation: Mapping[str, object]
    """Distributions to replace."""
    part: str
    """Part of the benchmark."""


@dataclass(frozen=True, kw_only=True)
class Arm:
    """Who decides, and how."""

    name: str
    """Name in the table."""
    setup: MindSetup
    """The rest; its scenario is that of the cell."""


@dataclass(frozen=True, kw_only=True)
class ThinkPlan:
    """What to run."""

    policy: str
    """Policy that walks."""
    trials: int
    """Episodes per cell and arm."""
    is_quick: bool
    """Whether to leave cells and arms out."""
    parts: tuple[str, ...]
    """Parts to run."""
    words: tuple[str, ...] = ()
    """Only places whose names contain one of these."""

    def cells(self) -> list[Cell]:
        """Give the cells of all parts."""
        found = [meet_cell(family, part="meet") for family in FAMILIES]
        found.append(meet_cell("mix", part="mix"))
        for family in FAMILIES[:2]:
            reveals = (0.75,) if self.is_quick else (2.0, 0.75)
            found += [meet_cell(family, part="latency", reveal_m=reveal) for reveal in reveals]
            if not self.is_quick:
                found += [meet_cell(family, part="reveal", reveal_m=r) for r in REVEALS_M]
                found.append(meet_cell(family, part="reveal", command_lin_vel_x=1.0))
                found.append(meet_cell(family, part="reveal", start_heading_deg=[-20.0, 20.0]))
        if not self.is_quick:
            found += [meet_cell(family, part="refine") for family in (*FAMILIES, "mix")]
        found += familiar_cells(is_quick=self.is_quick)
        found.append(replace(meet_cell("hurdle", part="faults"), name="hurdle, thinker fails"))
        return [
            cell
            for cell in found
            if cell.part in self.parts
            and (not self.words or any(word in cell.name for word in self.words))
        ]

    def arms(self, cell: Cell) -> list[Arm]:
        """Give the arms of a cell; those that need a best tactic are added later."""
        base = Setup(
            scenario=cell.scenario, variation=cell.variation, policy=self.policy, body=BODY
        )
        mind = MindSetup(setup=base)
        reflex = Arm(name="reflex", setup=_rule(base, TACTICS[0], trigger="never"))
        think = Arm(name="think", setup=mind)
        if cell.part == "meet":
            rules = [Arm(name=f"always {t.name}", setup=_rule(base, t)) for t in TACTICS[1:]]
            extra = [] if self.is_quick else [_sync(mind), _random(mind)]
            return [reflex, *rules, think, *extra]
        if cell.part == "mix":
            rules = [Arm(name=f"always {t.name}", setup=_rule(base, t)) for t in TACTICS[2:4]]
            return [reflex, *([] if self.is_quick else rules), think]
        if cell.part == "refine":
            return [reflex, think, *_refined(mind)]
        if cell.part == "latency":
            sweep = SWEEP_S[2:] if self.is_quick else SWEEP_S
            return [reflex, *(_charged(mind, seconds) for seconds in sweep)]
        if cell.part == "faults":
            kinds = ("frozen", "killed", "slow", "garbage")
            return [
                reflex,
                think,
                *(Arm(name=kind, setup=replace(mind, fault=kind)) for kind in kinds),
            ]
        return [reflex, think]

    def _base(self, cell: Cell) -> Setup:
        return Setup(
            scenario=cell.scenario, variation=cell.variation, policy=self.policy, body=BODY
        )

    def hold(self, cell: Cell, tactic: Tactic) -> Arm:
        """Give the arm that stands before it does the best thing; it may begin at first sight."""
        base = Setup(
            scenario=cell.scenario, variation=cell.variation, policy=self.policy, body=BODY
        )
        return Arm(name="hold 0.3 s, then best", setup=_rule(base, tactic, hold_s=0.3, sight_m=2.5))


def familiar_cells(*, is_quick: bool = True) -> list[Cell]:
    """Give ground on which the reflex needs no mind."""
    kinds = ("nothing",) if is_quick else ("nothing", "drop", "slick", "beam")
    kerb = Cell(
        name="kerb",
        scenario="street_cross_steps",
        variation={
            "num_steps": 1.0,
            "riser_m": [0.05, 0.15],
            "command_lin_vel_x": 1.67,
            "action_delay_ms": 10.0,
        },
        part="familiar",
    )
    return [*(meet_cell(kind, part="familiar") for kind in kinds), kerb]


def meet_cell(family: str, *, part: str, **variation: object) -> Cell:
    """Give a place where one kind of obstacle is met.

    Args:
        family: Kind of obstacle.
        part: Part of the benchmark.
        **variation: Distributions to replace.
    """
    words = [
        *([f"seen at {variation['reveal_m']:g} m"] if "reveal_m" in variation else []),
        *(["1.0 m/s"] if "command_lin_vel_x" in variation else []),
        *(["oblique"] if "start_heading_deg" in variation else []),
    ]
    return Cell(
        name=", ".join([family, *words]),
        scenario=f"street_meet_{family}",
        variation=variation,
        part=part,
    )


def _rule(base: Setup, tactic: Tactic, **config: object) -> MindSetup:
    return MindSetup(setup=base, advisor="rule", rule=tactic, config=_config(**config))


def _config(**changes: object) -> MindConfig:
    known: dict[str, object] = dict(changes)
    return replace(MindConfig(commit_s=COMMIT_S), **known)  # pyright: ignore[reportArgumentType]


def _charged(mind: MindSetup, seconds: float) -> Arm:
    name = f"think, {1000 * seconds:.0f} ms"
    return Arm(name=name, setup=replace(mind, config=_config(charged_s=seconds)))


def _sync(mind: MindSetup) -> Arm:
    return Arm(name="think, body waits", setup=replace(mind, config=_config(is_synchronous=True)))


def _refined(mind: MindSetup) -> list[Arm]:
    """Give minds that try numbers next to the best tactic's, and that learn from contact."""
    ways: dict[str, dict[str, object]] = {
        "think, refined": {"refine": RefineConfig(num_variants=3)},
        "think, learns by contact": {"evidence": EvidenceConfig(trust=0.2)},
    }
    return [Arm(name=n, setup=replace(mind, config=_config(**c))) for n, c in ways.items()]


def _random(mind: MindSetup) -> Arm:
    config = _config(trigger="random", random_hz=0.8)
    return Arm(name="think at random", setup=replace(mind, config=config))


def make_plan(
    *,
    policy: str,
    trials: int,
    is_quick: bool,
    parts: tuple[str, ...],
    words: tuple[str, ...] = (),
) -> ThinkPlan:
    """Make a plan.

    Args:
        policy: Policy that walks.
        trials: Episodes per cell and arm.
        is_quick: Whether to leave cells and arms out.
        parts: Parts to run; all when empty.
        words: Only places whose names contain one of these; all when empty.

    Raises:
        UnknownName: For an unknown part.
        InvalidConfig: For too few trials to choose on one half and score on the other.
    """
    for part in parts:
        if part not in PARTS:
            raise unknown_name("part of the benchmark", part, PARTS)
    if trials < 4:
        raise InvalidConfig(f"--trials is {trials}; thinking is measured on at least 4 episodes.")
    read_calibration()  # refuse a broken file before anything runs
    return ThinkPlan(
        policy=policy, trials=trials, is_quick=is_quick, parts=parts or PARTS, words=words
    )
