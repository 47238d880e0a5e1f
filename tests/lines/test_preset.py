"""Published deployments give their published and derived figures again."""

from dataclasses import replace

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.lines.line import About, Figure
from andon.lines.preset import MEASURES, check_figures, preset_names, read_preset
from andon.verdicts.intervals import clopper_pearson, success_rate_lower_bound

REPLICATIONS = {"nut_station_humanoid": 60}
"""The nut station draws its rate from 142 cycles: 60 replications have a standard error of .005."""


def test_the_published_deployments_are_there():
    assert preset_names() == [
        "nut_station_humanoid",
        "parcel_sorting_humanoid",
        "sheet_metal_humanoid",
        "stacking_humanoid",
        "stacking_person",
    ]


@pytest.mark.parametrize("name", preset_names())
def test_a_deployment_reproduces_its_figures(name):
    checks = check_figures(read_preset(name), seed=1, replications=REPLICATIONS.get(name, 2))
    missed = [(c.figure.name, c.figure.value, c.found.mean) for c in checks if not c.is_reproduced]
    assert missed == []


@pytest.mark.parametrize("name", preset_names())
def test_a_deployment_names_its_sources_and_assumptions(name):
    about = read_preset(name).about
    assert about.sources
    assert about.assumptions
    if name != "stacking_person":
        assert about.disagreements


def test_the_check_can_say_no():
    line = read_preset("stacking_humanoid")
    figure = line.about.figures[0]
    wrong = replace(figure, value=0.9)
    changed = replace(line, about=About(figures=(wrong,)))
    (check,) = check_figures(changed, seed=1, replications=2)
    assert not check.is_reproduced


def test_the_derived_bounds_of_the_nut_station_hold():
    # 128 of 142, and the cycles without fault that would show 99.9 %.
    assert clopper_pearson(128, 142) == pytest.approx((0.8401, 0.9450), abs=5e-5)
    assert success_rate_lower_bound(2995, 2995) >= 0.999 > success_rate_lower_bound(2994, 2994)
    assert pytest.approx(63.2, abs=0.1) == 2995 * 76 / 3600
    assert pytest.approx(0.887, abs=5e-4) == 0.917 * 0.967  # not the published 0.902


def test_unknown_presets_and_measures_are_refused():
    with pytest.raises(UnknownName, match="Did you mean 'stacking_person'"):
        read_preset("stacking_persn")
    line = read_preset("stacking_person")
    with pytest.raises(InvalidConfig, match="states no figure"):
        check_figures(replace(line, about=About()), seed=1, replications=2)
    figure = Figure(name="x", measure="partz", value=1.0, tolerance=1.0, unit="1", tag="C")
    with pytest.raises(UnknownName, match="Did you mean 'parts'"):
        check_figures(replace(line, about=About(figures=(figure,))), seed=1, replications=2)


def test_every_measure_is_used():
    used = {f.measure for name in preset_names() for f in read_preset(name).about.figures}
    assert used == set(MEASURES)
