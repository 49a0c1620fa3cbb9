"""Exact Pareto frontiers of spaces that add up over blocks, two to five parties, every tie kept.

A sum on the frontier uses only rows on their own block's frontier, and prefixes on the prefix's frontier; so
``frontier <- nondominated(frontier + block)``, block by block, finds the frontier of 10^20 packages without listing
them. Values are put on a fine grid of integers first, so that sums are exact and ties are ties whatever the order.
Where the frontier itself grows past ``most``, it is thinned by boxes and the certificate ``epsilon`` says by how much a
package left out may beat the kept ones: never a silent cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
MOST_POINTS = 50_000
_CHUNK = 4_000_000  # sums held at once


def nondominated(values: Array | Whole) -> Whole:
    """Rows no other row beats or equals everywhere while beating somewhere; of equal rows the first.

    Args:
        values: ``[row, party]``, more is better.

    Returns:
        Row indices, sorted by falling value to the first party.
    """
    values = np.asarray(values)  # type: ignore[assignment]
    if len(values) == 0:
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort((np.arange(len(values)), *(-values[:, j] for j in reversed(range(values.shape[1])))))
    ranked = values[order]
    parties = values.shape[1]
    if parties == 1:
        return order[:1]
    if parties == 2:
        return order[_first_of_two(ranked)]
    distinct = np.concatenate([[True], np.any(ranked[1:] != ranked[:-1], axis=1)])
    order, ranked = order[distinct], ranked[distinct]
    return order[_first_of_three(ranked) if parties == 3 else _first_of_many(ranked)]


def _first_of_two(ranked: Any) -> NDArray[np.bool_]:
    second = ranked[:, 1]
    best = np.maximum.accumulate(second)
    return np.concatenate([[True], second[1:] > best[:-1]])


def _first_of_three(ranked: Any) -> NDArray[np.bool_]:
    """Distinct rows in falling lexicographic order: kept where no earlier row is as good in the other two.

    Divide and conquer (Kung, Luccio & Preparata 1975, J. ACM 22(4)), all pairs of halves of one size at once: sorted by
    the second value, a running maximum of the left half's third value tells which rows of the right half are beaten.
    """
    count = len(ranked)
    third = np.unique(ranked[:, 2], return_inverse=True)[1].ravel().astype(np.int64)
    second = np.unique(ranked[:, 1], return_inverse=True)[1].ravel().astype(np.int64)
    place, beaten = np.arange(count), np.zeros(count, dtype=bool)
    width = 1
    while width < count:
        pair, right = place // (2 * width), (place // width) % 2 == 1
        order = np.lexsort((right, -second, pair))
        group = pair[order] * (count + 1)
        reach = np.maximum.accumulate(np.where(right[order], group, group + third[order] + 1)) - group
        beaten[order] |= right[order] & (reach >= third[order] + 1)
        width *= 2
    return ~beaten


def _first_of_many(ranked: Any) -> NDArray[np.bool_]:
    """The same for four parties and more, by comparing with those kept so far, best sums first."""
    order = np.argsort(-ranked.sum(1), kind="stable")
    kept = np.zeros((0, ranked.shape[1]), dtype=ranked.dtype)
    keep = np.zeros(len(ranked), dtype=bool)
    for start in range(0, len(order), 256):
        part = order[start : start + 256]
        rows = ranked[part]
        free = ~_beaten(rows, kept)
        part, rows = part[free], rows[free]
        among = np.all(rows[:, None, :] <= rows[None, :, :], axis=2)
        np.fill_diagonal(among, False)
        free = ~among.any(1)
        keep[part[free]] = True
        kept = np.vstack([kept, rows[free]])
    return keep


def _beaten(rows: Any, kept: Any) -> NDArray[np.bool_]:
    found = np.zeros(len(rows), dtype=bool)
    for start in range(0, len(kept), 4096):
        left = np.flatnonzero(~found)
        if len(left) == 0:
            break
        part = kept[start : start + 4096]
        hit = np.ones((len(left), len(part)), dtype=bool)
        for j in range(rows.shape[1]):
            hit &= part[None, :, j] >= rows[left, None, j]
        found[left] |= hit.any(1)
    return found


# ---------------------------------------------------------------------- folding
@dataclass(frozen=True, eq=False)
class Step:
    """How one block was folded in: which pairs of an earlier point and a group of its equal rows make each point."""

    block: int
    members: tuple[Whole, ...]  # rows of the block, by group of equal value
    point: Whole  # [pair] point made
    before: Whole  # [pair] earlier point
    group: Whole  # [pair]


@dataclass(frozen=True, eq=False)
class Front:
    """The frontier of a sum of blocks.

    Attributes:
        values: ``[point, party]``, by falling value to the first party. rows: ``[point, block]`` one package a point.
        packages: ``[point]`` how many packages tie there (exact whole numbers; at least that many where thinned).
        epsilon: by how much, to each party, a package left out may beat a kept one; 0 if the frontier is exact.
        total: packages in all.
    """

    values: Array
    rows: Whole
    packages: tuple[int, ...]
    epsilon: float
    total: int
    steps: tuple[Step, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    def ties(self, point: int) -> Iterator[Whole]:
        """Every package of a point, one at a time: the row chosen in each block."""
        rows = np.zeros(len(self.steps), dtype=np.int64)

        def walk(level: int, at: int) -> Iterator[Whole]:
            if level < 0:
                yield rows.copy()
                return
            step = self.steps[level]
            first = np.searchsorted(step.point, at)
            for pair in range(first, np.searchsorted(step.point, at, side="right")):
                for member in step.members[step.group[pair]]:
                    rows[step.block] = member
                    yield from walk(level - 1, int(step.before[pair]))

        yield from walk(len(self.steps) - 1, point)


def fold(blocks: Sequence[Array], most: int = MOST_POINTS) -> Front:
    """Exact frontier of all sums of one row from each block, with every tie, without enumerating them.

    Args:
        blocks: each ``[row, party]``. most: points kept; beyond, the frontier is thinned and ``epsilon`` says how much.
    """
    parties, grid = blocks[0].shape[1], _grid(blocks)
    front, counts = np.zeros((1, parties), dtype=np.int64), [1]
    steps: list[Step] = []
    lost = 0
    whole = [np.rint(np.asarray(block, dtype=float) / grid).astype(np.int64) for block in blocks]
    shown = [_distinct_front(block) for block in whole]
    for j in sorted(range(len(blocks)), key=lambda k: len(shown[k][0])):
        own, members = shown[j]
        kept, point, before, group = _sums(front, own)
        if len(kept) > most:
            chosen, width = _thin(kept, most)
            lost += width
            new = np.full(len(kept), -1)
            new[chosen] = np.arange(len(chosen))
            stay = new[point] >= 0
            kept, point, before, group = kept[chosen], new[point[stay]], before[stay], group[stay]
        order = np.argsort(point, kind="stable")
        point, before, group = point[order], before[order], group[order]
        steps.append(Step(j, members, point, before, group))
        sizes = [len(m) for m in members]
        fresh = [0] * len(kept)
        for p, b, g in zip(point.tolist(), before.tolist(), group.tolist(), strict=True):
            fresh[p] += counts[b] * sizes[g]
        front, counts = kept, fresh
    rows = np.zeros((len(front), len(blocks)), dtype=np.int64)
    at = np.arange(len(front))
    for step in reversed(steps):
        first = np.searchsorted(step.point, at)
        lead = np.array([m[0] for m in step.members])
        rows[:, step.block] = lead[step.group[first]]
        at = step.before[first]
    values = np.zeros((len(front), parties))
    for j, block in enumerate(blocks):
        values += np.asarray(block, dtype=float)[rows[:, j]]
    total = prod(len(block) for block in blocks)
    return Front(values, rows, tuple(counts), lost * grid, total, tuple(steps))


def _grid(blocks: Sequence[Array]) -> float:
    """Grid of values: nine digits after the point or, where values are large, as fine as exact sums allow."""
    reach = sum(float(np.abs(np.asarray(block, dtype=float)).max(initial=0.0)) for block in blocks)
    return max(1e-9, 10.0 ** np.ceil(np.log10(max(reach, 1e-300))) * 1e-15)


def _distinct_front(block: Whole) -> tuple[Whole, tuple[Whole, ...]]:
    """A block's own frontier: distinct points, and the rows that share each."""
    keep = nondominated(block)
    points = block[keep]
    where = _match_sorted(block, points)
    order = np.argsort(where, kind="stable")
    order = order[where[order] >= 0]
    bounds = np.searchsorted(where[order], np.arange(1, len(points)))
    return points, tuple(np.split(order, bounds))


