"""The street: flat ground, kerbs and flights, ramps, gaps, planks, slick patches and pushes."""

from andon.scenarios.scenario import Scenario, scenarios
from andon.scenarios.variation import Choice, Distribution, Fixed, Parameter, Uniform

__all__ = ["always", "register_street"]


LIMITS: dict[str, tuple[float, float]] = {
    "command_lin_vel_x": (-10.0, 10.0),
    "command_lin_vel_y": (-10.0, 10.0),
    "command_ang_vel_z": (-10.0, 10.0),
    "command_swing_clearance_m": (0.0, 0.5),
    "command_hip_drop_m": (0.0, 0.5),
    "command_lateral_offset_m": (-5.0, 5.0),
    "brake_time_s": (0.0, 1e6),
    "start_heading_deg": (-180.0, 180.0),
    "friction": (0.0, 10.0),
    "payload_kg": (-100.0, 1000.0),
    "com_shift_x_m": (-1.0, 1.0),
    "kp_scale": (0.0, 100.0),
    "kd_scale": (0.0, 100.0),
    "armature_scale": (0.0, 100.0),
    "action_delay_ms": (0.0, 1000.0),
    "action_jitter_ms": (0.0, 1000.0),
    "push_speed": (0.0, 100.0),
    "push_interval_s": (0.1, 1e6),
    "joint_pos_jitter": (0.0, 1.0),
    "light": (0.0, 10.0),
    "num_steps": (1.0, 10.0),
    "step_error_m": (0.0, 0.1),
    "masonry": (0.0, 1.0),
    "riser_m": (0.0, 1.0),
    "tread_m": (0.05, 10.0),
    "landing_m": (0.1, 100.0),
    "slope_deg": (0.5, 60.0),
    "rise_m": (0.01, 5.0),
    "gap_m": (0.01, 5.0),
    "ridge_m": (0.001, 0.15),
    "plank_gap_m": (0.1, 10.0),
    "plank_length_m": (0.05, 5.0),
    "plank_kg": (0.1, 1000.0),
    "patch_m": (0.05, 100.0),
    "patch_friction": (0.0, 10.0),
    "course": (0.0, 1.0),
    "flat_share": (0.0, 1.0),
    "max_riser_m": (0.0, 1.0),
}
"""What can be meant; beyond it the ground or the robot would be nonsense."""


def _p(name: str, unit: str, distribution: Distribution, meaning: str) -> Parameter:
    return Parameter(
        name=name,
        unit=unit,
        distribution=distribution,
        meaning=meaning,
        limits=LIMITS[name],
        is_whole=name == "num_steps",
    )


def always(command: Distribution, **changes: Distribution) -> tuple[Parameter, ...]:
    """Give the parameters that every street scenario has."""
    rows = (
        _p("command_lin_vel_x", "m/s", command, "Commanded velocity ahead."),
        _p("command_lin_vel_y", "m/s", Fixed(value=0.0), "Commanded velocity to the left."),
        _p("command_ang_vel_z", "rad/s", Fixed(value=0.0), "Commanded yaw rate."),
        _p(
            "command_swing_clearance_m",
            "m",
            Fixed(value=0.0),
            "Commanded lift of the swing foot beyond the usual.",
        ),
        _p("command_hip_drop_m", "m", Fixed(value=0.0), "Commanded drop of the hips."),
        _p("command_lateral_offset_m", "m", Fixed(value=0.0), "Commanded shift of the path left."),
        _p(
            "brake_time_s", "s", Fixed(value=0.0), "When the velocity command drops to 0; 0: never."
        ),
        _p("start_heading_deg", "deg", Fixed(value=0.0), "Yaw at the start, against the course."),
        _p("friction", "1", Uniform(low=0.7, high=1.1), "Sliding friction of the ground."),
        _p("payload_kg", "kg", Fixed(value=0.0), "Mass added to the base."),
        _p("com_shift_x_m", "m", Fixed(value=0.0), "Shift of the base's centre of mass ahead."),
        _p("kp_scale", "1", Fixed(value=1.0), "Factor on all servo stiffnesses."),
        _p("kd_scale", "1", Fixed(value=1.0), "Factor on all servo dampings."),
        _p("action_delay_ms", "ms", Fixed(value=0.0), "Time from an action to its effect."),
        _p("action_jitter_ms", "ms", Fixed(value=0.0), "Largest further delay, anew every step."),
        _p("push_speed", "m/s", Fixed(value=0.0), "Velocity jump of each push."),
        _p("push_interval_s", "s", Fixed(value=5.0), "Time between pushes, and to the first."),
        _p("joint_pos_jitter", "1", Fixed(value=0.1), "Relative error of the starting angles."),
        _p("light", "1", Uniform(low=0.6, high=1.2), "Brightness of the scene, for cameras."),
    )
    return tuple(_p(r.name, r.unit, changes.get(r.name, r.distribution), r.meaning) for r in rows)


