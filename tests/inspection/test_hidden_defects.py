"""Good parts that hide a defect are found, and cost little where they are not."""

from dataclasses import replace

import numpy as np

from andon.inspection.gaussian_member import fit_texture
from andon.inspection.hidden_defects import suspicions, trust_of, without_hidden
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
        names=tuple(f"part {row}" for row in range(200)),
    )


def group_of(descriptors, folds):
    """Make a group of parts whose places were not kept."""
    none = (None,) * len(folds)
    return Group(
        descriptors=descriptors, samples=none, features=none, folds=folds,
        kinds=("",) * len(folds), differences=none, external=none,
    )  # fmt: skip


def test_hidden_defects_are_left_out_and_named():
    parts = parts_with(5)
    kept, names = without_hidden(parts, seed=0)
    assert {f"part {row}" for row in range(5)} <= set(names)
    assert len(names) <= 10
    assert len(kept.good.descriptors) == 200 - len(names)
    assert kept.trust is not None
    assert len(kept.trust) == len(kept.good.descriptors)


def test_of_clean_parts_hardly_any_is_left_out_and_most_are_fully_trusted():
    kept, names = without_hidden(parts_with(0), seed=0)
    assert len(names) <= 4
    assert kept.trust is not None
    assert np.mean(kept.trust == 1.0) > 0.85


def test_trust_falls_steadily_above_one_and_a_half_spreads():
    odds = np.concatenate([np.linspace(1.0, 3.0, 201), [3.5, 4.5, 8.0]])
    trust = trust_of(np.log(odds))
    assert np.all(trust[:150] == 1.0)
    assert np.all(np.diff(trust) <= 0.0)
    assert 0.0 < trust[-1] < 0.01


def test_the_pieces_of_one_part_are_scored_by_a_model_that_saw_none_of_them():
    parts = parts_with(0)
    twice = replace(parts, names=tuple(f"part {row // 2}" for row in range(200)))
    # Both pieces of a part are alike and strange: each hides the other unless they go together.
    strange = parts.good.descriptors.copy()
    strange[:2, :10] += 6.0
    spoilt = replace(twice, good=replace(parts.good, descriptors=strange))
    together = suspicions(spoilt, seed=0)
    assert set(np.argsort(-together)[:2].tolist()) == {0, 1}


def test_hidden_defects_cost_little_and_distrust_costs_clean_parts_next_to_nothing():
    test = stream(9, "graded").standard_normal((600, WIDTH)).astype(np.float32)
    truth = np.arange(600) >= 300
    test[truth, :8] += 1.2
    areas: dict[tuple[int, bool], float] = {}
    for num_hidden in (0, 20):
        whole = parts_with(num_hidden, shift=1.6)
        for is_trusted in (False, True):
            parts = without_hidden(whole, seed=0)[0] if is_trusted else whole
            member = fit_texture(
                parts.good.descriptors, made=parts.made.descriptors, origins=parts.origins,
                shrinkage=0.07, trust=parts.trust,
            )  # fmt: skip
            areas[num_hidden, is_trusted] = auroc(member.raw(test), truth).value
    assert areas[0, True] > areas[0, False] - 0.01
    assert areas[0, True] - areas[20, True] < 0.03
