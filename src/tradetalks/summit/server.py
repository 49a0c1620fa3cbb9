"""The summit's HTTP interface: a page and a live line for each seat, what its delegation may do, what the chair may.

Every address holds the seat's signed token; there is no other way in, and no cookie. All that a party's seat is
answered comes from ``views.delegate`` and that party's own figures.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Path, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from tradetalks.app.guard import LOOPBACK, Guard
from tradetalks.app.web import FAULTS, answer_faults, each_once, serve_assets
from tradetalks.report.numbers import Figures, pct
from tradetalks.summit import rules, views
from tradetalks.summit.debriefing import debriefing
from tradetalks.summit.door import Code, Door, Minutes, OldSideRoom, SideRoom, Strict, Token
from tradetalks.summit.events import CHAIR, Event
from tradetalks.summit.hall import Hall
from tradetalks.summit.limits import TooOften
from tradetalks.summit.links import NoEntry, Seat
from tradetalks.summit.live import Bell, Told, answer, line, stream
from tradetalks.summit.log import LogError
from tradetalks.summit.pages import filled
from tradetalks.summit.room import Room
from tradetalks.summit.rules import branch_chances
from tradetalks.summit.steering import steering
from tradetalks.version import __version__
from tradetalks.world.names import named

log = logging.getLogger(__name__)
TICK = 1.0


class Person(Strict):
    """Somebody who comes in."""

    name: str = Field(max_length=200)


class Package(Strict):
    """Items that leave their status quo, item id to option id."""

    package: dict[Code, Code] = Field(max_length=300)


class NewOffer(Package):
    """A package put to some or all, or (``side``) to a side room."""

    to: list[Code] = Field([], max_length=30)
    message: str = Field("", max_length=4000)
    minutes: Minutes | None = None
    answers: Code | None = None
    side: str = Field("", max_length=20)


class Answer(Strict):
    """What a party does with an offer; ``items`` and ``provided`` are for acceptances."""

    offer: Code
    items: list[Code] = Field([], max_length=300)
    provided: list[Code] = Field([], max_length=30)
    message: str = Field("", max_length=4000)


class Words(Strict):
    """Words to some or all, or (``side``) in a side room."""

    to: list[Code] = Field([], max_length=30)
    text: str = Field(max_length=4000)
    side: str = Field("", max_length=20)


def create(hall: Hall, hosts: frozenset[str] = LOOPBACK) -> FastAPI:
    """The application of a hall."""
    bell = Bell()

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        ticking = asyncio.create_task(_tick(hall))
        silence = hall.told(bell.ring)
        yield
        silence()
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking

    app = FastAPI(
        title="tradetalks summit", version=__version__, docs_url=None, redoc_url=None, openapi_url=None,
        responses=FAULTS, dependencies=[Depends(each_once)], lifespan=running,
    )  # fmt: skip
    app.add_middleware(Guard, hosts=hosts)
    app.state.hall, app.state.bell = hall, bell
    statuses = {NoEntry: 403, TooOften: 429, LogError: 503}
    answer_faults(app, lambda text, status: page("fault.html.j2", {"text": text}, status), statuses)
    serve_assets(app, "tradetalks.app", "tradetalks.summit")
    door = app.state.door = Door(hall)
    _seats_answered(app, hall, door, bell)
    _delegates_answered(app, hall, door)
    steering(app, hall, door, bell)
    debriefing(app, hall, door)

    @app.get("/", include_in_schema=False)
    def front() -> HTMLResponse:
        return page("front.html.j2", {"title": hall.scenario.dossier.title})

    @app.get("/api/health")
    async def health() -> dict[str, str]:
        """Is it up?"""
        return {"status": "ok", "version": __version__}

    return app


async def _tick(hall: Hall) -> None:
    while True:
        await asyncio.sleep(TICK)
        try:
            await run_in_threadpool(hall.tick)
        except Exception:  # the next second tries again; nobody's request must wait for this
            log.exception("what was due could not be done")


# ---------------------------------------------------------------------- pages and lines
def page(name: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A page of the summit."""
    return HTMLResponse(filled(name, context), status, headers={"cache-control": "no-store"})


def view_of(hall: Hall, seat: Seat) -> Told:
    """What a party's page shows now."""
    room = hall.room(seat.room)

    def make() -> dict[str, Any]:
        told = hall.scenario.instructions.get(seat.seat, "")
        own = hall.desk(room.name).own(seat.seat, branch_chances(room, hall.scenario.dossier))
        return views.delegate(room, hall.desk(room.name).dossier, seat.seat, own, told)

    return hall.latest.once(f"{seat.room}/{seat.seat}", room.number, make)


