"""Compare our own learning algorithm with rsl-rl's; see `docs/decisions/0021-own-ppo.md`.

rsl-rl is no dependency of andon. Unpack `rsl-rl-lib`, `tensordict` and what they import into a
folder of their own (`pip install --target FOLDER --no-deps ...`) and put it on the path:
`PYTHONPATH=FOLDER .venv/bin/python scripts/compare_ppo.py speed symmetry resume learn`.

Times are processor time of this process, which other work on the machine disturbs little, and are
given as ratios within a round only.
"""

import argparse
import contextlib
import importlib.util
import io
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from andon.bodies import make_humanoid
from andon.training.network import ActorCritic
from andon.training.normaliser import Normaliser
from andon.training.ppo import Batch, update
from andon.training.reflex_task import ReflexTask, Turn
from andon.training.reflex_terms import is_fixed_input
from andon.training.settings import CommandConfig, PpoConfig, ReflexConfig
from andon.training.trainer import Trainer, first_stage

BODY = make_humanoid()
LARGEST_STD = 0.5
"""Largest exploration of both."""
KL = 0.016
"""Change that rsl-rl aims at: it reacts outside half and twice of it."""
GAINS = {"actor": (2**0.5, 0.0, 2**0.5, 0.0, 0.05), "critic": (2**0.5, 0.0, 2**0.5, 0.0, 1.0)}
"""Gains of the first weights, by place in rsl-rl's sequence of layers: those of our network."""
SYMMETRY: dict[str, dict[str, Any] | None] = {
    "plain": None,
    "augmented": {"use_data_augmentation": True},
    "mirror loss": {"use_mirror_loss": True, "mirror_loss_coeff": 1.0},
    "both": {
        "use_data_augmentation": True,
        "use_mirror_loss": True,
        "mirror_loss_coeff": 1.0,
    },
    "our network": None,
}
"""Ways in which rsl-rl can be told about left and right."""


