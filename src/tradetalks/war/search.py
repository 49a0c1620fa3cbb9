"""Looking further than the first climb: other starts, and each sector taken to its bounds.

With strongly unequal weights on sectors, or levers at bounds, an objective has several local maxima, and a climb finds
the one it starts under. So more climbs start from other rates (multistart; Rinnooy Kan & Timmer 1989, Handbooks in
Operations Research and Management Science 1, ch. IX), and from the best point so far each sector's levers are set to
their highest and to their lowest rates, one sector at a time: what separates the maxima of a government that favours a
sector is whether that sector is shut off. A leap that gains is climbed from, and all leaps are tried again, until none
gains. None of this proves that no better point exists; what was tried, and where it led, is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import NotConverged, PolicyError, unknown
from tradetalks.war.climb import Top, ascend, climb, projected
from tradetalks.war.levers import BOUNDS, LEVERS, Levers
from tradetalks.war.slopes import At, Task

Array = NDArray[np.float64]
Start = str | float | Array
STARTS = ("present", "low", "high", "unilateral", "random", "sectors")
CLEAR = 1e-7  # gains in an objective that count (a hundred-thousandth of a per cent where it is a log)
ENOUGH = 1e-9  # climbs from other starts stop where a step promises less than this
EASY = 1e-8  # or where slopes are smaller than this
_LEAPS = 12  # most leaps taken in one search
_BACK = 3  # how often a start with no equilibrium is drawn half-way back
_SEED = 2014
ENDLESS = (
    ": its objective may rise until no equilibrium exists (a fixed deficit is received whatever trade is left, so that"
    " shutting trade off pays): try deficits='zero', or a lower upper bound"
)


@dataclass(frozen=True, eq=False)
class Tried:
    """One place that a search started from.

    Attributes:
        start: its name in words. value: the objective where it led; NaN where it led nowhere. gain: that less the
            objective at the rates returned: zero if it led there, below if to a poorer optimum (above only in a
            deviation that gains). rates: ``[lever]`` where it led. climbed: False for leaps none of which gained, so
            that no climb was made from them. fault: why it led nowhere, or to no rest.
    """

    start: str
    value: float
    gain: float
    rates: Array
    climbed: bool = True
    fault: str = ""

    @property
    def poorer(self) -> bool:
        """Did it end at another, poorer optimum?"""
        return self.climbed and not self.fault and self.gain < -_clear(self.value - self.gain)

    @property
    def gains(self) -> bool:
        """Is it better, beyond what the solver's residuals can explain, than what it is compared with?"""
        return self.gain > _clear(self.value - self.gain)


def stands(at: At) -> Top:
    """A point that a search can be compared with: solved, not climbed from."""
    return Top(at, projected(at.task.levers, at.rates, at.gradient()), None, 0)


def search(
    task: Task, first: Top, points: Mapping[str, Array], leaps: bool = True, tolerance: float | None = None
) -> tuple[Top, tuple[Tried, ...]]:
    """The best point that climbs from ``points``, and leaps of whole sectors, lead to; ``first`` if none is better.

    Args:
        first: what is to be improved on. points: by name, ``[lever]``. leaps: try each sector at its bounds too?
        tolerance: slope asked of a point that is better than ``first``; None leaves it as loosely found.

    Returns:
        The best point, and what was tried, each with its gain over ``first``.

    Raises:
        NotConverged: a better point was found that cannot be climbed to ``tolerance``.
    """
    best, led = first, []
    for name, rates in points.items():
        top, fault = _from(task, rates, best)
        led.append(_tried(name, top, first, fault))
        if top is not None and top.value > best.value + _clear(best.value):
            best = _polished(task, top, best, name, tolerance)
    for _ in range(_LEAPS if leaps else 0):
        leap, count = _best_leap(task, best, points)
        if leap is None:
            break
        gains = leap.value > best.value + _clear(best.value)
        if gains:
            name = f"sector by sector, {_moved(task.levers, best.rates, leap.rates)}"
            top = ascend(task, leap.rates, leap.vector, EASY, best.curve, ENOUGH)
            best = _polished(task, top, best, name, tolerance)
            led.append(_tried(name, best, first))
        else:
            name = f"each sector to its highest and to its lowest rates ({count})"
            led.append(Tried(name, leap.value, leap.value - first.value, leap.rates, climbed=False))
            break
    return best, tuple(led)


def against(tried: Sequence[Tried], value: float) -> tuple[Tried, ...]:
    """The same, their gains against another objective's value."""
    return tuple(replace(one, gain=one.value - value) for one in tried)


def _clear(value: float) -> float:
    """Smallest change of an objective of this size that counts."""
    return CLEAR * max(1.0, abs(value))


def _polished(task: Task, top: Top, best: Top, name: str, tolerance: float | None) -> Top:
    """A better point climbed to a tolerance, if one is asked for; better rates that lead to no optimum are an error."""
    if tolerance is None:
        return top
    try:
        return climb(task, top.rates, top.at.vector, tolerance, top.curve)
    except NotConverged as error:
        gain = gain_words(top.value - best.value, task.objective.logs)
        raise NotConverged(
            f"{error}. The climb from {name} came to rates that serve {', '.join(task.levers.players)} better than the"
            f" best optimum found, by {gain} of its objective, and to no optimum there{ENDLESS}"
        ) from None


def gain_words(gain: float, logs: bool) -> str:
    """A difference of an objective: in per cent where it is a log."""
    return f"{100 * float(np.expm1(gain)):.2g}%" if logs else f"{gain:.2g}"


