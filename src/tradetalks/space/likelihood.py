"""How likely each package is where ``log P`` adds up over blocks: exactly, over all that the rules allow.

``P(package) = exp(sum of its rows' scores) / Z``, a conditional logit whose alternatives are the allowed packages
(McFadden 1974, in Zarembka, ed., Frontiers in econometrics). ``Z`` and what each row of a block is likely to be are
sums of products over the tables that elimination leaves (``elimination.py``), so that nothing is listed or drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.blocks import Block, Valued
from tradetalks.space.elimination import Bucket, Plan

Array = NDArray[np.float64]


def log_total(
    plan: Plan, scores: Sequence[Array], changed: int = 0, variants: Array | None = None, *, best: bool = False
) -> Array:
    """``log Z``, ``[variant]``; minus infinity where nothing is allowed.

    Args:
        scores: ``[row]`` of each block; minus infinity rules a row out.
        changed: a block whose scores differ between variants, and those scores ``[variant, row]``; one variant, with
            the block's own scores, if None.
        best: the highest score of a package instead of the log of all packages' sum.
    """
    variants = scores[changed][None] if variants is None else variants
    join: Any = np.maximum if best else np.logaddexp
    logs, messages = np.zeros(len(variants)), list[Array]()
    for bucket in plan.buckets:
        if bucket.variable == changed:
            held = _by_group(variants, bucket.code, _codes(bucket), join)
        elif bucket.variable < len(plan.sizes):
            held = _by_group(scores[bucket.variable][None], bucket.code, _codes(bucket), join)
        else:  # a switch between ties
            held = np.zeros((1, _codes(bucket)))
        state = held[:, bucket.joint[:, 0]]
        for message, taken in zip(bucket.messages, bucket.taken, strict=True):
            state = state + messages[message][:, taken]
        entry = _by_group(state, bucket.entry, len(bucket.keys), join)
        if not bucket.scope:
            logs = logs + entry[:, 0]
        messages.append(entry)
    return logs


def _codes(bucket: Bucket) -> int:
    return int(bucket.code.max(initial=0)) + 1


def _by_group(logs: Array, group: NDArray[np.int64], groups: int, join: Any) -> Array:
    """``[variant, group]`` logs ``[variant, member]`` joined within groups; minus infinity where one has no member."""
    order = np.argsort(group, kind="stable")
    present, first = np.unique(group[order], return_index=True)
    found = np.full((len(logs), groups), -np.inf)
    if len(first):
        found[:, present] = join.reduceat(logs[:, order], first, axis=1)
    return found


def option_chances(valued: Valued, scores: Sequence[Array]) -> dict[str, dict[str, float]]:
    """Item id -> option id -> probability, options that no allowed package has at 0.

    Args:
        scores: ``[row]`` of each of ``valued.blocks``.
    """
    found: dict[str, dict[str, float]] = {}
    for k, block in enumerate(valued.blocks):
        for j, item in enumerate(block.items):
            logs = log_total(valued.layout.plan, scores, k, _with_each(block, j, scores[k]))
            chance = np.exp(logs - np.logaddexp.reduce(logs))
            found[item.id] = {option.id: float(p) for option, p in zip(item.options, chance, strict=True)}
    return found


def log_chance(valued: Valued, scores: Sequence[Array], package: Mapping[str, str]) -> float:
    """Log of a package's probability; minus infinity if the rules do not allow it."""
    own = score_of(valued, scores, package)
    return own - float(log_total(valued.layout.plan, scores)[0])


def score_of(valued: Valued, scores: Sequence[Array], package: Mapping[str, str]) -> float:
    """Sum of a package's scores; minus infinity if the rules do not allow it."""
    rows = [row_of(block, package) for block in valued.blocks]
    alone = [np.where(np.arange(len(s)) == row, s, -np.inf) for s, row in zip(scores, rows, strict=True)]
    return float(log_total(valued.layout.plan, alone)[0])


def row_of(block: Block, package: Mapping[str, str]) -> int:
    """The block's row that has the package's options; -1 if the rules leave none."""
    wanted = [[o.id for o in item.options].index(package[item.id]) for item in block.items]
    found = np.flatnonzero((block.rows == wanted).all(1))
    return int(found[0]) if len(found) else -1


def likeliest(valued: Valued, scores: Sequence[Array]) -> dict[str, str]:
    """The allowed package of the highest score: item by item, the first option with which the best is still reached."""
    chosen: dict[str, str] = {}
    left = list(scores)
    for k, block in enumerate(valued.blocks):
        for j, item in enumerate(block.items):
            each = _with_each(block, j, left[k])
            option = int(np.argmax(log_total(valued.layout.plan, left, k, each, best=True)))
            chosen[item.id], left[k] = item.options[option].id, each[option]
    return {item: chosen[item] for item in sorted(chosen)}


def _with_each(block: Block, column: int, score: Array) -> Array:
    """``[option, row]`` scores of the rows that have each option of one of the block's items."""
    options = np.arange(len(block.items[column].options))
    return np.where(block.rows[:, column] == options[:, None], score, -np.inf)


def scored(valued: Valued, by_option: Callable[[str, str], float]) -> list[Array]:
    """``[row]`` of each block: the sum over its items of a number for each option."""
    found = []
    for block in valued.blocks:
        total = np.zeros(len(block.rows))
        for j, item in enumerate(block.items):
            total += np.array([by_option(item.id, option.id) for option in item.options])[block.rows[:, j]]
        found.append(total)
    return found
