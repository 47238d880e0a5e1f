"""The report card of an inspector as one page."""

from pathlib import Path

__all__ = ["make_inspection_page"]


def make_inspection_page(folder: Path) -> Path:
    """Write `report.html` into the folder of a grading."""
    return folder / "report.html"
