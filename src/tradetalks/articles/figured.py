"""Whether words hold the figure that somebody reads in them: a rate, an amount, a day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tradetalks.articles.days import DAYS, MONTHS
from tradetalks.articles.money import COUNT, MONEY, billions, counted, currency
from tradetalks.articles.quantities import goods_counted

_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<n>{COUNT}|half an?|an?)(?:[\s-]?(?P<scale>thousand|lakh crore|lakh|million|mln|mn|m|crore"
    rf"|billion|bn|b|trillion|tn|k)\b)?",
    re.IGNORECASE,
)
_SCALES = {
    "thousand": 1e3, "k": 1e3, "lakh": 1e5, "million": 1e6, "mln": 1e6, "mn": 1e6, "m": 1e6, "crore": 1e7,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "lakh crore": 1e12,
}  # fmt: skip
_NAUGHT = re.compile(
    r"\b(?:zero|nil|no|free|without|exempt\w*|abolish\w*|eliminat\w*|scrap\w*|remov\w*|lift\w*|waiv\w*|end\w*|liberali[sz]\w*)\b",
    re.IGNORECASE,
)
"""Words of a duty that is none."""
_RELATIVE = re.compile(
    rf"\b(?:today|yesterday|tomorrow|tonight|this (?:morning|afternoon)|{'|'.join(DAYS)})\b", re.IGNORECASE
)
NEAR_DAYS = 14
"""Days within which "on Thursday" is of a day that the report gives."""
_ALIKE = 1e-6


@dataclass(frozen=True)
class Amount:
    """An amount: ``number`` in ``unit``, as ``printed``."""

    number: float
    unit: str
    printed: str


def has_percent(percent: float, quote: str) -> str:
    """Why a quotation does not hold a rate; empty where it does: its number, or for 0 words of a duty that is none."""
    if any(abs(n - percent) < _ALIKE for n, _, _ in _numbers(quote)):
        return ""
    if percent == 0 and _NAUGHT.search(quote):
        return ""
    return "its quotation does not hold this figure"


def amount_in(quote: str, number: float, unit: str) -> Amount | None:
    """The amount of a quotation that is what a reader says, as drafts write it; None where it holds no such number, or
    no such unit."""
    kind = _kind(unit)
    whole = number * _scale_of(unit)
    for amount in _drafted(quote):
        if _kind(amount.unit) == kind and abs(amount.number * _scale_of(amount.unit) - whole) <= _ALIKE * whole:
            return amount
    if re.fullmatch(r"[A-Z]{3}", kind) or re.search(rf"\b{re.escape(kind[:4])}", quote, re.IGNORECASE):
        for n, scale, printed in _numbers(quote):
            if abs(n * scale - whole) <= _ALIKE * whole:
                return Amount(number, " ".join(unit.split()), printed)
    return None


def _kind(unit: str) -> str:
    """What is counted, without the scale: a currency's code, "tonnes"."""
    last = unit.split()[-1] if unit.split() else ""
    return "tonnes" if re.fullmatch(r"tons?|tonnes?|mt", last, re.IGNORECASE) else last


def _drafted(text: str) -> Iterator[Amount]:
    """Every amount of a text, as the rules would write it, whatever it is said of."""
    for m in MONEY.finditer(text):
        value = billions(m)
        if value:
            yield Amount(value, f"billion {currency(m)}", m.group())
    for number, unit, printed in goods_counted(text):
        yield Amount(number, unit, printed)


def _numbers(text: str) -> Iterator[tuple[float, float, str]]:
    """Every number of a text, the scale after it, and both as printed."""
    for m in _NUMBER.finditer(text):
        try:
            yield counted(m["n"]), _SCALES.get((m["scale"] or "").lower(), 1.0), m.group()
        except (ValueError, KeyError):
            continue


def _scale_of(unit: str) -> float:
    return _SCALES.get(unit.split(" ")[0].lower(), 1.0) if unit.split() else 1.0


def says_day(iso: str, quote: str, text: str) -> str:
    """Why a quotation does not hold a day; empty where it does.

    It does where it has the day's number and month, and the report its year; or a word like "Thursday", and the report
    a day not more than two weeks from it.

    Args:
        iso: ``2025-10-30``, or ``--10-30`` without a year. text: of the report.
    """
    year, month, day = ("", *iso[2:].split("-")) if iso.startswith("-") else iso.split("-")
    try:
        when = datetime.date(int(year or 2000), int(month), int(day))
    except ValueError:
        return "no such day"
    if not _holds(quote, when):
        if not _RELATIVE.search(quote):
            return "its quotation does not hold this day"
        near = (when + datetime.timedelta(days=n) for n in range(-NEAR_DAYS, NEAR_DAYS + 1))
        if not any(_holds(text, one) for one in near):
            return "the report gives no day near it"
    return "" if not year or re.search(rf"(?<!\d){year}(?!\d)", text) else "the report does not give this year"


def _holds(text: str, day: datetime.date) -> bool:
    """Does a text have a day's number and month near each other, in words or in figures?"""
    name = MONTHS[day.month - 1]
    month = rf"(?:{name}|{name[:3]}\.?|{name[:4]}\.?)"
    number = rf"0?{day.day}(?:st|nd|rd|th)?"
    words = rf"(?<!\d){number}(?!\d)\.?[^.;]{{0,25}}?\b{month}(?!\w)|\b{month}\s[^.;]{{0,15}}?(?<!\d){number}(?!\d)"
    figures = rf"(?<!\d)0?{day.day}[/.-]0?{day.month}(?!\d)|(?<!\d)0?{day.month}[/.-]0?{day.day}(?!\d)"
    return bool(re.search(f"{words}|{figures}", text, re.IGNORECASE))
