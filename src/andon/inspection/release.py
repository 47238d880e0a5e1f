"""May a new inspector replace the one in service? Only if misses fall and false alarms do not rise.

Both are judged on the same parts, pair by pair, with the evidence of `andon.verdicts.comparison`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from andon.errors import InvalidConfig
from andon.inspection.counts import Decision, count_decisions
from andon.inspection.graded_part import UNNAMED_CLASS
from andon.randomness import stream
from andon.verdicts.comparison import Comparison, compare
from andon.verdicts.decision import Lamp

__all__ = ["ClassChange", "PairedPart", "Release", "decide_release"]


@dataclass(frozen=True, kw_only=True)
class PairedPart:
    """One part, its truth, and what both inspectors decided."""

    name: str
    """Name of the part, unique within the set."""
    is_bad: bool
    """Whether the part is truly bad."""
    incumbent: Decision
    """Decision of the inspector in service."""
    challenger: Decision
    """Decision of the inspector that would replace it."""
    defect_class: str = ""
    """Kind of defect of a bad part."""


@dataclass(frozen=True, kw_only=True)
class ClassChange:
    """What happens to the misses of one kind of defect."""

    name: str
    """Kind of defect."""
    num_parts: int
    """Bad parts of this kind."""
    newly_found: int
    """Parts that only the challenger found."""
    newly_missed: int
    """Parts that only the incumbent found: name them before a release."""


@dataclass(frozen=True, kw_only=True)
class Release:
    """The verdict on a release, with the evidence on both questions."""

    lamp: Lamp
    """GREEN: misses fall and false alarms do not rise. RED: one of them is shown to get worse.
    AMBER: not enough evidence."""
    reason: str
    """The verdict in one sentence."""
    detection: Comparison
    """Bad parts found, pair by pair."""
    acceptance: Comparison
    """Good parts accepted, pair by pair, with the test for a rise of false alarms."""
    max_rise: float
    """Rise of the false alarm rate that counts as none. [1]"""
    alpha: float
    """Largest chance of a wrong GREEN, and of a wrong RED. [1]"""
    by_class: tuple[ClassChange, ...]
    """Changes by kind of defect, in alphabetical order."""
    newly_missed: tuple[str, ...]
    """Names of the bad parts that only the incumbent found."""


def decide_release(
    parts: Sequence[PairedPart],
    *,
    max_rise: float = 0.01,
    alpha: float = 0.05,
    seed: int = 0,
) -> Release:
    """Decide whether an inspector may replace the one in service.

    A part is called when it is not accepted. GREEN needs evidence at alpha for both claims: the
    challenger misses fewer bad parts, and its false alarm rate is less than `max_rise` above the
    incumbent's. RED takes evidence at alpha/2 that misses rise or that false alarms rise, and goes
    before GREEN. Whatever is left is AMBER. The set is looked at once, as a whole.

    Args:
        parts: Parts with both decisions; neither inspector was set up on any of them.
        max_rise: Rise of the false alarm rate that counts as none, in (0, 1). [1]
        alpha: Largest chance of a wrong GREEN, and of a wrong RED, in (0, 0.5). [1]
        seed: Seed of the order in which good parts are bet on; fixed before the evidence is seen.

    Returns:
        The verdict.

    Raises:
        InvalidConfig: When a part occurs twice, good or bad parts are missing, or an argument is
            out of range.
    """
    names = [part.name for part in parts]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidConfig(f"Part {twice!r} occurs more than once; a part counts once.")
    bad = [part for part in parts if part.is_bad]
    good = sorted((part for part in parts if not part.is_bad), key=lambda part: part.name)
    if not (bad and good):
        raise InvalidConfig(
            f"Found {len(bad)} bad and {len(good)} good parts; a release is judged on both."
        )
    truth = [part.is_bad for part in parts]
    _ = count_decisions(truth, [part.incumbent for part in parts])  # refuses what is no decision
    _ = count_decisions(truth, [part.challenger for part in parts])
    detection = _compare(bad, alpha=alpha, max_rise=None)
    order: list[int] = stream(seed, "release_order").permutation(len(good)).tolist()
    acceptance = _compare([good[index] for index in order], alpha=alpha, max_rise=max_rise)
    lamp, reason = _judge(detection, acceptance, alpha, max_rise)
    return Release(
        lamp=lamp,
        reason=reason,
        detection=detection,
        acceptance=acceptance,
        max_rise=max_rise,
        alpha=alpha,
        by_class=_changes(bad),
        newly_missed=tuple(p.name for p in bad if _is_right(p, "incumbent") and _is_lost(p)),
    )


def _is_right(part: PairedPart, arm: str) -> bool:
    decision = part.incumbent if arm == "incumbent" else part.challenger
    return (decision != "accept") == part.is_bad


def _is_lost(part: PairedPart) -> bool:
    return not _is_right(part, "challenger")


def _compare(parts: Sequence[PairedPart], *, alpha: float, max_rise: float | None) -> Comparison:
    return compare(
        [_is_right(part, "incumbent") for part in parts],
        [_is_right(part, "challenger") for part in parts],
        alpha=alpha,
        margin=max_rise,
        look_every=len(parts),
    )


def _judge(
    detection: Comparison, acceptance: Comparison, alpha: float, max_rise: float
) -> tuple[Lamp, str]:
    misses = f"misses {_misses(detection.incumbent.successes, detection)} -> "
    misses += f"{_misses(detection.challenger.successes, detection)} of {detection.num_pairs}"
    alarms = f"false alarms {_misses(acceptance.incumbent.successes, acceptance)} -> "
    alarms += f"{_misses(acceptance.challenger.successes, acceptance)} of {acceptance.num_pairs}"
    found = f"{misses}, {alarms}"
    is_worse = log(2.0 / alpha)  # two ways to be RED share alpha
    if detection.log_e_not_better[-1] >= is_worse:
        return "RED", f"Misses rise: {found}."
    if acceptance.log_e_not_better[-1] >= is_worse:
        return "RED", f"False alarms rise: {found}."
    falls = detection.answer == "better"
    holds = acceptance.non_inferior_at is not None
    if falls and holds:
        return "GREEN", f"Misses fall and false alarms rise by less than {max_rise:g}: {found}."
    if falls:
        return "AMBER", f"Misses fall; a rise of false alarms is not ruled out: {found}."
    if holds:
        return "AMBER", f"False alarms do not rise; that misses fall is not shown: {found}."
    return "AMBER", f"Neither that misses fall nor that false alarms hold is shown: {found}."


def _misses(successes: int, comparison: Comparison) -> int:
    return comparison.num_pairs - successes


def _changes(bad: Sequence[PairedPart]) -> tuple[ClassChange, ...]:
    names = sorted({part.defect_class or UNNAMED_CLASS for part in bad})
    changes: list[ClassChange] = []
    for name in names:
        members = [part for part in bad if (part.defect_class or UNNAMED_CLASS) == name]
        pairs = [(_is_right(p, "incumbent"), _is_right(p, "challenger")) for p in members]
        changes.append(
            ClassChange(
                name=name,
                num_parts=len(members),
                newly_found=pairs.count((False, True)),
                newly_missed=pairs.count((True, False)),
            )
        )
    return tuple(changes)
