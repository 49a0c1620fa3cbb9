"""The bench of magnitudes as a person reads it: a table for the terminal, and a page with every source."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from rich.table import Table

from tradetalks.equilibrium.closure import MOBILE
from tradetalks.equilibrium.horizons import SOURCES
from tradetalks.magnitudes.bench import AsRun, Compared, closure_of
from tradetalks.magnitudes.published import HORIZONS, REST, Figure, Row, row, rows
from tradetalks.magnitudes.record import DOZEN, STANDING, UNSCALED, Measured, record
from tradetalks.report.plain_words import capital
from tradetalks.report.tables import make_table
from tradetalks.world.classify import REGIONS
from tradetalks.world.names import ECONOMY_NAMES, named

WHAT = {
    "real_gdp": "real GDP of {0}",
    "real_income": "real income of {0}",
    "real_wage": "what labour and capital earn in {0}, over consumer prices",
    "consumer_prices": "consumer prices in {0}, at unchanged nominal wages",
    "goods_trade": "goods trade between {0} and {1}, both ways",
    "goods_exports_to": "goods that {0} sells in {1}",
    "exports": "all exports of {0}",
    "import_volume": "volume of the goods imports of {0}",
    "import_share": "share of {0} in the goods imports of {1}",
    "net_revenue": "customs revenue added in {0}, net of what other taxes lose",
    "pass_through": "share of the duties added in {0} that it bears itself",
    "estimated_pass_through": "pass-through of duties to prices at the border of {0}, as it is estimated",
    "purchase_subsidy": "subsidy on its imports by which {0} buys as much",
}
"""What each measure is, in words."""
_REGIONS = {region.code: region.name for region in REGIONS}


def what(row: Row) -> str:
    """What a row compares, in words."""
    names = [named("China" if code == "CHN" else _REGIONS.get(code) or ECONOMY_NAMES[code]) for code in row.of]
    return WHAT[row.measure].format(*names)


def figure(row: Row, value: float, near: bool = True) -> str:
    """A figure with a true minus sign and the row's unit, with as many digits as the sources print, or more near an end
    of the range that it would be confused with."""
    digits = max(len(v.partition(".")[2].rstrip(" to")) for f in row.figures for v in f.says.split(" to "))
    if near:
        while digits < 4 and any(
            round(value, digits) == round(end, digits) and (value < end) != (round(value, digits) < end)
            for end in (row.low, row.high)
        ):
            digits += 1
        if value and digits < 3 and abs(value) < 10.0**-digits:
            digits = min(3, -math.floor(math.log10(abs(value))))
    text = f"{abs(value):.{digits}f}"
    return ("\u2212" if value < 0 and float(text) else "") + text + _unit(row)


def _unit(row: Row) -> str:
    return row.unit


def published(row: Row) -> str:
    """The published range as read: its least and greatest figure; of a single one, that figure."""
    values = sorted(v for f in row.figures for v in f.values)
    least, most = (figure(row, v, near=False) for v in (values[0], values[-1]))
    return most if least == most else f"{least.removesuffix(_unit(row))} to {most}"


def tally(found: Sequence[Compared]) -> str:
    """How many lie inside, in a sentence."""
    groups = [[c for c in found if c.row.several], [c for c in found if not c.row.several]]
    several, single = ((sum(c.inside for c in group), len(group)) for group in groups)
    return (
        f"{several[0] + single[0]} of {len(found)} inside: {several[0]} of {several[1]} where sources give a range,"
        f" {single[0]} of {single[1]} within a quarter of the only figure."
    )


def direction(found: Sequence[Compared]) -> str:
    """Which way ours lies of published real GDP, of the United States and of the countries that its duties hit."""
    rows = [c for c in found if c.row.measure == "real_gdp"]
    own = [c for c in rows if c.row.of[0] == "USA"]
    hit = [c for c in rows if c.row.of[0] != "USA"]
    if not own or not hit:
        return ""
    least = {c.row.id: min(abs(v) for f in c.row.figures for v in f.values) for c in hit}
    times = sorted(least[c.row.id] / abs(c.value) for c in hit if not c.inside and abs(c.value) < least[c.row.id])
    far = f"; in these the smallest published fall is {times[0]:.1f} to {times[-1]:.0f} times ours" if times else ""
    middle = f", {times[len(times) // 2]:.1f} times in the middle" if len(times) > 2 else ""
    beyond = [c for c in own if not c.inside]
    larger = sum(abs(c.value) > max(abs(v) for f in c.row.figures for v in f.values) for c in beyond)
    return (
        "Real GDP of a country that US duties hit falls by less than published models have it: in"
        f" {len(times)} of {len(hit)} rows (countries other than the United States){far}{middle}. For the United States"
        f" itself there is no one direction: {len(own) - len(beyond)} of {len(own)} rows inside, ours larger in"
        f" {larger}, smaller in {len(beyond) - larger}."
    )


def magnitudes_table(found: Sequence[Compared]) -> Table:
    """Each published result beside ours, for the terminal; other horizons behind, where they were computed."""
    others = [h for h in HORIZONS if any(h in c.ours and h != c.row.horizon for c in found)]
    columns = [("result", "left"), ("horizon", "left"), ("published", "right"), ("ours", "right"), ("", "left")]
    table = make_table("Magnitudes: published, and ours at the fitting horizon", *columns,
                       *[(h, "right") for h in others])  # fmt: skip
    last = ""
    for c in found:
        title = f"{c.row.title}\n" if c.row.title != last else ""
        cells = [f"{title}  {what(c.row)}", c.row.horizon, published(c.row), figure(c.row, c.value)]
        shown = [figure(c.row, c.ours[h]) if h in c.ours else "" for h in others]
        table.add_row(*cells, "" if c.inside else "outside", *shown)
        last = c.row.title
    return table


def page(found: Sequence[Compared]) -> str:
    """The documentation's page: the table, the settings, and every row with its sources, as Markdown."""
    lines = [
        _INTRODUCTION,
        tally(found),
        "",
        direction(found),
        "",
        "| | Horizon | Published | Ours | |",
        "|---|---|--:|--:|---|",
    ]
    last = ""
    for c in found:
        if c.row.title != last:
            lines.append(f"| **{c.row.title}** | | | | |")
        lines.append(_table_line(c))
        last = c.row.title
    lines += ["", *_scaled(found), "", *_settings(), "", *_other_settings()]
    lines += ["", "## Row by row", ""]
    last = ""
    for c in found:
        if c.row.title != last:
            lines += [f"### {c.row.title}", ""]
        lines += [*_row_lines(c), ""]
        last = c.row.title
    return "\n".join(lines).rstrip() + "\n"


