"""A writer that may not, or cannot, write: for a process that gives up its rights or its disk.

Run as `unwritable.py locked FOLDER` or `unwritable.py full FOLDER`. What happened is the JSON text
that it prints last.
"""

import importlib
import json
import os
import sys
from pathlib import Path

import numpy as np

from andon.artifacts import provenance
from andon.episodes.data import DataWriter, open_data
from andon.episodes.data import writer as writer_of_episodes
from andon.episodes.data.check import check_data
from andon.errors import CannotWrite
from tests.episodes.data.sets import FPS, add_episode, columns, features

NOBODY = 65534
ROOMS_KB = (0, 8, 12, 16, 20, 80, 96, 120, 160, 200)
"""Free space of the disk in each trial; an episode takes some 15 KB, the tables some 80."""


def give_up_rights(folder: Path) -> None:
    """Become somebody who may read the folder and not write to it."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    else:
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o500 if path.is_dir() else 0o400)


def locked(folder: Path) -> dict[str, object]:
    """Try to write to a set of somebody else; read it."""
    importlib.import_module("av.video.frame")
    provenance()
    give_up_rights(folder)
    errors = []
    for place in (folder, folder / "new"):
        try:
            with DataWriter(place, fps=FPS, features=features(), robot_type="cart") as writer:
                add_episode(writer, 1, 6)
        except CannotWrite as error:
            errors.append(str(error))
    return {"errors": errors, "is_ok": check_data(folder).is_ok}


def full(folder: Path) -> dict[str, object]:
    """Write until the disk is full, again and again, with a little more room each time."""
    found: list[dict[str, object]] = []
    for trial, room_kb in enumerate(ROOMS_KB * 2):
        data, ballast = folder / f"set{trial}", folder / "ballast"
        # The first half straight to the tables, the others through the journal.
        writer_of_episodes.LISTED_EVERY_S = 0.0 if trial < len(ROOMS_KB) else 1e9
        writer_of_episodes.MAX_UNLISTED = 6 if trial % 2 else 64
        free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
        ballast.write_bytes(bytes(free - 1024 * room_kb))
        safe, error = 0, ""
        try:
            with DataWriter(data, fps=FPS, features=features(), robot_type="cart") as writer:
                for seed in range(100):
                    add_episode(writer, seed, 6 + seed % 5)
                    safe = seed + 1
        except CannotWrite as full_disk:
            error = str(full_disk)
        found.append({"error": error, "safe": safe, "found": whole(data)})
        ballast.unlink()
        with DataWriter(data, fps=FPS, features=features(), robot_type="cart") as writer:
            add_episode(writer, writer.info.total_episodes, 9)  # and it is gone on with
        found[-1]["later"] = whole(data)
        found[-1]["is_ok"] = check_data(data).is_ok
        for path in sorted(data.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    return {"trials": found}


def whole(folder: Path) -> int:
    """Give the number of episodes, each of which must be as it was written; -1 without a set."""
    if not (folder / "meta" / "info.json").exists():
        return -1
    data = open_data(folder)
    for i, entry in enumerate(data.episodes):
        values = columns(i, entry.length)
        assert all(np.array_equal(data.columns(i)[name], values[name]) for name in values)
    return len(data.episodes)


if __name__ == "__main__":
    said = {"locked": locked, "full": full}[sys.argv[1]](Path(sys.argv[2]))
    sys.stdout.write(json.dumps(said) + "\n")
