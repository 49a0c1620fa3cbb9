"""Solved packages on disk, keyed by content: the same question is never solved twice, a killed run resumes.

One SQLite file in the user's cache folder; each write is a transaction. Keys hash the benchmark, the eve's policy, the
package's policy, the closure and the source of the model itself, so that no change of any of them finds a stale
number.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tradetalks.paths import cache_folder


def default_path() -> Path:
    """``values.sqlite`` in the package's cache folder."""
    return cache_folder() / "values.sqlite"


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

    def __init__(self, path: Path | None) -> None:
        self.path = path
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._open()) as connection, connection:
                connection.execute("CREATE TABLE IF NOT EXISTS value (key TEXT PRIMARY KEY, row BLOB)")
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
        packed = [(key, np.asarray(row, dtype=np.float64).tobytes()) for key, row in rows.items()]
        try:
            with closing(self._open()) as connection, connection:
                connection.executemany("INSERT OR REPLACE INTO value VALUES (?, ?)", packed)
        except sqlite3.Error:
            self.path = None
