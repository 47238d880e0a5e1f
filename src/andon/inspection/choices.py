"""Words that a reader chooses among; apart, so that the command line starts without SciPy."""

from typing import Literal

__all__ = ["AlarmRule", "Layout", "Level", "Severity"]

AlarmRule = Literal["ever", "run_length"]
"""What a drift alarm guarantees when nothing drifts."""

Layout = Literal["auto", "folders", "mvtec", "csv", "coco", "voc", "labelme", "pairs"]
"""Form of the labels of a set."""

Level = Literal["I", "II", "III"]
"""General inspection level; II is usual."""

Severity = Literal["normal", "tightened", "reduced"]
"""How strict the inspection is; the switching rules move between them."""
