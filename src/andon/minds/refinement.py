"""From the best tactic to a better number: variants of it take the place of what was ruled out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from andon.errors import InvalidConfig
from andon.minds.deliberation import Deliberation
from andon.minds.tactics import (
    CLEARANCE,
    DROP,
    REGISTER_HIGH,
    REGISTER_LOW,
    SPEED,
    Tactic,
    registers_of,
)
from andon.spatial import FloatArray

__all__ = ["Choices", "RefineConfig", "variants_of"]


@dataclass(frozen=True, kw_only=True)
class RefineConfig:
    """How tactics are refined."""

    num_variants: int = 0
    """Most variants at a time; 0 keeps to the tactics as they are."""
    gap_s: float = 3.0
    """A tactic that is worse than the best by more is ruled out for this obstacle."""
    lift_m: float = 0.03
    """Step of clearance and drop."""
    pace_m_s: float = 0.25
    """Step of speed."""

    def __post_init__(self) -> None:
        """Refuse steps that lead nowhere."""
        if self.num_variants < 0 or min(self.gap_s, self.lift_m, self.pace_m_s) <= 0:
            raise InvalidConfig(
                f"num_variants must be >= 0 and all steps of a refinement > 0; got {self}."
            )


def variants_of(register: FloatArray, nominal_m_s: float, config: RefineConfig) -> list[FloatArray]:
    """Give the neighbours of a register: what it sets a little more and less, and another pace.

    Args:
        register: Speed (NaN: as commanded), clearance, drop, offset. Shape (4,).
        nominal_m_s: Commanded speed.
        config: Steps.

    Returns:
        Registers within the limits; none for going on as commanded.
    """
    found = [
        _with(register, column, register[column] + sign * config.lift_m)
        for column in (CLEARANCE, DROP)
        for sign in (1.0, -1.0)
        if register[column] > 0
    ]
    if found or not np.isnan(register[SPEED]):
        speed = nominal_m_s if np.isnan(register[SPEED]) else float(register[SPEED])
        found += [_with(register, SPEED, speed + sign * config.pace_m_s) for sign in (1.0, -1.0)]
    low, high = REGISTER_LOW, REGISTER_HIGH
    return [v for v in found if ((_known(v) >= low) & (_known(v) <= high)).all()]


def _known(register: FloatArray) -> FloatArray:
    return np.where(np.isnan(register), 0.0, register)


def _with(register: FloatArray, column: int, value: float) -> FloatArray:
    changed = register.copy()
    changed[column] = value
    return changed


class Choices:
    """What one robot chooses from: the tactics, or variants in the places of those ruled out."""

    def __init__(self, tactics: Sequence[Tactic], config: RefineConfig) -> None:
        """Begin with the tactics."""
        self._tactics, self._config = tuple(tactics), config
        self.reset()

    def reset(self) -> None:
        """Go back to the tactics: another obstacle."""
        self.registers = registers_of(self._tactics)
        self.names = [tactic.name for tactic in self._tactics]

    def refine(self, opinion: Deliberation, nominal_m_s: float) -> None:
        """Put variants of the best choice in the places of those that were ruled out.

        A variant is taken to be as good as what it is a variant of, until it was imagined itself.

        Args:
            opinion: What is thought of the choices; edited.
            nominal_m_s: Commanded speed.
        """
        c, risks, best = self._config, opinion.risks(), opinion.current
        if c.num_variants == 0 or risks is None:
            return
        ruled_out = [
            int(i)
            for i in np.argsort(-risks)
            if i not in {0, best} and risks[i] > risks[best] + c.gap_s
        ]
        fresh = [
            v
            for v in variants_of(self.registers[best], nominal_m_s, c)
            if not any(np.allclose(v, known, equal_nan=True) for known in self.registers)
        ]
        name = self.names[best].rstrip("'")
        for place, variant in list(zip(ruled_out, fresh, strict=False))[: c.num_variants]:
            self.registers = self.registers.copy()
            self.registers[place], self.names[place] = variant, f"{name}'"
            opinion.inherit(place, best)

    def copy(self) -> "Choices":
        """Give the same choices."""
        twin = Choices(self._tactics, self._config)
        twin.registers, twin.names = self.registers, list(self.names)
        return twin
