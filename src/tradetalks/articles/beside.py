"""What a rate is by the words right around it: held against another, kept, to come by a deal; and the goods it is on.

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
_ON_GOODS = re.compile(
    r"(?:\s(?:import\s)?(?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies)|surcharges?|tariff rate))?"
    r"(?:\s(?:will|would|shall|is to|are to)(?:\s(?:also|now))?\s(?:apply|be (?:applied|charged|imposed|levied)))?"
    r"\s(?:on|to|for)\s(?P<goods>(?:[^.;:,]|\.(?=\w)|,\s(?!and\s(?:\w+\s){0,2}?(?:tariff|dut)|but\b|while\b|which\b))+)",
    re.IGNORECASE,
)
"""After a rate, the goods that it is on."""
_NEXT_FIGURE = re.compile(rf"(?:{NUMBER}){PERCENT}|\b(?:with|while|but|from|including|in return|after|to)\b")
"""Where the goods of a rate end."""
_KEPT_AT = re.compile(
    r"\b(?:maintain|keep|retain|leav)(?:e|s|ed|ing)?\s(?:(?:its|their|the|all|an?|this|those|these)\s)?(?:[\w.'-]+\s){0,3}?"
    r"(?:(?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies)|surcharges?)\s(?:(?:on|for|against)\s(?:[\w.'-]+\s){1,4}?)?"
    r"(?:unchanged\s)?(?:at|of)\s(?:the\s)?(?:current\s|existing\s|present\s)?)?$",
    re.IGNORECASE,
)
"""Before a rate that is kept as it is: "will maintain its tariffs at 19 per cent"."""
_HELD_LOW = re.compile(r"\b(?:cap\w*|ceiling|no (?:more|higher)|limit\w*|instead|rather)\b")
_WILL_PAY = re.compile(
    r"\b(?:will|shall|is to|are to)\s(?:\w+\s)?(?:pay|face|be (?:charged|subject to))\s(?:an?\s|the\s)?"
    r"(?:[\w-]+\s){0,2}?$",
    re.IGNORECASE,
)
"""Before a rate that whoever agreed to it will pay."""
_WILL_APPLY = re.compile(
    r"\s(?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies)|tariff rate)\s(?:will|shall|is to|are to)\s"
    r"(?:also\s|now\s|henceforth\s)?(?:apply|be (?:applied|charged|imposed|levied))\b",
    re.IGNORECASE,
)
"""After a rate that will be charged as agreed."""


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


def is_kept(before: str) -> bool:
    """Is a rate one that somebody goes on charging, by what stands before it: "will maintain its tariffs at 19%"?"""
    return bool(_KEPT_AT.search(before[-90:])) and not _HELD_LOW.search(before)


def is_to_come(before: str, after: str) -> bool:
    """Is a rate one that will be paid or will apply: "will pay a 12% tariff", "a 12% tariff will apply to cars"?"""
    return bool(_WILL_APPLY.match(after) or _WILL_PAY.search(before))


def goods_after(after: str) -> str:
    """The goods that a rate is on, as listed after it; empty where none are."""
    listed = _ON_GOODS.match(after)
    return _NEXT_FIGURE.split(listed["goods"])[0] if listed else ""
