"""A writer that is killed: a process that forks children, each of which writes until it dies.

Run as a script. Each line of input names a folder and a count; a child writes episodes there and
says the number of each on its own line when it is safe. With a count above 0 the child kills itself
at that call to the file system; otherwise whoever runs the script kills it.
"""

import importlib
import os
import signal
import sys
from pathlib import Path

from andon.artifacts import provenance
from andon.episodes.data import DataWriter
from andon.episodes.data import writer as writer_of_episodes
from tests.episodes.data.sets import FPS, add_episode, features

CALLS = ("fsync", "replace", "rename", "mkdir", "unlink", "write", "ftruncate")


os_write = os.write


def die_at(count: int) -> None:
    """Let the count-th call to the file system be the last."""
    left = [count]
    for name in CALLS:
        real = getattr(os, name)

        def call(*arguments, real=real, **options):
            left[0] -= 1
            if left[0] == 0:
                if real is os_write:  # half of it arrives
                    real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **options)

        setattr(os, name, call)


def write(folder: Path, count: int, num_episodes: int) -> None:
    """Write episodes and say which are safe."""
    # So that a few episodes go every way there is, at any speed of the machine.
    writer_of_episodes.MAX_UNLISTED, writer_of_episodes.LISTED_EVERY_S = 2, 1e9
    if count:
        die_at(count)
    with DataWriter(folder, fps=FPS, features=features(), robot_type="cart") as writer:
        for _ in range(num_episodes):
            seed = writer.info.total_episodes
            add_episode(writer, seed, 6 + seed % 5, "push the bar" if seed < 2 else "lift the bar")
            sys.stdout.write(f"{seed}\n")
            sys.stdout.flush()


def main() -> None:
    """Fork a child for every line of input; what is slow to load is loaded before."""
    importlib.import_module("av.video.frame")
    provenance()
    for line in sys.stdin:
        folder, count, num_episodes = line.rsplit(" ", 2)
        child = os.fork()
        if child == 0:
            write(Path(folder), int(count), int(num_episodes))
            os._exit(0)
        sys.stdout.write(f"pid {child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("end\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
