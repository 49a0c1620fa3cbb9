"""What a side gives by a clause: what it will do, holds back, keeps for itself, or is pleased to get."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tradetalks.articles.acts import KEEPS, dares, is_harm, is_negated, is_talk, keeps_duty
from tradetalks.articles.agreed import is_term
from tradetalks.articles.idioms import YIELDED
from tradetalks.articles.passives import passive
from tradetalks.articles.said import Claim, Clause
from tradetalks.articles.scene import Scene, Under
from tradetalks.articles.subjects import MEASURE
from tradetalks.articles.whom import given_to

PASSIVE = re.compile(
    r"^\s*(?:also |now |then )?(?:be|to be|have been|fall|drop|go down|come down|end|expire|resume|decline)\b",
    re.IGNORECASE,
)
PAYS = re.compile(
    r"\s*(?:only )?(?:(?P<still>continue to|still) )?(?:pay|face)\b[^.;]*\b(?:tariffs?|dut(?:y|ies)|rate)\b",
    re.IGNORECASE,
)
FAILING = re.compile(
    r"^(?:If|Should|Unless|Without)\b[^,]{0,70}\b(?:fail\w*|no (?:deal|agreement)|not (?:lifted|met|reached"
    r"|done)|collapse\w*|break down)\b|^(?:Unless|Without)\b[^,]{0,70}\bdeal\b"
)
"""A sentence on what follows where there is no deal."""
UNASKED = re.compile(
    r"(?:\b(?:not|never|no longer|nor|without(?: first| ever| even)?)|n't)"
    r"\s+(?:(?:now|also|yet|longer|again|\w+ly)\s+)?$"
)
"""Before what is not asked: "will not push Japan for"."""
_SEES_RATE = re.compile(
    r"\s*(?:also |now )?(?:have|get|see|carry)\b[^.;]{0,40}?\b(?:tariff|dut(?:y|ies)|rate|entry|access)\b"
)
_OF_GOODS = re.compile(r"\b(?:goods|products|exports|items|imports|exporters|makers|firms|companies)\s*$")
"""Goods before a rate that they will have: "US goods will have a 0% tariff"."""
GAINS = re.compile(
    r"\s*(?:also |now )?(?:benefit from|gain|profit from|receive|enjoy|have (?:\w+ )?(?:priority|preference|access"
    r"|first"
    r" (?:call|claim|right))(?= (?:to|in|for|over)\b))\b"
)
_DEAL_WITH = re.compile(r"(?:deal|agreement|pact|accord) with\b[^.;]* to$")
_CANNOT_SELL = re.compile(r"\s*not be (?:able|allowed|permitted) to (?:export|sell|ship|send)\b")
"""What the other goes on refusing: "Turkey will not be able to export tomatoes to Russia"."""
_HOLDS_BACK = re.compile(
    r"\s*(?:also )?(?:not|never|no longer)\s+(?:to )?(?:\w+ly |adopt or )?(?:impos|charg|restrict|exceed|discriminat"
    r"|requir|rais|adopt"
    r"|maintain|levy|treat|ban|be charged|be subject|appl|tax|limit|seek)"
)


_NOT_GOT = re.compile(r"\s*(?:not|never) (?:persuade|convince|get|induce|obtain|secure|win|wring|extract|talk)\b")
_FOR_OWN_GOODS = re.compile(
    r"\baccess (?:\w+ )?(?:for|of) (?:the )?$|\baccess (?:\w+ )?(?:for|of) (?:the |its )?(?=[A-Z])"
)
_IS_WHAT = re.compile(
    r"\s*(?:also |only |not )?be (?:an? |the |of |in (?:the|its|everyone's) interest|poison|bad\b|good\b|harmful"
    r"|damaging|fatal|costly|welcome(?!d)|wrong|worse|better off|crucial|essential|vital|possible|impossible"
    r"|difficult"
    r"|hard|enough|unacceptable)"
)
"""What something is said to be, which nobody gives."""
_HOLDS = re.compile(
    r"\s*(?:also )?(?:retain|keep|reap|earn|collect|pocket)\s(?:about |some )?(?:\d|the (?:profits?|revenues?"
    r"|proceeds))"
)
"""What one keeps for oneself: "will retain 90% of the profits"."""
SPENDERS = re.compile(
    r"\b(?:consumers|shoppers|households|buyers|drinkers|motorists|drivers|diners|families|customers)"
    r"\s(?:also |now |soon )?$"
)
"""Who pays a duty of one's own country, and is pleased when it falls."""
_MEASURES = re.compile(r"\b(?:these|those|its|their|the) (?:\w+ )?measures?\b")
_INTO_IT = re.compile(r"\binto (?:the country|its market)\b")


