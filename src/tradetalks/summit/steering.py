"""What the chair may do and see: its routes of the HTTP interface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import FastAPI, Header, Query, Request
from fastapi.responses import Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from tradetalks.counsel.bargaining import STRATEGIES
from tradetalks.summit import rules, views
from tradetalks.summit.course import course, picture
from tradetalks.summit.door import Code, Door, Minutes, OldSideRoom, SideRoom, Strict, Token
from tradetalks.summit.events import CHAIR, Event
from tradetalks.summit.hall import Hall
from tradetalks.summit.live import Bell, Told, answer, line, stream
from tradetalks.summit.room import Room

Text = Annotated[str, Field(max_length=4000)]


class Rooms(Strict):
    """Which rooms something is done in."""

    rooms: list[Code] = Field(min_length=1, max_length=200)


class More(Rooms):
    """More time, or less."""

    minutes: Minutes


class News(Rooms):
    """What the chair announces; ``chances``: no-deal branch to what its probability is from then on."""

    title: Text
    text: Text = ""
    to: list[Code] = Field(max_length=30)
    chances: dict[Code, Annotated[float, Field(allow_inf_nan=False)]] = Field({}, max_length=50)


class Place(Strict):
    """A delegation of a room."""

    room: Code
    party: Code = ""


class NewSide(SideRoom):
    """A side room that the chair opens for some."""

    room: Code


class OldSide(OldSideRoom):
    """A side room that the chair closes."""

    room: Code


class Late(Place):
    """Somebody who came late; without a party the smallest delegation gets them."""

    person: Text


class Computer(Place):
    """Who speaks for a delegation: a strategy's name, or '' for people."""

    strategy: Annotated[str, Field(max_length=40)] = ""


def chair_view(hall: Hall, chosen: str) -> Told:
    """What the chair's page shows now: all rooms in short, one of them whole."""
    rooms = dict(hall.rooms)
    room = hall.room(chosen) if chosen else next(iter(rooms.values()))

    def make() -> dict[str, Any]:
        desk = hall.desk(room.name)
        return {
            "rooms": [_short(one) for one in rooms.values()],
            "room": views.chair(room, desk.dossier),
            "course": [asdict(move) for move in course(room, desk)],
        }

    state = (room.name, *(one.number for one in rooms.values()))
    return hall.latest.once(f"{CHAIR}/{room.name}", state, make)


def _short(room: Room) -> dict[str, Any]:
    return {
        "name": room.name, "phase": room.phase, "ends": room.clock.at(room.clock.length),
        "here": sum(bool(room.people.get(p)) or p in room.computers for p in room.terms.parties),
        "offers": len(room.offers),
        "signed": max((len(o.signed) for o in room.offers.values()), default=0), "open": room.open_to_all,
    }  # fmt: skip


