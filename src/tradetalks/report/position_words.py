"""What a dossier's positions and worth say between the lines: asks priced at nothing, concessions that look free."""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.counsel.account import Contribution
from tradetalks.counsel.carriers import carriers
from tradetalks.dossier.model import Dossier
from tradetalks.dossier.unpriced import JUDGED, costless, unpriced
from tradetalks.report.numbers import Figures, bn
from tradetalks.space.deal_space import DealSpace
from tradetalks.world.names import listed, named

MOST_TOLD = 6
SELDOM = "what looks free may cost what the dossier does not say, or be kept for a larger bargain"


def position_notes(d: Dossier) -> list[str]:
    """For the author of a dossier: what somebody stands for and nothing prices, and what costs nobody anything."""
    told = []
    if open_ := unpriced(d):
        each = [
            f"{d.item(one.item).title}: {d.item(one.item).option(one.option).title}"
            f" ({d.parties[one.party].name} {'offers' if one.how == 'offered' else 'asks'})"
            for one in open_
        ]
        ways = [way for way in ("asked", "offered") if any(one.how == way for one in open_)]
        told.append(
            f"A party stands for these, and the dossier gives them neither measures nor worth: {_some(each)}."
            + "".join(f" {_judged(way)}" for way in ways if not d.unit)
        )
    if free := [f"{item.title}: {option.title}" for item, option in costless(d)]:
        told.append(f"These cost nobody anything by the dossier: {_some(free)}; {SELDOM}.")
    return told


def _judged(way: str) -> str:
    """What shipped dossiers judge of options that are asked, or offered."""
    own, others = ("{1} ({0} to {2})".format(*map(bn, JUDGED[way, who])) for who in ("own", "others"))
    who = {"asked": ("who asks", "who is asked"), "offered": ("who offers", "who is offered")}[way]
    return f"Shipped dossiers judge what is {way} at {own} bn USD a year to {who[0]}, {others} to {who[1]}."


def _some(each: Sequence[str]) -> str:
    more = f"; and {len(each) - MOST_TOLD} more" if len(each) > MOST_TOLD else ""
    return "; ".join(each[:MOST_TOLD]) + more


def free_words(space: DealSpace, parts: Sequence[Contribution]) -> list[str]:
    """Concessions of a package that cost those who make them nothing and are worth something to others."""
    d, told, figures = space.dossier, [], Figures(space.money)
    within = dict(zip(space.parties, space.within.tolist(), strict=True))
    for part in parts:
        item = d.item(part.item)
        givers = carriers(d, item, part.option)
        who = [p for p in space.parties if givers is None or p in givers]
        together = givers is None or len(who) == len(space.parties)
        others = space.parties if together else [p for p in space.parties if p not in who]
        takers = [p for p in others if part.total(p) > space.money.least]
        if who and takers and all(part.total(p) >= -within[p] for p in who):
            free = "nobody anything" if together else f"{listed([named(d.parties[p].name) for p in who])} nothing"
            gains = listed([f"{named(d.parties[p].name)} {figures(part.total(p))}" for p in takers])
            told.append(f"{item.title}: {item.option(part.option).title} costs {free} and gives {gains}")
    return [f"Free for the giver by these figures ({space.money.title}): {'; '.join(told)}; {SELDOM}."] if told else []
