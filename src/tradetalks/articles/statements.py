"""Who said what in a report, and the stance it takes."""

from __future__ import annotations

import re

from tradetalks.articles.clauses import Heard
from tradetalks.articles.draft import Said
from tradetalks.articles.mentions import is_object, mentions
from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.text import Span

_SAY = re.compile(r"\b(said|says|mentioned|told|stated|announced|warned|added|noted|declared|wrote)\b")
_NAME = re.compile(r"\b([A-Z][a-zà-ÿ]+(?:[ -](?:[A-Z]\.|[A-Z][a-zà-ÿ]+)(?:-[a-zà-ÿ]+)?){1,7})\b")
_TITLE = re.compile(
    r"^(?:(?:But|And|The|In|On|At|While|When|After|For|Yet|Meanwhile|Also|US|American|Chinese|British|Indian"
    r"|Japanese|Australian|European|Deputy|Vice|Prime|Foreign|Trade|Treasury|Finance|Commerce|Economy|Chief"
    r"|Minister|Secretary|President|Premier|Chancellor|Commissioner|Representative|Ambassador|Spokesman"
    r"|Spokeswoman|Spokesperson|Senator|Mr|Ms|Mrs)\b\.?\s*)+"
)
_NO_NAME = re.compile(
    r"Ministry|Affairs|House|Union|States|Korea|Commission|Kingdom|Organi[sz]ation|Agreement|Department|Council"
    r"|Nations?\b|Order\b|Fund\b|Bank\b|Senate|Parliament|Congress|Bureau|Court\b|Office|Tariff|Section"
    r"|Memorandum|Sheet"
    r"|Statement|Summit|Forum|Association|Chamber|Group\b|Company|Corporation|Journal|News\b|Times\b|Press\b|Agency"
    r"|Proclamation|Declaration|Customs|Schedule|Party|Zealand|Africa"
    r"|Arabia|Mechanism|Act\b|Day\b|Convention|Framework|Treaty|Free Trade|Deal\b|Pact\b"
)
_BY = re.compile(r"\bby (?:the )?$")
"""Before who did what is told of, and does not speak."""
_QUOTED = re.compile(r"\"[^\"]*(?:\"|$)")
_THREAT = re.compile(
    r"\b(?:warn(?:s|ed|ing)?|threaten(?:s|ed|ing)?|will (?:respond|retaliate)|would (?:respond|retaliate)"
    r"|vow\w* to retaliate)\b",
    re.IGNORECASE,
)


def statements(
    sentences: list[Span], texts: list[str], heard: list[Heard], taxonomy: Taxonomy
) -> tuple[list[Said], dict[str, str]]:
    """Statements with their speakers, and names as they are usually spelt; a sentence without a speaker gives none."""
    said: list[Said] = []
    spellings: dict[str, str] = {}
    known = {n for actor in taxonomy.places.parties.values() for n in (*actor.names, *actor.seats)} | set(
        taxonomy.cities
    )
    peoples = {n for actor in taxonomy.places.parties.values() for n in (*actor.adjectives, *actor.names)}
    for sentence, text, one in zip(sentences, texts, heard, strict=True):
        verb = _SAY.search(text)
        if verb is None:
            continue
        before = _QUOTED.sub(" ", text[: verb.start()])
        near = mentions(before, taxonomy)
        if not near:
            continue
        names = [_untitled(m.group(1), peoples) for m in _NAME.finditer(before)]
        names = [n for n in names if " " in n.replace("-", " ") and n not in known and not _NO_NAME.search(n)]
        speaker = names[-1] if names else taxonomy.name(near[-1].party)
        usual = taxonomy.places.spellings.get(speaker, speaker)
        if usual != speaker:
            spellings[speaker] = usual
        if not names and (len({m.party for m in near}) > 1 or re.search(r"\b(?:officials|people|they)\s+$", before)):
            continue  # both sides, or nobody in particular
        own = [m.party for m in near if names and m.kind == "leaders" and before[m.start : m.end] in speaker]
        apart = [m for m in near if not is_object(before, m) and not _BY.search(before[: m.start])] or near
        another = apart[-1].kind == "leaders" and not set(before[apart[-1].start : apart[-1].end].split()) & set(
            speaker.split()
        )
        if names and not own and another:
            continue  # "President Trump and President Lee Jae-myung announced": whose side he is on is not said
        party = own[-1] if own else (apart if names else near)[-1].party
        said.append(Said(usual, party, _stance(text, one, party), sentence, 0.8 if names else 0.6))
    return said, spellings


def _untitled(name: str, peoples: set[str]) -> str:
    """A name without the country and the offices before it: "Brazilian Vice President Geraldo Alckmin"."""
    while True:
        rest = _TITLE.sub("", name)
        first, _, after = rest.partition(" ")
        rest = after if after and first in peoples else rest
        if rest == name:
            return name
        name = rest


def _stance(text: str, one: Heard, party: str) -> str:
    """What a statement does, by the claims its sentence makes for the speaker's side."""
    acts = {"asked": "asker", "opposed": "asker", "promised": "target", "refused": "target"}
    how = {claim.how for claim in one.claims if getattr(claim, acts[claim.how]) == party}
    if one.threats or _THREAT.search(text):
        return "threat"
    for stance, words in (("refusal", {"refused"}), ("ask", {"asked", "opposed"}), ("offer", {"promised"})):
        if how & words:
            return stance
    return "position"
