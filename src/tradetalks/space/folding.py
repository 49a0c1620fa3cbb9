"""Fold: blocks folded onto each other, along the rules that tie them, to the frontier of all allowed packages.

So spaces of many millions of packages stay exact without being listed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tradetalks.space import solutions
from tradetalks.space.frontier import Front
from tradetalks.space.valuing import ValuedTalks

DRAWN = 200_000


@dataclass(frozen=True, eq=False)
class FoldedTalks:
    """The frontier of valued talks, and how many packages can be signed.

    Attributes:
        talks: what was folded. most_points: points of the frontier kept, as many as ``frontier.fold`` keeps if None.
        front: the frontier by the sums of blocks, with every tie, of what no party likes less than no deal (by more
            than estimates may be off).
        signable: packages that no party likes less than no deal.
        counted: is ``signable`` counted, not estimated from packages drawn at random?
    """

    talks: ValuedTalks
    most_points: int | None
    front: Front
    signable: int
    counted: bool

    @cached_property
    def whole(self) -> Front:
        """The frontier of all allowed packages, whether anybody signs them or not: found when first asked for."""
        return self.talks.agenda.front(self.most_points)


def fold(
    talks: ValuedTalks, most_points: int | None = None, progress: Callable[[int, int], Any] | None = None
) -> FoldedTalks:
    """Find the frontier of the packages that can be signed, and count them.

    Args:
        most_points: points of the frontier kept; beyond, it is thinned; as many as ``frontier.fold`` keeps if None.
        progress: called with (done, total) steps.
    """
    signable, counted = _count_signable(talks)
    slack = talks.estimate.error.largest if talks.estimate else 0.0
    front = talks.agenda.front(most_points, talks.expected_no_deal - slack - talks.within, progress)
    return FoldedTalks(talks, most_points, front, signable, counted)


def _count_signable(talks: ValuedTalks) -> tuple[int, bool]:
    """Packages that no party likes less than no deal, and whether they were counted; if too many, drawn at random."""
    agenda = talks.agenda
    found = agenda.reaching(talks.expected_no_deal - talks.within)
    if found is not None:
        return found, True
    gains = talks.gains(agenda.values(agenda.draw(DRAWN, np.random.default_rng(0))))
    return int(solutions.rational(gains).sum()) * agenda.packages // DRAWN, False
