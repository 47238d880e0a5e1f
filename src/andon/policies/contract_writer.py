"""A contract written as a file, so that reading it gives the same contract."""

import json
from collections.abc import Sequence

from andon.policies.contract import Contract, JointGroup
from andon.policies.gait_file import gait_lines

__all__ = ["write_contract"]


def write_contract(contract: Contract, header: Sequence[str] = ()) -> str:
    """Give the text of a contract file.

    Args:
        contract: The contract.
        header: Lines of comment for the top of the file.
    """
    lines = [_comment(line).rstrip() for line in header]
    lines += ["schema = 1", f"name = {_text(contract.name)}"]
    if contract.source:
        lines.append(f"source = {_text(contract.source)}")
    if contract.model is not None:
        lines.append(f"model = {_text(contract.model)}")
    lines += [
        f"rate_hz = {contract.rate_hz!r}",
        f"physics_timestep_s = {contract.physics_timestep_s!r}",
        f"gains_from = {_text(contract.gains_from)}",
    ]
    if contract.damping_in is not None:
        lines.append(f"damping_in = {_text(contract.damping_in)}")
    lines += _observation(contract) + _action(contract) + _command(contract) + _clock(contract)
    if contract.gait is not None:
        lines += ["", *gait_lines(contract.gait)]
    for group in contract.groups:
        lines += ["", "[[joints]]", *_group(group)]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # as TOML escapes


def _comment(line: str) -> str:
    return "# " + "".join(c if c.isprintable() else " " for c in line)


def _names(values: Sequence[str]) -> str:
    return "[" + ", ".join(_text(value) for value in values) + "]"


def _observation(contract: Contract) -> list[str]:
    lines = ["", "[observation]", f"history = {contract.history}"]
    lines.append(f"first_frame = {_text(contract.first_frame)}")
    if contract.clip is not None:
        lines.append(f"clip = {contract.clip!r}")
    for t in contract.terms:
        lines += ["", "[[observation.terms]]", f"term = {_text(t.term)}", f"scale = {t.scale!r}"]
        if t.clip is not None:
            lines.append(f"clip = {t.clip!r}")
        if t.noise:
            lines.append(f"noise = {t.noise!r}")
    return lines


def _action(contract: Contract) -> list[str]:
    lines = ["", "[action]", f"joints = {_names(contract.joints)}"]
    lines += [f"scale = {contract.action_scale!r}", f"offset = {_text(contract.action_offset)}"]
    if contract.action_clip is not None:
        lines.append(f"clip = {contract.action_clip!r}")
    return [*lines, f"delay_ms = {list(contract.action_delay_ms)!r}"]


def _command(contract: Contract) -> list[str]:
    if contract.command_low is None or contract.command_high is None:
        return []
    low, high = list(contract.command_low), list(contract.command_high)
    return ["", "[command]", f"low = {low!r}", f"high = {high!r}"]


def _clock(contract: Contract) -> list[str]:
    if contract.clock is None:
        return []
    clock = contract.clock
    lines = ["", "[clock]", f"cycle_s = {clock.cycle_s!r}", f"offsets = {list(clock.offsets)!r}"]
    return [*lines, f"air_ratio = {list(clock.air_ratio)!r}"] if clock.air_ratio else lines


def _group(group: JointGroup) -> list[str]:
    lines = [f"names = {_names(group.names)}"]
    for fact in ("kp", "kd", "effort_nm", "home_rad", "action_scale"):
        value: float | None = getattr(group, fact)
        if value is not None:
            lines.append(f"{fact} = {value!r}")
    return lines
