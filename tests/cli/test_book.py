"""`andon book`: what a part costs, from a folder and from a shift log."""

import json
from decimal import Decimal

import pytest

from tests.cli.commands import files_under
from tests.cli.lines import write_line, write_prices

QUICK = ("--compute", "inline", "--replications", "3")


@pytest.fixture
def run(andon, tmp_path):
    """Run the small line."""
    assert andon("line", "run", write_line(tmp_path), "--out", "run", *QUICK).code == 0
    return tmp_path / "run"


def test_books_say_what_a_part_costs_with_and_without_subsidy(andon, run, tmp_path):
    answer = andon("book", run, "--prices", write_prices(tmp_path))
    assert (answer.code, answer.err) == (0, "")
    for words in ("USD per good part", "break-even productivity", "net present value", "payback"):
        assert words in answer.words
    ledger = json.loads((run / "ledger.json").read_text())
    without, supported = ledger["statement"]["results"]
    cost, less = (Decimal(r["cost_per_good_part"]["amount"]) for r in (without, supported))
    assert cost > less
    good = ledger["statement"]["good_parts"]
    assert cost * good == pytest.approx(Decimal(without["cost"]["amount"]))
    summary = json.loads((run / "summary.json").read_text())
    assert good == round(3 * summary["kpis"]["good_parts"]["mean"])
    row = ledger["cost_per_good_part"][0]
    assert row["p05"] <= float(cost) <= row["p95"]
    assert (run / "prices.toml").read_text() == (tmp_path / "prices.toml").read_text()
    assert "cost per good part" in (run / "report.html").read_text()


def test_the_same_books_are_the_same_file(andon, run, tmp_path):
    prices = write_prices(tmp_path)
    andon("book", run, "--prices", prices)
    before = files_under(run)
    andon("book", run, "--prices", prices)
    assert files_under(run) == before


def test_one_shift_log_can_be_booked_alone(andon, run, tmp_path):
    log = run / "shift_log.parquet"
    answer = andon("book", log, "--prices", write_prices(tmp_path), "--out", "books")
    assert answer.code == 0
    assert "one replication" in answer.words
    ledger = json.loads((tmp_path / "books" / "ledger.json").read_text())
    summary = json.loads((run / "summary.json").read_text())
    assert ledger["statement"]["log_hash"] == summary["log_hash"]
    assert not (run / "ledger.json").exists()


def test_published_prices_are_named_and_what_they_lack_as_well(andon, run):
    answer = andon("book", run, "--prices", "humanoid_us", "--dry-run")
    assert answer.code == 0
    assert "at the prices of humanoid_us" in answer.words
    answer = andon("book", run, "--prices", "xiaomi_nut_station", "--dry-run")
    assert answer.code == 2
    assert "xiaomi_nut_station.toml lacks the price `price." in answer.words


def test_a_dry_run_writes_nothing(andon, run, tmp_path):
    prices = write_prices(tmp_path)
    before = files_under(tmp_path)
    answer = andon("book", run, "--prices", prices, "--dry-run")
    assert answer.code == 0
    assert "USD per good part" in answer.words
    assert files_under(tmp_path) == before


def test_bad_prices_are_refused_with_file_and_key(andon, run, tmp_path):
    prices = write_prices(tmp_path)
    before = files_under(run)
    for old, new, message in (
        ('unit = "kWh"', 'unit = "gallon"', "price.energy"),
        ("discount_rate = 0.1", "discount_rate = 10", "discount_rate"),
        ("[price.energy]", "[price.sunshine]", "sunshine"),
        ('currency = "USD"\nunit = "kWh"', 'currency = "XAU"\nunit = "kWh"', "XAU"),
    ):
        path = tmp_path / "bad.toml"
        path.write_text(prices.read_text().replace(old, new))
        answer = andon("book", run, "--prices", path)
        assert answer.code == 2, old
        assert message in answer.words
    assert files_under(run) == before


@pytest.mark.parametrize("prices", ["absent.toml", "humanoid_mars"])
def test_prices_that_are_not_there_are_refused_with_the_alternatives(prices, andon, run):
    answer = andon("book", run, "--prices", prices)
    assert answer.code == 2
    assert "humanoid_us" in answer.words


def test_what_is_no_run_is_refused(andon, tmp_path):
    prices = write_prices(tmp_path)
    (tmp_path / "letter.txt").write_text("dear")
    for source in ("absent", tmp_path, "letter.txt"):
        assert andon("book", source, "--prices", prices).code == 2
