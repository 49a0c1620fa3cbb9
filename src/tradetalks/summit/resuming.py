"""A summit that goes on: where what is asked for now contradicts what its log began with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import groupby

from tradetalks.summit.hall import Plan
from tradetalks.summit.log import Log
from tradetalks.summit.room import Room, fold
from tradetalks.summit.rules import terms_words
from tradetalks.world.names import listed

MOST_NAMED = 5


def kept_rooms(log: Log) -> dict[str, Room]:
    """The rooms of a log as they stand, by name; none where no summit has begun in it."""
    entries = sorted(log.after({}), key=lambda entry: (entry.room, entry.number))
    return {name: fold(own) for name, own in groupby(entries, key=lambda entry: entry.room)}


def contradictions(kept: Mapping[str, Room], plan: Plan, asked: Collection[str]) -> list[str]:
    """What of a plan the rooms in a log are not, in words.

    Args:
        plan: what the command would open if there were no rooms. asked: options that were typed, by name; what was left
            out asks for nothing.
    """
    told = []
    if "rooms" in asked and set(plan.rooms) != set(kept):
        told.append(f"--rooms: it has {len(kept)}, not {len(plan.rooms)}")
    began = next(iter(kept.values())).terms
    wanted = next(iter(plan.rooms.values()))
    numbers = {
        "minutes": (began.minutes, wanted.minutes), "rounds": (began.rounds, wanted.rounds),
    }  # fmt: skip
    told += [f"--{name}: {old:g}, not {new:g}" for name, (old, new) in numbers.items() if name in asked and old != new]
    binding = [(terms.needed, set(terms.vetoes)) for terms in (began, wanted)]
    if {"needed", "veto"} & set(asked) and binding[0] != binding[1]:
        told.append(f"--needed, --veto: {terms_words(began)}, not {terms_words(wanted)}")
    if "worth" in asked and began.drawn != wanted.drawn:
        told.append(f"--worth: {_worth(began.drawn)}, not {_worth(wanted.drawn)}")
    if "seed" in asked and any(
        kept[name].terms.seed != terms.seed for name, terms in plan.rooms.items() if name in kept
    ):
        told.append("--seed: its lots were drawn by another")
    if "class_list" in asked:
        seated = {who for room in kept.values() for people in room.assigned.values() for who in people}
        new = [
            who for rooms in plan.people.values() for people in rooms.values() for who in people if who not in seated
        ]
        if new:
            more = f" and {len(new) - MOST_NAMED} more" if len(new) > MOST_NAMED else ""
            told.append(f"--class: {listed(new[:MOST_NAMED])}{more} not in it; the chair's page seats who is late")
    return told


def _worth(drawn: bool) -> str:
    return "drawn" if drawn else "middle"
