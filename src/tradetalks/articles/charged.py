"""Who charges a rate of duty: whose measure it is called, whose goods pay it, who promises or is asked to change it."""

from __future__ import annotations

import re

from tradetalks.articles.mentions import is_object, is_place, mentions
from tradetalks.articles.said import Claim
from tradetalks.articles.scene import Scene, Under
from tradetalks.articles.subjects import joined, owner_of_measure
from tradetalks.articles.topics import TARIFFS

MOST_BETWEEN = 7
"""Words between who pays a duty and that it does."""
_AVOIDED = re.compile(
    r"\b(?:(?:hopes? of|bid to|order to|effort to|attempt to|seeking to|hoping to) )(?:avoid|avert|escap"
    r"|head(?:ing)? off|stav(?:e|ing) off)\w* (?:an?|the|its|this|that) (?:\w+ )?[\d.]+[\s-]?(?:%|per)"
)
"""A rate that whoever gives something wants to escape, and the other charges."""
_PAID_IN = re.compile(
    r"\b(?:paid|pays?|faces?|faced|attracts?|attracted|carr(?:y|ies)|incurs?|bears?)\b(?:[^.;]"
    r"|\.(?=\d)){0,40}?\b(?:in|into)\s+(?:the\s+)?$"
)
"""Before the country where a duty is paid."""


def importer_of(
    text: str, clause: str, scene: Scene, claims: tuple[Claim, ...], under: Under, carried: str, item: str, context: str
) -> str:
    """Who charges a rate: whose measure it is called, whose goods pay it, who promises or is asked to change it."""
    about_party = any(m.party in scene.parties for m in mentions(clause, scene.taxonomy))
    if third := _of_third(clause if about_party else text, scene):
        return third
    if under.role == "ask" and scene.other(under.party):
        return scene.other(under.party)
    if answered := _answered(text, carried, scene):
        return answered
    if opener := next((m.party for m in scene.named(text) if _GOES_OPEN.match(text[m.end :])), ""):
        return opener
    givers = {c.target for c in claims if c.how == "promised"}
    if len(givers) == 1 and _AVOIDED.search(clause):
        return scene.other(*givers)  # "offered free entry in the hope of avoiding a duty of 36 per cent"
    if entered := _imports(text, scene, claims) or _goes_open(text, scene):
        return entered
    if faced := _faced(clause, scene):
        return faced
    for part in (clause, text):
        if owner := (
            _imposer(part, scene)
            or _where_sold(part, scene)
            or owner_of_measure(part, scene)
            or _of_payer(part, scene)
            or _charges(part, scene)
        ):
            return owner
    said = [c for c in claims if c.topic == item] or [c for c in claims if c.topic in (TARIFFS, *scene.taxonomy.goods)]
    targets = {c.target for c in said}
    if len(targets) == 1:
        return said[0].target
    if targets and carried not in targets:
        return ""
    if under.role == "give":
        return under.party
    if under.role in ("get", "ask"):
        return scene.other(under.party)
    return owner_of_measure(context, scene) or ("" if _IS_GIVEN.search(clause) else carried)


def _of_third(clause: str, scene: Scene) -> str:
    """A country outside the talks whose rate a clause gives: "the American tariff", "which the EU put on"."""
    for m in mentions(clause, scene.taxonomy):
        if m.party in scene.parties or scene.is_loose(clause, m):
            continue
        after, before = clause[m.end :], clause[: m.start]
        if _FROM.search(before) and _AT_A_DUTY.match(after):
            continue  # "already imported from Norway at duties of 20%"
        if re.match(r"(?:'s?)?\s+(?:\w+\s+){0,2}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharge)\b", after):
            return m.party
        if _OWN_ACT.match(after) and not before.rstrip().endswith((" by", " with")):
            return m.party  # "In August President Lopez imposed a 30% tariff on"
        puts = re.match(
            r",?\s+(?:has |had |have |will |would )?(?:put|imposed?|levied|levy|slapped|charges?|levies"
            r"|introduced)\b",
            after,
        )
        if puts and re.search(r"(?:\b(?:which|that|after|as)\s+|, )(?:the\s+)?$", before):
            return m.party
        if _PAID_IN.search(before):
            return m.party
    return ""


