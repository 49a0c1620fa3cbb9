"""Where one package stands: who would sign it, what beats it, how far it is from the frontier and from Nash's package,
and the smallest change that all would sign.

Distances are Euclidean in gains, billions of USD a year, as negotiation tools measure them (to the nearest point of the
frontier, and to the Nash point). The smallest change is exact over all packages that the rules allow: the number of
items changed is one more value that adds up over blocks, and packages within one, two, three changes of this one are
folded like any others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.space import solutions
from tradetalks.space.blocks import assembled
from tradetalks.space.deal_space import Deal, DealSpace
from tradetalks.space.frontier import MOST_POINTS, fold

MOST_SOLVED = 50
"""Packages of one number of changes that are solved whole to see whether all would sign, best joint gain first."""


@dataclass(frozen=True)
class Mending:
    """The smallest change that makes a package one that all would sign.

    Attributes:
        changes: item id -> option id to put in, the fewest that do; of several such sets the one of the largest joint
            gain. gain: by party, of the package then, over no deal, billions a year.
    """

    changes: Mapping[str, str]
    gain: Mapping[str, float]


@dataclass(frozen=True)
class Standing:
    """A package against no deal and against the frontier.

    Attributes:
        objections: rules it breaks and red lines it crosses. loses: by party, what it loses against no deal, billions a
            year, of those who do. signs: parties that lose nothing by it.
        indifferent: parties for whom it is as good as no deal (``space.verdict``).
        on_frontier: does no package of the frontier, which all can sign, beat it?
        beaten_by: how many packages of the frontier are better for some party and worse for none.
        best: of these the one of the largest joint gain; ``more``: by party, how much better it is.
        to_frontier, to_nash: distance in gains to the nearest package of the frontier that all can sign, and to Nash's
            package, billions a year; None where there is none.
        mending: the smallest change that all would sign; None where all sign it as it is, or no package can be signed.
    """

    objections: tuple[str, ...]
    loses: Mapping[str, float]
    signs: tuple[str, ...]
    indifferent: tuple[str, ...]
    on_frontier: bool
    beaten_by: int
    best: Mapping[str, str]
    more: Mapping[str, float]
    to_frontier: float | None
    to_nash: float | None
    mending: Mending | None

    @property
    def signable(self) -> bool:
        """No rule stands against it, and no party is worse off than without a deal."""
        return not self.objections and not self.loses


def standing(space: DealSpace, deal: Deal, mend: bool = True) -> Standing:
    """Judge a package by the deal space's no deal and frontier; ``mend``: find the smallest change too, which takes
    longest."""
    gain, front = space.appraiser.gains([deal])[0], space.appraiser.gains(space.frontier)
    if space.untold:  # all points, by the sums of blocks
        front = space.gains(space.front.values)
    better = np.flatnonzero(beats(front, gain, space.within))
    most = _at(space, int(better[front[better].sum(1).argmax()])) if len(better) else None
    found = deal.verdict
    return Standing(
        objections=found.objections,
        loses=found.loses,
        signs=tuple(p for p in space.parties if p not in found.loses),
        indifferent=found.ties,
        on_frontier=found.signable and not len(better),
        beaten_by=len(better),
        best={} if most is None else dict(most.package),
        more={} if most is None else {p: most.gain[p] - deal.gain[p] for p in space.parties},
        to_frontier=float(np.linalg.norm(front - gain, axis=1).min()) if len(front) else None,
        to_nash=None if space.nash is None else float(np.linalg.norm(space.appraiser.gains([space.nash])[0] - gain)),
        mending=None if found.signable or not mend else mending(space, deal),
    )


def mending(space: DealSpace, deal: Deal) -> Mending | None:
    """The smallest change of a package, to listed options, that all would sign; None where no package can be signed."""
    if not space.frontier:
        return None
    dossier, blocks = space.dossier, space.blocks
    columns = []
    for block in blocks:
        ids = [[o.id for o in item.options] for item in block.items]
        chosen = [deal.package[item.id] for item in block.items]
        own = [of.index(one) if one in of else -1 for one, of in zip(chosen, ids, strict=True)]  # -1: not listed
        columns.append(np.column_stack([block.values, -(block.rows != own).sum(1)]))
    no_deal = space.expected_no_deal - space.within
    for fewest in range(1, len(dossier.agenda) + 1):
        front = fold(columns, MOST_POINTS, space.valued.layout.plan, mark=np.r_[no_deal, -fewest - 0.5])
        order = np.argsort(-front.values[:, :-1].sum(1), kind="stable")
        for rows in front.chosen(order[:MOST_SOLVED]):
            found = space.deal(assembled(dossier, blocks, rows))
            if not found.broken and solutions.rational(space.appraiser.gains([found]))[0]:
                changes = {i: o for i, o in found.package.items() if o != deal.package[i]}
                return Mending(changes, dict(found.gain))
    return None


def _at(space: DealSpace, point: int) -> Deal:
    """The deal of a point: of those told one by one or, where they stand for others, of all."""
    if not space.untold:
        return space.frontier[point]
    return space.deal(assembled(space.dossier, space.blocks, space.front.chosen(np.array([point]))[0]))


def beats(rows: NDArray[np.float64], other: NDArray[np.float64], apart: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows of gains are better for some party than another's and worse for none, by more than ``apart``."""
    return np.all(rows >= other - apart, axis=1) & np.any(rows > other + apart, axis=1)


def indifferent(space: DealSpace) -> tuple[str, ...]:
    """Parties that gain by no package which all can sign, while others do: solutions are those for the others."""
    able = solutions.able(space.appraiser.gains(space.frontier))
    return tuple(p for p, yes in zip(space.parties, able, strict=True) if not yes) if able.any() else ()
