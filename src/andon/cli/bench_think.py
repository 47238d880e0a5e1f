"""`andon bench think`: what thinking while walking is worth, and what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.table import Table

from andon.artifacts import content_hash, make_folder, read_json, write_bytes, write_json
from andon.cli.options import make_progress, print_table
from andon.cli.think_cost import measure_cost, print_cost, write_prices
from andon.cli.think_plan import FAMILIES, FIRST_SEED, Arm, Cell, ThinkPlan
from andon.cli.think_stop import measure_stops, print_stops, write_stop_law
from andon.cli.think_trigger import measure_trigger, print_trigger
from andon.cli.think_wall import measure_wall, print_wall
from andon.compute import map_shards
from andon.dashboard.thinking_chart import draw_thinking
from andon.errors import BrokenFile
from andon.minds.tactics import KEEP, pick
from andon.minds.trial import Outcome, Trial, run_trial
from andon.verdicts.thinking import ArmRow, best_arm, cross_fit, pool, summarise_arm

__all__ = ["Results", "run_bench_think"]

SHARD = 16
"""Episodes per process and turn."""
UNIVERSAL, LABELLED = "best universal tactic", "best tactic, told what it is"


@dataclass(frozen=True, kw_only=True)
class Results:
    """Episodes of one cell, by arm, in the order of the seeds."""

    cell: Cell
    """Where."""
    arms: Mapping[str, list[Outcome]]
    """Episodes by arm."""


def run_bench_think(
    console: Console,
    plan: ThinkPlan,
    out: Path,
    *,
    calibrate: Path | None = None,
    dry_run: bool = False,
) -> dict[str, object]:
    """Run a plan, print its tables and give their figures.

    Args:
        console: Where to print.
        plan: What to run.
        out: Folder that keeps what is done; an earlier run of the same plan is gone on with.
        calibrate: Folder that measured prices and the speed law of the guard are written to.
        dry_run: Say what would run, and stop.

    Returns:
        Figures, for a JSON file; empty after a dry run.
    """
    cells = plan.cells()
    jobs = [(cell, arm) for cell in cells for arm in plan.arms(cell)]
    console.print(
        f"Think in {len(cells)} places, {len(jobs)} pairs of place and way of deciding, "
        f"{plan.trials} episodes each, into {out}"
    )
    if dry_run:
        return {}
    figures: dict[str, object] = {"plan": plan}
    if "cost" in plan.parts:
        cost = measure_cost(plan.policy)
        print_cost(console, cost)
        figures["cost"] = cost
        if calibrate is not None:
            console.print(f"Wrote {write_prices(calibrate, cost, plan.policy)}")
    if "stop" in plan.parts:
        stops = measure_stops(plan.policy, trials=20 if plan.is_quick else 100)
        print_stops(console, stops)
        figures["stop"] = stops
        if calibrate is not None:
            console.print(f"Wrote {write_stop_law(calibrate, stops, plan.policy)}")
    if "wall" in plan.parts:
        wall = measure_wall(plan.policy, rounds=2 if plan.is_quick else 10)
        print_wall(console, wall)
        figures["wall"] = wall
    if "trigger" in plan.parts:
        trigger = measure_trigger(plan.policy, trials=max(20, plan.trials))
        print_trigger(console, trigger)
        figures["trigger"] = trigger
    results = _run_all(console, plan, jobs, out)
    rows = _rows(results)
    if rows:
        print_rows(console, rows)
        picture = out / "think.png"
        write_bytes(picture, draw_thinking(rows))
        console.print(f"Wrote {picture}")
    figures["rows"] = rows
    return figures


def _run_all(
    console: Console, plan: ThinkPlan, jobs: Sequence[tuple[Cell, Arm]], out: Path
) -> list[Results]:
    found: dict[str, Results] = {}
    with make_progress(console) as progress:
        task = progress.add_task("think", total=len(jobs))
        for cell, arm in jobs:
            key = f"{cell.part}: {cell.name}"
            known = found.get(key, Results(cell=cell, arms={}))
            ran = run_arm(cell, arm, plan.trials, out)
            found[key] = Results(cell=cell, arms={**known.arms, arm.name: ran})
            progress.advance(task)
    for key, results in found.items():
        if results.cell.part == "meet":
            best = _best_tactic(results)
            arm = plan.hold(results.cell, pick([best])[0])
            held = run_arm(results.cell, arm, plan.trials, out)
            found[key] = replace(results, arms={**results.arms, arm.name: held})
    return list(found.values())


def _tactical(results: Results) -> dict[str, list[Outcome]]:
    """Give the arms that follow one tactic all the time."""
    return {n: o for n, o in results.arms.items() if n == "reflex" or n.startswith("always ")}


def _best_tactic(results: Results) -> str:
    arms = _tactical(results)
    name = best_arm(arms, [True] * len(next(iter(arms.values()))))
    return KEEP.name if name == "reflex" else name.removeprefix("always ")


def run_arm(cell: Cell, arm: Arm, trials: int, out: Path) -> list[Outcome]:
    """Run the episodes of one arm that are not on disk yet.

    Args:
        cell: Where.
        arm: Who decides.
        trials: Episodes.
        out: Folder with one file per cell and arm.

    Returns:
        One outcome per seed, in order.
    """
    identity = content_hash([arm.setup, arm.setup.build().policy.content_hash()])
    name = f"{cell.part}-{cell.name}-{arm.name}".replace(" ", "_").replace(",", "")
    path = make_folder(out / "think") / f"{name}.json"
    known = _read(path, identity)
    seeds = [s for s in range(FIRST_SEED, FIRST_SEED + trials) if s not in known]
    shards = [
        Trial(setup=arm.setup, seeds=tuple(seeds[i : i + SHARD]), num_worlds=SHARD)
        for i in range(0, len(seeds), SHARD)
    ]
    for outcomes in map_shards(run_trial, shards, backend="auto" if len(shards) > 1 else "inline"):
        known |= {outcome.seed: outcome for outcome in outcomes}
        write_json(path, {"identity": identity, "outcomes": [known[s] for s in sorted(known)]})
    return [known[seed] for seed in range(FIRST_SEED, FIRST_SEED + trials)]


def _read(path: Path, identity: str) -> dict[int, Outcome]:
    if not path.is_file():
        return {}
    content = read_json(path)
    if content.get("identity") != identity:
        return {}
    names = {f.name for f in fields(Outcome)}
    found: dict[int, Outcome] = {}
    for item in cast("list[dict[str, Any]]", content.get("outcomes", [])):
        if set(item) != names:
            raise BrokenFile(f"{path} holds episodes of another make; choose another --out.")
        values: dict[str, Any] = {
            **item,
            "charges_s": tuple(item["charges_s"]),
            "top_surprises": tuple(item["top_surprises"]),
        }
        found[int(item["seed"])] = Outcome(**values)
    return found


def _rows(results: Sequence[Results]) -> list[ArmRow]:
    rows: list[ArmRow] = []
    for one in results:
        reference = one.arms["reflex"]
        rows += [
            summarise_arm(one.cell.name, name, outcomes, reference)
            for name, outcomes in one.arms.items()
        ]
    met = {r.cell.name: r for r in results if r.cell.part == "meet"}
    if len(met) < len(FAMILIES):
        return rows
    tactical = {name: _tactical(r) for name, r in met.items()}
    labelled = cross_fit(tactical, is_shared=False)
    universal = cross_fit(tactical, is_shared=True)
    for name, result in met.items():
        for arm, found in ((UNIVERSAL, universal), (LABELLED, labelled)):
            rows.append(summarise_arm(name, arm, found[name], result.arms["reflex"]))
    thought = pool({name: r.arms["think"] for name, r in met.items()})
    for arm, reference in (
        ("think against reflex", pool({n: r.arms["reflex"] for n, r in met.items()})),
        (f"think against {UNIVERSAL}", pool(universal)),
        (f"think against {LABELLED}", pool(labelled)),
    ):
        rows.append(summarise_arm("all five", arm, thought, reference))
    for arm, found in ((UNIVERSAL, universal), (LABELLED, labelled)):
        alone = pool(found)
        rows.append(summarise_arm("all five", arm, alone, alone))
    alone = pool({n: r.arms["reflex"] for n, r in met.items()})
    rows.append(summarise_arm("all five", "reflex", alone, alone))
    return rows


def print_rows(console: Console, rows: Sequence[ArmRow]) -> None:
    """Print the table of cells and arms."""
    table = Table(
        *(
            "where",
            "who decides",
            "success",
            "95 %",
            "falls",
            "fell after",
            "stuck",
            "pause p50/p95/max s",
        ),
        *("lost s", "switches/100 m", "thinks", "charge p50/p95 ms", "dropped", "wins-losses"),
        "e better/worse",
    )
    last = ""
    for r in rows:
        if last and r.cell != last:
            table.add_section()
        table.add_row(
            r.cell if r.cell != last else "",
            r.arm,
            f"{r.successes}/{r.trials}",
            f"{r.low:.2f}-{r.high:.2f}",
            str(r.falls),
            str(r.fell_after),
            str(r.stuck),
            f"{r.pause_p50_s:.2f}/{r.pause_p95_s:.2f}/{r.pause_max_s:.2f}",
            f"{r.lost_p50_s:+.2f}",
            f"{r.switches_per_100_m:.1f}",
            f"{r.thoughts:.1f}",
            f"{1000 * r.charge_p50_s:.0f}/{1000 * r.charge_p95_s:.0f}",
            " ".join(f"{k} {v}" for k, v in sorted(r.dropped.items())),
            f"{r.wins}-{r.losses}",
            f"{r.e_better:.3g}/{r.e_worse:.3g}",
        )
        last = r.cell
    print_table(console, table)
