"""One name, one factory: how bodies, scenarios and policies are found."""

import re
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from andon.errors import AlreadyRegistered, InvalidConfig, unknown_name

__all__ = ["Registry"]

T = TypeVar("T")

_NAME = re.compile(r"[a-z_][a-z0-9_]*(@[1-9][0-9]*)?")


class Registry(Generic[T]):
    """Names of one kind, each with a factory that builds a fresh object at every call.

    Third parties add theirs through an entry-point group named after the plural of the kind, such
    as `andon.scenarios` or `andon.bodies`; the entry points are loaded on the first look-up, each a
    factory under its own name.
    """

    def __init__(self, kind: str) -> None:
        """Make an empty registry.

        Args:
            kind: Singular noun of what is registered, used in messages.
        """
        self.kind = kind
        self._factories: dict[str, Callable[[], T]] = {}
        self._is_discovered = False

    @property
    def entry_point_group(self) -> str:
        """Name the entry-point group through which third parties add theirs."""
        is_y = self.kind.endswith("y")
        return f"andon.{self.kind[:-1]}ies" if is_y else f"andon.{self.kind}s"

    def register(self, name: str, factory: Callable[[], T]) -> None:
        """Add a factory under a name.

        Args:
            name: Snake-case name, for example `street_walk`.
            factory: Builds a fresh object; nothing may be shared between two calls.

        Raises:
            AlreadyRegistered: When the name is taken.
            InvalidConfig: When the name is not in snake case (a suffix such as `@2` is allowed).
        """
        if not _NAME.fullmatch(name):
            raise InvalidConfig(
                f"The {self.kind} name {name!r} is not in snake case, for example 'street_walk'."
            )
        if name in self._factories:
            raise AlreadyRegistered(f"A {self.kind} named {name!r} is registered already.")
        self._factories[name] = factory

    def make(self, name: str) -> T:
        """Build the thing of this name afresh.

        Raises:
            UnknownName: When nothing is registered under the name.
        """
        self._discover()
        if name not in self._factories:
            raise unknown_name(self.kind, name, self._factories)
        return self._factories[name]()

    def names(self) -> list[str]:
        """Give all names in alphabetical order."""
        self._discover()
        return sorted(self._factories)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names in alphabetical order."""
        return iter(self.names())

    def __contains__(self, name: object) -> bool:
        """Say whether something is registered under this name."""
        self._discover()
        return name in self._factories

    def _discover(self) -> None:
        if self._is_discovered:
            return
        self._is_discovered = True
        for point in entry_points(group=self.entry_point_group):
            self.register(point.name, point.load())
