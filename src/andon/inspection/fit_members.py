"""Fit members and choose among them by cross-validation."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from andon.inspection.cascade import (
    FEWEST_BAD,
    Choice,
    choose_members,
    scale_of,
)
from andon.inspection.feature_bank import Maps
from andon.inspection.gaussian_member import (
    FEWEST_PLACES,
    fit_position,
    fit_texture,
)
from andon.inspection.heads import KernelHead, fit_kernel, fit_linear, standard_of
from andon.inspection.inspector import HeatSource, Members
from andon.inspection.local_net import fit_local
from andon.inspection.training_parts import EXAM_KINDS, NUM_FOLDS, Group, TrainingParts

__all__ = [
    "PanelScores",
    "choose",
    "fit_labels",
    "fit_members",
    "heat_source",
    "panel_rows",
    "panel_scores",
]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class PanelScores:
    """Raw scores of parts by members that were not fitted on them."""

    by_member: dict[str, Floats]
    """Not a number where a member looks at places, and those of a part were not kept. Shape (n,)
    each."""
    is_bad: npt.NDArray[np.bool_]
    """Whether the part is bad, made or real. Shape (n,)."""
    is_real: npt.NDArray[np.bool_]
    """Whether it is no made one. Shape (n,)."""
    alignment: float = 0.0
    """Share of the features' variance that their place explains; 0 where nothing knows. [1]"""


def fit_members(
    parts: TrainingParts,
    *,
    seed: int,
    shrinkage: float,
    held_fold: int | None = None,
    has_one_size: bool,
) -> Members:
    """Fit every member that the parts allow.

    Args:
        parts: What to fit on.
        seed: Seed of the local member.
        shrinkage: Share of the identity in the covariance of the descriptors. [1]
        held_fold: Fold that is left out, with the kinds of made defects of its exam; None to fit
            on everything.
        has_one_size: Whether all pictures have one size, which a model of positions needs.
    """
    keep_good = _kept(parts.good, held_fold)
    keep_bad = _kept(parts.bad, held_fold)
    keep_made = _kept(parts.made, held_fold)
    if held_fold is not None:
        exam = EXAM_KINDS[held_fold]
        keep_made = keep_made & np.asarray([kind not in exam for kind in parts.made.kinds])
    good, made = parts.good.descriptors[keep_good], parts.made.descriptors[keep_made]
    bad = parts.bad.descriptors[keep_bad]
    origins = (np.cumsum(keep_good) - 1)[parts.origins[keep_made]]
    standard = standard_of(good)
    samples = [
        s
        for group, keep in (
            (parts.good, keep_good), (parts.made, keep_made), (parts.bad, keep_bad)
        )
        for s, is_kept in zip(group.samples, keep, strict=True)
        if is_kept and s.is_bad.size
    ]  # fmt: skip
    places = [
        f.astype(np.float32)
        for f, is_kept in zip(parts.good.features, keep_good, strict=True)
        if is_kept and f is not None
    ]
    truth = np.arange(len(good) + len(made)) >= len(good)
    trust = None if parts.trust is None else parts.trust[keep_good]
    return Members(
        texture=fit_texture(good, made=made, origins=origins, shrinkage=shrinkage, trust=trust),
        synthetic=fit_linear(np.concatenate([good, made]), truth, standard=standard),
        labels=fit_labels(good, bad) if len(bad) else None,
        local=fit_local(samples, seed=seed),
        position=fit_position(places) if has_one_size and len(places) >= FEWEST_PLACES else None,
    )


def fit_labels(good: Maps, bad: Maps) -> KernelHead:
    """Fit the head that knows real bad parts; it takes less than a second for a thousand parts."""
    truth = np.arange(len(good) + len(bad)) >= len(good)
    return fit_kernel(np.concatenate([good, bad]), truth, standard=standard_of(good))


