"""`andon propose`: which measurement would change the decision most."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import tyro
from rich.console import Console
from rich.table import Table

from andon.cli.options import print_table

if TYPE_CHECKING:
    from andon.artifacts import Json
    from andon.ledger.proposal import Proposal

__all__ = ["Propose"]

TOP_PRICES = 4
"""Prices and terms that are printed; the file has all of them."""


@dataclass(frozen=True, kw_only=True)
class Propose:
    """Rank what to measure next by how much it could change the decision to use the robot."""

    folder: tyro.conf.Positional[Path]
    """Folder of a line run that has been booked."""
    with_subsidy: bool = False
    """Whether public money counts in the decision."""
    episode_cost: float = 0.0
    """What a further episode costs, in the currency of the books; simulated ones nothing."""
    seed: int = 0
    """Seed of all draws."""
    dry_run: bool = False
    """Rank, but write nothing."""

    def run(self, console: Console) -> int:
        """Rank measurements and write the next episodes to run."""
        from dataclasses import replace

        from andon.ledger.artifact import model_of, pool, read_known, read_prices_copy
        from andon.ledger.book import book_quantities
        from andon.ledger.proposal import Question, propose
        from andon.randomness import check_seed

        known, file = read_known(self.folder), read_prices_copy(self.folder)
        console.print(f"Weigh what could be measured next for {known.line} at {file.name}")
        ledger = book_quantities(pool(known, file.terms), prices=file.prices, terms=file.terms)
        proposal = propose(
            model_of(known, ledger),
            [replace(one, episode_cost=self.episode_cost) for one in known.measurements],
            question=Question(with_subsidy=self.with_subsidy, seed=check_seed(self.seed)),
        )
        _print_proposal(console, proposal)
        return 0 if self.dry_run else self._write(console, proposal, known.settings)

    def _write(self, console: Console, proposal: "Proposal", settings: tuple[str, ...]) -> int:
        from andon.artifacts import to_json, write_json
        from andon.dashboard.line_page import make_line_page
        from andon.ledger.proposal import write_requests

        commands = [_command(row, settings) for row in proposal.requests()]
        plain = {
            "schema": 1,
            "conclusion": proposal.conclusion,
            "requests": proposal.requests(),
            "commands": commands,
            "proposal": {
                **cast("Json", to_json(proposal)),
                "names": [name for name, _ in proposal.unmeasured],
                "worths": [worth.value for _, worth in proposal.unmeasured],
            },
        }
        write_requests(self.folder / "requests.jsonl", proposal)
        write_json(self.folder / "proposal.json", plain)
        console.print(f"Wrote {self.folder / 'requests.jsonl'}")
        console.print(f"Report: {make_line_page(self.folder)}")
        for command in commands[:1]:
            console.print(f"Next: {command}")
        return 0


def _command(row: dict[str, object], settings: tuple[str, ...]) -> str:
    """Give the command that runs the next episodes, varied as the ones before."""
    words = ["andon", "rollout", str(row["scenario"]), "--episodes", str(row["count"])]
    return shlex.join([*words, *(["--set", *settings] if settings else [])])


def _print_proposal(console: Console, proposal: "Proposal") -> None:
    unit = proposal.currency
    table = Table("to know", "scenario", f"worth at most, {unit}", "ask for", f"worth that, {unit}")
    for one in proposal.measurements:
        best = one.best
        table.add_row(
            one.parameter,
            one.scenario,
            _worth(one.perfect.value),
            f"{best.num_episodes} episodes" if best else "nothing",
            _worth(best.value) if best else "",
        )
    for name, value in proposal.unmeasured[:TOP_PRICES]:
        table.add_row(name, "", _worth(value.value), "a quotation", "")
    table.caption = "present values over the life of the equipment"
    print_table(console, table)
    console.print(proposal.conclusion)


def _worth(value: float) -> str:
    return f"{max(value, 0.0):,.0f}"
