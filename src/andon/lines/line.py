"""A line: stations, buffers, crews, shifts and products, and the file that declares them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from andon.artifacts import Json, content_hash, read_toml, to_json
from andon.errors import InvalidConfig, UnknownName
from andon.lines.evidence import Evidence, read_evidence
from andon.lines.form import build
from andon.lines.line_check import check_line
from andon.lines.reasons import Reason, like, reason_table
from andon.lines.shift import Shift
from andon.lines.station import Station

__all__ = [
    "About",
    "Buffer",
    "CardLoop",
    "Crew",
    "EvidenceFolder",
    "Figure",
    "Line",
    "Product",
    "ReasonCode",
    "Source",
    "line_from_table",
    "line_hash",
    "read_line",
]


@dataclass(frozen=True, kw_only=True)
class Buffer:
    """A place between stations; a conveyor when parts take time to pass it."""

    name: str
    """Name, unique among stations and buffers."""
    capacity: int | Literal["unlimited"]
    """Parts it holds; 0 hands parts over only when the next station waits for one."""
    transport_s: float = 0.0
    """Time from one end to the other."""

    def __post_init__(self) -> None:
        """Refuse capacities and times that cannot be meant."""
        if self.capacity != "unlimited" and self.capacity < 0:
            raise InvalidConfig(f"`capacity` is {self.capacity}; it must be 0 or more.")
        if self.transport_s < 0.0:
            raise InvalidConfig(f"`transport_s` is {self.transport_s:g}; it must be 0 or more.")
        if self.transport_s > 0.0 and self.capacity == 0:
            raise InvalidConfig("A conveyor (`transport_s` above 0) needs a `capacity` above 0.")

    @property
    def size(self) -> float:
        """Capacity as a number, infinite when unlimited."""
        return float("inf") if self.capacity == "unlimited" else float(self.capacity)


@dataclass(frozen=True, kw_only=True)
class Crew:
    """People who are shared by stations: repair, set-up, supervision."""

    name: str
    """Name of the crew."""
    people: int
    """How many can work at once, at least 1."""
    shifts: tuple[str, ...] = ()
    """Shifts in which they work; none means all shifts of the line."""

    def __post_init__(self) -> None:
        """Refuse empty crews."""
        if self.people < 1:
            raise InvalidConfig(f"`people` is {self.people}; a crew has at least 1.")


@dataclass(frozen=True, kw_only=True)
class CardLoop:
    """A part of the line that holds so many parts and no more: constant work in process (CONWIP).

    Nothing enters at `first` without a card; the card is free again when the part has left `last`,
    is thrown away, or leaves the line.
    """

    name: str
    """Name of the loop."""
    cards: int
    """Parts that may be between `first` and `last`, both included; at least 1."""
    first: str
    """Station that needs a card before it takes a part."""
    last: str | None = None
    """Station that gives the card back; None means where the part leaves the line."""

    def __post_init__(self) -> None:
        """Refuse loops that let nothing in."""
        if self.cards < 1:
            raise InvalidConfig(f"`cards` is {self.cards}; a loop needs at least 1.")


@dataclass(frozen=True, kw_only=True)
class Product:
    """One product of the mix."""

    name: str
    """Name of the product."""
    batch_parts: int = 1
    """Parts made in a row before the next product comes."""

    def __post_init__(self) -> None:
        """Refuse empty batches."""
        if self.batch_parts < 1:
            raise InvalidConfig(f"`batch_parts` is {self.batch_parts}; it must be at least 1.")


@dataclass(frozen=True, kw_only=True)
class ReasonCode:
    """A reason code of this line, counted like a built-in one."""

    code: str
    """Code in snake case."""
    like: str
    """Built-in code whose SEMI E10 state and ISO 22400 time element it takes."""
    text: str = ""
    """What a person on the floor would say."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where figures come from."""

    text: str
    """Publication or person."""
    date: str
    """Date of the publication, as precise as it is known."""
    tag: Literal["S", "C", "U", "V"]
    """Evidence: S read at the source, C computed, U unverified, V claim of a vendor or operator."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A published or derived figure that the line must give again."""

    name: str
    """What it is."""
    measure: str
    """How the simulation measures it; a name in `andon.lines.preset.MEASURES`."""
    scale: float = 1.0
    """Factor from the measure to the figure, for example 3 parts per cycle."""
    value: float
    """The figure."""
    tolerance: float
    """Largest difference that still counts as reproduced, in the same unit."""
    unit: str
    """Unit; `1` marks a pure number."""
    tag: Literal["S", "C", "U", "V"]
    """Evidence, as in `Source`."""


