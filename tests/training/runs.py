"""Training runs so small that a test can do many; importing this skips where PyTorch is missing."""

from dataclasses import replace

import pytest

torch = pytest.importorskip("torch")

from andon.bodies import make_humanoid  # noqa: E402
from andon.training.settings import CurriculumConfig, PpoConfig, ReflexConfig  # noqa: E402

BODY = make_humanoid()

TINY = ReflexConfig(
    num_worlds=8,
    max_steps=8 * 6 * 3,
    ppo=PpoConfig(horizon=6, epochs=2, num_minibatches=2, hidden=(16, 8)),
)
"""Three updates of 48 control steps."""


def tiny(**changes) -> ReflexConfig:
    """Give the settings of a tiny run with some changed."""
    return replace(TINY, **changes)


EAGER = CurriculumConfig(every=1, min_length=0.0)
"""A curriculum that grows whenever it may."""
