"""How joints are driven: gains, rates, and servos in the model."""

from dataclasses import replace

import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.bodies.drive import add_servos, make_drive
from andon.errors import InvalidConfig

BODY = make_humanoid()
DRIVE = make_drive(BODY)


def test_a_body_drives_itself_with_its_own_facts():
    assert DRIVE.kp == tuple(j.kp for j in BODY.joints)
    assert DRIVE.home_rad == tuple(j.home_rad for j in BODY.joints)
    assert DRIVE.damping_in == "actuator"
    assert (DRIVE.substeps, DRIVE.control_timestep_s) == (4, pytest.approx(0.02))


def test_what_is_stated_replaces_what_the_body_says():
    ones = [1.0] * 20
    drive = make_drive(BODY, kp=ones, kd=ones, home_rad=ones, damping_in="joint", rate_hz=100.0)
    assert drive.kp == drive.kd == drive.home_rad == tuple(ones)
    assert (drive.damping_in, drive.substeps) == ("joint", 2)
    assert drive.effort_nm == DRIVE.effort_nm


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kp": (1.0,)}, r"one value per joint in each list, got .*'kp': 1"),
        ({"rate_hz": 0.0}, r"rate_hz is 0.0 .* must be > 0"),
        ({"physics_timestep_s": -0.1}, r"both must be > 0"),
        ({"rate_hz": 60.0}, r"3.33333 physics steps of 0.005 s; it must be a whole number"),
        ({"rate_hz": 1000.0}, r"0.2 physics steps of 0.005 s; it must be a whole number"),
        ({"rate_hz": float("nan")}, r"rate_hz is nan"),
        ({"kp": (-1.0,) * 20}, r"kp .* finite and >= 0"),
        ({"kd": (float("nan"),) * 20}, r"kd .* finite and >= 0"),
    ],
)
def test_what_cannot_be_driven_is_refused(changes, message):
    with pytest.raises(InvalidConfig, match=message):
        replace(DRIVE, **changes)


@pytest.mark.parametrize("damping_in", ["actuator", "joint"])
def test_the_servos_torque_is_kp_times_error_minus_kd_times_speed(damping_in):
    import mujoco

    spec = BODY.build(False)
    add_servos(spec, BODY, replace(DRIVE, damping_in=damping_in))
    model = spec.compile()
    data = mujoco.MjData(model)
    dof = model.joint("elbow_pitch_l").dofadr[0]
    data.qpos[model.joint("elbow_pitch_l").qposadr[0]] = -0.5
    data.qvel[dof] = 2.0
    data.ctrl[model.actuator("elbow_pitch_l").id] = 0.3
    mujoco.mj_forward(model, data)
    # elbow: kp 10, kd 1: 10 * 0.8 - 1 * 2 = 6
    total = data.qfrc_actuator[dof] + data.qfrc_passive[dof]
    assert total == pytest.approx(6.0)
    assert data.qfrc_actuator[dof] == pytest.approx(6.0 if damping_in == "actuator" else 8.0)


def test_the_limit_bounds_kp_and_kd_together_only_in_the_actuator():
    import mujoco

    for damping_in, expected in (("actuator", 52.5), ("joint", 52.5 - 30.0)):
        spec = BODY.build(False)
        add_servos(spec, BODY, replace(DRIVE, damping_in=damping_in))
        model = spec.compile()
        data = mujoco.MjData(model)
        dof = model.joint("elbow_pitch_l").dofadr[0]
        data.qvel[dof] = 30.0
        data.ctrl[model.actuator("elbow_pitch_l").id] = 10.0  # 100 - 30 = 70 > 52.5
        mujoco.mj_forward(model, data)
        total = data.qfrc_actuator[dof] + data.qfrc_passive[dof]
        assert total == pytest.approx(expected)


def test_a_body_whose_model_lacks_a_joint_is_refused_by_name():
    lost = replace(BODY, joints=(replace(BODY.joints[0], name="tail"), *BODY.joints[1:]))
    with pytest.raises(InvalidConfig, match=r"'humanoid' has no joint 'tail'"):
        add_servos(BODY.build(False), lost, DRIVE)


def test_every_joint_gets_its_own_servo():
    spec = BODY.build(False)
    add_servos(spec, BODY, DRIVE)
    model = spec.compile()
    assert model.nu == 20
    assert [model.actuator(i).name for i in range(20)] == list(BODY.joint_names)
    targets = [model.joint(int(model.actuator_trnid[i, 0])).name for i in range(20)]
    assert targets == list(BODY.joint_names)
    assert np.array_equal(model.actuator_forcerange[:, 1], DRIVE.effort_nm)
