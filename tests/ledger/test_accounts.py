"""Accounts: their names, their tree, and one for every cost centre."""

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.accounts import SUBSIDY, Account, CostCentre, equipment, expense


def test_every_cost_centre_has_an_account_of_its_own_for_costs_and_for_purchases():
    names = [make(centre).name for make in (expense, equipment) for centre in CostCentre]
    assert len(set(names)) == 2 * len(CostCentre)
    assert all(expense(centre).kind == "Expenses" for centre in CostCentre)
    assert all(equipment(centre).kind == "Assets" for centre in CostCentre)


def test_the_cost_centres_are_those_of_the_house():
    assert [centre.value for centre in CostCentre] == [
        "model_and_training", "robot", "sensors", "actuators_and_spares", "safety_system",
        "fixtures_and_tooling", "integration_labour", "maintenance",
        "supervision_and_interventions", "downtime", "process_redesign", "energy", "floor",
        "scrap_and_escapes", "direct_labour",
    ]  # fmt: skip


def test_a_subsidy_is_no_cost_centre():
    assert SUBSIDY.kind == "Income"
    assert not any(SUBSIDY.is_under(expense(centre).name) for centre in CostCentre)


def test_an_account_lies_under_its_roots_and_not_under_a_namesake():
    account = Account(name="Assets:equipment:robot")
    assert account.is_under("Assets")
    assert account.is_under("Assets:equipment")
    assert account.is_under(account.name)
    assert not account.is_under("Assets:equip")
    assert not account.is_under("Expenses")


def test_an_unknown_kind_is_named_with_the_nearest():
    with pytest.raises(UnknownName, match=r"'Expense'\. Did you mean 'Expenses'"):
        Account(name="Expense:energy")


@pytest.mark.parametrize("name", ["Expenses", "Expenses:", "Expenses:Energy", "Assets:a b"])
def test_a_name_out_of_form_is_refused(name):
    with pytest.raises(InvalidConfig, match="out of form; after the kind come snake-case words"):
        Account(name=name)
