"""A room as it stands: the sum of what happened in it, and nothing else (``fold``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Literal

from tradetalks.errors import TradetalksError
from tradetalks.summit import events as e
from tradetalks.summit.clock import Clock

Phase = Literal["waiting", "talking", "paused", "agreed", "no deal"]
OVER = ("agreed", "no deal")
"""Phases after which nothing is offered or signed."""


@dataclass(frozen=True)
class Acceptance:
    """What a party accepted of an offer, on which condition, when; no items for the whole."""

    at: float
    items: tuple[str, ...] = ()
    provided: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True)
class Offer:
    """An offer and what became of it.

    Attributes:
        code, by, to, package, message, until, answers, side: as it was made. at: when; ``clock``: the same on the
            room's clock.
        withdrawn: when it was taken back. accepted, declined, signed: by party; of refusals the words, of signatures
            when.
    """

    code: str
    by: str
    to: tuple[str, ...]
    package: Mapping[str, str]
    message: str
    at: float
    clock: float
    until: float | None = None
    answers: str | None = None
    side: str = ""
    withdrawn: float | None = None
    accepted: Mapping[str, Acceptance] = field(default_factory=dict)
    declined: Mapping[str, str] = field(default_factory=dict)
    signed: Mapping[str, float] = field(default_factory=dict)

    @property
    def seen_by(self) -> frozenset[str]:
        """Parties who know of it."""
        return frozenset((self.by, *self.to))

    def stands(self, clock: float) -> bool:
        """Neither taken back nor run out, at a time of the room's clock."""
        return self.withdrawn is None and (self.until is None or clock <= self.until)

    def holding(self) -> frozenset[str]:
        """Parties who accept it whole, its maker among them, each condition met by the others of the set."""
        whole = {p: a for p, a in self.accepted.items() if not a.items}
        held = {self.by, *whole}
        while dropped := {p for p in held if p in whole and not held.issuperset(whole[p].provided)}:
            held -= dropped
        return frozenset(held)


@dataclass(frozen=True)
class Word:
    """Something said, or (``title``) announced by the chair."""

    by: str
    to: tuple[str, ...]
    text: str
    at: float
    title: str = ""
    chances: Mapping[str, float] = field(default_factory=dict)
    side: str = ""


@dataclass(frozen=True)
class SideRoom:
    """A room beside the plenary, known to its members and the chair; ``closed``: when it was."""

    code: str
    name: str
    by: str
    members: tuple[str, ...]
    closed: float | None = None


@dataclass(frozen=True)
class Room:
    """One room, as it stands after ``number`` events, the last of them ``at`` a time of the server's clock."""

    name: str
    terms: e.Terms
    at: float = 0.0
    number: int = 1
    clock: Clock = field(default_factory=Clock)
    generation: Mapping[str, int] = field(default_factory=dict)
    assigned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    computers: Mapping[str, str] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)
    words: tuple[Word, ...] = ()
    sides: Mapping[str, SideRoom] = field(default_factory=dict)
    chances: Mapping[str, float] = field(default_factory=dict)
    agreed: str | None = None
    branch: str | None = None
    closed: float | None = None
    why: str = ""
    open_to_all: bool = False

    @property
    def phase(self) -> Phase:
        if self.agreed is not None:
            return "agreed"
        if self.branch is not None:
            return "no deal"
        if self.clock.begun is None:
            return "waiting"
        return "talking" if self.clock.stopped is None else "paused"

    @property
    def over(self) -> bool:
        return self.phase in OVER


def binds(terms: e.Terms, signatures: Iterable[str]) -> bool:
    """Are these signatures what the terms demand?"""
    signed = set(signatures)
    return len(signed) >= terms.needed and signed.issuperset(terms.vetoes)


def fold(entries: Iterable[e.Entry]) -> Room:
    """The room of its entries, in order from the first. Raises TradetalksError for a log with a gap."""
    first, *rest = entries
    if not isinstance(first.event, e.RoomOpened) or first.number != 1:
        raise TradetalksError(f"room '{first.room}': its log does not begin with its opening")
    terms = first.event.terms
    return reduce(
        apply, rest, Room(first.room, terms, first.at, clock=Clock(length=60 * terms.minutes, rounds=terms.rounds))
    )


