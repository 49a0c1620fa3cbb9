"""Solved packages on disk, keyed by content: the same question is never solved twice, a killed run resumes.

One SQLite file in the user's cache folder; each write is a transaction. Keys hash the benchmark, the eve's policy, the
package's policy, the closure and the source of the model itself, so that no change of any of them finds a stale
number; rows also carry the package's version. Beyond ``limit_bytes()`` the oldest rows go.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tradetalks import __version__
from tradetalks.paths import cache_folder


def default_path() -> Path:
    """``values.sqlite`` in the package's cache folder."""
    return cache_folder() / "values.sqlite"


def limit_bytes() -> int:
    """How large the file may grow: ``$TRADETALKS_CACHE_MB`` million bytes, or 500."""
    return int(float(os.environ.get("TRADETALKS_CACHE_MB") or 500) * 1e6)


def model_digest() -> str:
    """Hash of the source of the model and of how measures become shocks."""
    return source_digest("tradetalks.equilibrium", "tradetalks.policy")


@cache
def source_digest(*packages: str) -> str:
    """Hash of the source of some packages."""
    found = hashlib.sha256()
    for package in packages:
        for item in sorted(resources.files(package).iterdir(), key=lambda i: i.name):
            if item.name.endswith(".py"):
                found.update(item.read_bytes())
    return found.hexdigest()


class ValueCache:
    """Rows of float64 by hexadecimal key; ``path=None`` keeps nothing."""

    def __init__(self, path: Path | None, limit: int | None = None) -> None:
        self.path, self.limit = path, limit_bytes() if limit is None else limit
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._open()) as connection, connection:
                columns = [row[1] for row in connection.execute("PRAGMA table_info(value)")]
                if columns and "version" not in columns:  # made by a version that kept no version
                    connection.execute("DROP TABLE value")
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS value (key TEXT PRIMARY KEY, row BLOB, version TEXT, stored REAL)"
                )
        except (OSError, sqlite3.Error):
            self.path = None  # a cache that cannot be written costs time, not answers

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(str(self.path), timeout=30)

    def get(self, keys: Iterable[str], width: int) -> dict[str, NDArray[np.float64]]:
        """The rows found, each of ``width`` numbers; anything else stored under a key is ignored."""
        found: dict[str, NDArray[np.float64]] = {}
        if self.path is None:
            return found
        wanted = list(keys)
        try:
            with closing(self._open()) as connection:
                for start in range(0, len(wanted), 500):
                    part = wanted[start : start + 500]
                    marks = ",".join("?" * len(part))
                    rows = connection.execute(f"SELECT key, row FROM value WHERE key IN ({marks})", part)
                    for key, blob in rows:
                        row = np.frombuffer(blob, dtype=np.float64) if len(blob) == 8 * width else None
                        if row is not None and np.all(np.isfinite(row)):
                            found[key] = row
        except sqlite3.Error:
            return {}
        return found

    def put(self, rows: dict[str, NDArray[np.float64]]) -> None:
        """Store rows in one transaction."""
        if self.path is None or not rows:
            return
        now = time.time()
        packed = [(k, np.asarray(row, dtype=np.float64).tobytes(), __version__, now) for k, row in rows.items()]
        try:
            with closing(self._open()) as connection, connection:
                connection.executemany("INSERT OR REPLACE INTO value VALUES (?, ?, ?, ?)", packed)
            self._keep_small()
        except sqlite3.Error:
            self.path = None

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
        if self.path is None:
            return {}
        with closing(self._open()) as connection:
            return dict(connection.execute("SELECT version, COUNT(*) FROM value GROUP BY version ORDER BY version"))
