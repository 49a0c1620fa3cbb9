"""Exact Pareto frontiers of spaces that add up over blocks, for any number of parties, every tie kept.

A sum on the frontier uses only rows on their own block's frontier, and prefixes on the prefix's frontier; so
``frontier <- nondominated(frontier + block)``, block by block, finds the frontier of 10^20 packages without listing
them. Where rules tie blocks together the same is done for every state that they tell apart, along the tables of
``elimination``. Values are put on a fine grid of integers first, so that sums are exact and ties are ties whatever the
order. Where only points that reach a mark are wanted, prefixes that cannot reach it, whatever comes after, are dropped.
Where the frontier itself grows past ``most``, it is thinned by boxes and the certificate ``epsilon`` says by how much a
package left out may beat the kept ones: never a silent cut. What each thinning may miss adds up, so many parties' items
are then added up as a tree, whose parts are exact, not one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.dominance import frontiers, nondominated, thinned
from tradetalks.space.elimination import Bucket, Plan, numbered, plan, ramp

__all__ = ["MOST_POINTS", "Front", "fold", "grid_of", "nondominated", "on_grid"]

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
MOST_POINTS = 50_000
_CHUNK = 4_000_000  # sums held at once
_ROOM = 4  # times as many points as are kept, of a part of the sums, while nothing is thinned
_SUMS = 100_000_000  # sums worth making for an exact frontier
_FEWER = 300_000  # sums worth making where the frontier is thinned
_ENOUGH = 8  # of four parties and more, thinned again, a frontier keeps at least this fraction of the points
_EACH = 4  # a frontier added to others that are thinned is exact up to this fraction of the points kept
Progress = Callable[[int, int], Any]


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
    values: Whole  # [point, party]
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
    def of(cls, mark: Array, grid: float, whole: Sequence[Whole]) -> Floor:
        """The floor of a mark for each party; of all pairs too, and of all parties together."""
        n = len(mark)
        sums = [who for size in sorted({1, 2, n}) for who in combinations(range(n), size)]
        parties = np.array([[int(p in who) for p in range(n)] for who in sums], dtype=np.int64)
        low = np.floor(np.maximum(np.asarray(mark) / grid, -(2.0**59))).astype(np.int64) - len(whole)  # each is rounded
        best = [(values @ parties.T).max(0) for values in whole]
        return cls(parties, parties @ low, best, np.sum(best, axis=0))

    def reached(self, values: Whole, best: Whole, lost: int) -> NDArray[np.bool_]:
        """Which sums may still reach it, if those left out for them were better by at most ``lost`` to each party."""
        least = self.needed - (self.total - best) - lost * self.parties.sum(1)
        return (values @ self.parties.T >= least).all(1)


@dataclass(frozen=True, eq=False)
class Front:
    """The frontier of a sum of blocks.

    Attributes:
        values: ``[point, party]``, by falling value to the first party. rows: ``[point, block]`` one package a point.
        packages: ``[point]`` how many packages tie there (exact whole numbers; at least that many where thinned).
        epsilon: by how much, to each party, a package left out may beat a kept one; 0 if the frontier is exact.
        total: packages in all that the ties allow.
        made: how the points were made.
    """

    values: Array
    rows: Whole
    packages: tuple[int, ...]
    epsilon: float
    total: int
    made: Made | None = None

    def __len__(self) -> int:
        return len(self.values)

    def ties(self, point: int) -> Iterator[Whole]:
        """Every package of a point, one at a time: the row chosen in each block."""
        waiting: list[tuple[Any, Any]] = [((self.made, point, None), None)]  # linked lists: to expand, rows chosen
        while waiting:
            left, chosen = waiting.pop()
            if left is None:
                rows = np.zeros(self.rows.shape[1], dtype=np.int64)
                while chosen is not None:
                    block, row, chosen = chosen
                    rows[block] = row
                yield rows
                continue
            made, at, rest = left
            first, last = made.pairs(at)
            for pair in reversed(range(int(first), int(last))):
                one = int(made.first[pair])
                if made.left is None:
                    waiting.append((rest, (made.block, one, chosen) if made.block >= 0 else chosen))
                    continue
                more = rest if made.right is None else (made.right, int(made.second[pair]), rest)
                waiting.append(((made.left, one, more), chosen))


def fold(
    blocks: Sequence[Array],
    most: int = MOST_POINTS,
    how: Plan | None = None,
    *,
    mark: Array | None = None,
    progress: Progress | None = None,
) -> Front:
    """Exact frontier of all allowed sums of one row from each block, with every tie, without enumerating them.

    Args:
        blocks: each ``[row, party]``. most: points kept; beyond, the frontier is thinned and ``epsilon`` says how much.
        how: the blocks' order of elimination under the rules that tie them; independent blocks if None.
        mark: ``[party]`` only points worth at least this to every party are wanted; where the frontier is thinned,
            some of those found may be worth up to ``epsilon`` less.
        progress: called with (done, total) steps; what it raises stops the work.
    """
    how = how or plan([len(block) for block in blocks])
    parties, grid = blocks[0].shape[1], grid_of(blocks)
    nothing = Front(np.zeros((0, parties)), np.zeros((0, len(blocks)), dtype=np.int64), (), 0.0, how.total)
    if how.total == 0:
        return nothing
    counts = np.int64 if how.total < 2**62 else object
    whole = on_grid(blocks, grid)
    floor = None if mark is None else Floor.of(mark, grid, whole)
    say, steps = progress or (lambda done, total: None), len(how.buckets) + len(how.roots)
    tables: list[Table | None] = []
    for bucket in how.buckets:
        own = _own_table(bucket, whole, parties, counts, floor)
        tables.append(_eliminated(bucket, own, tables, most, floor))
        say(len(tables), steps)
    front = _together([tables[root] for root in how.roots], most, floor, lambda done: say(len(tables) + done, steps))  # type: ignore[misc]
    if floor is not None:  # a single table has not been held against it
        front = _only(front, floor.reached(front.values, front.best, front.lost))
    say(steps, steps)
    if len(front.values) == 0:
        return nothing
    rows = _representatives(front, len(blocks))
    values = np.zeros((len(front.values), parties))
    for j, block in enumerate(blocks):
        values += np.asarray(block, dtype=float)[rows[:, j]]
    packages = tuple(int(n) for n in front.packages.tolist())
    epsilon = (front.lost + len(blocks)) * grid if front.lost else 0.0  # each block is rounded
    return Front(values, rows, packages, epsilon, how.total, front.made)


def _only(table: Table, kept: NDArray[np.bool_]) -> Table:
    """Some points of a table."""
    if kept.all() or table.made is None:
        return table
    made, number = table.made, np.cumsum(kept) - 1
    pairs = kept[made.point]
    second = None if made.second is None else made.second[pairs]
    made = replace(made, point=number[made.point[pairs]], first=made.first[pairs], second=second)
    return replace(table, state=table.state[kept], values=table.values[kept], packages=table.packages[kept], made=made)


def grid_of(blocks: Sequence[Array]) -> float:
    """Grid of values: nine digits after the point or, where values are large, as fine as exact sums allow."""
    reach = sum(float(np.abs(np.asarray(block, dtype=float)).max(initial=0.0)) for block in blocks)
    return max(1e-9, 10.0 ** np.ceil(np.log10(max(reach, 1e-300))) * 1e-15)


def on_grid(blocks: Sequence[Array], grid: float) -> list[Whole]:
    """Values in whole steps of the grid."""
    return [np.rint(np.asarray(block, dtype=float) / grid).astype(np.int64) for block in blocks]


def _own_table(bucket: Bucket, whole: Sequence[Whole], parties: int, counts: Any, floor: Floor | None) -> Table:
    """A block's own frontier for each code of its rows; a switch is worth nothing."""
    states = int(bucket.code.max(initial=-1)) + 1
    if bucket.variable >= len(whole):
        zero, one = np.zeros((states, parties), dtype=np.int64), np.ones(states, dtype=counts)
        at = np.arange(states)
        return Table(states, at, zero, one, Made(at, at))
    values = whole[bucket.variable]
    kept, point = frontiers(values, bucket.code if states > 1 else None)
    rows = np.flatnonzero(point >= 0)
    rows = rows[np.argsort(point[rows], kind="stable")]
    packages = np.bincount(point[rows], minlength=len(kept)).astype(counts)
    best = 0 if floor is None else floor.best[bucket.variable]
    made = Made(point[rows], rows, block=bucket.variable)
    return Table(states, bucket.code[kept], values[kept], packages, made, best=best)


