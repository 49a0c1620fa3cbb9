"""Where a brief's own figures are to be doubted: sentences made from the figures themselves.

Published figures that the model misses, with what the elasticities have to do with it; and no-deal branches in which a
tariff war makes everybody who wages it richer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tradetalks.report.income_rows import yardstick_words
from tradetalks.report.numbers import Figures, pct, together
from tradetalks.world.names import listed, named

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier
    from tradetalks.dossier.no_deal import NoDeal
    from tradetalks.equilibrium.horizons import Horizon
    from tradetalks.equilibrium.outcome import Outcome
    from tradetalks.report.yardsticks import Yardstick
    from tradetalks.space.deal_space import DealSpace
    from tradetalks.value.eve import Eve

MOVED = 0.1
"""Share of the distance to the published range by which an answer has to move to be told as moved."""


def held_words(y: Yardstick) -> tuple[str, str]:
    """The model's answer and the published range that it is held against, with the same digits."""
    digits = together((y.ours, y.low, y.high), 1)
    return pct(y.ours, digits), f"{pct(y.low, digits)} to {pct(y.high, digits)}"


def missed_words(yardsticks: Sequence[Yardstick], at: Horizon | None = None, fitted: bool = False) -> list[str]:
    """Which published figures the model misses, and why; nothing where it meets them all.

    Like is held against like: GDP against real GDP, income against real income.

    ``at``: the horizon of the model's answers, the long run if None. ``fitted``: are trade elasticities fitted to the
    trade of the eve?
    """
    missed = [y for y in yardsticks if not y.inside]
    if not missed:
        return []
    each = "; ".join(
        f"'{y.title}' ({yardstick_words(y.of)}), {held_words(y)[0]} here, {held_words(y)[1]} published" for y in missed
    )
    lines = [f"{len(missed)} of {len(yardsticks)} outside the published range: {each}."]
    smaller = {y.of for y in missed if y.low <= y.high < min(y.ours, 0)}
    if "real_income" in smaller:
        lines.append(
            "Losses of income are smaller here than published. In this model foreign sellers bear part of a duty"
            " through lower wages and prices, by an amount fitted to no observed price, and nobody is idle."
        )
    if "real_gdp" in smaller:
        lines.append(
            "Losses of real GDP are smaller here than published. In this model the volume of production falls only"
            " because duties put the same workers to less use: nobody is idle, and neither investment nor productivity"
            " responds."
        )
    told = [y for y in missed if y.long_run is not None]
    if told:
        ways: dict[str, list[str]] = {"brings nearer": [], "takes further away": [], "hardly moves": []}
        for y in told:
            ways[_way(y)].append(f"'{y.title}' ({pct(y.long_run or 0.0, 2)} in the long run)")
        moves = "; it ".join(f"{way} {listed(titles)}" for way, titles in ways.items() if titles)
        when = at.words if at else "at this horizon"
        chosen = " Trade elasticities were fitted to today's trade, not to these figures." if fitted else ""
        lines.append(f"Answering {when}, not in the long run, {moves}.{chosen}")
    return lines


def _duties(dossier: Dossier, eve: Eve, war: Outcome, players: Sequence[str]) -> str:
    """Average duties among a war's players, on the eve and in it, weighted by the benchmark's trade in goods."""
    world, parties = eve.benchmark, dossier.parties
    goods = [world.sector(c) for c in (world.goods or world.sectors)]
    told = []
    for importer in players:
        for exporter in players:
            i, n = (world.region(parties[p].region or "") for p in (exporter, importer))
            if i != n:
                flow = world.trade[i, n, goods]
                before, after = (
                    100 * float(flow @ level[i, n, goods]) / float(flow.sum())
                    for level in (eve.world.tariff, war.shock.tariff_level)
                )
                names = [named(parties[p].name) for p in (importer, exporter)]
                told.append(f"of {names[0]} on goods of {names[1]} {pct(after)}, today {pct(before)}")
    return "; ".join(told)


def _way(y: Yardstick) -> str:
    """What the horizon does to an answer outside its range, beside the answer of the long run."""
    assert y.long_run is not None
    now, then = y.distance(y.ours), y.distance(y.long_run)
    if abs(now - then) <= MOVED * max(now, then):
        return "hardly moves"
    return "brings nearer" if now < then else "takes further away"


