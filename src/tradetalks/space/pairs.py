"""Sums in two halves: equal ones put together, and pairs of them that reach a mark counted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.ordering import apart, ordered

Whole = NDArray[np.int64]
_AT_ONCE = 8_000_000  # comparisons held at once
_SORTING = 4  # comparisons that one step of sorting a row costs
_MOST = np.iinfo(np.int64).max


def merged(values: Whole, group: Whole, weight: Any) -> tuple[Whole, Whole, Any]:
    """Equal rows of a group as one, with the sum of their weights; sorted by group."""
    order = ordered([group, *values.T])
    values, group = np.take(values, order, axis=0), group[order]
    fresh = np.ones(len(values), dtype=bool)
    fresh[1:] = group[1:] != group[:-1]
    for column in values.T:
        fresh[1:] |= column[1:] != column[:-1]
    if fresh.all():
        return values, group, weight[order]
    start = np.flatnonzero(fresh)
    return values[start], group[start], np.add.reduceat(weight[order], start)


def pairs_reaching(
    asked: Whole, ask_group: Whole, ask_weight: Any, given: Whole, give_group: Whole, give_weight: Any
) -> int | None:
    """Weighted pairs of a row asked for and a row given, of one group, where the given is as large in every party.

    Exact; None where three parties and more have too many pairs to compare.
    """
    if len(asked) == 0 or len(given) == 0:
        return 0
    total, open_ = _plain(asked, ask_group, ask_weight, given, give_group, give_weight)
    rest = _pairs(asked, ask_group, ask_weight, given[open_], give_group[open_], give_weight[open_])
    return None if rest is None else total + rest


def _plain(
    asked: Whole, ask_group: Whole, ask_weight: Any, given: Whole, give_group: Whole, give_weight: Any
) -> tuple[int, Whole]:
    """Weighted pairs of the rows given that are at least as large as all that their group asks for; and which rows
    given are neither that nor too small for all of it: often few."""
    groups = int(max(ask_group.max(), give_group.max())) + 1
    none, every = np.zeros(len(given), dtype=bool), np.ones(len(given), dtype=bool)
    for j in range(asked.shape[1]):
        low, high = np.full(groups, _MOST), np.full(groups, -_MOST)
        np.minimum.at(low, ask_group, asked[:, j])
        np.maximum.at(high, ask_group, asked[:, j])
        none |= given[:, j] < low[give_group]
        every &= given[:, j] >= high[give_group]
    every &= ~none
    weight = np.zeros(groups, dtype=ask_weight.dtype)
    np.add.at(weight, ask_group, ask_weight)
    return int((give_weight[every] * weight[give_group[every]]).sum()), np.flatnonzero(~(none | every))


def _pairs(
    asked: Whole, ask_group: Whole, ask_weight: Any, given: Whole, give_group: Whole, give_weight: Any
) -> int | None:
    """``pairs_reaching`` of what has to be compared."""
    pairs = len(asked) * len(given)
    steps = (len(asked) + len(given)) * len(given).bit_length()
    if pairs > _SORTING * steps and asked.shape[1] == 2:
        return _by_wavelet(asked, ask_group, ask_weight, given, give_group, give_weight)
    if pairs > 64 * _AT_ONCE:
        return None
    total, at_once = 0, max(1, _AT_ONCE // max(1, len(given)))
    one = len(given) == 0 or ((give_group == give_group[0]).all() and (ask_group == give_group[0]).all())
    for start in range(0, len(asked), at_once):
        part = slice(start, start + at_once)
        reached = np.ones((len(asked[part]), len(given)), dtype=bool)
        if not one:
            reached &= ask_group[part, None] == give_group[None, :]
        for j in range(asked.shape[1]):
            reached &= given[None, :, j] >= asked[part, None, j]
        sums = [give_weight[row].sum() for row in reached] if give_weight.dtype == object else reached @ give_weight
        total += int(sum(w * s for w, s in zip(ask_weight[part].tolist(), map(int, sums), strict=True)))
    return total


def _by_wavelet(
    asked: Whole, ask_group: Whole, ask_weight: Any, given: Whole, give_group: Whole, give_weight: Any
) -> int:
    """``pairs_reaching`` for two parties: a wavelet matrix (Claude & Navarro 2012, SPIRE) over the second value."""
    first, second = (np.concatenate([asked[:, j], given[:, j]]) for j in range(2))
    groups, top = np.concatenate([ask_group, give_group]), int(max(ask_group.max(), give_group.max()))
    first, second = apart(first, groups), apart(second, top - groups)  # pairs of two groups never reach
    ask_first, first = first[: len(asked)], first[len(asked) :]
    ask_second, second = second[: len(asked)], second[len(asked) :]
    order = np.argsort(-first, kind="stable")
    weight = give_weight[order]
    low, high = np.zeros(len(asked), dtype=np.int64), np.searchsorted(-first[order], -ask_first, side="right")
    rank = np.empty(len(given), dtype=np.int64)
    rank[np.argsort(second[order], kind="stable")] = np.arange(len(given))
    mark = np.searchsorted(np.sort(second), ask_second)  # ranks from here on reach
    high[mark == len(given)] = 0
    found = np.zeros(len(asked), dtype=weight.dtype)
    for bit in reversed(range(max(1, len(given).bit_length()))):
        ones = (rank >> bit) & 1
        above = np.concatenate([[0], np.cumsum(ones)])
        heavy = np.concatenate([weight[:0], weight[:1] * 0, np.cumsum(weight * ones)])
        zeros = len(rank) - int(above[-1])
        up = ((mark >> bit) & 1) == 1
        found = np.where(up, found, found + heavy[high] - heavy[low])
        low = np.where(up, zeros + above[low], low - above[low])
        high = np.where(up, zeros + above[high], high - above[high])
        split = np.argsort(ones.astype(np.uint8), kind="stable")
        rank, weight = rank[split], weight[split]
    heavy = np.concatenate([weight[:1] * 0, np.cumsum(weight)])
    found = np.where(high > low, found + heavy[high] - heavy[low], found)
    return int(sum(int(w) * int(f) for w, f in zip(ask_weight.tolist(), found.tolist(), strict=True)))
