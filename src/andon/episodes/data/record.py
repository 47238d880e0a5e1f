"""Where an episode came from: scenario, seed, body, policy, versions, outcome and cause."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, cast

from andon.artifacts import Json, to_json

__all__ = ["EpisodeRecord", "record_from_text", "record_to_text"]


@dataclass(frozen=True, kw_only=True)
class EpisodeRecord:
    """Provenance and outcome of one recorded episode; None where nobody knows."""

    seed: int | None = None
    """Seed; with scenario, body and policy it repeats the episode."""
    scenario: str | None = None
    """Name of the scenario."""
    scenario_hash: str | None = None
    """Hash of everything that decides an episode there."""
    body: str | None = None
    """Name or file of the body."""
    body_hash: str | None = None
    """Hash of its facts and model."""
    policy: str | None = None
    """Name of the policy, or `person`."""
    policy_hash: str | None = None
    """Hash of everything that decides its actions."""
    success: bool | None = None
    """Whether the task was done."""
    cause: str | None = None
    """Why the episode ended."""
    source: str | None = None
    """File or data set that it was converted from."""
    num_interventions: int | None = None
    """Times that a person took over."""
    setup: Json = field(default_factory=Json)
    """Names, files and values to build scenario, body and policy from again."""
    episode: Json = field(default_factory=Json)
    """The episode as the episode log keeps it: events, metrics, drawn values, checksum."""
    versions: Mapping[str, str] = field(default_factory=dict[str, str])
    """Versions, commit and processor."""
    notes: tuple[str, ...] = ()
    """What was assumed or changed on the way here."""


def record_to_text(record: EpisodeRecord | None) -> str:
    """Give the text that is kept for an episode; empty without a record."""
    return "" if record is None else json.dumps(to_json(record), separators=(",", ":"))


def record_from_text(text: str) -> EpisodeRecord | None:
    """Read the text of an episode; None for an empty one.

    Raises:
        ValueError: When the text is no record of this version.
    """
    if not text:
        return None
    content: object = json.loads(text)
    known = {entry.name for entry in fields(EpisodeRecord)}
    if not isinstance(content, dict) or not set(cast("Json", content)) <= known:
        raise ValueError("it is no record of this version")
    values = cast("dict[str, Any]", content)  # whatever JSON held; checked by the next line
    _check_kinds(values)
    notes = tuple(str(note) for note in values.pop("notes", ()))
    return EpisodeRecord(**values, notes=notes)


def _check_kinds(values: Mapping[str, object]) -> None:
    whole, flags = ("seed", "num_interventions"), ("success",)
    tables = ("setup", "episode", "versions")
    for name, value in values.items():
        kind = int if name in whole else bool if name in flags else dict if name in tables else str
        if name == "notes":
            kind = list
        if value is not None and not isinstance(value, kind):
            raise ValueError(f"{name} is {value!r}")
