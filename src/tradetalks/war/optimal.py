"""Tariffs (and other taxes) that serve one region best, others standing still."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.closure import Closure, Deficits
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import checked
from tradetalks.equilibrium.solver import closure_of, solve
from tradetalks.policy.shock import Shock
from tradetalks.war.climb import Top, climb, curvature
from tradetalks.war.levers import Bounds, Lever, Levers, levers
from tradetalks.war.objectives import Economy, Objective, objective_of
from tradetalks.war.slopes import Task
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Codes = str | Iterable[str] | None
Goal = str | Objective | Callable[[Economy], Any]
_SAME = 1e-5  # optima nearer than this in every lever are one


@dataclass(frozen=True, eq=False)
class Optimum:
    """Best taxes of one region.

    Attributes:
        player: region code. levers: what it sets. rates: ``[lever]`` ad valorem.
        objective: what it maximises. value: the objective there; rise: less its value at the start (a hundredth is
            about one per cent where the objective is a log).
        gain: per cent of real income against the start. outcome: the certified equilibrium.
        slope: largest projected gradient, in the objective a unit of tariff; zero at an optimum.
        curvature: largest eigenvalue of the Hessian on the free levers; negative at a strict local maximum.
        steps: steps taken. others: local optima reached from other starts, each its value and ``[lever]`` rates.
    """

    world: World
    player: str
    levers: Levers
    rates: Array
    objective: Objective
    value: float
    rise: float
    gain: float
    outcome: Outcome
    slope: float
    curvature: float
    steps: int
    others: tuple[tuple[float, Array], ...] = ()

    @property
    def median(self) -> float:
        """Median rate over the levers, a fraction."""
        return float(np.median(self.rates))

    @property
    def objective_gain(self) -> float:
        """Gain in the objective, in per cent where it is a log of a ratio."""
        return 100 * float(np.expm1(self.rise)) if self.objective.logs else self.rise

    def to_frame(self) -> pd.DataFrame:
        """Instrument, exporter, importer, sector, rate in per cent, and the benchmark's trade in billions."""
        return self.levers.to_frame(self.rates)


def optimal_tariffs(
    world: World,
    player: str,
    partners: Codes = None,
    sectors: Codes = "goods",
    *,
    shock: Shock | None = None,
    instruments: Lever | Sequence[Lever] = "tariff",
    mfn: bool = False,
    objective: Goal = "real_income",
    bounds: Bounds | None = None,
    start: Array | float | Sequence[Array | float] | None = None,
    tolerance: float = 1e-9,
    deficits: Deficits | None = None,
    closure: Closure | None = None,
) -> Optimum:
    """Taxes that serve ``player`` best, all other policy standing still.

    Args:
        partners: exporters (and importers) whose trade it taxes; all if None. sectors: codes or a group.
        shock: the policy of everybody (the player's own levers are replaced); the benchmark's if None.
        instruments: any of ``"tariff"``, ``"export_tax"``, ``"subsidy"``. mfn: one rate for all partners.
        objective: ``"real_income"``, ``"tariff_revenue"``, ``government(world, weights)`` or a function of an
            ``Economy`` giving one number a region, which JAX can differentiate.
        bounds: lowest and highest rate, or a pair by instrument; 0 to 1000% (subsidies 50%) if None.
        start: rates to start from, ``[lever]`` or one number, or several of them in a list: the best is returned, the
            other local optima beside it. Those of ``shock`` if None.
        tolerance: largest projected gradient asked for; up to 1e-7 is accepted where rounding lets it shrink no more
            (cells with next to no trade).
        deficits, closure: as in ``solve``.

    Raises:
        NotConverged: no equilibrium on the way, or the steps run out. PolicyError, WorldError: unknown names, limits on
            quantities in ``shock``, bounds out of order.
    """
    shock, how, goal = checked(world, shock), closure_of(deficits, closure), objective_of(objective)
    own = levers(world, player, partners, sectors, instruments=instruments, mfn=mfn, bounds=bounds)
    task = Task(world, shock, how, own, goal, unit(world, player))
    here = own.read(shock)
    starts = list(start) if isinstance(start, list | tuple) else [start]
    given = [here if s is None else np.broadcast_to(np.asarray(s, dtype=float), len(own)) for s in starts]
    tops = sorted((climb(task, rates, tolerance=tolerance) for rates in given), key=lambda top: -top.value)
    best = tops[0]
    outcome = solve(world, own.on(shock, best.rates), closure=how)
    outcome.certificate.require()
    first = solve(world, shock, closure=how).real_income_ratio[world.region(player)]
    return Optimum(
        world=world,
        player=player,
        levers=own,
        rates=best.rates,
        objective=goal,
        value=best.value,
        rise=best.value - float(task.mix @ task.standing()),
        gain=100 * float(outcome.real_income_ratio[world.region(player)] / first - 1),
        outcome=outcome,
        slope=best.slope,
        curvature=curvature(own, best.rates, best.at.gradient(), best.at.hessian()),
        steps=best.steps,
        others=_others(tops),
    )


def unit(world: World, player: str) -> Array:
    """``[region]`` one for the player."""
    return np.eye(len(world.regions))[world.region(player)]


def _others(tops: Sequence[Top]) -> tuple[tuple[float, Array], ...]:
    """Local optima other than the first, each once."""
    kept = [tops[0]]
    for top in tops[1:]:
        if all(np.abs(top.rates - other.rates).max() > _SAME for other in kept):
            kept.append(top)
    return tuple((top.value, top.rates) for top in kept[1:])
