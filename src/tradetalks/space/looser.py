"""A deal space under looser rules, of which only what could be chosen is solved.

Without a red line thousands of policies more are allowed, and nearly none of them would be anybody's choice. Each is a
policy with one option more, ``x``; what ``x`` adds to it is estimated as what it adds alone, what each other option
there changes of that, and what each two of them change of it beyond (inclusion and exclusion, as in ``value.starts``):
all solved. Some policies drawn at random are solved too, and estimates are taken to be off by ``SLACK`` times as much
as the worst of these was. Until it is solved a policy counts for the most it could be, to every party at once; while
such a one would be the fair split or have the largest joint gain, it is solved. So both are picked among solved
policies, and the others could reach neither, unless an estimate is off by more than that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.model import Dossier
from tradetalks.errors import NotCertified, NotConverged
from tradetalks.space import solutions
from tradetalks.space.blocks import (
    Block,
    Distinct,
    Layout,
    Valued,
    distinct_policies,
    payments_sum,
    political_sum,
    solvable_layout,
    value_block,
)
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.estimates import MOST_SOLVES
from tradetalks.space.folding import fold
from tradetalks.space.frontier import MOST_POINTS, Front
from tradetalks.space.naming import name
from tradetalks.space.valuing import ValuedTalks, without_deal
from tradetalks.space.way import deal_space
from tradetalks.value.valuer import Valuer

Array = NDArray[np.float64]
Identity = tuple[str, ...]
PICKS = ("nash", "utilitarian")
"""Solutions whose packages are found: the fair split, the largest joint gain. Where any package can be signed at all,
the second picks one."""
CHECKED, SLACK = 100, 3.0
FEW = 300
"""Policies so few that all are solved."""
_TOGETHER = 128  # policies solved before it is asked again which could be chosen
Progress = Callable[[int, int], Any]


@dataclass(frozen=True)
class Looked:
    """How far the policies that a rule keeps out were looked at.

    Attributes:
        policies: those that had not been solved. solved: of these, solved for the answer; the others could not be
            chosen. checked: drawn at random, solved and held against their estimates; 0 where all are solved.
        error: the largest difference there, billions a year, to any party.
    """

    policies: int = 0
    solved: int = 0
    checked: int = 0
    error: float = 0.0


@dataclass(frozen=True, eq=False)
class Loosened:
    """A deal space under looser rules: all of its packages, or those that are solved, the picks of ``PICKS`` among
    them."""

    space: DealSpace
    looked: Looked


def loosened(space: DealSpace, dossier: Dossier, progress: Progress | None = None) -> Loosened:
    """The deal space of a dossier of the same options and fewer rules.

    ``progress`` is called with (done, total) policies of one part of the work.

    Raises:
        DossierError: rules tie items too closely to be folded, or nothing satisfies them.
        NotConverged, NotCertified: a policy that is to be solved has no certified equilibrium.
    """
    valuer = space.valuer.on(dossier)
    layout = None if space.estimated or space.epsilon else solvable_layout(dossier, valuer, MOST_SOLVES)
    distinct = None if layout is None else distinct_policies(valuer, layout.groups[0], layout.rows[0])
    if layout is None or distinct is None:
        return Loosened(deal_space(dossier, valuer=space.valuer, progress=progress), Looked())
    new = list(dict.fromkeys(one for one in distinct.identities if not valuer.knows(one)))
    if len(new) > FEW:
        found = _chosen(_Policies(valuer, distinct, progress), layout, new, space.interaction)
        if found is not None:
            return found
    whole = deal_space(dossier, valuer=space.valuer, progress=progress)
    return Loosened(whole, Looked(len(new), len(new)))


def _chosen(policies: _Policies, layout: Layout, new: Sequence[Identity], interaction: float) -> Loosened | None:
    """The space of what is solved, once nothing else could be picked; None where it is shorter to solve everything.

    ``interaction``: by how much sums of blocks may differ from packages solved whole.
    """
    try:
        guess = _estimated(policies, new)
    except (NotConverged, NotCertified):  # two options that no package has together need not have an equilibrium
        return None
    if guess is None:
        return None
    valuer, estimates = policies.valuer, dict(zip(new, guess, strict=True))
    policies.learn(one for one in policies.distinct.identities if one not in estimates)
    drawn = np.random.default_rng(0).choice(len(new), min(CHECKED, len(new)), replace=False)
    policies.learn(new[k] for k in drawn)
    others = [value_block(valuer, *part) for part in list(zip(layout.groups, layout.rows, strict=True))[1:]]
    items, rows = layout.groups[0], layout.rows[0]
    political, paid = political_sum(valuer.eve.dossier, items, rows), payments_sum(valuer, items, rows)
    no_deal = without_deal(valuer)
    of_rows = policies.distinct.of

    def talks(economic: Array, kept: Layout, at: Any) -> ValuedTalks:
        first = Block(items, rows[at], (paid + economic[of_rows])[at], political[at], len(economic))
        return ValuedTalks(valuer, Valued((first, *others), kept), no_deal)

    while True:
        error = policies.off_by(estimates)
        slack = SLACK * error + 2 * interaction
        best = np.array([
            policies.values[one] if one in policies.values else estimates[one] + slack
            for one in policies.distinct.identities
        ])  # fmt: skip
        hopeful = talks(best, layout, slice(None))
        front = hopeful.agenda.front(None, hopeful.expected_no_deal - hopeful.within)
        if front.epsilon or len(front) > MOST_POINTS:
            return None
        wanted = _ahead(hopeful.gains(front.values), _policies_of(front, policies.distinct), policies)
        if not wanted:
            break
        policies.learn(wanted)
        if sum(one in policies.values for one in new) > len(new) // 2:
            return None
    solved = np.array([one in policies.values for one in policies.distinct.identities])
    known = np.array([policies.values.get(one, np.zeros_like(slack)) for one in policies.distinct.identities])
    kept = solved[of_rows]
    found = name(fold(talks(known, layout.only(0, kept), kept)))
    took = sum(one in policies.values for one in new)
    return Loosened(found, Looked(len(new), took, len(drawn), float(error.max())))


@dataclass(eq=False)
class _Policies:
    """The distinct policies of the first block, and what those solved bring: ``[party]`` billions a year."""

    valuer: Valuer
    distinct: Distinct
    progress: Progress | None = None
    values: dict[Identity, Array] = field(default_factory=dict)

    def learn(self, identities: Iterable[Identity]) -> None:
        """Solve what is not known yet."""
        new = [one for one in dict.fromkeys(identities) if one not in self.values]
        if new:
            valuer = self.valuer
            found = valuer.eve.of_parties(valuer.billions(valuer.ratios(new, self.progress)))
            self.values |= dict(zip(new, found, strict=True))

    def off_by(self, estimates: dict[Identity, Array]) -> Array:
        """``[party]`` the largest difference of estimates from what was solved."""
        return np.max([np.abs(self.values[one] - at) for one, at in estimates.items() if one in self.values], axis=0)


def _policies_of(front: Front, distinct: Distinct) -> list[Identity]:
    """``[point]`` the policy of each point's first package."""
    return [distinct.identities[distinct.of[row]] for row in front.chosen(np.arange(len(front)))[:, 0]]


