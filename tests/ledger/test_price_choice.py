"""A hint at prices is never refused, and every published line has prices of its own."""

from dataclasses import replace

import pytest

from andon.ledger.artifact import known_of, price_source, published_with
from andon.ledger.price_choice import DEPLOYMENTS, fitting_prices, missing_price
from andon.lines.artifact import read_line_run, run_line
from andon.lines.line import read_line
from andon.lines.preset import preset_names, read_preset
from tests.cli.lines import write_line


def known(line, folder):
    run_line(line, folder, seed=0, replications=2)
    run = read_line_run(folder)
    return known_of(run.summary, run.replications)


def test_every_published_line_names_prices():
    assert sorted(DEPLOYMENTS) == sorted(preset_names())


@pytest.mark.parametrize("name", preset_names())
def test_a_published_line_is_booked_at_its_own_prices(name, tmp_path):
    line = read_preset(name)
    one = known(replace(line, horizon_s=min(line.horizon_s, 12 * 3600.0)), tmp_path / "run")
    assert fitting_prices(one)[0] == DEPLOYMENTS[name]


def test_a_price_that_is_missing_is_named(tmp_path):
    line = read_line(write_line(tmp_path))
    breaks = line.stations[0].name
    one = known(line, tmp_path / "run")
    assert "humanoid_us" in fitting_prices(one)
    failing = replace(one, replications=tuple(_with_failure(r) for r in one.replications))
    assert breaks == "press"
    assert "price.actuator_spare" in missing_price(failing, "humanoid_us")
    assert "humanoid_us" not in fitting_prices(failing)


def _with_failure(row):
    return replace(row, total=replace(row.total, failures=3))


def test_prices_of_a_plant_were_published_with_nothing(tmp_path):
    assert published_with(str(tmp_path / "plant.toml")) is None
    assert published_with("humanoid_us").title
    assert price_source("humanoid_us")[0].name == "humanoid_us"
