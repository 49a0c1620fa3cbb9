"""How the answer moves with the chances of having no deal, which nobody computes.

What a package gains is measured against the expected no deal, ``E = sum_b p_b v_b``. If branch b is more likely by
``d`` and all others less in proportion, ``E`` moves by ``d (v_b - E) / (1 - p_b)``, exactly, and every package's gain
by as much the other way.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from tradetalks.dossier.no_deal import NoDeal
from tradetalks.space.deal_space import DealSpace

STEP = 0.1
"""Ten points of probability."""
CERTAIN = 1e-9
"""A chance this near to none or to certainty is that: nothing lies beyond it."""


@dataclass(frozen=True)
class Swing:
    """One branch of no deal, and what its chance decides.

    Attributes:
        branch: the dossier's, with its chance here and at other horizons.
        moves: by party, what every package's gain over no deal moves by if the branch is ten points likelier, in the
            dossier's money.
        turns_at: by party that would sign the package asked about, the chance of this branch at which it would no
            longer; none where no chance does that.
    """

    branch: NoDeal
    moves: Mapping[str, float]
    turns_at: Mapping[str, float]


@dataclass(frozen=True)
class Until:
    """What is expected of no deal until a day on which its chances change.

    Attributes:
        day: the day; None: afterwards, at the dossier's own chances. events: what happens on it, in its words.
        chances: by branch. expected: by party, what no deal is expected to bring, in the dossier's money.
    """

    day: datetime.date | None
    events: tuple[str, ...]
    chances: Mapping[str, float]
    expected: Mapping[str, float]


def by_deadline(space: DealSpace) -> list[Until]:
    """Until each day on which chances of no deal change, in order, and afterwards; nothing where the dossier has none.

    Branches are worth the same on any day: what moves is how likely they are.
    """
    d, found = space.dossier, []
    for day in [*d.deadlines(), None] if d.deadlines() else []:
        branches = d.no_deal if day is None else d.until(day).no_deal
        changed = [b.until[day] for b in d.no_deal if day is not None and day in b.until]
        events = tuple(dict.fromkeys(at.event for at in changed if at.event))
        expected = {p: sum(b.probability * space.no_deal[b.name].value[p] for b in branches) for p in space.parties}
        found.append(Until(day, events, {b.name: b.probability for b in branches}, expected))
    return found


def swings(space: DealSpace, value: Mapping[str, float] | None = None) -> list[Swing]:
    """Every branch whose chance moves something, the one that moves most first.

    Args:
        value: by party, what a package is worth against the eve; None: none is asked about.
    """
    found = []
    expected = dict(zip(space.parties, space.expected_no_deal.tolist(), strict=True))
    for branch in space.dossier.no_deal:
        if branch.probability >= 1:
            continue
        here, rest = space.no_deal[branch.name].value, {}
        for p in space.parties:
            rest[p] = (expected[p] - branch.probability * here[p]) / (1 - branch.probability)
        moves = {p: -STEP * (here[p] - rest[p]) for p in space.parties}
        turns = {}
        for p, worth in (value or {}).items():
            apart = here[p] - rest[p]
            chance = (worth - rest[p]) / apart if apart else -1.0
            if worth >= expected[p] and CERTAIN < chance < 1 - CERTAIN:
                turns[p] = chance
        found.append(Swing(branch, moves, turns))
    return sorted(found, key=lambda one: -max(abs(move) for move in one.moves.values()))
