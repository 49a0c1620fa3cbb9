"""The log of a summit: what happened, in order, in a database; only ever added to.

SQLite in a file by default, PostgreSQL or another that SQLAlchemy speaks to by its address. An event is on disk before
anybody is told of it, so a server killed at any moment loses nothing that it had answered.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Double,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    create_engine,
    event,
    insert,
    or_,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from tradetalks.errors import TradetalksError
from tradetalks.summit.events import Entry, read, written

_META = MetaData()
_EVENTS = Table(
    "events",
    _META,
    Column("place", Integer, primary_key=True, autoincrement=True),
    Column("room", String(80), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Double, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("room", "number"),
)
_FACTS = Table("facts", _META, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))


class Taken(TradetalksError):
    """Another process wrote an event of this number first; read on and decide anew."""


class LogError(TradetalksError):
    """The database cannot be opened, read or written."""


class Log:
    """An append-only log. ``address``: of SQLAlchemy, such as ``sqlite:///summit.db`` or ``postgresql://host/summit``.

    Raises:
        LogError: no such database, or no driver for it.
    """

    def __init__(self, address: str) -> None:
        try:
            url = make_url(address)
            if url.drivername == "postgresql":  # the driver of our extra, where none is named
                url = url.set(drivername="postgresql+pg8000")
            self._engine = create_engine(url, pool_pre_ping=True)  # a database that was restarted is found again
            self.shared = self._engine.dialect.name != "sqlite"
            """May other processes write to it? A file is one process's."""
            if not self.shared:
                event.listen(self._engine, "connect", _durable)
            _META.create_all(self._engine)
        except (SQLAlchemyError, ImportError) as error:
            raise LogError(f"the summit's log at {_shown(address)}: {_said(error)}") from None

    def append(self, entries: Sequence[Entry]) -> None:
        """Add events, all or none; on disk when this returns.

        Raises:
            Taken: an event of that room and number is there already. LogError: the database refuses.
        """
        rows = [
            {"room": entry.room, "number": entry.number, "at": entry.at, "kind": kind, "body": body}
            for entry in entries
            for kind, body in [written(entry.event)]
        ]
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_EVENTS), rows)
        except IntegrityError:
            raise Taken("the room moved on meanwhile; look again and repeat what you wanted") from None
        except SQLAlchemyError as error:
            raise LogError(f"the summit's log cannot be written, and nothing happened: {_said(error)}") from None

    def after(self, known: Mapping[str, int]) -> list[Entry]:
        """Events of each room after the number known of it, in order; of every room, if none is named.

        By number and not by when they were written: of two writers the one that began first may end last.
        """
        wanted = select(_EVENTS).order_by(_EVENTS.c.place)
        if known:
            later = (and_(_EVENTS.c.room == room, _EVENTS.c.number > number) for room, number in known.items())
            wanted = wanted.where(or_(*later))
        rows = self._read(lambda connection: connection.execute(wanted).all())
        return [Entry(row.room, row.number, row.at, read(row.kind, row.body)) for row in rows]

    def fact(self, name: str, value: str) -> str:
        """What is kept under a name; ``value`` from now on where nothing is."""
        kept = self._read(
            lambda connection: connection.execute(select(_FACTS.c.value).where(_FACTS.c.name == name)).scalar()
        )
        if kept is not None:
            return str(kept)
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_FACTS), {"name": name, "value": value})
        except IntegrityError:  # another process was first
            return self.fact(name, value)
        except SQLAlchemyError as error:
            raise LogError(f"the summit's log cannot be written: {_said(error)}") from None
        return value

    def secret(self) -> str:
        """What links are signed by: drawn once, kept with the log."""
        return self.fact("secret", secrets.token_urlsafe(48))

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    def _read(self, ask: Any) -> Any:
        try:
            with self._engine.connect() as connection:
                return ask(connection)
        except SQLAlchemyError as error:
            raise LogError(f"the summit's log cannot be read: {_said(error)}") from None


def _durable(connection: Any, _: Any) -> None:
    """Readers and the writer do not wait for each other; a commit returns when it is on disk."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


def _said(error: Exception) -> str:
    """The first line of what a driver says; pg8000's says it in a table of PostgreSQL's fields, ``M`` the message."""
    found = getattr(error, "orig", None) or error
    fields = found.args[0] if found.args and isinstance(found.args[0], dict) else {}
    return str(fields.get("M") or found).splitlines()[0][:200]


def _shown(address: str) -> str:
    """The address without anything that might be a password."""
    try:
        url = make_url(address)
    except SQLAlchemyError:
        return "an address of no known form"
    return f"{url.drivername}://{'...@' if url.username else ''}{url.host or ''}/{url.database or ''}"
