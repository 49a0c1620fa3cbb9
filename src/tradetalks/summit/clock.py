"""A room's clock: it runs from the beginning to the deadline, stands in pauses, and the chair may move the deadline.

All by the server's clock; pages show what the server says, so that a browser whose clock differs is not misled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tradetalks.summit import events as e


@dataclass(frozen=True)
class Clock:
    """Seconds; ``begun`` and ``stopped`` are times of the server.

    Attributes:
        length: from beginning to deadline. rounds: of equal length. begun: when it first ran.
        stopped: since when it stands. stood: how long it stood in pauses that are over.
    """

    length: float = 2700.0
    rounds: int = 1
    begun: float | None = None
    stopped: float | None = None
    stood: float = 0.0

    def after(self, event: e.Begun | e.Paused | e.Resumed | e.Extended, at: float) -> Clock:
        """The clock after what was done to it."""
        match event:
            case e.Begun():
                return replace(self, begun=at)
            case e.Paused():
                return replace(self, stopped=at)
            case e.Resumed():
                return replace(self, stopped=None, stood=self.stood + at - (self.stopped or at))
            case e.Extended(minutes):
                return replace(self, length=max(self.reads(at), self.length + 60 * minutes))

    def reads(self, now: float) -> float:
        """What it shows: seconds of talks so far."""
        if self.begun is None:
            return 0.0
        return max(0.0, (now if self.stopped is None else self.stopped) - self.begun - self.stood)

    def run_out(self, now: float) -> bool:
        """Has the deadline passed?"""
        return self.begun is not None and self.reads(now) >= self.length

    def round(self, now: float) -> int:
        """The round it is, from 1."""
        return (
            min(self.rounds, 1 + int(self.rounds * self.reads(now) / self.length)) if self.length > 0 else self.rounds
        )

    def at(self, reading: float) -> float | None:
        """When it will show, or showed, a reading, if it goes on as now; None while it stands or has not begun."""
        if self.begun is None or self.stopped is not None:
            return None
        return self.begun + self.stood + reading
