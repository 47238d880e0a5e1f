"""The switching rules, told as sequences of lots: + accepted, - rejected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.inspection.switching import LotResult, SwitchingState, next_state, resume, run_lots


def lots(text, *, acceptance_number=1):
    return [LotResult(is_accepted=c == "+", acceptance_number=acceptance_number) for c in text]


def course(text, **options):
    return [state.inspection[0] for state in run_lots(lots(text), **options)]


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("-+++-", "nnnnnt"),
        ("-++++-", "nnnnnnn"),
        ("--", "nnt"),
        ("--+++++", "nntttttn"),
        ("--++++-+++++", "nnttttttttttn"),
        ("-------", "nntttttd"),
        ("--++-++-++-++-++-", "nn" + "t" * 15 + "d"),
        ("--+++++-", "nntttttnn"),
        ("--+++++--", "nntttttnnt"),
    ],
)
def test_sequences_of_lots_lead_where_the_rules_say(text, states):
    assert "".join(course(text)) == states


def test_old_rejections_are_forgotten_when_normal_inspection_starts_anew():
    last = run_lots(lots("--+++++"))[-1]
    assert last == SwitchingState()


def test_a_discontinued_inspection_takes_no_lot_and_resumes_tightened():
    stopped = run_lots(lots("-------"))[-1]
    assert stopped.rejected_on_tightened == 5
    with pytest.raises(InvalidConfig, match=r"Inspection is discontinued: no lot is accepted unt"):
        next_state(stopped, lots("+")[0])
    assert resume(stopped) == SwitchingState(inspection="tightened")
    with pytest.raises(InvalidConfig, match=r"Inspection is normal; only a discontinued one res"):
        resume(SwitchingState())


def test_fifteen_accepted_lots_allow_reduced_inspection_if_it_is_wanted():
    assert course("+" * 15, may_reduce=True) == ["n"] * 15 + ["r"]
    assert set(course("+" * 40)) == {"n"}
    assert course("+" * 14 + "-" + "+" * 15, may_reduce=True) == ["n"] * 30 + ["r"]


def test_a_rejected_lot_ends_the_score_and_reducing_is_never_assumed():
    state = SwitchingState(switching_score=28)
    accepted = LotResult(is_accepted=True, acceptance_number=0)
    assert next_state(state, accepted).inspection == "normal"
    assert next_state(state, accepted, may_reduce=True).inspection == "reduced"
    rejected = LotResult(is_accepted=False, acceptance_number=0)
    assert next_state(state, rejected).switching_score == 0


def test_with_a_larger_acceptance_number_only_a_tighter_acceptance_scores():
    def lot(is_tighter):
        return LotResult(
            is_accepted=True, acceptance_number=2, is_accepted_one_aql_tighter=is_tighter
        )

    states = run_lots([lot(True)] * 9, may_reduce=True)
    assert [state.switching_score for state in states] == list(range(0, 30, 3))
    assert next_state(states[-1], lot(True), may_reduce=True).inspection == "reduced"
    assert next_state(states[-1], lot(False), may_reduce=True).switching_score == 0


def test_reduced_inspection_ends_with_a_rejection_unsteadiness_or_by_order():
    reduced = run_lots(lots("+" * 15), may_reduce=True)[-1]
    good = lots("+")[0]
    assert next_state(reduced, good, may_reduce=True) == reduced
    assert next_state(reduced, lots("-")[0], may_reduce=True) == SwitchingState()
    assert next_state(reduced, good, may_reduce=False) == SwitchingState()
    unsteady = LotResult(is_accepted=True, acceptance_number=1, is_production_steady=False)
    assert next_state(reduced, unsteady, may_reduce=True) == SwitchingState()
    before = run_lots(lots("+" * 14), may_reduce=True)[-1]
    assert next_state(before, unsteady, may_reduce=True).inspection == "normal"


@given(st.text("+-", max_size=60))
def test_states_agree_with_the_rules_read_back_from_the_history(text):
    kept = []
    state = SwitchingState()
    for lot in lots(text):
        if state.inspection == "discontinued":
            break
        kept.append((state.inspection, lot.is_accepted))
        state = next_state(state, lot)
    # the last stretch of one severity tells what the next state must be
    if not kept:
        return
    severity = kept[-1][0]
    start = max((i + 1 for i, (other, _) in enumerate(kept) if other != severity), default=0)
    stretch = [is_accepted for _, is_accepted in kept[start:]]
    if severity == "normal":
        expected = "tightened" if stretch[-5:].count(False) >= 2 else "normal"
    else:
        is_relaxed = len(stretch) >= 5 and all(stretch[-5:])
        expected = "normal" if is_relaxed else "tightened"
        expected = "discontinued" if stretch.count(False) >= 5 else expected
    assert state.inspection == expected


def test_results_that_contradict_themselves_are_refused():
    with pytest.raises(InvalidConfig, match=r"A rejected lot is not accepted by a stricter plan"):
        LotResult(is_accepted=False, acceptance_number=2, is_accepted_one_aql_tighter=True)
    with pytest.raises(InvalidConfig, match=r"The acceptance number is -1; 0 or more"):
        LotResult(is_accepted=True, acceptance_number=-1)
