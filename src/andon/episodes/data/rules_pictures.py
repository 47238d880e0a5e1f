"""Rules about cameras: times, rates, colours and the unit of depth."""

from collections.abc import Iterator
from typing import cast

import numpy as np
from numpy.typing import NDArray

from andon.artifacts import Json
from andon.episodes.data.dataset import DataSet
from andon.episodes.data.findings import Finding, RuleFacts, Seen
from andon.episodes.data.pictures import decode_any
from andon.episodes.data.video_file import TOLERANCE, frame_times
from andon.errors import BrokenFile

__all__ = ["ColourOrder", "DepthUnit", "RateMismatch", "VideoFrames", "depth_unit"]

MM_ABOVE = 100.0
"""A depth above this is taken for millimetres. Source: RoboMIND's `all_robot_h5_info.md`."""


class _Times:
    """Times of the frames of video files, read once per file."""

    def __init__(self) -> None:
        self._times: dict[str, NDArray[np.float64]] = {}

    def inside(self, seen: Seen, key: str) -> NDArray[np.float64] | None:
        """Give the times of a camera's frames in an episode, from the episode's start on."""
        span = seen.entry.videos.get(key)
        if span is None:
            return None
        if span.file not in self._times:
            self._times.clear()
            try:
                self._times[span.file] = frame_times(seen.data.store, span.file)
            except BrokenFile:
                return None  # the rule `unreadable` says so
        times, early = self._times[span.file], TOLERANCE / seen.data.info.fps
        is_in = (times >= span.from_s - early) & (times < span.to_s - early)
        return times[is_in] - span.from_s


def _rate(times: NDArray[np.float64]) -> float:
    return (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0


class RateMismatch:
    """A camera that ran at another rate than the states."""

    facts = RuleFacts(
        name="rate-mismatch",
        meaning="Pictures and states at different rates are paired wrongly by place.",
    )

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._times = _Times()

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Compare the rate in the file with the declared one."""
        for key in seen.entry.videos:
            times = self._times.inside(seen, key)
            if times is None or len(times) < 3:
                continue
            rate, fps = _rate(times), seen.data.info.fps
            if abs(rate / fps - 1) > 0.02:
                yield seen.finding(
                    self.facts.name,
                    f"{key} has {rate:.4g} pictures per second, and the states {fps:.4g}.",
                    column=key,
                )

    def finish(self, data: DataSet) -> Iterator[Finding]:
        """Nothing is left to say."""
        del data
        return iter(())


class VideoFrames:
    """A video whose frames are not those of the episode."""

    facts = RuleFacts(
        name="video-frames",
        meaning="A video must have one picture per frame, at the time of the frame.",
        repair="drop-episode",
    )

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._times = _Times()

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Compare number and times of the pictures with the frames."""
        fps, length = seen.data.info.fps, seen.entry.length
        for key, span in seen.entry.videos.items():
            declared = (span.to_s - span.from_s) * fps
            if abs(declared - length) > 1:
                message = f"the table of episodes gives {key} the time of {declared:.1f} frames, "
                message += f"the episode has {length}."
                yield seen.finding(self.facts.name, message, column=key)
                continue
            times = self._times.inside(seen, key)
            if times is None:
                continue
            if len(times) != length:
                yield seen.finding(
                    self.facts.name,
                    f"{key} has {len(times)} pictures, the episode {length} frames.",
                    column=key,
                )
                continue
            gap = np.abs(times * fps - np.arange(length))
            if gap.max() > TOLERANCE:
                frame = int(np.argmax(gap))
                yield seen.finding(
                    self.facts.name,
                    f"{key} shows frame {frame} {gap[frame]:.2f} frames beside its time.",
                    frame=frame,
                    column=key,
                )

    def finish(self, data: DataSet) -> Iterator[Finding]:
        """Nothing is left to say."""
        del data
        return iter(())


class ColourOrder:
    """Pictures with red and blue swapped."""

    facts = RuleFacts(
        name="colour-order",
        meaning="Pictures whose red and blue are swapped against those of the other episodes.",
        repair="swap-colours",
    )

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._means: dict[str, dict[int, NDArray[np.float64]]] = {}

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Take the mean colour of every camera."""
        for key, pictures in seen.pictures.items():
            if pictures:
                colour = np.mean([p.reshape(-1, 3).mean(axis=0) for p in pictures], axis=0)
                self._means.setdefault(key, {})[seen.position] = colour
        return iter(())

    def finish(self, data: DataSet) -> Iterator[Finding]:
        """Find the episodes that fit the others better with red and blue changed over."""
        del data
        for key, means in self._means.items():
            if len(means) < 3:
                continue
            usual = np.median(np.stack(list(means.values())), axis=0)
            for position, colour in means.items():
                as_is = float(np.abs(colour - usual).max())
                swapped = float(np.abs(colour[::-1] - usual).max())
                if as_is > 10 and swapped < as_is / 3:
                    yield Finding(
                        rule=self.facts.name,
                        message=(
                            f"{key}: the mean colour is {colour.round().astype(int).tolist()}, in "
                            f"most episodes {usual.round().astype(int).tolist()}; with red and "
                            "blue changed over it would fit."
                        ),
                        episode=position,
                        column=key,
                    )


def depth_unit(picture: NDArray[np.float32] | NDArray[np.uint16]) -> str | None:
    """Guess the unit of a depth picture: `mm`, `m`, or None where it holds nothing."""
    found = picture[np.isfinite(picture) & (picture > 0)]
    if not found.size:
        return None
    return "mm" if float(found.max()) > MM_ABOVE else "m"


class DepthUnit:
    """Depth whose unit is not declared, or is another one."""

    facts = RuleFacts(
        name="depth-unit",
        meaning="Depth must say whether it is in m or mm, and be in that unit.",
    )

    def look(self, seen: Seen) -> Iterator[Finding]:
        """Compare what is declared with the values."""
        for key, feature in seen.data.info.features.items():
            values = seen.columns.get(key)
            if not feature.is_depth or values is None or not len(values):
                continue
            info = feature.declared.get("info")
            declared = cast("Json", info).get("unit") if isinstance(info, dict) else None
            try:
                guess = depth_unit(decode_any(bytes(values[len(values) // 2]), where=key))
            except BrokenFile:
                continue  # the rule `unreadable` says so
            if declared not in ("m", "mm"):
                yield seen.finding(
                    self.facts.name,
                    f"{key} does not say its unit; the values look like {guess or 'nothing'}.",
                    column=key,
                )
            elif guess is not None and guess != declared:
                yield seen.finding(
                    self.facts.name, f"{key} is declared in {declared} and looks like {guess}."
                )

    def finish(self, data: DataSet) -> Iterator[Finding]:
        """Nothing is left to say."""
        del data
        return iter(())
