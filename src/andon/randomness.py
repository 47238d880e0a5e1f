"""Named, independent random streams from one seed."""

from hashlib import blake2b
from operator import index

import numpy as np

from andon.errors import InvalidConfig

__all__ = ["SEALED_SEEDS_START", "SEED_END", "check_seed", "stream", "stream_key"]

SEALED_SEEDS_START = 2**40
"""First seed that only gates may use; tuning, training and trials stay below it."""

SEED_END = 2**62
"""One past the largest seed."""

_SEPARATOR = "\x1f"


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
        names: Path of the stream, for example `"camera_noise", 3`; NumPy's integers count as int.

    Returns:
        Key in [0, 2**128). Equal arguments give equal keys on every machine.

    Raises:
        InvalidConfig: When a name contains the separator, the control character 0x1F.
    """
    text = _SEPARATOR.join([str(index(seed)), *map(_path_part, names)])
    return int.from_bytes(blake2b(text.encode(), digest_size=16).digest(), "little")


def _path_part(name: str | int) -> str:
    if not isinstance(name, str):
        return f"int:{index(name)}"
    if _SEPARATOR in name:
        raise InvalidConfig(f"The stream name {name!r} contains the separator {_SEPARATOR!r}.")
    return f"str:{name}"


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
