"""Proximal policy optimisation: advantages by hand, and an update that learns."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from andon.policies.mirror import Mirror  # noqa: E402
from andon.training.network import ActorCritic  # noqa: E402
from andon.training.ppo import Batch, advantages, update  # noqa: E402
from andon.training.settings import PpoConfig  # noqa: E402

CONFIG = PpoConfig(discount=0.5, trace=0.5)
SWAP = Mirror(index=np.array([1, 0, 3, 2]), sign=np.ones(4))
PAIR = Mirror(index=np.array([1, 0]), sign=np.ones(2))


def column(*values: float) -> np.ndarray:
    return np.array(values, np.float32)[:, None]


def test_advantages_of_three_steps_by_hand():
    # delta = 1 + 0.5 * 4 - 2 = 1; 2 + 0.5 * 6 - 4 = 1; 3 + 0.5 * 8 - 6 = 1; then 1 + 0.25 * next
    found = advantages(column(1, 2, 3), column(2, 4, 6), column(0, 0, 0), np.array([8.0]), CONFIG)
    assert found[:, 0] == pytest.approx([1 + 0.25 * 1.25, 1.25, 1.0])


def test_nothing_flows_over_the_end_of_an_episode():
    # the second step ends: delta = 2 - 4 = -2, whatever comes after
    found = advantages(column(1, 2, 3), column(2, 4, 6), column(0, 1, 0), np.array([8.0]), CONFIG)
    assert found[:, 0] == pytest.approx([1 + 0.25 * -2, -2.0, 1.0])


@pytest.mark.parametrize(("discount", "trace"), [(0.98, 0.95), (0.9, 0.0), (0.7, 1.0)])
def test_advantages_are_the_discounted_sum_of_the_temporal_differences(discount, trace):
    # Equation 16 of arXiv:1506.02438, written out as a sum.
    config, rng = PpoConfig(discount=discount, trace=trace), np.random.default_rng(0)
    rewards, values = rng.standard_normal((2, 12, 3))
    done = (rng.random((12, 3)) < 0.2).astype(float)
    last = rng.standard_normal(3)
    found = advantages(rewards, values, done, last, config)
    after = np.concatenate([values[1:], last[None]])
    delta = rewards + discount * after * (1 - done) - values
    for t in range(12):
        total, weight = np.zeros(3), np.ones(3)
        for k in range(t, 12):
            total += weight * delta[k]
            weight *= discount * trace * (1 - done[k])
        assert found[t] == pytest.approx(total)


def test_with_a_full_trace_an_advantage_is_the_return_minus_the_value():
    config, rng = PpoConfig(discount=0.9, trace=1.0), np.random.default_rng(1)
    rewards, values = rng.standard_normal((2, 8, 1))
    found = advantages(rewards, values, np.zeros((8, 1)), np.array([2.0]), config)
    returns = sum(0.9**k * rewards[k] for k in range(8)) + 0.9**8 * 2.0
    assert found[0] == pytest.approx(returns - values[0])


def make(seed: int = 0) -> ActorCritic:
    return ActorCritic(
        input_mirror=SWAP,
        state_mirror=SWAP,
        action_mirror=PAIR,
        hidden=(16, 16),
        initial_std=0.5,
        seed=seed,
    )


def toy_batch(network: ActorCritic, generator: torch.Generator, size: int = 512) -> Batch:
    """A bandit: the best action is the first two inputs, the value their sum."""
    x = torch.randn(size, 4, generator=generator)
    with torch.no_grad():
        mean, value = network.mean(x), network.value(x)
        action = mean + network.std() * torch.randn(mean.shape, generator=generator)
        reward = -((action - x[:, :2]) ** 2).sum(dim=1)
        return Batch(
            inputs=x,
            states=x,
            actions=action,
            means=mean,
            log_probs=network.log_prob(mean, action),
            values=value,
            advantages=reward - reward.mean(),
            returns=x[:, 0] + x[:, 1],
        )


def learn(updates: int, config: PpoConfig, **options):
    network, generator = make(), torch.Generator().manual_seed(3)
    optimiser = torch.optim.Adam(network.parameters(), lr=config.learning_rate)
    stats, miss = [], []
    for _ in range(updates):
        batch = toy_batch(network, generator)
        miss.append(float(((batch.means - batch.inputs[:, :2]) ** 2).mean()))
        found = update(
            network, optimiser, batch, config, generator, **({"largest_std": 0.5} | options)
        )
        stats.append(found)
    return network, stats, miss


def test_an_update_improves_actor_and_critic():
    config = PpoConfig(learning_rate=2e-2, learning_rate_range=(5e-3, 2e-2), entropy_weight=0.0)
    _, stats, miss = learn(12, config)
    assert miss[-1] < 0.5 * miss[0]
    assert stats[-1].value_loss < 0.5 * stats[0].value_loss


def test_the_learning_rate_follows_the_change_of_the_policy_within_its_range():
    calm = PpoConfig(kl_range=(1.0, 2.0), learning_rate=1e-3, learning_rate_range=(1e-4, 1.2e-3))
    rates = [s.learning_rate for s in learn(4, calm)[1]]
    assert rates == pytest.approx([1.15e-3, 1.2e-3, 1.2e-3, 1.2e-3])
    wild = PpoConfig(kl_range=(0.0, 0.0), learning_rate=1e-3, learning_rate_range=(7e-4, 1e-3))
    rates = [s.learning_rate for s in learn(3, wild)[1]]
    assert rates == pytest.approx([1e-3 / 1.3, 7e-4, 7e-4])


def test_the_exploration_is_cut():
    network, _, _ = learn(1, PpoConfig(), largest_std=0.2)
    assert float(network.std().detach().max()) <= 0.2 + 1e-6


def test_the_same_update_twice_is_the_same_to_the_last_bit():
    one, other = (learn(3, PpoConfig())[0] for _ in range(2))
    for a, b in zip(one.state_dict().values(), other.state_dict().values(), strict=True):
        assert torch.equal(a, b)
