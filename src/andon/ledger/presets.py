"""Presets: published deployments as price files, with the figures that they claim."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import cast

from andon.errors import InvalidConfig, unknown_name
from andon.ledger.book import book_quantities
from andon.ledger.evidence import EvidenceTag, check_evidence
from andon.ledger.ledger import Ledger
from andon.ledger.price_file import read_price_section
from andon.ledger.prices import PriceList
from andon.ledger.quantities import Quantities
from andon.ledger.section import Section, read_section
from andon.ledger.terms import Terms

__all__ = [
    "PRESET_FOLDER",
    "Disagreement",
    "Figure",
    "Preset",
    "preset",
    "preset_names",
    "published_copy",
    "read_preset",
]

PRESET_FOLDER = Path(__file__).parent / "presets"
"""Where the shipped presets are."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number that somebody published or derived about a deployment."""

    name: str
    """What it is."""
    formula: str
    """How it is computed here; a name in `figures.FORMULAS`."""
    published: Decimal
    """The number as it is printed."""
    tolerance: Decimal
    """Half a unit of its last printed digit, or as stated; the computed number may be this far
    off."""
    unit: str
    """Its unit; `1` marks a pure number."""
    source: str
    """Where it was read, or what it was derived from."""
    evidence: EvidenceTag
    """How far to trust it."""
    is_determined: bool = True
    """Whether the published terms determine it; if not, it is compared and not expected to hold."""

    def __post_init__(self) -> None:
        """Refuse a figure without a parent."""
        check_evidence(self.evidence, self.source)
        if self.tolerance < 0:
            raise InvalidConfig(f"The tolerance of {self.name!r} is {self.tolerance}, below 0.")


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """Something that does not add up between publications, or within one."""

    topic: str
    """What it is about."""
    text: str
    """What the sources say."""


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A published deployment: what it used and made, at which prices, and what is claimed."""

    name: str
    """Name of the file without its ending."""
    title: str
    """One line for a reader."""
    prices: PriceList
    """Prices, most of them assumed: see their tags."""
    terms: Terms
    """Terms."""
    quantities: Quantities
    """What was published about its use and its parts."""
    note: str
    """What is assumed about the quantities."""
    claims: Mapping[str, Decimal]
    """Further published numbers that the figures are derived from."""
    figures: tuple[Figure, ...]
    """Published and derived figures to reproduce."""
    disagreements: tuple[Disagreement, ...]
    """What does not add up."""

    def ledger(self) -> Ledger:
        """Book the deployment."""
        return book_quantities(self.quantities, prices=self.prices, terms=self.terms)

    def claim(self, name: str) -> float:
        """Give one of the further published numbers.

        Raises:
            UnknownName: When the preset does not claim it.
        """
        if name not in self.claims:
            raise unknown_name(f"claim of the preset {self.name!r}", name, self.claims)
        return float(self.claims[name])


def preset_names() -> list[str]:
    """Give the names of the shipped presets in alphabetical order."""
    return sorted(path.stem for path in PRESET_FOLDER.glob("*.toml"))


def preset(name: str) -> Preset:
    """Read a shipped preset.

    Raises:
        UnknownName: When none is shipped under the name.
    """
    if name not in preset_names():
        raise unknown_name("preset of the ledger", name, preset_names())
    return read_preset(PRESET_FOLDER / f"{name}.toml")


def published_copy(path: Path) -> Preset | None:
    """Read the deployment that a copy of a price file was published with.

    Returns:
        The shipped preset of the same name; None where the copy is a plant's own price file.
    """
    section = read_section(path)
    is_published = section.has("observed") and section.text("name") in preset_names()
    return preset(section.text("name")) if is_published else None


def read_preset(path: Path) -> Preset:
    """Read a preset: a price file with `[observed]`, `[claims]`, `[[figure]]`, `[[disagreement]]`.

    Raises:
        BrokenFile: When the file is missing or no TOML.
        UnknownName: For keys that no preset has.
        InvalidConfig: For values that cannot be meant; every message names file and key.
    """
    section = read_section(path)
    section.check_keys(
        ("schema", "name", "title", "defaults", "terms", "price", "spread", "exchange", "subsidy",
         "observed", "claims", "figure", "disagreement")
    )  # fmt: skip
    file = read_price_section(section)
    if file.name != path.stem:
        raise section.refused("name", file.name, f"the name of the file, {path.stem!r}")
    claims = section.section("claims")
    observed = section.section("observed")
    return Preset(
        name=file.name,
        title=section.text("title"),
        prices=file.prices,
        terms=file.terms,
        quantities=_quantities(observed, file.name),
        note=observed.text("note"),
        claims={key: claims.decimal(key) for key in claims.values},
        figures=tuple(_figure(row) for row in section.sections("figure")),
        disagreements=tuple(_disagreement(row) for row in section.sections("disagreement")),
    )


def _quantities(section: Section, line: str) -> Quantities:
    section.check_keys(
        ("planned_hours", "robots", "products", "good_parts", "interventions", "failures", "note",
         "used")
    )  # fmt: skip
    used = section.section("used")
    return section.checked(
        lambda: Quantities(
            line=line,
            planned_hours=section.decimal("planned_hours"),
            robots=section.whole("robots"),
            products=section.whole("products", 1),
            good_parts=section.whole("good_parts"),
            interventions=section.whole("interventions", 0),
            failures=section.whole("failures", 0),
            used={role: used.decimal(role) for role in used.values},
        )
    )


def _figure(row: Section) -> Figure:
    row.check_keys(
        ("name", "formula", "published", "tolerance", "unit", "source", "evidence", "is_determined")
    )
    is_determined = row.values.get("is_determined", True)
    if not isinstance(is_determined, bool):
        raise row.refused("is_determined", is_determined, "true or false")
    return row.checked(
        lambda: Figure(
            name=row.text("name"),
            formula=row.text("formula"),
            published=row.decimal("published"),
            tolerance=row.decimal("tolerance"),
            unit=row.text("unit"),
            source=row.text("source"),
            evidence=cast("EvidenceTag", row.text("evidence")),
            is_determined=is_determined,
        )
    )


def _disagreement(row: Section) -> Disagreement:
    row.check_keys(("topic", "text"))
    return Disagreement(topic=row.text("topic"), text=row.text("text"))
