"""What a search for rates must tell beside its numbers: rates that a bound sets, starts that led elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from tradetalks.war.levers import Levers
from tradetalks.war.search import Tried

Array = NDArray[np.float64]
_EDGE = 1e-9
_NAMED = 3  # most levers named


def at_bounds(levers: Levers, rates: Array) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """``[lever]`` masks: at the lowest rate, at the highest."""
    return rates <= levers.low + _EDGE, rates >= levers.high - _EDGE


def bounds_words(player: str, levers: Levers, rates: Array) -> str:
    """How many of a player's rates a bound sets, and which; empty if none."""
    low, high = at_bounds(levers, rates)
    sides = [
        f"{held.sum()} at the {side} ({_range(bound[held])}): {_list(levers.name(j) for j in np.flatnonzero(held))}"
        for held, side, bound in ((high, "highest", levers.high), (low, "lowest", levers.low))
        if held.any()
    ]
    if not sides:
        return ""
    count = int((low | high).sum())
    verb = "rate stands" if count == 1 else "rates stand"
    return f"{player}: {count} of {len(rates)} {verb} at a bound, which sets it, not the model: {'; '.join(sides)}"


def starts_words(player: str, tried: Sequence[Tried], logs: bool) -> str:
    """Which starts led to poorer optima, and which led nowhere; empty if none."""
    poorer, lost, told = [t for t in tried if t.poorer], [t for t in tried if t.fault], []
    if poorer:
        worst = gain_words(-min(t.gain for t in poorer), logs)
        told.append(
            f"other local optima exist: {len(poorer)} of {sum(t.climbed for t in tried)} climbs ended poorer (from"
            f" {_list(t.start for t in poorer)}; by up to {worst} of its objective), so that a better one than those"
            " found cannot be ruled out"
        )
    if lost:
        told.append(f"no optimum found from {_list(t.start for t in lost)} ({lost[0].fault})")
    return f"{player}: {'; '.join(told)}" if told else ""


def gain_words(gain: float, logs: bool) -> str:
    """A difference of an objective: in per cent where it is a log."""
    return f"{100 * float(np.expm1(gain)):.2g}%" if logs else f"{gain:.2g}"


def _range(values: Array) -> str:
    low, high = 100 * float(values.min()), 100 * float(values.max())
    return f"{low:g}%" if low == high else f"{low:g}% to {high:g}%"


def _list(names: Iterable[str]) -> str:
    names = list(dict.fromkeys(names))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
