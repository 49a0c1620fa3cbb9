"""The workbench's HTTP interface: pages, one evaluation a change, jobs for long work, downloads.

State lives in the page's address; the server keeps open dossiers and jobs, each known only by its key. No path of a
request reaches the file system: assets and downloads are looked up by name in fixed tables.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, HTTPException, Path, Query
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from tradetalks.app import downloads, surroundings, why
from tradetalks.app.aside import Aside, Process
from tradetalks.app.credit import credits_of
from tradetalks.app.guard import FRAMED, LOOPBACK, Guard, checked_site
from tradetalks.app.jobs import Busy, Jobs, Progress
from tradetalks.app.look import economies, index, look
from tradetalks.app.pages import Page, pages, template, workbench
from tradetalks.app.ranges import DRAWS_TAKE, RANGES_TAKE, gains, ranges, without_deal, worked_out
from tradetalks.app.reported import drafted
from tradetalks.app.scenarios import Scenario, Scenarios
from tradetalks.app.shelf import AT, MOST_BYTES, Shelf
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.app.web import FAULTS, answer_faults, each_once, rendered, serve_assets
from tradetalks.dossier.model import Dossier
from tradetalks.registry import file_of, said_as_promised
from tradetalks.report.glossary import glossary
from tradetalks.version import __version__

MOST_WAITING, MOST_CHECKED, MOST_SECONDS = 40, 4, 30.0
"""Changes that may wait to be solved; texts that may be read at once; seconds in which a text must be read."""
_KEY: dict[str, Any] = {"min_length": 1, "max_length": 80, "pattern": r"^[A-Za-z0-9_-]+$"}
_OPENED = {**_KEY, "pattern": r"^[A-Za-z0-9_-]+(~[a-z0-9-]+)?$"}
Opened = Annotated[str, Path(**_OPENED)]
Key = Annotated[str, Path(**_KEY)]
Code = Annotated[str, Field(**_KEY)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Open(_Strict):
    """Which dossier to open: a shipped name or an upload's key, with ``~`` and a horizon where another is wanted."""

    key: str = Field(**_OPENED)


class Upload(_Strict):
    """A dossier as YAML text; ``session`` is a page's own secret, by which its older uploads make room for new ones."""

    text: str = Field(min_length=1, max_length=MOST_BYTES)
    session: str = Field("", max_length=80, pattern=r"^[A-Za-z0-9_-]*$")


class Report(_Strict):
    """A report's text, its date if known (gives a missing year), and where it does not say, who asks, by item, and what
    a party charges today: ``record``, ``benchmark`` or per cent."""

    text: str = Field(min_length=1, max_length=200_000)
    as_of: datetime.date | None = None
    directions: dict[Code, Code] = Field({}, max_length=100)
    today: dict[Code, Annotated[str, Field(max_length=40)]] = Field({}, max_length=10)


class Keep(_Strict):
    """A position to keep under a name."""

    name: str = Field(min_length=1, max_length=200)
    state: State = State()


class Name(_Strict):
    """Which scenario to forget."""

    name: str = Field(min_length=1, max_length=200)


class Download(_Strict):
    """A state to download something of; with ``ranges``, of what countries and sectors see, where they are shown."""

    state: State = State()
    ranges: bool = False


