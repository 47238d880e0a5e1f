"""What the page of a line says about money: cost of a part, break-even, what to measure next."""

from dataclasses import dataclass

from andon.dashboard.line_drawings import BreakEvenLine, draw_break_even
from andon.dashboard.numerals import SPACE, Scale
from andon.dashboard.reading import Table
from andon.dashboard.strips import bar_strip
from andon.ledger.results import chance_text

__all__ = ["INPUTS", "Money", "Next", "view_money", "view_next"]

INPUTS = {
    "price.robot": "price of a robot",
    "wage": "cost of an hour of people",
    "productivity": "productivity, one person = 100 %",
    "success_rate": "success rate of an attempt",
    "cycle_s": "time of an attempt",
    "life_yr": "years that the equipment lasts",
    "maintenance_share_per_yr": "maintenance per year, share of the price of the robots",
    "hours_per_year": "planned hours per year",
    "human_parts_per_h": "parts that a person makes per hour",
}
"""Inputs of the cost model in the words of a page."""


@dataclass(frozen=True, kw_only=True)
class MoneyRow:
    """One result without and with subsidy."""

    name: str
    """What it is."""
    cells: tuple[str, ...]
    """Without, then with."""
    under: tuple[str, ...] = ()
    """Smaller print below each."""
    is_main: bool = False
    """Whether it is the answer to the first question."""


@dataclass(frozen=True, kw_only=True)
class Money:
    """Everything about money."""

    currency: str
    """Currency."""
    prices: str
    """Name of the price file."""
    rows: tuple[MoneyRow, ...]
    """Results."""
    centres: tuple[dict[str, object], ...]
    """Cost centres, the dearest first."""
    maps: tuple[dict[str, object], ...]
    """Break-even maps."""
    chance: float | None
    """Chance to pay without subsidy; None where there is nobody to compare with. [1]"""
    people: str
    """People at work in a mean hour, watching included."""
    unpriced: tuple[str, ...]
    """Costs that nobody priced."""
    sources: tuple[dict[str, str], ...]
    """Prices with their sources."""
    has_subsidy: bool
    """Whether there is public money at all."""
    break_even: str
    """Productivity here, and the one from which it pays; empty where nobody is compared with."""


def view_money(ledger: Table) -> Money:
    """Read the books of a folder for the page."""
    statement = ledger.table("statement")
    currency = statement.text("currency")
    uncertain = ledger.table("uncertain").rows("results")
    is_compared = ledger.truth("is_compared")
    return Money(
        currency=currency,
        prices=ledger.text("prices"),
        rows=tuple(_rows(ledger, statement, uncertain, currency)),
        centres=_centres(statement, currency),
        maps=_maps(ledger, currency),
        chance=uncertain[0].number("chance_to_pay") if is_compared else None,
        people=f"{float(statement.text('people_needed')):.2f}",
        unpriced=statement.texts("unpriced"),
        sources=tuple(
            {
                "role": row.text("role"),
                "value": f"{float(row.text('value')):,.6g}",
                "unit": f"{row.text('currency')}/{row.text('unit')}",
                "source": row.text("source"),
                "tag": row.text("evidence"),
                "date": row.text("date"),
            }
            for row in statement.rows("prices")
        ),
        has_subsidy=float(statement.table("subsidy").text("amount")) != 0.0,
        break_even=_break_even(statement.rows("results")[0]),
    )


def _break_even(row: Table) -> str:
    if not (row.has("productivity") and row.has("break_even_productivity")):
        return ""
    here, needed = (float(row.text(k)) for k in ("productivity", "break_even_productivity"))
    return f"{100 * here:.0f} and {100 * needed:.0f}{SPACE}%"


def _rows(
    ledger: Table, statement: Table, uncertain: tuple[Table, ...], currency: str
) -> list[MoneyRow]:
    results = statement.rows("results")
    per_part = ledger.rows("cost_per_good_part")
    costs = [float(r.table("cost_per_good_part").text("amount")) for r in results]
    scale = Scale(unit=currency, decimals=3 if min(costs) < 10 else 2, is_higher_better=False)
    rows = [
        MoneyRow(
            name="cost per good part",
            cells=tuple(scale.estimate(cost) for cost in costs),
            under=tuple(
                _interval(row, scale) + _open(one, scale)
                for row, one in zip(per_part, uncertain, strict=True)
            ),
            is_main=True,
        ),
        MoneyRow(
            name="cost per planned hour",
            cells=tuple(_printed(r.table("cost_per_h"), currency) for r in results),
        ),
    ]
    if results[0].has("break_even_productivity"):
        texts = [float(r.text("break_even_productivity")) for r in results]
        cells = tuple(f"{100 * one:.1f}{SPACE}%" for one in texts)
        rows.append(MoneyRow(name="break-even productivity, one person = 100 %", cells=cells))
    if results[0].has("investment"):
        rows += _investment(results, uncertain, currency)
    return rows


def _interval(row: Table, scale: Scale) -> str:
    low, high = row.maybe_number("low"), row.maybe_number("high")
    if low is None or high is None:
        return "one replication. "
    return f"95{SPACE}% interval of the mean {scale.interval(low, high)}. "


