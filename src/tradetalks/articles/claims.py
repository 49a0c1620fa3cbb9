"""Claims of a clause: who asks, opposes, refuses, promises or gets what, of whom.

What one side commits to is what the other asks: "China will suspend its controls" is an ask of the other side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tradetalks.articles import predicates as words
from tradetalks.articles.acts import is_harm, is_negated, is_talk
from tradetalks.articles.answers import is_unborne
from tradetalks.articles.asked import asked
from tradetalks.articles.gifts import GAINS, PASSIVE, SPENDERS, gives, yields
from tradetalks.articles.mentions import is_object
from tradetalks.articles.passives import DEAL, passive
from tradetalks.articles.said import Claim, Clause, trim
from tradetalks.articles.scene import BOTH, Scene, Under
from tradetalks.articles.subjects import MEASURE, owner_of_measure
from tradetalks.articles.threatened import asked_by_threat
from tradetalks.articles.topics import TARIFFS, topics
from tradetalks.articles.whom import (
    entered,
    enters,
    given_to,
    let_act,
    lets_do,
    seen_to_act,
    what_sells,
)
from tradetalks.articles.whose import (
    EASES,
    complainant,
    is_mutual,
    market_of,
    seller_of,
    sells,
    whose_barriers,
    whose_cut,
)

_LETS_BAN = re.compile(
    r"\b(?:allow|let|permit|enabl|authori[sz])\w*\s[^.;]{0,120}?\bto (?:\w+ly )?(?:ban|block|restrict|prohibit|curb)\b"
)
"""Whom something lets keep goods out, which opens nothing."""
_OWN_DEMAND = re.compile(
    r"\s*(?:its|their|his|her|the) (?:\w+ )?(?:opposition|objections?|demands?|requests?|insistence|claims?"
    r"|complaints?)\b"
)
_KEPT_IN = re.compile(r"\s*be (?:\w+ly )?(?:protected|recogni[sz]ed|accepted|admitted|registered) in (?:the )?")
"""Where something is given, by whose country it is: "their names will be protected in the EU"."""
_TAKES_ON = re.compile(r"\s*(?:an?|the|that|those) (?:\S+ ){0,3}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharge)\b")
"""What one accepts of the other: "accepts a 15% tariff"."""
_EACH = re.compile(r"\beach\b|\bone another\b|\bthe other(?:'s)?\b")
_ENDS_THEIRS = re.compile(
    r"\s*(?:terminate|end|drop|withdraw|settle|close|suspend)\b[^.;]*\b(?:disputes|cases|complaints)\b[^.;]{0,40}?"
    r"\b(?:between (?:them|the two)|(?:with|against) (?:each other|one another))\b"
)
"""Cases that both have brought and both give up."""
_HAS_ACCESS = re.compile(r"\s*(?:also |now )?(?:get|have|obtain|be (?:given|granted|allowed|spared|exempt\w*))\b")
_INVESTED_IN = re.compile(r"\binvest\w*\b[^.;]*\bin\s+(?:the\s+)?$")
"""Before who gets what is given: "in exchange for a $3bn investment in Canada"."""
_SAYS = re.compile(
    r"\b(?:said|says|told|wrote|argued|argues|insisted|insists|demanded|added|replied|[Aa]ccording to|in the view of)\b"
)
_NO_LONGER = re.compile(r"\s*no longer (?:require|need|face|have to|be (?:subject|required|tested|inspected|taxed))\b")
"""What goods are spared: "devices will no longer require separate approval in the Philippines"."""
_ITS_MEASURE = re.compile(
    r"\s*(?:the|this|that|these|those|such|any|(?:[A-Z][\w.]+'s?)) (?:[\w%-]+ ){0,3}?(?:tariffs?|dut(?:y|ies)"
    r"|lev(?:y|ies)|bans?"
    r"|curbs?|measures?|surcharges?|fees?|controls|embargo|restrictions?|tax(?:es)?|probe|investigation)\b"
)
"""What is rejected of the other: "rejected the tariff"."""
_FOR_ALL = re.compile(r"\b(?:unilaterally|of its own accord|for all (?:the world|countries|comers)|for everyone)\b")
"""Of what a side has done by itself, for nobody in particular."""
_IS_ASKED = re.compile(
    r"\b(?:is|are|was|were|been|being)\s(?:\w+ly\s)?(?:asked|pressed|pushed|urged|lobbied|called (?:on"
    r"|upon))\b(?! to be\b)"
)
"""Who is asked, and asks nothing: "was asked for", "has been pressed for"."""

_WE = re.compile(r"\b[Ww]e\s(?:[\w']+\s)?$")

_APPLIES = re.compile(r"\s*(?:also |now |henceforth )?(?:apply|be (?:applied|charged|levied)) (?:to|on)\b")


def _payer(clause: Clause, scene: Scene) -> str:
    """Whose goods a duty will apply to by an agreement that the report tells of: "A 15% tariff will apply to Thai
    rice"."""
    if not (scene.agreed and _APPLIES.match(clause.scope) and MEASURE.search(clause.text[: clause.verb.start])):
        return ""
    goods = {m.party for m in clause.named if m.adjective and scene.other(m.party)}
    return goods.pop() if len(goods) == 1 else ""


