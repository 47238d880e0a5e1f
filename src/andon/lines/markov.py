"""Exact production rates of small lines, by solving their Markov chains without approximation."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig

__all__ = [
    "ExactLine",
    "bernoulli_chain",
    "exponential_chain",
    "geometric_chain",
    "stationary",
]

S = TypeVar("S", bound=Hashable)

_Stations = tuple[tuple[int, ...], tuple[int, ...]]

MAX_STATES = 6000
"""Largest chain that is solved; the solution takes the cube of it in time."""


@dataclass(frozen=True, kw_only=True)
class ExactLine:
    """Steady state of a line, per slot or per unit of time."""

    rate: float
    """Parts per slot, or per unit of time."""
    mean_levels: tuple[float, ...]
    """Mean parts in each buffer; empty where the model does not count them."""


def stationary(
    start: S, moves: Callable[[S], Iterable[tuple[S, float]]]
) -> tuple[list[S], npt.NDArray[np.float64]]:
    """Find all states that can be reached, and how likely each is in the long run.

    Args:
        start: Some state of the chain.
        moves: Next states with their rates or chances; staying may be left out.

    Returns:
        States, and the chance of each. Shape (num_states,). [1]

    Raises:
        InvalidConfig: When there are more than `MAX_STATES` states.
    """
    index = {start: 0}
    waiting = [start]
    rows: list[tuple[int, int, float]] = []
    while waiting:
        state = waiting.pop()
        for following, rate in moves(state):
            if following not in index:
                index[following] = len(index)
                waiting.append(following)
            if following != state:
                rows.append((index[state], index[following], rate))
        if len(index) > MAX_STATES:
            raise InvalidConfig(
                f"The chain has more than {MAX_STATES} states; use the simulation for such a line."
            )
    matrix = np.zeros((len(index), len(index)))
    for origin, target, rate in rows:
        matrix[target, origin] += rate
        matrix[origin, origin] -= rate
    matrix[-1] = 1.0  # one balance follows from the others; the chances add up to 1
    right = np.zeros(len(index))
    right[-1] = 1.0
    return list(index), np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)


def bernoulli_chain(chances: Sequence[float], sizes: Sequence[int]) -> ExactLine:
    """Solve a Bernoulli line of any length; conventions as `closed_form.bernoulli_line`.

    Args:
        chances: Chance of each machine to be up in a slot, in (0, 1].
        sizes: Parts that each buffer holds.

    Returns:
        Production rate per slot and mean levels.
    """
    _check_lengths(len(chances), sizes)
    last = len(chances) - 1

    def step(levels: tuple[int, ...], is_up: Sequence[bool]) -> tuple[tuple[int, ...], bool]:
        after = list(levels)
        is_done = False
        for machine in range(last, -1, -1):
            has_part = machine == 0 or after[machine - 1] > 0
            has_space = machine == last or after[machine] < sizes[machine]
            if not (is_up[machine] and has_part and has_space):
                continue
            if machine > 0:
                after[machine - 1] -= 1
            if machine < last:
                after[machine] += 1
            is_done = is_done or machine == last
        return tuple(after), is_done

    patterns = list(product((False, True), repeat=len(chances)))
    weights = [
        float(np.prod([p if up else 1.0 - p for p, up in zip(chances, pattern, strict=True)]))
        for pattern in patterns
    ]

    def moves(levels: tuple[int, ...]) -> Iterable[tuple[tuple[int, ...], float]]:
        for pattern, weight in zip(patterns, weights, strict=True):
            yield step(levels, pattern)[0], weight

    states, pi = stationary(tuple(0 for _ in sizes), moves)
    rate = sum(
        float(chance) * weight * step(levels, pattern)[1]
        for levels, chance in zip(states, pi, strict=True)
        for pattern, weight in zip(patterns, weights, strict=True)
    )
    return ExactLine(rate=rate, mean_levels=_means(states, pi))


def geometric_chain(
    first: tuple[float, float], second: tuple[float, float], size: int
) -> ExactLine:
    """Solve a two-machine line with geometric up and down times.

    Operation-dependent failures: a machine fails only if it is neither starved nor blocked. In a
    slot the machines change first, then the buffer.

    Args:
        first: Chance of repair r and chance to fail p of the first machine.
        second: The same of the second.
        size: Parts in the buffer, from 0 to this.

    Returns:
        Efficiency, parts per slot, and the mean level.

    Source:
        S. B. Gershwin, Manufacturing Systems Engineering, Prentice Hall, 1994, section 3.2.
    """
    if size < 1:
        raise InvalidConfig(f"The buffer holds {size}; it must hold at least 1.")

    def moves(state: tuple[int, bool, bool]) -> Iterable[tuple[tuple[int, bool, bool], float]]:
        level, up1, up2 = state
        for next1, chance1 in _flips(first, is_up=up1, is_idle=level == size):
            for next2, chance2 in _flips(second, is_up=up2, is_idle=level == 0):
                gain = int(next1 and level < size) - int(next2 and level > 0)
                yield (level + gain, next1, next2), chance1 * chance2

    states, pi = stationary((0, True, True), moves)
    rate = 0.0
    for (level, up1, up2), chance in zip(states, pi.tolist(), strict=True):
        del up1
        for next2, share in _flips(second, is_up=up2, is_idle=level == 0):
            rate += chance * share * (next2 and level > 0)
    return ExactLine(rate=rate, mean_levels=_means([(s[0],) for s in states], pi))


def _flips(machine: tuple[float, float], *, is_up: bool, is_idle: bool) -> list[tuple[bool, float]]:
    repair, fail = machine
    if not is_up:
        return [(True, repair), (False, 1.0 - repair)]
    return [(True, 1.0)] if is_idle else [(True, 1.0 - fail), (False, fail)]


def exponential_chain(rates: Sequence[float], sizes: Sequence[int]) -> ExactLine:
    """Solve a saturated line of exponential stations with blocking after service.

    Args:
        rates: Service rate of each station, above 0.
        sizes: Spaces b between neighbours, 0 or more.

    Returns:
        Throughput; levels count the spaces between stations, without blocked or served parts.

    Source:
        The balance equations of F. S. Hillier and R. W. Boling, Operations Research 15(2), 1967.
    """
    _check_lengths(len(rates), sizes)
    last = len(rates) - 1
    # A station is idle (0), busy (1) or blocked (2); the first is never idle, the last not blocked.

    def settle(stations: list[int], levels: list[int]) -> None:
        """Move finished parts on and let idle stations take, until nothing more can happen."""
        is_moving = True
        while is_moving:
            is_moving = False
            for machine in range(last, -1, -1):
                if stations[machine] == 0 and (machine == 0 or levels[machine - 1] > 0):
                    stations[machine], is_moving = 1, True
                    if machine > 0:
                        levels[machine - 1] -= 1
                if stations[machine] != 2:
                    continue
                if levels[machine] < sizes[machine]:
                    levels[machine] += 1
                    stations[machine], is_moving = 0, True
                elif stations[machine + 1] == 0 and levels[machine] == 0:
                    stations[machine], stations[machine + 1], is_moving = 0, 1, True

    def moves(state: _Stations) -> Iterable[tuple[_Stations, float]]:
        for machine in range(last + 1):
            if state[0][machine] != 1:
                continue
            stations, levels = list(state[0]), list(state[1])
            stations[machine] = 0 if machine == last else 2
            settle(stations, levels)
            yield (tuple(stations), tuple(levels)), rates[machine]

    start: _Stations = (tuple([1] + [0] * last), tuple(0 for _ in sizes))
    states, pi = stationary(start, moves)
    busy = sum(chance for state, chance in zip(states, pi.tolist(), strict=True) if state[0][-1])
    return ExactLine(rate=rates[-1] * busy, mean_levels=_means([s[1] for s in states], pi))


def _means(levels: Sequence[Sequence[int]], pi: npt.NDArray[np.float64]) -> tuple[float, ...]:
    means: list[float] = (pi @ np.asarray(levels, dtype=np.float64)).tolist()
    return tuple(means)


def _check_lengths(machines: int, sizes: Sequence[int]) -> None:
    if machines < 2 or len(sizes) != machines - 1:
        raise InvalidConfig(
            f"A line of {machines} machines and {len(sizes)} buffers: it needs at least two "
            "machines and one buffer fewer."
        )
