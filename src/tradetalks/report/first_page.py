"""The brief's first page, for who reads no other: what to sign, how sure that is, what is traded for what, who pays at
home, who else moves, what could go wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tradetalks.counsel.account import Contribution
from tradetalks.counsel.diagnosis import Swap, linkage
from tradetalks.counsel.reach_kept import Ranges
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.report.brief_words import in_short
from tradetalks.report.findings import Findings, party_regions
from tradetalks.report.full_work import full_work_in_short
from tradetalks.report.givers import GIVES, by_giver, sign_words
from tradetalks.report.idle_words import OUT_OF_WORK, SMALLEST_PEOPLE
from tradetalks.report.income_rows import income_over_time
from tradetalks.report.no_deal_words import expected_words
from tradetalks.report.numbers import NOTHING, Figures, bn, likely, pct, per_cents, share_words
from tradetalks.report.payers import PackagePays, PartyPays
from tradetalks.report.plain_words import PURCHASES, after_colon, capital, told_against
from tradetalks.report.ranged import amount_ranged, change_ranged, in_brackets, people_ranged, region_ranged
from tradetalks.report.risk_words import risks
from tradetalks.report.uncomputed import is_unsized
from tradetalks.space.deal import Deal
from tradetalks.space.deal_space import DealSpace
from tradetalks.world.names import listed, named

MOST_GIVEN = 3
"""Items told one by one of what a party gives; the others in a sum."""
MOST_SWAPS = 1
MOST_OTHERS = 3
"""Countries named at each end."""


@dataclass(frozen=True)
class Row:
    """One line of a table: what it is of, a text for each party, is it a sum."""

    title: str
    cells: Sequence[str]
    total: bool = False


@dataclass(frozen=True)
class Given:
    """What one party gives in the recommended package, or what costs nobody."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class FirstPage:
    """Sentences and tables of the first page, in the order in which they are read."""

    advice: Sequence[str]
    figures: Sequence[Row]
    trades: Sequence[Given]
    swaps: Sequence[str]
    cases: Sequence[str]
    at_home: Sequence[Row]
    at_work: Sequence[str]
    others: Sequence[str]
    risks: Sequence[str]
    unmoved: str = ""
    """What changes nothing, so that it has no table."""


def first_page(f: Findings, paid: Mapping[str, PackagePays]) -> FirstPage:
    """The first page of a deal space's findings.

    Args:
        paid: who pays, by name of the package or ``no_deal_case`` of the branch.
    """
    if is_unsized(f.space.dossier):
        return FirstPage(in_short(f), (), (), (), (), (), (), (), ())
    rec = f.space.named.get(f.recommended)
    both = {name: f.steps(name)[0][0] for name in paid if name in (f.recommended, f.dearest)}
    moves = [name for name, outcome in both.items() if _moves(outcome)]
    told = [paid[name] for name in moves]
    figures = _figures(f, rec)
    return FirstPage(
        advice=[*(sign_words(f.space, f.recommended, f.account) if rec else []), *in_short(f)],
        figures=figures,
        trades=[*_trades(f), _total(f, rec)] if rec else [],
        swaps=_swaps(f, rec) if rec else [],
        cases=[one.title for one in told],
        at_home=_at_home(f, told, moves),
        at_work=full_work_in_short(f.space, f.recommended, f.slow_wages, f.costliest),
        others=_others(f) if moves or not both else [],
        risks=risks(f, rec),
        unmoved=_unmoved([paid[name].title for name in both if name not in moves], not figures),
    )


def _moves(outcome: Outcome) -> bool:
    """Does a package or a way of having no deal change anything for any country?"""
    return bool((np.abs(outcome.real_income_change) > NOTHING).any())


def _unmoved(titles: Sequence[str], alone: bool) -> str:
    """What changes nothing, in a sentence; ``alone``: nothing else has figures either."""
    if not titles and not alone:
        return ""
    told = [f"'{title}' changes nothing against today, at home or abroad" for title in titles]
    left = " Tables that would hold nothing but zeros are left out." if told or alone else ""
    return "; ".join(told or ["Without a deal nothing changes for any side"]) + "." + left


