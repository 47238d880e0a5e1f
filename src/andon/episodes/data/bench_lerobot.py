"""The loader of lerobot on the same set, timed by a Python in which lerobot is installed."""

import json
import os
import subprocess
from pathlib import Path

from andon.errors import InvalidConfig

__all__ = ["HOW_TO_INSTALL", "measure_lerobot"]

HOW_TO_INSTALL = (
    "python3.12 -m venv lerobot && lerobot/bin/pip install 'lerobot[dataset]', then "
    "--lerobot-python lerobot/bin/python"
)

SCRIPT = """
import json, sys, time
import torch
import lerobot
from lerobot.datasets.lerobot_dataset import LeRobotDataset

root, fps, batch_size, steps, seconds, columns = json.loads(sys.argv[1])
torch.set_num_threads(1)
data = LeRobotDataset(
    "local/bench", root=root, video_backend="pyav",
    delta_timestamps={"action": [i / fps for i in range(steps)]},
)
loader = torch.utils.data.DataLoader(data, batch_size=batch_size, shuffle=True, num_workers=0)
start, cpu_start, frames, size = time.perf_counter(), time.process_time(), 0, 0
for batch in loader:
    frames += len(batch["index"])
    size += sum(batch[name].numel() * batch[name].element_size() for name in columns)
    if time.perf_counter() - start > seconds:
        break
took, cpu = time.perf_counter() - start, time.process_time() - cpu_start
with open("/proc/self/status") as file:
    peak = next((int(s.split()[1]) / 1024 for s in file if s.startswith("VmHWM")), None)
print(json.dumps([lerobot.__version__, frames, took, cpu, size / 1e6, peak]))
"""
"""What that Python runs: shuffled windows of one loader without worker processes, with PyAV."""


def measure_lerobot(
    python: Path,
    root: Path,
    *,
    fps: int,
    batch_size: int,
    steps: int,
    columns: tuple[str, ...],
    seconds: float,
) -> tuple[str, int, float, float, float, float]:
    """Time lerobot's `LeRobotDataset` on a set.

    Args:
        python: Interpreter in which lerobot is installed.
        root: Folder of the set.
        fps: Frames per second of the set.
        batch_size: Samples per batch.
        steps: Actions per sample.
        columns: Columns whose bytes are counted.
        seconds: Time after which it is stopped.

    Returns:
        Version of lerobot, frames read, seconds, those of the processor, megabytes and peak memory
        in MB.

    Raises:
        InvalidConfig: When that Python is not there, or lerobot does not run in it.
    """
    asked = json.dumps([str(root), fps, batch_size, steps, seconds, columns])
    home = str(root.parent / "hub")  # nothing is fetched, and nothing is left in the user's folder
    surroundings = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": home}
    surroundings.pop("PYTHONPATH", None)
    try:
        done = subprocess.run(
            [str(python), "-c", SCRIPT, asked],
            capture_output=True,
            text=True,
            check=False,
            env=surroundings,
        )
    except OSError as error:
        raise InvalidConfig(f"Cannot run {python}: {error.strerror}. {HOW_TO_INSTALL}") from error
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise InvalidConfig(
            f"lerobot does not run in {python}: {last}. To install it: {HOW_TO_INSTALL}"
        )
    version, frames, *rest = json.loads(done.stdout.strip().splitlines()[-1])
    took, cpu, megabytes, peak = (float(value or 0.0) for value in rest)
    return str(version), int(frames), took, cpu, megabytes, peak
