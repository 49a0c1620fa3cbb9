"""What a threat is for: of whom whoever threatens asks something, where the sentence says what.

"Threatened a 50% tariff if Bogota does not take back its migrants" asks Colombia to; "will raise tariffs on India over
its purchases of Russian oil" opposes these. A threat without a reason asks nothing that could be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tradetalks.articles.mentions import Mention
from tradetalks.articles.said import Claim
from tradetalks.articles.scene import Scene
from tradetalks.articles.topics import topics

_NAME = r"(?:the )?(?-i:[A-Z])[\w.]+(?: (?-i:[A-Z])\w+){0,2}|it|they|he|she"
_DOES_NOT = re.compile(
    rf"\bif (?P<who>{_NAME})(?:'s [\w ]{{3,20}}?)? (?:does not|do not|did not|will not|would not|has not|have not"
    r"|fail(?:s|ed)? to|refuse(?:s|d)? to|decline(?:s|d)? to|cannot)\b"
    rf"|\b(?:unless|until) (?P<who2>{_NAME})\b"
    rf"|\b(?:to (?:force|press|push|pressure|compel|get|make|persuade)|(?:in a bid|as a way) to (?:force|press|get"
    rf"|push))"
    rf" (?P<who3>{_NAME}) (?:to|into)?",
    re.IGNORECASE,
)
"""What the other is to do, lest it be threatened."""
_DOES = re.compile(
    rf"\bif (?P<who>{_NAME})(?:'s [\w ]{{3,20}}?)? (?!does not|do not|did not|will not|would not)[a-z]+s?\b"
    r"|\b(?:in (?:response|retaliation|reply|answer) (?:to|for)|in protest at|because of|based on|due to|citing"
    r"|as punishment for|to punish"
    rf"(?: {_NAME})? for|over|for) (?P<who2>its|their|his|the \w+|{_NAME})",
    re.IGNORECASE,
)
"""What the other does, for which it is threatened."""
_OF_OTHERS = re.compile(
    r"\bfor (?:the |its |their )?(?:\w+ )?(?:first|second|third|time|now|months?|years?|weeks?|days?|part)\b"
)


def reason(scope: str) -> int:
    """Where the words of a threat end and what it is for begins; the length of the words where they do not say."""
    starts = [m.start() for m in (_DOES_NOT.search(scope), _DOES.search(scope)) if m]
    return min(starts, default=len(scope))


def asked_by_threat(scope: str, at: int, who: str, found: list[Mention], scene: Scene) -> Iterator[Claim]:
    """What a threat of one of two parties is for.

    Args:
        scope: the words of the threat, which begin at ``at`` in the sentence. found: who is named in the sentence.
    """
    other = scene.other(who)
    if not other or "+" in who:
        return
    for pattern, how in ((_DOES_NOT, "asked"), (_DOES, "opposed")):
        m = pattern.search(scope)
        if m is None or _OF_OTHERS.match(scope[m.start() :]):
            continue
        begins, ends = next((m.start(g), m.end(g)) for g in m.re.groupindex if m[g])
        named = [n.party for n in found if at + begins <= n.start < at + ends]
        if named and named[0] != other:
            return  # "over Beijing's purchases", in talks with India
        if not named and not re.fullmatch(r"(?i)its|their|his|it|they|he|she|the \w+", scope[begins:ends]):
            return
        rest = re.split(r";|, (?:and|but|while|which)\b", scope[begins:])[0]
        for topic, sure in topics(rest, scene.taxonomy).items():
            if sure >= 0.5:
                yield Claim(who, topic, other, how, 0.6)
        return
