"""Write the tables of `docs/reference` from the code that they describe.

Run it after a change of a gate, a contract, a scenario, an artifact or a command:
`.venv/bin/python scripts/make_reference.py`. With `--check` it writes nothing and exits 1 when a
page is out of date. Text outside the marks `<!-- table: NAME -->` and `<!-- end -->` stays.
"""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import get_args

from andon.bodies import bodies
from andon.cli.main import Command
from andon.episodes.episode import EVENT_NAMES, FAILED_CAUSES, METRIC_UNITS, Episode, Event
from andon.lines import line as lines_line
from andon.lines import shift as lines_shift
from andon.lines import station as lines_station
from andon.lines.preset import preset_names, read_preset
from andon.lines.reasons import BUILT_IN
from andon.policies.contract import (
    GAIT_WIDTHS,
    POLICY_TERMS,
    Clock,
    Contract,
    ContractTerm,
    JointGroup,
)
from andon.policies.gait_config import GaitConfig, PlannerConfig
from andon.policies.setup import POLICIES, Setup
from andon.scenarios import Fixed, Parameter, Uniform, scenarios
from andon.sensing.height_scan import HeightScan
from andon.sensing.noise import TermNoise
from andon.sensing.terms import TERMS
from andon.verdicts.gate import Gate
from andon.verdicts.kpi import EventRateKpi, MeanKpi, SuccessRateKpi
from andon.verdicts.kpi_report import KpiReport
from andon.verdicts.operating import OperatingPoint
from andon.verdicts.strata import Stratum

PAGES = Path(__file__).resolve().parents[1] / "docs" / "reference"

MARKED = re.compile(r"(<!-- table: ([\w-]+) -->\n).*?(\n<!-- end -->)", re.DOTALL)

