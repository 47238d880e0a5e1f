from collections.abc import Callable

class Environment:
    @property
    def now(self) -> float: ...
    def schedule_event(
        self,
        time: float,
        asset_id: int,
        action: Callable[[], None],
        event_type: float = ...,
        message: str = ...,
    ) -> None: ...

class System:
    def __init__(self) -> None: ...
    def simulate(
        self, simulation_duration: float, trace: bool = ..., print_summary: bool = ...
    ) -> None: ...