_IS_GIVEN = re.compile(r"\b(?:get|gets|receives?|obtains?|granted|win|wins) (?:an? )?(?:[\w,.]+ ){0,4}?quotas?\b")
"""Who is given a quota at a rate does not charge it: "It will also get a quota of beef at 7.5 percent"."""
_OWN_ACT = re.compile(
    r"(?:'s? (?:\w+ )?(?:government|president|administration|parliament))? (?:has |had |also |then |\w+ly )*"
    r"(?:imposed|slapped|levied|introduced|put|raised|announced)\s(?:an? |the |new |\d)[^.;]{0,40}?"
    r"(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharge|%|per ?cent)"
)
"""What a country outside the talks did."""
_ITS_ANSWER = re.compile(
    r"\b(?:its|their|an?|in) (?:\w+ )?(?:answer|response|repl(?:y|ies)|retaliation|reaction|riposte) (?:to|for"
    r"|against) "
    r"(?:the |an? |\w+ )?(?:[\w-]+ ){0,2}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|rates?)\b"
)


def _answered(text: str, carried: str, scene: Scene) -> str:
    """Whose rates a measure answered that the sentence before told of: "its answer to the duties of 25%"."""
    named = any(m.party in scene.parties for m in mentions(text, scene.taxonomy))
    return scene.other(carried) if carried and not named and _ITS_ANSWER.search(text) else ""


_GOES_OPEN = re.compile(
    r"\s(?:is|are|will be|was|were|has|have|will)?\s?(?:going|gone|becoming|become|be|go|goes|went)?\s?"
    r"(?:an? |fully |wide )*open[ -]market\b",
    re.IGNORECASE,
)
"""Who opens its market, whose duties are then told of: "Peru will be an open market with us, and zero tariffs"."""
_FACES = re.compile(
    r",? (?:(?:is|are|was|were|has|have|been|still|now|currently|already|also) )*(?:fac(?:es|ed|ing)|hit (?:by|with)"
    r"|slapped"
    r" with|subject(?:ed)? to) (?:an? |the )?(?:[\w-]+ ){0,2}?[\d.]+[\s-]?(?:%|per)"
)
"""After who has a rate charged on his goods: "with Kenya facing a 17 per cent tariff"."""


def _faced(clause: str, scene: Scene) -> str:
    """The other of whom a rate is said to face."""
    who = {m.party for m in scene.named(clause) if m.party in scene.parties and _FACES.match(clause[m.end :])}
    return scene.other(who.pop()) if len(who) == 1 else ""


_IMPOSED = (
    r"(?:impos\w+|raised|extended|maintain\w*|keeps|kept|levied|levies|charged|slapped|put|introduced|applied"
    r"|threatened|announced)"
)
_PAYS = re.compile(
    r"\b(?:pay(?:s|ing)?|accepts?|accepted|faces?|faced|paid|facing|subject to|hit (?:by|with)|slapped with"
    r"|reel\w* from)\b"
)


_CUTS_ITS = re.compile(
    r" to (?:\w+ly )?[a-z]+ (?:its|their) (?:[\w-]+ ){0,3}?(?:\d[\d.]*\s?(?:%|per ?cent)|tariffs?|dut(?:y|ies)"
    r"|lev(?:y|ies))"
)
"""Who is to change a duty of its own: "asks Brazil to cut its 35% tariff"."""
_SPARES = re.compile(r"\b(?:spar(?:e|es|ed|ing)|sav(?:e|es|ed|ing)|costs?)\s+(?:the\s+)?$")
_A_DUTY = re.compile(r"\s+(?:an? |the |[\w-]+ ){0,3}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?)\b")
"""Whom something spares a duty, and the duty."""


def _imposer(text: str, scene: Scene) -> str:
    """Who a text says imposed a duty: "imposed by Washington", "duties that Mexico put on", "charge Korea a tariff"."""
    for m in scene.named(text):
        if m.party not in scene.parties:
            continue
        before, after = text[: m.start], text[m.end :]
        if m.noun and _CUTS_ITS.match(after):
            return m.party
        if re.search(rf"\b{_IMPOSED}\b[^.;]{{0,40}}?\bby\s+(?:the\s+)?(?:\w+\s)?$", before[-80:]):
            return m.party
        which = re.search(r"\b(?:that|which)\s+(?:the\s+)?$", before)
        if which and re.match(rf"(?:'s \w+)?\s+(?:has |had |have |now |also )*{_IMPOSED}\b", after):
            return m.party
        if _SPARES.search(before) and _A_DUTY.match(after):
            return scene.other(m.party)  # "a deal that will spare Mexico duties of 25%"
        if re.search(r"\bcharg\w+\s+(?:the\s+)?$", before) and re.match(r"\s+(?:an?|the|\d)\b", after):
            return scene.other(m.party)
    return ""


