"""What a bargaining solution on a finite set picks, and what all solutions share.

Gains are ``[row, party]`` over no deal; a row is rational if no party loses by it. All ties are returned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import TradetalksError

Array = NDArray[np.float64]

INDIFFERENT = 1e-6
"""Gains smaller than this (a thousand dollars a year) count as zero. Gains of computed packages come settled: none
where they are no more than what certified outcomes may be off by (``value.ties``)."""


@dataclass(frozen=True)
class Choice:
    """Rows that a solution picks, all ties, and why there are none if there are none."""

    rows: tuple[int, ...]
    why: str = ""

    @property
    def row(self) -> int | None:
        """The first of them, None if there are none."""
        return self.rows[0] if self.rows else None


@dataclass(frozen=True)
class Solution:
    """A bargaining solution, as its file declares it; the file's name is its name.

    Attributes:
        title: how tables and charts call its package.
        pick: the rows it picks of gains ``[row, party]``, with the reason if there are none.
        chances: probabilities ``[row]`` of the lottery it picks, from gains ``[row, party]`` of which some lottery is
            rational, each party's best expected gain ``[party]`` among rational lotteries, and bargaining powers
            ``[party]``, which sum to one. None if it has no version over lotteries.
        for_those_who_gain: are its chances only defined where every party can gain strictly? They are then asked for
            the parties that can; the others are indifferent.
        column: has its package a column of its own where packages are shown item by item? Pictures show all.
        order: where it stands among the others: by rising order, then by name.
        plain: what it does in words of everyday, for sentences: "even gains"; empty where its title says it.
    """

    title: str
    pick: Callable[[Array], Choice]
    chances: Callable[[Array, Array, Array], Array] | None = None
    for_those_who_gain: bool = False
    column: bool = False
    order: int = 100
    plain: str = ""


def rational(gains: Array) -> NDArray[np.bool_]:
    """Rows in which no party is worse off than without a deal."""
    return np.all(np.asarray(gains) >= -INDIFFERENT, axis=1)


def able(gains: Array) -> NDArray[np.bool_]:
    """``[party]`` does some rational row make the party strictly better off? The others are indifferent to the outcome:
    whatever is agreed, they gain nothing and lose nothing."""
    gains = np.asarray(gains, dtype=float)
    fair = gains[rational(gains)]
    return fair.max(0) > INDIFFERENT if len(fair) else np.zeros(gains.shape[1], dtype=bool)


def largest(rows: NDArray[np.int64], scores: Array) -> tuple[int, ...]:
    """Rows whose scores, compared place by place, are largest; equal up to rounding, a part in 10^12."""
    left = np.arange(len(rows))
    for j in range(scores.shape[1]):
        column = scores[left, j]
        best = column.max()
        left = left[column >= best - 1e-12 * max(1.0, abs(best))]
    return tuple(int(r) for r in rows[left])


def weights(gains: Array, powers: Sequence[float] | None) -> Array:
    """``[party]`` bargaining powers that sum to one, equal if None; raises TradetalksError for what are no powers."""
    weight = np.ones(gains.shape[1]) if powers is None else np.asarray(powers, dtype=float)
    if weight.shape != (gains.shape[1],) or (weight < 0).any() or weight.sum() <= 0:
        raise TradetalksError(f"powers: found {powers}; expected {gains.shape[1]} numbers of 0 or more, not all 0")
    return weight / weight.sum()


def why_none(gains: Array) -> str:
    """Why no package is picked, in words."""
    if len(gains) == 0:
        return "there are no packages"
    if not rational(gains).any():
        return "no package leaves every party as well off as no deal"
    best = gains[rational(gains)].max(0)
    if np.all(best <= INDIFFERENT):
        return "the parties cannot gain strictly by any package that all accept"
    return "no package makes all parties strictly better off than no deal"
