"""Does a contract fit this body and this scenario? Every mismatch is named."""

from andon.bodies.body import Body
from andon.bodies.drive import Drive, make_drive
from andon.errors import ContractMismatch, InvalidConfig
from andon.policies.contract import GAIT_WIDTHS, Contract, duplicates
from andon.scenarios.scenario import Scenario

__all__ = ["check_contract", "contract_drive", "contract_notes", "gain_notes"]

GAIN_TOLERANCE = 1e-6


def check_contract(contract: Contract, body: Body, scenario: Scenario) -> None:
    """Refuse a contract that does not fit.

    Args:
        contract: What the policy promises.
        body: The robot.
        scenario: Where it will be run.

    Raises:
        ContractMismatch: Naming every mismatch at once.
    """
    found = [
        *_joint_mismatches(contract, body),
        *_gain_mismatches(contract, body),
        *_scenario_mismatches(contract, scenario),
    ]
    try:
        contract_drive(contract, body)
    except InvalidConfig as error:
        found.append(str(error))
    if found:
        lines = "\n".join(f"  - {line}" for line in found)
        raise ContractMismatch(
            f"The contract {contract.name!r} does not fit body {body.name!r} in scenario "
            f"{scenario.name!r}:\n{lines}"
        )


def contract_drive(contract: Contract, body: Body) -> Drive:
    """Give the drive that a contract asks of a body."""
    kp, kd, home = (contract.by_joint(fact) for fact in ("kp", "kd", "home_rad"))
    return make_drive(
        body,
        kp=[kp.get(j.name, j.kp) for j in body.joints],
        kd=[kd.get(j.name, j.kd) for j in body.joints],
        home_rad=[home.get(j.name, j.home_rad) for j in body.joints],
        damping_in=contract.damping_in,
        rate_hz=contract.rate_hz,
        physics_timestep_s=contract.physics_timestep_s,
    )


def _joint_mismatches(contract: Contract, body: Body) -> list[str]:
    names, own = list(contract.joints), list(body.joint_names)
    found: list[str] = []
    unknown = [name for name in names if name not in own]
    if unknown:
        found.append(f"[action] joints names {unknown}, which the body lacks; it has {own}")
    absent = [name for name in own if name not in names]
    if absent and not unknown:
        found.append(f"[action] joints leaves out {absent}; every joint of the body needs a place")
    for group in contract.groups:
        lost = [name for name in group.names if name not in own]
        if lost:
            found.append(f"[[joints]] names {lost}, which the body lacks")
    twice = duplicates([name for group in contract.groups for name in group.names])
    if twice:
        found.append(f"[[joints]] states facts of {twice} twice")
    return found


def _gain_mismatches(contract: Contract, body: Body) -> list[str]:
    found: list[str] = []
    home, effort = contract.by_joint("home_rad"), contract.by_joint("effort_nm")
    for joint in body.joints:
        angle = home.get(joint.name, joint.home_rad)
        if not joint.lower_rad - 1e-9 <= angle <= joint.upper_rad + 1e-9:
            found.append(
                f"home pose of {joint.name} is {angle:g} rad, outside its range "
                f"{joint.lower_rad:g}..{joint.upper_rad:g}"
            )
        if abs(effort.get(joint.name, joint.effort_nm) - joint.effort_nm) > GAIN_TOLERANCE:
            found.append(
                f"torque limit of {joint.name}: contract {effort[joint.name]:g} N m, body "
                f"{joint.effort_nm:g} N m"
            )
    if contract.gains_from == "contract":
        return found
    for what in ("kp", "kd"):
        stated = contract.by_joint(what)
        for joint in body.joints:
            own = getattr(joint, what)
            if abs(stated.get(joint.name, own) - own) > GAIN_TOLERANCE * max(1.0, own):
                found.append(
                    f"{what} of {joint.name}: contract {stated[joint.name]:g}, body {own:g} "
                    '(to drive the body with the contract\'s, set gains_from = "contract")'
                )
    if contract.damping_in not in (None, body.damping_in):
        found.append(
            f"damping: contract {contract.damping_in!r}, body {body.damping_in!r} "
            '(to use the contract\'s, set gains_from = "contract")'
        )
    return found


def _scenario_mismatches(contract: Contract, scenario: Scenario) -> list[str]:
    found: list[str] = []
    reads = {t.term for t in contract.terms}
    if not contract.terms:
        found.append("[observation] lists no terms; a policy must read something")
    elif not reads & {"velocity_command", "gait_velocity"} and scenario.task != "stay_up":
        found.append(f"the scenario commands a velocity, which no term reads ({sorted(reads)})")
    needs_clock = reads & {"phase_sin", "phase_cos", "air_ratio"}
    if needs_clock and contract.clock is None:
        found.append(f"{sorted(needs_clock)} need a [clock]")
    needs_gait = reads & {*GAIT_WIDTHS, "joint_pos_ref_rel"}
    if contract.gait is None and (needs_gait or contract.action_offset == "gait"):
        found.append(f"{sorted(needs_gait) or 'the action'} need a [gait]")
    if "air_ratio" in reads and contract.clock and not contract.clock.air_ratio:
        found.append("the term 'air_ratio' needs air_ratio in [clock]")
    return found


def gain_notes(contract: Contract, body: Body) -> tuple[str, ...]:
    """Say which gains of the body a contract replaces on purpose."""
    if contract.gains_from != "contract":
        return ()
    notes: list[str] = []
    for what in ("kp", "kd"):
        stated = contract.by_joint(what)
        own = {joint.name: float(getattr(joint, what)) for joint in body.joints}
        changed = sum(stated.get(name, value) != value for name, value in own.items())
        if changed:
            notes.append(f"{what} of {changed} joints from the contract, not the body's own")
    if contract.damping_in not in (None, body.damping_in):
        notes.append(f"damping in the {contract.damping_in}, not in the {body.damping_in}")
    return tuple(notes)


def contract_notes(contract: Contract, scenario: Scenario) -> tuple[str, ...]:
    """Say where a scenario goes beyond what the policy was trained for.

    Such a run is allowed, because finding out is the point; the report carries the notes.
    """
    notes: list[str] = []
    ranges = {p.name: (p.bins()[0][0], p.bins()[-1][1]) for p in scenario.variation}
    low, high = ranges.get("action_delay_ms", (0.0, 0.0))
    if high > contract.action_delay_ms[1] or low < contract.action_delay_ms[0]:
        trained = "-".join(f"{v:g}" for v in contract.action_delay_ms)
        notes.append(f"action delay up to {high:g} ms; trained with {trained} ms")
    commands = ("command_lin_vel_x", "command_lin_vel_y", "command_ang_vel_z")
    if contract.command_low and contract.command_high:
        limits = zip(commands, contract.command_low, contract.command_high, strict=True)
        for name, least, most in limits:
            own = ranges.get(name, (0.0, 0.0))
            if own[0] < least or own[1] > most:
                notes.append(f"{name} {own[0]:g} to {own[1]:g}; trained with {least:g} to {most:g}")
    trained_noise = {t.term: t.noise for t in contract.terms}
    for name, noise in scenario.sensing.noise.items():
        if name == "height_scan" and contract.gait is not None:
            continue  # it plans footholds and is no input
        own = max(trained_noise.get(f"{name}{end}", 0.0) for end in ("", "_rel", "_ref_rel"))
        if noise.uniform > own:
            notes.append(f"noise on {name} +-{noise.uniform:g}; trained with +-{own:g}")
    return tuple(notes)
