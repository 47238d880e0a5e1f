"""Rules about RoboMIND's files as they come: what a reader of them has to know and is not told."""

from collections.abc import Iterator

import numpy as np

from andon.episodes.data.dataset import DataSet
from andon.episodes.data.findings import Finding, RuleFacts, Seen
from andon.episodes.data.robomind import RoboMindSet

__all__ = ["ActionSource", "MissingTimestamps", "RawColours", "RawHands", "RawRates"]


class _RawRule:
    """A rule that looks at RoboMIND's own files only."""

    def finish(self, data: DataSet) -> Iterator[Finding]:
        """Nothing is left to say."""
        del data
        return iter(())


class MissingTimestamps(_RawRule):
    """Frames without a clock."""

    facts = RuleFacts(
        name="timestamps-missing",
        meaning="The files keep no time of any frame, and tools time them at 10 or at 30 Hz.",
    )

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Say so, where nobody gave a rate."""
        if isinstance(seen.data, RoboMindSet) and not seen.data.is_timed:
            yield seen.finding(
                self.facts.name,
                "no frame has a time. RoboMIND's tools count 10 Hz, another converter 30; give "
                "--fps.",
            )


class RawColours(_RawRule):
    """Pictures that decode with red and blue swapped."""

    facts = RuleFacts(
        name="colour-order",
        meaning="The pictures of AgileX and Tien Kung decode with red and blue swapped.",
    )

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Say so; andon's reader swaps them back."""
        if not isinstance(seen.data, RoboMindSet) or not seen.data.info.picture_keys:
            return
        robot = seen.data.contents[seen.position].embodiment
        if robot.is_swapped:
            yield seen.finding(
                self.facts.name,
                f"the pictures of {robot.name} are stored as BGR: a decoder gives blue for red. "
                "`andon data convert` swaps them.",
            )


class ActionSource(_RawRule):
    """Commands and states side by side, and no word about which of them is the action."""

    facts = RuleFacts(
        name="action-source",
        meaning="Which group is the action differs by robot: `master` or the next `puppet` state.",
    )

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Name the right one, and how far the two are apart."""
        if not isinstance(seen.data, RoboMindSet):
            return
        content = seen.data.contents[seen.position]
        robot = content.embodiment
        if robot.action_source == "franka":
            message = "there is no command; the action is the next state of franka/joint_position."
        else:
            has_both = any(name.startswith("master/") for name in content.widths)
            other = "puppet" if robot.action_source == "master" else "master"
            also = f", though there is {other}/ too" if has_both else ""
            message = f"the action of {robot.name} is {robot.action_source}/{also}."
        yield seen.finding(self.facts.name, f"{message} `andon data convert` takes it.")


class RawHands(_RawRule):
    """Hand joints under the name of a pose."""

    facts = RuleFacts(
        name="end-effector-meaning",
        meaning="`end_effector` is a pose on some robots and 12 hand joints on Tien Kung xsens.",
    )

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Say so."""
        if not isinstance(seen.data, RoboMindSet):
            return
        robot = seen.data.contents[seen.position].embodiment
        if robot.hands:
            yield seen.finding(
                self.facts.name,
                "end_effector holds 6 + 6 joints of the hands (little, ring, middle, index, two of "
                "the thumb), no pose.",
                column="observation.state",
            )


class RawRates(_RawRule):
    """States and pictures at different rates."""

    facts = RuleFacts(
        name="rate-mismatch",
        meaning="Data sets of one file have different numbers of frames.",
    )

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Compare the lengths of all data sets with the number of pictures."""
        if not isinstance(seen.data, RoboMindSet):
            return
        lengths = seen.data.contents[seen.position].lengths
        pictures = [n for name, n in lengths.items() if name.startswith("observations/")]
        if not pictures:
            return
        odd = {name: n for name, n in lengths.items() if n != min(pictures)}
        if odd:
            name, count = max(odd.items(), key=lambda item: item[1])
            yield seen.finding(
                self.facts.name,
                f"{name} has {count} frames, the cameras {min(pictures)}: "
                f"{np.round(count / min(pictures), 2)} per picture; {len(odd)} data sets differ.",
            )
