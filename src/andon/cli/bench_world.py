"""What `andon bench world` measures: the same motion, stepped in many ways."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import mujoco
import numpy as np
from mujoco.batch import Batch
from mujoco.rollout import Rollout

from andon.cli.bench_onnx import make_bench_policy
from andon.compute import available_cores
from andon.episodes.observation import Policy
from andon.episodes.world import PROPRIOCEPTION, World
from andon.policies.setup import Rig, Setup
from andon.spatial import FloatArray

__all__ = ["BenchRow", "measure_engines", "measure_world"]

NUM_STEPS = 200
"""Control steps of the recorded motion: 4 s of standing under small pushes."""


@dataclass(frozen=True, kw_only=True)
class BenchRow:
    """One line of the table."""

    name: str
    """What was stepped how."""
    steps_per_s: float
    """Control steps of all worlds per second; median over the rounds."""
    share: float
    """Median over the rounds of the ratio to the limit of the same round. [1]"""
    share_low: float
    """Smallest ratio. [1]"""
    share_high: float
    """Largest ratio. [1]"""
    target: str = ""
    """What it should reach."""
    mb_per_world: float | None = None
    """Memory that one more world takes, where it was measured."""


@dataclass(frozen=True, kw_only=True)
class Motion:
    """A motion that every contender repeats exactly."""

    rig: Rig
    """What moves."""
    first: FloatArray
    """Integration state of each world at the start. Shape (N, nstate)."""
    actions: FloatArray
    """Joint targets. Shape (NUM_STEPS, N, num_joints). [rad]"""
    last_qpos: FloatArray
    """Positions at the end, to check that a contender did the same work. Shape (N, nq)."""


def record_motion(num_worlds: int) -> Motion:
    """Let the standing policy take small pushes, and keep states and actions."""
    rig = Setup(
        scenario="street_take_push",
        policy="stand",
        variation={"push_speed": 0.15, "push_interval_s": 1.0, "friction": 1.0, "light": 1.0},
    ).build()
    world = rig.make_world(num_worlds, available_cores())
    observation = world.reset(range(num_worlds))
    world.rows.push_speed[:] = 0.0  # raw stepping cannot push
    first = world.batch.state.copy()
    actions = np.empty((NUM_STEPS, num_worlds, rig.body.num_joints))
    for k in range(NUM_STEPS):
        actions[k] = rig.policy.act(observation)
        observation = world.step(actions[k]).observation
    return Motion(rig=rig, first=first, actions=actions, last_qpos=world.qpos.copy())


Contender = Callable[[], FloatArray | None]
"""Repeats the motion once and gives the last positions, to be checked."""


def raw_stepping(motion: Motion) -> Contender:
    """`mj_step` on one thread per core, one MjData each, nothing read and nothing written."""
    model, spec = motion.rig.blueprint.model, mujoco.mjtState.mjSTATE_INTEGRATION
    substeps, cores = motion.rig.policy.drive.substeps, available_cores()
    count = len(motion.first)
    last = np.empty_like(motion.last_qpos)

    def work(thread: int) -> None:
        data = mujoco.MjData(model)
        for i in range(thread, count, cores):
            mujoco.mj_setState(model, data, motion.first[i], int(spec))
            for action in motion.actions[:, i]:
                data.ctrl[:] = action
                mujoco.mj_step(model, data, substeps)
            last[i] = data.qpos

    def run() -> FloatArray:
        threads = [threading.Thread(target=work, args=(t,)) for t in range(cores)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return last

    return run


def our_loop(motion: Motion, policy: Policy | None) -> Contender:
    """Our closed loop: observe, act, step; the recorded actions are applied either way."""
    rig, count = motion.rig, len(motion.first)
    world = World(
        rig.scenario,
        rig.body,
        rig.policy.drive,
        num_worlds=count,
        threads=available_cores(),
        terms=PROPRIOCEPTION if policy is None else (*policy.terms,),
        blueprint=rig.blueprint,
    )

    def run() -> FloatArray:
        observation = world.reset(range(count))
        world.rows.push_speed[:] = 0.0
        for action in motion.actions:
            if policy is not None:
                policy.act(observation)
            observation = world.step(action).observation
        return world.qpos.copy()

    return run


def gymnasium_vector(motion: Motion, num_envs: int) -> Contender:
    """Gymnasium's AsyncVectorEnv over a plain environment with the same model."""
    from gymnasium.vector import AsyncVectorEnv

    from andon.cli.bench_gymnasium import make_plain_env

    rig = motion.rig
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.mjb"
        mujoco.mj_saveModel(rig.blueprint.model, str(path), None)
        content = path.read_bytes()
    factories = [
        make_plain_env(content, motion.first[i], rig.policy.drive.substeps) for i in range(num_envs)
    ]
    vector = AsyncVectorEnv(factories, shared_memory=True)

    def run() -> None:
        vector.reset()
        for action in motion.actions[:, :num_envs]:
            vector.step(action.astype(np.float64))

    return run


