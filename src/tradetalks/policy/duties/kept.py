"""Averages of duties kept on disk: a day of the ledger is read line by line once, not at each command."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.paths import cache_folder
from tradetalks.rows import RowCache, source_digest

Array = NDArray[np.float64]


def kept(asked: tuple[Any, ...], shape: tuple[int, ...], make: Callable[[], Array]) -> Array:
    """What ``make`` returns, from the cache folder if it was worked out before from the same source and data.

    Args:
        asked: all that decides it beside the package's own source and data, of plain values. shape: of what it returns.
    """
    source = source_digest("tradetalks.policy", "tradetalks.world")
    key = hashlib.sha256(repr((source, asked)).encode()).hexdigest()
    rows = RowCache(cache_folder() / "duties.sqlite")
    found = rows.get([key], int(np.prod(shape))).get(key)
    if found is None:
        found = make()
        if np.all(np.isfinite(found)):
            rows.put({key: found.ravel()})
    return found.reshape(shape)
