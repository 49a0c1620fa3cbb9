"""How often a seat may ask: a bucket of asks that refills with time, one a seat and kind of ask."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from tradetalks.errors import TradetalksError

MOST_KEPT = 10_000


class TooOften(TradetalksError):
    """Somebody asks faster than it may."""


class Limit:
    """``burst`` asks at once, then ``rate`` a second, for each key apart; keys idle for longest are forgotten first."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst, self.clock = rate, burst, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> None:
        """Count one ask. Raises TooOften where the bucket is empty."""
        with self._lock:
            now = self.clock()
            left, at = self._left.pop(key, (float(self.burst), now))
            left = min(self.burst, left + self.rate * (now - at))
            self._left[key] = (left - 1 if left >= 1 else left, now)
            while len(self._left) > MOST_KEPT:
                self._left.popitem(last=False)
        if left < 1:
            raise TooOften("too much at once from this seat; wait a second and try again")
