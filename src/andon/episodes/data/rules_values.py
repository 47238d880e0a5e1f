"""Rules about time, numbers and texts."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from andon.artifacts import content_hash
from andon.episodes.data.dataset import DataSet
from andon.episodes.data.feature import BOOKKEEPING, Feature
from andon.episodes.data.findings import Finding, RuleFacts, Seen

__all__ = [
    "ActionEqualsState",
    "DuplicateEpisode",
    "EmptyInstruction",
    "EndEffectorMeaning",
    "IrregularTimestamps",
    "JointLimits",
    "Jump",
    "NotFinite",
    "StuckChannel",
]

TIME_TOLERANCE_S = 1e-4
"""What LeRobot's readers tolerate."""
STUCK_RANGE = 1e-3
"""A channel with a smaller range counts as stuck. Source: RoboMIND-dataset-utils."""
LIMIT_TOLERANCE_RAD = 0.15
"""Simulated limits are soft: a fall on one foot bends an ankle 0.07 rad beyond them (measured)."""


class _PerEpisode:
    """A rule that needs one episode at a time."""

    def finish(self, data: DataSet) -> Iterator[Finding]:
        """Nothing is left to say."""
        del data
        return iter(())


class IrregularTimestamps(_PerEpisode):
    """Frames that do not follow each other at the declared rate."""

    facts = RuleFacts(
        name="timestamps-irregular",
        meaning="Frames must follow each other at the declared rate, to 0.1 ms.",
        repair="drop-episode",
    )

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Compare every time with the one before."""
        times = seen.columns.get("timestamp")
        if times is None or not len(times):
            return
        clock, name = times.astype(np.float64), self.facts.name
        period = 1.0 / seen.data.info.fps
        late = np.abs(np.diff(clock) - period) > TIME_TOLERANCE_S + 1e-6 * np.abs(clock[1:])
        if late.any():
            frame = int(np.argmax(late)) + 1
            step = clock[frame] - clock[frame - 1]
            yield seen.finding(
                name,
                f"frame {frame} comes {step:.5g} s after the one before, and so do "
                f"{int(late.sum())} frames in all; {period:.5g} s are declared.",
                frame=frame,
                column="timestamp",
            )
        elif abs(clock[0]) > TIME_TOLERANCE_S:
            yield seen.finding(
                name, f"the first frame lies at {clock[0]:.5g} s, not at 0.", column="timestamp"
            )


class NotFinite(_PerEpisode):
    """Numbers that are none."""

    facts = RuleFacts(
        name="not-finite",
        meaning="No number may be NaN or infinite: it spreads through a whole training.",
        repair="drop-episode",
    )

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Look at every column of floats."""
        for name, feature in seen.data.info.features.items():
            values = seen.columns.get(name)
            if values is None or not feature.dtype.startswith("float"):
                continue
            is_bad = ~np.isfinite(values.reshape(len(values), -1))
            if is_bad.any():
                frame, part = np.argwhere(is_bad)[0]
                yield seen.finding(
                    self.facts.name,
                    f"{feature.part(int(part))} is {values.reshape(len(values), -1)[frame, part]} "
                    f"in frame {frame}; {int(is_bad.sum())} values in all are not finite.",
                    frame=int(frame),
                    column=name,
                )


def _is_measured(name: str, feature: Feature) -> bool:
    is_float = feature.dtype.startswith("float")
    return is_float and (name == "action" or name.startswith("observation."))


