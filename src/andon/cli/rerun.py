"""`andon rerun`: make an artifact again and compare."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import tyro
from rich.console import Console

from andon.artifacts import content_hash
from andon.cli.options import check_compute, clear_folder, make_progress
from andon.cli.rerun_line import is_line_run, rerun_line
from andon.compute import Backend
from andon.errors import BrokenFile

if TYPE_CHECKING:
    from andon.episodes.episode import Episode

__all__ = ["Rerun"]


@dataclass(frozen=True, kw_only=True)
class Rerun:
    """Run an artifact of `rollout`, `prove` or `line run` again; exit 1 when it differs.

    A comparison holds two: run its `a` and `b` again. A line that was booked is booked again.
    """

    folder: tyro.conf.Positional[Path]
    """Folder of the artifact."""
    out: str | None = None
    """Folder to write; the artifact's name with `-rerun` when left out."""
    compute: Backend = "auto"
    """Where to compute."""
    workers: int | None = None
    """Processes to use; all cores when left out."""
    dry_run: bool = False
    """Say what would be done, and stop."""

    def run(self, console: Console) -> int:
        """Run it again and say whether everything is the same to the last bit."""
        from andon.episodes.log import read_episodes
        from andon.minds.setup import read_setup, write_mind
        from andon.policies.run import collect

        check_compute(self.compute, self.workers)
        target = Path(self.out) if self.out else self.folder.with_name(f"{self.folder.name}-rerun")
        if is_line_run(self.folder):
            return rerun_line(
                console,
                self.folder,
                target,
                compute=self.compute,
                workers=self.workers,
                dry_run=self.dry_run,
            )
        setup, old = read_setup(self.folder), read_episodes(self.folder)
        if not old:
            raise BrokenFile(f"No episode of {self.folder} has ended yet; run it first.")
        console.print(f"Run {len(old)} episodes of {self.folder} again into {target}")
        if self.dry_run:
            return 0
        clear_folder(target, self.folder)
        with make_progress(console) as progress:
            task = progress.add_task(setup.scenario, total=len(old))
            new = collect(
                setup,
                [e.seed for e in old],
                target,
                backend=self.compute,
                num_workers=self.workers,
                on_episode=lambda _: progress.advance(task),
            )
        write_mind(target, setup)
        pairs = zip(old, new, strict=True)  # hashes, because a number may be NaN in both
        differing = [a.seed for a, b in pairs if content_hash(a) != content_hash(b)]
        if differing:
            console.print(f"{len(differing)} of {len(old)} episodes differ, first {differing[0]}.")
            return 1
        console.print(f"All {len(old)} episodes are the same to the last bit.")
        return self._judge_again(console, new)

    def _judge_again(self, console: Console, episodes: "list[Episode]") -> int:
        """Judge the new episodes by the declared gate, where there is one."""
        from andon.artifacts import read_json
        from andon.verdicts.decision import decide
        from andon.verdicts.gate import read_gate
        from andon.verdicts.verdict import to_trial

        gate_file, old = self.folder / "gate.toml", self.folder / "verdict.json"
        if not (gate_file.is_file() and old.is_file()):
            return 0
        gate, verdict = read_gate(gate_file), read_json(old)
        limit = max(gate.max_rollouts, len(episodes))  # more than declared after --extend
        decision = decide(replace(gate, max_rollouts=limit), [to_trial(e) for e in episodes])
        is_same = decision.lamp == verdict.get("lamp")
        console.print(
            f"The gate says {decision.lamp}" + (" again." if is_same else ", which differs.")
        )
        return 0 if is_same else 1
