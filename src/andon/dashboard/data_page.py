"""The page of a data set: what the check found, and what the cameras saw."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from andon.artifacts import write_text
from andon.dashboard.theme import render
from andon.episodes.data.check import CheckReport
from andon.episodes.data.dataset import DataSet
from andon.episodes.data.video_file import Picture
from andon.errors import BrokenFile

__all__ = ["make_data_page"]

MAX_EXAMPLES = 5
"""Findings of a rule that are shown."""
MAX_STRIPS = 6
"""Episodes whose pictures are shown, per camera."""
PICTURES = 4
WIDTH_PX = 240


@dataclass(frozen=True, kw_only=True)
class RuleRow:
    """One rule and what it found."""

    name: str
    """Name of the rule."""
    meaning: str
    """What it asks."""
    count: int
    """Places where it is broken."""
    num_episodes: int
    """Episodes that these are in."""
    state: str
    """`fail`, `open` (worth knowing) or `pass`."""
    examples: tuple[str, ...]
    """The first findings."""


@dataclass(frozen=True, kw_only=True)
class Strip:
    """Some pictures of one camera in one episode."""

    camera: str
    """Name of the camera."""
    episode: int
    """Place of the episode."""
    words: str
    """Its instruction, or why it is shown."""
    pictures: tuple[str, ...]
    """Pictures as data URLs."""


def make_data_page(report: CheckReport, data: DataSet, path: Path) -> Path:
    """Write a page that needs no other file.

    Args:
        report: What the check found.
        data: The set, for its pictures.
        path: File to write.

    Returns:
        The same path.

    Raises:
        CannotWrite: When the page cannot be written.
    """
    rows = [_row(report, facts.name, facts.meaning) for facts in report.rules]
    broken = [row for row in rows if row.state == "fail"]
    strips, left_out = _strips(report, data)
    text = render(
        "data.html.j2",
        name=Path(report.name).name or report.name,
        lamp="GREEN" if report.is_ok else "RED",
        words="sound" if report.is_ok else "not to be trained on as it is",
        reason=_reason(broken, len(rows)),
        facts=_facts(report, data),
        rows=sorted(rows, key=lambda row: ("fail", "open", "pass").index(row.state)),
        columns=[
            (name, f.dtype, " x ".join(map(str, f.shape)), ", ".join(f.names or ())[:160])
            for name, f in data.info.features.items()
        ],
        strips=strips,
        left_out=left_out,
    )
    write_text(path, text)
    return path


def _row(report: CheckReport, name: str, meaning: str) -> RuleRow:
    found = report.of(name)
    errors = [finding for finding in found if finding.is_error]
    examples = tuple(
        ("" if f.episode is None else f"episode {f.episode}: ") + f.message
        for f in (errors or found)[:MAX_EXAMPLES]
    )
    return RuleRow(
        name=name,
        meaning=meaning,
        count=len(errors or found),
        num_episodes=len({f.episode for f in errors or found if f.episode is not None}),
        state="fail" if errors else "open" if found else "pass",
        examples=examples,
    )


def _reason(broken: list[RuleRow], num_rules: int) -> str:
    if not broken:
        return f"All {num_rules} rules hold."
    names = ", ".join(row.name for row in broken)
    return f"{len(broken)} of {num_rules} rules are broken: {names}."


def _facts(report: CheckReport, data: DataSet) -> list[tuple[str, str]]:
    seconds = report.num_frames / data.info.fps
    return [
        ("format", report.format),
        ("robot", data.info.robot_type or "not said"),
        ("rate", f"{data.info.fps:g} frames/s"),
        ("frames", f"{report.num_frames:,}"),
        ("time", f"{seconds / 60:,.1f} min"),
        ("cameras", str(len(data.info.picture_keys))),
        ("instructions", str(len(data.tasks))),
    ]


def _strips(report: CheckReport, data: DataSet) -> tuple[list[Strip], int]:
    """Show the episodes whose pictures a rule found fault with, then the first ones."""
    strips: list[Strip] = []
    left_out = 0
    for key in data.info.picture_keys:
        if data.info.features[key].is_depth:
            continue
        why = {f.episode: f.rule for f in report.findings if f.column == key and f.is_error}
        chosen = [i for i in why if i is not None]
        chosen += [i for i in range(len(data.episodes)) if i not in chosen]
        left_out += max(0, len(chosen) - MAX_STRIPS)
        for position in chosen[:MAX_STRIPS]:
            entry = data.episodes[position]
            words = why.get(position) or "; ".join(entry.tasks)
            pictures = _pictures(data, position, key)
            name = key.removeprefix("observation.images.")
            strips.append(Strip(camera=name, episode=position, words=words, pictures=pictures))
    return strips, left_out


def _pictures(data: DataSet, position: int, key: str) -> tuple[str, ...]:
    length = data.episodes[position].length
    found: list[str] = []
    for i in np.unique(np.linspace(0, length - 1, PICTURES).round().astype(int)):
        try:
            found += [_as_url(p) for p in data.pictures(position, key, int(i), int(i) + 1)]
        except BrokenFile:
            break
    return tuple(found)


def _as_url(picture: Picture) -> str:
    image = Image.fromarray(picture)
    if image.width > WIDTH_PX:
        image = image.resize((WIDTH_PX, max(1, image.height * WIDTH_PX // image.width)))
    sink = io.BytesIO()
    image.save(sink, format="JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(sink.getvalue()).decode()
