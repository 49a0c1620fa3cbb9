"""Estimates of packages where there are too many policies to solve: sums of solved interactions, with a measured error.

What a package does is a sum over sets of items, ``V(x) = sum_S f_S(x_S)``, where ``f_S`` is what the items of S add
together beyond what their subsets add, measured from the status quo (the cut decomposition of Rabitz & Alis 1999, J.
Mathematical Chemistry 25). Every term kept is solved, not fitted. Sets are taken up in order of how much their largest
subsets still add, per solve they cost (as in dimension-adaptive quadrature, Gerstner & Griebel 2003, Computing 71),
until the solves are spent; with all sets the sum is exact.

The error is measured, not assumed: packages drawn at random are solved and compared.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.model import Dossier, Item
from tradetalks.space.blocks import (
    Block,
    Valued,
    acting,
    assembled,
    feasible_rows,
    laid_out,
    payments_sum,
    political_sum,
)
from tradetalks.space.frontier import nondominated
from tradetalks.value.valuer import Valuer
from tradetalks.value.worth import worth

Array = NDArray[np.float64]
Set = tuple[int, ...]
MOST_SOLVES = 20_000
MOST_ESTIMATED_ROWS = 300_000
CHECKED, SHARE = 300, 0.01
_BATCH = 256


@dataclass(frozen=True)
class Estimated:
    """How a deal space was estimated, for every place that prints a figure of it.

    Attributes:
        policies: distinct policies there are, at most. solved: those solved.
        error: by party, the largest difference, billions, between estimate and solution among ``checked`` packages
            drawn at random: with ``confidence``, at most a share ``SHARE`` of all packages is further off.
        typical: by party, the median difference.
        left: packages that may lie beyond the frontier by the estimate's error and were not solved.
    """

    policies: float
    solved: int
    error: Mapping[str, float]
    typical: Mapping[str, float]
    checked: int
    confidence: float
    left: int


@dataclass(frozen=True, eq=False)
class Surrogate:
    """Solved interactions of the items that change measures.

    Attributes:
        items: the items, in agenda order. codes: by item, option index -> number of the policy it sets (0: none).
        terms: set of item positions -> ``[code, ..., party]`` what these items add together, billions a year.
    """

    items: tuple[Item, ...]
    codes: tuple[NDArray[np.int64], ...]
    terms: Mapping[Set, Array]
    solved: int
    parties: int

    @property
    def policies(self) -> float:
        """Distinct policies there are, constraints aside."""
        return float(np.prod([float(codes.max() + 1) for codes in self.codes]))

    def estimate(self, rows: NDArray[np.int16], of: Sequence[int] | None = None) -> Array:
        """``[row, party]`` billions a year of option indices ``[row, item]``; ``of``: positions of the columns."""
        columns = list(range(len(self.items))) if of is None else list(of)
        place = {item: j for j, item in enumerate(columns)}
        chosen = {item: self.codes[item][rows[:, j]] for item, j in place.items()}
        total = np.zeros((len(rows), self.parties))
        for key, term in self.terms.items():
            if all(item in place for item in key):
                total += term[tuple(chosen[item] for item in key)]
        return total

    def strength(self, first: Iterable[int], second: Iterable[int]) -> float:
        """The largest interaction, billions, of an item of one group with an item of another."""
        a, b = set(first), set(second)
        return max((float(np.abs(t).max()) for s, t in self.terms.items() if a & set(s) and b & set(s)), default=0.0)


def build(
    valuer: Valuer,
    most_solves: int = MOST_SOLVES,
    progress: Callable[[int, int], Any] | None = None,
) -> Surrogate:
    """Solve sets of items in order of what they promise, until ``most_solves`` policies are spent.

    Raises:
        NotConverged, NotCertified: a combination has no certified equilibrium.
    """
    items = tuple(i for i in valuer.eve.dossier.agenda if acting(valuer, i))
    coded = [_codes(valuer, item) for item in items]
    codes, options = tuple(code for code, _ in coded), [names for _, names in coded]
    parties, terms = len(valuer.eve.dossier.parties), {}
    cost = [len(o) - 1 for o in options]
    waiting: list[tuple[float, Set]] = [(-np.inf, (j,)) for j in range(len(items))]
    spent = 0
    while waiting:
        batch: list[Set] = []
        while waiting and sum(_size(s, cost) for s in batch) < _BATCH:
            key = heapq.heappop(waiting)[1]
            if spent + sum(_size(s, cost) for s in [*batch, key]) <= most_solves:
                batch.append(key)
        cells = {key: list(product(*(range(1, len(options[j])) for j in key))) for key in batch}
        identities = [
            valuer.identity({items[j].id: options[j][c] for j, c in zip(key, cell, strict=True)})
            for key in batch
            for cell in cells[key]
        ]
        if not identities:
            continue
        values = iter(valuer.eve.of_parties(valuer.billions(valuer.ratios(identities))))
        spent += len(identities)
        if progress:
            progress(spent, most_solves)
        for key in batch:
            term = np.zeros((*(len(options[j]) for j in key), parties))
            for cell in cells[key]:
                term[cell] = next(values)
            for size in range(1, len(key)):
                for part in combinations(range(len(key)), size):
                    lower = terms[tuple(key[p] for p in part)]
                    shape = [len(options[j]) if p in part else 1 for p, j in enumerate(key)]
                    inner = np.ix_(*(np.arange(n) > 0 for n in term.shape[:-1]))
                    term[inner] -= np.broadcast_to(lower.reshape(*shape, -1), term.shape)[inner]
            terms[key] = term
        for key in batch:
            for j in range(len(items)):
                bigger = tuple(sorted({*key, j}))
                faces = list(combinations(bigger, len(bigger) - 1))
                newest = max((f for f in faces if f in batch), default=None)
                if j in key or newest != key or not all(f in terms for f in faces):
                    continue
                promise = min(float(np.abs(terms[f]).max()) for f in faces)
                if promise > 0:
                    heapq.heappush(waiting, (-promise / _size(bigger, cost), bigger))
    return Surrogate(items, codes, terms, spent, parties)


def _size(key: Set, cost: Sequence[int]) -> int:
    """Policies to solve for a set."""
    return int(np.prod([cost[j] for j in key], dtype=float))


def _codes(valuer: Valuer, item: Item) -> tuple[NDArray[np.int64], list[str]]:
    """Option index -> code of what it does to policy (0: nothing), and an option for each code."""
    names = [valuer.identity({item.id: o.id}) for o in item.options]
    distinct = [(), *dict.fromkeys(n for n in names if n)]
    options = [item.status_quo, *(item.options[names.index(n)].id for n in distinct[1:])]
    return np.array([distinct.index(n) for n in names]), options


def estimated_blocks(dossier: Dossier, valuer: Valuer, surrogate: Surrogate) -> Valued:
    """Blocks of at most MOST_ESTIMATED_ROWS combinations, the strongest interactions inside, valued by estimate.

    Raises:
        TiedTooTightly: rules tie items so closely that they cannot be folded.
    """
    position = {item.id: j for j, item in enumerate(surrogate.items)}
    groups = [[item] for item in dossier.agenda]
    counts = [len(feasible_rows(dossier, g)) for g in groups]

    def places(group: Sequence[Item]) -> list[int]:
        return [position[i.id] for i in group if i.id in position]

    while True:
        pairs = [
            (surrogate.strength(places(groups[a]), places(groups[b])), a, b)
            for a, b in combinations(range(len(groups)), 2)
            if counts[a] * counts[b] <= MOST_ESTIMATED_ROWS
        ]
        best = max(pairs, default=(0.0, 0, 0))
        if not best[0] > 0:
            break
        _, a, b = best
        groups[a] += groups.pop(b)
        counts[a] *= counts.pop(b)
    ordered = [tuple(item for item in dossier.agenda if item in group) for group in groups]
    rows = [feasible_rows(dossier, items) for items in ordered]
    most = sorted(range(len(rows)), key=lambda k: -len(rows[k]))
    layout = laid_out(dossier, [ordered[k] for k in most], [rows[k] for k in most])
    blocks = []
    for items, found in zip(layout.groups, layout.rows, strict=True):
        columns = [j for j, item in enumerate(items) if item.id in position]
        economic = payments_sum(valuer, items, found)
        if columns:
            economic = economic + surrogate.estimate(found[:, columns], places(items))
        blocks.append(Block(items, found, economic, political_sum(dossier, items, found), 0))
    return Valued(tuple(blocks), layout)


@dataclass(frozen=True, eq=False)
class Estimator:
    """Whole packages by estimate: all interactions kept, across blocks too."""

    valuer: Valuer
    surrogate: Surrogate

    def values(self, packages: Sequence[Mapping[str, str]]) -> Array:
        """``[package, party]`` billions a year against the eve."""
        agenda = self.valuer.eve.dossier.agenda
        index = [{o.id: k for k, o in enumerate(item.options)} for item in agenda]
        rows = np.array(
            [[index[j][p[item.id]] for j, item in enumerate(agenda)] for p in packages], dtype=np.int16
        ).reshape(len(packages), len(agenda))
        names = {item.id for item in self.surrogate.items}
        columns = [j for j, item in enumerate(agenda) if item.id in names]
        added = payments_sum(self.valuer, agenda, rows) + political_sum(self.valuer.eve.dossier, agenda, rows)
        return added + self.surrogate.estimate(rows[:, columns])

    def solved(self, packages: Sequence[Mapping[str, str]]) -> Array:
        """``[package, party]`` the same, solved."""
        dossier, valuer = self.valuer.eve.dossier, self.valuer
        found = valuer.eve.of_parties(valuer.billions(valuer.real_income_ratio(packages)))
        return found + np.array([[w[p] for p in dossier.parties] for w in (worth(dossier, q) for q in packages)])


@dataclass(frozen=True, eq=False)
class MeasuredError:
    """Differences between estimate and solution of packages drawn at random, ``[package, party]`` billions."""

    differences: Array

    @property
    def largest(self) -> Array:
        """``[party]`` the largest."""
        return self.differences.max(0)

    def told(self, parties: Sequence[str], policies: float, solved: int, left: int) -> Estimated:
        checked = len(self.differences)
        return Estimated(
            policies=policies,
            solved=solved,
            error=dict(zip(parties, self.largest.tolist(), strict=True)),
            typical=dict(zip(parties, np.median(self.differences, axis=0).tolist(), strict=True)),
            checked=checked,
            confidence=1 - (1 - SHARE) ** checked,
            left=left,
        )


def measured_error(estimator: Estimator, dossier: Dossier, valued: Valued, seed: int = 0) -> MeasuredError:
    """Solve CHECKED allowed packages drawn at random, all equally likely, and compare."""
    drawn = valued.draw(CHECKED, np.random.default_rng(seed))
    packages = [assembled(dossier, valued.blocks, rows) for rows in drawn]
    return MeasuredError(np.abs(estimator.values(packages) - estimator.solved(packages)))


def beyond_estimate(
    estimator: Estimator,
    packages: Sequence[Mapping[str, str]],
    expected: Array,
    slack: Array,
    most_solves: int,
    solved: Callable[[Sequence[Mapping[str, str]]], Array],
) -> tuple[list[dict[str, str]], int]:
    """Packages one option away from the frontier that may lie beyond it, solved, round by round until none is left.

    Args:
        packages: those on the frontier by the sum of blocks. expected: ``[party]`` no deal.
        slack: ``[party]`` how far estimates may be off. solved: gains over no deal of packages, solved whole.

    Returns:
        The packages solved beside, and how many were left when ``most_solves`` were spent.
    """
    dossier = estimator.valuer.eve.dossier
    known = {tuple(p.values()) for p in packages}
    gains, everything, beside = solved(packages), [dict(p) for p in packages], []
    ids, left = [item.id for item in dossier.agenda], 0
    while len(everything):
        best = [j for j in nondominated(gains) if (gains[j] >= -slack).all()]
        near = {
            choice: None
            for j in best
            for item in dossier.agenda
            for option in item.options
            if (choice := tuple(({**everything[j], item.id: option.id})[i] for i in ids)) not in known
        }
        options = [dict(zip(ids, choice, strict=True)) for choice in near]
        hopeful = estimator.values(options) - expected + slack
        front = gains[best]
        beaten = np.array([bool(((front >= h) & (front >= 0)).all(1).any()) for h in hopeful], dtype=bool)
        able = (hopeful >= 0).all(1) & ~beaten
        tried = [p for p, yes in zip(options, able, strict=True) if yes and not any(dossier.objections(p))]
        left = max(0, len(tried) - max(0, most_solves - len(beside)))
        tried = tried[: len(tried) - left]
        if not tried:
            break
        known |= {tuple(p.values()) for p in tried}
        gains = np.vstack([gains, solved(tried)])
        everything += tried
        beside += tried
    return beside, left
