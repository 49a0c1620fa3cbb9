"""``tradetalks summit``: talks held live, by people; ``classes``: several of them in one table."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from tradetalks.cli.console import (
    GroupsOption,
    HorizonOption,
    NoCache,
    WorldOption,
    err,
    load_dossier,
    out,
    solved_space,
    step,
)
from tradetalks.errors import TradetalksError, repeated, unknown

if TYPE_CHECKING:
    from types import FrameType

    from tradetalks.summit.hall import Hall

MOST_PRINTED = 12
"""Links of seats printed; all of them stand in the file."""


def summit(
    context: typer.Context,
    dossier: Annotated[str, typer.Argument(help="A shipped dossier's name, a folder, or a YAML file.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder of the log; a summit in it goes on. out/summit-NAME.")
    ] = None,
    rooms: Annotated[int, typer.Option(min=1, help="Rooms side by side.")] = 1,
    class_list: Annotated[
        Path | None, typer.Option("--class", help="A csv of names; with room and party where seats are given by hand.")
    ] = None,
    minutes: Annotated[float, typer.Option(min=1, max=20160, help="Until no deal follows.")] = 45,
    rounds: Annotated[int, typer.Option(min=1, max=50, help="Rounds of equal length.")] = 3,
    needed: Annotated[int | None, typer.Option(min=1, help="Signatures that bind; all parties' if left out.")] = None,
    veto: Annotated[list[str] | None, typer.Option(help="A party without whose signature nothing binds.")] = None,
    computer: Annotated[
        list[str] | None, typer.Option(help="PARTY or PARTY=STRATEGY: the computer speaks for it in all rooms.")
    ] = None,
    fill: Annotated[
        str | None, typer.Option(help="STRATEGY: the computer speaks for each delegation that the class leaves empty.")
    ] = None,
    worth: Annotated[str, typer.Option(help="drawn: each room draws it from the dossier's ranges; middle.")] = "drawn",
    seed: Annotated[int | None, typer.Option(min=0, help="Of all lots; drawn if left out.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8460,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for a class in one network.")] = "127.0.0.1",
    name: Annotated[list[str] | None, typer.Option("--name", help="Further host names to answer to.")] = None,
    address: Annotated[
        str | None, typer.Option(help="What links begin with, where a proxy stands before: https://talks.example.org")
    ] = None,
    database: Annotated[
        str | None, typer.Option(help="SQLAlchemy address of the log, in place of a file in the folder.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="TLS certificate (PEM); with --key.")] = None,
    key: Annotated[Path | None, typer.Option(help="TLS key (PEM).")] = None,
    new_chair_link: Annotated[bool, typer.Option("--new-chair-link", help="Revoke the chair's link first.")] = False,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    no_cache: NoCache = False,
) -> None:
    """Open a room where delegations bargain live: a link each, offers, signatures, a clock, the debrief."""
    import gc
    import importlib.util
    import logging
    import secrets

    if any(importlib.util.find_spec(module) is None for module in ("fastapi", "uvicorn", "sqlalchemy", "itsdangerous")):
        raise TradetalksError("the summit room needs its extra: pip install 'tradetalks[summit]'")
    import uvicorn

    from tradetalks.app.guard import LOOPBACK
    from tradetalks.cli.app import listening
    from tradetalks.counsel.bargaining import STRATEGIES
    from tradetalks.report.numbers import counted
    from tradetalks.summit import rules
    from tradetalks.summit.classlist import plan, read_class, room_names
    from tradetalks.summit.desk import Engine
    from tradetalks.summit.events import CHAIR, Terms
    from tradetalks.summit.hall import Hall
    from tradetalks.summit.log import Log
    from tradetalks.summit.outcome import keep_outcome
    from tradetalks.summit.packs import scenario
    from tradetalks.summit.resuming import contradictions, kept_rooms
    from tradetalks.summit.server import create

    _share_memory()
    if worth not in ("drawn", "middle"):
        raise TradetalksError(f"--worth: {unknown('way', worth, ('drawn', 'middle'))}")
    if (certificate is None) != (key is None):
        raise TradetalksError("--certificate and --key go together")
    played = scenario(load_dossier(dossier, world, groups, horizon), dossier)
    parties = tuple(played.dossier.parties)
    vetoes, speaks = _parties("--veto", veto, parties), _parties("--computer", computer, parties)
    for option, strategy in [("--fill", fill or ""), *(("--computer", one) for one in speaks.values())]:
        if strategy and strategy not in STRATEGIES:
            raise TradetalksError(f"{option}: {unknown('strategy', strategy, STRATEGIES)}")
    if fill is not None and class_list is None:
        raise TradetalksError("--fill goes with --class, which says who comes; else name parties with --computer")
    if needed is not None and needed > len(parties):
        raise TradetalksError(f"--needed: found {needed}, expected at most the {len(parties)} parties")
    drawn_by = secrets.randbelow(2**31) if seed is None else seed
    terms = Terms(parties, needed or len(parties), tuple(vetoes), minutes, rounds, drawn_by, worth == "drawn")
    names = room_names(rooms)
    students = read_class(class_list, parties, names) if class_list else []

    folder = output or Path("out") / f"summit-{played.dossier.name}"
    folder.mkdir(0o700, parents=True, exist_ok=True)  # it holds links and what they are signed by
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)  # a lost database is told in words by each answer
    log = Log(database or f"sqlite:///{(folder / 'summit.db').resolve()}")
    planned, kept = plan(terms, names, students), kept_rooms(log)
    typed = [one for one in context.params if getattr(context.get_parameter_source(one), "name", "") == "COMMANDLINE"]
    same = any(set(room.terms.parties) == set(parties) for room in kept.values())  # else the hall says whose it is
    if same and (against := contradictions(kept, planned, typed)):
        raise TradetalksError(
            f"the summit in {folder} goes on as it began ({'; '.join(against)}); leave out what differs, or choose"
            " another folder (--output) for a new one"
        )
    engine = Engine(solved_space(played.dossier, no_cache))
    with step("looking at the table as each delegation sees it"):
        engine.prepare(played.dossier)
    hall = Hall(played, engine, log, planned)
    if hall.resumed:
        told = sum(room.number for room in hall.rooms.values())
        err.print(
            f"going on with the summit in {folder}: {counted(len(hall.rooms), 'room')}, {counted(told, 'event')};"
            " rooms, seats, terms and worth are those it began with",
            markup=False,
        )
        if fill or speaks:
            aside = "whom the computer speaks for is as the chair left it; --computer and --fill are left aside"
            err.print(aside, markup=False)
    for name_, room in list(hall.rooms.items()) if not hall.resumed else ():
        empty = dict.fromkeys((p for p in parties if not room.assigned.get(p)), fill) if fill else {}
        for code, strategy in {**empty, **speaks}.items():
            hall.act(name_, lambda state, _, p=code, s=strategy: rules.automate(state, p, s or "boulware"))
    if new_chair_link:
        hall.revoke("", CHAIR)
    called = {code: party.name for code, party in played.dossier.parties.items()}
    hall.told(lambda room: keep_outcome(hall.rooms[room], called, folder) and None)
    for state in hall.rooms.values():
        keep_outcome(state, called, folder)
    gc.collect()
    gc.freeze()  # what was solved stays: nobody at the table waits while Python looks through it for garbage
    with listening(host, port) as (held, url):
        base = (address or url.replace("http:", "https:" if certificate else "http:")).rstrip("/")
        _tell(hall, base, folder)
        own = urlsplit(base).hostname or host
        served = create(hall, LOOPBACK | {host, own} | set(name or ()))
        server = uvicorn.Server(
            uvicorn.Config(
                served, log_level="warning", server_header=False, timeout_graceful_shutdown=2,
                ssl_certfile=certificate, ssl_keyfile=key,
            )
        )  # fmt: skip
        exiting = server.handle_exit

        def leave(sig: int, frame: FrameType | None) -> None:
            served.state.bell.close()  # or the server would wait for every page that is open
            exiting(sig, frame)

        server.handle_exit = leave
        server.run(sockets=[held])


def classes(
    archives: Annotated[
        list[Path], typer.Argument(help="Zip files of chairs' pages, or class.csv files, one of each class.")
    ],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A csv file; printed if left out.")] = None,
) -> None:
    """Put several classes of one scenario into one table, all their rooms ranked together."""
    from tradetalks.paths import write_atomically
    from tradetalks.summit.classes import read_archive, together, unranked

    shared = set(repeated(path.stem for path in archives))
    names = [f"{path.parent.name}/{path.stem}" if path.stem in shared else path.stem for path in archives]
    if twice := repeated(names):
        raise TradetalksError(f"'{twice[0]}' is given twice; name the files so that classes can be told apart")
    tables = {name: read_archive(path) for name, path in zip(names, archives, strict=True)}
    table = together(tables)
    if going_on := unranked(tables):
        told = f"not over when its table was written, and so without a place: {'; '.join(going_on)}"
        err.print(told, highlight=False, markup=False)
    if output is None:
        out.print(table, end="", highlight=False, soft_wrap=True, markup=False)
        return
    write_atomically(output, table)
    err.print(f"{output}: {table.count(chr(10)) - 1} lines of {len(names)} classes", highlight=False, markup=False)


def _share_memory() -> None:
    """Let all threads take memory from two pools. By itself glibc gives each its own, and what a solve in one of the
    server's forty threads set free stays there, out of the others' reach."""
    import ctypes
    import sys

    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(-8, 2)  # M_ARENA_MAX


def _parties(option: str, given: list[str] | None, known: tuple[str, ...]) -> dict[str, str]:
    """Party to what stands behind ``=``, in the parties' order. Raises TradetalksError for an unknown one."""
    found = {code: rest for code, _, rest in (text.partition("=") for text in given or ())}
    for code in found:
        if code not in known:
            raise TradetalksError(f"{option}: {unknown('party', code, known)}")
    return {code: found[code] for code in known if code in found}


def _tell(hall: Hall, base: str, folder: Path) -> None:
    """Print the links and write them to ``links.csv``."""
    from tradetalks.paths import write_atomically
    from tradetalks.summit.classlist import links_csv
    from tradetalks.summit.events import CHAIR

    seats = [
        (room.name, party, room.assigned.get(party, ()), f"{base}/seat/{hall.token(room.name, party)}")
        for room in hall.rooms.values()
        for party in room.terms.parties
    ]
    write_atomically(folder / "links.csv", links_csv(seats))
    out.print(f"Chair: {base}/seat/{hall.token('', CHAIR)}", highlight=False, soft_wrap=True, markup=False)
    for room, party, _, link in seats if len(seats) <= MOST_PRINTED else ():
        out.print(f"Room {room}, {party}: {link}", highlight=False, soft_wrap=True, markup=False)
    told = f"All links: {folder / 'links.csv'}; who holds one speaks for its seat"
    out.print(told, highlight=False, soft_wrap=True, markup=False)
    err.print(f"summit at {base} (stop with Ctrl-C; the same command goes on)", highlight=False, markup=False)
