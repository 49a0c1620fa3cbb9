"""Rows of numbers on disk, keyed by content: what was worked out once need not be again, a killed run resumes.

One SQLite file in the user's cache folder; each write is a transaction, which a killed run leaves whole. SQLite does
not wait for the disk (``synchronous = OFF``; a hundred writes a command, some milliseconds each): where the machine
itself goes down the file may be damaged, which is found as any other damage is. Keys hash everything that decides a
row, the source of what works it out included (``source_digest``), so that no change of any of it finds a stale number;
rows also carry the package's version and a checksum of key and numbers, so that neither a flipped bit nor a row under
another's key is believed. What is damaged is thrown away, said in one line, and worked out anew. Beyond
``limit_bytes()`` the oldest rows go.
"""

from __future__ import annotations

import hashlib
import logging
import math
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import TradetalksError
from tradetalks.version import __version__

log = logging.getLogger(__name__)
T = TypeVar("T")
COLUMNS = ("key", "row", "version", "stored", "checksum")
_PASSING = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_NOLFS,
}  # fmt: skip
"""SQLite's complaints about the moment or the disk, not about what the file holds."""


def limit_bytes() -> int:
    """How large the file may grow: ``$TRADETALKS_CACHE_MB`` million bytes, or 500.

    Raises:
        TradetalksError: the variable holds no finite number of 0 or more.
    """
    given = os.environ.get("TRADETALKS_CACHE_MB") or "500"
    try:
        found = float(given)
    except ValueError:
        found = math.nan
    if not 0 <= found < math.inf:
        raise TradetalksError(
            f"environment variable TRADETALKS_CACHE_MB: found '{given}', expected a number of millions of bytes,"
            " 0 or more (500 if it is not set)"
        )
    return int(found * 1e6)


def _sources(folder: Traversable) -> Iterator[Traversable]:
    """Files of a folder and the folders in it, in order of name: source and data, what Python compiled left out."""
    for item in sorted(folder.iterdir(), key=lambda i: i.name):
        if item.is_dir():
            if item.name != "__pycache__":
                yield from _sources(item)
        elif not item.name.startswith("."):
            yield item


@cache
def source_digest(*packages: str) -> str:
    """Hash of the source and data of some packages, the folders in them included."""
    found = hashlib.sha256()
    for package in packages:
        for file in _sources(resources.files(package)):
            found.update(file.read_bytes())
    return found.hexdigest()


def checksum(key: str, *content: bytes) -> str:
    """Hash of a key and what is kept under it, each part with its length: what is damaged or moved is told by it."""
    found = hashlib.blake2b(digest_size=16)
    for part in (key.encode(), *content):
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.hexdigest()


