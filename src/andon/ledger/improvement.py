"""What to fix first, in parts and in money: every loss of a line cut by the same share."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from andon.artifacts import Json, to_json
from andon.compute import Backend
from andon.ledger.artifact import Known
from andon.ledger.book import book_quantities
from andon.ledger.price_file import PriceFile
from andon.ledger.quantities import measure
from andon.ledger.retooling import Retooling, with_retooling
from andon.lines.estimate import Estimate, paired_difference
from andon.lines.improvement import variants
from andon.lines.line import Line, line_hash
from andon.lines.overview import Replication, read_replication
from andon.lines.simulation import measure_all

__all__ = ["PricedImprovement", "improvements_statement", "rank_in_money"]


@dataclass(frozen=True, kw_only=True)
class PricedImprovement:
    """What one improvement would bring, by pairs of replications."""

    place: str
    """Station or buffer; `line` for what belongs to all stations."""
    lever: str
    """What is improved, as in `andon.lines.improvement.Lever`, or `retooling`."""
    change: str
    """What was changed, for people."""
    parts_per_h: Estimate | None
    """More good parts per planned hour; None for retooling, which changes the planned hours."""
    saved_per_part: Estimate | None
    """Less cost per good part, without subsidy; None without prices."""
    saved_per_year: float | None
    """The same for the good parts of a year as it is now."""


def rank_in_money(
    line: Line,
    known: Known,
    file: PriceFile | None,
    *,
    seed: int,
    replications: int,
    share: float = 0.2,
    backend: Backend = "inline",
    num_workers: int | None = None,
) -> tuple[PricedImprovement, ...]:
    """Cut every loss of a line by the same share, one at a time, and book each.

    Args:
        line: The line as it is.
        known: What its run says of new products.
        file: Prices and terms; None ranks by parts alone.
        seed: Open seed; all variants see the same luck.
        replications: Pairs, at least 2.
        share: Share by which each loss is cut, in (0, 1). [1]
        backend: Where to compute; results are the same everywhere.
        num_workers: Processes to use; all cores when None.

    Returns:
        All improvements, the most money or else the most parts first. The first of many is chosen
        after the fact, so its gain is overestimated where the intervals overlap.

    Raises:
        InvalidConfig: When the share lies outside (0, 1), or there are fewer than 2 replications.
        UnknownName: When something was used that has no price.
    """
    found = list(variants(line, share))
    runs = measure_all(
        [line, *(variant.line for variant in found)],
        read_replication,
        seed=seed,
        replications=replications,
        backend=backend,
        num_workers=num_workers,
    )
    now = next(runs)
    rows = [
        _improvement((one.place, one.lever, one.change), now, after, known.retooling, file)
        for one, after in zip(found, runs, strict=True)
    ]
    if file is not None and known.retooling is not None and file.terms.new_products_per_year:
        rows.append(_shorter_retooling(now, known.retooling, file, share))
    return tuple(sorted(rows, key=_worth, reverse=True))


def _worth(row: PricedImprovement) -> float:
    if row.saved_per_part is not None:
        return row.saved_per_part.mean
    return row.parts_per_h.mean if row.parts_per_h is not None else 0.0


def _improvement(
    label: tuple[str, str, str],
    now: Sequence[Replication],
    after: Sequence[Replication],
    retooling: Retooling | None,
    file: PriceFile | None,
) -> PricedImprovement:
    place, lever, change = label
    saved = None
    if file is not None:
        saved = _saved(_costs(now, retooling, file), _costs(after, retooling, file))
    rates = [[_parts_per_h(one) for one in run] for run in (after, now)]
    return PricedImprovement(
        place=place,
        lever=lever,
        change=change,
        parts_per_h=paired_difference(rates[0], rates[1]),
        saved_per_part=saved,
        saved_per_year=_per_year(saved, now, file),
    )


def _shorter_retooling(
    now: Sequence[Replication], retooling: Retooling, file: PriceFile, share: float
) -> PricedImprovement:
    shorter = retooling.shorter(Decimal(str(share)))
    saved = _saved(_costs(now, retooling, file), _costs(now, shorter, file))
    return PricedImprovement(
        place="line",
        lever="retooling",
        change=f"time, work and trial parts of a new product {share:.0%} less",
        parts_per_h=None,
        saved_per_part=saved,
        saved_per_year=_per_year(saved, now, file),
    )


def _parts_per_h(one: Replication) -> float:
    return one.summary.total.good_parts / one.summary.planned_hours


def _costs(
    run: Sequence[Replication], retooling: Retooling | None, file: PriceFile
) -> list[float | None]:
    """Give the cost of a good part in each replication; None where none was made."""
    costs: list[float | None] = []
    for one in run:
        used = measure(one.summary, crew_basis=file.terms.crew_basis)
        ledger = book_quantities(
            with_retooling(used, retooling, file.terms), prices=file.prices, terms=file.terms
        )
        made = ledger.quantities.good_parts
        cost = ledger.cost_per_good_part(with_subsidy=False).amount if made else None
        costs.append(None if cost is None else float(cost))
    return costs


def _saved(now: Sequence[float | None], after: Sequence[float | None]) -> Estimate | None:
    pairs = [(a, b) for a, b in zip(now, after, strict=True) if a is not None and b is not None]
    if len(pairs) < max(2, len(now)):
        return None
    return paired_difference([a for a, _ in pairs], [b for _, b in pairs])


def _per_year(
    saved: Estimate | None, now: Sequence[Replication], file: PriceFile | None
) -> float | None:
    if saved is None or file is None:
        return None
    rate = sum(_parts_per_h(one) for one in now) / len(now)
    return saved.mean * rate * float(file.terms.hours_per_year)


def improvements_statement(
    line: Line,
    rows: Sequence[PricedImprovement],
    file: PriceFile | None,
    *,
    seed: int,
    replications: int,
    share: float,
) -> Json:
    """Give the content of `improvements.json`."""
    return {
        "schema": 1,
        "line_hash": line_hash(line),
        "seed": seed,
        "replications": replications,
        "share": share,
        "prices": None if file is None else file.name,
        "currency": None if file is None else file.terms.currency,
        "rows": [to_json(row) for row in rows],
    }