def claims_of(clause: Clause, under: Under, scene: Scene, label: str, before: str) -> Iterator[Claim]:
    """What a predicate with its subject and clause says."""
    first = clause.named[0] if clause.named else None
    asks = not clause.who and first and clause.verb.kind == words.ASK and scene.other(first.party)
    if asks and first and _FROM_WHOM.search(clause.text[clause.verb.end : first.start]):
        clause = replace(clause, who=scene.other(first.party))  # "We expect from the United Kingdom a fast lane"
    first_acts = first and first.noun and re.fullmatch(r"\s*(?:the )?", clause.text[clause.verb.end : first.start])
    if first and first_acts and clause.verb.text.startswith("call") and _DEAL_CALLS.match(clause.text):
        yield from yields(clause, scene.other(first.party), first.party, "promised", 0.75, scene)
        return  # "The agreement, the product of months of talks, calls for China to buy"
    if seen := seen_to_act(clause):
        yield from _of_party(seen, under, scene, label, before)
        return
    verb, who, text = clause.verb, clause.who, clause.text
    other = scene.other
    bearer = who or (before if _WE.search(text[: verb.start]) else "")
    if other(bearer) and is_unborne(f"{verb.text}{clause.scope}"):
        about = tuple(t for t in topics(clause.scope, scene.taxonomy) if t in scene.taxonomy.goods) or (TARIFFS,)
        yield from yields(replace(clause, about=about), bearer, other(bearer), "asked", 0.65, scene)
        return  # "We will not accept a tariff above 15%": of the other's duty
    if any(m.start() <= verb.start < m.end() for m in _LETS_BAN.finditer(text)):
        return  # "allowed Poland to ban domestic sales of Ukrainian wheat"
    if verb.kind in (words.GIVE, words.GET, words.DO) and (market := entered(clause, scene)):
        yield from yields(clause, other(market), market, "promised", 0.7, scene)
        return
    if verb.kind == words.ASK and other(who) and _IS_ASKED.search(verb.text):
        yield from yields(clause, other(who), who, "asked", 0.75, scene)
        return  # "Ghana is being pressed for more visas"
    if verb.kind == words.TOLD:
        by = [m for m in scene.named(verb.text) if m.party != who]
        yield from yields(clause, by[0].party if by else other(who), who, "asked", 0.8, scene)
    elif verb.kind == words.BY:
        yield from yields(clause, who, other(who), "asked", 0.8, scene)
    elif verb.kind == words.IF:
        named = [m for m in clause.named if m.noun and not _IN_PLACE.search(text[: m.start])]
        named = named or [m for m in clause.named if m.adjective]
        target = next((m.party for m in named if m.party != who), "")
        yield from yields(clause, other(target), target, "asked", 0.7, scene)
    elif verb.kind == words.EXCHANGE:
        named = [m for m in clause.named if not is_object(text, m) and m.party in scene.parties and m.party != who]
        giver = named[0].party if named else other(who)
        if named and (who == BOTH or not who) and _INVESTED_IN.search(text[verb.end : named[-1].start]):
            giver = other(named[-1].party)
        if clause.after in (words.ASK, words.OF_ASK):  # asks something in return for what it gives
            giver = who
        yield from yields(clause, other(giver), giver, "promised", 0.75, scene)
    elif who and (host := lets_do(clause, scene)):
        yield from yields(clause, who, host, "promised", 0.65, scene)
    elif verb.kind == words.GIVE and first and first.noun and enters(clause, first.start) and other(first.party):
        about = clause.about or tuple(topics(trim(text[: verb.start]), scene.taxonomy))
        yield from yields(replace(clause, about=about), other(first.party), first.party, "promised", 0.65, scene)
    elif verb.kind == words.FALL:
        if MEASURE.search(text[: verb.start]):
            yield from passive(clause, under, scene, label, before)
    elif got := let_act(clause, scene):
        yield from yields(clause, got, other(got), "promised", 0.65, scene)
    elif verb.kind == words.GIVE and (where := _KEPT_IN.match(clause.scope)):
        for m in (m for m in clause.named if m.start == verb.end + where.end()):
            topic = clause.about or tuple(topics(trim(text[: verb.start]), scene.taxonomy))
            yield from yields(replace(clause, about=topic), other(m.party), m.party, "promised", 0.65, scene)
    elif who == BOTH:
        yield from _both_ways(clause, scene)
    elif not who and verb.kind == words.ASK and under.role == "ask" and len(scene.parties) == 2:
        yield from _of_party(replace(clause, who=under.party), under, scene, label, before)
    elif not who and verb.text.endswith("decision to") and (owner := owner_of_measure(clause.scope, scene)):
        yield from yields(clause, other(owner), owner, "promised", 0.65, scene)
    elif verb.kind in (words.GIVE, words.BARE) and (seller := sells(clause, scene)) and what_sells(clause, scene):
        yield from yields(
            replace(clause, about=what_sells(clause, scene)), seller, other(seller), "promised", 0.65, scene
        )
    elif verb.kind in (words.GIVE, words.DO, words.BARE) and who and seller_of(clause, scene) == who:
        yield from yields(clause, who, other(who), "promised", 0.65, scene)  # who sells can not be who buys
    elif not who and verb.kind == words.GIVE and (seller := seller_of(clause, scene)):
        yield from yields(clause, seller, other(seller), "promised", 0.65, scene)
    elif not who and verb.kind == words.ASK and (market := market_of(clause, scene)):
        yield from yields(clause, other(market), market, "asked", 0.6, scene)
    elif not who and (payer := _payer(clause, scene)):
        yield from yields(clause, payer, other(payer), "promised", 0.7, scene)
    elif not who or not set(who.split("+")) <= set(scene.parties):
        head = text[: verb.start]
        if verb.kind in (words.GIVE, words.DO) and (
            PASSIVE.match(clause.scope) or MEASURE.search(head) or DEAL.search(head)
        ):
            yield from passive(clause, under, scene, label, before)
        elif verb.kind == words.GIVE and _NO_LONGER.match(clause.scope):
            where = [m for m in clause.named if re.search(r"\bin (?:the )?$", text[: m.start])]
            for m in where:
                for topic in topics(trim(head), scene.taxonomy):
                    if scene.other(m.party):
                        yield Claim(scene.other(m.party), topic, m.party, "promised", 0.7)
        elif under.role == "give" and verb.kind in (words.GIVE, words.DO, words.GET) and not who:
            yield from yields(clause, other(under.party), under.party, "promised", 0.75, scene)
    else:
        yield from _of_party(clause, under, scene, label, before)


