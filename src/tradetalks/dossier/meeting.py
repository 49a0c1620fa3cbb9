"""Who meets, where and when, and what they have said."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tradetalks.dossier.figures import Date, DiscountOrRange, DiscountRange, Money, Strict
from tradetalks.policy.measure import DateText


class Stop(Strict):
    """One stop of the itinerary; its date if known."""

    place: str
    date: Date | None = None
    note: str = ""


class Meeting(Strict):
    """Who meets, where, when, on what occasion."""

    place: str
    date: Date
    occasion: str = ""
    itinerary: list[Stop] = []
    source: str = ""


class Score(Strict):
    """A party's own count, of which worth is the change: how ``export`` writes it; computes nothing."""

    status_quo: Money = Field(0.0, description="score of the status quo, in the dossier's unit")
    full: Money = Field(1.0, gt=0, description="score that other tools write as utility 1")


class Party(Strict):
    """A party to the talks and who speaks for it: a region of the world, or a party that the model does not know, to
    which packages are worth what the dossier states and no more."""

    region: str | None = Field(None, min_length=1, description="region code of the world; none if left out")
    name: str
    leader: str = ""
    score: Score | None = None
    discount: DiscountOrRange = Field(
        DiscountRange(low=1.0, mid=1.0, high=1.0),
        description="factor by which what is agreed at the end of the talks is worth less to it than at once: a number,"
        " or its low, mid and high",
    )


class Statement(Strict):
    """Who said what, when, in our words."""

    speaker: str
    party: str
    date: DateText
    says: str
    stance: Literal["ask", "offer", "threat", "refusal", "position", "signal"]
    item: str | None = Field(None, description="agenda item it bears on")
    source: str
