"""The tariff war: every player's taxes are best responses to the others'."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.closure import Closure, Deficits
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import checked
from tradetalks.equilibrium.solver import closure_of, solve
from tradetalks.errors import NotConverged, PolicyError
from tradetalks.policy.shock import Shock
from tradetalks.residuals import worst
from tradetalks.war.climb import Curve, Top, ascend, climb
from tradetalks.war.kept import Kept
from tradetalks.war.levers import Bounds, Lever, Levers, Uniform, levers_by_player
from tradetalks.war.objectives import Objective, objective_of
from tradetalks.war.optimal import Goal, player_row, unit
from tradetalks.war.search import (
    EASY,
    ENDLESS,
    ENOUGH,
    STARTS,
    Start,
    Tried,
    asks_for,
    gain_words,
    search,
    stands,
    starting_points,
)
from tradetalks.war.slopes import At, Task
from tradetalks.war.together import settle
from tradetalks.war.words import result_words
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Codes = str | Iterable[str] | None
_FIRST, _TIGHTER = 1e-5, 1e-2  # slope asked of the first round's best replies, and of each later one's by how much less
_LAST = 1e-10  # and of the last
_ANSWERS = 3  # most deviations that gain, a player, before no equilibrium is said to be found


@dataclass(frozen=True, eq=False)
class War:
    """Nash tariffs.

    Attributes:
        players: region codes. levers, rates: by player. objective: what each maximises.
        outcome: the certified equilibrium. change: ``[region]`` per cent of real income against the start.
        objective_gain: by player, gain in its objective against the start, in per cent where it is a log.
        history: largest change of any rate in each step of all at once, or round of best responses; zero where no step
            was left to take.
        tried: by player, deviations: replies sought afresh, the others' rates standing still, from other starts; each
            with its gain in the objective (a log where it is one).
        most_to_gain: by player, the largest of these gains: zero or dust where one led back to the equilibrium, clearly
            below zero where all ended at poorer optima, never clearly above.
        slope: largest projected gradient of any player in its own levers.
    """

    world: World
    players: tuple[str, ...]
    levers: Mapping[str, Levers]
    rates: Mapping[str, Array]
    objective: Objective
    outcome: Outcome
    change: Array
    objective_gain: Mapping[str, float]
    history: tuple[float, ...]
    tried: Mapping[str, tuple[Tried, ...]]
    most_to_gain: Mapping[str, float]
    slope: float

    @property
    def deviations_from(self) -> tuple[str, ...]:
        """Where deviations were sought from, by any player."""
        return tuple(dict.fromkeys(one.start for tried in self.tried.values() for one in tried))

    @property
    def warnings(self) -> tuple[str, ...]:
        """In words: rates that a bound sets, deviations that led to other optima or nowhere."""
        deficits = self.outcome.closure.deficits
        told = [
            words
            for code in self.players
            for words in result_words(
                code, self.levers[code], self.rates[code], self.tried[code], self.objective.logs, deficits
            )
        ]
        return tuple(told)

    def to_frame(self) -> pd.DataFrame:
        """By player: change of real income and of the objective, median and trade-weighted mean rate, in per cent."""
        import pandas as pd

        rows = [
            player_row(
                code, float(self.change[self.world.region(code)]), self.objective_gain[code], self.objective.logs,
                self.levers[code], self.rates[code],
            )
            for code in self.players
        ]  # fmt: skip
        return pd.DataFrame(rows).set_index("player")

    def tried_frame(self) -> pd.DataFrame:
        """Every deviation tried: player, start, gain in the objective, whether it ended at a poorer optimum, fault."""
        import pandas as pd

        return pd.DataFrame(
            [
                {"player": code, "start": t.start, "gain": t.gain, "poorer": t.poorer, "fault": t.fault}
                for code in self.players
                for t in self.tried[code]
            ]
        )

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
    uniform: Uniform = False,
    objective: Goal = "real_income",
    bounds: Bounds | None = None,
    start: Start | Mapping[str, Start] | None = None,
    starts: Sequence[Start | Mapping[str, Start]] = STARTS,
    tolerance: float = 1e-8,
    most_rounds: int = 60,
    deficits: Deficits | None = None,
    closure: Closure | None = None,
    kept: str | Path | None = None,
    progress: Callable[[int, float], Any] | None = None,
) -> War:
    """Taxes that are best responses to each other.

    All players' slopes are brought to zero at once from where rates stand, each player on a maximum of its own, or by
    rounds of best responses where that settles nowhere. Then each player's reply is sought afresh from ``starts``. A
    reply that gains clearly is adopted, and it goes on: what is returned is an equilibrium against every deviation
    tried.

    Args:
        players: region codes, two or more.
        among_players: each taxes only the other players' trade; every partner's if False.
        shock: where the war starts; the benchmark's policy if None.
        uniform: one rate for all partners and sectors: of everybody, or of the players named.
        start: rates to start from: a number, a name as in ``starts``, or either by player, or ``[lever]`` by
            player; those of ``shock`` if None.
        starts: where deviations are sought from: ``"present"`` (the rates of ``shock``), ``"low"`` and ``"high"`` (the
            bounds), ``"unilateral"`` (the player's best reply to ``shock``), ``"random"`` (two points, the same every
            time), ``"sectors"`` (each sector's rates to their bounds in turn), numbers, or rates by player.
        tolerance: largest change of any rate in the last step or round. most_rounds: of best responses.
        kept: a file that rates are kept in after every reply, and begun from where it is there: a search of hours that
            is cut off goes on from there, deviations sought anew.
        progress: called with the step's or round's number and its largest change.
        The rest as in ``optimal_tariffs``.

    Raises:
        NotConverged: rounds run out, a best response is not found, or a player goes on gaining from deviations.
        PolicyError: fewer than two players, unknown starts, a file of rates that is another war's.
    """
    names = tuple(dict.fromkeys(players))
    if len(names) < 2:
        raise PolicyError(f"nash_tariffs: players {', '.join(names) or 'none'}; expected two or more")
    shock, how, goal = checked(world, shock), closure_of(deficits, closure), objective_of(objective)
    own = levers_by_player(
        world, names, sectors,
        among_players=among_players, instruments=instruments, mfn=mfn, uniform=uniform, bounds=bounds,
    )  # fmt: skip
    first = solve(world, shock, closure=how)
    tasks = {code: Task(world, shock, how, own[code], goal, unit(world, code)) for code in names}
    file = None if kept is None else Kept.of(kept, tasks, shock)
    begin = {code: _start(own[code], shock, code, start) for code in names}
    stood, policy = {} if file is None else file.read(tasks), shock
    for code, rates in stood.items():
        policy = own[code].on(policy, rates)
    fight = _Fight(tasks, policy, tolerance, most_rounds, progress, file)
    fight.rounds(begin | stood)
    points = {code: _points(fight.tasks[code], code, starts, fight.tops[code].curve) for code in names}
    tried = fight.challenge(points, asks_for(starts, "sectors"))
    outcome = solve(world, fight.here, closure=how)
    outcome.certificate.require()
    before = next(iter(fight.tasks.values())).standing()
    rises = {c: float(fight.tops[c].at.values[world.region(c)] - before[world.region(c)]) for c in names}
    return War(
        world=world,
        players=names,
        levers=own,
        rates={code: own[code].read(fight.here) for code in names},
        objective=goal,
        outcome=outcome,
        change=100 * (outcome.real_income_ratio / first.real_income_ratio - 1),
        objective_gain={c: 100 * float(np.expm1(rise)) if goal.logs else rise for c, rise in rises.items()},
        history=tuple(fight.history),
        tried=tried,
        most_to_gain={code: most_to_gain(tried[code]) for code in names},
        slope=worst(top.slope for top in fight.tops.values()),
    )


def most_to_gain(tried: Sequence[Tried]) -> float:
    """Largest gain among deviations that led somewhere; NaN if none did or was tried."""
    return max((one.gain for one in tried if np.isfinite(one.gain)), default=float("nan"))


@dataclass(eq=False)
class _Fight:
    """Rounds of replies, and deviations from where they settle.

    Attributes:
        tasks: by player, as the war starts. kept: where its rates are kept. here: the policy with the latest rates.
        tops: each player's latest reply.
    """

    tasks: Mapping[str, Task]
    here: Shock
    tolerance: float
    most_rounds: int
    progress: Callable[[int, float], Any] | None
    kept: Kept | None = None
    tops: dict[str, Top] = field(default_factory=dict)
    history: list[float] = field(default_factory=list)
    _stood: At | None = None

    def rounds(self, rates: Mapping[str, Array]) -> None:
        """All players' taxes at once or, where that settles nowhere, best replies in turn until none moves by more than
        the tolerance; from ``rates`` the first time."""
        vector = next(iter(self.tops.values())).at.vector if self.tops else None
        begin = {code: rates.get(code, task.levers.read(self.here)) for code, task in self.tasks.items()}
        settled = settle(self.tasks, self.here, begin, vector, _LAST, self.tolerance)
        if settled is not None:
            self.tops = settled.tops
            self._stand(settled.shock)
            for change in settled.changes:
                self._told(change)
            return
        vector = None
        for turn in range(self.most_rounds):
            largest, exact = 0.0, max(_LAST, _FIRST * _TIGHTER**turn)
            for code, whole in self.tasks.items():
                own = whole.levers
                before = own.read(self.here)
                begin, curve = (before, self.tops[code].curve) if code in self.tops else (rates[code], None)
                top = climb(replace(whole, shock=self.here), begin, vector, exact, curve)
                largest = max(largest, float(np.abs(top.rates - before).max()))
                self.tops[code], vector = top, top.at.vector
                self._stand(own.on(self.here, top.rates))
            self._told(largest)
            if largest <= self.tolerance and exact <= _LAST:
                return
        raise NotConverged(
            f"nash_tariffs: rates still move by {self.history[-1]:.1e} after {self.most_rounds} rounds; try tighter"
            " bounds"
        )

    def _stand(self, policy: Shock) -> None:
        self.here = policy
        if self.kept:
            self.kept.write(self.tasks, policy)

    def _told(self, change: float) -> None:
        self.history.append(change)
        if self.progress:
            self.progress(len(self.history), change)

    def challenge(self, points: Mapping[str, Mapping[str, Array]], leaps: bool) -> dict[str, tuple[Tried, ...]]:
        """Every player's deviations at rates that none of them improves on; each that gains is answered by rounds."""
        names, tried = list(self.tasks), {}
        answers, turn = 0, 0
        while len(tried) < len(names):
            code = names[turn % len(names)]
            top, tried[code] = self.deviate(code, points[code], leaps)
            turn += 1
            if top is None:
                continue
            best = max(tried[code], key=lambda one: one.gain if np.isfinite(one.gain) else -np.inf)
            if not top.settled or answers >= _ANSWERS * len(names):
                gain = gain_words(best.gain, top.at.task.objective.logs)
                raise NotConverged(
                    f"nash_tariffs: after {answers} deviations adopted and {len(self.history)} rounds {code} could"
                    f" still gain {gain} of its objective by a deviation found from {best.start}"
                    + ("; there may be no equilibrium in these rates: try another start, other bounds or fewer levers"
                       if top.settled else f", which came to no optimum{ENDLESS}")
                )  # fmt: skip
            answers, tried = answers + 1, {}
            self.tops[code] = top
            self._stand(self.tasks[code].levers.on(self.here, top.rates))
            self.rounds({})
        return {code: tried[code] for code in names}

    def deviate(self, code: str, points: Mapping[str, Array], leaps: bool) -> tuple[Top | None, tuple[Tried, ...]]:
        """A player's best deviation from the policy as it stands (None if none gains clearly), and all tried."""
        top, own = self.tops[code], self.tasks[code].levers
        task = replace(self.tasks[code], shock=self.here)
        if self._stood is None or self._stood.task.shock is not self.here:
            self._stood = task.at(own.read(self.here), top.at.vector)  # one point for all who stand there
        stand = replace(stands(self._stood.seen_by(task, own.read(self.here))), curve=top.curve)
        best, tried = search(task, stand, points, leaps)
        self.tops[code] = replace(top, at=stand.at, slope=stand.slope)
        return (None if best is stand else best), tried


def _start(own: Levers, shock: Shock, code: str, start: Start | Mapping[str, Start] | None) -> Array:
    """A player's rates to begin from."""
    mine = _of(start, code)
    return next(iter(starting_points(own, own.read(shock), ["present" if mine is None else mine]).values()))


def _points(
    task: Task, code: str, starts: Sequence[Start | Mapping[str, Start]], curve: Curve | None = None
) -> dict[str, Array]:
    """A player's rates to seek deviations from; ``curve``: a Hessian to begin with."""
    present = task.levers.read(task.shock)
    known = {"unilateral": present}
    if asks_for(starts, "unilateral"):
        known["unilateral"] = ascend(task, present, None, EASY, curve, ENOUGH).rates
    mine = [one for one in (_of(start, code) for start in starts) if one is not None]
    return starting_points(task.levers, present, mine, known)


def _of(start: Start | Mapping[str, Start] | None, code: str) -> Start | None:
    """A player's part of a start."""
    return start.get(code) if isinstance(start, Mapping) else start
