"""Goods that a report says are exempt from a duty on all goods: the duty is not counted on all of them unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tradetalks.articles.notes import Notes
from tradetalks.articles.text import Article, Span

_EXEMPTS = re.compile(
    r"\b(?:exempt(?:s|ed|ing|ions?)?|exclu(?:des?|ded|sions?)|carve[sd]?[- ]outs?|loopholes?|spar(?:es|ed|ing)"
    r"|not (?:be )?(?:subject to|covered by|hit by)|(?:does|do|will|would|shall) not (?:apply|extend) to)\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\b(?:no|without|any|end(?:s|ed|ing)?|lift(?:s|ed|ing)?|remov\w+|revok\w+|refus\w+|rul\w+ out|den(?:y|ies|ied))\s"
    r"(?:\w+\s){0,3}?(?:exempt\w*|exclu\w+|carve|loopholes?)",
    re.IGNORECASE,
)
_SOUGHT = re.compile(
    r"\b(?:want|ask|seek|sought|press|urg|demand|push|plead|lobb|hop|request|call)\w*\b[^.;]{0,90}?"
    r"\b(?:exempt|exclu|carve|spare)",
    re.IGNORECASE,
)
"""What somebody would like to have exempted, and is not."""
_DUTY = re.compile(r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|surtax|rate|order|\d\s?(?:%|per ?cent))\b|%")
MOST_SAID = 160
"""Characters of a report's sentence that an open point repeats."""


def exemption(articles: Iterable[Article]) -> Span | None:
    """The first sentence that tells of goods exempt from a duty, other than one that wants them to be."""
    for one in articles:
        for sentence in one.sentences:
            text = " ".join(sentence.text.split())
            if _EXEMPTS.search(text) and _DUTY.search(text) and not _NONE.search(text) and not _SOUGHT.search(text):
                return sentence
    return None


def say_exempt(
    articles: Iterable[Article], agenda: list[dict[str, Any]], branches: list[dict[str, Any]], notes: Notes
) -> None:
    """Leave open each duty on all goods, of an item or without a deal, where the reports tell of goods exempt from it.

    Args:
        agenda, branches: items and ways to have no deal, as the dossier has them. notes: the line is added here.
    """
    said = exemption(articles)
    if said is None:
        return
    text = " ".join(said.text.split())
    short = text if len(text) <= MOST_SAID else text[: MOST_SAID - 3] + "..."
    for item in agenda:
        if _raises_all(m for o in item["options"] for m in o.get("measures", ())):
            notes.add("rate", f"{item['title']}: {_open(short)}", item["id"])
    for branch in branches:
        if _raises_all(branch.get("measures", ())):
            notes.add("rate", f"no deal: {branch['title']}: {_open(short)}")


def _open(said: str) -> str:
    return f'the duty is counted on all goods, though some are reported exempt ("{said}"); take these off'


def _raises_all(measures: Iterable[dict[str, Any]]) -> bool:
    """Is one of the measures a duty on all goods?"""
    return any(m["instrument"] == "tariff" and m["sectors"] == "goods" and m.get("points", 0) > 0 for m in measures)