class StuckChannel:
    """Channels that never move, though the robot does."""

    facts = RuleFacts(
        name="stuck-channel",
        meaning="A column that stands still as a whole while the robot moves was not measured.",
        repair="drop-column",
    )

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._low: dict[str, NDArray[np.float64]] = {}
        self._high: dict[str, NDArray[np.float64]] = {}
        self._stuck: dict[str, list[int]] = {}
        self._num_moving = 0

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Take the range of every channel."""
        ranges: dict[str, float] = {}
        for name, feature in seen.data.info.features.items():
            values = seen.columns.get(name)
            if values is None or not _is_measured(name, feature) or not len(values):
                continue
            flat = values.reshape(len(values), -1).astype(np.float64)
            low, high = flat.min(axis=0), flat.max(axis=0)
            ranges[name] = float((high - low).max())
            lowest, highest = self._low.get(name), self._high.get(name)
            self._low[name] = low if lowest is None else np.fmin(low, lowest)
            self._high[name] = high if highest is None else np.fmax(high, highest)
        if ranges and max(ranges.values()) > 10 * STUCK_RANGE:
            self._num_moving += 1
            for name in (name for name, size in ranges.items() if size < STUCK_RANGE):
                self._stuck.setdefault(name, []).append(seen.position)
        return iter(())

    def finish(self, data: DataSet) -> Iterator[Finding]:
        """Judge columns as a whole, and name single channels that never move."""
        for name, episodes in self._stuck.items():
            if 2 * len(episodes) >= self._num_moving:
                yield Finding(
                    rule=self.facts.name,
                    message=(
                        f"no channel of {name} moves by {STUCK_RANGE:g} in {len(episodes)} of "
                        f"{self._num_moving} episodes in which the robot moves."
                    ),
                    episode=episodes[0],
                    column=name,
                )
        for name, low in self._low.items():
            still = np.flatnonzero(self._high[name] - low < STUCK_RANGE)
            if 0 < len(still) < len(low):
                parts = ", ".join(data.info.features[name].part(int(i)) for i in still[:4])
                more = f" and {len(still) - 4} more" if len(still) > 4 else ""
                yield Finding(
                    rule=self.facts.name,
                    message=f"{parts}{more} of {name} never move in the whole set.",
                    column=name,
                    is_error=False,
                )


class ActionEqualsState(_PerEpisode):
    """An action that is the state of the same frame: who learns it learns to stand still."""

    facts = RuleFacts(
        name="action-equals-state",
        meaning="An action that equals the state of its own frame teaches a policy the identity.",
    )

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Compare the action with every block of the state that is as wide."""
        action, state = seen.columns.get("action"), seen.columns.get("observation.state")
        if action is None or state is None or action.ndim != 2 or state.ndim != 2:
            return
        moving = np.flatnonzero(np.any(np.diff(action, axis=0) != 0, axis=1)) + 1
        if len(moving) < 2:
            return
        wide, given = action.shape[1], action[moving].astype(np.float64)
        for start in range(state.shape[1] - wide + 1):
            block = state[moving, start : start + wide].astype(np.float64)
            is_same = np.abs(block - given).max(axis=1) <= 1e-6
            share = int(is_same.sum()) / len(moving)
            if share > 0.9:
                yield seen.finding(
                    self.facts.name,
                    f"the action is the state of the same frame in {share:.0%} of the frames in "
                    "which it moves; it must be what was commanded, or the next state.",
                    frame=int(moving[0]),
                    column="action",
                )
                return


