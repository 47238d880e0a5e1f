"""Which episodes of a recording are still to be made."""

from collections.abc import Sequence

from andon.episodes.data.info import INFO_PATH
from andon.episodes.data.opening import open_data
from andon.episodes.data.store import Store, make_store

__all__ = ["seeds_to_record"]


def seeds_to_record(
    root: str | Store, seeds: Sequence[int], *, scenario_hash: str, body_hash: str, policy_hash: str
) -> list[int]:
    """Leave out the seeds whose episodes are in a data set already.

    Args:
        root: Folder or URL of the data set; it need not exist yet.
        seeds: Wanted seeds.
        scenario_hash: Scenario of the episodes.
        body_hash: Body.
        policy_hash: Policy.

    Returns:
        The others, in order.
    """
    store = make_store(root)
    if not store.exists(INFO_PATH):
        return list(seeds)
    wanted = (scenario_hash, body_hash, policy_hash)
    done = {
        record.seed
        for entry in open_data(store).episodes
        if (record := entry.record) is not None
        and (record.scenario_hash, record.body_hash, record.policy_hash) == wanted
    }
    return [seed for seed in seeds if seed not in done]
