"""Left and right exchanged: what a mirror does to joints and to a policy's input."""

from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray

from andon.bodies.body import Body
from andon.bodies.pose import set_pose
from andon.errors import InvalidConfig
from andon.policies.contract import Contract
from andon.spatial import FloatArray

__all__ = ["Mirror", "mirror_of_input", "mirror_of_joints"]

SIGNS: dict[str, tuple[float, ...]] = {
    "ang_vel_b": (-1, 1, -1),
    "gravity_b": (1, -1, 1),
    "lin_vel_b": (1, -1, 1),
    "heading": (-1,),
    "velocity_command": (1, -1, -1),
    "gait_phase": (-1, -1),
    "gait_velocity": (1, -1, -1),
    "gait_register": (1, 1),
    "odometry": (1, -1),
    "is_standing": (1,),
}
"""Terms whose values stay in place and change sign."""
SWAPPED = ("foothold_shift", "foothold_rise")
"""Terms with one value for the left and one for the right."""
JOINT_TERMS = ("joint_pos", "joint_pos_rel", "joint_pos_ref_rel", "joint_vel", "last_action")


@dataclass(frozen=True, kw_only=True)
class Mirror:
    """A signed permutation: `mirrored = sign * values[..., index]`; twice it changes nothing."""

    index: NDArray[np.intp]
    """Where each mirrored value comes from. Shape (width,)."""
    sign: FloatArray
    """Its sign. Shape (width,). [1]"""

    def apply(self, values: FloatArray) -> FloatArray:
        """Give mirrored values. Shape (..., width)."""
        return self.sign * values[..., self.index]


def mirror_of_joints(body: Body) -> Mirror:
    """Give what a mirror through the sagittal plane does to the joints of a body.

    Args:
        body: A robot whose joints have a side in their names: `_l`, `_r`, or neither.

    Raises:
        InvalidConfig: When a joint has no partner.
    """
    names = body.joint_names
    model = body.build(False).compile()
    data = mujoco.MjData(model)
    set_pose(model, data, body.root, {})
    index, sign = np.zeros(len(names), np.intp), np.ones(len(names))
    for i, name in enumerate(names):
        other = _other_side(name)
        if other not in names:
            raise InvalidConfig(
                f"Joint {name!r} of {body.name!r} has no partner {other!r} on the other side."
            )
        index[i] = names.index(other)
        own = data.xaxis[model.joint(name).id]
        partner = data.xaxis[model.joint(other).id] * (-1.0, 1.0, -1.0)  # a turn is an axial vector
        sign[i] = np.sign(own @ partner)
    return Mirror(index=index, sign=sign)


def _other_side(name: str) -> str:
    parts = name.split("_")
    swap = {"l": "r", "r": "l", "left": "right", "right": "left"}
    return "_".join(swap.get(part, part) for part in parts)


def mirror_of_input(contract: Contract, body: Body) -> Mirror:
    """Give what the same mirror does to the input of a contract's network.

    Args:
        contract: Terms in order, one frame.
        body: The robot.

    Raises:
        InvalidConfig: For a term whose mirror image is not known.
    """
    joints = mirror_of_joints(body)
    order = np.array([body.joint_names.index(name) for name in contract.joints])
    place = np.argsort(order)
    index: list[NDArray[np.intp]] = []
    sign: list[FloatArray] = []
    start = 0
    for t in contract.terms:
        width = contract.term_width(t.term, 0)
        if t.term in JOINT_TERMS:
            index.append(start + place[joints.index[order]])
            sign.append(joints.sign[order])
        elif t.term in SWAPPED:
            index.append(start + np.array([1, 0]))
            sign.append(np.ones(2))
        elif t.term in SIGNS:
            index.append(start + np.arange(width))
            sign.append(np.array(SIGNS[t.term]))
        else:
            raise InvalidConfig(f"The term {t.term!r} of {contract.name!r} has no mirror image.")
        start += width
    return Mirror(index=np.concatenate(index), sign=np.concatenate(sign))
