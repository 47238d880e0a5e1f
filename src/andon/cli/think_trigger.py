"""When a mind would be called: false alarms, misses and lead of surprise, measured."""

from dataclasses import dataclass, replace

import numpy as np
from rich.console import Console
from rich.table import Table

from andon.bodies.from_file import load_body
from andon.cli.options import print_table
from andon.cli.think_plan import BODY, FAMILIES, FIRST_SEED, Cell, familiar_cells, meet_cell
from andon.minds.familiar import familiar_ground
from andon.minds.mind import MindConfig
from andon.minds.rig import MindSetup
from andon.minds.surprise import SCORES, SurpriseConfig, alarm_threshold
from andon.minds.trial import Outcome, Trial, run_trial
from andon.policies.setup import Setup
from andon.verdicts.thinking import auroc

__all__ = ["TriggerFigures", "measure_trigger", "print_trigger"]

RATE = 0.1
"""Declared chance of an alarm of each score on a familiar stretch."""
LOOKS = 300
SILENT = SurpriseConfig(geometry_m=1e9, novelty=1e9, physics_m_s=1e9)


@dataclass(frozen=True, kw_only=True)
class TriggerFigures:
    """How well surprise tells obstacles from familiar ground."""

    thresholds: SurpriseConfig
    """Thresholds from the calibration half."""
    false_alarms_per_100_m: float
    """On the other half of the familiar stretches."""
    familiar_m: float
    """Way of those."""
    detected: dict[str, float]
    """Share of the episodes with an alarm, by kind of obstacle. [1]"""
    lead_m: dict[str, float]
    """Median distance of the obstacle at the alarm, by kind."""
    auroc: dict[str, dict[str, float]]
    """AUROC of each score, by kind of obstacle. [1]"""


def measure_trigger(policy: str, *, trials: int) -> TriggerFigures:
    """Calibrate surprise on familiar ground and try it on more of it and on obstacles.

    Args:
        policy: Policy that walks.
        trials: Episodes of each kind of ground; half of the familiar ones calibrate.
    """
    familiar = familiar_ground(LOOKS, 0, load_body(BODY).base_height_m)

    def walk(cell: Cell, config: SurpriseConfig) -> list[Outcome]:
        setup = MindSetup(
            setup=Setup(scenario=cell.scenario, variation=cell.variation, policy=policy, body=BODY),
            advisor="rule",
            config=replace(MindConfig(), trigger="never", surprise=config, familiar=familiar),
        )
        seeds = tuple(range(FIRST_SEED, FIRST_SEED + trials))
        return run_trial(Trial(setup=setup, seeds=seeds, num_worlds=min(32, trials)))

    known = {cell.name: walk(cell, SILENT) for cell in familiar_cells()}
    half = [o for found in known.values() for o in found[::2]]
    low = [alarm_threshold([o.top_surprises[i] for o in half], RATE) for i in range(len(SCORES))]
    thresholds = SurpriseConfig(geometry_m=low[0], novelty=low[1], physics_m_s=low[2])
    again = [o for cell in familiar_cells() for o in walk(cell, thresholds)[1::2]]
    way = sum(o.metrics["distance_m"] for o in again)
    met = {family: walk(meet_cell(family, part="trigger"), thresholds) for family in FAMILIES}
    return TriggerFigures(
        thresholds=thresholds,
        false_alarms_per_100_m=100 * sum(o.surprise_m >= 0 for o in again) / max(way, 1e-9),
        familiar_m=way,
        detected={f: float(np.mean([o.surprise_m >= 0 for o in os])) for f, os in met.items()},
        lead_m={
            f: float(np.median([o.surprise_near_m for o in os if o.surprise_m >= 0] or [np.nan]))
            for f, os in met.items()
        },
        auroc={
            f: {
                name: auroc([o.top_surprises[i] for o in os], [o.top_surprises[i] for o in again])
                for i, name in enumerate(SCORES)
            }
            for f, os in met.items()
        },
    )


def print_trigger(console: Console, figures: TriggerFigures) -> None:
    """Print what surprise is worth as a trigger."""
    table = Table("obstacle", "alarm", "at m", *(f"AUROC {name}" for name in SCORES))
    for family, share in figures.detected.items():
        table.add_row(
            family,
            f"{share:.0%}",
            f"{figures.lead_m[family]:.2f}",
            *(f"{figures.auroc[family][name]:.2f}" for name in SCORES),
        )
    t = figures.thresholds
    table.caption = (
        f"{figures.false_alarms_per_100_m:.1f} false alarms per 100 m on "
        f"{figures.familiar_m:.0f} m of familiar ground, each score calibrated to {RATE:.0%} of "
        f"the stretches: {t.geometry_m:.2f} m, {t.novelty:.1f}, {t.physics_m_s:.2f} m/s; two "
        "must agree"
    )
    print_table(console, table)
