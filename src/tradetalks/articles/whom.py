"""Of whom something is asked and to whom it is given; whom a deal lets act, or will see act; what somebody sells."""

from __future__ import annotations

import re
from dataclasses import replace

from tradetalks.articles import predicates as words
from tradetalks.articles.acts import is_negated
from tradetalks.articles.passives import DEAL
from tradetalks.articles.said import Clause
from tradetalks.articles.scene import BOTH, Scene

_ENABLES = re.compile(r"\s*(?:also |now )?(?:allow|enable|help|permit|let|spare|exempt|free)\s+(?:the )?")
"""Before whom something lets, when "it" was taken for the same: "It will allow Kenya to sell more in China"."""
_PEOPLE = re.compile(
    r"\s(?:[\w-]+ ){0,2}?(?:firms|companies|industry|exporters?|farmers|growers|producers|makers|workers|banks"
    r"|nationals"
    r"|citizens|students|airlines|fishermen|boats|businesses)\b"
)
"""Who of a country are let do something: "enable the British arms industry to"."""
_ALSO = re.compile(r",? and (?:the )?")
_SEES = re.compile(r"\s*(?:also |then |now |thus )?see (?:the )?")


_MAY = re.compile(r"\b(?:may|can|will be (?:able|allowed|free) to)$")
_THEIR_PEOPLE = re.compile(
    r"\b(?:firms|companies|banks|insurers|airlines|lawyers|doctors|nurses|students|workers|investors|carriers|vessels|boats"
    r"|trawlers|hauliers|operators|farmers|universities|professionals|nationals|citizens) (?:also |now |then )?$"
)
_IN_THERE = re.compile(r"\b(?:in|into|within) (?:the )?$")
_FROM_IT = re.compile(r"\b(?:from|of) (?:the )?$")
_GOODS_INTO = re.compile(
    r"\b(?:goods|products|exports|imports|cars|vehicles|wines?|beef|steel)\s(?:now )?(?:entering|going (?:in)?to"
    r"|bound for|sold (?:in|to)|shipped to|exported to)\s(?:the\s)?$"
)
_SEE_CUT = re.compile(
    r"\s(?:will|would|shall|should|can|are to)\s(?:also |now )?see (?:the |their |its |all |most )?(?:[\w-]+ ){0,3}?"
    r"(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|barriers)\s(?:on \w+ )?(?:be )?(?:\w+ly )?(?:reduced|cut|lowered|eliminated"
    r"|removed|scrapped|lifted|halved|phased out|fall|drop|go|disappear)\b"
)
"""What goods will see: "tariffs reduced"."""
_ENTERS = re.compile(
    r"\s*(?:also |now |again |then )?(?:enter|come into|be (?:sold|shipped|brought) (?:in|to|into)) (?:the )?"
)
"""Before whose market somebody's goods may enter: "eight million garments from Sri Lanka may enter India"."""


def let_act(clause: Clause, scene: Scene) -> str:
    """Whom something lets act, where that is no gift of its own: "The pact will allow Canada to sell more"."""
    first = next((m for m in clause.named if m.party in scene.parties), None)
    ought = clause.verb.kind == words.OUGHT and DEAL.search(clause.text[: clause.verb.start])
    if first is None or not (clause.verb.kind == words.GIVE or ought) or clause.who not in ("", BOTH, first.party):
        return ""
    if not first.noun and not _PEOPLE.match(clause.text[first.end :]):
        return ""
    return first.party if _ENABLES.fullmatch(clause.text[clause.verb.end : first.start]) else ""


def seen_to_act(clause: Clause) -> Clause | None:
    """ "A deal that will see India cut its tariffs": the clause as India's own."""
    first = clause.named[0] if clause.named else None
    opens = _SEES.match(clause.scope) if clause.verb.kind in (words.GIVE, words.DO) else None
    if not (first and opens and first.noun and first.start == clause.verb.end + opens.end()):
        return None
    return replace(clause, who=first.party, scope=clause.text[first.end : clause.verb.end + len(clause.scope)])


