"""Who talks, by what titles the text calls them, and whose terms stand under a heading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from tradetalks.articles.days import MONTHS
from tradetalks.articles.mentions import Mention, is_place, mentions
from tradetalks.articles.predicates import predicates
from tradetalks.articles.taxonomy import Taxonomy

BOTH = "both"
"""The subject of a clause where both sides are."""
_ASKS = re.compile(
    r"\b(?:ask\w*|demand\w*|want\w*|wish\w*|request\w*|seek\w*|sought|priorit\w+|position)\b", re.IGNORECASE
)
_GETS = re.compile(
    r"\b(?:gets?|gains?|wins?|receives?|obtains?|benefits?)\b",
    re.IGNORECASE,
)
_GETS_FOR = re.compile(r"\b(?:outcomes?|opportunit(?:y|ies)|results?|means) for (?:the )?$", re.IGNORECASE)
_GIVES = re.compile(
    r"\b(?:will do|do|does|gives?|giving|commit\w*|actions?|undertak\w*|concessions?|offers?|side|pledge\w*"
    r"|obligations?"
    r"|promises?|grant(?:s|ed)|conced(?:es|ed)|agree[sd]? to|has agreed|have agreed|will|shall|measures by"
    r"|contribution|takes on)\b",
    re.IGNORECASE,
)
_WANTS = re.compile(r"\b(?:do|does|did) [^?:]{2,30} (?:want|ask|seek|demand|request|wish)\b")
"""A question of what a side wants, whose "does" gives nothing."""
_NO_TERMS = re.compile(r"\bdeal|agreement with|strikes|fact sheet|statement", re.IGNORECASE)
_OF_OTHER = re.compile(
    r"^(?:'s?)?\s+(?:\w+\s+){0,2}?(?:ha(?:s|ve)\s+)?(?:(?P<ask>asks?|wants?|seeks?|requests?|demands?|wish\w*|needs?|expects?)"
    r"|(?P<get>gets?|gains?|obtains?|receives?|wins?)"
    r"|(?P<give>gives?|given|offers?|offered|grants?|granted|commit\w*|promises?|concedes?|concessions?|pledges?|undertak\w*|owes?))\b"
)
_ASKED_OF = re.compile(
    r"\b(?:asked|asks?|requests?|demands?|demanded|wanted|expected)\s+(?:of|to|from|on)\s+(?:the\s+)?$"
    r"|\b(?:seeks?|sought|wants?|asks for)\s[\w ]{2,40}\sfrom\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_ASKED_BY = re.compile(
    r"\b(?:asked|asks?|requests?|requested|demands?|demanded|wanted|sought|wish\w*)\b[\w ]{0,12}?\s(?:by|from"
    r"|of)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\b(?:[Ww]e|[Oo]ur|us|[Oo]urs)\b")
BY_BOTH = "both"
"""The role of a list of what both sides agreed to."""
_OF_BOTH = re.compile(
    r"\b(?:both|two|the) (?:sides|countries|parties|governments|ministers|leaders|delegations)\b[^.]*"
    r"\b(?:agreed|agree|commit(?:ted)?|decided|undertook|undertake|will|have|reached)\b[^.]*:\W*$",
    re.IGNORECASE,
)
_LOOSE = ("the commission", "the union", "the bloc")
"""Names of the European Union that are another's where it is not a party."""
_LEADS = re.compile(r"^\W*(?:What|How|Which)\b|[:?]\W*$")
"""A heading or lead-in of what follows it, and no sentence of its own."""
_KEPT = ("US", "U.S.", "EU", "UK", "ROK", "UAE")
_TITLE = (
    r"[Pp]resident|[Pp]rime [Mm]inister|[Pp]remier|[Cc]hancellor"
    r"|(?:(?:[Dd]eputy |[Vv]ice )?(?:(?:[Tt]rade|[Cc]ommerce|[Ii]ndustry) and [A-Za-z]+|[Tt]rade|[Cc]ommerce|[Ff]oreign"
    r"|[Ee]conomy|[Ff]inance|[Aa]griculture|[Ii]ndustry|[Ee]nergy|[Tt]reasury) )(?:[Mm]inister|[Ss]ecretary)"
    r"|[Vv]ice [Mm]inister"
)
_TITLES = re.compile(
    rf"\b(?P<title>{_TITLE})s?\s+(?:of|for)\s+(?:the\s+)?(?P<who>[A-Z][\w.]+(?: [A-Z][\w.]+){{0,4}})"
    rf"|(?P<whose>(?!The\b)[A-Z][\w.]+(?: [A-Z][\w.]+)?)(?:'s)?\s+(?P<title2>{_TITLE})\b"
)