def _of_party(clause: Clause, under: Under, scene: Scene, label: str, before: str) -> Iterator[Claim]:
    """What a party asks, opposes, refuses, gets or gives."""
    verb, who, scope = clause.verb, clause.who, clause.scope
    first = clause.named[0] if clause.named else None
    organ = _ORGAN_ASKS.search(clause.text[: verb.start])
    own_organ = verb.kind == words.ASK and first and organ and first.party == who
    if own_organ:
        return  # "the European Parliament also calls on the Commission to step up its response"
    if verb.kind == words.ASK and first and first.party == who and first.start - verb.end <= 5 and scene.other(who):
        who = scene.other(who)  # "The EU said that Colombia fell short, urging Colombia to"
        clause = replace(clause, who=who)
    if (
        verb.kind == words.ASK
        and first
        and first.party == who
        and _FROM_WHOM.search(clause.text[verb.end : first.start])
    ):
        who = scene.other(who) or who  # "We expect from the United Kingdom a fast lane"
        clause = replace(clause, who=who)
    other = scene.other(who) or under.of
    if verb.kind in (words.GIVE, words.DO, words.BARE) and EASES.match(scope) and "+" not in who:
        owner = owner_of_measure(scope, scene)
        if owner and owner != who and scene.other(owner) == who:
            who, other = owner, who  # "the Government agreed to remove a levy on Indian textiles"
            clause = replace(clause, who=who)
    if verb.kind in (words.ASK, words.OPPOSE, words.OF_ASK):
        yield from asked(clause, who, other, scene)
    elif (
        verb.kind == words.REFUSE
        and verb.text.lower().endswith(("reject", "rejects", "rejected", "rejecting"))
        and (_ITS_MEASURE.match(scope))
    ):
        yield from yields(clause, who, other, "opposed", 0.6, scene)
    elif verb.kind == words.REFUSE:
        yield from yields(clause, other or given_to(clause, scene), who, "refused", 0.6, scene)
    elif verb.kind == words.GET and SPENDERS.search(clause.text[: verb.start]) and MEASURE.search(scope):
        yield from yields(clause, other, who, "promised", 0.6, scene)  # it is their own country's duty that falls
    elif verb.kind == words.GET:
        yield from yields(clause, who, other or given_to(clause, scene), "promised", 0.7, scene)
    elif verb.kind == words.OUGHT:
        yield from _ought(clause, scene)
    elif re.search(r"\baccept\w*$", verb.text) and _TAKES_ON.match(scope):
        return
    elif verb.kind == words.DO and _FOR_ALL.search(scope):
        return  # "abolished its industrial tariffs unilaterally"
    elif verb.kind == words.DO and _NO_OPENING.match(scope):
        return  # "opened an investigation into", "opens talks"
    elif verb.kind == words.DO and is_harm(f" {verb.text.split()[-1]}{scope}") and _PREFERENCES.search(scope):
        yield from asked_by_threat(scope, verb.end, who, list(clause.named), scene)
    elif verb.kind == words.DO and _LEAVES.match(f"{verb.text.split()[-1]}{scope}"):
        return  # "withdraws from the agreement and adds 21%"
    elif _OWN_DEMAND.match(scope) and verb.kind == words.DO:
        return  # "dropped its opposition to Japan's subsidies"
    elif verb.kind in (words.DO, words.BARE, words.OF_GIVE):
        yield from yields(clause, other or given_to(clause, scene), who, "promised", 0.85, scene)
    elif verb.kind == words.GIVE and who.count("+") == 1 and not is_talk(scope) and _EACH.search(clause.text):
        yield from _among(clause, scene)
    elif verb.kind == words.GIVE:
        yield from gives(clause, other, under, scene, label, before)


