"""Members, the cascade and two baselines, fitted on one split and timed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Protocol, cast

import numpy as np

from andon.inspection.baselines import cell_features, fit_cells, fit_neighbours
from andon.inspection.cascade import Choice, standardised
from andon.inspection.feature_bank import Maps
from andon.inspection.fit_members import choose, fit_labels, panel_scores
from andon.inspection.gaussian_member import FEWEST_PLACES, fit_position, fit_texture
from andon.inspection.graded_part import Floats
from andon.inspection.heads import fit_linear, standard_of
from andon.inspection.hidden_defects import shrinkage_for, without_hidden
from andon.inspection.inspector import Members
from andon.inspection.local_net import fit_local
from andon.inspection.training_parts import TrainingParts

__all__ = ["Candidate", "FittedAll", "fit_all", "num_bytes"]


class _OfDescriptors(Protocol):
    """Scores descriptors."""

    def raw(self, descriptors: Maps, /) -> Floats: ...


class _OfPlaces(Protocol):
    """Scores the features of all places."""

    def raw(self, features: Maps, /) -> float: ...


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One fitted member of one split."""

    name: str
    """Its name."""
    fit_s: float
    """Time that it took to fit."""
    member: object
    """What it keeps."""
    raw: Callable[[Maps, Maps], float]
    """Score from descriptor and features of all places."""


@dataclass(frozen=True, kw_only=True)
class FittedAll:
    """Everything that was fitted on one split."""

    candidates: tuple[Candidate, ...]
    """Members, the cascade and the baselines."""
    members: Members
    """The members."""
    choice: Choice
    """Which of them the cascade listens to."""


def fit_all(parts: TrainingParts, seed: int, *, has_one_size: bool) -> FittedAll:
    """Fit every member, the cascade and both baselines on the same parts.

    Args:
        parts: What to fit on.
        seed: Seed of the local member.
        has_one_size: Whether all pictures have one size, which a model of positions needs.
    """
    start = time.perf_counter()
    parts, _ = without_hidden(parts, seed=seed)
    good = parts.good.descriptors
    shrinkage = shrinkage_for(good)
    panel = panel_scores(parts, seed=seed, shrinkage=shrinkage, has_one_size=has_one_size)
    choice = choose(panel)
    choose_s = time.perf_counter() - start
    places = [f.astype(np.float32) for f in parts.good.features if f is not None]
    made = parts.made.descriptors
    described, is_made = np.concatenate([good, made]), np.arange(len(good) + len(made)) >= len(good)
    samples = [s for group in (parts.good, parts.made, parts.bad) for s in group.samples]
    rows = [
        _by_descriptor(
            "texture",
            lambda: fit_texture(
                good, made=made, origins=parts.origins, shrinkage=shrinkage, trust=parts.trust
            ),
        ),
        _by_descriptor(
            "synthetic", lambda: fit_linear(described, is_made, standard=standard_of(good))
        ),
        _by_place("local", lambda: fit_local([s for s in samples if s.is_bad.size], seed=seed)),
    ]
    if len(parts.bad.descriptors):
        rows.append(_by_descriptor("labels", lambda: fit_labels(good, parts.bad.descriptors)))
    if has_one_size and len(places) >= FEWEST_PLACES:
        rows.append(_by_place("position", lambda: fit_position(places)))
    by_name = {row.name: row for row in rows}
    members = Members(**{name: row.member for name, row in by_name.items()})  # pyright: ignore[reportArgumentType]  # each under its own name
    cascade = Candidate(
        name=f"the cascade ({', '.join(choice.members)})",
        fit_s=choose_s + sum(row.fit_s for row in rows),
        member=tuple(by_name[name].member for name in choice.members),
        raw=lambda descriptor, features: float(
            sum(
                float(standardised(by_name[n].raw(descriptor, features), choice.scales[n]))
                for n in choice.members
            )
        ),
    )
    baselines = (
        _by_descriptor("baseline: 5 nearest neighbours", lambda: fit_neighbours(good)),
        _by_place(
            "baseline: PaDiM-style cells",
            lambda: fit_cells(np.stack([cell_features(f) for f in places])),
        ),
    )
    return FittedAll(candidates=(*rows, cascade, *baselines), members=members, choice=choice)


def _by_descriptor(name: str, make: Callable[[], _OfDescriptors]) -> Candidate:
    start = time.perf_counter()
    member = make()
    fit_s = time.perf_counter() - start

    def raw(descriptor: Maps, features: Maps) -> float:
        del features
        return float(member.raw(descriptor[None])[0])

    return Candidate(name=name, fit_s=fit_s, member=member, raw=raw)


def _by_place(name: str, make: Callable[[], _OfPlaces]) -> Candidate:
    start = time.perf_counter()
    member = make()
    fit_s = time.perf_counter() - start

    def raw(descriptor: Maps, features: Maps) -> float:
        del descriptor
        return member.raw(features)

    return Candidate(name=name, fit_s=fit_s, member=member, raw=raw)


def num_bytes(value: object) -> int:
    """Count the bytes of all arrays in frozen data."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if isinstance(value, tuple):
        return sum(num_bytes(item) for item in cast("tuple[object, ...]", value))
    if hasattr(value, "__dataclass_fields__"):
        return sum(num_bytes(getattr(value, f.name)) for f in fields(cast("type", value)))
    return 0
