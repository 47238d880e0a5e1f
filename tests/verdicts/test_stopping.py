"""Stopping: exact chances, and audits of ten thousand policies by the code that judges.

Each audit takes policies that are exactly unfit (or exactly fit) and compares the observed share of
wrong verdicts with the binomial quantile at the claimed error rate; the quantile is set so that a
correct gate fails an audit with chance 1e-6. The last tests break a safeguard on purpose and show
that the audit notices.
"""

import numpy as np
import pytest
from scipy import stats

from andon.randomness import stream
from andon.verdicts import decision as decision_module
from andon.verdicts import evalues
from andon.verdicts.boundaries import normal_mixture_bound
from andon.verdicts.decision import decide
from andon.verdicts.gate import EventRateKpi, Gate, SuccessRateKpi
from andon.verdicts.kpi import Evidence
from andon.verdicts.stopping import Endings, StoppingRules, walk_counts
from tests.verdicts.gates import (
    BAD,
    FALLS,
    GOOD,
    SPEED,
    SURVIVAL,
    make_gate,
    make_trial,
)

FALSE_ALARM = 1e-6
NUM_STREAMS = 10_000
LONG = 10_000


def most_wrong(claimed, num_streams=NUM_STREAMS):
    """Give the largest number of wrong verdicts that a correct gate may show."""
    return stats.binom.ppf(1 - FALSE_ALARM, num_streams, claimed)


def audit_lamps(gate, kinds, chances, lamp, claimed, num_streams=NUM_STREAMS):
    """Judge many policies by the real decision and count one lamp.

    Args:
        gate: Gate to audit.
        kinds: Rollouts that can happen.
        chances: Chance of each.
        lamp: Colour that would be wrong.
        claimed: Largest chance of it.
        num_streams: Number of policies.
    """
    generator = stream(17, "audit", gate.name, lamp)
    picks = generator.choice(len(kinds), p=chances, size=(num_streams, gate.max_rollouts))
    wrong = sum(decide(gate, [kinds[i] for i in row]).lamp == lamp for row in picks.tolist())
    assert wrong <= most_wrong(claimed, num_streams), f"{wrong} of {num_streams} are {lamp}"


def audit_unfit_survival(gate, num_streams=NUM_STREAMS):
    audit_lamps(gate, [GOOD, BAD], [0.8, 0.2], "GREEN", gate.alpha, num_streams)


def test_a_walk_between_two_limits_has_its_classical_chances():
    # A fair coin that stops 3 ahead or 2 behind: 2/5 and 3/5, after 6 tosses on average.
    def evidence(heads, tosses):
        ahead = 2.0 * heads - tosses
        return Evidence(ahead, -ahead)

    def coin(tosses):
        assert tosses == 1
        return np.array([[0.5, 0.5]])

    rules = StoppingRules(looks=range(1, 400), log_pass=3.0, log_fail=2.0)
    endings = walk_counts(coin, lambda heads, n: evidence(heads, float(n)), rules=rules)
    assert endings.p_pass == pytest.approx([0.4])
    assert endings.p_fail == pytest.approx([0.6])
    assert endings.mean_rollouts == pytest.approx([6.0])
    assert endings.stopped.sum() == pytest.approx(1.0)


def test_the_rollouts_that_suffice_are_a_quantile():
    passed = np.array([[0.5, 0.3, 0.0]])
    endings = Endings(looks=[10, 20, 30], passed=passed, failed=0.0 * passed)
    assert endings.rollouts_that_suffice(0.5) == [10]
    assert endings.rollouts_that_suffice(0.8) == [20]
    assert endings.rollouts_that_suffice(0.9) == [30]
    assert endings.mean_rollouts == pytest.approx([0.5 * 10 + 0.3 * 20 + 0.2 * 30])


@pytest.mark.parametrize("test", ["sprt", "mixture"])
def test_policies_exactly_at_the_unfit_bar_are_rarely_green(test):
    kpi = SuccessRateKpi(name="survival", p0=0.80, p1=0.95, test=test)
    audit_unfit_survival(make_gate(kpi))


@pytest.mark.parametrize("test", ["sprt", "mixture"])
def test_policies_that_fall_exactly_too_often_are_rarely_green(test):
    # 30 falls/h over 12 s are 0.1 per rollout; Poisson counts, cut where less than 1e-12 is left
    kpi = EventRateKpi(name="falls", event="fall", rate0_per_h=30.0, rate1_per_h=3.0, test=test)
    kinds = [make_trial(True, falls=count, duration_s=12.0) for count in range(10)]
    chances = stats.poisson.pmf(np.arange(10), 0.1)
    audit_lamps(make_gate(kpi), kinds, chances / chances.sum(), "GREEN", 0.05)


