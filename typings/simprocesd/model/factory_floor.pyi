from collections.abc import Callable

from simprocesd.model import Environment

class Part: ...

class PartHandler:
    cycle_time: float
    @property
    def env(self) -> Environment: ...

class PartProcessor(PartHandler):
    def __init__(
        self,
        name: str | None = ...,
        upstream: list[PartHandler] | None = ...,
        cycle_time: float = ...,
    ) -> None: ...
    def add_receive_part_callback(
        self, callback: Callable[[PartProcessor, Part], None]
    ) -> None: ...
    def shutdown(self) -> None: ...
    def restore_functionality(self) -> None: ...

class Source(PartHandler):
    def __init__(self, name: str | None = ...) -> None: ...

class Buffer(PartHandler):
    def __init__(
        self,
        name: str | None = ...,
        upstream: list[PartHandler] | None = ...,
        minimum_delay: float = ...,
        capacity: int | None = ...,
    ) -> None: ...

class Sink(PartHandler):
    def __init__(
        self, name: str | None = ..., upstream: list[PartHandler] | None = ...
    ) -> None: ...
    @property
    def received_parts_count(self) -> int: ...