def _seats_answered(app: FastAPI, hall: Hall, door: Door, bell: Bell) -> None:
    dossier = hall.scenario.dossier
    table = views.agenda(dossier, hall.engine.space.money)

    @app.get("/seat/{token}", include_in_schema=False)
    def seat_page(request: Request, token: Token) -> HTMLResponse:
        seat = door.seat(request, token)
        if seat.seat == CHAIR:
            return page("chair.html.j2", {"heading": "Chair", "title": dossier.title})
        name = dossier.parties[seat.seat].name
        return page(
            "delegate.html.j2",
            {"heading": name, "who": named(name), "title": dossier.title, "room": seat.room, "party": seat.seat},
        )

    @app.get("/sheet/{token}", include_in_schema=False)
    def sheet_page(request: Request, token: Token) -> HTMLResponse:
        """The private pack, to print."""
        seat = door.delegate(request, token)
        told = view_of(hall, seat).view
        names = {"heading": dossier.parties[seat.seat].name, "room": seat.room, "table": table}
        return page(
            "sheet.html.j2",
            {
                **names,
                "sheet": told["sheet"],
                "terms": told["terms"],
                "bn": Figures(hall.engine.space.money),
                "pct": pct,
            },
        )

    @app.get("/api/{token}/table")
    def on_the_table(request: Request, token: Token) -> dict[str, Any]:
        """What is on the table and known to all."""
        door.seat(request, token)
        return table

    @app.get("/api/{token}/view")
    def view(request: Request, token: Token) -> Response:
        """What the seat may see now."""
        return answer(view_of(hall, door.delegate(request, token)), hall.clock())

    @app.get("/api/{token}/events")
    async def lines(request: Request, token: Token, last_event_id: Annotated[str, Header()] = "") -> Response:
        """The seat's live line: its view, each time it changes."""
        seat = await run_in_threadpool(door.delegate, request, token)

        def look() -> tuple[Told, float]:
            hall.seat(token)
            return view_of(hall, seat), hall.clock()

        who = f"{seat.room}/{seat.seat}"
        bell.room_for(who)
        return stream(line(bell, who, seat.room, look, last_event_id))


# ---------------------------------------------------------------------- what a delegation may do
def _delegates_answered(app: FastAPI, hall: Hall, door: Door) -> None:
    dossier_of: Callable[[str], Any] = lambda room: hall.desk(room).dossier  # noqa: E731

    def act(request: Request, token: str, decide: Callable[[Seat, Room, float], Event]) -> Response:
        seat = door.delegate(request, token, door.acts)
        hall.act(seat.room, lambda room, now: decide(seat, room, now))
        return answer(view_of(hall, seat), hall.clock())

    @app.post("/api/{token}/join")
    def join(request: Request, token: Token, given: Person) -> Response:
        """Take a place in the delegation."""
        return act(request, token, lambda seat, room, now: rules.join(room, seat.seat, given.name))

    @app.post("/api/{token}/evaluate")
    def evaluate(request: Request, token: Token, given: Package) -> dict[str, Any]:
        """What a package gives my side over no deal, and does to my economy."""
        seat = door.delegate(request, token)
        own, dossier = hall.own(seat.room, seat.seat), dossier_of(seat.room)
        full = dossier.package(given.package)
        against = rules.own_objections(dossier, seat.seat, full)
        return {"gain": own.gain(full), "economy": own.economy(full), "against": against}

    @app.get("/api/{token}/help/{code}")
    def help_(request: Request, token: Token, code: Annotated[str, Path(max_length=20)]) -> dict[str, Any]:
        """Counter-offers worth as much to my side, best for the others by what their offers show."""
        seat = door.delegate(request, token, door.acts)
        room, own, dossier = hall.room(seat.room), hall.own(seat.room, seat.seat), dossier_of(seat.room)
        package = rules.seen(room, code, seat.seat).package
        if against := rules.own_objections(dossier, seat.seat, dossier.package(package)):
            return views.not_helped(against)
        return views.helped(own.counters(room, code), dossier, own)

    @app.post("/api/{token}/offer")
    def offer(request: Request, token: Token, given: NewOffer) -> Response:
        """Put a package to some or all."""
        return act(
            request, token,
            lambda seat, room, now: rules.offer(
                room, dossier_of(seat.room), now, seat.seat, hall.fresh_code(room), given.to, given.package,
                given.message, given.minutes, given.answers, given.side,
            ),
        )  # fmt: skip

    @app.post("/api/{token}/accept")
    def accept(request: Request, token: Token, given: Answer) -> Response:
        """Accept an offer, whole or in parts, perhaps provided that others do."""
        return act(
            request, token,
            lambda seat, room, now: rules.accept(
                room, dossier_of(seat.room), now, seat.seat, given.offer, given.items, given.provided, given.message
            ),
        )  # fmt: skip

    @app.post("/api/{token}/decline")
    def decline(request: Request, token: Token, given: Answer) -> Response:
        """Refuse an offer, or take an acceptance or a signature back."""
        return act(
            request, token, lambda seat, room, now: rules.decline(room, now, seat.seat, given.offer, given.message)
        )

    @app.post("/api/{token}/withdraw")
    def withdraw(request: Request, token: Token, given: Answer) -> Response:
        """Take an own offer back."""
        return act(request, token, lambda seat, room, now: rules.withdraw(room, now, seat.seat, given.offer))

    @app.post("/api/{token}/sign")
    def sign(request: Request, token: Token, given: Answer) -> Response:
        """Sign an offer."""
        return act(
            request, token, lambda seat, room, now: rules.sign(room, dossier_of(seat.room), now, seat.seat, given.offer)
        )

    @app.post("/api/{token}/say")
    def say(request: Request, token: Token, given: Words) -> Response:
        """Words to some or all."""
        return act(request, token, lambda seat, room, now: rules.say(room, seat.seat, given.to, given.text, given.side))

    @app.post("/api/{token}/side")
    def open_side(request: Request, token: Token, given: SideRoom) -> Response:
        """Open a side room with some others."""
        return act(
            request, token,
            lambda seat, room, now: rules.open_side(
                room, seat.seat, hall.fresh_code(room), given.name, given.members
            ),
        )  # fmt: skip

    @app.post("/api/{token}/unside")
    def close_side(request: Request, token: Token, given: OldSideRoom) -> Response:
        """Close a side room that this seat opened."""
        return act(request, token, lambda seat, room, now: rules.close_side(room, seat.seat, given.side))
