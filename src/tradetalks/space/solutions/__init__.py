"""Bargaining solutions on a finite set of gains over no deal, one file each; all ties returned, and over lotteries.

Gains are ``[row, party]``; a package is rational if no party loses by it. Each file declares its solution as
``SOLUTION``; its name is the file's. Nothing else lists them (docs/how-to/extend-solution.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import TradetalksError, unknown
from tradetalks.registry import DeclarationError, declared, file_of, said_as_promised
from tradetalks.space.choice import INDIFFERENT, Choice, Solution, able, rational
from tradetalks.space.lotteries import Lottery, picked

__all__ = [
    "INDIFFERENT",
    "SOLUTIONS",
    "Choice",
    "Lottery",
    "Solution",
    "able",
    "known",
    "over_lotteries",
    "rational",
    "solve",
]

Array = NDArray[np.float64]

SOLUTIONS: tuple[str, ...]
"""Names of all solutions, in the order of ``known()``."""


def __getattr__(name: str) -> Any:
    if name == "SOLUTIONS":
        return tuple(known())
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


@cache
def known() -> Mapping[str, Solution]:
    """Every solution by name, in the order in which they are shown; raises DeclarationError for a file without one, and
    for two of one title."""
    found = declared(__name__, "SOLUTION", Solution)
    by_title: dict[str, str] = {}
    for name, one in found.items():
        other = by_title.setdefault(one.title.strip().casefold(), name)
        if other != name:
            raise DeclarationError(
                f"{__name__}: the title '{one.title}' is that of {other} and of {name}; expected one of its own in each"
            )
    return dict(sorted(found.items(), key=lambda one: (one[1].order, one[0])))


def solve(name: str, gains: Array) -> Choice:
    """What a solution picks of gains ``[row, party]``; raises TradetalksError for an unknown one."""
    one = _named(name)
    return said_as_promised(one.pick(np.asarray(gains, dtype=float)), Choice, file_of(one.pick), one.pick.__name__)


def over_lotteries(name: str, gains: Array, powers: Sequence[float] | None = None) -> Lottery:
    """A solution over all lotteries on packages.

    Rationality is asked of expected gains. The ideal of Kalai and Smorodinsky and of regret is each party's best
    expected gain among rational lotteries.

    Raises:
        TradetalksError: an unknown solution; powers that cannot be powers.
    """
    return picked(_named(name), np.asarray(gains, dtype=float), powers)


def _named(name: str) -> Solution:
    if name not in known():
        raise TradetalksError(unknown("solution", name, known()))
    return known()[name]
