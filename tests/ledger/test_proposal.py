"""Proposals: the measurement that could change the decision comes first, and is asked for."""

import json
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from scipy import stats

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.book import book
from andon.ledger.cost_model import Attempts, attempts_of, cost_model
from andon.ledger.measurement import (
    EventMeasurement,
    MeanMeasurement,
    RateMeasurement,
    measurement_from_verdict,
)
from andon.ledger.presets import preset
from andon.ledger.proposal import Question, SampleValue, _best, propose, write_requests
from andon.lines.summary import summarise
from andon.lines.synthetic import make_synthetic_log
from tests.ledger.tables import make_prices, make_terms
from tests.ledger.test_book import PRICES, make_ledger
from tests.ledger.test_break_even import nut_station

STEPS = RateMeasurement(
    parameter="success_rate", scenario="street_cross_steps", successes=17, trials=20
)
WALK = MeanMeasurement(parameter="cycle_s", scenario="street_walk", mean=76.0, sd=4.0, count=400)


def close_model():
    """A line whose decision hangs on its success rate: it breaks even at 85.4 %."""
    model = nut_station()
    values = {**model.values, "price.robot": 165_000.0, "help_s": 300.0}
    return replace(model, values=values, spreads={})


def test_what_could_change_the_decision_comes_first():
    found = propose(close_model(), [WALK, STEPS])
    assert [one.scenario for one in found.measurements] == ["street_cross_steps", "street_walk"]
    first, second = found.measurements
    assert first.perfect.value > 5 * max(second.perfect.value, 0.0)
    assert 0.0 < found.chance_to_pay < 1.0


def test_values_obey_their_order():
    # A sample is worth no more than certainty about its parameter, and that no more than certainty
    # about everything; more episodes are worth more. Four standard errors are allowed.
    found = propose(close_model(), [WALK, STEPS])
    slack = 4 * found.perfect.standard_error
    for one in found.measurements:
        assert one.perfect.value <= found.perfect.value + slack
        values = [sample.value for sample in one.samples]
        assert max(values) <= one.perfect.value + slack
        assert all(b >= a - slack for a, b in pairwise(values))


def test_the_sample_value_is_that_of_nested_simulation():
    # Twenty more episodes: the posterior mean of the rate after k more successes is
    # (17.5 + k) / 41, and the benefit is nearly linear in the rate, so that the expected gain can
    # be summed over the beta-binomial.
    model = close_model()
    question = Question(counts=(20,), num_draws=100_000)
    found = propose(model, [STEPS], question=question)
    prior = STEPS.belief()
    annuity = (1 - 1.1**-4) / 0.1 * model.values["hours_per_year"]

    def benefit(a, b):
        shares = [(i + 0.5) / 400 for i in range(400)]
        rates = type(prior)(a=a, b=b).ppf(shares)
        values = model.evaluate({"success_rate": rates}, with_subsidy=False).benefit_per_h
        return float(values.mean()) * annuity

    chances = stats.betabinom(20, prior.a, prior.b).pmf(range(21))
    after = [max(benefit(prior.a + k, prior.b + 20 - k), 0.0) for k in range(21)]
    expected = float(chances @ after) - max(benefit(prior.a, prior.b), 0.0)
    sample = found.measurements[0].samples[0]
    assert abs(sample.value - expected) < 4 * sample.standard_error + 0.02 * expected


def test_the_next_episodes_are_written_one_scenario_a_line(tmp_path):
    found = propose(close_model(), [WALK, STEPS])
    path = tmp_path / "requests.jsonl"
    write_requests(path, found)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert rows == found.requests()
    assert rows[0]["scenario"] == "street_cross_steps"
    assert rows[0]["count"] in Question().counts
    assert rows[0]["currency"] == "CNY"
    assert "success_rate could change it" in rows[0]["why"]
    assert len({row["scenario"] for row in rows}) == len(rows)
    assert f"First run {rows[0]['count']} episodes of street_cross_steps" in found.conclusion


def test_where_nothing_could_change_the_decision_nothing_is_asked_for(tmp_path):
    model = close_model()
    hopeless = replace(model, values={**model.values, "price.robot": 5_000_000.0})
    found = propose(hopeless, [STEPS])
    assert not found.is_worth_it
    assert found.requests() == []
    assert "No number of further episodes would change that" in found.conclusion
    write_requests(tmp_path / "requests.jsonl", found)
    assert (tmp_path / "requests.jsonl").read_text() == ""


def test_a_price_that_matters_more_than_any_episode_is_named():
    found = propose(nut_station(), [STEPS])
    assert found.unmeasured[0][0] == "price.robot"
    assert found.unmeasured[0][1].value > 0


