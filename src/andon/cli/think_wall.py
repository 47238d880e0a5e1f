"""Body and mind by the clock on the wall: ticks that are missed, and plans that come too late."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np
from rich.console import Console
from rich.table import Table

from andon.cli.options import print_table
from andon.cli.think_plan import BODY, FIRST_SEED
from andon.episodes.rollout import rollout
from andon.minds.metronome import Granted, Metronome, claim_core, share_cores
from andon.minds.mind import Mind, MindConfig
from andon.minds.mind_process import MindProcess, think_elsewhere
from andon.minds.rig import MindSetup
from andon.policies.setup import Rig, Setup

__all__ = ["WallFigures", "WallRow", "measure_wall", "print_wall"]

SCENARIO = "street_meet_mix"
ALONE, BOTH = "body alone", "body and mind"
FROZEN, KILLED, GARBAGE = "mind frozen", "mind killed", "mind writes nonsense"
TOGETHER = "mind in the body's process"
PLAIN = ", no priority"
"""The same without real-time priority, as where it is not permitted."""


@dataclass(frozen=True, kw_only=True)
class WallRow:
    """Walks of one kind, in real time."""

    arm: str
    """Who was there."""
    walks: int
    """Episodes."""
    done: int
    """Those with success."""
    falls: int
    """Those that ended by a fall."""
    ticks: int
    """Control steps that were due."""
    missed: int
    """Those that found the body still at work on the one before."""
    late_ms: tuple[float, float, float]
    """How late the body woke up: median, 99th percentile, largest."""
    work_ms: tuple[float, float, float]
    """How long it worked at a tick: the same."""
    asked: int
    """Questions."""
    latency_ms: tuple[float, float, float] | None
    """From question to plan: median, 95th percentile, largest; None without one."""
    dropped: dict[str, int]
    """Plans that were dropped, by reason."""


@dataclass(frozen=True, kw_only=True)
class WallFigures:
    """Figures of this machine, now; no others are like them."""

    granted: str
    """What the machine let the body have."""
    mind_cores: tuple[int, ...]
    """Cores of the mind; any when empty."""
    rows: list[WallRow]
    """Figures by arm."""


@dataclass(kw_only=True)
class _Tally:
    """Walks of one arm, added up over the rounds."""

    metronome: Metronome
    endings: list[tuple[bool, bool]] = field(default_factory=list[tuple[bool, bool]])
    dropped: dict[str, int] = field(default_factory=dict[str, int])
    asked: int = 0
    latencies_s: list[float] = field(default_factory=list[float])

    def drop(self, reason: str, count: int) -> None:
        if count:
            self.dropped[reason] = self.dropped.get(reason, 0) + count


def measure_wall(policy: str, *, rounds: int) -> WallFigures:
    """Let a body walk in real time, alone and with a mind that works, fails or is in the way.

    All kinds of walks take turns on the same seeds, so that what else runs on the machine hits all
    of them alike.

    Args:
        policy: Policy that walks.
        rounds: Walks of each kind.
    """
    setup = MindSetup(setup=Setup(scenario=SCENARIO, policy=policy, body=BODY))
    never = replace(setup, advisor="rule", config=MindConfig(trigger="never"))
    core, others = share_cores()
    rigs = {ALONE: never.build(), TOGETHER: setup.build()}
    period_s = rigs[ALONE].policy.drive.control_timestep_s
    arms = (ALONE, BOTH, ALONE + PLAIN, BOTH + PLAIN, FROZEN, KILLED, GARBAGE, TOGETHER)
    tallies = {arm: _Tally(metronome=Metronome(period_s)) for arm in arms}
    granted: Granted | None = None
    for i in range(rounds):
        for arm in arms:
            kind, seed, tally = arm.removesuffix(PLAIN), FIRST_SEED + i, tallies[arm]
            with claim_core(core, has_priority=kind == arm) as found:
                granted = granted or found
                if kind in rigs:
                    _walk(rigs[kind], seed, tally)
                else:
                    _walk_with_mind(setup, kind, seed, tally, others)
    rows = [_row(arm, tally) for arm, tally in tallies.items()]
    return WallFigures(granted=str(granted), mind_cores=others, rows=rows)


def _walk_with_mind(
    setup: MindSetup, arm: str, seed: int, tally: _Tally, cores: tuple[int, ...]
) -> None:
    """Walk once with a thinker in another process, to which something may happen."""
    kind = replace(setup, fault="garbage") if arm == GARBAGE else setup
    rig, process = think_elsewhere(kind, cores=cores)
    try:
        _warm_up(rig, process)
        if arm == FROZEN:
            process.freeze()
        if arm == KILLED:
            process.kill()
        process.latencies_s.clear()  # those of the warm-up
        _walk(rig, seed, tally)
        tally.latencies_s += process.latencies_s
        tally.drop("torn", process.num_torn)
        tally.drop("outdated", process.num_stale)
    finally:
        process.close()


def _warm_up(rig: Rig, process: MindProcess) -> None:
    """Walk up to the first answer, so that nothing is done for the first time later."""
    mind, world = cast("Mind", rig.policy), rig.make_world(1)
    observation, asked = world.reset([FIRST_SEED - 1]), process.num_asked
    while process.num_asked == asked and world.rows.is_active[0]:
        observation = world.step(mind.act(observation)).observation
    if process.num_asked > asked:
        process.wait()
        process.replies()


def _walk(rig: Rig, seed: int, tally: _Tally) -> None:
    mind, metronome = cast("Mind", rig.policy), tally.metronome
    world = rig.make_world(1)
    metronome.pause()
    for episode in rollout(world, mind, [seed], on_step=lambda _: metronome.wait()):
        thread = mind.threads[0]
        tally.endings.append((episode.success, episode.cause.startswith("fell")))
        tally.asked += len(thread.thoughts)
        for reason, count in thread.book.dropped.items():
            tally.drop(reason, count)
        tally.drop("never came", sum(not np.isfinite(t.due_step) for t in thread.thoughts))


def _row(arm: str, tally: _Tally) -> WallRow:
    metronome = tally.metronome
    return WallRow(
        arm=arm,
        walks=len(tally.endings),
        done=sum(success for success, _ in tally.endings),
        falls=sum(fell for _, fell in tally.endings),
        ticks=metronome.num_ticks,
        missed=metronome.num_missed,
        late_ms=_spread(metronome.late_s, 99),
        work_ms=_spread(metronome.work_s, 99),
        asked=tally.asked,
        latency_ms=_spread(tally.latencies_s, 95) if tally.latencies_s else None,
        dropped=tally.dropped,
    )


def _spread(times_s: Sequence[float], high: int) -> tuple[float, float, float]:
    found = 1000 * np.percentile(times_s, (50, high, 100))
    middle, upper, largest = found.tolist()
    return middle, upper, largest


def print_wall(console: Console, figures: WallFigures) -> None:
    """Print what the clock on the wall says."""
    table = Table(
        *("in real time", "ticks missed", "of", "late p50/p99/max ms", "work p50/p99/max ms"),
        *("asked", "latency p50/p95/max ms", "dropped", "done", "fell"),
    )
    for r in figures.rows:
        latency = "" if r.latency_ms is None else "/".join(f"{x:.0f}" for x in r.latency_ms)
        table.add_row(
            r.arm,
            f"{r.missed} ({r.missed / max(r.ticks, 1):.2%})",
            str(r.ticks),
            "/".join(f"{x:.1f}" for x in r.late_ms),
            "/".join(f"{x:.1f}" for x in r.work_ms),
            str(r.asked),
            latency,
            " ".join(f"{k} {v}" for k, v in sorted(r.dropped.items())),
            f"{r.done}/{r.walks}",
            str(r.falls),
        )
    cores = ", ".join(map(str, figures.mind_cores)) or "any"
    table.caption = f"body: {figures.granted}; mind: core {cores}; this machine, just now"
    print_table(console, table)
