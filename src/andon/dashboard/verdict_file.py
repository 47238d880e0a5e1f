"""What a page reads from `verdict.json`, as frozen data."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from andon.artifacts import read_json
from andon.dashboard.reading import Ends, Table
from andon.errors import BrokenFile

__all__ = [
    "Cause",
    "Coverage",
    "KpiRecord",
    "Lamp",
    "Metric",
    "OperatingRow",
    "Stratum",
    "VerdictRecord",
    "read_verdict",
]

Lamp = Literal["GREEN", "AMBER", "RED"]
"""Accepted, not enough evidence, rejected."""

LAMPS = ("GREEN", "AMBER", "RED")
KINDS = ("success_rate", "event_rate", "mean")
STATUSES = ("pass", "fail", "open")


@dataclass(frozen=True, kw_only=True)
class KpiRecord:
    """One bar of the gate, and the evidence on it."""

    name: str
    """Name of the KPI."""
    kind: str
    """`success_rate`, `event_rate` or `mean`."""
    test: str
    """How evidence is weighed: `sprt`, `mixture` or `betting`."""
    status: str
    """`pass`, `fail` or `open`."""
    decided_at: int | None
    """Rollouts after which it was decided."""
    unfit: float
    """Declared value of an unfit policy, in `unit`."""
    fit: float
    """Declared value of a fit policy, in `unit`."""
    unit: str
    """Unit of the values; `1` for a pure number."""
    estimate: float | None
    """Observed rate or mean."""
    count: int | None
    """Successes or events."""
    trials: int
    """Rollouts looked at."""
    exposure_h: float | None
    """Hours watched."""
    interval: Ends | None
    """95 % interval as if the number of rollouts had been fixed beforehand."""
    sequence: Ends | None
    """95 % confidence sequence."""
    looks: tuple[int, ...]
    """Rollouts at the looks."""
    log_e_pass: tuple[float, ...]
    """Natural log of the evidence for passing."""
    log_e_fail: tuple[float, ...]
    """Natural log of the evidence for failing."""
    log_pass_threshold: float
    """Natural log of the evidence that passes."""
    log_fail_threshold: float
    """Natural log of the evidence that fails."""
    needs: str
    """What would change the verdict."""

    @property
    def is_higher_better(self) -> bool:
        """Say whether a fit policy has the larger value."""
        return self.fit > self.unfit


@dataclass(frozen=True, kw_only=True)
class Cause:
    """How often episodes ended in one way or at one place."""

    name: str
    """Cause or place."""
    count: int
    """Episodes."""
    success: bool
    """Whether these count as successes."""


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """Rollouts whose draw of one parameter fell into one bin."""

    parameter: str
    """Name of the parameter."""
    bin: str
    """Label of the bin."""
    trials: int
    """Rollouts in it."""
    successes: int
    """Successful ones."""
    interval: Ends
    """Exact 95 % interval of the success rate."""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Share of the combinations of bins that some rollout drew."""

    ways: int
    """Parameters taken together."""
    covered: int
    """Combinations drawn."""
    feasible: int
    """Combinations that can be drawn."""


@dataclass(frozen=True, kw_only=True)
class OperatingRow:
    """What the gate says about a policy of known worth."""

    kpi: str
    """KPI that this row is about; empty where the file does not say."""
    truth: str
    """`bad`, `p0`, `mid`, `p1` or `better`."""
    value: float
    """True value."""
    p_green: float
    """Chance of GREEN. [1]"""
    p_red: float
    """Chance of RED. [1]"""
    p_amber: float
    """Chance of AMBER. [1]"""
    mean_rollouts: float
    """Expected rollouts."""
    p90_rollouts: int
    """Rollouts that suffice in nine cases of ten."""


@dataclass(frozen=True, kw_only=True)
class Metric:
    """Mean of a measured quantity."""

    name: str
    """Name of the metric."""
    unit: str
    """Unit; `1` for a pure number."""
    mean: float | None
    """Mean over episodes."""
    ends: Ends | None
    """95 % interval of the mean."""
    n: int
    """Episodes."""


@dataclass(frozen=True, kw_only=True)
class VerdictRecord:
    """A verdict as it was stored."""

    table: Table
    """The whole file."""
    name: str
    """Name of the verdict."""
    lamp: Lamp
    """What it says."""
    reason: str
    """Why, in one sentence."""
    kpis: tuple[KpiRecord, ...]
    """One per bar, in the order of the gate."""
    outcomes: tuple[Cause, ...]
    """All episodes by how they ended."""
    places: tuple[Cause, ...]
    """Failures by place."""
    strata: tuple[Stratum, ...]
    """Success by variation."""
    worst: Stratum | None
    """Stratum with the lowest upper end."""
    coverage: tuple[Coverage, ...]
    """Coverage of the variation."""
    operating: tuple[OperatingRow, ...]
    """Operating characteristics."""
    metrics: tuple[Metric, ...]
    """Measured quantities."""

    @property
    def num_rollouts(self) -> int:
        """Rollouts that the verdict looked at."""
        return self.table.whole("num_rollouts")


