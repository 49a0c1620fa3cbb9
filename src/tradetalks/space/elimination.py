"""Blocks tied by rules, one eliminated at a time: which order, which states remain, how many packages, and draws.

A tie says that at least one of some blocks must be in a row of a given set. Blocks that no tie joins are independent.
The others are eliminated one by one (bucket elimination, Dechter 1999, Artificial Intelligence 113): what a block's
neighbours need to know of it is a table with one entry for each combination of their rows that the ties tell apart.
The next to go is the one with the smallest table. Counts, frontiers and draws all run over the same tables.

Rows that no tie tells apart are one class; a tie of many blocks passes through switches ("has one held so far?"), so
that it joins three at a time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
MOST_STATES = 50_000
_TRIED = 500_000  # combinations held while the allowed ones are sought


@dataclass(frozen=True, eq=False)
class Tie:
    """At least one of some blocks is in one of these rows: block -> ``[row]`` is it one of them? ``rule``: its name."""

    rule: int
    any_of: Mapping[int, NDArray[np.bool_]]


class TooTight(Exception):
    """Ties leave a table of over MOST_STATES entries. ``rules``: those in it. ``blocks``: what they join."""

    def __init__(self, rules: Sequence[int], blocks: Sequence[int]) -> None:
        super().__init__(f"rules {list(rules)} tie blocks {list(blocks)} into too large a table")
        self.rules, self.blocks = tuple(rules), tuple(blocks)


@dataclass(frozen=True, eq=False)
class Bucket:
    """One block (or switch) eliminated.

    Attributes:
        variable: which. code: ``[row]`` what of its rows the tables need to know (a switch has two rows).
        scope: its neighbours not yet eliminated, and ``views`` what is needed to know of their rows, by row.
        joint: ``[state, 1 + neighbour]`` its code and its neighbours', for each combination that is allowed.
        messages: numbers of buckets before it that it takes in, and ``taken`` ``[message, state]`` their entries.
        entry: ``[state]`` the entry of its own table, over its neighbours. keys: ``[entry, neighbour]``.
    """

    variable: int
    code: Codes
    scope: tuple[int, ...]
    views: tuple[Codes, ...]
    joint: Codes
    messages: tuple[int, ...]
    taken: Codes
    entry: Codes
    keys: Codes


@dataclass(frozen=True, eq=False)
class Plan:
    """How tied blocks are eliminated; ``sizes``: rows of each block. Buckets without scope are roots."""

    sizes: tuple[int, ...]
    buckets: tuple[Bucket, ...]

    @cached_property
    def roots(self) -> tuple[int, ...]:
        return tuple(k for k, bucket in enumerate(self.buckets) if not bucket.scope)

    @cached_property
    def _counts(self) -> tuple[tuple[list[int], list[int]], ...]:
        """By bucket: packages by state and by entry, of the blocks eliminated so far; whole numbers of any size."""
        found: list[tuple[list[int], list[int]]] = []
        for bucket in self.buckets:
            rows = np.bincount(bucket.code).tolist()
            by_state = [rows[c] for c in bucket.joint[:, 0].tolist()]
            for message, taken in zip(bucket.messages, bucket.taken, strict=True):
                below = found[message][1]
                by_state = [count * below[k] for count, k in zip(by_state, taken.tolist(), strict=True)]
            by_entry = [0] * len(bucket.keys)
            for count, entry in zip(by_state, bucket.entry.tolist(), strict=True):
                by_entry[entry] += count
            found.append((by_state, by_entry))
        return tuple(found)

    @cached_property
    def total(self) -> int:
        """Packages that the ties allow."""
        return math.prod(sum(self._counts[root][1]) for root in self.roots)

    @cached_property
    def largest(self) -> int:
        """Entries of the largest table."""
        return max((len(bucket.joint) for bucket in self.buckets if bucket.scope or bucket.messages), default=1)

    def supported(self, block: int) -> NDArray[np.bool_]:
        """``[row]`` is the row part of any allowed package? For a block eliminated last among those tied to it."""
        if self.total == 0:
            return np.zeros(self.sizes[block], dtype=bool)
        bucket = next(b for b in self.buckets if b.variable == block)
        by_state = self._counts[self.buckets.index(bucket)][0]
        able = np.zeros(int(bucket.code.max(initial=0)) + 1, dtype=bool)
        able[bucket.joint[np.array([count > 0 for count in by_state], dtype=bool), 0]] = True
        return able[bucket.code]

    def draw(self, number: int, rng: np.random.Generator) -> Codes:
        """``[draw, block]`` rows of packages drawn at random, every allowed one equally likely."""
        chosen: dict[int, Codes] = {}
        for bucket, (by_state, by_entry) in zip(reversed(self.buckets), reversed(self._counts), strict=True):
            entry = np.zeros(number, dtype=np.int64)
            if bucket.scope:
                codes = np.column_stack([v[chosen[u]] for u, v in zip(bucket.scope, bucket.views, strict=True)])
                entry = match(codes, bucket.keys)
            order = np.argsort(bucket.entry, kind="stable")
            share = np.array([by_state[j] / max(1, by_entry[bucket.entry[j]]) for j in order])
            ends = np.cumsum(share)
            first = np.searchsorted(bucket.entry[order], np.arange(len(bucket.keys)))
            base = np.concatenate([[0.0], ends])[first]
            last = np.searchsorted(bucket.entry[order], np.arange(len(bucket.keys)), side="right") - 1
            at = np.searchsorted(ends, base[entry] + rng.random(number), side="right")
            state = order[np.clip(at, first[entry], last[entry])]
            chosen[bucket.variable] = _row_of(bucket.code, bucket.joint[state, 0], rng)
        return np.column_stack([chosen[k] for k in range(len(self.sizes))])


def _row_of(code: Codes, wanted: Codes, rng: np.random.Generator) -> Codes:
    """For each wanted code one of its rows, equally likely."""
    order = np.argsort(code, kind="stable")
    first = np.searchsorted(code[order], wanted)
    count = np.searchsorted(code[order], wanted, side="right") - first
    return order[first + (rng.random(len(wanted)) * count).astype(np.int64)]


# ---------------------------------------------------------------------- planning
@dataclass(frozen=True, eq=False)
class _Factor:
    """What joins variables: allowed combinations of codes. ``views``: by variable, row -> code."""

    scope: tuple[int, ...]
    views: tuple[Codes, ...]
    keys: Codes  # [combination, variable]
    rules: frozenset[int]
    bucket: int = -1  # whose message it is; -1 for a tie
    mass: float = 0.0  # packages behind it, in logs

    @cached_property
    def reach(self) -> tuple[int, ...]:
        """Codes of each variable."""
        return tuple(int(view.max(initial=0)) + 1 for view in self.views)


def plan(sizes: Sequence[int], ties: Sequence[Tie] = (), last: int | None = None) -> Plan:
    """An order of elimination, and the states of each step.

    Args:
        sizes: rows of each block. ties: what joins them. last: a block to eliminate last among those tied to it.

    Raises:
        TooTight: a step has over MOST_STATES states.
    """
    classes = _classes(sizes, ties)
    variables = [int(code.max(initial=-1)) + 1 for code in classes]
    factors = [f for tie in ties for f in _factors(tie, variables, classes)]
    classes += [np.arange(2)] * (len(variables) - len(classes))
    waiting = set(range(len(variables)))
    buckets: list[Bucket] = []
    near: dict[int, list[_Factor]] = {v: [] for v in waiting}
    for factor in factors:
        for v in factor.scope:
            near[v].append(factor)
    rows = [math.log2(max(1, len(code))) for code in classes]
    cost = {v: _cost(v, rows[v], near[v]) for v in waiting}
    while waiting:
        v = min(waiting, key=lambda u: (u == last and bool(near[u]), cost[u], u))
        joined = near[v]
        bucket, rules = _bucket(v, variables[v], joined, near)
        buckets.append(
            replace(
                bucket,
                code=bucket.code[classes[v]],
                views=tuple(view[classes[u]] for u, view in zip(bucket.scope, bucket.views, strict=True)),
            )
        )
        waiting.remove(v)
        for factor in joined:
            for u in factor.scope:
                if u != v:
                    near[u].remove(factor)
        if bucket.scope:
            mass = _mass(rows[v], joined)
            message = _Factor(bucket.scope, bucket.views, bucket.keys, rules, len(buckets) - 1, mass)
            for u in bucket.scope:
                near[u].append(message)
        for u in bucket.scope:
            cost[u] = _cost(u, rows[u], near[u])
    return Plan(tuple(sizes), tuple(buckets))


def _classes(sizes: Sequence[int], ties: Sequence[Tie]) -> list[Codes]:
    """By block, ``[row]`` which rows no tie tells apart: a number for each class."""
    masks: list[list[NDArray[np.bool_]]] = [[] for _ in sizes]
    for tie in ties:
        for block, mask in tie.any_of.items():
            masks[block].append(mask)
    return [
        numbered(np.column_stack(here).astype(np.int64))[0] if here else np.zeros(size, dtype=np.int64)
        for size, here in zip(sizes, masks, strict=True)
    ]


def _factors(tie: Tie, variables: list[int], classes: Sequence[Codes]) -> Iterator[_Factor]:
    """A tie as factors of at most three variables; switches are added to ``variables`` as needed."""
    blocks = list(tie.any_of)
    views = [_lifted(classes[k], tie.any_of[k].astype(np.int64)) for k in blocks]
    rules = frozenset([tie.rule])
    on, switch = np.arange(2), np.array(list(np.ndindex(2, 2, 2)))
    while len(blocks) > 3:
        variables.append(2)
        held = switch[(switch[:, 0] | switch[:, 1]) == switch[:, 2]]
        yield _Factor((*blocks[:2], len(variables) - 1), (*views[:2], on), held, rules)
        blocks, views = [*blocks[2:], len(variables) - 1], [*views[2:], on]
    combinations = np.array(list(np.ndindex(*[2] * len(blocks)))).reshape(-1, len(blocks))
    yield _Factor(tuple(blocks), tuple(views), combinations[combinations.any(1)], rules)


def _cost(v: int, rows: float, joined: Sequence[_Factor]) -> tuple[float, float]:
    """How large eliminating a variable may be, in logs: its neighbours' states, then what it gathers (least first, so
    that trees are taken down from all their ends)."""
    reach: dict[int, int] = {}
    for factor in joined:
        for u, count in zip(factor.scope, factor.reach, strict=True):
            reach[u] = max(reach.get(u, 1), count)
    return sum(math.log2(n) for u, n in reach.items() if u != v), _mass(rows, joined)


def _mass(rows: float, joined: Sequence[_Factor]) -> float:
    return rows + sum(factor.mass for factor in joined)


def _bucket(
    v: int, rows: int, joined: Sequence[_Factor], near: Mapping[int, Sequence[_Factor]]
) -> tuple[Bucket, frozenset[int]]:
    """Eliminate a variable: list the allowed states of it and its neighbours, neighbour by neighbour."""
    scope = tuple(dict.fromkeys(u for factor in joined for u in factor.scope if u != v))
    rules = frozenset(r for factor in joined for r in factor.rules)
    bag = (v, *scope)
    views = {}
    for u in bag:
        parts = [f.views[f.scope.index(u)] for f in joined if u in f.scope]
        views[u] = numbered(np.column_stack(parts))[0] if parts else np.zeros(rows, dtype=np.int64)
    inside = set(scope)  # what joins neighbours only also cuts their states, where there may be many
    everywhere = {id(f): f for u in scope for f in near[u] if inside.issuperset(f.scope)} if len(scope) > 1 else {}
    filters = [_seen(f, views) for f in [*joined, *everywhere.values()]]
    joint = np.zeros((1, 0), dtype=np.int64)
    for place, u in enumerate(bag):
        count = int(views[u].max(initial=-1)) + 1
        if len(joint) * count > _TRIED:
            raise TooTight(sorted(rules), bag)
        joint = np.column_stack([np.repeat(joint, count, axis=0), np.tile(np.arange(count), len(joint))])
        for names, allowed in filters:
            columns = [bag.index(w) for w in names]
            if max(columns) == place:
                joint = joint[match(joint[:, columns], allowed) >= 0]
        if len(joint) > MOST_STATES and scope:
            raise TooTight(sorted(rules), bag)
    messages = [f for f in joined if f.bucket >= 0]
    taken = np.zeros((len(messages), len(joint)), dtype=np.int64)
    for k, message in enumerate(messages):
        codes = [
            _lifted(views[u], view)[joint[:, bag.index(u)]]
            for u, view in zip(message.scope, message.views, strict=True)
        ]
        taken[k] = match(np.column_stack(codes), message.keys)
    entry, first = numbered(joint[:, 1:])
    return (
        Bucket(
            variable=v,
            code=views[v],
            scope=scope,
            views=tuple(views[u] for u in scope),
            joint=joint,
            messages=tuple(f.bucket for f in messages),
            taken=taken,
            entry=entry,
            keys=joint[first, 1:],
        ),
        rules,
    )


def _lifted(fine: Codes, coarse: Codes) -> Codes:
    """Code of the coarser view for each code of the finer one."""
    found = np.zeros(int(fine.max(initial=-1)) + 1, dtype=np.int64)
    found[fine] = coarse
    return found


def _seen(factor: _Factor, views: Mapping[int, Codes]) -> tuple[tuple[int, ...], Codes]:
    """A factor's allowed combinations in other views of its variables: those that some rows of the codes satisfy."""
    keys = factor.keys
    for column, (u, view) in enumerate(zip(factor.scope, factor.views, strict=True)):
        pairs = _distinct(np.column_stack([view, views[u]]))  # own code, code here
        order = np.argsort(keys[:, column], kind="stable")
        keys = keys[order]
        first = np.searchsorted(pairs[:, 0], keys[:, column])
        count = np.searchsorted(pairs[:, 0], keys[:, column], side="right") - first
        at = np.repeat(first, count) + ramp(count)
        keys = np.repeat(keys, count, axis=0)
        keys[:, column] = pairs[at, 1]
    return factor.scope, _distinct(keys)


