"""Mediated talks: one text, changed where every party votes for the change.

A mediator who knows nobody's gains shows a text that differs a little from the present one; each party votes by its own
gains alone, and where all vote for it, it becomes the text (the single-text procedure: Fisher 1978; Raiffa 1982, The
art and science of negotiation). Parties that insist on every change being good for them are soon stuck, as a swap has
two halves; votes that also let a small loss pass, less and less so, find better texts where issues depend on each other
(Klein, Faratin, Sayama & Bar-Yam 2003, IEEE Intelligent Systems 18(6)): ``leniency``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import TradetalksError
from tradetalks.space.blocks import Valued
from tradetalks.space.likelihood import row_of
from tradetalks.space.solutions import rational

Array = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Text:
    """A text that all voted for: at which proposal, its row in each block, and gains by party over no deal."""

    proposal: int
    rows: tuple[int, ...]
    gains: tuple[float, ...]


@dataclass(frozen=True)
class Mediated:
    """A mediated negotiation: its texts in order, the first one included, and how many changes were proposed.

    ``signed``: is the last text no worse than no deal for every party? Else all walk away from it.
    """

    texts: tuple[Text, ...]
    proposals: int

    @property
    def last(self) -> Text:
        return self.texts[-1]

    @property
    def signed(self) -> bool:
        return bool(rational(np.array([self.last.gains]))[0])


def single_text(
    valued: Valued,
    no_deal: Array,
    start: Mapping[str, str],
    *,
    proposals: int = 2000,
    leniency: float = 0.0,
    seed: int = 0,
) -> Mediated:
    """Mediate over all packages that the rules allow.

    Each proposal redraws the rows of one block, of two with chance 1/2, of three with 1/4 and so on; texts that break a
    rule are not shown. A party votes for a change that it does not lose by, and for one by which it loses ``l`` with
    chance ``exp(-l / t)``, where ``t`` falls from ``leniency`` times its usual stake in a block to zero.

    Args:
        no_deal: ``[party]``. start: the first text; a package drawn at random where the rules do not allow it.
        proposals: changes shown. leniency: 0: only changes that nobody loses by pass. seed: decides every draw.

    Raises:
        TradetalksError: no proposals, or leniency below zero.
    """
    if proposals < 1 or leniency < 0:
        raise TradetalksError(f"single_text: found {proposals} proposals, leniency {leniency:g}; expected 1, 0 or more")
    rng = np.random.default_rng(seed)
    values = [block.values for block in valued.blocks]
    open_ = np.array([k for k, own in enumerate(values) if len(own) > 1], dtype=np.int64)
    stake = np.sqrt(np.mean([own.var(0) for own in values], axis=0)) if len(open_) else np.zeros(len(no_deal))
    rows = _first(valued, start, rng)
    texts = [Text(0, tuple(rows.tolist()), tuple((valued.values(rows[None])[0] - no_deal).tolist()))]
    for number in range(1, proposals + 1):
        if len(open_) == 0:
            break
        heat = leniency * stake * (1 - number / proposals)
        shown = rows.copy()
        size = min(int(rng.geometric(0.5)), len(open_))
        for k in rng.choice(open_, size, replace=False):
            shown[k] = (rows[k] + rng.integers(1, len(values[k]))) % len(values[k])
        if not _allowed(valued, shown):
            continue
        change = sum(own[shown[k]] - own[rows[k]] for k, own in enumerate(values))
        passes = np.exp(np.minimum(change, 0.0) / np.maximum(heat, 1e-300))
        if (rng.random(len(no_deal)) < passes).all() and bool(np.any(change != 0)):
            rows = shown
            gains = valued.values(rows[None])[0] - no_deal
            texts.append(Text(number, tuple(rows.tolist()), tuple(gains.tolist())))
    return Mediated(tuple(texts), proposals)


def _first(valued: Valued, start: Mapping[str, str], rng: np.random.Generator) -> Rows:
    rows = np.array([row_of(block, start) for block in valued.blocks], dtype=np.int64)
    return rows if (rows >= 0).all() and _allowed(valued, rows) else valued.draw(1, rng)[0]


def _allowed(valued: Valued, rows: Sequence[int] | Rows) -> bool:
    """Do the rules that tie blocks allow these rows?"""
    return all(any(mask[rows[k]] for k, mask in tie.any_of.items()) for tie in valued.layout.ties)