def say(text: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep rsl-rl's own printing out of the answer."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def augmentation(task: ReflexTask) -> Callable[..., tuple[Any, Tensor | None]]:
    """Give the function with which rsl-rl appends mirror images."""
    maps = {
        name: (torch.as_tensor(m.index), torch.as_tensor(m.sign, dtype=torch.float32))
        for name, m in (
            ("policy", task.input_mirror),
            ("critic", task.state_mirror),
            ("action", task.action_mirror),
        )
    }

    def both(name: str, values: Tensor) -> Tensor:
        index, sign = maps[name]
        return torch.cat([values, sign * values[:, index]])

    def augment(env: Any, obs: Any = None, actions: Tensor | None = None) -> tuple[Any, Any]:  # noqa: ANN401
        twice = None
        if obs is not None:
            twice = _dict({name: both(name, obs[name]) for name in ("policy", "critic")})
        return twice, None if actions is None else both("action", actions)

    return augment


def _dict(parts: dict[str, Tensor]) -> Any:  # noqa: ANN401
    from tensordict import TensorDict

    return TensorDict(parts, batch_size=[len(parts["policy"])])


def rival_settings(task: ReflexTask, config: PpoConfig, symmetry: str) -> dict[str, Any]:
    """Give rsl-rl's settings that mean the same as ours."""
    how = SYMMETRY[symmetry]
    model = {"class_name": "rsl_rl.models:MLPModel", "hidden_dims": list(config.hidden)}
    spread = {
        "class_name": "rsl_rl.modules.distribution:GaussianDistribution",
        "init_std": config.initial_std,
        "std_range": (0.05, LARGEST_STD),
        "std_type": "log",
    }
    return {
        "num_steps_per_env": config.horizon,
        "save_interval": 10**9,
        "obs_groups": {"actor": ["policy"], "critic": ["critic"]},
        "multi_gpu": None,
        "actor": {**model, "distribution_cfg": spread},
        "critic": model,
        "algorithm": {
            "class_name": "rsl_rl.algorithms:PPO",
            "num_learning_epochs": config.epochs,
            "num_mini_batches": config.num_minibatches,
            "clip_param": config.clip,
            "gamma": config.discount,
            "lam": config.trace,
            "value_loss_coef": config.value_weight,
            "entropy_coef": config.entropy_weight,
            "learning_rate": config.learning_rate,
            "max_grad_norm": config.max_grad_norm,
            "desired_kl": KL,
            "symmetry_cfg": how and {**how, "data_augmentation_func": augmentation(task)},
        },
    }


def begin_alike(ppo: Any, task: ReflexTask, config: PpoConfig, seed: int, symmetry: str) -> None:  # noqa: ANN401
    """Draw rsl-rl's first weights as ours are drawn, or put our network into its place."""
    if symmetry == "our network":
        network = our_network(task, config, seed)
        ppo.actor.mlp, ppo.critic.mlp = Mean(network), Value(network)
        weights = [*ppo.actor.parameters(), *ppo.critic.parameters()]
        ppo.optimizer = torch.optim.Adam(weights, lr=config.learning_rate)
        return
    for name, gains in GAINS.items():
        getattr(ppo, name).mlp.init_weights(gains)


class Mean(torch.nn.Module):
    """Our actor in the place of rsl-rl's layers."""

    def __init__(self, network: ActorCritic) -> None:
        """Share the weights of the actor."""
        super().__init__()
        self.actor, self.w3, self.b3 = network.actor, network.w3, network.b3
        self.a_index, self.a_sign = network.a_index, network.a_sign

    def forward(self, x: Tensor) -> Tensor:
        """Give the mean action."""
        return ActorCritic.mean(self, x)  # type: ignore[arg-type]

    head = ActorCritic.head


class Value(torch.nn.Module):
    """Our critic in the place of rsl-rl's layers."""

    def __init__(self, network: ActorCritic) -> None:
        """Share the weights of the critic."""
        super().__init__()
        self.critic, self.v3, self.c3 = network.critic, network.v3, network.c3

    def forward(self, x: Tensor) -> Tensor:
        """Give values. Shape (N, 1)."""
        return ActorCritic.value(self, x)[:, None]  # type: ignore[arg-type]


def our_network(task: ReflexTask, config: PpoConfig, seed: int) -> ActorCritic:
    """Give our actor and critic for the reflex."""
    return ActorCritic(
        input_mirror=task.input_mirror,
        state_mirror=task.state_mirror,
        action_mirror=task.action_mirror,
        hidden=config.hidden,
        initial_std=config.initial_std,
        seed=seed,
    )


class Bandit:
    """Made-up data: inputs off centre, and a best action that does not care about the mirror."""

    def __init__(self, task: ReflexTask, horizon: int, worlds: int) -> None:
        """Draw what is best."""
        self.task, self.horizon, self.num_worlds = task, horizon, worlds
        self.widths = (len(task.input_mirror.index), len(task.state_mirror.index))
        self.num_actions = len(task.action_mirror.index)
        self.generator = torch.Generator().manual_seed(7)
        self.best = torch.randn(self.widths[0], self.num_actions, generator=self.generator) * 0.05

    def draw(self) -> tuple[Tensor, Tensor]:
        """Give states of the critic, whose first part the policy sees, and noise of the actions."""
        count = self.horizon * self.num_worlds
        states = torch.randn(count, self.widths[1], generator=self.generator) + 0.3
        return states, torch.randn(count, self.num_actions, generator=self.generator)

    def reward(self, inputs: Tensor, actions: Tensor) -> Tensor:
        """Give rewards. Shape (T N,)."""
        return -((actions - inputs @ self.best - 0.2) ** 2).mean(dim=1)

    def asymmetry(self, mean: Callable[[Tensor], Tensor]) -> tuple[float, float]:
        """Give the left-right error of a mean, RMS and largest, as shares of the mean's RMS."""
        generator = torch.Generator().manual_seed(11)
        x = torch.randn(2048, self.widths[0], generator=generator)
        seen, acts = self.task.input_mirror, self.task.action_mirror
        image = torch.as_tensor(seen.sign, dtype=torch.float32) * x[:, torch.as_tensor(seen.index)]
        with torch.no_grad():
            here, there = mean(x), mean(image)
        back = (
            torch.as_tensor(acts.sign, dtype=torch.float32) * there[:, torch.as_tensor(acts.index)]
        )
        error, size = here - back, here.square().mean().sqrt()
        return float(error.square().mean().sqrt() / size), float(error.abs().max() / size)


class Ours:
    """Our network and update on made-up data."""

    def __init__(self, bandit: Bandit, config: PpoConfig, seed: int) -> None:
        """Draw the weights."""
        self.bandit, self.config = bandit, config
        self.network = our_network(bandit.task, config, seed)
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=config.learning_rate)
        self.generator = torch.Generator().manual_seed(seed)

    def collect(self, states: Tensor, noise: Tensor) -> None:
        """Act on the data and keep what the update needs."""
        inputs = states[:, : self.bandit.widths[0]].contiguous()
        with torch.no_grad():
            mean, values = self.network.mean(inputs), self.network.value(states)
            actions = mean + self.network.std() * noise
            log_probs = self.network.log_prob(mean, actions)
        returns = self.bandit.reward(inputs, actions)
        self.batch = Batch(
            inputs=inputs,
            states=states,
            actions=actions,
            means=mean,
            log_probs=log_probs,
            values=values,
            advantages=returns - values,
            returns=returns,
        )

    def learn(self) -> None:
        """Do one update."""
        update(
            self.network,
            self.optimiser,
            self.batch,
            self.config,
            self.generator,
            largest_std=LARGEST_STD,
        )

    def mean(self, x: Tensor) -> Tensor:
        """Give the mean action."""
        return self.network.mean(x)