class JointLimits(_PerEpisode):
    """Joints beyond their limits."""

    facts = RuleFacts(
        name="joint-limits",
        meaning="A joint beyond its range was measured wrongly, or is in another unit or order.",
        repair="drop-episode",
    )

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Compare named joint positions with the limits of the body, where one is known."""
        state, feature = (
            seen.columns.get("observation.state"),
            seen.data.info.features.get("observation.state"),
        )
        if seen.body is None or state is None or feature is None or feature.names is None:
            return
        joints = {f"joint_pos.{j.name}": j for j in seen.body.joints}
        joints |= {joint.name: joint for joint in seen.body.joints}
        for i, name in enumerate(feature.names):
            if name not in joints or i >= state.shape[1]:
                continue
            joint, values = joints[name], state[:, i].astype(np.float64)
            low, high = joint.lower_rad - LIMIT_TOLERANCE_RAD, joint.upper_rad + LIMIT_TOLERANCE_RAD
            is_out = (values < low) | (values > high)
            if is_out.any():
                frame = int(np.argmax(is_out))
                yield seen.finding(
                    self.facts.name,
                    f"{name} is {values[frame]:.3f} rad in frame {frame} and {int(is_out.sum())} "
                    f"frames in all; its range is {joint.lower_rad:.3f} to {joint.upper_rad:.3f}.",
                    frame=frame,
                    column="observation.state",
                )


NOT_SMOOTH = ("vel", "effort", "force", "torque", "scan", "command", "gripper", "close", "heading")
"""Parts of names of channels that may jump."""


class Jump(_PerEpisode):
    """Positions that leap from one frame to the next."""

    facts = RuleFacts(
        name="jump",
        meaning="A position that leaps between two frames: lost frames, or rows out of order.",
        repair="drop-episode",
    )
    FACTOR, SMALLEST = 30.0, 0.1
    """A leap is this many times the 95th percentile of the steps, and at least this large."""

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Compare every step of the state with the usual ones."""
        state = seen.columns.get("observation.state")
        feature = seen.data.info.features.get("observation.state")
        if feature is None or state is None or state.ndim != 2 or len(state) < 10:
            return
        steps = np.abs(np.diff(state.astype(np.float64), axis=0))
        usual = np.quantile(steps, 0.95, axis=0)
        leaps = steps > np.maximum(self.FACTOR * usual, self.SMALLEST)
        leaps &= np.abs(steps - 2 * np.pi) > 0.2  # an angle that comes round
        for i in np.flatnonzero(leaps.any(axis=0)):
            name = feature.part(int(i))
            if any(word in name for word in NOT_SMOOTH):
                continue
            frame = int(np.argmax(leaps[:, i])) + 1
            yield seen.finding(
                self.facts.name,
                f"{name} leaps by {steps[frame - 1, i]:.3g} at frame {frame}; its steps are below "
                f"{usual[i]:.3g} in 95 % of the frames.",
                frame=frame,
                column="observation.state",
            )


class EmptyInstruction(_PerEpisode):
    """Episodes that do not say what was to be done."""

    facts = RuleFacts(
        name="empty-instruction",
        meaning="A policy that follows instructions cannot learn from an empty one.",
        repair="empty-text",
    )

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Look at the words."""
        if not seen.entry.tasks or any(not text.strip() for text in seen.entry.tasks):
            yield seen.finding(self.facts.name, f"the instruction is {list(seen.entry.tasks)!r}.")


class EndEffectorMeaning(_PerEpisode):
    """`end_effector` columns that may be a pose or the joints of hands."""

    facts = RuleFacts(
        name="end-effector-meaning",
        meaning="A column named end_effector holds a pose or joints of hands; it must say which.",
    )

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Look at the number of values, their names, and the length of what may be a quaternion."""
        for name, feature in seen.data.info.features.items():
            values = seen.columns.get(name)
            if "end_effector" not in name or values is None or values.ndim != 2:
                continue
            width = values.shape[1]
            if width not in (3, 6, 7, 14) and feature.names is None:
                yield seen.finding(
                    self.facts.name,
                    f"{name} has {width} values without names: no pose has so many. Hands?",
                    column=name,
                )
            elif width == 7:
                length = np.linalg.norm(values[:, 3:].astype(np.float64), axis=1)
                if np.abs(length - 1).max() > 0.01:
                    yield seen.finding(
                        self.facts.name,
                        f"{name} has 7 values, and the last four are no quaternion (length "
                        f"{length.min():.3f} to {length.max():.3f}).",
                        column=name,
                    )


class DuplicateEpisode:
    """The same episode twice."""

    facts = RuleFacts(
        name="duplicate-episode",
        meaning="The same episode twice counts twice in training, and may stand in both splits.",
        repair="drop-episode",
    )

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._first: dict[str, int] = {}

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Compare the content with that of every episode before."""
        kept = {
            name: content_hash(values.tobytes().hex() if values.dtype != object else repr(values))
            for name, values in seen.columns.items()
            if name not in BOOKKEEPING
        }
        if not kept:
            return
        key = content_hash(kept)
        if key in self._first:
            yield seen.finding(
                self.facts.name, f"it holds the same numbers as episode {self._first[key]}."
            )
        self._first.setdefault(key, seen.position)

    def finish(self, data: DataSet) -> Iterator[Finding]:
        """Nothing is left to say."""
        del data
        return iter(())
