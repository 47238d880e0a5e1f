"""The virtual clock: what thinking costs, and when its result takes effect."""

from dataclasses import dataclass, fields, replace
from math import ceil, inf, isfinite
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from andon.errors import InvalidConfig
from andon.minds.measured import read_numbers
from andon.minds.tactics import REGISTER_HIGH, REGISTER_LOW
from andon.spatial import FloatArray

__all__ = ["CALIBRATION_FILE", "Calibration", "Clock", "Plan", "PlanBook", "read_calibration"]

CALIBRATION_FILE = Path(__file__).parent / "calibration.toml"
"""What a think costs where it was measured; see the file."""


class Clock(Protocol):
    """Says what questions have cost so far: by a list of prices, or by the wall."""

    def charge_s(self, ticks: NDArray[np.int64], row_ticks: NDArray[np.int64]) -> FloatArray:
        """Give the time that questions have taken. Shape (Q,). See `Calibration.charge_s`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Price of imagining, in seconds of one core."""

    start_s: float
    """Price of a question, whatever it asks."""
    tick_s: float
    """Price of each control step that is imagined, whatever the number of futures."""
    row_tick_s: float
    """Further price per future in it."""

    def __post_init__(self) -> None:
        """Refuse prices below zero, and thinking for nothing."""
        prices = [getattr(self, f.name) for f in fields(self)]
        if not all(isfinite(price) and price >= 0 for price in prices) or not any(prices):
            raise InvalidConfig(
                f"Prices of thinking must be finite, >= 0 and not all zero; got {self}. To see "
                "what free thinking would give, set charged_s to 0."
            )

    def charge_s(self, ticks: NDArray[np.int64], row_ticks: NDArray[np.int64]) -> FloatArray:
        """Give the time that questions are charged. Shape (Q,).

        Args:
            ticks: Control steps imagined one after the other. Shape (Q,).
            row_ticks: Control steps of all futures together. Shape (Q,).
        """
        return np.asarray(self.start_s + self.tick_s * ticks + self.row_tick_s * row_ticks)


def read_calibration(path: Path = CALIBRATION_FILE) -> Calibration:
    """Read the prices of thinking.

    Raises:
        BrokenFile: When a price is missing or no number.
    """
    return Calibration(**read_numbers(path, [f.name for f in fields(Calibration)]))


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a mind wants of a body, and from when."""

    number: int
    """Plans are numbered in the order in which they were begun."""
    begun_step: int
    """Control step whose readings it is made for."""
    due_step: float
    """Control step at which it is there; infinite when it never comes."""
    register: FloatArray
    """Speed, clearance, drop, offset. Shape (4,)."""
    name: str
    """What it is called."""


def due_step(begun_step: int, charge_s: float, dt: float) -> float:
    """Give the control step at which a thought is there; never before it is thought.

    Args:
        begun_step: Control step at which it was begun.
        charge_s: How long it took.
        dt: Length of a control step. [s]
    """
    if not isfinite(charge_s):
        return inf
    return begun_step + max(0, ceil(charge_s / dt - 1e-9))


class PlanBook:
    """Plans of one robot that are on their way; whatever is not fit to be followed is dropped."""

    def __init__(self, max_age_steps: int) -> None:
        """Make an empty book.

        Args:
            max_age_steps: A plan made for readings older than this is late.
        """
        self._max_age = max_age_steps
        self._waiting: list[Plan] = []
        self._newest = -1
        self.dropped: dict[str, int] = {}

    def add(self, plan: Plan) -> None:
        """Take in a plan."""
        self._waiting.append(plan)

    def fulfil(self, begun_step: int, due_step: float, register: FloatArray, name: str) -> bool:
        """Put what was decided into a plan that was waiting for it.

        Args:
            begun_step: Control step at which it was begun.
            due_step: Control step at which it takes effect.
            register: What was decided. Shape (4,).
            name: What it is called.

        Returns:
            Whether such a plan was waiting; if not, the answer is dropped as `unasked`.
        """
        for i, plan in enumerate(self._waiting):
            if plan.begun_step == begun_step and plan.due_step == inf:
                made = replace(plan, due_step=due_step, register=register, name=name)
                self._waiting[i] = made
                return True
        self._drop("unasked")
        return False

    @property
    def is_busy(self) -> bool:
        """Whether a thought is still on its way."""
        return bool(self._waiting)

    def take(self, step: int) -> Plan | None:
        """Give the plan that takes effect at a control step, if there is one.

        Of several that are there the newest counts. Plans are dropped that were begun before one
        that was followed (`stale`), whose readings are too old (`late`), or that ask for what is no
        register (`garbage`).
        """
        there = sorted((p for p in self._waiting if p.due_step <= step), key=lambda p: p.number)
        lost = [p for p in self._waiting if step - p.begun_step > 10 * self._max_age]
        self._waiting = [p for p in self._waiting if p not in there and p not in lost]
        for _ in lost:
            self._drop("lost")
        chosen: Plan | None = None
        for plan in reversed(there):
            reason = self._fault(plan, step)
            if reason is not None:
                self._drop(reason)
            else:
                chosen, self._newest = plan, plan.number
        return chosen

    def _fault(self, plan: Plan, step: int) -> str | None:
        if plan.number <= self._newest:
            return "stale"
        if step - plan.begun_step > self._max_age:
            return "late"
        return None if is_register(plan.register) else "garbage"

    def _drop(self, reason: str) -> None:
        self.dropped[reason] = self.dropped.get(reason, 0) + 1

    def copy(self) -> "PlanBook":
        """Give a book with the same plans."""
        twin = PlanBook(self._max_age)
        twin._waiting, twin._newest = list(self._waiting), self._newest
        twin.dropped = dict(self.dropped)
        return twin


def is_register(register: FloatArray) -> bool:
    """Say whether a body may be given this: finite but for the speed, and within limits."""
    if register.shape != REGISTER_LOW.shape or not np.isfinite(register[1:]).all():
        return False
    known = np.where(np.isnan(register), 0.0, register)
    return bool(((known >= REGISTER_LOW - 1e-9) & (known <= REGISTER_HIGH + 1e-9)).all())
