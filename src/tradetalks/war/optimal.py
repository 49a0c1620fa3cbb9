"""Tariffs that serve one region best, others standing still: projected Newton, exact slopes, second-order check.

Bertsekas (1982, SIAM J. Control and Optimization 20(2)): cells at a bound that the gradient pushes out of stay there,
the rest take a Newton step on their own block of the Hessian, made negative definite where it is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.closure import Closure, Deficits
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import checked, state_size
from tradetalks.equilibrium.solver import closure_of, solve
from tradetalks.errors import NotConverged, PolicyError
from tradetalks.policy.shock import Shock
from tradetalks.war.slopes import Cells, Local, local_at, value_at, with_tariffs
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Codes = str | Iterable[str] | None
BOUNDS = (0.0, 10.0)
_STEPS, _LINE = 60, 30
_DROWNED = 1e-9  # predicted gains below this drown in the solver's own residuals: slopes, not values, then judge
_STALLED = 1e-7  # largest slope accepted where slopes shrink no more


@dataclass(frozen=True, eq=False)
class Optimum:
    """Best tariffs of one region.

    Attributes:
        player: region code. cells: the tariffs it sets. rates: ``[cell]`` ad valorem.
        gain: per cent of real income against the start. outcome: the certified equilibrium at these tariffs.
        slope: largest projected gradient, in log real income a unit of tariff; zero at an optimum.
        curvature: largest eigenvalue of the Hessian on the free cells; negative at a strict local maximum.
        steps: Newton steps taken.
    """

    world: World
    player: str
    cells: Cells
    rates: Array
    gain: float
    outcome: Outcome
    slope: float
    curvature: float
    steps: int

    @property
    def median(self) -> float:
        """Median tariff over the cells, a fraction."""
        return float(np.median(self.rates))

    def to_frame(self) -> pd.DataFrame:
        """Exporter, sector, tariff in per cent, and the benchmark's trade in billions."""
        import pandas as pd

        i, n, s = self.cells.index
        return pd.DataFrame(
            {
                "exporter": [self.world.regions[k] for k in i],
                "importer": [self.world.regions[k] for k in n],
                "sector": [self.world.sectors[k] for k in s],
                "tariff_pct": 100 * self.rates,
                "trade_bn": self.world.trade[i, n, s],
            }
        )


def tariff_cells(world: World, player: str, partners: Codes = None, sectors: Codes = "goods") -> Cells:
    """The tariffs that ``player`` sets on its partners' goods: one a partner and sector with any trade.

    Raises:
        WorldError: unknown names. PolicyError: nothing is traded.
    """
    n = world.region(player)
    found = [
        (i, n, s)
        for i in world.region_indices(partners)
        for s in world.sector_indices(sectors)
        if i != n and world.trade[i, n, s] > 0
    ]
    if not found:
        raise PolicyError(f"optimal tariffs: {player} buys nothing of {sectors!r} from {partners!r}")
    return Cells(*(np.array(column) for column in zip(*found, strict=True)))


def optimal_tariffs(
    world: World,
    player: str,
    partners: Codes = None,
    sectors: Codes = "goods",
    *,
    shock: Shock | None = None,
    bounds: tuple[float, float] = BOUNDS,
    start: Array | float | None = None,
    tolerance: float = 1e-9,
    deficits: Deficits | None = None,
    closure: Closure | None = None,
) -> Optimum:
    """Bilateral tariffs that give ``player`` the highest real income, all other policy standing still.

    Args:
        partners: exporters whose goods it taxes; all if None. sectors: codes or a group.
        shock: the policy of everybody (the player's own tariffs in these cells are replaced); the benchmark's if None.
        bounds: lowest and highest tariff, fractions.
        start: tariffs to start from, ``[cell]`` or one number; those of ``shock`` if None.
        tolerance: largest projected gradient asked for, log real income a unit of tariff; up to 1e-7 is accepted where
            rounding lets it shrink no more (cells with next to no trade).
        deficits, closure: as in ``solve``.

    Raises:
        NotConverged: no equilibrium on the way, or the steps run out. PolicyError, WorldError: unknown names, limits on
            quantities in ``shock``, bounds out of order.
    """
    shock, how = checked(world, shock), closure_of(deficits, closure)
    if shock.quantities or how.wage_floor or np.any(shock.specific_level) or np.any(shock.royalty_rate):
        raise PolicyError(
            "optimal tariffs: limits, wage floors, specific duties and royalties are not differentiated here"
        )
    low, high = bounds
    if not -1 < low < high:
        raise PolicyError(f"bounds: found {low:g} to {high:g}, expected above -1 and in order")
    cells, n = tariff_cells(world, player, partners, sectors), world.region(player)
    given = np.asarray(shock.tariff_level)[cells.index] if start is None else np.broadcast_to(start, len(cells))
    rates, _, before = _maximise(world, shock, how, cells, n, given, bounds, tolerance)
    here = before[-1]
    free = _free(rates, here.gradient, bounds)
    curvature = float(np.linalg.eigvalsh(here.hessian[np.ix_(free, free)]).max()) if free.any() else float("nan")
    outcome = solve(world, with_tariffs(shock, cells, rates), closure=how)
    outcome.certificate.require()
    first = solve(world, shock, closure=how).real_income_ratio[n]
    return Optimum(
        world=world,
        player=player,
        cells=cells,
        rates=rates,
        gain=100 * float(outcome.real_income_ratio[n] / first - 1),
        outcome=outcome,
        slope=_projected(rates, here.gradient, bounds),
        curvature=curvature,
        steps=len(before) - 1,
    )


