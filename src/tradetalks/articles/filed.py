"""A report's own place and day: where and when a wire was filed, when a page was published."""

from __future__ import annotations

import re

from tradetalks.articles.days import DATE, DAYS, MONTH, as_day, date_of, has_year, iso_of

DATELINE = re.compile(
    r"^(?P<city>[A-Z][A-Z'. -]+[A-Z])\b(?:/[A-Z]+)?[^.;]{0,50}?(?:\s[-–—]+|\s?--|\s?\([A-Z]\w+\)(?:\s[-–—]+)?"
    r"|:|(?<=, 20\d\d)\.)(?:\s|(?<=--)|$)"
)
"""A report's own place and date: "GENEVA, May 12 (Wire) -"."""
FILED = re.compile(
    rf"^(?P<city>[A-Z][\w' -]{{1,25}}?)(?: \[[A-Z]\w+\])?(?:, [A-Z][\w. ]{{1,20}})?,? (?:{MONTH} \d{{1,2}}"
    rf"|\d{{1,2}} {MONTH}|\d{{1,2}}[/.]\d{{1,2}}[/.](?=20\d\d))(?:,? ?20\d\d)?"
    rf"(?: \([A-Z][\w. ]+\)(?:\s?[-–—]+|:)?|(?:, [A-Z]{{2,}})?\s?[-–—]+)\s"
)
"""The same in small letters: "Mexico City, Feb 19 (AP)"."""
FROM = re.compile(r"^(?P<city>[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?: ?:|\s[-–—]+)\s(?=[A-Z\"“‘])")
"""A place by itself before a report's first words: "New Delhi: The two countries agreed"."""
BUREAUS = frozenset(
    (
        "Sydney", "Melbourne", "Auckland", "New York", "Toronto", "Montreal", "Mumbai", "Karachi", "Lahore", "Istanbul",
        "Shanghai", "Hong Kong", "Sao Paulo", "Johannesburg", "Lagos", "Zurich", "Frankfurt", "Milan", "Dubai",
    )
)  # fmt: skip
"""Cities that are no capitals from which wires are filed on whatever goes on in a country."""
OPENS_WITH_DAY = re.compile(
    rf"^(?:(?:{'|'.join(DAYS)}),? )?(?P<day>{DATE.pattern})\s?(?:[-–—:|/.]"
    rf"|\((?P<agency>[A-Z][\w. ]+)\))\s*(?=[A-Z\"])"
)
"""A report's own day before its first words: "12 January 2026 - The ministers will meet on 14 March"."""
OPENS_DATED = re.compile(rf"^(?:[Dd]ate:? )?(?:{DATE.pattern}),? (?=[A-Z\"“‘*•])")
"""The same of a page whose own day stands right before its words: "2019-07-06 The two ministers"."""
_PLACE_AND_DAY = re.compile(rf"[A-Z][a-zà-ÿ]+(?: [A-Z][a-zà-ÿ]+)?, (?:{DATE.pattern})\.?")
"""A report's own place and day by themselves."""
HEAD = 6
"""Lines of a report's head, of which one may be its day."""
_HOUR = re.compile(r",? (?:at )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?")
_AGENCY = re.compile(r"(?: [A-Z]\w+){1,3}\.?")
"""What may stand beside a report's own day in a line: the hour, and who filed it."""


_NEWS_LINE = re.compile(r"(?:[A-Z][\w.'’]*[\s,/|–—•·-]*){0,6}")
"""What a line of a report's own day may hold beside it: who filed it, and where."""
_OF_LINE = re.compile(
    rf"\b(?:{'|'.join(d[:3] + f'(?:{d[3:]})?' for d in DAYS)})\b\.?|\b(?:Page|p\.) \d+\b"
    r"|\b(?:(?:last )?(?:updated|modified)|posted|published)(?: (?:at|on))?\b:?",
    re.IGNORECASE,
)
_WORDS_OF_LINE = 14


def reported_on(texts: list[str]) -> str:
    """The date of a report's own dateline or head line, as ISO with its year; empty where it gives none."""
    for number, text in enumerate(texts[:HEAD]):
        if number < 3 and (own := OPENS_WITH_DAY.match(text)) and (day := date_of(own.group())) and has_year(day):
            return day
        match = DATE.search(text[:160])
        if match is None:
            continue
        iso = iso_of(match)
        rest = _HOUR.sub("", text[: match.start()] + text[match.end() :])
        if number < 3 and _PLACE_AND_DAY.fullmatch(text) and iso and has_year(iso):
            return iso
        byline = re.match(r"^(?:By |Posted|Published|Updated|Last updated|Issued|Date:|date:|date (?=20\d\d-))", text)
        told = match.start() == 0 and _AGENCY.fullmatch(rest)  # "2025-11-15 Reuters"
        if len(text.split()) <= _WORDS_OF_LINE and (_OF_LINE.search(rest) or re.search(r"[|/•·]", rest)):
            told = told or _NEWS_LINE.fullmatch(re.sub(r"^[\W\d_]+", "", DATE.sub("", _OF_LINE.sub("", rest))))
        if number < 3:
            byline = byline or (re.match(r"^[A-Z][A-Z /.'-]{2,}", text) and match.start() < 40)  # a dateline
            byline = byline or re.match(r"^(?:[A-Z][a-z]+ ?){1,3}, [^:]{6,24}:\s", text)
        if iso and has_year(iso) and (byline or told or not re.sub(r"[\W_]", "", rest)):
            return iso
    return ""


def without_line(text: str) -> str:
    """A report's opening without its own day and place, which are not those of what it tells."""
    for line in (OPENS_DATED, DATELINE, FILED, OPENS_WITH_DAY):
        if found := line.match(text):
            text = text[found.end() :]
    return text


def dated_line(texts: list[str], told: str) -> str:
    """The day of a wire's line that gives no year, with that of the first day that its text tells; else empty."""
    line = next((m for t in texts[:3] if (m := DATELINE.match(t) or FILED.match(t))), None)
    day = (date_of(line.group()) or "") if line else ""
    return f"{told[:4]}{day[1:]}" if told and day and not has_year(day) else ""


def filed_on(texts: list[str]) -> str:
    """The day of a wire that gives no year, by the weekday that it tells and the years that it names; else empty."""
    opening = " ".join(texts[:3])
    line = next((m for t in texts[:3] if (m := DATELINE.match(t) or FILED.match(t))), None)
    day = (date_of(line.group()) or "") if line else ""
    said = re.search(rf"\b({'|'.join(DAYS)})\b", opening)
    if not day or has_year(day) or said is None:
        return ""
    named = {int(y) for t in texts for y in re.findall(r"\b20\d\d\b", t)}
    years = sorted({y + step for y in named for step in (-1, 0)})
    for later in (0, 1):  # filed on the day it tells of, or on the day after
        fit = [y for y in years if (d := as_day(f"{y}{day[1:]}")) and (d.weekday() - later) % 7 == DAYS.index(said[1])]
        if fit:
            return f"{fit[-1]}{day[1:]}"
    return ""
