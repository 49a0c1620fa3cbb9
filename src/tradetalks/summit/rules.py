"""What may happen in a room: each function takes the room as it stands and gives the event, or refuses with the reason.

All are pure: time, codes and lots come from outside. Red lines are looked up for the party that acts alone, so that a
refusal tells nobody of another's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from tradetalks.counsel.bargaining import STRATEGIES
from tradetalks.dossier.model import Dossier
from tradetalks.errors import TradetalksError, unknown
from tradetalks.summit import events as e
from tradetalks.summit.room import Offer, Room, SideRoom, binds

MOST_WORDS, MOST_NAME, MOST_OFFERS, MOST_SAID, MOST_PEOPLE, MOST_SIDES = 2000, 60, 200, 2000, 60, 20
LONGEST_MINUTES = 60 * 24 * 14
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_BLANK = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and signs by their category that show nothing."""


class Refused(TradetalksError):
    """Somebody asked for what the room's rules do not allow; nothing happened."""


# ---------------------------------------------------------------------- who comes in
def called(person: str) -> str:
    """What somebody is called, on one line and to be seen."""
    name = " ".join(unicodedata.normalize("NFC", _plain(person, "name", MOST_NAME)).split())
    if not any(unicodedata.category(char)[0] in "LNPS" and char not in _BLANK for char in name):
        raise Refused("name: found nothing that can be seen, expected what others call whom it is for")
    return name


def join(room: Room, party: str, person: str) -> e.Joined:
    """Somebody takes a place in a delegation."""
    name = called(person)
    if len(room.people.get(party, ())) >= MOST_PEOPLE:
        raise Refused(f"this delegation has {MOST_PEOPLE} people already, as many as it may")
    return e.Joined(_party(room, party), name)


def assign(room: Room, party: str, person: str) -> e.Assigned:
    """The class list, or the chair, puts a person into a delegation."""
    return e.Assigned(_party(room, party), called(person))


def automate(room: Room, party: str, strategy: str) -> e.SeatAutomated:
    """Give an empty seat to the computer, or ('') take it back."""
    if strategy and strategy not in STRATEGIES:
        raise Refused(unknown("strategy", strategy, STRATEGIES))
    return e.SeatAutomated(_party(room, party), strategy)


# ---------------------------------------------------------------------- the clock
def begin(room: Room) -> e.Begun:
    """Let the clock run for the first time."""
    if room.phase != "waiting":
        raise Refused("the talks have begun already")
    return e.Begun()


def pause(room: Room) -> e.Paused:
    """Stop the clock; nothing can be offered or signed until it runs on."""
    if room.phase != "talking":
        raise Refused(_why_not(room))
    return e.Paused()


def resume(room: Room) -> e.Resumed:
    """Let the clock run on."""
    if room.phase != "paused":
        raise Refused("the clock is not stopped")
    return e.Resumed()


def extend(room: Room, minutes: float) -> e.Extended:
    """Move the deadline; back at most to now."""
    _not_over(room)
    if not 0 < abs(minutes) <= LONGEST_MINUTES:
        raise Refused(f"minutes: found {minutes:g}, expected more or fewer than 0, at most {LONGEST_MINUTES:,}")
    return e.Extended(minutes)


def due(room: Room, dossier: Dossier, now: float) -> tuple[e.Ended, ...]:
    """What happens by itself by now: at the deadline no deal follows, one of its branches drawn."""
    if room.phase != "talking" or not room.clock.run_out(now):
        return ()
    return (end(room, dossier, "time ran out"),)


def end(room: Room, dossier: Dossier, why: str) -> e.Ended:
    """Close the talks without agreement: which branch of no deal follows is drawn by the room's own seed."""
    _not_over(room)
    chances = branch_chances(room, dossier)
    lot = np.random.default_rng([room.terms.seed, 1]).random() * sum(chances.values())
    reached = np.cumsum(list(chances.values()))
    return e.Ended(list(chances)[int(np.searchsorted(reached, lot, side="right").clip(0, len(reached) - 1))], why)


