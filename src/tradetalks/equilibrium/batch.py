"""Many counterfactuals at once: the same iteration, in chunks, each certified."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.checks import shown
from tradetalks.equilibrium import limits as lim
from tradetalks.equilibrium import model
from tradetalks.equilibrium.certificate import CERTIFIED
from tradetalks.equilibrium.closure import Closure, Deficits, as_closure
from tradetalks.equilibrium.iterate import TOLERANCE, Kernel, Point, Problem, approach, chord, kernel_at, rows_of
from tradetalks.equilibrium.limits import Limits
from tradetalks.equilibrium.prepare import (
    border_policy,
    checked,
    elasticities_under,
    policy_of,
    prepare,
    rows_of_benchmark,
    state_size,
    unpack,
)
from tradetalks.equilibrium.products import blocks
from tradetalks.equilibrium.real_accounts import RealAccount, Standing, at_benchmark, join, real_account
from tradetalks.equilibrium.sector_wages import Floors
from tradetalks.equilibrium.solver import closure_of, measured_at, require_income
from tradetalks.errors import NotConverged, PolicyError
from tradetalks.policy.shock import Shock
from tradetalks.residuals import below
from tradetalks.world.world import World

CHUNK = 32  # counterfactuals iterated together: large enough for matrix products, small enough for the cache
WORKERS = os.cpu_count() or 1  # chunks solved at the same time


def solve_many(
    world: World,
    shocks: Iterable[Shock],
    *,
    starts: Iterable[NDArray[np.float64]] | None = None,
    deficits: Deficits | None = None,
    closure: Closure | None = None,
    chunk: int = CHUNK,
    progress: Callable[[int], Any] | None = None,
    accounts: bool = False,
) -> Batch:
    """Solve many counterfactuals on one world; each is certified, stubborn ones are solved one by one.

    Args:
        shocks: the shocks, all with limits on the same flows (or none); an iterator keeps memory to the chunks at work.
        starts: state vectors to start from, one a shock (see ``find_state``); the benchmark if None.
        deficits, closure: as in ``solve``.
        chunk: how many are iterated together, as many chunks at the same time as there are processors.
        progress: called with the number of counterfactuals finished, as they are.
        accounts: also take real income apart, in ``Batch.account``.

    Raises:
        NotConverged: from the first counterfactual without an equilibrium.
        PolicyError: shocks with limits on different flows.
    """
    how = closure_of(deficits, closure)
    checked(world, None)
    if not isinstance(chunk, int) or chunk < 1:
        raise PolicyError(f"solve_many: chunk is {shown(chunk)}, expected a whole number of 1 or more")
    if not isinstance(shocks, Iterable):
        raise PolicyError(f"solve_many: found {shown(shocks)}, expected several shocks, as a list or an iterator")
    pairs = _pairs(shocks, starts, np.zeros(state_size(world, how)))
    batches = [Batch.empty(world)]
    while part := list(itertools.islice(pairs, chunk * WORKERS)):
        stacked, limits = _stack(world, [checked(world, shock) for shock, _ in part], how)
        begin = Point(np.stack([s for _, s in part]), np.zeros((len(part), limits.number)))
        batches.append(
            solve_policies(
                world,
                stacked,
                begin,
                limits=limits,
                closure=how,
                chunk=chunk,
                named=part[0][0].quantities,
                accounts=accounts,
            )
        )
        if progress:
            progress(len(part))
    return Batch.join(batches)


def _pairs(
    shocks: Iterable[Shock], starts: Iterable[NDArray[np.float64]] | None, zero: NDArray[np.float64]
) -> Iterator[tuple[Shock, NDArray[np.float64]]]:
    """Each shock with its start; raises PolicyError where there are more of one than of the other."""
    if starts is None:
        yield from ((shock, zero) for shock in shocks)
        return
    for shock, start in itertools.zip_longest(shocks, starts):
        if shock is None or start is None:
            raise PolicyError("solve_many: shocks and starts differ in number; expected a start for every shock")
        if np.shape(start) != zero.shape:
            raise PolicyError(f"solve_many: a start has shape {np.shape(start)}, expected {zero.shape}")
        yield shock, start


def solve_policies(
    world: World,
    policies: model.Policy,
    starts: Point,
    *,
    limits: Limits | None = None,
    closure: Closure | None = None,
    chunk: int = CHUNK,
    kernel: Kernel | None = None,
    named: tuple[Any, ...] = (),
    elasticities: NDArray[np.float64] | None = None,
    floors: Floors | None = None,
    hold: bool = False,
    accounts: bool = False,
) -> Batch:
    """As ``solve_many``, for policies already stacked along a leading axis.

    Args:
        policies: ``[policy, ...]``. starts: state vectors ``[policy, state]`` and log wedges ``[policy, limit]``.
        limits: limits on the same flows for all, with ``log_level`` ``[policy, limit]``; none if None.
        kernel: of the benchmark with these limits; made if None. named: the limits, for messages.
        elasticities: ``[policy, sector]`` trade elasticities of each counterfactual's world; the world's own if None.
        floors: least wages by sector, ``[region, sector]`` or ``[policy, region, sector]``; the closure's own if None.
        hold: keep every point found, in ``Batch.points``. accounts: take real income apart, in ``Batch.account``.
    """
    how = as_closure(closure)
    prepared, total = prepare(world, how), len(starts.vector)
    limits = limits if limits is not None else _no_limits(world, total)
    problem = Problem(world, how, named)
    if kernel is None:
        policy, origin = policy_of(Shock(world), how), problem.origin(limits.number)
        kernel = kernel_at(prepared, policy, _row(limits, 0), origin, prepared.inverse, world.shape)

    under = prepared.benchmark if floors is None else prepared.benchmark._replace(floors=floors)
    if elasticities is not None:
        under = under._replace(theta=elasticities_under(world, how, np.array(elasticities)))

    def solved(begin: int) -> Batch:
        rows = slice(begin, begin + chunk)
        part, start = rows_of(policies, rows), Point(starts.vector[rows], starts.wedges[rows])
        part_limits, benchmark = limits._replace(log_level=limits.log_level[rows]), rows_of_benchmark(under, rows)
        points, gaps, steps = chord(benchmark, part, part_limits, kernel, start, world.shape)
        for j in np.flatnonzero(~(gaps <= TOLERANCE)):
            near = Point(start.vector[j], start.wedges[j]) if limits.number or elasticities is not None else None
            here = Problem(world, how, named, rows_of_benchmark(benchmark, j))
            try:
                point, steps[j] = approach(here, rows_of(part, j), _row(part_limits, int(j)), near)
            except NotConverged as error:
                error.row = begin + int(j)
                raise
            points.vector[j], points.wedges[j] = point
        found = _summary(world, points, benchmark, part, part_limits, steps, accounts)
        return replace(found, points=points) if hold else found

    begins = range(0, total, chunk)
    if len(begins) < 2:
        return Batch.join([Batch.empty(world), *map(solved, begins)])
    with ThreadPoolExecutor(WORKERS) as pool:  # NumPy lets go of the interpreter while it computes
        return Batch.join(list(pool.map(solved, begins)))


def _summary(
    world: World,
    points: Point,
    b: model.Benchmark,
    policies: model.Policy,
    limits: Limits,
    steps: NDArray[np.int_],
    accounts: bool,
) -> Batch:
    """Income, real income over the benchmark's and the worst certificate residual of solved points, a few at a time."""
    parts = []
    for rows in blocks(policies.tariff):
        here = Point(points.vector[rows], points.wedges[rows])
        kept = limits._replace(log_level=limits.log_level[rows])
        parts.append(
            _measured(world, here, rows_of_benchmark(b, rows), rows_of(policies, rows), kept, steps[rows], accounts)
        )
    return Batch.join(parts)


