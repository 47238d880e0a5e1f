"""What a decision about a line hangs on, as plain data: inputs, waiting, new products, claims."""

from math import isfinite
from typing import cast

from andon.artifacts import Json, to_json
from andon.ledger.cost_model import CostModel
from andon.ledger.figures import check_figures
from andon.ledger.ledger import Ledger
from andon.ledger.measurement import Measurement
from andon.ledger.presets import Preset
from andon.ledger.quantities import Quantities
from andon.ledger.retooling import Retooling, retooling_costs
from andon.ledger.sensitivity import rank_inputs
from andon.ledger.waiting import PriceCourse, Waiting, value_of_waiting

__all__ = ["claims_statement", "inputs_statement", "retooling_statement", "waiting_statement"]

COURSE = PriceCourse()
"""How the price of robots is expected to go; see `PriceCourse` for what is published of it."""

HORIZON_YR = 10
"""Last year in which a robot can be bought."""


def inputs_statement(
    model: CostModel, measurements: tuple[Measurement, ...], *, seed: int
) -> list[Json]:
    """Give what the cost of a good part hangs on, the widest swing first; see `rank_inputs`."""
    rows = rank_inputs(model, measurements, seed=seed)
    return [{"name": row.name, "value": model.values.get(row.name), **_finite(row)} for row in rows]


def _finite(row: object) -> Json:
    plain = cast("Json", to_json(row))
    return {
        key: None if isinstance(value, float) and not isfinite(value) else value
        for key, value in plain.items()
    }


def waiting_statement(ledger: Ledger) -> Json | None:
    """Weigh buying today against waiting for cheaper robots, without subsidy.

    Only the price of the robots falls, with the integration that is a share of it; everything else
    that is bought keeps its price.

    Args:
        ledger: Books of a line that is compared with people.

    Returns:
        Values in the currency of the books, and what was assumed; None where no robot is bought.
    """
    robots = ledger.quantities.robots
    if not robots or not ledger.prices.has("robot") or ledger.prices.has("robot_rental"):
        return None
    terms = ledger.terms
    price = terms.exchange.convert(
        ledger.prices.price("robot").per("robot"), terms.currency, on=terms.date
    )
    falling = float(price.amount * robots * (1 + terms.integration_share))
    plan = ledger.investment(with_subsidy=False)
    found = value_of_waiting(
        outlay=falling,
        fixed_outlay=max(float(plan.outlay.amount) - falling, 0.0),
        yearly=float(plan.yearly.amount),
        life_yr=int(terms.life_yr),
        discount_rate=float(terms.discount_rate),
        course=COURSE,
        horizon_yr=HORIZON_YR,
    )
    return {
        **_waiting(found),
        "falling_outlay": falling,
        "fall_per_yr": COURSE.fall_per_yr,
        "volatility": COURSE.volatility,
        "horizon_yr": HORIZON_YR,
    }


def _waiting(found: Waiting) -> Json:
    wait = found.mean_wait_yr
    return {
        "npv_now": found.npv_now,
        "value": found.value,
        "option_value": found.option_value,
        "buys_now": found.buys_now,
        "chance_to_buy": found.chance_to_buy,
        "mean_wait_yr": wait if isfinite(wait) else None,
    }


def retooling_statement(quantities: Quantities, one: Retooling, ledger: Ledger) -> Json:
    """Give what new products cost, for several numbers of them and speeds of retooling.

    Args:
        quantities: What the line used and made between two new products.
        one: What one new product takes.
        ledger: Books of the line, with the declared number of new products.

    Returns:
        Hours, work and trial parts of one new product, and cost per good part by number and speed.
    """
    rows = retooling_costs(quantities, one, prices=ledger.prices, terms=ledger.terms)
    as_it_is = {row.new_products_per_year: row.ledger for row in rows if row.shorter == 0}
    plain: list[Json] = []
    for row in rows:
        costs: list[float | None] = [None, None]
        if row.ledger is not None:
            costs = [
                float(row.ledger.cost_per_good_part(with_subsidy=flag).amount)
                for flag in (False, True)
            ]
        before = as_it_is[row.new_products_per_year]
        plain.append(
            {
                "new_products_per_year": float(row.new_products_per_year),
                "shorter": float(row.shorter),
                "cost_per_good_part": costs[0],
                "cost_per_good_part_with_subsidy": costs[1],
                "saved_per_year": row.saved_per_year(before) if before is not None else None,
            }
        )
    return {
        "new_products_per_year": float(ledger.terms.new_products_per_year),
        "down_h": float(one.down_h),
        "person_h": float(one.person_h),
        "trial_parts": float(one.trial_parts),
        "rows": plain,
    }


def claims_statement(preset: Preset | None) -> Json | None:
    """Give what a published deployment claims, beside what its own numbers give.

    Returns:
        Title, figures with their status, and what does not add up; None where the prices are of a
        plant and not of a publication.
    """
    if preset is None:
        return None
    return {
        "title": preset.title,
        "note": preset.note,
        "figures": [
            {
                "name": check.figure.name,
                "published": float(check.figure.published),
                "computed": float(check.computed),
                "tolerance": float(check.figure.tolerance),
                "unit": check.figure.unit,
                "evidence": check.figure.evidence,
                "source": check.figure.source,
                "status": check.status,
            }
            for check in check_figures(preset)
        ],
        "disagreements": [{"topic": one.topic, "text": one.text} for one in preset.disagreements],
    }
