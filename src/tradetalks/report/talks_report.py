"""The deal space explained: one package, two packages beside each other, and how sure they are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table

from tradetalks.counsel.account import Contribution
from tradetalks.counsel.carriers import carriers
from tradetalks.counsel.coalitions import Bystander
from tradetalks.counsel.diagnosis import Linkage, Price
from tradetalks.counsel.drawn import WHEN
from tradetalks.counsel.reach import Sampled
from tradetalks.counsel.reach_kept import Ranges
from tradetalks.counsel.robustness import ELSEWHERE, SOLVED, TOLERATED, Acceptability, Robustness
from tradetalks.dossier.figures import BILLIONS, Unit
from tradetalks.dossier.profiles import Profile
from tradetalks.report.numbers import Figures, fitting, pct, per_cents, plain
from tradetalks.report.plain_words import capital, told_against
from tradetalks.report.ranged import amount_ranged, change_ranged
from tradetalks.report.tables import make_table
from tradetalks.space.deal_space import Deal, DealSpace, plain_title_of
from tradetalks.world.elasticities import OWN, authors
from tradetalks.world.names import listed, named

if TYPE_CHECKING:
    import pandas as pd


def account_of(space: DealSpace, parts: Sequence[Contribution], deal: Deal, title: str) -> Table:
    """Item by item: each party's part, and the package's totals at the foot."""
    names, figures = {p: space.dossier.parties[p].name for p in space.parties}, Figures(space.money)
    amount = figures.cell
    table = make_table(title, ("item", "left"), ("option", "left"), *[(names[p], "right") for p in space.parties])
    for part in parts:
        item = space.dossier.item(part.item)
        table.add_row(item.title, item.option(part.option).title, *[amount(part.total(p)) for p in space.parties])
    table.add_section()
    table.add_row(
        f"package, against {told_against(space.dossier)}",
        "",
        *[amount(deal.value[p]) for p in space.parties],
        style="bold",
    )
    table.add_row("  lowest to highest worth", "", *[figures.span(deal.low[p], deal.high[p]) for p in space.parties])
    table.add_row("gain over no deal", "", *[amount(deal.gain[p]) for p in space.parties], style="bold")
    return table


def concessions(space: DealSpace, parts: Sequence[Contribution]) -> dict[str, dict[str, float]]:
    """By party, what it concedes: item -> loss in billions a year, largest first.

    A party concedes what it loses by items that it carries out, or that nobody is known to carry out.
    """
    able = {c.item: carriers(space.dossier, space.dossier.item(c.item), c.option) for c in parts}
    return {
        p: {c.item: loss for c, loss in _losses(space, parts, p) if (who := able[c.item]) is None or p in who}
        for p in space.parties
    }


def _losses(space: DealSpace, parts: Sequence[Contribution], party: str) -> list[tuple[Contribution, float]]:
    """What a party loses by which items, largest first."""
    within = float(space.within[space.parties.index(party)])
    return [(c, -c.total(party)) for c in sorted(parts, key=lambda c: c.total(party)) if c.total(party) < -within]


def concession_words(space: DealSpace, parts: Sequence[Contribution]) -> list[str]:
    """What each side gives up by what it does, and what it loses by what others do, in sentences."""
    told = []
    for party, items in concessions(space, parts).items():
        name = capital(named(space.dossier.parties[party].name))
        others = {c.item: loss for c, loss in _losses(space, parts, party) if c.item not in items}
        words = f"gives up {_each(space, items)} by what it does itself" if items else "gives up nothing of its own"
        if others:
            words += f"; it loses {_each(space, others)} by what others do"
        told.append(f"{name} {words}.")
    return told


def _each(space: DealSpace, losses: Mapping[str, float]) -> str:
    """A sum and what it is made of; parts that would be zero where a larger sum is printed are in the sum alone."""
    whole, figures = sum(losses.values()), Figures(space.money)
    size, shown = figures.size, space.money.least
    told = {i: loss for i, loss in losses.items() if loss >= shown or whole < shown}
    each = "; ".join(f"{space.dossier.item(i).title} {size(loss)}" for i, loss in told.items())
    total = f"{size(whole)} {space.money.yearly}"
    return f"{total} ({each})" if each else total


def account_frame(space: DealSpace, parts: Sequence[Contribution]) -> pd.DataFrame:
    """Each item's part in a package: model and beyond, by party."""
    import pandas as pd

    rows = [
        {"item": c.item, "option": c.option,
         **{f"model_{p}": c.economic[p] for p in space.parties},
         **{f"beyond_{p}": c.political[p] for p in space.parties}}
        for c in parts
    ]  # fmt: skip
    return pd.DataFrame(rows)


