"""Finished episodes that the tables do not list yet: appended to one file, one flush each."""

import contextlib
import hashlib
import json
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pyarrow as pa
import pyarrow.ipc as ipc

from andon.episodes.data.dataset import EpisodeEntry, Problem
from andon.episodes.data.episode_table import EpisodeRow
from andon.episodes.data.record import record_from_text, record_to_text
from andon.episodes.data.statistics import stats_from_json, stats_to_json
from andon.episodes.data.store import Store
from andon.episodes.data.video_file import VideoSpan
from andon.errors import BrokenFile, CannotWrite

__all__ = [
    "JOURNAL_PATH",
    "Finished",
    "Journal",
    "JournalContent",
    "entry_of",
    "has_journal",
    "read_journal",
]

JOURNAL_PATH, NOTE_PATH = "meta/andon.journal", "meta/andon.open"
"""The journal, and a note that is there as long as the journal must be."""
NOTE = "Finished episodes are in andon.journal. The next writer of andon lists them.\n"

MAGIC = b"andonep1"
HEAD = struct.Struct("<8sQ16s8s")
"""Of an entry: magic, length of the body, digest of the body, digest of what stands before."""


@dataclass(frozen=True, kw_only=True)
class Finished:
    """An episode that is safe on disk."""

    row: EpisodeRow
    """What the table of episodes will say; without statistics where it comes from the journal."""
    frames: pa.Table
    """Its numbers, texts and encoded pictures."""
    new_tasks: tuple[str, ...] = ()
    """Instructions that no episode before it had."""


@dataclass(frozen=True, kw_only=True)
class JournalContent:
    """What a journal holds."""

    finished: Sequence[Finished] = ()
    """Episodes beyond those of the tables, in order."""
    is_torn: bool = False
    """Whether the last entry is cut off, as a writer leaves it that is stopped while it writes."""
    problem: Problem | None = None
    """What contradicts itself; entries from there on are not given."""
    end: int = field(default=0)
    """Bytes up to the end of the last whole entry."""


class Journal:
    """The journal of a folder on this machine, open for appending."""

    def __init__(self, store: Store) -> None:
        """Point at the file; it is made with the first entry."""
        self._store, self._path = store, store.local / JOURNAL_PATH
        self._handle: int | None = None
        self._end = 0
        self._is_new = False  # whether the note that it is there is still to be left
        self._is_dirty = False  # whether something lies beyond the end: an append that failed

    def append(self, finished: Finished) -> None:
        """Add an episode; when this returns, it is on disk for good.

        Raises:
            CannotWrite: When the disk is full; the journal is as it was.
        """
        parts = _parts_of(finished)
        try:
            handle = self._open()
            if self._is_dirty:
                self._cut()
            self._is_dirty = True
            for part in parts:
                _write_all(handle, part)
            os.fsync(handle)
        except OSError as error:
            with contextlib.suppress(OSError):  # tried again with the next entry
                self._cut()
            raise CannotWrite(f"Cannot write {self._path}: {error.strerror}.") from error
        self._is_dirty = False
        self._end += sum(len(part) for part in parts)

    def _open(self) -> int:
        if self._handle is None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
            self._handle = os.open(self._path, flags, 0o666)
            self._is_new = True
        if self._is_new:
            (self._store.local / NOTE_PATH).write_text(NOTE)
            self._store.sync_folder(self._path.parent)
            self._is_new = False
        return self._handle

    def _cut(self) -> None:
        if self._handle is not None:
            os.ftruncate(self._handle, self._end)

    def clear(self) -> None:
        """Forget all entries; the tables have them."""
        self._end, self._is_dirty = 0, True
        with contextlib.suppress(OSError):  # tried again, and until then readers pass them over
            self._cut()
            self._is_dirty = False

    def close(self, *, is_done: bool) -> None:
        """Close the file.

        Args:
            is_done: Whether the tables have all entries, so that the file is of no use any more.
        """
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        if is_done:
            note = self._store.local / NOTE_PATH
            with contextlib.suppress(OSError):
                if note.exists():  # gone for good before the journal is
                    note.unlink()
                    self._store.sync_folder(note.parent)
                self._path.unlink(missing_ok=True)


def _write_all(handle: int, data: memoryview) -> None:
    rest = data
    while rest:
        rest = rest[os.write(handle, rest) :]


def _digest(data: bytes | memoryview, size: int) -> bytes:
    return hashlib.sha256(data).digest()[:size]


