"""Local stubs for the parts of ONNX Runtime that andon uses; its own leave most types open."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from numpy.typing import NDArray

__version__: str

class ExecutionMode(IntEnum):
    ORT_SEQUENTIAL = 0
    ORT_PARALLEL = 1

class GraphOptimizationLevel(IntEnum):
    ORT_DISABLE_ALL = 0
    ORT_ENABLE_BASIC = 1
    ORT_ENABLE_EXTENDED = 2
    ORT_ENABLE_ALL = 99

class SessionOptions:
    def __init__(self) -> None: ...
    intra_op_num_threads: int
    inter_op_num_threads: int
    log_severity_level: int
    enable_cpu_mem_arena: bool
    enable_mem_pattern: bool
    use_deterministic_compute: bool
    execution_mode: ExecutionMode
    graph_optimization_level: GraphOptimizationLevel
    def add_session_config_entry(self, key: str, value: str, /) -> None: ...

class NodeArg:
    @property
    def name(self) -> str: ...
    @property
    def shape(self) -> list[int | str | None]: ...
    @property
    def type(self) -> str: ...

class ModelMetadata:
    @property
    def custom_metadata_map(self) -> dict[str, str]: ...
    @property
    def description(self) -> str: ...
    @property
    def domain(self) -> str: ...
    @property
    def graph_name(self) -> str: ...
    @property
    def producer_name(self) -> str: ...
    @property
    def version(self) -> int: ...

class InferenceSession:
    def __init__(
        self,
        path_or_bytes: str | bytes,
        sess_options: SessionOptions | None = None,
        providers: Sequence[str] | None = None,
    ) -> None: ...
    def get_inputs(self) -> list[NodeArg]: ...
    def get_outputs(self) -> list[NodeArg]: ...
    def get_modelmeta(self) -> ModelMetadata: ...
    def get_providers(self) -> list[str]: ...
    def run(
        self, output_names: Sequence[str] | None, input_feed: Mapping[str, NDArray[Any]]
    ) -> list[NDArray[Any]]: ...

def get_available_providers() -> list[str]: ...
def get_device() -> str: ...
def set_default_logger_severity(severity: int, /) -> None: ...
