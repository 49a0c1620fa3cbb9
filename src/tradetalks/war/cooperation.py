"""Trade talks over rates: taxes on the efficiency frontier, with gains shared equally or by weights, none harmed.

Maximise ``sum_j mu_j g_j(x)`` over all players' rates ``x``, where ``g_j`` is player j's objective less its value at
the start. With weights given, that is a point of the frontier. With equal gains (the symmetric bargain of Ossa 2014,
section IV.C: every government's welfare changes by the same proportion) or with bystanders that must not lose, the
weights are multipliers: they minimise the dual function ``D(mu) = max_x mu . g(x)``, which is convex with gradient
``g(x(mu))`` and Hessian ``-G H^{-1} G'`` (``G`` the gains' slopes, ``H`` the mixture's Hessian on the free levers),
found by Newton steps on a small quadratic programme (Boyd & Vandenberghe 2004, Convex Optimization, ch. 5). How far
gains are from what was asked is reported as ``gap``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, nnls

from tradetalks.equilibrium.closure import Closure, Deficits
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import checked
from tradetalks.equilibrium.solver import closure_of, solve
from tradetalks.errors import NotConverged, PolicyError, unknown
from tradetalks.policy.shock import Shock
from tradetalks.war.climb import Curve, Top, climb, free, projected
from tradetalks.war.levers import Bounds, Lever, Levers, Uniform, levers
from tradetalks.war.objectives import Objective, objective_of
from tradetalks.war.optimal import Goal
from tradetalks.war.slopes import At, Task
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Codes = str | Iterable[str] | None
_ROUNDS = 40
_EASY, _EXACT = 1e-7, 1e-10  # slopes asked of the first climbs, and of the last
_DUST = 1e-10  # changes of the dual function below this drown in the solver's residuals: the gap then judges
_LOCAL = 1e-5  # largest slope accepted of a local optimum found by quadratic programming
_FAR = 0.3  # largest change of a weight in one step


@dataclass(frozen=True, eq=False)
class Cooperation:
    """Efficient taxes of several players.

    Attributes:
        players: region codes. levers: all players', one after the other. rates: ``[lever]``.
        weights: by player, on its objective; they sum to one. guards: by bystander that must not lose, its multiplier.
        gains: by player, in the objective against the start (a log where it is one).
        outcome: the certified equilibrium. change: ``[region]`` per cent of real income against the start.
        gap: how far gains are from what the rule asks (equal, none harmed), in the objective's unit.
        slope: largest projected gradient of the weighted sum. steps: climbs taken.
    """

    world: World
    players: tuple[str, ...]
    levers: Levers
    rates: Array
    objective: Objective
    weights: Mapping[str, float]
    guards: Mapping[str, float]
    gains: Mapping[str, float]
    outcome: Outcome
    change: Array
    gap: float
    slope: float
    steps: int

    def to_frame(self) -> pd.DataFrame:
        """By player: gain in the objective, change of real income, median and mean rate in per cent, weight."""
        import pandas as pd

        rows = []
        for code in self.players:
            own = self.levers.of(code)
            gain = self.gains[code]
            rows.append(
                {
                    "player": code,
                    "objective_gain_pct": 100 * float(np.expm1(gain) if self.objective.logs else gain),
                    "real_income_pct": float(self.change[self.world.region(code)]),
                    "median_tariff_pct": 100 * float(np.median(self.rates[own])),
                    "mean_tariff_pct": 100 * self.levers.mean(self.rates, own),
                    "weight": self.weights[code],
                }
            )
        return pd.DataFrame(rows).set_index("player")


def cooperative_tariffs(
    world: World,
    players: Iterable[str],
    sectors: Codes = "goods",
    *,
    weights: Mapping[str, float] | None = None,
    no_worse: Iterable[str] = (),
    among_players: bool = True,
    shock: Shock | None = None,
    instruments: Lever | Sequence[Lever] = "tariff",
    mfn: bool = False,
    uniform: Uniform = False,
    objective: Goal = "real_income",
    bounds: Bounds | None = None,
    start: Array | float | None = None,
    tolerance: float = 1e-6,
    deficits: Deficits | None = None,
    closure: Closure | None = None,
    progress: Callable[[int, float], Any] | None = None,
) -> Cooperation:
    """Efficient taxes: with equal gains for all players, or at given weights; bystanders protected on request.

    Args:
        weights: by player; the weighted sum of objectives is maximised. None: equal gains, as large as possible.
        no_worse: regions, players or not, whose objective must not fall below its start.
        start: rates to start the search from; those of ``shock`` if None. Gains are always against ``shock``.
        tolerance: how far gains may be from equal, or a protected region's from zero.
        progress: called with the climb's number and the gap left.
        The rest as in ``nash_tariffs``.

    Raises:
        NotConverged: no equilibrium on the way, or gains cannot be made equal to tolerance. PolicyError: fewer than two
            players, weights of others or not positive.
    """
    names, guarded = tuple(dict.fromkeys(players)), tuple(dict.fromkeys(no_worse))
    if len(names) < 2:
        raise PolicyError(f"cooperative_tariffs: players {', '.join(names) or 'none'}; expected two or more")
    given = _checked_weights(world, names, weights)
    shock, how, goal = checked(world, shock), closure_of(deficits, closure), objective_of(objective)
    everything = levers(
        world, names, names if among_players else None, sectors,
        instruments=instruments, mfn=mfn, uniform=uniform, bounds=bounds,
    )  # fmt: skip
    rows = np.array([world.region(code) for code in (*names, *guarded)])
    first = solve(world, shock, closure=how)
    task = Task(world, shock, how, everything, goal, np.zeros(len(world.regions)))
    before = task.standing()
    rates = everything.read(shock) if start is None else np.broadcast_to(np.asarray(start, float), len(everything))
    search = _Search(task, rows, before, len(names), given is None, tolerance, progress)
    if given is None:  # a dollar is a dollar: a good first guess of the multipliers
        given = world.income[rows[: len(names)]] / world.income[rows[: len(names)]].sum()
    mix = np.concatenate([given, np.zeros(len(guarded))])
    top, mix, gap, steps = search.run(rates, mix)
    outcome = solve(world, everything.on(shock, top.rates), closure=how)
    outcome.certificate.require()
    gains = top.at.values - before
    return Cooperation(
        world=world,
        players=names,
        levers=everything,
        rates=top.rates,
        objective=goal,
        weights=dict(zip(names, mix[: len(names)].tolist(), strict=True)),
        guards=dict(zip(guarded, mix[len(names) :].tolist(), strict=True)),
        gains={code: float(gains[world.region(code)]) for code in names},
        outcome=outcome,
        change=100 * (outcome.real_income_ratio / first.real_income_ratio - 1),
        gap=gap,
        slope=top.slope,
        steps=steps,
    )


def efficiency_frontier(
    world: World, players: tuple[str, str], sectors: Codes = "goods", *, points: int = 9, **options: Any
) -> list[Cooperation]:
    """Efficient taxes of two players at ``points`` weights from one end to the other, each started from the last.

    Args:
        points: how many, 2 or more. options: as in ``cooperative_tariffs``.
    """
    if len(players) != 2 or points < 2:
        raise PolicyError(f"efficiency_frontier: {len(players)} players and {points} points; expected 2 and 2 or more")
    found: list[Cooperation] = []
    for share in np.linspace(0.02, 0.98, points):
        if found:
            options["start"] = found[-1].rates
        mix = {players[0]: 1 - share, players[1]: share}
        found.append(cooperative_tariffs(world, players, sectors, weights=mix, **options))
    return found


@dataclass(eq=False)
class _Search:
    """The dual method: climbs at trial weights, Newton steps on the weights."""

    task: Task
    rows: NDArray[np.int64]  # regions of players, then of guarded bystanders
    before: Array
    players: int
    equal: bool
    tolerance: float
    progress: Callable[[int, float], Any] | None

    def run(self, rates: Array, mix: Array) -> tuple[Top, Array, float, int]:
        top = self._climb(rates, mix, None, None, _EASY)
        gap = self._gap(top, mix)
        for step in range(1, _ROUNDS + 1):
            if self.progress:
                self.progress(step, gap)
            if gap <= self.tolerance:
                top = self._climb(top.rates, mix, top.at.vector, top.curve, _EXACT)
                gap = self._gap(top, mix)
                if gap <= self.tolerance:
                    return top, mix, gap, step
            change, move = self._step(top, mix)
            exact = float(np.clip(1e-3 * gap, _EXACT, _EASY))
            for length in (1.0, 0.5, 0.25, 0.1, 0.03, 0.01):
                trial = mix + length * change
                try:
                    found = self._climb(top.rates + length * move, trial, top.at.vector, top.curve, exact)
                except NotConverged:
                    continue
                fall = self._dual(top, mix) - self._dual(found, trial)
                if fall > _DUST or (fall > -_DUST and self._gap(found, trial) < gap):
                    top, mix, gap = found, trial, self._gap(found, trial)
                    break
            else:
                break
        return self._primal(top, mix)

    def _primal(self, top: Top, mix: Array) -> tuple[Top, Array, float, int]:
        """Where the mixture is not concave the dual method has a gap: sequential quadratic programming finds a local
        optimum (Kraft 1988, SLSQP, with exact slopes), and least squares its multipliers."""
        levers_, k = self.task.levers, self.players
        share = mix[:k] / max(mix[:k].sum(), 1e-300)
        last: dict[str, Any] = {"at": top.at}

        def at(x: Array) -> At:
            if not np.array_equal(last["at"].rates, x[:-1]):
                last["at"] = self.task.at(x[:-1].copy(), last["at"].vector)
            return last["at"]

        def gains(x: Array) -> Array:
            return (at(x).values - self.before)[self.rows]

        def slopes(x: Array) -> Array:
            return at(x).gradients(self._mixes)

        rules: list[dict[str, Any]] = []
        if self.equal:  # each gain is the last variable
            rules.append({
                "type": "eq", "fun": lambda x: gains(x)[:k] - x[-1],
                "jac": lambda x: np.column_stack([slopes(x)[:k], -np.ones(k)]),
            })  # fmt: skip
        if len(mix) > k:
            rules.append({
                "type": "ineq", "fun": lambda x: gains(x)[k:],
                "jac": lambda x: np.column_stack([slopes(x)[k:], np.zeros(len(mix) - k)]),
            })  # fmt: skip

        def minus(x: Array) -> float:
            return -float(x[-1]) if self.equal else -float(share @ gains(x)[:k])

        def minus_slope(x: Array) -> Array:
            return np.r_[np.zeros(len(levers_)), -1.0] if self.equal else np.r_[-share @ slopes(x)[:k], 0.0]

        start = np.r_[top.rates, float(self._gains(top)[:k].min())]
        bounds = [*zip(levers_.low, levers_.high, strict=True), (-10.0, 10.0)]
        found = minimize(
            minus, start, jac=minus_slope, bounds=bounds, constraints=rules, method="SLSQP",
            options={"ftol": 1e-15, "maxiter": 500},
        )  # fmt: skip
        here = at(np.r_[np.clip(found.x[:-1], levers_.low, levers_.high), found.x[-1]])
        mix, slope = self._multipliers(here, share)
        end = Top(here, slope, None, int(found.nit))
        gap = self._gap(end, mix)
        if gap > self.tolerance or slope > _LOCAL:
            raise NotConverged(
                f"cooperative tariffs of {', '.join(levers_.players)}: gains stay {gap:.1e} from what was asked, slope"
                f" {slope:.1e}; try a wider tolerance, other bounds, another start, or fixed weights"
            )
        return end, mix, gap, int(found.nit)

    def _multipliers(self, here: At, share: Array) -> tuple[Array, float]:
        """Weights under which the levers' slopes vanish where they are free, and the largest slope left."""
        k, count = self.players, len(self.rows)
        levers_, slopes = self.task.levers, here.gradients(self._mixes)
        inside = (here.rates > levers_.low + 1e-9) & (here.rates < levers_.high - 1e-9)
        heavy = 1e3 * max(float(np.abs(slopes).max()), 1e-300)
        if self.equal:  # the players' weights sum to one
            matrix = np.vstack([slopes[:, inside].T, heavy * (np.arange(count) < k)])
            mix = nnls(matrix, np.r_[np.zeros(int(inside.sum())), heavy])[0]
        else:
            right = -share @ slopes[:k][:, inside]
            mix = np.r_[share, nnls(slopes[k:][:, inside].T, right)[0] if count > k else np.zeros(0)]
        return mix, projected(levers_, here.rates, mix @ slopes)

    def _climb(self, rates: Array, mix: Array, vector: Array | None, curve: Curve | None, exact: float) -> Top:
        weights = np.zeros(len(self.before))
        np.add.at(weights, self.rows, mix)
        return climb(replace(self.task, mix=weights), rates, vector, exact, curve)

    @property
    def _mixes(self) -> Array:
        """``[gain, region]`` which region's objective each gain is."""
        return np.eye(len(self.before))[self.rows]

    def _dual(self, top: Top, mix: Array) -> float:
        return float(top.value - mix @ self.before[self.rows])

    def _gains(self, top: Top) -> Array:
        return (top.at.values - self.before)[self.rows]

    def _gap(self, top: Top, mix: Array) -> float:
        """Largest breach of: equal gains of players with weight, guarded gains not negative, slack or weight zero."""
        gains, k = self._gains(top), self.players
        breaches = [0.0]
        if self.equal:
            least = gains[:k].min()
            breaches.append(float(np.abs(gains[:k] - least)[mix[:k] > 1e-12].max(initial=0.0)))
        breaches += [max(-g, min(g, m)) for g, m in zip(gains[k:], mix[k:], strict=True)]
        return float(max(breaches))

    def _step(self, top: Top, mix: Array) -> tuple[Array, Array]:
        """Newton step on the weights, and how the rates move with it."""
        levers_, curve = self.task.levers, Curve(top.at.hessian())
        loose = free(levers_, top.rates, top.at.gradient())
        slopes = top.at.gradients(self._mixes)[:, loose]
        response = curve.inverse(loose) @ slopes.T  # negative: x moves by -response . change
        matrix, gains = -slopes @ response, self._gains(top)
        change = self._unbounded(matrix, gains, mix)
        if np.any(mix + change < 0) or np.abs(change).max(initial=0.0) > _FAR:
            change = self._bounded(matrix, gains, mix)
        move = np.zeros(len(levers_))
        move[loose] = -response @ change
        return change, move

    def _unbounded(self, matrix: Array, gains: Array, mix: Array) -> Array:
        """Minimum of ``gains . c + c' matrix c / 2`` over the weights that may move, the players' sum kept."""
        k, change = self.players, np.zeros(len(mix))
        moving = np.array([self.equal if j < k else mix[j] > 0 or gains[j] < 0 for j in range(len(mix))])
        count = int(moving.sum())
        if count:
            ones = (np.arange(len(mix)) < k)[moving].astype(float)
            scale = max(float(np.abs(matrix).max()), 1e-300)
            system = np.zeros((count + 1, count + 1))
            system[:count, :count] = matrix[np.ix_(moving, moving)] / scale
            system[:count, count] = system[count, :count] = ones
            right = np.r_[-gains[moving] / scale, 0.0]
            change[moving] = np.linalg.lstsq(system, right, rcond=1e-13)[0][:count]
        return change

    def _bounded(self, matrix: Array, gains: Array, mix: Array) -> Array:
        """The same with weights kept from falling below zero, and steps within _FAR."""
        k = self.players
        scale = max(float(np.abs(matrix).max()), 1e-300)

        def value(change: Array) -> tuple[float, Array]:
            return float(gains @ change + 0.5 * change @ matrix @ change) / scale, (gains + matrix @ change) / scale

        fixed = (np.arange(len(mix)) < k) & (not self.equal)
        ones = (np.arange(len(mix)) < k).astype(float)
        rules: list[dict[str, Any]] = []
        if self.equal:
            rules.append({"type": "eq", "fun": lambda c: float(ones @ c), "jac": lambda c: ones})
        most = [(0.0, 0.0) if still else (-min(m, _FAR), _FAR) for m, still in zip(mix, fixed, strict=True)]
        return minimize(
            value, np.zeros(len(mix)), jac=True, bounds=most, constraints=rules, method="SLSQP",
            options={"ftol": 1e-16, "maxiter": 500},
        ).x  # fmt: skip


def _checked_weights(world: World, names: Sequence[str], weights: Mapping[str, float] | None) -> Array | None:
    if weights is None:
        return None
    for code in weights:
        if code not in world.regions:
            raise PolicyError(f"weights: {unknown('region', code, names)}")
        if code not in names:
            raise PolicyError(f"weights: {code} is not among the players; expected {', '.join(names)}")
    found = np.array([weights.get(code, 0.0) for code in names], dtype=float)
    if not (np.isfinite(found) & (found >= 0)).all() or found.sum() <= 0:
        raise PolicyError(
            f"weights: found {dict(weights)}; expected finite numbers of 0 or more, not all 0, for {', '.join(names)}"
        )
    return found / found.sum()
