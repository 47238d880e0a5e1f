"""Run the folder of `andon line run` again and compare: shift logs, summary, books."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.console import Console

from andon.artifacts import content_hash, read_json
from andon.cli.options import clear_folder
from andon.compute import Backend

if TYPE_CHECKING:
    from andon.artifacts import Json
    from andon.lines.line import Line

__all__ = ["is_line_run", "rerun_line"]


def is_line_run(folder: Path) -> bool:
    """Say whether a folder was written by `andon line run`."""
    path = folder / "setup.json"
    return path.is_file() and read_json(path).get("verb") == "line run"


def rerun_line(
    console: Console,
    folder: Path,
    target: Path,
    *,
    compute: Backend,
    workers: int | None,
    dry_run: bool,
) -> int:
    """Run a line again, with the evidence that the folder holds; exit code 1 when it differs."""
    from andon.lines.artifact import read_line_run
    from andon.lines.line_table import line_of_setup, read_setup

    line, setup, old = line_of_setup(folder), read_setup(folder), read_line_run(folder)
    seed, count = cast("int", setup["seed"]), len(old.replications)
    console.print(f"Run {count} replications of {folder} again into {target}")
    if dry_run:
        return 0
    clear_folder(target, folder)
    new = _run(console, line, target, old.summary, seed, count, compute, workers)
    rows = (read_json(one / "replications.json")["rows"] for one in (folder, target))
    pairs = list(zip(*(cast("list[Json]", found) for found in rows), strict=True))
    differing = [i for i, (a, b) in enumerate(pairs) if content_hash(a) != content_hash(b)]
    if differing:
        console.print(f"{len(differing)} of {count} replications differ, first {differing[0]}.")
        return 1
    if not _has_same_log(console, folder, target):
        return 1
    if content_hash(new) != content_hash(old.summary):
        console.print(f"{folder / 'summary.json'} does not follow from its replications.")
        return 1
    console.print(f"All {count} shift logs are the same to the last bit, hash {new['logs_hash']}.")
    return _book_again(console, folder, target)


def _run(
    console: Console,
    line: "Line",
    target: Path,
    summary: "Json",
    seed: int,
    count: int,
    compute: Backend,
    workers: int | None,
) -> "Json":
    from andon.dashboard.line_page import make_line_page
    from andon.lines.artifact import run_line

    with console.status(f"Running {count} replications"):
        new = run_line(
            line,
            target,
            seed=seed,
            replications=count,
            evidence=_scenarios(summary),
            backend=compute,
            num_workers=workers,
        )
    make_line_page(target)
    return new


def _scenarios(summary: "Json") -> "dict[str, Json]":
    """Take over what the folder says about the scenarios behind its evidence."""
    rows = [(row["name"], row.get("evidence")) for row in cast("list[Json]", summary["stations"])]
    return {
        str(name): {key: cast("Json", evidence)[key] for key in ("scenario", "variation")}
        for name, evidence in rows
        if evidence is not None
    }


def _has_same_log(console: Console, folder: Path, target: Path) -> bool:
    """Compare the shift log that is kept, which is that of the first replication."""
    from andon.lines.artifact import LOG_NAME
    from andon.lines.log_file import read_shift_log

    old, new = (read_shift_log(one / LOG_NAME).hash for one in (folder, target))
    if old != new:
        console.print(f"{folder / LOG_NAME} has the hash {old}; made again it has {new}.")
    return old == new


def _book_again(console: Console, folder: Path, target: Path) -> int:
    """Book the new run at the prices of the old one, where it was booked."""
    from andon.artifacts import write_json, write_text
    from andon.dashboard.line_page import make_line_page
    from andon.ledger.artifact import PRICES_NAME, book_run, read_known, read_prices_copy
    from andon.ledger.presets import published_copy

    if not (folder / "ledger.json").is_file():
        return 0
    old, file = read_json(folder / "ledger.json"), read_prices_copy(folder)
    booked = book_run(
        read_known(target),
        file,
        seed=cast("int", old.get("seed", 0)),
        published=published_copy(folder / PRICES_NAME),
    )
    write_text(target / PRICES_NAME, (folder / PRICES_NAME).read_text(encoding="utf-8"))
    write_json(target / "ledger.json", booked.plain)
    make_line_page(target)
    is_same = content_hash(read_json(target / "ledger.json")) == content_hash(old)
    console.print("The books are the same." if is_same else "The books differ.")
    return 0 if is_same else 1
