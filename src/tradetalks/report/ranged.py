"""A figure with its range in brackets, in one text: the same digits for all three."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.report.numbers import Figures, change, fitting, pct, plain, together

if TYPE_CHECKING:
    from tradetalks.counsel.reach_kept import Ranges
    from tradetalks.space.deal_space import DealSpace

Ends = NDArray[np.float64] | None
"""The 5th and 95th percentile of a figure; none, or NaN, where no range is known."""


def change_ranged(value: float, ends: Ends, digits: int = 2) -> str:
    """A change in per cent with its range in brackets, all with the same digits; the figure alone, with ``digits``,
    where no range is known."""
    if ends is None or np.isnan(ends).any():
        return pct(value, digits, signed=True)
    figure, span = change(value, float(ends[0]), float(ends[1]))
    return f"{figure} ({span})" if " to " in span else figure


def amount_ranged(figures: Figures, value: float, ends: Ends) -> str:
    """The same of an amount, in the unit of ``figures``."""
    return figures.cell(value) if ends is None or np.isnan(ends).any() else figures.ranged(value, *ends.tolist())


def region_ranged(figures: Figures, value: float, ends: NDArray[np.float64] | None, n: int) -> str:
    """The same of region ``n``, of ends ``[end, region]``."""
    return amount_ranged(figures, value, None if ends is None else ends[:, n])


def people_ranged(value: float, ends: Ends) -> str:
    """The same of people who move, in thousands."""
    if ends is None or np.isnan(ends).any():
        return plain(value, fitting([value], 0))
    digits = together((value, *ends.tolist()), 0)
    return plain(value, digits) + in_brackets(ends, lambda people: plain(people, digits))


def in_brackets(ends: Ends, say: Callable[[float], str]) -> str:
    """Two ends after the figure they are of; nothing where no range is known, or it prints as one figure."""
    told = "" if ends is None else span_of(ends, say)
    return f" ({told})" if " to " in told else ""


def span_of(ends: NDArray[np.float64], say: Callable[[float], str]) -> str:
    """Two ends in words; nothing where no range is known, one figure where both print alike."""
    if np.isnan(ends).any():
        return ""
    low, high = (say(float(end)) for end in ends)
    return low if low == high else f"{low.removesuffix('%')} to {high}"


def model_ends(space: DealSpace, found: Ranges | None) -> dict[str, tuple[float, float]]:
    """Party -> ends of what the model computes of a package; of a party that is no region, and where none are known,
    nothing."""
    if found is None:
        return {}
    at = {p: found.regions.index(region) for p, region in space.dossier.regions.items()}
    low, high = found.ends["real_income"]
    return {p: (float(low[n]), float(high[n])) for p, n in at.items()}
