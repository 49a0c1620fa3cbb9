"""What was made for a key is made once: the last so many are remembered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Made = TypeVar("Made")


class Remembered:
    """Values by key, ``most`` of them, those asked for longest ago forgotten first.

    One is made at a time, under ``lock``; what is there already waits for none that is being made.
    """

    def __init__(self, most: int, lock: threading.RLock | None = None) -> None:
        self.most, self.lock = most, lock or threading.RLock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._looking = threading.Lock()

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made for a key."""
        with self._looking:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with self.lock:
            if key not in self._kept:  # nor made while we waited
                made = make()
                with self._looking:
                    self._kept[key] = made
                    while len(self._kept) > self.most:
                        self._kept.popitem(last=False)
                return made
        return self.once(key, make)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept
