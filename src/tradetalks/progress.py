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


FIGURES = "taking the figures of"
"""What is done with a table once its bytes were read."""


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
    """A file on disk that tells how much of it was read, and once it all was, what follows."""

    def __init__(self, place: Path, told: Told, called: str, then: str) -> None:
        super().__init__(place)
        self._told, self._size, self._called, self._then = told, place.stat().st_size, called, then
        self._over = False  # whether all was read once

    def readinto(self, buffer: Any, /) -> int | None:
        read = super().readinto(buffer)
        done = self.tell()
        if done < self._size or not self._over:
            self._told(0, done)
        if done >= self._size and self._then and not self._over:
            Told(self._called, self._then)
        self._over = self._over or done >= self._size
        return read


def watched(place: Path, called: str, doing: str = "reading", then: str = "") -> io.BufferedReader:
    """A file opened in bytes whose reading is told, and can be stopped, every megabyte.

    Args:
        place: where it lies. called: what people call it. doing: what is done with it. then: what is done once all of
            it was read, told when that is; nothing if empty.
    """
    told = Told(called, doing, place.stat().st_size)
    return _Bytes(_Watched(place, told, called, then), 1 << 20)


class _Bytes(io.BufferedReader):
    """Bytes of a file; see ``interrupts_kept``."""

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        super().__exit__(kind, error, trace)
        _refuse_lost(error)


@contextmanager
def interrupts_kept() -> Iterator[None]:
    """Have Ctrl-C stop a reading by pandas, within, at any moment.

    Its parser takes an interrupt that comes as it asks for bytes for a failed read, and says only that.
    """
    try:
        yield
    except ValueError as error:
        _refuse_lost(error)
        raise


def _refuse_lost(error: object) -> None:
    """Raise KeyboardInterrupt where pandas lost one: errors that bytes were not read for have a value, which it passes
    on; an interrupt has none."""
    if isinstance(error, ValueError) and "Calling read(nbytes) on source failed" in str(error):
        raise KeyboardInterrupt from error
