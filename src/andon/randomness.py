"""Named, independent random streams from one seed."""

from hashlib import blake2b

import numpy as np

from andon.errors import InvalidConfig

__all__ = ["SEALED_SEEDS_START", "SEED_END", "check_seed", "stream", "stream_key"]

SEALED_SEEDS_START = 2**40
"""First seed that only gates may use; tuning, training and trials stay below it."""

SEED_END = 2**62
"""One past the largest seed."""


def check_seed(seed: int, *, is_sealed: bool = False) -> int:
    """Refuse a seed outside its range.

    Args:
        seed: Seed of one episode.
        is_sealed: Whether the seed belongs to a gate.

    Returns:
        The same seed.

    Raises:
        InvalidConfig: When an open seed lies outside [0, 2**40) or a sealed one outside
            [2**40, 2**62).
    """
    low, high = (SEALED_SEEDS_START, SEED_END) if is_sealed else (0, SEALED_SEEDS_START)
    if not low <= seed < high:
        kind = "sealed" if is_sealed else "open"
        raise InvalidConfig(
            f"Seed {seed} is not in the {kind} range [{low}, {high}). Seeds from 2**40 on are "
            "sealed: only a gate draws them, so that nothing is ever tuned on them."
        )
    return seed


def stream_key(seed: int, *names: str | int) -> int:
    """Give the 128-bit key of a named stream.

    Args:
        seed: Seed of the run or episode.
        names: Path of the stream, for example `"camera_noise", 3`.

    Returns:
        Key in [0, 2**128). Equal arguments give equal keys on every machine.
    """
    text = "\x1f".join([str(int(seed)), *(f"{type(name).__name__}:{name}" for name in names)])
    return int.from_bytes(blake2b(text.encode(), digest_size=16).digest(), "little")


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """Open the generator of a named stream; adding streams never changes the others.

    Args:
        seed: Seed of the run or episode.
        names: Path of the stream, for example `"camera_noise", 3`.

    Returns:
        A fresh counter-based generator (Philox), at its start.

    Example:
        >>> float(stream(7, "push").random()) == float(stream(7, "push").random())
        True
    """
    return np.random.Generator(np.random.Philox(key=stream_key(seed, *names)))
