"""Open a data set, whatever format it has."""

from collections.abc import Sequence
from pathlib import Path

from andon.episodes.data.dataset import DataSet, EpisodeEntry, Problem
from andon.episodes.data.info import INFO_PATH, V3, DataInfo, read_info
from andon.episodes.data.journal import (
    JOURNAL_PATH,
    JournalContent,
    entry_of,
    has_journal,
    read_journal,
)
from andon.episodes.data.legacy import open_legacy
from andon.episodes.data.lerobot import EPISODES_FOLDER, LeRobotSet, read_entries, read_tasks
from andon.episodes.data.store import Store, make_store
from andon.errors import BrokenFile, InvalidConfig

__all__ = ["is_lerobot", "open_data", "open_lerobot"]

RETRIES = 5
"""Times that a set is read anew because a writer changed it meanwhile."""


def is_lerobot(store: Store) -> bool:
    """Say whether a folder holds a LeRobotDataset."""
    return store.exists(INFO_PATH)


def open_data(
    root: str | Path | Store, *, is_strict: bool = True, rate_hz: float | None = None
) -> DataSet:
    """Open a data set for reading; only its table of contents is read.

    Args:
        root: Folder or URL of a LeRobotDataset (v2.1 or v3), or folder of RoboMIND HDF5 files.
        is_strict: Whether to refuse a set whose metadata contradict each other. `andon data check`
            opens such a set to say what is wrong with it.
        rate_hz: Frames per second, for formats that do not keep it.

    Raises:
        InvalidConfig: When the set says another rate itself.
        BrokenFile: When nothing there is a data set, or it is broken.
        MissingExtra: When the format needs a package that is not installed.
    """
    store = make_store(root)
    if is_lerobot(store):
        found: DataSet = open_lerobot(store)
        if rate_hz is not None and rate_hz != found.info.fps:
            raise InvalidConfig(
                f"{store} says itself that it has {found.info.fps:g} frames per second, not "
                f"{rate_hz:g}. A rate is given for formats that keep none."
            )
    elif store.path is not None and any(_hdf5_files(store)):
        from andon.episodes.data.robomind import open_robomind

        found = open_robomind(store, rate_hz=rate_hz)
    else:
        state = "holds no data set" if store.exists() else "does not exist"
        raise BrokenFile(
            f"{store} {state}: neither {INFO_PATH} (LeRobotDataset) nor trajectory.hdf5 files "
            "(RoboMIND) are there."
        )
    errors = [problem for problem in found.problems if problem.is_error]
    if is_strict and errors:
        more = f" There are {len(errors)} such faults." if len(errors) > 1 else ""
        raise BrokenFile(
            f"{store} contradicts itself ({errors[0].rule}): {errors[0].message}{more} "
            f"`andon data check` lists all."
        )
    return found


def _hdf5_files(store: Store) -> list[str]:
    if not store.local.is_dir():
        return []
    return [*store.files("", ".hdf5"), *store.files("", ".h5")]


def open_lerobot(store: Store) -> LeRobotSet:
    """Open a LeRobotDataset; what contradicts itself is in its `problems`.

    A writer may be at work meanwhile; then the set is that of one moment.

    Raises:
        BrokenFile: When its metadata cannot be read.
    """
    info = read_info(store)
    for _ in range(RETRIES):
        found = _open_at(store, info)
        now = read_info(store)
        if now.total_episodes == info.total_episodes:
            return found
        info = now
    raise BrokenFile(f"{store} changes faster than it can be read. Wait for its writer.")


