"""A LeRobotDataset v2.1, made from a v3 set by hand."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq

from andon.episodes.data import open_data


def write_legacy(source: Path, folder: Path) -> Path:
    """Write the episodes of a v3 set that has one file per episode in the older layout."""
    data = open_data(source)
    info = json.loads((source / "meta" / "info.json").read_text())
    info |= {
        "codebase_version": "v2.1",
        "data_path": "data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet",
        "video_path": "videos/chunk-{episode_chunk:03d}/{video_key}"
        "/episode_{episode_index:06d}.mp4",
    }
    (folder / "meta").mkdir(parents=True)
    (folder / "meta" / "info.json").write_text(json.dumps(info))
    tasks = [json.dumps({"task_index": i, "task": text}) for i, text in enumerate(data.tasks)]
    (folder / "meta" / "tasks.jsonl").write_text("\n".join(tasks) + "\n")
    rows = [
        json.dumps({"episode_index": e.index, "tasks": list(e.tasks), "length": e.length})
        for e in data.episodes
    ]
    (folder / "meta" / "episodes.jsonl").write_text("\n".join(rows) + "\n")
    for entry in data.episodes:
        target = folder / f"data/chunk-000/episode_{entry.index:06d}.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        rows = pq.read_table(source / entry.data_file).slice(entry.first_row, entry.length)
        pq.write_table(rows, target)
        for key, span in entry.videos.items():
            target = folder / f"videos/chunk-000/{key}/episode_{entry.index:06d}.mp4"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / span.file, target)
    return folder
