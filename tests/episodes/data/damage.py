"""Ways to damage a data set: bytes, files, types and lies."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

Random = np.random.Generator


def some_file(folder: Path, random: Random, ending: str = "") -> Path:
    """Choose a visible file."""
    found = sorted(p for p in folder.rglob(f"*{ending}") if p.is_file() and p.name[0] != ".")
    return found[int(random.integers(len(found)))]


def truncate(folder: Path, random: Random) -> None:
    """Cut off the end of a file."""
    path = some_file(folder, random)
    data = path.read_bytes()
    path.write_bytes(data[: int(random.integers(len(data)))])


def flip(folder: Path, random: Random) -> None:
    """Change some bytes of a file."""
    path = some_file(folder, random)
    data = bytearray(path.read_bytes())
    for _ in range(int(random.integers(1, 6))):
        data[int(random.integers(len(data)))] ^= 1 << int(random.integers(8))
    path.write_bytes(bytes(data))


def overwrite(folder: Path, random: Random) -> None:
    """Put noise over a part of a file."""
    path = some_file(folder, random)
    data = bytearray(path.read_bytes())
    start = int(random.integers(len(data)))
    data[start : start + 64] = random.bytes(min(64, len(data) - start))
    path.write_bytes(bytes(data))


def remove(folder: Path, random: Random) -> None:
    """Remove a file."""
    some_file(folder, random).unlink()


def rename(folder: Path, random: Random) -> None:
    """Give a file another name."""
    path = some_file(folder, random)
    path.rename(path.with_name("other" + path.suffix))


def exchange(folder: Path, random: Random) -> None:
    """Change two files of one kind over."""
    ending = (".parquet", ".mp4")[int(random.integers(2))]
    one, other = some_file(folder, random, ending), some_file(folder, random, ending)
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)


LIES = (0, -1, 1, 2, 7, 10**12, 1.5, "many", None, [], {}, True, "../../secret", "float16", [3])


def lie(folder: Path, random: Random) -> None:
    """Let `meta/info.json` say something else."""
    path = folder / "meta" / "info.json"
    content = json.loads(path.read_text())
    place = content
    while True:
        keys = sorted(place)
        key = keys[int(random.integers(len(keys)))]
        if isinstance(place[key], dict) and place[key] and random.random() < 0.8:
            place = place[key]
        else:
            break
    place[key] = LIES[int(random.integers(len(LIES)))]
    path.write_text(json.dumps(content))


def forget(folder: Path, random: Random) -> None:
    """Leave an entry of `meta/info.json` out."""
    path = folder / "meta" / "info.json"
    content = json.loads(path.read_text())
    keys = sorted(content)
    del content[keys[int(random.integers(len(keys)))]]
    path.write_text(json.dumps(content))


def retype(folder: Path, random: Random) -> None:
    """Write a column of a Parquet file in another type."""
    path = some_file(folder, random, ".parquet")
    table = pq.read_table(path)
    name = table.column_names[int(random.integers(len(table.column_names)))]
    values = [str(value) for value in table.column(name).to_pylist()]
    place = table.column_names.index(name)
    pq.write_table(table.set_column(place, name, pa.array(values)), path)


def disorder(folder: Path, random: Random) -> None:
    """Write the rows of a Parquet file in another order, or leave the last one out."""
    path = some_file(folder, random, ".parquet")
    table = pq.read_table(path)
    rows = np.arange(table.num_rows)
    kept = rows[::-1] if random.random() < 0.5 and len(rows) > 1 else rows[:-1]
    pq.write_table(table.take(pa.array(kept)), path)


def drop_column(folder: Path, random: Random) -> None:
    """Leave a column of a Parquet file out."""
    path = some_file(folder, random, ".parquet")
    table = pq.read_table(path)
    if table.num_columns > 1:
        pq.write_table(table.drop_columns([table.column_names[-1]]), path)
    else:
        path.unlink()


def change_value(folder: Path, random: Random) -> None:
    """Change one number of the table of episodes."""
    path = next((folder / "meta" / "episodes").rglob("*.parquet"))
    table = pq.read_table(path)
    rows = table.to_pylist()
    names = [n for n in table.column_names if isinstance(rows[0][n], int | float)]
    name, row = names[int(random.integers(len(names)))], int(random.integers(len(rows)))
    rows[row][name] = type(rows[row][name])(LIES[int(random.integers(4))] * 3 + rows[row][name])
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)


def empty(folder: Path, random: Random) -> None:
    """Remove a whole folder."""
    name = ("data", "videos", "meta/episodes", "meta")[int(random.integers(4))]
    shutil.rmtree(folder / name)


WAYS: tuple[Callable[[Path, Random], None], ...] = (
    truncate,
    flip,
    flip,
    overwrite,
    remove,
    rename,
    exchange,
    lie,
    lie,
    forget,
    retype,
    disorder,
    drop_column,
    change_value,
    empty,
)