def _open_at(store: Store, info: DataInfo) -> LeRobotSet:
    if info.version != V3:
        found = open_legacy(store, info)
        found.problems = find_problems(found.info, found.episodes, found.tasks)
        return found
    tasks = read_tasks(store) if info.total_tasks or info.total_episodes else []
    episodes, surplus = read_entries(store, info)
    journal = read_journal(store, first=info.total_episodes, frames=info.total_frames)
    # Where the tables are being written, they may list instructions of the journal already.
    new = [text for one in journal.finished for text in one.new_tasks]
    tasks += [text for text in new if text not in tasks]
    grown = info.grown(
        episodes=info.total_episodes + len(journal.finished),
        frames=info.total_frames + sum(one.row.length for one in journal.finished),
        tasks=info.total_tasks + len(new),
    )
    found = LeRobotSet(
        store,
        grown,
        format_name="LeRobotDataset v3",
        episodes=[*episodes, *map(entry_of, journal.finished)],
        tasks=tasks,
        frames={one.row.index: one.frames for one in journal.finished},
    )
    found.problems = [
        *_lost(store, journal),
        *find_problems(grown, found.episodes, found.tasks),
        *_unfinished(info, surplus, journal),
    ]
    return found


def _lost(store: Store, journal: JournalContent) -> list[Problem]:
    """Find a journal that is damaged, or gone while its writer still needs it."""
    if journal.problem is not None:
        return [journal.problem]
    if store.path is None or store.exists(JOURNAL_PATH) or not has_journal(store):
        return []
    message = f"{JOURNAL_PATH} is missing; it held the latest finished episodes."
    return [Problem(rule="journal-damaged", message=message)]


def _unfinished(info: DataInfo, surplus: int, journal: JournalContent) -> list[Problem]:
    """Judge what lies beyond the episodes that `meta/info.json` counts."""
    found: list[Problem] = []
    if surplus > max(1, len(journal.finished)):
        total = info.total_episodes
        message = f"{INFO_PATH} counts {total} episodes, {EPISODES_FOLDER} has {total + surplus}."
        return [Problem(rule="episode-count", message=message)]
    if journal.finished:
        message = (
            f"the last {len(journal.finished)} episodes are in {JOURNAL_PATH}: a writer is at work "
            "or was stopped. andon reads them there, other readers see them when a writer of andon "
            "opens the set next."
        )
        found.append(Problem(rule="unlisted-episodes", message=message, is_error=False))
    if journal.is_torn or (surplus and not journal.finished):
        message = "a writer was stopped while it finished an episode; the set ends before it."
        found.append(Problem(rule="unfinished-episode", message=message, is_error=False))
    return found


def find_problems(
    info: DataInfo, episodes: Sequence[EpisodeEntry], tasks: Sequence[str]
) -> list[Problem]:
    """Compare the counts in `meta/info.json` with the table of episodes."""
    found: list[Problem] = []
    if len(episodes) != info.total_episodes:
        message = f"{INFO_PATH} counts {info.total_episodes} episodes, {EPISODES_FOLDER} "
        found.append(Problem(rule="episode-count", message=f"{message}has {len(episodes)}."))
    if not episodes and not found:
        message = "the set has no episode yet; that nothing is wrong with it says nothing."
        found.append(Problem(rule="episode-count", message=message, is_error=False))
    frames = sum(entry.length for entry in episodes)
    if frames != info.total_frames and len(episodes) == info.total_episodes:
        message = f"{INFO_PATH} counts {info.total_frames} frames, the episodes have {frames}."
        found.append(Problem(rule="frame-count", message=message))
    if len(tasks) < info.total_tasks:
        message = f"{INFO_PATH} counts {info.total_tasks} instructions, there are {len(tasks)}."
        found.append(Problem(rule="task-count", message=message))
    found += _gaps(episodes)
    found += [
        Problem(
            rule="unknown-task",
            message=f"the instruction {text!r} is not in the list of instructions.",
            episode=entry.index,
        )
        for entry in episodes
        for text in entry.tasks
        if text not in tasks
    ]
    return found


def _gaps(episodes: Sequence[EpisodeEntry]) -> list[Problem]:
    """Find episodes whose number is not their place, by which most readers look them up."""
    return [
        Problem(
            rule="episode-gap",
            message=(
                f"the episode at place {place} has the index {entry.index}; readers that look "
                "episodes up by place pair its numbers with the pictures of another."
            ),
            episode=entry.index,
        )
        for place, entry in enumerate(episodes)
        if entry.index != place
    ]
