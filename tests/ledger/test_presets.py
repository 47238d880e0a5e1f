"""Presets: published deployments that load, book, and say what does not add up."""

from decimal import Decimal

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.presets import PRESET_FOLDER, preset, preset_names, read_preset

DEPLOYMENTS = ("bmw_spartanburg", "humanoid_china", "humanoid_us", "parcel_sorting",
               "xiaomi_nut_station")  # fmt: skip


def test_the_published_deployments_are_shipped():
    assert set(DEPLOYMENTS) <= set(preset_names())


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_books_and_says_where_claims_disagree(name):
    one = preset(name)
    ledger = one.ledger()
    assert ledger.cost_per_good_part(with_subsidy=False).amount > 0
    assert one.figures
    assert one.disagreements
    assert one.note
    assert all(price.source for price in one.prices.prices.values())


@pytest.mark.parametrize("name", preset_names())
def test_an_assumed_price_is_tagged_as_one(name):
    for price in preset(name).prices.prices.values():
        assert (price.evidence == "J") == (
            "assumption" in price.source or "example" in price.source
        ), price


def test_worked_example_one_loses_and_two_pays_at_thirty_per_cent():
    us, cheap = preset("humanoid_us").ledger(), preset("humanoid_us_low_price").ledger()
    wage = Decimal("45.65")
    assert us.cost_per_human_equivalent_h(with_subsidy=False).amount > wage
    assert cheap.cost_per_human_equivalent_h(with_subsidy=False).amount < wage


def test_a_walker_class_humanoid_does_not_pay_in_china_with_subsidy_or_without():
    one = preset("humanoid_china")
    ledger = one.ledger()
    for flag in (False, True):
        needed = ledger.break_even_productivity(with_subsidy=flag)
        assert needed > Decimal(str(one.claim("productivity_high")))
    assert ledger.subsidy().amount > 0


def test_five_robots_on_one_post_cost_five_times_the_capital():
    ledger = preset("parcel_sorting").ledger()
    assert ledger.outlay(with_subsidy=False).amount == 5 * 100_000 * 2


def test_an_unknown_preset_or_claim_is_named():
    with pytest.raises(UnknownName, match=r"'bmw'.*Available: \['bmw_spartanburg'"):
        preset("bmw")
    with pytest.raises(UnknownName, match="claim of the preset 'humanoid_us' named 'takt_s'"):
        preset("humanoid_us").claim("takt_s")


@pytest.mark.parametrize(
    ("old", "new", "error", "message"),
    [
        ("[claims]", "[claim]", UnknownName, "No key named 'claim'"),
        ('name = "humanoid_us"', 'name = "other"', InvalidConfig, "the name of the file"),
        ("robots = 1", "robot = 1", UnknownName, r"`observed\.robot`: No key named 'robot'"),
        ("planned_hours = 4000", "", InvalidConfig, "key `observed` lacks `planned_hours`"),
        ("energy = 4000", "power = 4000", UnknownName, "measured quantity named 'power'"),
        ("tolerance = 0.005", "tolerance = -1", InvalidConfig, "is -1, below 0"),
        ("published = 26.91", "", InvalidConfig, r"key `figure\[1\]` lacks `published`"),
        ('topic = "energy"', 'title = "energy"', UnknownName, "No key named 'title'"),
        (
            'evidence = "C"\n\n[[figure]]',
            'evidence = "C"\nis_determined = 1\n\n[[figure]]',
            InvalidConfig,
            "it must be true or false",
        ),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path, old, new, error, message):
    text = (PRESET_FOLDER / "humanoid_us.toml").read_text()
    assert old in text
    path = tmp_path / "humanoid_us.toml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(error, match=message) as caught:
        read_preset(path)
    assert str(caught.value).startswith("humanoid_us.toml")
