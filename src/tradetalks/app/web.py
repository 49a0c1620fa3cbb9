"""What every server of the house shares: faults in one form, JSON read once, files that pages load."""

from __future__ import annotations

import json
import re
import reprlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from http import HTTPStatus
from importlib import resources
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from pydantic import BaseModel
from starlette.exceptions import HTTPException as AnyHTTPException

from tradetalks.app.jobs import Busy
from tradetalks.errors import TradetalksError, repeated

MEDIA = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
"""Endings of files in ``app/static`` that are served, and their media types."""


class Fault(BaseModel):
    """What went wrong, in one message."""

    error: str


FAULTS: dict[int | str, dict[str, Any]] = {
    code: {"model": Fault} for code in (400, 403, 404, 413, 415, 421, 422, 429, 503)
}


async def each_once(request: Request) -> None:
    """Refuse a JSON body that gives a name twice: readers of JSON keep the last and drop the other silently."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = repeated(name for name, _ in pairs)[0]
            raise HTTPException(422, f"'{twice:.80}' is given twice; expected each name once")
        return found

    if request.method == "POST":
        with suppress(ValueError, RecursionError):  # what is no JSON is refused where it is read
            json.loads(await request.body(), object_pairs_hook=once)


def answer_faults(
    app: FastAPI,
    page: Callable[[str, int], Response],
    statuses: Mapping[type[TradetalksError], int] = MappingProxyType({}),
) -> None:
    """Every fault in one form: ``{"error": message}``, in the command line's own words; a page for who asks for one.

    Args:
        statuses: of errors raised on purpose, by kind; 503 while busy and 422 for all others.
    """

    def answer(request: Request, text: str, status: int) -> Response:
        if _wants_page(request):
            return page(text, status)
        return JSONResponse({"error": text}, status)

    @app.exception_handler(TradetalksError)
    def on_purpose(request: Request, error: TradetalksError) -> Response:
        kinds = {Busy: 503, **statuses}
        status = next((status for kind, status in kinds.items() if isinstance(error, kind)), 422)
        return answer(request, str(error), status)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        told = "; ".join(f"{'.'.join(str(p) for p in e['loc'])}: {_expected(e)}" for e in error.errors()[:5])
        return answer(request, told, 422)

    @app.exception_handler(AnyHTTPException)
    def refused(request: Request, error: AnyHTTPException) -> Response:
        told = str(error.detail)
        if told in (HTTPStatus(error.status_code).phrase, _UNPARSED):  # the framework's own words, which say too little
            told = _PLAIN.get(error.status_code, told).format(method=request.method, path=request.url.path)
        found = answer(request, told, error.status_code)
        found.headers.update(error.headers or {})
        return found

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        return answer(request, f"{type(error).__name__} inside tradetalks; please report it", 500)


def _expected(fault: Mapping[str, Any]) -> str:
    """What was found in a request and what was expected there."""
    kind = fault["type"]
    if kind == "json_invalid":
        return "expected JSON in UTF-8"
    if kind == "extra_forbidden":
        return "unknown name"
    if kind == "missing":
        return "missing; this name must be given"
    wanted = re.sub(r"^\w+ should (be|have) ", "expected ", fault["msg"])
    wanted = re.sub(r"(, unable to| or object to| after validation).*", "", wanted)
    return f"found {reprlib.repr(fault['input'])}, {wanted}"


_UNPARSED = "There was an error parsing the body"
_PLAIN = {
    404: "nothing here by the name {path}",
    405: "{path} does not answer to {method}",
    400: "the request could not be read; expected JSON in UTF-8",
}


def _wants_page(request: Request) -> bool:
    """Is it a person's browser that asks for a page, not a program or a script of ours?"""
    path = request.url.path
    asks = "text/html" in request.headers.get("accept", "")
    return asks and request.method in ("GET", "HEAD") and not path.startswith(("/api/", "/assets/"))


def serve_assets(app: FastAPI, *rooms: str) -> None:
    """Serve what pages load: Vega, and the files in ``static`` of each room named."""

    @app.get("/assets/vega.js", include_in_schema=False)
    def vega() -> Response:
        return Response(_vega(), media_type="text/javascript", headers={"cache-control": "max-age=86400"})

    @app.get("/assets/{name}", include_in_schema=False)
    def asset(name: str) -> Response:
        if name not in (assets := _assets(*rooms)):
            raise HTTPException(404, "no such asset")
        content, media = assets[name]
        return Response(content, media_type=media, headers={"cache-control": "no-cache"})


@cache
def _vega() -> str:
    """Vega-Lite and what it needs, out of vl-convert's wheel: no network."""
    import vl_convert

    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")


@cache
def _assets(*rooms: str) -> dict[str, tuple[bytes, str]]:
    """Content and media type of every file in the rooms' ``static``, by name."""
    files = (file for room in rooms for file in (resources.files(room) / "static").iterdir())
    known = ((file, MEDIA.get(f".{file.name.rpartition('.')[2]}")) for file in files)
    return {file.name: (file.read_bytes(), media) for file, media in known if media}


def rendered(text: str, load: Callable[[str], str], context: Mapping[str, Any]) -> str:
    """A page of Jinja text, every value escaped; ``load`` gives the text of the templates it names."""
    return _compiled(text, load).render(**context)


@cache
def _compiled(text: str, load: Callable[[str], str]) -> Template:
    environment = Environment(
        loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(text)