def _table_line(c: Compared) -> str:
    mark = "inside" if c.inside else "outside"
    return f"| {what(c.row)} | {c.row.horizon} | {published(c.row)} | {figure(c.row, c.value)} | {mark} |"


def _scaled(found: Sequence[Compared]) -> list[str]:
    """Rows whose sources say by how much their own shock raises the average duty: theirs, ours, and ours either way."""
    lines = [
        "## Duties as their authors ran them",
        "",
        "Where sources say by how many points their own shock raises the average duty, the duties that ours changes",
        "are scaled by one factor, so that they rise by as much; of several sources that say so, by their mean. Where",
        "one says so partner by partner, each partner's duties have their own factor, and where its model takes duties",
        "as averages of a sector and partner, ours are averaged too (Yale's: shocks of GTAP by sector and eight",
        "partners, as its code has them, github.com/Budget-Lab-Yale/Tariff-ETRs and Tariff-Model).",
        "Averages of 2025 are over US imports of 2024, theirs and ours; that of 2018 is over the imports before it, in",
        "ours over this world's. An equal rate on all goods is the same shock whatever is imported, and is not scaled.",
        "What others answer stays as the law has it. The rule is kept where it takes a row out, too.",
        "",
        "| | theirs, points | the law, points | times | ours by the law | | ours as they ran it | |",
        "|---|--:|--:|--:|--:|---|--:|---|",
    ]
    for c in found:
        if c.run.rise is None or c.row.raises is None:
            continue
        marks = ["inside" if inside else "outside" for inside in (c.inside_unscaled, c.inside)]
        told = f"{capital(what(c.row))}, {c.row.title.partition(';')[0]}"
        points = [f"{value:.1f}" for value in (c.row.raises, c.run.rise)]
        ours = [figure(c.row, c.unscaled), marks[0], figure(c.row, c.value), marks[1]]
        cells = [told, *points, _times(c.run), *ours]
        lines.append(f"| {' | '.join(cells)} |")
    count = sum(c.inside_unscaled for c in found)
    return [*lines, "", f"With no duty scaled {count} of {len(found)} are inside."]