def richer_words(
    dossier: Dossier,
    eve: Eve,
    branch: NoDeal,
    outcome_of: Callable[[NoDeal], Outcome],
    gains: Mapping[str, float],
    together: Callable[[NoDeal], Mapping[str, float]],
) -> str:
    """That a branch's computed tariff war leaves each of its players better off, how duties move in it, and what
    cooperation on the same duties brings; empty where somebody loses by the war.

    ``gains``: by party, real income against the eve, billions of USD a year; other arguments as in ``wars_won``.
    """
    bn = Figures.among(gains.values())
    if not branch.nash or any(gains[p] <= bn.unit.least for p in branch.nash.players):
        return ""
    told = listed([f"{named(dossier.parties[p].name)} {bn(gains[p])} {bn.unit.short}" for p in branch.nash.players])
    fought_over = (
        "what today's tariffs show that each wants, which explains these tariffs only in part"
        if branch.nash.weights == "revealed"
        else "real income alone, which today's tariffs do not serve"
    )
    return (
        f"'{branch.title}' raises the real income of all who wage it ({told} a year). Average duties in it"
        " (sectors weighed by trade of the benchmark, products within them by today's):"
        f" {_duties(dossier, eve, outcome_of(branch), branch.nash.players)}. It is fought over {fought_over}. A war"
        " that leaves all who wage it better off than today is an equilibrium of the model, not a believable forecast"
        f" of what no deal brings. {_beside_cooperation(dossier, gains, together(branch))}"
    )


def _beside_cooperation(dossier: Dossier, war: Mapping[str, float], together: Mapping[str, float]) -> str:
    """What a war brings beside what its players would gain by setting the same duties together."""
    names = {p: named(dossier.parties[p].name) for p in together}
    bn = Figures.among(together.values())
    both = listed([f"{name} {bn(together[p])} {bn.unit.short}" for p, name in names.items()])
    more = [name for p, name in names.items() if war[p] > together[p]]
    said = f"The same duties set together, gains shared in proportion to income, would bring {both}"
    if len(more) == len(names):
        return f"{said}: no war can pay all of them more than cooperation, so that this branch is not to be used."
    if more:
        return f"{said}: by this war {listed(more)} would gain more than by cooperation."
    shares = listed([f"{pct(100 * war[p] / together[p], 0)} of it to {name}" for p, name in names.items()])
    return f"{said}; the war pays {shares}, so that cooperation is worth more to each."


def war_words(space: DealSpace) -> list[str]:
    """``wars_won`` of a deal space's own branches, solved."""
    from tradetalks.value.no_deal import cooperation, solve_branch

    return wars_won(space, partial(solve_branch, space.valuer), partial(cooperation, space.valuer))


def wars_won(
    space: DealSpace, outcome_of: Callable[[NoDeal], Outcome], together: Callable[[NoDeal], Mapping[str, float]]
) -> list[str]:
    """On every no-deal branch in which a computed tariff war leaves each of its players better off: that it does, by
    how much beside cooperation on the same duties and the best package for all, and the expected no deal without it.

    Args:
        outcome_of: of a branch of no deal. together: what its players gain by cooperation, by party.
    """
    d, lines, amount = space.dossier, [], Figures(space.money)
    for branch in d.no_deal:
        deal = space.no_deal[branch.name]
        if not branch.nash:
            continue
        line = richer_words(d, space.eve, branch, outcome_of, deal.economic, together)
        if not line:
            continue
        if space.nash and all(deal.economic[p] > space.nash.economic[p] for p in branch.nash.players):
            line += " By the model it even brings each of them more than the Nash package does."
        if 0 < branch.probability < 1:
            rest = listed(
                [
                    f"{amount((expected - branch.probability * deal.value[p]) / (1 - branch.probability))} for"
                    f" {named(d.parties[p].name)}"
                    for p, expected in zip(space.parties, space.expected_no_deal, strict=True)
                ]
            )
            line += f" Without it the expected no deal is {rest}, in {space.money.title}."
        lines.append(line)
    return lines