_IN_PLACE = re.compile(r"\b(?:in|at|from) (?:the )?$")
_NO_OPENING = re.compile(
    r"\s*(?:an?|the|its|new|formal) (?:[\w-]+ ){0,3}?(?:investigations?|probes?|inquir(?:y|ies)|cases?|proceedings"
    r"|talks"
    r"|negotiations|signature|support|consent|ambassador|troops|offices?|embass(?:y|ies)|consulates?|dialogue"
    r"|round|consultations|rift|debate)\b"
)
_LEAVES = re.compile(
    r"(?:withdr[ae]w\w*|left|leav\w+|quits?|exit\w*|pull\w*)(?: out)?(?: (?:from|of))? (?:the|its|their|this|that|an?) "
    r"(?:[\w-]+ ){0,4}?(?:agreements?|accord|pact|deal|treaty|arrangement|convention|talks)\b(?! tariffs?| dut)",
    re.IGNORECASE,
)
"""Who leaves what was agreed gives nothing."""
_PREFERENCES = re.compile(r"\b(?:preferences|benefits|privileges|eligibility)\b")
_DEAL_CALLS = re.compile(
    r"^\W*(?:The|This|Their|That|A|An) (?:[\w'\"-]+ ){0,5}?(?:deal|agreement|pact|accord|treaty|framework"
    r"|arrangement|memorandum)\b"
)
_ORGAN_ASKS = re.compile(
    r"\b(?:Parliament|Congress|Senate|[Ll]awmakers|[Ll]egislators|MEPs?|Council|committee)\b[^.;]*$"
)
"""Before what an organ of one side asks, of that side's own government if of anybody named so."""
_FROM_WHOM = re.compile(r"^\s*(?:from|of) (?:the )?$")


