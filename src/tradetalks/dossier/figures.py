"""Figures and dates as a dossier may give them: finite, bounded, and not read as what they were not written as."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from tradetalks.policy.measure import Billions, Number, within

FIRST_YEAR, LAST_YEAR = 1700, 2300
_ISO_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def _written_out(value: Any) -> Any:
    """A bare number is no date, though it could be read as seconds since 1970."""
    if isinstance(value, int | float):
        raise ValueError("expected a date, YYYY-MM-DD")
    return value


def _of_our_time(value: datetime.date) -> datetime.date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"expected a date from {FIRST_YEAR} to {LAST_YEAR}")
    return value


Date = Annotated[datetime.date, BeforeValidator(_written_out), AfterValidator(_of_our_time)]
Money = Billions
Chance = Annotated[Number, Field(ge=0, le=1)]
Discount = Annotated[Number, Field(gt=0, le=1)]
Factor = Annotated[Number, within(100, "", "a factor multiplies a measure's own points")]
YearlyRate = Annotated[Number, within(10, " a year", "0.05 is five per cent")]
Years = Annotated[Number, within(200, " years", "schedules and reviews are within a lifetime or two")]
PerCent = Annotated[Number, within(100_000, " per cent", "what is published of trade and income is far below")]


@dataclass(frozen=True)
class Unit:
    """How amounts of a dossier are told.

    Attributes:
        short: in a sentence, after a number. a_year: what follows it or a list of such. title: at the head of a table.
        axis: of a picture.
    """

    short: str
    a_year: str
    title: str
    axis: str

    @property
    def yearly(self) -> str:
        """In a sentence, after a number: bn a year."""
        return self.short + self.a_year

    @classmethod
    def named(cls, words: str) -> Unit:
        """A dossier's own unit, the same words everywhere; billions of US dollars a year if empty."""
        return cls(words, "", words, words) if words else BILLIONS


BILLIONS = Unit("bn", " a year", "bn USD a year", "billions of USD a year")


class Strict(BaseModel):
    """Unknown names are faults, figures are finite; what was read does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Worth(Strict):
    """What no market prices, in billions of USD a year or the dossier's own unit: a range and its basis."""

    low: Money
    mid: Money
    high: Money
    basis: str = Field(description="the word 'judgement' or 'revealed', or the id of a source")
    note: str = ""


class DiscountRange(Strict):
    """A discount factor that is known within a range only; stated as one number where it is known."""

    low: Discount
    mid: Discount
    high: Discount


def _of_one_number(value: Any) -> Any:
    """One number stands for a range without width."""
    if isinstance(value, dict | DiscountRange):
        return value
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 1:
        raise ValueError("expected a factor above 0 to 1, or its low, mid and high")
    return {"low": value, "mid": value, "high": value}


def _as_stated(value: DiscountRange) -> float | dict[str, float]:
    return value.mid if value.low == value.high else {"low": value.low, "mid": value.mid, "high": value.high}


DiscountOrRange = Annotated[
    DiscountRange,
    BeforeValidator(_of_one_number, json_schema_input_type=Discount | DiscountRange),
    PlainSerializer(_as_stated),
]


def is_date(text: str) -> bool:
    """Is it a year, a month or a day of the calendar as ISO 8601 writes it: 2025, 2025-02, 2025-02-04?"""
    if not _ISO_DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10])
    except ValueError:
        return False
    return True
