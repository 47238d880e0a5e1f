"""The grey zone of an attribute gauge: where it decides one way today and the other tomorrow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig
from andon.inspection.graded_part import Floats

__all__ = ["GaugeRange", "MeasuredPart", "gauge_range"]


@dataclass(frozen=True, kw_only=True)
class MeasuredPart:
    """One part with a measured value and repeated decisions."""

    value: float
    """Reference value, in the unit of the tolerance."""
    accepted: int
    """Readings that accepted the part."""
    readings: int
    """Readings of the part, by everybody."""

    def __post_init__(self) -> None:
        """Refuse a count outside its total."""
        if not (self.readings >= 1 and 0 <= self.accepted <= self.readings):
            raise InvalidConfig(
                f"A part was accepted {self.accepted} of {self.readings} times; not within the "
                "readings."
            )


@dataclass(frozen=True, kw_only=True)
class GaugeRange:
    """Width of the grey zones at both limits, in the unit of the tolerance."""

    last_rejected_above: float
    """Smallest value of the run of parts, from the top, that everybody rejects."""
    first_accepted: float
    """Largest value that everybody accepts."""
    last_accepted: float
    """Smallest value that everybody accepts."""
    first_rejected_below: float
    """Largest value of the run of parts, from the bottom, that everybody rejects."""
    tolerance: float
    """Upper minus lower limit."""

    @property
    def upper_width(self) -> float:
        """Width of the grey zone at the upper limit."""
        return self.last_rejected_above - self.first_accepted

    @property
    def lower_width(self) -> float:
        """Width of the grey zone at the lower limit."""
        return self.last_accepted - self.first_rejected_below

    @property
    def mean_width(self) -> float:
        """Mean width of both grey zones."""
        return (self.upper_width + self.lower_width) / 2.0

    @property
    def uncertainty(self) -> float:
        """Standard uncertainty of the gauge: half of the mean width."""
        return self.mean_width / 2.0

    @property
    def capability(self) -> float:
        """Twice the uncertainty over the tolerance; smaller is better."""
        return 2.0 * self.uncertainty / self.tolerance


def gauge_range(
    parts: Sequence[MeasuredPart], *, lower_limit: float, upper_limit: float
) -> GaugeRange:
    """Find the grey zones of an attribute gauge from parts of known value.

    Args:
        parts: Parts that spread over both limits, with all their readings, in any order.
        lower_limit: Lower limit of the tolerance.
        upper_limit: Upper limit of the tolerance.

    Returns:
        The zones.

    Raises:
        InvalidConfig: When the limits do not rise, or no part is accepted by everybody, rejected by
            everybody above, or rejected by everybody below.

    Source:
        ISO 22514-7, clause 12 (attribute measurement processes).
    """
    if not lower_limit < upper_limit:
        raise InvalidConfig(f"Limits {lower_limit} and {upper_limit}: the second must be larger.")
    ordered = sorted(parts, key=lambda part: part.value)
    values = np.asarray([part.value for part in ordered])
    is_accepted = np.asarray([part.accepted == part.readings for part in ordered], dtype=np.bool_)
    is_rejected = np.asarray([part.accepted == 0 for part in ordered], dtype=np.bool_)
    if not np.any(is_accepted):
        raise InvalidConfig("No part is accepted by everybody; the study has no good part.")
    accepted: Floats = values[is_accepted]
    if not (is_rejected[0] and is_rejected[-1]):
        raise InvalidConfig(
            "A grey zone has no end: the outermost parts beyond both limits must be rejected by "
            "everybody."
        )
    return GaugeRange(
        last_rejected_above=_end_of_run(values[::-1], is_rejected[::-1]),
        first_accepted=float(accepted[-1]),
        last_accepted=float(accepted[0]),
        first_rejected_below=_end_of_run(values, is_rejected),
        tolerance=upper_limit - lower_limit,
    )


def _end_of_run(values: Floats, is_rejected: npt.NDArray[np.bool_]) -> float:
    """Give the last value of the unbroken run of rejected parts at the start."""
    return float(values[int(np.argmin(is_rejected)) - 1])
