"""Reason codes: why a station is in a state, and what the standards call that time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from andon.errors import AlreadyRegistered, unknown_name

__all__ = [
    "BLOCKED",
    "BREAK",
    "BUILT_IN",
    "CHANGEOVER",
    "E10_STATES",
    "FAILURE",
    "INTERVENTION",
    "OFF_SHIFT",
    "PRODUCING",
    "RETRY",
    "STARVED",
    "E10State",
    "ItemState",
    "Mode",
    "Reason",
    "TimeElement",
    "element_of",
    "like",
    "reason_table",
]

E10State = Literal[
    "productive", "standby", "engineering", "scheduled_down", "unscheduled_down", "non_scheduled"
]
"""The six states of SEMI E10."""

E10_STATES: tuple[E10State, ...] = (
    "productive",
    "standby",
    "engineering",
    "scheduled_down",
    "unscheduled_down",
    "non_scheduled",
)

TimeElement = Literal["APT", "AUST", "ADET", "ADOT", "APMT", "outside_PBT"]
"""Time elements of ISO 22400-2: actual production, set-up, delay, down and planned-maintenance
time; `outside_PBT` is time that is not planned to be busy."""

ItemState = Literal["NotAvailable", "OutOfService", "NotExecuting", "Executing"]
"""MachineryItemState of OPC 40001-1."""

Mode = Literal["None", "Maintenance", "Processing", "Setup"]
"""MachineryOperationMode of OPC 40001-1."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason code, with the names that three standards give to its time."""

    code: str
    """Snake-case code, as it stands in the shift log."""
    state: E10State
    """State of SEMI E10-0422."""
    element: TimeElement
    """Time element of ISO 22400-2."""
    item_state: ItemState
    """State of OPC 40001-1."""
    mode: Mode
    """Operation mode of OPC 40001-1."""
    text: str
    """What a person on the floor would say."""


def _reason(code: str, like: tuple[E10State, TimeElement, ItemState, Mode], text: str) -> Reason:
    state, element, item_state, mode = like
    return Reason(
        code=code, state=state, element=element, item_state=item_state, mode=mode, text=text
    )


# OPC 40001-1 Annex C.2, Table 68: OutOfService without a mode is ADOT; NotExecuting or OutOfService
# in mode Processing while an order is registered is ADET; OutOfService in mode Maintenance is APMT.
# Annex C.3 reads OutOfService in mode Processing as SEMI E10 unscheduled down, NotExecuting in mode
# Processing as standby, Executing in mode Processing as productive. Set-up of an order is Executing
# in mode Setup (OPC 40501-1 C.2.3). Own choice: a station that failed gives its order back (ADOT),
# one that waits or is being helped keeps it (ADET).
_RUN: tuple[E10State, TimeElement, ItemState, Mode] = (
    "productive",
    "APT",
    "Executing",
    "Processing",
)
_WAIT: tuple[E10State, TimeElement, ItemState, Mode] = (
    "standby",
    "ADET",
    "NotExecuting",
    "Processing",
)
_SETUP: tuple[E10State, TimeElement, ItemState, Mode] = (
    "scheduled_down",
    "AUST",
    "Executing",
    "Setup",
)
_PLANNED: tuple[E10State, TimeElement, ItemState, Mode] = (
    "scheduled_down",
    "APMT",
    "OutOfService",
    "Maintenance",
)
_POWER: tuple[E10State, TimeElement, ItemState, Mode] = (
    "scheduled_down",
    "ADOT",
    "OutOfService",
    "None",
)
_FAILED: tuple[E10State, TimeElement, ItemState, Mode] = (
    "unscheduled_down",
    "ADOT",
    "OutOfService",
    "None",
)
_ASSIST: tuple[E10State, TimeElement, ItemState, Mode] = (
    "unscheduled_down",
    "ADET",
    "OutOfService",
    "Processing",
)

PRODUCING, RETRY, STARVED, BLOCKED = "producing", "retry", "starved", "blocked"
BREAK, OFF_SHIFT, NO_CARD = "break", "off_shift", "no_card"
CHANGEOVER, FAILURE, INTERVENTION = "changeover", "failure", "intervention"

