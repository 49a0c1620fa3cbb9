"""How far what a package does to every country and sector reaches: the model's part of ``robustness``, for all of them.

Elasticities and horizons are drawn as there, with the same chances; worth and no deal bear on none of these figures.
Each draw is solved, eve and package, from the benchmark: none is read off a response curve.
"""

from __future__ import annotations

import hashlib
import threading
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
from tradetalks.value.afresh import Benchmark
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import Package, steps_of
from tradetalks.value.in_full import InFull
from tradetalks.value.question import Question
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
        together: ``[end, 2]`` real income of all regions of no party, and of the world, bn USD a year: ends of sums.
        household: ``[end, 1 + decile]`` what prices cost a US household, dollars a year: all, then by tenth of income;
            NaN where the world does not tell.
        moved: ``[end, region]`` thousands of people who change sector, to work or to look for work there. jobs: ``[end,
            region, sector]`` thousands more or fewer at work. idle: ``[end, region]`` thousands who look for work and
            find none. All three NaN where no figure was read, or factors respond.
        idle_percent: ``[end, region]`` those of all who want to work.
        volume: ``[end, region, sector]`` volume of output, per cent; NaN where nothing is made.
        sales, sales_percent: ``[end, exporter, importer]`` goods sold, at the prices of the eve: bn USD a year more or
            less, and per cent; the second NaN where nothing was sold.
        first: the same of the first step, where a package that changes over time was followed; else None.
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
    together: Array
    household: Array
    moved: Array
    idle: Array
    idle_percent: Array
    jobs: Array
    volume: Array
    sales: Array
    sales_percent: Array
    first: Reach | None = None


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
    together: Array
    household: Array
    moved: Array
    idle: Array
    idle_percent: Array
    jobs: Array
    volume: Array
    sales: Array
    sales_percent: Array


@dataclass(frozen=True, eq=False)
class Course:
    """A package over time: its steps, the first one first, and what each counts in a region's yearly average.

    Attributes:
        weights: ``[step, region]``.
    """

    steps: tuple[Question, ...]
    weights: Array

    @classmethod
    def of(cls, dossier: Dossier, package: Package, regions: Sequence[str]) -> Course:
        """Of a package of a dossier; of one step where nothing is phased."""
        steps, weights = steps_of(dossier, package, regions)
        return cls(tuple(map(Question, steps)), weights)

    def of_draws(self, found: Sequence[_Draws], others: NDArray[np.bool_]) -> _Draws:
        """Draws of all steps in one: yearly averages of ``OVER_TIME``, each draw followed through its steps; the rest
        is of the first step. ``others``: ``[region]`` of no party."""
        averaged = {
            name: sum(w * getattr(one, name) for w, one in zip(self.weights, found, strict=True)) for name in OVER_TIME
        }
        return found[0]._replace(**averaged, together=_together(np.asarray(averaged["real_income"]), others))


OVER_TIME = ("real_income", "real_income_percent", "real_gdp", "prices", "revenue", "purchases", "efficiency",
             "terms_of_trade", "deficit")  # fmt: skip
"""Figures of a region told as yearly averages where a package changes over time."""


class _Ground(NamedTuple):
    """A set of elasticities, its draws ``[draw, estimate]`` if it has standard errors, and the eve of each."""

    bench: Benchmark
    logs: Array | None
    eve: InFull


class Grounds:
    """What draws of the last dossier were solved in, kept for its next question: its benchmarks and their eves."""

    def __init__(self) -> None:
        self._of, self._held = "", dict[str, _Ground]()

    def begin(self, dossier: Dossier, draws: int) -> None:
        """Let go of what is held of another dossier than this; its position and notes bear on nothing."""
        same = dossier.model_copy(update={"position": {}, "assumptions": []}).model_dump_json()
        told = hashlib.sha256(f"{draws} {same}".encode()).hexdigest()
        if told != self._of:
            self._of, self._held = told, {}

    def held(self, name: str, questions: Sequence[Question]) -> _Ground | None:
        """What is held of a set, if these questions may be asked there."""
        found = self._held.get(name)
        return found if found and all(found.bench.takes(question) for question in questions) else None

    def hold(self, name: str, ground: _Ground, questions: Sequence[Question]) -> None:
        """Hold a set's ground, what questions were solved with let go."""
        for question in (*questions, *ground.bench.questions[1:]):
            ground.bench.forget(question)
        self._held[name] = ground