def _among(clause: Clause, scene: Scene) -> Iterator[Claim]:
    """What two of three give each other: "The United States and Switzerland each intend to"."""
    one, other = clause.who.split("+")
    for asker, target in ((one, other), (other, one)):
        yield from yields(clause, asker, target, "promised", 0.7, scene)


def _ought(clause: Clause, scene: Scene) -> Iterator[Claim]:
    """ "Ecuador must withdraw this fee," the Colombian minister said: an ask; a duty by the text itself, a promise."""
    who, text = clause.who, clause.text
    if GAINS.match(clause.scope) or _HAS_ACCESS.match(clause.scope):
        yield from yields(clause, who, scene.other(who), "asked", 0.7, scene)
        return  # "Norwegian industry must gain access to the quotas"
    saying = _SAYS.search(text)
    sayers = [m for m in scene.named(text) if m.party in scene.parties and m.party != who] if saying else []
    if sayers:
        yield from yields(clause, sayers[0].party, who, "asked", 0.75, scene)
    elif clause.verb.text == "must" and not saying and not (is_harm(clause.scope) or is_talk(clause.scope)):
        yield from yields(clause, scene.other(who) or given_to(clause, scene), who, "promised", 0.6, scene)


def _both_ways(clause: Clause, scene: Scene) -> Iterator[Claim]:
    """What each gives the other: "each will open its market to the other's beef", "both will cut their tariffs"."""
    scope = clause.scope
    if clause.verb.kind not in (words.GIVE, words.DO) or is_talk(scope) or is_harm(scope) or is_negated(scope):
        return
    if owner := whose_barriers(clause, scene) or whose_cut(clause, scene):
        yield from yields(clause, scene.other(owner), owner, "promised", 0.7, scene)
        return
    if "disputes" in clause.about and _ENDS_THEIRS.match(scope) and not complainant(clause.text, scene):
        for one, other in (scene.parties, scene.parties[::-1]) if len(scene.parties) == 2 else ():
            yield Claim(one, "disputes", other, "promised", 0.6)
        return
    if "disputes" in clause.about and EASES.match(scope):
        brought = complainant(clause.text, scene)
        yield from yields(clause, scene.other(brought), brought, "promised", 0.6, scene)
        return
    if len(scene.parties) != 2 or not is_mutual(scope):
        return
    for one, other in (scene.parties, scene.parties[::-1]):
        yield from yields(clause, one, other, "promised", 0.7, scene)
