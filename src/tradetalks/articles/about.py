"""What a predicate's clause is about: the topics that it names, or what "the duty", a label or "it" stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tradetalks.articles import predicates as words
from tradetalks.articles.asked import GONE
from tradetalks.articles.barriers import UNNAMED
from tradetalks.articles.gifts import GAINS, PAYS
from tradetalks.articles.predicates import Predicate
from tradetalks.articles.said import trim
from tradetalks.articles.scene import Scene
from tradetalks.articles.topics import FURTHER, HINTED, topics

_THE_MEASURE = re.compile(
    r"\b(?:the|those|these|that|this|a) (?:fees?|charges?|tariffs?(?! (?:lines?|schedules?))|dut(?:y|ies)|bans?"
    r"|lev(?:y|ies)|curbs?"
    r"|controls|checks"
    r"|restrictions|measures|licen[cs]es|permits|quotas?(?! of \d))\b"
    r"(?! (?:on|of [A-Z]|for|against|in))"
    r"|\b(?:them|it) (?:lifted|removed|scrapped|dropped|cut|ended)\b"
)
REMEDIES = "trade_remedies"
_THE_CASE = re.compile(
    r"\s*(?:also |now |then )?(?:(?:suspend|drop|end|terminate|close|withdraw|discontinue|halt"
    r"|shelve)\w*\s+)?(?:the|its|this|that) (?:\w+ )?(?:investigations?|probes?|inquir(?:y|ies)|cases?|proceedings?)\b"
    r"(?! (?:on|into|over|against)\b)"
)
"""A case of dumping that the sentences before have told of."""
_LIKEWISE = re.compile(
    r"\b(?:similar|equivalent|corresponding|reciprocal|(?:the )?same) (?:[\w-]+ )?(?:facility|facilities|treatment"
    r"|arrangements?|access|terms|right|rights|step|measure|concession|regime|commitments?|for (?:its|their|his"
    r"|her|our))\b"
    r"|\b(?:an? (?:\w+ )?(?:grace period|exemption|waiver|derogation|extension|carve-out|exception|delay|postponement"
    r"|transition)|(?:do|did|doing|done) (?:so|likewise|the same)|follow suit)\b"
)
_DO_SO = re.compile(r"\b(?:do|did|doing|done) (?:so|likewise|the same)\b|\bfollow suit\b")
_RULING = re.compile(
    r"\b(?:comply with|implement|abide by|honou?r|act on) (?:the|this|that|its) (?:\w+ )?(?:rulings?|findings?|reports?"
    r"|recommendations?|decisions?)\b"
)
"""What was found of a measure, which stands for that measure: "urged Colombia to comply with the ruling"."""
_THAT = re.compile(
    r"^\W*(?:(?:\w+\s+){0,3}(?:it|this|that|them|these|those|what (?:remains|is left))"
    r"|(?:only\s+|up to\s+|about\s+)?(?:\d[\d,.]*|one|two|three"
    r"|four|five|six|seven|eight|nine|ten)(?:\s+(?:more|a year|years?|each year|offered))?)(?:\s+(?:since|by|in"
    r"|from|for"
    r"|at)\b[^;]*)?\W*$",
    re.IGNORECASE,
)
"""A clause whose object stands for what the sentence before was about."""
_THE_MOVE = re.compile(
    r"^\W*(?:to |against |about |of |at )?(?:the|this|that|these|those|such|any|its|their) (?:\w+ )?(?:moves?"
    r"|steps?|measures?"
    r"|decisions?|actions?|practices?)\b[^;]{0,30}$"
)
"""What is opposed of which the sentence before has told: "China firmly opposes this move"."""
_YIELDS = re.compile(r"(?:\b(?:in|way)|relented|down)$")
"""How a predicate of giving ends that needs no object: "gave in"."""
_WEIGHED = re.compile(
    r"^\W*(?:\w+\s+){0,2}?(?:read|study|examine|consider|review|reflect|answer|respond|reply|revert|look|discuss|do|say"
    r"|know|see"
    r"|hear|call|mean|think|take)\b",
    re.IGNORECASE,
)
_NEXT_CLAUSE = re.compile(
    r",\s(?=(?!(?:which|who|that|and|or|including|such)\b)[a-z]+ (?:[\w-]+ ){0,9}?(?:is|are|was|were)\b)"
)
"""Where a clause of its own begins after what is given in exchange: "for a review, issues of beef are ..."."""
_LET_AVOID = re.compile(
    r"^(\s*(?:also )?(?:allow|let|enable|help|permit)\b[^.;,]{2,40}? to) (?:avoid|escape|avert|dodge)\b"
)
"""What somebody is let escape, which a clause is about: "will allow Japan to avoid tariffs of 25%"."""
_GROWERS = re.compile(r"(?:\b[\w-]+ )?\b\w*(?:makers|farmers|growers|producers|exporters|distillers)\b")
_WHOSE_ASK = re.compile(
    r"^\W*(?:[\w-]+ ){1,3}(?:producers|growers|farmers|exporters|\w*makers|industry|distillers|breeders"
    r"|millers|fishers)\b"
)
"""Who speaks for goods of theirs."""
_ITS_CASE = re.compile(
    r"^\s*(?:to )?(?:(?:drop|withdraw|suspend|end|abandon|halt|pull|freeze)\w*\s+)?(?:its|their|the) (?:[\w-]+ ){0,2}?"
    r"(?:complaints?|lawsuits?|suits?|petitions?|cases?|disputes?|litigation)(?= (?:against|over|about|on"
    r"|concerning)\b)"
)
"""A case that somebody gives up, which is what is given, and not the measure that it is about."""
_THEM = re.compile(r"\s*(?:them|it) (?:as|for|to be)\b")
_SOFT = re.compile(r"\b(?:could|may|might|would)\b", re.IGNORECASE)
_ITS_END = re.compile(
    r"\b(?:its|their) (?:\w+ )?(?:suspension|removal|lifting|repeal|cancellation|withdrawal|reduction"
    r"|abolition|exclusion"
    r"|end|return)\b"
)
"""What is asked of what the same sentence has named: "the duties remain, and Brazil asked for their suspension"."""
PREPOSED = re.compile(
    r"^(?:For|On|With respect to|As for|Regarding)\s[^,.;]{3,60}?(?=,|\s(?:the|it|they|both"
    r"|China|Washington|[A-Z]\w+)\s)"
)
_CHAPTER = re.compile(r"^(?:Under|In) the [^,.;]{3,50}? (?:chapter|section|annex|heading|schedule),", re.IGNORECASE)
_PER_CENT = re.compile(r"\d\s?(?:%|per ?cent)(?! of\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Before:
    """What a sentence goes on from: subject of the one before, the goods its measure was on, the topic it announced,
    all that it was about, who was to give or to buy by it, whether a case of dumping was told of, and on whose market a
    barrier stands by it."""

    subject: str = ""
    goods: tuple[str, ...] = ()
    topic: str = ""
    about: tuple[str, ...] = ()
    giver: str = ""
    case: bool = False
    owner: str = ""

    def of_it(self) -> list[str]:
        """What "the ban" or "access" is then on: its goods, or the one topic that it was about."""
        return list(self.goods) or (list(self.about) if len(self.about) == 1 else [])


def about_of(verb: Predicate, scope: str, text: str, scene: Scene, label: str, before: Before) -> list[str]:
    """The topics of a predicate's clause: what it names, or what "the duty", a relative or a label stands for."""
    if verb.kind == words.BY:
        return list(
            topics(trim(text[: verb.start]), scene.taxonomy)
            or topics(label, scene.taxonomy)
            or topics(trim(scope), scene.taxonomy)
        )
    if verb.kind in (words.GIVE, words.DO, words.BARE) and (case := _ITS_CASE.search(scope)):
        scope = scope[: case.end()]  # "drop its complaint against Japan's controls"
    about = list(topics(trim(_LET_AVOID.sub(r"\1 pay", scope)), scene.taxonomy))
    if verb.kind == words.DO and verb.text.endswith("ing") and about == ["tariffs"]:
        before_it = topics(trim(text[: verb.start]), scene.taxonomy)
        return [t for t in before_it if t in scene.taxonomy.goods] or about
    if verb.kind == words.EXCHANGE:
        return list(topics(trim(_NEXT_CLAUSE.split(scope)[0]), scene.taxonomy))
    gets = verb.kind == words.GET or (verb.kind == words.GIVE and (GAINS.match(scope) or PAYS.match(scope)))
    if gets and set(about) <= {"tariffs"}:
        head = topics(trim(text[: verb.start]), scene.taxonomy)
        plain = [t for t, sure in head.items() if sure > HINTED and t != "tariffs"]
        about = plain or [t for t in head if t != "tariffs"] or about
    if (
        verb.kind in (words.ASK, words.OPPOSE, words.OF_ASK)
        and about == ["tariffs"]
        and (growers := _GROWERS.search(text[max(0, verb.start - 40) : verb.end]))
    ):
        theirs = [t for t in topics(growers.group(), scene.taxonomy) if t in scene.taxonomy.goods]
        about = theirs or about  # "Australian winemakers hope that New Delhi will cut its tariff"
    goods = list(topics(label, scene.taxonomy)) or ([before.topic] if before.topic else [])
    if goods and about and all(topics(trim(scope), scene.taxonomy).get(t) == FURTHER for t in about):
        about = []  # what a label or the sentence before announces goes before a word of the wider vocabulary
    if about in ([], ["tariffs"]) and (fronted := PREPOSED.match(text)) and topics(fronted.group(), scene.taxonomy):
        return list(topics(fronted.group(), scene.taxonomy))
    if not about and verb.kind == words.OPPOSE and _THEM.match(scope):
        return list(topics(trim(text[: verb.start]), scene.taxonomy))  # "took up Japan's controls, criticising them as"
    if (
        not about
        and verb.kind == words.ASK
        and GONE.search(scope)
        and (told := topics(trim(text[: verb.start].rsplit(";", 1)[-1]), scene.taxonomy))
    ):
        return list(told)
    if not about and verb.kind == words.ASK and _ITS_END.search(scope) and (same := topics(text, scene.taxonomy)):
        return list(same)
    if not about and before.case and verb.kind in (words.GIVE, words.DO, words.BARE) and _THE_CASE.match(scope):
        return [REMEDIES]  # "a deal that kept an anti-dumping case on hold. It will suspend the investigation"
    if about in ([], ["tariffs"]) and _THE_MEASURE.search(scope):
        earlier = re.search(r"^(.{15,}?),? and $", text[: verb.start]) if verb.kind == words.ASK and not goods else None
        here = topics(trim(earlier[1]), scene.taxonomy) if earlier else {}
        return goods or [t for t in here if t != "tariffs"] or list(before.goods) or about
    if about == ["tariffs"] and any(t in scene.taxonomy.goods for t in goods):
        return goods
    if relative := re.search(r"\b(?:from|for|of|on|to) which\s+(?:the\s+)?(?:[\w.']+\s+){1,3}$", text[: verb.start]):
        named = topics(text[: relative.start()][-60:], scene.taxonomy)
        return (about if set(named.values()) == {FURTHER} else []) or list(named) or about
    if not about and not goods and (preposed := PREPOSED.match(text) or _CHAPTER.match(text)):
        return list(topics(preposed.group(), scene.taxonomy))
    if not about and not goods and _PER_CENT.search(scope) and "tariffs" in scene.taxonomy.topics:
        return ["tariffs"] if verb.kind == words.ASK else []
    if not about and not goods and verb.kind == words.ASK and (who := _WHOSE_ASK.search(text[: verb.start])):
        theirs = [t for t in topics(who.group(), scene.taxonomy) if t in scene.taxonomy.goods]
        if theirs:
            return theirs  # "Canola producers in the west have called for improved access"
    if not about and not goods and verb.kind != words.OUGHT and UNNAMED.search(scope) and before.of_it():
        return before.of_it()  # "The main topic was pork. Norway asked for access"
    if not about and not goods and _YIELDS.search(verb.text) and len(scope.split()) < 2:
        return before.of_it()
    said = re.search(r"\b(?:which|that|where)\s+(?:the\s+)?(?:[\w.']+\s+){1,3}$", text[: verb.start])
    if not about and not goods and verb.kind in (words.ASK, words.OPPOSE):
        if said:
            return list(topics(text[: said.start()][-60:], scene.taxonomy))
        if len(re.findall(r"\w+", scope)) < 2:  # "fell short of what Australia had asked for"
            return list(topics(text[: verb.start], scene.taxonomy))
    weighty = verb.kind in (words.ASK, words.GIVE, words.OPPOSE, words.GET) and len(scope.split()) > 2
    if (
        not about and not goods and weighty and ":" in text[: verb.start]
    ):  # "a promise of gas: Japan will take five million tonnes"
        led = text[: text.rindex(":", 0, verb.start)]
        return list(topics(re.split(r"[,;]", led)[-1], scene.taxonomy))
    earlier = re.search(r"^(.{15,}?),? and $", text[: verb.start]) if verb.kind == words.ASK and not about else None
    if earlier and (same := list(topics(trim(earlier[1]), scene.taxonomy))):
        return same  # "voiced concern over the duties on pipes and asked that the review be concluded"
    if not about and not goods and _refers_back(verb, scope):
        here = topics(trim(text[: verb.start]), scene.taxonomy) if _LIKEWISE.search(scope) else {}
        return list(here or before.about or (before.goods if _DO_SO.search(scope) else ()))
    if not about and not goods and verb.kind == words.ASK and GONE.search(scope):
        return before.of_it()
    if verb.kind == words.ASK and about and before.topic and before.topic not in about:
        named = topics(trim(scope), scene.taxonomy)
        if all(named.get(t, 1.0) <= HINTED for t in about):
            return [before.topic]  # "Generic medicines proved harder. India urged Tokyo to accept inspections"
    return about or goods


def _refers_back(verb: Predicate, scope: str) -> bool:
    """ "It has pushed Taipei for that", "asked for a similar facility", "suggested five": about what stood before."""
    if _LIKEWISE.search(scope) and verb.kind == words.ASK:
        return True
    plainly = verb.kind in (words.ASK, words.OPPOSE, words.REFUSE) or (
        verb.kind == words.GIVE and not _SOFT.search(verb.text)
    )
    if not plainly or _WEIGHED.search(scope):
        return False
    return (
        bool(_LIKEWISE.search(scope))
        or bool(_RULING.search(scope))
        or (verb.kind in (words.OPPOSE, words.REFUSE) and bool(_THE_MOVE.search(scope)))
        or (len(scope.split()) <= 6 and bool(_THAT.search(scope)))
    )
