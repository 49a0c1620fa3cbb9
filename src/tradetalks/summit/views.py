"""What a seat may see of its room: pure functions of the room as it stands and of that seat's own figures.

A view holds an offer only for who made it and whom it went to, and figures only of the party it is for; what is shown
to one party is the same whatever the others' private figures are (a property test holds this to every answer).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from tradetalks.dossier.figures import Unit
from tradetalks.dossier.model import Dossier, Item
from tradetalks.report.numbers import counted
from tradetalks.summit.advice import Advice
from tradetalks.summit.room import Offer, Room, SideRoom, binds
from tradetalks.summit.rules import branch_chances, own_objections, terms_words
from tradetalks.world.names import listed


class Figures(Protocol):
    """One party's own figures; see ``desk.Own``."""

    def gain(self, package: Mapping[str, str]) -> float: ...
    def sheet(self) -> dict[str, Any]: ...


def agenda(dossier: Dossier, money: Unit) -> dict[str, Any]:
    """What is on the table and public: items and options, rules, ways of having no deal; ``money``: the unit in which
    amounts are told, chosen by the dossier's own figures, which every room's are drawn from, and not by a room's."""
    return {
        "title": dossier.title,
        "summary": dossier.summary,
        "unit": asdict(money),
        "computed": dossier.is_computed(),
        "horizon": dossier.horizon.words,
        "parties": _names(dossier),
        "items": [_item(item) for item in dossier.agenda],
        "rules": [rule.because for rule in dossier.constraints],
        "no_deal": [{"name": b.name, "title": b.title} for b in dossier.no_deal],
    }


def _item(item: Item) -> dict[str, Any]:
    options = [option for option in item.options if not option.only_in_phases]
    return {
        "id": item.id, "title": item.title, "stakes": item.stakes, "status_quo": item.status_quo,
        "options": [
            {"id": o.id, "title": o.title}
            for o in options
        ],
    }  # fmt: skip


def common(room: Room, dossier: Dossier) -> dict[str, Any]:
    """What everybody in a room knows, the chair too."""
    clock = room.clock
    agreed = None if room.agreed is None else room.offers[room.agreed]
    return {
        "room": room.name,
        "phase": room.phase,
        "clock": {
            "length": clock.length, "rounds": clock.rounds, "ends": clock.at(clock.length),
            "read": clock.reads(clock.stopped) if clock.stopped is not None else None,
        },
        "terms": terms_words(room.terms, _names(dossier)),
        "people": {p: list(room.people.get(p, ())) for p in room.terms.parties},
        "agreed": agreed
        and {"offer": agreed.code, "package": dict(agreed.package), "signed": dict(agreed.signed)},
        "ended": _ended(room, dossier),
        "open": room.open_to_all,
    }  # fmt: skip


def _ended(room: Room, dossier: Dossier) -> dict[str, Any] | None:
    if room.branch is None:
        return None
    title = next(b.title for b in dossier.no_deal if b.name == room.branch)
    return {"title": title, "why": room.why, "at": room.closed}


def delegate(room: Room, dossier: Dossier, party: str, own: Figures, instructions: str = "") -> dict[str, Any]:
    """All that a party's page shows of its room.

    Args:
        own: that party's figures, and nobody else's. instructions: what its government tells it.
    """
    offers = [o for o in room.offers.values() if party in o.seen_by]
    words = [w for w in room.words if party == w.by or party in w.to]
    return {
        **common(room, dossier),
        "computers": sorted(room.computers),
        "sides": [_side(side) for side in room.sides.values() if party in side.members],
        "offers": [_offer(offer, room, dossier, party, own) for offer in offers],
        "words": [dict(vars(word)) for word in words],
        "sheet": {**own.sheet(), "instructions": instructions},
    }


def _offer(offer: Offer, room: Room, dossier: Dossier, party: str, own: Figures) -> dict[str, Any]:
    answered = room.offers[offer.answers].seen_by if offer.answers else ()
    full = dossier.package(offer.package)
    return {
        **public_offer(offer, room),
        "answers": offer.answers if party in answered else None,
        "mine": offer.by == party,
        "gain": own.gain(full),
        "against": own_objections(dossier, party, full),
        "ready": binds(room.terms, offer.holding()),
        "can_bind": binds(room.terms, offer.seen_by),
    }


def public_offer(offer: Offer, room: Room) -> dict[str, Any]:
    """An offer as all who know of it see it."""
    return {
        "code": offer.code, "by": offer.by, "to": list(offer.to), "package": dict(offer.package),
        "message": offer.message, "at": offer.at, "until": offer.until, "side": offer.side,
        "ends": None if offer.until is None else room.clock.at(offer.until), "answers": offer.answers,
        "withdrawn": offer.withdrawn,
        "accepted": {p: dict(vars(a)) for p, a in offer.accepted.items()},
        "declined": dict(offer.declined), "signed": dict(offer.signed),
    }  # fmt: skip


def _side(side: SideRoom) -> dict[str, Any]:
    return {
        "code": side.code, "name": side.name, "by": side.by, "members": list(side.members), "open": side.closed is None
    }  # fmt: skip


def _names(dossier: Dossier) -> dict[str, str]:
    return {code: party.name for code, party in dossier.parties.items()}


def helped(found: Advice, dossier: Dossier, own: Figures) -> dict[str, Any]:
    """Counter-offers as a delegation sees them, and what they were read from, in words."""
    status_quo, names = dossier.status_quo(), _names(dossier)
    known = [f"{names[p]}: {counted(n, 'offer')}" for p, n in found.read.items() if n]
    unknown = [names[p] for p, n in found.read.items() if not n]
    words = [f"Read from what you saw others offer or accept ({', '.join(known)})."] if known else []
    words += [f"Nothing is known yet of what {listed(unknown)} would give much for."] if unknown else []
    words += [] if found.packages else ["No other package is worth as much to us."]
    changes = [{i: o for i, o in full.items() if o != status_quo[i]} for full in found.packages]
    return {"offers": [{"package": one, "gain": own.gain(one)} for one in changes], "words": " ".join(words)}


def not_helped(against: Sequence[str]) -> dict[str, Any]:
    """In place of counter-offers, why there are none to an offer that a delegation cannot sign."""
    words = (
        f"We cannot sign this offer ({'; '.join(against)}), so there is none worth as much to us that we could make."
        " Take it to the desk by Counter and change what stands in the way."
    )
    return {"offers": [], "words": words}


# ---------------------------------------------------------------------- the chair
def chair(room: Room, dossier: Dossier) -> dict[str, Any]:
    """All that the chair sees of one room: every offer, word and side room."""
    return {
        **common(room, dossier),
        "chances": branch_chances(room, dossier),
        "assigned": {p: list(room.assigned.get(p, ())) for p in room.terms.parties},
        "strategies": dict(room.computers),
        "sides": [_side(side) for side in room.sides.values()],
        "offers": [public_offer(offer, room) for offer in room.offers.values()],
        "words": [dict(vars(word)) for word in room.words],
    }
