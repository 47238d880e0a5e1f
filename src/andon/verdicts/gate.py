"""Gates: what a policy must show, declared and hashed before the first rollout."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from math import ceil, isfinite, log
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

from andon.artifacts import content_hash, read_toml
from andon.errors import InvalidConfig, UnknownName, unknown_name
from andon.randomness import SEALED_SEEDS_START, SEED_END
from andon.verdicts.kpi import EventRateKpi, Kpi, MeanKpi, SuccessRateKpi

__all__ = [
    "SEEDS_PER_BLOCK",
    "EventRateKpi",
    "Gate",
    "Kpi",
    "MeanKpi",
    "SuccessRateKpi",
    "gate_from_table",
    "gate_hash",
    "read_gate",
]

SEEDS_PER_BLOCK = 2**20
"""Seeds in one sealed block; a gate uses one block and never leaves it."""

_NUM_BLOCKS = (SEED_END - SEALED_SEEDS_START) // SEEDS_PER_BLOCK

_KINDS: dict[str, type[Kpi]] = {
    "success_rate": SuccessRateKpi,
    "event_rate": EventRateKpi,
    "mean": MeanKpi,
}

T = TypeVar("T")


def _no_overrides() -> dict[str, object]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What evidence turns the lamp GREEN or RED, and on which sealed seeds it is gathered."""

    schema: int = 1
    """Version of this form."""
    name: str
    """Label of the gate."""
    scenario: str | None = None
    """Scenario the gate was written for; None leaves the choice to whoever proves."""
    alpha: float = 0.05
    """Largest chance of GREEN for a policy that is unfit by any KPI, in (0, 0.5). [1]"""
    beta: float = 0.10
    """Largest chance of RED for a policy that is fit by every KPI, in (0, 0.5). [1]"""
    max_rollouts: int
    """Rollouts after which an open question is AMBER."""
    look_every: int = 10
    """Rollouts between two looks at the evidence, in the order of the seeds."""
    seed_block: int = 0
    """Sealed block of 2**20 seeds that the rollouts draw from."""
    variation: Mapping[str, object] = field(default_factory=_no_overrides)
    """Overrides of the scenario's variation, handed through."""
    sensing: Mapping[str, object] = field(default_factory=_no_overrides)
    """Overrides of the sensing, handed through."""
    kpis: tuple[Kpi, ...]
    """Bars that must all be passed."""

    def __post_init__(self) -> None:
        """Refuse gates that cannot be meant."""
        if self.schema != 1:
            raise InvalidConfig(f"The gate has schema {self.schema}; this version reads schema 1.")
        self._check_errors()
        self._check_rollouts()
        self._check_names()
        for where, table in (("variation", self.variation), ("sensing", self.sensing)):
            _check_plain(where, table)
        for kpi in self.kpis:
            self._check_reachable(kpi)

    @property
    def first_seed(self) -> int:
        """Seed of the first rollout."""
        return SEALED_SEEDS_START + self.seed_block * SEEDS_PER_BLOCK

    @property
    def log_pass_threshold(self) -> float:
        """Log e-value at which a KPI passes: each at alpha, since all of them must."""
        return -log(self.alpha)

    @property
    def log_fail_threshold(self) -> float:
        """Log e-value at which a KPI fails: beta is shared, since any of them turns RED."""
        return -log(self.beta / len(self.kpis))

    def seeds(self, start: int, count: int) -> range:
        """Give the seeds of some rollouts.

        Args:
            start: Index of the first rollout, from 0.
            count: Number of rollouts.

        Returns:
            Sealed seeds in order.

        Raises:
            InvalidConfig: When a rollout lies outside [0, max_rollouts).
        """
        if start < 0 or count < 0 or start + count > self.max_rollouts:
            raise InvalidConfig(
                f"Rollouts {start} to {start + count - 1} of gate {self.name!r} were asked for; it "
                f"has rollouts 0 to {self.max_rollouts - 1}."
            )
        return range(self.first_seed + start, self.first_seed + start + count)

    def looks(self) -> list[int]:
        """Give the numbers of rollouts after which the evidence is looked at."""
        regular = list(range(self.look_every, self.max_rollouts + 1, self.look_every))
        is_last_missing = not regular or regular[-1] != self.max_rollouts
        return [*regular, self.max_rollouts] if is_last_missing else regular

    def check_exposure(self, longest_rollout_s: float) -> None:
        """Refuse event-rate KPIs that cannot pass even if no event ever happens.

        Args:
            longest_rollout_s: Time limit of the scenario.

        Raises:
            InvalidConfig: When all rollouts together are too short.
        """
        for kpi in self.kpis:
            if not isinstance(kpi, EventRateKpi):
                continue
            needed_s = 3600.0 * kpi.hours_to_pass(self.alpha)
            most_s = self.max_rollouts * longest_rollout_s
            if most_s < needed_s:
                enough = ceil(needed_s / longest_rollout_s)
                raise InvalidConfig(
                    f"Gate {self.name!r} can never be GREEN: KPI {kpi.name!r} passes after "
                    f"{needed_s:.0f} s without {kpi.event!r} at the earliest, and "
                    f"{self.max_rollouts} rollouts of {longest_rollout_s:g} s give {most_s:.0f} s. "
                    f"Declare max_rollouts = {enough} or more."
                )

    def _check_errors(self) -> None:
        for name, value in (("alpha", self.alpha), ("beta", self.beta)):
            if not 0.0 < value < 0.5:
                raise InvalidConfig(
                    f"Gate {self.name!r} has {name} = {value}; a chance of error must lie in "
                    "(0, 0.5), for example 0.05."
                )

    def _check_rollouts(self) -> None:
        if not 1 <= self.max_rollouts <= SEEDS_PER_BLOCK:
            raise InvalidConfig(
                f"Gate {self.name!r} has max_rollouts = {self.max_rollouts}; it must lie in "
                f"[1, {SEEDS_PER_BLOCK}]."
            )
        if not 1 <= self.look_every <= self.max_rollouts:
            raise InvalidConfig(
                f"Gate {self.name!r} has look_every = {self.look_every}; it must lie in "
                f"[1, max_rollouts = {self.max_rollouts}]."
            )
        if not 0 <= self.seed_block < _NUM_BLOCKS:
            raise InvalidConfig(
                f"Gate {self.name!r} has seed_block = {self.seed_block}; it must lie in "
                f"[0, {_NUM_BLOCKS})."
            )

    def _check_names(self) -> None:
        if not self.kpis:
            raise InvalidConfig(
                f"Gate {self.name!r} has no KPI; declare at least one [[kpi]], for example "
                "kind = 'success_rate' with p0 and p1."
            )
        names = [kpi.name for kpi in self.kpis]
        double = sorted({name for name in names if names.count(name) > 1})
        if double:
            raise InvalidConfig(
                f"Gate {self.name!r} has more than one KPI named {double[0]!r}; names must differ."
            )
        if not all([self.name, *names]):
            raise InvalidConfig("A gate and each of its KPIs need a name that is not empty.")

    def _check_reachable(self, kpi: Kpi) -> None:
        if isinstance(kpi, EventRateKpi):
            return  # depends on how long a rollout is: see `check_exposure`
        needed = kpi.shortest_pass(self.alpha)
        if needed is None or needed > self.max_rollouts:
            count = f"more than {SEEDS_PER_BLOCK}" if needed is None else str(needed)
            raise InvalidConfig(
                f"Gate {self.name!r} can never be GREEN: KPI {kpi.name!r} passes after {count} "
                f"flawless rollouts at the earliest, and max_rollouts is {self.max_rollouts}. "
                f"Declare max_rollouts of {count} or more, or move the bars further apart."
            )


