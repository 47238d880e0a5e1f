from dataclasses import replace

import pytest

from andon.errors import InvalidConfig
from andon.minds.mind import MindConfig
from andon.minds.rig import MindSetup
from andon.minds.trial import Trial, run_trial
from andon.policies.setup import Setup

ALONE = MindConfig(trigger="never")


def walk_to(*, heading_deg: float) -> MindSetup:
    """Give a short walk without obstacles."""
    setup = Setup(
        scenario="street_meet_nothing",
        body="humanoid_solid",
        variation={"obstacle_x_m": 1.2, "start_heading_deg": heading_deg},
    )
    return MindSetup(setup=setup, advisor="rule", config=ALONE)


def test_who_walks_on_after_a_success_did_not_fall():
    (outcome,) = run_trial(Trial(setup=walk_to(heading_deg=0.0), seeds=(5,)))
    assert outcome.success
    assert not outcome.fell_after


def test_a_fall_after_a_success_is_seen_and_is_no_part_of_the_episode(
    monkeypatch: pytest.MonkeyPatch,
):
    from andon.episodes import outcome as outcome_module

    setup = walk_to(heading_deg=0.0)
    plain = run_trial(Trial(setup=setup, seeds=(5,)))[0]
    judge = outcome_module.judge
    homes: list[float] = []

    def fall_after_home(world, state):  # type: ignore[no-untyped-def]
        found = judge(world, state)
        if found and homes:
            return {row: outcome_module._failure("fell_forward") for row in found}  # pyright: ignore[reportPrivateUsage]
        homes.extend(1.0 for _ in found)
        return found

    monkeypatch.setattr("andon.episodes.world.judge", fall_after_home)
    spoiled = run_trial(Trial(setup=setup, seeds=(5,)))[0]
    assert spoiled.fell_after
    assert replace(spoiled, fell_after=False) == plain


def test_with_fewer_rows_than_seeds_nobody_is_watched_any_longer():
    trial = Trial(setup=walk_to(heading_deg=0.0), seeds=(5, 6), num_worlds=1)
    together = replace(trial, num_worlds=2)
    alone, both = run_trial(trial), run_trial(together)
    assert [replace(o, fell_after=False) for o in both] == alone


def test_a_trial_of_nothing_is_refused():
    with pytest.raises(InvalidConfig, match="at least one seed"):
        Trial(setup=walk_to(heading_deg=0.0), seeds=())
