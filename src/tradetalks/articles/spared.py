"""Goods that a standing duty leaves out: named only as that, they are no items of their own."""

from __future__ import annotations

import re

from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.topics import topics

_AFTER = re.compile(
    r"\b(?:(?:exemptions?|exclusions?|carve-?outs?|exceptions?|loopholes?) (?:for|of|covering|include|cover|on)"
    r"|exempt(?:s|ing)|exclud(?:es|ing)|spar(?:es|ing)|excepting|except(?: for)?|apart from|other than|save for"
    r"|(?:does|do|will|would|shall|did) not (?:apply|extend) to|exempt(?:ed)? (?:are|were|goods are|products are"
    r"|items are))"
    r"\s(?P<what>[^.;]*?)(?=[.;]|,? (?:but|while|whereas)\b|, and (?:[\w-]+ ){1,4}(?:will|would|has|have|is|are)\b"
    r"|$)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:^|[;:]|\b(?:but|while|whereas|and that)\b)(?P<what>[^;:]*?)\b(?:is|are|was|were|remains?|stays?)"
    r" (?:\w+ly |also |all |both |currently |still )?(?:exempt(?:ed)?|excluded|excepted|spared|left out"
    r"|not (?:covered|hit|affected|subject|included))\b",
    re.IGNORECASE,
)
_DUTY = re.compile(r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|surtax)\b|\d\s?(?:%|per ?cent)", re.IGNORECASE)


def left_out(text: str, taxonomy: Taxonomy) -> frozenset[str]:
    """Topics of goods that a sentence names only as left out of a duty."""
    spans = [(m.start("what"), m.end("what")) for p in (_AFTER, _BEFORE) for m in p.finditer(text)]
    spans = [(a, b) for a, b in spans if not _DUTY.search(text[a:b])]
    if not spans:
        return frozenset()
    rest = "".join("-" if any(a <= n < b for a, b in spans) else c for n, c in enumerate(text))
    within = {t for a, b in spans for t in topics(text[a:b], taxonomy)}
    return frozenset(t for t in within & taxonomy.goods if t not in topics(rest, taxonomy))
