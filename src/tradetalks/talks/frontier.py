"""Non-dominated sets of value vectors, and folding them over blocks that add up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def nondominated(values: Array) -> NDArray[np.int64]:
    """Rows no other row beats or equals everywhere while beating somewhere; of equal rows the first.

    Args:
        values: ``[row, party]``, more is better.

    Returns:
        Row indices, sorted by falling value to the first party.
    """
    values = np.asarray(values, dtype=float)
    if len(values) == 0:
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort(tuple(-values[:, j] for j in reversed(range(values.shape[1]))))
    ranked = values[order]
    if values.shape[1] <= 2:
        second = ranked[:, -1]
        best_before = np.concatenate([[-np.inf], np.maximum.accumulate(second)[:-1]])
        keep = second > best_before
        if values.shape[1] == 1:
            keep = np.arange(len(ranked)) == 0
        return order[keep]
    kept: list[int] = []
    front = np.zeros((0, values.shape[1]))
    for row, candidate in enumerate(ranked):  # lexicographic order: later rows never dominate earlier ones
        if not np.any(np.all(front >= candidate, axis=1)):
            front = np.vstack([front, candidate])
            kept.append(row)
    return order[np.array(kept, dtype=np.int64)]


def fold(blocks: Sequence[Array]) -> tuple[Array, NDArray[np.int64]]:
    """Exact frontier of all sums of one row from each block, without enumerating them.

    A sum on the frontier uses only rows on their own block's frontier, and prefixes on the prefix's frontier; so
    ``frontier <- nondominated(frontier + block)``, block by block.

    Args:
        blocks: each ``[row, party]``.

    Returns:
        values ``[point, party]`` and the row chosen in each block ``[point, block]``.
    """
    front, rows = np.zeros((1, blocks[0].shape[1])), np.zeros((1, 0), dtype=np.int64)
    for block in blocks:
        own = nondominated(block)
        sums = (front[:, None, :] + block[own][None, :, :]).reshape(-1, block.shape[1])
        keep = nondominated(sums)
        which_front, which_row = np.divmod(keep, len(own))
        front = sums[keep]
        rows = np.column_stack([rows[which_front], own[which_row]])
    return front, rows
