"""Frontiers of some states of some blocks, and the sums of two of them: what a fold is made of.

Where only points that reach a mark are wanted, prefixes that cannot reach it, whatever comes after, are dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.dominance import frontiers, thinned
from tradetalks.space.elimination import ramp
from tradetalks.space.meeting import pairs_above

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
_CHUNK = 4_000_000  # sums held at once
_ROOM = 4  # times as many points as are kept, of a part of the sums, while nothing is thinned
SUMS = 100_000_000  # sums worth making for an exact frontier
_ENOUGH = 8  # of four parties and more, thinned again, a frontier keeps at least this fraction of the points
_MEETING = 4_000_000  # sums of two halves of three parties that are held against each other
_MEETING_OF_MANY = 1_000_000  # the same of four parties and more
_COINCIDING = 1e8  # places on the grid, of all parties but one, that sums of fixed totals can lie on
_APART = 1e-6  # a share of values: sums over parties this near are as good as fixed


@dataclass(frozen=True, eq=False)
class Made:
    """How points were made, by pairs sorted by point: of a block's rows, or of points of one table or two before it."""

    point: Whole  # [pair] point made
    first: Whole  # [pair] row of ``block``, or point of ``left``
    second: Whole | None = None  # [pair] point of ``right``
    block: int = -1
    left: Made | None = None
    right: Made | None = None

    def pairs(self, point: Any) -> tuple[Any, Any]:
        """Where the pairs of points begin and end."""
        return np.searchsorted(self.point, point), np.searchsorted(self.point, point, side="right")


@dataclass(frozen=True, eq=False)
class Table:
    """A frontier for each of some states: points sorted by state. ``lost``: how far, on the grid, thinning cut.
    ``best``: of the blocks in it, the most that each of a floor's sums over parties can be."""

    states: int
    state: Whole  # [point]
    values: Whole  # [point, party] on the grid
    worth: Array  # [point, party] the same before rounding
    packages: Any  # [point] whole numbers
    made: Made | None
    lost: int = 0
    best: Any = 0


