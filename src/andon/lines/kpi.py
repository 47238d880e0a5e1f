"""KPIs of a station by their standard definitions: ISO 22400-2, SEMI E10, and those for robots.

Of ISO 22400-2 only the wording of APT and PBT was read at a source; the other formulas are those
that secondary sources agree on, so each docstring names the KPI of the standard and gives the
formula, and no clause number is claimed. A ratio whose denominator is zero is None, never 0 or 1.
"""

from dataclasses import dataclass

from andon.errors import InvalidConfig
from andon.lines.shift_log import StationKind

__all__ = ["Oee", "StationKpis", "oee_of", "product_of", "ratio"]


def ratio(above: float, below: float) -> float | None:
    """Divide; None where there is nothing to divide by."""
    return above / below if below > 0.0 else None


@dataclass(frozen=True, kw_only=True)
class Oee:
    """Overall equipment effectiveness and its three parts."""

    availability: float
    """A = APT / PBT. [1]"""
    effectiveness: float
    """E = PRI * PQ / APT, also called performance; above 1 when PRI is too slow. [1]"""
    quality: float
    """Q = GQ / PQ. [1]"""

    @property
    def oee(self) -> float:
        """OEE = A * E * Q = PRI * GQ / PBT. ISO 22400-2, KPI 'overall equipment effectiveness'."""
        return self.availability * self.effectiveness * self.quality


def oee_of(
    *, planned_busy_s: float, production_s: float, standard_s: float, produced: int, good: int
) -> Oee:
    """Give the parts of OEE from plain sums.

    Args:
        planned_busy_s: PBT, without planned breaks.
        production_s: APT, micro-stops included.
        standard_s: Sum over products of PRI times PQ.
        produced: PQ.
        good: GQ.

    Returns:
        The three parts; a part without anything to divide by is 0.

    Raises:
        InvalidConfig: When a time is negative, APT exceeds PBT, or more parts are good than made.

    Example:
        >>> shift = oee_of(planned_busy_s=420 * 60, production_s=373 * 60, standard_s=19271.0,
        ...     produced=19271, good=18848)
        >>> round(shift.oee, 6)
        0.747937
    """
    slack = 1e-9 * max(1.0, planned_busy_s)
    if not (0.0 <= production_s <= planned_busy_s + slack and standard_s >= 0.0):
        raise InvalidConfig(
            f"OEE needs 0 <= APT <= PBT; got APT {production_s:g} s, PBT {planned_busy_s:g} s."
        )
    if not 0 <= good <= produced:
        raise InvalidConfig(f"OEE needs 0 <= GQ <= PQ; got {good} good of {produced} parts.")
    return Oee(
        availability=ratio(production_s, planned_busy_s) or 0.0,
        effectiveness=ratio(standard_s, production_s) or 0.0,
        quality=ratio(good, produced) or 0.0,
    )