def branch_chances(room: Room, dossier: Dossier) -> dict[str, float]:
    """Each branch of no deal with its probability: the dossier's, or what the chair's news made of it."""
    return {b.name: room.chances.get(b.name, b.probability) for b in dossier.no_deal}


def announce(
    room: Room, dossier: Dossier, title: str, text: str, to: Sequence[str], chances: Mapping[str, float]
) -> e.Announced:
    """News from the chair; what changes the chances of no deal goes to all, who reckon with them from then on."""
    names = [b.name for b in dossier.no_deal]
    for name, chance in chances.items():
        if name not in names:
            raise Refused(f"chances: {unknown('no-deal branch', name, names)}")
        if not 0 <= chance <= 1:
            raise Refused(f"chances.{name}: found {chance:g}, expected 0 to 1")
    if chances and (set(chances) != set(names) or abs(sum(chances.values()) - 1) > 1e-6):
        raise Refused("chances: expected one for every way of having no deal, summing to 1")
    if chances and set(to) != set(room.terms.parties):
        raise Refused("news that change the chances of no deal go to all parties")
    _not_over(room)
    title = _plain(title, "title", 120)
    if not title:
        raise Refused("title: found nothing, expected what happened")
    return e.Announced(title, _plain(text, "text", MOST_WORDS), _addressed(room, to), dict(chances))


def debrief(room: Room) -> e.Debriefed:
    """Open everything to everybody."""
    if not room.over:
        raise Refused("the talks go on; end them before the debrief")
    if room.open_to_all:
        raise Refused("the debrief is open already")
    return e.Debriefed()


# ---------------------------------------------------------------------- the talks
def open_side(room: Room, by: str, code: str, name: str, members: Sequence[str]) -> e.SideRoomOpened:
    """Open a side room for some parties; a party is itself among them, the chair is in none.

    Args:
        code: what it will be called by, used in this room by no other side room.
    """
    if by == e.CHAIR:
        _not_over(room)
    else:
        _going_on(room)
    name = _plain(name, "name", MOST_NAME)
    if not name:
        raise Refused("name: found nothing, expected what the side room is called")
    named = {_party(room, party) for party in members} | ({by} - {e.CHAIR})
    if len(named) < 2:
        raise Refused("members: expected two parties or more, one of them your own")
    for side in room.sides.values():
        if side.closed is None and side.name == name and by in (e.CHAIR, *side.members):
            raise Refused(f"name: there is a side room '{name}' already; tell the two apart")
    if sum(side.by == by for side in room.sides.values()) >= MOST_SIDES:
        raise Refused(f"{MOST_SIDES} side rooms opened by one seat, as many as a room keeps")
    assert code not in room.sides
    return e.SideRoomOpened(code, by, name, tuple(p for p in room.terms.parties if p in named))


def close_side(room: Room, by: str, code: str) -> e.SideRoomClosed:
    """Close a side room: who opened it, or the chair."""
    _not_over(room)
    side = _side(room, code, by)
    if by not in (side.by, e.CHAIR):
        raise Refused("only who opened a side room, or the chair, closes it")
    return e.SideRoomClosed(code, by)


def say(room: Room, by: str, to: Sequence[str], text: str, side: str = "") -> e.Said:
    """Words to some or all, or to the members of a side room."""
    _going_on(room)
    words = _plain(text, "text", MOST_WORDS)
    if not words:
        raise Refused("text: found nothing, expected words")
    if sum(word.by == by for word in room.words) >= MOST_SAID:
        raise Refused(f"{MOST_SAID:,} messages from one delegation, as many as a room keeps")
    return e.Said(by, _reached(room, by, to, side), words, side)


