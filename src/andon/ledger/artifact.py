"""From the folder of a line run to its books, and from its books to what to measure next."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import cast

from andon.artifacts import Json, to_json
from andon.errors import BrokenFile, InvalidConfig
from andon.ledger.book import book_quantities
from andon.ledger.break_even import BreakEvenMap, price_map, success_map
from andon.ledger.cost_model import Attempts, CostModel, cost_model
from andon.ledger.decision import (
    claims_statement,
    inputs_statement,
    retooling_statement,
    waiting_statement,
)
from andon.ledger.ledger import Ledger
from andon.ledger.measurement import MeanMeasurement, Measurement, RateMeasurement
from andon.ledger.presets import PRESET_FOLDER, Preset, preset_names, read_preset
from andon.ledger.price_file import PriceFile, read_price_file, read_price_section
from andon.ledger.prices import PriceList
from andon.ledger.quantities import Quantities, measure
from andon.ledger.retooling import Retooling, retooling_of, with_retooling
from andon.ledger.section import read_section
from andon.ledger.statement import statement, uncertain_statement
from andon.ledger.terms import Terms
from andon.lines.artifact import read_line_run
from andon.lines.log_file import read_shift_log
from andon.lines.overview import spread
from andon.lines.summary import LineSummary, summarise
from andon.scenarios import scenarios

__all__ = [
    "PRICES_NAME",
    "Booked",
    "Known",
    "book_run",
    "known_of",
    "model_of",
    "pool",
    "price_source",
    "published_with",
    "read_known",
    "read_prices_copy",
]

PRICES_NAME = "prices.toml"
"""Copy of the price file that a folder was booked with."""

_MAP_POINTS = 41


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a line did, and what is known about its robots."""

    line: str
    """Name of the line."""
    hash: str
    """Hash of all shift logs."""
    replications: tuple[LineSummary, ...]
    """Each replication in numbers."""
    attempts: Attempts | None
    """How good parts come from attempts; None where no station was drawn from episodes."""
    station: str
    """Station with these attempts."""
    measurements: tuple[Measurement, ...]
    """What episodes say about inputs of the cost model."""
    settings: tuple[str, ...] = ()
    """How their scenario was varied, as `--set` takes it."""
    retooling: Retooling | None = None
    """What a new product takes; None where no station says."""


@dataclass(frozen=True, kw_only=True)
class Booked:
    """Books of a line, and everything that follows from them."""

    ledger: Ledger
    """Books of all replications together."""
    plain: Json
    """The content of `ledger.json`."""


def price_source(name: str) -> tuple[PriceFile, str]:
    """Read a price file, or the prices of a published deployment.

    Args:
        name: Path of a price file, or name of a preset.

    Returns:
        Prices and terms, and the text of the file.

    Raises:
        BrokenFile: When the file is missing or no TOML.
        UnknownName: When it says something that no price file says.
        InvalidConfig: When a value is missing or cannot be meant.
    """
    if name in preset_names():
        path = PRESET_FOLDER / f"{name}.toml"
        one = read_preset(path)
        file = PriceFile(name=one.name, prices=one.prices, terms=one.terms)
        return file, path.read_text(encoding="utf-8")
    path = Path(name)
    if not path.is_file():
        raise BrokenFile(
            f"There is no price file {name!r}; give a path, or one of {preset_names()}."
        )
    return read_price_file(path), path.read_text(encoding="utf-8")


def published_with(name: str) -> Preset | None:
    """Give the published deployment of this name; None where the prices are a plant's own."""
    return read_preset(PRESET_FOLDER / f"{name}.toml") if name in preset_names() else None


def read_prices_copy(folder: Path) -> PriceFile:
    """Read the price file that a folder was booked with.

    Raises:
        BrokenFile: When the folder has not been booked.
    """
    path = folder / PRICES_NAME
    if not path.is_file():
        raise BrokenFile(f"{folder} has no books yet: run andon book {folder} --prices FILE first.")
    return read_price_section(read_section(path))


