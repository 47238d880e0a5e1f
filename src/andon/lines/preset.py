"""Published deployments: lines that must give their published figures again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files

from andon.errors import InvalidConfig, unknown_name
from andon.lines.analysis import Replications, replicate
from andon.lines.estimate import Estimate, estimate
from andon.lines.line import Figure, Line, read_line
from andon.lines.line_kpi import LineKpis
from andon.verdicts.intervals import poisson_upper_limit

__all__ = ["MEASURES", "FigureCheck", "check_figures", "preset_names", "read_preset"]

_FOLDER = files("andon.lines.presets")


def preset_names() -> list[str]:
    """Give the names of all published deployments in alphabetical order."""
    names = [entry.name for entry in _FOLDER.iterdir()]
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def read_preset(name: str) -> Line:
    """Read a published deployment.

    Raises:
        UnknownName: When there is none of that name.
    """
    if name not in preset_names():
        raise unknown_name("preset", name, preset_names())
    with as_file(_FOLDER / f"{name}.toml") as path:
        return read_line(path)


def _mtbf_bound_h(kpis: LineKpis) -> float:
    """Give the 95 % lower bound of the mean time between failures, over planned busy time. [h]."""
    first = kpis.stations[0]
    return first.pbt_s / 3600.0 / poisson_upper_limit(first.failures)


def _parts(kpis: LineKpis) -> float:
    return kpis.good_parts + kpis.escapes


MEASURES: Mapping[str, Callable[[LineKpis], float]] = {
    "planned_h": lambda k: k.planned_s / 3600.0,
    "parts": _parts,
    "throughput_per_h": lambda k: k.throughput_per_h or 0.0,
    "gross_cycle_s": lambda k: k.planned_s / max(1.0, _parts(k)),
    "utilisation": lambda k: k.stations[0].utilisation or 0.0,
    "oee": lambda k: k.stations[0].oee or 0.0,
    "standard_share": lambda k: k.stations[0].equipment_load_ratio or 0.0,
    "standard_share_running": lambda k: k.stations[0].effectiveness or 0.0,
    "attempt_success": lambda k: k.stations[0].attempt_success or 0.0,
    "interventions_per_part": lambda k: k.interventions / max(1.0, _parts(k)),
    "takt_compliance": lambda k: k.stations[0].takt_compliance or 0.0,
    "failures": lambda k: float(k.stations[0].failures),
    "mtbf_bound_h": _mtbf_bound_h,
    "battery_share": lambda k: k.stations[0].adot_s / k.stations[0].pbt_s,
    "battery_stops_per_h": lambda k: 3600.0 * k.stations[0].battery_stops / k.stations[0].pbt_s,
    "cycle_ratio_to_2_79_s": lambda k: (
        2.79 * k.stations[0].produced / max(1e-9, k.stations[0].apt_s)
    ),
}
"""What a figure of a preset may be compared with; measured at the first station or on the line."""


@dataclass(frozen=True, kw_only=True)
class FigureCheck:
    """One published or derived figure beside what the simulation gives."""

    figure: Figure
    """The figure."""
    found: Estimate
    """What the simulation gives, in the unit of the figure."""

    @property
    def is_reproduced(self) -> bool:
        """Whether the mean lies within the stated tolerance."""
        return abs(self.found.mean - self.figure.value) <= self.figure.tolerance


def check_figures(line: Line, *, seed: int, replications: int) -> tuple[FigureCheck, ...]:
    """Hold every figure of a line against the simulation.

    Args:
        line: A line with figures in `about`.
        seed: Open seed.
        replications: Replications, at least 2.

    Returns:
        One check per figure, in order.

    Raises:
        InvalidConfig: When the line states no figure.
        UnknownName: When a figure names a measure that does not exist.
    """
    if not line.about.figures:
        raise InvalidConfig(f"The line {line.name!r} states no figure to check.")
    for figure in line.about.figures:
        if figure.measure not in MEASURES:
            raise unknown_name(f"measure (of the figure {figure.name!r})", figure.measure, MEASURES)
    runs = replicate(line, seed=seed, replications=replications)
    return tuple(FigureCheck(figure=f, found=_found(f, runs)) for f in line.about.figures)


def _found(figure: Figure, runs: Replications) -> Estimate:
    measure = MEASURES[figure.measure]
    return estimate([figure.scale * measure(kpis) for kpis in runs.kpis])
