"""How the answer moves with the chances of no deal, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from tradetalks.counsel.chances import Swing, by_deadline, swings
from tradetalks.dossier.model import Dossier
from tradetalks.dossier.no_deal import NoDeal
from tradetalks.equilibrium.horizons import NAMES, horizon
from tradetalks.report.numbers import NOTHING, fine, pct
from tradetalks.report.package_words import listed
from tradetalks.report.plain_words import basis_words, day_words, source_words
from tradetalks.space.deal_space import DealSpace
from tradetalks.world.names import named


def chance_words(space: DealSpace, value: Mapping[str, float] | None = None, package: str = "") -> list[str]:
    """A sentence a branch, the one whose chance moves most first, each chance with its source, then one a deadline;
    nothing where no deal is certain.

    ``value``: by party, what ``package`` is worth against the eve, to tell from which chance on it is refused.
    """
    d, lines = space.dossier, []
    for one in swings(space, value):
        told = _moves(d, one)
        if not told:
            continue
        line = (
            f"If '{one.branch.title}' ({_chances(d, one.branch)}) were ten points likelier"
            " and the other ways less so in proportion, every package's gain over no deal would move by, in"
            f" {d.money.axis}: {told}."
        )
        lines.append(" ".join([line, *_refusals(d, one, package)]))
    if lines:
        lines.insert(
            0,
            "Chances of no deal are the dossier's, nobody computes them, and every gain moves with them, exactly so:",
        )
    return [*lines, *deadline_words(space, value, package)]


def first_of_chances(space: DealSpace) -> list[str]:
    """What an answer hangs on before all else, in a sentence or two: whose chances of no deal they are, the branch that
    moves gains most, and every chance at which a party would refuse the Nash package."""
    d, deal, package = space.dossier, space.nash, "the Nash package"
    found = swings(space, deal and deal.value)
    most = next((one for one in found if _moves(d, one)), None)
    if most is None:
        return []
    basis = basis_words(d, {one.branch.basis for one in found})
    line = (
        f"First, this hangs on how likely each way of having no deal is ({basis}): ten points more of"
        f" '{most.branch.title}', now {pct(100 * most.branch.probability, 0)}, move every package's gain over no deal"
        f" by {_moves(d, most)} {d.money.yearly}."
    )
    turns = [
        f"of '{one.branch.title}': {told[0].lower()}{told[1:].removesuffix('.')}"
        for one in found
        for told in _refusals(d, one, package)
    ]
    if turns:
        line += f" It turns with the chance {'; '.join(turns)}."
    elif deal:
        line += f" No chance of any of them would make a side refuse {package}."
    return [line]


def deadline_words(space: DealSpace, value: Mapping[str, float] | None = None, package: str = "") -> list[str]:
    """What no deal is expected to bring until each day on which its chances change, and afterwards, and what a package
    gains over that.

    ``value``: by party, what ``package`` is worth against the eve; None: none is told of.
    """
    d, lines = space.dossier, []
    titles = {branch.name: branch.title for branch in d.no_deal}
    for one in by_deadline(space):
        when = "Afterwards" if one.day is None else f"Until {day_words(one.day)}"
        event = f" ({'; '.join(one.events)})" if one.events else ""
        bases = {b.until[one.day].basis for b in d.no_deal if one.day in b.until} if one.day else set()
        source = f" ({basis_words(d, bases)})" if bases else ""
        ways = listed([f"{pct(100 * p, 0)} '{titles[name]}'" for name, p in one.chances.items() if p > 0])
        expected = listed([f"{named(d.parties[p].name)} {fine(v)}" for p, v in one.expected.items()])
        line = f"{when}{event}: {ways}{source}; no deal is expected to bring {expected} {d.money.yearly}"
        if value:
            gains = listed([f"{named(d.parties[p].name)} {fine(value[p] - v)}" for p, v in one.expected.items()])
            line += f", and {package} gains {gains} over it"
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


def _moves(d: Dossier, one: Swing) -> str:
    """What ten points more of a branch move gains by, by party; empty where nothing that prints."""
    moved = [p for p in d.parties if abs(one.moves[p]) > NOTHING]
    return listed([f"{named(d.parties[p].name)} {fine(one.moves[p])}" for p in moved])


def _refusals(d: Dossier, one: Swing, package: str) -> list[str]:
    """From which chance of a branch on each party would refuse a package."""
    return [
        f"{_from_on(chance, one.branch.probability)} {named(d.parties[p].name)} would refuse {package}."
        for p, chance in one.turns_at.items()
    ]


def _from_on(chance: float, now: float) -> str:
    """From which chance on, in words; one that whole per cent would print as none or as certainty is told as that."""
    told = pct(100 * chance, 0)
    if chance > now:
        return "Only if all but certain," if told == pct(100, 0) else f"Above {told}"
    return "Only if all but ruled out," if told == pct(0, 0) else f"Below {told}"


def _chances(d: Dossier, branch: NoDeal) -> str:
    """A branch's chance here with its source, and at the horizons where the dossier has another."""
    told = [f"{pct(100 * branch.probability, 0)}, {source_words(d, branch.basis)}"]
    chances = branch.chances(d.world.horizon)
    for at, names in groupby(chances, chances.__getitem__):
        if d.world.horizon in (spans := list(names)):
            continue
        when = f"from {spans[0]} on" if NAMES[-1] in spans else horizon(spans[0]).words
        day = f" on {day_words(at.on)}" if at.on else ""
        event = f", {at.event}{day}" if at.event else ""
        told.append(f"{when} {pct(100 * at.probability, 0)}{event}, {source_words(d, at.basis)}")
    return "; ".join(told)
