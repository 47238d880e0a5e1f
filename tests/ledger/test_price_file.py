"""Price files: read in full, and refused with file and key."""

from decimal import Decimal
from pathlib import Path

import pytest

from andon.errors import BrokenFile, InvalidConfig, UnknownName
from andon.ledger.price_file import DEFAULTS, read_price_file
from andon.ledger.prices import ROLES, Spread, published_prices
from andon.ledger.subsidy import published_subsidies

TEXT = """
schema = 1
name = "plant"
defaults = "EU"

[terms]
currency = "EUR"
date = 2026-03-01
discount_rate = 0.08
life_yr = 5
hours_per_year = 4000
supervisors = 0.1
human_parts_per_h = 60

[spread.life_yr]
low = 3
high = 7

[price.robot]
like = "unitree_h2"

[price.energy]
value = 180
currency = "EUR"
unit = "MWh"
date = 2026-01-01
source = "contract"
evidence = "S"

[[exchange]]
base = "EUR"
quote = "USD"
value = 1.15
date = 2026-02-27
source = "central bank"
evidence = "S"

[[subsidy]]
like = "shenzhen"
"""


def write(folder, text):
    path = folder / "plant.toml"
    path.write_text(text)
    return path


def test_a_full_file_becomes_what_it_declares(tmp_path):
    file = read_price_file(write(tmp_path, TEXT))
    assert file.name == "plant"
    assert file.prices.price("robot").value == 29_900
    assert file.prices.price("energy").per("kWh").amount == Decimal("0.18")
    assert file.prices.price("operator").value == Decimal("33.9")
    assert file.terms.discount_rate == Decimal("0.08")
    assert file.terms.human_parts_per_h == 60
    assert file.terms.spreads == {"life_yr": Spread(low=Decimal(3), high=Decimal(7))}
    assert file.terms.exchange.rates[0].value == Decimal("1.15")
    assert file.terms.subsidies == (published_subsidies()["shenzhen"],)


def test_a_declared_price_goes_before_a_default(tmp_path):
    operator = '[price.operator]\nlike = "germany_labour_cost"\n\n[price.robot]'
    own = TEXT.replace("[price.robot]", operator)
    assert read_price_file(write(tmp_path, own)).prices.price("operator").value == Decimal("41.3")


def test_without_defaults_nothing_is_filled_in(tmp_path):
    file = read_price_file(write(tmp_path, TEXT.replace('defaults = "EU"', "")))
    assert set(file.prices.prices) == {"robot", "energy"}


def test_without_rates_the_published_ones_stand(tmp_path):
    head, tail = TEXT.split("[[exchange]]")
    file = read_price_file(write(tmp_path, head + "[[subsidy]]" + tail.split("[[subsidy]]")[1]))
    assert {(one.base, one.quote) for one in file.terms.exchange.rates} == {("USD", "CNY")}


@pytest.mark.parametrize("region", DEFAULTS)
def test_defaults_are_published_prices_of_roles(region):
    for role, name in DEFAULTS[region].items():
        assert published_prices()[name].per(ROLES[role].unit).amount > 0


@pytest.mark.parametrize(
    ("old", "new", "error", "message"),
    [
        ("schema = 1", "", InvalidConfig, "lacks `schema`"),
        ("schema = 1", "schema = 2", InvalidConfig, "`schema` is 2; this version reads schema 1"),
        ('name = "plant"', "", InvalidConfig, "lacks `name`"),
        ('"EU"', '"Europe"', UnknownName, "`defaults`: No region of defaults named 'Europe'"),
        ("[terms]", "[term]", UnknownName, "No key named 'term'. Did you mean 'terms'"),
        ("life_yr = 5", "", InvalidConfig, "key `terms` lacks `life_yr`"),
        ("life_yr = 5", "life = 5", UnknownName, "`terms.life`: No key named 'life'"),
        ("0.08", "8", InvalidConfig, "key `terms`: discount_rate is 8; it is a share per year"),
        ("[price.energy]", "[price.power]", UnknownName, "named 'power'"),
        ("MWh", "h", InvalidConfig, "'energy' is given per 'h' and needed per 'kWh'"),
        ("low = 3", "", InvalidConfig, "key `spread.life_yr` lacks `low`"),
        ("low = 3\nhigh = 7", "", InvalidConfig, "neither low nor high"),
        ("[spread.life_yr]", "[spread.life]", UnknownName, "number of the terms to spread"),
        ('quote = "USD"', 'quote = "EUR"', InvalidConfig, r"`exchange\[1\]`: A rate from EUR"),
        ("value = 1.15", "rate = 1.15", UnknownName, r"`exchange\[1\].rate`: No key"),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path, old, new, error, message):
    assert old in TEXT
    with pytest.raises(error, match=message) as caught:
        read_price_file(write(tmp_path, TEXT.replace(old, new, 1)))
    assert str(caught.value).startswith("plant.toml")


DOCS = Path(__file__).parents[2] / "docs"


def block(page, language):
    return (DOCS / page).read_text().split(f"```{language}\n")[1].split("```")[0]


def test_the_documented_file_and_the_documented_lines_run(tmp_path, monkeypatch):
    (tmp_path / "plant.toml").write_text(block("reference/prices.md", "toml"))
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(block("explanation/ledger.md", "python"), names)
    assert names["ledger"].cost_per_good_part(with_subsidy=False).amount > 0
    assert names["ledger"].subsidy().amount > 0


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(BrokenFile, match="Cannot read"):
        read_price_file(tmp_path / "none.toml")
