"""How the answer moves with the chances of no deal, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from tradetalks.counsel.bands import Bands
from tradetalks.counsel.chances import Swing, by_deadline, swings
from tradetalks.dossier.model import Dossier
from tradetalks.dossier.no_deal import NoDeal
from tradetalks.equilibrium.horizons import NAMES, horizon
from tradetalks.report.numbers import NOTHING, Figures, likely, pct, refused_words
from tradetalks.report.plain_words import basis_words, capital, day_words, source_words
from tradetalks.space.deal_space import DealSpace, plain_title_of
from tradetalks.world.names import listed, named


def chance_words(space: DealSpace, value: Mapping[str, float] | None = None, package: str = "") -> list[str]:
    """A sentence a branch, the one whose chance moves most first, each chance with its source, then one a deadline;
    nothing where no deal is certain.

    ``value``: by party, what ``package`` is worth against the eve, to tell from which chance on it is refused.
    """
    d, lines = space.dossier, []
    for one in swings(space, value):
        told = _moves(space, one)
        if not told:
            continue
        line = f"'{one.branch.title}' ({_chances(d, one.branch)}): {told}."
        lines.append(" ".join([line, *_refusals(d, one, package)]))
    if lines:
        lines.insert(
            0,
            "Chances of no deal are the dossier's, nobody computes them. Were one of these ways ten points likelier and"
            " the others less so in proportion, every package's gain over no deal would change by exactly what follows,"
            f" in {space.money.axis}:",
        )
    return [*lines, *deadline_words(space, value, package)]


def first_of_chances(space: DealSpace, bands: Bands | None = None) -> list[str]:
    """What an answer hangs on before all else, in a sentence or two: whose chances of no deal they are, the branch that
    moves gains most, and every chance at which a party would refuse the Nash package; what else was held is said with
    it, and who refuses where it is not.

    Args:
        bands: draws of all assumptions, the Nash package among them, if there are any.
    """
    d, deal = space.dossier, space.nash
    package = f"the {plain_title_of(d, 'nash')}"
    found = swings(space, deal and deal.value)
    most = next((one for one in found if _moves(space, one)), None)
    if most is None:
        return []
    basis = basis_words(d, {one.branch.basis for one in found})
    line = (
        f"This hangs on how likely each way of having no deal is ({basis}): were '{most.branch.title}', now"
        f" {likely(most.branch.probability)}, ten points likelier, every package's gain over no deal would change"
        f" by {_moves(space, most, f' {space.money.short}')}{space.money.a_year}."
    )
    turns: dict[str, list[str]] = {}
    for one in found:
        for p, chance in one.turns_at.items():
            turns.setdefault(p, []).append(f"with '{one.branch.title}' {_from_on(chance, one.branch.probability)}")
    for p, told in turns.items():
        line += f" {capital(named(d.parties[p].name))} would refuse {package} {' or '.join(told)}."
    if deal and not turns:
        middle = "the model and worth at their middle" if d.is_computed() else "worth at its middle"
        line += f" Whatever the chances of no deal, {middle}, nobody would refuse {package}"
        line += f"; {refused}." if (refused := _with_all_drawn(space, bands)) else "."
    return [line]


def _with_all_drawn(space: DealSpace, bands: Bands | None) -> str:
    """Who refuses the Nash package in how many of the draws of all assumptions; nothing where none were drawn."""
    row = bands.of("nash") if bands else None
    if row is None:
        return ""
    names = space.dossier.parties
    told = [f"{named(names[p].name)} in {refused_words(row.accepted[p])}" for p in space.parties if row.accepted[p] < 1]
    every = "with all assumptions drawn together"
    return f"{every}, {listed(told)} of draws" if told else f"nor would anybody {every}"


def deadline_words(space: DealSpace, value: Mapping[str, float] | None = None, package: str = "") -> list[str]:
    """What no deal is expected to bring until each day on which its chances change, and afterwards, and what a package
    gains over that.

    ``value``: by party, what ``package`` is worth against the eve; None: none is told of.
    """
    d, lines, fine = space.dossier, [], Figures(space.money)
    titles = {branch.name: branch.title for branch in d.no_deal}
    for one in by_deadline(space):
        when = "Afterwards" if one.day is None else f"Until {day_words(one.day)}"
        event = f" ({'; '.join(one.events)})" if one.events else ""
        bases = {b.until[one.day].basis for b in d.no_deal if one.day in b.until} if one.day else set()
        source = f" ({basis_words(d, bases)})" if bases else ""
        ways = listed([f"{pct(100 * p, 0)} '{titles[name]}'" for name, p in one.chances.items() if p > 0])
        moved = any(abs(v) > NOTHING for v in one.expected.values())
        expected = listed([f"{named(d.parties[p].name)} {fine(v)}" for p, v in one.expected.items()])
        brings = f"bring {expected} {space.money.yearly}" if moved else "change nothing"
        line = f"{when}{event}: {ways}{source}; no deal is expected to {brings}"
        if value:
            gains = listed([f"{named(d.parties[p].name)} {fine(value[p] - v)}" for p, v in one.expected.items()])
            unit = "" if moved else f" {space.money.yearly}"
            line += f", and {package} gains {gains}{unit} over it"
        lines.append(f"{line}.")
    return lines


def chances_json(space: DealSpace, value: Mapping[str, float] | None = None) -> list[dict[str, Any]]:
    """The same as plain data, a branch each."""
    return [
        {
            **one.branch.model_dump(
                mode="json", include={"name", "title", "probability", "basis", "by_horizon", "until"}
            ),
            "moves": dict(one.moves),
            "turns_at": dict(one.turns_at),
        }
        for one in swings(space, value)
    ]


def _moves(space: DealSpace, one: Swing, unit: str = "") -> str:
    """What ten points more of a branch move gains by, for each party, all with as many digits; empty where nothing
    that prints. ``unit``: behind each amount."""
    parties = space.dossier.parties
    moved = [p for p in parties if abs(one.moves[p]) > NOTHING]
    figures = Figures(space.money).fit(one.moves[p] for p in moved)
    return listed([f"{figures(one.moves[p])}{unit} for {named(parties[p].name)}" for p in moved]) if moved else ""


def _refusals(d: Dossier, one: Swing, package: str) -> list[str]:
    """From which chance of a branch on each party would refuse a package."""
    return [
        f"With it {_from_on(chance, one.branch.probability)} {named(d.parties[p].name)} would refuse {package}."
        for p, chance in one.turns_at.items()
    ]


def _from_on(chance: float, now: float) -> str:
    """From which chance on, in words; one that whole per cent would print as none or as certainty is told as that."""
    told = pct(100 * chance, 0)
    if chance > now:
        return "all but certain" if told == pct(100, 0) else f"above {told}"
    return "all but ruled out" if told == pct(0, 0) else f"below {told}"


def _chances(d: Dossier, branch: NoDeal) -> str:
    """A branch's chance here with its source, and at the horizons where the dossier has another."""
    told = [f"{likely(branch.probability)}, {source_words(d, branch.basis)}"]
    chances = branch.chances(d.world.horizon)
    for at, names in groupby(chances, chances.__getitem__):
        if d.world.horizon in (spans := list(names)):
            continue
        when = f"from {spans[0]} on" if NAMES[-1] in spans else horizon(spans[0]).words
        day = f" on {day_words(at.on)}" if at.on else ""
        event = f", {at.event}{day}" if at.event else ""
        told.append(f"{when} {likely(at.probability)}{event}, {source_words(d, at.basis)}")
    return "; ".join(told)