@dataclass(frozen=True, kw_only=True)
class StationKpis:
    """What was measured at one station, and every KPI that follows from it."""

    name: str
    """Name of the station."""
    kind: StationKind
    """Who or what works there."""
    pbt_s: float
    """PBT, planned busy time: all time but closed hours and planned breaks."""
    apt_s: float
    """APT, actual production time; stops below the micro-stop threshold are part of it."""
    aust_s: float
    """AUST, actual unit set-up time."""
    adet_s: float
    """ADET, actual unit delay time: starved, blocked, being helped."""
    adot_s: float
    """ADOT, actual unit down time: failed, or being fed with energy."""
    apmt_s: float
    """APMT, actual planned maintenance time inside the planned busy time."""
    state_s: tuple[float, float, float, float, float, float]
    """Time in each SEMI E10 state, in the order of `reasons.E10_STATES`."""
    starved_s: float
    """Time without a part."""
    blocked_s: float
    """Time without space."""
    standard_s: float
    """Sum over products of PRI times PQ."""
    produced: int
    """PQ, produced quantity."""
    good: int
    """GQ, good quantity."""
    scrap: int
    """SQ, scrap quantity."""
    rework: int
    """RQ, rework quantity."""
    inspected: int
    """PI, inspected parts; all produced ones where nothing is inspected."""
    first_pass: int
    """GP, good parts of the first pass."""
    attempts: int
    """Attempts at parts."""
    failed_attempts: int
    """Attempts that did not succeed."""
    failures: int
    """FE, failure events; micro-stops are none."""
    failure_s: float
    """Sum of TTR: planned busy time out of order after failures, waiting included."""
    repair_work_s: float
    """Repair work alone."""
    interventions: int
    """Times that a person helped, battery and changeover apart."""
    assist_s: float
    """Planned busy time of these, waiting included."""
    micro_stops: int
    """Stops below the threshold."""
    battery_stops: int
    """Swaps and charges."""
    maintenance_work_s: float
    """PMT, work of preventive maintenance."""
    late: int | None
    """Cycles that took longer than the takt; None without a takt."""
    energy_kwh: float
    """Electrical energy."""

    @property
    def availability(self) -> float | None:
        """A = APT / PBT. ISO 22400-2, KPI 'availability'."""
        return ratio(self.apt_s, self.pbt_s)

    @property
    def effectiveness(self) -> float | None:
        """E = sum of PRI * PQ over products / APT. ISO 22400-2, KPI 'effectiveness'."""
        return ratio(self.standard_s, self.apt_s)

    @property
    def quality(self) -> float | None:
        """Q = GQ / PQ. ISO 22400-2, KPI 'quality ratio'."""
        return ratio(self.good, self.produced)

    @property
    def oee(self) -> float | None:
        """OEE = A * E * Q. ISO 22400-2, KPI 'overall equipment effectiveness index'."""
        return product_of(self.availability, self.effectiveness, self.quality)

    @property
    def nee(self) -> float | None:
        """NEE = (AUPT / PBT) * E * Q: set-up is no loss. ISO 22400-2, KPI 'NEE index'."""
        return product_of(ratio(self.aupt_s, self.pbt_s), self.effectiveness, self.quality)

    @property
    def aupt_s(self) -> float:
        """AUPT = APT + AUST, actual unit processing time. ISO 22400-2, time elements."""
        return self.apt_s + self.aust_s

    @property
    def aubt_s(self) -> float:
        """AUBT = AUPT + ADET, actual unit busy time. ISO 22400-2, time elements."""
        return self.aupt_s + self.adet_s

    @property
    def aoet_s(self) -> float:
        """AOET = APT + AUST + ADET + ADOT, order execution time. OPC 40501-1 C.2.3."""
        return self.aubt_s + self.adot_s

    @property
    def utilisation_efficiency(self) -> float | None:
        """APT / AUBT. ISO 22400-2, KPI 'utilization efficiency'."""
        return ratio(self.apt_s, self.aubt_s)

    @property
    def allocation_efficiency(self) -> float | None:
        """AUBT / PBT. ISO 22400-2, KPI 'allocation efficiency'."""
        return ratio(self.aubt_s, self.pbt_s)

    @property
    def technical_efficiency(self) -> float | None:
        """APT / (APT + ADET). ISO 22400-2, KPI 'technical efficiency'."""
        return ratio(self.apt_s, self.apt_s + self.adet_s)

    @property
    def throughput_per_h(self) -> float | None:
        """PQ / AOET. ISO 22400-2, KPI 'throughput rate'. [1/h]."""
        return ratio(3600.0 * self.produced, self.aoet_s)

    @property
    def setup_ratio(self) -> float | None:
        """AUST / AUPT. ISO 22400-2, KPI 'setup ratio'."""
        return ratio(self.aust_s, self.aupt_s)

    @property
    def equipment_load_ratio(self) -> float | None:
        """PQ / EPC, with the capacity EPC = PBT / PRI. ISO 22400-2, KPI 'equipment load ratio'."""
        return ratio(self.standard_s, self.pbt_s)

    @property
    def first_pass_yield(self) -> float | None:
        """FPY = GP / PI. ISO 22400-2, KPI 'first pass yield'."""
        return ratio(self.first_pass, self.inspected)

    @property
    def scrap_ratio(self) -> float | None:
        """SQ / PQ. ISO 22400-2, KPI 'scrap ratio'."""
        return ratio(self.scrap, self.produced)

    @property
    def rework_ratio(self) -> float | None:
        """RQ / PQ. ISO 22400-2, KPI 'rework ratio'."""
        return ratio(self.rework, self.produced)

    @property
    def corrective_maintenance_ratio(self) -> float | None:
        """CMT / (CMT + PMT). ISO 22400-2, KPI 'corrective maintenance ratio'."""
        return ratio(self.repair_work_s, self.repair_work_s + self.maintenance_work_s)

    @property
    def up_s(self) -> float:
        """Planned busy time out of failures: sum of the times between failures (TBF)."""
        return self.pbt_s - self.failure_s

    @property
    def mtbf_iso_s(self) -> float:
        """MTBF = sum TBF / (FE + 1). ISO 22400-2, KPI 'mean time between failures'. [s]."""
        return self.up_s / (self.failures + 1)

    @property
    def mttr_iso_s(self) -> float:
        """MTTR = sum TTR / (FE + 1). ISO 22400-2, KPI 'mean time to repair'. [s]."""
        return self.failure_s / (self.failures + 1)

    @property
    def mttf_iso_s(self) -> float:
        """MTTF = sum TTF / (FE + 1), TTF being APT. ISO 22400-2, KPI 'mean time to failure'."""
        return self.apt_s / (self.failures + 1)

    @property
    def mtbf_s(self) -> float | None:
        """MTBF = sum TBF / FE, as practice divides; None without a failure. [s]."""
        return ratio(self.up_s, self.failures)

    @property
    def mttr_s(self) -> float | None:
        """MTTR = sum TTR / FE, as practice divides; None without a failure. [s]."""
        return ratio(self.failure_s, self.failures)

    @property
    def inherent_availability(self) -> float | None:
        """MTBF / (MTBF + MTTR), both as practice divides; 1 without a failure."""
        return ratio(self.up_s, self.pbt_s)

    @property
    def mtbfp_s(self) -> float | None:
        """MTBFp = productive time / failures. SEMI E10, productive-time convention. [s]."""
        return ratio(self.state_s[0], self.failures)

    @property
    def mcbf(self) -> float | None:
        """MCBF = cycles / failures. SEMI E10, mean cycles between failures. [1]."""
        return ratio(self.produced, self.failures)

    @property
    def operational_uptime(self) -> float | None:
        """(productive + standby + engineering) / operations time. SEMI E10."""
        return ratio(sum(self.state_s[:3]), sum(self.state_s[:5]))

    @property
    def mtbf_a_s(self) -> float | None:
        """MTBF/A = run time (APT) between failures or assists. PhAIL. [s]."""
        return ratio(self.apt_s, self.failures + self.interventions)

    @property
    def mcbi(self) -> float | None:
        """MCBI = cycles between interventions; the robot's MCBF. [1]."""
        return ratio(self.produced, self.interventions)

    @property
    def mtta_s(self) -> float | None:
        """MTTA = mean time that an assist takes, waiting included. PhAIL. [s]."""
        return ratio(self.assist_s, self.interventions)

    @property
    def interventions_per_h(self) -> float | None:
        """Interventions per planned busy hour. [1/h]."""
        return ratio(3600.0 * self.interventions, self.pbt_s)

    @property
    def interventions_per_1000(self) -> float | None:
        """Interventions per 1000 produced parts. [1]."""
        return ratio(1000.0 * self.interventions, self.produced)

    @property
    def autonomy_rate(self) -> float | None:
        """1 - assist time / (assist time + production time)."""
        share = ratio(self.assist_s, self.assist_s + self.apt_s)
        return None if share is None else 1.0 - share

    @property
    def labour_per_robot(self) -> float | None:
        """(time of assists and repairs) / run time: (MTTA + MTTR) / (MTBF/A) operators."""
        return ratio(self.assist_s + self.failure_s, self.apt_s)

    @property
    def completion_share(self) -> float | None:
        """Finished parts / attempts. PhAIL, completion."""
        return ratio(self.produced, self.attempts)

    @property
    def attempt_success(self) -> float | None:
        """Successful attempts / attempts."""
        return ratio(self.attempts - self.failed_attempts, self.attempts)

    @property
    def takt_compliance(self) -> float | None:
        """Share of cycles within the takt, P(cycle <= takt); None without a takt."""
        return None if self.late is None else ratio(self.produced - self.late, self.produced)

    @property
    def utilisation(self) -> float | None:
        """Productive time / planned busy time."""
        return ratio(self.state_s[0], self.pbt_s)

    @property
    def starvation(self) -> float | None:
        """Starved time / planned busy time."""
        return ratio(self.starved_s, self.pbt_s)

    @property
    def blocking(self) -> float | None:
        """Blocked time / planned busy time."""
        return ratio(self.blocked_s, self.pbt_s)

    @property
    def energy_per_part_kwh(self) -> float | None:
        """Energy / good part. [kWh]."""
        return ratio(self.energy_kwh, self.good)

    def table(self) -> dict[str, float | None]:
        """Give every KPI by its name."""
        names = [n for n, v in vars(type(self)).items() if isinstance(v, property)]
        return {name: getattr(self, name) for name in names}


def product_of(*factors: float | None) -> float | None:
    """Multiply; None where a factor is missing."""
    result = 1.0
    for factor in factors:
        if factor is None:
            return None
        result *= factor
    return result
