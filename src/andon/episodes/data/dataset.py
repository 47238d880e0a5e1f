"""A data set that is open for reading, in whatever format it lies on disk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from andon.episodes.data.feature import Columns
from andon.episodes.data.info import DataInfo
from andon.episodes.data.record import EpisodeRecord
from andon.episodes.data.store import Store
from andon.episodes.data.video_file import Picture, VideoSpan

__all__ = ["DataSet", "EpisodeEntry", "Problem"]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something about the structure of a set that a reader has to know before it reads."""

    rule: str
    """Name of the rule that it breaks."""
    message: str
    """What was found, and what would have been right."""
    episode: int | None = None
    """Episode that it concerns; None for the whole set."""
    is_error: bool = True
    """False for what is worth knowing and harms nobody."""


@dataclass(frozen=True, kw_only=True)
class EpisodeEntry:
    """One episode of a data set: how long it is, where it lies, and where it came from."""

    index: int
    """Number of the episode, as the set gives it."""
    length: int
    """Number of frames."""
    tasks: tuple[str, ...]
    """Instructions, each once."""
    data_file: str
    """File with the numbers, inside the set."""
    first_row: int = 0
    """Row of the file at which the episode begins."""
    videos: Mapping[str, VideoSpan] = field(default_factory=dict[str, VideoSpan])
    """Where the pictures of each camera lie."""
    record: EpisodeRecord | None = None
    """Where it came from; None where the set does not say."""
    file_hashes: Mapping[str, str] = field(default_factory=dict[str, str])
    """Hashes of its files, as they were written; empty where the set keeps none."""


class DataSet(Protocol):
    """Episodes on disk, read one at a time; nothing is kept in memory but the table of contents."""

    format: str
    store: Store
    info: DataInfo
    episodes: Sequence[EpisodeEntry]
    tasks: Sequence[str]
    problems: Sequence[Problem]

    def columns(self, position: int, names: Sequence[str] | None = None) -> Columns:
        """Read the numbers, texts and encoded pictures of one episode.

        Args:
            position: Place of the episode in `episodes`.
            names: Columns to read; all that are not in video files when None.

        Returns:
            Arrays by column; the first axis is the frame.

        Raises:
            BrokenFile: When the file is missing, broken, or holds something else than declared.
            UnknownName: When there is no such column.
        """
        ...

    def pictures(
        self, position: int, key: str, start: int = 0, stop: int | None = None
    ) -> Iterator[Picture]:
        """Decode the pictures of one camera in one episode, in order.

        Args:
            position: Place of the episode in `episodes`.
            key: Name of the camera.
            start: First frame.
            stop: One past the last frame; the end of the episode when None.

        Raises:
            BrokenFile: When a picture is missing or cannot be decoded.
            UnknownName: When there is no such camera.
        """
        ...