def best_response(
    world: World,
    shock: Shock,
    closure: Closure,
    cells: Cells,
    player: int,
    bounds: tuple[float, float],
    tolerance: float,
    start: Array,
) -> tuple[Array, Array]:
    """A player's best tariffs from those in ``shock``, and the state vector there; used by ``nash_tariffs``."""
    given = np.asarray(shock.tariff_level)[cells.index]
    rates, vector, _ = _maximise(world, shock, closure, cells, player, given, bounds, tolerance, start)
    return rates, vector


def _maximise(
    world: World,
    shock: Shock,
    closure: Closure,
    cells: Cells,
    player: int,
    given: Any,
    bounds: tuple[float, float],
    tolerance: float,
    start: Array | None = None,
) -> tuple[Array, Array, list[Local]]:
    rates = np.clip(np.array(given, dtype=float), *bounds)
    vector = np.zeros(state_size(world, closure)) if start is None else start
    value, vector = value_at(world, with_tariffs(shock, cells, rates), closure, player, vector)
    history: list[Local] = []
    slope = np.inf
    for _ in range(_STEPS):
        here = local_at(world, with_tariffs(shock, cells, rates), closure, cells, player, vector)
        history.append(here)
        slope, last = _projected(rates, here.gradient, bounds), slope
        if slope <= tolerance or (slope <= _STALLED and slope > 0.5 * last):
            return rates, vector, history
        direction = _direction(rates, here, bounds)
        length = 1.0
        for _ in range(_LINE):
            trial = np.clip(rates + length * direction, *bounds)
            try:
                found, reached = value_at(world, with_tariffs(shock, cells, trial), closure, player, vector)
            except NotConverged:
                length /= 2
                continue
            promised = float(here.gradient @ (trial - rates))
            if found >= value + 1e-4 * promised or promised < _DROWNED:
                break
            length /= 2
        else:
            break
        rates, value, vector = trial, found, reached
    here = history[-1]
    left = _projected(rates, here.gradient, bounds)
    worst = int(np.argmax(np.abs(here.gradient)))
    i, _, s = (int(k[worst]) for k in cells.index)
    raise NotConverged(
        f"optimal tariffs of {world.regions[player]}: projected gradient {left:.1e} left after {len(history)} steps,"
        f" largest in {world.regions[i]} {world.sectors[s]}; try other bounds or another start"
    )


def _free(rates: Array, gradient: Array, bounds: tuple[float, float]) -> NDArray[np.bool_]:
    """Cells not held at a bound that the gradient pushes out of."""
    edge = 1e-12
    return ~(((rates <= bounds[0] + edge) & (gradient < 0)) | ((rates >= bounds[1] - edge) & (gradient > 0)))


def _projected(rates: Array, gradient: Array, bounds: tuple[float, float]) -> float:
    return float(np.abs(gradient[_free(rates, gradient, bounds)]).max(initial=0.0))


def _direction(rates: Array, here: Local, bounds: tuple[float, float]) -> Array:
    """Newton's step on the free cells, the Hessian's eigenvalues made negative; at most one unit of tariff a cell."""
    free = _free(rates, here.gradient, bounds)
    direction = np.zeros_like(rates)
    if free.any():
        scale = np.sqrt(np.maximum(np.abs(np.diag(here.hessian)[free]), 1e-300))
        values, vectors = np.linalg.eigh(here.hessian[np.ix_(free, free)] / np.outer(scale, scale))
        values = -np.maximum(np.abs(values), 1e-8 * np.abs(values).max())
        step = -(vectors @ ((vectors.T @ (here.gradient[free] / scale)) / values)) / scale
        direction[free] = np.clip(step, -1.0, 1.0)
    return direction
