"""Prove a policy: run sealed seeds until the gate knows, and write down why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from andon.artifacts import write_json, write_text
from andon.compute import Backend
from andon.episodes.episode import EVENT_NAMES, METRIC_UNITS, Episode
from andon.episodes.log import EpisodeLog
from andon.errors import InvalidConfig, unknown_name
from andon.policies.run import claim_folder, run_seeds
from andon.policies.setup import Rig, Setup
from andon.verdicts.decision import Decision, RunningDecision
from andon.verdicts.gate import EventRateKpi, Gate, MeanKpi, gate_hash
from andon.verdicts.verdict import Subject, Verdict, make_verdict, to_trial

__all__ = ["Proof", "gate_setup", "make_subject", "prove"]


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A finished proof."""

    verdict: Verdict
    """The verdict."""
    rig: Rig
    """What was judged, built."""
    folder: Path
    """Where everything is."""


def gate_setup(setup: Setup, gate: Gate) -> Setup:
    """Put a gate's overrides into a setup.

    Args:
        setup: Scenario, body and policy; without variation or noise of its own.
        gate: The declared gate.

    Raises:
        InvalidConfig: When the gate is for another scenario, or the setup has overrides of its
            own: what a gate says must be in the gate.
        UnknownName: For an unknown key in [sensing], or a metric or event that no episode has.
    """
    if gate.scenario is not None and gate.scenario != setup.scenario:
        raise InvalidConfig(
            f"Gate {gate.name!r} is for the scenario {gate.scenario!r}, not {setup.scenario!r}."
        )
    if setup.variation or setup.noise:
        raise InvalidConfig(
            "A proof takes its variation and noise from the gate, so that they are declared and "
            "hashed with it; put them under [variation] and [sensing.noise] there."
        )
    _check_names(gate)
    for key in gate.sensing:
        if key != "noise":
            raise unknown_name("key in the gate's [sensing]", key, ["noise"])
    noise = gate.sensing.get("noise", {})
    if not isinstance(noise, Mapping) or not all(
        isinstance(v, Mapping) for v in cast("Mapping[str, object]", noise).values()
    ):
        raise InvalidConfig(
            "The gate's [sensing.noise] needs one table per term, for example "
            "[sensing.noise.joint_vel] with uniform = 1.5."
        )
    faults = cast("Mapping[str, Mapping[str, object]]", noise)
    return replace(setup, variation=dict(gate.variation), noise=dict(faults))


def _check_names(gate: Gate) -> None:
    """Refuse a metric or event that no episode has, before the first rollout."""
    for kpi in gate.kpis:
        if isinstance(kpi, MeanKpi) and kpi.metric not in METRIC_UNITS:
            raise unknown_name(f"metric for KPI {kpi.name!r}", kpi.metric, METRIC_UNITS)
        if isinstance(kpi, EventRateKpi) and kpi.event not in EVENT_NAMES:
            raise unknown_name(f"event for KPI {kpi.name!r}", kpi.event, EVENT_NAMES)


def _check_measured(gate: Gate, episode: Episode) -> None:
    """Refuse a metric that these episodes do not have, though others do."""
    for kpi in gate.kpis:
        if isinstance(kpi, MeanKpi) and kpi.metric not in episode.metrics:
            raise InvalidConfig(
                f"KPI {kpi.name!r} needs the metric {kpi.metric!r}, which is not measured here: "
                "clock_agreement needs a policy with a gait clock, stop_time_s and stop_way_m a "
                f"scenario that brakes. Measured: {sorted(episode.metrics)}."
            )


def make_subject(rig: Rig) -> Subject:
    """Say who is judged, with hashes."""
    return Subject(
        scenario=rig.scenario.name,
        scenario_hash=rig.scenario.content_hash(),
        body=rig.body.name,
        body_hash=rig.body.content_hash(),
        policy=rig.policy.name,
        policy_hash=rig.policy.content_hash(),
        contract_notes=rig.notes,
    )


def prove(
    setup: Setup,
    gate: Gate,
    folder: Path,
    *,
    extend: int = 0,
    backend: Backend = "auto",
    num_workers: int | None = None,
    on_look: Callable[[Decision, int], None] | None = None,
) -> Proof:
    """Run a gate's rollouts until it is decided.

    Episodes are on disk the moment they end. When the folder holds an unfinished run of the same
    gate and subject, it is gone on with; the verdict is the same as without the break.

    Args:
        setup: Scenario, body and policy.
        gate: The declared gate.
        folder: Where to write; `gate.toml` text is the caller's to copy.
        extend: Rollouts to allow beyond the declared maximum, on further sealed seeds of the same
            block. The e-values stay valid under any such continuation.
        backend: Where to compute.
        num_workers: Processes; all cores when None.
        on_look: Called after every look with the decision and the rollouts done.

    Returns:
        The proof; `verdict.json` and the episode log are written.

    Raises:
        AndonError: For everything that does not fit, before the first rollout.
    """
    full = gate_setup(setup, gate)
    rig = full.build()
    subject = make_subject(rig)
    gate.check_exposure(rig.scenario.time_limit_s)
    run_gate = replace(gate, max_rollouts=gate.max_rollouts + extend)
    claim_folder(folder, rig, {"setup": full, "gate_hash": gate_hash(gate)})
    write_text(folder / "README.txt", _README)
    log = EpisodeLog(folder)
    running = RunningDecision(run_gate)
    episodes: list[Episode] = []
    looks = set(run_gate.looks())
    stream = run_seeds(
        full,
        run_gate.seeds(0, run_gate.max_rollouts),
        shard_size=_shard_size(run_gate),
        folder=folder,
        done=log.read(),
        backend=backend,
        num_workers=num_workers,
    )
    for episode in stream:
        if not episodes:
            _check_measured(gate, episode)
        episodes.append(episode)
        if len(episodes) not in looks:
            continue
        decision = running.extend([to_trial(e) for e in episodes[len(running.trials) :]])
        if on_look is not None:
            on_look(decision, len(episodes))
        if decision.is_final:
            break
    stream.close()
    verdict = make_verdict(run_gate, gate, subject, rig.scenario, running.decision, episodes)
    log.close(verdict.episodes)
    write_json(folder / "verdict.json", verdict.to_json())
    return Proof(verdict=verdict, rig=rig, folder=folder)


def _shard_size(gate: Gate) -> int:
    """Give the seeds per shard: about a look's worth, at least 8, so that little runs in vain."""
    return max(8, min(32, gate.look_every))


_README = """This folder was written by `andon prove`.

report.html       the verdict to read, self-contained
verdict.json      the verdict as data
episodes.parquet  every rollout that was looked at: seed, outcome, cause, place, metrics, values
gate.toml         the gate as it was declared
setup.json        scenario, body and policy that were judged
provenance.json   versions, commit, processor, wall time
films/            the first failures and a success

`andon rerun FOLDER` runs it again and compares; `andon view FOLDER --seed N` shows one episode.
"""