def what_sells(clause: Clause, scene: Scene) -> tuple[str, ...]:
    """Of what a clause is about, what money is spent on, so that who sells it has asked for it."""
    return tuple(t for t in clause.about if scene.taxonomy.topics[t].buys)


def given_to(clause: Clause, scene: Scene) -> str:
    """Of three parties, to whom something is given: who is named, or whose goods are, after the verb; joined by +."""
    named = (m.party for m in clause.named if m.party in scene.parties and m.party not in clause.who.split("+"))
    return "+".join(dict.fromkeys(named)) if len(scene.parties) > 2 else ""


def asked_of(clause: Clause, scene: Scene) -> tuple[str, float]:
    """Of whom something is asked: who is named after the verb; of three parties only who is plainly told to act."""
    text, end = clause.text, clause.verb.end
    others = [m for m in clause.named if m.party not in clause.who.split("+") and m.party in scene.parties]
    direct = [m for m in others if m.noun]
    if len(scene.parties) > 2:
        told = [
            m
            for n, m in enumerate(direct)
            if m.start - end < 15
            or (n and _ALSO.fullmatch(text[direct[n - 1].end : m.start]))
            or re.search(r"\b(?:from|of|by)\s+(?:the\s+)?$", text[max(0, m.start - 120) : m.start])
            or re.match(r"(?:'s|\s+to\b)", text[m.end :])
        ]
        if len(told) > 1 and _ALSO.fullmatch(text[told[0].end : told[1].start]):
            return f"{told[0].party}+{told[1].party}", 0.85
        return (told[0].party, 0.85) if told else ("", 0.0)
    if direct:
        return direct[0].party, 0.9
    return (others[0].party, 0.8) if others else ("", 0.7)


_ONLY_THAT = re.compile(r"\s*(?:of |on |that )?(?:the )?")


def of_outsider(clause: Clause, scene: Scene) -> bool:
    """Is something asked of a country that is not at the table: "asks that Peru enforce", "demands on Peru to"?"""
    text, end = clause.text, clause.verb.end
    first = next((m for m in clause.named if m.noun), None)
    if first is None or first.party in scene.parties or not _ONLY_THAT.fullmatch(text[end : first.start]):
        return False
    return first.kind != "names" or bool(_DOES.match(text[first.end :]))


_DOES = re.compile(
    r"\s+(?:also |should |must |to |not )*(?!(?:and|or|in|on|of|at|from|with|by|for|is|are|was|were)\b)[a-z]+\b"
)


def lets_do(clause: Clause, scene: Scene) -> str:
    """In whose country firms or people of the other may do something: "Canadian banks may open branches in Brazil"."""
    head = clause.text[: clause.verb.start]
    if not _MAY.search(clause.verb.text) or not _THEIR_PEOPLE.search(head) or is_negated(clause.scope):
        return ""
    where = [m for m in clause.named if m.noun and _IN_THERE.search(clause.text[: m.start])]
    return where[0].party if where and where[0].party == scene.other(clause.who) else ""


def entered(clause: Clause, scene: Scene) -> str:
    """Whose duties fall for goods that enter its market: "European goods entering Kenya will see tariffs reduced"."""
    for m in scene.named(clause.text[: clause.verb.start]):
        seen = _SEE_CUT.match(clause.text[m.end :])
        here = seen and m.end <= clause.verb.start < m.end + seen.end()
        if here and scene.other(m.party) and _GOODS_INTO.search(clause.text[: m.start]):
            return m.party
    return ""


def enters(clause: Clause, at: int) -> bool:
    """Do goods that are said to come from somewhere enter the market of who is named at a place of the clause?"""
    where = _ENTERS.match(clause.scope)
    head = clause.text[: clause.verb.start]
    comes = any(_FROM_IT.search(head[: m.start()]) for m in re.finditer(r"[A-Z]", head))
    return where is not None and comes and at == clause.verb.end + where.end()
