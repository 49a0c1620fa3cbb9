"""People whom a text itself places on one side: "Indian Commerce Minister Piyush Goyal", "his Korean counterpart"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from tradetalks.articles.days import MONTHS
from tradetalks.articles.mentions import mentions
from tradetalks.articles.taxonomy import Taxonomy

_OFFICE = (
    r"(?:[Mm]inister|[Ss]ecretary|[Pp]resident|[Pp]remier|[Cc]hancellor|[Cc]ommissioner|[Rr]epresentative"
    r"|[Nn]egotiator"
    r"|[Ss]pokes(?:man|woman|person)|[Aa]mbassador|[Ee]nvoy|[Dd]irector|[Gg]overnor|[Cc]ounterpart"
    r"|[Oo]pposite number)"
)
_TITLE = (
    rf"(?:[\w-]+,? (?:and )?){{0,4}}?{_OFFICE}(?:[ -][Gg]eneral)?"
    r"(?: (?:of|for) \w+(?:,? (?:and )?\w+){0,3}?)?"
)
_NO_WORD = (
    r"(?!(?:Trade|Industry|Commerce|Economy|Economic|Investments?|Foreign|Finance|Affairs|Agriculture|Energy"
    r"|Development"
    r"|Cooperation|Tourism|External|International|State|Defence|Defense|Food|Business|Labou?r|The)\b)"
)
_WORD = rf"{_NO_WORD}[A-ZÀ-Þ](?:[\w-]|'(?!s\b))+"
_PLAIN_NAME = rf"{_WORD}(?: [A-Z]\.| (?:(?:von der|van der|de la|del|de|dos|da|bin|al|van|von) )?{_WORD}){{0,3}}"
_NAME = rf"(?:(?:Mr|Ms|Mrs|Dr|Sir|Dame|H\.E|Hon)\.? )*(?P<name>{_PLAIN_NAME})"
_AFTER = re.compile(rf"(?:'s?)? {_TITLE}(?:,? (?:the )?{_TITLE})?,? {_NAME}")
_BEFORE = re.compile(rf"{_NAME}, (?:the |a )?$")
_TITLED = re.compile(rf"(?:'s?)? {_TITLE}\b")
_OF = re.compile(
    rf"\b{_OFFICE}s? (?:of|for) [\w ,]{{3,60}}?(?:(?:of|for) (?:the )?|, )$|\b{_OFFICE} (?:of|for) (?:the )?$"
)
_HELD = re.compile(
    rf"{_NAME}, (?:the |a )?(?:[\w-]+ ){{0,3}}?{_OFFICE} (?:of|for) [\w ,]{{3,60}}?(?:(?:of|for) (?:the )?|, )$"
)
"""Before the country of an office named after who holds it: "Wang Shouwen, Vice Minister of Commerce, China"."""
_FOLLOWS = re.compile(rf",? {_NAME}")
_ALONE = re.compile(rf"\b{_OFFICE}s?,? {_NAME}(?: and (?P<second>{_PLAIN_NAME}))?")
_COMMISSIONER = re.compile(rf"\b(?:Trade|Agriculture|Competition|Climate|Energy|Health) [Cc]ommissioner,? {_NAME}")
"""A commissioner of no country named, who is the European Union's."""
_TO_OTHER = re.compile(
    r"^ (?:\w+ ){0,2}?(?:called on|calls on|urged|urges|asked|asks|told|pressed|assured|thanked|requested|talks with"
    r"|met(?: with)?|meets(?: with)?|with|(?:sought|seeks|demand(?:s|ed)|asked|wants)(?: [\w ]{1,30})? (?:from|of)"
    r"|(?:raised|discussed) [\w ]{2,40} with) (?:the )?(?:visiting )?$"
)
_SURNAME_FIRST = ("CHN", "TWN", "KOR", "PRK", "JPN", "VNM", "KHM", "SGP", "HKG")
_NO_NAME = re.compile(
    rf"^(?:{'|'.join(MONTHS)}|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|The|And|In|On|At|Mr|Ms)$"
)


def people(texts: list[str], parties: tuple[str, ...], taxonomy: Taxonomy) -> dict[str, str]:
    """Names of people, whole and by surname, with the party that the text places them with; who is placed with two is
    left out."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        said = mentions(text, taxonomy)
        for m in said:
            if m.kind == "leaders" and " " in text[m.start : m.end]:
                found[text[m.start : m.end]][m.party] += 1  # "Li Qiang", then "Li"
            if m.kind in ("leaders", "seats", "capitals"):
                continue
            after, before = text[m.end :], text[: m.start]
            match = _AFTER.match(after) or (_FOLLOWS.match(after) if _OF.search(before) else None)
            if match is None and _TITLED.match(after):
                match = _BEFORE.search(before)
            if match is None and m.noun:
                match = _HELD.search(before[-160:])
            between = m.end + match.start("name") if match and match.string == after else m.end
            if match and not any(m.end <= o.start < between and o.party != m.party for o in said):
                found[match["name"]][m.party] += 1
    if "EU" in parties:
        for text in texts:
            for m in _COMMISSIONER.finditer(text):
                if m["name"] not in found:
                    found[m["name"]]["EU"] += 1
    if len(parties) == 2:
        _by_elimination(texts, parties, taxonomy, found)
    names: dict[str, set[str]] = defaultdict(set)
    for name, counted in found.items():
        party = counted.most_common(1)[0][0]
        words = name.split()
        short = {words[-1], *(words[:1] if party in _SURNAME_FIRST else ())}
        for one in {name, *short}:
            names[one].add(party)
    return {
        one: next(iter(who))
        for one, who in names.items()
        if len(who) == 1
        and len(one) > 1
        and one not in taxonomy.kinds
        and one not in taxonomy.cities
        and not _NO_NAME.match(one)
    }


def _by_elimination(
    texts: list[str], parties: tuple[str, ...], taxonomy: Taxonomy, found: dict[str, Counter[str]]
) -> None:
    """ "Trade Minister Don Farrell told his Chinese counterpart": a minister of no country named is of the other."""
    unknown = {n for text in texts for m in _ALONE.finditer(text) for n in (m["name"], m["second"]) if n} - set(found)
    sides = {name: counted.most_common(1)[0][0] for name, counted in found.items()}
    known = [(name, re.compile(rf"\b{re.escape(name)}\b"), p) for name, p in sides.items() if p in parties]
    placed = [[(pattern, p) for name, pattern, p in known if name in text] for text in texts]
    for name in unknown:
        said = re.compile(rf"\b{re.escape(name.split()[-1])}\b")
        for text, here in zip(texts, placed, strict=True):
            if (match := said.search(text)) is None:
                continue
            for m in mentions(text, taxonomy):
                opposite = m.adjective and re.match(r" (?:\w+ )?(?:counterpart|opposite number)", text[m.end :])
                office = m.noun or _TITLED.match(text[m.end :])
                told = office and _TO_OTHER.search(text[match.end() : m.start])
                if m.start > match.end() and m.party in parties and (opposite or told):
                    found[name][parties[1] if m.party == parties[0] else parties[0]] += 1
                    break
            for pattern, party in here:
                met = pattern.search(text[match.end() :])
                if met and _TO_OTHER.search(text[match.end() : match.end() + met.start()]):
                    found[name][parties[1] if party == parties[0] else parties[0]] += 1
