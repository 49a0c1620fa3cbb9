"""How sure a package is: political ranges, no-deal probabilities, elasticities drawn together; statements as polytopes.

Worth is triangular between its low and high ends (mode at mid), one draw an option and party, independent; no-deal
probabilities are Dirichlet around the dossier's; elasticities are published sets, equally likely, those with standard
errors drawn anew within them each time (the draws ``LL~1``, ``LL~2`` ...), each from its own eve (``drawn.py``);
the horizon is the dossier's in half of the draws and one of its neighbours, under the dossier's own elasticities, in
the rest, so that years 2-3 stand beside year 1 and year 5.
Shares of variance are of first order: each part varies with the others at their means, so that products of drawn
probabilities with drawn worth or elasticities are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.counsel.drawn import WHEN, Asked, Drawn, Elasticities, dossier_of
from tradetalks.counsel.no_deal_drawn import NoDeal
from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium.horizons import HORIZONS
from tradetalks.errors import DossierError, unknown
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.solutions import INDIFFERENT
from tradetalks.value.ties import settled
from tradetalks.value.worth import branch_worth, draw_range, worth

Array = NDArray[np.float64]
CONCENTRATION = 20.0
NO_DEAL = "no deal"
"""Stands for the item where a key names a no-deal branch's own worth; no item's id holds a space."""
SETS = ("GYY", "CP", "FGO", "LL", "U4")
CHECKS = 8
"""Draws of each set with standard errors that are solved to measure how far its response curves are off."""
ELSEWHERE = 0.5
"""Share of draws at the horizons beside the dossier's, where any are drawn."""
TOLERATED = 0.05
"""Largest error of curves, as a share of the width of a party's 5-95% band, beyond which draws are solved instead."""
SOLVED = 64
"""Draws of each set with standard errors that are then solved."""


@dataclass(frozen=True)
class Robustness:
    """One package under uncertainty.

    Attributes:
        package: its name. low, mid, high: by party, 5th percentile, median and 95th of the gain over no deal, billions;
            the band is wider than what was drawn by ``error`` at either end.
        accepted: by party, probability that it gains; all_accept: that all do.
        best: probability that, among the packages compared, it has the largest Nash product.
        shares: by party, what assumption makes how much of the gain's variance, largest first.
        published: by set of elasticities, then party, the gain at what it publishes, all else at the dossier's middle.
        error: by party, by how much the response to elasticities was off at most, on draws solved exactly; billions.
        within: sets drawn within their standard errors.
        checked: draws of elasticities solved exactly to measure the error; none where ``exact``.
        exact: was every draw of elasticities solved, none read off a response curve?
    """

    package: str
    low: Mapping[str, float]
    mid: Mapping[str, float]
    high: Mapping[str, float]
    accepted: Mapping[str, float]
    all_accept: float
    best: float
    shares: Mapping[str, tuple[tuple[str, float], ...]]
    published: Mapping[str, Mapping[str, float]]
    error: Mapping[str, float]
    within: tuple[str, ...]
    checked: int
    exact: bool


def robustness(space: DealSpace, packages: Mapping[str, Mapping[str, str]], **how: Any) -> list[Robustness]:
    """How sure packages are; as ``robustness_of_all``, without what there is if there is no deal."""
    return robustness_of_all(space, packages, **how)[0]


