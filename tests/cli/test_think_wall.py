import io
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from rich.console import Console

from andon.cli import think_wall
from andon.cli.think_wall import WallFigures, WallRow, print_wall
from andon.minds.rig import MindSetup
from andon.policies.setup import Setup

ROW = WallRow(
    arm="body and mind",
    walks=2,
    done=1,
    falls=1,
    ticks=500,
    missed=5,
    late_ms=(0.1, 0.5, 9.0),
    work_ms=(3.0, 4.0, 5.0),
    asked=9,
    latency_ms=(159.0, 160.0, 161.0),
    dropped={"garbage": 6, "late": 2},
)


def test_the_table_says_what_was_missed_and_why_plans_were_dropped():
    out = io.StringIO()
    alone = replace(ROW, arm="body alone", latency_ms=None, dropped={}, asked=0)
    figures = WallFigures(granted="core 1, SCHED_FIFO", mind_cores=(0,), rows=[alone, ROW])
    print_wall(Console(file=out, width=220), figures)
    text = out.getvalue()
    for words in ("5 (1.00%)", "159/160/161", "garbage 6 late 2", "1/2", "core 1, SCHED_FIFO"):
        assert words in text


def test_what_happens_to_a_thinker_happens_before_the_walk_and_it_always_ends(monkeypatch: Any):
    happened: list[str] = []
    process = SimpleNamespace(latencies_s=[0.1], num_torn=2, num_stale=0)
    for name in ("freeze", "kill", "close"):
        setattr(process, name, lambda name=name: happened.append(name))
    monkeypatch.setattr(think_wall, "think_elsewhere", lambda setup, cores: (None, process))
    monkeypatch.setattr(think_wall, "_warm_up", lambda rig, process: happened.append("warm up"))
    monkeypatch.setattr(think_wall, "_walk", lambda rig, seed, tally: happened.append("walk"))
    setup = MindSetup(setup=Setup(scenario="street_meet_mix"))
    for arm, deed in ((think_wall.FROZEN, "freeze"), (think_wall.KILLED, "kill")):
        happened.clear()
        tally = think_wall._Tally(metronome=cast("Any", None))  # pyright: ignore[reportPrivateUsage]
        think_wall._walk_with_mind(setup, arm, 1, tally, ())  # pyright: ignore[reportPrivateUsage]
        assert happened == ["warm up", deed, "walk", "close"]
        assert tally.dropped == {"torn": 2}
        assert tally.latencies_s == []