class Theirs:
    """rsl-rl's network and update on the same data."""

    def __init__(self, bandit: Bandit, config: PpoConfig, seed: int, symmetry: str) -> None:
        """Draw the weights."""
        from rsl_rl.algorithms import PPO

        self.bandit = bandit
        torch.manual_seed(seed)
        n, (width, states) = bandit.num_worlds, bandit.widths
        seen = _dict({"policy": torch.zeros(n, width), "critic": torch.zeros(n, states)})
        env = argparse.Namespace(num_envs=n, num_actions=bandit.num_actions)
        with quiet():
            settings = rival_settings(bandit.task, config, symmetry)
            self.ppo = PPO.construct_algorithm(seen, env, settings, "cpu")
        begin_alike(self.ppo, bandit.task, config, seed, symmetry)
        self.ppo.train_mode()

    def collect(self, states: Tensor, noise: Tensor) -> None:
        """Act on the data and fill the storage."""
        bandit, store, actor = self.bandit, self.ppo.storage, self.ppo.actor
        inputs = states[:, : bandit.widths[0]].contiguous()
        seen = _dict({"policy": inputs, "critic": states})

        def shaped(values: Tensor) -> Tensor:
            return values.reshape(bandit.horizon, bandit.num_worlds, -1)

        with torch.no_grad():
            actor(seen, stochastic_output=True)
            mean, std = (p.clone() for p in actor.output_distribution_params)
            actions = mean + std * noise
            log_probs = actor.get_output_log_prob(actions)
            values = self.ppo.critic(seen)
        returns = bandit.reward(inputs, actions)
        gain = returns - values[:, 0]
        store.observations["policy"].copy_(shaped(inputs))
        store.observations["critic"].copy_(shaped(states))
        store.actions.copy_(shaped(actions))
        store.actions_log_prob.copy_(shaped(log_probs))
        store.values.copy_(shaped(values))
        store.returns.copy_(shaped(returns))
        store.advantages.copy_(shaped((gain - gain.mean()) / (gain.std() + 1e-8)))
        store.distribution_params = (shaped(mean), shaped(std.expand_as(mean)))
        store.step = bandit.horizon

    def learn(self) -> None:
        """Do one update."""
        self.ppo.update()

    def mean(self, x: Tensor) -> Tensor:
        """Give the mean action."""
        states = torch.zeros(len(x), self.bandit.widths[1])
        return self.ppo.actor(_dict({"policy": x, "critic": states}))