ABSENT = "none"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a dataclass as its source says it."""

    name: str
    """Name."""
    kind: str
    """Annotation."""
    default: str | None
    """Default; None when the field must be given."""
    meaning: str
    """The text under the field."""


def fields_of(noun: type) -> list[Field]:
    """Read names, annotations, defaults and texts of a dataclass from its source."""
    body = ast.parse(textwrap.dedent(inspect.getsource(noun))).body[0]
    if not isinstance(body, ast.ClassDef):
        return []
    found: list[Field] = []
    followers: list[ast.stmt] = [*body.body[1:], ast.Pass()]
    for statement, text in zip(body.body, followers, strict=True):
        if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
            continue
        meaning = ""
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            meaning = str(text.value.value)
        found.append(
            Field(
                name=statement.target.id,
                kind=ast.unparse(statement.annotation),
                default=None if statement.value is None else ast.unparse(statement.value),
                meaning=" ".join(meaning.split()),
            )
        )
    return found


def make_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out a Markdown table."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return "\n".join([line(header), line(["---"] * len(header)), *(line(row) for row in rows)])


def code(text: str) -> str:
    """Set a text as code."""
    return f"`{text}`"


KINDS = (
    (r"Mapping\[.*\]", "table"),
    (r"tuple\[(float, )+float\]", "list of numbers"),
    (r"tuple\[float, \.\.\.\]", "list of numbers"),
    (r"tuple\[str, \.\.\.\]", "list of texts"),
    (r"float", "number"),
    (r"int", "whole number"),
    (r"str", "text"),
    (r"bool", "true or false"),
)


def say_kind(kind: str) -> str:
    """Say an annotation in words."""
    plain = kind.replace(" | None", "")
    if plain.startswith("Literal["):
        return " or ".join(code(option.strip("'")) for option in plain[8:-1].split(", "))
    for pattern, words in KINDS:
        if re.fullmatch(pattern, plain):
            return words
    return plain


def say_default(default: str | None) -> str:
    """Say a default as it would stand in TOML."""
    if default is None:
        return "must be given"
    if default == "False":
        return "off"
    if default in {"None", "()"} or default.startswith(("field(", "_")):
        return ABSENT
    return code(default.replace("'", '"').replace("(", "[").replace(")", "]"))


DEFAULTS = {
    (Contract, "name"): "the file's name",
    (Contract, "joints"): "must be given",
    (Gate, "schema"): "must be given",
    (SuccessRateKpi, "kind"): "must be given",
    (EventRateKpi, "kind"): "must be given",
    (MeanKpi, "kind"): "must be given",
}
"""Where a file is stricter or laxer than the dataclass behind it."""


def key_rows(noun: type, keys: dict[str, str] | None = None) -> list[list[str]]:
    """Give one row per key of a TOML table.

    Args:
        noun: Dataclass behind the table.
        keys: TOML key by field, for the fields to list; all under their own names when None.
    """
    rows: list[list[str]] = []
    for entry in fields_of(noun):
        if keys is not None and entry.name not in keys:
            continue
        name = entry.name if keys is None else keys[entry.name]
        default = DEFAULTS.get((noun, entry.name)) or say_default(entry.default)
        rows.append([code(name), say_kind(entry.kind), default, entry.meaning])
    return rows


KEY_HEADER = ("key", "kind", "default", "meaning")

CONTRACT_KEYS: dict[str, dict[str, str]] = {
    "top": {
        "name": "name",
        "source": "source",
        "model": "model",
        "rate_hz": "rate_hz",
        "physics_timestep_s": "physics_timestep_s",
        "damping_in": "damping_in",
        "gains_from": "gains_from",
    },
    "observation": {"history": "history", "first_frame": "first_frame", "clip": "clip"},
    "command": {"command_low": "low", "command_high": "high"},
    "action": {
        "joints": "joints",
        "action_scale": "scale",
        "action_offset": "offset",
        "action_clip": "clip",
        "action_delay_ms": "delay_ms",
    },
}
"""TOML key of each field of a contract, by table. `schema` and the arrays of tables are extra."""


def contract_part(part: str) -> Callable[[], str]:
    """Give the maker of the table of one part of a contract."""
    return lambda: make_table(KEY_HEADER, key_rows(Contract, CONTRACT_KEYS[part]))


def keys_of(noun: type, but: Sequence[str] = ()) -> Callable[[], str]:
    """Give the maker of the table of all keys of a noun, but for some."""
    names = {f.name: f.name for f in fields_of(noun) if f.name not in but}
    return lambda: make_table(KEY_HEADER, key_rows(noun, names))


def meanings_of(noun: type) -> Callable[[], str]:
    """Give the maker of a table of the fields of a noun without kinds and defaults."""
    return lambda: make_table(
        ("key", "meaning"), [[code(f.name), f.meaning] for f in fields_of(noun)]
    )


def policy_terms() -> str:
    """List the terms that a contract may read."""
    sizes = {"joints": "one per joint", "scan": "one per grid point"}
    rows: list[list[str]] = []
    for name, meaning in POLICY_TERMS.items():
        if name in TERMS:
            width = TERMS[name].width
            size = sizes[width] if isinstance(width, str) else str(width)
        elif name in {"joint_pos_rel", "joint_pos_ref_rel", "last_action"}:
            size = sizes["joints"]
        elif name in GAIT_WIDTHS:
            size = str(GAIT_WIDTHS[name])
        else:
            size = "one per clock offset"
        rows.append([code(name), size, meaning])
    return make_table(("term", "values", "meaning"), rows)


def sensing_terms() -> str:
    """List the terms that a sensor fault may name."""
    rows = [[code(t.name), t.unit, t.meaning] for t in TERMS.values()]
    return make_table(("term", "unit", "meaning"), rows)


def event_names() -> str:
    """List the events that a gate may count."""
    return ", ".join(code(name) for name in EVENT_NAMES)


def metric_names() -> str:
    """List the metrics that a gate may take the mean of."""
    return make_table(("metric", "unit"), [[code(n), unit] for n, unit in METRIC_UNITS.items()])


def causes() -> str:
    """List why an episode may end."""
    return ", ".join(code(name) for name in ("time_limit", "finish", *FAILED_CAUSES))


def scenario_names() -> str:
    """List the scenarios."""
    rows: list[list[str]] = []
    for name in scenarios:
        s = scenarios.make(name)
        rows.append([code(name), s.title, code(s.task), f"{s.time_limit_s:g}", code(s.place)])
    return make_table(("scenario", "what happens", "task", "time limit, s", "ground"), rows)


def say_distribution(parameter: Parameter) -> str:
    """Say how a parameter is drawn."""
    d = parameter.distribution
    if isinstance(d, Fixed):
        return f"{d.value:g}"
    if isinstance(d, Uniform):
        return f"{d.low:g} to {d.high:g}"
    return "one of " + ", ".join(f"{v:g}" for v in d.values)


def variations() -> str:
    """List what may vary: what all scenarios share once, the rest by scenario."""
    made = [scenarios.make(name) for name in scenarios]
    everywhere = [p for p in made[0].variation if all(p in s.variation for s in made)]
    parts = ["### In every scenario", "", parameter_table(everywhere)]
    for scenario in made:
        own = [p for p in scenario.variation if p not in everywhere]
        parts.extend(["", f"### {scenario.name}", "", parameter_table(own)])
    return "\n".join(parts)


def parameter_table(parameters: Sequence[Parameter]) -> str:
    """Lay out parameters of a variation."""
    rows = [
        [
            code(p.name),
            p.unit,
            say_distribution(p),
            f"{p.limits[0]:g} to {p.limits[1]:g}",
            p.meaning,
        ]
        for p in parameters
    ]
    return make_table(("parameter", "unit", "drawn", "limits", "meaning"), rows)


def body_names() -> str:
    """List the bodies."""
    rows: list[list[str]] = []
    for name in bodies:
        b = bodies.make(name)
        rows.append([code(name), str(b.num_joints), f"{b.mass_kg:.1f}", f"{b.base_height_m:.3f}"])
    return make_table(("body", "joints", "kg", "height of the base, m"), rows)


def policy_names() -> str:
    """List the policies."""
    rows: list[list[str]] = []
    for name in POLICIES:
        lines = (POLICIES.make(name).__doc__ or ABSENT).strip().splitlines()
        rows.append([code(name), lines[0]])
    return make_table(("policy", "what it does"), rows)


def commands() -> str:
    """Describe every command with its arguments."""
    parts: list[str] = []
    for noun in get_args(Command):
        command, settings = get_args(noun)[0], noun.__metadata__[0]
        if isinstance(command, type):
            parts.append(command_section(command, settings.name))
            continue
        parts += [  # a command with commands of its own
            command_section(get_args(inner)[0], f"{settings.name} {inner.__metadata__[0].name}")
            for inner in get_args(command)
        ]
    return "\n\n".join(parts)


def command_section(command: type, name: str) -> str:
    """Describe one command."""
    positional: list[list[str]] = []
    optional: list[list[str]] = []
    words = [f"andon {name}"]
    for entry in fields_of(command):
        is_positional = entry.kind.startswith("tyro.conf.Positional[")
        kind = re.sub(r"^(tyro\.conf\.Positional|Annotated)\[(.*)\]$", r"\2", entry.kind)
        renamed = re.search(r"name='(\w+)'", kind)
        kind = re.sub(r", tyro\.conf\.arg\(.*", "", kind)
        label = renamed.group(1) if renamed else entry.name
        shown = label.upper() if is_positional else "--" + label.replace("_", "-")
        default = "must be given" if entry.default is None else say_default(entry.default)
        row = [code(shown), cli_kind(kind), default, entry.meaning]
        (positional if is_positional else optional).append(row)
        if is_positional:
            words.append(shown if entry.default is None else f"[{shown}]")
        elif entry.default is None:
            words.append(f"{shown} VALUE")
    usage = " ".join([*words, "[options]"] if optional else words)
    text = " ".join((inspect.getdoc(command) or "").split())
    table = make_table(("argument", "kind", "default", "meaning"), [*positional, *optional])
    return f"## andon {name}\n\n{text}\n\n    {usage}\n\n{table}"


def cli_kind(kind: str) -> str:
    """Say the kind of a command's argument."""
    if kind == "bool":
        return "switch"
    if kind.startswith("Path"):
        return "path"
    if kind == "Backend":
        return "`auto`, `inline`, `processes` or `ray`"
    return say_kind(kind)


