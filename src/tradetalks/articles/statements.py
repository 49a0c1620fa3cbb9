"""Who said what in a report, and the stance it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
_ONE = r"[A-ZÀ-Þ](?:[\w-]|'(?!s\b))+(?: (?:(?:de|da|dos|von|van|bin|al|la|del) )?[A-ZÀ-Þ](?:[\w-]|'(?!s\b))+){0,3}"
_LAST_NAME = re.compile(
    rf"({_ONE})(?:, (?:the |a )?[^,;]{{3,60}},)?(?: (?:also|later|then|himself|herself|has|had|who \w+))*\s*$"
)
"""Who is named right before "said", with or without an office after the name."""
_NAME_AFTER = re.compile(rf"\s+({_ONE})\b")
_BY = re.compile(r"\bby (?:the )?$")
"""Before who did what is told of, and does not speak."""
_QUOTED = re.compile(r"\"[^\"]*(?:\"|$)")
_THREAT = re.compile(
    r"\b(?:warn(?:s|ed|ing)?|threaten(?:s|ed|ing)?|will (?:respond|retaliate)|would (?:respond|retaliate)"
    r"|vow\w* to retaliate)\b",
    re.IGNORECASE,
)


def statements(
    sentences: list[Span],
    texts: list[str],
    heard: list[Heard],
    taxonomy: Taxonomy,
    people: Mapping[str, str] | None = None,
) -> tuple[list[Said], dict[str, str]]:
    """Statements with their speakers, and names as they are usually spelt; a sentence without a speaker gives none.

    Args:
        people: names, whole and by surname, whom the text places on a side: who was named with an office and a country
            speaks for it later by surname alone.
    """
    placed = dict(people or {})
    whole = {short: n for n in placed if " " in n for short in (n.split()[0], n.split()[-1]) if short in placed}
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
        if known_speaker := _placed_speaker(before, text[verb.end() :], placed):
            name = whole.get(known_speaker, known_speaker)
            usual = taxonomy.places.spellings.get(name, name)
            party = placed[known_speaker]
            said.append(Said(usual, party, _stance(text, one, party), sentence, 0.8))
            if usual != name:
                spellings[name] = usual
            continue
        near = mentions(before, taxonomy)
        if near and near[-1].kind == "leaders" and not before[near[-1].end :].strip():
            named = before[near[-1].start : near[-1].end]
            whole.setdefault(named, _in_full(named, texts))
        if not near:
            continue
        names = [_untitled(m.group(1), peoples) for m in _NAME.finditer(before)]
        names = [n for n in names if " " in n.replace("-", " ") and n not in known and not _NO_NAME.search(n)]
        surname = before[near[-1].start : near[-1].end]
        speaker = names[-1] if names else whole.get(surname, taxonomy.name(near[-1].party))
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


def _placed_speaker(before: str, after: str, placed: Mapping[str, str]) -> str:
    """Who speaks of those whom the text has placed: named last before "said", with no clause of another between, or
    right after it; empty where none is."""
    if tail := _LAST_NAME.search(before):
        return next((n for n in (tail[1], tail[1].split()[-1]) if n in placed), "")
    if not re.sub(r"[\W_]", "", before) and (told := _NAME_AFTER.match(after)):
        return next((n for n in (told[1], told[1].split()[-1]) if n in placed), "")
    return ""


def _in_full(surname: str, texts: list[str]) -> str:
    """A surname with the name that some sentence gives before it; by itself where none does."""
    told = (m for t in texts for m in re.finditer(rf"([A-ZÀ-Þ][a-zà-ÿ]+) {re.escape(surname)}\b", t))
    return next((m.group() for m in told if not _TITLE.match(m[1] + " ")), surname)


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