def read_known(path: Path) -> Known:
    """Read the folder of a line run, or one shift log.

    Raises:
        BrokenFile: When it is neither.
    """
    if path.is_dir():
        if not (path / "summary.json").is_file():
            raise BrokenFile(f"{path} is no folder of andon line run: it lacks summary.json.")
        run = read_line_run(path)
        return known_of(run.summary, run.replications)
    if not path.is_file():
        raise BrokenFile(f"There is no folder and no shift log {path}.")
    one = summarise(read_shift_log(path))
    return Known(
        line=one.line,
        hash=one.log_hash,
        replications=(one,),
        attempts=None,
        station="",
        measurements=(),
    )


def known_of(summary: Json, replications: Sequence[LineSummary]) -> Known:
    """Take what is known from the content of a folder.

    Where several stations were drawn from episodes, the one that was helped most counts: attempts
    of one kind are all that the cost model has.
    """
    stations = [s for s in cast("list[Json]", summary["stations"]) if s.get("evidence")]
    stations.sort(key=lambda s: -cast("float", cast("Json", s["stops"])["interventions"]))
    attempts, found, name, settings = None, (), "", ()
    for station in stations[:1]:
        evidence = cast("Json", station["evidence"])
        attempts, found = _attempts(evidence), _measurements(evidence)
        name, settings = str(station["name"]), _settings(cast("Json", evidence["variation"]))
    return Known(
        line=str(summary["name"]),
        hash=str(summary["logs_hash"]),
        replications=tuple(replications),
        attempts=attempts,
        station=name,
        measurements=found,
        settings=settings,
        retooling=retooling_of(summary),
    )


def _settings(variation: Json) -> tuple[str, ...]:
    """Write a variation as the command line takes it."""
    return tuple(f"{name}={_toml(value)}" for name, value in variation.items())


def _toml(value: object) -> str:
    if isinstance(value, dict):
        rows = cast("Json", value).items()
        return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in rows) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in cast("list[object]", value)) + "]"
    return json.dumps(value)


def _attempts(evidence: Json) -> Attempts:
    """Give attempts at the posterior mean of the success rate, with the help that was needed."""

    def number(key: str) -> float:
        return cast("float", evidence[key])

    return Attempts(
        success_rate=(number("successes") + 0.5) / (number("trials") + 1.0),
        cycle_s=number("mean_s"),
        stop_s=number("stop_per_failure_s"),
        help_s=number("help_per_failure_s"),
    )


def _measurements(evidence: Json) -> tuple[Measurement, ...]:
    """Give the measurements that more episodes of a registered scenario would sharpen."""
    scenario = str(evidence["scenario"])
    if scenario not in scenarios:
        return ()
    rate = RateMeasurement(
        parameter="success_rate",
        scenario=scenario,
        successes=cast("int", evidence["successes"]),
        trials=cast("int", evidence["trials"]),
    )
    sd, count = evidence["sd_s"], cast("int", evidence["num_times"])
    if not isinstance(sd, float) or sd <= 0.0 or count < 2:
        return (rate,)
    mean = cast("float", evidence["mean_s"])
    time = MeanMeasurement(parameter="cycle_s", scenario=scenario, mean=mean, sd=sd, count=count)
    return (rate, time)


def pool(known: Known, terms: Terms) -> Quantities:
    """Add up the quantities of all replications: one long run, of which each is a stretch.

    New products of a year are in them, as far as the terms declare some.
    """
    return with_retooling(_between_products(known, terms), known.retooling, terms)


def _between_products(known: Known, terms: Terms) -> Quantities:
    """Add up what was used and made between two new products."""
    rows = [measure(one, crew_basis=terms.crew_basis) for one in known.replications]
    used: dict[str, Decimal] = {}
    for row in rows:
        for role, quantity in row.used.items():
            used[role] = used.get(role, Decimal(0)) + quantity
    return Quantities(
        line=known.line,
        log_hash=known.hash,
        planned_hours=sum((row.planned_hours for row in rows), Decimal(0)),
        robots=rows[0].robots,
        products=rows[0].products,
        good_parts=sum(row.good_parts for row in rows),
        interventions=sum(row.interventions for row in rows),
        failures=sum(row.failures for row in rows),
        used=used,
    )


def model_of(known: Known, ledger: Ledger) -> CostModel:
    """Give the cost model of a ledger, with attempts where episodes say how often they succeed."""
    model = cost_model(ledger)
    if known.attempts is None or ledger.quantities.good_parts == 0:
        return model
    return model.with_attempts(known.attempts.fitted(model.values["good_parts_per_h"]))


