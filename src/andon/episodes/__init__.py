"""Worlds, rollouts, episodes: what happens when a policy meets a scenario."""

from andon.episodes.episode import Episode, Event
from andon.episodes.observation import Observation, Policy
from andon.episodes.rollout import rollout
from andon.episodes.world import StepResult, World

__all__ = ["Episode", "Event", "Observation", "Policy", "StepResult", "World", "rollout"]
