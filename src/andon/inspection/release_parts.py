"""Parts that two inspectors are judged on together, and what both decide."""

from collections.abc import Sequence
from pathlib import Path

from andon.errors import InvalidConfig
from andon.inspection.fit_inspector import Progress
from andon.inspection.grade_inspector import judge, parts_to_grade
from andon.inspection.graded_part import refuse_overlap
from andon.inspection.inspection_set import Example
from andon.inspection.inspector_folder import Stored
from andon.inspection.release import PairedPart

__all__ = ["pair_decisions", "parts_of_both"]


def parts_of_both(incumbent: Stored, challenger: Stored, data: Path | None) -> tuple[Example, ...]:
    """Give the parts on which neither inspector was set up.

    Args:
        incumbent: The inspector in service.
        challenger: The one that would replace it.
        data: Set to judge on; what the incumbent held out and the challenger never saw when None.

    Raises:
        InvalidConfig: When a part of the set fitted one of them, or none is left.
        BrokenFile: When a set is not there.
    """
    examples = parts_to_grade(incumbent, data)
    if data is not None:
        refuse_overlap(challenger.fitted_on, (e.identity for e in examples if e.content_hash))
        return examples
    seen = {identity.content_hash for identity in challenger.fitted_on}
    kept = tuple(e for e in examples if e.content_hash not in seen)
    if not kept:
        raise InvalidConfig(
            f"{challenger.folder} was set up on every part that {incumbent.folder} held out; name "
            "another set with --data."
        )
    return kept


def pair_decisions(
    incumbent: Stored,
    challenger: Stored,
    examples: Sequence[Example],
    *,
    on_progress: Progress | None = None,
) -> tuple[PairedPart, ...]:
    """Let both inspectors decide on the same parts.

    Raises:
        BrokenFile: When a picture cannot be read.
        InvalidConfig: When one of them cannot look at a picture.
    """
    ours = judge(incumbent, examples, on_progress=on_progress)
    theirs = judge(challenger, examples, on_progress=on_progress)
    return tuple(
        PairedPart(
            name=a.example.name,
            is_bad=a.example.label.is_bad,
            incumbent=a.decision,
            challenger=b.decision,
            defect_class=a.example.label.defect_class,
        )
        for a, b in zip(ours, theirs, strict=True)
    )
