"""The deal space: every package that the constraints allow, valued; who can sign what.

Items that interact, through the economy or through constraints, form one block whose combinations are enumerated and
whose distinct economic policies are all solved. The other items are additive: they are folded onto the block's
frontier, so that spaces of many millions of packages stay exact without being listed. Where there are too many policies
to solve, blocks are estimated from solved interactions (``surrogate``), and whatever may lie on the frontier is solved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.talks import solutions
from tradetalks.talks.blocks import Block, all_solved, assembled
from tradetalks.talks.dossier import Dossier
from tradetalks.talks.frontier import MOST_POINTS, Front, fold, nondominated
from tradetalks.talks.no_deal import solve_branch
from tradetalks.talks.surrogate import (
    MOST_SOLVES,
    Estimated,
    Estimator,
    beyond_estimate,
    build,
    estimated_blocks,
    measured_error,
)
from tradetalks.talks.valuation import Eve, Valuer, bring_to_eve
from tradetalks.talks.worth import branch_worth, worth
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
MOST_SUMS, DRAWN = 2_000_000, 200_000
TITLES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
    "minimax_regret": "minimax regret",
    "agreed": "agreed at the meeting",
    "status_quo": "status quo",
}


@dataclass(frozen=True, eq=False)
class Deal:
    """One package and what it is worth; money in billions of USD a year against the eve.

    Attributes:
        package: item id -> option id.
        economic: by party, from the model. political: by party, worth beyond the model (mid).
        value: economic + political. low, high: with worth at its low or high ends.
        gain: value less the expected value of no deal.
        real_income: ``[region]`` per cent change of real income from the model, all regions.
        real_income_billions: ``[region]`` the same in billions.
        broken: constraints broken and red lines crossed (none for feasible packages).
        ties: packages that share its point of the frontier, itself among them; 1 off the frontier.
    """

    package: Mapping[str, str]
    economic: Mapping[str, float]
    political: Mapping[str, float]
    low: Mapping[str, float]
    high: Mapping[str, float]
    gain: Mapping[str, float]
    real_income: Array
    real_income_billions: Array
    broken: tuple[str, ...] = ()
    ties: int = 1

    @property
    def value(self) -> dict[str, float]:
        return {p: self.economic[p] + self.political[p] for p in self.economic}


@dataclass(frozen=True, eq=False)
class DealSpace:
    """All packages of a dossier, valued.

    Attributes:
        parties: party codes, the order of all value vectors.
        blocks: the first holds every economic item; values add up over blocks.
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
            blocks. Every deal shown is solved whole; the sums only choose which are shown.
    """

    dossier: Dossier
    eve: Eve
    valuer: Valuer
    parties: tuple[str, ...]
    blocks: tuple[Block, ...]
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
        return _deal(self.valuer, self.dossier.package(choices), self.expected_no_deal, self.parties)

    def alone(self) -> dict[tuple[str, str], Deal]:
        """Every option by itself, all else at the status quo: (item id, option id) -> Deal."""
        keys = [(item.id, option.id) for item in self.dossier.agenda for option in item.options]
        packages = [self.dossier.package(dict([key])) for key in keys]
        return dict(zip(keys, _solved_whole(self.valuer, packages, self.expected_no_deal, self.parties), strict=True))

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
        """Gains ``[package, party]`` of feasible packages drawn at random, for pictures."""
        rng = np.random.default_rng(seed)
        total = np.zeros((count, len(self.parties)))
        for block in self.blocks:
            total += block.values[rng.integers(0, len(block.rows), count)]
        return total - self.expected_no_deal


def deal_space(
    dossier: Dossier,
    *,
    world: World | None = None,
    valuer: Valuer | None = None,
    progress: Callable[[int, int], Any] | None = None,
    most_points: int = MOST_POINTS,
    most_solves: int = MOST_SOLVES,
) -> DealSpace:
    """Enumerate, solve and value the packages of a dossier; find what the parties can sign.

    Args:
        world: the benchmark; the dossier's choice of the embedded world if None.
        valuer: a valuer on the dossier's eve to reuse (its cache and solved packages).
        progress: called with (done, total) distinct economic policies.
        most_points: points of the frontier kept; beyond, it is thinned and ``epsilon`` says how much.
        most_solves: distinct policies solved at most; beyond, packages are estimated and ``estimated`` says how well.

    Raises:
        DossierError: constraints tie more than MOST_BLOCK_ROWS combinations together, or allow none.
        NotConverged, NotCertified: a policy could not be solved to the certificate's tolerance.
    """
    valuer = valuer or Valuer(bring_to_eve(dossier, world))
    eve, parties = valuer.eve, tuple(dossier.parties)
    blocks = all_solved(dossier, valuer, most_solves, progress)
    estimator = None
    if blocks is None:
        estimator = Estimator(valuer, build(valuer, most_solves, progress))
        blocks = estimated_blocks(dossier, valuer, estimator.surrogate)
    no_deal = {branch.name: _no_deal(valuer, branch, parties) for branch in dossier.no_deal}
    expected = np.array([sum(b.probability * no_deal[b.name].value[p] for b in dossier.no_deal) for p in parties])
    front = fold([b.values for b in blocks], most_points)
    gains = front.values - expected
    error = measured_error(estimator, dossier, blocks) if estimator else None
    fair = np.flatnonzero(solutions.rational(gains + (error.largest if error else 0.0)))
    packages = [assembled(dossier, blocks, row) for row in front.rows[fair]]
    deals = _solved_whole(valuer, packages, expected, parties)
    deals = [replace(deal, ties=front.packages[j]) for deal, j in zip(deals, fair, strict=True)]
    interaction = float(np.abs(_gains(deals, parties) - gains[fair]).max(initial=0.0))
    points, left = [int(j) for j in fair], 0
    if estimator and error:
        beside, left = beyond_estimate(
            estimator, packages, expected, error.largest, most_solves,
            lambda found: _gains(_solved_whole(valuer, found, expected, parties), parties),
        )  # fmt: skip
        deals += _solved_whole(valuer, beside, expected, parties)
        points += [-1] * len(beside)
    exact = _gains(deals, parties)
    kept = [int(j) for j in nondominated(exact) if (exact[j] >= 0).all()]
    frontier = tuple(deals[j] for j in kept)
    named: dict[str, Deal] = {}
    none_because: dict[str, str] = {}
    for name in solutions.SOLUTIONS:
        choice = solutions.solve(name, exact[kept])
        if choice.row is not None:
            named[name] = frontier[choice.row]
        else:
            none_because[name] = choice.why
    named["status_quo"] = _deal(valuer, dossier.status_quo(), expected, parties)
    if dossier.agreed:
        named["agreed"] = _deal(valuer, dossier.package(dossier.agreed.package), expected, parties)
    signable, counted = _count_signable(blocks, expected)
    solved = max(1, sum(block.policies for block in blocks))
    estimated = None
    if estimator and error:
        solved = valuer.solved + valuer.found
        estimated = error.told(parties, estimator.surrogate.policies, solved, left)
    return DealSpace(
        dossier=dossier,
        eve=eve,
        valuer=valuer,
        parties=parties,
        blocks=tuple(blocks),
        no_deal=no_deal,
        expected_no_deal=expected,
        frontier=frontier,
        named=named,
        feasible=int(np.prod([float(len(b.rows)) for b in blocks])),
        signable=signable,
        policies=solved,
        interaction=interaction,
        front=front,
        points=tuple(points[j] for j in kept),
        none_because=none_because,
        counted=counted,
        estimated=estimated,
    )


def _count_signable(blocks: Sequence[Block], expected: Array) -> tuple[int, bool]:
    """Packages that no party likes less than no deal, counted without listing them; drawn at random if too many."""
    sizes = [float(len(block.rows)) for block in blocks]
    if np.prod(sizes[1:]) * max(1.0, sizes[0] / 1000) > MOST_SUMS:
        rng = np.random.default_rng(0)
        drawn = sum(b.values[rng.integers(0, len(b.rows), DRAWN)] for b in blocks) - expected
        return int(solutions.rational(drawn).mean() * np.prod(sizes)), False
    others = np.zeros((1, len(expected)))
    for block in blocks[1:]:
        others = (others[:, None, :] + block.values[None, :, :]).reshape(-1, len(expected))
    return sum(int(solutions.rational(blocks[0].values + row - expected).sum()) for row in others), True


# ---------------------------------------------------------------------- deals
def _deal(valuer: Valuer, package: Mapping[str, str], expected: Array, parties: tuple[str, ...]) -> Deal:
    return _make(valuer, package, valuer.real_income_ratio([package])[0], expected, parties)


def _gains(deals: Sequence[Deal], parties: tuple[str, ...]) -> Array:
    """``[deal, party]`` gains over no deal."""
    return np.array([[d.gain[p] for p in parties] for d in deals]).reshape(len(deals), len(parties))


def _solved_whole(
    valuer: Valuer, packages: Sequence[Mapping[str, str]], expected: Array, parties: tuple[str, ...]
) -> list[Deal]:
    ratios = valuer.real_income_ratio(packages)
    return [_make(valuer, p, ratio, expected, parties) for p, ratio in zip(packages, ratios, strict=True)]


def _make(valuer: Valuer, package: Mapping[str, str], ratio: Array, expected: Array, parties: tuple[str, ...]) -> Deal:
    dossier, world = valuer.eve.dossier, valuer.eve.world
    billions = valuer.billions(ratio)
    economic = {p: float(billions[world.region(dossier.parties[p].region)]) for p in parties}
    political = worth(dossier, package)
    value = np.array([economic[p] + political[p] for p in parties])
    ends = {end: worth(dossier, package, end) for end in ("low", "high")}
    return Deal(
        package=dict(package),
        economic=economic,
        political=political,
        low={p: economic[p] + ends["low"][p] for p in parties},
        high={p: economic[p] + ends["high"][p] for p in parties},
        gain=dict(zip(parties, (value - expected).tolist(), strict=True)),
        real_income=100 * (ratio - 1),
        real_income_billions=billions,
        broken=tuple(dossier.objections(package)),
    )


def _no_deal(valuer: Valuer, branch: Any, parties: tuple[str, ...]) -> Deal:
    package = valuer.eve.dossier.package(branch.package)
    if branch.measures or branch.nash:
        ratio = solve_branch(valuer, branch).real_income_ratio
    else:
        ratio = valuer.real_income_ratio([package])[0]
    deal = _make(valuer, package, ratio, np.zeros(len(parties)), parties)
    beyond = {end: branch_worth(valuer.eve.dossier, branch, end) for end in ("low", "mid", "high")}
    own = {end: {p: deal.economic[p] + beyond[end][p] for p in parties} for end in beyond}
    return replace(deal, political=beyond["mid"], low=own["low"], high=own["high"], gain=own["mid"])
