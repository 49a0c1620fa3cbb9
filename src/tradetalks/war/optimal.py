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
from tradetalks.war.climb import climb, curvature
from tradetalks.war.levers import Bounds, Lever, Levers, Uniform, levers
from tradetalks.war.objectives import Economy, Objective, objective_of
from tradetalks.war.search import CLEAR, Start, Tried, against, asks_for, search, starting_points
from tradetalks.war.slopes import Task
from tradetalks.war.words import result_words
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Codes = str | Iterable[str] | None
Goal = str | Objective | Callable[[Economy], Any]
_STARTS = ("present", "low", "high", "random", "sectors")
_NEAR = 1e-2  # optima as good as each other and nearer than this in every lever are one
_FLAT = 100.0  # two points as good as each other are one optimum while its curvature explains so many times CLEAR


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
        steps: steps taken. tried: every start, and where it led (``gain`` against the optimum returned).
        others: other local optima among them, each its value and ``[lever]`` rates.
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
    tried: tuple[Tried, ...] = ()
    others: tuple[tuple[float, Array], ...] = ()

    @property
    def median(self) -> float:
        """Median rate over the levers, a fraction."""
        return float(np.median(self.rates))

    @property
    def objective_gain(self) -> float:
        """Gain in the objective, in per cent where it is a log of a ratio."""
        return 100 * float(np.expm1(self.rise)) if self.objective.logs else self.rise

    @property
    def warnings(self) -> tuple[str, ...]:
        """In words: rates that a bound sets, starts that led elsewhere or nowhere."""
        deficits = self.outcome.closure.deficits
        return result_words(self.player, self.levers, self.rates, self.tried, self.objective.logs, deficits)

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
    uniform: Uniform = False,
    objective: Goal = "real_income",
    bounds: Bounds | None = None,
    start: Start | Sequence[Start] | None = None,
    starts: Sequence[Start] = _STARTS,
    tolerance: float = 1e-9,
    deficits: Deficits | None = None,
    closure: Closure | None = None,
) -> Optimum:
    """Taxes that serve ``player`` best, all other policy standing still.

    Args:
        partners: exporters (and importers) whose trade it taxes; all if None. sectors: codes or a group.
        shock: the policy of everybody (the player's own levers are replaced); the benchmark's if None.
        instruments: any of ``"tariff"``, ``"export_tax"``, ``"subsidy"``. mfn: one rate for all partners.
        uniform: one rate for all partners and sectors.
        objective: ``"real_income"``, ``"tariff_revenue"``, ``government(world, weights)`` or a function of an
            ``Economy`` giving one number a region, which autograd can differentiate (arithmetic, methods of arrays,
            NumPy's ``log`` and its like, functions of ``autograd.numpy``).
        bounds: lowest and highest rate, or a pair by instrument; 0 to 1000% (subsidies 50%) if None.
        start: rates to climb from first: ``[lever]``, one number, a name as in ``starts``, or several of these in a
            list; those of ``shock`` if None. Where other starts lead to nothing clearly better, what the first of them
            led to is returned.
        starts: where else to climb from: ``"present"``, ``"low"`` and ``"high"`` (the bounds), ``"random"`` (two
            points, the same every time), ``"sectors"`` (from the best point so far, each sector's rates to their
            bounds), numbers or ``[lever]`` rates. Empty: nowhere else; then what is returned is one local optimum of
            perhaps many.
        tolerance: largest projected gradient asked for; up to 1e-7 is accepted where rounding lets it shrink no more
            (cells with next to no trade).
        deficits, closure: as in ``solve``.

    Raises:
        NotConverged: no equilibrium on the way, the steps run out, or slopes that are not finite. PolicyError,
            WorldError: unknown names, limits on quantities in ``shock``, bounds out of order.
    """
    shock, how, goal = checked(world, shock), closure_of(deficits, closure), objective_of(objective)
    own = levers(world, player, partners, sectors, instruments=instruments, mfn=mfn, uniform=uniform, bounds=bounds)
    task = Task(world, shock, how, own, goal, unit(world, player))
    here = own.read(shock)
    given: list[Any] = [start] if start is None or not isinstance(start, list | tuple) else list(start)
    first, *more = starting_points(own, here, ["present" if s is None else s for s in given]).items()
    others = dict(more) | starting_points(own, here, starts)
    others = {name: rates for name, rates in others.items() if not np.array_equal(rates, first[1])}
    top = climb(task, first[1], tolerance=tolerance)
    best, tried = search(task, top, others, asks_for(starts, "sectors"), tolerance)
    tried = against((Tried(first[0], top.value, 0.0, top.rates), *tried), best.value)
    hessian = best.at.hessian()
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
        curvature=curvature(own, best.rates, best.at.gradient(), hessian),
        steps=best.steps,
        tried=tried,
        others=_others(tried, best.rates, hessian),
    )


def unit(world: World, player: str) -> Array:
    """``[region]`` one for the player."""
    return np.eye(len(world.regions))[world.region(player)]


def player_row(
    player: str, income: float, objective: float, logs: bool, own: Levers, rates: Array
) -> dict[str, str | float]:
    """A player's line of a table, in per cent: real income, its objective (if that is a log), its rates."""
    return {
        "player": player,
        "real_income_pct": income,
        "objective_gain_pct" if logs else "objective_gain": objective,
        "median_tariff_pct": 100 * float(np.median(rates)),
        "mean_tariff_pct": 100 * own.mean(rates),
    }


def _others(tried: Sequence[Tried], rates: Array, hessian: Array) -> tuple[tuple[float, Array], ...]:
    """Local optima other than that at ``rates``, each once: poorer ones, and ones as good that lie further away than
    the objective's flatness explains."""
    kept: list[Tried] = []
    for one in sorted((t for t in tried if t.climbed and not t.fault), key=lambda t: -t.value):
        away = one.rates - rates
        apart = one.poorer or 0.5 * abs(float(away @ hessian @ away)) > _FLAT * CLEAR
        if apart and all(abs(one.value - k.value) > CLEAR or np.abs(one.rates - k.rates).max() > _NEAR for k in kept):
            kept.append(one)
    return tuple((one.value, one.rates) for one in kept)
