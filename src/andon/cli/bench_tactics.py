"""What `andon bench tactics` measures: which setting of the gait gets past which obstacle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from andon.artifacts import read_json, write_json
from andon.bodies.drive import Drive
from andon.cli.options import print_table
from andon.compute import available_cores
from andon.episodes.observation import Observation, Policy
from andon.episodes.rollout import rollout
from andon.episodes.world import World
from andon.errors import InvalidConfig, unknown_name
from andon.minds.tactics import Tactic
from andon.policies.run import claim_for
from andon.policies.setup import Rig, Setup
from andon.scenarios.blueprint import compose
from andon.scenarios.scenario import Scenario
from andon.scenarios.variation import Draw
from andon.spatial import FloatArray
from andon.verdicts.tactic_matrix import (
    Choice,
    TacticResults,
    best_rule,
    best_universal,
    leave_one_out,
    mean_of,
)

__all__ = ["FAMILIES", "ROWS", "TacticPlan", "make_plan", "run_bench_tactics", "summarise"]

FIRST_SEED = 2**38
REDRAWS = 4
"""Walks over each place."""
WITHIN_M = 0.65
"""A tactic is kept until the base is this far beyond the obstacle."""

FAMILIES = (
    *("nothing", "hurdle", "bar", "step", "plank", "gap"),
    *("slope", "slick", "drop", "beam"),
)
"""Kinds of obstacles, in the order of the table."""
HEADROOM = ("hurdle", "bar", "step", "plank", "gap")
"""Kinds over which the best universal tactic is chosen."""


ROWS = (
    Tactic(name="keep"),
    Tactic(name="1.0 m/s", speed_m_s=1.0),
    Tactic(name="0.6 m/s", speed_m_s=0.6),
    Tactic(name="2.0 m/s", speed_m_s=2.0),
    Tactic(name="lift 6 cm", clearance_m=0.06),
    Tactic(name="lift 12 cm", clearance_m=0.12),
    Tactic(name="lift 18 cm", clearance_m=0.18),
    Tactic(name="sink 5 cm", drop_m=0.05),
    Tactic(name="sink 10 cm", drop_m=0.10),
    Tactic(name="sink 15 cm", drop_m=0.15),
    Tactic(name="sink 8 cm, 1.0 m/s", speed_m_s=1.0, drop_m=0.08),
    Tactic(name="sink 10 cm, 0.6 m/s", speed_m_s=0.6, drop_m=0.10),
    Tactic(name="left 45 cm", offset_m=0.45),
    Tactic(name="right 45 cm", offset_m=-0.45),
)
"""Tactics of the matrix."""
QUICK_ROWS = ("keep", "2.0 m/s", "1.0 m/s", "lift 12 cm", "lift 18 cm", "sink 15 cm")


@dataclass(frozen=True, kw_only=True)
class TacticPlan:
    """What to measure."""

    policy: str = "reflex"
    """Policy that reads the gait's registers."""
    body: str = "humanoid_solid"
    """Body; the solid one touches the ground with shanks, knees and thighs as well."""
    families: tuple[str, ...] = FAMILIES
    """Kinds of obstacles."""
    tactics: tuple[str, ...] = tuple(row.name for row in ROWS)
    """Names of tactics."""
    places: int = 32
    """Places of each kind: geometry and where it lies."""
    redraws: int = REDRAWS
    """Walks over each place, with other sensor noise and another start."""
    speed_m_s: float = 1.67
    """Commanded speed."""
    reveal_m: float = 2.0
    """Distance from which on an obstacle is seen."""
    heading_deg: float = 0.0
    """Direction of the walk against the course: oblique approaches."""

    def variation(self) -> dict[str, object]:
        """Give what is fixed in every scenario."""
        return {
            "command_lin_vel_x": self.speed_m_s,
            "reveal_m": self.reveal_m,
            "start_heading_deg": self.heading_deg,
        }


@dataclass(frozen=True, kw_only=True)
class Redrawn(Scenario):
    """A scenario in which several seeds share one place and differ in noise and start alone."""

    redraws: int
    """Seeds that share a place."""

    def draw(self, seed: int) -> Draw:
        """Draw the values of the first seed of the group."""
        return super().draw(seed - seed % self.redraws)


