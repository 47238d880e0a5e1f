"""Every exception that andon raises on purpose."""

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "AlreadyRegistered",
    "AndonError",
    "BrokenFile",
    "CannotWrite",
    "ContractMismatch",
    "Diverged",
    "InvalidConfig",
    "MissingExtra",
    "UnknownName",
    "WorkerDied",
    "unknown_name",
]


class AndonError(Exception):
    """Root of all deliberate errors; the command line turns each into one message and exit 2."""

    def __str__(self) -> str:
        """Give the message itself, also where a base class (`KeyError`) would quote it."""
        return str(self.args[0]) if self.args else type(self).__name__


class UnknownName(AndonError, KeyError):
    """A name that is not registered, declared or present."""


class AlreadyRegistered(AndonError, ValueError):
    """A second thing under a name that is taken."""


class InvalidConfig(AndonError, ValueError):
    """A value that cannot be meant: out of range, of the wrong shape, or contradicting another."""


class ContractMismatch(InvalidConfig):
    """A policy whose contract does not fit the body or the scenario."""


class BrokenFile(AndonError, ValueError):
    """A file that is missing, unreadable or not what its name says."""


class CannotWrite(AndonError, OSError):
    """A place where results cannot be written."""


class Diverged(AndonError, ArithmeticError):
    """Numbers that are no longer finite."""


class MissingExtra(AndonError, ImportError):
    """An optional dependency that is needed here and not installed."""


class WorkerDied(AndonError, RuntimeError):
    """A worker process that ended before its work was done."""


def unknown_name(kind: str, name: str, available: Iterable[str]) -> UnknownName:
    """Build the error for a name that nobody registered.

    Args:
        kind: What was looked up, for example `scenario`.
        name: The name that was asked for.
        available: The names that exist.

    Returns:
        The error, naming the nearest match and all alternatives.
    """
    names = sorted(available)
    close = get_close_matches(name, names, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return UnknownName(f"No {kind} named {name!r}.{hint} Available: {names}")
