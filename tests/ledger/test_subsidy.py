"""Subsidies: shares of what is eligible, up to a cap in any currency."""

from datetime import date
from decimal import Decimal

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.accounts import CostCentre
from andon.ledger.exchange import ExchangeRate, ExchangeRates
from andon.ledger.money import money
from andon.ledger.section import Section
from andon.ledger.subsidy import published_subsidies, read_subsidy

DAY = date(2026, 3, 1)
RATES = ExchangeRates(
    rates=(
        ExchangeRate(
            base="EUR", quote="CNY", value=Decimal(8), date=DAY, source="test", evidence="J"
        ),
    )
)
FULL = {
    "name": "town",
    "share": Decimal("0.5"),
    "cap": 800,
    "cap_currency": "CNY",
    "centres": ["robot"],
    "date": DAY,
    "source": "law",
    "evidence": "S",
}


def read(**changes):
    values = {key: value for key, value in {**FULL, **changes}.items() if value is not None}
    return read_subsidy(Section(file="p.toml", key="subsidy[1]", values=values), {})


def granted(subsidy, **purchases):
    bought = {CostCentre(name): money(value, "EUR") for name, value in purchases.items()}
    return subsidy.grant(bought, currency="EUR", rates=RATES, on=DAY).amount


def test_the_share_of_what_is_eligible_is_paid_up_to_the_cap():
    assert granted(read(), robot=100, sensors=1000) == 50
    assert granted(read(), robot=1000) == 100  # 800 CNY at 8
    assert granted(read(cap=None, cap_currency=None), robot=1000) == 500
    assert granted(read(), sensors=1000) == 0
    assert granted(read(share=Decimal(1)), robot=90) == 90


def test_the_shipped_subsidies_are_those_of_their_sources():
    table = published_subsidies()
    shanghai, shenzhen = table["shanghai"], table["shenzhen"]
    assert (shanghai.share, shanghai.cap) == (Decimal("0.30"), money(50_000_000, "CNY"))
    assert (shenzhen.share, shenzhen.cap) == (Decimal("0.60"), money(10_000_000, "CNY"))
    assert shenzhen.centres == (CostCentre.MODEL_AND_TRAINING,)


def test_a_subsidy_can_be_like_a_published_one():
    row = Section(file="p.toml", key="s", values={"like": "shanghai", "share": Decimal("0.1")})
    assert read_subsidy(row, published_subsidies()).share == Decimal("0.1")
    row = Section(file="p.toml", key="s", values={"like": "shangai"})
    with pytest.raises(UnknownName, match=r"'shangai'\. Did you mean 'shanghai'"):
        read_subsidy(row, published_subsidies())


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"share": Decimal(30)}, InvalidConfig, r"pays a share of 30; it must lie in \(0, 1\]"),
        ({"share": Decimal("1.01")}, InvalidConfig, r"it must lie in \(0, 1\]"),
        ({"share": Decimal(0)}, InvalidConfig, r"it must lie in \(0, 1\]"),
        ({"centres": None}, InvalidConfig, "names no cost centre"),
        ({"centres": ["robots"]}, UnknownName, "'robots'. Did you mean 'robot'"),
        ({"cap_currency": None}, InvalidConfig, "lacks `cap_currency`"),
        ({"town": 1}, UnknownName, "No key named 'town'"),
    ],
)
def test_mistakes_name_file_and_key(change, error, message):
    with pytest.raises(error, match=message) as caught:
        read(**change)
    assert str(caught.value).startswith("p.toml, key `subsidy[1]")