def gate_hash(gate: Gate) -> str:
    """Give the 16 hexadecimal digits that stand for everything a gate declares."""
    return content_hash(gate)


def read_gate(path: Path) -> Gate:
    """Read a gate from its TOML file.

    Args:
        path: File with the gate's own keys, `[variation]`, `[sensing]` and one `[[kpi]]` per bar.

    Returns:
        The gate.

    Raises:
        BrokenFile: When the file is missing or no TOML.
        UnknownName: When it has a key that no gate has; the message names the nearest.
        InvalidConfig: When a value is missing, of the wrong type, or cannot be meant.
    """
    table = read_toml(path)
    try:
        return gate_from_table(table)
    except (InvalidConfig, UnknownName) as error:
        raise type(error)(f"In the gate file {path}: {error}") from error


def gate_from_table(table: Mapping[str, object]) -> Gate:
    """Build a gate from the tables of its TOML form; see `read_gate`."""
    if "schema" not in table:
        raise InvalidConfig("The gate does not say its schema; write schema = 1 at the top.")
    if "kpis" in table:
        raise unknown_name("key in a gate", "kpis", _keys_of_gate())
    rows = table.get("kpi", [])
    if not isinstance(rows, list):
        raise InvalidConfig("`kpi` must be a list of tables: write [[kpi]] with two brackets.")
    kpis = tuple(_kpi(row, index) for index, row in enumerate(cast("list[object]", rows), start=1))
    plain = {key: value for key, value in table.items() if key != "kpi"}
    unknown = [key for key in plain if key not in _keys_of_gate()]
    if unknown:
        raise unknown_name("key in a gate", unknown[0], _keys_of_gate())
    return _build(Gate, plain, "the gate", {"kpis": kpis})


