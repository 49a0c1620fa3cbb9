"""Of whom a clause buys, whose market somebody asks to enter, whose measure both will ease or take away."""

from __future__ import annotations

import re

from tradetalks.articles.passives import MARKET
from tradetalks.articles.said import Clause
from tradetalks.articles.scene import Scene
from tradetalks.articles.subjects import owner_of_measure

_BARRIERS = r"\b(?:barriers|restrictions|non-tariff measures)\b"
_BARRIERS_TO = re.compile(rf"{_BARRIERS} (?:to|on|facing|against) (?:imports of |exports of )?(?:the )?$")
_BUYS = re.compile(
    r"\s*(?:also |now |initially |\w+ly )?(?:see (?:the |it )?(?:[\w-]+ ){0,4}?)?"
    r"(?:buy(?:ing)?|(?:purchas|acquir|procur|leas|sourc)(?:e|ing)|(?:import|order)(?:ing)?"
    r"|take (?:delivery of|\d)|receive)\b"
)
EASES = re.compile(
    r"\s*(?:lower|cut|reduc|lift|remov|scrap|suspend|eas|halv|slash|eliminat|drop|relax|phas|waiv|abolish"
    r"|normali[sz]|resum|cap\b|capping|limit)"
)
_MARKET_OF = re.compile(
    r"\b(?:access to|(?:sell|export|ship|sales|exports|shipments)\b[^.;,]{0,40} (?:in)?to|enter"
    r"|entry (?:in)?to)\s+(?:the\s+)?$"
)
_MUTUAL = re.compile(
    r"\b(?:each other's|one another's|the other's|the other side's|of the other"
    r"|(?:preferences|crossings?|border points?|tariffs|duties|barriers) (?:in trade )?between (?:them|both|the two)"
    r"|(?:their|the) (?:common |shared )?border (?:crossings?|crossing points?|points?|posts?))\b"
    r"|\b(?:re)?open\w* (?:\w+ ){0,2}?border crossing"
    r"|^\W*(?:\w+ ){0,3}?(?:cut|lift|suspend|lower|reduce|remove|halve|scrap|drop|eliminate|pause|phase out"
    r"|waive|abolish|ease|end)\w*"
    r" (?:\w+ ){0,2}?(?:their|its)\b",
    re.IGNORECASE,
)
_TAKES_AWAY = re.compile(
    r"\s*(?:work (?:together )?to |jointly |promptly )?(?:address|prevent|remov|reduc|eliminat|resolv|tackl"
    r"|lower|dismantl)"
)
_TO_BE_CUT = re.compile(
    r"\b(?:will|would|shall|is to|are to) (?:be (?:cut|lowered|reduced|lifted|removed|eased|suspended|phased out|halved"
    r"|eliminated|abolished)|fall|come down)\b"
)


_SELLS = re.compile(r"\s*(?:also |now |\w+ly )?(?:sell|deliver)\b")
_LET_IN = re.compile(
    r"(?:'s?)? (?:[\w-]+ ){1,5}?to (?:\w+ly )?(?:arrive|enter(?! into)|come in|be (?:let in|admitted"
    r"|allowed (?:in\b|to))"
    r"|(?:get|receive|be (?:given|granted)) (?:\w+ )?(?:visas?|entry|access|permits?))"
)


_MEANS_TO = re.compile(r"\b(?:wants?|wanted|wish(?:es|ed)?|hopes?|hoped|aims?)(?: to)?$")
_OPENS_OWN = re.compile(
    r"\s*(?:to )?open (?:up )?(?:its|their|our) (?:own )?(?:[\w-]+ ){0,2}?(?:markets?|borders?|doors?|sectors?)\b"
)
_LETS_IN = re.compile(r"\s*(?:to )?(?:allow|admit|let(?: in)?|accept)\s")
"""What one would do oneself: "wants to allow 30,000 tonnes of Australian beef"."""


def sells(clause: Clause, scene: Scene) -> str:
    """Who sells, by a firm's name or by its country's: "Airbus will sell 40 jets to the carrier"."""
    if len(scene.parties) != 2 or not _SELLS.match(clause.scope):
        return ""
    head = clause.text[: clause.verb.start]
    firms = {of for name, of in scene.taxonomy.places.makers.items() if re.search(rf"\b{re.escape(name)}\b", head)}
    who = firms.pop() if len(firms) == 1 and not clause.who else clause.who
    return who if who in scene.parties else ""


