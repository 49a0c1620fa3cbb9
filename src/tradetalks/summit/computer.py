"""A computer's delegate for an empty seat: it concedes over time by its own gains alone (``counsel.bargaining``).

It knows what a delegate in its seat would know: its own worth, its own red lines, the rules that bind all, the offers
addressed to it. It asks for a share of the best it has seen among packages drawn at random, which falls as its strategy
says; it signs what gives it as much, declines what does not, and offers in turn, of the packages that give it about
that, the one which the others would like best by what they offered or accepted so far (a trade-off in the sense of
Faratin, Sierra & Jennings 2002, Artificial Intelligence 142); none that one of its own offers that stand beats for both
sides by that reading, once there is something to read. The reading may err, and it knows no more: a concession that the
others do not want is then worse for all. Where the reading is right there is none (a test).

Why it declines it says by its own offers alone, which all have: what differs from them. So its words tell nothing that
its offers had not told, of nobody's figures, red lines or strategy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tradetalks.counsel.bargaining import STRATEGIES, conceding
from tradetalks.dossier.model import Dossier
from tradetalks.summit import rules
from tradetalks.summit.events import Event
from tradetalks.summit.room import Offer, Room, binds

OFFERS = 20
"""Offers that it makes from the beginning to the deadline, if nothing is signed before."""
LEAST_SECONDS = 20.0
ALIKE = 0.05
"""By which part of its best gain packages may differ that are worth as much to it."""


class Knows(Protocol):
    """What a party knows of packages: what they give it over no deal, and how others would like them."""

    def gain(self, package: Mapping[str, str]) -> float: ...
    def liking(self, room: Room, packages: Sequence[Mapping[str, str]]) -> list[float]: ...


@dataclass(frozen=True)
class Choices:
    """Packages that a party might offer, and what each gives it over no deal; its best first."""

    packages: tuple[Mapping[str, str], ...]
    gains: tuple[float, ...]

    @property
    def best(self) -> float:
        """The most that any of them gives; at least nothing."""
        return max(0.0, self.gains[0]) if self.gains else 0.0


def move(room: Room, dossier: Dossier, now: float, party: str, choices: Choices, own: Knows, code: str) -> Event | None:
    """What a computer's delegate does now; None if it waits.

    Args:
        choices: of the party's own. own: the party's gains, for offers it has not seen before. code: for an offer.
    """
    if room.phase != "talking":
        return None
    time = min(1.0, room.clock.reads(now) / room.clock.length)
    wanted = conceding(STRATEGIES[room.computers[party]])(time) * choices.best
    signed = _to_sign(room, dossier, now, party, wanted, own)
    if signed is not None:
        return rules.sign(room, dossier, now, party, signed.code)
    offered = _offered(room, dossier, now, party, wanted, choices, own, code)
    return offered or _declined(room, dossier, now, party)


def _to_sign(
    room: Room, dossier: Dossier, now: float, party: str, wanted: float, own: Knows
) -> Offer | None:  # fmt: skip
    """The best offer that gives what it asks for: another's, or its own once somebody takes to it."""
    open_ = [
        offer
        for offer in room.offers.values()
        if party in offer.seen_by and party not in offer.signed and offer.stands(room.clock.reads(now))
        if binds(room.terms, offer.seen_by) and (offer.by != party or offer.signed or len(offer.holding()) > 1)
        if not rules.own_objections(dossier, party, dossier.package(offer.package))
    ]  # fmt: skip
    gains = {offer.code: own.gain(offer.package) for offer in open_}
    fine = [offer for offer in open_ if gains[offer.code] >= max(wanted, 0.0) - 1e-12]
    return max(fine, key=lambda offer: gains[offer.code], default=None)


