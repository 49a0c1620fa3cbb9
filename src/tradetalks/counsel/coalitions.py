"""Third countries, and coalitions of three parties and more: who objects, who could do better by a deal of their own.

A coalition can settle the items that its members carry out alone, everything else staying at the status quo; the red
lines of parties outside it do not bind it. With money changing hands inside it, its worth is the largest sum of its
members' values, and an agreement is in the core if no coalition gets more by itself (Gillies 1959; Shapley & Shubik
1966). Without, a coalition blocks a package if some settlement of its own makes every member better off (Aumann 1961,
Trans. American Mathematical Society 98). Both are read off the frontier of what the coalition can reach, folded over
blocks like the frontier of the whole: no coalition is too large to list, only to solve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tradetalks.counsel.carriers import carriers
from tradetalks.errors import DossierError
from tradetalks.space.blocks import Valued, all_solved
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.frontier import fold
from tradetalks.space.solutions import INDIFFERENT
from tradetalks.value.ties import settled

Members = tuple[str, ...]
MOST_COALITIONS = 1_100
"""Coalitions looked at: all of ten parties' and fewer."""
MOST_SOLVES, MOST_SOLVES_BESIDE = 20_000, 2_000
"""Policies solved for one coalition: where the whole space is solved they are mostly known, else they come on top."""


@dataclass(frozen=True)
class Bystander:
    """A region that is not at the table: what a package does to it, per cent and billions of real income."""

    region: str
    percent: float
    billions: float
    objects: bool


def bystanders(space: DealSpace, package: Mapping[str, str], *, threshold: float = 0.01) -> list[Bystander]:
    """Every region not at the table, hardest hit first; it objects if it loses more than ``threshold`` per cent."""
    world, deal = space.eve.world, space.deal(package)
    own = set(space.dossier.regions.values())
    found = [
        Bystander(
            code,
            float(deal.real_income[j]),
            float(deal.real_income_billions[j]),
            bool(deal.real_income[j] < -threshold),
        )
        for j, code in enumerate(world.regions)
        if code not in own
    ]
    return sorted(found, key=lambda b: b.billions)


@dataclass(frozen=True)
class Core:
    """Coalitions of a deal space with three parties or more.

    Attributes:
        worth: by coalition (party codes), billions a year against the eve: the largest sum of its members' values that
            it reaches by itself, money changing hands inside it.
        empty: with side payments, is the core empty, that is, does every division of the whole's worth leave some
            coalition better alone? None if coalitions whose worth is not known may decide it.
        division: one division in the core (by party), if there is one.
        blocked_by: with side payments: coalitions that do better alone than their members do together in the package
            asked about; ``excess``: by how much in all, each of them.
        blocked_without_payments: coalitions with a settlement of their own that makes each member better off; and by
            how much at least.
        too_wide: coalitions whose own items have too many combinations to solve: nothing is known of them.
        unseen: coalitions not looked at, as there are more than MOST_COALITIONS.
    """

    worth: Mapping[Members, float]
    empty: bool | None
    division: Mapping[str, float]
    blocked_by: tuple[Members, ...]
    excess: Mapping[Members, float]
    blocked_without_payments: Mapping[Members, float]
    too_wide: tuple[Members, ...] = ()
    unseen: int = 0


def core(space: DealSpace, package: Mapping[str, str]) -> Core:
    """Worth of every coalition, whether the core is empty, and who blocks a package, with side payments and without."""
    parties = space.parties
    part = {item.id: carriers(space.dossier, item) or frozenset(parties) for item in space.dossier.agenda}
    value = space.deal(space.dossier.package(package)).value
    worth: dict[Members, float] = {}
    alone: dict[Members, float] = {}
    too_wide: list[Members] = []
    looked_at = [m for size in range(1, len(parties)) for m in combinations(parties, size)][: MOST_COALITIONS - 1]
    for members in [*looked_at, tuple(parties)]:
        own = [i for i, who in part.items() if who <= set(members)]
        valued = space.valued if len(members) == len(parties) else _by_themselves(space, members, own)
        if own and valued is None:
            too_wide.append(members)
            continue
        columns = [parties.index(p) for p in members]
        reached, how = [np.zeros((1, len(members)))], None  # nothing of their own: all stays as it is
        if valued is not None:
            reached, how = [block.values[:, columns] for block in valued.blocks], valued.layout.plan
        worth[members] = float(fold([values.sum(1, keepdims=True) for values in reached], how=how).values.max())
        now = np.array([value[p] for p in members])
        more = settled(fold(reached, how=how, mark=now).values - now, space.within[columns])
        better = more.min(1).max(initial=0.0)
        if better > INDIFFERENT:
            alone[members] = float(better)
    unseen = 2 ** len(parties) - 2 - len(looked_at)
    within = dict(zip(parties, space.within.tolist(), strict=True))
    excess = {m: more for m, w in worth.items() if (more := w - sum(value[p] for p in m)) > sum(within[p] for p in m)}
    empty, division = _division(parties, worth)
    return Core(
        worth=worth,
        empty=None if empty is False and (too_wide or unseen) else empty,
        division=division,
        blocked_by=tuple(excess),
        excess=excess,
        blocked_without_payments=alone,
        too_wide=tuple(too_wide),
        unseen=unseen,
    )


def _division(parties: tuple[str, ...], worth: Mapping[Members, float]) -> tuple[bool | None, dict[str, float]]:
    """Is there no division of the whole's worth that leaves no coalition better alone, and one if there is."""
    from scipy.optimize import linprog

    everybody = tuple(parties)
    if everybody not in worth:
        return None, {}
    others = [members for members in worth if members != everybody]
    rows = np.array([[-float(p in members) for p in parties] for members in others]).reshape(-1, len(parties))
    solved = linprog(
        np.zeros(len(parties)), A_ub=rows, b_ub=[-worth[m] for m in others], A_eq=np.ones((1, len(parties))),
        b_eq=[worth[everybody]], bounds=(None, None), method="highs",
    )  # fmt: skip
    if solved.status != 0:
        return True, {}
    return False, dict(zip(parties, solved.x.tolist(), strict=True))


def _by_themselves(space: DealSpace, members: Members, own: list[str]) -> Valued | None:
    """What a coalition can settle by its own items, all else at the status quo; None if that is nothing, or too wide to
    solve."""
    if not own:
        return None
    free, dossier = set(own), space.dossier
    agenda = [
        item if item.id in free else item.model_copy(update={"options": [item.option(item.status_quo)]})
        for item in dossier.agenda
    ]
    lines = [line for line in dossier.red_lines if line.party in members]
    alone = dossier.model_copy(update={"agenda": agenda, "red_lines": lines})
    try:
        return all_solved(alone, space.valuer, MOST_SOLVES if space.estimated is None else MOST_SOLVES_BESIDE)
    except DossierError:
        return None