def contenders(bandit: Bandit, config: PpoConfig, seed: int) -> dict[str, Ours | Theirs]:
    """Give all that are compared."""
    rivals = {f"rsl-rl, {name}": Theirs(bandit, config, seed, name) for name in SYMMETRY}
    return {"ours": Ours(bandit, config, seed), **rivals}


def compare_speed(asked: argparse.Namespace) -> None:
    """Time one update on the same data, in turn."""
    config, task = PpoConfig(), small_task()
    first = Bandit(task, config.horizon, 4)
    for row in contenders(first, config, 0).values():  # warms up
        row.collect(*first.draw())
        row.learn()
    bandit = Bandit(task, config.horizon, asked.worlds)
    rows = contenders(bandit, config, 0)
    say(
        f"speed: processor time of one update as a multiple of ours, {asked.rounds} rounds in turn,"
        f" {config.horizon} x {asked.worlds} samples, {bandit.widths[0]} inputs,"
        f" {bandit.widths[1]} states, {bandit.num_actions} actions, {asked.threads} thread(s)"
    )
    ratios: dict[str, list[float]] = {name: [] for name in rows}
    for done in range(asked.rounds):
        data, spent = bandit.draw(), dict[str, float]()
        for name, row in rows.items():
            row.collect(*data)
            start = time.process_time()
            row.learn()
            spent[name] = time.process_time() - start
            ratios[name].append(spent[name] / spent["ours"])
        shown = ", ".join(f"{name} {values[-1]:.2f}" for name, values in ratios.items())
        say(f"  round {done + 1}: {shown}")
    for name, found in ratios.items():
        say(f"  {name:22} {np.median(found):5.2f}  ({min(found):.2f} to {max(found):.2f})")


def compare_symmetry(asked: argparse.Namespace) -> None:
    """Say how far left and right differ after learning from data that are not symmetric."""
    config = PpoConfig()
    bandit = Bandit(small_task(), config.horizon, 64)
    marks = (0, 1, 10, asked.updates)
    say(
        "symmetry: error between left and right, RMS (largest), as a share of the RMS of the mean,"
        f" after updates {marks}; 24 x 64 samples each"
    )
    rows = contenders(bandit, config, 0)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in rows}
    for done in range(asked.updates + 1):
        for name, row in rows.items() if done in marks else ():
            found[name].append(bandit.asymmetry(row.mean))
        data = bandit.draw()
        for row in rows.values():
            row.collect(*data)
            row.learn()
    for name, errors in found.items():
        say(f"  {name:22} " + "  ".join(f"{rms:7.2g} ({top:.2g})" for rms, top in errors))


def small_task(config: ReflexConfig | None = None, threads: int = 1) -> ReflexTask:
    """Give the reflex's worlds; a single one where only its shape matters."""
    config = config or ReflexConfig(num_worlds=1)
    return ReflexTask(config, BODY, first_stage(config.curriculum), threads)


