"""Where and when something was agreed or announced, for reports that tell of no meeting."""

from __future__ import annotations

import re

from tradetalks.articles.days import DATE, DAYS, day_from, has_year, iso_of
from tradetalks.articles.filed import without_line
from tradetalks.articles.mentions import mentions
from tradetalks.articles.taxonomy import Taxonomy

OPENING = 6
"""Sentences of a report among which its occasion is told."""
_DEAL = re.compile(
    r"\b(?:agreed|signed|concluded|reached|announced|finali[sz]ed|struck|launched|unveiled|sealed|issued|opened)\b"
)
_HISTORY = re.compile(
    r"\b(?:until|by|since|before|after|effective|from|imposed|took effect|in force|deadline|due|starting|ago"
    r"|took office|elected|threaten\w*|expir\w*|published|released|posted|updated)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_SIDES = re.compile(r"\b(?:the|both) (?:two )?(?:sides|countries|governments|parties|leaders|ministers)\b")
_DAY = re.compile(rf"\b(?:on |late |early )?(?P<day>{'|'.join(DAYS)}|[Tt]oday|[Yy]esterday)\b")
_RECEPTION = re.compile(
    r"\b(?:dinner|luncheon|reception|visit|trip|mission|tour|signing|ceremony|forum|expo|fair|conference|committee"
    r"|congress|working group|video link)\b"
)


def day_of_deal(texts: list[str], taxonomy: Taxonomy, parties: tuple[str, ...], report: str) -> tuple[str, int] | None:
    """The day on which a report's opening says that the parties agreed on or announced something, and its sentence.

    Args:
        report: the report's own day, ISO with its year, from which "on Thursday" is told; empty where not known.
    """
    for number, whole in enumerate(texts[:OPENING]):
        text = without_line(whole)
        if not _DEAL.search(text) or not _of_both(text, taxonomy, parties):
            continue
        for m in DATE.finditer(text):
            if not _HISTORY.search(text[: m.start()]) and (day := iso_of(m)):
                return (day if has_year(day) or not report else f"{report[:4]}{day[1:]}"), number
        said = _DAY.search(text)
        if said and not _HISTORY.search(text[: said.start()]) and (day := day_from(said["day"], report, ahead=False)):
            return day, number
    return None


def place_of_deal(texts: list[str], taxonomy: Taxonomy, parties: tuple[str, ...]) -> tuple[str, int] | None:
    """The city in which a report's opening says that somebody is received or something is held, and its sentence."""
    for number, text in enumerate(texts[:OPENING]):
        said = _RECEPTION.search(text)
        if not said or not any(m.party in parties for m in mentions(text, taxonomy)):
            continue
        cities = "|".join(sorted(map(re.escape, taxonomy.cities), key=len, reverse=True))
        if spot := re.search(rf"\b(?:in|to) (?P<city>{cities})\b(?! (?:said|says))", text[said.start() :]):
            return spot["city"], number
    return None


def _of_both(text: str, taxonomy: Taxonomy, parties: tuple[str, ...]) -> bool:
    named = {m.party for m in mentions(text, taxonomy)} & set(parties)
    return len(named) > 1 or bool(_SIDES.search(text))
