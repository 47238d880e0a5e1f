"""An inspector for parts that come with a reference each, and boxes instead of good parts."""

from collections.abc import Sequence

import numpy as np

from andon.errors import InvalidConfig
from andon.inspection.cascade import Choice
from andon.inspection.fit_inspector import (
    TEMPLATE_SCALE,
    CurvePoint,
    Fitted,
    Progress,
    assemble,
    read_part,
)
from andon.inspection.inspection_set import Example, Split
from andon.inspection.inspector import Inspector, Members
from andon.inspection.inspector_onnx import make_onnx
from andon.inspection.onnx_runner import OnnxRunner
from andon.inspection.operating_point import OperatingPoint
from andon.inspection.regions import find_regions, match_boxes
from andon.inspection.template_member import TemplateMember
from andon.inspection.training_parts import survey

__all__ = ["LIMITS", "fit_pairs", "is_pairs", "region_curve"]

LIMITS = tuple(float(v) for v in np.round(np.arange(0.56, 0.84, 0.02), 2))
"""Limits on the heat map that are tried; on the scale of the score, 0.5 is no difference. [1]"""


def is_pairs(split: Split) -> bool:
    """Say whether every part has its own reference and there are hardly any good ones."""
    parts = (*split.training, *split.calibration)
    references = {e.label.reference_path for e in parts}
    num_good = sum(not e.label.is_bad for e in parts)
    return None not in references and len(references) > 1 and num_good < 30


def fit_pairs(
    split: Split,
    *,
    max_false_calls: float,
    tile_px: int | None = None,
    on_progress: Progress | None = None,
) -> Fitted:
    """Choose the limit on the difference from the reference that finds most within a bound.

    Nothing else is learned, so training and calibration parts choose together.

    Args:
        split: Parts; those for grading are not looked at.
        max_false_calls: False calls per picture that are allowed.
        tile_px: Side of the tiles that pictures are looked at in; see `FitConfig`.
        on_progress: Called after each picture.

    Raises:
        BrokenFile: When a picture cannot be read.
        InvalidConfig: When no part has a box, or no limit keeps the bound.
    """
    examples = (*split.training, *split.calibration)
    if not any(e.label.boxes or e.label.polygons for e in examples):
        raise InvalidConfig("No part marks a defect by a box; a limit cannot be chosen.")
    found = survey(examples, tile_px=tile_px)
    choice = Choice(
        members=("template",),
        scales={"template": TEMPLATE_SCALE},
        auroc_by_member={},
        auroc=float("nan"),
        is_real=True,
        num_bad=sum(e.label.is_bad for e in examples),
        num_good=sum(not e.label.is_bad for e in examples),
    )
    members = Members(template=TemplateMember(template=None))
    inspector = assemble(found.preparation, members, choice, size=None)
    model = make_onnx(inspector, metadata={"andon": "inspector"})
    curve = region_curve(OnnxRunner(model), inspector, examples, on_progress=on_progress)
    allowed = [c for c in curve if c.num_false_calls <= max_false_calls * c.num_pictures]
    if not allowed:
        fewest = min(c.num_false_calls / c.num_pictures for c in curve)
        raise InvalidConfig(
            f"No limit keeps to {max_false_calls:g} false calls per picture; the fewest are "
            f"{fewest:.2f}. Are the references aligned?"
        )
    best = max(allowed, key=lambda c: (c.num_found, -c.num_false_calls))
    point = OperatingPoint(
        accept_up_to=best.above,
        reject_above=best.above,
        rule="manual",
        calibration=tuple(e.identity for e in examples),
        num_bad=choice.num_bad,
    )
    return Fitted(
        inspector=inspector,
        model=model,
        point=point,
        region_above=best.above,
        memory=None,
        curve=curve,
    )


def region_curve(
    runner: OnnxRunner,
    inspector: Inspector,
    examples: Sequence[Example],
    *,
    on_progress: Progress | None = None,
) -> tuple[CurvePoint, ...]:
    """Count what is found, and what is called in vain, at every limit."""
    totals = np.zeros((len(LIMITS), 3), dtype=np.int64)
    for example in examples:
        reading = read_part(runner, inspector, example)
        step = inspector.heat_step * inspector.preparation.reduction
        for index, above in enumerate(LIMITS):
            counts = match_boxes(
                find_regions(reading.heat, above=above, step=step), example.label.boxes
            )
            totals[index] += (counts.num_boxes, counts.num_found, counts.num_false_calls)
        if on_progress is not None:
            on_progress("compare with the references")
    return tuple(
        CurvePoint(
            above=above,
            num_boxes=int(row[0]),
            num_found=int(row[1]),
            num_false_calls=int(row[2]),
            num_pictures=len(examples),
        )
        for above, row in zip(LIMITS, totals, strict=True)
    )
