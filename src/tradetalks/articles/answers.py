"""Duties in answer to another's ("if they charge us 30%, we will charge them 30%"), and those one will not bear."""

from __future__ import annotations

import re

from tradetalks.articles.mentions import is_object, is_place
from tradetalks.articles.scene import Scene

_BACK = (
    r"(?:(?:hit|strike|fire|punch|fight) back|retaliat\w+|respond\w*|repl(?:y|ies|ied)|answer\w*|reciprocat\w+"
    r"|counter(?:s|ed)?|match(?=\s))"
)
_HITS_BACK = re.compile(
    rf"\b(?:will|would|shall|to|could|may|might|can|'ll|'d)\s(?:\w+ly\s|also\s|then\s)?(?P<verb>{_BACK})\b"
)
"""What somebody would do in answer to what another does."""
_IF_CHARGED = re.compile(
    r"\b[Ii]f\s(?:they|he|she|you|it|(?:the\s)?(?P<who>[A-Z][\w.]+(?:\s[A-Z]\w+)?))\s(?:\w+ly\s)?"
    r"(?:charges?|taxe?s?|hits?|slaps?|puts?|imposes?|levy|levies|tariffs?)\s(?:on\s)?(?:us|our|me)\b"
)
"""What they would do to us: "if they charge us 30%"."""
_WE_CHARGE = re.compile(
    r"\b[Ww]e(?:'ll|'d|\swill|\swould|\sshall|\scan|\sare going to)\s(?:\w+ly\s|also\s)?"
    r"(?:charge|tax|hit|slap|put|impose|levy|tariff)\s(?:on\s)?(?:them|theirs?|him|you|it|that)\b"
)
"""What we would do to them."""
_ON_CONDITION = re.compile(r"\b(?:if|should|once|when|as soon as|in case|in the event)\b", re.IGNORECASE)
_NOT_BORNE = re.compile(
    r"\b(?:will|would|can|could|shall|is|are|am|was|were)(?:\s?not|n't|\snever)\s(?:be\s)?(?:\w+ly\s)?"
    r"(?:accept|tolerate|agree to|put up with|live with|bear|swallow|stand for|sign|stomach|take"
    r"|(?:ready|willing|prepared|able) to (?:accept|agree to|live with|pay|bear))\b"
    r"|\b(?:refus\w+|declin\w+) to (?:accept|tolerate|agree to|pay|bear)\b|\breject\w*\b"
)
_CEILING = re.compile(
    r"^[^.;]{0,60}?\b(?:(?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies)|anything|any)\b[^.;]{0,30}?)"
    r"\b(?:above|over|beyond|higher than|of more than|more than|exceeding|in excess of|greater than)\s$"
)


def answering(text: str, start: int, scene: Scene) -> tuple[str, bool] | None:
    """Who would charge the rate at a place of a sentence that tells of an answer, and whether that is the answer.

    None where the sentence tells of none, or who is not said.
    """
    if scene.speaker in scene.parties and (done := _IF_CHARGED.search(text)) and (ours := _WE_CHARGE.search(text)):
        theirs = done.end() <= start < ours.start() or (ours.end() < done.end() <= start)
        return (scene.other(scene.speaker) if theirs else scene.speaker), not theirs
    hit = _HITS_BACK.search(text)
    if hit is None or start < hit.end():
        return None
    condition = _ON_CONDITION.search(text, hit.end())
    if condition and condition.start() < start:
        return None
    if not (condition or _ON_CONDITION.search(text[: hit.start()])):
        return None
    found = [
        m for m in scene.named(text[: hit.start()])
        if m.party in scene.parties and not is_place(text, m) and not is_object(text, m)
    ]  # fmt: skip
    we = re.search(r"\b[Ww]e\s?$", text[: hit.start()])
    who = scene.speaker if we else (found[-1].party if found else "")
    return (who, True) if who in scene.parties else None


def _limit(text: str) -> tuple[re.Match[str], int] | None:
    """Words that will not bear a duty above a rate, and where its figure stands."""
    for m in _NOT_BORNE.finditer(text):
        figure = re.search(r"\d", text[m.end() :])
        if figure and _CEILING.match(text[m.end() : m.end() + figure.start()]):
            return m, m.end() + figure.start()
    return None


def is_unborne(text: str) -> bool:
    """Does a clause refuse a duty above a rate, which is then the other's: "will not accept a tariff above 15%"?"""
    return _limit(text) is not None


def unborne(text: str, start: int, scene: Scene) -> str:
    """Who will not bear a duty above the rate at a place: "We will not accept a tariff above 15%"; else nobody."""
    found = _limit(text)
    if found is None or found[1] != start:
        return ""
    head = text[: found[0].start()]
    named = [m for m in scene.named(head) if not is_object(text, m)]
    who = scene.speaker if re.search(r"\b[Ww]e\b[^.;]{0,20}$", head) else (named[-1].party if named else "")
    return who if scene.other(who) else ""
