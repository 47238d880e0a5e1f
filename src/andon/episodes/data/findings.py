"""What a check of a data set found, and the shape of a rule that finds it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from andon.bodies.body import Body
from andon.episodes.data.dataset import DataSet, EpisodeEntry
from andon.episodes.data.feature import Columns
from andon.episodes.data.video_file import Picture

__all__ = ["Finding", "Repair", "Rule", "RuleFacts", "Seen"]

Repair = Literal["none", "drop-episode", "drop-column", "swap-colours", "recount", "empty-text"]
"""What `--fix` does: `recount` writes counts, indices and statistics anew, `empty-text` gives
episodes without an instruction one that says so. `none`: only whoever recorded it can know."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One place where a rule is broken."""

    rule: str
    """Name of the rule."""
    message: str
    """What was found, and what would have been right."""
    episode: int | None = None
    """Place of the episode; None for the whole set."""
    frame: int | None = None
    """First frame of it, where one can be named."""
    column: str | None = None
    """Column, where one can be named."""
    is_error: bool = True
    """False for what is worth knowing and fails no check."""


@dataclass(frozen=True, kw_only=True)
class RuleFacts:
    """What a rule is called and why it is there."""

    name: str
    """Name, for example `stuck-channel`."""
    meaning: str
    """One sentence for people."""
    repair: Repair = "none"
    """What `--fix` does about it."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One episode, read once for all rules."""

    data: DataSet
    """The set."""
    position: int
    """Place of the episode."""
    entry: EpisodeEntry
    """Its row in the table of episodes."""
    columns: Columns
    """Its numbers and texts; without those that could not be read."""
    pictures: Mapping[str, list[Picture]] = field(default_factory=dict[str, list[Picture]])
    """Some pictures of every colour camera, evenly spread."""
    body: Body | None = None
    """The robot, where it is known."""

    def finding(
        self,
        rule: str,
        message: str,
        *,
        frame: int | None = None,
        column: str | None = None,
        is_error: bool = True,
    ) -> Finding:
        """Give a finding in this episode."""
        return Finding(
            rule=rule,
            message=message,
            episode=self.position,
            frame=frame,
            column=column,
            is_error=is_error,
        )


class Rule(Protocol):
    """Looks at every episode in turn, and at the set in the end; built anew for every check."""

    facts: RuleFacts

    def look(self, seen: Seen) -> Iterable[Finding]:
        """Look at one episode."""
        ...

    def finish(self, data: DataSet) -> Iterable[Finding]:
        """Say what only the whole set shows."""
        ...
