"""Links that open a seat: signed, so that nobody can make one up; revocable; no accounts behind them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from tradetalks.errors import TradetalksError

DAYS = 60
"""How long a link opens its seat."""


class NoEntry(TradetalksError):
    """A link that opens no seat."""


@dataclass(frozen=True)
class Seat:
    """Whom a link speaks for: a party's code in a room, or the chair of all rooms (``room`` is then '').

    ``generation`` counts how often the seat's links were revoked before this one was made.
    """

    room: str
    seat: str
    generation: int = 0


class Links:
    """Makes links' tokens and reads them.

    ``secret``: known to the server alone, kept with the summit's log. ``clock``: by which links grow old; one made on a
    server whose clock is ahead is as good as new.
    """

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:

        class Signer(TimestampSigner):
            """Of the summit's own clock."""

            def get_timestamp(self) -> int:
                return int(clock())

        self._signer, self._clock = URLSafeTimedSerializer(secret, salt="tradetalks summit seat", signer=Signer), clock

    def token(self, seat: Seat) -> str:
        """What stands in a seat's link."""
        return self._signer.dumps([seat.room, seat.seat, seat.generation])

    def seat(self, token: str, days: float = DAYS) -> Seat:
        """The seat of a token.

        Raises:
            NoEntry: made up, damaged, or older than ``days``.
        """
        try:
            (room, name, generation), made = self._signer.loads(token, return_timestamp=True)
        except BadSignature:
            raise NoEntry("this link is not one of this summit's; copy it whole, or ask for it again") from None
        if self._clock() - made.timestamp() > days * 86400:
            raise NoEntry(f"this link is older than {days:g} days and opens no seat any more; ask for a new one")
        return Seat(str(room), str(name), int(generation))
