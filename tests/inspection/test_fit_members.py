"""Good parts that hide a defect are found, and cost little where they are not."""

import numpy as np

from andon.inspection.fit_members import hidden_defects
from andon.inspection.gaussian_member import fit_texture
from andon.inspection.ranking import auroc
from andon.inspection.training_parts import Group, TrainingParts
from andon.randomness import stream

WIDTH = 20


def parts_with(num_hidden, *, seed=0, shift=4.0):
    """Draw 200 good parts; the first of them hide a defect."""
    draw = stream(seed, "hidden").standard_normal
    good = draw((200, WIDTH)).astype(np.float32)
    signs = np.sign(draw((num_hidden, 8)))
    good[:num_hidden, :8] += np.asarray(shift * signs, dtype=np.float32)
    made = np.repeat(good, 3, axis=0)
    made[:, :10] += 2.0 * draw((600, 10)).astype(np.float32)
    folds = np.arange(200) % 3
    return TrainingParts(
        good=group_of(good, folds),
        made=group_of(made, np.repeat(folds, 3)),
        bad=group_of(np.zeros((0, WIDTH), np.float32), np.zeros(0, np.intp)),
    )


def group_of(descriptors, folds):
    """Make a group of parts whose places were not kept."""
    none = (None,) * len(folds)
    return Group(
        descriptors=descriptors, samples=none, features=none, folds=folds,
        kinds=("",) * len(folds), differences=none, external=none,
    )  # fmt: skip


def test_hidden_defects_are_left_out_and_named_first():
    found = hidden_defects(parts_with(5), shrinkage=0.05)
    assert set(range(5)) <= set(found.tolist())
    assert len(found) <= 10


def test_of_clean_parts_hardly_any_is_left_out():
    assert len(hidden_defects(parts_with(0), shrinkage=0.05)) <= 4


def test_five_percent_of_hidden_defects_cost_little():
    test = stream(9, "graded").standard_normal((600, WIDTH)).astype(np.float32)
    truth = np.arange(600) >= 300
    test[truth, :8] += 1.2
    areas: list[float] = []
    for num_hidden in (0, 10):
        parts = parts_with(num_hidden, shift=1.2)
        member = fit_texture(
            parts.good.descriptors, made=parts.made.descriptors, origins=parts.origins,
            shrinkage=0.05,
        )  # fmt: skip
        areas.append(auroc(member.raw(test), truth).value)
    assert areas[0] - areas[1] < 0.03
