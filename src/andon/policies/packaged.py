"""Policies that ship as network and contract, and how one fits a body with other joint names."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from andon.policies.contract import Contract

__all__ = ["PACKAGED", "fit_names"]

PACKAGED = {"reflex": Path(__file__).parent / "reflex" / "reflex.toml"}
"""Contract files by name."""

SUFFIX = "_joint"
"""What some models add to the names of their joints."""


def fit_names(contract: Contract, names: Sequence[str]) -> Contract:
    """Give the contract with the names that a body has for the same joints.

    Only for policies on a gait: what its joints are follows from their roles, `hip_roll_l` and so
    on, which a model may call `hip_roll_l_joint`.

    Args:
        contract: The contract.
        names: Joints of the body.

    Returns:
        The contract itself where nothing has to change; names that have no counterpart stay, and
        are refused later.
    """
    if contract.gait is None or set(contract.joints) <= set(names):
        return contract
    renamed: dict[str, str] = {}
    for joint in contract.joints:
        options = (joint, f"{joint}{SUFFIX}", joint.removesuffix(SUFFIX))
        renamed[joint] = next((name for name in options if name in names), joint)
    groups = tuple(
        replace(group, names=tuple(renamed.get(name, name) for name in group.names))
        for group in contract.groups
    )
    return replace(contract, joints=tuple(renamed[j] for j in contract.joints), groups=groups)
