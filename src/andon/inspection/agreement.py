"""Attribute agreement: do people and cameras agree with themselves, each other and the truth?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from andon.errors import InvalidConfig
from andon.inspection.counts import Share
from andon.inspection.kappa import Kappa, cohen_kappa, fleiss_kappa
from andon.inspection.study import AgreementStudy
from andon.inspection.symmetry import SymmetryTest, bowker, mcnemar

__all__ = [
    "AgreementReport",
    "AppraiserReport",
    "Band",
    "PairReport",
    "agree",
    "effectiveness_band",
    "false_alarm_band",
    "miss_band",
]

Band = Literal["acceptable", "marginal", "unacceptable"]
"""Usual reading of a rate."""


@dataclass(frozen=True, kw_only=True)
class AppraiserReport:
    """How well one appraiser agrees with itself and with the truth."""

    name: str
    """Name of the appraiser."""
    within: Share
    """Parts that it read the same in all trials."""
    effectiveness: Share | None
    """Parts that it read rightly in all trials; None without a reference."""
    misses: Share | None
    """Readings `good` among all readings of truly bad parts; None without a reference."""
    false_alarms: Share | None
    """Readings `bad` among all readings of truly good parts; None without a reference."""
    kappa: Kappa | None
    """Agreement of all readings with the reference beyond chance; None where it is undefined."""
    mean_trial_kappa: float | None
    """Mean over trials of the kappa of each trial with the reference. [1]"""
    repeat_kappa: Kappa | None
    """Agreement of its trials with each other beyond chance; None for one trial."""
    symmetry: SymmetryTest | None
    """Whether it leans to calling parts good or bad: per part with two categories (McNemar), in the
    first trial with more (Bowker). None without a reference."""


@dataclass(frozen=True, kw_only=True)
class PairReport:
    """How well two appraisers agree, trial by trial."""

    first: str
    """Name of one."""
    second: str
    """Name of the other."""
    kappa: Kappa | None
    """Agreement beyond chance; None where it is undefined."""
    symmetry: SymmetryTest
    """Whether one of them calls more parts bad, in the same way."""


@dataclass(frozen=True, kw_only=True)
class AgreementReport:
    """What an agreement study says.

    Rates of readings count every trial; trials of one part are alike, so their bounds are a little
    too narrow. Shares of parts, and all kappas, do not have this fault.
    """

    appraisers: tuple[AppraiserReport, ...]
    """One report each, in the order of the study."""
    pairs: tuple[PairReport, ...]
    """One report per pair."""
    between: Share
    """Parts that everybody read the same in all trials."""
    all_against_reference: Share | None
    """Parts that everybody read rightly in all trials; None without a reference."""
    fleiss: Kappa | None
    """Agreement of all readings beyond chance; None where it is undefined."""


def agree(study: AgreementStudy) -> AgreementReport:
    """Evaluate an agreement study.

    Args:
        study: All readings, with or without the truth.

    Returns:
        The report.

    Source:
        AIAG, Measurement Systems Analysis, 4th edition, chapter III, section C.
    """
    together = [
        tuple(reading for rows in study.readings for reading in rows[index])
        for index in range(len(study.parts))
    ]
    all_right = None
    if study.reference is not None:
        all_right = _share(
            set(row) == {truth} for row, truth in zip(together, study.reference, strict=True)
        )
    return AgreementReport(
        appraisers=tuple(_appraiser(study, name) for name in study.appraisers),
        pairs=tuple(_pair(study, *names) for names in combinations(study.appraisers, 2)),
        between=_share(len(set(row)) == 1 for row in together),
        all_against_reference=all_right,
        fleiss=_or_none(lambda: fleiss_kappa(together)),
    )


def effectiveness_band(effectiveness: float) -> Band:
    """Read an effectiveness as the trade does: from 0.9 acceptable, from 0.8 marginal.

    Source:
        AIAG, Measurement Systems Analysis, 4th edition, as quoted in secondary sources.
    """
    if effectiveness >= 0.9:
        return "acceptable"
    return "marginal" if effectiveness >= 0.8 else "unacceptable"


def miss_band(miss_rate: float) -> Band:
    """Read a miss rate as the trade does: up to 0.02 acceptable, up to 0.05 marginal."""
    if miss_rate <= 0.02:
        return "acceptable"
    return "marginal" if miss_rate <= 0.05 else "unacceptable"


def false_alarm_band(false_alarm_rate: float) -> Band:
    """Read a false alarm rate as the trade does: up to 0.05 acceptable, up to 0.10 marginal."""
    if false_alarm_rate <= 0.05:
        return "acceptable"
    return "marginal" if false_alarm_rate <= 0.10 else "unacceptable"


def _appraiser(study: AgreementStudy, name: str) -> AppraiserReport:
    rows = study.of(name)
    within = _share(len(set(row)) == 1 for row in rows)
    repeat = _or_none(lambda: fleiss_kappa(rows)) if study.num_trials > 1 else None
    truth = study.reference
    if truth is None:
        return AppraiserReport(
            name=name,
            within=within,
            effectiveness=None,
            misses=None,
            false_alarms=None,
            kappa=None,
            mean_trial_kappa=None,
            repeat_kappa=repeat,
            symmetry=None,
        )
    true_rows = [(one,) * study.num_trials for one in truth]
    said, true, parts = _pooled(study, rows, true_rows)
    of_bad = [reading for reading, real in zip(said, true, strict=True) if real == study.bad]
    of_good = [reading for reading, real in zip(said, true, strict=True) if real != study.bad]
    return AppraiserReport(
        name=name,
        within=within,
        effectiveness=_share(set(row) == {one} for row, one in zip(rows, truth, strict=True)),
        misses=_share(reading != study.bad for reading in of_bad),
        false_alarms=_share(reading == study.bad for reading in of_good),
        kappa=_or_none(lambda: cohen_kappa(said, true, parts=parts)),
        mean_trial_kappa=_mean_trial_kappa(study, rows, truth),
        repeat_kappa=repeat,
        symmetry=_symmetry(study, rows, true_rows),
    )


def _pair(study: AgreementStudy, first: str, second: str) -> PairReport:
    one, other, parts = _pooled(study, study.of(first), study.of(second))
    return PairReport(
        first=first,
        second=second,
        kappa=_or_none(lambda: cohen_kappa(one, other, parts=parts)),
        symmetry=_symmetry(study, study.of(first), study.of(second)),
    )


def _pooled(
    study: AgreementStudy, first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]
) -> tuple[list[str], list[str], list[str]]:
    """String two sets of readings, and the parts that they belong to, out in one row each."""
    return (
        [reading for row in first for reading in row],
        [reading for row in second for reading in row],
        [part for part in study.parts for _ in range(study.num_trials)],
    )


def _mean_trial_kappa(
    study: AgreementStudy, rows: Sequence[Sequence[str]], truth: Sequence[str]
) -> float | None:
    kappas = [
        _or_none(lambda trial=trial: cohen_kappa([row[trial] for row in rows], truth))
        for trial in range(study.num_trials)
    ]
    values = [kappa.value for kappa in kappas if kappa is not None]
    return float(np.mean(values)) if len(values) == study.num_trials else None


def _symmetry(
    study: AgreementStudy, first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]
) -> SymmetryTest:
    """Test for one-sided disagreement with one vote per part: trials of a part are alike."""
    categories = study.categories
    if len(categories) > 2:
        pairs = [(a[0], b[0]) for a, b in zip(first, second, strict=True)]
        return bowker([[pairs.count((a, b)) for b in categories] for a in categories])
    leanings = [
        sum((one == study.bad) - (other == study.bad) for one, other in zip(a, b, strict=True))
        for a, b in zip(first, second, strict=True)
    ]
    return mcnemar(sum(lean > 0 for lean in leanings), sum(lean < 0 for lean in leanings))


def _share(flags: Iterable[bool]) -> Share:
    listed = list(flags)
    return Share(count=sum(listed), total=len(listed))


def _or_none(make: Callable[[], Kappa]) -> Kappa | None:
    """Give a kappa, or None where only one category was ever used."""
    try:
        return make()
    except InvalidConfig:
        return None
