from dataclasses import replace

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.minds.familiar import familiar_ground, look_at_course
from andon.minds.surprise import features_of
from andon.minds.terrain import NO_TERRAIN, Ceiling


def test_the_same_seed_learns_the_same_and_kerbs_are_familiar():
    familiar = familiar_ground(60, 0, 0.93)
    assert familiar == familiar_ground(60, 0, 0.93)
    kerb = replace(NO_TERRAIN, near_m=1.0, far_m=1.0, rise_m=0.10)
    wall = replace(kerb, rise_m=0.6)
    bar = Ceiling(x0_m=1.0, x1_m=1.1, y0_m=-8.0, y1_m=0.3, z_m=0.6)
    known = familiar.novelty(features_of(kerb))
    assert known < 1.5
    assert familiar.novelty(features_of(wall)) > 2 * known
    assert familiar.novelty(features_of(replace(NO_TERRAIN, ceiling=bar))) > 2 * known


def test_a_look_is_a_map_below_the_eyes():
    seen = look_at_course(3, 0.93)
    assert np.isfinite(seen).all()
    assert (seen < 1.5).all()


def test_one_look_is_not_enough():
    with pytest.raises(InvalidConfig, match="at least 2"):
        familiar_ground(1, 0, 0.93)
