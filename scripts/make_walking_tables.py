"""Write the tables of `docs/explanation/reflex.md` from what the benches and gates wrote.

    andon bench walking --trials 100 --json walking.json
    scripts/make_walking_tables.py walking.json                # walking, braking, registers
    scripts/make_walking_tables.py --bodies bodies.json        # the same policy on another body
    scripts/make_walking_tables.py --verdicts runs/FOLDER ...  # gates

Text outside the marks `<!-- table: NAME -->` and `<!-- end -->` stays. No figure is typed by hand.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "reflex.md"
REGISTERS = ("clearance", "hips", "path", "m/s aside", "turn ")
WHO = {
    "reflex": "`reflex`, own body",
    "reflex, other body": "`reflex`, TienKung model",
    "walk, there": "released policy, TienKung model",
}
"""Headings of the columns of the table of bodies."""
Row = Mapping[str, Any]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Give a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def figure(row: Row, name: str, digits: int) -> str:
    """Give a metric, or nothing where it was not measured."""
    value = row["metrics"].get(name)
    return "" if value is None else f"{value:.{digits}f}"


def walking(rows: Sequence[Row]) -> str:
    """Give the table of what it can do."""
    columns = (
        ("mean_lin_vel_x", 2),
        ("stance_slip_m_s", 2),
        ("clock_agreement", 2),
        ("flight_share", 2),
        ("mean_power_w", 0),
        ("cost_of_transport", 2),
    )
    head = ["task", "done", "exact 95 % interval", "m/s", "slip, m/s", "clock", "in flight"]
    found = [
        [
            r["task"],
            f"{r['successes']}/{r['trials']}",
            f"{r['low']:.3f} to {r['high']:.3f}",
            *(figure(r, name, digits) for name, digits in columns),
        ]
        for r in rows
        if not any(word in r["task"] for word in REGISTERS) or "turning" in r["task"]
    ]
    return table([*head, "power, W", "CoT"], found)


def braking(rows: Sequence[Row]) -> str:
    """Give the table of braking."""
    found = [
        [
            r["task"].removeprefix("brake from "),
            f"{r['successes']}/{r['trials']} (up: {r['survived']})",
            figure(r, "stop_time_s", 2) + " s",
            figure(r, "stop_way_m", 2) + " m",
        ]
        for r in rows
        if r["task"].startswith("brake")
    ]
    return table(["from", "stands", "time", "way"], found)


def registers(rows: Sequence[Row]) -> str:
    """Give the table of the registers, asked against measured."""
    plain = next(r for r in rows if r["task"] == "walk 1.0 m/s")["metrics"]
    found: list[list[str]] = []
    for r in rows:
        m, words = r["metrics"], r["task"].split()
        up = f"{r['survived']}/{r['trials']}"
        if words[0] == "clearance":
            measured = f"{100 * (m['swing_height_m'] - plain['swing_height_m']):+.1f} cm"
            found.append(["swing clearance at 1.0 m/s", f"{words[1]} cm", measured, up])
        elif words[0] == "hips":
            measured = f"{100 * (m['base_height_m'] - plain['base_height_m']):+.1f} cm"
            found.append(["hip height at 1.0 m/s", f"{words[1]} cm", measured, up])
        elif words[0] == "path":
            found.append(["path at 1.0 m/s", f"{words[1]} m", f"{m['end_y_m']:+.2f} m", up])
        elif r["task"].endswith("aside"):
            measured = f"{m['mean_lin_vel_y']:+.2f} m/s"
            found.append(["velocity aside at 0.5 m/s", f"{words[0]} m/s", measured, up])
        elif words[0] == "turn":
            measured = f"{m['mean_ang_vel_z']:+.2f} rad/s"
            found.append(["yaw rate at 0.6 m/s", f"{words[1]} rad/s", measured, up])
    return table(["register", "asked", "measured", "up"], found)


def bodies(rows: Sequence[Row]) -> str:
    """Give the table of one policy on several bodies, a column for each."""
    tasks = list(dict.fromkeys(r["task"] for r in rows))
    who = list(dict.fromkeys(r["who"] for r in rows))
    by_cell = {(r["task"], r["who"]): r for r in rows}
    heads = [WHO.get(w, w) for w in who]
    return table(["task", *heads], [[t, *(_cell(by_cell.get((t, w))) for w in who)] for t in tasks])


def _cell(row: Row | None) -> str:
    if row is None:
        return ""
    done = f"{row['survived']}/{row['trials']} up, {row['successes']} done "
    speed = figure(row, "mean_lin_vel_x", 2)
    moves = "" if row["task"] == "stand" or not speed else f", {speed} m/s"
    return done + f"({row['low']:.2f} to {row['high']:.2f}){moves}"


def verdicts(folders: Sequence[Path]) -> str:
    """Give the table of gates, one row for each folder of `andon prove`."""
    found: list[list[str]] = []
    for folder in folders:
        verdict = json.loads((folder / "verdict.json").read_text())
        first = verdict["kpis"][0]
        bar = first["bar"]
        failed = [k["name"] for k in verdict["kpis"] if k["status"] == "fail"]
        low, high = first["interval"]
        found.append(
            [
                f"`{folder.name}`",
                f"{bar['p0']:.2f} / {bar['p1']:.2f}",
                verdict["lamp"] + (f": {', '.join(failed)}" if failed else ""),
                f"{first['successes']}/{first['trials']}",
                f"{low:.4f} to {high:.4f}",
            ]
        )
    return table(["gate", "bars", "lamp", "done", "exact 95 % interval"], found)


def replaced(text: str, name: str, content: str) -> str:
    """Put a table between its marks.

    Raises:
        SystemExit: When the page has no such marks.
    """
    marks = re.compile(rf"(<!-- table: {name} -->\n).*?(\n<!-- end -->)", re.DOTALL)
    if not marks.search(text):
        raise SystemExit(f"{PAGE} has no marks for the table {name!r}.")
    return marks.sub(lambda m: m[1] + content + m[2], text)


def main(arguments: Sequence[str]) -> int:
    """Write the tables that the arguments name."""
    if not arguments:
        sys.stderr.write(str(__doc__))
        return 2
    text = PAGE.read_text()
    if arguments[0] == "--verdicts":
        text = replaced(text, "gates", verdicts([Path(a) for a in arguments[1:]]))
    elif arguments[0] == "--bodies":
        rows = json.loads(Path(arguments[1]).read_text())["rows"]
        text = replaced(text, "bodies", bodies(rows))
    else:
        rows = json.loads(Path(arguments[0]).read_text())["rows"]
        for name, make in (("walking", walking), ("braking", braking), ("registers", registers)):
            text = replaced(text, name, make(rows))
    PAGE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