def apply(room: Room, entry: e.Entry) -> Room:
    """The room after one more event. Raises TradetalksError where an event is missing between."""
    if entry.number != room.number + 1 or entry.room != room.name:
        raise TradetalksError(f"room '{room.name}': event {entry.number} follows {room.number}; the log has a gap")
    return replace(_after(room, entry.event, entry.at), number=entry.number, at=entry.at)


def _after(room: Room, event: e.Event, at: float) -> Room:
    match event:
        case e.Assigned(party, person):
            return replace(room, assigned=_with(room.assigned, party, person))
        case e.Joined(party, person):
            return replace(room, people=_with(room.people, party, person))
        case e.LinksRevoked(seat):
            return replace(room, generation={**room.generation, seat: room.generation.get(seat, 0) + 1})
        case e.SeatAutomated(party, strategy):
            others = {p: s for p, s in room.computers.items() if p != party}
            return replace(room, computers={**others, party: strategy} if strategy else others)
        case e.Begun() | e.Paused() | e.Resumed() | e.Extended():
            return replace(room, clock=room.clock.after(event, at))
        case e.Said(by, to, text, side):
            return replace(room, words=(*room.words, Word(by, to, text, at, side=side)))
        case e.SideRoomOpened(code, by, name, members):
            return replace(room, sides={**room.sides, code: SideRoom(code, name, by, members)})
        case e.SideRoomClosed(code):
            return replace(room, sides={**room.sides, code: replace(room.sides[code], closed=at)})
        case e.Announced(title, text, to, chances):
            word = Word(e.CHAIR, to, text, at, title, chances)
            return replace(room, words=(*room.words, word), chances=dict(chances) or room.chances)
        case e.Ended(branch, why):
            return replace(room, branch=branch, closed=at, why=why)
        case e.Debriefed():
            return replace(room, open_to_all=True)
        case _:
            return _offers_after(room, event, at)


def _offers_after(room: Room, event: e.Event, at: float) -> Room:
    match event:
        case e.Offered():
            made = Offer(
                event.offer, event.by, event.to, dict(event.package), event.message, at, room.clock.reads(at),
                event.until, event.answers, event.side,
            )  # fmt: skip
            return replace(room, offers={**room.offers, made.code: made})
        case e.Accepted(code, by, items, provided, message):
            offer = room.offers[code]
            refused = {p: w for p, w in offer.declined.items() if p != by}
            accepted = {**offer.accepted, by: Acceptance(at, items, provided, message)}
            return _put(room, replace(offer, accepted=accepted, declined=refused))
        case e.Declined(code, by, message):
            offer = room.offers[code]
            kept = {p: a for p, a in offer.accepted.items() if p != by}
            unsigned = {p: t for p, t in offer.signed.items() if p != by}
            declined = {**offer.declined, by: message}
            return _put(room, replace(offer, accepted=kept, declined=declined, signed=unsigned))
        case e.Withdrawn(code, _):
            return _put(room, replace(room.offers[code], withdrawn=at))
        case e.Signed(code, by):
            offer = room.offers[code]
            refused = {p: w for p, w in offer.declined.items() if p != by}
            offer = replace(offer, signed={**offer.signed, by: at}, declined=refused)
            after = _put(room, offer)
            return replace(after, agreed=code, closed=at) if binds(room.terms, offer.signed) else after
    raise TradetalksError(f"room '{room.name}': no rule for {type(event).__name__}")


def _put(room: Room, offer: Offer) -> Room:
    return replace(room, offers={**room.offers, offer.code: offer})


def _with(lists: Mapping[str, tuple[str, ...]], party: str, person: str) -> dict[str, tuple[str, ...]]:
    return {**lists, party: tuple(dict.fromkeys((*lists.get(party, ()), person)))}
