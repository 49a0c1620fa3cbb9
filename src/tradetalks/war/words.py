"""What a search for rates must tell beside its numbers: rates that a bound sets, starts that led elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.war.levers import Levers
from tradetalks.war.search import CLEAR, Tried, gain_words

if TYPE_CHECKING:
    from tradetalks.war.nash import War

Array = NDArray[np.float64]
_EDGE = 1e-9
_NAMED = 3  # most levers named


def result_words(
    player: str, levers: Levers, rates: Array, tried: Sequence[Tried], logs: bool, deficits: str
) -> tuple[str, ...]:
    """All that must be told of one player's rates; empty where there is nothing."""
    told = (
        bounds_words(player, levers, rates),
        deficit_words(player, levers, rates, deficits),
        starts_words(player, tried, logs),
    )
    return tuple(filter(None, told))


def at_bounds(levers: Levers, rates: Array) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """``[lever]`` masks: at the lowest rate, at the highest."""
    return rates <= levers.low + _EDGE, rates >= levers.high - _EDGE


def bounds_words(player: str, levers: Levers, rates: Array) -> str:
    """How many of a player's rates a bound sets, and which; empty if none."""
    low, high = at_bounds(levers, rates)
    sides = [
        f"{held.sum()} at the {side} ({_range(bound[held])}): {_list(map(levers.name, np.flatnonzero(held).tolist()))}"
        for held, side, bound in ((high, "highest", levers.high), (low, "lowest", levers.low))
        if held.any()
    ]
    if not sides:
        return ""
    count = int((low | high).sum())
    verb = "rate stands" if count == 1 else "rates stand"
    return f"{player}: {count} of {len(rates)} {verb} at a bound, which sets it, not the model: {'; '.join(sides)}"


def deficit_words(player: str, levers: Levers, rates: Array, deficits: str) -> str:
    """What a fixed deficit has to do with rates at their highest; empty if nothing."""
    deficit = float(levers.world.deficit[levers.world.region(player)])
    if deficits != "fixed" or deficit <= 0 or not at_bounds(levers, rates)[1].any():
        return ""
    return (
        f"{player}: its trade deficit ({deficit:,.1f} bn USD a year) is fixed, so that it is received whatever trade is"
        " left and shutting trade off pays; deficits='zero' asks what rates serve it without that"
    )


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


def deviations_words(war: War) -> str:
    """What Nash rates were tried against, and what any player could still gain, its sign said in words."""
    found = {code: gain for code, gain in war.most_to_gain.items() if np.isfinite(gain)}
    if not found:
        return "no deviation was tried"
    count = sum(len(tried) for tried in war.tried.values())
    code = max(found, key=lambda one: found[one])
    gain, logs = found[code], war.objective.logs
    if gain > CLEAR:  # unreachable while nash_tariffs refuses to return such rates
        return f"{count} deviations tried: {code} could still gain {gain_words(gain, logs)} of its objective"
    if gain < -CLEAR:
        return f"{count} deviations tried: none gains; all end lower, by {gain_words(-gain, logs)} or more"
    back = f"to within {abs(gain):.0e} of its objective" if gain else "to the same rates"
    return f"{count} deviations tried: none gains; the best leads back {back}"


def _range(values: Array) -> str:
    low, high = 100 * float(values.min()), 100 * float(values.max())
    return f"{low:g}%" if low == high else f"{low:g}% to {high:g}%"


def _list(names: Iterable[str]) -> str:
    names = list(dict.fromkeys(names))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
