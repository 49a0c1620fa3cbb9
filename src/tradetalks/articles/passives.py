"""Measures that change, and by whom: "US tariffs on Chinese goods will be cut", "the deal cuts them"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tradetalks.articles import predicates as words
from tradetalks.articles import verbs
from tradetalks.articles.acts import is_harm
from tradetalks.articles.mentions import mentions
from tradetalks.articles.predicates import Predicate
from tradetalks.articles.said import Claim, Clause, trim
from tradetalks.articles.scene import Scene, Under
from tradetalks.articles.subjects import MEASURE, owner_of_measure
from tradetalks.articles.topics import TARIFFS, topics

DEAL = re.compile(
    r"\b(?:deal|agreement|pact|framework|accord|order|statement|arrangement)\b(?:[^,.;]{0,40}\b(?:that|which)|, which"
    r"|\s(?:also|now)|, (?:described|signed|announced|reached|struck|seen|hailed|due|set|agreed"
    r"|billed)\b[^.;]{3,120},|\swith (?:the )?[A-Z][\w.]+(?: [A-Z][\w.]+)?)?\s+$"
)
_CHANGES = re.compile(
    r"^\s*(?:also |now |then )?(?:(?:be|to be|have been)\s+(?:\w+ly\s+)?(?:cut|lift|lower|reduc|suspend|remov"
    r"|dropp|scrapp|eas|halv|waiv|exempt|open|rais"
    r"|increas|enlarg|extend|phas|abolish|eliminat|relax|postpon|delay|br(?:ought|ing)|withdraw|end|replac|capp|limit"
    r"|recogni|set|kept|lift|held (?:at|to|below)|zero|\d|" + verbs.any_of("participle") + r"\b)"
    r"|spare|exempt|not apply|fall|drop|plummet|plunge|tumble|slide|not exceed|not be|go down|come down|end\b"
    r"|expire|resume|decline)",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\s*be (?:\w+ly )?(?:expanded|provided|supplied|increased|extended|developed|simplified|harmoni[sz]ed|streamlined"
    r"|resumed|opened|reviewed)\b"
)
"""What is to be, by whomever: "payments in yuan will be expanded"."""
_ONLY_SUPPOSED = re.compile(r"(?<!only )(?<!even )\bif (?:the |its |their |these |those |all )?(?:[\w-]+ ){1,5}$")
"""Before what is lifted only in a supposition: "sees potential if restrictions are"."""
_PHASE_OUT = re.compile(r"\b(?:phase-? ?out|removal|elimination|reduction) of\b", re.IGNORECASE)
_PUT_OFF = re.compile(r"^\s*be (?:\w+ly )?(?:extended|delayed|postponed|put off|slowed)\b")
"""A cut that is put off is none: "the phase-out of the duty will be extended"."""
_ON_GOODS = re.compile(r"\b(?:for|on)\s+")
_SPARED = re.compile(
    r"^\s*(?:also )?(?:exempt|spare|let|allow|permit|enable|help|give|grant|make it easier for)\b[^.;,]{0,60}$"
)
_PEOPLE = re.compile(
    r"\s(?:[\w-]+ ){0,2}?(?:employers?|workers?|firms|companies|exporters?|nationals|citizens|staff|professionals|goods"
    r"|businesses|farmers|producers|makers|banks|students|airlines)\b"
)
"""Whom of a country a deal lets do something, or spares."""
MARKET = re.compile(r"(?:'s?)? (?:[\w-]+ )?markets? (?:to|for)\b")
_ACCESS = re.compile(r"(?:'s?)? (?:[\w-]+ ){0,3}?access\b")
_ITS_MEASURE = re.compile(
    r"\b(?:the|this|that) (?:tariff|duty|levy|rate)\b|^\W*(?:[\w-]+ ){1,3}(?:tariffs|duties|levies)\s*$|(?:^"
    r"|, )(?:[Tt]he )?(?:[Tt]ariffs"
    r"|[Dd]uties) on [\w ]+$"
)
"""A measure whose owner the sentence before names: "Car tariffs will fall"."""


_BARE_MEASURE = re.compile(r"^\W*(?:\w+ly )?(?:(?:all|the|import|customs) )*(?:[Tt]ariffs|[Dd]uties|[Ll]evies)\s*$")
_STAYS = re.compile(
    r"^\s*not (?=be (?:\w+ly )?(?:cut|lift|lower|reduc|suspend|remov|dropp|scrapp|eas|relax|withdraw|end)) ?"
)
_ON = re.compile(r"^\s*(?:be )?\w+(?: \w+ly)? on\b")
"""After a measure, what is done to it before what it is on: "Tariffs will be eliminated on Australian wine"."""


def passive(clause: Clause, under: Under, scene: Scene, label: str, before: str = "") -> Iterator[Claim]:
    """ "US tariffs on Chinese goods will be cut": given by whose measure it is, or who announced it."""
    head, scope = clause.text[: clause.verb.start], clause.scope
    if clause.verb.kind == words.FALL and _ONLY_SUPPOSED.search(head):
        return
    kept = clause.verb.kind == words.FALL and bool(re.search(r"\bnot\b", clause.verb.text))
    if stays := _STAYS.match(scope):  # "will not be lifted"
        kept, scope = True, scope[stays.end() - 1 :]
    deal = bool(DEAL.search(head))
    if deal:
        scope = re.split(r",? while\b", scope)[0]
    if not deal and clause.verb.kind != words.FALL and not _CHANGES.match(scope):
        return
    if (
        is_harm(scope)
        or (_PHASE_OUT.search(head) and _PUT_OFF.search(scope))
        or re.match(r"\s*(?:remain|stay|stand|be subject|face|pay)", scope)
    ):
        return
    owner = owner_of_measure(scope if deal else head, scene) or _agent(scope, scene)
    if not owner and not deal and _BARE_MEASURE.match(head) and _ON.match(scope):
        owner = owner_of_measure(head.strip() + _ON.sub(" on", scope), scene)
    if not owner and before in scene.parties and _ITS_MEASURE.search(head):
        owner = before
    if not owner and under.role:
        owner = under.party if under.role == "give" else scene.other(under.party)
    if not owner and (said := re.search(r"\b(?:announced|confirmed)\b", head)):
        sayers = {m.party for m in scene.named(head[: said.start()]) if m.party in scene.parties}
        owner = sayers.pop() if len(sayers) == 1 else ""
    if deal and not owner:
        owner = _opens_to(clause, scene)
    about = clause.about if deal else (topics(trim(head), scene.taxonomy) or topics(label, scene.taxonomy))
    if not deal and set(about) == {TARIFFS} and (on := _ON_GOODS.search(scope)):
        about = [t for t in topics(scope[on.end() :], scene.taxonomy) if t in scene.taxonomy.goods] or about
    for topic in about:
        if scene.other(owner):
            yield Claim(scene.other(owner), topic, owner, "refused" if kept else "promised", 0.6 if kept else 0.7)


def _opens_to(clause: Clause, scene: Scene) -> str:
    """Who opens something by a deal that "grants Canada access": the other."""
    for m in clause.named:
        if MARKET.match(clause.text[m.end :]):
            return m.party  # "opens the Canadian market to Brazilian beef"
    for m in clause.named:
        if _SPARED.search(clause.text[clause.verb.end : m.start]) and _PEOPLE.match(clause.text[m.end :]):
            return scene.other(m.party)  # "will exempt Indian employers from paying"
    got = [m for m in clause.named if not clause.text[clause.verb.end : m.start].strip(" the")]
    return scene.other(got[0].party) if got and _ACCESS.match(clause.text[got[0].end :]) else ""


def changes_measure(head: str, verb: Predicate, scope: str) -> bool:
    """Does a passive change a measure, by whomever: "Tariffs on wool will be eliminated"?"""
    if verb.kind == words.GIVE and _PLANNED.match(scope):
        return True
    if not MEASURE.search(head) or is_harm(scope):
        return False
    return verb.kind == words.FALL or bool(_CHANGES.match(scope))


def _agent(scope: str, scene: Scene) -> str:
    match = re.search(r"\bby (?:the )?", scope)
    found = [m for m in mentions(scope, scene.taxonomy) if match and m.start == match.end()]
    return found[0].party if found and found[0].party in scene.parties else ""
