"""What happens to the quality of parts at one station in simulated time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from andon.lines.distribution import UniformSampler

if TYPE_CHECKING:
    from andon.lines.run import Run
    from andon.lines.station import Station
    from andon.lines.store import Part
    from andon.lines.tally import Tally

__all__ = ["Quality"]


class Quality:
    """Loses, damages, repairs and judges parts.

    Each purpose has a stream of its own and draws once per part, whatever happened before, so that
    two lines that differ elsewhere see the same luck.
    """

    def __init__(self, run: Run, station: Station, index: int) -> None:
        """Open the streams of a station."""
        self._station = station
        self._index = index
        self._luck = {
            name: UniformSampler(run.stream(station.name, name))
            for name in ("scrap", "rework", "defect", "inspection")
        }

    @classmethod
    def make(cls, run: Run, station: Station, index: int) -> Quality | None:
        """Make one where the station does anything to quality; None elsewhere."""
        rates = station.scrap_rate or station.defect_rate
        if rates or station.inspection or station.rework:
            return cls(run, station, index)
        return None

    def judge(self, part: Part, tally: Tally) -> Literal["pass", "reject", "scrap"]:
        """Decide what becomes of a part that the station has worked on."""
        station, luck = self._station, self._luck
        if station.scrap_rate and luck["scrap"].next() < station.scrap_rate:
            return "scrap"
        if station.rework and luck["rework"].next() < station.rework.success_rate:
            part.defect = -1
        if station.defect_rate and luck["defect"].next() < station.defect_rate and part.defect < 0:
            part.defect = self._index
        if station.inspection is None:
            return "pass"
        tally.inspected += part.rejects == 0
        u = luck["inspection"].next()
        is_defective = part.defect >= 0
        is_rejected = (
            u >= station.inspection.escape_rate
            if is_defective
            else u < station.inspection.false_reject_rate
        )
        if not is_rejected:
            tally.first_pass += part.rejects == 0
            return "pass"
        tally.false_rejects += not is_defective
        part.rejects += 1
        return "scrap" if part.rejects >= station.inspection.max_visits else "reject"
