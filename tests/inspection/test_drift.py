"""The drift monitor: uniform ranks while nothing changes, an alarm when something does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig, UnknownName
from andon.inspection.drift import DriftAlarm, DriftMonitor, jumper_log_factors
from andon.randomness import stream

EVER = DriftAlarm(rule="ever", alpha=0.05)


def run(monitor, rows):
    for row in rows:
        status = monitor.take(row)
    return status


def scores(values, name="score"):
    return [{name: float(value)} for value in values]


@given(st.lists(st.floats(0.0, 1.0), max_size=30))
def test_the_bet_is_fair_whatever_came_before(past):
    # the mean factor over a uniform p-value is 1: the factor is linear in p
    ends = [np.exp(jumper_log_factors([*past, p])[-1]) for p in (0.0, 1.0)]
    assert np.mean(ends) == pytest.approx(1.0)
    assert np.exp(jumper_log_factors([*past, 0.5])[-1]) == pytest.approx(1.0)


def test_the_first_bets_follow_the_formula():
    # equal thirds on slopes -1, 0, 1 give 1; then p = 0.1 tilts to 1.4/3, 1/3, 0.6/3
    first, second = np.exp(jumper_log_factors([0.1, 0.1]))
    assert first == pytest.approx(1.0)
    shares = 0.99 * np.array([1.4, 1.0, 0.6]) / 3 + 0.01 / 3
    assert second == pytest.approx(shares @ [1.4, 1.0, 0.6])


def test_p_values_of_exchangeable_parts_are_uniform_also_with_ties():
    generator = stream(11, "ties")
    values = []
    for seed in range(300):
        rows = generator.integers(0, 3, 12).astype(float)
        monitor = DriftMonitor({"score": rows[:8]}, alarm=EVER, seed=seed)
        seen = []
        monitor._bet = lambda _name, p, seen=seen: seen.append(p)
        run(monitor, scores(rows[8:]))
        values += seen
    # 1,200 uniform values: the largest gap of their distribution is below 0.055 (p > 1e-3)
    ordered = np.sort(values)
    assert np.max(np.abs(ordered - np.arange(1, 1201) / 1200)) < 0.055
    assert len(set(values)) > 1150


def test_a_shift_raises_the_alarm_and_says_where_it_leans():
    generator = stream(12, "shift")
    calibration = {"score": generator.standard_normal(200), "light": generator.random(200)}
    for sign, word in ((1, "higher"), (-1, "lower")):
        monitor = DriftMonitor(calibration, alarm=EVER)
        status = run(
            monitor,
            [
                {"score": float(generator.standard_normal()), "light": float(g + sign)}
                for g in generator.random(60)
            ],
        )
        assert status.is_alarmed
        assert status.alarm_at < 40
        assert status.direction == {"score": status.direction["score"], "light": word}
        assert status.log_evidences["light"] > status.log_evidences["score"]


def test_the_alarm_stays_and_nothing_is_relearned():
    calibration = [0.0, 1.0, 2.0, 3.0] * 20
    monitor = DriftMonitor({"score": calibration}, alarm=EVER)
    alarmed = run(monitor, scores([9.0 + i for i in range(40)]))
    assert alarmed.is_alarmed
    later = run(monitor, scores([0.0, 1.0, 2.0, 3.0] * 50))
    assert later.alarm_at == alarmed.alarm_at
    assert later.num_parts == 240
    assert calibration == [0.0, 1.0, 2.0, 3.0] * 20


def test_false_alarms_ever_are_as_rare_as_promised():
    generator = stream(13, "quiet")
    alarms = 0
    for seed in range(200):
        values = generator.standard_normal(150)
        monitor = DriftMonitor({"score": values[:50]}, alarm=EVER, seed=seed)
        alarms += run(monitor, scores(values[50:])).is_alarmed
    # at most 5 % of 200: mean 10, sd 3.1; four of them
    assert alarms <= 10 + 12


def test_the_run_length_rule_sums_the_evidence_since_every_start():
    factors = np.exp(jumper_log_factors([0.05, 0.2, 0.1]))
    sums = [factors[0], (factors[0] + 1) * factors[1]]
    sums.append((sums[1] + 1) * factors[2])
    monitor = DriftMonitor({"score": [0.0]}, alarm=DriftAlarm(run_length_parts=1000))
    for p, expected in zip((0.05, 0.2, 0.1), sums, strict=True):
        monitor._seen["score"] = [0.0]
        monitor._ties = FixedTie(p)  # one equal value: the p-value is the draw
        status = monitor.take({"score": 0.0})
        assert np.exp(status.log_evidence) == pytest.approx(expected)
    assert status.log_threshold == pytest.approx(np.log(1000))


class FixedTie:
    """Breaks ties where it is told to."""

    def __init__(self, value):
        """Keep the value."""
        self.value = value

    def random(self):
        """Give the value."""
        return self.value


def test_between_false_alarms_lie_as_many_parts_as_promised():
    generator = stream(14, "run_length")
    rule = DriftAlarm(run_length_parts=60)
    lengths = []
    for seed in range(120):
        values = generator.standard_normal(400)
        monitor = DriftMonitor({"score": values[:40]}, alarm=rule, seed=seed)
        status = run(monitor, scores(values[40:]))
        lengths.append(status.alarm_at or 360)
    assert np.mean(lengths) >= 60


def test_the_same_seed_repeats_the_course():
    rows = scores([0.0, 1.0, 1.0, 0.0, 2.0])
    one, other, third = (
        run(DriftMonitor({"score": [0.0, 1.0, 1.0]}, seed=seed), rows) for seed in (1, 1, 2)
    )
    assert one == other
    assert one.log_evidence != third.log_evidence


def test_watching_more_raises_the_threshold():
    assert EVER.log_threshold() == pytest.approx(np.log(20))
    assert EVER.log_threshold(3) == pytest.approx(np.log(60))
    rule = DriftAlarm(run_length_parts=100)
    assert rule.log_threshold() == pytest.approx(np.log(100))
    assert rule.log_threshold(3) == pytest.approx(np.log(600))
    monitor = DriftMonitor({"a": [1.0], "b": [1.0]}, alarm=EVER)
    status = monitor.take({"a": 2.0, "b": 0.0})
    assert status.log_threshold == EVER.log_threshold(2)
    assert status.log_evidence == max(status.log_evidences.values())


def test_false_alarms_of_dependent_characteristics_are_as_rare_as_promised():
    generator = stream(15, "dependent")
    alarms = 0
    for seed in range(150):
        values = generator.standard_normal(120)
        rows = {"a": values, "b": -values, "c": values**2}
        monitor = DriftMonitor({k: v[:40] for k, v in rows.items()}, alarm=EVER, seed=seed)
        course = [{k: float(v[i]) for k, v in rows.items()} for i in range(40, 120)]
        alarms += run(monitor, course).is_alarmed
    # at most 5 % of 150: mean 7.5, sd 2.7; four of them
    assert alarms <= 7.5 + 11


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: DriftMonitor({}), r"needs at least one characteristic to watch"),
        (lambda: DriftMonitor({"a": []}), r"'a' needs at least one finite calibration value"),
        (lambda: DriftMonitor({"a": [np.nan]}), r"'a' needs at least one finite"),
        (lambda: DriftMonitor({"a": [[1.0]]}), r"found shape \(1, 1\)"),
        (lambda: DriftMonitor({"a": [1.0]}).take({}), r"no value for the characteristics \['a'\]"),
        (
            lambda: DriftMonitor({"a": [1.0]}).take({"a": np.inf}),
            r"The characteristics \['a'\] of the part are not finite",
        ),
        (lambda: DriftAlarm(rule="soon"), r"No rule named 'soon'; it must be 'ever' or 'run_l"),
        (lambda: DriftAlarm(alpha=0.0), r"alpha is 0\.0; it must lie in \(0, 1\)"),
        (lambda: DriftAlarm(run_length_parts=1), r"run_length_parts is 1; it must be 2 or more"),
        (lambda: jumper_log_factors([1.5]), r"A p-value lies outside \[0, 1\]"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()


def test_a_characteristic_that_nobody_watches_is_refused_by_name():
    with pytest.raises(UnknownName, match=r"No characteristic named 'sore'. Did you mean 'score'"):
        DriftMonitor({"score": [1.0]}).take({"sore": 1.0})
