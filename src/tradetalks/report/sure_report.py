"""How sure packages are: draws of worth, chances, elasticities and horizons, in a table, a chart and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from tradetalks.counsel.drawn import WHEN
from tradetalks.counsel.reach import Sampled
from tradetalks.counsel.robustness import ELSEWHERE, SOLVED, TOLERATED, Acceptability, Robustness
from tradetalks.dossier.figures import BILLIONS, Unit
from tradetalks.report.numbers import Figures, likely, pct
from tradetalks.report.tables import make_table
from tradetalks.space.deal_space import DealSpace, plain_title_of
from tradetalks.world.elasticities import OWN, authors
from tradetalks.world.names import listed


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
    from tradetalks.report.long_titles import axis_of_rows

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
        y=alt.Y(
            "package:N", sort=[r.package for r in found], title=None, axis=axis_of_rows([r.package for r in found], 40)
        ),
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
            f" {space.money.short}, probability {likely(one.probability)}."
        )
    return told
