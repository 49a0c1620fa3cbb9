"""What a sentence leaves to the next: on whose market a barrier stands, and what "the ban" is then on."""

from __future__ import annotations

import re

from tradetalks.articles.scene import Scene
from tradetalks.articles.subjects import owner_of_measure

RESTRICTS = re.compile(
    r"\b(?:ban(?:s|ned|ning)|barr(?:ed|ing)|block(?:s|ed|ing)?|restrict(?:s|ed|ing)?|prohibit(?:s|ed|ing)?"
    r"|exclud(?:es|ed|ing)"
    r"|(?:shut|shuts|kept|keeps?|lock(?:s|ed)|turn(?:s|ed)) (?:[\w-]+ ){0,4}?(?:out|away)|halt(?:s|ed)|stopp(?:ed|ing)"
    r"|suspend(?:s|ed)|charg(?:es|ed|ing)|tax(?:es|ed|ing)|lev(?:ies|ied|ying)|impos(?:es|ed|ing))\b",
    re.IGNORECASE,
)
"""A verb of keeping goods out, or of charging them."""
_DOES = re.compile(
    r"(?:'s? (?:[\w-]+ ){1,3})?\s?(?:has |have |had |also |still |then |now |\w+ly )*(?:ban(?:s|ned)|barr?(?:s"
    r"|ed)|block(?:s|ed)"
    r"|restrict(?:s|ed)|prohibit(?:s|ed)|exclud(?:es|ed)|shuts? out|keeps? out|halt(?:s|ed)|stopp?(?:s|ed)"
    r"|suspend(?:s|ed)"
    r"|charg(?:es|ed)|tax(?:es|ed)|lev(?:ies|ied)|impos(?:es|ed)|put|puts|maintain(?:s|ed)|keeps|kept|introduced)\b"
)
_OUT_OF = re.compile(
    r"\b(?:shut|kept|barred|excluded|banned|locked|blocked|prohibited|stopped|taxed"
    r"|charged)\b[^.;,]{0,30}?\b(?:of|from|in|by)"
    r" (?:the )?$"
)
UNNAMED = re.compile(
    r"\b(?:access|entry|(?:its|their|the|his|her) (?:home |domestic )?markets?"
    r"|(?:the|this|that|these|those|its|their) (?:[\w%-]+ )?(?:bans?|tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies)"
    r"|curbs?|restrictions?"
    r"|fees?|controls|embargo|tax|barriers?|measures?|obstacles?|quotas?|limits?)|its case|let (?:back )?in)\b",
    re.IGNORECASE,
)
"""What leaves it to the sentence before on what it is: "asked for access", "lift the ban"."""


def kept_by(text: str, scene: Scene) -> str:
    """On whose market a sentence says that a barrier stands; empty where it does not say."""
    found = [m for m in scene.named(text) if m.party in scene.parties]
    for m in found:
        if m.noun and _DOES.match(text[m.end :]):
            return m.party
    for m in found:
        if m.noun and _OUT_OF.search(text[: m.start]):
            return m.party
    owner = owner_of_measure(text, scene)
    return owner if owner in scene.parties else ""
