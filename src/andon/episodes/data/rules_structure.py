"""Rules about files, indices and what a set says about itself."""

from collections.abc import Iterator

import numpy as np

from andon.artifacts import file_hash, read_json
from andon.episodes.data.dataset import DataSet
from andon.episodes.data.findings import Finding, RuleFacts, Seen
from andon.episodes.data.set_state import STATS_PATH, episode_stats
from andon.episodes.data.statistics import Stats, add_stats, column_stats, stats_from_json
from andon.errors import AndonError, BrokenFile

__all__ = ["FileChanged", "FrameIndex", "StatsMismatch"]


class FrameIndex:
    """Rows that do not say which frame they are."""

    facts = RuleFacts(
        name="frame-index",
        meaning="frame_index, index and task_index must say which frame and instruction a row is.",
        repair="recount",
    )

    def __init__(self) -> None:
        """Start at the first frame."""
        self._next = 0

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Count along."""
        length, start = seen.entry.length, self._next
        self._next += length
        wanted = {"frame_index": np.arange(length), "index": np.arange(start, start + length)}
        for name, values in wanted.items():
            found = seen.columns.get(name)
            if found is not None and not np.array_equal(found, values):
                frame = int(np.argmax(found != values)) if len(found) == length else 0
                yield seen.finding(
                    self.facts.name,
                    f"{name} is {found[frame]} in frame {frame}; it must be {values[frame]}.",
                    frame=frame,
                    column=name,
                )
        tasks = seen.columns.get("task_index")
        if tasks is None:
            return
        texts = list(seen.data.tasks)
        used = {int(i) for i in np.unique(tasks)}
        if not all(0 <= i < len(texts) for i in used):
            message = f"task_index is {sorted(used)}; there are {len(texts)} instructions."
            yield seen.finding(self.facts.name, message, column="task_index")
        elif {texts[i] for i in used} - set(seen.entry.tasks):
            message = f"its frames have the instructions {sorted(texts[i] for i in used)}, the "
            message += f"table of episodes says {list(seen.entry.tasks)}."
            yield seen.finding(self.facts.name, message, column="task_index")

    def finish(self, data: DataSet) -> Iterator[Finding]:
        """Nothing is left to say."""
        del data
        return iter(())


class FileChanged:
    """Files that are not what was written."""

    facts = RuleFacts(
        name="file-changed",
        meaning="A file whose hash differs from the one taken when it was written.",
        repair="drop-episode",
    )

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._known: dict[str, str | None] = {}

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Compare the hashes of the episode's files, where the set keeps them."""
        for name, wanted in seen.entry.file_hashes.items():
            if name not in self._known:
                self._known[name] = self._hash(seen, name)
            if self._known[name] != wanted:
                yield seen.finding(self.facts.name, f"{name} has changed since it was written.")

    def _hash(self, seen: Seen, name: str) -> str | None:
        if seen.data.store.path is None:
            return seen.entry.file_hashes[name]  # not read twice over a network
        try:
            return file_hash(seen.data.store.path / name)
        except BrokenFile:
            return None

    def finish(self, data: DataSet) -> Iterator[Finding]:
        """Nothing is left to say."""
        del data
        return iter(())


def _differs(one: Stats, other: Stats, names: tuple[str, ...]) -> str | None:
    for name in names:
        a, b = one.get(name), other.get(name)
        if a is None or b is None:
            continue
        is_same = a.size == b.size and np.allclose(
            a.reshape(-1), b.reshape(-1), rtol=1e-3, atol=1e-5, equal_nan=True
        )
        if not is_same:
            return name
    return None


class StatsMismatch:
    """Statistics that are not those of the frames: policies normalise by them."""

    facts = RuleFacts(
        name="stats-mismatch",
        meaning="Statistics must be those of the frames: policies normalise by them.",
        repair="recount",
    )
    EXACT = ("min", "max", "mean", "std")

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._rows: Iterator[dict[str, Stats]] | None = None
        self._total: dict[str, Stats] = {}
        self._is_complete = True

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Compare the statistics of the episode with its frames."""
        if self._rows is None:
            self._rows = episode_stats(seen.data.store, len(seen.data.episodes))
        fresh: dict[str, Stats] = {}
        for name, feature in seen.data.info.features.items():
            values = seen.columns.get(name)
            if feature.is_number and values is None:
                self._is_complete = False
            elif values is not None and (stats := column_stats(feature, values)) is not None:
                fresh[name] = stats
        self._total = add_stats(self._total, fresh)
        row = next(self._rows, dict[str, Stats]())
        for name, stats in fresh.items():
            wrong = _differs(stats, row[name], self.EXACT) if name in row else None
            if wrong is not None:
                message = (
                    f"the {wrong} of {name} in the table of episodes is not that of its frames."
                )
                yield seen.finding(self.facts.name, message, column=name)

    def finish(self, data: DataSet) -> Iterator[Finding]:
        """Compare the statistics of the set with all frames."""
        if not data.episodes or not self._is_complete or not self._total:
            return
        if data.store.path is None or not data.store.exists(STATS_PATH):
            if data.format.endswith("v3"):
                yield Finding(rule=self.facts.name, message=f"{STATS_PATH} is missing.")
            return
        try:
            found = stats_from_json(read_json(data.store.path / STATS_PATH))
        except (AndonError, ValueError, TypeError) as error:
            message = f"{STATS_PATH} cannot be read: {error}"
            yield Finding(rule=self.facts.name, message=message)
            return
        for name, stats in self._total.items():
            given = found.get(name)
            if given is None:
                yield Finding(rule=self.facts.name, message=f"{STATS_PATH} lacks {name}.")
                continue
            ahead = given.get("count", stats["count"]) - stats["count"]
            wrong = _differs(stats, given, self.EXACT)
            if wrong is not None:
                known = {problem.rule for problem in data.problems}
                is_ahead = bool(np.all(ahead > 0)) and "unfinished-episode" in known
                is_stopped = is_ahead or "unlisted-episodes" in known
                yield Finding(
                    rule=self.facts.name,
                    message=f"the {wrong} of {name} in {STATS_PATH} is not that of its frames.",
                    column=name,
                    is_error=not is_stopped,
                )
