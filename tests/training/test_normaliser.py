"""Running mean and spread, the same for both sides."""

import numpy as np
import pytest

pytest.importorskip("torch")

from andon.policies.mirror import Mirror
from andon.training.normaliser import EPSILON, LIMIT, Normaliser

MIRROR = Mirror(index=np.array([1, 0, 2, 3]), sign=np.array([1.0, 1.0, -1.0, 1.0]))
FIXED = np.array([False, False, False, True])


def data(count: int = 400) -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.standard_normal((count, 4)) * (1.0, 3.0, 2.0, 5.0) + (2.0, 0.0, 1.0, 7.0)


def fed(*parts: np.ndarray) -> Normaliser:
    found = Normaliser(MIRROR, FIXED)
    for part in parts:
        found.add(part)
    return found


def test_mean_and_spread_are_those_of_the_data_and_its_mirror_image():
    rows = data()
    both = np.concatenate([rows, MIRROR.apply(rows)])
    found = fed(rows[:150], rows[150:170], rows[170:])
    assert found.mean == pytest.approx(both.mean(axis=0), abs=1e-3)
    assert found.var == pytest.approx(both.var(axis=0), rel=1e-3)


def test_a_mirror_image_stays_one():
    found, rows = fed(data()), data(50)
    image = found.apply(MIRROR.apply(rows))
    assert np.abs(MIRROR.apply(found.apply(rows).astype(float)) - image).max() < 1e-6
    assert found.mean[2] == pytest.approx(0.0, abs=1e-12)  # what changes sign has no mean


def test_what_is_normalised_has_no_mean_and_spread_one():
    rows = np.concatenate([data(), MIRROR.apply(data())])
    found = fed(data()).apply(rows)
    assert found.dtype == np.float32
    assert found[:, :3].mean(axis=0) == pytest.approx(np.zeros(3), abs=0.05)
    assert found[:, :3].std(axis=0) == pytest.approx(np.ones(3), abs=0.05)


def test_fixed_entries_are_left_alone_and_all_are_limited():
    found = fed(data())
    rows = np.array([[0.0, 0.0, 1e6, 3.0], [0.0, 0.0, -1e6, 99.0]])
    assert found.apply(rows)[:, 2:].tolist() == [[LIMIT, 3.0], [-LIMIT, LIMIT]]


def test_what_never_changes_is_not_blown_up():
    still = np.zeros((100, 4))
    assert fed(still).affine()[0][:3] == pytest.approx(np.full(3, EPSILON**-0.5), rel=1e-3)


def test_it_goes_on_from_its_state():
    one, other = fed(data()), Normaliser(MIRROR, FIXED)
    other.load(one.state())
    one.add(data(7))
    other.add(data(7))
    assert np.array_equal(one.apply(data(9)), other.apply(data(9)))
