"""What the page of a line says about the decision, from the files of its folder."""

import pytest

from andon.dashboard.decision_view import (
    money,
    named,
    view_claims,
    view_fixes,
    view_inputs,
    view_new_products,
    view_waiting,
)
from andon.dashboard.reading import Table
from andon.errors import BrokenFile


def table(**data):
    return Table(data=data, where="test.json")


def plain(text):
    return text.replace("\u00a0", " ")


def swing(name, low, high, share=0.5):
    return table(
        name=name, is_measured=name == "success_rate", low=1.0, high=2.0, cost_at_low=low,
        cost_at_high=high, share=share,
    )  # fmt: skip


def test_inputs_that_move_nothing_are_left_out():
    found = view_inputs([swing("success_rate", 1.3, 0.8, 0.9), swing("wage", 1.0, 1.0)], "USD")
    (row,) = found.rows
    assert row["name"] == "success rate of an attempt"
    assert row["how"] == "measured by episodes"
    assert plain(row["cost"]) == "1.300 USD to 0.800 USD"
    assert plain(row["share"]) == "90 %"
    assert 'width="100.00%"' in row["bar"]
    assert plain(found.axis) == "0.800 to 1.300 USD"
    assert view_inputs([swing("wage", 1.0, 1.0)], "USD") is None
    assert view_inputs([], "USD") is None


@pytest.mark.parametrize(("share", "words"), [(0.001, "below 1 %"), (1.2, "100 %"), (None, "")])
def test_shares_of_the_variance_are_words(share, words):
    (row,) = view_inputs([swing("price.robot", 1.0, 2.0, share)], "USD").rows
    assert plain(row["share"]) == words


def waiting(**changes):
    values = {
        "npv_now": 100.4, "value": 250.0, "option_value": 149.6, "buys_now": False,
        "chance_to_buy": 0.5, "mean_wait_yr": 3.04, "horizon_yr": 10, "fall_per_yr": 0.25,
        "volatility": 0.2,
    }  # fmt: skip
    return table(**(values | changes))


def test_waiting_says_what_is_best():
    found = view_waiting(waiting(), "USD")
    assert "buys after 3.0 years in the mean, with a chance of 50 %" in found.answer
    assert [plain(value) for _, value in found.rows] == ["100 USD", "250 USD", "149 USD"]
    assert "fall by 25 % a year, give or take 20 %" in plain(found.assumed)
    assert view_waiting(waiting(buys_now=True), "USD").answer.startswith("Buying now is best")
    never = view_waiting(waiting(chance_to_buy=0.0, mean_wait_yr=None), "USD")
    assert never.answer.startswith("It is not worth buying")
    assert view_waiting(table(), "USD") is None


@pytest.mark.parametrize(
    ("amount", "text"), [(1234.9, "1,234 USD"), (-1234.9, "\u22121,234 USD"), (-0.4, "0 USD")]
)
def test_money_is_rounded_towards_nothing(amount, text):
    assert plain(money(amount, "USD")) == text


def products(count=4.0, rows=None):
    costs = {0.0: 1.0, 0.5: 0.75}
    made = [
        {
            "new_products_per_year": n, "shorter": s,
            "cost_per_good_part": c * n if n < 50 else None,
            "saved_per_year": 1000.0 * s,
        }
        for n in (4.0, 52.0) for s, c in costs.items()
    ]  # fmt: skip
    return table(
        new_products_per_year=count, down_h=12.5, person_h=70.0, trial_parts=40.0,
        rows=made if rows is None else rows,
    )  # fmt: skip


def test_new_products_are_a_table_of_numbers_and_speeds():
    found = view_new_products(products(), "USD")
    assert "12.5 planned hours" in found.lead
    assert "40 trial parts" in found.lead
    assert "50 % less of it would save 500 USD a year" in plain(found.declared)
    assert [plain(head) for head in found.heads] == ["as declared", "50 % less"]
    first, last = found.rows
    assert [plain(cell) for cell in first["cells"]] == ["4.0000 USD", "3.0000 USD"]
    assert first["is_declared"]
    assert last["cells"] == ("no time left", "no time left")


def test_new_products_that_nobody_declared_or_priced_say_so():
    assert "declares none" in view_new_products(products(0.0), "USD").declared
    assert "prices of the work" in view_new_products(products(0.0, []), "USD").declared
    assert view_new_products(table(), "USD") is None


def fixes(**changes):
    row = {
        "place": "carry", "lever": "speed", "change": "cycle time 20% less",
        "parts_per_h": {"mean": 2.0, "low": 1.0, "high": 3.0}, "saved_per_year": 5000.0,
    }  # fmt: skip
    retooling = {**row, "lever": "retooling", "parts_per_h": None, "saved_per_year": -20.0}
    values = {
        "prices": "plant", "currency": "USD", "share": 0.2, "replications": 10,
        "rows": [row, retooling],
    }  # fmt: skip
    return table(**(values | changes))


def test_fixes_are_ranked_in_money_where_there_are_prices():
    found = view_fixes(fixes())
    assert [plain(str(row["money"])) for row in found.rows] == ["5,000 USD", "\u221220 USD"]
    assert [row["parts"] for row in found.rows] == ["1.00 to 3.00", ""]
    assert plain(found.share) == "20 %"
    bare = view_fixes(fixes(prices=None, currency=None))
    assert not bare.has_money
    assert {row["money"] for row in bare.rows} == {""}


def test_claims_keep_their_status():
    figure = {
        "name": "cost per hour", "published": 29.8, "computed": 38.96, "tolerance": 0.05,
        "unit": "1", "evidence": "C", "status": "not determined",
    }  # fmt: skip
    claims = table(
        title="China", figures=[figure], disagreements=[{"topic": "price", "text": "1.4 or 1.6 M"}]
    )
    found = view_claims(claims)
    assert found.figures[0]["status"] == "not determined"
    assert found.figures[0]["unit"] == ""
    assert found.disagreements == (("price", "1.4 or 1.6 M"),)
    assert view_claims(table()) is None


def test_names_of_inputs_are_words_and_broken_files_are_named():
    assert named("price.safety_system") == "price of: safety system"
    assert named("wage") == "cost of an hour of people"
    with pytest.raises(BrokenFile, match=r"test\.json"):
        view_fixes(table(rows=[]))
