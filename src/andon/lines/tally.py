"""What is counted at one station while the line runs."""

__all__ = ["Tally"]


class Tally:
    """Counts since the end of the warm-up; fields as in `andon.lines.shift_log.StationRecord`."""

    __slots__ = (
        "attempts",
        "busy_s",
        "escapes",
        "failed_attempts",
        "false_rejects",
        "first_pass",
        "inspected",
        "late",
        "parts",
        "rework",
        "scrap",
        "standard_s",
    )

    def __init__(self, num_products: int) -> None:
        """Begin at zero."""
        self.parts = [0] * num_products
        self.reset()

    def reset(self) -> None:
        """Go back to zero, at the end of the warm-up."""
        self.parts = [0] * len(self.parts)
        self.attempts = 0
        self.failed_attempts = 0
        self.scrap = 0
        self.rework = 0
        self.inspected = 0
        self.first_pass = 0
        self.false_rejects = 0
        self.escapes = 0
        self.late = 0
        self.busy_s = 0.0
        self.standard_s = 0.0
