"""The deal space: every package that the constraints allow, valued; who can sign what.

Items that interact through the economy form one block whose combinations are enumerated and whose distinct policies are
all solved. The other items are additive: they are folded onto the block's frontier, along the rules that tie them, so
that spaces of many millions of packages stay exact without being listed. Where there are too many policies
to solve, blocks are estimated from solved interactions (``surrogate``), and whatever may lie on the frontier is solved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.model import Dossier
from tradetalks.space import solutions
from tradetalks.space.blocks import LISTED, Block, Valued, all_solved, assembled
from tradetalks.space.deal import Appraiser, Deal, Shift
from tradetalks.space.estimates import (
    MOST_SOLVES,
    Estimated,
    Estimator,
    MeasuredError,
    beyond_estimate,
    build,
    estimated_blocks,
    measured_error,
)
from tradetalks.space.frontier import MOST_POINTS, Front, nondominated
from tradetalks.value.no_deal import solve_branch
from tradetalks.value.valuer import Eve, Valuer, bring_to_eve
from tradetalks.value.worth import branch_worth
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
DRAWN = 200_000
TITLES: dict[str, str] = {
    **{name: solution.title for name, solution in solutions.known().items()},
    "agreed": "agreed at the meeting",
    "status_quo": "status quo",
}


COLUMNS = (*(name for name, solution in solutions.known().items() if solution.column), "agreed")
"""Named packages with a column of their own where packages are shown item by item."""


@dataclass(frozen=True, eq=False)
class DealSpace:
    """All packages of a dossier, valued.

    Attributes:
        parties: party codes, the order of all value vectors.
        valued: the agenda in ``blocks``, and the rules that tie them. The first block holds every item that acts on the
            economy; values add up over blocks.
        no_deal: branch name -> Deal; expected_no_deal: ``[party]`` value of no deal.
        frontier: non-dominated deals that no party likes less than no deal, by falling value to the first party.
        named: solution name -> Deal, for those that exist.
        feasible: number of packages that the constraints allow; signable: those both prefer to no deal (weakly).
        policies: distinct economic policies solved to value the blocks.
        front: the frontier of the sum of blocks, as folded: all its points, rational or not, with every tie.
        points: which point of ``front`` each deal of ``frontier`` is; -1 for one found beside it.
        none_because: solution name -> why it picks no package, for those that pick none.
        counted: is ``signable`` counted, not estimated from packages drawn at random?
        estimated: how the space was estimated, where there are too many policies to solve; None if all are solved.
        interaction: largest difference, billions, between a deal on the frontier as solved whole and as the sum of its
            blocks. Every deal shown is solved whole (unless it says ``summed``); the sums only choose which are shown.
        approximate: why its figures are not those of solved packages, in words; empty if they are.
        appraiser: makes deals of packages.
        estimate: the estimates behind ``estimated`` and their measured error.
    """

    dossier: Dossier
    eve: Eve
    valuer: Valuer
    appraiser: Appraiser
    parties: tuple[str, ...]
    valued: Valued
    no_deal: Mapping[str, Deal]
    expected_no_deal: Array
    frontier: tuple[Deal, ...]
    named: Mapping[str, Deal]
    feasible: int
    signable: int
    policies: int
    interaction: float
    front: Front
    points: tuple[int, ...]
    none_because: Mapping[str, str]
    counted: bool = True
    estimated: Estimated | None = None
    approximate: str = ""
    estimate: Estimate | None = None
    most_points: int = MOST_POINTS

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.valued.blocks

    @property
    def epsilon(self) -> float:
        """By how much, billions, a package left out may beat the frontier; 0 if it is exact."""
        return self.front.epsilon

    def tied(self, rank: int, most: int = 100) -> list[dict[str, str]]:
        """Packages that share the point of ``frontier[rank]`` by the sums of blocks, at most ``most`` of them."""
        if self.points[rank] < 0:
            return [dict(self.frontier[rank].package)]
        found = []
        for rows in self.front.ties(self.points[rank]):
            if len(found) >= most:
                break
            found.append(assembled(self.dossier, self.blocks, rows))
        return found

    @property
    def nash(self) -> Deal | None:
        return self.named.get("nash")

    @property
    def kalai_smorodinsky(self) -> Deal | None:
        return self.named.get("kalai_smorodinsky")

    def deal(self, choices: Mapping[str, str]) -> Deal:
        """Any package, feasible or not; items left out keep their status quo."""
        return self.appraiser.deal(self.dossier.package(choices))

    def alone(self) -> dict[tuple[str, str], Deal]:
        """Every option by itself, all else at the status quo: (item id, option id) -> Deal."""
        keys = [(item.id, option.id) for item in self.dossier.agenda for option in item.options]
        packages = [self.dossier.package(dict([key])) for key in keys]
        return dict(zip(keys, self.appraiser.deals(packages), strict=True))

    def to_frame(self) -> pd.DataFrame:
        """The frontier: gains, values and the chosen option of every item."""
        import pandas as pd

        rows = []
        for deal in self.frontier:
            row: dict[str, Any] = {f"gain_{p}": deal.gain[p] for p in self.parties}
            row |= {f"value_{p}": deal.value[p] for p in self.parties}
            row |= {f"economic_{p}": deal.economic[p] for p in self.parties}
            rows.append(row | dict(deal.package))
        return pd.DataFrame(rows)

    def sample(self, count: int, seed: int = 0) -> Array:
        """Gains ``[package, party]`` of feasible packages drawn at random, all equally likely."""
        return self.valued.values(self.valued.draw(count, np.random.default_rng(seed))) - self.expected_no_deal


def deal_space(
    dossier: Dossier,
    *,
    world: World | None = None,
    valuer: Valuer | None = None,
    progress: Callable[[int, int], Any] | None = None,
    most_points: int = MOST_POINTS,
    most_solves: int = MOST_SOLVES,
    listed: int = LISTED,
) -> DealSpace:
    """Enumerate, solve and value the packages of a dossier; find what the parties can sign.

    Args:
        world: the benchmark; the dossier's choice of the embedded world if None.
        valuer: a valuer on the dossier's eve to reuse (its cache and solved packages).
        progress: called with (done, total) distinct economic policies.
        most_points: points of the frontier kept; beyond, it is thinned and ``epsilon`` says how much.
        most_solves: distinct policies solved at most; beyond, packages are estimated and ``estimated`` says how well.
        listed: combinations up to which items that rules tie together are listed; beyond, they are folded one by one.

    Raises:
        DossierError: constraints tie items so closely that they can neither be listed nor folded, or allow nothing.
        NotConverged, NotCertified: a policy could not be solved to the certificate's tolerance.
    """
    valuer = valuer or Valuer(bring_to_eve(dossier, world))
    valued, estimate = all_solved(dossier, valuer, most_solves, progress, listed), None
    if valued is None:
        estimator = Estimator(valuer, build(valuer, most_solves, progress))
        valued = estimated_blocks(dossier, valuer, estimator.surrogate)
        estimate = Estimate(estimator, measured_error(estimator, dossier, valued), most_solves)
    return found_space(dossier, valuer, valued, estimate=estimate, most_points=most_points)


@dataclass(frozen=True, eq=False)
class Estimate:
    """Estimates of packages, their measured error, and how many policies may be solved."""

    estimator: Estimator
    error: MeasuredError
    most_solves: int


def found_space(
    dossier: Dossier,
    valuer: Valuer,
    valued: Valued,
    *,
    estimate: Estimate | None = None,
    most_points: int = MOST_POINTS,
    shift: Shift | None = None,
    approximate: str = "",
    solve: bool = True,
) -> DealSpace:
    """What can be signed of valued blocks: no deal, frontier, solutions, counts.

    Args:
        shift, approximate: what options add beyond what was solved, and the words that say so.
        solve: solve every deal shown whole; without, those never solved whole are sums of what was (``Deal.summed``).
    """
    parties = tuple(dossier.parties)
    shift = dict(shift or {})
    no_deal = {branch.name: _no_deal(valuer, branch, parties) for branch in dossier.no_deal}
    expected = np.array([sum(b.probability * no_deal[b.name].value[p] for b in dossier.no_deal) for p in parties])
    appraiser = Appraiser(valuer, expected, shift)
    front = valued.front(most_points)
    found = _deals(dossier, valued.blocks, front, appraiser, estimate, solve)
    exact = appraiser.gains(found.deals)
    kept = [int(j) for j in nondominated(exact) if solutions.rational(exact[[j]])[0]]
    frontier = tuple(found.deals[j] for j in kept)
    named: dict[str, Deal] = {}
    none_because: dict[str, str] = {}
    told = exact[kept] if kept else front.values - expected  # where nobody can sign, why not is read off them all
    for name in solutions.SOLUTIONS:
        choice = solutions.solve(name, told)
        if kept and choice.row is not None:
            named[name] = frontier[choice.row]
        else:
            none_because[name] = choice.why
    [named["status_quo"]] = appraiser.deals([dossier.status_quo()], solve=solve)
    if dossier.agreed:
        [named["agreed"]] = appraiser.deals([dossier.package(dossier.agreed.package)], solve=solve)
    signable, counted = _count_signable(valued, expected)
    solved = max(1, sum(block.policies for block in valued.blocks))
    estimated = None
    if estimate:
        solved = valuer.solved + valuer.found
        estimated = estimate.error.told(parties, estimate.estimator.surrogate.policies, solved, found.left)
    return DealSpace(
        dossier=dossier,
        eve=valuer.eve,
        valuer=valuer,
        appraiser=appraiser,
        parties=parties,
        valued=valued,
        no_deal=no_deal,
        expected_no_deal=expected,
        frontier=frontier,
        named=named,
        feasible=valued.packages,
        signable=signable,
        policies=solved,
        interaction=found.interaction,
        front=front,
        points=tuple(found.points[j] for j in kept),
        none_because=none_because,
        counted=counted,
        estimated=estimated,
        approximate=approximate,
        estimate=estimate,
        most_points=most_points,
    )


@dataclass(frozen=True, eq=False)
class _Found:
    """Deals that may be on the frontier: which point each is (-1: none), how far sums were off, how many were left."""

    deals: list[Deal]
    points: list[int]
    interaction: float
    left: int


def _deals(
    dossier: Dossier,
    blocks: Sequence[Block],
    front: Front,
    appraiser: Appraiser,
    estimate: Estimate | None,
    solve: bool,
) -> _Found:
    """The points of the frontier that no party likes less than no deal, solved; with estimates also those near it."""
    gains = front.values - appraiser.expected
    slack = estimate.error.largest if estimate else np.zeros(len(appraiser.parties))
    fair = np.flatnonzero(solutions.rational(gains + slack))
    packages = [assembled(dossier, blocks, row) for row in front.rows[fair]]
    deals = appraiser.deals(packages, solve=solve)
    deals = [replace(deal, ties=front.packages[j]) for deal, j in zip(deals, fair, strict=True)]
    interaction = float(np.abs(appraiser.gains(deals) - gains[fair]).max(initial=0.0))
    points, left = [int(j) for j in fair], 0
    if estimate and solve:
        beside, left = beyond_estimate(
            estimate.estimator, packages, appraiser.expected, slack, estimate.most_solves,
            lambda found: appraiser.gains(appraiser.deals(found)),
        )  # fmt: skip
        deals += appraiser.deals(beside)
        points += [-1] * len(beside)
    return _Found(deals, points, interaction, left)


def _count_signable(valued: Valued, expected: Array) -> tuple[int, bool]:
    """Packages that no party likes less than no deal, and whether they were counted; if too many, drawn at random."""
    found = valued.reaching(expected - solutions.INDIFFERENT)
    if found is not None:
        return found, True
    gains = valued.values(valued.draw(DRAWN, np.random.default_rng(0))) - expected
    return int(solutions.rational(gains).sum()) * valued.packages // DRAWN, False


def _no_deal(valuer: Valuer, branch: Any, parties: tuple[str, ...]) -> Deal:
    package = valuer.eve.dossier.package(branch.package)
    if branch.measures or branch.nash:
        ratio = solve_branch(valuer, branch).real_income_ratio
    else:
        ratio = valuer.real_income_ratio([package])[0]
    deal = Appraiser(valuer, np.zeros(len(parties))).made(package, ratio)
    beyond = {end: branch_worth(valuer.eve.dossier, branch, end) for end in ("low", "mid", "high")}
    own = {end: {p: deal.economic[p] + beyond[end][p] for p in parties} for end in beyond}
    return replace(deal, political=beyond["mid"], low=own["low"], high=own["high"], gain=own["mid"])
