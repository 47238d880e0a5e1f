"""Write the tables of `docs/explanation/thinking.md` from what `andon bench think --json` wrote.

    andon bench think --quick --json think.json
    scripts/make_thinking_tables.py think.json

Text outside the marks `<!-- table: NAME -->` and `<!-- end -->` stays, and so do the tables of
parts that were not run. No figure is typed by hand.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "thinking.md"
FIVE = ("hurdle", "bar", "step", "plank", "gap")
ALL = "all five"
Row = Mapping[str, Any]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Give a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def share(row: Row | None) -> str:
    """Give successes of trials."""
    return "" if row is None else f"{row['successes']}/{row['trials']}"


def interval(row: Row) -> str:
    """Give the exact 95 % interval."""
    return f"{row['low']:.2f} to {row['high']:.2f}"


def meeting(rows: Sequence[Row]) -> str:
    """Give who gets past which of the five obstacles."""
    by_cell = {(r["cell"], r["arm"]): r for r in rows}
    arms = list(dict.fromkeys(r["arm"] for r in rows if r["cell"] in FIVE))
    found: list[list[str]] = []
    for arm in arms:
        mine = [r for cell in FIVE if (r := by_cell.get((cell, arm)))]
        if len(mine) < len(FIVE):
            continue
        done, trials = (sum(r[name] for r in mine) for name in ("successes", "trials"))
        found.append(
            [
                arm,
                *(share(r) for r in mine),
                f"{done}/{trials}",
                str(sum(r["falls"] for r in mine)),
                str(sum(r.get("fell_after", 0) for r in mine)),
                f"{max(r['pause_p95_s'] for r in mine):.2f}",
                f"{max(r['charge_p95_s'] for r in mine) * 1000:.0f}",
            ]
        )
    head = [
        "who decides",
        *FIVE,
        ALL,
        "falls",
        "fell after",
        "worst pause p95, s",
        "worst charge p95, ms",
    ]
    return table(head, found)


def paired(rows: Sequence[Row]) -> str:
    """Give what thinking wins and loses against the others, on the same seeds."""
    found = [
        [
            r["arm"].removeprefix("think against "),
            share(r),
            interval(r),
            f"{r['wins']} to {r['losses']}",
            f"{r['e_better']:.3g}",
            f"{r['e_worse']:.3g}",
        ]
        for r in rows
        if r["cell"] == ALL and r["arm"].startswith("think against")
    ]
    head = ["thinking against", "done", "95 %", "wins to losses", "e better", "e worse"]
    return table(head, found)


def others(rows: Sequence[Row]) -> str:
    """Give the cells beside the five obstacles."""
    found = [
        [
            r["cell"],
            r["arm"],
            share(r),
            interval(r),
            str(r["falls"]),
            str(r.get("fell_after", 0)),
            f"{r['switches_per_100_m']:.1f}",
            f"{r['wins']} to {r['losses']}",
        ]
        for r in rows
        if r["cell"] not in (*FIVE, ALL)
    ]
    head = ["place", "who decides", "done", "95 %", "falls", "fell after"]
    return table([*head, "switches per 100 m", "wins to losses against the reflex"], found)


def stops(rows: Sequence[Row]) -> str:
    """Give how robots that are told to stop come to a stand."""
    found = [
        [
            f"{r['speed_m_s']:g} m/s",
            f"{r['stood']}/{r['trials']}",
            f"{r['time_p50_s']:.2f}, {r['time_p95_s']:.2f} s",
            f"{r['way_p50_m']:.2f}, {r['way_p95_m']:.2f} m",
        ]
        for r in rows
    ]
    return table(["from", "stood", "time p50, p95", "way p50, p95"], found)


def triggers(content: Row) -> str:
    """Give how well the three scores of surprise tell obstacles from familiar ground."""
    found = [
        [
            kind,
            f"{content['detected'][kind]:.0%}".replace("%", " %"),
            f"{content['lead_m'][kind]:.2f} m",
            *(f"{content['auroc'][kind][name]:.2f}" for name in ("geometry", "novelty", "physics")),
        ]
        for kind in content["detected"]
    ]
    return table(["obstacle", "alarm", "at", "geometry", "novelty", "physics"], found)


def wall(content: Row) -> str:
    """Give what body and mind do in real time."""
    found = [
        [
            r["arm"],
            f"{r['missed']} of {r['ticks']}",
            *(", ".join(f"{x:.1f}" for x in r[name]) for name in ("late_ms", "work_ms")),
            str(r["asked"]),
            ", ".join(f"{x:.0f}" for x in r["latency_ms"] or ()),
            ", ".join(f"{k} {v}" for k, v in sorted(r["dropped"].items())),
            f"{r['done']}/{r['walks']}",
        ]
        for r in content["rows"]
    ]
    head = ["in real time", "missed ticks", "late p50, p99, max ms", "work p50, p99, max ms"]
    return table([*head, "asked", "answer p50, p95, max ms", "dropped", "done"], found)


def main(arguments: Sequence[str]) -> int:
    """Write the tables."""
    if len(arguments) != 1:
        sys.stderr.write(str(__doc__))
        return 2
    content = json.loads(Path(arguments[0]).read_text())
    rows, text = content["rows"], PAGE.read_text()
    tables = {}
    if any(row["cell"] == ALL for row in rows):
        tables = {"meeting": meeting(rows), "paired": paired(rows), "others": others(rows)}
    for part, name, make in (
        ("stop", "stops", stops),
        ("trigger", "triggers", triggers),
        ("wall", "wall", wall),
    ):
        if part in content:
            tables[name] = make(content[part])
    for name, made in tables.items():
        marks = re.compile(rf"(<!-- table: {name} -->\n).*?(\n<!-- end -->)", re.DOTALL)
        if not marks.search(text):
            raise SystemExit(f"{PAGE} has no marks for the table {name!r}.")
        text = marks.sub(lambda m, made=made: m[1] + made + m[2], text)
    PAGE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
