"""What the robot's own sensors would read, against MuJoCo's sensors on the same state."""

import mujoco
import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.randomness import stream
from andon.sensing.ahead import MAP_TERMS
from andon.sensing.proprioception import BodyState, read_term
from andon.sensing.terms import GIVEN_TERMS, TERMS

NAMES = [name for name in TERMS if name not in (*GIVEN_TERMS, *MAP_TERMS)]


def simulate(count: int):
    """Give random states of the humanoid, and what MuJoCo's own sensors read in them."""
    body = make_humanoid()
    spec = body.build(False)
    base = {"objtype": mujoco.mjtObj.mjOBJ_SITE, "objname": "imu"}
    spec.add_sensor(name="gyro", type=mujoco.mjtSensor.mjSENS_GYRO, **base)
    spec.add_sensor(name="velocity", type=mujoco.mjtSensor.mjSENS_VELOCIMETER, **base)
    spec.add_sensor(name="axis", type=mujoco.mjtSensor.mjSENS_FRAMEZAXIS, **base)
    model = spec.compile()
    data, draws = mujoco.MjData(model), stream(0, "states")
    states, sensors = [], []
    for _ in range(count):
        data.qpos[:], data.qvel[:] = draws.uniform(-1, 1, model.nq), draws.uniform(-2, 2, model.nv)
        data.qpos[3:7] /= np.linalg.norm(data.qpos[3:7])
        mujoco.mj_forward(model, data)
        states.append((data.qpos.copy(), data.qvel.copy()))
        found = {n: data.sensor(n).data.copy() for n in ("gyro", "velocity")}
        found["down"] = -data.site("imu").xmat.reshape(3, 3)[2]
        sensors.append(found)
    qpos, qvel = (np.array(v) for v in zip(*states, strict=True))
    state = BodyState(
        pos_w=qpos[:, :3],
        quat_wb=qpos[:, 3:7],
        lin_vel_w=qvel[:, :3],
        ang_vel_b=qvel[:, 3:6],
        joint_pos=qpos[:, 7:],
        joint_vel=qvel[:, 6:],
    )
    return state, sensors


STATE, SENSORS = simulate(20)


@pytest.mark.parametrize(
    ("name", "sensor"), [("ang_vel_b", "gyro"), ("lin_vel_b", "velocity"), ("gravity_b", "down")]
)
def test_it_reads_what_mujocos_sensor_reads(name, sensor):
    expected = np.array([found[sensor] for found in SENSORS])
    assert read_term(name, STATE) == pytest.approx(expected, abs=1e-12)


def test_joints_and_heading_are_those_of_the_state():
    assert np.array_equal(read_term("joint_pos", STATE), STATE.joint_pos)
    assert np.array_equal(read_term("joint_vel", STATE), STATE.joint_vel)
    assert read_term("heading", STATE).shape == (20, 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_reads_the_same_alone_to_the_last_bit(name):
    together = read_term(name, STATE)
    for row in range(20):
        part = {f: getattr(STATE, f)[row : row + 1] for f in STATE.__dataclass_fields__}
        assert np.array_equal(read_term(name, BodyState(**part))[0], together[row])


def test_a_term_that_is_not_proprioceptive_is_a_programming_error():
    with pytest.raises(KeyError, match="height_scan"):
        read_term("height_scan", STATE)
