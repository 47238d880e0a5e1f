"""A network that treats left and right alike, exactly."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from andon.policies.mirror import Mirror  # noqa: E402
from andon.training.network import ActorCritic  # noqa: E402


def signed(size: int, rng: np.random.Generator) -> Mirror:
    """Draw a mirror: pairs that change places, the rest that stay, and signs."""
    index = np.arange(size)
    for a in range(0, size - 2, 3):
        index[[a, a + 1]] = index[[a + 1, a]]
    sign = rng.choice([-1.0, 1.0], size)
    return Mirror(index=index, sign=sign[np.minimum(index, index[index])])


def make(seed: int = 0, std: float = 0.5) -> tuple[ActorCritic, Mirror, Mirror, Mirror]:
    rng = np.random.default_rng(5)
    maps = signed(11, rng), signed(14, rng), signed(7, rng)
    network = ActorCritic(
        input_mirror=maps[0],
        state_mirror=maps[1],
        action_mirror=maps[2],
        hidden=(12, 8),
        initial_std=std,
        seed=seed,
    )
    with torch.no_grad():
        for value in network.parameters():  # anywhere in the space of weights, biases included
            value += 0.3 * torch.randn(value.shape, generator=torch.Generator().manual_seed(seed))
    return network, *maps


def rows(count: int, width: int) -> np.ndarray:
    return np.random.default_rng(7).standard_normal((count, width)).astype(np.float32)


def test_the_mirrors_of_these_tests_are_mirrors():
    for mirror in make()[1:]:
        values = rows(3, len(mirror.index))
        assert np.array_equal(mirror.apply(mirror.apply(values)), values)
        assert (mirror.index != np.arange(len(mirror.index))).any()
        assert (mirror.sign < 0).any()


@pytest.mark.parametrize("seed", range(4))
def test_a_mirrored_input_gives_the_mirrored_action_and_the_same_value(seed):
    network, of_input, of_state, of_action = make(seed)
    x, s = rows(40, 11), rows(40, 14)
    with torch.no_grad():
        mean = network.mean(torch.from_numpy(x)).numpy()
        image = network.mean(torch.from_numpy(of_input.apply(x).astype(np.float32))).numpy()
        value = network.value(torch.from_numpy(s))
        same = network.value(torch.from_numpy(of_state.apply(s).astype(np.float32)))
    assert np.abs(of_action.apply(mean) - image).max() < 1e-6
    assert torch.allclose(value, same, rtol=1e-6, atol=1e-6)
    assert np.abs(mean).max() > 0.1


def test_the_exploration_is_the_same_for_both_sides():
    network, _, _, of_action = make()
    std = network.std().detach().numpy()
    assert np.array_equal(std, std[of_action.index])


def test_the_exploration_stays_within_its_limits():
    network = make(std=0.5)[0]
    network.limit_std(0.2)
    assert float(network.std().detach().max()) == pytest.approx(0.2)
    with torch.no_grad():
        network.log_std -= 9
    network.limit_std(0.2)
    assert float(network.std().detach().min()) == pytest.approx(0.05)


def test_the_dense_network_computes_the_same():
    network = make()[0]
    x = rows(30, 11)
    with torch.no_grad():
        expected = network.mean(torch.from_numpy(x)).numpy()
    found, dense = x.astype(np.float64), network.dense_actor()
    for i, (weight, bias) in enumerate(zip(dense.weights, dense.biases, strict=True)):
        found = found @ weight.T + bias
        if i < 2:
            found = np.where(found > 0, found, np.expm1(np.minimum(found, 0)))
    assert np.abs(found - expected).max() < 1e-5


def test_the_density_is_that_of_independent_normals():
    network = make()[0]
    mean, action = (torch.from_numpy(rows(5, 7) * scale) for scale in (1.0, 2.0))
    normal = torch.distributions.Normal(mean, network.std())
    expected = normal.log_prob(action).sum(dim=1)
    assert torch.allclose(network.log_prob(mean, action), expected, atol=1e-5)
    assert torch.allclose(network.entropy(), normal.entropy()[0].sum(), atol=1e-5)


def test_the_weights_follow_the_seed():
    one, same, other = make(1)[0], make(1)[0], make(2)[0]
    assert torch.equal(one.w3, same.w3)
    assert not torch.equal(one.actor.w1, other.actor.w1)
