"""The statement: everything that a ledger says, as plain data."""

import json
from decimal import Decimal

import pytest

from andon.ledger.cost_model import cost_model
from andon.ledger.presets import preset, preset_names
from andon.ledger.statement import statement, uncertain_statement
from tests.ledger.test_book import make_ledger


@pytest.mark.parametrize("name", preset_names())
def test_the_statement_is_json_and_adds_up(name):
    ledger = preset(name).ledger()
    plain = json.loads(json.dumps(statement(ledger)))
    centres = sum(Decimal(row["amount"]) for row in plain["centres"])
    without, with_one = plain["results"]
    assert (without["with_subsidy"], with_one["with_subsidy"]) == (False, True)
    assert centres == Decimal(without["cost"]["amount"])
    assert centres - Decimal(plain["subsidy"]["amount"]) == Decimal(with_one["cost"]["amount"])
    assert sum(map(Decimal, plain["accounts"].values())) == 0
    for entry in plain["entries"]:
        assert sum(Decimal(row["amount"]) for row in entry["postings"]) == 0
    assert all(row["source"] and row["date"] for row in plain["prices"])


def test_the_hash_follows_every_amount():
    one, same, other = (
        statement(make_ledger(used={"energy": kwh})) for kwh in (100, 100, "100.000000001")
    )
    assert one == same
    assert one["hash"] != other["hash"]


def test_a_line_without_parts_or_people_still_has_a_statement():
    plain = statement(make_ledger(quantities={"good_parts": 0}))
    assert plain["results"][0]["cost_per_good_part"] is None
    assert "productivity" not in plain["results"][0]


def test_distributions_are_stated_with_subsidy_and_without():
    plain = uncertain_statement(cost_model(preset("humanoid_china").ledger()), seed=4)
    plain = json.loads(json.dumps(plain))
    assert [row["with_subsidy"] for row in plain["results"]] == [False, True]
    assert set(plain["results"][0]["cost_per_h"]) == {"mean", "low", "median", "high"}
    assert plain["currency"] == "CNY"
