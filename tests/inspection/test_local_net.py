"""The network on single places."""

import numpy as np

from andon.inspection.local_net import PixelSamples, fit_local
from andon.randomness import stream


def samples(seed):
    features = stream(seed, "places").standard_normal((2000, 4))
    is_bad = features[:, 0] * features[:, 1] > 0.3  # no line separates these
    return PixelSamples(features=features.astype(np.float16), is_bad=is_bad)


def test_it_learns_what_no_line_separates_and_repeats_from_its_seed():
    taught = [samples(seed) for seed in range(10, 20)]
    member = fit_local(taught, seed=3)
    new = samples(2)
    heat = member.heat(new.features.T.astype(np.float32).reshape(4, 40, 50)).ravel()
    assert np.mean((heat > 0) == new.is_bad) > 0.9
    again = fit_local(taught, seed=3)
    np.testing.assert_array_equal(member.weights[0], again.weights[0])


def test_the_score_is_the_mean_of_the_hottest_places():
    member = fit_local([samples(0)], seed=0)
    features = samples(2).features.T.astype(np.float32).reshape(4, 40, 50)
    hottest = np.sort(member.heat(features).ravel())[-20:]
    assert abs(member.raw(features) - hottest.mean()) < 1e-5
