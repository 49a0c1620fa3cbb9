"""The hall: all rooms of a summit, their log, and who is told when something happens. All that is not pure is here."""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

from tradetalks.dossier.writing import to_yaml
from tradetalks.errors import TradetalksError, unknown
from tradetalks.summit import events as e
from tradetalks.summit.computer import move
from tradetalks.summit.desk import Desk, Engine, Own
from tradetalks.summit.links import Links, NoEntry, Seat
from tradetalks.summit.live import Latest
from tradetalks.summit.log import Log, Taken
from tradetalks.summit.packs import Scenario
from tradetalks.summit.room import Room, apply, fold
from tradetalks.summit.rules import Refused, branch_chances, due

log = logging.getLogger(__name__)
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
TRIES = 20
Decide = Callable[[Room, float], e.Event | Sequence[e.Event]]


@dataclass(frozen=True)
class Plan:
    """What a summit opens with: its rooms by name, each with its terms and who of the class is where."""

    rooms: dict[str, e.Terms]
    people: dict[str, dict[str, tuple[str, ...]]]


class Hall:
    """Rooms in memory, each the sum of the log; every change goes through ``act``."""

    def __init__(
        self, scenario: Scenario, engine: Engine, log: Log, plan: Plan, clock: Callable[[], float] = time.time,
        choose: Callable[[str], str] = secrets.choice,
    ) -> None:  # fmt: skip
        """Open the summit, or go on with the one that the log holds (``plan`` is then left aside).

        Raises:
            TradetalksError: the log holds a summit of another dossier.
        """
        self.scenario, self.engine, self.log, self.clock, self._choose = scenario, engine, log, clock, choose
        self._lock = threading.RLock()
        self._told: list[Callable[[str], None]] = []
        self.rooms: dict[str, Room] = {}
        self.latest = Latest()
        """What each seat was last told."""
        self._desks: dict[str, Desk] = {}
        told = f"{to_yaml(scenario.dossier)}\n{sorted(scenario.instructions.items())}"
        own = f"{scenario.dossier.name} {hashlib.sha256(told.encode()).hexdigest()[:16]}"
        kept = log.fact("scenario", own)
        if kept != own:
            raise TradetalksError(
                f"the log holds a summit on '{kept.split()[0]}' as its files were then, and these files say something"
                f" else ('{own.split()[0]}'); restore them, or choose another folder for a new summit"
            )
        self.links = Links(log.secret(), clock)
        self.catch_up()
        self.resumed = bool(self.rooms)
        if not self.rooms:
            self._open(plan)

    def _open(self, plan: Plan) -> None:
        now, entries = self.clock(), []
        for name, terms in plan.rooms.items():
            opening = [e.RoomOpened(terms)]
            opening += [e.Assigned(p, who) for p, people in plan.people.get(name, {}).items() for who in people]
            entries += [e.Entry(name, k, now, event) for k, event in enumerate(opening, 1)]
        self.log.append(entries)
        self.catch_up()

    # ---------------------------------------------------------------- what happens
    def catch_up(self, *rooms: str) -> None:
        """Take in what the log holds of these rooms, or of all, and this process does not know."""
        fresh: dict[str, list[e.Entry]] = {}
        with self._lock:
            known = {name: self.rooms[name].number for name in rooms or self.rooms}
            for entry in self.log.after(known):
                fresh.setdefault(entry.room, []).append(entry)
            for name, entries in fresh.items():
                self.rooms[name] = reduce(apply, entries, self.rooms[name]) if name in self.rooms else fold(entries)
        for name in fresh:
            self._tell(name)

    def act(self, name: str, decide: Decide) -> Room:
        """Let something happen in a room: what is due comes first, then what ``decide(room, now)`` gives.

        Raises:
            Refused and other TradetalksError: what ``decide`` raises; what was due has happened all the same.
            LogError: the log cannot be written; nothing happened.
        """
        self.room(name)
        for _ in range(TRIES):
            try:
                with self._lock:
                    if self.log.shared:
                        self.catch_up(name)
                    now = max(self.clock(), self.room(name).at)
                    self._write(name, due(self.room(name), self.scenario.dossier, now), now)
                    made = decide(self.room(name), now)
                    self._write(name, made if isinstance(made, Sequence) else [made], now)
                    return self.room(name)
            except Taken:
                self.catch_up(name)
        raise Refused("the room moves too fast just now; look again and repeat what you wanted")

    def tick(self) -> None:
        """What happens by itself: deadlines, computers' moves, others' writing. Called every second or so."""
        if self.log.shared:
            self.catch_up()
        for name, room in list(self.rooms.items()):
            if due(room, self.scenario.dossier, self.clock()):
                self.act(name, lambda *_: [])
            for party in room.computers:
                self.act(name, lambda room, now, p=party: self._by_computer(room, now, p))

    def _by_computer(self, room: Room, now: float, party: str) -> Sequence[e.Event]:
        """What a computer's delegate does now, if anything."""
        if room.phase != "talking" or party not in room.computers:
            return ()
        desk, chances = self.desk(room.name), self.chances(room.name)
        choices, own = desk.choices(party, chances), desk.own(party, chances)
        made = move(room, desk.dossier, now, party, choices, own, self.fresh_code(room))
        return () if made is None else (made,)

    def _write(self, name: str, events: Sequence[e.Event], now: float) -> None:
        if not events:
            return
        first = self.rooms[name].number + 1
        entries = [e.Entry(name, first + k, now, event) for k, event in enumerate(events)]
        after = self.rooms[name]
        for entry in entries:  # what cannot be folded must not reach the log
            after = apply(after, entry)
        self.log.append(entries)
        self.rooms[name] = after
        self._tell(name)

    def told(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call ``listener(room)`` whenever something happened in a room, from any thread; returns how to stop it."""
        self._told.append(listener)
        return lambda: self._told.remove(listener)

    def _tell(self, name: str) -> None:
        for listener in list(self._told):
            try:
                listener(name)
            except Exception:  # what happened has happened; who was to hear of it must not undo the answer
                log.exception("room %s: a listener failed", name)

    # ---------------------------------------------------------------- what there is
    def room(self, name: str) -> Room:
        """A room by name; raises Refused with the nearest."""
        if name not in self.rooms:
            raise Refused(unknown("room", name, self.rooms))
        return self.rooms[name]

    def desk(self, name: str) -> Desk:
        """A room's figures, of all parties."""
        found = self._desks.get(name)
        if found is None:
            found = Desk.of(self.engine, self.scenario.dossier, self.room(name).terms)
            found = self._desks.setdefault(name, found)
        return found

    def entries(self, name: str) -> list[e.Entry]:
        """All that happened in a room, as its log has it."""
        return [entry for entry in self.log.after({name: 0}) if entry.number <= self.room(name).number]

    def chances(self, name: str) -> dict[str, float]:
        """The chances of no deal's branches that a room reckons with."""
        return branch_chances(self.room(name), self.scenario.dossier)

    def own(self, name: str, party: str) -> Own:
        """A party's own figures in a room."""
        return self.desk(name).own(party, self.chances(name))

    def fresh_code(self, room: Room) -> str:
        """What a new offer or side room will be called by: three letters that tell nothing of how many there are."""
        while (code := "".join(self._choose(LETTERS) for _ in range(3))) in {**room.offers, **room.sides}:
            pass
        return code

    # ---------------------------------------------------------------- who comes in
    def token(self, room: str, seat: str) -> str:
        """The token of a seat's link as it is now."""
        place = "" if seat == e.CHAIR else room
        return self.links.token(Seat(place, seat, self._generation(Seat(place, seat))))

    def seat(self, token: str) -> Seat:
        """Whom a link speaks for.

        Raises:
            NoEntry: made up, too old, or revoked.
        """
        found = self.links.seat(token)
        if found.room:
            known = found.room in self.rooms and found.seat in self.rooms[found.room].terms.parties
        else:
            known = found.seat == e.CHAIR
        if not known or found.generation != self._generation(found):
            raise NoEntry("this link was revoked and opens no seat any more; ask the chair for the new one")
        return found

    def _generation(self, seat: Seat) -> int:
        """How often a seat's links were revoked; the chair's is written in the first room."""
        room = self.rooms[seat.room] if seat.room else next(iter(self.rooms.values()))
        return room.generation.get(seat.seat, 0)

    def revoke(self, room: str, seat: str) -> str:
        """Let a seat's links open it no longer; the token of the new one."""
        if seat != e.CHAIR and seat not in self.room(room).terms.parties:
            raise Refused(unknown("seat", seat, [*self.room(room).terms.parties, e.CHAIR]))
        self.act(next(iter(self.rooms)) if seat == e.CHAIR else room, lambda *_: e.LinksRevoked(seat))
        return self.token(room, seat)
