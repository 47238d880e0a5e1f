"""One writer at a time: a lock that ends with the process that holds it."""

from typing import IO

from andon.artifacts import make_folder
from andon.episodes.data.store import Store
from andon.errors import CannotWrite

__all__ = ["hold_lock"]

LOCK_NAME = ".andon.lock"


def hold_lock(store: Store) -> IO[bytes] | None:
    """Take the lock of a folder.

    Returns:
        An open file that holds the lock until it is closed or its process ends; None for a URL, or
        on a system without such locks.

    Raises:
        CannotWrite: When another process is writing there, or nobody can.
    """
    if store.path is None:
        return None
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    make_folder(store.path)
    try:
        file = (store.path / LOCK_NAME).open("ab")
    except OSError as error:
        raise CannotWrite(f"Cannot write to {store}: {error.strerror}.") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise CannotWrite(
            f"Another process is writing to {store}. Wait for it, or choose another folder."
        ) from error
    return file