def _keys_of_gate() -> list[str]:
    return ["kpi" if entry.name == "kpis" else entry.name for entry in fields(Gate)]


def _kpi(row: object, index: int) -> Kpi:
    if not isinstance(row, dict):
        raise InvalidConfig(f"KPI {index} is no table; write [[kpi]] with two brackets.")
    table = cast("dict[str, object]", row)
    label = table.get("name")
    where = f"KPI {label!r}" if isinstance(label, str) else f"KPI {index}"
    kind = table.get("kind")
    if kind is None:
        raise InvalidConfig(f"{where} does not say its kind; choose from {sorted(_KINDS)}.")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise unknown_name(f"kind of KPI (asked for by {where})", str(kind), _KINDS)
    return _build(_KINDS[kind], table, where, {})


def _build(
    noun: type[T], table: Mapping[str, object], where: str, ready: Mapping[str, object]
) -> T:
    """Make a dataclass from a table, refusing unknown, missing and mistyped keys by name."""
    known = {entry.name: entry for entry in fields(cast("Any", noun))}  # dataclasses only
    for key in table:
        if key not in known:
            raise unknown_name(f"key in {where}", key, known)
    missing = [
        name
        for name, entry in known.items()
        if entry.default is MISSING
        and entry.default_factory is MISSING
        and name not in table
        and name not in ready
    ]
    if missing:
        raise InvalidConfig(f"{where[0].upper()}{where[1:]} lacks {', '.join(missing)}.")
    values = {key: _typed(value, known[key].type, key, where) for key, value in table.items()}
    return cast("Any", noun)(**values, **ready)  # checked against its fields above


def _typed(value: object, wanted: object, key: str, where: str) -> object:
    """Check one value of a table against the annotation of its field."""
    if get_origin(wanted) is Literal:
        options = [str(option) for option in get_args(wanted)]
        if value not in options:
            raise unknown_name(f"{key} for {where}", str(value), options)
        return value
    if get_origin(wanted) is Mapping:
        if not isinstance(value, dict):
            raise InvalidConfig(f"`{key}` must be a table: write [{key}].")
        return cast("dict[str, object]", value)
    types = get_args(wanted) if isinstance(wanted, UnionType) else (wanted,)
    if float in types and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    for plain, noun in ((float, "a number"), (int, "a whole number"), (str, "a text in quotes")):
        if plain in types:
            if type(value) is not plain:
                raise InvalidConfig(f"`{key}` of {where} is {value!r}; it must be {noun}.")
            if isinstance(value, float) and not isfinite(value):
                raise InvalidConfig(f"`{key}` of {where} is {value}; it must be finite.")
    return value


def _check_plain(where: str, value: object) -> None:
    """Refuse what a gate cannot declare: numbers that are not finite, dates, live objects."""
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[object, object]", value).items():
            _check_plain(f"{where}.{key}", item)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(cast("list[object]", value)):
            _check_plain(f"{where}[{index}]", item)
    elif not isinstance(value, str | bool | int | float):
        raise InvalidConfig(
            f"`{where}` is a {type(value).__name__}; it must be a number, a text or a table."
        )
    elif isinstance(value, float) and not isfinite(value):
        raise InvalidConfig(f"`{where}` is {value}; it must be finite.")