def _ahead(gains: Array, policy: Sequence[Identity], policies: _Policies) -> list[Identity]:
    """Policies not solved that would be picked before the first that is, at most ``_TOGETHER`` by a solution."""
    wanted: dict[Identity, None] = {}
    for solution in PICKS:
        left, own = np.arange(len(gains)), 0
        while own < _TOGETHER and (row := solutions.solve(solution, gains[left]).row) is not None:
            picked = policy[int(left[row])]
            if picked in policies.values:
                break
            wanted[picked], own = None, own + 1
            left = left[np.array([policy[j] != picked for j in left.tolist()])]
    return list(wanted)


# ---------------------------------------------------------------------- estimates
def _estimated(policies: _Policies, new: Sequence[Identity]) -> Array | None:
    """``[policy, party]`` what new policies bring, by one option of each and what is known without it; None where that
    would take as many solves as they are."""
    valuer, added = policies.valuer, _added(new, policies.valuer)
    if added is None:
        return None
    parts = {one: _within(one, x) for one, x in zip(new, added, strict=True)}
    needed = {part: None for sets in parts.values() for _, pair in sets for part in pair}
    if sum(not valuer.knows(one) for one in needed) > len(new) // 2:
        return None
    bases = [_less(one, x) for one, x in zip(new, added, strict=True)]
    policies.learn([*needed, *bases])
    more = {
        (x, rest): policies.values[having] - policies.values[without]
        for one, x in zip(new, added, strict=True)
        for rest, (without, having) in parts[one]
    }
    beyond: dict[tuple[str, Identity], Array] = {}
    for x, rest in sorted(more, key=lambda key: len(key[1])):
        inner = [part for size in range(len(rest)) for part in combinations(rest, size)]
        beyond[x, rest] = more[x, rest] - sum((beyond[x, part] for part in inner), np.zeros_like(more[x, rest]))
    return np.array([
        policies.values[base] + sum(beyond[x, rest] for rest, _ in parts[one])
        for one, x, base in zip(new, added, bases, strict=True)
    ])  # fmt: skip


def _added(new: Sequence[Identity], valuer: Valuer) -> list[str] | None:
    """An option of each new policy without which it is a known one: the same one for as many as can be; None where some
    policy has none."""
    known = {one: [x for x in dict.fromkeys(one) if valuer.knows(_less(one, x))] for one in new}
    often = Counter(x for able in known.values() for x in able)
    if not all(known.values()):
        return None
    return [max(known[one], key=lambda x: (often[x], x)) for one in new]


def _less(identity: Identity, option: str) -> Identity:
    at = identity.index(option)
    return identity[:at] + identity[at + 1 :]


def _within(identity: Identity, x: str) -> list[tuple[Identity, tuple[Identity, Identity]]]:
    """Every set of at most two of a policy's options beside ``x``; as policies, without ``x`` and with it."""
    rest = _less(identity, x)
    sets = [part for size in range(3) for part in combinations(rest, size)]
    return [(part, (part, tuple(sorted([*part, x])))) for part in sets]
