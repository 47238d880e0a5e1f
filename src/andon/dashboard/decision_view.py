"""What the page of a line says about the decision: what it hangs on, waiting, what to fix first."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from andon.dashboard.line_drawings import swing_strip
from andon.dashboard.money_view import INPUTS
from andon.dashboard.numerals import MINUS, SPACE, Scale
from andon.dashboard.reading import Table
from andon.dashboard.strips import bar_strip
from andon.ledger.results import chance_text

__all__ = [
    "Claims",
    "Fixes",
    "Hangs",
    "NewProducts",
    "Waiting",
    "view_claims",
    "view_fixes",
    "view_inputs",
    "view_new_products",
    "view_waiting",
]

_TOP = 8
"""Improvements and inputs that are shown; the files have all of them."""

_LEAST_SHARE = 0.005
"""Shares of the variance below this are printed as less than 1 %."""


@dataclass(frozen=True, kw_only=True)
class Hangs:
    """What the cost of a good part hangs on."""

    rows: tuple[dict[str, object], ...]
    """Inputs, the widest swing first."""
    axis: str
    """What the ends of the drawing are."""


def view_inputs(rows: Sequence[Table], currency: str) -> Hangs | None:
    """Read the uncertain inputs of the books; None where nothing is uncertain."""
    swings = [(r.number("cost_at_low"), r.number("cost_at_high"), r) for r in rows]
    kept = [one for one in swings if one[0] != one[1]][:_TOP]
    if not kept:
        return None
    low, high = min(min(a, b) for a, b, _ in kept), max(max(a, b) for a, b, _ in kept)
    scale = Scale(unit=currency, decimals=3 if high < 10 else 2)
    return Hangs(
        rows=tuple(_swing(one, low, high, scale) for one in kept),
        axis=scale.interval(low, high),
    )


def _swing(
    one: tuple[float, float, Table], low: float, high: float, scale: Scale
) -> dict[str, object]:
    at_low, at_high, row = one
    ends = sorted((at_low, at_high))
    name = named(row.text("name"))
    share = row.maybe_number("share")
    return {
        "name": name,
        "range": f"{_short(row.number('low'))} to {_short(row.number('high'))}",
        "how": "measured by episodes" if row.truth("is_measured") else "a price or a term",
        "cost": f"{scale.estimate(at_low)} to {scale.estimate(at_high)}",
        "bar": swing_strip(
            (ends[0] - low) / (high - low),
            (ends[1] - low) / (high - low),
            title=f"{name}: {scale.interval(ends[0], ends[1])}",
        ),
        "share": "" if share is None else _share(share),
    }


def _share(share: float) -> str:
    if share < _LEAST_SHARE:
        return f"below 1{SPACE}%"
    return f"{100 * min(share, 1.0):.0f}{SPACE}%"


def _short(value: float) -> str:
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def named(name: str) -> str:
    """Print the name of an input of the cost model as words."""
    return INPUTS.get(name, name.replace("price.", "price of: ").replace("_", " "))


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Whether to buy now or later."""

    answer: str
    """What is best, in one sentence."""
    rows: tuple[tuple[str, str], ...]
    """Values in the currency of the books."""
    assumed: str
    """How prices are taken to go."""


def view_waiting(table: Table, currency: str) -> Waiting | None:
    """Read what waiting is worth; None where no robot is bought."""
    if not table.data:
        return None
    now, value = table.number("npv_now"), table.number("value")
    wait = table.maybe_number("mean_wait_yr")
    horizon = table.whole("horizon_yr")
    if table.truth("buys_now"):
        answer = "Buying now is best: a year without the robot costs more than the price may fall."
    elif wait is None or table.number("chance_to_buy") == 0.0:
        answer = f"It is not worth buying, neither now nor at the prices of {horizon} years."
    else:
        chance = chance_text(table.number("chance_to_buy"))
        answer = (
            f"Waiting is worth more than buying today: the best plan buys after {wait:.1f} years "
            f"in the mean, with a chance of {chance} to buy within {horizon} years."
        )
    rows = (
        ("buying today", money(now, currency)),
        ("buying when it is best, or never", money(value, currency)),
        ("the right to wait", money(table.number("option_value"), currency)),
    )
    fall, sway = (f"{100 * table.number(k):.0f}{SPACE}%" for k in ("fall_per_yr", "volatility"))
    assumed = (
        f"Present values without public money. The price of robots, and what is a share of it, is "
        f"taken to fall by {fall} a year, give or take {sway}: a vendor's claim and an assumption. "
        "Everything else keeps its price."
    )
    return Waiting(answer=answer, rows=rows, assumed=assumed)


def money(amount: float, currency: str) -> str:
    """Print an amount without decimals, rounded towards 0."""
    text = f"{abs(int(amount)):,}{SPACE}{currency}"
    return f"{MINUS}{text}" if int(amount) < 0 else text


@dataclass(frozen=True, kw_only=True)
class NewProducts:
    """What new products cost."""

    lead: str
    """What one new product takes."""
    declared: str
    """How many there are, and what faster retooling would save."""
    heads: tuple[str, ...]
    """Speeds of retooling."""
    rows: tuple[dict[str, object], ...]
    """Cost of a good part by number of new products per year."""