def wants_in(clause: Clause, scene: Scene) -> bool:
    """Is what somebody wants to let in what is the other's: "India wants Australian wool to arrive at a lower duty",
    "the EU wants to allow 30,000 tonnes of Australian beef", "wants to open its market"?"""
    first = clause.named[0] if clause.named else None
    if _MEANS_TO.search(clause.verb.text) and (clause.verb.text.endswith(" to") or clause.scope.startswith(" to ")):
        goods_of = {m.party for m in clause.named if m.adjective} or {m.party for m in clause.named}
        if _OPENS_OWN.match(clause.scope) or (_LETS_IN.match(clause.scope) and goods_of == {scene.other(clause.who)}):
            return True
    return (
        first is not None
        and first.adjective
        and first.party == scene.other(clause.who)
        and not clause.text[clause.verb.end : first.start].strip(" themor")
        and bool(_LET_IN.match(clause.text[first.end :]))
    )


def seller_of(clause: Clause, scene: Scene) -> str:
    """Of whom a firm buys: "the airline will take 20 aircraft from American makers", "will buy 50 Boeing jets"."""
    if len(scene.parties) != 2 or not _BUYS.match(clause.scope):
        return ""
    makers = scene.taxonomy.places.makers
    named = {m.party for m in clause.named} or {
        makers[name] for name in makers if re.search(rf"\b{re.escape(name)}\b", clause.scope)
    }
    return named.pop() if len(named) == 1 else ""


def market_of(clause: Clause, scene: Scene) -> str:
    """Whose market somebody unnamed asks to enter: "the beef industry wants access to the United Kingdom"."""
    for m in clause.named:
        opens = MARKET.match(clause.text[m.end :]) or re.match(r"(?:'s?)? (?:[\w-]+ )?markets?\b", clause.text[m.end :])
        if scene.other(m.party) and (opens or _MARKET_OF.search(clause.text[clause.verb.end : m.start])):
            return m.party
    return ""


_ITS_CASE = re.compile(r"'s? (?:[\w-]+ ){0,3}?(?:complaints?|cases?|disputes?|proceedings|challenge)\b")
_BROUGHT_BY = re.compile(
    r"\b(?:complaints?|cases?|disputes?|proceedings|challenge)\b[^.;]{0,40}?\b(?:brought|filed|lodged|launched"
    r"|opened|started)"
    r" by (?:the )?$"
)
_REVIEWS = re.compile(r"\s+(?:is |also )?(?:reviews?|reviewing|looks? again at|examin\w+|reconsider\w*)\b")


def complainant(text: str, scene: Scene) -> str:
    """Who brought the dispute that a sentence tells of: who is said to have, or the other than whose measure is under
    review meanwhile. A panel suspends its work at the complaining party's request (Dispute Settlement Understanding,
    Article 12.12), so that a case which both give up is given by that one."""
    for m in scene.named(text):
        if _ITS_CASE.match(text[m.end :]) or _BROUGHT_BY.search(text[: m.start]):
            return m.party
    for m in scene.named(text):
        if m.noun and _REVIEWS.match(text[m.end :]):
            return scene.other(m.party)
    return ""


def is_mutual(text: str) -> bool:
    """Does each give the other what a text says: "cut tariffs on each other's cars"? Recognition is one's own."""
    return bool(_MUTUAL.search(text)) and "recogni" not in text


def whose_cut(clause: Clause, scene: Scene) -> str:
    """Whose measure both say will be eased: "confirmed a deal to lower U.S. duties on Swiss goods"."""
    eases = EASES.match(clause.scope) or _TO_BE_CUT.search(clause.scope)
    if _MUTUAL.search(clause.scope) or not eases:
        return ""
    return owner_of_measure(clause.scope, scene)


def whose_barriers(clause: Clause, scene: Scene) -> str:
    """Whose barriers both say they will take away: "address Cambodia's barriers", "barriers to U.S. farm goods"."""
    if not _TAKES_AWAY.match(clause.scope):
        return ""
    for m in clause.named:
        before, after = clause.text[clause.verb.end : m.start], clause.text[m.end :]
        if re.match(rf"(?:'s?)?\s+(?:[\w-]+\s+){{0,2}}?{_BARRIERS}", after) and not _BARRIERS_TO.search(before):
            return m.party
        if re.search(rf"{_BARRIERS}[^,.;]{{0,60}}\b(?:imposed|maintained|applied) by (?:the )?$", before):
            return m.party
    for m in clause.named:
        if m.party in scene.parties and _BARRIERS_TO.search(clause.text[clause.verb.end : m.start]):
            return scene.other(m.party)
    return ""
