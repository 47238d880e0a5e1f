"""The robots of RoboMIND: which groups their files have, what these mean, and what is known wrong.

Source:
    `static/all_robot_h5_info.md` (groups and dimensions) and `static/robomind.yaml` (colour order,
    source of the action) of github.com/x-humanoid-robomind/x-humanoid-robomind.github.io.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from andon.errors import BrokenFile

__all__ = ["EMBODIMENTS", "SIDES", "Embodiment", "recognise"]

Source = Literal["master", "puppet", "franka"]

SIDES = ("_left", "_right")


@dataclass(frozen=True, kw_only=True)
class Embodiment:
    """One kind of robot, as its files are documented."""

    name: str
    """Name, as RoboMIND's folders have it."""
    robot_type: str
    """Name of the robot for `meta/info.json`."""
    state: tuple[str, ...]
    """Data sets that make up `observation.state`, in order."""
    action_source: Source
    """Group of the action: `master` is what the operator commanded, `puppet` what the robot did."""
    widths: Mapping[str, int]
    """Documented number of values by data set; what a file is recognised by."""
    extra: tuple[str, ...] = ()
    """Further data sets, each kept in a column of its own."""
    is_swapped: bool = False
    """Whether the pictures are stored with red and blue swapped."""
    hands: bool = False
    """Whether `end_effector` holds hand joints and no pose."""
    state_per_frame: int = 1
    """States per picture."""

    @property
    def action(self) -> tuple[str, ...]:
        """Data sets that make up the action."""
        if self.action_source == "puppet":
            return self.state
        return tuple(name.replace("puppet/", f"{self.action_source}/") for name in self.state)


def _arm(name: str, width: int, robot_type: str, label: str) -> Embodiment:
    return Embodiment(
        name=label,
        robot_type=robot_type,
        state=(name,),
        action_source="puppet",
        widths={"puppet/joint_position": width, "puppet/end_effector": 6},
        extra=("puppet/end_effector",),
    )


_PARTS = ("end_effector", "joint_velocity", "joint_effort")

EMBODIMENTS: tuple[Embodiment, ...] = (
    Embodiment(
        name="h5_agilex_3rgb",
        robot_type="agilex_cobot_magic",
        state=("puppet/joint_position_left", "puppet/joint_position_right"),
        action_source="master",
        widths={f"puppet/joint_position{side}": 7 for side in SIDES},
        extra=tuple(f"puppet/{part}{side}" for part in _PARTS for side in SIDES),
        is_swapped=True,
    ),
    _arm("puppet/joint_position", 8, "franka", "h5_franka"),
    _arm("puppet/joint_position", 7, "ur5e", "h5_ur_1rgb"),
    Embodiment(
        name="h5_tienkung_gello_1rgb",
        robot_type="tienkung",
        state=("puppet/joint_position",),
        action_source="master",
        widths={"puppet/joint_position": 16},
        is_swapped=True,
    ),
    Embodiment(
        name="h5_tienkung_xsens_1rgb",
        robot_type="tienkung",
        state=("puppet/joint_position", "puppet/end_effector"),
        action_source="puppet",
        widths={"puppet/joint_position": 14, "puppet/end_effector": 12},
        is_swapped=True,
        hands=True,
    ),
    Embodiment(
        name="h5_simulation",
        robot_type="franka",
        state=("franka/joint_position",),
        action_source="franka",
        widths={"franka/joint_position": 0},
        extra=("franka/end_effector", "franka/joint_velocity", "franka/joint_effort"),
        state_per_frame=4,
    ),
)
"""All documented robots. `h5_franka` stands for its variants with one and three cameras."""


def recognise(widths: Mapping[str, int], *, where: str) -> Embodiment:
    """Find out whose file it is, from its data sets.

    Args:
        widths: Number of values per frame, by data set, for example `puppet/joint_position`.
        where: File, for messages.

    Raises:
        BrokenFile: When no documented robot, or more than one, has such a file.
    """
    fitting = [e for e in EMBODIMENTS if _fits(e, widths)]
    if len(fitting) == 1:
        return fitting[0]
    states = {k: v for k, v in widths.items() if "joint_position" in k or "end_effector" in k}
    names = [e.name for e in EMBODIMENTS]
    raise BrokenFile(
        f"{where} is of no documented robot: its data sets have the widths {states}. "
        f"The documented robots are {names}."
    )


def _fits(embodiment: Embodiment, widths: Mapping[str, int]) -> bool:
    if any(name not in widths for name in embodiment.widths):
        return False
    is_exact = all(not width or widths[name] == width for name, width in embodiment.widths.items())
    # An UR and a Franka differ by one joint; a Tien Kung by its hands, which gello has among them.
    return is_exact and set(embodiment.state) <= set(widths)