def test_policies_that_end_with_the_fall_are_rarely_green():
    # A rollout that the first fall ends is watched for less time: thirty falls per hour all the
    # same. The fall comes after a whole number of tenths of a second.
    hazard = 1 - np.exp(-30.0 / 36_000)
    tenths = np.arange(1, 121)
    kinds = [make_trial(False, falls=1, duration_s=n / 10) for n in tenths]
    chances = hazard * (1 - hazard) ** (tenths - 1)
    kinds.append(make_trial(True, duration_s=12.0))
    audit_lamps(make_gate(FALLS), kinds, [*chances, 1 - chances.sum()], "GREEN", 0.05)


@pytest.mark.parametrize("spread", [0.6, 0.2])
def test_policies_with_exactly_the_unfit_mean_are_rarely_green(spread):
    # two equally likely values around 0.4
    low, high = 0.4 - spread / 2, 0.4 + spread / 2
    kinds = [make_trial(True, speed_error=low), make_trial(True, speed_error=high)]
    audit_lamps(make_gate(SPEED), kinds, [0.5, 0.5], "GREEN", 0.05, num_streams=5000)


def test_policies_unfit_by_one_of_two_kpis_are_rarely_green():
    # the other is passed with certainty, so alpha is not diluted
    kinds = [make_trial(True), make_trial(False)]
    gate = make_gate(SURVIVAL, SPEED)
    audit_lamps(gate, kinds, [0.8, 0.2], "GREEN", gate.alpha)


def test_fit_policies_are_rarely_red_even_with_two_kpis():
    # success 0.95 and 3 falls/h: failures are partly falls
    gate = make_gate(SURVIVAL, FALLS)
    kinds = [make_trial(True), make_trial(False), make_trial(False, falls=1)]
    audit_lamps(gate, kinds, [0.95, 0.05 - 3 / 360, 3 / 360], "RED", gate.beta)