_YIELDS_NONE = re.compile(rf"\s*(?:to |that )?(?:\w+ ){{0,2}}?no {YIELDED}", re.IGNORECASE)
"""What is given is nothing: "agreed to no further cuts", "promised no concessions"."""


def gives(clause: Clause, other: str, under: Under, scene: Scene, label: str, before: str) -> Iterator[Claim]:
    """What a party says it will do: given to the other, or refused, or no gift at all."""
    verb, who, scope = clause.verb, clause.who, clause.scope
    negated = is_negated(scope)
    if dares(scope):
        return  # "would not hesitate to resume its suit": a threat
    if _YIELDS_NONE.match(scope):
        yield from yields(clause, other, who, "refused", 0.6, scene)
        return
    if negated and _NOT_GOT.match(scope):
        yield from yields(clause, who, other, "asked", 0.65, scene)
        return  # "could not persuade Ghana to lift the ban"
    if not negated and (own := _FOR_OWN_GOODS.search(scope)):
        at = verb.end + own.end()
        if any(m.adjective and m.party == who and m.start == at for m in clause.named):
            yield from yields(clause, who, other, "asked", 0.6, scene)
            return  # "Canada expressed willingness to restore market access for Canadian products"
    if not negated and SPENDERS.search(clause.text[: verb.start]) and GAINS.match(scope):
        yield from yields(clause, other, who, "promised", 0.6, scene)
        return  # "Indian consumers will benefit from lower duties on whisky"
    if _IS_WHAT.match(scope) or _HOLDS.match(scope):
        return  # "would be poison for investment"
    sees = _SEES_RATE.match(scope) and _OF_GOODS.search(clause.text[: verb.start])
    if (sees or GAINS.match(scope)) and not negated:
        yield from yields(clause, who, other, "promised", 0.65, scene)
        return
    if _DEAL_WITH.search(verb.text):
        yield from _by_deal(clause, scene)
        return
    if _CANNOT_SELL.match(f" not {verb.text}{scope}") and re.search(r"\bnot $", clause.text[: verb.start]):
        yield from yields(clause, who, other, "refused", 0.6, scene)
        return
    if UNASKED.search(clause.text[: verb.start]):  # "was not prepared to"
        yield from yields(clause, other, who, "refused", 0.55, scene)
        return
    if PASSIVE.match(scope) and MEASURE.search(clause.text[: verb.start]):
        yield from passive(clause, under, scene, label, before)
    elif negated and re.match(r"\s*not be (?!part\b)\w+", scope) and not _HOLDS_BACK.match(scope):
        return  # "U.S. exports will not be affected"
    elif negated and not _HOLDS_BACK.match(scope):
        yield from yields(clause, other, who, "refused", 0.55, scene)
    elif FAILING.match(clause.text):
        return
    elif keeps_duty(scope):
        return  # "will maintain its tariffs at 19 per cent": no gift
    elif KEEPS.match(scope) and (MEASURE.search(scope) or _MEASURES.search(scope)):
        yield from yields(clause, other, who, "refused", 0.6, scene)
    elif (pays := PAYS.match(scope)) and pays["still"]:
        return  # "will continue to pay a 25% tariff"
    elif PAYS.match(scope) and re.search(r"\b(?:could|may|might)\b", verb.text):
        return  # "could face tariffs of 20%": a threat
    elif PAYS.match(scope):
        yield from yields(clause, who, other, "promised", 0.7, scene)
    elif negated or not (is_harm(scope) or is_talk(scope)) or is_term(clause.text, verb.text, scope, scene.agreed):
        other = other or given_to(clause, scene)
        soft = re.search(r"\b(?:could|may|might|would|hinted|signalled)\b", verb.text)
        yield from yields(clause, other, who, "promised", 0.65 if soft else 0.85, scene)


def _by_deal(clause: Clause, scene: Scene) -> Iterator[Claim]:
    """ "Canada has reached a deal with China to let in Chinese cars": whose goods are named gets, the other gives."""
    getters = {m.party for m in clause.named if m.adjective and m.party in scene.parties}
    getter = getters.pop() if len(getters) == 1 else ""
    if not getter and _INTO_IT.search(clause.scope):
        getter = scene.other(clause.who)
    yield from yields(clause, getter, scene.other(getter), "promised", 0.7, scene)


def yields(clause: Clause, asker: str, target: str, how: str, sure: float, scene: Scene) -> Iterator[Claim]:
    """A claim for each topic of a clause, between parties of the talks that are not the same."""
    for one in asker.split("+"):
        for other in target.split("+"):
            if one != other and {one, other} <= set(scene.parties):
                for topic in clause.about:
                    yield Claim(one, topic, other, how, round(sure, 2))
