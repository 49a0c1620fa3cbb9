"""Solve the model for one counterfactual, with a certificate, or raise; see ``iterate.py`` for the method."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import limits as lim
from tradetalks.equilibrium import model
from tradetalks.equilibrium.certificate import Certificate, measure
from tradetalks.equilibrium.closure import Closure, Deficits, as_closure
from tradetalks.equilibrium.iterate import Near, Point, find_from, find_point
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import checked, input_shares, policy_of, prepare, unpack
from tradetalks.equilibrium.sector_wages import floors_unmet
from tradetalks.errors import NotConverged, PolicyError
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World


def solve(
    world: World, shock: Shock | None = None, *, deficits: Deficits | None = None, closure: Closure | None = None
) -> Outcome:
    """Solve one counterfactual and certify it.

    Args:
        world: the benchmark.
        shock: the counterfactual policy on that world; None solves the benchmark's own policy.
        deficits: closure of aggregate trade deficits: ``"fixed"`` in units of world labour income (the default),
            proportional to ``"gdp"``, or ``"zero"``.
        closure: how labour, inputs and deficits respond; see ``Closure``. Give one of ``deficits`` and ``closure``.

    Returns:
        The Outcome, with its certificate.

    Raises:
        NotConverged: no equilibrium found; names the worst region and sector (or the limit) and what to try.
        PolicyError: the shock was made on another world, or the closure is unknown.
    """
    shock, how = checked(world, shock), closure_of(deficits, closure)
    point, steps = find_point(world, shock, how)
    return outcome_at(world, shock, how, point, steps)


def solve_from(world: World, shock: Shock, closure: Closure, near: Near | None) -> tuple[Outcome, Near]:
    """As ``solve``, beginning where a shock near by was solved; with where the next one may begin."""
    found, steps = find_from(world, shock, closure, near)
    return outcome_at(world, shock, closure, found.point, steps), found


def closure_of(deficits: Deficits | None, closure: Closure | None) -> Closure:
    """The closure that two keyword arguments name; raises PolicyError if they name two."""
    if deficits is not None and closure is not None:
        raise PolicyError("give deficits or closure, not both; a Closure has its own deficits")
    return as_closure(closure if closure is not None else deficits)


def outcome_at(
    world: World, shock: Shock, closure: Closure, point: Point, steps: int, keep: Collection[str] = ()
) -> Outcome:
    """The Outcome of a solved point, with its certificate measured."""
    benchmark, policy = prepare(world, closure).benchmark, policy_of(shock, closure, keep)
    limits = lim.build(world, shock.quantities, closure)
    measured, found, policy = measured_at(point, benchmark, policy, limits, world.shape)
    require_income(world, found.income)
    certificate = Certificate.from_arrays(measured, steps)
    state = unpack(point.vector, world.shape)
    wedges = point.wedges[: len(shock.quantities)]
    shares = input_shares(benchmark, found)
    return Outcome.build(world, shock, closure, state, found, policy, shares, certificate, wedges)


def require_income(world: World, income: np.ndarray) -> None:
    """Raise NotConverged, naming the region, where the books balance only at an income of nothing or less."""
    if not (income > 0).all():
        n = int(np.argmin(np.where(np.isfinite(income), income, -np.inf)))
        raise NotConverged(
            f"no equilibrium with spending in {world.regions[n]}: what it owes (deficits, transfers, subsidies) exceeds"
            f" what it earns, by {-income[n]:.3g} bn. Try a smaller shock or deficits='zero'."
        )


def find_state(world: World, shock: Shock, closure: Closure | Deficits = "fixed") -> tuple[NDArray[np.float64], int]:
    """State vector of the equilibrium and the number of iterations it took; raises NotConverged.

    The vector stacks logs of ratios to the benchmark: wages, prices, spending (and earnings). It serves as a start
    elsewhere.
    """
    point, steps = find_point(world, shock, as_closure(closure))
    return point.vector, steps


@np.errstate(all="ignore")  # what is no finite number is not certified
def measured_at(
    point: Point, benchmark: model.Benchmark, policy: model.Policy, limits: lim.Limits, shape: tuple[int, int]
) -> tuple[dict[str, NDArray[np.float64]], model.Flows, model.Policy]:
    """Certificate residuals, flows and effective policy at a point, or at each of a stack."""
    state = unpack(point.vector, shape)
    effective = lim.with_wedges(policy, limits, point.wedges)
    log_wedge = None if effective.specific.size else model.wedge(benchmark, effective)
    found = model.flows(state, benchmark, effective, log_wedge)
    effective = effective._replace(tariff=found.tariff, specific=np.zeros(0))
    measured = measure(state, benchmark, effective, found, log_wedge)
    gap = lim.gaps(state, found, benchmark, effective, limits)
    unmet = lim.complementarity(point.wedges, gap, limits)
    idle = floors_unmet(state, found.earnings, found.log_sector_wage, benchmark)
    measured["complementarity"] = np.maximum(unmet.max(-1, initial=0.0), idle)
    return measured, found, effective
