"""Counter-offers worth the same to one party, to be made at once: what the others pick among them tells what they want.

Several offers of equal value to their maker, each different in its items (Leonardelli, Gu, McRuer, Medvec & Galinsky
2019, Organizational Behavior and Human Decision Processes 152). They are found on the frontier of what the others get
among packages whose worth to the maker is within a tolerance, folded like every frontier: nothing is listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import TradetalksError
from tradetalks.space.blocks import Valued
from tradetalks.space.frontier import fold
from tradetalks.space.likelihood import row_of

Array = NDArray[np.float64]
MOST = 5_000
"""Points of the frontier that offers are chosen from."""


@dataclass(frozen=True)
class CounterOffer:
    """One offer.

    Attributes:
        rows: its row in each block. own: what it is worth to its maker.
        others: what it is worth to the others, by what is known or believed of them.
        beyond: what it is worth beyond the package in hand, to its maker first and then to each of the others.
        differs: in how many items it differs from the package in hand.
    """

    rows: tuple[int, ...]
    own: float
    others: tuple[float, ...]
    beyond: tuple[float, ...]
    differs: int


def of_equal_value(
    valued: Valued,
    own: Sequence[Array],
    others: Sequence[Array],
    package: Mapping[str, str],
    *,
    within: float,
    count: int = 3,
    least: Sequence[float] | None = None,
    floor: float = -np.inf,
) -> tuple[CounterOffer, ...]:
    """Allowed packages worth the same to one party as a package in hand, and none of them beaten for the others.

    The first is best for the others in all; each next one differs most from the package and from those before it.

    Args:
        own: by block, ``[row]`` worth to the maker. others: by block, ``[row, other]`` worth to the others, as known or
            as ``offers.estimated`` believes. package: the one in hand, item id -> option id.
        within: by how much an offer's worth to the maker may differ from the package's.
        count: offers at most. least: by other, what an offer must be worth to it.
        floor: no offer is worth less than this to the maker, unless the package in hand is.

    Raises:
        TradetalksError: a package that red lines take out of the agenda, or a tolerance that is not above zero.
    """
    if not within > 0 or count < 1:
        raise TradetalksError(f"counter-offers: found within {within:g}, count {count}; expected above 0, 1 or more")
    hand = np.array([row_of(block, package) for block in valued.blocks], dtype=np.int64)
    if (hand < 0).any():
        raise TradetalksError("counter-offers: the package in hand has options that the rules and red lines exclude")
    worth = float(sum(values[row] for values, row in zip(own, hand, strict=True)))
    got = np.sum([values[row] for values, row in zip(others, hand, strict=True)], axis=0)
    step = within / len(own)  # levels of the maker's worth that are told apart: all blocks' roundings make half of it
    level = [np.round(values / step) * step for values in own]
    low, high = worth - 1.5 * within, worth + 1.5 * within
    columns = [np.column_stack([other, values, -values]) for other, values in zip(others, level, strict=True)]
    asked = [-np.inf] * others[0].shape[1] if least is None else list(least)
    front = fold(columns, MOST, valued.layout.plan, mark=np.array([*asked, low, -high]))
    worths = sum((values[front.rows[:, k]] for k, values in enumerate(own)), np.zeros(len(front)))
    near = (np.abs(worths - worth) <= within) & (front.rows != hand).any(1)
    if worth >= floor:
        near &= worths >= floor
    rows, worths = front.rows[near], worths[near]
    theirs = front.values[near][:, : others[0].shape[1]]
    options = _options(valued, rows)
    known = [_options(valued, hand[None])[0]]
    differs = (options != known[0]).sum(1)
    chosen: list[int] = []
    while len(chosen) < min(count, len(rows)):
        apart = np.min([(options != one).sum(1) for one in known], axis=0) if chosen else np.zeros(len(rows))
        left = [j for j in range(len(rows)) if j not in chosen]
        chosen.append(max(left, key=lambda j: (apart[j], theirs[j].sum(), -abs(worths[j] - worth))))
        known.append(options[chosen[-1]])
    return tuple(
        CounterOffer(
            tuple(rows[j].tolist()),
            float(worths[j]),
            tuple(theirs[j].tolist()),
            (float(worths[j] - worth), *(theirs[j] - got).tolist()),
            int(differs[j]),
        )
        for j in chosen
    )


def _options(valued: Valued, rows: NDArray[np.int64]) -> NDArray[np.int16]:
    """``[package, item]`` option numbers of packages given by their rows."""
    return np.column_stack([block.rows[rows[:, k]] for k, block in enumerate(valued.blocks)])