def test_no_bernoulli_stream_of_ten_thousand_rollouts_is_wrong_too_often():
    # the boundary of each e-process as a count, then 10^4 streams of 10^4 rollouts against it
    trials = np.arange(1, LONG + 1)
    rate = 0.9
    enough_to_pass = [
        smallest_passing(lambda s, n: evalues.sprt_log_e_pass(s, n, p0=rate, p1=0.95), trials),
        smallest_passing(lambda s, n: evalues.mixture_log_e_pass(s, n, p0=rate), trials),
    ]
    few_enough_to_fail = smallest_passing(
        lambda s, n: evalues.mixture_log_e_fail(n - s, n, p1=rate), trials
    )  # in failures
    crossed = np.zeros(3)
    generator = stream(23, "long")
    for _ in range(20):
        flags = generator.random((NUM_STREAMS // 20, LONG), dtype=np.float32) < rate
        successes = np.cumsum(flags, axis=1, dtype=np.int32)
        for index, boundary in enumerate(enough_to_pass):
            crossed[index] += np.any(successes >= boundary, axis=1).sum()
        crossed[2] += np.any(trials - successes >= few_enough_to_fail, axis=1).sum()
    assert np.all(crossed <= most_wrong(0.05)), crossed


def smallest_passing(log_e, trials):
    """Bisect for the smallest count with log e >= ln 20, for each number of trials."""
    low, high = np.full(trials.size, -1), trials + 1
    for _ in range(15):
        middle = (low + high) // 2
        inside = np.clip(middle, 0, trials)
        is_enough = (log_e(inside, trials) >= np.log(20)) & (middle >= 0) | (middle > trials)
        high = np.where(is_enough, middle, high)
        low = np.where(is_enough, low, middle)
    return high.astype(np.int32)


def test_no_paired_stream_is_wrong_too_often():
    # discordant pairs of equal policies are fair coins; 2000 of them per stream
    pairs = np.arange(1, 2001)
    enough = smallest_passing(lambda wins, n: evalues.paired_log_e(wins, n - wins), pairs)
    wins = np.cumsum(
        stream(23, "pairs").random((NUM_STREAMS, 2000), dtype=np.float32) < 0.5, axis=1
    )
    assert np.any(wins >= enough, axis=1).sum() <= most_wrong(0.05)
    assert np.any(pairs - wins >= enough, axis=1).sum() <= most_wrong(0.05)


@pytest.mark.parametrize("rate", [30.0, 40.0])
def test_no_poisson_stream_is_wrong_too_often(rate):
    # 500 rollouts of 12 s per stream, at the unfit bar and beyond it
    count = np.cumsum(stream(23, "events").poisson(rate / 300, size=(NUM_STREAMS, 500)), axis=1)
    hours = np.broadcast_to(np.arange(1, 501) / 300, count.shape)
    ratio = evalues.poisson_sprt_log_e_pass(count, hours, rate0=30.0, rate1=3.0)
    assert np.any(ratio >= np.log(20), axis=1).sum() <= most_wrong(0.05)
    spread = evalues.poisson_mixture_log_e_pass(count, hours, rate0=30.0)
    assert np.any(spread >= np.log(20), axis=1).sum() <= most_wrong(0.05)


@pytest.mark.parametrize("alternative", ["greater", "less"])
@pytest.mark.parametrize("shapes", [(0.2, 0.8), (2.0, 8.0), (20.0, 80.0)])
def test_no_stream_of_bounded_values_is_wrong_too_often(alternative, shapes):
    # beta distributed values of mean 0.2, from nearly two-valued to narrow
    values = stream(23, "values").beta(*shapes, size=(NUM_STREAMS, 300))
    log_e = evalues.betting_log_e(values, bound=0.2, alternative=alternative)
    assert np.any(log_e >= np.log(20), axis=1).sum() <= most_wrong(0.05)


def test_peeking_with_a_classical_test_is_wrong_far_too_often():
    # Thirty looks at a two-sided 5 % z-test: 28 % of true nulls are rejected at some look
    # (published demonstrations show 29 %), against less than 5 % for a mixture boundary.
    walk = np.cumsum(stream(23, "peeking").standard_normal((NUM_STREAMS, 30)), axis=1)
    looks = np.arange(1, 31)
    peeking = np.any(np.abs(walk) > 1.959964 * np.sqrt(looks), axis=1).sum()
    assert peeking > stats.binom.ppf(FALSE_ALARM, NUM_STREAMS, 0.27)
    bound = [normal_mixture_bound(n, alpha=0.05, v_opt=10) for n in looks]
    assert np.any(np.abs(walk) > bound, axis=1).sum() <= most_wrong(0.05)


def test_the_audit_notices_a_threshold_that_is_too_low(monkeypatch):
    lax = property(lambda gate: -np.log(4 * gate.alpha))
    monkeypatch.setattr(Gate, "log_pass_threshold", lax)
    with pytest.raises(AssertionError, match="are GREEN"):
        audit_unfit_survival(make_gate(), num_streams=2000)


def test_the_audit_notices_amber_that_is_rounded_to_green(monkeypatch):
    honest = decision_module.lamp_of

    def rounded(statuses):
        return "GREEN" if honest(statuses) == "AMBER" else honest(statuses)

    gate = make_gate(max_rollouts=20)
    audit_unfit_survival(gate, num_streams=2000)
    monkeypatch.setattr(decision_module, "lamp_of", rounded)
    with pytest.raises(AssertionError, match="are GREEN"):
        audit_unfit_survival(gate, num_streams=2000)


def test_the_audit_notices_evidence_for_a_lower_bar(monkeypatch):
    honest = evalues.sprt_log_e_fail
    monkeypatch.setattr(
        evalues, "sprt_log_e_fail", lambda s, n, *, p0, p1: honest(s, n, p0=p0 - 0.1, p1=p1)
    )
    with pytest.raises(AssertionError, match="are GREEN"):
        audit_unfit_survival(make_gate(), num_streams=2000)


def test_the_audit_notices_an_error_of_red_that_is_not_shared(monkeypatch):
    lax = property(lambda gate: -np.log(4 * gate.beta))
    monkeypatch.setattr(Gate, "log_fail_threshold", lax)
    gate = make_gate()
    with pytest.raises(AssertionError, match="are RED"):
        audit_lamps(gate, [GOOD, BAD], [0.95, 0.05], "RED", gate.beta, 2000)


def test_the_audit_notices_bets_that_peek(monkeypatch):
    # a gambler who sees the value before choosing the stake wins whatever the truth
    honest = evalues.betting_log_e

    def peeking(values, *, bound, alternative, low, high):
        if alternative == "greater":  # the evidence for failing stays as it is
            return honest(values, bound=bound, alternative=alternative, low=low, high=high)
        return np.cumsum(np.log1p(0.5 * np.maximum(bound - values, 0.0)), axis=-1)

    kinds = [make_trial(True, speed_error=0.0), make_trial(True, speed_error=0.8)]
    gate = make_gate(SPEED)
    audit_lamps(gate, kinds, [0.5, 0.5], "GREEN", gate.alpha, 200)
    monkeypatch.setattr(evalues, "betting_log_e", peeking)
    with pytest.raises(AssertionError, match="are GREEN"):
        audit_lamps(gate, kinds, [0.5, 0.5], "GREEN", gate.alpha, 200)
