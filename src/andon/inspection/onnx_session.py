"""Open ONNX files with one thread, so that latencies do not depend on what else runs."""

from typing import Any, cast

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

__all__ = ["SESSION_ERRORS", "open_session"]

SESSION_ERRORS: tuple[type[Exception], ...] = (
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
)
"""What ONNX Runtime raises; its errors share no class of their own."""


def open_session(model: bytes) -> Any:  # noqa: ANN401  # ONNX Runtime ships no usable types
    """Open a model in memory. Raises one of `SESSION_ERRORS` when it cannot be run."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return cast("Any", session)
