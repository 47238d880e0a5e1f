"""Who did what: the split of an inspector, read back from its file."""

from pathlib import Path
from typing import cast

from andon.artifacts import read_json
from andon.errors import BrokenFile
from andon.inspection.inspection_set import Example, Split
from andon.inspection.labels import LabelledPicture

__all__ = ["read_split"]


def read_split(path: Path) -> Split:
    """Read a split; its pictures are named, not looked for.

    Raises:
        BrokenFile: When the file is missing or lacks something.
    """
    data = read_json(path)
    sets: dict[str, tuple[Example, ...]] = {}
    try:
        for name in ("training", "calibration", "grading"):
            rows = cast("list[dict[str, str]]", data[name])
            sets[name] = tuple(_example(row) for row in rows)
    except (KeyError, TypeError) as error:
        raise BrokenFile(f"{path} is no split: {error} is missing or wrong.") from error
    return Split(**sets)


def _example(row: dict[str, str]) -> Example:
    defect_class = row["defect_class"]
    label = LabelledPicture(
        path=Path(row["name"]), is_bad=bool(defect_class), defect_class=defect_class
    )
    return Example(name=row["name"], label=label, content_hash=row["content_hash"])
