"""The switching rules of ISO 2859-1 as a state machine: when inspection becomes stricter."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from andon.errors import InvalidConfig

__all__ = ["Inspection", "LotResult", "SwitchingState", "next_state", "resume", "run_lots"]

Inspection = Literal["normal", "tightened", "reduced", "discontinued"]
"""How strict the inspection of the next lot is; discontinued means that no lot is taken."""

_WINDOW = 5
"""Lots that are looked back at on normal inspection."""

_REJECTED_TO_TIGHTEN = 2
"""Rejected lots within the window that tighten the inspection."""

_ACCEPTED_TO_RELAX = 5
"""Lots accepted in a row that end tightened inspection."""

_REJECTED_TO_STOP = 5
"""Lots rejected on tightened inspection that discontinue it."""

_SCORE_TO_REDUCE = 30
"""Switching score that allows reduced inspection."""


@dataclass(frozen=True, kw_only=True)
class LotResult:
    """What the original inspection of one lot found; resubmitted lots do not count."""

    is_accepted: bool
    """Whether the lot was accepted."""
    acceptance_number: int
    """Acceptance number of the plan that was used."""
    is_accepted_one_aql_tighter: bool = False
    """Whether it would have been accepted too at the next lower AQL; counts from acceptance number
    2 on."""
    is_production_steady: bool = True
    """Whether production is steady; if not, reduced inspection ends."""

    def __post_init__(self) -> None:
        """Refuse a result that contradicts itself."""
        if self.acceptance_number < 0:
            raise InvalidConfig(f"The acceptance number is {self.acceptance_number}; 0 or more.")
        if self.is_accepted_one_aql_tighter and not self.is_accepted:
            raise InvalidConfig("A rejected lot is not accepted by a stricter plan either.")


@dataclass(frozen=True, kw_only=True)
class SwitchingState:
    """Where the switching rules stand before the next lot."""

    inspection: Inspection = "normal"
    """How the next lot is inspected."""
    recent: tuple[bool, ...] = ()
    """Acceptance of the last lots on normal inspection since it started, at most 5."""
    accepted_in_row: int = 0
    """Lots accepted in a row on tightened inspection."""
    rejected_on_tightened: int = 0
    """Lots rejected since tightened inspection started."""
    switching_score: int = 0
    """Score on normal inspection."""


def next_state(
    state: SwitchingState, lot: LotResult, *, may_reduce: bool = False
) -> SwitchingState:
    """Apply the switching rules to the result of one lot.

    Args:
        state: State before the lot.
        lot: Result of its original inspection.
        may_reduce: Whether the responsible authority wants reduced inspection; never assumed.

    Returns:
        State before the next lot.

    Raises:
        InvalidConfig: When inspection is discontinued, so that no lot may be inspected.

    Source:
        ISO 2859-1:1999, clause 9 (read in secondary sources).
    """
    if state.inspection == "discontinued":
        raise InvalidConfig(
            "Inspection is discontinued: no lot is accepted until the supplier has acted. Then "
            "resume on tightened inspection."
        )
    if state.inspection == "tightened":
        return _after_tightened(state, lot)
    if state.inspection == "reduced":
        is_kept = lot.is_accepted and lot.is_production_steady and may_reduce
        return state if is_kept else SwitchingState()
    return _after_normal(state, lot, may_reduce)


def resume(state: SwitchingState) -> SwitchingState:
    """Resume a discontinued inspection, on tightened inspection, after the supplier has acted.

    Raises:
        InvalidConfig: When inspection is not discontinued.
    """
    if state.inspection != "discontinued":
        raise InvalidConfig(f"Inspection is {state.inspection}; only a discontinued one resumes.")
    return SwitchingState(inspection="tightened")


def run_lots(lots: Iterable[LotResult], *, may_reduce: bool = False) -> tuple[SwitchingState, ...]:
    """Apply the switching rules to lots in their order, from normal inspection on.

    Returns:
        States before each lot and after the last one.

    Raises:
        InvalidConfig: When a lot comes after inspection was discontinued.
    """
    states = [SwitchingState()]
    for lot in lots:
        states.append(next_state(states[-1], lot, may_reduce=may_reduce))
    return tuple(states)


def _after_normal(state: SwitchingState, lot: LotResult, may_reduce: bool) -> SwitchingState:
    recent = (*state.recent, lot.is_accepted)[-_WINDOW:]
    if recent.count(False) >= _REJECTED_TO_TIGHTEN:
        return SwitchingState(inspection="tightened")
    score = _score(state.switching_score, lot)
    if may_reduce and lot.is_production_steady and score >= _SCORE_TO_REDUCE:
        return SwitchingState(inspection="reduced")
    return replace(state, recent=recent, switching_score=score)


def _score(score: int, lot: LotResult) -> int:
    """Add 2 for an accepted lot at Ac 0 or 1, 3 for one accepted a step tighter above; else 0."""
    if lot.acceptance_number <= 1:
        return score + 2 if lot.is_accepted else 0
    return score + 3 if lot.is_accepted_one_aql_tighter else 0


def _after_tightened(state: SwitchingState, lot: LotResult) -> SwitchingState:
    if lot.is_accepted:
        in_row = state.accepted_in_row + 1
        if in_row >= _ACCEPTED_TO_RELAX:
            return SwitchingState()
        return replace(state, accepted_in_row=in_row)
    rejected = state.rejected_on_tightened + 1
    if rejected >= _REJECTED_TO_STOP:
        return SwitchingState(inspection="discontinued", rejected_on_tightened=rejected)
    return replace(state, accepted_in_row=0, rejected_on_tightened=rejected)
