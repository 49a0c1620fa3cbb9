"""The tariff war: every player's taxes are best responses to the others'."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.closure import Closure, Deficits
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import checked
from tradetalks.equilibrium.solver import closure_of, solve
from tradetalks.errors import NotConverged, PolicyError
from tradetalks.policy.shock import Shock
from tradetalks.war.climb import Top, climb
from tradetalks.war.levers import Bounds, Lever, Levers, levers_by_player
from tradetalks.war.objectives import Objective, objective_of
from tradetalks.war.optimal import Goal, unit
from tradetalks.war.slopes import Task
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Codes = str | Iterable[str] | None
_FIRST, _TIGHTER = (
    1e-5,
    1e-2,
)  # slope asked of the first round's best responses, and of each later one's by how much less


@dataclass(frozen=True, eq=False)
class War:
    """Nash tariffs.

    Attributes:
        players: region codes. levers, rates: by player. objective: what each maximises.
        outcome: the certified equilibrium. change: ``[region]`` per cent of real income against the start.
        history: largest change of any rate in each round.
        most_to_gain: by player, what it could still gain in the objective (a log where it is one) by the best deviation
            tried: a best response sought afresh from ``deviations_from``; zero or dust at an equilibrium.
        slope: largest projected gradient of any player in its own levers.
    """

    world: World
    players: tuple[str, ...]
    levers: Mapping[str, Levers]
    rates: Mapping[str, Array]
    objective: Objective
    outcome: Outcome
    change: Array
    history: tuple[float, ...]
    most_to_gain: Mapping[str, float]
    slope: float
    deviations_from: tuple[str, ...] = ("the lowest rates",)

    def to_frame(self) -> pd.DataFrame:
        """By player: change of real income, median and trade-weighted mean rate, all in per cent."""
        import pandas as pd

        rows = []
        for code in self.players:
            rows.append(
                {
                    "player": code,
                    "real_income_pct": float(self.change[self.world.region(code)]),
                    "median_tariff_pct": 100 * float(np.median(self.rates[code])),
                    "mean_tariff_pct": 100 * self.levers[code].mean(self.rates[code]),
                }
            )
        return pd.DataFrame(rows).set_index("player")

    def rates_frame(self) -> pd.DataFrame:
        """Every rate of every player."""
        import pandas as pd

        return pd.concat([self.levers[c].to_frame(self.rates[c]) for c in self.players], ignore_index=True)


def nash_tariffs(
    world: World,
    players: Iterable[str],
    sectors: Codes = "goods",
    *,
    among_players: bool = True,
    shock: Shock | None = None,
    instruments: Lever | Sequence[Lever] = "tariff",
    mfn: bool = False,
    objective: Goal = "real_income",
    bounds: Bounds | None = None,
    start: float | None = None,
    tolerance: float = 1e-8,
    most_rounds: int = 60,
    deficits: Deficits | None = None,
    closure: Closure | None = None,
    progress: Callable[[int, float], Any] | None = None,
) -> War:
    """Taxes that are best responses to each other, by rounds of best responses.

    Args:
        players: region codes, two or more.
        among_players: each taxes only the other players' trade; every partner's if False.
        shock: where the war starts; the benchmark's policy if None.
        start: rates that every lever starts from; those of ``shock`` if None.
        tolerance: largest change of any rate in the last round.
        progress: called with the round and its largest change.
        The rest as in ``optimal_tariffs``.

    Raises:
        NotConverged: rounds run out, or a best response is not found. PolicyError: fewer than two players.
    """
    names = tuple(dict.fromkeys(players))
    if len(names) < 2:
        raise PolicyError(f"nash_tariffs: players {', '.join(names) or 'none'}; expected two or more")
    shock, how, goal = checked(world, shock), closure_of(deficits, closure), objective_of(objective)
    own = levers_by_player(
        world, names, sectors, among_players=among_players, instruments=instruments, mfn=mfn, bounds=bounds
    )
    first = solve(world, shock, closure=how)
    rates = {code: own[code].read(shock) if start is None else np.full(len(own[code]), start) for code in names}
    tops: dict[str, Top] = {}
    here, vector = shock, None
    history: list[float] = []
    for turn in range(most_rounds):
        largest, exact = 0.0, max(1e-10, _FIRST * _TIGHTER**turn)
        for code in names:
            task = Task(world, here, how, own[code], goal, unit(world, code))
            before = own[code].read(here)
            begin, curve = (before, tops[code].curve) if turn else (rates[code], None)
            top = climb(task, begin, vector, exact, curve)
            largest = max(largest, float(np.abs(top.rates - before).max()))
            tops[code], vector = top, top.at.vector
            here = own[code].on(here, top.rates)
        history.append(largest)
        if progress:
            progress(turn + 1, largest)
        if largest <= tolerance and exact <= 1e-10:
            break
    else:
        raise NotConverged(
            f"nash_tariffs: rates still move by {history[-1]:.1e} after {most_rounds} rounds; try tighter bounds"
        )
    outcome = solve(world, here, closure=how)
    outcome.certificate.require()
    return War(
        world=world,
        players=names,
        levers=own,
        rates={code: own[code].read(here) for code in names},
        objective=goal,
        outcome=outcome,
        change=100 * (outcome.real_income_ratio / first.real_income_ratio - 1),
        history=tuple(history),
        most_to_gain={c: _deviation(replace(tops[c].at.task, shock=here), tops[c]) for c in names},
        slope=max(top.slope for top in tops.values()),
    )


def _deviation(task: Task, top: Top) -> float:
    """What a player would still gain by a best response sought from another start: its lowest rates."""
    here = task.at(top.rates, top.at.vector)
    other = climb(task, task.levers.low, here.vector, 1e-9)
    return other.value - here.value