def book_run(
    known: Known, file: PriceFile, *, seed: int = 0, published: Preset | None = None
) -> Booked:
    """Book all replications of a line.

    Args:
        known: What the line did.
        file: Prices and terms.
        published: The deployment that the prices were published with, for what it claims.
        seed: Seed of the draws of spread prices and of what episodes leave open.

    Returns:
        The books, and the content of `ledger.json`: the statement, what the cost of a part is in
        each replication, results as distributions, what they hang on, what waiting is worth, what
        new products cost, break-even maps, and what was claimed.

    Raises:
        UnknownName: When something was used that has no price.
        InvalidConfig: When the line made nothing, or currencies mix without a rate.
    """
    ledger = book_quantities(pool(known, file.terms), prices=file.prices, terms=file.terms)
    model = model_of(known, ledger)
    is_compared = ledger.terms.human_parts_per_h is not None and file.prices.has("operator")
    is_made = ledger.quantities.good_parts > 0
    plain: Json = {
        "schema": 1,
        "prices": file.name,
        "seed": seed,
        "line": known.line,
        "logs_hash": known.hash,
        "statement": statement(ledger),
        "cost_per_good_part": _per_replication(known, file.prices, file.terms),
        "inputs": inputs_statement(model, known.measurements, seed=seed) if is_made else [],
        "waiting": waiting_statement(ledger) if is_compared and is_made else None,
        "retooling": _retooling(known, ledger),
        "claims": claims_statement(published),
        "uncertain": _finite(uncertain_statement(model, known.measurements, seed=seed)),
        "is_compared": is_compared,
        "maps": _maps(model) if is_compared else [],
        "station": known.station,
        "measured": [to_json(one) for one in known.measurements],
        "spread_inputs": sorted(model.spreads),
    }
    return Booked(ledger=ledger, plain=plain)


def _retooling(known: Known, ledger: Ledger) -> Json | None:
    if known.retooling is None:
        return None
    between = _between_products(known, ledger.terms)
    return retooling_statement(between, known.retooling, ledger)


def _per_replication(known: Known, prices: PriceList, terms: Terms) -> list[Json]:
    rows = [measure(one, crew_basis=terms.crew_basis) for one in known.replications]
    ledgers = [
        book_quantities(with_retooling(row, known.retooling, terms), prices=prices, terms=terms)
        for row in rows
    ]
    found: list[Json] = []
    for flag in (False, True):
        costs = [
            float(one.cost_per_good_part(with_subsidy=flag).amount)
            if one.quantities.good_parts
            else None
            for one in ledgers
        ]
        found.append({"with_subsidy": flag, **spread(costs)})
    return found


def _maps(model: CostModel) -> list[Json]:
    """Give the break-even lines over price and, where it is known, over wages."""
    makers = [price_map] if model.values.get("price.robot") else []
    makers += [success_map] if model.has_attempts else []
    rows: list[Json] = []
    for make in makers:
        for flag in (False, True) if model.grants else (False,):
            try:
                rows.append(_map(make(model, with_subsidy=flag, num=_MAP_POINTS), model))
            except ValueError as error:  # a root finder met a wall: the map says nothing
                raise InvalidConfig(f"There is no break-even map: {error}") from error
    return rows


def _map(found: BreakEvenMap, model: CostModel) -> Json:
    outcome = model.evaluate(with_subsidy=found.with_subsidy)
    here = {"productivity": float(outcome.productivity), "wage": model.values["price.operator"]}
    return {
        "x": found.x,
        "y": found.y,
        "x_values": found.x_values.tolist(),
        "boundary": [
            {"edge": edge if isfinite(edge) else None, "pays_above": bool(top > 0.0)}
            for edge, top in zip(found.boundary.tolist(), found.benefit_per_h[-1], strict=True)
        ],
        "low": float(found.y_values[0]),
        "high": float(found.y_values[-1]),
        "here": [{**model.values, **here}[found.x], {**model.values, **here}[found.y]],
        "with_subsidy": found.with_subsidy,
    }


def _finite(value: object) -> object:
    """Replace numbers that JSON does not know by null."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in cast("Json", value).items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in cast("list[object]", value)]
    return value
