"""`andon bench inspect`: what each member costs and is worth, beside two baselines."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from andon.cli.options import print_table

if TYPE_CHECKING:
    from andon.inspection.bench import BenchRow

__all__ = ["measure_and_print"]


def measure_and_print(
    console: Console, data: Path | None, *, labels_per_class: int
) -> "tuple[BenchRow, ...]":
    """Measure members and baselines, on a set or on made textures, and print the table."""
    from andon.artifacts import provenance
    from andon.inspection.bench import measure_inspectors, write_textures

    with TemporaryDirectory() as folder:
        source = write_textures(Path(folder)) if data is None else data
        rows = measure_inspectors(source, labels_per_class=labels_per_class)
    table = Table("what", "fit s", "ms per image", "MB kept", "AUROC", "95 % interval")
    for row in rows:
        low, high = row.area.interval
        table.add_row(
            row.name,
            f"{row.fit_s:.2f}",
            f"{row.ms_per_image:.1f}",
            f"{row.size_mb:.1f}",
            f"{row.area.value:.3f}",
            f"{low:.3f} to {high:.3f}",
        )
    facts = provenance()
    area = rows[0].area
    table.caption = (
        f"{area.num_good} good and {area.num_bad} bad parts that nothing was fitted on; one core "
        f"of {facts['cpu']}; peak memory {rows[-1].peak_mb:.0f} MB. Fit times of members start "
        "from described parts, that of the cascade from files."
    )
    print_table(console, table)
    return rows