def reach(
    dossier: Dossier,
    package: Package,
    sets: Sequence[str],
    progress: Callable[[int, int], Any] | None = None,
    draws: int = SOLVED,
    heads: Array | None = None,
) -> Reach:
    """How far a package's effects reach; of schedules, in their first phase. Arguments and errors as of ``reaches``."""
    return reaches(dossier, [Question(package)], sets, progress, draws, heads)[0]


def reaches(
    dossier: Dossier,
    asked: Sequence[Question | Course],
    sets: Sequence[str],
    progress: Callable[[int, int], Any] | None = None,
    draws: int = SOLVED,
    heads: Array | None = None,
    grounds: Grounds | None = None,
) -> list[Reach]:
    """How far effects of several packages, or of ways of having no deal without a war, reach: one eve a draw for all.

    Args:
        asked: packages, of schedules their first phase; or their courses over time. sets: as of ``robustness``
            (``bands.drawn_sets`` names those of a dossier). draws: of each set that has standard errors; the others
            count as published. progress: called with (done, total) pieces of solving, from any thread; what it raises
            ends the work there. heads: ``[region, sector]`` people at work who change sector, thousands, the eve's;
            the benchmark's if None. grounds: where eves solved before are, and these are kept.

    Raises:
        DossierError: a dossier of worth alone; a war.
        NotConverged, NotCertified: a question cannot be solved under some draw.
    """
    if not dossier.is_computed():
        raise DossierError("this dossier states no measures: nothing is computed of sectors and countries")
    world = dossier.world.build()
    courses = [_course(dossier, one, len(world.regions)) for one in asked]
    questions = list({q.key: q for course in courses for q in course.steps}.values())
    if any(one.war for one in questions):
        raise DossierError("a tariff war has no ranges of countries and sectors; expected packages and measures")
    if grounds:
        grounds.begin(dossier, draws)
    people = employment(world).heads if heads is None else heads
    steps = _Steps(progress, len(sets) * (2 + len(questions)))
    others = np.array([code not in dossier.regions.values() for code in world.regions])
    found = side_by_side(
        [lambda name=name: _drawn(dossier, name, questions, draws, people, others, steps, grounds) for name in sets]
    )
    within = tuple(name for name, (_, drawn) in zip(sets, found, strict=True) if drawn)
    sizes = [len(next(iter(made.values())).real_income) for made, _ in found]
    weights = np.concatenate(
        [np.full(size, chance / size) for size, chance in zip(sizes, set_chances(sets), strict=True)]
    )
    about = world.regions, tuple(sets), within, len(weights), world.sectors

    def told(course: Course) -> Reach:
        each = [course.of_draws([made[q.key] for q in course.steps], others) for made, _ in found]
        first = told(Course(course.steps[:1], np.ones_like(course.weights[:1]))) if len(course.steps) > 1 else None
        return Reach(*about, *(ends_of(parts, weights) for parts in zip(*each, strict=True)), first=first)

    return [told(course) for course in courses]


class _Steps:
    """Pieces of work done so far, told from any thread."""

    def __init__(self, progress: Callable[[int, int], Any] | None, total: int) -> None:
        self._progress, self._total, self._done, self._lock = progress, total, 0, threading.Lock()
        if progress:
            progress(0, total)

    def __call__(self, pieces: int = 1) -> None:
        with self._lock:
            self._done += pieces
            if self._progress:
                self._progress(self._done, self._total)


def _course(dossier: Dossier, asked: Question | Course, regions: int) -> Course:
    if isinstance(asked, Course):
        return asked
    first = replace(asked, package=phasing.at_first(dossier, dossier.package(asked.package)))
    return Course((first,), np.ones((1, regions)))


