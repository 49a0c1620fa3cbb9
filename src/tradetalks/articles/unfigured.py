"""Rates of duty that a report gives without a figure: "duty-free" is 0; "halved" or "cut by a quarter" is a share of
the one rate that the same clause gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tradetalks.articles.said import Claim
from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.topics import TARIFFS

_FREE = re.compile(
    r"\b(?:(?:duty|tariff)[- ]free(?! (?:shops?|stores?|zones?|allowances?))|free of (?:all |any |import "
    r"|customs )?(?:duty"
    r"|duties|tariffs?)|without (?:paying )?(?:any |import |customs )?(?:duty|duties|tariffs?))\b",
    re.IGNORECASE,
)
_PARTLY = re.compile(
    r"\b(?:quotas?|allocations?|ton(?:ne)?s|up to|pieces"
    r"|limited|first \d|share|most|some|certain|many|several|selected|half of"
    r"|items|products? lines|tariff lines)\b|\d\s?(?:%|per ?cent) of|\d (?:[a-z]+ )?(?:products|items|goods)\b",
    re.IGNORECASE,
)
"""In a clause that frees a quantity or a part of goods only."""
_NOT_SO = re.compile(
    r"\b(?:no longer|not|never|lose|loses|lost|losing|end|ends|ended|ending|suspend\w*|already|since)\b|^\s*now\b"
)
_SHARES = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
_COUNT = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_CUT_BY = re.compile(
    r"\b(?:by|down by) (?:about |some |at least )?(?P<count>a|one|two|three|four)[ -]?(?P<share>half|third"
    r"|quarter|fifth"
    r"|tenth)s?\b|\bby half\b|\bin half\b|\bhalv(?:e|es|ed|ing)\b",
    re.IGNORECASE,
)
_CUTS = re.compile(
    r"\b(?:cut|lower|reduc|trim|slash|halv|bring|brought|com(?:e|ing) down|fall|drop)\w*\b", re.IGNORECASE
)
_TO_A_RATE = re.compile(r"\bto (?:about |only |just )?\d[\d.]*\s?(?:%|per ?cent|percent)")


def is_freed(clause: str, claims: tuple[Claim, ...], taxonomy: Taxonomy) -> bool:
    """Does a clause free goods of duty, wholly, as something that is asked for or given: "wine will enter duty-free"?

    Args:
        clause: around the words. claims: of its sentence.
    """
    about = {c.topic for c in claims if c.how in ("asked", "promised")}
    return (
        bool(about & {TARIFFS, *taxonomy.goods})
        and bool(_FREE.search(clause))
        and not _PARTLY.search(clause)
        and not _NOT_SO.search(clause)
    )


def freed(text: str) -> Iterator[re.Match[str]]:
    """Where a text says "duty-free", "free of duty", "without tariffs"."""
    return _FREE.finditer(text)


def left_of(clause: str) -> float | None:
    """The share of its rate that a duty is cut to by a clause without a figure: "halved" 0.5, "by a quarter" 0.75.

    None where no such share is told, or the rate it comes to is.
    """
    said = _CUT_BY.search(clause)
    if said is None or not _CUTS.search(clause) or _TO_A_RATE.search(clause):
        return None
    if not said["share"]:
        return 0.5
    return 1 - _COUNT[said["count"].lower()] * _SHARES[said["share"].lower()]