_TITLED = re.compile(rf"\b(?P<title>{_TITLE}),?\s+(?:M(?:r|s|rs)\.?\s)?(?P<who>(?:[A-Z][\w.]+\s?){{1,3}})")


@dataclass(frozen=True)
class Scene:
    """Who talks: the parties, the one that "we" stands for, the titles that stand for one alone, and people of each.

    ``agreed``: does the report tell of an agreement that was reached?
    """

    parties: tuple[str, ...]
    taxonomy: Taxonomy
    speaker: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    agreed: bool = False

    def named(self, text: str) -> list[Mention]:
        """Who is named in a text as who acts: parties, and "the Premier" where one side alone has one."""
        found = [m for m in mentions(text, self.taxonomy) if not is_place(text, m) and not self.is_loose(text, m)]
        for title, party in self.titles.items():
            for m in re.finditer(rf"(?:\b[Tt]he {title}|^{title})\b(?!s? (?:of|for)\b)", text, re.IGNORECASE):
                if not any(f.start < m.end() and f.end > m.start() for f in found):
                    found.append(Mention(party, m.start(), m.end(), "leaders"))
        if self.people:
            for m in _any_of(tuple(self.people)).finditer(text):
                if not any(f.start < m.end() and f.end > m.start() for f in found):
                    found.append(Mention(self.people[m.group()], m.start(), m.end(), "leaders"))
        return sorted(found, key=lambda m: m.start)

    def is_loose(self, text: str, m: Mention) -> bool:
        """Is "the Commission" said here of another than the European Union, which is no party?"""
        return m.party not in self.parties and text[m.start : m.end].lower() in _LOOSE

    def others(self, parties: str) -> list[str]:
        """Parties beside one, or beside some joined by +."""
        return [p for p in self.parties if p not in parties.split("+")]

    def other(self, parties: str) -> str:
        """The only other party; empty where it cannot be told."""
        rest = self.others(parties)
        return rest[0] if len(rest) == 1 and set(parties.split("+")) <= set(self.parties) else ""


@lru_cache(maxsize=64)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w.'-])(?:{'|'.join(map(re.escape, ordered))})(?![\w-])")


