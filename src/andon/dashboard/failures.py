"""Failed episodes of an artifact folder."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from andon.errors import BrokenFile

__all__ = ["Failure", "read_failures"]

_COLUMNS = ("seed", "cause", "place", "duration_s")


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One failed episode."""

    seed: int
    """Seed that repeats it."""
    cause: str
    """Why it ended."""
    place: str
    """Where it ended."""
    duration_s: float
    """Simulated time until then."""


def read_failures(path: Path, *, outcome: str = "success") -> tuple[Failure, ...]:
    """Read the failed episodes of an episode log.

    Args:
        path: The file `episodes.parquet`.
        outcome: Column that says whether an episode was good: `success` or `survived`.

    Returns:
        Failures in the order of their seeds; none where there is no such file.

    Raises:
        BrokenFile: When the file is no episode log.
    """
    if not path.is_file():
        return ()
    try:
        rows = pq.read_table(path, columns=[*_COLUMNS, outcome]).to_pylist()
        found = [
            Failure(
                seed=int(row["seed"]),
                cause=str(row["cause"]),
                place=str(row["place"]),
                duration_s=float(row["duration_s"]),
            )
            for row in rows
            if not row[outcome]
        ]
    except (OSError, pa.ArrowException, KeyError) as error:
        raise BrokenFile(f"{path} is no episode log: {error}") from error
    return tuple(sorted(found, key=lambda failure: failure.seed))
