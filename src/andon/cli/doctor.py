"""`andon doctor`: what this machine can do, and what to do about the rest."""

import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from andon.cli.options import print_table
from andon.minds.metronome import Metronome, claim_core, share_cores

__all__ = ["Doctor", "measure_jitter"]

GOOD, MISSING, BAD = "ok", "missing", "no"

STYLES = {GOOD: "green", MISSING: "yellow", BAD: "red"}

JITTER_TICKS = 50
"""Control steps that the check of the clock waits for."""
JITTER_MS = 5.0
"""A control step that begins later than this is missed."""

EXTRAS = {
    "gymnasium": ("any scenario as a Gymnasium env", "pip install 'andon[gym]'"),
    "viser": ("andon view", "pip install 'andon[view]'"),
    "ray": ("--compute ray, on many machines", "pip install 'andon[ray]'"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the check-up."""

    what: str
    state: str
    found: str
    advice: str = ""


@dataclass(frozen=True, kw_only=True)
class Doctor:
    """Check this machine: cores, threads, renderer, optional extras, disk."""

    out: str = "runs"
    """Folder that results would go to."""

    def run(self, console: Console) -> int:
        """Print the check-up; exit 2 when something that is needed does not work."""
        table = Table("what", "state", "found", "what to do")
        rows = [
            *_versions(),
            *_cores(),
            _jitter(),
            _real_time(),
            *_renderers(),
            *_extras(),
            _disk(Path(self.out)),
        ]
        for row in rows:
            table.add_row(row.what, Text(row.state, STYLES[row.state]), row.found, row.advice)
        print_table(console, table)
        is_fit = all(row.state != BAD for row in rows)
        console.print("Fit to prove." if is_fit else "Not fit: see the lines marked no.")
        return 0 if is_fit else 2


def _versions() -> list[Row]:
    from andon.artifacts import provenance

    facts = provenance()
    rows = [Row(what="andon", state=GOOD, found=f"{facts['andon']} ({facts['commit']})")]
    rows.append(Row(what="python", state=GOOD, found=sys.version.split()[0]))
    rows.extend(
        Row(what=name, state=GOOD, found=facts[name]) for name in ("mujoco", "onnxruntime", "numpy")
    )
    return rows


def _cores() -> list[Row]:
    from andon.artifacts import provenance
    from andon.compute import available_cores

    cores = available_cores()
    rows = [Row(what="cores", state=GOOD, found=f"{cores} x {provenance()['cpu']}")]
    set_to = os.environ.get("OMP_NUM_THREADS")
    advice = "" if set_to else "set OMP_NUM_THREADS=1 where other libraries compete for cores"
    rows.append(Row(what="OMP_NUM_THREADS", state=GOOD, found=set_to or "not set", advice=advice))
    return rows


def measure_jitter(num_ticks: int = JITTER_TICKS, period_s: float = 0.02) -> list[float]:
    """Measure how late this process wakes up for each control step. [s].

    Args:
        num_ticks: Control steps to wait for.
        period_s: Time between two.
    """
    metronome = Metronome(period_s)
    for _ in range(num_ticks):
        metronome.wait()
    return metronome.late_s


def _jitter() -> Row:
    late = sorted(measure_jitter())
    middle, worst = 1000 * late[len(late) // 2], 1000 * late[-1]
    missed = sum(1000 * x > JITTER_MS for x in late)
    advice = "" if not missed else "a body needs a core of its own, or a real-time scheduler"
    return Row(
        what="tick jitter",
        state=GOOD if not missed else MISSING,
        found=f"at 50 Hz {middle:.1f} ms late, at worst {worst:.1f} ms of {len(late)}",
        advice=advice,
    )


def _real_time() -> Row:
    """Say what a body in real time would be given; see `andon bench think --part wall`."""
    core, _ = share_cores()
    with claim_core(core) as granted:
        late = sorted(measure_jitter())
    return Row(
        what="real time",
        state=GOOD if granted.is_fifo else MISSING,
        found=f"{granted}; then at worst {1000 * late[-1]:.1f} ms late",
        advice="" if granted.is_fifo else "allow real-time priority (CAP_SYS_NICE, or rtprio)",
    )


def _renderers() -> list[Row]:
    from andon.sensing.renderers import find_renderer

    choice = find_renderer()
    rows = [Row(what="renderer", state=GOOD, found=choice.name)]
    packages = {"egl": "libegl1 libgl1-mesa-dri", "osmesa": "libosmesa6"}
    for name, reason in choice.refused:
        rows.append(
            Row(
                what=f"renderer {name}",
                state=MISSING,
                found=reason.splitlines()[-1][:60],
                advice=f"Debian: apt install {packages.get(name, name)} (optional, faster cameras)",
            )
        )
    return rows


def _extras() -> list[Row]:
    rows: list[Row] = []
    for name, (purpose, advice) in EXTRAS.items():
        is_there = importlib.util.find_spec(name) is not None
        rows.append(
            Row(
                what=f"extra {name}",
                state=GOOD if is_there else MISSING,
                found=purpose,
                advice="" if is_there else advice,
            )
        )
    return rows


def _disk(folder: Path) -> Row:
    place = folder if folder.exists() else Path()
    free_gb = shutil.disk_usage(place).free / 1e9
    if not os.access(place, os.W_OK):
        return Row(
            what="disk", state=BAD, found=f"{folder} cannot be written to", advice="choose --out"
        )
    state = GOOD if free_gb > 1 else BAD
    advice = "" if free_gb > 1 else "free at least 1 GB"
    return Row(what="disk", state=state, found=f"{free_gb:.0f} GB free", advice=advice)
