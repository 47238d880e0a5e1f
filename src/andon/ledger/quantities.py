"""Quantities: what the books multiply prices with, taken from the summary of a shift log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from andon.errors import InvalidConfig, unknown_name
from andon.ledger.money import measured
from andon.ledger.prices import ROLES
from andon.ledger.terms import CrewBasis
from andon.lines.summary import LineSummary, StationSummary

__all__ = ["MEASURED", "Quantities", "measure"]

MEASURED = (
    "robot_rental", "actuator_spare", "technician", "setter", "helper", "downtime", "energy",
    "scrap", "escape", "operator",
)  # fmt: skip
"""Roles whose quantity is measured on the line; those of all other roles follow from the terms."""


@dataclass(frozen=True, kw_only=True)
class Quantities:
    """What a line used and made in some planned hours."""

    line: str
    """Name of the line."""
    log_hash: str = ""
    """Hash of the shift log; empty where the quantities come from elsewhere."""
    planned_hours: Decimal
    """Hours in which the line was planned to be busy, above 0."""
    robots: int = 0
    """Robots."""
    products: int = 1
    """Products made."""
    good_parts: int
    """Parts that left without a defect."""
    interventions: int = 0
    """Times that a person helped."""
    failures: int = 0
    """Failures of equipment."""
    used: Mapping[str, Decimal]
    """Quantity by role, in the canonical unit of the role; roles without one are absent or 0."""

    def __post_init__(self) -> None:
        """Refuse quantities that cannot be meant."""
        if not self.planned_hours > 0:
            raise InvalidConfig(
                f"The line {self.line!r} was planned to be busy for {self.planned_hours} h; books "
                "need more than 0."
            )
        for name in ("robots", "products", "good_parts", "interventions", "failures"):
            if getattr(self, name) < 0:
                raise InvalidConfig(f"{name} is {getattr(self, name)}; it must be 0 or more.")
        for role, quantity in self.used.items():
            if role not in MEASURED:
                raise unknown_name("measured quantity", role, MEASURED)
            if not quantity >= 0:
                raise InvalidConfig(
                    f"The line used {quantity} {ROLES[role].unit} for {role!r}; that is below 0."
                )

    def quantity(self, role: str) -> Decimal:
        """Give what was used of a measured role."""
        return self.used.get(role, Decimal(0))

    @property
    def person_hours(self) -> Decimal:
        """Hours that people worked: at stations, helping, repairing and changing over."""
        return sum(
            (self.quantity(r) for r in ("operator", "helper", "technician", "setter")), Decimal(0)
        )


def measure(summary: LineSummary, *, crew_basis: CrewBasis = "work") -> Quantities:
    """Take the quantities of a shift log into the books.

    Args:
        summary: The shift log in numbers.
        crew_basis: With `presence`, the hours that crews stand by are hours of operators.

    Returns:
        What was used, by role. Repairs, maintenance and changeovers count one person each.

    Raises:
        InvalidConfig: When the line was not planned to be busy.
    """
    whole = summary.total
    presence = _idle_crew_hours(summary) if crew_basis == "presence" else Decimal(0)
    return Quantities(
        line=summary.line,
        log_hash=summary.log_hash,
        planned_hours=measured(summary.planned_hours),
        robots=summary.robots,
        products=len(summary.products),
        good_parts=whole.good_parts,
        interventions=whole.interventions,
        failures=whole.failures,
        used={
            "robot_rental": _sum(summary, lambda one: one.robots * one.planned_hours),
            "actuator_spare": Decimal(whole.failures),
            "technician": measured(whole.repair_hours) + measured(whole.maintenance_hours),
            "setter": measured(whole.changeover_hours),
            "helper": measured(whole.intervention_hours),
            "downtime": measured(whole.downtime_hours),
            "energy": measured(whole.energy_kwh),
            "scrap": Decimal(whole.scrap_parts),
            "escape": Decimal(whole.escapes),
            "operator": _sum(summary, lambda one: one.people * one.planned_hours) + presence,
        },
    )


def _sum(summary: LineSummary, hours: Callable[[StationSummary], float]) -> Decimal:
    return sum((measured(hours(station)) for station in summary.stations), Decimal(0))


def _idle_crew_hours(summary: LineSummary) -> Decimal:
    idle_s = sum(max(crew.planned_s - crew.busy_s, 0.0) for crew in summary.crews)
    return measured(idle_s / 3600.0)
