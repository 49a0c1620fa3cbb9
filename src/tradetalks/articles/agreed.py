"""Duties that somebody will charge and that threaten nobody: rates that come down, and charges as agreed."""

from __future__ import annotations

import re
from collections.abc import Iterable

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
PERCENT = r"(?:\s?%|[\s-]?per[\s-]?cent(?:age)?\b(?:\s?-?points?)?|\s?pc\b|\s?pct\b|-?\s?percentage[\s-]points?)"
FORMER = r"(?:previous|current|present|existing|prior|earlier|former|initial|original|old|higher)"
"""What reports call a rate that another takes the place of."""
_RATE = re.compile(rf"(?<![\w.,$])(?P<percent>{NUMBER}){PERCENT}", re.IGNORECASE)
_COMES_DOWN = re.compile(
    rf"[^.;%\d]{{0,80}}?\b(?:(?:slashed|cut|lowered|reduced|trimmed|halved|brought down|scaled back|dropped|eased|down"
    rf"|reduction|decrease|drop)\s+(?:\w+ly\s+)?(?:down\s+)?from|(?:lower|less) than|compared (?:with|to)|instead of"
    rf"|rather than|in place of)\s+(?:about\s+|some\s+)?(?:the\s+|an?\s+|its\s+|their\s+)?"
    rf"(?:{FORMER}\s+)?(?:(?:rate|level|tariff|duty) of\s+)?(?P<old>{NUMBER})(?:{PERCENT}|(?=[.,;]?(?:\s|$)))",
    re.IGNORECASE,
)
_BY_AGREEMENT = re.compile(
    r"\b(?:[Uu]nder|[Aa]s part of|[Ii]n line with|[Aa]ccording to|[Ii]n accordance with|[Aa]s agreed in)\s+"
    r"(?:the|this|that|their|its|an?)\s(?:[\w-]+\s){0,4}?(?:deal|agreement|pact|accord|framework|arrangement)\b"
    r"|\b[Aa]s agreed\b"
)
_AGREES = re.compile(r"\b(?:agree[sd]?|commit(?:s|ted)?|undert(?:akes|ook)|pledge[sd]?|promise[sd]?)\b")
_REACHED = re.compile(
    r"\b(?:announced|reached|struck|signed|concluded|sealed|clinched|unveiled|finali[sz]ed|issued|agreed(?: on)?)\s"
    r"(?:(?!(?:tariffs?|dut(?:y|ies)|talks|review|probe|negotiat\w+|towards?|to|under)\b)[\w'-]+\s){0,6}?"
    r"(?:deal|agreement|pact|accord|framework)\b",
    re.IGNORECASE,
)
_NOT_REACHED = re.compile(
    r"\b(?:not|no|never|without|fail\w*|yet|unless|if|before|until|could|may|might|would|hop\w+|despite|after|since"
    r"|collapse\w*|suspend\w*|withdr\w+|tore|scrap\w*|end(?:s|ed)|breach\w*|violat\w+|last (?:year|month))\b|n't\b",
    re.IGNORECASE,
)
_CHARGES = re.compile(r"\s*(?:also |now |then |\w+ly )?(?:impose|charge|levy|set|apply|put)\b", re.IGNORECASE)
_HARDER = re.compile(
    r"\b(?:additional|extra|further|new|more|raise|higher|up from|increase\w*|doubl\w+|retaliat\w+|punitive|penalt\w+"
    r"|unless|if|threat\w*|warn\w*|otherwise|respon[sd]\w*)\b",
    re.IGNORECASE,
)
"""Of a duty on top of what was agreed, or that waits for a condition."""
_LOWERS = re.compile(
    r"\b(?:cut|lower|reduc|trim|slash|eas(?=e|ing)|halv|decreas|relax|soften"
    r"|bring(?:ing)? down|com(?:e|ing) down)\w*\b",
    re.IGNORECASE,
)
_LIFTS = re.compile(
    r"\b(?:lift|remov|abolish|eliminat|scrap|withdr|repeal|end(?:s|ed|ing)?\b|drop|revok|rescind|terminat|cancel|suspend"
    r"|exempt|waiv|phas\w+ out|roll\w* back|zero|free\b|no (?:tariffs?|dut))\w*",
    re.IGNORECASE,
)
OPENING = 2
"""Sentences of a report that say what it is about."""


def comes_down(percent: float, after: str) -> bool:
    """Does a rate take the place of a higher one, by what follows it: "18% on cars, slashed from the previous 25%"?"""
    m = _COMES_DOWN.match(after)
    return bool(m) and float(m["old"].replace(",", "")) > percent


_TWO = re.compile(
    rf"\bfrom (?:an? |the |its )?(?:\w+ )?(?P<old>{NUMBER}){PERCENT}? (?:back )?to (?:an? "
    rf"|the )?(?P<new>{NUMBER}){PERCENT}"
    rf"|\bto (?:an? |the )?(?:\w+ )?(?P<new2>{NUMBER}){PERCENT}?,? (?:up )?from (?:an? "
    rf"|the )?(?P<old2>{NUMBER}){PERCENT}",
    re.IGNORECASE,
)
_OF_DUTY = re.compile(r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|rates?)\b", re.IGNORECASE)


def is_raised(scope: str) -> bool:
    """Does a clause bring a duty from one rate to a higher one: "reverse the rate back to 25% from 15%"?"""
    m = _TWO.search(scope)
    if m is None or not _OF_DUTY.search(scope):
        return False
    old, new = m["old"] or m["old2"], m["new"] or m["new2"]
    return float(new.replace(",", "")) > float(old.replace(",", ""))


def is_lowered(scope: str) -> bool:
    """Is the first rate of a clause one that comes down?"""
    m = _RATE.search(scope)
    return bool(m) and comes_down(float(m["percent"].replace(",", "")), scope[m.end() :])


def tells_of_agreement(texts: list[str]) -> bool:
    """Does a report open with an agreement that was reached?"""
    return any(_REACHED.search(t) and not _NOT_REACHED.search(t) for t in texts[:OPENING])


def is_term(text: str, verb: str, scope: str, told: bool) -> bool:
    """Is a duty that a sentence says will be charged a term, and no threat?

    Args:
        verb: the words of giving before it. scope: what these bear on. told: does the report tell of an agreement?
    """
    if is_lowered(scope):
        return True
    agreed = told or bool(_AGREES.search(verb) or _BY_AGREEMENT.search(text))
    return agreed and bool(_CHARGES.match(scope) and _RATE.search(scope)) and not _HARDER.search(text)


def only_lowered(texts: Iterable[str]) -> bool:
    """Is a duty to be lowered, by every sentence that asks or promises it, and lifted by none?"""
    return all(_LOWERS.search(text) and not _LIFTS.search(text) for text in texts)


def never_lifted(texts: Iterable[str]) -> bool:
    """Does no sentence of what was agreed take a duty away?"""
    return not any(map(takes_away, texts))


def takes_away(text: str) -> bool:
    """Does a sentence lift something, end it, or exempt somebody from it?"""
    return bool(_LIFTS.search(text))