@dataclass(frozen=True, kw_only=True)
class About:
    """Where a line comes from; nothing here changes what it does."""

    sources: tuple[Source, ...] = field(default=(), metadata={"key": "source"})
    """Publications."""
    figures: tuple[Figure, ...] = field(default=(), metadata={"key": "figure"})
    """Figures that it must give again."""
    assumptions: tuple[str, ...] = ()
    """What no source says."""
    disagreements: tuple[str, ...] = ()
    """Where claims contradict each other."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """Everything that a simulation of a line needs."""

    schema: int
    """Version of this form; 1."""
    name: str
    """Name of the line."""
    horizon_s: float
    """Simulated time of a replication after the warm-up, closed hours included."""
    warmup_s: float = 0.0
    """Simulated time before anything is counted."""
    takt_s: float | None = None
    """Time in which each station should finish a part; later cycles are counted as late."""
    micro_stop_s: float = 300.0
    """Stops shorter than this belong to effectiveness, not to availability. Assumed: 5 min is a
    custom, not a standard."""
    slot_s: float | None = None
    """Length of a slot; None means continuous time."""
    stations: tuple[Station, ...] = field(metadata={"key": "station"})
    """Stations, in the order of the flow."""
    buffers: tuple[Buffer, ...] = field(default=(), metadata={"key": "buffer"})
    """Buffers and conveyors."""
    card_loops: tuple[CardLoop, ...] = field(default=(), metadata={"key": "card_loop"})
    """Parts of the line with constant work in process."""
    crews: tuple[Crew, ...] = field(default=(), metadata={"key": "crew"})
    """Shared crews."""
    shifts: tuple[Shift, ...] = field(default=(), metadata={"key": "shift"})
    """Shifts of the week; none means day and night."""
    products: tuple[Product, ...] = field(default=(), metadata={"key": "product"})
    """Products, in the order in which their batches follow one another; none means one product."""
    reasons: tuple[ReasonCode, ...] = field(default=(), metadata={"key": "reason"})
    """Reason codes beside the built-in ones."""
    about: About = field(default_factory=About)
    """Sources, published figures, disagreements."""

    def __post_init__(self) -> None:
        """Refuse lines that cannot run."""
        if self.schema != 1:
            raise InvalidConfig(f"The line has schema {self.schema}; this version reads schema 1.")
        for name, least in (("horizon_s", 0.0), ("warmup_s", -1e-9), ("micro_stop_s", -1e-9)):
            if getattr(self, name) <= least:
                bound = "above 0" if least == 0.0 else "0 or more"
                raise InvalidConfig(f"`{name}` is {getattr(self, name):g}; it must be {bound}.")
        for name in ("takt_s", "slot_s"):
            value = getattr(self, name)
            if value is not None and value <= 0.0:
                raise InvalidConfig(f"`{name}` is {value:g}; it must be above 0.")
        check_line(self)

    @property
    def end_s(self) -> float:
        """End of a replication."""
        return self.warmup_s + self.horizon_s

    @property
    def product_names(self) -> tuple[str, ...]:
        """Names of the products; `part` when none is declared."""
        return tuple(product.name for product in self.products) or ("part",)

    def reason_codes(self) -> tuple[Reason, ...]:
        """Give all reason codes of the line, in the order of their indices."""
        own = (like(r.code, r.like, r.text or r.code) for r in self.reasons)
        return tuple(reason_table(own).values())

    def station(self, name: str) -> Station:
        """Give a station by its name.

        Raises:
            UnknownName: When there is none.
        """
        for station in self.stations:
            if station.name == name:
                return station
        raise UnknownName(f"The line has no station {name!r}: {[s.name for s in self.stations]}")


@dataclass(frozen=True, kw_only=True)
class EvidenceFolder:
    """How a line file names evidence."""

    folder: str
    """Artifact folder, relative to the line file."""
    outcome: Literal["success", "survived"] = "success"
    """What counts as success."""
    handling_s: float = 0.0
    """Time of each attempt that no episode holds."""
    time_factor: float = 1.0
    """Factor on durations, for example 2 where an episode is one way of two."""


def line_hash(line: Line) -> str:
    """Give the 16 hexadecimal digits that stand for everything a line declares."""
    return content_hash(line)


def read_line(path: Path) -> Line:
    """Read a line from its TOML file, and the evidence that it names.

    Args:
        path: File with the line's own keys, and `[[station]]`, `[[buffer]]`, `[[crew]]`,
            `[[shift]]`, `[[product]]`, `[[reason]]` and `[about]` tables.

    Returns:
        The line, checked.

    Raises:
        BrokenFile: When a file is missing or not what its name says.
        UnknownName: When a key, station, buffer, crew or reason code does not exist.
        InvalidConfig: When a value is missing, of the wrong type or unit, or the line cannot run.
    """
    table = read_toml(path)
    try:
        return line_from_table(table, folder=path.parent)
    except (InvalidConfig, UnknownName) as error:
        raise type(error)(f"In the line file {path}: {error}") from error


def line_from_table(table: Json, *, folder: Path) -> Line:
    """Build a line from the tables of its TOML form; see `read_line`.

    Args:
        table: What the file holds.
        folder: Folder that paths of evidence are relative to.
    """
    if "schema" not in table:
        raise InvalidConfig("The line does not say its schema; write schema = 1 at the top.")
    rows = table.get("station", [])
    if not isinstance(rows, list):
        raise InvalidConfig("`station` must be a list of tables: write [[station]].")
    stations = [_with_evidence(row, folder) for row in cast("list[object]", rows)]
    return build(Line, {**table, "station": stations}, "the line")


def _with_evidence(row: object, folder: Path) -> object:
    """Put the evidence itself where a station names its folder."""
    if not isinstance(row, dict):
        return row
    station = cast("Json", row)
    named = station.get("evidence")
    if not isinstance(named, dict) or "folder" not in named:
        return station
    where = f"station {station.get('name')!r}, table 'evidence'"
    source = build(EvidenceFolder, cast("object", named), where)
    evidence = read_evidence(
        folder / source.folder,
        outcome=source.outcome,
        handling_s=source.handling_s,
        time_factor=source.time_factor,
    )
    return {**station, "evidence": _plain(evidence, source.folder)}


def _plain(evidence: Evidence, folder: str) -> Json:
    plain = cast("Json", to_json(evidence)) | {"source": folder}
    return {key: value for key, value in plain.items() if value is not None}