def titles(
    texts: list[str], parties: tuple[str, ...], taxonomy: Taxonomy, people: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Titles by which the texts call one side's people alone: "president" -> USA, "commerce minister" -> IND.

    Args:
        people: whom the texts place on a side.
    """
    found: dict[str, set[str]] = {}
    for text in texts:
        for m in _TITLES.finditer(text):
            if said := mentions(m["who"] or m["whose"], taxonomy):
                found.setdefault((m["title"] or m["title2"]).lower(), set()).add(said[0].party)
        for m in _TITLED.finditer(text):
            if said := [n for n in mentions(m["who"], taxonomy) if n.kind == "leaders"]:
                found.setdefault(m["title"].lower(), set()).add(said[0].party)
            elif people and (known := _any_of(tuple(people)).match(m["who"])):
                found.setdefault(m["title"].lower(), set()).add(people[known.group()])
    for title, who in list(found.items()):
        if " and " in title:  # "the Commerce and Industry Minister", then "the Commerce Minister"
            found.setdefault(f"{title.split(' and ')[0]} {title.split()[-1]}", set()).update(who)
    alone = {title: next(iter(who)) for title, who in found.items() if len(who) == 1}
    return {title: party for title, party in alone.items() if party in parties}


@dataclass(frozen=True)
class Under:
    """What a heading, lead-in or column says of whose terms stand below it.

    Attributes:
        role: give, get or ask. of: of or from whom, where the heading says so ("Mexico asks of Canada").
    """

    party: str = ""
    role: str = ""
    of: str = ""


def reads_as(heading: str, scene: Scene) -> Under:
    """Whose terms stand under a heading: "What China will do:", "CHINESE ACTIONS", "Tariffs (U.S. side)", "China"."""
    text = uncapitalised(heading)
    found = [m for m in scene.named(text) if m.kind == "leaders" or text[m.start : m.end] in scene.taxonomy.kinds]
    named = {m.party for m in found if m.noun} or {m.party for m in found}
    if len(named) == 2 and named <= set(scene.parties) and (pair := _between(text, found)).role:
        return pair
    if not named and scene.speaker in scene.parties and (first := _FIRST.search(text)):
        found, named = [Mention(scene.speaker, first.start(), first.end(), "names")], {scene.speaker}
    if _OF_BOTH.search(text) and (not named or named == set(scene.parties)):
        return Under("", BY_BOTH)
    if len(named) != 1 or not named <= set(scene.parties):
        return Under()
    if len({m.party for m in found}) > 1 and predicates(text) and not _LEADS.search(text):
        return Under()  # a headline on both: "Agreement will make British whisky cheaper in India"
    (party,) = named
    if _ASKED_OF.search(text[: found[0].start]):
        return Under(scene.other(party), "ask", party) if scene.other(party) else Under()
    bare = text[: found[0].start] + text[found[0].end :]
    if not re.sub(r"[\W\d]|\bthe\b|\bside\b|\bparty\b", "", bare, flags=re.IGNORECASE):
        return Under(party, "give")
    if _GETS.search(text) or _GETS_FOR.search(text[: found[0].start]):
        return Under(party, "get")
    if _WANTS.search(text):
        return Under(party, "ask")
    if _GIVES.search(text) and not _NO_TERMS.search(text):
        return Under(party, "give")
    return Under(party, "ask") if _ASKS.search(text) else Under()


def _between(text: str, found: list[Mention]) -> Under:
    """ "Canada asks of Mexico", "What Canada gives Mexico", "Requests by Canada to Mexico"."""
    two = next(m for m in found if m.party != found[0].party)
    one = [m for m in found if m.start < two.start][-1]
    if (verb := _OF_OTHER.match(text[one.end : two.start])) and not re.search(
        r"[,;]|\band\b", text[one.end : two.start]
    ):
        asked_for = text[one.end + verb.end() : two.start]
        if not re.fullmatch(r"(?:\s+(?:of|from|to|for|by|the)){0,3}\s+", asked_for):
            return Under()  # "Canada seeks a quick end to its dispute with Mexico"
        return Under(one.party, next(role for role in ("ask", "get", "give") if verb[role]), two.party)
    if _ASKED_BY.search(text[: one.start]) and re.match(r"\s+(?:of|to|from)\b", text[one.end :]):
        return Under(one.party, "ask", two.party)
    return Under()


def uncapitalised(text: str) -> str:
    """A heading in capitals as one in small letters, for names to be found in it."""
    if not re.sub(r"[^A-Za-z]", "", text).isupper():
        return text
    return re.sub(r"[A-Za-z.']+", lambda m: m.group() if m.group() in _KEPT else m.group().capitalize(), text)


def spoken(text: str, taxonomy: Taxonomy) -> str:
    """A sentence in capitals as one in small letters with its names in capitals: "CHINA WILL" is "China will"."""
    small = "".join(c.lower() if c.isascii() else c for c in text)
    small = _proper(taxonomy)[0].sub(lambda m: _proper(taxonomy)[1][m.group()], small)
    return small[:1].upper() + small[1:]


@lru_cache(maxsize=8)
def _proper(taxonomy: Taxonomy) -> tuple[re.Pattern[str], dict[str, str]]:
    names = {n.lower(): n for n in (*MONTHS, *taxonomy.cities, *taxonomy.kinds)}
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, ordered))})(?!\w)"), names


def is_headline(heading: str, scene: Scene) -> bool:
    """Is a heading a sentence on what somebody does to somebody, and not the name of whose terms stand below it?

    "Lopez asks Otieno for relief on roses" tells what its report is about; what the report's sentences say is for these
    to say. "What Kenya asks", "Kenya commits to:" and "Kenyan requests" head a list.
    """
    text = uncapitalised(heading)
    if _LEADS.search(text) or _TO_ITS_END.search(text):
        return False
    found = scene.named(text)
    return any(found and found[0].end <= v.start and text[v.end :].strip() for v in predicates(text)[:1])


_TO_ITS_END = re.compile(r"\b(?:to|on|by|for|that)\W*$")
"""A heading that only what stands below it ends: "Kenya agrees to"."""


def is_asking(text: str) -> bool:
    """Does a heading or column say that asks stand below it, rather than what is given?"""
    return bool(_ASKS.search(text)) and not _GIVES.search(text)