def panel_scores(
    parts: TrainingParts, *, seed: int, shrinkage: float, has_one_size: bool
) -> PanelScores:
    """Score every part by members that were fitted without its fold.

    Members that look at places score those parts only whose places were kept.
    """
    rows: list[dict[str, Floats]] = []
    truth: list[npt.NDArray[np.bool_]] = []
    real: list[npt.NDArray[np.bool_]] = []
    alignments: list[float] = []
    for fold in range(NUM_FOLDS):
        members = fit_members(
            parts, seed=seed, shrinkage=shrinkage, held_fold=fold, has_one_size=has_one_size
        )
        alignments.append(0.0 if members.position is None else members.position.alignment)
        for group, chosen, is_bad, is_real in _examined(parts, fold):
            if chosen.size:
                rows.append(_raw_scores(members, group, chosen))
                truth.append(np.full(chosen.size, is_bad))
                real.append(np.full(chosen.size, is_real))
    names = [name for name in rows[0] if all(name in row for row in rows)]
    return PanelScores(
        by_member={name: np.concatenate([row[name] for row in rows]) for name in names},
        is_bad=np.concatenate(truth),
        is_real=np.concatenate(real),
        alignment=min(alignments),
    )


def panel_rows(parts: TrainingParts) -> npt.NDArray[np.intp]:
    """Say which training part each row of the panel's scores is.

    Returns:
        Row among the good, then the bad parts; -1 for a made one. Shape (n,), in the order of
        `panel_scores`.
    """
    rows: list[npt.NDArray[np.intp]] = []
    num_good = len(parts.good.folds)
    for fold in range(NUM_FOLDS):
        for _, chosen, is_bad, is_real in _examined(parts, fold):
            rows.append(chosen + num_good * is_bad if is_real else np.full(chosen.size, -1))
    return np.concatenate(rows).astype(np.intp)


def _examined(
    parts: TrainingParts, fold: int
) -> tuple[tuple[Group, npt.NDArray[np.intp], bool, bool], ...]:
    """Give the parts that a fold is examined with: group, rows, whether bad, whether real."""
    exams = parts.exams
    return (
        (parts.good, np.flatnonzero(parts.good.folds == fold), False, True),
        (parts.made, exams[parts.made.folds[exams] == fold], True, False),
        (parts.bad, np.flatnonzero(parts.bad.folds == fold), True, True),
    )


def choose(panel: PanelScores) -> Choice:
    """Choose the members by the scores of the panel.

    Where there are too few real bad parts to choose by, the members are chosen on made defects and
    the head that knows the real ones is added.
    """
    has_real = int(np.sum(panel.is_bad & panel.is_real)) >= FEWEST_BAD
    rows = panel.is_real if has_real else (~panel.is_bad | ~panel.is_real)
    candidates = {
        name: values[rows]
        for name, values in panel.by_member.items()
        if has_real or name != "labels"
    }
    choice = choose_members(
        candidates, panel.is_bad[rows], is_real=has_real, alignment=panel.alignment
    )
    if has_real or "labels" not in panel.by_member:
        return choice
    good = panel.by_member["labels"][~panel.is_bad]
    return Choice(
        members=(*choice.members, "labels"),
        scales={**choice.scales, "labels": scale_of(good)},
        auroc_by_member=choice.auroc_by_member,
        auroc=choice.auroc,
        is_real=False,
        num_bad=choice.num_bad,
        num_good=choice.num_good,
    )


def heat_source(choice: Choice) -> HeatSource:
    """Choose the member that says where: the one that tells best, of those that can."""
    areas = choice.auroc_by_member
    if "template" in choice.members:
        return "template"
    return "position" if areas.get("position", 0.0) > areas.get("local", 0.0) else "local"


def _kept(group: Group, held_fold: int | None) -> npt.NDArray[np.bool_]:
    if held_fold is None:
        return np.ones(len(group.folds), dtype=np.bool_)
    return np.asarray(group.folds != held_fold)


def _raw_scores(members: Members, group: Group, chosen: npt.NDArray[np.intp]) -> dict[str, Floats]:
    scores: dict[str, Floats] = {}
    rows: list[int] = chosen.tolist()
    heads = {
        "texture": members.texture,
        "synthetic": members.synthetic,
        "labels": members.labels,
    }
    for name, head in heads.items():
        if head is not None:
            scores[name] = head.raw(group.descriptors[chosen])
    for name, known in (("template", group.differences), ("external", group.external)):
        values = [known[row] for row in rows]
        if None not in values:
            scores[name] = np.asarray(values, dtype=np.float64)
    for name, member in (("local", members.local), ("position", members.position)):
        if member is not None:
            places = (group.features[row] for row in rows)
            raw = [np.nan if f is None else member.raw(f.astype(np.float32)) for f in places]
            scores[name] = np.asarray(raw, dtype=np.float64)
    return scores
