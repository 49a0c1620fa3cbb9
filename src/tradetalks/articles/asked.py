"""What a party asks or opposes by a clause, of whom, or refuses by asking to keep it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tradetalks.articles import predicates as words
from tradetalks.articles.acts import KEEPS, is_harm, is_talk
from tradetalks.articles.gifts import UNASKED, yields
from tradetalks.articles.said import Claim, Clause
from tradetalks.articles.scene import Scene
from tradetalks.articles.subjects import owner_of_measure
from tradetalks.articles.whom import asked_of, given_to, of_outsider
from tradetalks.articles.whose import wants_in

_FORESEES = re.compile(r"(?:\w+ )*(?:expects?|anticipates?)$", re.IGNORECASE)
_RIGHT_TO = re.compile(r"\s*(?:(?:the |a )?(?:right|power|option|freedom) )?to ")
_TO_BUY = re.compile(
    r"\s*(?:to )?(?:buy|import|purchase)\s(?:even |much |far |still )?(?:more|additional|further)\b[^.;]*"
    r"\b(?:from|of)\b"
)
"""What one means to buy of the other: "also wants to import more gas from"."""
_OF_ORGAN = re.compile(
    r"\s*(?:on |for |upon )?(?:the |its |their |his |her )(?:\w+ )?(?:panel|court|tribunal|arbitrators?|secretariat"
    r"|Dispute Settlement Body|World Trade Organi[sz]ation|WTO|parliament|congress|senate|legislature|lawmakers|cabinet"
    r"|firms|companies|exporters|industry|farmers|own)\b(?!'s?)",
    re.IGNORECASE,
)
"""Of whom something is asked that is no party: an organ, or one's own people."""
_OF_PANEL = re.compile(
    r"\s*(?:for |that )?(?:the |an? )?(?:establishment|setting up|formation|creation) of (?:an? |the )?"
    r"(?:[\w-]+ ){0,2}?panels?\b",
    re.IGNORECASE,
)
"""What is asked of the Dispute Settlement Body, and of no party; the measure it is over is opposed."""
_OWN_AIM = re.compile(
    r"\s*to (?:\w+ly )?(?:win over|placate|appease|reassure|please|capitali[sz]e|stimulate|become|diversify"
    r"|develop|revive|repair|attract|mend|rebuild"
    r"|moderni[sz]e|nurture|say"
    r"|speak|talk"
    r"|thank|stress|add|note|point out|make (?:it |this |one thing )?clear|begin|start|congratulate|reiterate"
    r"|emphasi[sz]e"
    r"|assure|remind)\b"
)
_WILL_NOT = re.compile(
    r"\s*that (?:it|they|he|she|we|I|the (?:deal|agreement|text)) (?:would|will|could|can|did|does|do) not\b"
    r"|\s*(?:for [\w ]{3,12} )?that (?:the |its |their )?[^.;,]{0,60}? (?:would|will|could) not be\b"
)
_IS_SO = re.compile(
    r"\s*(?:that )?(?:(?!must|should|ought|need|be\b|to\b)[\w'-]+ ){1,6}?(?:is|are|was|were|has|have|had)\b(?! to\b)"
)
"""What is insisted to be so, which is no ask: "insists that rice is on its list"."""
_ITS_STEP_WAS = re.compile(
    r"\s*(?:earlier [\w ]{3,12}? |again )?(?:that )?(?:its|their|the) (?:decision|move|step|measure|ban|curbs?"
    r"|duty|levy)\b"
    r"[^.;]{0,60}?\b(?:is|was|are|were)\b"
)
_ASSERTS = re.compile(r"(?:insist|argu|suggest)\w*$", re.IGNORECASE)
_MORE_DUTIES = re.compile(
    r"\s*(?:(?!zero|no|lower|reciprocal cuts"
    r"|(?:lift|remov|cutt|eas|end|scrapp|reduc|abolish|suspend|dropp|withdraw)ing)"
    r"[\w%-]+ ){0,2}(?:tariffs|duties)\b(?! (?:cuts?|relief|exemption|reduc))"
)
_ASKS_OTHERS = re.compile(r"\s*them to\b")
_OTHERS = re.compile(
    r"\b(?:friendly|allied|other|third|neighbou?ring) (?:countries|nations|states|governments|capitals|partners)\b"
    r"|\b(?:allies|organi[sz]ations|companies|firms|investors|lawmakers|banks)\b[^.;]*$"
)
"""Whom "them" stands for where others than the two are asked: "will approach friendly countries and ask them to"."""
_MEETING = re.compile(
    r"\s*(?:an? |the |more |further |new |urgent |early )*(?:[\w-]+ ){0,3}?(?:meetings?|talks|dialogue|summit"
    r"|negotiations"
    r"|consultations|round|visit)\b"
)
"""What is asked for where one only wants to talk: "proposed a ministerial meeting"."""
_CONCEDING = re.compile(
    r"\s*(?:an? |any |the |further |its )?(?:lower|cuts?\b|reductions?\b|opening|lowering|cutting|reducing"
    r"|easing|lifting|granting|allowing"
    r"|accepting|relaxing"
    r"|removing|liberali[sz]ing|admitting|conceding|concessions?)\b"
)
"""What one would have to give, opposed by whoever would: "opposes opening its dairy sector"."""
_OWN_GIFT = re.compile(
    r"\s*(?:an? |the |more |further |expanded |increased |larger |greater |new |tariff-free |duty-free |additional )*"
    r"(?:imports?|purchases?|investments?|concessions?|spending)\b"
    r"|\s*(?:rais|increas|expand|enlarg|doubl)ing\b[^.;]{0,40}\bimport quotas?\b"
)
_ITS_PEOPLE = re.compile(
    r"\s*(?:that )?(?:its|their) (?:[\w-]+ ){0,2}?(?:exporters?|firms|companies|farmers|growers|producers"
    r"|makers|goods)\b"
    r"[^.;]*\b(?:access|entry|exempt\w*|spared|treatment|quota)\b"
)
"""What is expected for one's own people, which is asked: "expects that its exporters will get access"."""
GONE = re.compile(
    r"\b(?:them|it|these|those|that|this) (?:\w+ly )?(?:let (?:back )?in\b|back (?:on|in)\b|changed|halved"
    r"|reversed|gone|lifted|removed|scrapped|dropped|cut|lowered|ended|abolished"
    r"|withdrawn)\b"
)
"""What is asked of a measure that the sentence, or the one before, has told of."""