def engine_rollout(motion: Motion) -> Contender:
    """`mujoco.rollout`, one call per control step; its pool stays alive."""
    model, count = motion.rig.blueprint.model, len(motion.first)
    substeps, cores = motion.rig.policy.drive.substeps, available_cores()
    spec, full = mujoco.mjtState, mujoco.mjtState.mjSTATE_FULLPHYSICS
    pool = Rollout(nthread=cores)
    datas = [mujoco.MjData(model) for _ in range(cores)]
    scratch = mujoco.MjData(model)
    first = np.empty((count, mujoco.mj_stateSize(model, int(full))))
    for i in range(count):
        mujoco.mj_setState(model, scratch, motion.first[i], int(spec.mjSTATE_INTEGRATION))
        mujoco.mj_getState(model, scratch, first[i], int(full))
    out = np.empty((count, substeps, first.shape[1]))
    sensors = np.empty((count, substeps, model.nsensordata))
    models = [model] * count

    def run() -> None:
        state = first
        for action in motion.actions:
            control = np.repeat(action[:, None], substeps, axis=1)
            pool.rollout(
                models,
                datas,
                state,
                control,
                skip_checks=True,
                nstep=substeps,
                control_spec=int(spec.mjSTATE_CTRL),
                state=out,
                sensordata=sensors,
            )
            state = np.ascontiguousarray(out[:, -1])

    return run


def engine_batch(motion: Motion) -> Contender:
    """`mujoco.batch`, one call per control step."""
    model, count = motion.rig.blueprint.model, len(motion.first)
    batch = Batch(model, count, available_cores())
    control = batch.bind("ctrl")

    def run() -> FloatArray:
        batch.state[:] = motion.first
        for action in motion.actions:
            control[:] = action
            batch.step(nstep=motion.rig.policy.drive.substeps)
        return batch.bind("qpos").copy()

    return run


def engine_pool(motion: Motion) -> Contender:
    """A thread pool over `mj_step`, one MjData per world."""
    model, count, cores = motion.rig.blueprint.model, len(motion.first), available_cores()
    substeps = motion.rig.policy.drive.substeps
    datas = [mujoco.MjData(model) for _ in range(count)]
    spec = int(mujoco.mjtState.mjSTATE_INTEGRATION)
    pool = ThreadPoolExecutor(cores)

    def work(thread: int, actions: FloatArray) -> None:
        for i in range(thread, count, cores):
            datas[i].ctrl[:] = actions[i]
            mujoco.mj_step(model, datas[i], substeps)

    def run() -> FloatArray:
        for data, state in zip(datas, motion.first, strict=True):
            mujoco.mj_setState(model, data, state, spec)
        for actions in motion.actions:
            list(pool.map(work, range(cores), [actions] * cores))
        return np.array([data.qpos for data in datas])

    return run


