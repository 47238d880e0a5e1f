"""Add a missed part: refit the head that knows real defects, in seconds."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from andon.errors import InvalidConfig
from andon.inspection.cascade import Choice, standardised
from andon.inspection.described import prepare
from andon.inspection.feature_bank import describe
from andon.inspection.fit_inspector import FitConfig, Fitted, Memory, assemble, choose_point
from andon.inspection.fit_members import PanelScores, choose, fit_labels
from andon.inspection.inspection_set import Example
from andon.inspection.inspector import Inspector, Members, squash
from andon.inspection.inspector_folder import Stored
from andon.inspection.inspector_onnx import make_onnx
from andon.inspection.training_parts import NUM_FOLDS

__all__ = ["add_misses"]


def add_misses(stored: Stored, misses: Sequence[Example], config: FitConfig) -> Fitted:
    """Refit an inspector with bad parts that it missed, and choose its operating point again.

    Nothing but the head that knows real defects is fitted again, and the members are chosen again
    with it. The calibration parts stay what they were.

    Args:
        stored: The inspector.
        misses: Bad parts to learn.
        config: How the operating point is chosen.

    Raises:
        InvalidConfig: When the inspector keeps nothing to learn with, or there is no miss.
        BrokenFile: When a picture cannot be read.
    """
    memory = stored.memory
    if memory is None:
        raise InvalidConfig(
            f"{stored.folder} compares parts with their references and learns nothing from a miss; "
            "fit it again with another bound on false calls."
        )
    if stored.inspector.preparation.tile:
        raise InvalidConfig(
            f"{stored.folder} looks at large pictures tile by tile; mark the defect of the miss, "
            "put it into the set, and fit again."
        )
    if not misses:
        raise InvalidConfig("There is no miss to add.")
    bank = stored.inspector.preparation.bank
    added = [describe(prepare(e.label.path, stored.inspector.preparation), bank)[0] for e in misses]
    bad = np.concatenate([memory.bad.reshape(-1, bank.num_statistics), np.asarray(added)])
    folds = np.concatenate(
        [memory.bad_folds, np.arange(len(memory.bad), len(bad)) % NUM_FOLDS]
    ).astype(np.intp)
    memory = replace(memory, bad=bad.astype(np.float32), bad_folds=folds)
    panel, rows = _panel(memory)
    choice = choose(panel)
    labels = fit_labels(memory.good, memory.bad)
    members = replace(stored.inspector.members, labels=labels)
    lacking = [n for n in choice.members if getattr(members, n) is None]
    if lacking:  # members that were not kept cannot come back: keep those that are there
        kept = (*(n for n in stored.inspector.choice.members if n != "labels"), "labels")
        choice = replace(choice, members=kept)
    inspector = _assemble(stored.inspector, members, choice)
    raw = {**memory.calibration_raw, "labels": labels.raw(memory.calibration)}
    total = np.sum(
        [standardised(raw[name], choice.scales[name]) for name in choice.members], axis=0
    )
    scores = squash(total / len(choice.members))
    parts = tuple(
        replace(part, score=float(score))
        for part, score in zip(memory.calibration_parts, scores, strict=True)
    )
    return Fitted(
        inspector=inspector,
        model=make_onnx(inspector, metadata={"andon": "inspector"}),
        point=choose_point(parts, config),
        region_above=stored.region_above,
        memory=replace(
            memory, panel=panel, panel_rows=rows, calibration_raw=raw, calibration_parts=parts
        ),
    )


def _assemble(before: Inspector, members: Members, choice: Choice) -> Inspector:
    new = assemble(before.preparation, members, choice, size=before.size)
    has_source = getattr(members, new.heat_source) is not None
    return (
        new
        if has_source
        else replace(
            new,
            heat_source=before.heat_source,
            members=replace(
                new.members, **{before.heat_source: getattr(members, before.heat_source)}
            ),
        )
    )


def _panel(memory: Memory) -> tuple[PanelScores, np.ndarray]:
    """Score the panel by heads that were fitted without its fold."""
    scores = np.zeros(len(memory.panel_rows))
    num_good = len(memory.good)
    for fold in range(NUM_FOLDS):
        keep_bad = memory.bad_folds != fold
        if not keep_bad.any():
            keep_bad = np.ones_like(keep_bad)
        head = fit_labels(memory.good[memory.good_folds != fold], memory.bad[keep_bad])
        rows = memory.panel_rows
        for descriptors, folds, offset in (
            (memory.good, memory.good_folds, 0), (memory.bad, memory.bad_folds, num_good)
        ):  # fmt: skip
            own = rows - offset
            asked = np.flatnonzero((own >= 0) & (own < len(folds)) & (rows >= 0))
            asked = asked[folds[own[asked]] == fold]
            scores[asked] = head.raw(descriptors[own[asked]])
    by_member = {**memory.panel.by_member, "labels": scores}
    return replace(memory.panel, by_member=by_member), memory.panel_rows