def _drawn(
    dossier: Dossier,
    name: str,
    questions: Sequence[Question],
    draws: int,
    heads: Array,
    others: NDArray[np.bool_],
    done: _Steps,
    grounds: Grounds | None,
) -> tuple[dict[str, _Draws], bool]:
    """Questions under one set, by key: at what it publishes, or at draws within its standard errors; which of the
    two."""
    ground = grounds.held(name, questions) if grounds else None
    if ground is None:
        start = Question(dossier.status_quo())
        singles = _singles(dossier) if grounds else []
        bench = Benchmark(dossier_of(dossier, name), [start, *questions, *singles], ValueCache(None))
        done()
        spread = bench.spread if WHEN not in name else None
        logs = spread.drawn(range(1, draws + 1)) if spread else None
        ground = _Ground(bench, logs, bench.in_full(start, logs))
        done()
    else:
        done(2)
    made = {}
    for question in questions:
        now = ground.bench.in_full(question, ground.logs)
        made[question.key] = _over(ground.bench, ground.eve, now, heads, others)
        done()
    if grounds:
        grounds.hold(name, ground, questions)
    return made, ground.logs is not None


def _singles(dossier: Dossier) -> list[Question]:
    """Every option of a dossier alone: what any package of its is put together from."""
    eve = dossier.status_quo()
    return [Question({**eve, item.id: option.id}) for item in dossier.agenda for option in item.options]


def _together(real_income: Array, others: NDArray[np.bool_]) -> Array:
    """``[draw, 2]`` sums of ``[draw, region]``: of regions of no party, and of all."""
    return np.column_stack([real_income[:, others].sum(1), real_income.sum(1)])


def _over(bench: Benchmark, eve: InFull, now: InFull, heads: Array, others: NDArray[np.bool_]) -> _Draws:
    """What a question changes against the eve, draw by draw."""
    income = worth_over(eve.levels, now.levels)
    before, sold = _sold(bench.world, eve, now)
    wages, account = now.log_wage - eve.log_wage, real_account(eve.standing, now.standing)
    respond = bench.closure.labour_supply or bench.closure.capital_share
    people = np.full_like(heads, np.nan) if respond else heads
    looking = people + moved_by(people, np.exp(now.log_labour + now.log_idle - eve.log_labour))
    idle = -np.expm1(-now.log_idle) * looking
    return _Draws(
        real_income=income,
        real_income_percent=100 * np.expm1(now.levels.log_real - eve.levels.log_real),
        real_gdp=100 * (account.real_gdp_ratio - 1),
        prices=100 * np.expm1(now.standing.log_consumer_price - eve.standing.log_consumer_price - wages),
        revenue=now.revenue * np.exp(-wages) - eve.revenue,
        purchases=now.purchases * np.exp(-wages) - eve.purchases,
        efficiency=account.per_cent("efficiency"),
        terms_of_trade=account.per_cent("terms_of_trade"),
        deficit=account.per_cent("deficit"),
        together=_together(income, others),
        household=_household(bench.world, eve, now),
        moved=0.5 * np.abs(looking - people).sum(-1),
        idle=idle.sum(-1),
        idle_percent=100 * (1 - now.employed),
        jobs=looking - idle - people,
        volume=100 * (now.volume / eve.volume - 1),
        sales=sold,
        sales_percent=np.divide(100 * sold, before, where=before > 0, out=np.full(sold.shape, np.nan)),
    )


def _sold(world: World, eve: InFull, now: InFull) -> tuple[Array, Array]:
    """``[draw, exporter, importer]`` goods sold on the eve, bn USD a year, and how much more is at the eve's prices."""
    goods = world.sector_indices("goods")
    value, quantity, later = (x[..., goods] for x in (eve.traded, eve.sold, now.sold))
    price = np.divide(value, quantity, where=quantity > 0, out=np.zeros_like(quantity))
    return value.sum(-1), (price * (later - quantity)).sum(-1)


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
