"""`andon bench inspect`: what each member costs and is worth, beside two baselines."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from andon.cli.options import make_progress, print_table

if TYPE_CHECKING:
    from andon.inspection.bench import Bench

__all__ = ["measure_and_print"]


def measure_and_print(
    console: Console, data: Path | None, *, regimes: Sequence[str], num_splits: int
) -> "Bench":
    """Measure members and baselines, on a set or on made textures, and print the tables."""
    from andon.artifacts import provenance
    from andon.inspection.bench import measure_inspectors, write_textures

    with TemporaryDirectory() as folder, make_progress(console) as progress:
        task = progress.add_task("describe", total=None)
        bench = measure_inspectors(
            write_textures(Path(folder)) if data is None else data,
            regimes=regimes,
            num_splits=num_splits,
            on_progress=lambda what: progress.update(task, description=what, advance=1),
        )
    for labels in dict.fromkeys(row.labels for row in bench.rows):
        _print_regime(console, bench, labels)
    megapixels = bench.pixels / 1e6
    console.print(
        f"One ONNX file ({', '.join(bench.onnx_members)}): {bench.onnx_ms:.1f} ms per picture of "
        f"{megapixels:.3f} megapixels (median), one core of {provenance()['cpu']}; peak memory "
        f"{bench.peak_mb:.0f} MB; {bench.num_described} pictures described in "
        f"{bench.describe_s:.1f} s."
    )
    return bench


def _print_regime(console: Console, bench: "Bench", labels: str) -> None:
    rows = [row for row in bench.rows if row.labels == labels]
    table = Table("what", "fit s", "ms", "MB", "AUROC", "95 % interval", "escapes at 5 % overkill")
    for row in rows:
        low, high = row.areas[0].interval
        table.add_row(
            row.name,
            f"{row.fit_s:.2f}",
            f"{row.ms_per_image:.1f}",
            f"{row.size_mb:.1f}",
            f"{row.mean_area:.3f}",
            f"{low:.3f} to {high:.3f}",
            f"{row.num_escapes} of {row.num_bad}",
        )
    area = rows[0].areas[0]
    spread = [f"{min(a.value for a in r.areas):.3f} to {max(a.value for a in r.areas):.3f}"
              for r in rows if r.name == "the cascade"]  # fmt: skip
    table.title = {"none": "no labels", "all": "all labels, five folds"}.get(
        labels, f"{labels} labels per class"
    )
    table.caption = (
        f"mean of {len(rows[0].areas)} splits, the cascade's from {spread[0]}; the interval is the "
        f"first split's, on {area.num_good} good and {area.num_bad} bad parts that nothing was "
        "fitted on. Fit times start from described parts."
    )
    print_table(console, table)
