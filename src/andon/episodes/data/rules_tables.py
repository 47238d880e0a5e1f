"""Rules about the tables that describe a set: what they say must be what was written."""

import json
import re
from collections.abc import Iterator
from typing import cast

from andon.artifacts import Json, content_hash, read_json
from andon.episodes.data.dataset import DataSet
from andon.episodes.data.episode_table import place_of
from andon.episodes.data.findings import Finding, RuleFacts, Seen
from andon.episodes.data.info import CHANGING, INFO_PATH, V3
from andon.episodes.data.lerobot import EPISODES_FOLDER, FILES, RECORD, TASKS_PATH, read_table
from andon.episodes.data.set_state import MARK_PATH
from andon.episodes.data.store import Store
from andon.errors import AndonError, BrokenFile

__all__ = ["MetadataChanged"]


class MetadataChanged:
    """A description that is not the one that was written."""

    facts = RuleFacts(
        name="metadata-changed",
        meaning="The tables in meta/ must describe the set as it was written, for every reader.",
    )

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Nothing to see in an episode."""
        del seen
        return iter(())

    def finish(self, data: DataSet) -> Iterator[Finding]:
        """Compare what the tables say of each other, and with hashes where the set keeps them."""
        if data.store.path is None or data.info.version != V3:
            return
        try:
            messages = [*_mark(data), *_splits(data), *_episodes(data), *_tasks(data)]
        except (AndonError, ValueError) as error:
            messages = [str(error)]
        for message in messages:
            yield Finding(rule=self.facts.name, message=message)


def _mark(data: DataSet) -> Iterator[str]:
    """Compare `meta/info.json` with the hash that was taken when the set was begun."""
    if not data.store.exists(MARK_PATH):
        if any(entry.file_hashes for entry in data.episodes):
            yield f"{MARK_PATH} is missing; it has the hash of what {INFO_PATH} declares."
        return
    wanted = read_json(data.store.local / MARK_PATH).get("info_hash")
    fixed: Json = {k: v for k, v in data.info.declared.items() if k not in CHANGING}
    if wanted != content_hash(fixed):
        yield f"{INFO_PATH} is not the one that the set was begun with."


def _splits(data: DataSet) -> Iterator[str]:
    """Find parts of the set that are no range of its episodes."""
    splits, total = data.info.declared.get("splits", {}), data.info.total_episodes
    parts = cast("Json", splits) if isinstance(splits, dict) else {"splits": splits}
    for name, part in parts.items():
        match = re.fullmatch(r"(\d+):(\d+)", part) if isinstance(part, str) else None
        if match is None or not int(match[1]) <= int(match[2]) <= total:
            yield f"{INFO_PATH}: the split {name!r} is {part!r}, no range of {total} episodes."


def _episodes(data: DataSet) -> Iterator[str]:
    """Find rows of the table of episodes that name another file than the one they are in."""
    store, is_ours = data.store, data.store.exists(MARK_PATH)
    for name in store.files(EPISODES_FOLDER, ".parquet"):
        places = ("meta/episodes/chunk_index", "meta/episodes/file_index")
        table = read_table(store, name)
        lost = [column for column in (RECORD, FILES) if column not in table.column_names]
        if is_ours and lost:
            yield (
                f"{name} lacks {', '.join(lost)}: where its episodes come from and what their "
                "files hashed to."
            )
        if not set(places) <= set(table.column_names):
            continue
        found = set(zip(*(table.column(place).to_pylist() for place in places), strict=True))
        wrong = sorted(found - {place_of(name)}, key=str)
        if wrong:
            yield f"{name} says that it is file {wrong[0][1]} of chunk {wrong[0][0]}."


def _tasks(data: DataSet) -> Iterator[str]:
    """Find a list of instructions that LeRobot cannot look texts up in."""
    if data.tasks and not _has_text_index(data.store):
        yield f"{TASKS_PATH} does not mark its texts as the index, where LeRobot looks them up."


def _has_text_index(store: Store) -> bool:
    if not store.exists(TASKS_PATH):  # all instructions are in the journal, or it is reported
        return True
    table = read_table(store, TASKS_PATH)
    about = (table.schema.metadata or {}).get(b"pandas", b"{}")
    try:
        index: object = json.loads(about).get("index_columns")
    except (ValueError, AttributeError) as error:
        raise BrokenFile(f"{TASKS_PATH}: its index cannot be read: {error}.") from error
    names = cast("list[object]", index) if isinstance(index, list) else []
    return any(name in table.column_names for name in names)