_FROM = re.compile(r"\bimport(?:ed|s|ing)?\b[^.;]{0,30}? from (?:the )?$")
_AT_A_DUTY = re.compile(r",? (?:at|under|on) (?:an? |the )?(?:[\w-]+ ){0,2}?(?:tariffs?|dut(?:y|ies))\b")
_ITS_MARKET = re.compile(r"'s? (?:[\w-]+ ){0,4}?markets?\b")
_GOES_OPEN = re.compile(
    r"\W+(?:is |are |will be |would be )?(?:going|goes|go|to be|being|becoming) (?:an? |fully )?open market\b",
    re.IGNORECASE,
)


def _imports(text: str, scene: Scene, claims: tuple[Claim, ...]) -> str:
    """Who charges what goods pay that are "imported from Norway at duties of 20%": who of the talks imports them."""
    for m in scene.named(text):
        if not (_FROM.search(text[: m.start]) and _AT_A_DUTY.match(text[m.end :])):
            continue
        if m.party in scene.parties:
            return scene.other(m.party)
        markets = {o.party for o in scene.named(text) if o.party in scene.parties and _ITS_MARKET.match(text[o.end :])}
        asked = markets or {c.target for c in claims if c.how in ("asked", "opposed")}
        return asked.pop() if len(asked) == 1 else ""
    return ""


def _goes_open(text: str, scene: Scene) -> str:
    """Whose duties fall where a country "is going open market with the United States with zero tariffs"."""
    opens = [m for m in scene.named(text) if m.party in scene.parties and _GOES_OPEN.match(text[m.end :])]
    return opens[0].party if opens else ""


def _where_sold(text: str, scene: Scene) -> str:
    """Who charges what goods pay that are sold to it: "a tariff on its exports to the US", "wine paid 14% in China"."""
    for m in scene.named(text):
        before = text[: m.start]
        sold = re.search(
            r"\b(?:(?:exports|sales|shipments|deliveries)\s+(?:[\w-]+\s+){0,3}?(?:to|into)|(?:on|when|for|goods"
            r"|products) entering)"
            r"\s+(?:the\s+)?$",
            before,
        )
        if m.party in scene.parties and m.noun and (sold or _PAID_IN.search(before)):
            return m.party
    return ""


def _of_payer(text: str, scene: Scene) -> str:
    """The other of whose goods or firms pay: "Goods from Singapore pay 10 per cent"; not who is only where they are."""
    paid = _PAYS.search(text)
    payers = [m for m in scene.named(text[: paid.start()]) if m.party in scene.parties] if paid else []
    if not paid or not payers:
        return ""
    place = re.search(r"\b(?:in|to|at|into)\s+(?:the\s+)?$", text[: payers[-1].start])
    near = len(text[payers[-1].end : paid.start()].split()) <= MOST_BETWEEN
    return scene.other(payers[-1].party) if near and not place else ""


def _charges(text: str, scene: Scene) -> str:
    """The subject of "imposed", "charges", "raised": who puts a duty on."""
    if said := re.search(
        r"\b(?:that|which) (?=(?:the )?[A-Z])(?=[\w. ]{2,25} (?:had |has )?(?:impose|levie|put"
        r"|set|announce|charge))",
        text,
    ):
        text = text[said.end() :]
    verb = re.search(
        r"\b(?:impos\w+|charg\w+|levie[sd]|puts?|slapp\w+|rais\w+|doubl\w+|hit|announced|threaten\w+|lifted"
        r"|weighing|scrapped|set|approved|double|maintain\w*|keeps|applies|collects)\b",
        text,
    )
    if not verb:
        return ""
    if (
        re.search(r"\b[Ww]e(?:'ll)?\s+(?:will\s+|would\s+|now\s+|also\s+)?$", text[: verb.start()])
        and scene.speaker in scene.parties
    ):
        return scene.speaker
    found = [m for m in mentions(text[: verb.start()], scene.taxonomy) if m.party in scene.parties]
    found = [m for m in found if not is_place(text, m) and not is_object(text, m)]
    paid_on = re.compile(r"\b(?:on|for|against|from) (?:the )?$")
    nouns = [m for m in found if m.noun] or [m for m in found if not paid_on.search(text[: m.start])]
    if joined(nouns, text):
        return ""
    return nouns[-1].party if nouns else ""