class RowCache:
    """Rows of float64 by hexadecimal key; ``path=None`` keeps nothing.

    Attributes:
        thrown: rows found damaged and not believed.
    """

    def __init__(self, path: Path | None, limit: int | None = None) -> None:
        self.path, self.limit, self.thrown = path, limit_bytes() if limit is None else limit, 0
        self._attempt(self._make, None)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(str(self.path), timeout=30)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    def _attempt(self, work: Callable[[], T], otherwise: T) -> T:
        """Work with the file. Where it is damaged it is begun anew; where it cannot be used nothing is kept: a cache
        that cannot be read or written costs time, not answers."""
        for again in (True, False):
            if self.path is None:
                break
            try:
                return work()
            except Exception as error:  # a damaged file may raise anything: SQLite's errors, text that is none
                if not (again and _is_damage(error) and self._begin_anew(error)):
                    self.path = None
        return otherwise

    def _make(self) -> None:
        assert self.path is not None
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._open()) as connection, connection:
            columns = tuple(row[1] for row in connection.execute("PRAGMA table_info(value)"))
            if columns and columns != COLUMNS:  # made by a version that kept less
                connection.execute("DROP TABLE value")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS value"
                " (key TEXT PRIMARY KEY, row BLOB, version TEXT, stored REAL, checksum TEXT)"
            )

    def _begin_anew(self, error: Exception) -> bool:
        """Throw the file away and make an empty one; says so. False if that cannot be done."""
        assert self.path is not None
        log.warning("%s: the cache is damaged (%s); what it held is solved anew", self.path, error)
        try:
            for suffix in ("", "-wal", "-shm", "-journal"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            self._make()
        except (OSError, sqlite3.Error):
            return False
        return True

    def get(self, keys: Iterable[str], width: int) -> dict[str, NDArray[np.float64]]:
        """The sound rows found, each of ``width`` finite numbers; others are thrown away, and that is said."""
        wanted = list(keys)
        found, damaged = self._attempt(lambda: self._read(wanted, width), ({}, []))
        if damaged:
            self.thrown += len(damaged)
            log.warning(
                "%s: %d of %d kept rows are damaged and are solved anew",
                self.path, len(damaged), len(damaged) + len(found),
            )  # fmt: skip
        return found

    def _read(self, wanted: list[str], width: int) -> tuple[dict[str, NDArray[np.float64]], list[str]]:
        """Sound rows by key, and the keys of others."""
        found: dict[str, NDArray[np.float64]] = {}
        damaged: list[str] = []
        with closing(self._open()) as connection:
            for start in range(0, len(wanted), 500):
                part = wanted[start : start + 500]
                marks = ",".join("?" * len(part))
                asked = f"SELECT key, row, version, checksum FROM value WHERE key IN ({marks})"
                for key, blob, version, kept in connection.execute(asked, part):
                    row = _sound(key, blob, version, kept, width)
                    if row is None:
                        damaged.append(key)
                    else:
                        found[key] = row
        return found, damaged

    def put(self, rows: dict[str, NDArray[np.float64]]) -> None:
        """Store rows in one transaction."""
        if not rows:
            return
        now, packed = time.time(), []
        for key, row in rows.items():
            blob = np.asarray(row, dtype=np.float64).tobytes()
            packed.append((key, blob, __version__, now, checksum(key, __version__.encode(), blob)))
        self._attempt(lambda: self._write(packed), None)

    def _write(self, packed: list[tuple[str, bytes, str, float, str]]) -> None:
        with closing(self._open()) as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO value VALUES (?, ?, ?, ?, ?)", packed)
        self._keep_small()

    def _keep_small(self) -> None:
        """Drop the oldest tenth, as often as it takes, while the file is beyond its limit."""
        while self.path is not None and self.path.stat().st_size > self.limit:
            with closing(self._open()) as connection:
                with connection:
                    many = connection.execute("SELECT COUNT(*) FROM value").fetchone()[0]
                    if not many:
                        return
                    oldest = "SELECT key FROM value ORDER BY stored, key LIMIT ?"
                    connection.execute(f"DELETE FROM value WHERE key IN ({oldest})", (max(1, many // 10),))
                connection.execute("VACUUM")

    def count(self) -> dict[str, int]:
        """Rows by the version that stored them."""

        def counted() -> dict[str, int]:
            with closing(self._open()) as connection:
                rows = connection.execute("SELECT version, COUNT(*) FROM value GROUP BY version ORDER BY version")
                return {str(version): many for version, many in rows}

        return self._attempt(counted, {})


def _is_damage(error: Exception) -> bool:
    """Is it what the file holds that is wrong, rather than the moment or the disk?"""
    if isinstance(error, OSError):
        return False
    code = getattr(error, "sqlite_errorcode", None)  # none where Python, not SQLite, refuses what it reads
    return code is None or code & 0xFF not in _PASSING


def _sound(key: object, blob: object, version: object, kept: object, width: int) -> NDArray[np.float64] | None:
    """The numbers of a row, or None where any part of it is not as it was written."""
    if not (isinstance(key, str) and isinstance(blob, bytes) and isinstance(version, str)):
        return None
    if kept != checksum(key, version.encode(), blob) or len(blob) != 8 * width:
        return None
    row = np.frombuffer(blob, dtype=np.float64)
    return row if np.all(np.isfinite(row)) else None