def _eliminated(bucket: Bucket, own: Table, tables: list[Table | None], most: int, floor: Floor | None) -> Table:
    """The table of a bucket: own rows and messages added up state by state; states that need not be told apart any
    more are put together as early as can be."""
    todo = sorted(range(len(bucket.messages)), key=lambda k: len(tables[bucket.messages[k]].values))  # type: ignore[union-attr]
    label = _labels(bucket, todo)
    _, some = numbered(np.column_stack([bucket.joint[:, 0], label]))
    table = own
    if own.states > 1 or len(some) != 1:
        states = int(label.max(initial=-1)) + 1
        table = combined(own, None, bucket.joint[some, 0], None, label[some], states, most, floor)
    for place, k in enumerate(todo):
        after = _labels(bucket, todo[place + 1 :])
        _, some = numbered(label[:, None])
        message = tables[bucket.messages[k]]
        assert message is not None
        right, number = bucket.taken[k][some], int(after.max(initial=-1)) + 1
        table = combined(table, message, label[some], right, after[some], number, most, floor)
        tables[bucket.messages[k]] = None  # each is taken in once
        label = after
    return table


def _together(ends: list[Table], most: int, floor: Floor | None, say: Callable[[int], Any]) -> Table:
    """The table of all packages from tables that nothing ties to each other, the small ones first.

    One after the other as long as the frontier is exact. Each thinning adds to what may be missed, so where one is
    needed, of four parties and more, the tables make a few frontiers that are exact, added up the smallest first.
    """
    ends = sorted(ends, key=lambda table: len(table.values), reverse=True)
    many = ends[0].values.shape[1] > 3  # where the width of boxes falls but slowly with their number
    exact, front, cap, total = [], ends.pop(), most, len(ends)
    while ends:
        say(total - len(ends))
        table = ends.pop()
        both = _sum(front, table, cap, floor)
        if many and both.lost > front.lost + table.lost and len(table.values) < len(front.values):
            exact.append(front)
            front, cap = table, most // _EACH
        else:
            front = both
    ends = [*exact, front]
    while len(ends) > 1:
        ends.sort(key=lambda table: len(table.values), reverse=True)
        ends.append(_sum(ends.pop(), ends.pop(), most, floor, _FEWER))
    return ends[0]