class TacticPolicy:
    """A policy under one tactic; told where the obstacle is, which no mind is."""

    def __init__(self, inner: Policy, world: World, row: Tactic) -> None:
        """Wrap a policy.

        Args:
            inner: Policy that reads `velocity_command` and `gait_command`.
            world: The worlds that it will drive.
            row: The tactic.
        """
        self._inner, self._world, self._row = inner, world, row
        self.name: str = inner.name
        self.terms: tuple[str, ...] = inner.terms
        self.drive: Drive = inner.drive

    @property
    def planned_stance(self) -> NDArray[np.bool_] | None:
        """Feet that the policy means to stand on."""
        return getattr(self._inner, "planned_stance", None)

    def act(self, observation: Observation) -> FloatArray:
        """Give joint targets, with the registers set near the obstacle. Shape (N, num_joints)."""
        rows, row = self._world.rows, self._row
        near, far = rows.obstacles[:, 0, 0], rows.obstacles[:, 0, 1]
        is_on = (near - rows.front_x <= rows.reveal) & (rows.front_x < far + WITHIN_M)
        command = observation.terms["velocity_command"].copy()
        gait = observation.terms["gait_command"].copy()
        if row.speed_m_s is not None:
            command[is_on, 0] = row.speed_m_s
        gait[is_on] = (row.clearance_m, row.drop_m, row.offset_m)
        terms = {**observation.terms, "velocity_command": command, "gait_command": gait}
        return self._inner.act(replace(observation, terms=terms))

    def fork(self, rows: NDArray[np.intp]) -> "TacticPolicy":
        """Give a policy whose row i continues from row `rows[i]`, on the same worlds."""
        return TacticPolicy(self._inner.fork(rows), self._world, self._row)

    def content_hash(self) -> str:
        """Give the hash of the policy that is wrapped."""
        return self._inner.content_hash()


def make_plan(
    *,
    policy: str,
    families: Sequence[str],
    trials: int,
    is_quick: bool,
    way: tuple[float, float, float],
) -> TacticPlan:
    """Make a plan from what is asked.

    Args:
        policy: Policy that reads the gait's registers.
        families: Kinds of obstacles; all when empty.
        trials: Rollouts per cell, a multiple of the redraws of a place.
        is_quick: Whether to leave most tactics out, with 32 rollouts per cell.
        way: Speed [m/s], reveal distance [m], heading [deg].

    Raises:
        InvalidConfig: For fewer than 8 rollouts, or a number that 4 does not divide.
        UnknownName: For an unknown kind of obstacle.
    """
    for family in families:
        if family not in FAMILIES:
            raise unknown_name("kind of obstacle", family, FAMILIES)
    count = 32 if is_quick else trials
    if count < 2 * REDRAWS or count % REDRAWS:
        raise InvalidConfig(
            f"--trials is {count}; every place is walked {REDRAWS} times and at least 2 places are "
            f"needed: give a multiple of {REDRAWS} from {2 * REDRAWS} on."
        )
    return TacticPlan(
        policy=policy,
        families=tuple(f for f in FAMILIES if not families or f in families),
        tactics=QUICK_ROWS if is_quick else tuple(row.name for row in ROWS),
        places=count // REDRAWS,
        speed_m_s=way[0],
        reveal_m=way[1],
        heading_deg=way[2],
    )


def run_bench_tactics(
    console: Console, plan: TacticPlan, folder: Path | None, *, dry_run: bool
) -> dict[str, object]:
    """Measure and print; gives the figures, or nothing when it only says what it would do.

    Args:
        console: Where to print.
        plan: What to measure.
        folder: Where cells are kept; None keeps nothing.
        dry_run: Whether to stop before measuring.
    """
    each = plan.places * plan.redraws
    console.print(
        f"Measure {len(plan.tactics)} tactics on {len(plan.families)} kinds of obstacles, {each} "
        f"rollouts of each, {plan.policy} on {plan.body}"
    )
    if dry_run:
        return {}
    cells = measure_tactics(plan, folder, console)
    found = summarise(plan, cells)
    print_tactics(console, plan, found)
    return {"plan": plan, "rates": found, "cells": cells}


def _rig(plan: TacticPlan, family: str) -> Rig:
    """Build the policy in the scenario of a family, with several walks over each place."""
    setup = Setup(
        scenario=f"street_meet_{family}",
        body=plan.body,
        policy=plan.policy,
        variation=plan.variation(),
    )
    rig = setup.build()
    scenario = Redrawn(**vars(rig.scenario), redraws=plan.redraws)
    return replace(rig, scenario=scenario, blueprint=compose(scenario, rig.body, rig.policy.drive))


def _run_cell(plan: TacticPlan, family: str, row: Tactic) -> dict[str, object]:
    """Walk all places of a family under one tactic."""
    rig, count = _rig(plan, family), plan.places * plan.redraws
    world = rig.make_world(min(count, 64), available_cores())
    first = FIRST_SEED - FIRST_SEED % plan.redraws
    policy = TacticPolicy(rig.policy, world, row)
    found = sorted(rollout(world, policy, range(first, first + count)), key=lambda e: e.seed)
    causes: dict[str, int] = {}
    for episode in found:
        causes[episode.cause] = causes.get(episode.cause, 0) + 1
    return {
        "success": [e.success for e in found],
        "lost_s": [e.metrics["time_lost_s"] for e in found],
        "pause_s": [e.metrics["pause_s"] for e in found],
        "longest_pause_s": [e.metrics["longest_pause_s"] for e in found],
        "causes": causes,
    }


