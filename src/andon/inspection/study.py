"""An agreement study: who read which part how often, and what they said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.labels import read_rows

__all__ = ["AgreementStudy", "Reading", "add_appraiser", "make_study", "read_study"]

_COLUMNS = ("part", "appraiser", "trial", "reading")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One look of one appraiser at one part."""

    part: str
    """Name of the part."""
    appraiser: str
    """Name of the person or camera."""
    trial: str
    """Name of the round, for example `1`."""
    reading: str
    """Category that was given."""


@dataclass(frozen=True, kw_only=True)
class AgreementStudy:
    """All readings of a crossed study: every appraiser reads every part equally often."""

    parts: tuple[str, ...]
    """Names of the parts."""
    appraisers: tuple[str, ...]
    """Names of the appraisers; a camera is one of them."""
    readings: tuple[tuple[tuple[str, ...], ...], ...]
    """Categories by appraiser, part and trial, in this order."""
    reference: tuple[str, ...] | None = None
    """True category of each part; None where nobody knows."""
    bad: str
    """Category that means a bad part; every other one means a good part."""

    def __post_init__(self) -> None:
        """Refuse a study with holes."""
        if not (self.parts and self.appraisers):
            raise InvalidConfig("An agreement study needs at least one part and one appraiser.")
        for kind, names in (("part", self.parts), ("appraiser", self.appraisers)):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise InvalidConfig(f"The study names the {kind}s {twice} more than once.")
        if len(self.readings) != len(self.appraisers):
            raise InvalidConfig(
                f"The study has {len(self.appraisers)} appraisers and readings of "
                f"{len(self.readings)}."
            )
        for name, rows in zip(self.appraisers, self.readings, strict=True):
            lengths = {len(row) for row in rows}
            if len(rows) != len(self.parts) or lengths != {self.num_trials} or lengths == {0}:
                raise InvalidConfig(
                    f"Appraiser {name!r} must read each of the {len(self.parts)} parts "
                    f"{self.num_trials} times, as often as everybody else, at least once."
                )
        if self.reference is not None and len(self.reference) != len(self.parts):
            raise InvalidConfig(
                f"The reference has {len(self.reference)} categories for {len(self.parts)} parts."
            )
        if self.bad not in self.categories:
            raise InvalidConfig(
                f"The category {self.bad!r} for bad parts occurs nowhere in the study; it has "
                f"{list(self.categories)}."
            )

    @property
    def num_trials(self) -> int:
        """Readings of each part by each appraiser; 0 where the first one has none."""
        return len(self.readings[0][0]) if self.readings[0] else 0

    @property
    def categories(self) -> tuple[str, ...]:
        """All categories that occur, in alphabetical order."""
        said = {reading for rows in self.readings for row in rows for reading in row}
        return tuple(sorted(said | set(self.reference or ())))

    def of(self, appraiser: str) -> tuple[tuple[str, ...], ...]:
        """Give the readings of one appraiser by part and trial.

        Raises:
            InvalidConfig: When nobody has this name.
        """
        if appraiser not in self.appraisers:
            raise InvalidConfig(f"No appraiser named {appraiser!r}; {list(self.appraisers)}.")
        return self.readings[self.appraisers.index(appraiser)]


def make_study(
    readings: Iterable[Reading], *, bad: str, reference: Mapping[str, str] | None = None
) -> AgreementStudy:
    """Put single readings together to a study.

    Args:
        readings: Readings in any order; parts and appraisers keep the order of their first one.
        bad: Category that means a bad part.
        reference: True category by name of the part.

    Returns:
        The study.

    Raises:
        InvalidConfig: When a reading is missing or given twice, or a part has no reference.
    """
    given: dict[tuple[str, str, str], str] = {}
    for one in readings:
        key = (one.appraiser, one.part, one.trial)
        if key in given:
            raise InvalidConfig(
                f"Appraiser {one.appraiser!r} reads part {one.part!r} twice in trial {one.trial!r}."
            )
        given[key] = one.reading
    appraisers, parts, trials = (tuple(dict.fromkeys(key[i] for key in given)) for i in range(3))
    for appraiser in appraisers:
        for part in parts:
            lacking = [trial for trial in trials if (appraiser, part, trial) not in given]
            if lacking:
                raise InvalidConfig(
                    f"Appraiser {appraiser!r} has no reading of part {part!r} in trial "
                    f"{lacking[0]!r}; everybody must read every part in every trial."
                )
    unknown = [part for part in parts if reference is not None and part not in reference]
    if unknown:
        raise InvalidConfig(f"The reference does not say what part {unknown[0]!r} is.")
    return AgreementStudy(
        parts=parts,
        appraisers=appraisers,
        readings=tuple(
            tuple(tuple(given[who, part, trial] for trial in trials) for part in parts)
            for who in appraisers
        ),
        reference=None if reference is None else tuple(reference[part] for part in parts),
        bad=bad,
    )


def add_appraiser(
    study: AgreementStudy, name: str, readings: Mapping[str, Sequence[str]]
) -> AgreementStudy:
    """Add one more appraiser, for example a camera, to a study.

    The camera must have looked at the part anew in each trial: put in again, not the same picture
    scored again, which agrees with itself by construction.

    Args:
        study: Study of the others.
        name: Name of the new appraiser.
        readings: Categories by part, one per trial.

    Returns:
        A study with one appraiser more.

    Raises:
        InvalidConfig: When the name is taken, or a part is missing or was read more or less often.
    """
    missing = [part for part in study.parts if part not in readings]
    if missing:
        raise InvalidConfig(f"Appraiser {name!r} has no reading of part {missing[0]!r}.")
    rows = tuple(tuple(readings[part]) for part in study.parts)
    return replace(study, appraisers=(*study.appraisers, name), readings=(*study.readings, rows))


def read_study(path: Path, *, bad: str) -> AgreementStudy:
    """Read a study from a CSV file with one reading per row.

    Args:
        path: File with the columns `part`, `appraiser`, `trial`, `reading`, and, where the truth is
            known, `reference`.
        bad: Category that means a bad part.

    Returns:
        The study.

    Raises:
        BrokenFile: When the file is missing, no text, or lacks a column or a value.
        InvalidConfig: As `make_study`, or when a part has two references.
    """
    rows = read_rows(path, columns=_COLUMNS)
    reference: dict[str, str] = {}
    readings: list[Reading] = []
    for number, row in rows:
        empty = [name for name in (*_COLUMNS, "reference") if row.get(name) == ""]
        if empty:
            raise BrokenFile(f"{path}, line {number}: no value for {empty}.")
        readings.append(Reading(**{name: row[name] for name in _COLUMNS}))
        truth = row.get("reference")
        if truth is not None and reference.setdefault(row["part"], truth) != truth:
            raise InvalidConfig(
                f"{path}, line {number}: part {row['part']!r} was {reference[row['part']]!r} "
                f"before and is {truth!r} here; a part has one reference."
            )
    return make_study(readings, bad=bad, reference=reference or None)
