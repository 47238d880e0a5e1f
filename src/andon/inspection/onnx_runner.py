"""Run an inspector's ONNX file on pictures, one at a time, and time it."""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.feature_bank import Maps
from andon.inspection.inspector_onnx import INPUT, REFERENCE
from andon.inspection.onnx_session import SESSION_ERRORS, open_session

__all__ = ["OnnxReading", "OnnxRunner"]


@dataclass(frozen=True, kw_only=True)
class OnnxReading:
    """What the ONNX file says of one picture."""

    score: float
    """Defect score in (0, 1). [1]"""
    by_member: dict[str, float]
    """Raw score by member. [1]"""
    heat: Maps
    """Suspicion by place, in (0, 1). Shape (h, w)."""
    latency_s: float
    """Time from prepared picture to score."""


class OnnxRunner:
    """An open ONNX file; one thread, so that latencies do not depend on what else runs."""

    def __init__(self, model: Path | bytes) -> None:
        """Open a file, or one in memory.

        Raises:
            BrokenFile: When it cannot be read or is no inspector.
        """
        source = model if isinstance(model, bytes) else _read(model)
        try:
            self._session = open_session(source)
        except SESSION_ERRORS as error:
            raise BrokenFile(f"The inspector's model cannot be run: {error}") from error
        metadata = self._session.get_modelmeta().custom_metadata_map
        self._members = str(metadata.get("members", "")).split(",")

    def read(self, picture: Maps, reference: Maps | None = None) -> OnnxReading:
        """Score a prepared picture. Shape (channels, h, w)."""
        feeds = {INPUT: picture[None]}
        if reference is not None:
            feeds[REFERENCE] = reference[None]
        start = time.perf_counter()
        try:
            score, members, heat = self._session.run(["score", "members", "heat"], feeds)
        except SESSION_ERRORS as error:
            raise InvalidConfig(
                f"The inspector cannot look at a picture of shape {picture.shape}: {error}"
            ) from error
        latency = time.perf_counter() - start
        names = zip(self._members, members.tolist(), strict=True)
        return OnnxReading(
            score=float(score[0]),
            by_member={name: float(value) for name, value in names},
            heat=np.asarray(heat, dtype=np.float32),
            latency_s=latency,
        )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BrokenFile(f"Cannot read {path}: {error.strerror}.") from error