def street_walk() -> Scenario:
    """Follow a velocity command on level ground."""
    return Scenario(
        name="street_walk",
        title="Follow a velocity command on level ground for 20 s.",
        place="flat",
        task="follow_velocity",
        variation=always(Uniform(low=0.3, high=1.0)),
    )


def street_take_push() -> Scenario:
    """Stay up while being pushed."""
    return Scenario(
        name="street_take_push",
        title="Stand, take a push from any side every 3 s, and be on both feet after 12 s.",
        place="flat",
        task="stay_up",
        time_limit_s=12.0,
        variation=always(
            Fixed(value=0.0),
            push_speed=Uniform(low=0.1, high=0.3),
            push_interval_s=Fixed(value=3.0),
        ),
    )


def _steps_rows() -> tuple[Parameter, ...]:
    return (
        _p("num_steps", "1", Choice(values=(1.0, 2.0, 3.0)), "Steps up; one is a kerb."),
        _p("riser_m", "m", Uniform(low=0.02, high=0.15), "Height of each step."),
        _p("tread_m", "m", Uniform(low=0.28, high=0.40), "Depth of each step."),
        _p("landing_m", "m", Uniform(low=1.5, high=3.0), "Length of the landing."),
    )


def street_cross_steps() -> Scenario:
    """Go up and down a kerb or a flight of unknown riser and tread."""
    return Scenario(
        name="street_cross_steps",
        title="Cross a kerb or a flight of unknown riser and tread, up and down.",
        place="steps",
        task="reach_finish",
        time_limit_s=25.0,
        variation=always(Uniform(low=0.5, high=1.0)) + _steps_rows(),
    )


def street_climb_flight() -> Scenario:
    """Go up and down a flight of ten steps."""
    rows = (
        _p("num_steps", "1", Fixed(value=10.0), "Steps up."),
        _p("riser_m", "m", Uniform(low=0.10, high=0.17), "Height of each step."),
        _p("tread_m", "m", Uniform(low=0.27, high=0.34), "Depth of each step."),
        _p("landing_m", "m", Uniform(low=1.5, high=3.0), "Length of the landing."),
    )
    return Scenario(
        name="street_climb_flight",
        title="Go up a flight of ten steps, over a landing, and down again.",
        place="flight",
        task="reach_finish",
        time_limit_s=40.0,
        variation=always(Uniform(low=0.6, high=1.0)) + rows,
    )


def street_climb_134_steps() -> Scenario:
    """Climb an outdoor staircase of 134 steps."""
    rows = (
        _p("riser_m", "m", Uniform(low=0.14, high=0.16), "Height of each step."),
        _p("tread_m", "m", Uniform(low=0.29, high=0.33), "Depth of each step."),
        _p("step_error_m", "m", Uniform(low=0.0, high=0.01), "How far a step is out of true."),
        _p("masonry", "1", Uniform(low=0.0, high=1.0), "Which of all such staircases."),
    )
    return Scenario(
        name="street_climb_134_steps",
        title="Climb an outdoor staircase of 134 steps that are a little out of true.",
        place="staircase",
        task="reach_finish",
        time_limit_s=120.0,
        variation=always(Uniform(low=0.6, high=0.9)) + rows,
    )


def street_brake() -> Scenario:
    """Come to a stand from full walk."""
    return Scenario(
        name="street_brake",
        title="Walk, be told to stop after 6 s, and stand 4 s later.",
        place="flat",
        task="come_to_stand",
        time_limit_s=10.0,
        variation=always(Uniform(low=1.0, high=2.0), brake_time_s=Fixed(value=6.0)),
    )