def test_without_interest_the_benefit_is_that_of_every_hour_of_the_life():
    model = close_model()
    model = replace(model, values={**model.values, "discount_rate": 0.0})
    certain = replace(STEPS, successes=850_000, trials=1_000_000)
    found = propose(model, [certain], question=Question(counts=(1,)))
    hourly = model.evaluate({"success_rate": 0.85}, with_subsidy=False).benefit_per_h
    hours = model.values["hours_per_year"] * model.values["life_yr"]
    assert found.benefit.mean == pytest.approx(float(hourly) * hours, rel=1e-3)


def test_dear_episodes_are_not_asked_for():
    dear = replace(STEPS, episode_cost=1e6)
    assert propose(close_model(), [dear]).requests() == []
    cheap = propose(close_model(), [STEPS]).measurements[0].best
    some = propose(close_model(), [replace(STEPS, episode_cost=100.0)]).measurements[0].best
    assert cheap is not None
    assert some is not None
    assert some.num_episodes <= cheap.num_episodes


def test_the_fewest_episodes_that_bring_nine_tenths_of_the_best_are_chosen():
    def row(num, value):
        return SampleValue(num, value, 1.0, 0.0)

    assert _best([row(10, 5.0), row(20, 9.0), row(50, 10.0)]) == row(20, 9.0)
    assert _best([row(10, 1.9), row(20, -3.0)]) is None


def test_a_proposal_is_the_same_every_time_and_follows_its_seed():
    one, same = (propose(close_model(), [WALK, STEPS]) for _ in range(2))
    assert one == same
    other = propose(close_model(), [WALK, STEPS], question=Question(seed=1))
    assert other != one
    assert other.measurements[0].scenario == one.measurements[0].scenario


def test_legs_of_an_attempt_are_ranked_apart():
    # The leg that was hardly tried is the one to try.
    tried = replace(STEPS, scenario="street_walk", successes=990, trials=1000)
    found = propose(close_model(), [tried, STEPS])
    assert found.measurements[0].scenario == "street_cross_steps"


def test_failures_can_be_measured_too():
    # Half a person is worth 22.8 an hour; without the spares an hour costs 26.9 at 100 k USD and
    # 18.2 at 60 k, so that about one spare of 2,000 in 430 h decides.
    model = cost_model(preset("humanoid_us").ledger())
    values = {**model.values, "price.robot": 60_000.0, "price.actuator_spare": 2000.0}
    model = replace(model, values=values, spreads={})
    failures = EventMeasurement(
        parameter="used.actuator_spare",
        scenario="street_walk",
        events=1,
        exposure_h=600.0,
        episode_h=1.0,
    )
    found = propose(model, [failures])
    assert found.currency == "USD"
    assert found.requests()[0]["parameter"] == "used.actuator_spare"


def test_a_shift_log_and_a_verdict_become_requests(tmp_path):
    ledger = book(
        summarise(make_synthetic_log(num_shifts=5)),
        prices=make_prices(**{**PRICES, "robot": 200_000}),
        terms=make_terms(human_parts_per_h=Decimal(60), discount_rate=Decimal("0.1")),
    )
    verdict = {
        "schema": 1,
        "scenario": "street_cross_steps",
        "kpis": [{"name": "survival", "kind": "success_rate", "successes": 27, "trials": 30}],
    }
    (tmp_path / "verdict.json").write_text(json.dumps(verdict))
    measurement = measurement_from_verdict(tmp_path)
    attempts = attempts_of(ledger, success_rate=measurement.belief().mean, cycle_s=55.0)
    found = propose(cost_model(ledger).with_attempts(attempts), [measurement])
    write_requests(tmp_path / "requests.jsonl", found)
    assert found.currency == "EUR"
    assert found.measurements[0].scenario == "street_cross_steps"
    assert 0.0 <= found.chance_to_pay <= 1.0
    rows = (tmp_path / "requests.jsonl").read_text().splitlines()
    assert len(rows) == len(found.requests())


@pytest.mark.parametrize(
    ("use", "error", "message"),
    [
        (
            lambda: propose(close_model(), [replace(STEPS, scenario="street_cross_step")]),
            UnknownName,
            "scenario named 'street_cross_step'. Did you mean 'street_cross_steps'",
        ),
        (
            lambda: propose(close_model(), [replace(STEPS, parameter="success")]),
            UnknownName,
            "input of the cost model named 'success'. Did you mean 'success_rate'",
        ),
        (lambda: propose(close_model(), []), InvalidConfig, "Nothing is uncertain"),
        (lambda: Question(counts=(50, 20)), InvalidConfig, "ascending numbers of episodes"),
        (lambda: Question(num_draws=10), InvalidConfig, "need at least 1000"),
        (
            lambda: propose(
                cost_model(make_ledger()).with_attempts(
                    Attempts(success_rate=0.9, cycle_s=60.0, stop_s=0.0, help_s=0.0)
                ),
                [STEPS],
            ),
            InvalidConfig,
            "there is nobody to compare with",
        ),
    ],
)
def test_what_cannot_be_proposed_is_refused(use, error, message):
    with pytest.raises(error, match=message):
        use()
