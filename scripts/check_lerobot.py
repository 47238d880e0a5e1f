"""Check that the released `lerobot` package reads what andon writes: frames, times, tasks, videos.

The two need different environments, so this runs twice:

    .venv/bin/python scripts/check_lerobot.py make FOLDER            # with andon
    LEROBOT_VENV/bin/python scripts/check_lerobot.py check FOLDER    # with lerobot

The first writes sets of known numbers and pictures: one whole, and 20 whose writer is killed with
SIGKILL at a random moment, each also in a copy that andon has opened for writing afterwards. The
second opens every set with `LeRobotDataset` and compares all frames. It exits 1 when something
differs, or when an episode is missing that should be there.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

FPS, HEIGHT, WIDTH = 20, 48, 64
LENGTHS = (30, 17, 44, 9)
CAMERA = "observation.images.front"
TASKS = ("push the bar", "lift the bar", "push the bar", "turn the bar")
NUM_KILLS, KILLED_EPISODES = 20, 40
TOLERANCE = 6.0
"""Mean error of a picture that the codec may make, of 255; neighbours differ by more than 15."""


def say(text: str | None) -> None:
    """Print a line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What an episode holds."""

    state: np.ndarray
    action: np.ndarray
    pictures: np.ndarray
    task: str


def truth(episode: int) -> Truth:
    """Give the numbers and pictures of an episode."""
    length = LENGTHS[episode % len(LENGTHS)]
    random = np.random.default_rng([7, episode])
    pictures = np.empty((length, HEIGHT, WIDTH, 3), np.uint8)
    across = np.arange(WIDTH)[None, :] + np.arange(HEIGHT)[:, None]
    for i in range(length):
        pictures[i, ..., 0] = 40 + across
        pictures[i, ..., 1] = 90
        pictures[i, ..., 2] = 160 - across
        start = (5 * i + 11 * episode) % (WIDTH - 16)
        pictures[i, :, start : start + 16] = 235
    return Truth(
        state=random.standard_normal((length, 6)).astype(np.float32),
        action=random.standard_normal((length, 4)).astype(np.float32),
        pictures=pictures,
        task=TASKS[episode % len(TASKS)],
    )


def write(folder: Path, num_episodes: int) -> None:
    """Write a set with andon; say the number of each episode when it is safe."""
    from andon.episodes.data import DataWriter
    from andon.episodes.data.cameras import camera_feature
    from andon.episodes.data.feature import make_feature
    from andon.episodes.data.statistics import picture_stats
    from andon.episodes.data.video_file import encode
    from andon.episodes.data.writer import StagedVideo

    features = [
        make_feature("observation.state", "float32", [6]),
        make_feature("action", "float32", [4]),
        camera_feature(CAMERA, fps=FPS, height=HEIGHT, width=WIDTH),
    ]
    with DataWriter(folder, fps=FPS, features={f.name: f for f in features}) as writer:
        for episode in range(writer.info.total_episodes, num_episodes):
            known = truth(episode)
            path = writer.staging() / "front.mp4"
            shown = list(known.pictures)
            count = encode(shown, path, rate=writer.info.frame_rate, size=(HEIGHT, WIDTH))
            video = StagedVideo(path=path, num_frames=count, stats=picture_stats(shown))
            columns = {"observation.state": known.state, "action": known.action}
            writer.write(columns, tasks=[known.task], videos={CAMERA: video})
            say(str(episode))


def be_killed(folder: Path, is_listed_at_once: bool) -> None:
    """Write until somebody ends it, episode by episode or by way of the journal."""
    from andon.episodes.data import writer

    writer.LISTED_EVERY_S, writer.MAX_UNLISTED = (0.0, 1) if is_listed_at_once else (1e9, 5)
    write(folder, KILLED_EPISODES)


def kill(folder: Path, random: np.random.Generator, is_listed_at_once: bool) -> int:
    """Write a set and kill the writer; give the number of episodes that were safe."""
    command = [sys.executable, __file__, "be-killed", str(folder), str(int(is_listed_at_once))]
    last, wait_s = int(random.integers(0, 12)), float(random.uniform(0.0, 0.1))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        out: IO[str] = process.stdout  # type: ignore[assignment]
        safe = 0
        for line in out:
            safe = int(line) + 1
            if safe > last:
                time.sleep(wait_s)
                process.send_signal(signal.SIGKILL)
    return safe


def make(folder: Path) -> None:
    """Write all sets, and beside them how many episodes each must have."""
    from andon.episodes.data import open_data

    write(folder / "whole", len(LENGTHS))
    expected: dict[str, dict[str, Any]] = {"whole": {"safe": len(LENGTHS), "listed": len(LENGTHS)}}
    random = np.random.default_rng(3)
    for i in range(NUM_KILLS):
        left, opened = f"killed-{i:02d}", f"killed-{i:02d}-opened"
        safe = kill(folder / left, random, is_listed_at_once=i % 2 == 0)
        found = len(open_data(folder / left).episodes)
        listed = json.loads((folder / left / "meta/info.json").read_text())["total_episodes"]
        shutil.copytree(folder / left, folder / opened)
        write(folder / opened, 0)
        expected[left] = {"safe": safe, "listed": listed}
        expected[opened] = {"safe": safe, "listed": found}
        if found < safe:
            say(f"{left}: {safe} episodes were safe and andon finds {found}")
            sys.exit(1)
    (folder / "expected.json").write_text(json.dumps(expected, indent=1))


@dataclass(kw_only=True)
class Compared:
    """How a set differs from what was written."""

    episodes: int
    frames: int
    wrong: int = 0
    gap_s: float = 0.0
    picture: float = 0.0


def compare(folder: Path) -> Compared:
    """Open a set with lerobot and compare every frame."""
    from lerobot.datasets.lerobot_dataset import LeRobotDataset

    found = LeRobotDataset("local/check", root=folder, video_backend="pyav")
    result = Compared(episodes=found.num_episodes, frames=len(found))
    i = 0
    for episode in range(found.num_episodes):
        known = truth(episode)
        for frame in range(len(known.state)):
            item = found[i]
            picture = item[CAMERA].numpy().transpose(1, 2, 0) * 255
            result.picture = max(result.picture, np.abs(picture - known.pictures[frame]).mean())
            result.gap_s = max(result.gap_s, abs(float(item["timestamp"]) - frame / FPS))
            result.wrong += not (
                np.array_equal(item["observation.state"].numpy(), known.state[frame])
                and np.array_equal(item["action"].numpy(), known.action[frame])
                and int(item["episode_index"]) == episode
                and int(item["frame_index"]) == frame
                and item["task"] == known.task
            )
            i += 1
    result.wrong += i != len(found)
    return result


def pads_at_the_end(folder: Path) -> bool:
    """Say whether a window at the end of an episode is padded there."""
    from lerobot.datasets.lerobot_dataset import LeRobotDataset

    times = {"action": [0.0, 1 / FPS, 2 / FPS], CAMERA: [-1 / FPS, 0.0]}
    found = LeRobotDataset("local/check", root=folder, video_backend="pyav", delta_timestamps=times)
    pad = found[LENGTHS[0] - 1]["action_is_pad"].tolist()
    say(f"window at the end of an episode is padded: {pad}")
    return pad == [False, True, True]


def check(folder: Path) -> bool:
    """Open all sets with lerobot and compare every frame."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import lerobot

    say(f"lerobot {lerobot.__version__}")
    expected = json.loads((folder / "expected.json").read_text())
    kinds: dict[str, list[Compared]] = {}
    missing = 0
    for name, wanted in expected.items():
        kind = "whole" if name == "whole" else "opened again" if "opened" in name else "killed"
        if wanted["listed"]:
            kinds.setdefault(kind, []).append(found := compare(folder / name))
            missing += found.episodes != wanted["listed"]
        missing += kind != "killed" and wanted["listed"] < wanted["safe"]
    for kind, sets in kinds.items():
        say(
            f"{kind}: {len(sets)} sets, {sum(s.episodes for s in sets)} episodes, "
            f"{sum(s.frames for s in sets)} frames; frames with other numbers, indices or tasks: "
            f"{sum(s.wrong for s in sets)}; largest error of a timestamp: "
            f"{max(s.gap_s for s in sets):.1e} s; largest mean error of a picture: "
            f"{max(s.picture for s in sets):.2f} of 255, tolerance {TOLERANCE:g}"
        )
    left = [wanted for name, wanted in expected.items() if name[-2:].isdigit()]
    safe, seen = sum(w["safe"] for w in left), sum(min(w["safe"], w["listed"]) for w in left)
    say(f"episodes finished before the kills: {safe}; lerobot sees {seen} of them at once, and the")
    say(f"others once andon has opened the sets to write; sets that lack an episode: {missing}")
    every = [one for sets in kinds.values() for one in sets]
    is_same = all(s.wrong == 0 and s.gap_s < 1e-6 and s.picture < TOLERANCE for s in every)
    return pads_at_the_end(folder / "whole") and is_same and not missing


def main() -> int:
    """Run one half."""
    if len(sys.argv) == 4 and sys.argv[1] == "be-killed":
        be_killed(Path(sys.argv[2]), sys.argv[3] == "1")
        return 0
    if len(sys.argv) != 3 or sys.argv[1] not in ("make", "check"):
        say(__doc__)
        return 2
    folder = Path(sys.argv[2])
    if sys.argv[1] == "make":
        make(folder)
        return 0
    is_same = check(folder)
    say("the same" if is_same else "DIFFERENT")
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main())
