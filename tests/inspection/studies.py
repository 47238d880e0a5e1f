"""The agreement study of the golden values: 15 parts, three appraisers, three trials.

Source: jasp-stats/jaspQualityControl, AAARow.csv (black spots on bearings); Y is a bad part.
"""

from andon.inspection.study import Reading, make_study

REFERENCE = dict(enumerate("YNYYYNYNNYNYYYY", start=1))

DEVIATIONS = {
    "EG": {4: "YNN", 6: "YYY", 14: "NNN"},
    "BL": {4: "YNN", 6: "YYY", 7: "NNN", 14: "NNN"},
    "MH": {2: "YYY", 6: "YYY", 8: "NNY", 9: "YNN", 11: "YNY", 14: "NNN"},
}
"""Readings that differ from the reference in at least one trial."""


def golden_readings():
    """Give the 135 single readings."""
    return [
        Reading(part=str(part), appraiser=name, trial=str(trial + 1), reading=row[trial])
        for name, deviations in DEVIATIONS.items()
        for part, truth in REFERENCE.items()
        for row in [deviations.get(part, 3 * truth)]
        for trial in range(3)
    ]


def golden_reference():
    """Give the truth by name of the part."""
    return {str(part): truth for part, truth in REFERENCE.items()}


def golden_study():
    """Give the study with its reference."""
    return make_study(golden_readings(), bad="Y", reference=golden_reference())
