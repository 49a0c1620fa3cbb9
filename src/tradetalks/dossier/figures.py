"""Figures and dates as a dossier may give them: finite, bounded, and not read as what they were not written as."""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass, replace
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
        factor: what is shown of one of the dossier's own units: 1000 where billions are told in millions.
        digits: after the point, of what is shown.
    """

    short: str
    a_year: str
    title: str
    axis: str
    factor: float = 1.0
    digits: int = 1

    @property
    def yearly(self) -> str:
        """In a sentence, after a number: bn a year."""
        return self.short + self.a_year

    @property
    def least(self) -> float:
        """The smallest amount, in the dossier's own unit, that the unit's digits show as more than zero."""
        return 0.5 / (self.factor * 10**self.digits)

    @classmethod
    def named(cls, words: str) -> Unit:
        """A dossier's own unit, the same words everywhere; billions of US dollars a year if empty."""
        return cls(words, "", words, words) if words else BILLIONS

    def of_size(self, largest: float, weighed: float | None = None) -> Unit:
        """The unit for amounts of which ``largest``, in the dossier's own unit, is the largest: billions of dollars are
        told in millions or thousands where none comes to one. Digits are so many that a tenth of ``weighed``, the
        largest of those that matter most, has two that say something; ``largest`` if left out. Own units (points) stay,
        with more digits where none comes to one."""
        unit, fewest = self, self.digits
        if not NOTHING < largest < math.inf:
            return self
        if self.short == BILLIONS.short:
            unit = next((u for u in (BILLIONS, MILLIONS) if largest * u.factor >= 1), THOUSANDS)
            fewest = 1 if unit is BILLIONS else 0
        told = (weighed if weighed and weighed > NOTHING else largest) * unit.factor
        if self.short != BILLIONS.short and told >= 1:
            return self
        return replace(unit, digits=min(max(fewest, 2 - int(f"{told:.1e}".partition("e")[2])), MOST_DIGITS))


NOTHING = 1e-6
"""Of a dossier's own unit (a thousand dollars), up to which an amount is none."""
MOST_DIGITS = 5
"""After the point, of whatever size."""
BILLIONS = Unit("bn", " a year", "bn USD a year", "billions of USD a year")
MILLIONS = Unit("million", " a year", "million USD a year", "millions of USD a year", 1e3)
THOUSANDS = Unit("thousand", " a year", "thousand USD a year", "thousands of USD a year", 1e6)


def billions(value: float) -> str:
    """Billions with one digit after the point, of small ones two that say something: 114.1, 0.034."""
    needed = 1 - int(f"{abs(value):.1e}".partition("e")[2]) if NOTHING < abs(value) < 1 else 1
    return f"{value:,.{min(max(needed, 1), MOST_DIGITS)}f}"


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
