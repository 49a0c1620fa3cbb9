"""Name: the packages worth telling, each solved whole: the frontier, the bargaining solutions, what was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.space import solutions
from tradetalks.space.blocks import assembled
from tradetalks.space.deal import Deal
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.dominance import thinned
from tradetalks.space.estimates import beyond_estimate
from tradetalks.space.folding import FoldedTalks
from tradetalks.space.frontier import grid_of, nondominated, on_grid

Array = NDArray[np.float64]
MOST_TOLD = 20_000
"""Deals of the frontier made one by one; of more, these stand for the others."""
_SPREAD = 1_000_000  # points that those are chosen from


def name(folded: FoldedTalks, *, solve: bool = True) -> DealSpace:
    """Solve the packages of the frontier whole and pick the named ones.

    Args:
        solve: solve every deal shown whole; without, those never solved whole are sums of what was (``Deal.summed``).

    Raises:
        NotConverged, NotCertified: a package has no certified equilibrium.
    """
    talks, appraiser = folded.talks, folded.talks.appraiser
    found = _near_frontier(folded, solve)
    exact = appraiser.gains(found.deals)
    kept = [int(j) for j in nondominated(exact) if solutions.rational(exact[[j]])[0]]
    frontier = tuple(found.deals[j] for j in kept)
    # where nobody can sign, why not is read off all points
    gains = exact[kept] if kept else talks.gains(folded.whole.values)
    named, none_because = _solutions(frontier, gains)
    named |= _marked(folded, solve)
    policies, estimated = max(1, sum(block.policies for block in talks.agenda.blocks)), None
    if talks.estimate:
        solved = talks.valuer.solved + talks.valuer.found
        policies = solved
        estimated = talks.estimate.error.told(
            appraiser.parties, talks.estimate.estimator.surrogate.policies, solved, found.left
        )
    return DealSpace(
        folded=folded,
        frontier=frontier,
        points=tuple(found.points[j] for j in kept),
        named=named,
        none_because=none_because,
        policies=policies,
        interaction=found.interaction,
        estimated=estimated,
        untold=found.untold,
    )


def _solutions(frontier: Sequence[Deal], gains: Array) -> tuple[dict[str, Deal], dict[str, str]]:
    """What each bargaining solution picks of the frontier, and why it picks none."""
    named: dict[str, Deal] = {}
    none_because: dict[str, str] = {}
    for solution in solutions.SOLUTIONS:
        choice = solutions.solve(solution, gains)
        if frontier and choice.row is not None:
            named[solution] = frontier[choice.row]
        else:
            none_because[solution] = choice.why
    return named, none_because


def _marked(folded: FoldedTalks, solve: bool) -> dict[str, Deal]:
    """What is in force, and what was agreed."""
    dossier, appraiser = folded.talks.dossier, folded.talks.appraiser
    packages = {"status_quo": dossier.status_quo()}
    if dossier.agreed:
        packages["agreed"] = dossier.package(dossier.agreed.package)
    return {key: appraiser.deals([package], solve=solve)[0] for key, package in packages.items()}


@dataclass(frozen=True, eq=False)
class _Found:
    """Deals that may be on the frontier: which point each is (-1: none), how far sums were off, how many were left, and
    how many more there are that are not told one by one."""

    deals: list[Deal]
    points: list[int]
    interaction: float
    left: int
    untold: int


def _near_frontier(folded: FoldedTalks, solve: bool) -> _Found:
    """The points of the frontier that no party likes less than no deal, solved; with estimates also those near it."""
    talks, appraiser, front = folded.talks, folded.talks.appraiser, folded.front
    estimate = talks.estimate
    gains = talks.gains(front.values)
    slack = estimate.error.largest if estimate else np.zeros(len(appraiser.parties))
    fair = np.flatnonzero(solutions.rational(gains + slack))
    all_fair = len(fair)
    if all_fair > MOST_TOLD:
        fair = fair[_standing_for(gains[fair], MOST_TOLD)]
    packages = [assembled(talks.dossier, talks.agenda.blocks, row) for row in front.chosen(fair)]
    deals = appraiser.deals(packages, solve=solve, ties=[front.packages[j] for j in fair])
    interaction = float(np.abs(appraiser.gains(deals) - gains[fair]).max(initial=0.0))
    points, left = [int(j) for j in fair], 0
    if estimate and solve:
        beside, left = beyond_estimate(
            estimate.estimator, packages, talks.expected_no_deal, slack, estimate.most_solves,
            lambda found: appraiser.gains(appraiser.deals(found)),
        )  # fmt: skip
        deals += appraiser.deals(beside)
        points += [-1] * len(beside)
    return _Found(deals, points, interaction, left, all_fair - len(fair))


def _standing_for(gains: Array, most: int) -> NDArray[np.int64]:
    """Rows that stand for all: what each solution picks, the best of each party, and others near all that are left."""
    picked = [solutions.solve(solution, gains).row for solution in solutions.SOLUTIONS]
    best, every = gains.argmax(0).tolist(), len(gains) // _SPREAD + 1
    [whole] = on_grid([gains[::every]], grid_of([gains[::every]]))
    spread = every * thinned(whole, None, most)[0]
    return np.unique([*spread, *best, *(row for row in picked if row is not None)])
