from dataclasses import replace

import pytest

from andon.errors import UnknownName
from andon.minds.mind import Mind
from andon.minds.rig import MindSetup
from andon.minds.tactics import pick
from tests.minds.minds import setup_at


def test_a_setup_with_a_mind_is_built_around_its_policy():
    rig = setup_at("bar").build()
    assert isinstance(rig.policy, Mind)
    assert rig.policy.name == "reflex+think"
    assert {"ahead_scan", "overhead_scan", "lin_vel_b"} <= set(rig.policy.terms)
    assert rig.contract is not None


def test_whoever_decides_otherwise_has_another_hash():
    setup = replace(setup_at("bar"), advisor="rule")
    setups: list[MindSetup] = [
        setup,
        replace(setup, rule=pick(["high"])[0]),
        replace(setup, fault="frozen"),
    ]
    assert len({one.build().policy.content_hash() for one in setups}) == 3


def test_minds_and_faults_that_nobody_knows_are_refused():
    with pytest.raises(UnknownName, match="mind"):
        replace(setup_at("bar"), advisor="dream").build()
    with pytest.raises(UnknownName, match="fault of a thinker"):
        replace(setup_at("bar"), advisor="rule", fault="bored").build()  # type: ignore[arg-type]