def robustness_of_all(
    space: DealSpace,
    packages: Mapping[str, Mapping[str, str]],
    *,
    draws: int = 4000,
    sets: Sequence[str] = SETS,
    concentration: float = CONCENTRATION,
    seed: int = 0,
    progress: Callable[[int, int], Any] | None = None,
    standard_errors: bool = True,
    checks: int = CHECKS,
    tolerated: float = TOLERATED,
) -> tuple[list[Robustness], NoDeal | None]:
    """Values of packages with all assumptions drawn together; the seed decides, however many processors there are.

    Args:
        packages: name -> package; of none there are no rows, and nothing of no deal. draws: how many.
        sets: published elasticities to draw from, each solved; ``LL~1`` is one draw of LL by itself;
            ``GYY at year 1`` is at another horizon (``beside``).
        concentration: how tightly no-deal probabilities hold to the dossier's (larger is tighter).
        progress: called with (done, total) pieces of solving.
        standard_errors: draw within the standard errors of sets that have them; else their estimates alone count.
        checks: draws of each such set solved exactly to measure the error of its response curves.
        tolerated: largest such error, as a share of the width of a party's band, beyond which fewer draws (SOLVED a
            set) are taken and each is solved.

    Raises:
        NotConverged, NotCertified: a package cannot be solved under some set, or a draw of it.
    """
    if not packages:
        return [], None
    rng = np.random.default_rng(seed)
    dossier, count = space.dossier, len(packages)
    full = {name: dossier.package(p) for name, p in packages.items()}
    under = Elasticities(space, Asked.of(space.valuer, list(full.values())), sets, standard_errors, progress)
    which = rng.choice(len(sets), draws, p=set_chances(sets))
    likely = _likely(dossier, sets)
    chance = rng.standard_gamma(np.maximum(concentration * likely[which], 1e-9))  # a Dirichlet draw each, once summed
    chance /= chance.sum(1, keepdims=True)
    drawn = _draw_worth(dossier, rng, draws)
    nothing = np.zeros((draws, len(space.parties)))
    beyond = np.stack([_sum_of(drawn, branch, nothing) for _, branch in _branches(dossier)], axis=1)

    def gains_of(found: Drawn) -> list[Array]:
        no_deal = np.einsum("db,dbp->dp", chance, found.values[:, count:] + beyond)
        own = [found.values[:, k] - no_deal + _sum_of(drawn, p, nothing) for k, p in enumerate(full.values())]
        return [settled(gains, space.within) for gains in own]

    found = under.draw(which, checks, rng)
    gains, error = gains_of(found), _errors(likely, found.errors, count)
    width = np.array([np.ptp(np.percentile(g, [5, 95], axis=0), axis=0) for g in gains]).reshape(error.shape)
    if np.any(error > tolerated * width):
        found = under.draw_exactly(found, which, SOLVED)
        gains, error = gains_of(found), np.zeros_like(error)
    said = "elasticities and horizon" if any(WHEN in name for name in sets) else "elasticities"
    winner, published = _winners(gains), _published(space, full, found.published, likely)

    def by_party(values: Array) -> dict[str, float]:
        return dict(zip(space.parties, values.tolist(), strict=True))

    rows = []
    for k, (name, package) in enumerate(full.items()):
        g = gains[k]
        low, mid, high = np.percentile(g, [5, 50, 95], axis=0)
        rows.append(
            Robustness(
                package=name,
                low=by_party(low - error[k]),
                mid=by_party(mid),
                high=by_party(high + error[k]),
                accepted=by_party((g >= -INDIFFERENT).mean(0)),
                all_accept=float((g >= -INDIFFERENT).all(1).mean()),
                best=float((winner == k).mean()),
                shares=_shares(space, package, found.values[:, [k, *range(count, found.values.shape[1])]], chance,
                               drawn, beyond, said),
                published={s: by_party(one) for s, one in zip(sets, published[:, k], strict=True)},
                error=by_party(error[k]),
                within=found.within,
                checked=len(found.errors),
                exact=found.exact or not found.within,
            )
        )  # fmt: skip
    without = NoDeal.of_draws(space, found.values[:, count:], beyond, chance)
    without.keep(space, sets, how_drawn(draws, seed, concentration, standard_errors, checks, tolerated))
    return rows, without


def how_drawn(
    draws: int = 4000,
    seed: int = 0,
    concentration: float = CONCENTRATION,
    standard_errors: bool = True,
    checks: int = CHECKS,
    tolerated: float = TOLERATED,
) -> dict[str, float]:
    """What decides draws beside the sets, by name, as ``robustness_of_all`` takes it: what is kept goes by it."""
    return dict(locals())


def _likely(dossier: Dossier, sets: Sequence[str]) -> Array:
    """``[set, branch]`` the dossier's chances of no deal at the horizon of each set."""
    return np.array([[b.probability for b in dossier_of(dossier, name).no_deal] for name in sets])


def _errors(likely: Array, errors: Array, count: int) -> Array:
    """``[package, party]`` largest error of a gain, from errors ``[check, package or branch, party]`` of what the model
    says, at the chances of no deal of any set."""
    off = errors[None, :, :count] - np.einsum("sb,cbp->scp", likely, errors[:, count:])[:, :, None]
    return np.abs(off).max((0, 1), initial=0.0)


def _published(space: DealSpace, full: Mapping[str, Mapping[str, str]], values: Array, likely: Array) -> Array:
    """``[set, package, party]`` gains at published elasticities, probabilities and worth at the dossier's middle."""
    dossier, count = space.dossier, len(full)
    middle = [worth(dossier, package) for package in full.values()]
    middle += [branch_worth(dossier, branch) for branch in dossier.no_deal]
    total = values + np.array([[one[p] for p in space.parties] for one in middle])
    return total[:, :count] - np.einsum("sb,sbp->sp", likely, total[:, count:])[:, None]