def _open(row: Table, scale: Scale) -> str:
    ends = row.table("cost_per_good_part")
    low, high = ends.maybe_number("low"), ends.maybe_number("high")
    if low is None or high is None or low == high:
        return ""
    reach = scale.interval(low, high)
    return f"With prices and evidence as uncertain as they are, 90{SPACE}%: {reach}"


def _investment(
    results: tuple[Table, ...], uncertain: tuple[Table, ...], currency: str
) -> list[MoneyRow]:
    cells = tuple(f"{100 * float(r.text('productivity')):.1f}{SPACE}%" for r in results)
    rows = [MoneyRow(name="productivity here", cells=cells)]
    plans = [r.table("investment") for r in results]
    cells = tuple(_printed(one.table("npv"), currency) for one in plans)
    rows.append(MoneyRow(name="net present value over the life", cells=cells))
    for key, name in (
        ("simple_payback_yr", "payback, simple"),
        ("discounted_payback_yr", "payback, discounted"),
    ):
        years = (f"{float(one.text(key)):.1f} years" if one.has(key) else "never" for one in plans)
        rows.append(MoneyRow(name=name, cells=tuple(years)))
    chances = tuple(
        chance_text(row.number("chance_to_pay")).replace(" ", SPACE) for row in uncertain
    )
    rows.append(MoneyRow(name="chance that it pays", cells=chances))
    return rows


def _printed(amount: Table, currency: str) -> str:
    return f"{amount.text('printed')}{SPACE}{currency}"


def _centres(statement: Table, currency: str) -> tuple[dict[str, object], ...]:
    rows = [
        (row.text("centre"), float(row.text("amount")), row) for row in statement.rows("centres")
    ]
    total = sum(amount for _, amount, _ in rows) or 1.0
    return tuple(
        {
            "name": name,
            "amount": _printed(row, currency),
            "share": f"{100 * amount / total:.1f}{SPACE}%",
            "bar": bar_strip([("data", max(amount, 0.0) / total)], title=f"{name}: {amount:.2f}"),
        }
        for name, amount, row in sorted(rows, key=lambda one: -one[1])
        if amount
    )


def _maps(ledger: Table, currency: str) -> tuple[dict[str, object], ...]:
    groups: dict[str, list[Table]] = {}
    for row in ledger.rows("maps"):
        groups.setdefault(row.text("x"), []).append(row)
    found: list[dict[str, object]] = []
    for rows in groups.values():
        x, y = rows[0].text("x"), rows[0].text("y")
        title = f"{INPUTS.get(y, y)} by {INPUTS.get(x, x)}"
        drawing = draw_break_even(
            [_line(row) for row in rows],
            x_label=f"{INPUTS.get(x, x)}, {currency}",
            y_label=INPUTS.get(y, y),
            title=f"Break-even: {title}",
        )
        found.append({"title": title, "drawing": drawing, "is_double": len(rows) > 1})
    return tuple(found)


def _line(row: Table) -> BreakEvenLine:
    here = row.numbers("here")
    return BreakEvenLine(
        xs=row.numbers("x_values"),
        boundary=tuple(one.maybe_number("edge") for one in row.rows("boundary")),
        pays_above=tuple(one.truth("pays_above") for one in row.rows("boundary")),
        low=row.number("low"),
        high=row.number("high"),
        here=(here[0], here[1]),
        is_percent=row.text("y") in ("productivity", "success_rate"),
    )


@dataclass(frozen=True, kw_only=True)
class Next:
    """What to measure next."""

    conclusion: str
    """What to do now and what to measure first."""
    currency: str
    """Currency of all values."""
    rows: tuple[dict[str, object], ...]
    """What could be known, the most valuable first."""
    commands: tuple[str, ...]
    """The next episodes to run."""
    first: str
    """The first measurement to make; empty where none could change the decision."""


def _first(requests: tuple[Table, ...]) -> str:
    if not requests:
        return ""
    return f"{requests[0].whole('count')} episodes of {requests[0].text('scenario')}"


def view_next(file: Table) -> Next:
    """Read the proposal of a folder for the page."""
    proposal = file.table("proposal")
    rows: list[tuple[str, str, float]] = []
    for one in proposal.rows("measurements"):
        worth = one.numbers("perfect")[0]  # value and standard error
        rows.append((one.text("parameter"), f"episodes of {one.text('scenario')}", worth))
    names, worths = proposal.texts("names"), proposal.numbers("worths")
    rows += [
        (name, "a quotation or a contract", worth)
        for name, worth in zip(names, worths, strict=True)
    ]
    rows.sort(key=lambda row: -row[2])
    most = max((row[2] for row in rows), default=0.0)
    most = most if most > 0.0 else 1.0
    return Next(
        conclusion=file.text("conclusion"),
        currency=proposal.text("currency"),
        rows=tuple(
            {
                "name": INPUTS.get(name, name.replace("price.", "price of: ").replace("_", " ")),
                "how": how,
                "worth": f"{max(worth, 0.0):,.0f}",
                "bar": bar_strip([("data", max(worth, 0.0) / most)], title=f"{worth:,.0f}"),
            }
            for name, how, worth in rows
        ),
        commands=file.texts("commands"),
        first=_first(file.rows("requests")),
    )