def _offered(
    room: Room, dossier: Dossier, now: float, party: str, wanted: float, choices: Choices, own: Knows, code: str
) -> Event | None:
    """Its next offer to all, once it is time: of what gives little more than enough and was not offered before, what
    the others would like most, or what gives least where nobody has shown anything; none where what it offered already
    is better for all."""
    mine = [offer for offer in room.offers.values() if offer.by == party]
    pause = max(LEAST_SECONDS, room.clock.length / OFFERS)
    if mine and room.clock.reads(now) - mine[-1].clock < pause:
        return None
    if len(mine) >= rules.MOST_OFFERS:
        return None
    known = [dict(offer.package) for offer in mine]
    fresh = [
        (package, gain)
        for package, gain in zip(choices.packages, choices.gains, strict=True)
        if gain >= max(wanted - 1e-12, 0.0) and (changes := _changes(dossier, package)) and changes not in known
    ]
    if not fresh:
        return None
    # an own offer that stands beats what gives itself no more and, as far as is known, the others no more either
    standing = [dossier.package(offer.package) for offer in mine if offer.stands(room.clock.reads(now))]
    liked = own.liking(room, [*(package for package, _ in fresh), *standing])
    given = [(own.gain(package), like) for package, like in zip(standing, liked[len(fresh) :], strict=True)]
    worth = [(gain, like) for (_, gain), like in zip(fresh, liked, strict=False)]
    better = [k for k, (gain, like) in enumerate(worth) if not any(g >= gain and x >= like for g, x in given)]
    if not better and any(liked):
        return None  # one that stands is better for all, by what is known: nobody needs a worse one
    open_ = better or range(len(fresh))
    most = worth[open_[-1]][0] + ALIKE * choices.best
    package = fresh[max((k for k in reversed(open_) if worth[k][0] <= most), key=lambda k: worth[k][1])][0]
    others = [p for p in room.terms.parties if p != party]
    return rules.offer(room, dossier, now, party, code, others, package)


def _declined(room: Room, dossier: Dossier, now: float, party: str) -> Event | None:
    """Its answer to the first offer that it has given none to; none before it has offered something itself."""
    mine = [offer.package for offer in room.offers.values() if offer.by == party]
    for offer in room.offers.values() if mine else ():
        answered = party in offer.declined or party in offer.accepted or party in offer.signed
        if party in offer.to and not answered and offer.stands(room.clock.reads(now)):
            bound = binds(room.terms, offer.seen_by)
            why = differs(dossier, offer.package, mine) if bound else "This went to too few to bind; put it to more."
            return rules.decline(room, now, party, offer.code, why)
    return None


MOST_NAMED = 3
"""Items that a refusal names."""


def differs(dossier: Dossier, package: Mapping[str, str], own: Sequence[Mapping[str, str]]) -> str:
    """In which items an offer differs from all that one made oneself, or at least from one's last; in words.

    Args:
        package: of the offer. own: of one's own offers, the last one last; of each the items that leave the status quo.
    """

    def chosen(of: Mapping[str, str], item: str) -> str:
        return of.get(item, dossier.item(item).status_quo)

    ids = [item.id for item in dossier.agenda]
    last = own[-1]
    apart = [i for i in ids if chosen(package, i) != chosen(last, i)]
    never = [i for i in apart if all(chosen(one, i) == chosen(last, i) for one in own)]
    if not apart:
        return ""
    named = (never or apart)[:MOST_NAMED]
    words = [
        f"{dossier.item(i).title}: {dossier.item(i).option(chosen(last, i)).title}, here"
        f" {dossier.item(i).option(chosen(package, i)).title}"
        for i in named
    ]
    begin = "Not this. All our offers say" if never else "Not this. Our last offer says"
    more = len(never or apart) - len(named)
    return f"{begin} {'; '.join(words)}{f'; and {more} more' if more else ''}."


def _changes(dossier: Dossier, package: Mapping[str, str]) -> dict[str, str]:
    return {item: option for item, option in package.items() if option != dossier.item(item).status_quo}


def ranked(packages: Sequence[Mapping[str, str]], gains: Sequence[float]) -> Choices:
    """Choices in order, the best first; of equal packages one."""
    pairs = {tuple(sorted(p.items())): (dict(p), float(g)) for p, g in zip(packages, gains, strict=True)}
    rows = sorted(pairs.values(), key=lambda pair: -pair[1])
    return Choices(tuple(p for p, _ in rows), tuple(g for _, g in rows))