@dataclass(frozen=True, eq=False)
class Floor:
    """What sums must reach in the end: ``parties`` ``[sum, party]`` which parties each is over, ``needed`` of it, and
    ``best`` the most it can be, by block and in all."""

    parties: Whole
    needed: Whole
    best: Sequence[Whole]
    total: Whole

    @classmethod
    def of(cls, mark: Array, grid: float, step: int, whole: Sequence[Whole]) -> Floor:
        """The floor of a mark for each party; of all pairs too, and of all parties together. Values are given in steps
        of so many of the grid."""
        n = len(mark)
        sums = [who for size in sorted({1, 2, n}) for who in combinations(range(n), size)]
        parties = np.array([[int(p in who) for p in range(n)] for who in sums], dtype=np.int64)
        low = np.floor(np.maximum(np.asarray(mark) / grid, -(2.0**59))).astype(np.int64) - len(whole)  # each is rounded
        low = -(-low // step)
        best = [(values @ parties.T).max(0) for values in whole]
        return cls(parties, parties @ low, best, np.sum(best, axis=0))

    def reached(self, values: Whole, best: Whole, lost: int) -> NDArray[np.bool_]:
        """Which sums may still reach it, if those left out for them were better by at most ``lost`` to each party."""
        least = self.needed - (self.total - best) - lost * self.parties.sum(1)
        return (values @ self.parties.T >= least).all(1)


def only(table: Table, kept: NDArray[np.bool_]) -> Table:
    """Some points of a table."""
    if kept.all() or table.made is None:
        return table
    made, number = table.made, np.cumsum(kept) - 1
    pairs = kept[made.point]
    second = None if made.second is None else made.second[pairs]
    made = replace(made, point=number[made.point[pairs]], first=made.first[pairs], second=second)
    return replace(
        table,
        state=table.state[kept],
        values=table.values[kept],
        worth=table.worth[kept],
        packages=table.packages[kept],
        made=made,
    )


def combined(
    left: Table,
    right: Table | None,
    one: Whole,
    other: Whole | None,
    out: Whole,
    states: int,
    most: int,
    floor: Floor | None = None,
    sums: int = SUMS,
) -> Table:
    """Frontiers of new states: the union, over combinations, of sums of a state's points and another's.

    Args:
        one, other, out: ``[combination]`` state of ``left``, of ``right`` (None: nothing is added), and the new state.
        floor: sums that cannot reach it, whatever comes after, are dropped.
        sums: at most so many are made, of tables thinned for it.
    """
    if right is not None and other is not None:
        if (
            states == 1
            and left.states == right.states == 1
            and len(left.values) * len(right.values) <= min(_CHUNK, sums)
        ):
            return _all_sums(left, right, most, floor)
        left, right = _few_enough(left, right, one, other, sums)
    entry, made = _spread(left, one)
    label = out[made]
    begin = None if right is None or other is None else _starts(right)
    number = np.ones(len(entry), dtype=np.int64) if begin is None or other is None else np.diff(begin)[other[made]]
    best = left.best if right is None else left.best + right.best
    lost = before = left.lost + (right.lost if right else 0)
    pieces, chunks = [], _chunks(number)
    enough = _enough(most, before, left.values.shape[1])
    for part in chunks:
        first = np.repeat(entry[part], number[part])
        values, group, second = left.values[first], np.repeat(label[part], number[part]), None
        if begin is not None and right is not None and other is not None:
            second = np.repeat(begin[other[made[part]]], number[part]) + ramp(number[part])
            values = values + right.values[second]
        piece = (values, group, first, second)
        if floor is not None:
            piece = _picked(piece, floor.reached(values, best, before))
        if len(chunks) > 1:
            _, point, width = thinned(
                piece[0], piece[1] if states > 1 else None, most if before else _ROOM * most, enough
            )
            piece, lost = _picked(piece, point >= 0), max(lost, before + width)
        pieces.append(piece)
    values, group, first = (np.concatenate([piece[k] for piece in pieces]) for k in range(3))
    seconds = [piece[3] for piece in pieces if piece[3] is not None]
    second = np.concatenate(seconds) if seconds else None
    kept, point, width = thinned(values, group if states > 1 else None, most, enough)
    front = _Kept(states, group[kept], values[kept], lost + width, best)
    return _of_points(front, point, first, second, left, right)


def _all_sums(left: Table, right: Table, most: int, floor: Floor | None) -> Table:
    """``combined`` of tables of one state each whose sums can all be held."""
    m, n, parties = len(left.values), len(right.values), left.values.shape[1]
    first, second = np.arange(m).repeat(n), np.arange(m * n) % max(1, n)
    values = (left.values[:, None] + right.values).reshape(-1, parties)
    best, before = left.best + right.best, left.lost + right.lost
    if floor is not None:
        reached = floor.reached(values, best, before)
        values, first, second = values[reached], first[reached], second[reached]
    kept, point, width = thinned(values, None, most, _enough(most, before, parties))
    front = _Kept(1, np.zeros(len(kept), dtype=np.int64), values[kept], before + width, best)
    return _of_points(front, point, first, second, left, right)


def _enough(most: int, before: int, parties: int) -> int | None:
    """How many points will do where something is lost already."""
    return None if not before else most // (_ENOUGH if parties > 3 else 4)


@dataclass(frozen=True)
class _Kept:
    """The points of a table that is being made, and what it has lost."""

    states: int
    state: Whole
    values: Whole
    lost: int
    best: Any


def _of_points(
    front: _Kept, point: Whole, first: Whole, second: Whole | None, left: Table, right: Table | None
) -> Table:
    """The table of points from the point of each sum (-1: none) and the points of the tables that each is of."""
    pair = (point >= 0).nonzero()[0]
    alone = len(pair) == len(front.values) > 0  # one sum a point
    pair = pair[_inverse(point[pair])] if alone else pair[np.argsort(point[pair], kind="stable")]
    point = np.arange(len(pair)) if alone else point[pair]
    starts = point if alone else np.searchsorted(point, np.arange(len(front.values)))
    first = first[pair]
    packages, worth = left.packages[first], np.take(left.worth, first[starts], axis=0)
    if right is not None and second is not None:
        second = second[pair]
        packages = packages * right.packages[second]
        worth += np.take(right.worth, second[starts], axis=0)
    total = packages if alone else np.add.reduceat(packages, starts) if len(front.values) else packages[:0]
    made = Made(point, first, second, left=left.made, right=right.made if right else None)
    return Table(front.states, front.state, front.values, worth, total, made, front.lost, front.best)


def _inverse(order: Whole) -> Whole:
    """Where each number from 0 on stands in an order of them."""
    found = np.empty_like(order)
    found[order] = np.arange(len(order))
    return found


def met(left: Table, right: Table, floor: Floor | None, most: int) -> Table | None:
    """The table of all sums of two tables of one state each that reach the floor, with nothing left to be added; None
    if that takes more than ``most`` points, or too much to tell."""
    conflict = _in_conflict((left, right))
    parties = left.values.shape[1]
    least = np.full(parties, -(2**61)) if floor is None else floor.needed[:parties]
    sums = most if conflict else min(most, _MEETING if parties < 4 else _MEETING_OF_MANY)
    pairs = pairs_above(left.values, right.values, least, sums)
    if pairs is None:
        return None
    first, second = pairs
    values = np.take(left.values, first, axis=0)
    values += np.take(right.values, second, axis=0)
    kept, point = frontiers(values)
    if len(kept) > most:
        return None
    values = values[kept]
    front = _Kept(1, np.zeros(len(kept), dtype=np.int64), values, 0, left.best + right.best)
    return _of_points(front, point, first, second, left, right)


def _in_conflict(tables: Sequence[Table]) -> bool:
    """Do sums of tables hardly differ when added up over parties, so that hardly any beats another?"""
    apart = sum(float(np.ptp(table.values.sum(1))) for table in tables)
    return apart <= _APART * max(float(np.ptp(table.values, axis=0).max()) for table in tables)


def may_coincide(front: Table, others: Sequence[Table]) -> bool:
    """May many sums of tables coincide or beat each other? Where neither, all of them are points."""
    tables = [front, *others]
    ranges = np.sum([np.ptp(table.values, axis=0) + 1.0 for table in tables], axis=0)
    return bool(np.prod(ranges[1:]) <= _COINCIDING) or not _in_conflict(tables)


_Piece = tuple[Whole, Whole, Whole, Whole | None]  # sums, their states, and the points of both tables they are of


def _picked(piece: _Piece, rows: Any) -> _Piece:
    """Some of a piece's sums."""
    values, group, first, second = piece
    return values[rows], group[rows], first[rows], None if second is None else second[rows]


def _starts(table: Table) -> Whole:
    return np.searchsorted(table.state, np.arange(table.states + 1))


def _few_enough(left: Table, right: Table, one: Whole, other: Whole, most: int) -> tuple[Table, Table]:
    """Two tables thinned until the sums of their states' points are at most so many."""
    for _ in range(2):
        a, b = np.diff(_starts(left)), np.diff(_starts(right))
        sums = int((a[one] * b[other]).sum())
        if sums <= most:
            break
        m, n = len(left.values), len(right.values)
        if m >= n:
            left = _thin(left, max(left.states, int(m * (most / sums) ** (0.5 if m < n * sums / most else 1.0))))
        else:
            right = _thin(right, max(right.states, int(n * (most / sums) ** (0.5 if n < m * sums / most else 1.0))))
    return left, right


def _thin(table: Table, most: int) -> Table:
    """A table of fewer points."""
    chosen, _, width = thinned(table.values, table.state if table.states > 1 else None, most)
    kept = np.zeros(len(table.values), dtype=bool)
    kept[chosen] = True
    return replace(only(table, kept), lost=table.lost + width)


def _spread(table: Table, one: Whole) -> tuple[Whole, Whole]:
    """Points of the states of combinations, and which combination each is of."""
    begin = _starts(table)
    number = np.diff(begin)[one]
    return np.repeat(begin[one], number) + ramp(number), np.repeat(np.arange(len(one)), number)


def _chunks(number: Whole) -> list[slice]:
    """Slices of points whose sums are few enough to hold at once."""
    ends = np.cumsum(number)
    if len(ends) == 0 or ends[-1] <= _CHUNK:
        return [slice(0, len(number))]
    cuts = [0]
    while cuts[-1] < len(number):
        done = ends[cuts[-1] - 1] if cuts[-1] else 0
        cuts.append(max(cuts[-1] + 1, int(np.searchsorted(ends, done + _CHUNK, side="right"))))
    return [slice(a, b) for a, b in pairwise(cuts)]