def _winners(gains: Sequence[Array]) -> NDArray[np.intp]:
    """``[draw]`` which package has the largest Nash product of those that are signed; -1 where none is.

    Args:
        gains: by package, ``[draw, party]``.
    """
    gaining = np.max([g.max(0, initial=0.0) for g in gains], axis=0) > INDIFFERENT  # the rest are indifferent to all
    product = np.array(
        [np.log(np.maximum(g[:, gaining], 1e-12)).sum(1) * np.where(_signed(g, gaining), 1, np.nan) for g in gains]
    )
    best = np.nanargmax(np.where(np.isnan(product), -np.inf, product), axis=0)
    return np.where(np.isnan(product).all(0), -1, best)


def _signed(gains: Array, gaining: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """``[draw]`` do the parties that can gain do so, and does none of the others lose?"""
    signed = (gains[:, gaining] > 0).all(1) & (gains[:, ~gaining] >= -INDIFFERENT).all(1)
    return np.asarray(signed & bool(gaining.any()))


def beside(dossier: Dossier) -> tuple[str, ...]:
    """The dossier's own elasticities at the horizons next to its own, as ``robustness`` takes them among its sets."""
    here = HORIZONS.index(dossier.horizon)
    return tuple(
        f"{dossier.world.elasticities}{WHEN}{HORIZONS[k].name}" for k in (here - 1, here + 1) if 0 <= k < len(HORIZONS)
    )


def set_chances(sets: Sequence[str]) -> Array:
    """Published sets equally likely, and within each its estimates and draws; other horizons ELSEWHERE of all draws."""
    bases = Counter(name.partition("~")[0] for name in sets if WHEN not in name)
    later = len(sets) - bases.total()
    share = ELSEWHERE if later and bases else float(bool(later))
    return np.array(
        [share / later if WHEN in name else (1 - share) / (len(bases) * bases[name.partition("~")[0]]) for name in sets]
    )


def _draw_worth(dossier: Dossier, rng: np.random.Generator, draws: int) -> dict[tuple[str, str], Array]:
    """``[draw, party]`` worth of every option and of every no-deal branch that has any of its own."""
    found = {}
    options = [(item.id, option.id) for item in dossier.agenda for option in item.options]
    for key in [*options, *((NO_DEAL, branch.name) for branch in dossier.no_deal if branch.worth)]:
        alone = {end: _alone(dossier, key, end) for end in ("low", "mid", "high")}
        columns = []
        for party in dossier.parties:
            low, mid, high = (alone[end][party] for end in ("low", "mid", "high"))
            columns.append(draw_range(rng, low, mid, high, draws))
        if any(np.any(c) for c in columns):
            found[key] = np.column_stack(columns)
    return found


def _alone(dossier: Dossier, key: tuple[str, str], end: Literal["low", "mid", "high"]) -> dict[str, float]:
    """Worth by party of one option, or of one no-deal branch itself."""
    if key[0] != NO_DEAL:
        return worth(dossier, dict([key]), end)
    branch = next(b for b in dossier.no_deal if b.name == key[1])
    return {p: getattr(branch.worth[p], end) if p in branch.worth else 0.0 for p in dossier.parties}


def _branches(dossier: Dossier) -> list[tuple[float, dict[str, str]]]:
    """Probability and package of every no-deal branch, its own name in the place of an item."""
    return [(b.probability, {**dossier.package(b.package), NO_DEAL: b.name}) for b in dossier.no_deal]


def _sum_of(drawn: Mapping[tuple[str, str], Array], package: Mapping[str, str], nothing: Array) -> Array:
    """``[draw, party]`` worth of a package."""
    return sum((value for (item, option), value in drawn.items() if package.get(item) == option), nothing)


def _weights(
    dossier: Dossier, package: Mapping[str, str], keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], float]:
    """How often an option's worth counts in a package's gain: once if chosen, less its chance without a deal."""
    branches = _branches(dossier)
    return {
        (item, option): float(package.get(item) == option) - sum(q for q, other in branches if other[item] == option)
        for item, option in keys
    }


