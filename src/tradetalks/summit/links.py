"""Links that open a seat: signed, so that nobody can make one up; revocable; no accounts behind them."""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

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
    """Makes links' tokens and reads them. ``secret``: known to the server alone, kept with the summit's log."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="tradetalks summit seat")

    def token(self, seat: Seat) -> str:
        """What stands in a seat's link."""
        return self._signer.dumps([seat.room, seat.seat, seat.generation])

    def seat(self, token: str, days: float = DAYS) -> Seat:
        """The seat of a token.

        Raises:
            NoEntry: made up, damaged, or older than ``days``.
        """
        try:
            room, name, generation = self._signer.loads(token, max_age=int(days * 86400))
        except SignatureExpired:
            raise NoEntry(
                f"this link is older than {days:g} days and opens no seat any more; ask for a new one"
            ) from None
        except BadSignature:
            raise NoEntry("this link is not one of this summit's; copy it whole, or ask for it again") from None
        return Seat(str(room), str(name), int(generation))
