"""A folder of files, on this machine or behind any URL that fsspec knows."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Any, cast

from andon.artifacts import write_bytes
from andon.errors import BrokenFile, CannotWrite, InvalidConfig, MissingExtra

__all__ = ["Store", "make_store"]

PARTIAL = ".partial"
"""Ending of a file that is being written; readers never look at it."""


class Store:
    """Files under one root, named by relative paths with forward slashes."""

    def __init__(self, root: str | Path) -> None:
        """Point at a folder or URL; nothing is touched.

        Raises:
            MissingExtra: When a URL is given and fsspec is not installed.
            BrokenFile: When no file system of fsspec takes the URL.
        """
        self.name = str(root)
        self.path: Path | None = None
        self._touched: set[Path] = set()
        self._remote: Any = None  # an fsspec file system, which ships no types
        if isinstance(root, str) and "://" in root and not root.startswith("file://"):
            self._remote, self._prefix = _file_system(root)
        else:
            self.path = Path(str(root).removeprefix("file://"))

    def __str__(self) -> str:
        """Give the folder or URL."""
        return self.name

    @property
    def local(self) -> Path:
        """Give the folder on this machine.

        Raises:
            InvalidConfig: For a URL.
        """
        if self.path is None:
            raise InvalidConfig(f"{self.name} is a URL; a folder on this machine is needed here.")
        return self.path

    def child(self, name: str) -> "Store":
        """Give a folder below this one."""
        return Store(f"{self.name.rstrip('/')}/{name}")

    def at(self, name: str) -> str:
        """Give the full path or URL of a file, for messages."""
        return f"{self.name.rstrip('/')}/{name}"

    def exists(self, name: str = "") -> bool:
        """Say whether a file or folder is there."""
        if self.path is not None:
            return (self.path / name).exists()
        with suppress(OSError, ValueError):
            return bool(self._remote.exists(self._at(name)))
        return False

    def files(self, folder: str, ending: str) -> list[str]:
        """Give the files below a folder whose names end like this, in alphabetical order."""
        if self.path is not None:
            below = self.path / folder
            found = (p for p in below.rglob(f"*{ending}") if p.is_file())
            names = [p.relative_to(self.path).as_posix() for p in found]
        else:
            prefix = self._at("").rstrip("/") + "/"
            with self._reading(folder):
                found = self._remote.find(self._at(folder))
            names = [str(name).removeprefix(prefix) for name in found if name.endswith(ending)]
        return sorted(name for name in names if not PurePosixPath(name).name.startswith("."))

    def size(self, name: str) -> int:
        """Give the size of a file in bytes."""
        with self._reading(name):
            if self.path is not None:
                return (self.path / name).stat().st_size
            return int(self._remote.size(self._at(name)))

    def read_bytes(self, name: str) -> bytes:
        """Read a whole file.

        Raises:
            BrokenFile: When it cannot be read.
        """
        with self._reading(name):
            if self.path is not None:
                return (self.path / name).read_bytes()
            return cast("bytes", self._remote.cat_file(self._at(name)))

    @contextmanager
    def open(self, name: str) -> Generator[IO[bytes]]:
        """Open a file to read from any place in it.

        Raises:
            BrokenFile: When it cannot be opened.
        """
        with self._reading(name):
            if self.path is not None:
                file = cast("IO[bytes]", (self.path / name).open("rb"))
            else:
                file = cast("IO[bytes]", self._remote.open(self._at(name), "rb"))
        with file:
            yield file

    def write_bytes(self, name: str, data: bytes) -> None:
        """Write a file, whole or not at all.

        Raises:
            CannotWrite: When the disk is full or the place cannot be written to.
        """
        with self._writing(name):
            if self.path is not None:
                (self.path / name).parent.mkdir(parents=True, exist_ok=True)
                self._touched.add((self.path / name).parent)
            else:
                self._remote.pipe_file(self._at(name), data)
                return
        write_bytes(self.path / name, data)

    @contextmanager
    def draft(self, name: str) -> Generator[Path]:
        """Give a path to write a file to; it takes its name when the block ends well.

        Raises:
            CannotWrite: When the disk is full or the place cannot be written to.
        """
        if self.path is None:
            with TemporaryDirectory(prefix="andon-") as folder:
                draft = Path(folder) / PurePosixPath(name).name
                yield draft
                with self._writing(name):
                    self._remote.put_file(str(draft), self._at(name))
            return
        target = self.path / name
        draft = target.with_name(f".{target.name}.{os.getpid()}{PARTIAL}")
        with self._writing(name):
            target.parent.mkdir(parents=True, exist_ok=True)
            self._touched.add(target.parent)
        try:
            yield draft
            with self._writing(name):
                _sync(draft)
                draft.replace(target)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def sync_folders(self) -> None:
        """Make sure that the names of files written since the last time survive a power cut."""
        folders, self._touched = self._touched, set()
        for folder in sorted(folders):
            self.sync_folder(folder)

    def sync_folder(self, folder: Path) -> None:
        """Make sure that the names in a folder on this machine survive a power cut."""
        if os.name == "nt":
            return
        with self._writing(""):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def remove_partials(self) -> None:
        """Remove what a killed writer left half-written."""
        if self.path is not None:
            for partial in self.path.rglob(f".*{PARTIAL}"):
                with suppress(OSError):
                    partial.unlink()

    def remove_all(self) -> None:
        """Remove the whole folder.

        Raises:
            CannotWrite: When it cannot be removed.
        """
        with self._writing(""):
            if self.path is not None:
                shutil.rmtree(self.path)
            else:
                self._remote.rm(self._at(""), recursive=True)

    def _at(self, name: str) -> str:
        return f"{self._prefix}/{name}".rstrip("/") if name else self._prefix

    @contextmanager
    def _reading(self, name: str) -> Generator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            raise BrokenFile(f"Cannot read {self.at(name)}: {_reason(error)}.") from error

    @contextmanager
    def _writing(self, name: str) -> Generator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            raise CannotWrite(f"Cannot write {self.at(name)}: {_reason(error)}.") from error


def make_store(root: "str | Path | Store") -> Store:
    """Give a store; one that is given comes back as it is."""
    return root if isinstance(root, Store) else Store(root)


def _reason(error: BaseException) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return text or str(error) or type(error).__name__


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _file_system(url: str) -> tuple[Any, str]:  # fsspec ships no types
    try:
        from fsspec.core import url_to_fs  # pyright: ignore[reportUnknownVariableType]
    except ImportError as error:
        raise MissingExtra(
            f"{url} is a URL, which needs fsspec: pip install 'andon[data]', or give a folder."
        ) from error
    try:
        system, prefix = cast("tuple[Any, str]", url_to_fs(url))
    except (ValueError, ImportError, OSError) as error:
        raise BrokenFile(f"Cannot open {url}: {_reason(error)}.") from error
    return system, prefix.rstrip("/")
