"""A gamepad: sticks, dead zone, buttons, silence, and what is no gamepad."""

from types import SimpleNamespace

import pytest

from andon.episodes.data.gamepad import DEAD_ZONE, FULL, read_pad, stick_velocity
from andon.episodes.data.pilot import SILENCE_S, Pilot
from andon.errors import InvalidConfig


def pad(*axes, down=()):
    rest = [0.0] * (4 - len(axes))
    buttons = [1.0 if number in down else 0.0 for number in range(17)]
    return read_pad({"mapping": "standard", "axes": [*axes, *rest], "buttons": buttons})


def test_sticks_command_what_their_way_beyond_the_dead_zone_is():
    assert stick_velocity(pad(0.0, -1.0)) == (FULL[0], 0.0, 0.0)
    assert stick_velocity(pad(-1.0, 0.0, -1.0)) == (0.0, FULL[1], FULL[2])
    assert stick_velocity(pad(1.0, 1.0, 1.0)) == tuple(-value for value in FULL)
    half = DEAD_ZONE + (1 - DEAD_ZONE) / 2
    assert stick_velocity(pad(0.0, -half)) == pytest.approx((FULL[0] / 2, 0.0, 0.0))
    assert stick_velocity(pad(0.0, -DEAD_ZONE - 1e-6))[0] == pytest.approx(0.0, abs=1e-5)


@pytest.mark.parametrize("value", [0.0, DEAD_ZONE, -DEAD_ZONE, 0.1])
def test_a_stick_in_its_dead_zone_rests(value):
    assert stick_velocity(pad(value, value, value)) is None
    pilot = Pilot()
    pilot.hear(pad(value, value, value))
    assert pilot.command is None


def test_a_stick_takes_over_and_stands_when_it_is_let_go_until_b_hands_back():
    pilot = Pilot()
    pilot.hear(pad(0.0, -1.0))
    assert pilot.command == (FULL[0], 0.0, 0.0)
    pilot.hear(pad())
    assert pilot.command == (0.0, 0.0, 0.0)
    pilot.hear(pad(down=[1]))
    assert pilot.command is None
    pilot.hear(pad())
    assert pilot.command is None


def test_a_button_counts_once_however_long_it_is_held():
    pilot = Pilot()
    for _ in range(5):
        pilot.hear(pad(down=[0]))
    assert pilot.command == (0.0, 0.0, 0.0)
    pilot.press("W")
    pilot.hear(pad(down=[0]))  # still down: the key that came after it stands
    assert pilot.command == (0.1, 0.0, 0.0)


@pytest.fixture
def world():
    return SimpleNamespace(rows=SimpleNamespace(command=[None], gait_command=[None]))


def test_a_gamepad_that_falls_silent_while_it_drives_stops_the_robot(world):
    now = [0.0]
    pilot = Pilot(clock=lambda: now[0])
    pilot.hear(pad(0.0, -1.0))
    now[0] = SILENCE_S
    assert pilot.steer(world, (0.5, 0.0, 0.0))
    assert world.rows.command[0].tolist() == [FULL[0], 0.0, 0.0]
    now[0] = SILENCE_S + 0.01
    assert pilot.steer(world, (0.5, 0.0, 0.0))
    assert world.rows.command[0].tolist() == [0.0, 0.0, 0.0]


def test_buttons_change_the_gait_within_its_ends(world):
    pilot = Pilot()
    assert not pilot.steer(world, (0.5, 0.0, 0.0), (0.01, 0.0, 0.1))
    assert world.rows.gait_command[0].tolist() == [0.01, 0.0, 0.1]
    for _ in range(2):
        pilot.hear(pad(down=[12, 5]))
        pilot.hear(pad())
    assert pilot.steer(world, (0.5, 0.0, 0.0), (0.01, 0.0, 0.1))
    assert world.rows.gait_command[0].tolist() == pytest.approx([0.05, 0.0, 0.1])
    assert world.rows.command[0].tolist() == [0.5, 0.0, 0.0]  # walks on as it did
    pilot.press("H")
    assert not pilot.steer(world, (0.5, 0.0, 0.0), (0.01, 0.0, 0.1))
    assert world.rows.gait_command[0].tolist() == [0.01, 0.0, 0.1]


GOOD = {"mapping": "standard", "axes": [0.0] * 4, "buttons": [0.0] * 17}
WRONG = {
    "no object": ([], "a JSON object"),
    "another mapping": (GOOD | {"mapping": ""}, "has the mapping ''"),
    "too few axes": (GOOD | {"axes": [0.0]}, "1 axes and 17 buttons"),
    "words": (GOOD | {"axes": ["far", 0, 0, 0]}, "a list of numbers is needed"),
    "no number": (GOOD | {"axes": [float("nan"), 0, 0, 0]}, "a list of numbers is needed"),
    "far too many": (GOOD | {"buttons": [0.0] * 1000}, "a list of numbers is needed"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_gamepad_is_refused(case):
    content, message = WRONG[case]
    with pytest.raises(InvalidConfig, match=message):
        read_pad(content)
