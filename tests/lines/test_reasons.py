"""Every reason code has its place in three standards."""

import pytest

from andon.episodes.episode import FAILED_CAUSES
from andon.errors import AlreadyRegistered, UnknownName
from andon.lines.reasons import BUILT_IN, E10_STATES, element_of, like, reason_table

TABLE_68 = {
    ("OutOfService", "None"): {"ADOT"},
    ("NotExecuting", "Processing"): {"ADET"},
    ("OutOfService", "Processing"): {"ADET"},
    ("OutOfService", "Maintenance"): {"APMT"},
    ("Executing", "Processing"): {"APT"},
    ("Executing", "Setup"): {"AUST"},
    ("NotExecuting", "None"): {"outside_PBT"},
    ("NotAvailable", "None"): {"outside_PBT"},
}
"""Item state and operation mode of OPC 40001-1 to time element; breaks are not planned busy."""


def test_reason_codes_are_unique():
    codes = [reason.code for reason in BUILT_IN]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("reason", BUILT_IN, ids=lambda r: r.code)
def test_every_code_agrees_with_the_mapping_of_opc_40001(reason):
    assert reason.element in TABLE_68[reason.item_state, reason.mode]
    assert reason.state in E10_STATES
    assert (reason.element == "APT") == (reason.state == "productive")


def test_every_cause_of_a_failed_episode_is_a_reason_code():
    assert set(FAILED_CAUSES) <= set(reason_table())


def test_minor_stops_stay_production_time():
    table = reason_table()
    assert element_of(table["mechanical"], is_minor=True) == "APT"
    assert element_of(table["mechanical"], is_minor=False) == "ADOT"
    assert element_of(table["break"], is_minor=True) == "outside_PBT"


def test_a_code_of_its_own_counts_like_another():
    own = like("weld_tip", "tool_broken", "weld tip worn")
    assert reason_table([own])["weld_tip"].element == "ADOT"
    with pytest.raises(AlreadyRegistered, match="'jam' already"):
        reason_table([like("jam", "tool_broken", "x")])
    with pytest.raises(UnknownName, match="Did you mean 'tool_broken'"):
        like("x", "tool_brokn", "y")