def _parts_of(finished: Finished) -> tuple[memoryview, memoryview]:
    """Give an entry in two parts, so that the larger one is never copied.

    An entry is a head and a body: the length of a JSON text and the text, which are in the first
    part with the head, and the frames as an Arrow stream.
    """
    row = finished.row
    content = {
        "index": row.index,
        "tasks": list(row.tasks),
        "first_frame": row.first_frame,
        "length": row.length,
        "place": list(row.data),
        "videos": {k: [list(p), s.file, s.from_s, s.to_s] for k, (p, s) in row.videos.items()},
        "picture_stats": stats_to_json(row.pictures),
        "record": record_to_text(row.record),
        "file_hashes": dict(row.file_hashes),
        "new_tasks": list(finished.new_tasks),
    }
    text = json.dumps(content, separators=(",", ":")).encode()
    sink = pa.BufferOutputStream()
    with ipc.new_stream(sink, finished.frames.schema) as stream:
        stream.write_table(finished.frames)
    said = struct.pack("<Q", len(text)) + text
    frames = memoryview(
        cast("Any", sink.getvalue())
    )  # a pyarrow.Buffer, which its stub leaves open
    digest = hashlib.sha256(said)
    digest.update(frames)
    head = struct.pack("<8sQ16s", MAGIC, len(said) + len(frames), digest.digest()[:16])
    return memoryview(head + _digest(head, 8) + said), frames


def has_journal(store: Store) -> bool:
    """Say whether a writer has left a journal, or is keeping one."""
    return store.exists(NOTE_PATH)


def read_journal(store: Store, *, first: int, frames: int) -> JournalContent:
    """Read the episodes that the tables do not list.

    Args:
        store: The set.
        first: Number of episodes in the tables; entries before it are passed over.
        frames: Number of frames in them.

    Raises:
        BrokenFile: When the file cannot be read.
    """
    if store.path is None or not store.exists(JOURNAL_PATH):
        return JournalContent()
    data = memoryview(store.read_bytes(JOURNAL_PATH))
    found: list[Finished] = []
    at = 0
    while at < len(data):
        rest = data[at:]
        if len(rest) < HEAD.size:
            return JournalContent(finished=found, is_torn=True, end=at)
        magic, length, digest, check = HEAD.unpack_from(rest)
        if magic != MAGIC or _digest(rest[: HEAD.size - 8], 8) != check:
            return _damaged(store, found, at, "is no beginning of an episode")
        if len(rest) < HEAD.size + length:
            return JournalContent(finished=found, is_torn=True, end=at)
        body = rest[HEAD.size : HEAD.size + length]
        if _digest(body, 16) != digest:
            return _damaged(store, found, at, "is not what was written")
        finished = _finished_of(body, store)
        index = finished.row.index
        if index == first + len(found) and finished.row.first_frame == frames:
            found.append(finished)
            frames += finished.row.length
        elif index >= first or found:
            wanted = first + len(found)
            return _damaged(store, found, at, f"is episode {index}; {wanted} is missing")
        at += HEAD.size + length
    return JournalContent(finished=found, end=at)


def _damaged(store: Store, found: list[Finished], at: int, words: str) -> JournalContent:
    message = f"{store.at(JOURNAL_PATH)}: what stands at byte {at} {words}."
    problem = Problem(rule="journal-damaged", message=message)
    return JournalContent(finished=found, problem=problem, end=at)


def _finished_of(body: memoryview, store: Store) -> Finished:
    try:
        size = struct.unpack_from("<Q", body)[0]
        content = cast("dict[str, Any]", json.loads(bytes(body[8 : 8 + size])))
        with ipc.open_stream(pa.py_buffer(body[8 + size :])) as stream:
            frames = stream.read_all()
        chunk, file = content["place"]
        row = EpisodeRow(
            index=int(content["index"]),
            tasks=tuple(content["tasks"]),
            first_frame=int(content["first_frame"]),
            length=int(content["length"]),
            data=(int(chunk), int(file)),
            videos={
                key: ((int(place[0]), int(place[1])), VideoSpan(file=name, from_s=a, to_s=b))
                for key, (place, name, a, b) in content["videos"].items()
            },
            numbers=None,
            pictures=stats_from_json(content["picture_stats"]),
            record=record_from_text(content["record"]),
            file_hashes=dict(content["file_hashes"]),
        )
        new_tasks = tuple(content["new_tasks"])
    except (KeyError, ValueError, TypeError, struct.error, pa.ArrowException) as error:
        message = f"{store.at(JOURNAL_PATH)} holds an episode that cannot be read: {error}."
        raise BrokenFile(message) from error
    return Finished(row=row, frames=frames, new_tasks=new_tasks)


def entry_of(finished: Finished) -> EpisodeEntry:
    """Give what readers know about an episode in the journal."""
    row = finished.row
    return EpisodeEntry(
        index=row.index,
        length=row.length,
        tasks=row.tasks,
        data_file=JOURNAL_PATH,
        videos={key: span for key, (_, span) in row.videos.items()},
        record=row.record,
        file_hashes=row.file_hashes,
    )