BUILT_IN: tuple[Reason, ...] = (
    _reason(PRODUCING, _RUN, "making parts"),
    _reason(RETRY, _RUN, "trying again after a failed attempt"),
    _reason(STARVED, _WAIT, "no part to work on"),
    _reason(BLOCKED, _WAIT, "no space for the finished part"),
    _reason(NO_CARD, _WAIT, "as many parts as there are cards"),
    _reason("waiting_for_setup", _WAIT, "waiting for the set-up crew"),
    _reason(BREAK, ("standby", "outside_PBT", "NotExecuting", "None"), "planned break"),
    _reason(
        OFF_SHIFT, ("non_scheduled", "outside_PBT", "NotAvailable", "None"), "no shift planned"
    ),
    _reason(CHANGEOVER, _SETUP, "change to another product"),
    _reason("retooling", _SETUP, "made ready for a new product"),
    _reason("trial_parts", ("engineering", "AUST", "Executing", "Setup"), "trial parts"),
    _reason("maintenance", _PLANNED, "preventive maintenance"),
    _reason("waiting_for_maintenance", _PLANNED, "waiting for the maintenance crew"),
    _reason("battery_swap", _POWER, "battery swapped"),
    _reason("charging", _POWER, "battery charged"),
    _reason("micro_stop", _FAILED, "short stop"),
    _reason(FAILURE, _FAILED, "failed"),
    _reason("waiting_for_repair", _FAILED, "waiting for the repair crew"),
    _reason("mechanical", _FAILED, "mechanical failure"),
    _reason("electrical", _FAILED, "electrical failure"),
    _reason("thermal", _FAILED, "too hot"),
    _reason("tool_broken", _FAILED, "tool worn or broken"),
    _reason("software", _FAILED, "software stopped"),
    _reason("sensor", _FAILED, "sensor failed"),
    _reason("network", _FAILED, "connection lost"),
    _reason("fixture", _FAILED, "fixture or clamp failed"),
    _reason("conveyor", _FAILED, "conveyor stopped"),
    _reason(INTERVENTION, _ASSIST, "a person helped"),
    _reason("waiting_for_help", _ASSIST, "waiting for a person"),
    _reason("safety_stop", _ASSIST, "protective stop"),
    _reason("jam", _ASSIST, "part jammed"),
    _reason("dropped", _ASSIST, "part dropped"),
    _reason("misplaced", _ASSIST, "part misplaced"),
    _reason("missed_grasp", _ASSIST, "grasp missed"),
    _reason("material", _ASSIST, "bad or wrong material"),
    _reason("fell_forward", _ASSIST, "robot fell forward"),
    _reason("fell_backward", _ASSIST, "robot fell backward"),
    _reason("fell_left", _ASSIST, "robot fell to the left"),
    _reason("fell_right", _ASSIST, "robot fell to the right"),
    _reason("left_course", _ASSIST, "robot left its course"),
    _reason("hit_bar", _ASSIST, "robot hit something overhead"),
    _reason("too_slow", _ASSIST, "robot ran out of time"),
    _reason("stuck", _ASSIST, "robot stuck at an obstacle"),
    _reason("time_limit", _ASSIST, "robot ran out of time"),
    _reason("off_command", _ASSIST, "robot off its command"),
    _reason("still_moving", _ASSIST, "robot did not come to a stand"),
    _reason("diverged", _ASSIST, "simulation diverged"),
)
"""All reason codes that every line knows."""


def element_of(reason: Reason, *, is_minor: bool) -> TimeElement:
    """Give the time element of a span.

    Args:
        reason: Reason of the span.
        is_minor: Whether the span belongs to a stop below the micro-stop threshold; such time stays
            actual production time, so that it lowers effectiveness and not availability.
    """
    return "APT" if is_minor and reason.element != "outside_PBT" else reason.element


def reason_table(extra: Iterable[Reason] = ()) -> Mapping[str, Reason]:
    """Give all reason codes of a line by code.

    Args:
        extra: Codes that the line declares itself.

    Returns:
        The built-in codes, then the declared ones, in order.

    Raises:
        AlreadyRegistered: When a declared code exists already.
    """
    table = {reason.code: reason for reason in BUILT_IN}
    for reason in extra:
        if reason.code in table:
            raise AlreadyRegistered(f"There is a reason code {reason.code!r} already.")
        table[reason.code] = reason
    return table


def like(code: str, model: str, text: str) -> Reason:
    """Make a reason code that counts as another one does.

    Args:
        code: The new code.
        model: The built-in code whose state, time element and mode it takes.
        text: What a person on the floor would say.

    Raises:
        UnknownName: When there is no built-in code `model`.
    """
    table = reason_table()
    if model not in table:
        raise unknown_name("reason code", model, table)
    same = table[model]
    return _reason(code, (same.state, same.element, same.item_state, same.mode), text)