class TaskEnv:
    """The reflex's worlds as rsl-rl wants them, normalised as for us."""

    def __init__(self, config: ReflexConfig, threads: int) -> None:
        """Build the worlds."""
        self.task = small_task(config, threads)
        self.normaliser = Normaliser(self.task.input_mirror, is_fixed_input(self.task.contract))
        self.horizon, self.cfg, self.device = config.ppo.horizon, {}, "cpu"
        self.num_envs, self.num_actions = config.num_worlds, BODY.num_joints
        self.max_episode_length = self.task.world.limit_steps
        self.episode_length_buf = torch.zeros(self.num_envs, dtype=torch.long)
        self._raw: list[np.ndarray] = []
        self._steps = 0
        self._seen = self._look()
        self._has_looked = True

    def get_observations(self) -> Any:  # noqa: ANN401
        """Give what the next action is decided on."""
        return self._seen

    def step(self, actions: Tensor) -> tuple[Any, Tensor, Tensor, dict[str, Tensor]]:
        """Act in all worlds."""
        if not self._has_looked:
            self.task.look()
        turn = self.task.act(actions.detach().numpy().astype(np.float64))
        self._steps += 1
        self._has_looked = self._steps % self.horizon != 0
        if self._has_looked:
            self._seen = self._look()
        else:  # without moving the gait on, as our collector does between two horizons
            self._seen = self._pack(*self.task.peek(self.normaliser))
            self.normaliser.add(np.concatenate(self._raw))
            self._raw.clear()
        reward = torch.from_numpy(turn.reward.astype(np.float32))
        done = torch.from_numpy((turn.terminated | turn.truncated).astype(np.int64))
        return self._seen, reward, done, {"time_outs": torch.from_numpy(turn.truncated).float()}

    def _look(self) -> Any:  # noqa: ANN401
        inputs, privileged = self.task.look()
        if self._steps % 6 == 0:
            self._raw.append(inputs)
        normal = self.normaliser.apply(inputs)
        return self._pack(normal, np.concatenate([normal, privileged.astype(np.float32)], axis=1))

    def _pack(self, inputs: np.ndarray, states: np.ndarray) -> Any:  # noqa: ANN401
        return _dict({"policy": torch.from_numpy(inputs), "critic": torch.from_numpy(states)})

    def kept(self) -> dict[str, Any]:
        """Give what rsl-rl does not keep, between two updates."""
        return {
            "task": self.task.snapshot(),
            "normaliser": self.normaliser.state(),
            "seen": self._seen.clone(),
            "steps": self._steps,
            "random": torch.get_rng_state(),
        }

    def take_up(self, kept: dict[str, Any]) -> None:
        """Go on from there."""
        self.task.restore(kept["task"])
        self.normaliser.load(kept["normaliser"])
        self._seen, self._steps, self._has_looked = kept["seen"], kept["steps"], False
        self._raw.clear()
        torch.set_rng_state(kept["random"])


def make_runner(env: TaskEnv, config: ReflexConfig, symmetry: str) -> Any:  # noqa: ANN401
    """Give rsl-rl's runner for our worlds."""
    from rsl_rl.runners import OnPolicyRunner

    torch.manual_seed(config.seed)
    settings = rival_settings(env.task, config.ppo, symmetry)
    runner = OnPolicyRunner(env, settings, log_dir=None, device="cpu")
    begin_alike(runner.alg, env.task, config.ppo, config.seed, symmetry)
    return runner


def gap(one: dict[str, Tensor], other: dict[str, Tensor]) -> str:
    """Say how two sets of weights differ."""
    if all(torch.equal(one[name], other[name]) for name in one):
        return "the same to the last bit"
    worst = max(float((one[name] - other[name]).abs().max()) for name in one)
    return f"differ by up to {worst:.2g}"


def resume_ours(config: ReflexConfig, updates: int, folder: Path) -> str:
    """Stop, save, load and go on with our trainer."""
    straight = Trainer(config, BODY)
    for _ in range(updates):
        straight.advance()
    straight.save(folder)
    again = Trainer(config, BODY)
    again.load(folder)
    for _ in range(updates):
        straight.advance()
        again.advance()
    return gap(straight.network.state_dict(), again.network.state_dict())


def resume_theirs(config: ReflexConfig, updates: int, folder: Path, *, is_helped: bool) -> str:
    """Stop, save, load and go on with rsl-rl's runner, with or without the rest handed to it."""
    path = str(folder / "rival.pt")
    with quiet():
        env = TaskEnv(config, 1)
        runner = make_runner(env, config, "augmented")
        runner.learn(updates)
        runner.save(path, infos=env.kept() if is_helped else None)
        runner.learn(updates)
        new = TaskEnv(config, 1)
        again = make_runner(new, config, "augmented")
        infos = again.load(path)
        if is_helped:
            new.take_up(infos)
        again.learn(updates)
    return gap(runner.alg.actor.state_dict(), again.alg.actor.state_dict())


