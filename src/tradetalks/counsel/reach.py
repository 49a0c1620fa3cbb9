"""How far what a package does to every country and sector reaches: the model's part of ``robustness``, for all of them.

Elasticities and horizons are drawn as there, with the same chances; worth and no deal bear on none of these figures.
Each draw is solved, eve and package, from the benchmark: none is read off a response curve.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.counsel.drawn import WHEN, dossier_of
from tradetalks.counsel.robustness import SOLVED, set_chances
from tradetalks.dossier import phasing
from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium.real_accounts import real_account
from tradetalks.errors import DossierError
from tradetalks.incidence.figures import DECILES
from tradetalks.incidence.households import REGION, dollars_a_household
from tradetalks.incidence.jobs import moved_by
from tradetalks.value.afresh import Benchmark, Question
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import Package
from tradetalks.value.in_full import InFull
from tradetalks.value.response import side_by_side, worth_over
from tradetalks.world.employment import employment
from tradetalks.world.origins import sector_origins
from tradetalks.world.world import World

Array = NDArray[np.float64]
ENDS = (0.05, 0.95)


@dataclass(frozen=True, eq=False)
class Sampled:
    """What ranges are of and were drawn from.

    Attributes:
        regions: codes. sets: what was drawn from, horizons included. within: those drawn within their standard errors.
            solved: how many draws.
    """

    regions: tuple[str, ...]
    sets: tuple[str, ...]
    within: tuple[str, ...]
    solved: int


@dataclass(frozen=True, eq=False)
class Reach(Sampled):
    """The 5th and 95th percentiles of what a package changes against the eve of each draw.

    Attributes:
        sectors: codes.
        real_income: ``[end, region]`` billions of USD a year. real_income_percent: ``[end, region]``.
        real_gdp, prices: ``[end, region]`` per cent: real GDP; prices of final use at
            unchanged wages. revenue, purchases: ``[end, region]`` tariff revenue added, and cost of promised purchases
            added, bn USD a year at unchanged wages.
        efficiency, terms_of_trade, deficit: ``[end, region]`` what real income is made of, per cent of it.
        household: ``[end, 1 + decile]`` what prices cost a US household, dollars a year: all, then by tenth of income;
            NaN where the world does not tell.
        moved: ``[end, region]`` thousands of people who change sector, to work or to look for work there. jobs: ``[end,
            region, sector]`` thousands more or fewer at work. idle: ``[end, region]`` thousands who look for work and
            find none. All three NaN where no figure was read, or factors respond.
        idle_percent: ``[end, region]`` those of all who want to work.
        volume: ``[end, region, sector]`` volume of output, per cent; NaN where nothing is made.
    """

    sectors: tuple[str, ...]
    real_income: Array
    real_income_percent: Array
    real_gdp: Array
    prices: Array
    revenue: Array
    purchases: Array
    efficiency: Array
    terms_of_trade: Array
    deficit: Array
    household: Array
    moved: Array
    idle: Array
    idle_percent: Array
    jobs: Array
    volume: Array


class _Draws(NamedTuple):
    """One set's draws, as of ``Reach``, ``[draw, ...]``."""

    real_income: Array
    real_income_percent: Array
    real_gdp: Array
    prices: Array
    revenue: Array
    purchases: Array
    efficiency: Array
    terms_of_trade: Array
    deficit: Array
    household: Array
    moved: Array
    idle: Array
    idle_percent: Array
    jobs: Array
    volume: Array


def reach(
    dossier: Dossier,
    package: Package,
    sets: Sequence[str],
    progress: Callable[[int, int], Any] | None = None,
    draws: int = SOLVED,
    people_of: World | None = None,
) -> Reach:
    """How far a package's effects reach; of schedules, in their first phase. Arguments and errors as of ``reaches``."""
    return reaches(dossier, [Question(package)], sets, progress, draws, people_of)[0]