def create(
    own: Dossier | None = None,
    hosts: frozenset[str] = LOOPBACK,
    sites: tuple[str, ...] = (),
    aside: Aside | None = None,
) -> FastAPI:
    """The application; ``own`` is opened first, beside the shipped dossiers; ``sites`` may show one figure in a frame;
    ``aside``: where ranges are drawn, in a process of their own if None.

    Raises:
        TradetalksError: a site of another form than https://example.org.
    """
    app = FastAPI(
        title="tradetalks workbench", version=__version__, docs_url=None, redoc_url=None, responses=FAULTS,
        dependencies=[Depends(each_once)], lifespan=_closing,
    )  # fmt: skip
    sites = tuple(map(checked_site, sites))
    app.add_middleware(Guard, hosts=hosts, sites=sites)
    shelf, jobs, turn = Shelf(own), Jobs(), threading.BoundedSemaphore(MOST_WAITING)
    texts = Jobs(MOST_CHECKED, MOST_CHECKED)
    app.state.shelf, app.state.jobs, app.state.texts = shelf, jobs, texts
    app.state.aside = aside = aside or Process()
    answer_faults(app, _fault_page)
    for name, page in pages().items():
        _route(app, name, page, shelf)
    _route(app, "embed", Page(FRAMED, "A figure", template("embed.html.j2"), workbench.context), shelf)
    serve_assets(app, "tradetalks.app")
    _texts_answered(app, shelf, texts)
    _openings_answered(app, shelf, jobs)
    _tables_answered(app, shelf, jobs, turn, sites, aside)
    _questions_answered(app, shelf, jobs, turn, aside)
    _scenarios_answered(app, shelf, Scenarios())
    _surroundings_answered(app, shelf)

    @app.get("/api/health")
    async def health(probe: Annotated[str, Query(max_length=20)] = "") -> dict[str, str]:
        """Is it up?"""
        return {"status": "ok", "version": __version__, "probe": probe}

    return app


@asynccontextmanager
async def _closing(app: FastAPI) -> AsyncIterator[None]:
    """What is to be ended with the server."""
    yield
    app.state.aside.close()


def _texts_answered(app: FastAPI, shelf: Shelf, texts: Jobs) -> None:
    """What is known, and what a text holds: a dossier or a report."""

    @app.get("/api/dossiers")
    def dossiers() -> dict[str, list[str] | dict[str, str]]:
        """Names anyone may open, and their titles."""
        return {"dossiers": shelf.names(), "titles": shelf.titles()}

    @app.get("/api/glossary")
    def terms() -> dict[str, str]:
        """Term -> meaning."""
        return glossary()

    @app.post("/api/upload")
    def upload(given: Upload) -> dict[str, str | list[str]]:
        """Check a dossier; every fault at once, or a key to open it by, which only this answer tells, and warnings."""
        found = texts.run("checking the dossier", lambda _: shelf.check(given.text), MOST_SECONDS)
        return {"key": shelf.keep(found.dossier, given.session), "warnings": shelf.doubts(found)}

    @app.post("/api/read")
    def read_report(given: Report) -> dict[str, Any]:
        """A draft dossier of a report: fields with their sentences, and the dossier as YAML to correct and upload."""
        return texts.run(
            "reading the report",
            lambda _: drafted(given.text, given.as_of, given.directions, given.today),
            MOST_SECONDS,
        )


def _openings_answered(app: FastAPI, shelf: Shelf, jobs: Jobs) -> None:
    """Dossiers opened in the background."""

    @app.post("/api/open")
    def open_(given: Open) -> dict[str, str]:
        """Start solving a dossier's deal space, or join who is solving it; follow the job."""
        shelf.known(given.key)

        def solve(say: Progress) -> str:
            return shelf.open(given.key, say).dossier.name

        return {"job": jobs.start("solving a deal space", solve, share=given.key)}

    @app.get("/api/jobs/{key}")
    def job(key: Key) -> dict[str, Any]:
        """How far a job is."""
        found = jobs.get(key)
        if found is None:
            raise HTTPException(404, "no such job")
        return found.told()

    @app.delete("/api/jobs/{key}")
    def cancel(key: Key) -> dict[str, bool]:
        """Give a job up: it is told as cancelled at once, and its work stops when nobody else waits for it."""
        if not jobs.cancel(key):
            raise HTTPException(404, "no such job")
        return {"cancelled": True}