def _times(run: AsRun) -> str:
    """By what duties were scaled; partner by partner where a source says so."""
    each = [f"{'others' if p == REST else p} {one:.2f}" for p, one in run.by_partner.items()]
    return f"{run.factor:.2f}" + (f": {', '.join(each)}" if each else "") + ("; averaged" if run.averaged else "")


def _settings() -> list[str]:
    """The table of settings by horizon, with the sources of each."""
    head = ["horizon", "trade elasticities", "labour mobility", "relative wages"]
    lines = ["## One table of settings", "", f"| {' | '.join(head)} |", "|---|--:|--:|--:|"]
    for horizon in HORIZONS:
        closure = closure_of(horizon)
        mobile = "mobile" if closure.labour_mobility == MOBILE else f"{closure.labour_mobility:g}"
        cells = (horizon, f"{closure.trade_elasticity_factor:g}", mobile, f"{closure.exchange_rate:g}")
        lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        "Trade elasticities are a share of the long run's; 1 is labour that stays in its sector; relative wages go",
    ]
    lines += ["that share of their way, lending taking up the rest. Sources:", ""]
    return [*lines, *(f"- {source}" for source in SOURCES.values())]


def _row_lines(c: Compared) -> list[str]:
    text = what(c.row)
    scaled = "" if c.run.rise is None else f" ({figure(c.row, c.unscaled)} by the law, duties not scaled)"
    lines = [f"**{capital(text)}**, {c.row.horizon}: {published(c.row)}; ours {figure(c.row, c.value)}{scaled}."]
    lines += [c.row.differs + (f" Outside: {_true_minus(c.row.outside)}" if c.row.outside else ""), ""]
    return lines + [_source(c.row, f) for f in c.row.figures]


def _true_minus(text: str) -> str:
    """A hyphen before a digit at the start of a word is a minus sign."""
    return re.sub(r"(?<![\w-])-(?=\d)", "\u2212", text)


def _source(row: Row, f: Figure) -> str:
    says = _true_minus(f.says)
    note = f"; {f.note}" if f.note else ""
    if f.raises is not None:
        note += f"; duties {f.raises:g} points higher on average: {f.raises_note}"
    return f"- {says}{_unit(row)}: {f.by}, {f.date}{note} ([read in]({f.address}) {f.read})"


def _other_settings() -> list[str]:
    """Each set of settings that was tried for all rows at once, from the record; then why the standing ones miss."""
    kept = record()
    if STANDING not in kept:
        return []
    most = max(one.of_the_dozen for one in kept.values())
    dozen = sum(len(ids) for ids in DOZEN.values())
    lines = [
        "## Other settings",
        "",
        "Each line is one set of settings for all rows at once, as `python -m benchmarks.magnitude_sets` measured it",
        "last. None is taken for the bench's sake, and the most of the dozen that any has inside is"
        f" {most} of {dozen}. The dozen:",
        f"{', '.join(DOZEN)}.",
        "",
        f"| settings | of {len(rows())} | of the dozen | of the dozen outside |",
        "|---|--:|--:|---|",
    ]
    lines += [
        f"| {one.settings} | {one.count} | {one.of_the_dozen} | {', '.join(one.outside)} |" for one in kept.values()
    ]
    lines += [
        "",
        "Duties by product are the standing setting because they are nearer the law and exact at no cost, not for the",
        "count.",
    ]
    return [*lines, "", *_why_outside(kept)]