def steering(app: FastAPI, hall: Hall, door: Door, bell: Bell) -> None:
    """Let the chair in: what it sees, and what it may do."""
    dossier = hall.scenario.dossier

    def act(
        request: Request, token: str, rooms: Sequence[str], decide: Callable[[Room], Event | Sequence[Event]]
    ) -> Response:
        """Do the same in several rooms; what one of them refuses stands in the answer beside the others."""
        door.chair(request, token, door.acts)
        refused = {}
        for name in dict.fromkeys(rooms):
            try:
                hall.act(name, lambda room, _: decide(room))
            except rules.Refused as error:
                if len(rooms) == 1:
                    raise
                refused[name] = str(error)
        return answer(chair_view(hall, rooms[0]), hall.clock(), refused=refused)

    @app.get("/api/{token}/chair/view")
    def view(request: Request, token: Token, room: Annotated[str, Query(max_length=80)] = "") -> Response:
        """All rooms in short, one whole."""
        door.chair(request, token)
        return answer(chair_view(hall, room), hall.clock())

    @app.get("/api/{token}/chair/events")
    async def lines(
        request: Request,
        token: Token,
        room: Annotated[str, Query(max_length=80)] = "",
        last_event_id: Annotated[str, Header()] = "",
    ) -> Response:
        """The chair's live line."""
        await run_in_threadpool(door.chair, request, token)

        def look() -> tuple[Told, float]:
            hall.seat(token)
            return chair_view(hall, room), hall.clock()

        bell.room_for(CHAIR)
        return stream(line(bell, CHAIR, "", look, last_event_id))

    @app.get("/api/{token}/chair/space")
    def space(request: Request, token: Token, room: Annotated[str, Query(max_length=80)]) -> dict[str, Any]:
        """A room's deal space as points."""
        door.chair(request, token)
        return picture(hall.desk(hall.room(room).name).space(hall.chances(room)))

    @app.get("/api/{token}/chair/links")
    def links(request: Request, token: Token) -> dict[str, Any]:
        """The token of every seat, and who is expected there."""
        door.chair(request, token)
        return {
            "seats": [
                {
                    "room": room.name, "party": party, "name": dossier.parties[party].name,
                    "token": hall.token(room.name, party), "people": list(room.assigned.get(party, ())),
                }
                for room in hall.rooms.values()
                for party in room.terms.parties
            ],
            "strategies": list(STRATEGIES),
        }  # fmt: skip

    @app.post("/api/{token}/chair/begin")
    def begin(request: Request, token: Token, given: Rooms) -> Response:
        """Let the clocks run."""
        return act(request, token, given.rooms, rules.begin)

    @app.post("/api/{token}/chair/pause")
    def pause(request: Request, token: Token, given: Rooms) -> Response:
        """Stop the clocks."""
        return act(request, token, given.rooms, rules.pause)

    @app.post("/api/{token}/chair/resume")
    def resume(request: Request, token: Token, given: Rooms) -> Response:
        """Let the clocks run on."""
        return act(request, token, given.rooms, rules.resume)

    @app.post("/api/{token}/chair/extend")
    def extend(request: Request, token: Token, given: More) -> Response:
        """Give more time, or less."""
        return act(request, token, given.rooms, lambda room: rules.extend(room, given.minutes))

    @app.post("/api/{token}/chair/end")
    def end(request: Request, token: Token, given: Rooms) -> Response:
        """Close the talks; no deal follows, as drawn."""
        return act(request, token, given.rooms, lambda room: rules.end(room, dossier, "the chair closed the talks"))

    @app.post("/api/{token}/chair/announce")
    def announce(request: Request, token: Token, given: News) -> Response:
        """Tell news."""
        return act(
            request, token, given.rooms,
            lambda room: rules.announce(room, dossier, given.title, given.text, given.to, given.chances),
        )  # fmt: skip

    @app.post("/api/{token}/chair/debrief")
    def debrief(request: Request, token: Token, given: Rooms) -> Response:
        """Open everything to everybody."""
        return act(request, token, given.rooms, rules.debrief)

    @app.post("/api/{token}/chair/late")
    def late(request: Request, token: Token, given: Late) -> Response:
        """Put somebody who came late into a delegation."""

        def place(room: Room) -> Sequence[Event]:
            smallest = min(room.terms.parties, key=lambda p: len(room.assigned.get(p, ())))
            made = rules.assign(room, given.party or smallest, given.person)
            for other in hall.rooms.values():
                for party, people in other.assigned.items():
                    if made.person in people:
                        where = f"room {other.name}, {dossier.parties[party].name}"
                        raise rules.Refused(f"name: '{made.person}' has a place already ({where}); tell the two apart")
            people_again = made.party in room.computers
            return [made, rules.automate(room, made.party, "")] if people_again else [made]

        return act(request, token, [given.room], place)

    @app.post("/api/{token}/chair/computer")
    def computer(request: Request, token: Token, given: Computer) -> Response:
        """Give a seat to the computer, or back to people."""
        return act(request, token, [given.room], lambda room: rules.automate(room, given.party, given.strategy))

    @app.post("/api/{token}/chair/side")
    def open_side(request: Request, token: Token, given: NewSide) -> Response:
        """Open a side room for some parties."""

        def opened(room: Room) -> Event:
            return rules.open_side(room, CHAIR, hall.fresh_code(room), given.name, given.members)

        return act(request, token, [given.room], opened)

    @app.post("/api/{token}/chair/unside")
    def close_side(request: Request, token: Token, given: OldSide) -> Response:
        """Close a side room."""
        return act(request, token, [given.room], lambda room: rules.close_side(room, CHAIR, given.side))

    @app.post("/api/{token}/chair/revoke")
    def revoke(request: Request, token: Token, given: Place) -> dict[str, str]:
        """Let a seat's link open it no longer, and make another; the chair's own where no party is named."""
        door.chair(request, token, door.acts)
        return {"token": hall.revoke(given.room, given.party or CHAIR)}
