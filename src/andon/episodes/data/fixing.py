"""Write a repaired copy of a data set, and a list of everything that was done to it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from andon.artifacts import Json
from andon.episodes.data.check import CheckReport
from andon.episodes.data.copying import Edit, copy_episodes, open_copy, refuse_existing
from andon.episodes.data.opening import open_data
from andon.episodes.data.set_state import put_json
from andon.episodes.data.store import make_store
from andon.errors import InvalidConfig

__all__ = ["FIXES_PATH", "Fix", "fix_data"]

FIXES_PATH = "meta/fixes.json"
NO_INSTRUCTION = "no instruction was recorded"


@dataclass(frozen=True, kw_only=True)
class Fix:
    """One thing that was done."""

    rule: str
    """Rule that called for it."""
    action: str
    """What was done, in a sentence."""
    episode: int | None = None
    """Place of the episode in the old set."""


def fix_data(
    report: CheckReport,
    out: str | Path,
    *,
    rate_hz: float | None = None,
    on_episode: Callable[[int], None] | None = None,
) -> list[Fix]:
    """Write a new set without what the check found, as far as anybody can know what was meant.

    Args:
        report: What the check found.
        out: Folder of the new set; `meta/fixes.json` in it lists what was done.
        rate_hz: Frames per second, for formats that do not keep it.
        on_episode: Called with the number of episodes copied.

    Returns:
        What was done, and what could not be.

    Raises:
        InvalidConfig: When no episode would be left, or a set is there already.
    """
    if make_store(out).name.rstrip("/") == report.name.rstrip("/"):
        raise InvalidConfig(f"{out} is the set itself; --fix writes a new one.")
    refuse_existing(out)
    data = open_data(report.name, is_strict=False, rate_hz=rate_hz)
    repairs = {facts.name: facts.repair for facts in report.rules}
    errors = [f for f in report.findings if f.is_error]
    fixes: list[Fix] = []
    dropped = {
        f.episode: f.rule
        for f in reversed(errors)
        if f.episode is not None and repairs[f.rule] == "drop-episode"
    }
    columns = {f.column: f.rule for f in errors if repairs[f.rule] == "drop-column" and f.column}
    swapped = {
        (f.episode, f.column)
        for f in errors
        if repairs[f.rule] == "swap-colours" and f.episode is not None and f.column is not None
    }
    empty = {f.episode for f in errors if repairs[f.rule] == "empty-text" and f.episode is not None}
    kept = [i for i in range(len(data.episodes)) if i not in dropped]
    if not kept:
        raise InvalidConfig(f"No episode of {report.name} is sound; there is nothing to keep.")
    for episode, rule in sorted(dropped.items()):
        fixes.append(Fix(rule=rule, episode=episode, action="the episode was left out"))
    fixes += [Fix(rule=r, action=f"the column {c} was left out") for c, r in columns.items()]
    for episode, key in sorted(swapped):
        action = f"red and blue of {key} were changed over"
        fixes.append(Fix(rule="colour-order", episode=episode, action=action))
    for episode in sorted(empty):
        action = f"the instruction is now {NO_INSTRUCTION!r}"
        fixes.append(Fix(rule="empty-instruction", episode=episode, action=action))
    for rule in dict.fromkeys(f.rule for f in errors if repairs[f.rule] == "recount"):
        fixes.append(Fix(rule=rule, action="counts, indices and statistics were made anew"))
    for rule in dict.fromkeys(f.rule for f in errors if repairs[f.rule] == "none"):
        fixes.append(Fix(rule=rule, action="nothing: only whoever recorded it can know"))
    edit = Edit(
        dropped_columns=frozenset(columns),
        swapped=frozenset(swapped),
        instructions=dict.fromkeys(empty, NO_INSTRUCTION),
    )
    with open_copy(data, out, edit) as writer:
        notes = copy_episodes(data, kept, writer, edit=edit, on_episode=on_episode)
        content: Json = {"from": report.name, "fixes": fixes, "notes": notes}
        put_json(writer.store, FIXES_PATH, content)
    return fixes