# ---------------------------------------------------------------------- figures
def _figures(f: Findings, rec: Deal | None) -> list[Row]:
    """Each party's figures: with the package, without it, the difference and how sure that is."""
    space, d, figures = f.space, f.space.dossier, Figures(f.space.money)
    rows = []
    if rec:
        ranged = any(rec.low[p] != rec.high[p] for p in space.parties)
        rows.append(
            Row(
                f"{_package(f)}{_of_worth(space) if ranged else ''}",
                [_span(space, rec, p) for p in space.parties],
                True,
            )
        )
        if d.is_computed():
            rows.append(Row("of which the model computes", [_computed(f, rec, p) for p in space.parties]))
    for branch in d.no_deal:
        odds = likely(branch.probability)
        rows.append(
            Row(f"No deal: {after_colon(branch.title)} ({odds})", [_without(f, branch.name, p) for p in space.parties])
        )
    if len(d.no_deal) > 1:
        rows.append(Row("No deal, expected", expected_words(space, f.without), True))
    if rec is None:
        stakes = [v for deal in space.no_deal.values() for p in space.parties for v in (deal.low[p], deal.high[p])]
        return rows if any(abs(v) > NOTHING for v in stakes) else []
    rows.append(Row("Gain over no deal", [figures(rec.gain[p]) for p in space.parties], True))
    drawn = f.bands.of(f.recommended) if f.bands else None
    if drawn and f.bands:
        spans = [figures.span(drawn.low[p], drawn.high[p]) for p in space.parties]
        rows.append(Row(f"in nine of ten of {f.bands.draws:,} draws of all assumptions", spans))
        rows.append(
            Row("share of these draws in which it signs", [share_words(drawn.accepted[p]) for p in space.parties])
        )
    if f.long_run:
        later = f.long_run.gain(rec)
        rows.append(Row(f"the same gain {f.long_run.horizon.words}", [figures(later[p]) for p in space.parties]))
    return rows


def _computed(f: Findings, rec: Deal, party: str) -> str:
    """What the model computes of the recommended package, with its range if one was drawn."""
    code, found, figures = f.space.dossier.regions.get(party), f.reached.get(f.recommended), Figures(f.space.money)
    if code is None or found is None:
        return figures(rec.economic[party])
    return region_ranged(figures, rec.economic[party], found.ends["real_income"], f.space.eve.world.region(code))


def _without(f: Findings, branch: str, party: str) -> str:
    """What a way of having no deal brings: in brackets nine in ten of the draws, or else the range of its worth."""
    deal, drawn = f.space.no_deal[branch], f.without
    if drawn is None:
        return _span(f.space, deal, party)
    return Figures(f.space.money).ranged(deal.value[party], *drawn.branches[branch].whole[party])


def _of_worth(space: DealSpace) -> str:
    """Whose the range of a package's value is."""
    return " (in brackets: worth's range alone)" if space.dossier.is_computed() else " (range)"


def _span(space: DealSpace, deal: Deal, party: str) -> str:
    return Figures(space.money).ranged(deal.value[party], deal.low[party], deal.high[party])


# ---------------------------------------------------------------------- what is traded for what
def _trades(f: Findings) -> list[Given]:
    """The recommended package by who gives, most first: who carries an item out and loses by it, most if several do."""
    space, d = f.space, f.space.dossier
    return [
        Given(
            f"{d.parties[party].name} {does}" if party else capital(does),
            _given(space, parts, party),
        )
        for party, does, parts in by_giver(space, f.account)
    ]


def _given(space: DealSpace, parts: Sequence[Contribution], giver: str) -> list[Row]:
    d = space.dossier
    shown = parts if len(parts) <= MOST_GIVEN + 1 else parts[:MOST_GIVEN]
    rest = parts[len(shown) :]
    rows = [
        Row(
            f"{d.item(part.item).title}: {d.item(part.item).option(part.option).title}",
            [_part(space, part, p) for p in space.parties],
        )
        for part in shown
    ]
    if rest:
        rows.append(
            Row(
                f"and {len(rest)} more",
                [Figures(space.money)(sum(part.total(p) for part in rest)) for p in space.parties],
            )
        )
    return rows


def _part(space: DealSpace, part: Contribution, party: str) -> str:
    """What an item is to a party, with the range of its worth if it has one; a loss is never told as none."""
    worth = space.dossier.item(part.item).option(part.option).worth.get(party)
    figures, total, model = Figures(space.money), part.total(party), part.economic[party]
    if worth is None or worth.low == worth.high or abs(worth.mid - part.political[party]) > space.money.least:
        return figures(total) if total < 0 else figures.cell(total)
    return figures.ranged(total, model + worth.low, model + worth.high)


def _total(f: Findings, rec: Deal) -> Given:
    return Given("", [Row(_package(f), [_span(f.space, rec, p) for p in f.space.parties], True)])


def _package(f: Findings) -> str:
    """The row of the whole package, and what it is told against."""
    return f"The package, against {told_against(f.space.dossier)}"


def _swaps(f: Findings, rec: Deal) -> list[str]:
    """Swaps in which each item is given by whom the table above has as its giver."""
    gives = {part.item: party for party, does, parts in by_giver(f.space, f.account) if does == GIVES for part in parts}
    found = linkage(f.space, rec.package).swaps
    told = [s for s in found if all(gives.get(i) == p for p, (i, _) in zip(s.givers, s.parts, strict=True))]
    return [_swap(f.space, swap) for swap in told[:MOST_SWAPS]]


def _swap(space: DealSpace, swap: Swap) -> str:
    d, unit, bn = space.dossier, space.money, Figures(space.money)
    given = [
        f"{named(d.parties[p].name)} gives '{d.item(i).title}: {d.item(i).option(o).title}'"
        for p, (i, o) in zip(swap.givers, swap.parts, strict=True)
    ]
    gains = listed([f"{bn(swap.gain[p])} {unit.short} for {named(d.parties[p].name)}" for p in space.parties])
    return f"A swap that pays by itself: {listed(given)} ({gains}{unit.a_year})."


