"""Record episodes of a scenario and a policy, or of a person, into a data set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from andon.artifacts import provenance, to_json
from andon.episodes.data.cameras import RecordingCameras, camera_feature, camera_key
from andon.episodes.data.feature import Columns, Feature, make_feature
from andon.episodes.data.pilot import Pilot, triple
from andon.episodes.data.record import EpisodeRecord
from andon.episodes.data.statistics import picture_stats, sampled_frames
from andon.episodes.data.store import Store
from andon.episodes.data.video_file import Picture, VideoSpan, VideoWriter, read_pictures
from andon.episodes.data.writer import DataWriter, StagedVideo
from andon.episodes.episode import Episode
from andon.episodes.observation import Observation, Policy
from andon.episodes.outcome import make_episode
from andon.episodes.world import PROPRIOCEPTION, World
from andon.sensing.camera import CameraConfig
from andon.sensing.terms import term
from andon.spatial import FloatArray

__all__ = ["Override", "record_episode", "recorded_terms", "recording_features", "robot_name"]

Override = Callable[[Observation, FloatArray], FloatArray | None]
"""Given what is seen and what the policy would do (joint targets of shape (num_joints,)), gives
what a person does instead, or None where the person lets the policy go on."""

INTERVENTION = "intervention"
EXACT_ACTION, EXACT_QPOS = "exact.action", "exact.qpos"


def recorded_terms(policy: Policy) -> tuple[str, ...]:
    """Give the readings that are kept in every frame: the robot's own, and what the policy sees."""
    own = (*PROPRIOCEPTION, "velocity_command")
    return (*own, *(name for name in policy.terms if name not in own))


def robot_name(world: World) -> str:
    """Give the name of the robot for `meta/info.json`."""
    return Path(world.body.name).stem or "robot"


def recording_features(world: World, cameras: Sequence[CameraConfig]) -> dict[str, Feature]:
    """Declare the columns of a recording.

    Args:
        world: World whose terms are recorded; see `recorded_terms`.
        cameras: Cameras, if any.

    Returns:
        Columns. `action` holds joint targets in rad, in single precision as is usual; `exact.*`
        keep action and positions to the last bit, so that an episode can be run again.
    """
    joints, scan = world.body.joint_names, world.scan.num_points
    names: list[str] = []
    for name in world.terms:
        size = term(name).size(len(joints), scan)
        parts = joints if term(name).width == "joints" else tuple(str(i) for i in range(size))
        names += [name] if size == 1 else [f"{name}.{part}" for part in parts]
    nq = world.qpos.shape[1]
    features = [
        make_feature("observation.state", "float32", [len(names)], names),
        make_feature("action", "float32", [len(joints)], joints),
        make_feature(EXACT_ACTION, "float64", [len(joints)], joints),
        make_feature(EXACT_QPOS, "float64", [nq]),
        make_feature(INTERVENTION, "bool", [1]),
        make_feature("next.done", "bool", [1]),
        make_feature("next.success", "bool", [1]),
    ]
    fps = world.drive.rate_hz
    features += [
        camera_feature(camera_key(c.name), fps=fps, height=c.height, width=c.width) for c in cameras
    ]
    return {feature.name: feature for feature in features}


@dataclass(kw_only=True)
class _Frames:
    """Frames of the running episode; pictures go to the encoder at once."""

    state: list[FloatArray]
    action: list[FloatArray]
    qpos: list[FloatArray]
    is_person: list[bool]
    videos: dict[str, VideoWriter]
    paths: dict[str, Path]


def record_episode(
    world: World,
    policy: Policy,
    seed: int,
    writer: DataWriter,
    *,
    task: str,
    cameras: RecordingCameras,
    record: EpisodeRecord | None = None,
    override: Override | None = None,
    pilot: Pilot | None = None,
    on_step: Callable[[World], None] | None = None,
) -> Episode:
    """Run one episode and add it to a data set; when this returns, it is on disk.

    Args:
        world: World of one row that measures `recorded_terms`.
        policy: What drives the robot.
        seed: Seed of the episode.
        writer: The data set.
        task: Instruction.
        cameras: Cameras, of the columns that the writer declares.
        record: What is known beforehand; outcome and hashes are filled in.
        override: A person, who may act instead of the policy in any step.
        pilot: A person, who may command the policy in any step; the policy must follow commands.
        on_step: Called after every step, for example to show it.

    Returns:
        The episode, the same to the last bit as a rollout without recording.

    Raises:
        CannotWrite: When the disk is full; the data set ends with the episode before.
    """
    frames = _Frames(state=[], action=[], qpos=[], is_person=[], videos={}, paths={})
    is_done = False
    try:
        episode = _run(world, policy, seed, writer, cameras, frames, override, pilot, on_step)
        for video in frames.videos.values():
            video.close()
        is_done = True
    finally:
        if not is_done:
            for video in frames.videos.values():
                video.abandon()
    columns = _columns(frames, episode)
    videos = {key: _staged(key, frames, writer) for key in frames.videos}
    writer.write(
        columns,
        tasks=[task],
        videos=videos,
        record=_record(world, policy, episode, frames, record or EpisodeRecord()),
    )
    return episode