def _tables_answered(
    app: FastAPI, shelf: Shelf, jobs: Jobs, turn: threading.BoundedSemaphore, sites: tuple[str, ...], aside: Aside
) -> None:
    """What positions of an open dossier do; ``turn`` bounds how many are solved at once."""

    @app.get("/api/tables/{key}")
    def describe(key: Opened) -> dict[str, Any]:
        """What the page draws once of an open dossier."""
        found = _table(shelf, key)
        return {
            **found.description(),
            "economies": economies(found.space.eve.world) if found.dossier.is_computed() else {},
            "framed_by": list(sites),
            "questions": {name: part.title for name, part in why.PARTS.items()},
        }

    @app.post("/api/tables/{key}/evaluate")
    def evaluate(key: Opened, state: State, deals: bool = False) -> Response:
        """What a position does: the parties, third countries, sectors, prices, flows, revenue, certificate; with
        ``deals``, under that name, also what ``deals`` answers without ``whole``: a page asks for both at once."""
        found = _table(shelf, key)

        def answer() -> dict[str, Any]:
            told = {**found.evaluate(state), **credits_of(found, state)}
            return {**told, "deals": found.deals(state, whole=False)} if deals else told

        return JSONResponse(_in_turn(turn, answer))

    @app.post("/api/tables/{key}/deals")
    def deals(key: Opened, state: State, whole: bool = True) -> Response:
        """Frontier, named packages and counts under a state's weights, probabilities and rates.

        Without ``whole`` at once, by the sums of what is solved; ``summed`` says how many packages are such sums.
        """
        found = _table(shelf, key)
        return JSONResponse(_in_turn(turn, lambda: found.deals(state, whole)))

    @app.post("/api/tables/{key}/count")
    def count(key: Opened, state: State) -> dict[str, str]:
        """Begin to count the state's own options among the listed ones, or join who does; follow the job."""
        found = _table(shelf, key)
        state.check(found.dossier)

        def work(say: Progress) -> None:
            found.count_in(state, say)

        return {"job": jobs.start("counting your options in", work, share=f"{key} count {state.own_key}")}

    @app.post("/api/tables/{key}/download/{what}")
    def download(key: Opened, what: Annotated[str, Path(max_length=40)], given: Download) -> Response:
        """One of ``downloads.KINDS`` of a state; ranges are worked out where they are not known yet."""
        if what not in downloads.KINDS:
            raise HTTPException(404, f"expected one of: {', '.join(downloads.KINDS)}")
        media, make = downloads.KINDS[what]
        found = _table(shelf, key)
        given.state.check(found.dossier)
        name = f"{found.dossier.name}-{what}"
        ranged = downloads.RANGED.get(what) if given.ranges and found.dossier.is_computed() else None

        def content() -> bytes:
            if ranged is None:
                return make(found, given.state)
            return ranged(found, given.state, worked_out(found, given.state, lambda *_: None, aside))

        return Response(
            _in_turn(turn, content), media_type=media,
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )  # fmt: skip


def _questions_answered(app: FastAPI, shelf: Shelf, jobs: Jobs, turn: threading.BoundedSemaphore, aside: Aside) -> None:
    """Why a position is what it is; what it does to a sector or a country."""

    def begun(
        key: str, state: State, title: str, work: Callable[[Table, Progress], Any], share: str, usual: str
    ) -> dict[str, str]:
        """The job that does ``work`` for a position, or that does the same already; ``share``: what it depends on."""
        found = _table(shelf, key)
        state.check(found.dossier)
        return {"job": jobs.start(title, lambda say: work(found, say), f"{key} {share}", usual)}

    @app.post("/api/tables/{key}/why/{part}")
    def ask(key: Opened, part: Annotated[str, Path(max_length=40)], state: State) -> dict[str, str]:
        """Take a position apart in the background, or join who asks the same; follow the job."""
        if part not in why.PARTS:
            raise HTTPException(404, f"expected one of: {', '.join(why.PARTS)}")
        one, share = why.PARTS[part], f"{part} {state.model_dump_json()}"
        return begun(key, state, one.title, lambda t, say: why.told(t, state, part, say), share, one.usual)

    @app.post("/api/tables/{key}/ranges")
    def spread(key: Opened, state: State) -> dict[str, str]:
        """Work out how far effects on every country and sector reach, or join who does; follow the job."""
        title, share = "how sure for every country", f"ranges {state.package} {state.rates} {state.own_key}"
        return begun(key, state, title, lambda t, say: ranges(t, state, say, aside), share, RANGES_TAKE)

    @app.post("/api/tables/{key}/no-deal-ranges")
    def spread_without(key: Opened, state: State) -> dict[str, str]:
        """Work out how far what is expected without a deal reaches, or join who does; follow the job."""
        set_ = [sorted(of.items()) for of in (state.probabilities, state.weights, state.worth)]
        title, share = "how sure without a deal", f"without {set_} {state.own_key}"
        return begun(key, state, title, lambda t, say: without_deal(t, state, say, aside), share, DRAWS_TAKE)

    @app.post("/api/tables/{key}/gain-ranges")
    def spread_gains(key: Opened, state: State) -> dict[str, str]:
        """Draw all assumptions for a position's gains, or join who does; follow the job."""
        title, share = "how sure its gains are", f"gains {state.model_dump_json()}"
        return begun(key, state, title, lambda t, say: gains(t, state, say, aside), share, DRAWS_TAKE)

    @app.get("/api/tables/{key}/index")
    def known(key: Opened) -> list[dict[str, str]]:
        """What may be searched for: countries, sectors, products, and where each is found."""
        found = _table(shelf, key)
        return index(found.space.eve.world, found.dossier.regions.values()) if found.dossier.is_computed() else []

    @app.post("/api/tables/{key}/look/{kind}/{code}")
    def see(
        key: Opened,
        kind: Literal["region", "sector"],
        code: Key,
        state: State,
        ranges: bool = False,
        name: Annotated[str, Query(max_length=200)] = "",
    ) -> dict[str, Any]:
        """What a position does to one country or one sector, with its ranges where they are wanted and known; ``name``:
        under which it was looked for."""
        found = _table(shelf, key)
        return _in_turn(turn, lambda: look(found, state, kind, code, ranges, name))