def measure_tactics(
    plan: TacticPlan, folder: Path | None, console: Console
) -> Mapping[str, Mapping[str, Mapping[str, object]]]:
    """Walk every family under every tactic; cells that a folder holds are not walked again.

    Args:
        plan: What to measure.
        folder: Where each cell is kept the moment it is done; None keeps nothing.
        console: Where progress is told.

    Returns:
        Cells by family and tactic.
    """
    rows = {row.name: row for row in ROWS}
    cells: dict[str, dict[str, Mapping[str, object]]] = {}
    for family in plan.families:
        cells[family], kept = {}, _claim(plan, family, folder)
        for name in plan.tactics:
            path = kept / f"{name.replace(' ', '_').replace('/', '_')}.json" if kept else None
            if path is not None and path.is_file():
                cells[family][name] = read_json(path)
                continue
            with console.status(f"{family}: {name}"):
                cell = _run_cell(plan, family, rows[name])
            if path is not None:
                write_json(path, cell)
            cells[family][name] = cell
    return cells


def _claim(plan: TacticPlan, family: str, folder: Path | None) -> Path | None:
    """Give the folder of a family's cells, or refuse one that holds other cells."""
    if folder is None:
        return None
    rig = _rig(plan, family)
    wanted = {k: v for k, v in vars(plan).items() if k not in ("families", "tactics")}
    parts = {"scenario": rig.scenario, "body": rig.body, "policy": rig.policy}
    hashes = {f"{name}_hash": part.content_hash() for name, part in parts.items()}
    claim_for(folder / family, {**wanted, **hashes})
    return folder / family


def summarise(
    plan: TacticPlan, cells: Mapping[str, Mapping[str, Mapping[str, object]]]
) -> dict[str, dict[str, Choice]]:
    """Give rates with intervals by family: every tactic, and what choosing well would give.

    Args:
        plan: What was measured.
        cells: What `measure_tactics` gave.

    Returns:
        By family: one entry per tactic, then `rule`, `universal` and `oracle`.
    """
    shape = (plan.places, plan.redraws)
    results = {
        family: TacticResults(
            family=family,
            tactics=plan.tactics,
            success=_stack(cells[family], plan.tactics, "success", shape) > 0,
            lost_s=_stack(cells[family], plan.tactics, "lost_s", shape),
        )
        for family in plan.families
    }
    found = {
        family: {name: mean_of(r.success[i], [name]) for i, name in enumerate(plan.tactics)}
        | {"rule": best_rule(r)}
        | ({"oracle": leave_one_out(r)} if plan.redraws > 1 else {})
        for family, r in results.items()
    }
    hard = [results[family] for family in plan.families if family in HEADROOM]
    for r, choice in zip(hard, best_universal(hard) if hard else [], strict=True):
        found[r.family]["universal"] = choice
    return found


def _stack(
    cells: Mapping[str, Mapping[str, object]],
    names: Sequence[str],
    key: str,
    shape: tuple[int, int],
) -> FloatArray:
    return np.stack([np.array(cells[n][key], float).reshape(shape) for n in names])


DERIVED = ("rule", "universal", "oracle")
NARROW, NARROW_FAMILIES = 120, 5
"""Columns of a terminal below which the matrix is told in parts, and kinds of obstacles in each."""


def print_tactics(
    console: Console, plan: TacticPlan, found: Mapping[str, Mapping[str, Choice]]
) -> None:
    """Print what choosing gives, with intervals, and then the rates of all tactics."""
    summary = Table("obstacle", "keep", *DERIVED, "chosen by rule")
    for family in plan.families:
        row = found[family]
        figures = [_cell(row.get(name)) for name in ("keep", *DERIVED)]
        summary.add_row(family, *figures, ", ".join(row["rule"].chosen))
    each = plan.places * plan.redraws
    summary.caption = (
        f"{each} episodes per cell ({plan.places} places, {plan.redraws} walks over each), 95 % "
        f"by resampling places; {plan.speed_m_s:g} m/s, seen from {plan.reveal_m:g} m"
    )
    print_table(console, summary)
    size = NARROW_FAMILIES if console.width < NARROW else len(plan.families)
    for start in range(0, len(plan.families), size):
        part = plan.families[start : start + size]
        table = Table("success", *part)
        for name in plan.tactics:
            table.add_row(name, *(f"{found[family][name].rate:.2f}" for family in part))
        print_table(console, table)


def _cell(choice: Choice | None) -> str:
    if choice is None:
        return ""
    return f"{choice.rate:.2f} ({choice.low:.2f}-{choice.high:.2f})"
