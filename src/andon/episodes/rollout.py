"""Run episodes of many seeds on the rows of one world."""

from collections.abc import Callable, Iterator, Sequence

from andon.episodes.episode import Episode
from andon.episodes.observation import Policy
from andon.episodes.outcome import make_episode
from andon.episodes.world import World

__all__ = ["rollout"]


def rollout(
    world: World,
    policy: Policy,
    seeds: Sequence[int],
    *,
    on_step: Callable[[World], None] | None = None,
) -> Iterator[Episode]:
    """Run one episode per seed; a row that is done takes the next seed at once.

    Args:
        world: Rows to run on; whatever ran on them before is dropped.
        policy: Gives the actions; it measures `policy.terms`, which the world must offer.
        seeds: Seeds, started in this order.
        on_step: Called after every step, for example to record.

    Yields:
        Episodes in the order in which they end; the content of each depends on its seed alone.
    """
    waiting = list(seeds)
    first = waiting[: world.num_worlds]
    del waiting[: world.num_worlds]
    world.rows.is_active[:] = False
    observation = world.reset(first, range(len(first)))
    while world.rows.is_active.any():
        actions = policy.act(observation)
        world.expect_stance(getattr(policy, "planned_stance", None))
        result = world.step(actions)
        if on_step is not None:
            on_step(world)
        observation = result.observation
        if not result.endings:
            continue
        for row, ending in result.endings.items():
            yield make_episode(world, row, ending, policy.name)
        free = sorted(result.endings)[: len(waiting)]
        if free:
            observation = world.reset(waiting[: len(free)], free)
            del waiting[: len(free)]
