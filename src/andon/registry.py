"""One name, one factory: how bodies, scenarios and policies are found."""

from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from andon.errors import AlreadyRegistered, InvalidConfig, unknown_name

__all__ = ["Registry"]

T = TypeVar("T")


class Registry(Generic[T]):
    """Names of one kind, each with a factory that builds a fresh object at every call.

    Third parties add theirs through the entry-point group `andon.<kind>s`; an entry point is loaded
    on the first look-up and registers itself under its own name.
    """

    def __init__(self, kind: str) -> None:
        """Make an empty registry.

        Args:
            kind: Singular noun of what is registered, used in messages.
        """
        self.kind = kind
        self._factories: dict[str, Callable[[], T]] = {}
        self._is_discovered = False

    def register(self, name: str, factory: Callable[[], T]) -> None:
        """Add a factory under a name.

        Args:
            name: Snake-case name, for example `street_walk`.
            factory: Builds a fresh object; nothing may be shared between two calls.

        Raises:
            AlreadyRegistered: When the name is taken.
            InvalidConfig: When the name is no lower-case identifier (an `@2` suffix is allowed).
        """
        stem = name.split("@", maxsplit=1)[0]
        if not stem.isidentifier() or name != name.lower():
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
        for point in entry_points(group=f"andon.{self.kind}s"):
            self.register(point.name, point.load())