def _measured(
    world: World,
    points: Point,
    b: model.Benchmark,
    policies: model.Policy,
    limits: Limits,
    steps: NDArray[np.int_],
    accounts: bool,
) -> Batch:
    measured, found, effective = measured_at(points, b, policies, limits, world.shape)
    for income in found.income:
        require_income(world, income)
    state = unpack(points.vector, world.shape)
    real_income = np.exp(model.log_real_income_at(state, found, b))
    account = _account(world, state, found, b, effective) if accounts else None
    own = found.income - found.borrowed
    return Batch(world, own, real_income, np.max(list(measured.values()), axis=0), steps, account=account)


def _account(
    world: World, state: model.State, found: model.Flows, b: model.Benchmark, policies: model.Policy
) -> RealAccount:
    """Real income of solved points taken apart."""
    after, factors = standing(world, state, found, b, policies), 0.0
    if b.supply.elasticity.size:
        factors = b.income * np.exp(model.log_real_income_at(state, found, b))
        factors = factors - after.income / np.exp(after.log_consumer_price)
    return real_account(at_benchmark(world), after, factors)


def standing(
    world: World, state: model.State, found: model.Flows, b: model.Benchmark, policies: model.Policy
) -> Standing:
    """What real income of solved points is made of."""
    lowered = np.log1p(-policies.subsidy) - np.log1p(-world.subsidy)
    own, lent = found.income - found.borrowed, found.deficit - found.borrowed
    local = model.log_consumer_price(state, b)
    return Standing(found.border_value, policies.export_tax, found.log_cost + lowered, local, own, lent)


