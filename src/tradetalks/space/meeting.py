"""Two halves of a sum that meet at the end: the pairs of their points that reach a mark, found without making the rest.

Horowitz & Sahni (1974, J. ACM 21) for sums in several values at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.dominance import in_boxes

Whole = NDArray[np.int64]
_BOX = 64  # rows of a box


def pairs_above(left: Whole, right: Whole, least: Whole, most: int) -> tuple[Whole, Whole] | None:
    """Pairs of a row of each half whose sum is at least ``least`` in every value; None if they are more than ``most``.

    A box of near rows of one half meets only rows of the other that its best corner brings up to the mark.

    Args:
        left, right: ``[row, party]``. least: ``[party]``.

    Returns:
        The row of ``left`` and the row of ``right`` of each pair.
    """
    order, rows, begins, ends = in_boxes(left, _BOX)
    tops = np.maximum.reduceat(rows, begins) if len(rows) else rows
    ones, others, total = [], [], 0
    for top, begin, end in zip(tops, begins.tolist(), ends.tolist(), strict=True):
        near = np.flatnonzero((right >= least - top).all(1))
        needed, found = least - rows[begin:end], right[near]
        reached = found[None, :, 0] >= needed[:, None, 0]
        for j in range(1, right.shape[1]):
            reached &= found[None, :, j] >= needed[:, None, j]
        one, other = np.nonzero(reached)
        total += len(one)
        if total > most:
            return None
        ones.append(order[begin + one])
        others.append(near[other])
    if not ones:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate(ones), np.concatenate(others)
