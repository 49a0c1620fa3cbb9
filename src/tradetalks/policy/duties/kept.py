"""Averages of duties kept on disk: a day of the ledger is read line by line once, not at each command.

What a process read of late it also holds in memory: dossiers ask for the same few averages again and again.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.paths import cache_folder
from tradetalks.rows import RowCache, source_digest

Array = NDArray[np.float64]
MOST_BYTES = 32_000_000
"""Of what is held in memory; what was asked for longest ago goes first."""


class _Held:
    """Arrays by where they are kept and their key, up to ``MOST_BYTES``."""

    def __init__(self) -> None:
        self.rows: OrderedDict[tuple[Path, str], Array] = OrderedDict()
        self.bytes, self.lock = 0, Lock()

    def get(self, place: tuple[Path, str]) -> Array | None:
        with self.lock:
            if place in self.rows:
                self.rows.move_to_end(place)
            return self.rows.get(place)

    def put(self, place: tuple[Path, str], row: Array) -> None:
        with self.lock:
            before = self.rows.pop(place, None)
            self.rows[place] = row
            self.bytes += row.nbytes - (0 if before is None else before.nbytes)
            while self.bytes > MOST_BYTES:
                self.bytes -= self.rows.popitem(last=False)[1].nbytes

    def clear(self) -> None:
        with self.lock:
            self.rows.clear()
            self.bytes = 0


_held = _Held()


def kept(asked: tuple[Any, ...], shape: tuple[int, ...], make: Callable[[], Array]) -> Array:
    """What ``make`` returns, from memory or the cache folder if it was worked out before from the same source and data.

    Args:
        asked: all that decides it beside the package's own source and data, of plain values. shape: of what it returns.

    Returns:
        An array that cannot be written to: others may hold it too.
    """
    source = source_digest("tradetalks.policy", "tradetalks.world")
    key = hashlib.sha256(repr((source, asked)).encode()).hexdigest()
    path = cache_folder() / "duties.sqlite"
    found = _held.get((path, key))
    if found is None:
        found = _on_disk(path, key, int(np.prod(shape)), make)
        found.setflags(write=False)
        if np.all(np.isfinite(found)):
            _held.put((path, key), found)
    return found.reshape(shape)


def forget() -> None:
    """Hold nothing in memory; what is on disk stays."""
    _held.clear()
    _rows.cache_clear()


def _on_disk(path: Path, key: str, width: int, make: Callable[[], Array]) -> Array:
    if not path.exists():
        _rows.cache_clear()
    rows = _rows(path)
    found = rows.get([key], width).get(key)
    if found is None:
        found = np.array(make(), dtype=np.float64).ravel()
        if np.all(np.isfinite(found)):
            rows.put({key: found})
    return found


@lru_cache(maxsize=2)
def _rows(path: Path) -> RowCache:
    return RowCache(path)
