"""Parts whose truth is known, and the rule that nothing is graded on what it was set up with."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig

__all__ = [
    "UNNAMED_CLASS",
    "Floats",
    "GradedPart",
    "PartIdentity",
    "check_scores",
    "identities_of",
    "refuse_overlap",
    "refuse_repeats",
    "scores_of",
]

Floats = npt.NDArray[np.float64]

UNNAMED_CLASS = "unnamed"
"""Class of a bad part whose defect nobody has named."""

_NAMES_SHOWN = 5
"""Names that a message lists before it only counts."""


@dataclass(frozen=True, kw_only=True)
class PartIdentity:
    """What makes two pictures the same part: the name, or the same bytes under another name."""

    name: str
    """Name of the part or its picture, unique within a set."""
    content_hash: str = ""
    """Hash of the picture's bytes; empty where nobody took it."""


@dataclass(frozen=True, kw_only=True)
class GradedPart:
    """One part with its score and its truth."""

    name: str
    """Name of the part or its picture, unique within a set."""
    score: float
    """Defect score; a higher one is more suspicious. [1]"""
    is_bad: bool
    """Whether the part is truly bad."""
    defect_class: str = ""
    """Kind of defect of a bad part; empty for a good one."""
    lot: str = ""
    """Lot that the part came from; empty where nobody knows."""
    lighting: str = ""
    """Lighting under which the picture was taken; empty where nobody knows."""
    latency_s: float | None = None
    """Time from picture to decision; None where nobody measured it."""
    content_hash: str = ""
    """Hash of the picture's bytes; empty where nobody took it."""

    def __post_init__(self) -> None:
        """Refuse a part that contradicts itself."""
        if not self.name:
            raise InvalidConfig("A graded part has no name; overlap could not be found without.")
        if not isfinite(self.score):
            raise InvalidConfig(
                f"Part {self.name!r} has the score {self.score}; it must be finite."
            )
        if self.defect_class and not self.is_bad:
            raise InvalidConfig(
                f"Part {self.name!r} is good and has the defect class {self.defect_class!r}; "
                "a good part has none."
            )
        if self.latency_s is not None and not (isfinite(self.latency_s) and self.latency_s >= 0.0):
            raise InvalidConfig(
                f"Part {self.name!r} took {self.latency_s} s; it must be 0 or more."
            )

    @property
    def identity(self) -> PartIdentity:
        """What makes this part the same as another."""
        return PartIdentity(name=self.name, content_hash=self.content_hash)

    @property
    def class_name(self) -> str:
        """Kind of defect, `unnamed` for a bad part without one; empty for a good part."""
        return (self.defect_class or UNNAMED_CLASS) if self.is_bad else ""


def identities_of(parts: Iterable[GradedPart]) -> tuple[PartIdentity, ...]:
    """Give the identities of parts, in their order."""
    return tuple(part.identity for part in parts)


def scores_of(parts: Iterable[GradedPart], *, is_bad: bool) -> Floats:
    """Give the scores of the bad or of the good parts, in their order. Shape (n,)."""
    scores = [part.score for part in parts if part.is_bad == is_bad]
    return np.asarray(scores, dtype=np.float64)


def refuse_repeats(parts: Sequence[GradedPart]) -> None:
    """Refuse a set in which a part occurs twice, under one name or with the same bytes.

    Raises:
        InvalidConfig: Naming the parts.
    """
    names = Counter(part.name for part in parts)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise InvalidConfig(f"{_listed(twice)} more than once in one set; a part counts once.")
    owner: dict[str, str] = {}
    for part in parts:
        if part.content_hash and part.content_hash in owner:
            raise InvalidConfig(
                f"Parts {owner[part.content_hash]!r} and {part.name!r} are the same picture under "
                "two names; a part counts once."
            )
        owner[part.content_hash] = part.name


def refuse_overlap(calibration: Iterable[PartIdentity], grading: Iterable[PartIdentity]) -> None:
    """Refuse to grade parts that were seen when the inspector or its threshold was set up.

    Args:
        calibration: Parts that were used before.
        grading: Parts to grade.

    Raises:
        InvalidConfig: Naming the parts that are in both sets, by name or by the picture's bytes.
    """
    seen = tuple(calibration)
    names = {part.name for part in seen}
    hashes = {part.content_hash for part in seen if part.content_hash}
    both = [part.name for part in grading if part.name in names or part.content_hash in hashes]
    if both:
        raise InvalidConfig(
            f"{_listed(both)} in the calibration set and in the grading set. A threshold graded on "
            "the parts that chose it looks better than it is; take these parts out of one set."
        )


def check_scores(scores: npt.ArrayLike, is_bad: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Split scores by truth.

    Args:
        scores: Defect scores. Shape (n,). [1]
        is_bad: Truth, 0 or 1. Shape (n,).

    Returns:
        Scores of the bad parts, and of the good parts; copies.

    Raises:
        InvalidConfig: When the shapes differ, a score is not finite, or a kind of part is missing.
    """
    values, truth = np.asarray(scores, dtype=np.float64), np.asarray(is_bad, dtype=np.float64)
    if values.ndim != 1 or values.shape != truth.shape:
        raise InvalidConfig(
            f"Needs one score and one truth per part; found shapes {values.shape} and "
            f"{truth.shape}."
        )
    if not (np.all(np.isfinite(values)) and np.all((truth == 0) | (truth == 1))):
        raise InvalidConfig("Scores must be finite, and the truth of a part 0 (good) or 1 (bad).")
    bad, good = values[truth == 1], values[truth == 0]
    if not (bad.size and good.size):
        raise InvalidConfig(
            f"Found {bad.size} bad and {good.size} good parts; telling them apart needs both."
        )
    return bad, good


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:_NAMES_SHOWN])
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return f"{shown}{more} {'is' if len(names) == 1 else 'are'}"
