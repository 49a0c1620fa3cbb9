"""Complaints at the WTO and the like: who has brought a case opposes the measure that it is over, though no sentence
says that it asks for anything."""

from __future__ import annotations

import re
from dataclasses import replace

from tradetalks.articles.about import REMEDIES
from tradetalks.articles.clauses import Heard
from tradetalks.articles.said import Claim, trim
from tradetalks.articles.scene import Scene
from tradetalks.articles.topics import FURTHER, topics

OPENING = 14
"""Sentences of a report among which a case and what it is over are told."""
_CASE = re.compile(r"\b(?:WTO|World Trade Organi[sz]ation|DSB|panels?|arbitration|complaints?|disputes?)\b")
_BRINGS = re.compile(
    r"(?:'s? (?:[\w-]+ ){1,3})?,? (?:has |had |have |also |formally |today |will |is to |on \w+day )*"
    r"(?:request(?:s|ed)?|fil(?:es|ed)|lodg(?:es|ed)|br(?:ings|ought)|launch(?:es|ed)|initiat(?:es|ed)|seeks|sought"
    r"|asks? for|asked for|tak(?:es|en)|took|confronts?|challeng(?:es|ed)|sue[sd]|complain(?:s|ed))\b"
    r"[^.;]{0,160}?\b(?:WTO|World Trade Organi[sz]ation|panels?|consultations|complaints?|cases?|disputes?)\b"
)
"""After who brings a case."""
_ARGUES = re.compile(
    r"(?:'s? (?:[\w-]+ ){1,3})?,? (?:has |had |also )?(?:argue[sd]?|claims?|claimed|alleges?|alleged|contends?"
    r"|contended"
    r"|considers?|considered|maintains?|maintained)\b[^.;]{0,160}?\b(?:bann?\w*|restrict\w*|prohibit\w*|unjustified"
    r"|inconsistent|incompatible|violat\w+|breach\w*|unscientific|scientific basis|discriminat\w+|unfair\w*)\b"
)
"""After who says that the other's measure is wrong."""
_CHALLENGED_BY = re.compile(r"\b(?:challenged|contested|brought|filed|lodged) by (?:the )?$")
_BARRIER = re.compile(
    r"\b(?:dut(?:y|ies)|tariffs?|lev(?:y|ies)|tax(?:es)?|bans?|banned|restrictions?|restricts?|restricted|curbs?"
    r"|quotas?"
    r"|measures|prohibit\w*|prohibitions?|blocks?|blocked|barriers|regulations|rules|subsid(?:y|ies)|licen[cs]\w+"
    r"|imports? of|imports? from)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"(?:'s? (?:[\w-]+ ){1,3})?,? (?:has |had |have |also |will |would |agreed to |and [A-Z]\w+ (?:have )?)*"
    r"(?:drop(?:s|ped)|withdr(?:ew|aws|awn)|settled|resolved|suspend(?:s|ed)|abandon(?:s|ed)|end(?:s|ed))\b[^.;]{0,60}"
    r"\b(?:complaints?|cases?|disputes?|proceedings)\b"
)


def brought_by(texts: list[str], scene: Scene) -> str:
    """Who complains by the opening of a report; empty where it tells of no case, or one that has ended."""
    opening = texts[:OPENING]
    if not any(_CASE.search(t) for t in opening):
        return ""
    who = _complainant(opening, scene)
    ended = (_ENDED.match(t[m.end :]) for t in opening for m in scene.named(t) if m.party == who)
    return "" if any(ended) else who


def _complainant(opening: list[str], scene: Scene) -> str:
    for pattern in (_BRINGS, _ARGUES):
        for text in opening:
            for m in scene.named(text):
                if m.party in scene.parties and m.kind != "members" and pattern.match(text[m.end :]):
                    return m.party
    for text in opening:
        for m in scene.named(text):
            if m.party in scene.parties and _CHALLENGED_BY.search(text[: m.start]):
                return m.party
    return ""


def complained(heard: list[Heard], texts: list[str], scene: Scene) -> list[Heard]:
    """What is heard, and by a case that the opening tells of that its complainant opposes the measure it is over, where
    nothing else says what it asks."""
    who = brought_by(texts, scene)
    against = scene.others(who) if who else []
    asked = {c.topic for one in heard for c in one.claims if c.asker == who and c.how in ("asked", "opposed")}
    if not against or asked - {"disputes"}:
        return heard
    found: list[tuple[int, list[str]]] = []
    for number, (one, text) in enumerate(zip(heard[:OPENING], texts, strict=False)):
        named = topics(trim(text), scene.taxonomy) or topics(text, scene.taxonomy)
        about = [t for t, sure in named.items() if sure > FURTHER and t != "disputes"]
        if about and _BARRIER.search(text) and not one.denied:
            found.append((number, about))
    remedies = [(number, [REMEDIES]) for number, about in found if REMEDIES in about]
    for number, about in (remedies or found)[:1]:
        one = heard[number]
        claims = tuple(Claim(who, t, p, "opposed", 0.5) for t in about for p in against)
        told = replace(one, claims=(*one.claims, *claims), items={**dict.fromkeys(about, 0.5), **one.items})
        heard = [*heard[:number], told, *heard[number + 1 :]]
    return heard
