"""The tariff war: every player's tariffs are best responses to the others'."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.closure import Closure, Deficits
from tradetalks.equilibrium.iterate import find_point
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import checked
from tradetalks.equilibrium.solver import closure_of, solve
from tradetalks.errors import NotConverged, PolicyError
from tradetalks.policy.shock import Shock
from tradetalks.war.optimal import BOUNDS, best_response, tariff_cells
from tradetalks.war.slopes import Cells, with_tariffs
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Codes = str | Iterable[str] | None


@dataclass(frozen=True, eq=False)
class War:
    """Nash tariffs.

    Attributes:
        players: region codes. cells, rates: by player. outcome: the certified equilibrium.
        change: ``[region]`` per cent of real income against the start.
        history: largest change of any tariff in each round.
        most_to_gain: by player, log real income still to be had by its best deviation found; zero at an equilibrium.
    """

    world: World
    players: tuple[str, ...]
    cells: Mapping[str, Cells]
    rates: Mapping[str, Array]
    outcome: Outcome
    change: Array
    history: tuple[float, ...]
    most_to_gain: Mapping[str, float]

    def to_frame(self) -> pd.DataFrame:
        """By player: change of real income, median and trade-weighted mean tariff, all in per cent."""
        import pandas as pd

        rows = []
        for code in self.players:
            weight = self.world.trade[self.cells[code].index]
            rows.append(
                {
                    "player": code,
                    "real_income_pct": float(self.change[self.world.region(code)]),
                    "median_tariff_pct": 100 * float(np.median(self.rates[code])),
                    "mean_tariff_pct": 100 * float((weight * self.rates[code]).sum() / weight.sum()),
                }
            )
        return pd.DataFrame(rows).set_index("player")


def nash_tariffs(
    world: World,
    players: Iterable[str],
    sectors: Codes = "goods",
    *,
    among_players: bool = True,
    shock: Shock | None = None,
    bounds: tuple[float, float] = BOUNDS,
    tolerance: float = 1e-8,
    most_rounds: int = 60,
    deficits: Deficits | None = None,
    closure: Closure | None = None,
    progress: Callable[[int, float], Any] | None = None,
) -> War:
    """Tariffs that are best responses to each other, by rounds of best responses.

    Args:
        players: region codes, two or more.
        among_players: each taxes only the other players' goods; every partner's if False.
        shock: where the war starts; the benchmark's policy if None.
        tolerance: largest change of any tariff in the last round.
        progress: called with the round and its largest change.
        The rest as in ``optimal_tariffs``.

    Raises:
        NotConverged: rounds run out, or a best response is not found. PolicyError: fewer than two players.
    """
    names = tuple(dict.fromkeys(players))
    if len(names) < 2:
        raise PolicyError(f"nash_tariffs: players {', '.join(names) or 'none'}; expected two or more")
    shock, how = checked(world, shock), closure_of(deficits, closure)
    partners = names if among_players else None
    cells = {code: tariff_cells(world, code, partners, sectors) for code in names}
    first = solve(world, shock, closure=how)
    point, _ = find_point(world, shock, how)
    vector, here = np.asarray(point.vector), shock
    history: list[float] = []
    for turn in range(most_rounds):
        largest = 0.0
        for code in names:
            before = np.asarray(here.tariff_level)[cells[code].index]
            n = world.region(code)
            rates, vector = best_response(world, here, how, cells[code], n, bounds, 1e-10, vector)
            largest = max(largest, float(np.abs(rates - before).max()))
            here = with_tariffs(here, cells[code], rates)
        history.append(largest)
        if progress:
            progress(turn + 1, largest)
        if largest <= tolerance:
            break
    else:
        raise NotConverged(
            f"nash_tariffs: tariffs still move by {history[-1]:.1e} after {most_rounds} rounds; try tighter bounds"
        )
    outcome = solve(world, here, closure=how)
    outcome.certificate.require()
    return War(
        world=world,
        players=names,
        cells=cells,
        rates={code: np.asarray(here.tariff_level)[cells[code].index] for code in names},
        outcome=outcome,
        change=100 * (outcome.real_income_ratio / first.real_income_ratio - 1),
        history=tuple(history),
        most_to_gain=_deviations(world, here, how, cells, bounds, outcome),
    )


def _deviations(
    world: World, shock: Shock, closure: Closure, cells: Mapping[str, Cells], bounds: tuple[float, float], at: Outcome
) -> dict[str, float]:
    """What each player would still gain by a best response sought from another start: no tariff at all."""
    found = {}
    for code, own in cells.items():
        n = world.region(code)
        apart = with_tariffs(shock, own, np.full(len(own), bounds[0]))
        point, _ = find_point(world, apart, closure)
        rates, _ = best_response(world, apart, closure, own, n, bounds, 1e-9, np.asarray(point.vector))
        ratio = solve(world, with_tariffs(shock, own, rates), closure=closure).real_income_ratio[n]
        found[code] = float(np.log(ratio / at.real_income_ratio[n]))
    return found
