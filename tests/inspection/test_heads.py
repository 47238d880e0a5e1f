"""Heads that learn from bad parts."""

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.inspection.heads import balanced, fit_kernel, fit_linear, standard_of
from andon.randomness import stream

GOOD = stream(0, "good").standard_normal((200, 6)).astype(np.float32)
SHIFT = np.asarray([3.0, 0.0, 0.0, 0.0, 0.0, 0.0])
BAD = (stream(0, "bad").standard_normal((20, 6)) + SHIFT).astype(np.float32)
ALL, TRUTH = np.concatenate([GOOD, BAD]), np.arange(220) >= 200


def test_good_and_bad_parts_weigh_the_same():
    weights = balanced(TRUTH)
    assert weights[TRUTH].sum() == pytest.approx(weights[~TRUTH].sum())
    with pytest.raises(InvalidConfig, match="one kind only"):
        balanced(np.zeros(4, dtype=np.bool_))


def test_the_logistic_head_finds_the_direction():
    head = fit_linear(ALL, TRUTH, standard=standard_of(GOOD))
    assert int(np.argmax(np.abs(head.weights))) == 0
    assert head.weights[0] > 0
    assert np.median(head.raw(BAD)) > np.quantile(head.raw(GOOD), 0.95)


def test_the_kernel_head_remembers_a_single_bad_part():
    head = fit_kernel(np.concatenate([GOOD, BAD[:1]]), np.arange(201) >= 200,
                      standard=standard_of(GOOD))  # fmt: skip
    assert head.raw(BAD[:1])[0] > 0.5
    assert head.raw(GOOD).max() < head.raw(BAD[:1])[0]


def test_a_figure_that_never_varies_does_not_divide_by_zero():
    still = GOOD.copy()
    still[:, 2] = 1.0
    assert np.all(np.isfinite(standard_of(still).apply(still + 5.0)))
