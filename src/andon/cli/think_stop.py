"""The stop protocol, measured: how long and how far a robot goes on, and the speed law of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from andon.cli.options import print_table
from andon.cli.think_plan import BODY, FIRST_SEED
from andon.minds.guard import STOP_LAW_FILE, StopLaw
from andon.minds.measured import write_numbers
from andon.minds.mind import MindConfig
from andon.minds.rig import MindSetup
from andon.minds.trial import Trial, run_trial
from andon.policies.setup import Setup

__all__ = ["StopRow", "fit_law", "measure_stops", "print_stops", "write_stop_law"]

SPEEDS_M_S = (1.0, 1.67, 2.0)
NOISE: dict[str, dict[str, object]] = {
    "ang_vel_b": {"uniform": 0.2},
    "gravity_b": {"uniform": 0.05},
    "lin_vel_b": {"uniform": 0.08},
    "joint_pos": {"uniform": 0.01},
    "joint_vel": {"uniform": 0.75},
}


@dataclass(frozen=True, kw_only=True)
class StopRow:
    """Stops from one speed."""

    speed_m_s: float
    """Commanded speed before."""
    trials: int
    """Episodes."""
    stood: int
    """Episodes that ended at a stand."""
    time_p50_s: float
    """Median time to the stand."""
    time_p95_s: float
    """95th percentile of it."""
    way_p50_m: float
    """Median way to the stand."""
    way_p95_m: float
    """95th percentile of it."""
    fell: int = 0
    """Episodes that ended by a fall; the others that did not stand were still moving."""


def measure_stops(policy: str, *, trials: int) -> list[StopRow]:
    """Let robots stop from several speeds, with a guard and sensor noise.

    Args:
        policy: Policy that walks.
        trials: Episodes per speed.
    """
    rows: list[StopRow] = []
    for speed in SPEEDS_M_S:
        setup = MindSetup(
            setup=Setup(
                scenario="street_brake",
                policy=policy,
                body=BODY,
                variation={"command_lin_vel_x": speed, "action_delay_ms": 10.0},
                noise=NOISE,
            ),
            advisor="rule",
            config=MindConfig(trigger="never"),
        )
        seeds = tuple(range(FIRST_SEED, FIRST_SEED + trials))
        found = run_trial(Trial(setup=setup, seeds=seeds, num_worlds=min(64, trials)))
        times = [o.metrics["stop_time_s"] for o in found]
        ways = [o.metrics["stop_way_m"] for o in found]
        rows.append(
            StopRow(
                speed_m_s=speed,
                trials=trials,
                stood=sum(o.success for o in found),
                time_p50_s=float(np.percentile(times, 50)),
                time_p95_s=float(np.percentile(times, 95)),
                way_p50_m=float(np.percentile(ways, 50)),
                way_p95_m=float(np.percentile(ways, 95)),
                fell=sum(o.cause.startswith("fell") for o in found),
            )
        )
    return rows


def fit_law(rows: Sequence[StopRow]) -> StopLaw:
    """Fit `way = a v + b v^2` to the 95th percentiles, from above."""
    v = np.array([row.speed_m_s for row in rows])
    way = np.array([row.way_p95_m for row in rows])
    design = np.stack([v, v * v], axis=1)
    a, b = np.maximum(np.linalg.lstsq(design, way, rcond=None)[0], 0.0).tolist()
    short = float(np.max(way / np.maximum(a * v + b * v * v, 1e-9)))
    scale = max(1.0, short)
    return StopLaw(a_s=scale * a, b_s2_per_m=scale * b)


def write_stop_law(folder: Path, rows: Sequence[StopRow], policy: str) -> Path:
    """Write the speed law of a guard and give the file.

    Args:
        folder: Folder to write to; that of the packaged one is `src/andon/minds`.
        rows: Stops from several speeds.
        policy: Policy that stopped.
    """
    law, path = fit_law(rows), folder / STOP_LAW_FILE.name
    stood = ", ".join(
        f"{r.stood} of {r.trials} from {r.speed_m_s:g} m/s within {r.way_p95_m:.2f} m and "
        f"{r.time_p95_s:.2f} s"
        for r in rows
    )
    write_numbers(
        path,
        {"a_s": law.a_s, "b_s2_per_m": law.b_s2_per_m, "margin_m": law.margin_m},
        "Way to a stand: way = a v + b v^2, and a margin. Fitted from above to the 95th "
        "percentiles of `andon bench think --part stop --calibrate` with the policy "
        f"{policy!r}, which stood in {stood} (95 of 100).",
    )
    return path


def print_stops(console: Console, rows: Sequence[StopRow]) -> None:
    """Print the stops and the speed law."""
    table = Table("from m/s", "stood", "fell", "time p50/p95 s", "way p50/p95 m")
    for r in rows:
        table.add_row(
            f"{r.speed_m_s:g}",
            f"{r.stood}/{r.trials}",
            str(r.fell),
            f"{r.time_p50_s:.2f}/{r.time_p95_s:.2f}",
            f"{r.way_p50_m:.2f}/{r.way_p95_m:.2f}",
        )
    print_table(console, table)
    law = fit_law(rows)
    speeds = ", ".join(f"{d:g} m: {law.speed_m_s(d):.2f} m/s" for d in (0.5, 1.0, 1.5, 2.0, 2.5))
    console.print(
        f"stop law: way = {law.a_s:.3f} s v + {law.b_s2_per_m:.3f} s2/m v^2 + "
        f"{law.margin_m:g} m; seen distance and the speed that it allows: {speeds}"
    )
