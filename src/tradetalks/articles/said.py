"""What a clause says: who wants what of whom; its words without causes, history and comparison."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tradetalks.articles.mentions import Mention
from tradetalks.articles.predicates import Predicate

_CUT = re.compile(
    r"\b(?:after (?!the)|after the|following|on the grounds? (?:that|of)|because|despite|although"
    r"|in (?:response|answer|retaliation|reply) to"
    r"|while (?:retaining|keeping"
    r"|the|it|China|\w+ reviews)"
    r"|imposed (?:in|on (?=(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\d|[A-Z][a-z]+ \d)|to|by|over|since"
    r"|after|because)|announced (?:in|on)|taken (?:against|since)"
    r"|(?:in place|instead|in lieu) of (?:the |its |any )?(?:\w+ )?(?:duties|tariffs|levies|surtax|surcharge|fee)"
    r"|(?:in (?:a bid|an effort|a move) )?to (?:avert|avoid|escape|head off|stave off|ward off|fend off|forestall)\b"
    r"|since (?=(?:the )?[A-Z][\w.]+ (?:has |had )?(?:put|imposed|raised|introduced|levied|slapped|announced)\b)"
    r"|that affects?\b|which (?!(?:the )?[\w ]{2,25}? (?:has |have |had )?(?:put|imposed|levied|charges"
    r"|levies) on)(?:it|had"
    r"|has|the|were|was)|for the benefit of|as it (?:had|has|hopes)|in the hope|if the"
    r"|as part of (?:the|its|their|a|an) (?:\w+ ){0,2}(?:negotiations|talks|effort)|(?:and|they|also) discussed"
    r"|even as|on top of|compared with|in connection with|on which|contingent on"
    r"|subject to the|that shut out|(?:needed|used) (?:to|for|in|as)(?! (?:make |making |produce )?(?:fentanyl|drugs"
    r"|opioids|narcotics))|(?:necessary|essential|vital|crucial) (?:to|for)"
    r"|before the (?:start|outbreak|end|beginning)"
    r"|that (?:the|it|China|Washington|he|she)\b.{0,30}? (?:imposed|announced|levied|levies|made|set(?! aside)|put))"
    r"|,? (?:(?:in order )?to |and |thus )?(?:help\w* )?(?:the )?(?:[A-Z][\w.]+ |it |them )?(?:to )?(?:avoid|reduc|cut"
    r"|end|lessen|limit|curb)\w* (?:its |their |the |an? )?(?:over-?|excessive )?"
    r"(?:reliance|dependence|dependency) on\b"
    r"|, (?:now|down from|one of (?:the|many|several|a number of))\b"
)


@dataclass(frozen=True)
class Claim:
    """Who wants what of whom by a clause, and how it is said.

    Attributes:
        how: asked, promised (by the target), refused (by the target) or opposed (by the asker).
    """

    asker: str
    topic: str
    target: str
    how: str
    confidence: float


@dataclass(frozen=True)
class Clause:
    """A predicate with who does it and the words it governs."""

    verb: Predicate
    who: str
    scope: str
    text: str
    named: tuple[Mention, ...]  # within the scope
    about: tuple[str, ...]
    after: str = ""  # the kind of the predicate before it


def trim(scope: str) -> str:
    """A clause without its causes, its history and what is only compared, each up to where another part begins."""
    while match := _CUT.search(scope):
        end = re.search(
            r";|,\s+(?:and|but|including)\b|,\s+(?=to\b)|\band (?=to\b|will\b|an?\b|end|open|buy|let|admit|lift"
            r"|drop|cut|remove|stop|give)",
            scope[match.end() :],
        )
        scope = scope[: match.start()] + (scope[match.end() + end.start() :] if end else "")
    return scope