def _scenarios_answered(app: FastAPI, shelf: Shelf, scenarios: Scenarios) -> None:
    """Positions kept under a name; an upload's by what only its holder knows, a shipped dossier's by its name."""

    @app.get("/api/tables/{key}/scenarios")
    def kept(key: Opened) -> list[Scenario]:
        """All scenarios of a dossier."""
        return scenarios.all(shelf.lasting(key))

    @app.post("/api/tables/{key}/scenarios")
    def keep(key: Opened, given: Keep) -> Scenario:
        """Keep a position under a name."""
        given.state.check(_table(shelf, key).dossier)
        return scenarios.keep(shelf.lasting(key), given.name, given.state, key.partition(AT)[2])

    @app.post("/api/tables/{key}/scenarios/drop")
    def drop(key: Opened, given: Name) -> dict[str, bool]:
        """Forget a scenario."""
        scenarios.drop(shelf.lasting(key), given.name)
        return {"dropped": True}


def _surroundings_answered(app: FastAPI, shelf: Shelf) -> None:
    """What surrounds a dossier, before any package and without opening it."""

    @app.get("/api/dossiers/{key}/timeline")
    def through_time(key: Opened) -> dict[str, Any]:
        """Duties between its parties through time, every row with its source."""
        shelf.known(key)
        return surroundings.timeline(shelf.dossier(key), datetime.date.today())

    @app.get("/api/dossiers/{key}/world")
    def of_the_world(key: Opened) -> dict[str, Any]:
        """Its benchmark world: regions, sectors, flows."""
        shelf.known(key)
        return surroundings.benchmark(shelf.dossier(key))


def _table(shelf: Shelf, key: str) -> Table:
    try:
        return shelf.get(key)
    except KeyError:
        raise HTTPException(404, "this dossier is not open; open it first") from None


def _in_turn(turn: threading.BoundedSemaphore, work: Callable[[], Any]) -> Any:
    if not turn.acquire(blocking=False):
        raise Busy("too many changes are waiting to be solved; try again in a moment")
    try:
        return work()
    finally:
        turn.release()


def _route(app: FastAPI, name: str, page: Page, shelf: Shelf) -> None:
    """Serve a page at its address."""

    @app.get(page.path, response_class=HTMLResponse, include_in_schema=False, name=name)
    def show() -> HTMLResponse:
        return _html(name, page, said_as_promised(page.context(shelf), Mapping, file_of(page.context), "context"))


def _fault_page(text: str, status: int) -> Response:
    return _html("fault", Page("", HTTPStatus(status).phrase, template("fault.html.j2")), {"text": text}, status)


def _html(name: str, page: Page, context: Mapping[str, Any], status_code: int = 200) -> HTMLResponse:
    own = {"version": __version__, "page": name, "here": page.path, "heading": page.title, "pages": pages().values()}
    return HTMLResponse(rendered(page.template, template, {**own, **context}), status_code)