def read_verdict(path: Path) -> VerdictRecord:
    """Read a verdict.

    Args:
        path: The file `verdict.json`.

    Returns:
        The verdict. Lists that the file lacks are empty.

    Raises:
        BrokenFile: When the file is missing, of another schema, or lacks what a verdict must say.
    """
    table = Table(data=read_json(path), where=path.name)
    if table.whole("schema") != 1:
        raise BrokenFile(
            f"{path.name} has schema {table.whole('schema')}; this version reads schema 1."
        )
    worst = table.table("worst_stratum")
    return VerdictRecord(
        table=table,
        name=table.text("name"),
        lamp=cast("Lamp", _one_of(table, "lamp", LAMPS)),
        reason=table.text("reason"),
        kpis=tuple(_kpi(row) for row in table.rows("kpis")),
        outcomes=tuple(_cause(row, "cause") for row in table.rows("outcomes")),
        places=tuple(_cause(row, "place") for row in table.rows("places")),
        strata=tuple(_stratum(row) for row in table.rows("strata")),
        worst=_stratum(worst) if worst.data else None,
        coverage=tuple(_coverage(row) for row in table.rows("coverage")),
        operating=tuple(_operating(row) for row in table.rows("operating_characteristics")),
        metrics=tuple(_metric(row) for row in table.rows("metrics")),
    )


def _one_of(table: Table, key: str, allowed: tuple[str, ...]) -> str:
    value = table.text(key)
    if value not in allowed:
        raise BrokenFile(f"{key!r} of {table.where} is {value!r}; it must be one of {allowed}.")
    return value


def _kpi(row: Table) -> KpiRecord:
    kind = _one_of(row, "kind", KINDS)
    unfit, fit = _bars(kind, row.table("bar"))
    return KpiRecord(
        name=row.text("name"),
        kind=kind,
        test=row.text("test"),
        status=_one_of(row, "status", STATUSES),
        decided_at=row.maybe_whole("decided_at"),
        unfit=unfit,
        fit=fit,
        unit=row.text("unit", "1"),
        estimate=row.maybe_number("estimate"),
        count=row.maybe_whole("successes" if kind == "success_rate" else "count"),
        trials=row.whole("trials"),
        exposure_h=row.maybe_number("exposure_h"),
        interval=row.ends("interval"),
        sequence=row.ends("sequence"),
        looks=row.wholes("looks"),
        log_e_pass=row.numbers("log_e_pass"),
        log_e_fail=row.numbers("log_e_fail"),
        log_pass_threshold=row.number("log_pass_threshold"),
        log_fail_threshold=row.number("log_fail_threshold"),
        needs=row.text("needs", ""),
    )


def _bars(kind: str, bar: Table) -> tuple[float, float]:
    if kind == "success_rate":
        return bar.number("p0"), bar.number("p1")
    if kind == "event_rate":
        return bar.number("rate0"), bar.number("rate1")
    bound = bar.number("bound")
    return bound, round(bound - bar.number("margin"), 12)  # undo the binary tail of bound0 - bound1


def _cause(row: Table, key: str) -> Cause:
    success = row.has("success") and row.truth("success")  # places are of failures only
    return Cause(name=row.text(key), count=row.whole("count"), success=success)


def _stratum(row: Table) -> Stratum:
    return Stratum(
        parameter=row.text("parameter"),
        bin=row.text("bin"),
        trials=row.whole("trials"),
        successes=row.whole("successes"),
        interval=row.ends("interval") or Ends(low=0.0, high=1.0),
    )


def _coverage(row: Table) -> Coverage:
    return Coverage(
        ways=row.whole("ways"), covered=row.whole("covered"), feasible=row.whole("feasible")
    )


def _operating(row: Table) -> OperatingRow:
    return OperatingRow(
        kpi=row.text("kpi", ""),
        truth=row.text("truth"),
        value=row.number("value"),
        p_green=row.number("p_green"),
        p_red=row.number("p_red"),
        p_amber=row.number("p_amber"),
        mean_rollouts=row.number("mean_rollouts"),
        p90_rollouts=row.whole("p90_rollouts"),
    )


def _metric(row: Table) -> Metric:
    low, high = row.maybe_number("low"), row.maybe_number("high")
    return Metric(
        name=row.text("name"),
        unit=row.text("unit", "1"),
        mean=row.maybe_number("mean"),
        ends=None if low is None or high is None else Ends(low=low, high=high),
        n=row.whole("n"),
    )