def measure_world(*, num_worlds: int, seconds: float, repeats: int) -> list[BenchRow]:
    """Measure our closed loop against raw stepping of the very same motion.

    Args:
        num_worlds: Worlds stepped together.
        seconds: Time per contender and round.
        repeats: Rounds.
    """
    motion = record_motion(num_worlds)
    reflex = make_bench_policy(motion.rig, hidden=(128, 128), history=1)
    large = make_bench_policy(motion.rig, hidden=(512, 256, 128), history=10)
    num_envs = min(16, num_worlds)
    contenders = {
        "raw mj_step on all cores (the limit)": (raw_stepping(motion), num_worlds, ""),
        "our loop, no policy": (our_loop(motion, None), num_worlds, ">= 0.85"),
        "our loop, ONNX 128-128": (our_loop(motion, reflex), num_worlds, ">= 0.70"),
        "our loop, ONNX 750-512-256-128": (our_loop(motion, large), num_worlds, ""),
        "our loop, stand policy": (our_loop(motion, motion.rig.policy), num_worlds, ""),
        f"Gymnasium AsyncVectorEnv, {num_envs} envs": (
            gymnasium_vector(motion, num_envs),
            num_envs,
            "",
        ),
    }
    memory = {"our loop, no policy": _memory_per_world(motion.rig)}
    return _race(motion, contenders, memory, seconds=seconds, repeats=repeats)


def measure_engines(*, num_worlds: int, seconds: float, repeats: int) -> list[BenchRow]:
    """Measure the ways to step many worlds, without observations; see `measure_world`."""
    motion = record_motion(num_worlds)
    contenders = {
        "raw mj_step on all cores (the limit)": (raw_stepping(motion), num_worlds, ""),
        "mujoco.batch, a call per control step": (engine_batch(motion), num_worlds, ""),
        "mujoco.rollout, a call per control step": (engine_rollout(motion), num_worlds, ""),
        "thread pool over mj_step": (engine_pool(motion), num_worlds, ""),
    }
    return _race(motion, contenders, {}, seconds=seconds, repeats=repeats)


def _race(
    motion: Motion,
    contenders: dict[str, tuple[Contender, int, str]],
    memory: dict[str, float],
    *,
    seconds: float,
    repeats: int,
) -> list[BenchRow]:
    """Run all contenders in turn, round by round, so that a busy machine hurts them alike."""
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for contender, _, _ in contenders.values():
        last = contender()  # warm up, and check that the same work is done
        if last is not None and not np.array_equal(last, motion.last_qpos):
            gap = float(np.abs(last - motion.last_qpos).max())
            raise RuntimeError(f"A contender's motion differs by up to {gap:g}.")
    for _ in range(repeats):
        for name, (contender, worlds, _) in contenders.items():
            rates[name].append(_rate(contender, worlds, seconds))
    limit = np.array(next(iter(rates.values())))
    rows: list[BenchRow] = []
    for name, (_, _, target) in contenders.items():
        shares = np.array(rates[name]) / limit
        rows.append(
            BenchRow(
                name=name,
                steps_per_s=float(np.median(rates[name])),
                share=float(np.median(shares)),
                share_low=float(shares.min()),
                share_high=float(shares.max()),
                target=target,
                mb_per_world=memory.get(name),
            )
        )
    return rows


def _rate(contender: Contender, worlds: int, seconds: float) -> float:
    """Give control steps of all worlds per second."""
    started, runs = time.perf_counter(), 0
    while runs == 0 or time.perf_counter() - started < seconds:
        contender()
        runs += 1
    return runs * worlds * NUM_STEPS / (time.perf_counter() - started)


def _memory_per_world(rig: Rig) -> float:
    """Measure the resident memory that further worlds take, in MB per world."""
    many = 2048
    before = _resident_mb()
    world = rig.make_world(many, 1)
    world.step(rig.policy.act(world.reset(range(many))))
    grown = _resident_mb() - before
    del world
    return max(grown, 0.0) / many


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6
