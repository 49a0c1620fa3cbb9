"""Parties named in a sentence: where, as what, and whether as who acts or as where something is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tradetalks.articles.taxonomy import Taxonomy, unaccented

_SPOTS = re.compile(
    r"\b(?:in|to|at|from|near|outside|around)\s+(?:the\s+)?$|\b(?:in|at)\s+(?:[A-Z][a-z]+, )*[A-Z][a-z]+,? and $"
)
_MONEY = re.compile(r"\s+dollars?\b")
_PACT = re.compile(r"\s+(?:[Cc]limate|Agreement|Accords?|Convention|Club|Protocol|Treaty)\b")
"""After a capital that a treaty is called by."""
_NO_COUNTRY = re.compile(
    r"British\s+(?=Columbia|Virgin\b|Antarctic|Indian Ocean)|French\s+(?=Guiana|Polynesia|fries)|Indian\s+(?=Oceans?\b)"
    r"|(?:South|East) China\s+(?=Seas?\b)|China\s+(?=Seas?\b)|Mexico\s+(?=border\b)|American\s+(?=Samoa\b)"
    r"|Panama\s+(?=Canal\b)|Panamanian\s+(?=flag)|Washington\s+(?=Post\b|State\b)|Korea\s+(?=Strait\b)"
    r"|(?:Brazil|Swiss|Turkish)\s+(?=nuts\b|cheese plant|baths?\b)|Peking\s+(?=duck\b)"
)
"""What only sounds like a country's name: a province, a sea, a paper, a dish."""
_NEW_WORLD = re.compile(r"\bNew (?=Mexico\b|England\b|Caledonia\b|Jersey\b)|\bGulf of (?=Mexico\b|America\b)")
_CONTINENT = re.compile(r"\b(?:South|Latin|Central|North) $")
_GOODS = re.compile(
    r"(?:'s)?\s+(?:goods|products|imports|exports)\b"
    r"|\s+(?:arms|weapons|military|defen[cs]e|energy|farm|agricultural|industrial|manufacturers?|makers?|companies|firms"
    r"|growers|farmers|aircraft|planes|jets|soybeans?|wheat|corn|beef|pork|poultry|rice|cars|vehicles|steel|gas|LNG|oil"
    r"|coal|crude|whisk(?:e?y|ies)|wines?|dairy|meat|chips|technology|investments?)\b"
)
_AGAINST = re.compile(r"\b(?:on|against|over|towards?|with)\s+(?:(?:the|his|her|its|their)\s+)?$")


@dataclass(frozen=True)
class Mention:
    """A party named in a sentence: where, and as what.

    Attributes:
        kind: names, adjectives, seats, leaders; of a member that a group speaks for: members (its name), peoples (how
            its people are called) or capitals.
    """

    party: str
    start: int
    end: int
    kind: str

    @property
    def noun(self) -> bool:
        """Named itself, not by an adjective."""
        return not self.adjective

    @property
    def adjective(self) -> bool:
        """Named by how its people are called: "Chinese", of a member of a group "French"."""
        return self.kind in ("adjectives", "peoples")


@lru_cache(maxsize=1024)
def mentions(text: str, taxonomy: Taxonomy) -> tuple[Mention, ...]:
    """Parties named in a text, in order."""
    found = []
    bare = unaccented(text)  # "Brasília" is Brasilia
    for m in taxonomy.parties.finditer(bare if len(bare) == len(text) else text):
        party, kind = taxonomy.kinds[m.group()]
        if _MONEY.match(text, m.end()):
            continue  # "20 billion US dollars"
        if m.group().startswith("America") and _CONTINENT.search(text, max(0, m.start() - 9), m.start()):
            continue  # "the South American nation"
        if ((no := _NO_COUNTRY.match(text, m.start())) and m.end() <= no.end()) or _NEW_WORLD.search(
            text, max(0, m.start() - 9), m.end()
        ):
            continue
        if kind == "capitals" and _PACT.match(text, m.end()):
            continue  # "the Paris Agreement"
        short = m.group() in ("US", "U.S.", "UK", "U.K.", "EU", "ROK", "UAE") or party in taxonomy.blocs
        if short and kind == "names" and _GOODS.match(text, m.end()):
            kind = "adjectives"
        found.append(Mention(party, m.start(), m.end(), kind))
    return tuple(found)


def is_place(text: str, mention: Mention) -> bool:
    """A capital that a preposition makes a place, not a government."""
    return mention.kind in ("seats", "capitals") and bool(
        _SPOTS.search(text[max(0, mention.start - 120) : mention.start])
    )


def is_object(text: str, mention: Mention) -> bool:
    """Named as what something is done to or with: "tariffs on China", "talks with Brussels"."""
    against = _AGAINST.search(text[max(0, mention.start - 120) : mention.start])
    acts = (
        against
        and against.group().startswith("with")
        and re.match(r"\s+(?:also |now |then |\w+ly )?\w+ing\b", text[mention.end :])
    )
    return bool(against) and not acts  # "with Farrell insisting that"
