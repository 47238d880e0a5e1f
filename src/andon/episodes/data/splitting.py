"""Part a data set by seed and scenario, so that no two parts know the same world."""

from collections.abc import Sequence
from typing import Literal

from andon.artifacts import content_hash
from andon.episodes.data.dataset import DataSet, EpisodeEntry
from andon.errors import InvalidConfig

__all__ = ["SplitBy", "split_positions"]

SplitBy = Literal["seed", "scenario", "episode"]


def split_positions(
    data: DataSet, shares: Sequence[float], *, by: SplitBy = "seed", seed: int = 0
) -> list[list[int]]:
    """Deal out the episodes of a set.

    Args:
        data: The set.
        shares: Share of each part; they add up to 1.
        by: What stays together: all episodes of one seed of one scenario, or of one scenario.
            `episode` is for sets that know neither.
        seed: Another seed deals in another way.

    Returns:
        Places of the episodes of each part. A world that is in one part is in no other.

    Raises:
        InvalidConfig: When the shares do not add up to 1, an episode does not say its seed, or a
            part would be empty.
    """
    if len(shares) < 2 or min(shares) <= 0 or abs(sum(shares) - 1) > 1e-9:
        raise InvalidConfig(
            f"The shares are {list(shares)}; two or more are needed, above 0 and 1 in all."
        )
    groups: dict[str, list[int]] = {}
    for position, entry in enumerate(data.episodes):
        groups.setdefault(_world(entry, position, by, data), []).append(position)
    keys = sorted(groups, key=lambda key: content_hash([seed, key]))
    parts: list[list[int]] = []
    done, total = 0, 0.0
    for share in shares:
        total += share
        end = round(total * len(keys))
        parts.append(sorted(p for key in keys[done:end] for p in groups[key]))
        done = end
    if any(not part for part in parts):
        raise InvalidConfig(
            f"{data.store} has {len(keys)} different worlds ({by}); of {len(shares)} parts with "
            f"the shares {list(shares)} one would be empty."
        )
    return parts


def _world(entry: EpisodeEntry, position: int, by: SplitBy, data: DataSet) -> str:
    if by == "episode":
        return str(position)
    record = entry.record
    if record is None or record.scenario is None or (by == "seed" and record.seed is None):
        raise InvalidConfig(
            f"Episode {position} of {data.store} does not say its scenario and seed, so the same "
            "world may be in both parts. --by episode parts it all the same."
        )
    return record.scenario if by == "scenario" else f"{record.scenario} {record.seed}"
