"""Run an inspector's ONNX file on pictures, one at a time, and time it."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.feature_bank import Maps
from andon.inspection.inspector_onnx import INPUT, REFERENCE

__all__ = ["OnnxReading", "OnnxRunner"]


_ERRORS: tuple[type[Exception], ...] = (
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
)
"""What ONNX Runtime raises; its errors share no class of their own."""


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
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        source = model if isinstance(model, bytes) else _read(model)
        try:
            session = onnxruntime.InferenceSession(
                source, options, providers=["CPUExecutionProvider"]
            )
        except _ERRORS as error:
            raise BrokenFile(f"The inspector's model cannot be run: {error}") from error
        self._session = cast("Any", session)  # ONNX Runtime ships no usable types
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
        except _ERRORS as error:
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
