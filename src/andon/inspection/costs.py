"""What the mistakes of an inspection cost, and the probability of a defect to reject at."""

from dataclasses import dataclass
from datetime import date
from math import isfinite

import numpy as np
import numpy.typing as npt
from scipy import special

from andon.errors import InvalidConfig

__all__ = ["InspectionCosts", "check_prevalence", "shift_prior"]


@dataclass(frozen=True, kw_only=True)
class InspectionCosts:
    """What one mistake, and one review, weighs in the decision.

    Weights of an expectation, so plain numbers: they are multiplied by estimated rates. What is
    booked is counted afterwards and priced by the ledger.
    """

    escape_cost: float
    """Cost of one bad part that is accepted, in `currency`, above 0."""
    overkill_cost: float
    """Cost of one good part that is rejected, in `currency`, above 0."""
    review_cost: float | None = None
    """Cost of one part that a person looks at, in `currency`, above 0; None where nobody does."""
    currency: str
    """ISO 4217 code, for example `EUR`."""
    priced_on: str
    """Date of the prices, ISO 8601."""
    source: str = "assumed"
    """Where the prices come from."""

    def __post_init__(self) -> None:
        """Refuse costs that cannot be meant."""
        given = {"escape_cost": self.escape_cost, "overkill_cost": self.overkill_cost}
        if self.review_cost is not None:
            given["review_cost"] = self.review_cost
        for name, cost in given.items():
            if not (isfinite(cost) and cost > 0.0):
                raise InvalidConfig(f"{name} is {cost}; a cost must be finite and above 0.")
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise InvalidConfig(
                f"The currency is {self.currency!r}; it must be an ISO 4217 code such as 'EUR'."
            )
        try:
            date.fromisoformat(self.priced_on)
        except ValueError as error:
            raise InvalidConfig(
                f"priced_on is {self.priced_on!r}; it must be a date such as '2026-08-01'."
            ) from error

    @property
    def reject_probability(self) -> float:
        """Probability of a defect above which rejecting is cheaper than accepting.

        Source:
            C. Elkan, The foundations of cost-sensitive learning, IJCAI 2001: reject when
            P(defect) > overkill_cost / (overkill_cost + escape_cost).
        """
        return self.overkill_cost / (self.overkill_cost + self.escape_cost)


def shift_prior(
    probability: npt.ArrayLike, *, prevalence: float, new_prevalence: float
) -> npt.NDArray[np.float64]:
    """Carry probabilities of a defect from one prevalence of defects to another.

    Args:
        probability: Probabilities where the share of bad parts is `prevalence`, in [0, 1]. Any
            shape. [1]
        prevalence: Share of bad parts that the probabilities were made with, in (0, 1). [1]
        new_prevalence: Share of bad parts where they will be used, in (0, 1). [1]

    Returns:
        Probabilities under the new prevalence, same shape. [1]

    Raises:
        InvalidConfig: When a prevalence is outside (0, 1) or a probability outside [0, 1].

    Source:
        C. Elkan, IJCAI 2001, theorem 2: the logit moves by ln(p'(1 - p) / (p (1 - p'))).

    Example:
        >>> round(float(shift_prior(0.5, prevalence=0.5, new_prevalence=0.01)), 6)
        0.01
    """
    check_prevalence(prevalence)
    check_prevalence(new_prevalence)
    p = np.asarray(probability, dtype=np.float64)
    if not np.all((p >= 0.0) & (p <= 1.0)):
        raise InvalidConfig("A probability of a defect lies outside [0, 1].")
    shift = special.logit(new_prevalence) - special.logit(prevalence)
    return np.asarray(special.expit(special.logit(p) + shift), dtype=np.float64)


def check_prevalence(prevalence: float) -> None:
    """Refuse a share of bad parts outside (0, 1).

    Raises:
        InvalidConfig: As it says.
    """
    if not 0.0 < prevalence < 1.0:
        raise InvalidConfig(
            f"The prevalence is {prevalence}; the share of bad parts must lie in (0, 1), for "
            "example 0.01."
        )
