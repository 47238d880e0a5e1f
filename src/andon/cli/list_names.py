"""`andon list`: what there is to run."""

from dataclasses import dataclass
from typing import Literal

import tyro
from rich.console import Console
from rich.table import Table

from andon.cli.options import print_table

__all__ = ["ListNames"]


@dataclass(frozen=True, kw_only=True)
class ListNames:
    """List scenarios, bodies, policies, minds, or what may vary in a scenario."""

    what: tyro.conf.Positional[
        Literal["all", "scenarios", "bodies", "policies", "minds", "variations"]
    ] = "all"
    """What to list."""
    scenario: str | None = None
    """Scenario whose variation to list; all when left out."""

    def run(self, console: Console) -> int:
        """Print the tables."""
        if self.what in ("all", "scenarios"):
            print_table(console, _scenarios())
        if self.what in ("all", "bodies"):
            print_table(console, _bodies())
        if self.what in ("all", "policies"):
            print_table(console, _policies())
        if self.what in ("all", "minds"):
            print_table(console, _minds())
        if self.what == "variations" or self.scenario is not None:
            _print_variations(console, self.scenario)
        console.print("Try: andon rollout street_cross_steps --episodes 20")
        return 0


def _scenarios() -> Table:
    from andon.scenarios import scenarios

    table = Table(
        "scenario", "what happens", "s", "varies", title="Scenarios", title_justify="left"
    )
    for name in scenarios:
        scenario = scenarios.make(name)
        varied = sum(len(p.bins()) > 1 for p in scenario.variation)
        table.add_row(name, scenario.title, f"{scenario.time_limit_s:g}", str(varied))
    return table


def _bodies() -> Table:
    from andon.bodies import bodies

    table = Table("body", "joints", "kg", "base m", title="Bodies", title_justify="left")
    for name in bodies:
        body = bodies.make(name)
        table.add_row(
            name, str(body.num_joints), f"{body.mass_kg:.1f}", f"{body.base_height_m:.3f}"
        )
    table.caption = "Or the path of any MJCF (.xml) or URDF (.urdf) file."
    return table


def _policies() -> Table:
    from andon.policies.contract_file import read_contract
    from andon.policies.packaged import PACKAGED
    from andon.policies.setup import POLICIES

    table = Table("policy", "what it does", title="Policies", title_justify="left")
    for name, path in PACKAGED.items():
        table.add_row(name, f"Learned; walks, brakes, climbs. From {read_contract(path).source}.")
    for name in POLICIES:
        table.add_row(name, _first_line(POLICIES.make(name).__doc__))
    table.caption = "Or the path of a contract (.toml) of an ONNX file."
    return table


def _minds() -> Table:
    from andon.minds.setup import minds

    table = Table("mind", "what it does", title="Minds", title_justify="left")
    words = {
        "think": "Imagines what each tactic would come to, and chooses, while the body walks on.",
        "guard": "Sets nothing; holds the speed to what stops in time.",
    }
    for name in minds:
        rule = minds.make(name).rule
        table.add_row(name, words.get(name, f"Always {rule.name}, from sight of an obstacle on."))
    table.caption = "For --mind of rollout, prove, compare and view, around a policy on a gait."
    return table


def _first_line(docstring: str | None) -> str:
    return (docstring or "").strip().partition("\n")[0]


def _print_variations(console: Console, only: str | None) -> None:
    from andon.scenarios import Fixed, Uniform, scenarios

    for name in [only] if only is not None else list(scenarios):
        scenario = scenarios.make(name)
        table = Table("parameter", "unit", "distribution", "meaning", title=name)
        table.title_justify = "left"
        for p in scenario.variation:
            d = p.distribution
            if isinstance(d, Fixed):
                text = f"{d.value:g}"
            elif isinstance(d, Uniform):
                text = f"{d.low:g} to {d.high:g}"
            else:
                text = "one of " + ", ".join(f"{v:g}" for v in d.values)
            table.add_row(p.name, p.unit, text, p.meaning)
        print_table(console, table)