def reaches(
    dossier: Dossier,
    questions: Sequence[Question],
    sets: Sequence[str],
    progress: Callable[[int, int], Any] | None = None,
    draws: int = SOLVED,
    people_of: World | None = None,
) -> list[Reach]:
    """How far effects of several packages, or of ways of having no deal without a war, reach: one eve a draw for all.

    Args:
        sets: as of ``robustness`` (``bands.drawn_sets`` names those of a dossier). draws: of each set that has standard
            errors; the others count as published. progress: called with (done, total) sets.
        people_of: the world whose people at work change sector, the eve's; the benchmark if None.

    Raises:
        DossierError: a dossier of worth alone; a war.
        NotConverged, NotCertified: a question cannot be solved under some draw.
    """
    if not dossier.is_computed():
        raise DossierError("this dossier states no measures: nothing is computed of sectors and countries")
    if any(one.war for one in questions):
        raise DossierError("a tariff war has no ranges of countries and sectors; expected packages and measures")
    plain = [replace(q, package=phasing.at_first(dossier, dossier.package(q.package))) for q in questions]
    done = iter(range(1, len(sets) + 1))

    def tell() -> None:
        if progress:
            progress(next(done), len(sets))

    if progress:
        progress(0, len(sets))
    world = dossier.world.build()
    heads = employment(people_of or world).heads
    found = side_by_side([lambda name=name: _drawn(dossier, name, plain, draws, heads) for name in sets], tell)
    within = tuple(name for name, (_, drawn) in zip(sets, found, strict=True) if drawn)
    sizes = [len(made[0].real_income) for made, _ in found]
    weights = np.concatenate(
        [np.full(size, chance / size) for size, chance in zip(sizes, set_chances(sets), strict=True)]
    )
    return [
        Reach(
            world.regions, tuple(sets), within, len(weights), world.sectors,
            *(ends_of(parts, weights) for parts in zip(*(made[j] for made, _ in found), strict=True)),
        )
        for j in range(len(questions))
    ]  # fmt: skip


def _drawn(
    dossier: Dossier, name: str, questions: Sequence[Question], draws: int, heads: Array
) -> tuple[list[_Draws], bool]:
    """Questions under one set: at what it publishes, or at draws within its standard errors; which of the two."""
    start = Question(dossier.status_quo())
    bench = Benchmark(dossier_of(dossier, name), [start, *questions], ValueCache(None))
    spread = bench.spread if WHEN not in name else None
    logs = spread.drawn(range(1, draws + 1)) if spread else None
    eve = bench.in_full(start, logs)
    return [_over(bench, eve, bench.in_full(question, logs), heads) for question in questions], spread is not None


def _over(bench: Benchmark, eve: InFull, now: InFull, heads: Array) -> _Draws:
    """What a question changes against the eve, draw by draw."""
    wages, account = now.log_wage - eve.log_wage, real_account(eve.standing, now.standing)
    respond = bench.closure.labour_supply or bench.closure.capital_share
    people = np.full_like(heads, np.nan) if respond else heads
    looking = people + moved_by(people, np.exp(now.log_labour + now.log_idle - eve.log_labour))
    idle = -np.expm1(-now.log_idle) * looking
    return _Draws(
        real_income=worth_over(eve.levels, now.levels),
        real_income_percent=100 * np.expm1(now.levels.log_real - eve.levels.log_real),
        real_gdp=100 * (account.real_gdp_ratio - 1),
        prices=100 * np.expm1(now.standing.log_consumer_price - eve.standing.log_consumer_price - wages),
        revenue=now.revenue * np.exp(-wages) - eve.revenue,
        purchases=now.purchases * np.exp(-wages) - eve.purchases,
        efficiency=account.per_cent("efficiency"),
        terms_of_trade=account.per_cent("terms_of_trade"),
        deficit=account.per_cent("deficit"),
        household=_household(bench.world, eve, now),
        moved=0.5 * np.abs(looking - people).sum(-1),
        idle=idle.sum(-1),
        idle_percent=100 * (1 - now.employed),
        jobs=looking - idle - people,
        volume=100 * (now.volume / eve.volume - 1),
    )


def _household(world: World, eve: InFull, now: InFull) -> Array:
    """``[draw, 1 + decile]`` dollars; NaN where the world has no United States, or sectors nobody's spending names."""
    if REGION not in world.regions or not all(sector_origins(world).values()):
        return np.full((len(eve.spent), 1 + DECILES), np.nan)
    n = world.region(REGION)
    dearer = (now.log_price - eve.log_price)[:, n] - (now.log_wage - eve.log_wage)[:, n, None]
    return dollars_a_household(world, dearer, eve.spent[:, n])


def ends_of(parts: Sequence[Array], weights: Array) -> Array:
    """``[end, ...]`` the least of draws ``[draw, ...]`` that so much of their weight does not exceed."""
    values = np.concatenate(parts)
    order = np.argsort(values, axis=0)
    reached = np.cumsum(weights[order], axis=0)
    places = [np.argmax(reached >= end * weights.sum() - 1e-12, axis=0) for end in ENDS]
    return np.take_along_axis(values, np.take_along_axis(order, np.array(places), axis=0), axis=0)
