"""Help on request: counter-offers worth as much to me, best for the others by what their own offers show of them.

All is computed from what one delegation knows: its own figures, and the offers that it saw others make or accept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tradetalks.counsel.counteroffers import CounterOffer, of_equal_value
from tradetalks.counsel.offers import estimated
from tradetalks.space.blocks import Valued
from tradetalks.space.choice import INDIFFERENT
from tradetalks.summit.room import Room

COUNT = 3
WITHIN = (0.03, 0.1)
"""By which part of its best gain an offer may differ in worth from the one in hand; the second where the first leaves
fewer than ``COUNT``."""


@dataclass(frozen=True)
class Advice:
    """Counter-offers, full packages, and from how many offers of each other party its wishes were read."""

    packages: tuple[Mapping[str, str], ...]
    read: Mapping[str, int]


def shown_by_others(
    room: Room, party: str, full: Mapping[str, Mapping[str, str]]
) -> dict[str, list[Mapping[str, str]]]:
    """By other party, the packages that ``party`` saw it offer or accept whole. ``full``: code to full package."""
    found: dict[str, list[Mapping[str, str]]] = {p: [] for p in room.terms.parties if p != party}
    for code, offer in room.offers.items():
        if party in offer.seen_by:
            for other in offer.holding() - {party}:
                found[other].append(full[code])
    return found


def advice(
    own: Valued,
    party: int,
    free: Valued,
    package: Mapping[str, str],
    shown: Mapping[str, Sequence[Mapping[str, str]]],
    best: float,
    no_deal: float,
) -> Advice:
    """Counter-offers to a package in hand.

    Args:
        own: the agenda as the party knows it, its red lines among the rules; ``party``: its column there.
        free: the same agenda without red lines, in which others' offers are read. package: the one in hand, full.
        shown: of ``shown_by_others``. best: the most that the party could gain, which sets how near is equal.
        no_deal: what no deal is worth to it, in the agenda's values. Where the package in hand is no worse, neither is
            any of those advised.

    Raises:
        TradetalksError: the package in hand crosses a red line of the party.
    """
    known = [estimated(free, list(offers)).by_block(own) for offers in shown.values()]
    others = [np.column_stack([one[k] for one in known]) for k in range(len(own.blocks))]
    mine = [block.values[:, party] for block in own.blocks]
    found: tuple[CounterOffer, ...] = ()
    for part in WITHIN:
        found = of_equal_value(
            own, mine, others, package, within=max(INDIFFERENT, part * best), count=COUNT, floor=no_deal - INDIFFERENT
        )
        if len(found) == COUNT:
            break
    packages = (
        {k: v for b, row in zip(own.blocks, one.rows, strict=True) for k, v in b.choices(row).items()} for one in found
    )
    return Advice(tuple(packages), {other: len(offers) for other, offers in shown.items()})
