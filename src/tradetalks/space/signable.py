"""How many packages every party likes at least as well as a mark, counted without listing them.

Sums of the blocks are gathered with how often each comes, along the tables of ``elimination``; the last two halves are
not added up: pairs of them that reach the mark are counted (meeting in the middle, Horowitz & Sahni 1974, J. ACM 21).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.elimination import Bucket, Plan, numbered, ramp
from tradetalks.space.frontier import grid_of, on_grid
from tradetalks.space.pairs import merged, pairs_reaching

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
MOST_SUMS = 400_000


class _TooMany(Exception):
    """More sums than can be gathered."""


@dataclass(frozen=True, eq=False)
class _Sums:
    """Sums by state, sorted by it, and how many packages have each."""

    states: int
    state: Whole
    values: Whole
    packages: Any

    @property
    def begin(self) -> Whole:
        return np.searchsorted(self.state, np.arange(self.states + 1))


@dataclass(frozen=True, eq=False)
class Halves:
    """Sums of an agenda's blocks, added up to two halves that are left to be paired.

    Attributes:
        none: allows no package. grid: of the sums. reach: no sum is farther from zero, in steps of the grid.
        few, many: the halves, by state.
    """

    none: bool
    grid: float
    reach: int
    few: _Sums
    many: _Sums

    def reaching(self, mark: Array) -> int | None:
        """Allowed packages whose sum is at least ``[party]`` a mark to every party; None where three parties and more
        have too many pairs."""
        if self.none:
            return 0
        ends = (self.reach + 1) * self.grid
        [least] = on_grid([np.clip(mark, -ends, ends)], self.grid)
        few, many = self.few, self.many
        return pairs_reaching(least - few.values, few.state, few.packages, many.values, many.state, many.packages)


def halved(blocks: Sequence[Array], how: Plan) -> Halves | None:
    """Sums of blocks by how often they come, in two halves; None where they are too many to gather.

    Args:
        blocks: each ``[row, party]``. how: the blocks' order of elimination.
    """
    grid = grid_of(blocks)
    whole = on_grid(blocks, grid)
    kind = np.int64 if how.total < 2**62 else object
    reach = sum(int(np.abs(values).max(initial=0)) for values in whole)
    nothing = _Sums(1, np.zeros(0, dtype=np.int64), whole[0][:0], np.zeros(0, dtype=kind))
    if how.total == 0:
        return Halves(True, grid, reach, nothing, nothing)
    found: list[_Sums] = []
    top = max(how.roots, key=lambda root: _mass(how, root))
    try:
        for bucket in how.buckets:
            found.append(nothing if len(found) == top else _gathered(bucket, _own(bucket, whole, kind), found))
        return Halves(False, grid, reach, *_meet(how, top, whole, found, kind))
    except _TooMany:
        return None


def count_reaching(blocks: Sequence[Array], mark: Array, how: Plan) -> int | None:
    """Allowed packages whose sum is at least ``mark`` to every party; None where they are too many to count.

    Args:
        blocks: each ``[row, party]``. mark: ``[party]``. how: the blocks' order of elimination.
    """
    found = halved(blocks, how)
    return None if found is None else found.reaching(mark)


def _mass(how: Plan, root: int) -> float:
    """Packages behind a bucket, in logs."""
    bucket = how.buckets[root]
    return float(np.log2(max(1, len(bucket.code)))) + sum(_mass(how, below) for below in bucket.messages)


def _own(bucket: Bucket, whole: Sequence[Whole], kind: Any) -> _Sums:
    states = int(bucket.code.max(initial=-1)) + 1
    values = whole[bucket.variable] if bucket.variable < len(whole) else np.zeros_like(whole[0][:1]).repeat(states, 0)
    return _merged(states, values, bucket.code, np.ones(len(values), dtype=kind))


def _merged(states: int, values: Whole, state: Whole, packages: Any) -> _Sums:
    values, state, packages = merged(values, state, packages)
    return _Sums(states, state, values, packages)


def _gathered(bucket: Bucket, own: _Sums, found: Sequence[_Sums]) -> _Sums:
    """The sums of a bucket by entry, as frontiers are made in ``frontier``."""
    todo = sorted(range(len(bucket.messages)), key=lambda k: len(found[bucket.messages[k]].values))
    label = _labels(bucket, todo)
    some = numbered(np.column_stack([bucket.joint[:, 0], label]))[1]
    sums = _added(own, None, bucket.joint[some, 0], None, label[some], int(label.max(initial=-1)) + 1)
    for place, k in enumerate(todo):
        after = _labels(bucket, todo[place + 1 :])
        some = numbered(label[:, None])[1]
        states = int(after.max(initial=-1)) + 1
        sums = _added(sums, found[bucket.messages[k]], label[some], bucket.taken[k][some], after[some], states)
        label = after
    return sums


def _labels(bucket: Bucket, todo: Sequence[int]) -> Whole:
    return numbered(np.column_stack([bucket.entry, *(bucket.taken[k] for k in todo)]))[0]


def _added(left: _Sums, right: _Sums | None, one: Whole, other: Whole | None, out: Whole, states: int) -> _Sums:
    """Sums of new states, over combinations of a state of ``left`` and one of ``right``."""
    begin = left.begin
    number = np.diff(begin)[one]
    entry, combination = np.repeat(begin[one], number) + ramp(number), np.repeat(np.arange(len(one)), number)
    if right is None or other is None:
        return _merged(states, left.values[entry], out[combination], left.packages[entry])
    begin = right.begin
    number = np.diff(begin)[other[combination]]
    if number.sum() > 4 * MOST_SUMS:
        raise _TooMany
    second = np.repeat(begin[other[combination]], number) + ramp(number)
    first, state = np.repeat(entry, number), np.repeat(out[combination], number)
    sums = _merged(
        states, left.values[first] + right.values[second], state, left.packages[first] * right.packages[second]
    )
    if len(sums.values) > MOST_SUMS:
        raise _TooMany
    return sums


def _meet(how: Plan, top: int, whole: Sequence[Whole], found: Sequence[_Sums], kind: Any) -> list[_Sums]:
    """The heaviest root: what it takes in, and all other roots, in two halves, the smaller first."""
    bucket = how.buckets[top]
    states = len(bucket.joint)
    every = np.arange(states)
    parts = [(_own(bucket, whole, kind), bucket.joint[:, 0])]
    parts += [(found[m], taken) for m, taken in zip(bucket.messages, bucket.taken, strict=True)]
    parts += [(found[root], np.zeros(states, dtype=np.int64)) for root in how.roots if root != top]
    nothing = np.zeros((states, whole[0].shape[1]), dtype=np.int64)
    halves = [_Sums(states, every, nothing, np.ones(states, dtype=kind)) for _ in range(2)]
    sizes = [0.0, 0.0]
    for part, at in sorted(parts, key=lambda pair: -len(pair[0].values)):
        smaller = int(sizes[1] < sizes[0])
        halves[smaller] = _added(halves[smaller], part, every, at, every, states)
        sizes[smaller] = float(np.log2(max(1, len(halves[smaller].values))))
    return sorted(halves, key=lambda half: len(half.values))
