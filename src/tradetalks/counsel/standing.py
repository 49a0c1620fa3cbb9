"""Where one package stands: who can sign it, and whether another would be better for some and worse for none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tradetalks.space import solutions
from tradetalks.space.deal_space import Deal, DealSpace


@dataclass(frozen=True)
class Standing:
    """A package against no deal and against the frontier.

    Attributes:
        objections: rules it breaks and red lines it crosses. loses: by party, what it loses against no deal, billions a
            year, of those who do.
        indifferent: parties that gain and lose nothing by it against no deal.
        on_frontier: does no package of the frontier, which all can sign, beat it?
        beaten_by: how many packages of the frontier are better for some party and worse for none.
        best: of these the one of the largest joint gain; ``more``: by party, how much better it is.
    """

    objections: tuple[str, ...]
    loses: Mapping[str, float]
    indifferent: tuple[str, ...]
    on_frontier: bool
    beaten_by: int
    best: Mapping[str, str]
    more: Mapping[str, float]

    @property
    def signable(self) -> bool:
        """No rule stands against it, and no party is worse off than without a deal."""
        return not self.objections and not self.loses


def standing(space: DealSpace, deal: Deal) -> Standing:
    """Judge a package by the deal space's no deal and frontier."""
    gain = np.array([deal.gain[p] for p in space.parties])
    better = [d for d in space.frontier if _beats(np.array([d.gain[p] for p in space.parties]), gain)]
    most = max(better, key=lambda d: sum(d.gain.values()), default=None)
    loses = {p: -deal.gain[p] for p in space.parties if deal.gain[p] < -solutions.INDIFFERENT}
    signable = not deal.broken and not loses
    return Standing(
        objections=deal.broken,
        loses=loses,
        indifferent=tuple(p for p in space.parties if abs(deal.gain[p]) <= solutions.INDIFFERENT),
        on_frontier=signable and not better,
        beaten_by=len(better),
        best={} if most is None else dict(most.package),
        more={} if most is None else {p: most.gain[p] - deal.gain[p] for p in space.parties},
    )


def _beats(one: np.ndarray, other: np.ndarray) -> bool:
    return bool((one >= other - solutions.INDIFFERENT).all() and (one > other + solutions.INDIFFERENT).any())


def indifferent(space: DealSpace) -> tuple[str, ...]:
    """Parties that gain by no package which all can sign, while others do: solutions are those for the others."""
    gains = np.array([[d.gain[p] for p in space.parties] for d in space.frontier]).reshape(-1, len(space.parties))
    able = solutions.able(gains)
    return tuple(p for p, yes in zip(space.parties, able, strict=True) if not yes) if able.any() else ()