def _no_limits(world: World, count: int) -> Limits:
    empty = lim.build(world, (), Closure())
    return empty._replace(log_level=np.zeros((count, 0)))


def _row(limits: Limits, row: int) -> Limits:
    """The limits of one policy of a stack."""
    return limits._replace(log_level=limits.log_level[row])


@dataclass(frozen=True, eq=False)
class Batch:
    """What many counterfactuals give by region: one row each, with the worst residual of its certificate.

    Attributes:
        income: ``[counterfactual, region]`` nominal income, billions of USD in units of unchanged world GDP.
        real_income_ratio: ``[counterfactual, region]`` real income over the benchmark's.
        residual: ``[counterfactual]`` the largest residual of the certificate.
        iterations: ``[counterfactual]`` iterations used.
        points: state vectors and log wedges, where they were asked for.
        account: real income taken apart, ``[counterfactual, region]``, where it was asked for.
    """

    world: World
    income: NDArray[np.float64]
    real_income_ratio: NDArray[np.float64]
    residual: NDArray[np.float64]
    iterations: NDArray[np.int64]
    points: Point | None = None
    account: RealAccount | None = None

    @property
    def certified(self) -> NDArray[np.bool_]:
        """``[counterfactual]`` is every residual a finite number below the certificate's bound?"""
        return np.array([below(one, CERTIFIED) for one in self.residual], dtype=bool)

    @classmethod
    def empty(cls, world: World) -> Batch:
        none = np.zeros((0, len(world.regions)))
        return cls(world, none, none, np.zeros(0), np.zeros(0, dtype=np.int64))

    @classmethod
    def join(cls, batches: Sequence[Batch]) -> Batch:
        held = [b.points for b in batches if b.points is not None]
        parts = [b.account for b in batches if b.account is not None]
        return cls(
            batches[0].world,
            np.concatenate([b.income for b in batches]),
            np.concatenate([b.real_income_ratio for b in batches]),
            np.concatenate([b.residual for b in batches]),
            np.concatenate([b.iterations for b in batches]),
            Point(*map(np.concatenate, zip(*held, strict=True))) if held else None,
            join(parts) if parts else None,
        )


def _stack(world: World, shocks: Sequence[Shock], closure: Closure) -> tuple[model.Policy, Limits]:
    """The policies of many shocks, stacked along a leading axis, and their limits."""
    count, deficits = len(shocks), closure.deficits
    flows_limited = [[q.key for q in s.quantities] for s in shocks]
    if any(f != flows_limited[0] for f in flows_limited):
        raise PolicyError("solve_many: shocks limit different flows; solve them one by one, or in groups that agree")
    limits = [lim.build(world, s.quantities, closure) for s in shocks]

    def optional(name: str) -> NDArray[np.float64]:
        used = any(np.any(getattr(s, name)) for s in shocks)
        return np.stack([getattr(s, name) for s in shocks]) if used else np.zeros((count, 0))

    tariffs, log_barriers = zip(*(border_policy(s, closure) for s in shocks), strict=True)
    policies = model.Policy(
        tariff=np.stack(tariffs),
        export_tax=np.stack([s.export_tax_level for s in shocks]),
        subsidy=np.stack([s.subsidy_level for s in shocks]),
        log_barrier=np.stack(log_barriers),
        transfer=np.stack([s.transfer_received for s in shocks]),
        specific=optional("specific_level"),
        royalty=optional("royalty_rate"),
        log_employment=np.zeros((count, len(world.regions))),
        fixed_deficit=np.full(count, float(deficits == "fixed")),
        gdp_deficit=np.full(count, float(deficits == "gdp")),
    )
    return policies, limits[0]._replace(log_level=np.stack([one.log_level for one in limits]))
