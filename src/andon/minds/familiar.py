"""What ground a policy learned on: looked at from random places, without walking it."""

import numpy as np

from andon.errors import InvalidConfig
from andon.minds.surprise import Familiar, features_of, learn_familiar
from andon.minds.terrain import TerrainReader
from andon.randomness import stream
from andon.scenarios.layout import HALF_WIDTH_M, ground_height
from andon.scenarios.scenario import scenarios
from andon.sensing.ahead import AHEAD_SCAN, OVERHEAD_SCAN
from andon.sensing.height_scan import scan_blocks
from andon.sensing.proprioception import BodyState
from andon.spatial import FloatArray, quat_from_yaw

__all__ = ["familiar_ground", "look_at_course"]

LEARNED_ON = "street_roam"
"""Scenario that the packaged reflex learned on."""
NOISE_M, SHIFT_M, LIFT_M = 0.01, 0.03, 0.015
"""Error of each point of a map, of where it lies, and of its height."""
START_M, END_M = 0.0, 20.0
YAW_RAD = 0.5


def familiar_ground(num_looks: int, seed: int, base_height_m: float) -> Familiar:
    """Learn what is familiar from looks at courses like those of the training.

    Args:
        num_looks: Looks, each at another course.
        seed: Where and at which courses to look.
        base_height_m: Height of the eyes above the ground.

    Raises:
        InvalidConfig: For fewer than 2 looks.
    """
    if num_looks < 2:
        raise InvalidConfig(f"{num_looks} looks are no ground to learn from; give at least 2.")
    reader = TerrainReader(AHEAD_SCAN, OVERHEAD_SCAN)
    clear = np.full(OVERHEAD_SCAN.num_points, OVERHEAD_SCAN.max_drop_m)
    return learn_familiar(
        np.stack(
            [
                features_of(reader.read(look_at_course(seed + i, base_height_m), clear))
                for i in range(num_looks)
            ]
        )
    )


def look_at_course(seed: int, base_height_m: float) -> FloatArray:
    """Give one noisy map of a course from a random place on it. Shape (num_points,). [m]."""
    scenario = scenarios.make(LEARNED_ON)
    layout = scenario.layout(scenario.draw(seed))
    draws = stream(seed, "look")
    x, yaw = draws.uniform(START_M, END_M), draws.uniform(-YAW_RAD, YAW_RAD)
    blocks = np.array([[(b.x0_m, b.x1_m, b.z0_m, b.z1_m) for b in layout.blocks]])
    floor = np.array([layout.floor_z_m])
    level = ground_height(blocks, floor, np.array([x]))[0]
    zeros = np.zeros((1, 3))
    state = BodyState(
        pos_w=np.array([[x, 0.0, level + base_height_m]]),
        quat_wb=quat_from_yaw(np.array([yaw])),
        lin_vel_w=zeros,
        ang_vel_b=zeros,
        joint_pos=zeros,
        joint_vel=zeros,
    )
    shift = np.array([[draws.uniform(-SHIFT_M, SHIFT_M), 0.0]])
    rows = np.zeros(1, np.intp)
    seen = scan_blocks(blocks, HALF_WIDTH_M, floor, state, AHEAD_SCAN, rows, shift)[0]
    noise = draws.uniform(-NOISE_M, NOISE_M, len(seen))
    return np.asarray(seen + noise + draws.uniform(-LIFT_M, LIFT_M))
