"""Evidence carries how little of it there is."""

import json

import numpy as np
import pytest

from andon.episodes.episode import Episode
from andon.episodes.log import write_episodes
from andon.errors import BrokenFile, InvalidConfig
from andon.lines.analysis import replicate
from andon.lines.distribution import Deterministic
from andon.lines.evidence import (
    Evidence,
    draw_evidence,
    evidence_from_episodes,
    read_evidence,
)
from andon.lines.station import Attempts, Station
from andon.randomness import stream
from tests.lines.build import row


def episode(seed, *, success=True, duration_s=10.0, cause="finish"):
    return Episode(
        seed=seed,
        scenario="street_walk",
        body="humanoid",
        policy="gait",
        success=success,
        survived=success or cause == "too_slow",
        cause=cause,
        place="flat",
        num_steps=1,
        duration_s=duration_s,
        events=(),
        metrics={"mean_power_w": 100.0 + seed},
        draw={},
        checksum="0",
    )


def some_evidence(successes, trials):
    failed = trials - successes
    return Evidence(
        source="test",
        successes=successes,
        trials=trials,
        cycle_s=tuple(50.0 + i % 7 for i in range(successes)),
        failed_s=tuple(20.0 for _ in range(failed)),
        causes={"fell_left": failed} if failed else {},
    )


def test_episodes_become_counts_times_and_causes():
    episodes = [
        episode(0),
        episode(1, duration_s=12.0),
        episode(2, success=False, duration_s=3.0, cause="fell_forward"),
        episode(3, success=False, duration_s=30.0, cause="too_slow"),
    ]
    found = evidence_from_episodes(episodes, source="x", handling_s=5.0, time_factor=2.0)
    assert (found.successes, found.trials, found.policy) == (2, 4, "gait")
    assert found.cycle_s == (25.0, 29.0)
    assert found.failed_s == (11.0, 65.0)
    assert found.causes == {"fell_forward": 1, "too_slow": 1}
    assert found.power_w == pytest.approx(101.5)
    upright = evidence_from_episodes(episodes, source="x", outcome="survived")
    assert (upright.successes, upright.causes) == (3, {"fell_forward": 1})


def test_a_draw_has_the_posterior_of_its_counts():
    generator = stream(1, "evidence")
    rates = [draw_evidence(some_evidence(45, 50), generator).success_rate for _ in range(4000)]
    # Beta(45.5, 5.5): mean 45.5/51, variance ab/((a+b)^2 (a+b+1)).
    assert np.mean(rates) == pytest.approx(45.5 / 51, abs=0.003)
    assert np.std(rates) == pytest.approx((45.5 * 5.5 / 51**2 / 52) ** 0.5, rel=0.06)


def test_a_draw_resamples_the_measured_times():
    found = draw_evidence(some_evidence(45, 50), stream(2, "evidence"))
    assert set(found.cycle_s.values) <= {50.0 + i for i in range(7)}
    assert len(found.cycle_s.values) == 45
    assert sum(found.causes.values()) == pytest.approx(1.0)
    assert draw_evidence(some_evidence(5, 5), stream(2, "evidence")).failed_s is None


def line_on(evidence):
    attempts = Attempts(max_tries=1, help_s=Deterministic(value=30.0), after_help="done")
    robot = Station(name="r", kind="robot", evidence=evidence, attempts=attempts)
    return row([robot], [], horizon_s=20_000.0)


def test_less_evidence_makes_a_wider_spread():
    wide, narrow = (
        replicate(line_on(some_evidence(n * 9 // 10, n)), seed=3, replications=20).estimate(
            "throughput_per_h"
        )
        for n in (10, 1000)
    )
    widths = [found.spread_high - found.spread_low for found in (wide, narrow)]
    assert widths[0] > 3.0 * widths[1]
    assert wide.spread_low < narrow.mean < wide.spread_high


def test_more_replications_do_not_hide_how_little_was_measured():
    few, many = (
        replicate(line_on(some_evidence(9, 10)), seed=4, replications=count).estimate(
            "interventions_per_1000"
        )
        for count in (20, 80)
    )
    assert many.half_width < 0.7 * few.half_width
    assert many.spread_high - many.spread_low > 0.7 * (few.spread_high - few.spread_low)
    assert many.spread_high - many.spread_low > 5.0 * many.half_width


def test_the_hash_does_not_depend_on_where_it_was_read():
    a, b = (Evidence(source=s, successes=1, trials=2) for s in ("here", "there"))
    assert a.hash == b.hash
    assert a.hash != Evidence(source="here", successes=2, trials=2).hash


def test_a_verdict_alone_gives_counts_and_no_times(tmp_path):
    verdict = {
        "lamp": "AMBER",
        "policy": "gait",
        "outcomes": [
            {"cause": "finish", "count": 18, "success": True},
            {"cause": "fell_left", "count": 2, "success": False},
        ],
    }
    (tmp_path / "verdict.json").write_text(json.dumps(verdict))
    found = read_evidence(tmp_path)
    assert (found.successes, found.trials, found.lamp) == (18, 20, "AMBER")
    assert found.cycle_s == ()
    with pytest.raises(InvalidConfig, match="no successful episode to time"):
        line_on(found)
    write_episodes(tmp_path / "episodes.parquet", [episode(0), episode(1)])
    assert read_evidence(tmp_path).trials == 2  # the log says more than the counts
    assert read_evidence(tmp_path).lamp == "AMBER"


@pytest.mark.parametrize("text", ['{"lamp": "RED"}', '{"outcomes": [{"cause": "x"}]}'])
def test_a_file_that_is_no_verdict_is_refused(tmp_path, text):
    (tmp_path / "verdict.json").write_text(text)
    with pytest.raises(BrokenFile, match=r"verdict\.json"):
        read_evidence(tmp_path)


def test_evidence_that_cannot_be_is_refused():
    with pytest.raises(InvalidConfig, match="no episode in"):
        evidence_from_episodes([], source="x")
    with pytest.raises(InvalidConfig, match="`handling_s` is -1"):
        evidence_from_episodes([episode(0)], source="x", handling_s=-1.0)
    with pytest.raises(InvalidConfig, match="3 successes in 2 trials"):
        Evidence(source="x", successes=3, trials=2)
    with pytest.raises(InvalidConfig, match="negative time"):
        Evidence(source="x", successes=1, trials=2, cycle_s=(-1.0,))
