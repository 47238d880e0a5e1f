"""Scenarios: place, task, and what may vary."""

from andon.scenarios.blueprint import Blueprint, compose
from andon.scenarios.layout import Block, Layout, Plank
from andon.scenarios.meet import register_meet
from andon.scenarios.scenario import FallRule, Scenario, scenarios
from andon.scenarios.street import register_street
from andon.scenarios.variation import (
    Choice,
    Coverage,
    Draw,
    Fixed,
    Parameter,
    Uniform,
    measure_coverage,
)

__all__ = [
    "Block",
    "Blueprint",
    "Choice",
    "Coverage",
    "Draw",
    "FallRule",
    "Fixed",
    "Layout",
    "Parameter",
    "Plank",
    "Scenario",
    "Uniform",
    "compose",
    "measure_coverage",
    "scenarios",
]

register_street()
register_meet()