def swaps_tables(space: DealSpace, link: Linkage) -> list[Table]:
    """Swaps that linking makes possible, one table for each set of parties who give; the deals apart and together."""
    names, amount = {p: space.dossier.parties[p].name for p in space.parties}, Figures(space.money).cell
    title = f"Swaps inside the package ({space.money.title} against {told_against(space.dossier)})"
    tables = []
    for givers in dict.fromkeys(swap.givers for swap in link.swaps):
        pair = len(givers) == 2
        rate = [(f"{names[givers[1]]} gives for each 1 that {names[givers[0]]} gives", "right")] if pair else []
        heads = [(f"{names[p]} gives", "left") for p in givers]
        table = make_table(title, *heads, *[(names[p], "right") for p in space.parties], *rate)
        for swap in link.swaps:
            if swap.givers == givers:
                given = [
                    f"{space.dossier.item(i).title}: {space.dossier.item(i).option(o).title}" for i, o in swap.parts
                ]
                table.add_row(
                    *given, *[amount(swap.gain[p]) for p in space.parties], *([_rate(swap.rate)] if pair else [])
                )
        tables.append(table)
    table = make_table(
        f"Items one by one, and linked ({space.money.title} against {told_against(space.dossier)})",
        ("", "left"), *[(names[p], "right") for p in space.parties],
    )  # fmt: skip
    table.add_row("items settled one by one", *[amount(link.apart_gain[p]) for p in space.parties])
    table.add_row("linked", *[amount(link.linked_gain[p]) for p in space.parties], style="bold")
    return [*tables, table]


def _rate(value: float) -> str:
    """An exchange rate between two parties."""
    return plain(value, fitting([value], 2))


def swaps_words(space: DealSpace, link: Linkage) -> list[str]:
    """What the tables of swaps do not show: that there is none, which free gains a rule forbids alone, or that who
    gives an item is not known."""
    told = (
        []
        if link.swaps
        else ["No swap: no parties give each other items that each loses by alone and all gain by together."]
    )
    by_rule: dict[str, list[str]] = {}
    for i, (option, rule) in link.held.items():
        item = space.dossier.item(i)
        by_rule.setdefault(rule, []).append(f"'{item.title}: {item.option(option).title}'")
    told += [
        f"Nobody loses by {listed(items)}, but a rule keeps it from being settled alone: {rule}."
        for rule, items in by_rule.items()
    ]
    if not link.rings:
        told.append("Rings of three parties were not looked for: there are too many.")
    unknown = list(dict.fromkeys(i for swap in link.swaps for i in swap.unknown))
    if unknown:
        titles = ", ".join(space.dossier.item(i).title for i in unknown)
        told.append(f"The dossier names nobody who carries out {titles}: whoever loses by it is taken to give it.")
    return told


def red_lines_told(space: DealSpace, prices: Sequence[Price]) -> Table | str:
    """The same as a table, or that there is no red line."""
    return prices_table(space, prices) if prices else "No party has a red line in this dossier."


def prices_table(space: DealSpace, prices: Sequence[Price]) -> Table:
    """What each red line costs; where none leaves all as well off with it, whether any package does without it."""
    table = make_table(
        f"Price of red lines ({space.money.title})",
        ("party", "left"), ("will not sign", "left"), ("joint gain lost", "right"),
        *[(f"{space.dossier.parties[p].name}, at the fair split", "right") for p in space.parties],
    )  # fmt: skip
    amount = Figures(space.money).cell
    for price in prices:
        item = space.dossier.item(price.item)
        never = ", ".join(item.option(o).title for o in price.never)
        none = "a package only without it" if price.opens else "no package either way"
        table.add_row(
            space.dossier.parties[price.party].name, f"{item.title}: {never}",
            amount(price.joint) if math.isfinite(price.joint) else none,
            *[amount(price.nash[p]) if math.isfinite(price.nash[p]) else "–" for p in space.parties],
        )  # fmt: skip
    return table


def bystanders_table(
    space: DealSpace, found: Sequence[Bystander], most: int = 6, reached: Ranges | None = None
) -> Table:
    """Regions not at the table that the package moves most; ``reached``: each with its range in brackets."""
    shown = sorted(found, key=lambda b: -abs(b.billions))[:most]
    figures, digits = (
        Figures(space.money).fit(one.billions for one in shown),
        per_cents((one.percent for one in shown), 3),
    )
    unit = figures.unit.title.removesuffix(figures.unit.a_year)
    table = make_table(
        "Third countries (model)", ("region", "left"), ("real income", "right"), (unit, "right"), ("", "left")
    )
    ends = reached.ends if reached else None
    for one in shown:
        name, n = space.eve.world.region_name(one.region), space.eve.world.region(one.region)
        table.add_row(
            name,
            change_ranged(one.percent, ends["real_income_percent"][:, n] if ends else None, digits),
            amount_ranged(figures, one.billions, ends["real_income"][:, n] if ends else None),
            "would object" if one.objects else "",
        )
    return table


