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

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.dominance import frontiers, nondominated
from tradetalks.space.elimination import Bucket, Plan, numbered
from tradetalks.space.tables import SUMS, Floor, Made, Table, combined, may_coincide, met, only

__all__ = ["MOST_POINTS", "Front", "fold", "grid_of", "nondominated", "on_grid"]

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
MOST_POINTS = 50_000
MOST_EXACT = 2**24
_LONG = 400_000  # points of up to three parties kept on the way to an exact frontier
_WORTH_TRYING = 100  # of four parties and more: sums of half the blocks, in points kept, that may turn out few enough
_FEWER = 300_000  # sums worth making where the frontier is thinned
_EACH = 2  # a frontier added to others that are thinned is exact up to this fraction of the points kept
Progress = Callable[[int, int], Any]


@dataclass(frozen=True, eq=False)
class Front:
    """The frontier of a sum of blocks.

    Attributes:
        values: ``[point, party]``, by falling value to the first party.
        packages: ``[point]`` how many packages tie there (exact whole numbers; at least that many where thinned).
        epsilon: by how much, to each party, a package left out may beat a kept one; 0 if the frontier is exact.
        total: packages in all that the ties allow. blocks: how many blocks were added up.
        made: how the points were made.
    """

    values: Array
    packages: tuple[int, ...]
    epsilon: float
    total: int
    blocks: int
    made: Made | None = None

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def rows(self) -> Whole:
        """``[point, block]`` one package a point: the row chosen in each block."""
        return self.chosen(np.arange(len(self)))

    def chosen(self, points: Whole) -> Whole:
        """``[point, block]`` the first package of some points."""
        rows = np.zeros((len(points), self.blocks), dtype=np.int64)
        waiting = [(self.made, points)]
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

    def ties(self, point: int) -> Iterator[Whole]:
        """Every package of a point, one at a time: the row chosen in each block."""
        waiting: list[tuple[Any, Any]] = [((self.made, point, None), None)]  # linked lists: to expand, rows chosen
        while waiting:
            left, chosen = waiting.pop()
            if left is None:
                rows = np.zeros(self.blocks, dtype=np.int64)
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
    most: int | None = None,
    how: Plan | None = None,
    *,
    mark: Array | None = None,
    progress: Progress | None = None,
) -> Front:
    """Exact frontier of all allowed sums of one row from each block, with every tie, without enumerating them.

    Args:
        blocks: each ``[row, party]``.
        most: points kept; beyond, the frontier is thinned and ``epsilon`` says how much. If None, 50,000 where it must
            be thinned, but all of up to 16 million where two halves of the blocks give them exactly.
        how: the blocks' order of elimination under the rules that tie them; independent blocks if None.
        mark: ``[party]`` only points worth at least this to every party are wanted; where the frontier is thinned,
            some of those found may be worth up to ``epsilon`` less.
        progress: called with (done, total) steps; what it raises stops the work.
    """
    whole_most, most = (MOST_EXACT, MOST_POINTS) if most is None else (most, most)
    buckets, roots = (how.buckets, how.roots) if how else ((), range(len(blocks)))
    total = how.total if how else math.prod(len(block) for block in blocks)
    parties, grid = blocks[0].shape[1], grid_of(blocks)
    nothing = Front(np.zeros((0, parties)), (), 0.0, total, len(blocks))
    if total == 0:
        return nothing
    counts = np.int64 if total < 2**62 else object
    whole = on_grid(blocks, grid)
    step = max(1, int(np.gcd.reduce(np.concatenate(whole), axis=None)))  # all are whole multiples of it
    whole = [values // step for values in whole]
    floor = None if mark is None else Floor.of(mark, grid, step, whole)
    say, steps = progress or (lambda done, total: None), len(buckets or roots) + len(roots)
    tables: list[Table | None] = []
    for bucket in buckets:
        own = _own_table(bucket.variable, bucket.code, blocks, whole, counts, floor)
        tables.append(_eliminated(bucket, own, tables, most, floor))
        say(len(tables), steps)
    if how is None:
        for variable in roots:
            tables.append(_own_table(variable, None, blocks, whole, counts, floor))
            say(len(tables), steps)
    ends = [table for table in (tables[root] for root in roots) if table is not None]
    done_before = len(tables)
    tables.clear()
    front = _together(ends, most, whole_most, floor, lambda done: say(done_before + done, steps))
    if floor is not None and len(ends) == 1:  # a single table has not been held against it
        front = only(front, floor.reached(front.values, front.best, front.lost))
    say(steps, steps)
    if len(front.values) == 0:
        return nothing
    epsilon = (front.lost * step + len(blocks)) * grid if front.lost else 0.0  # each block is rounded
    return Front(front.worth, tuple(front.packages.tolist()), epsilon, total, len(blocks), front.made)


def grid_of(blocks: Sequence[Array]) -> float:
    """Grid of values: nine digits after the point or, where values are large, as fine as exact sums allow."""
    reach = sum(float(np.abs(np.asarray(block, dtype=float)).max(initial=0.0)) for block in blocks)
    return max(1e-9, 10.0 ** np.ceil(np.log10(max(reach, 1e-300))) * 1e-15)


def on_grid(blocks: Sequence[Array], grid: float) -> list[Whole]:
    """Values in whole steps of the grid."""
    return [np.rint(np.asarray(block, dtype=float) / grid).astype(np.int64) for block in blocks]


def _own_table(
    variable: int, code: Whole | None, blocks: Sequence[Array], whole: Sequence[Whole], counts: Any, floor: Floor | None
) -> Table:
    """A block's own frontier for each code of its rows, one if None; a switch is worth nothing."""
    states = 1 if code is None else int(code.max(initial=-1)) + 1
    if variable >= len(whole):
        zero, one = np.zeros((states, whole[0].shape[1]), dtype=np.int64), np.ones(states, dtype=counts)
        at = np.arange(states)
        return Table(states, at, zero, zero.astype(float), one, Made(at, at))
    values = whole[variable]
    kept, point = frontiers(values, code if states > 1 else None)
    rows = (point >= 0).nonzero()[0]
    rows = rows[point[rows].argsort(kind="stable")]
    packages = np.bincount(point[rows], minlength=len(kept)).astype(counts)
    best = 0 if floor is None else floor.best[variable]
    made = Made(point[rows], rows, block=variable)
    worth = np.asarray(blocks[variable], dtype=float)[kept]
    state = np.zeros(len(kept), dtype=np.int64) if code is None else code[kept]
    return Table(states, state, values[kept], worth, packages, made, best=best)


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


def _together(ends: list[Table], most: int, whole: int, floor: Floor | None, say: Callable[[int], Any]) -> Table:
    """The table of all packages from tables that nothing ties to each other, the small ones first.

    One after the other as long as the frontier is exact with ``most`` points. Then two halves that are exact meet, if
    that takes no more than ``whole`` points, or longer frontiers are tried. Else it is thinned. Each thinning adds to
    what may be missed, so the tables of four parties and more make a few frontiers that are exact, added up the
    smallest first.
    """
    ends = sorted(ends, key=lambda table: len(table.values), reverse=True)
    many = ends[0].values.shape[1] > 3  # where the width of boxes falls but slowly with their number
    exact, front, cap, total = [], ends.pop(), most, len(ends)
    while ends:
        say(total - len(ends))
        table = ends.pop()
        both = _sum(front, table, cap, floor)
        if both.lost == 0 or len(table.values) >= len(front.values):
            front = both
            continue
        if not exact and front.lost == 0:
            rest = _exactly([*ends, table], most, floor)
            found = None if rest is None else met(front, rest, floor, whole)
            if found is None and not many and whole > most and may_coincide(front, [*ends, table]):
                found = _exactly([*ends, table, front], min(whole, _LONG), floor)
            if found is not None:
                return found
        if many and both.lost > front.lost + table.lost:
            exact.append(front)
            front, cap = table, most // _EACH
        else:
            front = both
    ends = [*exact, front]
    while len(ends) > 1:
        ends.sort(key=lambda table: len(table.values), reverse=True)
        ends.append(_sum(ends.pop(), ends.pop(), most, floor, _FEWER))
    return ends[0]


def _exactly(ends: list[Table], most: int, floor: Floor | None) -> Table | None:
    """The table of all sums of some tables, the last first; None where it would be thinned or is far too large."""
    if ends[0].values.shape[1] > 3 and math.prod(len(table.values) for table in ends) > _WORTH_TRYING * most:
        return None
    *ends, front = ends
    while ends and front.lost == 0:
        front = _sum(front, ends.pop(), most, floor)
    return front if front.lost == 0 and not ends else None


def _sum(left: Table, right: Table, most: int, floor: Floor | None, sums: int = SUMS) -> Table:
    """The table of all sums of two tables of one state each."""
    one = np.zeros(1, dtype=np.int64)
    return combined(left, right, one, one, one, 1, most, floor, sums)


def _labels(bucket: Bucket, todo: Sequence[int]) -> Whole:
    """``[state]`` what is still needed to know: the entry it belongs to, and entries of messages still to be added."""
    if not todo:
        return bucket.entry
    return numbered(np.column_stack([bucket.entry, *(bucket.taken[k] for k in todo)]))[0]
