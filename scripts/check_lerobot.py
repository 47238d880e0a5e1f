"""Check that the released `lerobot` package reads what andon writes: frames, times, tasks, videos.

The two need different environments, so this runs twice:

    .venv/bin/python scripts/check_lerobot.py make FOLDER            # with andon
    LEROBOT_VENV/bin/python scripts/check_lerobot.py check FOLDER    # with lerobot

The first writes a set of known numbers and pictures and the truth beside it, the second opens the
set with `LeRobotDataset` and compares. It exits 1 when something differs.
"""

import os
import sys
from pathlib import Path

import numpy as np

FPS, HEIGHT, WIDTH = 20, 48, 64
LENGTHS = (30, 17, 44)
CAMERA = "observation.images.front"
TASKS = ("push the bar", "lift the bar", "push the bar")
TOLERANCE = 6.0
"""Mean error of a picture that the codec may make, of 255; neighbours differ by more than 15."""


def say(text: str | None) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


def truth() -> dict[str, np.ndarray]:
    """Give the numbers and pictures of all frames."""
    total = sum(LENGTHS)
    random = np.random.default_rng(7)
    pictures = np.empty((total, HEIGHT, WIDTH, 3), np.uint8)
    across = np.arange(WIDTH)[None, :] + np.arange(HEIGHT)[:, None]
    for i in range(total):
        pictures[i, ..., 0] = 40 + across
        pictures[i, ..., 1] = 90
        pictures[i, ..., 2] = 160 - across
        start = (5 * i) % (WIDTH - 16)
        pictures[i, :, start : start + 16] = 235
    return {
        "state": random.standard_normal((total, 6)).astype(np.float32),
        "action": random.standard_normal((total, 4)).astype(np.float32),
        "pictures": pictures,
    }


def make(folder: Path) -> None:
    """Write the set with andon."""
    from andon.episodes.data import DataWriter
    from andon.episodes.data.cameras import camera_feature
    from andon.episodes.data.feature import make_feature
    from andon.episodes.data.statistics import picture_stats
    from andon.episodes.data.video_file import encode
    from andon.episodes.data.writer import StagedVideo

    known = truth()
    features = [
        make_feature("observation.state", "float32", [6]),
        make_feature("action", "float32", [4]),
        camera_feature(CAMERA, fps=FPS, height=HEIGHT, width=WIDTH),
    ]
    with DataWriter(folder, fps=FPS, features={f.name: f for f in features}) as writer:
        start = 0
        for length, task in zip(LENGTHS, TASKS, strict=True):
            rows = slice(start, start + length)
            path = writer.staging() / "front.mp4"
            shown = list(known["pictures"][rows])
            count = encode(shown, path, rate=writer.info.frame_rate, size=(HEIGHT, WIDTH))
            video = StagedVideo(path=path, num_frames=count, stats=picture_stats(shown))
            columns = {"observation.state": known["state"][rows], "action": known["action"][rows]}
            writer.write(columns, tasks=[task], videos={CAMERA: video})
            start += length


def check(folder: Path) -> bool:
    """Open the set with lerobot and compare every frame."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import lerobot
    from lerobot.datasets.lerobot_dataset import LeRobotDataset

    known = truth()
    found = LeRobotDataset("local/check", root=folder, video_backend="pyav")
    say(f"lerobot {lerobot.__version__}: {found.num_episodes} episodes, {len(found)} frames")
    owners = np.repeat(np.arange(len(LENGTHS)), LENGTHS)
    frames = np.concatenate([np.arange(length) for length in LENGTHS])
    errors, gaps, wrong = [], [], 0
    for i in range(len(found)):
        item = found[i]
        picture = item[CAMERA].numpy().transpose(1, 2, 0) * 255
        errors.append(np.abs(picture - known["pictures"][i]).mean())
        gaps.append(abs(float(item["timestamp"]) - frames[i] / FPS))
        wrong += not (
            np.array_equal(item["observation.state"].numpy(), known["state"][i])
            and np.array_equal(item["action"].numpy(), known["action"][i])
            and int(item["episode_index"]) == owners[i]
            and int(item["frame_index"]) == frames[i]
            and item["task"] == TASKS[owners[i]]
        )
    say(f"frames with other numbers, indices or tasks: {wrong}")
    say(f"largest error of a timestamp: {max(gaps):.1e} s")
    say(f"largest mean error of a picture: {max(errors):.2f} of 255, tolerance {TOLERANCE:g}")
    times = {"action": [0.0, 1 / FPS, 2 / FPS], CAMERA: [-1 / FPS, 0.0]}
    window = LeRobotDataset(
        "local/check", root=folder, video_backend="pyav", delta_timestamps=times
    )[LENGTHS[0] - 1]
    pad = window["action_is_pad"].tolist()
    say(f"window at the end of an episode is padded: {pad}")
    is_same = len(found) == sum(LENGTHS) and not wrong and pad == [False, True, True]
    return is_same and max(gaps) < 1e-6 and max(errors) < TOLERANCE


def main() -> int:
    """Run one half."""
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