def compare_table(space: DealSpace, first: tuple[str, Deal], second: tuple[str, Deal]) -> Table:
    """Two packages: only the items in which they differ, then the values."""
    (a, left), (b, right) = first, second
    names, amount = {p: space.dossier.parties[p].name for p in space.parties}, Figures(space.money).cell
    table = make_table(f"{a} beside {b}", ("item", "left"), (a, "left"), (b, "left"))
    for item in space.dossier.agenda:
        x, y = left.package[item.id], right.package[item.id]
        if x != y:
            table.add_row(item.title, item.option(x).title, item.option(y).title)
    table.add_section()
    for p in space.parties:
        table.add_row(f"{names[p]}: gain over no deal", amount(left.gain[p]), amount(right.gain[p]), style="bold")
        if space.dossier.is_computed():
            table.add_row("  model", amount(left.economic[p]), amount(right.economic[p]))
    judged = (left.verdict, right.verdict)
    rows = {"would rather have no deal": [v.loses for v in judged], "as good as no deal to": [v.ties for v in judged]}
    for title, parties in rows.items():
        if any(parties):
            table.add_row(title, *[listed([names[p] for p in those] or ["none"]) for those in parties])
    table.add_row("rules broken, red lines crossed", *["; ".join(d.broken) or "none" for d in (left, right)])
    table.add_row("can be signed", *["yes" if d.verdict.signable else "no" for d in (left, right)], style="bold")
    return table


# ---------------------------------------------------------------------- robustness
def robust_table(space: DealSpace, found: Sequence[Robustness]) -> Table:
    """Percentiles of the gain, probability of acceptance."""
    names = {p: space.dossier.parties[p].name for p in space.parties}
    amount = Figures(space.money).cell
    columns = [(f"{names[p]}: nine draws in ten (middle); signs", "right") for p in space.parties]
    table = make_table(
        f"How sure: gain over no deal in draws of all assumptions ({space.money.title})",
        ("package", "left"), *columns, ("all accept", "right"), ("best", "right"),
    )  # fmt: skip
    for one in found:
        spans = [
            f"{amount(one.low[p])} to {amount(one.high[p])} ({amount(one.mid[p])}); {pct(100 * one.accepted[p], 0)}"
            for p in space.parties
        ]
        table.add_row(_titles(space, one), *spans, pct(100 * one.all_accept, 0), pct(100 * one.best, 0))
    return table


def matters_words(space: DealSpace, found: Sequence[Robustness]) -> list[str]:
    """What moves each package's gains most, and its share of how they vary; packages that say the same together."""
    told: dict[str, list[str]] = {}
    for one in found:
        each = "; ".join(
            f"{space.dossier.parties[p].name}: {_assumption(space, one.shares[p][0][0])} {pct(one.shares[p][0][1], 0)}"
            for p in space.parties
            if one.shares[p]
        )
        if each:
            told.setdefault(each, []).append(_titles(space, one))
    return [f"What matters most, {', '.join(titles)}: {each}." for each, titles in told.items()]


def _titles(space: DealSpace, one: Robustness) -> str:
    return ", ".join(plain_title_of(space.dossier, name) for name in one.package.split(", "))


def _assumption(space: DealSpace, label: str) -> str:
    """What was drawn, with titles in place of ids: worth of 'Taiwan: no change'."""
    item, equals, option = label.removeprefix("worth of ").partition("=")
    if not equals:
        return label
    found = space.dossier.item(item)
    return f"worth of '{found.title}: {found.option(option).title}'"


def robust_words(
    found: Sequence[Robustness], sets: Sequence[str], computed: bool = True, unit: Unit = BILLIONS
) -> list[str]:
    """What was drawn and how, and by how much the response to elasticities was off; ``unit``: of the talks."""
    figures = Figures(unit)
    if not computed:
        return [
            "Drawn: worth triangular in its range, no-deal probabilities around the dossier's; nothing here is computed"
            " by the model. Judgements stay judgements."
        ]
    here, later = [name for name in sets if WHEN not in name], [name for name in sets if WHEN in name]
    drawn = (
        "Drawn: worth triangular in its range, no-deal probabilities around the dossier's, elasticities of"
        f" {_sets(here or later)}{', equally likely' if len(here or later) > 1 else ''}, each solved from"
        " today's economy under them."
    )
    if here and later:
        drawn += f" In {pct(100 * ELSEWHERE, 0)} of these draws the horizon is another: {_whens(later)}."
    if not found or not found[0].within:
        return [f"{drawn} Judgements stay judgements."]
    first, worst = found[0], max(e for one in found for e in one.error.values())
    ends = [end for one in found for side in (one.low, one.high) for end in side.values()]
    within = f"{_sets(first.within)} also within {'its' if len(first.within) == 1 else 'their'} standard errors"
    if first.exact:
        return [
            f"{drawn} {within}: response curves were off by more than {pct(100 * TOLERATED, 0)} of a band, so"
            f" {SOLVED} draws of each were solved instead. Judgements stay judgements."
        ]
    return [
        f"{drawn} {within}, by response curves: on {first.checked} draws solved exactly gains were off by at most"
        f" {figures.size(worst)} {unit.short} (bands reach from"
        f" {figures.span(min(ends), max(ends))} {unit.short}). Each band is wider at either"
        " end by its own largest error. Judgements stay judgements."
    ]