LINE_NOUNS: dict[str, type] = {
    "line": lines_line.Line,
    "line-buffer": lines_line.Buffer,
    "line-card-loop": lines_line.CardLoop,
    "line-crew": lines_line.Crew,
    "line-product": lines_line.Product,
    "line-reason": lines_line.ReasonCode,
    "line-figure": lines_line.Figure,
    "line-evidence": lines_line.EvidenceFolder,
    "line-shift": lines_shift.Shift,
    "line-break": lines_shift.Break,
    "line-station": lines_station.Station,
    "line-stop": lines_station.Stop,
    "line-attempts": lines_station.Attempts,
    "line-inspection": lines_station.Inspection,
    "line-rework": lines_station.Rework,
    "line-changeover": lines_station.Changeover,
    "line-maintenance": lines_station.Maintenance,
    "line-battery": lines_station.Battery,
    "line-retooling": lines_station.Retooling,
    "line-bernoulli": lines_station.Bernoulli,
    "line-geometric": lines_station.Geometric,
}
"""Dataclass behind each table of a line file."""


def line_keys(noun: type) -> Callable[[], str]:
    """Give the maker of the table of all keys of one table of a line file."""

    def make() -> str:
        keys = {entry.name: str(entry.metadata.get("key", entry.name)) for entry in fields(noun)}
        rows: list[list[str]] = []
        for entry in fields_of(noun):
            is_bare = entry.default is not None and "default" not in entry.default
            is_needed = is_bare and entry.default.startswith("field(")
            default = "must be given" if is_needed else say_default(entry.default)
            kind = line_kind(entry.name, entry.kind)
            rows.append([code(keys[entry.name]), kind, default, entry.meaning])
        return make_table(KEY_HEADER, rows)

    return make


