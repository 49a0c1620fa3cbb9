"""Amounts of money and goods in reports: how much, of what, who gives it, until when; what was traded is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tradetalks.articles.agreed import NUMBER
from tradetalks.articles.money import A_COUNT, COUNT, MONEY, billions, counted, currency
from tradetalks.articles.rates import clause_around
from tradetalks.articles.said import Claim
from tradetalks.articles.scene import Scene, Under
from tradetalks.articles.to_come import GIVEN, TOLD, stance_of
from tradetalks.articles.topics import TARIFFS, Named, named_topics, topics

_MAKERS = r"Boeing|Airbus|Embraer|Comac"
_MODEL = re.compile(rf"\b(?:{_MAKERS}|Section)(?:\s[\w-]+)?\s$", re.IGNORECASE)
"""Before the number of a model or a law: "Boeing 737 jets", "Section 232 autos"."""
_EFFECT = re.compile(
    r"\b(?:unlock|generat|boost|add|sav|cost|creat|los)(?:e?s|ed|ing|e)?\s(?:[\w-]+\s){0,4}?$", re.IGNORECASE
)
"""Before what something is said to bring or to cost: "expected to unlock nearly $3 billion in orders"."""
_TRADE = re.compile(r"\btrade between\b[^.;]*\b(?:worth|at|to|reached|was)\s(?:\w+ )?$", re.IGNORECASE)
_WORTH = re.compile(r"\b(?:value of|worth|valued at|total(?:l)?ing)\s(?:about |some |up to |nearly )?$")
"""Between goods and what they are worth."""
_APPOSED = re.compile(r"(?:—|–|,)\s?an? (?:increase|rise|jump) of (?:\w+ ){0,2}$")
"""Before an amount that only says how much the one before it is more."""
_SIZE_OF = re.compile(
    r"\)?\s(?:[\w-]+\s){0,2}?(?:markets?\b|industry\b|economy\b"
    r"|trade (?:balance|deficit|surplus|gap|imbalance)\b|balance of trade|imbalance"
    r"|retaliation|counter-?measures?|deficit|surplus"
    r"|gap|shortfall"
    r"|(?:funding|support|relief|aid|rescue) (?:package|programme|program|fund))\b"
)
"""After an amount that is the size of a measure or of an imbalance, or what one spends on one's own."""
_LEAST = re.compile(
    r"\b(?:equity|capital|deposit|bond|bail|threshold|fine|penalt(?:y|ies)|salary|wages?|income|assets|savings)"
    r"(?: stake)? (?:of|above|over|exceeding|from) (?:at least |no less than |more than |up to |some |about )?$",
    re.IGNORECASE,
)
"""Before what somebody must have or may have to pay: "a foreign equity of at least $1 million"."""
_CONVERTED = re.compile(
    r"(?:\d|billion|million|trillion|bn|tn|m|crore)(?: \w+)? \((?:or |about |some |around )?$", re.IGNORECASE
)
"""Before the same sum in another currency: "$550 billion (80 trillion yen)"."""
_FLEET = re.compile(r"\b(?:in (?:its|their|the) fleet|fleet of)\b")
_GOODS = re.compile(
    rf"(?<![\w.,$])(?:(?P<n0>{A_COUNT})[\s-]?(?P<scale>(?:million|billion|thousand|lakh|mln|mn|m)[\s-])"
    rf"|(?P<n>{COUNT})[\s-]?)"
    rf"(?:metric[\s-])?(?P<unit>(?:tons?|tonnes?)\b(?!-(?!(?:a-year|year|strong)\b))|MMT\b|(?-i:MT|mt)\b"
    rf"|(?-i:t)(?= (?:of|a|per|each|for|quota)\b)|(?<=\d[, ]\d\d\d)(?-i:t)\b|(?-i:bcm|mtpa|Mtpa|MTPA)\b"
    rf"|cubic met(?:er|re)s|barrels?\b|(?:hecto)?lit(?:er|re)s?\b|head(?= of\b))"
    rf"|(?<![\w.,$])(?P<mmt>{NUMBER})\s(?:million metric tons \(MMT\)|MMT)"
    rf"|(?<![\w.,$])(?P<n2>{COUNT})\s(?:(?:{_MAKERS})\s(?:[\w-]+\s){{0,4}}?"
    rf"|(?:[\w.-]+\s){{0,2}}?)(?P<thing>vehicles|cars|autos|automobiles|buses|trucks|lorries"
    rf"|aircraft|planes|jets|airliners(?! (?:makers?|builders?|manufacturers?))"
    rf"|fighters|helicopters)\b"
    rf"|\b(?P<thing2>cars|vehicles)\b[^.;]{{0,30}}?\b(?:no more than|up to|namely)\s(?P<n3>{NUMBER})(?= a year)"
    rf"|(?<![\w.,$])(?P<n4>{NUMBER})-(?P<thing3>vehicle|car|truck)\b(?=[\w\s-]{{0,30}}\bquotas?\b)",
    re.IGNORECASE,
)
_STATISTIC = re.compile(
    r"\b(?:(?:commerce|trade|exports|imports|sales|turnover|revenues?)\b[^.;]{0,60}\b(?:to|at|by|of)\s+(?:about |some "
    r"|nearly |almost |over |around |close to )?(?=[$€£\d]|\w+ (?:billion|million))|deficit|total (?:goods )?trade"
    r"|goods trade with|trade (?:was|stood|totall?ed|between)"
    r"|(?:exports|sales|imports)\b[^.;]{0,50}\b(?:reached|were|was|hit|exceeded|stood at)\s(?:worth\s)?(?=[$€£\d])"
    r"|(?:trillion|billion|million|bn|m) (?:[\w-]+ )?(?:trade|trading|economic) (?:relationship|partnership"
    r"|relation|ties|flow)"
    r"|exports (?:were|was|reached|totall?ed)|imports (?:were|was|reached)|GDP|turnover|stood at (?:some|about)"
    r"|(?:trade|commerce|market)\b[^.;]{0,40}\b(?:worth|valued|estimated|projected|cross\w*|reach\w*|touch\w*"
    r"|exceed\w*|pass)"
    r"|(?:projected|forecast|estimated|expected) to (?:reach|hit|exceed|total|be worth|grow to)|accounting for"
    r"|currently (?:imports?|exports?|buys?|sells?)|push(?:es|ed|ing)? up (?:exports|imports|trade) to|daily average of"
    r"|export value|calendar year"
    r"|(?:figure|volume|turnover)\b[^.;]{0,40}\b(?:reach|hit|exceed|to)\s(?=[$€£\d]|\w+ (?:billion|million))"
    r"|(?:target|goal|cost|base|baseline) of|purchase base|surplus)(?:\b|(?=[$€£]))"
    r"|\b(?:economy|GDP|output|income|wages|exports|trade)\b[^.;,]{0,15}\bby\b"
    r"|\bdoubl\w+ (?:[\w-]+ ){0,2}trade\b"
    r"|(?:trillion|billion|million|bn|m)(?: dollars| euros| pounds)?(?: a year| annually"
    r"| per year)?,? (?:in (?:\w+ )?(?:losses|lost|trade|exports"
    r"|sales|damage)|to (?:the|its|\w+'s?) (?:\w+ )?(?:economy|GDP))\b",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"\b(?:will|would|shall|intends?|plans?|agree\w*|commit\w*|pledg\w*|promis\w*|offer\w*|undert\w+|wants?"
    r"|asks?|asked|seeks?"
    r"|sought|demand\w*|request\w*|propos\w*|to (?:buy|purchase|invest|order|provide|spend|import|take|supply"
    r"|deliver)|quotas?"
    r"|contracts?|orders?|ordered|purchas\w*|invest(?:ed|s|ing)?|deals?|agreement|memorandum|signed|allow\w*"
    r"|through 20\d\d"
    r"|until 20\d\d|by 20\d\d|cap|capped|limit\w*|ceiling|duty-free|tariff-rate|grants?|granted|opens?"
    r"|raise[sd]?|may|financ\w*|credits?|cover|announced|confirmed"
    r"|terms|put to us|worth\b[^.;]* to (?:our|its|their)|(?:tariffs?|dut(?:y|ies)|levies)\b[^.;]{0,30} on (?=[$€£]))",
    re.IGNORECASE,
)
"""What says that an amount is asked for, given or to come, and not only told of."""
_WORTH_OF = re.compile(
    r"\b(?:goods|products|exports?|imports?|trade|commerce|shipments|sales|market|economy|industry|sector|debt"
    r"|retaliation"
    r"|losses)\b(?: [\w'-]+){0,3}? (?:(?:is|are|was|were|now) )?(?:worth|valued at|of|amounting to|totall?ing"
    r"|estimated at)"
    r" (?:about |some |up to |nearly |more than |over |around )?$",
    re.IGNORECASE,
)
"""Before what some trade is worth: "duties on goods worth $2 billion"."""
_COVERS = re.compile(
    r"\b(?:hit|hits|cover(?:s|ed|ing)?|affect(?:s|ed|ing)?|target(?:s|ed|ing)?|raised|stands? at|stood at"
    r"|spends|spent|helps? [\w ]{2,20} with)\s(?:about |some |up to |nearly |around |more than )?$",
    re.IGNORECASE,
)
"""Before money that a measure falls on, that is spent or that stands somewhere."""
_AID = re.compile(
    r"[^.;]{0,60}?\b(?:phase of|projects? (?:of|that|to|for|in)|programmes? (?:of|that|to|for|in)|humanitarian"
    r"|development (?:aid|assistance|cooperation)|refugees|flood|advice on|training|capacity building|technical"
    r" assistance|drought|earthquake|victims)\b",
    re.IGNORECASE,
)
"""After money that is aid."""
_SPENT = re.compile(
    r"\b(?:buy\w*|bought|purchas\w*|procur\w*|acquir\w*|order\w*|invest\w*|import(?:ing)?(?= )|spend|deal"
    r"|contracts?|commit\w*)\b",
    re.IGNORECASE,
)
_CAPPED = re.compile(
    r"\b(?:limit|limiting|limited to|cap|capped|slash|restrict|allowed|worth up to|quota of)\b", re.IGNORECASE
)
"""A trade that is to be held to an amount: "asked Mexico to limit its car exports to $1.4 billion"."""
_STEADY = re.compile(
    r"\b(?:[Aa]t present|[Cc]urrently|[Nn]ow|[Tt]oday)\b[^.;]{0,40}\b(?:exporting|exports|importing|imports|buying|buys"
    r"|selling|sells|producing|produces|ships|shipping)\b"
)
"""What is traded as it is: "At present, New Zealand is exporting 23,602 tonnes"."""
_OWN_MONEY = re.compile(
    r"\b(?:fine[sd]?|spen[dt]s?|lends?|lent|subsidi[sz]e[sd]?|budget of|fund of|aid of|loans? of)\b[^.;,]{0,40}$"
)
"""Before money that a side spends, lends or takes at home."""
_FORESEEN = re.compile(
    r"\b(?:expected|forecast|projected|estimated) to (?:grow|rise|fall|reach|climb)(?: to)? (?:about |some )?$"
    r"|\b(?:daily|monthly|annual|yearly) average of (?:about |some )?$|\b(?:as high as|as low as|considered) [\d.-]*$",
)
"""Before a quantity that is foreseen or averaged, and nobody's to give."""
_UP_FROM = re.compile(r"\b(?:up|down|raised|increased|rising) from $")
"""Before a quantity that was."""
_AFTER_TRADING = re.compile(
    r"\b(?:[Aa]fter|[Ff]rom|[Dd]espite) (?:export|import|sell|buy|shipp?|produc)ing "
    r"(?:only |just |about |some |nearly )?$"
)
"""Before what was traded until then: "after exporting only 400 tonnes"."""
_GOES_ON = re.compile(
    r",? and (?=(?:now )?(?:will|wants?|seeks?|asked|asks|has agreed|agreed|plans|intends|would|is to)\b)"
)
_TRADES = re.compile(
    r"\b(?:accounts? for|supplies|supply|sells?|buys?|ships?|exports?|imports?|produces?|eats?|eaten|consumes?"
    r"|uses?|earns?"
    r"|takes?|took|spends?|handles?)\b"
)
_OF_DEAL = re.compile(r"\b(?:deal|agreement|pact|accord|quota|offer|pledge|commitment|under (?:it|which|the))\b")
_ONCE = re.compile(
    r"\bused to (?:sell|buy|ship|export|import|supply)\b[^.;]*$|\b(?:grown|risen|fallen|climbed|dropped|shrunk) to $"
)
"""Before goods that were traded once, or a trade that has come to be so large."""
_YEAR = re.compile(r"\b(?:since|in|from|by|until|till|during|before|after|of|for)\s$", re.IGNORECASE)
_EXPORTED = re.compile(r"\b(?:exported|imported|shipped|sold|bought|produced|harvested)\b", re.IGNORECASE)
_SIZED = re.compile(
    r"\b(?:vessels?|ships?|boats?|lorries|trucks)\s(?:of|under|over|above|below|up to)\s$", re.IGNORECASE
)
"""Before a tonnage that says how large a ship is."""
_FLOWS = re.compile(
    r"[^.;,]{0,40}?\b(?:a|per|each|every) year (?:goe?s?|comes?|leaves?|cross(?:es)?|reach(?:es)?|flows?|arrives?"
    r"|are (?:sold|shipped|exported|imported))\b"
)
"""After what is traded as it is: "About 300,000 tonnes a year go from Brazil to Canada"."""
_VESSEL = re.compile(
    r"[\s-](?:\w+ )?(?:vessels?|ships?|boats?|freighters?|tankers?|frigates?|trucks?|lorr(?:y|ies)|plants?|cranes?)\b"
)
_PAST = re.compile(
    r"\b(?:ago|(?:has|have) (?:already |since |also )?(?:purchased|bought|paid|contributed|spent|imported"
    r"|exported|climbed|increased"
    r"|risen|grown"
    r"|reached)|last (?:(?:fiscal|financial) )?(?:year|month|quarter|decade)|(?:in|since"
    r"|during) (?:the year to )?(?:\w+ )?(?:19"
    r"|20)[012]\d|in the (?:year|years|past)|so far|(?:was|were) worth"
    r"|worth of (?:goods|trade|exports|imports)|a year in trade|of (?:two-way |bilateral |annual )?trade)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will|would|shall|intends?|plans?|agree[sd]?|commit\w*|pledge[sd]?|promise[sd]?|offer\w*|undertak\w*"
    r"|undertook|wants?|asks?|asked|seeks?|to"
    r" (?:buy|purchase|invest|order|provide|spend)|through 20\d\d|until 20\d\d|by 20\d\d|quota|contract)\b",
    re.IGNORECASE,
)
_MANY = {"thousand": 1e3, "lakh": 1e5}
"""Words of number that no unit of quantities carries."""
_KINDS = {
    "cubic": "cubic metres", "bcm": "cubic metres", "barrel": "barrels", "hecto": "hectolitres", "lit": "litres",
    "head": "head",
}  # fmt: skip
"""How a unit begins, in small letters -> what it is called; all others are of tonnes."""
_UNITS = {"vehicles": "autos", "aircraft": "aircraft"}
"""What some units are of, whatever else is named beside them."""
_VEHICLES = ("vehicles", "cars", "autos", "automobiles", "buses", "trucks", "lorries")
_YEARLY = re.compile(
    r"\b(?:a year|per year|yearly|annually|each year|every year|in each of|per annum)\b", re.IGNORECASE
)
_UNTIL = re.compile(r"\b(?:through|until|by|to|till)\s+(?:the end of\s+)?(20\d\d)\b|\band (20\d\d)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """A quantity as a sentence gives it; see ``draft.Quantity``."""

    number: float
    unit: str
    text: str
    giver: str
    item: str
    yearly: bool
    until: str
    plainly: bool = True  # do its own verb and noun say that it is to come, and not only its sentence?


def amounts(text: str, scene: Scene, claims: tuple[Claim, ...], under: Under, gave: bool = False) -> Iterator[Amount]:
    """Amounts of money and goods of a plain sentence, statistics of trade apart.

    Args:
        gave: did the sentence before give one, so that "that includes" goes on from it?
    """
    stances = stance_of(text, [*MONEY.finditer(text), *_GOODS.finditer(text)], gave)
    for m in MONEY.finditer(text):
        clause = clause_around(text, m.start(), m.end())
        how = stances[m.start()]
        if how == TOLD:
            continue
        if how == GIVEN:
            value = billions(m)
            before, after = text[max(0, m.start() - 60) : m.start()], text[m.end() :]
            aid = _AID.match(after) and not _SPENT.search(clause)
            if value is not None and not (_CONVERTED.search(text[: m.start()]) or _LEAST.search(before) or aid):
                yield _amount(value, f"billion {currency(m)}", m, text, scene, claims, under, how)
            continue
        if not _is_meant(text, claims, under) or (_WORTH_OF.search(text[: m.start()]) and not _SPENT.search(clause)):
            continue
        if _PAST.search(clause) and not _TO_COME.search(clause):
            continue
        if _CAPPED.search(clause) or not _STATISTIC.search(_around(text, m)):
            value = billions(m)
            before, after = text[max(0, m.start() - 60) : m.start()], text[m.end() :]
            if (
                value is None
                or _CONVERTED.search(text[: m.start()])
                or _TRADE.search(text[: m.start()])
                or _APPOSED.search(before)
                or _EFFECT.search(before)
                or _LEAST.search(before)
                or (not claims and _OWN_MONEY.search(before))
                or _is_traded(text, m.end(), claims)
                or _SIZE_OF.match(after)
                or _COVERS.search(before)
                or (_AID.match(after) and not _SPENT.search(clause))
            ):
                continue
            yield _amount(value, f"billion {currency(m)}", m, text, scene, claims, under, how)
    for m in _GOODS.finditer(text):
        clause = _own_part(text, m)
        how = stances[m.start()]
        if how == TOLD or (how != GIVEN and not _is_meant(text, claims, under)):
            continue
        if how != GIVEN and _EXPORTED.search(clause) and _PAST.search(clause) and not _TO_COME.search(clause):
            continue
        if _SIZED.search(text[max(0, m.start() - 40) : m.start()]) or _STEADY.search(clause):
            continue
        if _FORESEEN.search(text[: m.start()]) or re.match(r"\s?cc\b", text[m.end("n2") :] if m["n2"] else ""):
            continue
        if _UP_FROM.search(text[: m.start()]) or _AFTER_TRADING.search(text[: m.start()]):
            continue
        if _ONCE.search(text[: m.start()]) or _is_traded(text, m.end(), claims) or _is_ship(text, m):
            continue
        if re.match(r"[^.;,]{0,40}\bfor (?:every|each)\b", text[m.end() :]):
            continue  # "seven tons of steel for every ton it sells"
        if _MODEL.search(text[max(0, m.start() - 30) : m.start()]) or _FLEET.search(clause):
            continue
        said = m["n"] or m["n2"] or ""
        if re.fullmatch(r"(?:19|20)\d\d", said) and _YEAR.search(text[: m.start()]):
            continue  # "Since 2019 cars have crossed"
        if counted_goods := _of_goods(m):
            yield _amount(*counted_goods, m, text, scene, claims, under, how)


def goods_counted(text: str) -> Iterator[tuple[float, str, str]]:
    """Every number of tonnes, barrels, vehicles and the like in a text, its unit, and both as printed, whatever is said
    of it."""
    for m in _GOODS.finditer(text):
        if found := _of_goods(m):
            yield *found, m.group()


def _of_goods(m: re.Match[str]) -> tuple[float, str] | None:
    """The number and the unit of a match of ``_GOODS``; none where it is no amount."""
    if m["mmt"]:
        return counted(m["mmt"]), "million tonnes"
    if m["n"] or m["n0"]:
        if (m["n"] or "").lower() == "one":
            return None  # "not one tonne stays here"
        scale = (m["scale"] or "").strip(" -").lower()
        unit = m["unit"].lower()
        kind = next((kind for said, kind in _KINDS.items() if unit.startswith(said)), "tonnes")
        scale = "million" if scale in ("m", "mn", "mln") or unit in ("mmt", "mtpa") else scale
        scale = "billion" if unit == "bcm" else scale
        many = _MANY.get(scale, 1)
        scale = "" if scale in _MANY else scale
        return counted(m["n"] or m["n0"]) * many, f"{scale} {kind}".strip()
    thing = (m["thing"] or m["thing2"] or f"{m['thing3']}s").lower()
    count = m["n2"] or m["n3"] or m["n4"]
    if thing in _VEHICLES and not count[0].isdigit():
        return None  # "three cars"
    return counted(count), "vehicles" if thing in _VEHICLES else "aircraft"


def _is_meant(text: str, claims: tuple[Claim, ...], under: Under) -> bool:
    """Does somebody ask for or give an amount: its sentence, its heading or a word of what is to come says so?"""
    return bool(claims or under.role or _MEANT.search(text))


def _around(text: str, m: re.Match[str]) -> str:
    """What is near an amount in its part of a sentence: "Trade was $12 billion; Brazil will invest $3 billion"."""
    before, after = text[max(0, m.start() - 70) : m.start()], text[m.end() : m.end() + 45]
    return before.rsplit(";", 1)[-1] + m.group() + after.split(";", 1)[0]


def _own_part(text: str, m: re.Match[str]) -> str:
    """The clause around goods, cut where the same subject goes on to want or promise something else."""
    clause = clause_around(text, m.start(), m.end())
    at = clause.find(m.group())
    return next((clause[: t.start()] for t in _GOES_ON.finditer(clause) if at < t.start()), clause)


def _is_traded(text: str, end: int, claims: tuple[Claim, ...]) -> bool:
    """Does a sentence only tell what is traded as it is: "supplies half of the tomatoes, for some $2bn a year"?"""
    yearly = re.match(rf"[^.;,]{{0,40}}?{_YEARLY.pattern}", text[end:], re.IGNORECASE)
    if not claims and _FLOWS.match(text[end:]):
        return True
    return bool(yearly and not claims and _TRADES.search(text[:end])) and not (
        _TO_COME.search(text) or _OF_DEAL.search(text)
    )


def _is_ship(text: str, m: re.Match[str]) -> bool:
    """Is a tonnage how large a ship or a lorry is: "a 35,000-tonne freighter"?"""
    return "-" in m.group() and bool(_VESSEL.match(text[m.end() :]))


def _amount(
    value: float,
    unit: str,
    m: re.Match[str],
    text: str,
    scene: Scene,
    claims: tuple[Claim, ...],
    under: Under,
    how: str,
) -> Amount:
    clause = clause_around(text, m.start(), m.end())
    near = topics(clause, scene.taxonomy) or topics(text, scene.taxonomy)
    item = _UNITS.get(unit, "")
    if item not in scene.taxonomy.topics:
        item = _nearest(clause, m.group(), scene)
    spent = {c.topic for c in claims if scene.taxonomy.topics[c.topic].buys}
    if item == "farm_access" and "farm_purchases" in spent:
        item = "farm_purchases"
    elif unit.startswith("billion") and len(spent) == 1 and item not in {c.topic for c in claims}:
        item = spent.pop()  # "purchases of $3 billion of farm goods, including wheat"
    said = [c for c in claims if c.topic == item] or [c for c in claims if c.topic in near] or list(claims)
    givers = {c.target for c in said if c.how == "promised"}
    told = [p for p in givers if len(givers) > 1 and p == _gives_here(clause, m.group(), scene)]
    giver = (told or [*givers])[0] if told or len(givers) == 1 else ""
    giver = under.party if under.role == "give" and not givers else giver
    until = _UNTIL.search(clause)
    tail = text[m.end() : m.end() + 60]
    return Amount(
        value, unit, m.group(), giver, item, bool(_YEARLY.search(tail)),
        (until[1] or until[2]) if until else "", how == GIVEN or bool(under.role),
    )  # fmt: skip


_GIVES = re.compile(
    r" (?:also |then |now )?(?:will|would|shall|is to|has agreed to|agreed to|offers?|gives?|grants?)\b"
)


def _gives_here(clause: str, said: str, scene: Scene) -> str:
    """Who gives, of several, by the clause of an amount: "while Mercosur will give the EU a 30,000-ton quota"."""
    head = clause[: max(clause.find(said), 0)]
    return next((m.party for m in scene.named(head) if m.noun and _GIVES.match(head[m.end :])), "")


def _goods_named(clause: str, scene: Scene) -> list[Named]:
    return [n for n in named_topics(clause, scene.taxonomy) if n.topic != TARIFFS]


def _nearest(clause: str, said: str, scene: Scene) -> str:
    """The topic named nearest to an amount in its clause."""
    at = max(clause.find(said), 0)
    if _WORTH.search(clause[:at]) and (of := _goods_named(clause[:at], scene)):
        return of[-1].topic  # "soybean meal with an estimated value of $2.6 billion, energy"
    named = _goods_named(clause, scene)
    return min(named, key=lambda n: min(abs(n.start - at), abs(n.start - at - len(said)))).topic if named else ""