def _sum(left: Table, right: Table, most: int, floor: Floor | None, sums: int = _SUMS) -> Table:
    """The table of all sums of two tables of one state each."""
    one = np.zeros(1, dtype=np.int64)
    return combined(left, right, one, one, one, 1, most, floor, sums)


def _labels(bucket: Bucket, todo: Sequence[int]) -> Whole:
    """``[state]`` what is still needed to know: the entry it belongs to, and entries of messages still to be added."""
    if not todo:
        return bucket.entry
    return numbered(np.column_stack([bucket.entry, *(bucket.taken[k] for k in todo)]))[0]


def combined(
    left: Table,
    right: Table | None,
    one: Whole,
    other: Whole | None,
    out: Whole,
    states: int,
    most: int,
    floor: Floor | None = None,
    sums: int = _SUMS,
) -> Table:
    """Frontiers of new states: the union, over combinations, of sums of a state's points and another's.

    Args:
        one, other, out: ``[combination]`` state of ``left``, of ``right`` (None: nothing is added), and the new state.
        floor: sums that cannot reach it, whatever comes after, are dropped.
        sums: at most so many are made, of tables thinned for it.
    """
    if right is not None and other is not None:
        left, right = _few_enough(left, right, one, other, sums)
    entry, made = _spread(left, one)
    label = out[made]
    begin = None if right is None or other is None else _starts(right)
    number = np.ones(len(entry), dtype=np.int64) if begin is None or other is None else np.diff(begin)[other[made]]
    best = left.best if right is None else left.best + right.best
    lost = before = left.lost + (right.lost if right else 0)
    parties = left.values.shape[1]
    pieces, chunks = [], _chunks(number)
    enough = None if not before else most // (_ENOUGH if parties > 3 else 4)
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
    front, state, lost = values[kept], group[kept], lost + width
    pair = np.flatnonzero(point >= 0)
    pair = pair[np.argsort(point[pair], kind="stable")]
    point, first = point[pair], first[pair]
    packages = left.packages[first]
    if right is not None and second is not None:
        second = second[pair]
        packages = packages * right.packages[second]
    starts = np.searchsorted(point, np.arange(len(front)))
    total = np.add.reduceat(packages, starts) if len(front) else packages[:0]
    how = Made(point, first, second, left=left.made, right=right.made if right else None)
    return Table(states, state, front, total, how, lost, best)


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
    return replace(_only(table, kept), lost=table.lost + width)


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


def _representatives(front: Table, blocks: int) -> Whole:
    """``[point, block]`` the first package of each point."""
    rows = np.zeros((len(front.values), blocks), dtype=np.int64)
    waiting = [(front.made, np.arange(len(front.values)))]
    while waiting:
        made, at = waiting.pop()
        if made is None:
            continue
        pair = made.pairs(at)[0]
        if made.left is None:
            if made.block >= 0:
                rows[:, made.block] = made.first[pair]
            continue
        waiting.append((made.left, made.first[pair]))
        if made.right is not None and made.second is not None:
            waiting.append((made.right, made.second[pair]))
    return rows
