"""Which published prices can book a line: a hint that is never refused."""

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.artifact import Known, pool, price_source
from andon.ledger.book import book_quantities
from andon.ledger.presets import preset_names

__all__ = ["DEPLOYMENTS", "FIRST", "fitting_prices", "missing_price"]

DEPLOYMENTS = {
    "sheet_metal_humanoid": "bmw_spartanburg",
    "nut_station_humanoid": "xiaomi_nut_station",
    "parcel_sorting_humanoid": "parcel_sorting",
    "stacking_humanoid": "humanoid_china",
    "stacking_person": "humanoid_china",
}
"""Prices that belong to a published line."""

FIRST = "humanoid_us"
"""Prices that are tried before the others where a line has none of its own."""


def fitting_prices(known: Known) -> list[str]:
    """Give the published prices that can book a line, those of its own deployment first.

    Args:
        known: What the line did.

    Returns:
        Names of presets; none where each lacks a price that the line needs.
    """
    names = [DEPLOYMENTS.get(known.line, FIRST), FIRST, *preset_names()]
    return [name for name in dict.fromkeys(names) if missing_price(known, name) is None]


def missing_price(known: Known, name: str) -> str | None:
    """Say why published prices cannot book a line; None where they can."""
    file, _ = price_source(name)
    try:
        book_quantities(pool(known, file.terms), prices=file.prices, terms=file.terms)
    except (InvalidConfig, UnknownName) as error:
        return str(error)
    return None
