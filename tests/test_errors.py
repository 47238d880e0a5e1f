"""Every deliberate error is an andon error, the built-in one expects, and says its message."""

import pickle

import pytest

from andon import errors
from andon.errors import AndonError, UnknownName, unknown_name

EXPECTED = {
    "AlreadyRegistered": ValueError,
    "BrokenFile": ValueError,
    "CannotWrite": OSError,
    "ContractMismatch": ValueError,
    "Diverged": ArithmeticError,
    "InvalidConfig": ValueError,
    "MissingExtra": ImportError,
    "UnknownName": KeyError,
    "WorkerDied": RuntimeError,
}
"""Name of each error and the built-in that a caller would catch."""

CLASSES = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, AndonError) and kind is not AndonError
}


def test_the_list_of_errors_is_complete():
    assert set(CLASSES) == set(EXPECTED)
    assert set(CLASSES) < set(errors.__all__)


@pytest.mark.parametrize("name", EXPECTED)
def test_an_error_is_also_the_built_in_one(name):
    assert issubclass(CLASSES[name], EXPECTED[name])


@pytest.mark.parametrize("name", EXPECTED)
def test_an_error_says_its_message_without_quotes(name):
    assert str(CLASSES[name]("The step is 0.7 m; at most 0.3 m.")) == (
        "The step is 0.7 m; at most 0.3 m."
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_an_error_without_message_says_its_name(name):
    assert str(CLASSES[name]()) == name


@pytest.mark.parametrize("name", EXPECTED)
def test_an_error_survives_the_way_back_from_another_process(name):
    back = pickle.loads(pickle.dumps(CLASSES[name]("No such thing.")))
    assert type(back) is CLASSES[name]
    assert str(back) == "No such thing."


def test_an_unknown_name_is_told_the_nearest_one():
    error = unknown_name("scenario", "street_wlak", ["street_walk", "home_tidy_table"])
    assert isinstance(error, UnknownName)
    assert str(error) == (
        "No scenario named 'street_wlak'. Did you mean 'street_walk'? "
        "Available: ['home_tidy_table', 'street_walk']"
    )


def test_an_unknown_name_with_nothing_near_is_told_all():
    assert str(unknown_name("body", "zzz", {"humanoid": 1, "carer": 2})) == (
        "No body named 'zzz'. Available: ['carer', 'humanoid']"
    )


def test_an_unknown_name_with_nothing_there_says_so():
    assert str(unknown_name("policy", "stand", [])) == "No policy named 'stand'. Available: []"
