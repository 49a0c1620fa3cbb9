"""Rates that a sentence sets beside another: threatened before, since taken the place of, or another country's.

"The 12% is just below the 18% threatened in May, but above the 10% set in March": 18 was the threat, 10 is no longer,
and 12, of which both are said, is neither.
"""

from __future__ import annotations

import re

from tradetalks.articles.agreed import NUMBER, PERCENT

_NOUN = r"(?:\s(?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies)|surcharges?|tariff rate|rate of duty))?"
_HELD_OUT = re.compile(
    rf"{_NOUN}(?:\s(?:that|which))?(?:\s(?:had|was|were|has))?(?:\s(?:been|first|once|earlier|originally|initially"
    r"|previously))*"
    r"(?:\s(?:[A-Z][\w.]+|the|he|she|it)){0,3}(?:\s(?:had|has|first|once|earlier|originally|initially|previously))*"
    r"\sthreatened\b"
)
"""After a rate that was held out: "the 18% threatened in May", "the 18% duty Ottawa had threatened"."""
_HELD_OUT_BEFORE = re.compile(r"\b(?:previously |earlier |once |first |originally )?threatened\s$")
_AGAINST = (
    r"\b(?:below|above|under|over|lower than|higher than|less than|more than|up from|down from|short of|instead of"
    r"|rather than|compared (?:with|to)|better than|worse than|than)"
)
_COMPARED = re.compile(rf"{_AGAINST}\s(?:the\s|an?\s|its\s|their\s)?$")
"""Before a rate that another is held against."""
_ONCE_SET = re.compile(
    rf"{_NOUN}(?:\s(?:that|which))?(?:\s(?:was|were|had been|it|he|she))?\s(?:first |originally |initially )?"
    r"(?:set|announced|proposed|unveiled|declared|published|named|floated)\s(?:back\s)?(?:in|on|earlier|last|at"
    r"|by|when)\b"
)
"""After a rate that was set at an earlier day: "the 10% rate set in March"."""
_COMPARES = re.compile(
    rf"{PERCENT}{_NOUN}\s(?:is|was|would be|will be|comes? out|came out|remains?)\s(?:\w+ly\s|just\s|still\s|well\s"
    rf"|far\s|slightly\s|a little\s)*{_AGAINST}\s(?:the\s|an?\s|its\s|their\s)?(?:{NUMBER}){PERCENT}",
    re.IGNORECASE,
)
"""A rate that the sentence is on, and holds against others."""


def standing_beside(before: str, after: str) -> str:
    """What a rate that is set beside another is: ``threat``, ``lifted`` (no longer), or empty where it is not so.

    Args:
        before, after: the sentence around the figure, its per cent sign being in neither.
    """
    if _HELD_OUT.match(after) or _HELD_OUT_BEFORE.search(before):
        return "threat"
    if _COMPARED.search(before) and _ONCE_SET.match(after):
        return "lifted"
    return ""


def is_compared(text: str, start: int) -> bool:
    """Is a rate, whose figure begins at ``start``, the one that the sentence holds against others?"""
    figure = re.match(rf"(?:{NUMBER})", text[start:])
    return figure is not None and bool(_COMPARES.match(text, start + figure.end()))
