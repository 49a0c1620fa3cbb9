"""Sets of points, more is better: which are on the frontier, which coincide.

Points may come in groups, each with a frontier of its own; all groups are worked at once.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.elimination import packed, ramp
from tradetalks.space.ordering import apart, ordered

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
_AT_ONCE = 8_000_000  # comparisons held at once
_LEAF = 256  # rows of a box
_NEAR = 16  # rows before it that each row is compared with one by one
_TABLE = 2**24  # boxes looked up in a table
_DIRECT = 4  # times as many rows as may be kept are compared with each other, row by row


def nondominated(values: Array | Whole) -> Whole:
    """Rows no other row beats or equals everywhere while beating somewhere; of equal rows the first.

    Args:
        values: ``[row, party]``, more is better.

    Returns:
        Row indices, sorted by falling value to the first party.
    """
    return frontiers(values)[0]


def frontiers(values: Array | Whole, group: Whole | None = None) -> tuple[Whole, Whole]:
    """The frontier of each group of rows.

    Args:
        values: ``[row, party]``. group: ``[row]`` which group each is in, from 0; one group if None.

    Returns:
        The first row of each point, sorted by group and falling values; and ``[row]`` the point each row coincides
        with, -1 for rows off the frontier.
    """
    rows = len(values)
    if rows == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = ordered([*([] if group is None else [group]), *(-values.T)])
    ranked = np.take(values, order, axis=0)
    groups = None if group is None else group[order]
    fresh = np.zeros(rows, dtype=bool)  # differs from the row before it
    fresh[0] = True
    for column in (*ranked.T, *([] if groups is None else [groups])):
        fresh[1:] |= column[1:] != column[:-1]
    distinct = np.flatnonzero(fresh)
    if len(distinct) < rows:
        ranked, groups = ranked[distinct], None if groups is None else groups[distinct]
    good = _first(ranked, groups)
    number = np.where(good, np.cumsum(good) - 1, -1)
    point = np.empty(rows, dtype=np.int64)
    point[order] = number if len(distinct) == rows else number[np.cumsum(fresh) - 1]
    return order[distinct[good]], point


def _first(ranked: Any, groups: Whole | None) -> NDArray[np.bool_]:
    """Which of distinct rows, by group and falling values, no row of their group beats."""
    parties = ranked.shape[1]
    if parties == 1:
        start = np.ones(len(ranked), dtype=bool)
        start[1:] = False if groups is None else groups[1:] != groups[:-1]
        return start
    if parties == 2:
        return _first_of_two(ranked[:, 1], groups)
    if groups is None and ranked.dtype.kind == "i":
        found = _first_in_conflict(ranked)
        if found is not None:
            return found
    if parties == 3:
        return _first_of_three(ranked, groups)
    if groups is not None:  # incomparable across groups
        ranked = np.column_stack([ranked, groups, -groups])
    return _first_of_many(ranked)


def _first_of_two(second: Any, groups: Whole | None) -> NDArray[np.bool_]:
    if groups is not None:
        second = apart(second, groups)
    best = np.maximum.accumulate(second)
    return np.concatenate([[True], second[1:] > best[:-1]])


def _first_of_three(ranked: Any, groups: Whole | None) -> NDArray[np.bool_]:
    """Distinct rows in falling lexicographic order: kept where no earlier row is as good in the other two.

    Divide and conquer (Kung, Luccio & Preparata 1975, J. ACM 22(4)), all pairs of halves of one size at once: sorted by
    the second value, a running maximum of the left half's third value tells which rows of the right half are beaten.
    Sorted once; halves of the next size keep their order. Rows that stand close are compared one by one.
    """
    count = len(ranked)
    middle = ranked[:, 1] if groups is None else apart(ranked[:, 1], groups)
    second, third = (np.unique(v, return_inverse=True)[1].ravel().astype(np.int32) for v in (middle, ranked[:, 2]))
    beaten = np.zeros(count, dtype=bool)
    for k in range(1, min(_NEAR, count)):
        beaten[k:] |= (second[:-k] >= second[k:]) & (third[:-k] >= third[k:])
    half = 1 << max(0, (count - 1).bit_length() - 1)
    place = np.concatenate([np.argsort(-second, kind="stable"), np.arange(count, 2 * half)])  # in whole halves
    third = np.concatenate([third, np.full(2 * half - count, -1, dtype=np.int32)])[place]
    while half >= _NEAR:
        right = (place & half) != 0
        reach = np.maximum.accumulate(np.where(right, np.int32(-1), third).reshape(-1, 2 * half), axis=1).ravel()
        hit = place[right & (reach >= third)]
        beaten[hit[hit < count]] = True
        place, third = (
            np.stack([v[~right].reshape(-1, half), v[right].reshape(-1, half)], axis=1).ravel() for v in (place, third)
        )
        half //= 2
    return ~beaten


def _first_in_conflict(ranked: Any) -> NDArray[np.bool_] | None:
    """The same where sums over parties hardly differ, as where a fixed sum is shared out; None if that is not so.

    What beats a row is above it by no more than sums are apart, in each value: only rows so close are compared.
    """
    total = ranked.sum(1)
    first, apart = -ranked[:, 0], int(np.ptp(total))
    good = np.ones(len(ranked), dtype=bool)
    if apart == 0:
        return good
    row = np.flatnonzero(first[1:] - first[:-1] <= apart) + 1  # with another so near before it
    number = row - np.searchsorted(first, first[row] - apart)
    if int(number.sum()) > 4 * len(ranked):
        return None
    row, other = np.repeat(row, number), np.repeat(row, number) - 1 - ramp(number)
    good[row[(ranked[other] >= ranked[row]).all(1)]] = False
    return good


def _first_of_many(ranked: Any) -> NDArray[np.bool_]:
    """The same for four parties and more, whatever the order.

    A row can only be beaten by rows of a larger sum: the frontier of those of the largest sums is found first, what it
    beats is dropped, and so on with the rest.
    """
    ranks = _narrow(np.column_stack([np.unique(column, return_inverse=True)[1].ravel() for column in ranked.T]))
    keep = np.zeros(len(ranks), dtype=bool)
    left = np.argsort(-ranks.sum(1, dtype=np.int64), kind="stable")
    size = _LEAF
    while len(left):
        best, left = left[:size], left[size:]
        best = best[~_beaten(ranks[best], ranks[best])]
        keep[best] = True
        left = left[~_beaten(ranks[left], ranks[best])]
        size = max(size, min(8 * size, len(left) // 4))
    return keep


def _narrow(rows: Any) -> Any:
    """Whole numbers in as few bytes as hold the sum of a row, one more each: fewer bytes are compared faster."""
    reach = int(np.abs(rows).max(0, initial=0).sum()) + rows.shape[1]
    return rows.astype(np.int16 if reach < 2**15 else np.int32 if reach < 2**31 else np.int64)


def _beaten(rows: Any, others: Any) -> NDArray[np.bool_]:
    """Which of some rows one of others beats: a small box of rows against the boxes that can beat it.

    Rows are halved at medians into boxes (k-d tree; Bentley 1975, Communications of the ACM 18). A row can only be
    beaten by rows above its own box's lowest corner, which most boxes do not reach; those that do are compared.
    """
    if len(rows) * len(others) <= _AT_ONCE:
        return _beaten_by(rows, others)
    beaten = np.zeros(len(rows), dtype=bool)
    others, starts, ends = in_boxes(others)[1:]
    top = np.maximum.reduceat(others, starts)
    order, rows, firsts, lasts = in_boxes(rows)
    lows = np.minimum.reduceat(rows, firsts)
    for low, first, last in zip(lows, firsts.tolist(), lasts.tolist(), strict=True):
        near = np.flatnonzero((top >= low).all(1))
        number = ends[near] - starts[near]
        at = np.repeat(starts[near], number) + ramp(number)
        found = others[at]
        beaten[order[first:last]] = _beaten_by(rows[first:last], found[(found >= low).all(1)])
    return beaten


def in_boxes(rows: Any, most: int = _LEAF) -> tuple[Whole, Any, Whole, Whole]:
    """An order of rows by boxes of at most so many, the rows in it, and where each box begins and ends."""
    boxes = _boxes(rows, most)
    order = np.concatenate(boxes) if boxes else np.zeros(0, dtype=np.int64)
    sizes = np.array([len(box) for box in boxes], dtype=np.int64)
    ends: Whole = np.cumsum(sizes)
    return order, rows[order], ends - sizes, ends


def _boxes(rows: Any, most: int) -> list[Whole]:
    """Rows halved at the median of their widest column until at most so many are together."""
    found, waiting = [], [np.arange(len(rows))] if len(rows) else []
    while waiting:
        part = waiting.pop()
        if len(part) <= most:
            found.append(part)
            continue
        column = rows[part][:, int(np.ptp(rows[part], axis=0).argmax())]
        half = len(part) // 2
        order = np.argpartition(column, half)
        waiting += [part[order[:half]], part[order[half:]]]
    return found


def _beaten_by(rows: Any, others: Any) -> NDArray[np.bool_]:
    """Which of some rows are below one of others: nowhere above it, and in all less."""
    beaten = np.zeros(len(rows), dtype=bool)
    total, sums = rows.sum(1, dtype=rows.dtype), others.sum(1, dtype=rows.dtype)
    columns = np.ascontiguousarray(others.T)  # compared many at a time
    step = max(1, _AT_ONCE // max(1, len(others)))
    for start in range(0, len(rows), step):
        part = slice(start, start + step)
        hit = sums > total[part, None]
        for j, column in enumerate(columns):
            hit &= column >= rows[part, None, j]
        beaten[part] = hit.any(1)
    return beaten


def thinned(values: Whole, group: Whole | None, most: int, enough: int | None = None) -> tuple[Whole, Whole, int]:
    """The frontier of each group as ``frontiers`` gives it if it has at most ``most`` points in all; else that of rows
    that stand for it: of each box that no other beats the row of the largest sum, the boxes small enough that a
    quarter as many are kept as may be, where some width does that.

    A box that is nowhere below another stands for it (epsilon-dominance; Laumanns, Thiele, Deb & Zitzler 2002,
    Evolutionary Computation 10(3)). In each box kept lies a point of the frontier: more boxes than ``most`` prove that
    the frontier has more points. From coarse boxes to fine, rows of a box below another on every side are dropped.

    Args:
        enough: so many boxes will do, and smaller ones need not be tried; None where the frontier should be exact if it
            can be.

    Returns:
        The first row of each point; ``[row]`` the point each row coincides with or -1; and by how much, to any party, a
        point left out may be better than one kept: 0 if all are kept.
    """
    if len(values) <= most:
        return *frontiers(values, group), 0
    low, labels = values.min(0), np.zeros(len(values), dtype=np.int64) if group is None else group
    most = max(most, len(np.unique(labels)))
    step = max(1, int(np.gcd.reduce(np.gcd.reduce(values - low, axis=0))))  # values are whole multiples of it apart
    units = (values - low) // step
    wide = int(units.max()) + 1  # one box holds all
    rows, narrow = np.arange(len(units)), wide
    while narrow > 1 and len(rows) > _DIRECT * most and values.shape[1] > 2:
        narrow = (narrow + 1) // 2
        rows, number = _above(units, labels, rows, narrow)
        if number > most:
            break
        wide = narrow
        if enough and number >= enough:
            break
    else:
        kept, point = frontiers(values[rows], None if group is None else group[rows])
        if len(kept) <= most:
            return rows[kept], _among(point, rows, len(values)), 0
        rows, narrow = rows[kept], 1
    while wide > narrow + 1 and wide > 1.1 * narrow:
        middle = max(narrow + 1, math.isqrt(wide * narrow))
        number = len(_covering(units, labels, rows, middle)[-1])
        wide, narrow = (middle, narrow) if number <= most else (wide, middle)
        if most // 4 <= number <= most:
            break
    chosen = _standing(units, labels, rows, wide)
    kept, point = frontiers(values[chosen], labels[chosen])
    return chosen[kept], _among(point, chosen, len(values)), (wide - 1) * step


def _among(point: Whole, rows: Whole, total: int) -> Whole:
    """The point of some rows among all; the others are off the frontier."""
    found = np.full(total, -1, dtype=np.int64)
    found[rows] = point
    return found


def _boxed(units: Whole, labels: Whole, rows: Whole, width: int) -> tuple[Whole, Whole, Whole]:
    """``[row]`` the box of each row, and the corner and group of each box."""
    corner = units[rows] // width
    code = packed(np.column_stack([labels[rows], corner]))[0]
    if int(code.max()) < _TABLE:
        last = np.full(int(code.max()) + 1, -1, dtype=np.int64)
        last[code] = np.arange(len(code))
        there = np.flatnonzero(last >= 0)
        one = last[there]
        last[there] = np.arange(len(there))
        box = last[code]
    else:
        _, one, box = np.unique(code, return_index=True, return_inverse=True)
    return box.ravel(), corner[one], labels[rows[one]]


def _covering(units: Whole, labels: Whole, rows: Whole, width: int) -> tuple[Whole, Whole, Whole, Whole]:
    """``[row]`` the box of each row, the corner and group of each box, and the boxes that no other of their group
    beats."""
    box, corner, groups = _boxed(units, labels, rows, width)
    return box, corner, groups, frontiers(corner, groups)[0]


def _above(units: Whole, labels: Whole, rows: Whole, width: int) -> tuple[Whole, int]:
    """Rows not in a box below another on every side, and how many boxes no other box of their group beats."""
    box, corner, groups, good = _covering(units, labels, rows, width)
    if int(groups.max()) > 0:  # incomparable across groups
        corner = np.column_stack([corner, groups, -groups])
    corner = _narrow(corner)
    higher = corner + (np.arange(corner.shape[1]) < units.shape[1]).astype(corner.dtype)
    return rows[~_beaten(higher, corner[good])[box]], len(good)


def _standing(units: Whole, labels: Whole, rows: Whole, width: int) -> Whole:
    """Of each box that no other box of its group beats, the row of the largest sum, and rows that coincide with it."""
    box, corner, _, best = _covering(units, labels, rows, width)
    good = np.zeros(len(corner), dtype=bool)
    good[best] = True
    rows, box = rows[good[box]], box[good[box]]
    order = np.lexsort((-units[rows].sum(1), box))
    rows, box = rows[order], box[order]
    fresh = np.concatenate([[True], box[1:] != box[:-1]])
    top = units[rows[fresh]][np.cumsum(fresh) - 1]
    return np.sort(rows[(units[rows] == top).all(1)])
