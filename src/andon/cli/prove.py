"""`andon prove`: a policy goes in, a verdict with evidence comes out."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro
from rich.console import Console
from rich.table import Table
from rich.text import Text

from andon.cli.options import (
    check_compute,
    clear_folder,
    make_progress,
    print_notes,
    print_table,
    run_folder,
    short_name,
    with_mind,
)
from andon.compute import Backend
from andon.errors import InvalidConfig

if TYPE_CHECKING:
    from andon.policies.setup import Rig, Setup
    from andon.verdicts.gate import Gate
    from andon.verdicts.prove import Proof

__all__ = ["Prove"]

LAMP_STYLE = {"GREEN": "bold green", "RED": "bold red", "AMBER": "bold yellow"}


@dataclass(frozen=True, kw_only=True)
class Prove:
    """Prove a policy against a gate: exit 0 GREEN, 1 RED, 3 AMBER."""

    scenario: tyro.conf.Positional[str]
    """Name of a scenario; see `andon list`."""
    gate: Path
    """Gate file (.toml): what must be shown, declared before the first rollout."""
    policy: str = "reflex"
    """Built-in policy, or path of a contract (.toml)."""
    body: str = "humanoid"
    """Built-in body, or path of an MJCF or URDF file."""
    weights: str | None = None
    """ONNX file, if the contract's own is not found."""
    mind: str = "none"
    """What thinks for the policy: `none`, `think`, `guard` alone, or a tactic such as
    `always_high`."""
    thinking: Annotated[tuple[str, ...], tyro.conf.arg(metavar="NAME=VALUE")] = ()
    """Settings of the mind, for example charged_s=0.3."""
    plan: bool = False
    """Print what the gate's error rates and expected length are, and stop."""
    extend: int = 0
    """Rollouts to allow beyond the declared maximum, to go on with an AMBER verdict."""
    films: int = 3
    """Failures to film, beside one success; 0 makes no films at all."""
    out: str | None = None
    """Folder to write; named after the proof when left out."""
    compute: Backend = "auto"
    """Where to compute."""
    workers: int | None = None
    """Processes to use; all cores when left out."""
    fresh: bool = False
    """Replace an earlier run instead of going on with it."""
    dry_run: bool = False
    """Say what would be done, check that everything fits, and stop."""

    def run(self, console: Console) -> int:
        """Prove, write the report, print the verdict."""
        from andon.policies.setup import Setup
        from andon.verdicts.gate import gate_hash, read_gate
        from andon.verdicts.prove import gate_setup

        if self.extend < 0 or self.films < 0:
            raise InvalidConfig("--extend and --films must be at least 0.")
        check_compute(self.compute, self.workers)
        gate = read_gate(self.gate)
        setup = with_mind(
            Setup(scenario=self.scenario, body=self.body, policy=self.policy, weights=self.weights),
            self.mind,
            self.thinking,
        )
        full = gate_setup(setup, gate)
        rig = full.build()
        gate.check_exposure(rig.scenario.time_limit_s)
        who = [self.policy] if self.mind == "none" else [self.policy, self.mind]
        folder = run_folder(
            self.out, "prove", self.scenario, *who, identity=[full, gate_hash(gate)]
        )
        console.print(
            f"Prove {rig.policy.name} on {short_name(rig.body.name)} in {self.scenario} "
            f"against gate {gate.name!r} ({gate_hash(gate)}): at most "
            f"{gate.max_rollouts + self.extend} rollouts on sealed seeds from {gate.first_seed}, "
            f"into {folder}"
        )
        print_notes(console, rig.notes)
        if self.plan:
            _print_plan(console, gate, rig)
        if self.plan or self.dry_run:
            return 0
        return self._prove(console, setup, gate, folder)

    def _prove(self, console: Console, setup: "Setup", gate: "Gate", folder: Path) -> int:
        from andon.artifacts import write_bytes
        from andon.minds.setup import write_mind
        from andon.verdicts.prove import gate_setup, prove

        started = time.perf_counter()
        copies = {"gate.toml": self.gate.read_bytes()}  # as they are now, whatever comes
        if self.policy.endswith(".toml"):
            copies["contract.toml"] = Path(self.policy).read_bytes()
        if self.fresh:
            clear_folder(folder, self.gate, self.policy, self.body, self.weights)
        with make_progress(console) as progress:
            task = progress.add_task("rollouts", total=gate.max_rollouts + self.extend)
            proof = prove(
                setup,
                gate,
                folder,
                extend=self.extend,
                backend=self.compute,
                num_workers=self.workers,
                on_look=lambda decision, done: progress.update(
                    task, completed=done, description=f"rollouts ({decision.lamp})"
                ),
            )
        for name, data in copies.items():
            write_bytes(folder / name, data)
        write_mind(folder, setup)
        rollouts_s = time.perf_counter() - started
        self._film(console, gate_setup(setup, gate), proof)
        _write_report(proof, rollouts_s, time.perf_counter() - started)
        _print_verdict(console, proof)
        return proof.verdict.exit_code

    def _film(self, console: Console, setup: "Setup", proof: "Proof") -> None:
        from andon.verdicts.reel import choose_episodes, make_reel

        if self.films == 0:
            return
        verdict = proof.verdict
        chosen = choose_episodes(verdict.episodes, self.films, verdict.outcome)
        with console.status(f"Filming {len(chosen)} episodes"):
            make_reel(setup, chosen, proof.folder, outcome=verdict.outcome, backend=self.compute)


