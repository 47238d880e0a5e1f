"""Entry point: parse, run, and turn every deliberate error into one message and exit 2."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import tyro
from rich.console import Console

from andon.cli.bench import Bench
from andon.cli.book import Book
from andon.cli.collect import Collect
from andon.cli.compare import Compare
from andon.cli.data import DataCommand
from andon.cli.doctor import Doctor
from andon.cli.inspect import InspectCommand
from andon.cli.line import LineCommand
from andon.cli.list_names import ListNames
from andon.cli.options import join_repeated
from andon.cli.propose import Propose
from andon.cli.prove import Prove
from andon.cli.rerun import Rerun
from andon.cli.rollout import Rollout
from andon.cli.train import Train
from andon.cli.view import View
from andon.errors import AndonError

__all__ = ["Command", "main"]

Command = (
    Annotated[ListNames, tyro.conf.subcommand(name="list")]
    | Annotated[View, tyro.conf.subcommand(name="view")]
    | Annotated[Rollout, tyro.conf.subcommand(name="rollout")]
    | Annotated[Train, tyro.conf.subcommand(name="train")]
    | Annotated[Collect, tyro.conf.subcommand(name="collect")]
    | Annotated[
        DataCommand,
        tyro.conf.subcommand(name="data", description="Check, convert, split and replay data."),
    ]
    | Annotated[Prove, tyro.conf.subcommand(name="prove")]
    | Annotated[Compare, tyro.conf.subcommand(name="compare")]
    | Annotated[Rerun, tyro.conf.subcommand(name="rerun")]
    | Annotated[
        InspectCommand,
        tyro.conf.subcommand(
            name="inspect", description="Images in, accept or reject at a priced operating point."
        ),
    ]
    | Annotated[
        LineCommand,
        tyro.conf.subcommand(name="line", description="Run production lines, write their pages."),
    ]
    | Annotated[Book, tyro.conf.subcommand(name="book")]
    | Annotated[Propose, tyro.conf.subcommand(name="propose")]
    | Annotated[Bench, tyro.conf.subcommand(name="bench")]
    | Annotated[Doctor, tyro.conf.subcommand(name="doctor")]
)

DESCRIPTION = """A proving ground for physical AI: policy in, verdict with evidence out.

Exit codes: 0 done or GREEN, 1 RED, 3 AMBER (not enough evidence), 2 bad use."""

BAD_USE = 2
INTERRUPTED = 130
READER_GONE = 141
PIPED_WIDTH = 160
"""Columns of a table where nobody watches: there is no screen that it would have to fit."""


class Terminal(Console):
    """Prints text as it is: brackets and colons are no markup, long lines are not broken."""

    def __init__(self) -> None:
        """Write to standard output, in colour where somebody watches."""
        is_free = not sys.stdout.isatty() and "COLUMNS" not in os.environ
        super().__init__(
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=True,
            width=PIPED_WIDTH if is_free else None,
        )

    def on_broken_pipe(self) -> NoReturn:
        """Say so upwards; exiting with 1, as is usual, would mean RED."""
        raise BrokenPipeError


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        args: Arguments; those of the process when None.

    Returns:
        Exit code: 0 done or GREEN, 1 RED, 2 bad use, 3 AMBER, 130 interrupted, 141 when whoever
        reads the output is gone.
    """
    console = Terminal()
    try:
        words = join_repeated(sys.argv[1:] if args is None else args)
        command = tyro.cli(Command, prog="andon", description=DESCRIPTION, args=words)
        return command.run(console)
    except AndonError as error:
        sys.stderr.write(f"error: {error}\n")
        return BAD_USE
    except KeyboardInterrupt:
        sys.stderr.write("stopped. Every episode that had ended is on disk; run again to go on.\n")
        return INTERRUPTED
    except BrokenPipeError:
        # What is still buffered would fail again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return READER_GONE
    except OSError as error:  # the disk is full, or a file is in the way
        sys.stderr.write(f"error: {error}\n")
        return BAD_USE
