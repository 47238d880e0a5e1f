"""Decisions on new pictures: which pictures, what is written, and how one is explained."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from andon.cli.options import print_table
from andon.errors import BrokenFile

if TYPE_CHECKING:
    from andon.inspection.grade_inspector import Judged
    from andon.inspection.inspection_set import Example, Split
    from andon.inspection.inspector_folder import Stored

__all__ = ["explain", "pictures_in", "split_with", "write_decisions"]


def pictures_in(path: Path, reference: Path | None) -> "tuple[Example, ...]":
    """Give a picture, or the pictures of a folder, in alphabetical order.

    Raises:
        BrokenFile: When there is none.
    """
    from andon.inspection.grade_inspector import example_of
    from andon.inspection.labels import PICTURE_SUFFIXES

    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.suffix.lower() in PICTURE_SUFFIXES)
        if not found:
            raise BrokenFile(f"{path} holds no picture; endings are {sorted(PICTURE_SUFFIXES)}.")
    else:
        found = [path]
    examples = [example_of(p) for p in found]
    named = [
        replace(e, name=str(p.relative_to(path))) if path.is_dir() else e
        for e, p in zip(examples, found, strict=True)
    ]
    if reference is None:
        return tuple(named)
    return tuple(replace(e, label=replace(e.label, reference_path=reference)) for e in named)


def write_decisions(
    folder: Path, judged: "Sequence[Judged]", *, mm_per_px: float | None, inspector: Path
) -> None:
    """Write `decisions.csv` and a heat map per picture.

    Raises:
        CannotWrite: When the folder cannot be written to.
    """
    from andon.artifacts import make_folder, provenance, write_bytes, write_json, write_text
    from andon.inspection.heat_picture import draw_decision
    from andon.inspection.picture_file import read_picture

    make_folder(folder / "heat")
    scale = 1.0 if mm_per_px is None else mm_per_px
    unit = "px" if mm_per_px is None else "mm"
    rows: list[list[object]] = []
    for index, part in enumerate(judged):
        name = f"heat/{index:05d}.png"
        picture = read_picture(part.example.label.path)
        write_bytes(folder / name, draw_decision(picture, part.reading.heat, part.regions))
        first = part.regions[0] if part.regions else None
        place: list[object] = [""] * 6
        if first is not None:
            sides = (first.right - first.left, first.bottom - first.top)
            place = [first.left, first.top, *sides]
            place += [f"{scale * first.longest_side:.4g}", f"{scale**2 * first.area:.4g}"]
        rows.append(
            [part.example.name, part.decision, f"{part.reading.score:.6f}", *place,
             len(part.regions), f"{1000 * part.reading.latency_s:.2f}", name]
        )  # fmt: skip
    head = ["image", "decision", "score", "left_px", "top_px", "width_px", "height_px"]
    head += [f"longest_side_{unit}", f"area_{unit}2", "num_regions", "latency_ms", "heat"]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([head, *rows])
    write_text(folder / "decisions.csv", buffer.getvalue())
    write_json(folder / "provenance.json", provenance())
    write_json(
        folder / "setup.json", {"schema": 1, "command": "inspect run", "inspector": inspector}
    )


def explain(console: Console, stored: "Stored", judged: "Judged", path: Path) -> None:
    """Print what each member says of a picture, and draw where it is suspicious.

    Raises:
        CannotWrite: When the drawing cannot be written.
    """
    from andon.artifacts import write_bytes
    from andon.inspection.cascade import standardised
    from andon.inspection.heat_picture import draw_decision
    from andon.inspection.picture_file import read_picture

    point, reading, choice = stored.point, judged.reading, stored.inspector.choice
    console.print(
        f"{judged.example.name}: {judged.decision}, score {reading.score:.4f} "
        f"(accepted up to {point.accept_up_to:.4f}, rejected above {point.reject_above:.4f})"
    )
    table = Table("member", "spreads above a typical good part", "counts in the score")
    for name, raw in sorted(reading.by_member.items()):
        spreads = float(standardised(raw, choice.scales[name]))
        table.add_row(
            name, f"{spreads:+.2f}", "yes" if name in choice.members else "only says where"
        )
    print_table(console, table)
    for region in judged.regions[:3]:
        console.print(
            f"  place: x {region.left} to {region.right}, y {region.top} to {region.bottom} px, "
            f"{region.area} px, suspicion {region.peak:.3f}"
        )
    if not judged.regions:
        console.print(f"  no place is suspicious (none above {stored.region_above:.3f})")
    picture = read_picture(judged.example.label.path)
    write_bytes(path, draw_decision(picture, reading.heat, judged.regions))
    console.print(f"Wrote {path}")


def split_with(stored: "Stored", misses: "Sequence[Example]") -> "Split":
    """Give the split of an inspector with missed parts added to the training parts."""
    from andon.inspection.inspection_set import Split
    from andon.inspection.split_file import read_split

    split = read_split(stored.folder / "split.json")
    added = {e.content_hash for e in misses}
    return Split(
        training=(*(e for e in split.training if e.content_hash not in added), *misses),
        calibration=tuple(e for e in split.calibration if e.content_hash not in added),
        grading=tuple(e for e in split.grading if e.content_hash not in added),
    )
