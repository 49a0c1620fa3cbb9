"""Whose barrier a report tells of, where nobody is said to ask: of two sides, the other is who would have it eased."""

from __future__ import annotations

import re
from dataclasses import replace

from tradetalks.articles.barriers import RESTRICTS, kept_by
from tradetalks.articles.clauses import Heard
from tradetalks.articles.said import Claim
from tradetalks.articles.scene import Scene
from tradetalks.articles.subjects import MEASURE
from tradetalks.articles.topics import HINTED, topics

BARRIERS = frozenset(
    {"tariffs", "trade_remedies", "sps", "visas", "customs", "digital", "services", "procurement", "climate"}
)
"""Topics beside goods that are barriers by themselves."""
_AT_ISSUE = re.compile(
    r"\b(?:talks?|negotiat\w+|disputes?|wrangl\w+|row|quarrel\w*|impediments?|obstacles?|sticking|stumbling|friction\w*"
    r"|irritants?|issues?|concerns?|unresolved|hurdles?|spat|standoff|resolve\w*|settle\w*|review\w*|suspen\w+)\b"
)
"""What says that a barrier is talked about."""


def framed(heard: list[Heard], texts: list[str], scene: Scene) -> list[Heard]:
    """What is heard, and of each item without a direction that it is asked of whose barrier is named as at issue."""
    if len(scene.parties) != 2:
        return heard
    told = {c.topic for one in heard for c in one.claims}
    owners: dict[str, dict[str, int]] = {}
    for number, (one, text) in enumerate(zip(heard, texts, strict=True)):
        if one.denied or one.unsaid or not _AT_ISSUE.search(text):
            continue
        if not (MEASURE.search(text) or RESTRICTS.search(text)):
            continue
        owner = kept_by(text, scene)
        for topic, sure in topics(text, scene.taxonomy).items() if scene.other(owner) else ():
            if topic not in told and sure > HINTED and (topic in scene.taxonomy.goods or topic in BARRIERS):
                owners.setdefault(topic, {}).setdefault(owner, number)
    at_hand = {t for one in heard for t in one.items}
    found = list(heard)
    for topic, whose in owners.items():
        if len(whose) == 1 and topic in at_hand:
            ((owner, number),) = whose.items()
            claim = Claim(scene.other(owner), topic, owner, "opposed", 0.5)
            one = found[number]
            found[number] = replace(one, claims=(*one.claims, claim), items={topic: 0.5, **one.items})
    return found
