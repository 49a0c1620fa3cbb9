"""The door: who a request speaks for, how often it may ask, and what forms of request have in common."""

from __future__ import annotations

from typing import Annotated

from fastapi import HTTPException, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from tradetalks.summit.events import CHAIR
from tradetalks.summit.hall import Hall
from tradetalks.summit.limits import Limit
from tradetalks.summit.links import NoEntry, Seat

Token = Annotated[str, Path(description="a link's last part; whatever opens no seat is answered alike")]
Code = Annotated[str, Field(min_length=1, max_length=80)]
Minutes = Annotated[float, Field(ge=-20_160, le=20_160, allow_inf_nan=False)]


class Strict(BaseModel):
    """A request's body: unknown names are faults."""

    model_config = ConfigDict(extra="forbid")


class SideRoom(Strict):
    """A side room that somebody opens."""

    name: str = Field(max_length=200)
    members: list[Code] = Field(max_length=30)


class OldSideRoom(Strict):
    """A side room that somebody closes."""

    side: Code


class Door:
    """Lets a request in for the seat that its link names."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.asks, self.acts, self.guesses = Limit(8, 60), Limit(2, 20), Limit(0.5, 30)

    def seat(self, request: Request, token: str, limit: Limit | None = None) -> Seat:
        """The seat of a token. Raises NoEntry, and TooOften for who asks too fast or guesses."""
        try:
            found = self.hall.seat(token)
        except NoEntry:
            self.guesses.take(request.client.host if request.client else "")
            raise
        (limit or self.asks).take(f"{found.room}/{found.seat}")
        return found

    def delegate(self, request: Request, token: str, limit: Limit | None = None) -> Seat:
        """The same for a party's seat alone. Raises HTTPException for the chair's."""
        found = self.seat(request, token, limit)
        if found.seat == CHAIR:
            raise HTTPException(403, "the chair's link does not speak for a party")
        return found

    def chair(self, request: Request, token: str, limit: Limit | None = None) -> None:
        """The same for the chair alone. Raises HTTPException for a party's link."""
        if self.seat(request, token, limit).seat != CHAIR:
            raise HTTPException(403, "only the chair may do that")
