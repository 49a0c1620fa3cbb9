"""Third countries, and coalitions of three parties and more: who objects, who could do better by a deal of their own.

A coalition can settle the items that its members carry out alone, everything else staying at the status quo. With money
changing hands inside it, its worth is the largest sum of its members' values; an agreement is in the core if no
coalition gets more by itself (Gillies 1959; Shapley & Shubik 1966).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

import numpy as np
from scipy.optimize import linprog

from tradetalks.errors import DossierError
from tradetalks.talks.deal_space import DealSpace
from tradetalks.talks.dossier import Item
from tradetalks.talks.solutions import INDIFFERENT
from tradetalks.talks.worth import worth as beyond

MOST_PACKAGES = 20_000


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
    own = {party.region for party in space.dossier.parties.values()}
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
        worth: by coalition (party codes), billions a year: its best package by itself.
        empty: is the core empty, that is, does every division of the whole's worth leave some coalition better alone?
        division: one division in the core (by party), if there is one.
        blocked_by: coalitions that do better alone than their members do together in the package asked about.
    """

    worth: Mapping[tuple[str, ...], float]
    empty: bool
    division: Mapping[str, float]
    blocked_by: tuple[tuple[str, ...], ...]


def core(space: DealSpace, package: Mapping[str, str]) -> Core:
    """Worth of every coalition, whether the core is empty, and who blocks a package.

    Raises:
        DossierError: a coalition's items have more than MOST_PACKAGES combinations.
    """
    parties, dossier = space.parties, space.dossier
    part = {  # who has a part in which item: everybody where nobody is named or seen to act
        item.id: dossier.actors(item, [m for o in item.options for m in o.measures]) or set(parties)
        for item in dossier.agenda
    }
    worth: dict[tuple[str, ...], float] = {}
    for size in range(1, len(parties) + 1):
        for members in combinations(parties, size):
            worth[members] = _best(space, members, [i for i in dossier.agenda if part[i.id] <= set(members)])
    everybody = tuple(parties)
    rows = [[-float(p in members) for p in parties] for members in worth if members != everybody]
    limits = [-value for members, value in worth.items() if members != everybody]
    solved = linprog(
        np.zeros(len(parties)), A_ub=np.array(rows), b_ub=limits, A_eq=np.ones((1, len(parties))),
        b_eq=[worth[everybody]], bounds=(None, None), method="highs",
    )  # fmt: skip
    value = space.deal(dossier.package(package)).value
    blocked = [m for m, w in worth.items() if w > sum(value[p] for p in m) + INDIFFERENT]
    division = dict(zip(parties, solved.x.tolist(), strict=True)) if solved.status == 0 else {}
    return Core(worth, solved.status != 0, division, tuple(blocked))


def _best(space: DealSpace, members: tuple[str, ...], own: list[Item]) -> float:
    """Largest sum of the members' values over all allowed settlements of their own items."""
    dossier = space.dossier
    if prod(len(i.options) for i in own) > MOST_PACKAGES:
        raise DossierError(f"core: the items of {', '.join(members)} have more than {MOST_PACKAGES:,} combinations")
    packages = []
    for options in product(*[[o.id for o in item.options] for item in own]):
        full = dossier.package({i.id: o for i, o in zip(own, options, strict=True)})
        if not list(dossier.objections(full)):
            packages.append(full)
    ratios = space.valuer.real_income_ratio(packages)
    columns = {p: space.eve.world.region(dossier.parties[p].region) for p in members}
    billions = space.valuer.billions(ratios)
    values = [
        sum(float(billions[k, columns[p]]) + beyond(dossier, package)[p] for p in members)
        for k, package in enumerate(packages)
    ]
    return max(values, default=0.0)
