"""A plain Gymnasium environment over a compiled model: the baseline that users have today."""

from collections.abc import Callable
from typing import Any

import gymnasium
import mujoco
import numpy as np

from andon.spatial import FloatArray

__all__ = ["PlainEnv", "make_plain_env"]


class PlainEnv(gymnasium.Env[FloatArray, FloatArray]):
    """Steps one MjData; reads positions and velocities. Nothing more, so that it is fast."""

    def __init__(self, content: bytes, first: FloatArray, substeps: int) -> None:
        """Load the model.

        Args:
            content: Bytes of a binary MuJoCo model.
            first: Integration state to start from. Shape (nstate,).
            substeps: Physics steps per action.
        """
        self._model = mujoco.MjModel.from_binary_path("plain.mjb", {"plain.mjb": content})
        self._data = mujoco.MjData(self._model)
        self._first, self._substeps = first, substeps
        width = self._model.nq + self._model.nv
        self.observation_space = gymnasium.spaces.Box(-np.inf, np.inf, (width,), np.float64)
        self.action_space = gymnasium.spaces.Box(-np.inf, np.inf, (self._model.nu,), np.float64)

    def _observe(self) -> FloatArray:
        return np.concatenate([self._data.qpos, self._data.qvel])

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[FloatArray, dict[str, Any]]:
        """Go back to the first state."""
        super().reset(seed=seed, options=options)
        spec = int(mujoco.mjtState.mjSTATE_INTEGRATION)
        mujoco.mj_setState(self._model, self._data, self._first, spec)
        return self._observe(), {}

    def step(self, action: FloatArray) -> tuple[FloatArray, float, bool, bool, dict[str, Any]]:
        """Step the physics."""
        self._data.ctrl[:] = action
        mujoco.mj_step(self._model, self._data, self._substeps)
        return self._observe(), 0.0, False, False, {}


def make_plain_env(content: bytes, first: FloatArray, substeps: int) -> Callable[[], PlainEnv]:
    """Give a factory, as vector environments want it."""
    return lambda: PlainEnv(content, first, substeps)