def compare_resume(asked: argparse.Namespace) -> None:
    """Say whether a run that was stopped and taken up again is the same run."""
    config, count = ReflexConfig(num_worlds=32), asked.resume_updates
    say(
        f"resume: weights after {count} updates, stop, load and {count} more, against"
        f" {2 * count} updates without a stop; {config.num_worlds} worlds"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say(f"  {'ours':36} {resume_ours(config, count, folder)}")
        plain = resume_theirs(config, count, folder, is_helped=False)
        say(f"  {'rsl-rl, its own checkpoint':36} {plain}")
        helped = resume_theirs(config, count, folder, is_helped=True)
        say(f"  {'rsl-rl, the rest stored by hand':36} {helped}")


class Meter:
    """Listens to the worlds of either side."""

    def __init__(self, task: ReflexTask) -> None:
        """Step in between."""
        self._act = task.act
        self.rewards: list[float] = []
        self.falls: list[int] = []
        self.lengths: list[int] = []
        self.num_worlds = task.world.num_worlds
        task.act = self.act  # type: ignore[method-assign]

    def act(self, action: np.ndarray) -> Turn:
        """Pass on and count."""
        turn = self._act(action)
        self.rewards.append(float(turn.reward.mean()))
        self.falls.append(int(turn.terminated.sum()))
        self.lengths += turn.lengths
        return turn

    def read(self) -> str:
        """Say how the last quarter went."""
        last = len(self.rewards) // 4
        falls = sum(self.falls[-last:])
        between = last * self.num_worlds / max(1, falls)
        ended = float(np.mean(self.lengths[-100:] or [0]))
        reward = float(np.mean(self.rewards[-last:]))
        return (
            f"reward per step {reward:.4f}, steps between falls {between:6.0f},"
            f" last 100 episodes {ended:4.0f} steps"
        )


def compare_learning(asked: argparse.Namespace) -> None:
    """Learn to stand from the same seeds with the same number of steps."""
    still = CommandConfig(stop_share=1.0, register_share=0.0)
    say(
        f"learn: commands to stand, {asked.learn_worlds} worlds,"
        f" {asked.updates} updates; the last quarter of the run"
    )
    for seed in range(asked.seeds):
        config = ReflexConfig(
            seed=seed, num_worlds=asked.learn_worlds, commands=still, start_walking_share=0.0
        )
        config = replace(config, ppo=replace(config.ppo, max_std=LARGEST_STD))
        trainer = Trainer(config, BODY, threads=asked.threads)
        meter = Meter(trainer.task)
        for _ in range(asked.updates):
            trainer.advance()
        say(f"  seed {seed}, {'ours':22} {meter.read()}")
        for symmetry in ("plain", "augmented", "our network"):
            with quiet():
                env = TaskEnv(config, asked.threads)
                meter = Meter(env.task)
                make_runner(env, config, symmetry).learn(asked.updates)
            say(f"  seed {seed}, {'rsl-rl, ' + symmetry:22} {meter.read()}")


PARTS = {
    "speed": compare_speed,
    "symmetry": compare_symmetry,
    "resume": compare_resume,
    "learn": compare_learning,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="+", choices=list(PARTS))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--worlds", type=int, default=1024)
    parser.add_argument("--updates", type=int, default=80)
    parser.add_argument("--resume-updates", type=int, default=6)
    parser.add_argument("--learn-worlds", type=int, default=64)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args(arguments)
    missing = [n for n in ("rsl_rl", "tensordict") if importlib.util.find_spec(n) is None]
    if missing:
        say(f"Nothing to compare with: {', '.join(missing)} cannot be imported. {__doc__}")
        return 0
    torch.set_num_threads(asked.threads)
    for part in asked.parts:
        PARTS[part](asked)
        say()
    return 0


if __name__ == "__main__":
    sys.exit(main())
