"""Short names of a report's own: "the Central American Republic (CAR)", "SA" for South Africa, "the bloc"."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from tradetalks.articles.countries import EU
from tradetalks.articles.mentions import mentions
from tradetalks.articles.taxonomy import Taxonomy, pattern_of

_GIVEN = re.compile(r"\s?\((?P<short>[A-Z][A-Z.]{1,5})\)")
_SHORT = re.compile(r"(?<![\w.-])[A-Z]{2,3}(?![\w-])")
LEAST = 2
"""Times that initials must stand in a report, for a country that it names in full or by its people or capital."""


def with_initials(texts: list[str], taxonomy: Taxonomy) -> Taxonomy:
    """The taxonomy, with the short names that these texts use for countries; itself where they use none.

    A short name counts where it follows a name in brackets, or where it is the initials of a country that the text
    also names otherwise, and of no other such country.
    """
    short = {s for text in texts for s in _SHORT.findall(text) if s not in taxonomy.kinds}
    if not short:
        return taxonomy
    given: dict[str, set[str]] = {}
    named: set[str] = set()
    for text in texts:
        for m in mentions(text, taxonomy):
            named.add(m.party)
            if m.kind == "names" and (match := _GIVEN.match(text, m.end)) and match["short"] in short:
                given.setdefault(match["short"], set()).add(m.party)
    counted = Counter(s for text in texts for s in _SHORT.findall(text) if s in short)
    for party in named:
        for name in taxonomy.places.parties[party].names if party in taxonomy.places.parties else ():
            initials = "".join(word[0] for word in name.split() if word[0].isupper())
            if len(name.split()) == len(initials) and counted[initials] >= LEAST:
                given.setdefault(initials, set()).add(party)
    known = {s: (who.pop(), "names") for s, who in given.items() if len(who) == 1}
    if not known:
        return taxonomy
    kinds = {**taxonomy.kinds, **known}
    return replace(taxonomy, kinds=kinds, parties=pattern_of(kinds))


def with_common_names(texts: list[str], taxonomy: Taxonomy) -> Taxonomy:
    """The taxonomy in which "the Union" and "the bloc" are the one group of economies that these texts name.

    They are the European Union where it is named otherwise, and where no group or several are.
    """
    common = [name for name in taxonomy.places.parties[EU].names if name[:4].lower() == "the "]
    named = {m.party for text in texts for m in mentions(text, taxonomy) if text[m.start : m.end] not in common}
    groups = [code for code in taxonomy.blocs if code in named]
    if EU in named or len(groups) != 1:
        return taxonomy
    return replace(taxonomy, kinds={**taxonomy.kinds, **dict.fromkeys(common, (groups[0], "names"))})