def _match(values: Whole, points: Whole) -> Whole:
    """Which of some distinct points each row equals; -1 if none."""
    both = np.vstack([points, values])
    _, inverse = np.unique(both, axis=0, return_inverse=True)
    inverse = inverse.ravel()
    place = np.full(inverse.max() + 1, -1)
    place[inverse[: len(points)]] = np.arange(len(points))
    return place[inverse[len(points) :]]


def _sums(front: Whole, own: Whole) -> tuple[Whole, Whole, Whole, Whole]:
    """Distinct non-dominated sums, and all pairs that make them: point, earlier point, group."""
    at_once = max(1, _CHUNK // len(own))
    pieces = []
    for start in range(0, len(front), at_once):
        sums = (front[start : start + at_once, None, :] + own[None, :, :]).reshape(-1, front.shape[1])
        keep = nondominated(sums)
        pieces.append(sums[keep])
    candidates = np.vstack(pieces)
    kept = candidates[nondominated(candidates)]
    point, before, group = [], [], []
    for start in range(0, len(front), at_once):
        sums = (front[start : start + at_once, None, :] + own[None, :, :]).reshape(-1, front.shape[1])
        where = _match_sorted(sums, kept)
        hit = np.flatnonzero(where >= 0)
        point.append(where[hit])
        before.append(start + hit // len(own))
        group.append(hit % len(own))
    return kept, np.concatenate(point), np.concatenate(before), np.concatenate(group)


def _match_sorted(values: Whole, points: Whole) -> Whole:
    """``_match`` for points by falling first value: few rows share it, so that most are told apart by it alone."""
    first = -points[:, 0]
    if points.shape[1] == 2 or len(np.unique(first)) == len(first):
        place = np.minimum(np.searchsorted(first, -values[:, 0]), len(points) - 1)
        return np.where(np.all(points[place] == values, axis=1), place, -1)
    near = np.isin(values[:, 0], points[:, 0])
    found = np.full(len(values), -1)
    found[near] = _match(values[near], points)
    return found


def _thin(kept: Whole, most: int) -> tuple[Whole, int]:
    """At most ``most`` points such that every other lies within a box width of one of them in every party."""
    width = max(1, int((kept.max(0) - kept.min(0)).max()) // (8 * most))
    while True:
        boxes = kept // width
        order = np.lexsort((-kept.sum(1), *(boxes[:, j] for j in reversed(range(kept.shape[1])))))
        change = np.concatenate([[True], np.any(boxes[order][1:] != boxes[order][:-1], axis=1)])
        if change.sum() <= most:
            return np.sort(order[change]), width
        width *= 2