# ---------------------------------------------------------------------- at home and elsewhere
def _at_home(f: Findings, paid: Sequence[PackagePays], names: Sequence[str]) -> list[Row]:
    """What each party as a whole, its households, workers and treasury meet: a cell a package; real
    income and GDP of what changes over time are its yearly average."""
    rows = []
    if paid and all(one.cost for one in paid):
        costs = [one.cost for one in paid if one.cost]
        usd = [bn(one.cost.usd, 0) + in_brackets(one.reach, lambda v: bn(v, 0)) for one in paid if one.cost]
        rows.append(Row("US household: what it buys costs, dollars a year", usd))
        digits = per_cents(cost.of_income[n] for cost in costs for n in (0, 9))
        tenths = [" and ".join(pct(cost.of_income[n], digits, signed=True) for n in (0, 9)) for cost in costs]
        rows.append(Row("of income, tenth with the lowest and with the highest incomes", tenths))
    world = f.space.eve.world
    figures = Figures(f.space.money)
    for party in zip(*(one.parties for one in paid), strict=True):
        code, name = party[0].region, world.region_name(party[0].region)
        incomes = [income_over_time(*f.steps(name), [code])[0] for name in names]
        digits = per_cents(v for r in incomes for v in (r.real_income, r.real_gdp))
        told = [
            f"{change_ranged(r.real_income, p.reach.get('real_income_percent'), digits)}"
            f"; {change_ranged(r.real_gdp, p.reach.get('real_gdp'), digits)}"
            for r, p in zip(incomes, party, strict=True)
        ]
        rows.append(Row(f"{name}: real income; real GDP", told))
        revenue = [amount_ranged(figures, p.revenue, p.reach.get("revenue")) for p in party]
        rows.append(Row(f"{name}: tariff revenue, {figures.unit.yearly}", revenue))
        if any(p.purchases for p in party):
            bought = [amount_ranged(figures, p.purchases, p.reach.get("purchases")) for p in party]
            rows.append(Row(f"{name}: {PURCHASES}, {figures.unit.yearly}", bought))
        if all(p.known for p in party):
            rows.append(Row(f"{name}: people who change sector, thousands", [_moved(p) for p in party]))
        if any(p.idle for p in party):
            rows.append(Row(f"{name}: {OUT_OF_WORK}", [p.idle for p in party]))
    return rows


def _moved(party: PartyPays) -> str:
    """How many change sector, and the changes of the sector that most leave and of that which most come to."""
    alike = not party.idle or party.moved >= SMALLEST_PEOPLE  # else jobs are lost by who finds none, not by who moves
    ends = [sectors.split("; ")[0] for sectors in (party.lost, party.gained) if sectors and alike]
    return people_ranged(party.moved, party.reach.get("moved")) + (f": {'; '.join(ends)}" if ends else "")


def _others(f: Findings) -> list[str]:
    """Countries not at the table: with what is recommended, and under the dearest way to have no deal."""
    if not f.space.dossier.is_computed():
        return []
    worst = next(b for b in f.space.dossier.no_deal if b.name == f.costliest)
    told = {f.recommended: "With the recommended package"} if f.recommended in f.outcomes else {}
    told |= {f.dearest: f"If '{worst.title}'"} if _moves(f.no_deal[f.costliest]) else {}
    return [
        f"{case}: {_elsewhere(f, name, party_regions(f.space), Figures(f.space.money), f.reached.get(name))}."
        for name, case in told.items()
    ]


def _elsewhere(f: Findings, name: str, own: Sequence[str], figures: Figures, found: Ranges | None) -> str:
    """Countries not at the table that lose and gain most, each with its range if one was drawn."""
    reached = found.ends["real_income"] if found else None
    world, change = f.space.eve.world, f.real_income_change(name)
    there = [n for n, code in enumerate(world.regions) if code not in own]
    order = [int(n) for n in sorted(there, key=lambda n: change[n])]

    def told(picked: Sequence[int]) -> str:
        return listed(
            [
                f"{named(world.region_name(world.regions[n]))} {region_ranged(figures, float(change[n]), reached, n)}"
                for n in picked
            ]
        )

    down = [n for n in order[:MOST_OTHERS] if change[n] <= -figures.unit.least]
    up = [n for n in order[::-1][:MOST_OTHERS] if change[n] >= figures.unit.least]
    if not down and not up:
        return f"no country by {figures.least} {figures.unit.yearly} or more"
    total = amount_ranged(figures, float(np.sum(change[there])), found.ends["together"][:, 0] if found else None)
    together = f"all others together {total} {figures.unit.yearly}"
    ends = [f"{verb} most: {told(picked)}" for verb, picked in (("lose", down), ("gain", up)) if picked]
    return "; ".join([together, *ends])
