"""Units of prices: what one pays for, and which spellings mean the same thing."""

from decimal import Decimal

from andon.errors import InvalidConfig, unknown_name

__all__ = ["UNITS", "canonical_unit", "canonical_value"]

UNITS: dict[str, tuple[str, Decimal]] = {
    "h": ("h", Decimal(1)),
    "min": ("h", Decimal(60)),
    "s": ("h", Decimal(3600)),
    "kWh": ("kWh", Decimal(1)),
    "MWh": ("kWh", Decimal("0.001")),
    "MJ": ("kWh", Decimal("3.6")),
    "part": ("part", Decimal(1)),
    "1000 parts": ("part", Decimal("0.001")),
    "failure": ("failure", Decimal(1)),
    "robot": ("robot", Decimal(1)),
    "robot h": ("robot h", Decimal(1)),
    "robot day": ("robot day", Decimal(1)),
    "robot yr": ("robot yr", Decimal(1)),
    "robot month": ("robot yr", Decimal(12)),
    "m2 yr": ("m2 yr", Decimal(1)),
    "m2 month": ("m2 yr", Decimal(12)),
    "person yr": ("person yr", Decimal(1)),
    "line": ("line", Decimal(1)),
    "product": ("product", Decimal(1)),
    "order": ("order", Decimal(1)),
}
"""Unit as written, the unit it stands for, and what a price in the first is worth in the second."""


def canonical_unit(unit: str) -> str:
    """Give the unit that a spelling stands for, for example `kWh` for `MWh`.

    Raises:
        UnknownName: When no price is ever given in it.
    """
    if unit not in UNITS:
        raise unknown_name("unit of a price", unit, UNITS)
    return UNITS[unit][0]


def canonical_value(value: Decimal, unit: str, *, wanted: str, name: str) -> Decimal:
    """Express a price in another spelling of its unit.

    Args:
        value: Price per `unit`.
        unit: Unit as written.
        wanted: Canonical unit in which it is needed.
        name: Name of the price, for the message.

    Returns:
        Price per `wanted`.

    Raises:
        UnknownName: When no price is ever given in `unit`.
        InvalidConfig: When the two measure different things, such as an hour and a kilowatt-hour.
    """
    if canonical_unit(unit) != wanted:
        fitting = [written for written, (stands_for, _) in UNITS.items() if stands_for == wanted]
        raise InvalidConfig(
            f"The price {name!r} is given per {unit!r} and needed per {wanted!r}; give it per one "
            f"of {fitting}."
        )
    return value * UNITS[unit][1]
