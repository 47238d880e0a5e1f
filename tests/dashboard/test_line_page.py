"""The page of a line: what it says, that it is whole in itself, and the lamp on top."""

from dataclasses import replace

import pytest

from andon.artifacts import read_json, write_json
from andon.dashboard.line_page import choose_lamp, make_line_page
from andon.errors import BrokenFile
from andon.ledger.artifact import book_run, known_of, price_source, published_with
from andon.lines.artifact import read_line_run, run_line
from andon.lines.line import read_line
from andon.lines.preset import read_preset
from tests.cli.lines import write_line, write_prices
from tests.dashboard.pages import chromium, read_page


@pytest.fixture
def folder(tmp_path):
    """Run a small line."""
    run_line(read_line(write_line(tmp_path)), tmp_path / "run", seed=0, replications=3)
    return tmp_path / "run"


@pytest.fixture
def booked(folder, tmp_path):
    """Run and book a small line."""
    run = read_line_run(folder)
    file, _ = price_source(str(write_prices(tmp_path)))
    write_json(
        folder / "ledger.json", book_run(known_of(run.summary, run.replications), file).plain
    )
    return folder


def test_the_page_says_what_a_plant_manager_asks(booked):
    text = read_page(make_line_page(booked)).text
    for words in (
        "good parts per planned hour", "95 % interval of the mean", "The first shift",
        "Why it stops", "part dropped", "People needed", "cost per good part", "Without subsidy",
        "With subsidy", "break-even productivity", "payback", "What to measure next",
        "andon propose", "bottleneck", "good time", "Provenance",
    ):  # fmt: skip
        assert words in text, words


def test_the_page_says_what_the_decision_hangs_on(tmp_path):
    line = read_preset("stacking_humanoid")
    run_line(replace(line, horizon_s=86400.0), tmp_path / "run", seed=0, replications=2)
    run = read_line_run(tmp_path / "run")
    file, _ = price_source("humanoid_china")
    published = published_with("humanoid_china")
    booked = book_run(known_of(run.summary, run.replications), file, published=published)
    write_json(tmp_path / "run" / "ledger.json", booked.plain)
    text = read_page(make_line_page(tmp_path / "run")).text
    for words in (
        "What the cost hangs on", "price of a robot", "Buy now, or wait?", "A new product",
        "New products per year", "andon line improve", "productivity, and break-even",
        "Humanoid at 30 to 50 % of a person's productivity, China", "From its own numbers",
        "What does not add up",
    ):  # fmt: skip
        assert words in text, words


def test_a_line_without_books_says_how_to_make_them(folder):
    page = read_page(make_line_page(folder))
    assert "AMBER not judged" in page.text
    assert "andon book run --prices PRICES.toml" in page.text


def test_a_page_is_a_function_of_its_folder(booked):
    first = make_line_page(booked).read_bytes()
    assert make_line_page(booked).read_bytes() == first


def test_published_figures_stand_beside_the_run(tmp_path):
    run_line(read_preset("nut_station_humanoid"), tmp_path / "run", seed=0, replications=4)
    text = read_page(make_line_page(tmp_path / "run")).text
    assert "both sides at the first try" in text
    assert "91.7 % left and 96.7 % right multiply to 88.7 %" in text
    assert "What does not add up" in text


def test_names_cannot_break_out_of_the_page(tmp_path):
    path = write_line(tmp_path)
    path.write_text(path.read_text().replace('name = "cell"', 'name = "<script>cell</script>"'))
    run_line(read_line(path), tmp_path / "run", seed=0, replications=2)
    assert "<script>cell</script>" in read_page(make_line_page(tmp_path / "run")).text


def test_one_replication_has_no_interval(tmp_path):
    run_line(read_line(write_line(tmp_path)), tmp_path / "run", seed=0, replications=1)
    assert "1 replication of" in read_page(make_line_page(tmp_path / "run")).text


@pytest.mark.parametrize("name", ["summary.json", "shift_log.parquet"])
def test_a_folder_that_lacks_a_file_is_refused(name, folder):
    (folder / name).unlink()
    with pytest.raises(BrokenFile, match=name):
        make_line_page(folder)


def test_a_newer_schema_is_refused(folder):
    write_json(folder / "summary.json", read_json(folder / "summary.json") | {"schema": 2})
    with pytest.raises(BrokenFile, match="schema 2"):
        make_line_page(folder)


@pytest.mark.parametrize(
    ("chance", "evidence", "robots", "colour"),
    [
        (0.99, ("GREEN",), 1, "GREEN"),
        (0.95, ("",), 1, "GREEN"),
        (0.94, ("GREEN",), 1, "AMBER"),
        (0.99, ("AMBER",), 1, "AMBER"),
        (0.99, ("GREEN", "RED"), 2, "RED"),
        (0.05, ("GREEN",), 1, "RED"),
        (None, ("GREEN",), 1, "AMBER"),
        (None, ("RED",), 1, "RED"),
        (0.99, (), 0, "AMBER"),
    ],
)
def test_the_lamp_is_green_only_for_what_is_sure_and_proven(chance, evidence, robots, colour):
    assert choose_lamp(chance, evidence, robots=robots).colour == colour


@pytest.mark.parametrize("width", [360, 1200])
def test_a_browser_shows_the_page(width, booked, tmp_path):
    shot = tmp_path / "shot.png"
    chromium(
        tmp_path, make_line_page(booked), f"--window-size={width},1600", f"--screenshot={shot}"
    )
    assert shot.stat().st_size > 20_000
