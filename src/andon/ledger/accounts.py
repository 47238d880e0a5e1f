"""Accounts: the cost centres of a robot on a line, and where the other half of an entry goes."""

import re
from dataclasses import dataclass
from enum import StrEnum

from andon.errors import InvalidConfig, unknown_name

__all__ = [
    "CAPITAL_RECOVERY",
    "FUNDING",
    "GRANTS",
    "PAYABLES",
    "SUBSIDY",
    "SUBSIDY_RECEIVABLE",
    "Account",
    "CostCentre",
    "equipment",
    "expense",
]

_KINDS = ("Assets", "Liabilities", "Equity", "Income", "Expenses")

_PART = re.compile(r"[a-z][a-z0-9_]*")


class CostCentre(StrEnum):
    """What the money was spent on; every cost of a line belongs to exactly one."""

    MODEL_AND_TRAINING = "model_and_training"
    ROBOT = "robot"
    SENSORS = "sensors"
    ACTUATORS_AND_SPARES = "actuators_and_spares"
    SAFETY_SYSTEM = "safety_system"
    FIXTURES_AND_TOOLING = "fixtures_and_tooling"
    INTEGRATION_LABOUR = "integration_labour"
    MAINTENANCE = "maintenance"
    SUPERVISION_AND_INTERVENTIONS = "supervision_and_interventions"
    DOWNTIME = "downtime"
    PROCESS_REDESIGN = "process_redesign"
    ENERGY = "energy"
    FLOOR = "floor"
    SCRAP_AND_ESCAPES = "scrap_and_escapes"
    DIRECT_LABOUR = "direct_labour"


@dataclass(frozen=True, kw_only=True)
class Account:
    """A place where money comes from or goes to; names form a tree."""

    name: str
    """Kind and path, joined by colons, for example `Expenses:energy`."""

    def __post_init__(self) -> None:
        """Refuse a name outside the five kinds or out of form."""
        kind, *path = self.name.split(":")
        if kind not in _KINDS:
            raise unknown_name("kind of account", kind, _KINDS)
        if not path or not all(_PART.fullmatch(part) for part in path):
            raise InvalidConfig(
                f"The account name {self.name!r} is out of form; after the kind come snake-case "
                "words joined by colons, for example 'Expenses:energy'."
            )

    @property
    def kind(self) -> str:
        """Give the first word: Assets, Liabilities, Equity, Income or Expenses."""
        return self.name.split(":", maxsplit=1)[0]

    def is_under(self, root: str) -> bool:
        """Say whether the account is `root` or lies below it, for example below `Expenses`."""
        return self.name == root or self.name.startswith(f"{root}:")


SUBSIDY = Account(name="Income:subsidy")
"""Everything that public money pays, and nothing else: results are read with it and without."""

SUBSIDY_RECEIVABLE = Account(name="Assets:subsidy_receivable")
"""The other half of a subsidy."""

FUNDING = Account(name="Equity:funding")
"""What paid for the equipment."""

GRANTS = Account(name="Equity:grants")
"""The part of the equipment that public money paid for."""

CAPITAL_RECOVERY = Account(name="Equity:capital_recovery")
"""The other half of a capital charge: depreciation and imputed interest together."""

PAYABLES = Account(name="Liabilities:payables")
"""The other half of a running cost."""


def expense(centre: CostCentre) -> Account:
    """Give the account on which a cost centre's costs gather."""
    return Account(name=f"Expenses:{centre.value}")


def equipment(centre: CostCentre) -> Account:
    """Give the account on which a cost centre's purchases gather, at what they cost."""
    return Account(name=f"Assets:equipment:{centre.value}")
