"""Figures: published and derived numbers are reproduced, and a false one is noticed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from andon.errors import UnknownName
from andon.ledger.figures import FORMULAS, check_figures
from andon.ledger.presets import preset, preset_names

CASES = [(name, index) for name in preset_names() for index in range(len(preset(name).figures))]


@pytest.mark.parametrize(("name", "index"), CASES)
def test_a_published_figure_is_reproduced_within_its_tolerance(name, index):
    check = check_figures(preset(name))[index]
    if check.figure.is_determined:
        assert check.status == "agrees", check
    else:
        assert check.status == "not determined"
        assert not check.agrees, "its terms do determine it"


def computed(name):
    return {check.figure.formula: float(check.computed) for check in check_figures(preset(name))}


def test_worked_examples_one_to_three_hold_to_four_decimals():
    assert computed("humanoid_us")["cost_per_h"] == pytest.approx(26.9057, abs=5e-5)
    assert computed("humanoid_us_low_price")["cost_per_h"] == pytest.approx(11.0591, abs=5e-5)
    assert computed("humanoid_china")["cost_per_h"] == pytest.approx(67.6206, abs=5e-5)


def test_without_energy_the_worked_examples_are_what_the_reference_says():
    for name, expected in (
        ("humanoid_us", 26.61),
        ("humanoid_us_low_price", 10.76),
        ("humanoid_china", 67.32),
    ):
        one = preset(name)
        bare = replace(one, quantities=replace(one.quantities, used={}))
        assert float(bare.ledger().cost_per_h(with_subsidy=False).amount) == pytest.approx(
            expected, abs=0.005
        )


def test_example_four_is_not_determined_and_gives_its_figure_under_other_terms():
    one = preset("humanoid_china_open_terms")
    assert [check.status for check in check_figures(one)].count("not determined") == 2
    cheaper = one.prices.with_price(
        "supervisor", replace(one.prices.price("supervisor"), value=Decimal(4))
    )
    terms = replace(one.terms, integration_share=Decimal("0.30"))
    other = replace(one, prices=cheaper, terms=terms).ledger()
    assert float(other.cost_per_h(with_subsidy=False).amount) == pytest.approx(29.8, abs=0.05)


def test_a_figure_that_does_not_hold_is_said_to_differ():
    one = preset("bmw_spartanburg")
    wrong = replace(one, quantities=replace(one.quantities, good_parts=80_000))
    status = {check.figure.formula: check.status for check in check_figures(wrong)}
    assert status["parts_per_h"] == "differs"
    assert status["ideal_parts_per_h"] == "agrees"


def test_every_formula_is_used_by_a_preset():
    used = {figure.formula for name in preset_names() for figure in preset(name).figures}
    assert used == set(FORMULAS)


def test_an_unknown_formula_is_named():
    one = preset("humanoid_us")
    wrong = replace(one, figures=(replace(one.figures[0], formula="cost_per_hour"),))
    with pytest.raises(UnknownName, match=r"'cost_per_hour'\. Did you mean 'cost_per_h'"):
        check_figures(wrong)