def view_new_products(table: Table, currency: str) -> NewProducts | None:
    """Read what new products cost; None where no station says what they take."""
    if not table.data:
        return None
    rows = table.rows("rows")
    count = table.number("new_products_per_year")
    speeds = sorted({row.number("shorter") for row in rows})
    counts = sorted({row.number("new_products_per_year") for row in rows})
    cells = {(r.number("new_products_per_year"), r.number("shorter")): r for r in rows}
    down, work = (table.number(key) for key in ("down_h", "person_h"))
    lead = (
        f"One new product stops the line for {down:,.3g} planned hours and takes {work:,.3g} hours "
        f"of work and {table.number('trial_parts'):,.4g} trial parts."
    )
    return NewProducts(
        lead=lead,
        declared=_declared(count, speeds, cells, currency),
        heads=tuple("as declared" if s == 0.0 else f"{100 * s:.0f}{SPACE}% less" for s in speeds),
        rows=tuple(
            {
                "count": f"{one:,.4g}",
                "cells": tuple(_cost(cells[one, speed], currency) for speed in speeds),
                "is_declared": one == count,
            }
            for one in counts
        ),
    )


def _declared(
    count: float, speeds: Sequence[float], cells: dict[tuple[float, float], Table], currency: str
) -> str:
    if not cells:
        return "Nobody knows what that costs: prices of the work, parts or hours are missing."
    if count == 0.0:
        return (
            "The price file declares none (new_products_per_year), so the cost above has none in "
            "it; this is what some would add."
        )
    saved = [
        (speed, cells[count, speed].maybe_number("saved_per_year"))
        for speed in speeds
        if speed > 0.0 and (count, speed) in cells
    ]
    words = [
        f"{100 * speed:.0f}{SPACE}% less of it would save {money(amount, currency)} a year"
        for speed, amount in saved
        if amount is not None
    ]
    text = f"{count:,.4g} new products a year are in the cost above"
    return f"{text}; {', '.join(words)}." if words else f"{text}."


def _cost(row: Table, currency: str) -> str:
    cost = row.maybe_number("cost_per_good_part")
    if cost is None:
        return "no time left"
    scale = Scale(unit=currency, decimals=4 if cost < 10 else 2, is_higher_better=False)
    return scale.estimate(cost)


@dataclass(frozen=True, kw_only=True)
class Fixes:
    """What to fix first."""

    rows: tuple[dict[str, object], ...]
    """Improvements, the best first."""
    has_money: bool
    """Whether they are ranked in money."""
    share: str
    """By how much each loss was cut."""
    replications: int
    """Pairs of replications behind each."""


def view_fixes(file: Table) -> Fixes:
    """Read the ranking of improvements of a folder."""
    rows = file.rows("rows")[:_TOP]
    has_money = file.has("prices")
    key = "saved_per_year" if has_money else "parts"
    values = [row.maybe_number(key) if has_money else _gain(row) for row in rows]
    most = max((value for value in values if value is not None), default=0.0)
    currency = file.text("currency", "")
    return Fixes(
        rows=tuple(
            {
                "what": row.text("change"),
                "place": row.text("place"),
                "parts": _parts(row.table("parts_per_h")),
                "money": "" if value is None or not has_money else money(value, currency),
                "bar": _bar(value, most, row.text("change")),
            }
            for row, value in zip(rows, values, strict=True)
        ),
        has_money=has_money,
        share=f"{100 * file.number('share'):.0f}{SPACE}%",
        replications=file.whole("replications"),
    )


def _gain(row: Table) -> float | None:
    return row.table("parts_per_h").maybe_number("mean")


def _bar(value: float | None, most: float, title: str) -> Markup:
    share = 0.0 if value is None or most <= 0.0 else max(value, 0.0) / most
    return bar_strip([("data", share)], title=title)


def _parts(row: Table) -> str:
    if not row.data:
        return ""
    low, high = row.number("low"), row.number("high")
    decimals = 2 if max(abs(low), abs(high)) >= 0.1 else 3
    return Scale(decimals=decimals).interval(low, high)


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What a published deployment claims about its money."""

    title: str
    """Which deployment."""
    figures: tuple[dict[str, str], ...]
    """Figures beside what their own numbers give."""
    disagreements: tuple[tuple[str, str], ...]
    """Topic and text of what does not add up."""


def view_claims(table: Table) -> Claims | None:
    """Read what was published with the prices; None where they are a plant's own."""
    if not table.data:
        return None
    return Claims(
        title=table.text("title"),
        figures=tuple(
            {
                "name": row.text("name"),
                "published": f"{row.number('published'):,.6g}",
                "computed": f"{row.number('computed'):,.6g}",
                "tolerance": f"{row.number('tolerance'):,.3g}",
                "unit": "" if row.text("unit") == "1" else row.text("unit"),
                "tag": row.text("evidence"),
                "status": row.text("status"),
            }
            for row in table.rows("figures")
        ),
        disagreements=tuple(
            (row.text("topic"), row.text("text")) for row in table.rows("disagreements")
        ),
    )
