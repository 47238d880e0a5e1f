"""What the page of a line prints: stations, losses, reasons, KPIs and figures as text."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from andon.dashboard.line_drawings import band_of, step_strip
from andon.dashboard.numerals import SPACE, Scale, decimals_for
from andon.dashboard.reading import Table
from andon.dashboard.strips import bar_strip
from andon.lines.reasons import Reason

__all__ = [
    "KpiRow",
    "LossRow",
    "ReasonRow",
    "Span",
    "StationCard",
    "span_text",
    "view_figures",
    "view_kpis",
    "view_losses",
    "view_reasons",
    "view_stations",
]

_BANDS = ("work", "wait", "help", "down", "care")

_LAMPS = {"work": "green", "wait": "off", "help": "amber", "down": "red", "care": "blue"}

_UNITS = {"_s": ("s", 1.0), "_kwh": ("kWh", 1.0), "_per_h": ("1/h", 1.0)}

_RATES = (
    "availability", "effectiveness", "quality", "oee", "nee", "utilisation", "first_pass_yield",
    "scrap_ratio", "rework_ratio", "starvation", "blocking", "attempt_success", "autonomy_rate",
    "takt_compliance", "line_oee", "escape_rate", "production_process_ratio", "operational_uptime",
    "rolled_first_pass_yield",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Span:
    """A number over replications, as text."""

    mean: str
    """Mean; says so where there is none."""
    interval: str
    """95 % interval of the mean; empty where there is none."""
    range: str
    """Where nine of ten replications lie; empty where nobody knows."""


@dataclass(frozen=True, kw_only=True)
class StationCard:
    """One station of the line drawing."""

    name: str
    """Name."""
    who: str
    """Who or what works there."""
    lamp: str
    """Colour of the lamp that is lit at the end of the drawn shift."""
    now: str
    """What the station does then."""
    bar: Markup
    """Share of planned time by state."""
    share: str
    """Share of planned time in which it makes parts."""
    takes: str
    """Where parts come from."""
    gives: str
    """Where they go."""
    evidence: str
    """What a robot was drawn from; empty elsewhere."""
    is_bottleneck: bool
    """Whether it limits the line."""


@dataclass(frozen=True, kw_only=True)
class LossRow:
    """One step from planned time to good time."""

    text: str
    """What it is."""
    hours: str
    """Hours."""
    share: str
    """Share of planned time."""
    bar: Markup
    """The step."""
    is_total: bool
    """Whether it is an end of the waterfall and no loss."""


@dataclass(frozen=True, kw_only=True)
class ReasonRow:
    """One reason why a station stood."""

    text: str
    """What a person on the floor would say."""
    station: str
    """Which station."""
    hours: str
    """Mean hours per replication."""
    share: str
    """Share of the planned time of the station."""
    count: str
    """Times per replication; empty where nobody counts."""
    bar: Markup
    """Hours against the longest."""


@dataclass(frozen=True, kw_only=True)
class KpiRow:
    """One KPI."""

    name: str
    """Name."""
    unit: str
    """Unit; empty for a pure number."""
    span: Span
    """Value."""


def span_text(
    row: Table,
    *,
    factor: int = 1,
    unit: str = "",
    is_higher_better: bool | None = None,
    decimals: int = 4,
) -> Span:
    """Print mean, interval and range of a number, with so many decimals at most."""
    mean = row.maybe_number("mean")
    if mean is None:
        return Span(mean="none", interval="", range="")
    pairs = [
        (row.maybe_number(a), row.maybe_number(b)) for a, b in (("low", "high"), ("p05", "p95"))
    ]
    low, high = pairs[0]
    ends = (mean, mean) if low is None or high is None else (low, high)
    scale = Scale(
        factor=factor,
        unit=unit,
        decimals=min(decimals, decimals_for(factor * ends[0], factor * ends[1])),
        is_higher_better=is_higher_better,
    )
    interval, reach = ("" if a is None or b is None else scale.interval(a, b) for a, b in pairs)
    return Span(mean=scale.estimate(mean), interval=interval, range=reach)


def percent(share: float) -> str:
    """Print a share with one decimal."""
    return f"{100 * share:.1f}{SPACE}%"


def view_stations(
    stations: Sequence[Table],
    last: Sequence[tuple[str, str]],
    bottleneck: str,
    reasons: Sequence[Reason],
) -> tuple[StationCard, ...]:
    """Make the cards of the line drawing."""
    bands = {reason.code: band_of(reason) for reason in reasons}
    return tuple(
        _card(row, now, bottleneck, bands) for row, now in zip(stations, last, strict=True)
    )


def _card(row: Table, now: tuple[str, str], bottleneck: str, bands: dict[str, str]) -> StationCard:
    states = row.table("states")
    hours = dict.fromkeys(_BANDS, 0.0)
    for code in states.data:
        band = bands.get(code, "work")
        if band in hours:
            hours[band] += states.number(code)
    planned = sum(hours.values()) or 1.0
    shares = [(f"band {band}", hours[band] / planned) for band in _BANDS]
    name = row.text("name")
    title = ", ".join(f"{band} {percent(hours[band] / planned)}" for band in _BANDS)
    takes = ", ".join(row.texts("inputs")) or "outside"
    gives = row.text("output")
    if row.has("reject_to"):
        gives += f"; rejects to {row.text('reject_to')}"
    return StationCard(
        name=name,
        who=_who(row),
        lamp=_LAMPS.get(now[0], "off"),
        now=now[1],
        bar=bar_strip(shares, title=f"{name}: {title}"),
        share=percent(hours["work"] / planned),
        takes=takes,
        gives=gives,
        evidence=_evidence(row.table("evidence")),
        is_bottleneck=name == bottleneck,
    )


def _who(row: Table) -> str:
    counts = ((row.whole("robots"), "robot"), (row.whole("people"), "person"))
    words = [f"{n} {noun if n == 1 else {'robot': 'robots', 'person': 'people'}[noun]}"
             for n, noun in counts if n]  # fmt: skip
    return " · ".join([row.text("kind"), *words] if words != ["1 robot"] else ["robot"])


def _evidence(row: Table) -> str:
    if not row.data:
        return ""
    counted = f"{row.whole('successes')} of {row.whole('trials')} episodes succeeded"
    lamp, policy = row.text("lamp", ""), row.text("policy", "")
    words = [counted, f"policy {policy}" if policy else "", f"verdict {lamp}" if lamp else ""]
    return " · ".join(word for word in words if word)


def view_losses(rows: Sequence[Table]) -> tuple[LossRow, ...]:
    """Make the waterfall of one station: losses that are nothing are left out."""
    planned = next((row.number("hours") for row in rows if row.text("name") == "planned"), 0.0)
    whole = planned or 1.0
    left = planned
    found: list[LossRow] = []
    for row in rows:
        name, hours = row.text("name"), row.number("hours")
        is_total = name in ("planned", "good")
        if not is_total and abs(hours) < 1e-9 * whole:
            continue
        text = row.text("text")
        if name == "speed" and hours < 0.0:
            text = "faster than planned"
        low, high = (0.0, hours) if is_total else (left - max(hours, 0.0), left - min(hours, 0.0))
        found.append(
            LossRow(
                text=text,
                hours=f"{hours:,.2f}",
                share=percent(hours / whole),
                bar=step_strip(name, low / whole, high / whole, title=f"{text}: {hours:.2f} h"),
                is_total=is_total,
            )
        )
        left -= 0.0 if is_total else hours
    return tuple(found)


def view_reasons(rows: Sequence[Table], reasons: Sequence[Reason]) -> tuple[ReasonRow, ...]:
    """Print why stations stood, the longest first."""
    bands = {reason.code: band_of(reason) for reason in reasons}
    most = max((row.number("hours") for row in rows), default=0.0) or 1.0
    return tuple(
        ReasonRow(
            text=row.text("text"),
            station=row.text("station"),
            hours=f"{row.number('hours'):,.2f}",
            share=percent(row.number("share")),
            count=f"{row.number('count'):,.4g}" if row.number("count") else "",
            bar=bar_strip(
                [(f"band {bands.get(row.text('reason'), 'down')}", row.number("hours") / most)],
                title=f"{row.text('text')}: {row.number('hours'):.2f} h",
            ),
        )
        for row in rows
    )


def view_kpis(table: Table) -> tuple[KpiRow, ...]:
    """Print all KPIs of the line or of a station that have a value."""
    found: list[KpiRow] = []
    for name in table.data:
        row = table.table(name)
        if not row.has("mean"):
            continue
        unit = next((u for end, (u, _) in _UNITS.items() if name.endswith(end)), "")
        is_rate = name in _RATES
        span = span_text(row, factor=100 if is_rate else 1, unit="%" if is_rate else unit)
        found.append(KpiRow(name=name, unit="" if is_rate else unit, span=span))
    return tuple(found)


def view_figures(rows: Sequence[Table]) -> tuple[dict[str, object], ...]:
    """Print published figures beside what the run gives."""
    return tuple(
        {
            "name": row.text("name"),
            "value": f"{row.number('value'):,.6g}",
            "tolerance": f"{row.number('tolerance'):,.3g}",
            "unit": "" if row.text("unit") == "1" else row.text("unit"),
            "found": span_text(row.table("found")),
            "tag": row.text("tag"),
            "holds": row.truth("is_reproduced"),
        }
        for row in rows
    )