def street_climb_ramp() -> Scenario:
    """Go up and down a ramp."""
    rows = (
        _p("slope_deg", "deg", Uniform(low=2.0, high=12.0), "Slope of both ramps."),
        _p("rise_m", "m", Uniform(low=0.1, high=0.3), "Height of the landing."),
        _p("landing_m", "m", Uniform(low=1.0, high=2.0), "Length of the landing."),
    )
    return Scenario(
        name="street_climb_ramp",
        title="Go up a ramp, over a landing, and down again.",
        place="ramp",
        task="reach_finish",
        time_limit_s=60.0,
        variation=always(Uniform(low=0.5, high=1.0)) + rows,
    )


def street_cross_gap() -> Scenario:
    """Step over a gap."""
    rows = (_p("gap_m", "m", Uniform(low=0.05, high=0.35), "Width of the gap."),)
    return Scenario(
        name="street_cross_gap",
        title="Step over a gap in the ground, half a metre deep.",
        place="gap",
        task="reach_finish",
        variation=always(Uniform(low=0.5, high=1.0)) + rows,
    )


def street_cross_planks() -> Scenario:
    """Walk over loose planks."""
    rows = (
        _p("ridge_m", "m", Uniform(low=0.005, high=0.03), "Height of the ridge under each plank."),
        _p("plank_gap_m", "m", Uniform(low=0.8, high=1.2), "Distance from plank to plank."),
        _p("plank_length_m", "m", Uniform(low=0.3, high=0.6), "Length along the way."),
        _p("plank_kg", "kg", Uniform(low=3.0, high=8.0), "Mass of each plank."),
    )
    return Scenario(
        name="street_cross_planks",
        title="Walk over three loose planks that rock and slide.",
        place="planks",
        task="reach_finish",
        variation=always(Uniform(low=0.5, high=1.0)) + rows,
    )


def street_cross_slick() -> Scenario:
    """Walk over a slick patch."""
    rows = (
        _p("patch_m", "m", Uniform(low=0.5, high=2.0), "Length of the slick patch."),
        _p("patch_friction", "1", Uniform(low=0.1, high=0.5), "Sliding friction on the patch."),
    )
    return Scenario(
        name="street_cross_slick",
        title="Walk over a slick patch that looks like the rest of the street.",
        place="slick",
        task="reach_finish",
        variation=always(Uniform(low=0.5, high=1.0)) + rows,
    )


def street_roam() -> Scenario:
    """Stay up on a long way of kerbs and flights, whatever is commanded: where a policy learns."""
    rows = (
        _p("course", "1", Uniform(low=0.0, high=1.0), "Which of all courses."),
        _p("flat_share", "1", Fixed(value=0.4), "Share of the courses that are level."),
        _p("max_riser_m", "m", Fixed(value=0.16), "Highest step."),
        _p("armature_scale", "1", Uniform(low=0.0, high=1.2), "Factor on all rotor inertias."),
    )
    return Scenario(
        name="street_roam",
        title="Stay up for 20 s on a long way of kerbs and flights under many disturbances.",
        place="course",
        task="stay_up",
        command_ramp_s=0.0,
        variation=always(
            Uniform(low=0.0, high=1.5),
            friction=Uniform(low=0.5, high=1.15),
            payload_kg=Uniform(low=-1.0, high=4.0),
            com_shift_x_m=Uniform(low=-0.03, high=0.03),
            kp_scale=Uniform(low=0.9, high=1.1),
            kd_scale=Uniform(low=0.85, high=1.15),
            action_delay_ms=Choice(values=(0.0, 5.0, 10.0, 15.0, 20.0)),
            push_speed=Uniform(low=0.0, high=0.5),
            push_interval_s=Uniform(low=3.0, high=8.0),
            start_heading_deg=Uniform(low=-45.0, high=45.0),
            light=Fixed(value=1.0),
        )
        + rows,
    )


def register_street() -> None:
    """Register all scenarios of the street."""
    for factory in (
        street_walk,
        street_take_push,
        street_brake,
        street_cross_steps,
        street_climb_flight,
        street_climb_134_steps,
        street_climb_ramp,
        street_cross_gap,
        street_cross_planks,
        street_cross_slick,
        street_roam,
    ):
        scenarios.register(factory.__name__, factory)