def asked(clause: Clause, who: str, other: str, scene: Scene) -> Iterator[Claim]:
    """What a party asks, opposes or, by asking to keep something of its own, refuses."""
    verb, scope = clause.verb, clause.scope
    if _OF_PANEL.match(scope):
        about = tuple(t for t in clause.about if t != "disputes")
        yield from yields(replace(clause, about=about), who, other, "opposed", 0.6, scene) if about else ()
        return
    if UNASKED.search(clause.text[: verb.start]) or _OF_ORGAN.match(scope) or _OWN_AIM.match(scope):
        return
    if of_outsider(clause, scene):
        return  # "U.S. requests that Mexico do more", in talks with Canada
    if verb.kind == words.ASK and _TO_BUY.match(scope) and not re.search(r"\bpropos", verb.text):
        yield from yields(clause, other or given_to(clause, scene), who, "promised", 0.65, scene)
        return  # "also wants to import more gas from the United States"
    if _ASKS_OTHERS.match(scope) and _OTHERS.search(clause.text[: verb.start]):
        return  # "will approach friendly countries and ask them to stop investing in Turkey"
    if verb.kind != words.OPPOSE and _MEETING.match(scope):
        return  # "proposed a ministerial meeting"
    if verb.kind == words.ASK and wants_in(clause, scene):
        yield from yields(clause, other, who, "promised", 0.65, scene)
        return  # "wants Australian wool to arrive at a lower duty"
    if KEEPS.match(scope) or _WILL_NOT.match(scope):
        yield from yields(clause, other, who, "refused", 0.6, scene)
        return
    if verb.text.endswith("for") and _MORE_DUTIES.match(scope):
        return  # "a push for steel tariffs": no ask of the other side
    if _ASSERTS.search(verb.text.removesuffix(" that")) and (_IS_SO.match(scope) or _ITS_STEP_WAS.match(scope)):
        return
    if (asserted := re.match(r"\s*that (?:the )?", scope)) and _ASSERTS.search(verb.text.removesuffix(" that")):
        said = [m for m in clause.named if m.start - verb.end <= asserted.end()]
        if said and said[0].party == who:
            return  # "Mr. Falkenberg insisted that the EU had assured"
    if verb.kind == words.OF_ASK and re.search(r"\b(?:proposals?|bid|push) (?:to|for)$", verb.text) and is_harm(scope):
        return  # "the EU's proposal to put a cap on palm oil"
    if re.search(r"\bpropos\w+$", verb.text) and _OWN_GIFT.match(scope):
        yield from yields(clause, other or given_to(clause, scene), who, "promised", 0.7, scene)
        return  # "is proposing larger imports of rice"
    if re.search(r"\bpropos\w+$", verb.text) and scope.startswith(" to "):
        if not is_talk(scope) and not is_harm(scope[len(" to ") :]):
            yield from yields(clause, other or given_to(clause, scene), who, "promised", 0.7, scene)
        return  # "has proposed to buy more wheat": an offer
    if (act := _RIGHT_TO.match(scope)) and is_harm(scope[act.end() :]):
        return  # "wanted the right to reimpose tariffs"
    target, sure = asked_of(clause, scene)
    if _FORESEES.match(verb.text) and sure < 0.85 and not _ITS_PEOPLE.match(scope):
        return  # "expects the truce to hold": foreseen, not asked
    opposed = verb.kind == words.OPPOSE
    if opposed and _CONCEDING.match(scope):
        yield from yields(clause, other, who, "refused", 0.6, scene)
        return  # "has pushed back against opening up its dairy sector"
    if not (target or other) and GONE.search(scope):
        target = owner_of_measure(clause.text[: verb.start], scene)  # "and Beijing would like to see them gone"
        sure = 0.6
    how = "opposed" if opposed else "asked"
    yield from yields(clause, who, target or other, how, sure - 0.15 * opposed, scene)
