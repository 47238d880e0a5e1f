"""What to fix first, in parts and in money, by pairs of replications."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from andon.errors import InvalidConfig
from andon.ledger.artifact import known_of, price_source
from andon.ledger.improvement import improvements_statement, rank_in_money
from andon.ledger.retooling import Retooling
from andon.lines.artifact import read_line_run, run_line
from andon.lines.line import line_hash, read_line
from tests.cli.lines import write_line, write_prices


@pytest.fixture
def line(tmp_path):
    return read_line(write_line(tmp_path))


@pytest.fixture
def known(line, tmp_path):
    run_line(line, tmp_path / "run", seed=0, replications=2)
    run = read_line_run(tmp_path / "run")
    return known_of(run.summary, run.replications)


@pytest.fixture
def prices(tmp_path):
    return price_source(str(write_prices(tmp_path)))[0]


def rank(line, known, prices, **changes):
    return rank_in_money(line, known, prices, **{"seed": 0, "replications": 3, **changes})


def test_the_slowest_station_is_worth_most(line, known, prices):
    rows = rank(line, known, prices)
    assert {(row.place, row.lever) for row in rows} == {
        ("press", "speed"), ("carry", "speed"), ("carry", "success_rate"), ("carry", "help_time"),
        ("blanks", "buffer"),
    }  # fmt: skip
    assert [row.saved_per_part.mean for row in rows] == sorted(
        (row.saved_per_part.mean for row in rows), reverse=True
    )
    assert {row.place for row in rows[:2]} == {"carry"}  # help costs people, too
    assert rows[0].parts_per_h.low > 0.0
    first = rows[0]
    now = rank(line, known, prices, share=0.2)[0]
    assert now == first  # the same luck
    assert first.saved_per_year / first.saved_per_part.mean > 4000 * 60


def test_without_prices_parts_decide(line, known):
    rows = rank(line, known, None)
    assert all(row.saved_per_part is None and row.saved_per_year is None for row in rows)
    gains = [row.parts_per_h.mean for row in rows]
    assert gains == sorted(gains, reverse=True)


def test_faster_retooling_is_an_improvement_in_money(line, known, prices):
    setup = Retooling(down_h=Decimal(20), person_h=Decimal(40), trial_parts=Decimal(0))
    with_setup = replace(known, retooling=setup)
    assert not [r for r in rank(line, with_setup, prices) if r.lever == "retooling"]
    terms = replace(prices.terms, new_products_per_year=Decimal(10))
    (row,) = [
        row
        for row in rank(line, with_setup, replace(prices, terms=terms))
        if row.lever == "retooling"
    ]
    assert row.parts_per_h is None
    assert row.saved_per_part.low > 0.0
    assert row.saved_per_year > 0.0


def test_the_statement_is_plain_and_names_what_was_asked(line, known, prices):
    rows = rank(line, known, prices)
    plain = improvements_statement(line, rows, prices, seed=0, replications=3, share=0.2)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["line_hash"] == line_hash(line)
    assert (plain["prices"], plain["currency"]) == ("plant", "USD")
    bare = improvements_statement(line, rows, None, seed=0, replications=3, share=0.2)
    assert (bare["prices"], bare["currency"]) == (None, None)


def test_a_share_of_nothing_is_refused(line, known, prices):
    with pytest.raises(InvalidConfig, match="share is 0"):
        rank(line, known, prices, share=0.0)