def _from(task: Task, rates: Array, near: Top) -> tuple[Top | None, str]:
    """A loose climb; where there is no equilibrium at the start, from half-way to a point that has one."""
    fault = ""
    for _ in range(_BACK):
        try:
            return ascend(task, rates, near.at.vector, EASY, near.curve, ENOUGH, near), fault
        except NotConverged as error:
            fault, rates = str(error), 0.5 * (rates + near.rates)
    return None, fault


def _tried(name: str, top: Top | None, first: Top, fault: str = "") -> Tried:
    if top is None:
        return Tried(name, float("nan"), float("nan"), np.full_like(first.rates, np.nan), fault=fault)
    rest = "" if top.settled else f"the climb came to no rest, slope {top.slope:.1e} left"
    return Tried(name, top.value, top.value - first.value, top.rates, fault=rest)


# ---------------------------------------------------------------------- leaps
def _best_leap(task: Task, top: Top, climbed: Mapping[str, Array]) -> tuple[At | None, int]:
    """The best of the points where one sector's levers go to a bound, and how many there are, but for those that were
    climbed from."""
    best, count = None, 0
    for rates in _leaps(task.levers, top.rates):
        if any(np.array_equal(rates, known) for known in climbed.values()):
            continue
        try:
            at = top.at.onward(rates)
        except NotConverged:  # no equilibrium there: no rates to choose either
            continue
        count += 1
        if np.isfinite(at.value) and (best is None or at.value > best.value):
            best = at
    return best, count


def _leaps(levers: Levers, rates: Array) -> Iterator[Array]:
    for block in _blocks(levers):
        for bound in (highest(levers), levers.low):
            if np.abs(bound[block] - rates[block]).max() > 1e-9:
                moved = rates.copy()
                moved[block] = bound[block]
                yield moved


def _blocks(levers: Levers) -> list[NDArray[np.bool_]]:
    """``[lever]`` masks: one instrument in one sector each."""
    pairs = np.stack([levers.kind, levers.sector], axis=1)
    return [(pairs == pair).all(1) for pair in np.unique(pairs, axis=0)]


def _moved(levers: Levers, before: Array, after: Array) -> str:
    j = int(np.argmax(np.abs(after - before)))
    sector = "all sectors" if levers.sector[j] < 0 else levers.world.sectors[levers.sector[j]]
    where = "its highest rates" if after[j] > before[j] else "its lowest rates"
    return f"{LEVERS[levers.kind[j]].replace('_', ' ')} on {sector} to {where}"


def highest(levers: Levers) -> Array:
    """``[lever]`` upper bounds, or the default ones where there are none."""
    usual = np.array([BOUNDS[LEVERS[k]][1] for k in levers.kind])
    return np.where(np.isfinite(levers.high), levers.high, np.maximum(usual, levers.low + 1.0))


# ---------------------------------------------------------------------- starts
def asks_for(starts: Iterable[object], name: str) -> bool:
    """Is ``name`` one of the starts? Rates among them, which are arrays, are none."""
    return any(isinstance(start, str) and start == name for start in starts)


def starting_points(
    levers: Levers, present: Array, starts: Sequence[Start], known: Mapping[str, Array] | None = None
) -> dict[str, Array]:
    """Rates to start from, ``[lever]`` by name, each once; ``"sectors"`` is no rate and left to ``search``.

    Args:
        starts: ``"present"``, ``"low"``, ``"high"``, ``"random"`` (two points, the same every time), a name in
            ``known``, a number for every lever, or rates ``[lever]``.

    Raises:
        PolicyError: unknown names, rates of another length or not finite.
    """
    rng = np.random.default_rng(_SEED)
    top, blocks = highest(levers), _blocks(levers)
    scattered = np.expm1(rng.uniform(np.log1p(levers.low), np.log1p(top)))
    shut = np.any([blocks[j] for j in rng.permutation(len(blocks))[: (len(blocks) + 1) // 2]], axis=0)
    named = {
        "present": {"present rates": present},
        "low": {"lowest rates": levers.low},
        "high": {"highest rates": top},
        "random": {
            "random rates": scattered,
            "random sectors at their highest": np.where(shut, top, np.clip(present, levers.low, top)),
        },
        "sectors": {},
    } | {name: {f"{name} optimum": rates} for name, rates in (known or {}).items()}
    found: dict[str, Array] = {}
    for j, start in enumerate(starts):
        if isinstance(start, str):
            if start not in named:
                raise PolicyError(f"starts: {unknown('start', start, named)}; or rates")
            more = named[start]
        else:
            rates = rates_of(start, len(levers), "starts")
            label = f"{100 * float(start):g}%" if np.ndim(start) == 0 else f"given rates {j + 1}"  # type: ignore[arg-type]
            more = {label: rates}
        for label, rates in more.items():
            inside = np.clip(rates, levers.low, levers.high)
            if not any(np.array_equal(inside, other) for other in found.values()):
                found[label] = inside
    return found


def rates_of(start: float | Array, count: int, what: str) -> Array:
    """A number for every lever, or ``[lever]``, as an array; raises PolicyError."""
    try:
        rates = np.asarray(start, dtype=float)
    except (TypeError, ValueError):
        raise PolicyError(f"{what}: found {start!r}, expected a rate, {count} of them, or a name") from None
    if rates.shape not in ((), (count,)):
        raise PolicyError(f"{what}: found {rates.size} rates, expected one, or one for each of the {count} levers")
    if not np.isfinite(rates).all():
        raise PolicyError(
            f"{what}: found {rates[~np.isfinite(rates)][0] if rates.ndim else rates}; expected finite rates"
        )
    return np.array(np.broadcast_to(rates, count))
