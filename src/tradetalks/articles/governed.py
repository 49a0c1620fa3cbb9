"""Which predicates of a sentence count, and how far the clause of each goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tradetalks.articles import predicates as words
from tradetalks.articles.acts import is_harm, is_talk
from tradetalks.articles.mentions import Mention, is_object
from tradetalks.articles.passives import DEAL
from tradetalks.articles.predicates import Predicate
from tradetalks.articles.subjects import IT as _IT

_TURN = re.compile(r"[;:]|,\s*(?:and|but|while|whereas|as|so)\b|\bbut\b|\bwhile\b|\bwhereas\b")
_AND = re.compile(r"\band (?:the )?$")
_NOUN_OF_ASKING = re.compile(r"(?:demands|requests|calls|pleas|proposals|appeals)\b")
_WHEN = re.compile(r"\s*(?:when|whether|if|how soon|why)\b")
_A_PLAN = re.compile(r"(?:plans?|offers?|promises?|pledges?|intends?) to\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:the|an?|any|this|no) (?:\w+ )?$")
_HAS = re.compile(r"\b(?:with|includ(?:es?|ed|ing)|involv(?:es?|ing)|mean(?:s|ing)|sees?|seeing) (?:the )?$")
"""Before who does something by a word in -ing: "the deal includes Canada cutting its duties"."""
_ASSURED = re.compile(r"(?:\w+ )*(?:promis|assur|guarante|reassur)\w*$", re.IGNORECASE)
_BESIDES = re.compile(
    r"(?:, |\b(?:notice|order|decree|decision|regulation|law|bill"
    r"|proclamation) (?:in the [A-Z]\w+(?: [A-Z]\w+)? )?)(?:also |thereby |thus )?$"
)
"""Before what a subject does besides, by a word in -ing: "announced an exemption, withdrawing duties of 72%"."""
_A_MEASURE = re.compile(
    r"\s+(?:[\w%.-]+ ){0,4}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|bans?|curbs?|restrictions?|quotas?)\b"
)
_OPENS_OWN = re.compile(r"\w, $")
_GOES_ON = re.compile(r"\b(?:is|are|was|were|has been|have been) (?:now |also |already )?$")
_WHO_CLAUSE = re.compile(r",\s(?:who|which)\b[^,]*$")
AFTER_STOP = 8
"""Characters after a semicolon within which a clause with a subject of its own begins."""


def clean(verbs: list[Predicate], found: list[Mention], text: str) -> list[Predicate]:
    """Predicates without those that belong to another: "hopes that the United States will", "wants China to buy"."""
    kept: list[Predicate] = []
    for verb in verbs:
        before = kept[-1] if kept else None
        between = text[before.end : verb.start] if before else ""
        turned = before is None or bool(_TURN.search(between))
        if before and before.kind == words.IF and not text[: before.start].strip() and "," in between:
            turned = True  # "If Chile admits avocados, Peru would cut"
        named = [m for m in found if before and before.end <= m.start < verb.start]
        passive = re.match(r"(?:is|was|has been|were)\b", verb.text) and not re.search(r"ing\b", verb.text)
        if passive and re.search(r"(?:^|[.;,]\s)[Ii]t\s+$", text[: verb.start]):
            continue  # "It was decided to take it off the list"
        if verb.text.endswith("that") and re.search(r"\b[Ii]t\s+$", text[: verb.start]):
            continue  # "It was agreed that"
        if (
            before
            and before.kind == words.GIVE
            and before.text.endswith("that")
            and verb.kind in (words.GIVE, words.GET, words.FALL)
        ):
            acts = any(m.noun and m.start - before.end <= 5 and text[m.end : m.end + 2] != "'s" for m in named)
            if not turned and not acts:
                continue  # "agreed that European banks may take"
        if before and before.kind == words.ASK and verb.kind in (words.GIVE, words.FALL) and _WHEN.match(between):
            continue  # "asked when the ban on its poultry would be lifted"
        listed = before is not None and before.kind == words.OPPOSE and text[: verb.start].endswith((", ", " and "))
        if verb.kind == words.GIVE and _A_PLAN.match(verb.text) and (listed or _ARTICLE.search(text[: verb.start])):
            continue  # "the plan to buy aircraft"
        relative = before and not turned and re.search(r"\b(?:that|which|who)\b", between)
        if verb.kind == words.OUGHT and relative:
            continue  # "the bond that visitors must post"
        within = before and not turned and re.search(r"\b(?:that|which) (?:also )?$", text[: verb.start])
        if (
            within
            and before
            and before.kind in (words.ASK, words.OPPOSE)
            and verb.kind == words.GIVE
            and between.split()[:-1]
        ):
            continue  # "asked it not to go ahead with a draft that would"
        if before and before.kind == words.OUGHT and verb.kind == words.GIVE and not between.strip():
            continue  # "Britain ought to offer to lift its levy"
        if verb.kind == words.BARE:
            actors = [m for m in found if m.end == verb.start and not is_object(text, m)]
            joined = actors and before and before.kind == words.GIVE and _AND.search(text[: actors[0].start])
            if not actors or not (turned or joined):
                continue  # "Japan is to buy hydrogen and Australia to waive its fee" has two
        if verb.kind == words.DO and not _acts(verb, found, text):
            continue
        if verb.kind == words.OF_GIVE and (is_harm(text[verb.end :]) or is_talk(text[verb.end :])):
            continue  # "criticised the EU's decision to slap tariffs on"
        if before and before.kind == words.ASK and verb.kind == words.OPPOSE and named and between.endswith(" to "):
            continue  # "wants Germany to oppose the duties"
        if (
            before
            and before.kind == words.GIVE
            and _ASSURED.match(before.text)
            and verb.kind in (words.GIVE, words.GET)
            and re.search(r"\bthat\b", between)
            and not turned
        ):
            continue  # "promised Ireland that its medicines would face no more than 15 per cent"
        if before and before.kind == words.OPPOSE and verb.kind == words.OF_ASK and not turned:
            kept.pop()  # "voiced concern over US pressure to ease": what is pressed for
        refused = before and before.kind in (words.REFUSE, words.OPPOSE) and not turned and len(between.split()) < 4
        if refused and _NOUN_OF_ASKING.match(verb.text):
            continue  # "is resisting demands on labour"
        if before is not None and before.kind == words.ASK and verb.kind == words.GET and verb.text.endswith(_IT):
            kept[-1] = Predicate(words.ASK, before.start, verb.end, before.text)
            continue  # "hopes that the order will earn it lower tariffs"
        if before is not None and not turned:
            going = before.kind == words.OF_ASK and verb.text.endswith("ing") and not between.strip()
            if verb.kind == words.DO and (going or before.kind in (words.ASK, words.OPPOSE)):
                continue
            absorbs = before.kind in (words.ASK, words.IF, words.THREATEN, words.TOLD) or (
                before.kind == words.OF_ASK and before.text.endswith("that")
            )
            complement = named or before.kind == words.IF or re.search(r"\bthat\b|\bto$", before.text + between)
            by_giving = verb.kind == words.GIVE and text[: verb.start].endswith("by ")
            if absorbs and not by_giving and verb.kind in (words.GIVE, words.GET, words.DO) and complement:
                continue
        if before is not None and not between.strip() and before.kind == words.GIVE:
            if verb.kind == words.GIVE:
                continue
            if verb.kind == words.GET:
                kept[-1] = Predicate(words.GET, before.start, verb.end, before.text + verb.text)
                continue
        kept.append(verb)
    return kept


def _acts(verb: Predicate, found: list[Mention], text: str) -> bool:
    """Does a finite verb of giving stand right after who gives: "China lifts", "it also cut", "a deal that trims"?"""
    if verb.text.endswith("ing"):
        besides = _BESIDES.search(text[: verb.start]) and _A_MEASURE.match(text[verb.end :])
        return bool(besides or _GOES_ON.search(text[: verb.start])) or any(
            0 <= verb.start - m.end <= 2 and _HAS.search(text[max(0, m.start - 120) : m.start]) for m in found if m.noun
        )
    if (
        found
        and found[0].noun
        and found[0].start <= 4
        and _OPENS_OWN.search(text[: verb.start])
        and (re.match(r"\s(?:its|their)\s", text[verb.end :]))
    ):
        return True  # "China donated equipment, opened its market"
    if any(0 <= verb.start - m.end <= 2 and m.noun for m in found) or DEAL.search(text[: verb.start]):
        return True
    return bool(
        re.search(
            r"\b(?:it|they|she|he|which|sides?|governments?|countries|parties|commission|ministry|regulators?"
            r"|authorit(?:y|ies)|agency|board|department|bureau|cabinet|president|premier|minister"
            r"|administration|bloc|customs|officials"
            r"|union|also|and|parliament"
            r"|congress)\s+$",
            text[: verb.start],
            re.IGNORECASE,
        )
    )


def right_of(verbs: list[Predicate], number: int, text: str, found: list[Mention]) -> int:
    """Where the clause of a predicate ends: at the next one, or at the subject of the next."""
    verb = verbs[number]
    limit = verbs[number + 1].start if number + 1 < len(verbs) else len(text)
    for m in found:  # "..., while Washington pauses its restrictions"
        turn = re.search(r",?\s(?:while|whereas)\s+(?:the\s+)?$", text[verb.end : m.start])
        if m.noun and turn and m.start < limit:
            return verb.end + turn.start()
    if _WHO_CLAUSE.search(text[: verb.start]) and (close := text.find(",", verb.end)) > 0 and close < limit:
        return close  # "Lula, who criticised the fee, also"
    if number + 1 == len(verbs):
        return len(text)
    after = verbs[number + 1]
    for m in re.finditer(";", text[verb.end : after.start]):  # "; South Korea has put duties"
        if any(n.noun and 0 <= n.start - verb.end - m.end() < AFTER_STOP for n in found):
            return verb.end + m.start()
    if after.kind in (words.EXCHANGE, words.IF, words.BY):
        return after.start
    turns = [
        m.start()
        for m in re.finditer(r"[;:,]|\b(?:and|but|while|whereas|who|which|that)\b", text[verb.end : after.start])
    ]
    own = [m.start for m in found if verb.end <= m.start < after.start]
    if turns and own and own[-1] >= verb.end + turns[-1]:
        return verb.end + turns[-1]
    return after.start


def parts_of(verb: Predicate, right: int, text: str, found: list[Mention]) -> Iterator[tuple[int, int]]:
    """Parts of an ask of several: "asks Mexico to reopen its energy sector and Canada to dismantle its quotas"."""
    at = verb.end
    for m in found if verb.kind == words.ASK else ():
        opens = re.search(r"(?:,| and)\s+(?:the\s+)?$", text[max(0, m.start - 120) : m.start])
        if at + 5 < m.start < right and opens and re.match(r"\s+to\s", text[m.end :]):
            yield at, m.start
            at = m.start
    yield at, right
