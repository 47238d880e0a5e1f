"""Entry point: parse, run, and turn every deliberate error into one message and exit 2."""

import sys
from collections.abc import Sequence
from typing import Annotated

import tyro
from rich.console import Console

from andon.cli.bench import Bench
from andon.cli.compare import Compare
from andon.cli.doctor import Doctor
from andon.cli.list_names import ListNames
from andon.cli.prove import Prove
from andon.cli.rerun import Rerun
from andon.cli.rollout import Rollout
from andon.cli.view import View
from andon.errors import AndonError

__all__ = ["Command", "main"]

Command = (
    Annotated[ListNames, tyro.conf.subcommand(name="list")]
    | Annotated[View, tyro.conf.subcommand(name="view")]
    | Annotated[Rollout, tyro.conf.subcommand(name="rollout")]
    | Annotated[Prove, tyro.conf.subcommand(name="prove")]
    | Annotated[Compare, tyro.conf.subcommand(name="compare")]
    | Annotated[Rerun, tyro.conf.subcommand(name="rerun")]
    | Annotated[Bench, tyro.conf.subcommand(name="bench")]
    | Annotated[Doctor, tyro.conf.subcommand(name="doctor")]
)

DESCRIPTION = """A proving ground for physical AI: policy in, verdict with evidence out.

Exit codes: 0 done or GREEN, 1 RED, 3 AMBER (not enough evidence), 2 bad use."""

BAD_USE = 2
INTERRUPTED = 130


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        args: Arguments; those of the process when None.

    Returns:
        Exit code: 0 done or GREEN, 1 RED, 2 bad use, 3 AMBER, 130 interrupted.
    """
    console = Console(highlight=False)
    try:
        command = tyro.cli(Command, prog="andon", description=DESCRIPTION, args=args)
        return command.run(console)
    except AndonError as error:
        sys.stderr.write(f"error: {error}\n")
        return BAD_USE
    except KeyboardInterrupt:
        sys.stderr.write("stopped. Every episode that had ended is on disk; run again to go on.\n")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 0