def _write_report(proof: "Proof", rollouts_s: float, total_s: float) -> None:
    from andon.artifacts import provenance, write_json
    from andon.dashboard.verdict_page import make_verdict_page

    episodes = proof.verdict.episodes
    simulated_s = sum(e.duration_s for e in episodes)
    timing = {
        "rollouts_wall_s": round(rollouts_s, 2),
        "total_wall_s": round(total_s, 2),
        "simulated_s": round(simulated_s, 2),
        "real_time_factor": round(simulated_s / max(rollouts_s, 1e-9), 1),
    }
    write_json(proof.folder / "provenance.json", {**provenance(), "timing": timing})
    make_verdict_page(proof.folder)


def _print_plan(console: Console, gate: "Gate", rig: "Rig") -> None:
    from andon.verdicts.verdict import plan_gate

    for name, points in plan_gate(gate, rig.scenario).items():
        table = Table(
            "if the truth is", "value", "P(pass)", "P(fail)", "P(open)", "mean n", "90 % by n"
        )
        table.title, table.title_justify = f"KPI {name}", "left"
        for p in points:
            chances = (f"{v:.4f}" for v in (p.p_green, p.p_red, p.p_amber))
            table.add_row(
                p.truth, f"{p.value:g}", *chances, f"{p.mean_rollouts:.1f}", str(p.p90_rollouts)
            )
        error = max(p.standard_error for p in points)
        kind = "exact" if error == 0 else f"simulated, standard error up to {error:.4f}"
        table.caption = (
            f"{kind}; alpha {gate.alpha:g}, beta {gate.beta:g}, a look every {gate.look_every}, "
            f"at most {gate.max_rollouts}"
        )
        print_table(console, table)


def _print_verdict(console: Console, proof: "Proof") -> None:
    from andon.verdicts.verdict import is_good

    verdict = proof.verdict
    lamp = verdict.lamp
    console.print(Text.assemble((lamp, LAMP_STYLE[lamp]), " ", verdict.reason))
    for kpi in verdict.kpis:
        if kpi.estimate is None or kpi.interval is None:
            continue
        count = f" ({kpi.successes}/{kpi.trials})" if kpi.successes is not None else ""
        unit = "" if kpi.unit == "1" else f" {kpi.unit}"
        console.print(
            f"  {kpi.name}: {kpi.estimate:.4g}{unit}{count}, 95 % interval "
            f"{kpi.interval.low:.4g} to {kpi.interval.high:.4g}: {kpi.status}"
        )
    console.print(f"Report: {proof.folder / 'report.html'}")
    failed = next((e.seed for e in verdict.episodes if not is_good(e, verdict.outcome)), None)
    seed = failed if failed is not None else verdict.gate.first_seed
    console.print(f"Next: andon view {proof.folder} --seed {seed}")