# ---------------------------------------------------------------------- small tools
def ramp(count: Any) -> Codes:
    """0, 1, ... for each of some counts, one after the other."""
    ends = np.cumsum(count)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - count, count)


def packed(codes: Codes, like: Codes | None = None) -> tuple[Codes, Codes]:
    """Rows of whole numbers from 0 as one number each, equal for equal rows; of two arrays alike."""
    like = codes[:0] if like is None else like
    both = np.concatenate([codes, like])
    total = np.zeros(len(both), dtype=np.int64)
    room = 1
    for column in both.T:
        size = int(column.max(initial=0)) + 1
        if room * size >= 2**62:
            total = np.unique(total, return_inverse=True)[1].ravel().astype(np.int64)
            room = int(total.max(initial=0)) + 1
        total, room = total * size + column, room * size
    return total[: len(codes)], total[len(codes) :]


def numbered(codes: Codes) -> tuple[Codes, Codes]:
    """``[row]`` a number from 0 for each distinct row, and where each first stands."""
    _, first, inverse = np.unique(packed(codes)[0], return_index=True, return_inverse=True)
    return inverse.ravel().astype(np.int64), first


def _distinct(codes: Codes) -> Codes:
    """Distinct rows, in lexicographic order."""
    return codes[numbered(codes)[1]]


def match(codes: Codes, keys: Codes) -> Codes:
    """Which of some distinct keys each row equals; -1 if none."""
    if len(keys) == 0:
        return np.full(len(codes), -1, dtype=np.int64)
    if codes.shape[1] == 0:
        return np.zeros(len(codes), dtype=np.int64)
    rows, ours = packed(codes, keys)
    order = np.argsort(ours)
    place = np.minimum(np.searchsorted(ours[order], rows), len(keys) - 1)
    return np.where(ours[order][place] == rows, order[place], -1)
