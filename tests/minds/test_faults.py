from collections.abc import Sequence
from math import isinf
from typing import Any, cast

import numpy as np
import pytest

from andon.errors import UnknownName, WorkerDied
from andon.minds.advisors import Rule
from andon.minds.clock import is_register
from andon.minds.faults import FAULTS, FaultyAdvisor
from andon.minds.tactics import Tactic


class Asked:
    """A question of which only the step matters."""

    step = 8


QUESTIONS = cast("Sequence[Any]", [Asked(), Asked()])
SOUND = Rule(Tactic(name="high", clearance_m=0.12))


def advise(fault: Any) -> list[Any]:
    return list(FaultyAdvisor(SOUND, fault).advise(QUESTIONS, cast("Any", []), cast("Any", None)))


def test_a_frozen_thinker_never_answers():
    assert all(isinf(advice.charge_s) for advice in advise("frozen"))


def test_a_killed_thinker_is_gone():
    with pytest.raises(WorkerDied):
        advise("killed")


def test_a_slow_thinker_says_the_same_later():
    assert [a.name for a in advise("slow")] == ["high", "high"]


def test_garbage_is_no_register():
    assert not any(is_register(np.asarray(advice.register)) for advice in advise("garbage"))


def test_other_faults_are_unknown():
    with pytest.raises(UnknownName, match="fault of a thinker"):
        advise("bored")


def test_what_is_wrong_is_part_of_the_hash():
    hashes = {FaultyAdvisor(SOUND, fault).content_hash() for fault in FAULTS}
    assert len(hashes | {SOUND.content_hash()}) == len(FAULTS) + 1