def offer(
    room: Room, dossier: Dossier, now: float, by: str, code: str, to: Sequence[str], package: Mapping[str, str],
    message: str = "", minutes: float | None = None, answers: str | None = None, side: str = "",
) -> e.Offered:  # fmt: skip
    """Put a package to some or all, or to the members of a side room.

    Args:
        code: what it will be called by, used in this room by no other. package: item id to option id; the rest stays
            as it is. minutes: on the room's clock, after which it stands no longer; None for no such end.
        answers: code of the offer it counters. side: code of the side room, whose members it goes to; ``to`` is empty
            then.
    """
    _going_on(room)
    to = _reached(room, by, to, side)
    full = dossier.package(package)
    changed = {item: option for item, option in full.items() if option != dossier.item(item).status_quo}
    if not changed:
        raise Refused("the package changes nothing; choose another option of some item")
    _signable(dossier, by, full)
    if answers is not None:
        seen(room, answers, by)
    if minutes is not None and not 0 < minutes <= LONGEST_MINUTES:
        raise Refused(f"minutes: found {minutes:g}, expected above 0, or none for an offer without an end")
    clock = room.clock.reads(now)
    for other in room.offers.values():
        known = (other.by, set(other.to), dict(other.package), other.side)
        if known == (by, set(to), changed, side) and other.stands(clock):
            raise Refused(f"you made this offer already, and it stands: {other.code}")
    if sum(other.by == by for other in room.offers.values()) >= MOST_OFFERS:
        raise Refused(f"{MOST_OFFERS} offers from one delegation, as many as a room keeps")
    assert code not in room.offers
    until = None if minutes is None else clock + 60 * minutes
    return e.Offered(code, by, to, changed, _plain(message, "message", MOST_WORDS), until, answers, side)


def accept(
    room: Room, dossier: Dossier, now: float, by: str, code: str,
    items: Collection[str] = (), provided: Collection[str] = (), message: str = "",
) -> e.Accepted:  # fmt: skip
    """Accept an offer, whole or in parts, perhaps provided that others accept it too; binds nobody."""
    _going_on(room)
    found = _standing(room, code, by, now)
    if by == found.by:
        raise Refused("it is your own offer; the others accept it")
    for item in items:
        if item not in found.package:
            raise Refused(f"items: {unknown('item of this offer', item, found.package)}")
    others = found.seen_by - {by, found.by}
    for party in provided:
        if party not in others:
            raise Refused(f"provided: {unknown('other party that it went to', party, sorted(others))}")
    if not items:
        _signable(dossier, by, dossier.package(found.package))
    chosen = () if set(items) == set(found.package) else tuple(i for i in found.package if i in set(items))
    met = tuple(p for p in room.terms.parties if p in set(provided))
    made = e.Accepted(code, by, chosen, met, _plain(message, "message", MOST_WORDS))
    before = found.accepted.get(by)
    if before and (before.items, before.provided, before.message) == (made.items, made.provided, made.message):
        raise Refused(f"you have accepted {code} so already; a second time changes nothing")
    return made


def decline(room: Room, now: float, by: str, code: str, message: str = "") -> e.Declined:
    """Refuse an offer, or take an acceptance or a signature back."""
    _going_on(room)
    found = _standing(room, code, by, now)
    if by == found.by:
        raise Refused("it is your own offer; withdraw it instead")
    words = _plain(message, "message", MOST_WORDS)
    if found.declined.get(by) == words:
        raise Refused(f"you have declined {code} already; a second time changes nothing")
    return e.Declined(code, by, words)


def withdraw(room: Room, now: float, by: str, code: str) -> e.Withdrawn:
    """Take an own offer back, signatures and all."""
    _going_on(room)
    found = _standing(room, code, by, now)
    if by != found.by:
        raise Refused("only who made an offer can withdraw it; you can decline it")
    return e.Withdrawn(code, by)


def sign(room: Room, dossier: Dossier, now: float, by: str, code: str) -> e.Signed:
    """Sign an offer: it binds once as many have signed as the room's terms demand."""
    _going_on(room)
    found = _standing(room, code, by, now)
    if by in found.signed:
        raise Refused(f"you have signed {code} already; a second signature changes nothing")
    if not binds(room.terms, found.seen_by):
        raise Refused(f"{code} went to too few to bind: {terms_words(room.terms)}; put it to more parties first")
    _signable(dossier, by, dossier.package(found.package))
    return e.Signed(code, by)


