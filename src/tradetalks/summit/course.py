"""The course of the talks: each offer in time, what all gain by it, how far from the best, and who concedes.

For the chair while the talks go on, and for everybody at the debrief.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tradetalks.counsel.standing import standing
from tradetalks.space.deal_space import TITLES, DealSpace
from tradetalks.space.verdict import Verdict
from tradetalks.summit.desk import Desk
from tradetalks.summit.room import Room
from tradetalks.summit.rules import branch_chances

CLOUD = 600
"""Packages drawn at random that a picture shows."""


@dataclass(frozen=True)
class Move:
    """One offer on its way, money in billions of USD a year.

    Attributes:
        code, by: of the offer. minute: on the room's clock. gains: over no deal, by party.
        conceded: how much less its maker asks for itself than in its offer before; None for its first.
        left: what a package that is worse for nobody could add, over all parties; 0 on the frontier, None of a package
            that no deal may hold.
        against: rules that it breaks and red lines, whosesoever, that it crosses. refuses: parties that would rather
            have no deal. ties: parties to whom it is as good as none.
        from_nash: by party, how much less than in the Nash package; None where there is none.
    """

    code: str
    by: str
    minute: float
    gains: Mapping[str, float]
    conceded: float | None
    left: float | None
    from_nash: Mapping[str, float] | None
    against: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()


def course(room: Room, desk: Desk) -> list[Move]:
    """Every offer of a room in the order in which they were made."""
    chances = branch_chances(room, desk.dossier)
    found: list[Move] = []
    asked: dict[str, float] = {}
    for offer in room.offers.values():
        place = desk.engine.once(
            "figures",
            (desk.drawn_by, "place", tuple(offer.package.items()), tuple(chances.items())),
            lambda package=offer.package: _place(desk.space(chances), package),
        )
        own = place.gains[offer.by]
        conceded = asked[offer.by] - own if offer.by in asked else None
        asked[offer.by] = own
        judged = place.verdict
        found.append(
            Move(
                offer.code, offer.by, offer.clock / 60, place.gains, conceded, place.left, place.from_nash,
                judged.objections, tuple(judged.loses), judged.ties,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class _Place:
    """Where a package lies; see ``Move``."""

    gains: Mapping[str, float]
    left: float | None
    from_nash: Mapping[str, float] | None
    verdict: Verdict


def _place(space: DealSpace, package: Mapping[str, str]) -> _Place:
    deal, nash = space.deal(package), space.nash
    short = None if nash is None else {p: nash.gain[p] - deal.gain[p] for p in space.parties}
    left = None if deal.broken else sum(standing(space, deal, mend=False).more.values())
    return _Place(dict(deal.gain), left, short, deal.verdict)


def picture(space: DealSpace) -> dict[str, Any]:
    """The deal space as points: gains over no deal, billions of USD a year, parties in the dossier's order."""

    more = round(math.log10(space.money.factor))  # digits of talks that are told in millions

    def gains(deal: Any) -> list[float]:
        return [round(deal.gain[p], 4 + more) for p in space.parties]

    kept = {name: deal for name, deal in space.named.items() if name not in ("agreed", "status_quo")}
    return {
        "parties": list(space.parties),
        "frontier": [gains(deal) for deal in space.frontier],
        "cloud": np.unique(np.round(space.sample(CLOUD), 3 + more), axis=0).tolist(),
        "named": [{"title": TITLES.get(name, name), "gain": gains(deal)} for name, deal in kept.items()],
    }
