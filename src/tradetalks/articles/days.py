"""Days that reports give: dates in figures and words, and what "on Thursday" is from the day of the report."""

from __future__ import annotations

import datetime
import re

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
MONTH = "(" + "|".join(f"{m}|{m[:3]}\\.?|{'Sept' if m == 'September' else m}\\.?" for m in MONTHS) + ")"
DATE = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:-|–|to|and)\s?\d{{1,2}}(?:st|nd|rd"
    rf"|th)?)?\s+(?:(?:day\s+)?of\s+)?(?P<m1>{MONTH})(?:,?\s+(?P<y1>20\d\d)|\s?['’](?P<y5>\d\d))?\b"
    rf"|\b(?P<m2>{MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:-|–|to"
    rf"|and)\s?\d{{1,2}})?(?:(?:,\s*|\s+)(?P<y2>20\d\d))?\b"
    r"|\b(?P<y3>20\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)\b"
    r"|\b(?P<d4>1[3-9]|2\d|3[01])[/.](?P<m4>0?[1-9]|1[0-2])[/.](?P<y4>20\d\d)\b"
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def date_of(text: str) -> str | None:
    """The first date of a text as ``2025-10-30``, or ``--10-30`` where it gives no year."""
    match = DATE.search(text)
    return iso_of(match) if match else None


def iso_of(match: re.Match[str]) -> str | None:
    day = match["d1"] or match["d2"] or match["d3"] or match["d4"]
    year = (f"20{match['y5']}" if match["y5"] else "") or match["y1"] or match["y2"] or match["y3"] or match["y4"]
    word = match["m1"] or match["m2"]
    month = (
        next(j for j, m in enumerate(MONTHS, 1) if m.startswith(word.rstrip(".")[:3]))
        if word
        else int(match["m3"] or match["m4"])
    )
    if not 1 <= int(day) <= 31 or not 1 <= month <= 12:
        return None
    return f"{year or '-'}-{month:02d}-{int(day):02d}"


def has_year(day: str) -> bool:
    return bool(day) and not day.startswith("-")


def day_from(said: str, report: str, ahead: bool) -> str | None:
    """The day that "today" or "on Thursday" is, told from the day of the report; None where that is not known."""
    if not has_year(report):
        return None
    filed = datetime.date.fromisoformat(report)
    word = said.lower()
    if word == "tomorrow":
        return str(filed + datetime.timedelta(days=1))
    if word in ("today", "yesterday") or word.startswith("hours"):
        return str(filed - datetime.timedelta(days=word == "yesterday"))
    apart = (DAYS.index(said) - filed.weekday()) % 7
    return str(filed + datetime.timedelta(days=apart or 7) if ahead else filed - datetime.timedelta(days=-apart % 7))


def as_day(iso: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(iso)
    except ValueError:
        return None
