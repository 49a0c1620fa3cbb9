"""Escalation: a sequence of announced moves, what each step costs everybody, and where each side would rather stop.

At every rung the side whose move is next may make it or stop, and stopping ends the game there. Backward induction
finds where farsighted sides stop (Schelling 1960; the centipede game of Rosenthal 1981). Payoffs are changes of real
income in billions of USD a year against the first rung, to which a user may add what no market prices.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.closure import Closure, Deficits
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import checked
from tradetalks.equilibrium.solver import closure_of, solve
from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.shock import Shock
from tradetalks.world.names import named
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Match = Literal["points", "value"]


@dataclass(frozen=True)
class Rung:
    """One announced move: who makes it, its name and date; ``worth`` beyond the model since the start, by side."""

    by: str
    title: str
    date: str = ""
    worth: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Ladder:
    """An escalation, solved.

    Attributes:
        sides: region codes of those who move. rungs: the moves; the first is where it starts and is nobody's.
        outcomes: ``[rung]`` certified equilibria. change: ``[rung, region]`` real income against the start, billions.
        payoff: ``[rung, side]`` change plus worth beyond the model.
        stops_at: rung where farsighted sides stop. prefers: by side, the rung it likes best.
        regrets: by side, its moves (rung numbers) that leave it worse off than the rung before.
    """

    world: World
    sides: tuple[str, ...]
    rungs: tuple[Rung, ...]
    outcomes: tuple[Outcome, ...]
    change: Array
    payoff: Array
    stops_at: int
    prefers: Mapping[str, int]
    regrets: Mapping[str, tuple[int, ...]]

    def to_frame(self) -> pd.DataFrame:
        """By rung: who, what, when, real income of each side and of the rest in billions, step by step and in all."""
        import pandas as pd

        columns = [self.world.region(code) for code in self.sides]
        rest = [j for j in range(len(self.world.regions)) if j not in columns]
        rows = []
        for k, rung in enumerate(self.rungs):
            row: dict[str, Any] = {"rung": k, "by": rung.by, "move": rung.title, "date": rung.date}
            for side, code in enumerate(self.sides):
                before = self.payoff[k - 1, side] if k else 0.0
                row[f"{code}_bn"] = float(self.payoff[k, side])
                row[f"{code}_step_bn"] = float(self.payoff[k, side] - before)
            row["others_bn"] = float(self.change[k, rest].sum())
            row["world_bn"] = float(self.change[k].sum())
            rows.append(row)
        return pd.DataFrame(rows).set_index("rung")


def climb_ladder(
    world: World,
    rungs: Sequence[tuple[Rung, Shock]],
    *,
    sides: Sequence[str] | None = None,
    start: Shock | None = None,
    solver: Callable[[Shock], Outcome] | None = None,
    deficits: Deficits | None = None,
    closure: Closure | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> Ladder:
    """Solve every rung of an escalation and the game of who stops where.

    Args:
        rungs: each move and the whole policy after it. sides: region codes; those who move if None.
        start: the policy before the first move; the benchmark's if None.
        solver: solves a shock; ``solve`` if None.

    Raises:
        PolicyError: no rungs, or a move by somebody who is no side. NotConverged, NotCertified: a rung has no solution.
    """
    how = closure_of(deficits, closure)
    first = checked(world, start)
    names = tuple(dict.fromkeys(sides if sides is not None else [r.by for r, _ in rungs]))
    if not rungs or not names:
        raise PolicyError("ladder: no moves; expected at least one")
    for code in names:
        world.region(code)
    for rung, _ in rungs:
        if rung.by not in names:
            raise PolicyError(f"ladder: '{rung.title}': {unknown('side', rung.by, names)}")
    outcomes = []
    shocks = [first, *(shock for _, shock in rungs)]
    for k, shock in enumerate(shocks):
        outcome = solver(shock) if solver else solve(world, shock, closure=how)
        outcome.certificate.require()
        outcomes.append(outcome)
        if progress:
            progress(k + 1, len(shocks))
    level = np.array([o.real_income_change for o in outcomes])
    moves = (Rung("", "where it starts"), *(rung for rung, _ in rungs))
    return judge(world, names, moves, tuple(outcomes), level - level[0])


def judge(
    world: World, sides: tuple[str, ...], moves: tuple[Rung, ...], outcomes: tuple[Outcome, ...], change: Array
) -> Ladder:
    """The game of who stops where, given what each rung is worth to whom."""
    columns = [world.region(code) for code in sides]
    payoff = change[:, columns] + np.array([[m.worth.get(code, 0.0) for code in sides] for m in moves])
    stops = len(moves) - 1
    for k in range(len(moves) - 2, -1, -1):  # at rung k the maker of move k + 1 decides
        mover = sides.index(moves[k + 1].by)
        if not payoff[stops, mover] > payoff[k, mover]:
            stops = k
    regrets = {
        code: tuple(k for k in range(1, len(moves)) if moves[k].by == code and payoff[k, j] < payoff[k - 1, j])
        for j, code in enumerate(sides)
    }
    prefers = {code: int(np.argmax(payoff[:, j])) for j, code in enumerate(sides)}
    return Ladder(world, sides, moves, outcomes, change, payoff, stops, prefers, regrets)


def retaliation(
    world: World,
    players: tuple[str, str],
    *,
    step: float = 0.1,
    rounds: int = 4,
    match: Match = "points",
    sectors: str | Sequence[str] = "goods",
    start: Shock | None = None,
) -> list[tuple[Rung, Shock]]:
    """A tit-for-tat ladder: the first player adds ``step`` to its tariffs on the other, the other answers, in turns.

    Args:
        match: the answer adds the same ``"points"``, or the points that levy as much on the benchmark's trade
            (``"value"``), as in reciprocal withdrawal of concessions (GATT article XXVIII).
        rounds: how many moves each side makes.
    """
    if match not in ("points", "value"):
        raise PolicyError(unknown("match", match, ("points", "value")))
    if not (step > 0 and rounds >= 1 and math.isfinite(step)):
        raise PolicyError(f"retaliation: step {step:g}, rounds {rounds}; expected above 0 and 1 or more")
    first, second = (world.region(code) for code in players)
    chosen = world.sector_indices(sectors)
    sold = float(world.trade[second, first, chosen].sum())
    bought = float(world.trade[first, second, chosen].sum())
    if match == "value" and bought <= 0:
        raise PolicyError(f"retaliation: {players[1]} buys nothing of {sectors!r} from {players[0]}")
    answer = step * (sold / bought if match == "value" else 1.0)
    shock, found = checked(world, start), []
    for turn in range(rounds):
        for mover, target, points in ((*players, step), (players[1], players[0], answer)):
            shock = shock.add_tariff(mover, target, points, sectors)
            found.append(
                (
                    Rung(
                        mover, f"{100 * points:.3g} points more on {named(world.region_name(target))}, turn {turn + 1}"
                    ),
                    shock,
                )
            )
    return found