def _sets(names: Sequence[str]) -> str:
    """Sets of trade elasticities by who published them; a world's own are those of the world as it was built."""
    sets = [name.partition(WHEN)[0] for name in names]
    return listed(list(dict.fromkeys("the world as it was built" if s == OWN else authors(s) for s in sets)))


def _whens(names: Sequence[str]) -> str:
    """Other horizons, each with whose elasticities it is drawn."""
    whens = listed([name.partition(WHEN)[2] for name in names])
    return f"{whens}, at the elasticities of {_sets(names)}"


def reach_words(found: Sampled) -> str:
    """What ranges of countries and sectors were drawn from."""
    here, later = [name for name in found.sets if WHEN not in name], [name for name in found.sets if WHEN in name]
    drawn = (
        "Ranges hold 90 in 100 of the draws of the model: 5 in 100 lie below, 5 above. Drawn: elasticities of"
        f" {_sets(here)}"
    )
    if found.within:
        drawn += f", {_sets(found.within)} also within {'its' if len(found.within) == 1 else 'their'} standard errors"
    if later:
        drawn += f"; in {pct(100 * ELSEWHERE, 0)} of them the horizon is another: {_whens(later)}"
    return (
        f"{drawn}. {found.solved} worlds were solved, each from its own today. Worth and no deal bear on none of this."
    )


def robust_chart(space: DealSpace, found: Sequence[Robustness], width: int = 520) -> Any:
    """5th to 95th percentile of each party's gain, by package."""
    import altair as alt  # here alone: words and tables of this module need no pictures

    from tradetalks.report.charts import INK, PARTY_COLOURS, styled
    from tradetalks.report.drawn import chart_of

    rows = [
        {
            "package": r.package,
            "party": space.dossier.parties[p].name,
            "low": r.low[p] * space.money.factor,
            "mid": r.mid[p] * space.money.factor,
            "high": r.high[p] * space.money.factor,
        }
        for r in found
        for p in space.parties
    ]
    parties = [space.dossier.parties[p].name for p in space.parties]
    colour = alt.Color(
        "party:N", title=None, sort=parties, scale=alt.Scale(domain=parties, range=list(PARTY_COLOURS[: len(parties)]))
    )
    base = chart_of(rows).encode(
        y=alt.Y("package:N", sort=[r.package for r in found], title=None, axis=alt.Axis(labelLimit=260)),
        yOffset="party:N",
    )
    bars = base.mark_rule(strokeWidth=5, opacity=0.5).encode(
        x=alt.X("low:Q", title=f"gain over no deal, {space.money.axis} (5th to 95th percentile)"),
        x2="high:Q",
        color=colour,
    )
    dots = base.mark_point(filled=True, size=55, opacity=1).encode(x="mid:Q", color=colour)
    zero = chart_of([{"v": 0}]).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="v:Q")
    return styled(alt.layer(zero, bars, dots).properties(width=width, height=alt.Step(16)))


def acceptability_words(space: DealSpace, found: Sequence[Acceptability]) -> list[str]:
    """Necessarily, possibly, how probably."""
    told, figures = [], Figures(space.money)
    for one in found:
        name = space.dossier.parties[one.party].name
        how = "necessarily" if one.necessarily else "possibly" if one.possibly else "never"
        told.append(
            f"{name} {how} accepts within the stated ranges: gain {figures.span(one.lowest, one.highest)}"
            f" {space.money.short}, probability {pct(100 * one.probability, 0)}."
        )
    return told


def profile_table(found: Profile) -> Table:
    """Issues of a preference profile: weight, and what each option is worth of it."""
    table = make_table(
        f"Preferences of {found.party}", ("issue", "left"), ("weight", "right"), ("options, best first", "left")
    )
    for issue, values in found.values.items():
        ranked = sorted(values.items(), key=lambda pair: -pair[1])
        shown = ", ".join(f"{option} {value:.3g}" for option, value in ranked[:12])
        more = f", and {len(ranked) - 12} more" if len(ranked) > 12 else ""
        table.add_row(issue, f"{found.weights[issue]:g}", shown + more)
    return table
