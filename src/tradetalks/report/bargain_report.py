"""Bargaining told: what is agreed where everybody knows everything, runs of offers, mediated texts, counter-offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from tradetalks.counsel.bargaining import Run
from tradetalks.counsel.counteroffers import CounterOffer
from tradetalks.counsel.full_information import Proposal, Solved
from tradetalks.counsel.mediation import Mediated
from tradetalks.counsel.offers import Estimate
from tradetalks.dossier.figures import DiscountRange
from tradetalks.report.charts import PARTY_COLOURS, styled
from tradetalks.report.drawn import chart_of
from tradetalks.report.numbers import Figures, pct
from tradetalks.report.tables import make_table
from tradetalks.space.blocks import assembled
from tradetalks.space.deal_space import Deal, DealSpace
from tradetalks.space.solutions import INDIFFERENT
from tradetalks.world.names import listed, named


def lot_words(space: DealSpace, found: Mapping[str, Proposal], rates: Sequence[float]) -> list[str]:
    """Full information without a deadline: what each party would propose, and all accept, if it began; by discount
    factors a round, of parties."""
    told = []
    names = [space.dossier.parties[p].name for p in space.parties]
    by_party = ", ".join(f"{name} {rate:.4g}" for name, rate in zip(names, rates, strict=True))
    discount = f"factor {rates[0]:g} a round," if len(set(rates)) == 1 else f"factors a round: {by_party};"
    for p, proposal in found.items():
        parts = [
            f"{beside_nash_words(space, space.frontier[row].package)} ({pct(100 * chance, 0)})"
            for chance, row in sorted(zip(proposal.chances, proposal.rows, strict=True), reverse=True)
        ]
        by_lot = "by lot " if len(parts) > 1 else ""
        told.append(
            f"Everybody knows everybody's gains, no deadline, discount {discount}"
            f" {space.dossier.parties[p].name} begins: agreed at once; gains {gains_words(space, proposal.gains)}"
            f" {space.money.yearly}, {by_lot}{' or '.join(parts)}."
        )
    return told


def spread_words(space: DealSpace, own: Sequence[DiscountRange], spread: NDArray[np.float64], draws: int) -> list[str]:
    """What ranges of discounts leave open of ``lot_words``: ``[low and high, who begins, party]`` gains."""
    names = [space.dossier.parties[p].name for p in space.parties]
    stated = ", ".join(
        f"{name} {one.low:g} to {one.high:g}" for name, one in zip(names, own, strict=True) if one.low < one.high
    )
    told = [f"Discounts over the talks are ranges ({stated}); above they are at their middle."]
    for name, (low, high) in zip(names, spread.swapaxes(0, 1), strict=True):
        gains = ", ".join(
            f"{who} {Figures(space.money).span(a, b)}" for who, a, b in zip(names, low, high, strict=True)
        )
        told.append(f"In 90% of {draws} draws from them, {name} begins: {gains} {space.money.yearly}.")
    return told


def solved_words(
    space: DealSpace, solved: Mapping[str, Solved], longer: Mapping[str, Solved], rounds: int
) -> list[str]:
    """Full information, whole packages and a deadline: by who begins and who makes the last offer, and the mean."""
    names, count = {p: party.name for p, party in space.dossier.parties.items()}, len(space.parties)
    told, unit = [], space.money.yearly
    for found, turns in ((solved, rounds), (longer, rounds + 1)):
        for j, p in enumerate(space.parties):
            last = space.parties[(j + turns - 1) % count]
            told.append(
                f"Whole packages only, {turns:,} rounds, {names[p]} begins and {names[last]} makes the last offer:"
                f" agreed in round {found[p].turn}; gains {gains_words(space, found[p].gains)} {unit}."
            )
    every = [one.gains for found in (solved, longer) for one in found.values()]
    mean = [sum(column) / len(every) for column in zip(*every, strict=True)]
    told.append(
        f"Mean over who begins and who moves last: {gains_words(space, mean)} {unit}. Among packages that cannot be"
        " split, the advantage of the last offer stays however many rounds there are; by lot it fades."
    )
    return told


def gains_words(space: DealSpace, values: Sequence[float]) -> str:
    names = [space.dossier.parties[p].name for p in space.parties]
    return ", ".join(f"{name} {Figures(space.money)(v)}" for name, v in zip(names, values, strict=True))


def beside_nash_words(space: DealSpace, package: Mapping[str, str]) -> str:
    """A package by the items in which it differs from Nash's."""
    base = space.dossier.status_quo() if space.nash is None else space.nash.package
    name = "the status quo" if space.nash is None else "Nash's package"
    return f"{name}, with {what}" if (what := changes_words(space, base, package)) else name


def changes_words(space: DealSpace, base: Mapping[str, str], package: Mapping[str, str]) -> str:
    """The items in which a package differs from another, and what it has of them."""
    items = [i for i in space.dossier.agenda if package[i.id] != base[i.id]]
    return "; ".join(f"{i.title}: {i.option(package[i.id]).title}" for i in items)


def runs_table(
    space: DealSpace, runs: Mapping[tuple[str, ...], Run], scores: Mapping[tuple[str, ...], Mapping[str, float]]
) -> Table:
    """Strategies against each other: when they agree, on what gains, how good it is."""
    names = [space.dossier.parties[p].name for p in space.parties]
    table = make_table(
        f"Offers in turn, each side knowing its own gains only ({space.money.title} over no deal)",
        *[(name, "left") for name in names], ("last offer in round", "right"),
        *[(f"{n}: gain", "right") for n in names],
        ("joint gain, of best", "right"), ("Nash product, of best", "right"),
    )  # fmt: skip
    for profile, run in runs.items():
        turn = str(run.offers[-1].turn) if run.agreed else "no deal"
        cells = [Figures(space.money).cell(g) for g in run.gains]
        score = scores[profile]
        table.add_row(*profile, turn, *cells, pct(100 * score["joint_gain"], 0), pct(100 * score["nash_product"], 0))
    return table