def terms_words(terms: e.Terms, names: Mapping[str, str] | None = None) -> str:
    """Whose signatures a deal needs, in words."""
    called = names or {}
    whole = len(terms.parties)
    count = (
        f"all {whole} parties must sign" if terms.needed == whole else f"{terms.needed} of {whole} parties must sign"
    )
    veto = [called.get(p, p) for p in terms.vetoes]
    return count + (f", among them {' and '.join(veto)}" if veto and terms.needed < whole else "")


# ---------------------------------------------------------------------- what they share
def own_objections(dossier: Dossier, party: str, package: Mapping[str, str]) -> list[str]:
    """Why a party cannot sign a full package: rules that bind all, and its own red lines; no other's."""
    common = [rule.because for rule in dossier.broken_constraints(package)]
    phases = [
        f"{dossier.item(i).option(o).title}: stands only as a phase of other options"
        for i, o in package.items()
        if dossier.item(i).option(o).only_in_phases
    ]
    own = [f"your own red line: {line.because}" for line in dossier.crossed(package) if line.party == party]
    return [*common, *phases, *own]


def _signable(dossier: Dossier, party: str, package: Mapping[str, str]) -> None:
    against = own_objections(dossier, party, package)
    if against:
        raise Refused(f"this package cannot be signed: {'; '.join(against)}")


def _why_not(room: Room) -> str:
    return {
        "waiting": "the talks have not begun; the chair lets the clock run",
        "paused": "the clock stands; wait until the chair lets it run on",
        "agreed": f"the talks are over: {room.agreed} was signed",
        "no deal": f"the talks are over: {room.why or 'there is no deal'}",
        "talking": "the talks go on",
    }[room.phase]


def _going_on(room: Room) -> None:
    if room.phase != "talking":
        raise Refused(_why_not(room))


def _not_over(room: Room) -> None:
    if room.over:
        raise Refused(_why_not(room))


def _party(room: Room, party: str) -> str:
    if party not in room.terms.parties:
        raise Refused(unknown("party", party, room.terms.parties))
    return party


def _addressed(room: Room, to: Sequence[str], by: str = "") -> tuple[str, ...]:
    """Whom something goes to, in the order of the parties, its maker left out."""
    named = {_party(room, party) for party in to} - {by}
    if not named:
        raise Refused("to: found nobody, expected one other party or more")
    return tuple(party for party in room.terms.parties if party in named)


def _reached(room: Room, by: str, to: Sequence[str], side: str) -> tuple[str, ...]:
    """Whom words or an offer go to: those named, or the other members of a side room."""
    if not side:
        return _addressed(room, to, by)
    found = _side(room, side, by)
    if to:
        raise Refused(f"to: in a side room all its members are meant; expected nobody beside '{found.name}'")
    return _addressed(room, found.members, by)


def _side(room: Room, code: str, by: str) -> SideRoom:
    """An open side room that a seat knows of; one it does not know is answered like one that is not there."""
    found = room.sides.get(code)
    if found is None or by not in (*found.members, e.CHAIR):
        raise Refused(f"no side room '{code:.20}' that you are in")
    if found.closed is not None:
        raise Refused(f"the side room '{found.name}' is closed")
    return found


def seen(room: Room, code: str, by: str) -> Offer:
    """An offer that a party knows of; one it does not know is answered like one that is not there."""
    known = {c: o for c, o in room.offers.items() if by in o.seen_by}
    if code not in known:
        raise Refused(f"no offer '{code:.20}' that was made by you or to you")
    return known[code]


def _standing(room: Room, code: str, by: str, now: float) -> Offer:
    found = seen(room, code, by)
    if found.withdrawn is not None:
        raise Refused(f"{code} was withdrawn")
    if not found.stands(room.clock.reads(now)):
        raise Refused(f"{code} has run out")
    return found


def _plain(text: str, what: str, most: int) -> str:
    """Text without characters that nobody sees; markup stays text, which pages never read as markup."""
    found = _UNSEEN.sub(" ", text).strip()
    if len(found) > most:
        raise Refused(f"{what}: found {len(found):,} characters, expected at most {most:,}")
    return found
