"""Small lines and price files that tests give to commands."""

from pathlib import Path

LINE = """schema = 1
name = "cell"
takt_s = 40
horizon_h = 6

[[crew]]
name = "help"
people = 1

[[station]]
name = "press"
kind = "automation"
output = "blanks"
cycle_s = {{ kind = "lognormal", mean = 30, cv = 0.2 }}
power_w = 1000

[[buffer]]
name = "blanks"
capacity = 3

[[station]]
name = "carry"
kind = "robot"
robots = 1
input = "blanks"
{cycle}
[station.attempts]
{rate}
help_s = {{ kind = "triangular", low = 30, mode = 60, high = 120 }}
crew = "help"
{evidence}
"""

PRICES = """schema = 1
name = "plant"
defaults = "US"

[terms]
currency = "USD"
date = 2026-08-31
discount_rate = 0.1
life_yr = 4
hours_per_year = 4000
human_parts_per_h = {human}

[price.robot]
value = 60_000
low = 30_000
high = 120_000
currency = "USD"
unit = "robot"
date = 2026-08-31
source = "assumed"
evidence = "J"

[price.energy]
value = 0.2
currency = "USD"
unit = "kWh"
date = 2026-08-31
source = "assumed"
evidence = "J"

[price.downtime]
value = 0
currency = "USD"
unit = "h"
date = 2026-08-31
source = "assumed"
evidence = "J"

[[subsidy]]
name = "region"
share = 0.5
centres = ["robot"]
date = 2026-08-31
source = "assumed"
evidence = "J"
"""


def write_line(folder: Path, name: str = "line.toml", *, evidence: str = "", **extra: str) -> Path:
    """Write a line of two stations; `evidence` is a folder that its robot is drawn from."""
    table = f'[station.evidence]\nfolder = "{evidence}"\nhandling_s = 16\n' if evidence else ""
    values = {
        "cycle": "" if evidence else "cycle_s = 28",
        "rate": "" if evidence else "successes = 95\ntrials = 100\ncauses = { dropped = 1 }",
        "evidence": table,
    }
    path = folder / name
    path.write_text(LINE.format(**(values | extra)))
    return path


def write_prices(folder: Path, name: str = "prices.toml", *, human: float = 60) -> Path:
    """Write a price file with half of the robot paid by public money."""
    path = folder / name
    path.write_text(PRICES.format(human=human))
    return path
