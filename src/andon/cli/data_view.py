"""`andon data view` and `andon data replay`: look at an episode, and run its actions again."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tyro
from rich.console import Console

from andon.errors import InvalidConfig

if TYPE_CHECKING:
    from andon.episodes.data import DataSet
    from andon.policies.setup import Setup

__all__ = ["DataReplay", "DataView"]


@dataclass(frozen=True, kw_only=True)
class DataView:
    """Write a page with the pictures and columns of a data set; no rule is applied."""

    data: tyro.conf.Positional[str]
    """Folder or URL."""
    out: Path
    """HTML page to write."""
    fps: float | None = None
    """Frames per second, for formats that do not keep it (RoboMIND)."""

    def run(self, console: Console) -> int:
        """Write the page."""
        from andon.dashboard.data_page import make_data_page
        from andon.episodes.data import open_data
        from andon.episodes.data.check import CheckReport

        data = open_data(self.data, is_strict=False, rate_hz=self.fps)
        report = CheckReport(
            name=self.data,
            format=data.format,
            num_episodes=len(data.episodes),
            num_frames=sum(entry.length for entry in data.episodes),
        )
        console.print(f"Wrote {make_data_page(report, data, self.out)}")
        return 0


@dataclass(frozen=True, kw_only=True)
class DataReplay:
    """Run recorded actions again in their scenario; exit 1 when the robot ends up elsewhere."""

    data: tyro.conf.Positional[str]
    """Folder or URL."""
    episodes: tuple[int, ...] = ()
    """Episodes to run; all when left out."""
    tolerance_m: float = 1e-6
    """Largest distance of the base from where it was recorded that is no drift."""
    json: Path | None = None
    """File to write the drift of every episode to."""

    def run(self, console: Console) -> int:
        """Run the actions and report the drift."""
        from andon.artifacts import write_json
        from andon.episodes.data import open_data
        from andon.episodes.data.action_replay import Drift, replay_actions

        data = open_data(self.data)
        chosen = self.episodes or tuple(range(len(data.episodes)))
        outside = [i for i in chosen if not 0 <= i < len(data.episodes)]
        if outside:
            raise InvalidConfig(
                f"There is no episode {outside[0]} in {self.data}; it has {len(data.episodes)}."
            )
        drifts: list[Drift] = []
        worlds: dict[str, Any] = {}  # by setup: building one takes longer than running it
        for position in chosen:
            setup = _setup_of(data, position)
            key = json.dumps(setup.__dict__, sort_keys=True, default=str)
            if key not in worlds:
                worlds[key] = setup.build().make_world(1)
            drift = replay_actions(worlds[key], data, position)
            drifts.append(drift)
            state = "the same to the last bit" if drift.is_same else "drifts"
            console.print(
                f"episode {position}: {drift.num_steps} actions, {state}; base up to "
                f"{drift.max_base_m:.3g} m, joints up to {drift.max_joint_rad:.3g} rad away; ends "
                f"with {drift.cause}, recorded {drift.recorded_cause}"
            )
        if self.json is not None:
            write_json(self.json, drifts)
            console.print(f"Wrote {self.json}")
        is_ok = all(
            d.max_base_m <= self.tolerance_m and d.cause == d.recorded_cause for d in drifts
        )
        return 0 if is_ok else 1


def _setup_of(data: "DataSet", position: int) -> "Setup":
    from dataclasses import fields

    from andon.policies.setup import Setup

    record = data.episodes[position].record
    known = {entry.name for entry in fields(Setup)}
    if record is None or not record.setup or not set(record.setup) <= known:
        raise InvalidConfig(
            f"Episode {position} of {data.store} does not say what it was recorded with, so it "
            "cannot be run again."
        )
    values: dict[str, Any] = dict(record.setup)  # plain JSON; Setup checks what it means
    return Setup(**values)
