"""How far the reading of a large file is: told as it goes on to whoever asked, wherever the file is read."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Progress:
    """How far a reading is.

    Attributes:
        file: the file, as people call it. doing: what is done with it, such as "reading".
        lines: lines read so far. done, size: bytes read so far and in all; ``size`` is 0 where it is not known.
        seconds: since this was begun.
    """

    file: str
    doing: str
    lines: int = 0
    done: int = 0
    size: int = 0
    seconds: float = 0.0

    @property
    def left(self) -> float | None:
        """Seconds to expect, at the speed so far; None while that cannot be said."""
        if not 0 < self.done <= self.size or self.seconds <= 0:
            return None
        return self.seconds * (self.size - self.done) / self.done

    @property
    def words(self) -> str:
        """In a line, for people."""
        said = [f"{self.doing} {self.file}"]
        if self.lines:
            said.append(f"{self.lines:,} lines")
        if self.size:
            said.append(f"{min(self.done, self.size) / self.size:.0%} of {self.size / 1e6:,.0f} MB")
        if self.left is not None:
            said.append(f"about {max(self.left, 1):.0f} s left")
        return ", ".join(said)


Listener = Callable[[Progress], object]
_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def progress_told(listener: Listener) -> Iterator[None]:
    """Have ``listener`` told, within, how far the reading of files is; it may raise to stop the reading.

    What follows the last piece (codes, sums) is told by what is done, without a measure.
    """
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


class Told:
    """One piece of work whose progress is told."""

    def __init__(self, file: str, doing: str, size: int = 0) -> None:
        self._file, self._doing, self._size, self._begun = file, doing, size, time.monotonic()
        self(0, 0)

    def __call__(self, lines: int, done: int) -> None:
        """Tell that so many lines and bytes are done."""
        listener = _LISTENER.get()
        if listener is not None:
            listener(Progress(self._file, self._doing, lines, done, self._size, time.monotonic() - self._begun))


class _Watched(io.FileIO):
    """A file on disk that tells how much of it was read."""

    def __init__(self, place: Path, told: Told) -> None:
        super().__init__(place)
        self._told = told

    def readinto(self, buffer: Any, /) -> int | None:
        read = super().readinto(buffer)
        self._told(0, self.tell())
        return read


def watched(place: Path, called: str, doing: str = "reading") -> io.BufferedReader:
    """A file opened in bytes whose reading is told, and can be stopped, every megabyte.

    Args:
        place: where it lies. called: what people call it. doing: what is done with it.
    """
    return io.BufferedReader(_Watched(place, Told(called, doing, place.stat().st_size)), 1 << 20)
