"""`andon inspect agree` and `andon inspect plan`: what the trade asks of any inspection."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tyro
from rich.console import Console
from rich.table import Table

from andon.cli.inspect_printing import share_text
from andon.cli.options import print_table
from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.choices import Level, Severity

if TYPE_CHECKING:
    from andon.inspection.kappa import Kappa

__all__ = ["InspectAgree", "InspectPlan"]


@dataclass(frozen=True, kw_only=True)
class InspectAgree:
    """Evaluate an attribute agreement study; a camera is one more appraiser."""

    study: tyro.conf.Positional[Path]
    """CSV file with the columns part, appraiser, trial, reading and, where known, reference."""
    bad: str = "bad"
    """Category that means a bad part."""
    json: Path | None = None
    """File to write the same figures to."""

    def run(self, console: Console) -> int:
        """Print the study."""
        from andon.artifacts import write_json
        from andon.inspection.agreement import agree
        from andon.inspection.study import read_study

        study = read_study(self.study, bad=self.bad)
        report = agree(study)
        console.print(
            f"{len(study.appraisers)} appraisers, {len(study.parts)} parts, {study.num_trials} "
            "trials each"
        )
        table = Table("appraiser", "agrees with itself", "right in all trials", "misses",
                      "false alarms", "kappa")  # fmt: skip
        for row in report.appraisers:
            cells = [
                "" if share is None else share_text(share)
                for share in (row.within, row.effectiveness, row.misses, row.false_alarms)
            ]
            table.add_row(row.name, *cells, kappa_text(row.kappa))
        print_table(console, table)
        for pair in report.pairs:
            console.print(f"  {pair.first} and {pair.second}: kappa {kappa_text(pair.kappa)}")
        console.print(f"All agree in all trials: {share_text(report.between)}")
        if report.all_against_reference is not None:
            console.print(
                f"All are right in all trials: {share_text(report.all_against_reference)}"
            )
        if self.json is not None:
            write_json(self.json, report)
            console.print(f"Wrote {self.json}")
        return 0


@dataclass(frozen=True, kw_only=True)
class InspectPlan:
    """Plan how many parts to look at: acceptance sampling, zero failures, smallest found size."""

    lot_size: int | None = None
    """Parts in a lot; with --aql gives the sampling plan of ISO 2859-1."""
    aql: float | None = None
    """Acceptance quality limit, in percent."""
    level: Level = "II"
    """General inspection level."""
    severity: Severity = "normal"
    """How strict the inspection is."""
    rate: float | None = None
    """Share of defects that must be found, such as 0.99; gives the parts of a demonstration."""
    confidence: float = 0.95
    """Confidence of the demonstration."""
    failures: int = 3
    """Misses up to which sizes of a demonstration are given."""
    sizes: Path | None = None
    """CSV file of defects with a size and hit (1) or miss (0); gives a90 and its bounds."""
    size_column: str = "size"
    """Column of the sizes."""
    hit_column: str = "hit"
    """Column of hits and misses."""

    def run(self, console: Console) -> int:
        """Print each plan that was asked for."""
        has_lot = self.lot_size is not None or self.aql is not None
        if not has_lot and self.rate is None and self.sizes is None:
            raise InvalidConfig(
                "Say what to plan: --lot-size and --aql, --rate, or --sizes; any of them together."
            )
        if has_lot:
            self._sampling(console)
        if self.rate is not None:
            self._demonstration(console, self.rate)
        if self.sizes is not None:
            self._detection(console, self.sizes)
        return 0

    def _sampling(self, console: Console) -> None:
        from andon.inspection.sampling import (
            aoql,
            code_letter,
            p_accept,
            quality_at,
            single_plan,
        )

        if self.lot_size is None or self.aql is None:
            raise InvalidConfig("A sampling plan needs both --lot-size and --aql.")
        letter = code_letter(self.lot_size, level=self.level)
        plan = single_plan(letter, aql_percent=self.aql, severity=self.severity)
        console.print(
            f"Code letter {letter}: take {plan.sample_size}, accept up to "
            f"{plan.acceptance_number} bad, reject from {plan.rejection_number}"
        )
        table = Table("share bad in the lot", "lots accepted")
        for share in (0.25 * self.aql, self.aql, 2 * self.aql, 4 * self.aql, 8 * self.aql):
            if share < 100:
                chance = float(p_accept(plan, share / 100))
                table.add_row(f"{share:.3g} %", f"{100 * chance:.2f} %")
        limit = aoql(plan)
        table.caption = (
            f"accepted with 95 %: {100 * quality_at(plan, p_accept=0.95):.3f} % bad; with 10 %: "
            f"{100 * quality_at(plan, p_accept=0.10):.3f} %; worst average outgoing "
            f"{100 * limit.aoql:.3f} %"
        )
        print_table(console, table)

    def _demonstration(self, console: Console, rate: float) -> None:
        from andon.inspection.sampling import demonstration_size

        table = Table("misses allowed", "bad parts to show")
        for failures in range(self.failures + 1):
            size = demonstration_size(rate, confidence=self.confidence, max_failures=failures)
            table.add_row(str(failures), f"{size:,}")
        table.caption = f"to show that {rate:.4g} are found, with confidence {self.confidence:g}"
        print_table(console, table)

    def _detection(self, console: Console, path: Path) -> None:
        from andon.inspection.detection import fit_pod, read_hit_miss

        data = read_hit_miss(path, size_column=self.size_column, hit_column=self.hit_column)
        if not len(data.sizes):
            raise BrokenFile(f"{path} has no row with a size.")
        table = Table("scale", "a50", "a90", "a90/95 (likelihood ratio)", "a90/95 (Wald)", "log L")
        for scale in ("linear", "log"):
            if scale == "log" and min(data.sizes) <= 0:
                continue
            found = fit_pod(data.sizes, data.hits, scale=scale)
            figures = (found.a50, found.a90, found.likelihood_ratio_bound(), found.wald_bound())
            table.add_row(scale, *(f"{v:.5g}" for v in figures), f"{found.log_likelihood:.4f}")
        table.caption = f"{len(data.sizes)} defects, {sum(data.hits)} found"
        print_table(console, table)


def kappa_text(kappa: "Kappa | None") -> str:
    """Give a kappa with its interval; nothing where it is undefined."""
    if kappa is None:
        return "undefined"
    low, high = kappa.interval
    return f"{kappa.value:.3f} ({low:.3f} to {high:.3f})"