def mediated_words(space: DealSpace, found: Mapping[float, tuple[Mediated, Deal]]) -> list[str]:
    """A mediator's text, by how lenient votes are at first: where it ends."""
    told = []
    for leniency, (run, deal) in found.items():
        votes = (
            "each change must cost nobody anything"
            if leniency == 0
            else f"small losses pass at first (leniency {leniency:g})"
        )
        signed = all(gain >= -INDIFFERENT for gain in deal.gain.values())
        end = "all sign" if signed else "not all sign"
        told.append(
            f"A mediator's text, {run.proposals:,} changes shown, {votes}: {len(run.texts) - 1:,} pass; {end} at gains"
            f" {gains_words(space, list(deal.gain.values()))} {space.money.yearly}."
        )
    return told


def run_chart(space: DealSpace, run: Run, width: int = 560) -> Any:
    """Every offer of one run in order: both sides' gains against each other; of more parties, each one's over time."""
    names = [space.dossier.parties[p].name for p in space.parties]
    colours = alt.Scale(domain=names, range=list(PARTY_COLOURS[: len(names)]))
    if len(names) > 2:
        rows = [
            {"turn": o.turn, "party": name, "gain": gain * space.money.factor}
            for o in run.offers
            for name, gain in zip(names, o.gains, strict=True)
        ]
        lines = (
            chart_of(rows)
            .mark_line(point={"size": 45, "filled": True}, strokeWidth=1.2, opacity=0.8)
            .encode(
                x=alt.X("turn:Q", title="round of the offer"),
                y=alt.Y("gain:Q", title=f"gain by the offer, {space.money.axis}", scale=alt.Scale(zero=False)),
                color=alt.Color("party:N", title="gain of", sort=names, scale=colours),
            )
        )
        return styled(lines.properties(width=width, height=360))
    scale = space.money.factor
    rows = [{"turn": o.turn, "by": names[o.by], "x": o.gains[0] * scale, "y": o.gains[1] * scale} for o in run.offers]
    chart = (
        chart_of(rows)
        .mark_line(point={"size": 45, "filled": True}, strokeWidth=1.2, opacity=0.8)
        .encode(
            x=alt.X("x:Q", title=f"gain of {names[0]}, {space.money.axis}", scale=alt.Scale(zero=False)),
            y=alt.Y("y:Q", title=f"gain of {names[1]}", scale=alt.Scale(zero=False)),
            order="turn:Q",
            color=alt.Color("by:N", title="offers by", sort=names, scale=colours),
        )
    )
    return styled(chart.properties(width=width, height=360))


# ---------------------------------------------------------------------- counter-offers
def estimate_table(space: DealSpace, party: str, found: Estimate) -> Table:
    """What a party's offers tell of its priorities: each item's part, and its options, best for it first."""
    name = named(space.dossier.parties[party].name)
    counted = "1 offer" if found.offers == 1 else f"{found.offers} offers"
    table = make_table(
        f"What {name} seems to want, by the dossier and its {counted}", ("item", "left"), ("part of all", "right"),
        ("options, best for it first", "left"),
    )  # fmt: skip
    for item, weight in sorted(found.weights.items(), key=lambda pair: -pair[1]):
        one = space.dossier.item(item)
        ranked = sorted(one.options, key=lambda option: -found.scores[item, option.id])
        table.add_row(one.title, pct(100 * weight, 0), " > ".join(option.title for option in ranked))
    return table


def counter_words(
    space: DealSpace,
    party: str,
    package: Mapping[str, str],
    offers: Sequence[CounterOffer],
    within: float,
    believed: Sequence[str] = (),
) -> list[str]:
    """Offers of equal value to a party, each by what it changes of the package in hand.

    ``believed``: parties whose wishes are read off their offers, not known: what is best is then best for these.
    """
    name, unit = named(space.dossier.parties[party].name), space.money.yearly
    if not offers:
        return [
            f"No other package is worth the same to {name}, within {Figures(space.money).size(within)} {unit};"
            " widen --within."
        ]
    told = [f"Worth the same to {name}, within {Figures(space.money).size(within)} {unit}:"]
    who = listed([named(space.dossier.parties[p].name) for p in believed]) if believed else ""
    by = f", by what {who} {'seems' if len(believed) == 1 else 'seem'} to want" if believed else ""
    if sum(offers[0].beyond[1:]) <= INDIFFERENT:  # the first is best for the others in all
        rest = [named(space.dossier.parties[p].name) for p in space.parties if p != party]
        together = " taken together" if len(rest) > 1 else ""
        told.insert(0, f"The package in hand is already the best for {listed(rest)}{together} at that worth{by}.")
    elif believed:
        told.insert(0, f"What is better for others is judged{by}; the gains told are the dossier's.")
    for number, offer in enumerate(offers, 1):
        other = assembled(space.dossier, space.blocks, offer.rows)
        deal = space.deal(other)
        refuses = [space.dossier.parties[p].name for p in space.parties if deal.gain[p] < -INDIFFERENT]
        refused = f"; {listed(refuses)} would refuse it" if refuses else "; all would sign it"
        what = changes_words(space, package, other)
        gains = gains_words(space, [deal.gain[p] for p in space.parties])
        idle = max(offer.beyond) <= INDIFFERENT
        worse = f"; no better for anybody than the package in hand{by}" if idle else ""
        told.append(f"{number}. {what}. Gains over no deal {gains} {unit}{refused}{worse}.")
    return told
