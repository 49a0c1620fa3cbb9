"""Fold: blocks folded onto each other, along the rules that tie them, to the frontier of all allowed packages.

So spaces of many millions of packages stay exact without being listed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.space import solutions
from tradetalks.space.blocks import Valued
from tradetalks.space.frontier import MOST_POINTS, Front
from tradetalks.space.valuing import ValuedTalks

DRAWN = 200_000


@dataclass(frozen=True, eq=False)
class FoldedTalks:
    """The frontier of valued talks, and how many packages can be signed.

    Attributes:
        talks: what was folded. most_points: points of the frontier kept; beyond, it is thinned.
        front: all points of the frontier by the sums of blocks, rational or not, with every tie.
        signable: packages that no party likes less than no deal.
        counted: is ``signable`` counted, not estimated from packages drawn at random?
    """

    talks: ValuedTalks
    most_points: int
    front: Front
    signable: int
    counted: bool


def fold(talks: ValuedTalks, most_points: int = MOST_POINTS) -> FoldedTalks:
    """Find the frontier of all allowed packages, and count those that can be signed."""
    signable, counted = _count_signable(talks.agenda, talks.expected_no_deal)
    return FoldedTalks(talks, most_points, talks.agenda.front(most_points), signable, counted)


def _count_signable(agenda: Valued, expected: NDArray[np.float64]) -> tuple[int, bool]:
    """Packages that no party likes less than no deal, and whether they were counted; if too many, drawn at random."""
    found = agenda.reaching(expected - solutions.INDIFFERENT)
    if found is not None:
        return found, True
    gains = agenda.values(agenda.draw(DRAWN, np.random.default_rng(0))) - expected
    return int(solutions.rational(gains).sum()) * agenda.packages // DRAWN, False