WITH_CAPITAL = "capital on its way (0.35)"
HALF = "half of the elasticities"


def _why_outside(kept: Mapping[str, Measured]) -> list[str]:
    """Why some of the dozen lie outside, each figure from the record."""
    ours, capital, half, law = kept[STANDING], kept.get(WITH_CAPITAL), kept.get(HALF), kept.get(UNSCALED)
    told = []
    if "25/25" in ours.outside and capital:
        one, yale = row("us-china-25-us-gdp"), row("us-2025-november-gdp")
        told.append(
            f"- **25/25**: ours is {_of(ours, one)}, published {published(one)}. GDP falls"
            " here by what tariffs distort and no more. The IMF's range is over models; in its dynamic one less labour"
            " and capital is put to use besides, in models of trade it is not (its working paper 2020/279, abstract)."
            f" With capital ours is {_of(capital, one)}, but then the duties of 2025 change GDP by {_of(capital, yale)}"
            f" where Yale, whose published code holds labour and capital, has {published(yale)}: no one setting meets"
            " both."
        )
    if "2025 by Yale" in ours.outside and law and half:
        one = row("us-2025-november-gdp")
        told.append(
            f"- **2025 by Yale**: ours is {_of(ours, one)}, published {published(one)}. Both hold labour and capital,"
            " and the shock is Yale's, partner by partner, averaged to sectors; imports respond more in ours (at half"
            f" of the elasticities {_of(half, one)}) and are 12.2% of GDP in the world of 2022, 11.2% in 2024. At the"
            f" law of that day, by product, ours is {_of(law, one)}."
        )
    if "CBO's revenue" in ours.outside and half:
        one = row("us-2025-november-revenue")
        told.append(
            f"- **CBO's revenue**: ours is {_of(ours, one)}, published {published(one)}. Imports respond more in ours,"
            f" between products of a sector too; at half of the elasticities ours is {_of(half, one)}."
        )
    if "both of 2018" in ours.outside:
        one = row("war-of-2018-us-income")
        told.append(f"- **2018** (two studies): ours is {_of(ours, one)}, published {published(one)}.")
    if "Phase One" in ours.outside:
        one = row("phase-one-2020-subsidy")
        told.append(
            f"- **Phase One**: {published(one)} is published, ours is {_of(ours, one)} of the price at the border. Its"
            " authors estimate that China's purchases respond to prices about half as much as ours do in the first year"
            " (an elasticity of 0.8 to 1.2 follows from their figures, ours is 1.9)."
        )
    return ["Of the dozen that are outside, and why:", "", *told] if told else []


def _of(measured: Measured, one: Row) -> str:
    return figure(one, measured.ours[one.id])


_INTRODUCTION = """\
# Magnitudes: published results beside ours

Is an answer of this model of the right size? Below stand published results of other models and of measurements, the
shock as their authors ran it, and our figure at the horizon that they speak of. All are solved by one table of
settings; none is tuned singly. `make magnitudes` writes this page and a test holds it to the program.

```bash
tradetalks magnitudes                                 # all of it, some seconds
tradetalks magnitudes --only us-2025-november-gdp     # one row
tradetalks magnitudes --all-horizons                  # every horizon beside the fitting one
```

Published ranges are made by one rule: the least and the greatest figure read, widened by half of the last digit
printed. Where one source alone gives one figure, ours counts as inside within a quarter of it. Like is held against
like: a GDP with real GDP, an income with real income, an estimate of pass-through with the same regression on the
model's own flows. What a press release calls GDP is taken for what its model can mean by it: the volume of GDP where
the model has one that moves, else earnings of labour and capital over consumer prices. Where a source says by how much
its own duties rise on average, ours are scaled to it, by one rule for all rows (below). Each row says what differs
between the authors' shock and ours, and where ours lies outside, why.
"""