def _shares(
    space: DealSpace, package: Mapping[str, str], model: Array, chance: Array, drawn: Mapping[tuple[str, str], Array],
    beyond: Array, said: str,
) -> dict[str, tuple[tuple[str, float], ...]]:  # fmt: skip
    """Variance of a party's gain by assumption, per cent of the sum; no-deal worth counts with its item.

    Args:
        model: ``[draw, package then branches, party]``. beyond: ``[draw, branch, party]``. said: what the model's
            part is drawn over, in words.
    """
    dossier, found = space.dossier, {}
    mean_chance = np.array([b.probability for b in dossier.no_deal])
    weights, branches = _weights(dossier, package, drawn), model[:, 1:]
    by_elasticities = model[:, 0] - np.einsum("b,dbp->dp", mean_chance, branches)
    level = (branches + beyond).mean(0)
    for j, party in enumerate(space.parties):
        parts: dict[str, Array] = {said: by_elasticities[:, j]}
        parts["no-deal probabilities"] = -(chance @ level[:, j])
        for (item, option), weight in weights.items():
            if weight:
                named = f"no deal, {option}" if item == NO_DEAL else f"{item}={option}"
                parts[f"worth of {named}"] = weight * drawn[item, option][:, j]
        variance = {name: float(np.var(part)) for name, part in parts.items()}
        total = sum(variance.values()) or 1.0
        ranked = sorted(((n, 100 * v / total) for n, v in variance.items() if v > 0), key=lambda pair: -pair[1])
        found[party] = tuple(ranked[:6])
    return found


# ---------------------------------------------------------------------- statements
@dataclass(frozen=True)
class Statement:
    """A user's statement on worth: to a party, ``more`` is worth at least ``less`` plus ``margin`` billions.

    Each is item id -> option id; an empty ``less`` compares with the status quo.
    """

    party: str
    more: Mapping[str, str]
    less: Mapping[str, str]
    margin: float = 0.0


@dataclass(frozen=True)
class Acceptability:
    """Does a party accept a package under every worth that ranges and statements allow, under some, how often?"""

    party: str
    necessarily: bool
    possibly: bool
    probability: float
    lowest: float
    highest: float


def acceptability(
    space: DealSpace,
    package: Mapping[str, str],
    statements: Sequence[Statement] = (),
    *,
    draws: int = 4000,
    seed: int = 0,
) -> list[Acceptability]:
    """Acceptance of a package over the polytope of worth: the dossier's ranges cut by the user's statements.

    Linear programmes give the lowest and highest gain; the probability is the share of triangular draws that satisfy
    the statements and accept.

    Raises:
        DossierError: unknown names, or statements that contradict each other or the ranges.
    """
    from scipy.optimize import linprog

    dossier, full = space.dossier, space.dossier.package(package)
    for s in statements:
        if s.party not in dossier.parties:
            raise DossierError(f"statement: {unknown('party', s.party, dossier.parties)}")
        dossier.package(s.more)
        dossier.package(s.less)
    drawn = _draw_worth(dossier, np.random.default_rng(seed), draws)
    keys, deal, found = list(drawn), space.deal(full), []
    weight = np.array(list(_weights(dossier, full, keys).values()))
    economic_no_deal = {
        p: sum(b.probability * space.no_deal[b.name].economic[p] for b in dossier.no_deal) for p in space.parties
    }
    for j, party in enumerate(space.parties):
        ranges = [(_alone(dossier, key, "low")[party], _alone(dossier, key, "high")[party]) for key in keys]
        fixed = deal.economic[party] - economic_no_deal[party]
        rows, limits = [], []
        for s in statements:
            if s.party == party:
                rows.append([float(s.less.get(i) == o) - float(s.more.get(i) == o) for i, o in keys])
                limits.append(-s.margin)
        extra: dict[str, Any] = {"A_ub": np.array(rows), "b_ub": limits} if rows else {}
        ends = []
        for sign in (1.0, -1.0):
            solved = linprog(sign * weight, bounds=ranges, method="highs", **extra)
            if solved.status != 0:
                raise DossierError(
                    f"statements of {party}: no worth within the ranges satisfies them all; drop one or widen a range"
                )
            ends.append(sign * float(solved.fun) + fixed)
        sample = np.column_stack([drawn[key][:, j] for key in keys]) if keys else np.zeros((draws, 0))
        kept = np.ones(draws, dtype=bool)
        for row, limit in zip(rows, limits, strict=True):
            kept &= sample @ np.array(row) <= limit
        share = float((fixed + sample[kept] @ weight >= 0).mean()) if kept.any() else float("nan")
        found.append(Acceptability(party, ends[0] >= 0, ends[1] >= 0, share, ends[0], ends[1]))
    return found
