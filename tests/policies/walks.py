"""A robot on strings that does exactly what a gait asks for, and mirror images of what it reads."""

from dataclasses import fields

import numpy as np

from andon.bodies import make_humanoid
from andon.episodes import Observation
from andon.policies.gait import Gait
from andon.policies.gait_config import GaitConfig
from andon.policies.gait_drive import gait_drive
from andon.policies.gait_state import GaitMemory
from andon.policies.legs import legs_of
from andon.policies.mirror import mirror_of_joints
from andon.randomness import stream
from andon.sensing.height_scan import HeightScan
from andon.spatial import FloatArray
from tests.policies.readings import observe

BODY = make_humanoid()
DRIVE = gait_drive(BODY)
LEGS = legs_of(BODY)
JOINTS = mirror_of_joints(BODY)
HEIGHT = GaitConfig().hip_height_m + LEGS.sole_drop_m - float(LEGS.hip_b[0, 2])
"""Height of the base above its soles where the robot stands."""


def make_gait(config: GaitConfig | None = None) -> Gait:
    """Give a gait of the humanoid that has not started."""
    return Gait(BODY, DRIVE, config)


def flat_scan(count: int, scan: HeightScan | None = None) -> FloatArray:
    """Give the scan of level ground by a robot that stands."""
    return np.full((count, (scan or GaitConfig().scan).num_points), -HEIGHT)


def readings(count: int = 1, command=(0.0, 0.0, 0.0), **changes: object) -> dict[str, FloatArray]:
    """Give the readings of robots that stand upright on level ground."""
    found = {
        "ang_vel_b": np.zeros((count, 3)),
        "gravity_b": np.tile([0.0, 0.0, -1.0], (count, 1)),
        "heading": np.zeros((count, 1)),
        "joint_pos": np.tile(DRIVE.home_rad, (count, 1)),
        "velocity_command": np.tile(np.array(command, float), (count, 1)),
        "gait_command": np.zeros((count, 3)),
        "height_scan": flat_scan(count),
    }
    return found | {name: np.asarray(value, float) for name, value in changes.items()}


def drawn(count: int, step: int, seed: int = 0) -> dict[str, FloatArray]:
    """Make up readings of a robot that reels over broken ground."""
    draws = stream(seed, "reeling", step)
    down = np.stack([*draws.uniform(-0.2, 0.2, (2, count)), -np.ones(count)], axis=1)
    rough = 0.05 * np.round(draws.uniform(-2, 2, (count, GaitConfig().scan.num_points)))
    return readings(
        count,
        ang_vel_b=draws.uniform(-1, 1, (count, 3)),
        gravity_b=down / np.linalg.norm(down, axis=1, keepdims=True),
        heading=draws.uniform(-0.5, 0.5, (count, 1)),
        joint_pos=np.array(DRIVE.home_rad) + draws.uniform(-0.2, 0.2, (count, BODY.num_joints)),
        velocity_command=draws.uniform(-1, 1, (count, 3)) * (2.0, 0.4, 0.9) * (step > 20),
        gait_command=draws.uniform(0, 1, (count, 3)) * (0.2, 0.15, 0.5),
        height_scan=flat_scan(count) + rough,
    )


def mirrored(terms: dict[str, FloatArray], scan: HeightScan | None = None) -> dict[str, FloatArray]:
    """Give what a robot reads whose world is the mirror image."""
    signs = {
        "ang_vel_b": (-1, 1, -1),
        "gravity_b": (1, -1, 1),
        "heading": (-1,),
        "velocity_command": (1, -1, -1),
        "gait_command": (1, 1, -1),
    }
    found = {name: terms[name] * np.array(sign, float) for name, sign in signs.items()}
    found["joint_pos"] = JOINTS.apply(terms["joint_pos"])
    found["height_scan"] = mirrored_scan(terms["height_scan"], scan or GaitConfig().scan)
    if "joint_vel" in terms:
        found["joint_vel"] = JOINTS.apply(terms["joint_vel"])
    return found


def mirrored_scan(values: FloatArray, scan: HeightScan) -> FloatArray:
    """Exchange the left and the right of a grid."""
    grid = values.reshape(len(values), len(scan.x_m), len(scan.y_m))
    return grid[:, :, ::-1].reshape(values.shape)


def mirrored_memory(memory: GaitMemory, scan: HeightScan | None = None) -> GaitMemory:
    """Give the memory of the mirror image; half a cycle on, because the left foot is now right."""
    found = memory.gather(np.arange(len(memory.phase)))
    for name in (
        "level",
        "next_level",
        "shift",
        "next_shift",
        "wish",
        "was_stance",
        "firm",
        "ankles",
    ):
        getattr(found, name)[:] = getattr(memory, name)[:, ::-1]
    found.phase[:] = np.mod(memory.phase + 0.5, 1.0)
    found.heading *= -1
    found.offset_done *= -1
    found.vel *= (1, -1, -1)
    found.odometry *= (1, -1)
    found.ankles *= (1, -1, 1)
    found.map_level[:] = mirrored_scan(memory.map_level, scan or GaitConfig().scan)
    return found


def same_memory(one: GaitMemory, other: GaitMemory) -> bool:
    """Say whether two memories are equal to the last bit."""
    return all(
        np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(GaitMemory)
    )


class Puppet:
    """Robots whose joints are where the gait wants them and whose base is carried along a course.

    The base keeps its attitude and moves at the velocity that the gait is made for, as high above
    its lower foot as the legs say. The scan sees a course of `ground(x)` without fault, at its own
    rate and `late_steps` late.
    """

    def __init__(
        self, gait: Gait, command=(0.0, 0.0, 0.0), ground=None, late_steps: int = 0
    ) -> None:
        """Stand at the start of the course."""
        self.gait, self.command = gait, np.array(command, float)
        self.late_steps, self.scans = late_steps, []
        self.register = np.zeros(3)
        self.ground = ground or (lambda x: np.zeros_like(x))
        self.joint_pos = np.array(DRIVE.home_rad)[None]
        self.x, self.z, self.steps = 0.0, HEIGHT, 0

    def observe(self) -> Observation:
        """Give what the robot reads now."""
        scan = self.gait.config.scan
        if self.steps % scan.period_steps == 0:
            self.scans.append(self.ground(self.x + scan.grid()[:, 0]) - self.z)
        taken = max(0, self.steps - self.late_steps) // scan.period_steps
        terms = readings(
            1,
            joint_pos=self.joint_pos,
            velocity_command=self.command[None],
            gait_command=self.register[None],
            height_scan=self.scans[taken][None],
        )
        return observe(terms, self.steps)

    def step(self):
        """Let the gait decide, and follow it."""
        found = self.gait.advance(self.observe())
        self.joint_pos = found.targets
        self.x += float(found.vel[0, 0]) * 0.02
        ankles = LEGS.ankles_b(self.joint_pos)[0]
        stands = found.is_stance[0] if found.is_stance.any() else np.ones(2, bool)
        under = self.ground(self.x + ankles[:, 0]) + LEGS.sole_drop_m - ankles[:, 2]
        self.z = float(under[stands].mean())
        self.steps += 1
        return found

    def walk(self, count: int) -> list:
        """Give the next steps."""
        return [self.step() for _ in range(count)]
