"""The standing policy stands, and withstands the pushes that its scenario has."""

import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.episodes import rollout
from andon.policies.setup import Setup
from andon.policies.stand import StandConfig, StandPolicy
from tests.policies.readings import observe

BODY = make_humanoid()


def episodes(num: int, **variation: object):
    rig = Setup(scenario="street_take_push", policy="stand", variation=variation).build()
    return list(rollout(rig.make_world(20), rig.policy, range(num)))


def test_it_stands_for_twelve_seconds():
    found = episodes(20, push_speed=0)
    assert all(e.success and e.duration_s == pytest.approx(12.0) for e in found)
    assert max(e.metrics["distance_m"] for e in found) < 0.1
    assert max(e.metrics["max_tilt_rad"] for e in found) < 0.25


def test_it_takes_the_pushes_of_its_scenario():
    # 200 of 200 when written; 40 of 40 leave a lower bound of 0.91 (95 %, two-sided).
    assert all(e.success for e in episodes(40))


def test_it_falls_to_a_push_that_no_standing_robot_takes():
    # 0 of 200 when written.
    found = episodes(20, push_speed=0.8)
    assert not any(e.success for e in found)
    assert {e.cause for e in found} <= {"fell_forward", "fell_backward", "fell_left", "fell_right"}
    assert all(e.duration_s > 3.0 for e in found)  # the first push comes at 3 s


def test_it_falls_to_the_side_that_it_is_pushed_to():
    sides = {"fell_forward": 0.0, "fell_left": 90.0, "fell_backward": 180.0, "fell_right": -90.0}
    found = episodes(20, push_speed=2.0)
    for e in found:
        heading = float(e.events[0].detail.split(" at ")[1].split(" deg")[0])
        away = abs((heading - sides[e.cause] + 180) % 360 - 180)
        assert away < 75, (e.cause, heading)


def test_it_stands_with_a_payload_a_delay_and_worn_gains():
    found = episodes(
        12, push_speed=0, payload_kg=5.0, action_delay_ms=10, kp_scale=0.9, kd_scale=0.9
    )
    assert all(e.success for e in found)


def readings(**changes):
    home = np.array([j.home_rad for j in BODY.joints])
    terms = {
        "gravity_b": np.array([[0.0, 0.0, -1.0]]),
        "ang_vel_b": np.zeros((1, 3)),
        "lin_vel_b": np.zeros((1, 3)),
        "joint_pos": home[None],
        "joint_vel": np.zeros((1, 20)),
    }
    return observe(terms | {k: np.array([v]) for k, v in changes.items()})


def test_a_mirrored_state_gives_a_mirrored_action():
    # pitch joints keep their angle and change sides; roll and yaw joints change sign as well
    policy, names = StandPolicy(BODY), BODY.joint_names
    swap = [names.index(n[:-1] + ("r" if n.endswith("l") else "l")) for n in names]
    sign = np.array([1.0 if "pitch" in n else -1.0 for n in names])
    left = policy.act(
        readings(gravity_b=[0.05, 0.1, -0.99], lin_vel_b=[0.1, 0.2, 0], ang_vel_b=[0.3, 0.1, 0.2])
    )[0]
    right = policy.act(
        readings(
            gravity_b=[0.05, -0.1, -0.99], lin_vel_b=[0.1, -0.2, 0], ang_vel_b=[-0.3, 0.1, -0.2]
        )
    )[0]
    assert right == pytest.approx(sign * left[swap], abs=1e-9)


def test_leaning_ahead_presses_the_toes_down():
    policy, ankle = StandPolicy(BODY), BODY.joint_names.index("ankle_pitch_l")
    level, ahead = policy.act(readings()), policy.act(readings(lin_vel_b=[0.2, 0, 0]))
    assert ahead[0, ankle] > level[0, ankle]


def test_the_config_is_part_of_the_hash():
    other = StandPolicy(BODY, StandConfig(roll_gain=0.4))
    assert other.content_hash() != StandPolicy(BODY).content_hash()
