from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import andon.minds.rig as rig_module
from andon.artifacts import read_json
from andon.errors import InvalidConfig, UnknownName
from andon.minds.clock import Calibration
from andon.minds.mind import Mind
from andon.minds.setup import MindedSetup, minds, put_mind, read_setup, write_mind
from andon.minds.tactics import TACTICS
from andon.policies.run import collect, run_seeds
from andon.policies.setup import Setup

BARE = Setup(
    scenario="street_meet_hurdle",
    body="humanoid_solid",
    variation={"obstacle_x_m": 2.2},
    time_limit_s=2.4,
)
SMALL: dict[str, object] = {"tactics": ["keep", "high"], "horizon_s": 0.6}


def test_every_registered_mind_can_be_put_around_the_reflex():
    assert {"think", "guard", *(f"always_{t.name}" for t in TACTICS[1:])} == set(minds.names())
    for name in minds:
        policy = put_mind(BARE, name, {}).build().policy
        assert isinstance(policy, Mind)
        assert policy.name == f"reflex+{name}"


def test_no_mind_leaves_the_setup_as_it_is():
    assert put_mind(BARE, "none", {}) is BARE
    with pytest.raises(InvalidConfig, match="There is no mind"):
        put_mind(BARE, "none", {"charged_s": 0.1})


@pytest.mark.parametrize(
    ("mind", "settings", "error", "message"),
    [
        ("thnk", {}, UnknownName, "Did you mean 'think'"),
        ("think", {"charge_s": 0.1}, UnknownName, "Did you mean 'charged_s'"),
        ("think", {"charged_s": "much"}, InvalidConfig, "charged_s of a mind must be a number"),
        ("think", {"is_synchronous": 1}, InvalidConfig, "must be like False"),
        ("think", {"tactics": ["keep", "hihg"]}, UnknownName, "Did you mean 'high'"),
        ("think", {"tactics": "keep"}, InvalidConfig, "must be a list"),
        ("think", {"trigger": "mood"}, UnknownName, "trigger of a mind"),
        ("think", {"trigger": "surprise"}, InvalidConfig, "what is familiar"),
    ],
)
def test_what_no_mind_has_is_refused(
    mind: str, settings: dict[str, object], error: type[Exception], message: str
):
    with pytest.raises(error, match=message):
        put_mind(BARE, mind, settings)


def test_settings_and_prices_are_part_of_the_hash(monkeypatch: pytest.MonkeyPatch):
    def hash_of(setup: Setup) -> str:
        return setup.build().policy.content_hash()

    plain = put_mind(BARE, "think", {})
    hashes = {
        hash_of(plain),
        hash_of(put_mind(BARE, "think", {"charged_s": 0.3})),
        hash_of(put_mind(BARE, "guard", {})),
        hash_of(BARE),
    }
    dearer = Calibration(start_s=1.0, tick_s=1.0, row_tick_s=1.0)
    monkeypatch.setattr(rig_module, "read_calibration", lambda: dearer)
    hashes.add(hash_of(plain))
    assert len(hashes) == 5


def test_refinement_and_trust_in_contact_are_settings():
    setup = put_mind(BARE, "think", {"num_variants": 3, "trust": 0.2})
    assert isinstance(setup, MindedSetup)
    config = setup.with_mind().config
    assert (config.refine.num_variants, config.evidence.trust) == (3, 0.2)


def test_a_run_with_a_mind_is_read_back_and_is_the_same_again(tmp_path: Path):
    setup = put_mind(BARE, "think", SMALL)
    found = collect(setup, [5, 6], tmp_path / "run", backend="inline")
    write_mind(tmp_path / "run", setup)
    again = read_setup(tmp_path / "run")
    assert again == setup
    one_by_one = list(run_seeds(again, [6, 5], shard_size=1, backend="inline"))
    assert [e.checksum for e in found] == [e.checksum for e in reversed(one_by_one)]
    facts = read_json(tmp_path / "run" / "mind.json")
    assert facts["mind"] == "think"
    assert {"config", "imagination", "calibration"} <= set(facts)


def test_a_run_without_a_mind_is_read_as_ever(tmp_path: Path, make_run: Callable[[Setup], None]):
    make_run(BARE)
    assert type(read_setup(tmp_path)) is Setup
    write_mind(tmp_path, BARE)
    assert not (tmp_path / "mind.json").exists()


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[[Setup], None]:
    """Claim the folder for a run."""
    from andon.policies.run import claim_for

    return lambda setup: claim_for(tmp_path, {"setup": setup, "seeds": [0, 1]})


def test_a_minded_setup_takes_the_changes_that_any_setup_takes():
    setup = put_mind(BARE, "guard", {})
    changed = replace(setup, variation={})
    assert isinstance(changed, MindedSetup)
    assert changed.mind == "guard"