def line_kind(name: str, kind: str) -> str:
    """Say the kind of a key of a line file."""
    plain = kind.replace(" | None", "")
    inner = re.fullmatch(r"tuple\[(\w+), \.\.\.\]", plain)
    if plain == "Distribution":
        return "time or distribution"
    if inner and inner.group(1) not in {"str", "float"}:
        return "days" if inner.group(1) == "Day" else "tables"
    if plain == "StationKind":
        return "`robot`, `human`, `automation`, `inspection` or `rework`"
    if plain == "float" and name.endswith("_s"):
        return "time"
    if plain.startswith("int | Literal"):
        return 'whole number or `"unlimited"`'
    said = say_kind(kind)
    return "table" if said == plain and plain[0].isupper() else said


def reason_codes() -> str:
    """List the reason codes with their names in three standards."""
    rows = [
        [code(r.code), r.text, code(r.state), code(r.element), f"{r.item_state} / {r.mode}"]
        for r in BUILT_IN
    ]
    header = ("code", "meaning", "SEMI E10", "ISO 22400", "OPC 40001-1")
    return make_table(header, rows)


def line_presets() -> str:
    """List the published deployments with the figures that they give again."""
    rows: list[list[str]] = []
    for name in preset_names():
        about = read_preset(name).about
        said: list[str] = []
        for f in about.figures:
            unit = "" if f.unit == "1" else f" {f.unit}"
            said.append(f"{f.name} {f.value:g}{unit} ± {f.tolerance:g} ({f.tag})")
        rows.append([code(name), about.sources[0].date, "; ".join(said)])
    return make_table(("preset", "published", "figures, tolerance, evidence"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "contract-top": contract_part("top"),
    "contract-observation": contract_part("observation"),
    "contract-term": keys_of(ContractTerm),
    "contract-clock": keys_of(Clock),
    "contract-command": contract_part("command"),
    "contract-action": contract_part("action"),
    "contract-joints": keys_of(JointGroup),
    "contract-gait": keys_of(GaitConfig, but=("planner", "scan")),
    "contract-planner": keys_of(PlannerConfig),
    "contract-scan": meanings_of(HeightScan),
    "policy-terms": policy_terms,
    "gate": lambda: make_table(
        KEY_HEADER, [row for row in key_rows(Gate) if row[0] != code("kpis")]
    ),
    "kpi-success-rate": keys_of(SuccessRateKpi),
    "kpi-event-rate": keys_of(EventRateKpi),
    "kpi-mean": keys_of(MeanKpi),
    "events": event_names,
    "metrics": metric_names,
    "noise": keys_of(TermNoise),
    "sensing-terms": sensing_terms,
    "episode": meanings_of(Episode),
    "event": meanings_of(Event),
    "causes": causes,
    "setup": meanings_of(Setup),
    "kpi-report": meanings_of(KpiReport),
    "stratum": meanings_of(Stratum),
    "operating-point": meanings_of(OperatingPoint),
    "scenarios": scenario_names,
    "variations": variations,
    "bodies": body_names,
    "policies": policy_names,
    "commands": commands,
    **{name: line_keys(noun) for name, noun in LINE_NOUNS.items()},
    "line-reasons": reason_codes,
    "line-presets": line_presets,
}
"""Maker of each table by the name in its mark."""


def renew(text: str) -> str:
    """Give a page with all its tables made anew."""
    return MARKED.sub(lambda m: m.group(1) + TABLES[m.group(2)]() + m.group(3), text)


def main(is_check: bool) -> int:
    """Write all pages, or say which are out of date."""
    stale: list[str] = []
    for page in sorted(PAGES.glob("*.md")):
        old = page.read_text(encoding="utf-8")
        new = renew(old)
        if new != old:
            stale.append(page.name)
            if not is_check:
                page.write_text(new, encoding="utf-8")
    verb = "Out of date" if is_check else "Wrote"
    sys.stdout.write(f"{verb}: {', '.join(stale) or 'nothing'}\n")
    return 1 if is_check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
