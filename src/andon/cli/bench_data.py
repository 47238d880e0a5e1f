"""How fast data sets are written and read; printed and checked against targets."""

from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from andon.artifacts import Json, provenance, to_json, write_json
from andon.cli.options import print_table

__all__ = ["run_bench_data"]

SIZES = {False: (200, 600), True: (4, 240)}
"""Episodes and frames of the measured sets, without and with cameras."""
TARGET = 0.6
"""Share of the limit that is aimed at."""


def run_bench_data(
    console: Console, *, repeats: int, scale: float, json: Path | None, dry_run: bool
) -> int:
    """Measure, print the table and write the same figures.

    Args:
        console: Where to print.
        repeats: Rounds; the best of each measurement counts.
        scale: Size of the sets against the usual one.
        json: File for the figures.
        dry_run: Say what would be measured, and stop.
    """
    from andon.episodes.data.bench import bench_data

    console.print(f"Measure writing and reading of data sets, {repeats} rounds each")
    if dry_run:
        return 0
    rows: list[Json] = []
    table = Table("what", "episodes/s", "frames/s", "MB/s", "share of limit", "peak MB")
    for has_cameras, (episodes, frames) in SIZES.items():
        with TemporaryDirectory(prefix="andon-bench-") as folder:
            found = bench_data(
                Path(folder),
                num_episodes=max(2, round(episodes * scale)),
                num_frames=frames,
                repeats=repeats,
                has_cameras=has_cameras,
            )
        for row in found:
            share = "" if row.share_of_limit is None else f"{row.share_of_limit:.2f}"
            table.add_row(
                row.name,
                f"{row.episodes_per_s:,.1f}",
                f"{row.frames_per_s:,.0f}",
                f"{row.mb_per_s:,.0f}",
                share,
                f"{row.peak_mb:,.0f}",
            )
            content = to_json(row)
            rows += [content] if isinstance(content, dict) else []
    facts = provenance()
    table.caption = (
        f"{facts['cores']} x {facts['cpu']}; the limit writes and reads the same numbers and "
        f"pictures in order, with Arrow and PyAV alone; target {TARGET:g} of it when reading"
    )
    print_table(console, table)
    if json is not None:
        write_json(json, {"rows": rows, "machine": facts})
        console.print(f"Wrote {json}")
    return 0
