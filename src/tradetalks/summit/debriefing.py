"""The debrief's routes of the HTTP interface: pages for all once it is open, files for the chair at any time."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from tradetalks.app.remembered import Remembered
from tradetalks.summit.debrief import Group, class_csv, group
from tradetalks.summit.door import Door, Token
from tradetalks.summit.events import CHAIR
from tradetalks.summit.hall import Hall
from tradetalks.summit.outcome import genius_files, log_jsonl, outcome_yaml, trace_csv, zipped
from tradetalks.summit.pages import debrief_page


def debriefing(app: FastAPI, hall: Hall, door: Door) -> None:
    """Let in who may see how it went."""
    dossier = hall.scenario.dossier
    names = {code: party.name for code, party in dossier.parties.items()}

    ended = Remembered(500)

    def judged(name: str) -> Group:
        """How a room's talks went; of a room that is closed nothing changes any more but by its events."""
        room, desk = hall.room(name), hall.desk(name)
        if room.closed is None:
            return group(room, desk, hall.clock())
        return ended.once((name, room.number), lambda: group(room, desk, hall.clock()))

    def page_of(name: str) -> str:
        room, space = hall.room(name), hall.desk(name).space(hall.chances(name))
        open_ = [one for one in hall.rooms.values() if one.open_to_all or one.name == name]
        groups = {one.name: judged(one.name) for one in open_}
        words = [{**asdict(word), "side": room.sides[word.side].name if word.side else ""} for word in room.words]
        return debrief_page(groups[name], list(groups.values()), space, words, hall.engine.space.money)

    @app.get("/debrief/{token}", include_in_schema=False)
    def debrief(request: Request, token: Token, room: Annotated[str, Query(max_length=80)] = "") -> HTMLResponse:
        """A group's debrief: its own for a delegation once the chair opened it, any for the chair."""
        seat = door.seat(request, token)
        if seat.seat != CHAIR and not hall.room(seat.room).open_to_all:
            raise HTTPException(403, "the chair has not opened the debrief yet")
        wanted = seat.room or room or next(iter(hall.rooms))
        return HTMLResponse(page_of(hall.room(wanted).name), headers={"cache-control": "no-store"})

    @app.get("/api/{token}/chair/class.csv")
    def class_list(request: Request, token: Token) -> Response:
        """The class as a table."""
        door.chair(request, token)
        text = class_csv([judged(name) for name in hall.rooms], names)
        return _download(text.encode(), "text/csv; charset=utf-8", "class.csv")

    @app.get("/api/{token}/chair/files.zip")
    def files(request: Request, token: Token) -> Response:
        """Everything: debriefs, outcomes, traces, domain and profiles, logs."""
        door.chair(request, token, door.acts)
        found: dict[str, str | bytes] = {"class.csv": class_csv([judged(name) for name in hall.rooms], names)}
        for name, room in list(hall.rooms.items()):
            desk = hall.desk(name)
            found[f"{name}/debrief.html"] = page_of(name)
            found[f"{name}/trace.csv"] = trace_csv(room, desk.dossier)
            found[f"{name}/log.jsonl"] = log_jsonl(hall.entries(name))
            if text := outcome_yaml(room, names):
                found[f"{name}/outcome.yaml"] = text
            with desk.engine.lock:
                genius = genius_files(desk.space(hall.chances(name)))
            found |= {f"{name}/{file}": content for file, content in genius.items()}
        return _download(zipped(found), "application/zip", f"summit-{dossier.name}.zip")


def _download(content: bytes, media: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=media, headers=headers)
