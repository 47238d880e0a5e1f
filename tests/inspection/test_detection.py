"""Probability of detection: the published example, both bounds, and their laws."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize, special

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.detection import fit_pod, read_hit_miss
from andon.randomness import stream

SIZES = [1.0, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 8.0, 9.0]

HITS = [0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("column", "scale", "n", "hits", "b0", "b1", "log_likelihood", "sizes"),
    [
        (
            "length_in",
            "linear",
            134,
            92,
            -4.597367,
            39.765429,
            -38.746905,
            (0.11561, 0.17087, 0.18993, 0.19250),
        ),
        (
            "length_in",
            "log",
            134,
            92,
            10.412386,
            4.688038,
            -40.229657,
            (0.10849, 0.17336, 0.19973, 0.20323),
        ),
        (
            "depth_in",
            "linear",
            120,
            89,
            -2.694765,
            145.252418,
            -39.165420,
            (0.01855, 0.03368, 0.03902, 0.03999),
        ),
        (
            "depth_in",
            "log",
            119,
            89,
            17.657321,
            4.390078,
            -30.261278,
            (0.01792, 0.02955, 0.03498, 0.03577),
        ),
    ],
)
def test_the_published_example_has_its_golden_values(
    hit_miss_file, column, scale, n, hits, b0, b1, log_likelihood, sizes
):
    data = read_hit_miss(hit_miss_file, size_column=column)
    assert len(data.sizes) + data.num_missing == 134
    kept = [(a, y) for a, y in zip(data.sizes, data.hits, strict=True) if a > 0 or scale != "log"]
    fit = fit_pod([a for a, _ in kept], [y for _, y in kept], scale=scale)
    assert (len(fit.hits), sum(fit.hits)) == (n, hits)
    assert (round(fit.b0, 6), round(fit.b1, 6)) == (b0, b1)
    assert round(fit.log_likelihood, 6) == log_likelihood
    found = (fit.a50, fit.a90, fit.wald_bound(), fit.likelihood_ratio_bound())
    assert tuple(round(size, 5) for size in found) == sizes


def test_the_fit_is_the_one_that_a_general_optimiser_finds():
    x, y = np.array(SIZES), np.array(HITS)

    def loss(b):
        return np.sum(np.logaddexp(0, b[0] + b[1] * x) - y * (b[0] + b[1] * x))

    best = optimize.minimize(loss, [0.0, 1.0], method="BFGS", tol=1e-12)
    fit = fit_pod(SIZES, HITS)
    assert [fit.b0, fit.b1] == pytest.approx(best.x, rel=1e-4)
    assert fit.log_likelihood == pytest.approx(-best.fun, abs=1e-9)
    weight = special.expit(fit.b0 + fit.b1 * x) * special.expit(-fit.b0 - fit.b1 * x)
    information = [[weight.sum(), (weight * x).sum()], [(weight * x).sum(), (weight * x * x).sum()]]
    np.testing.assert_allclose(fit.covariance, np.linalg.inv(information), rtol=1e-9)


def test_the_curve_passes_through_its_sizes():
    for scale in ("linear", "log"):
        fit = fit_pod(SIZES, HITS, scale=scale)
        assert fit.pod([fit.a50, fit.a90]) == pytest.approx([0.5, 0.9])
        assert fit.pod(fit.size_at(0.25)) == pytest.approx(0.25)


def test_the_bounds_are_where_their_definitions_say():
    fit = fit_pod(SIZES, HITS)
    x, y = np.array(SIZES), np.array(HITS)
    bound = fit.likelihood_ratio_bound(0.9, confidence=0.95)

    def loss_through(slope):
        logits = np.log(9) + slope * (x - bound)
        return np.sum(np.logaddexp(0, logits) - y * logits)

    best = optimize.minimize_scalar(loss_through, bounds=(-5, 5), method="bounded")
    # twice the loss of log-likelihood is the 0.90 quantile of chi-square with one freedom
    assert 2 * (fit.log_likelihood + best.fun) == pytest.approx(2.705543, abs=1e-5)
    gradient = np.array([-1, -fit.a90]) / fit.b1
    error = np.sqrt(gradient @ np.array(fit.covariance) @ gradient)
    assert fit.wald_bound() == pytest.approx(fit.a90 + 1.644853627 * error)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.floats(0.01, 1000.0))
def test_sizes_in_another_unit_give_the_same_curve(seed, unit):
    generator = stream(seed, "pod")
    sizes = generator.random(30) * 4 + 0.5
    hits = generator.random(30) < special.expit(3 * (sizes - 2))
    assume(0 < hits.sum() < 30 and sizes[hits].min() < sizes[~hits].max())
    assume(np.corrcoef(sizes, hits)[0, 1] > 0.5 and np.corrcoef(np.log(sizes), hits)[0, 1] > 0.5)
    for scale in ("linear", "log"):
        one, other = (fit_pod(sizes * u, hits, scale=scale) for u in (1.0, unit))
        assert other.log_likelihood == pytest.approx(one.log_likelihood)
        assert other.a90 == pytest.approx(unit * one.a90)
        assert other.wald_bound() == pytest.approx(unit * one.wald_bound())
        assert other.likelihood_ratio_bound() == pytest.approx(unit * one.likelihood_ratio_bound())


def test_bounds_grow_with_confidence_and_probability_and_lie_beyond_the_estimate():
    fit = fit_pod(SIZES, HITS, scale="log")
    for bound in (fit.wald_bound, fit.likelihood_ratio_bound):
        sizes = [bound(0.9, confidence=c) for c in (0.6, 0.8, 0.9, 0.95, 0.99)]
        assert sizes == sorted(sizes)
        assert sizes[0] > fit.a90
        assert bound(0.95) > bound(0.9) > bound(0.5) > fit.a50


def test_the_likelihood_ratio_covers_the_true_size_as_often_as_it_says():
    generator = stream(9, "pod_cover")
    true_a90 = 2 + np.log(9) / 3
    covered = {"wald": 0, "ratio": 0}
    for _ in range(200):
        sizes = generator.random(60) * 4
        fit = fit_pod(sizes, generator.random(60) < special.expit(3 * (sizes - 2)))
        covered["wald"] += fit.wald_bound() >= true_a90
        covered["ratio"] += fit.likelihood_ratio_bound() >= true_a90
    # 200 trials at 0.95: sd 3.1; four of them
    assert covered["ratio"] >= 190 - 13
    # Wald's is the shorter one here
    assert covered["wald"] <= covered["ratio"]


def test_data_that_do_not_show_a_slope_have_no_likelihood_bound():
    fit = fit_pod([1, 2, 3, 4, 5, 6], [1, 0, 1, 0, 1, 1])
    assert fit.wald_bound() > fit.a90
    with pytest.raises(InvalidConfig, match=r"do not show that detection rises with size"):
        fit.likelihood_ratio_bound()


def test_rows_without_a_size_are_left_out_and_counted(tmp_path):
    path = tmp_path / "hits.csv"
    path.write_text("id,length,hit\n1,0.5,1\n2,NA,0\n3,,1\n4,0.2,0\n")
    data = read_hit_miss(path, size_column="length")
    assert (data.sizes, data.hits, data.num_missing) == ((0.5, 0.2), (True, False), 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("length,found\n1,1\n", r"lacks the columns \['hit'\]; it has \['length', 'found'\]"),
        ("length,hit\n1,yes\n", r"line 2: size '1' must be a number and hit 'yes' 0 or 1"),
        ("length,hit\n1,1\nbig,1\n", r"line 3: size 'big' must be a number"),
    ],
)
def test_a_broken_file_is_refused(tmp_path, text, message):
    path = tmp_path / "hits.csv"
    path.write_text(text)
    with pytest.raises(BrokenFile, match=message):
        read_hit_miss(path, size_column="length")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fit_pod([1, 2], [1]), r"found shapes \(2,\) and \(1,\)"),
        (lambda: fit_pod([1, np.nan], [1, 0]), r"one finite size and one result per defect"),
        (lambda: fit_pod([1, 2], [1, 2]), r"must be 1 \(found\) or 0 \(missed\)"),
        (lambda: fit_pod([1, 2], [1, 1]), r"Found 2 hits and 0 misses; .* zero-failure demonst"),
        (lambda: fit_pod([1, 2, 3], [0, 0, 1]), r"Hits \(from 3 to 3\) and misses \(from 1 to 2\)"),
        (lambda: fit_pod([1, 2, 2, 3], [0, 0, 1, 1]), r"do not overlap, so the steepest curve"),
        (lambda: fit_pod([1, 2, 3], [1, 1, 0]), r"do not overlap"),
        (lambda: fit_pod([1, 2, 3, 4], [1, 0, 1, 0]), r"Detection does not rise with size"),
        (lambda: fit_pod([0, 2, 3, 4], [0, 1, 0, 1], scale="log"), r"A size is not above 0"),
        (lambda: fit_pod([1, 2], [0, 1], scale="probit"), r"No scale named 'probit'"),
        (lambda: fit_pod(SIZES, HITS).size_at(1.0), r"The probability is 1\.0; it must lie in"),
        (
            lambda: fit_pod(SIZES, HITS).wald_bound(confidence=1.0),
            r"The confidence is 1\.0; it must lie in \(0, 1\)",
        ),
        (
            lambda: fit_pod(SIZES, HITS).wald_bound(confidence=0.0),
            r"The confidence is 0\.0; it must lie in \(0, 1\)",
        ),
        (
            lambda: fit_pod(SIZES, HITS).likelihood_ratio_bound(confidence=0.5),
            r"The confidence is 0\.5; it must lie in \(0\.5, 1\)",
        ),
        (
            lambda: fit_pod(SIZES, HITS, scale="log").pod([0.0]),
            r"A size is not above 0",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