def _run(
    world: World,
    policy: Policy,
    seed: int,
    writer: DataWriter,
    cameras: RecordingCameras,
    frames: _Frames,
    override: Override | None,
    pilot: Pilot | None,
    on_step: Callable[[World], None] | None,
) -> Episode:
    observation = world.reset([seed])
    cameras.begin(world, seed)
    own, own_registers = triple(world.rows.command[0]), triple(world.rows.gait_command[0])
    while True:
        pictures = cameras.capture(world)
        is_steered = False
        if pilot is not None:
            is_steered = pilot.steer(world, own, own_registers)
            given = {"velocity_command": world.command(), "gait_command": world.rows.gait_command}
            given = {name: values.copy() for name, values in given.items() if name in world.terms}
            observation = replace(observation, terms={**observation.terms, **given})
        action = policy.act(observation)[0]
        by_person = None if override is None else override(observation, action)
        chosen = action if by_person is None else by_person
        frames.state.append(np.concatenate([observation.terms[n][0] for n in world.terms]))
        frames.action.append(np.array(chosen, np.float64))
        frames.qpos.append(world.qpos[0].copy())
        frames.is_person.append(is_steered or by_person is not None)
        _encode(pictures, frames, writer)
        result = world.step(chosen[None])
        if on_step is not None:
            on_step(world)
        if 0 in result.endings:
            return make_episode(world, 0, result.endings[0], policy.name)
        observation = result.observation


def _encode(pictures: dict[str, Picture], frames: _Frames, writer: DataWriter) -> None:
    for key, picture in pictures.items():
        if key not in frames.videos:
            path = writer.staging() / f"{key}.mp4"
            height, width = picture.shape[:2]
            rate = writer.info.frame_rate
            frames.paths[key] = path
            frames.videos[key] = VideoWriter(path, rate=rate, size=(height, width))
        frames.videos[key].add(picture)


def _columns(frames: _Frames, episode: Episode) -> Columns:
    length = len(frames.state)
    is_last = np.arange(length) == length - 1
    exact = np.stack(frames.action)
    return {
        "observation.state": np.stack(frames.state).astype(np.float32),
        "action": exact.astype(np.float32),
        EXACT_ACTION: exact,
        EXACT_QPOS: np.stack(frames.qpos),
        INTERVENTION: np.array(frames.is_person),
        "next.done": is_last,
        "next.success": is_last & episode.success,
    }


def _staged(key: str, frames: _Frames, writer: DataWriter) -> StagedVideo:
    """Measure the pictures of a finished video as readers will see them."""
    path, length = frames.paths[key], frames.videos[key].num_frames
    rate, shape = writer.info.fps, writer.info.features[key].shape
    span = VideoSpan(file=path.name, from_s=0.0, to_s=length / rate)
    wanted = set(sampled_frames(length).tolist())
    seen = read_pictures(Store(path.parent), span, rate=rate, stop=length, shape=shape)
    stats = picture_stats(p for i, p in enumerate(seen) if i in wanted)
    return StagedVideo(path=path, num_frames=length, stats=stats)


def _record(
    world: World, policy: Policy, episode: Episode, frames: _Frames, known: EpisodeRecord
) -> EpisodeRecord:
    is_person = np.array(frames.is_person)
    starts = is_person & ~np.concatenate([[False], is_person[:-1]])
    content = to_json(episode)
    return replace(
        known,
        seed=episode.seed,
        scenario=episode.scenario,
        scenario_hash=world.scenario.content_hash(),
        body=episode.body,
        body_hash=known.body_hash or world.body.content_hash(),
        policy=episode.policy,
        policy_hash=known.policy_hash or policy.content_hash(),
        success=episode.success,
        cause=episode.cause,
        num_interventions=int(starts.sum()),
        episode=content if isinstance(content, dict) else {},
        versions=provenance(),
    )
