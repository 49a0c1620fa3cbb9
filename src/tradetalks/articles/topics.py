"""The topics that a clause is about: what it names, less what it names only as an example, a cause or a denial."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from tradetalks.articles.taxonomy import Taxonomy, beginnings

TARIFFS = "tariffs"
HINTED = 0.5
"""How sure a topic is that only a common word names: an item where somebody asks or gives it, else in passing."""
FURTHER = 0.4
"""How sure a topic is that only a word of the wider vocabulary names: an item where a clause that asks or gives"
" names no
other."""
DENIED = re.compile(
    r"\b(?:not (?:discuss(?:ed)?|raised?|mention(?:ed)?|expected to come up)|not on the (?:agenda|table)"
    r"|off the table"
    r"|not (?:a )?part of|no (?:talk|mention|word) (?:of|on)|without (?:a )?(?:word|mention) (?:of|on)"
    r"|(?:is|are|was|were|be|been) ruled out(?! any)"
    r"|(?:is|are|was|were|be) (?:also )?(?:excluded|left out)|not (?:be )?up for negotiation|not come up|not cover"
    r"|not include|not (?:for sale|negotiable)|not considering|made no promise|no promises? on"
    r"|is to come later|be held separately|held separately|never (?:been )?(?:brought up|raised|discussed"
    r"|mentioned|on the table)"
    r"|neither (?:side|party|government|member|country|of them) (?:has |had )?(?:so far |yet )?(?:raised|mentioned"
    r"|brought up|spoke|requested|asked)"
    r"|nobody (?:raised|mentioned|spoke)"
    r"|(?:is|are|was|were) (?:all |both )?(?:outside|beyond) the (?:agreement|talks|deal|scope|negotiations?|text)"
    r"|outside the scope|does not (?:touch|concern|extend to)|do not touch|stays? out of the (?:talks|deal|agreement)"
    r"|(?:was|were|is|are) kept out of|(?:was|were|is|are) not (?:linked|mentioned|addressed|included|touched"
    r"|discussed|raised)"
    r"|(?:is|are) not affected by the (?:agreement|deal|accord|treaty)|(?:is|was|are|were) (?:taboo"
    r"|no subject|no topic)|will not (?:be )?(?:come up|be raised|be discussed)"
    r"|(?:there is|contains?|has) no (?:chapter|provision|article|clause|section)s? on|(?:is|are) not covered"
    r"|(?:was|were|is|are) not spoken of|(?:was|were) not taken up"
    r"|no part of (?:the|these|this)|not in (?:it|the (?:text|deal|agreement|package)))\b"
    r"|^Nor (?:is|are|was|were|did|does|do|will|has|have)\b",
    re.IGNORECASE,
)
"""A sentence that says what the talks are not about."""
RUMOUR = re.compile(
    r"\b(?:(?:is|are|was|were|have been|has been) (?:simply |plainly |all "
    r"|entirely )?(?:without (?:any )?(?:foundation|basis)"
    r"|groundless|false|untrue|baseless|unfounded|invented|made up"
    r"|fiction|nonsense)"
    r"|(?:is|was|are|were|be) (?:a forgery|forgeries|forged|pure (?:invention|fabrication|fiction)|fabricat(?:ed"
    r"|ions?)"
    r"|a hoax|fake|fanciful)|there (?:is|was) (?:no such|nothing of the (?:kind|sort))|calls? (?:this|it|that|them"
    r"|the \w+) (?:\w+ )?(?:invention|fabrication|fiction|nonsense|false"
    r"|untrue|a lie|lies|rubbish|fake)|none of (?:it|this|that|them|these) is (?:true|so)|(?:this|that|it) is not so"
    r"|(?:reports?|rumou?rs?|claims?|suggestions?|allegations?|talk) (?:\w+ )?(?:that|of)\b[^.;]{3,120}? (?:was"
    r"|were|are|is|have been|has been)"
    r" (?:called|denied|dismissed|rejected|rebutted|described as|false|untrue|wrong)"
    r"|no truth (?:in|to)|nothing (?:in|to) (?:the|a) (?:rumou?rs?|reports?)"
    r"|(?:den(?:y|ied|ies|ying)|dismiss(?:es|ed|ing)?|reject(?:s|ed|ing)?|rebut(?:s|ted)?|refut(?:es|ed)"
    r"|scotched|played down|shot down)"
    r" (?:as \w+ )?(?:a |any |all |the |these |media |press |such )*(?:rumou?rs?|reports?|claims?|speculation"
    r"|suggestions?|talk|that|having|stor(?:y|ies)|plans?)\b)",
    re.IGNORECASE,
)
"""A sentence that says that something told of the talks is not so."""
_DUTY = r"(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|surtax(?:es)?|countermeasures)"
_KINDS = (
    r"(?:Trade|Industry|Industries|Commerce|Economy|Economic|Investments?|Foreign|External|International|Finance"
    r"|Agriculture|Livestock|Animal|Fisheries|Fishery|Food|Forestry|Energy|Mines|Mining|Minerals|Petroleum|Transport"
    r"|Shipping|Maritime|Ports|Health|Labou?r|Environment|Climate|Technology|Digital|Communications|Tourism"
    r"|Defen[cs]e"
    r"|Security|Customs|Textiles|Development|Cooperation|Affairs|Rural|Water|Resources|Cooperatives|Enterprise|Steel)"
)
_OFFICES = re.compile(
    rf"\b{_KINDS}(?:,? (?:and |& )?{_KINDS})*,? (?=(?:[Cc]abinet )?(?:[Mm]inist(?:er|ry)|[Ss]ecretary"
    rf"|[Cc]ommissioner|Department)\b)"
    rf"|\b(?:Minist(?:er|ry)|Secretary|Commissioner|Department|Directorate|Authorit(?:y|ies)|Committee"
    rf"|Undersecretary)"
    rf"(?: General)?s? (?:of|for) (?:the )?{_KINDS}(?:(?:,|,? (?:and|&))? {_KINDS})*"
    rf"|\b(?:(?i:{_KINDS}),? (?:and |& )?){{2,}}(?:officials|ministers|ministries|portfolios|counterparts)\b"
    rf"|\bcounterparts (?:in|of|for) (?:(?i:{_KINDS})(?:, |,? and |$|(?=[.;]))|animal husbandry|husbandry)+"
    r"|\bTrade and Investment (?:[A-Z]\w+ )*(?:Agreement|Council|Forum|Partnership|Framework|Dialogue)\b"
    r"|\b(?:[A-Z][\w'-]+,? (?:and |& |of )?){1,5}(?:Associations?|Corporation|Company|Institute|Chamber|Council)\b"
)
"""Names of offices and bodies, which are no topics: "Minister of Agriculture, Animal Industry and Fisheries"."""
_FENTANYL_DUTY = re.compile(
    rf"\bfentanyl(?:-related)?\s+(?:\w+\s+)?{_DUTY}|{_DUTY}[^,.;]{{0,45}}?\b(?:over|curb|because of|due to|for"
    rf"|tied to|linked to|on|related to)\s+fentanyl"
    rf"(?:\s+(?:flows?|precursors?(?: chemicals)?))?|fentanyl flows",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    rf"reciprocal|retaliat|countermeasure|trade war|surcharge|fentanyl|punitive|{_DUTY} rate|tariff rate"
    rf"|(?:all|any|most|nearly all|its|their|industrial|range of|number of|variety of) (?:\S+ ){{0,3}}(?:goods"
    rf"|products|imports|exports"
    rf"|lines)\b"
    rf"|{_DUTY}\s+(?:on|for|against)\s+(?-i:[A-Z])[\w.]+\s+(?:[\w.]+\s+){{0,2}}?(?:goods|products|imports|exports)"
    rf"|{_DUTY}\s+(?:on|against)\s+(?:the\s+)?(?:(?-i:U\.S\.|U\.K\.|[A-Z]\w*)\s*){{1,3}}(?:[,;]|\.(?!\w)"
    rf"|$|\bfrom\b|\bto\b|\bof\b)"
    rf"|{_DUTY} in (?:force|place)|industrial|machinery|textiles?|tariff lines|tariffs? barriers|all tariffs",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(
    r",?\s*(?:\(?including|such as|among (?:them|which)|especially|in particular|for example|like those|notably"
    r"|to name)\b"
    r"|\((?=cork|including)",
    re.IGNORECASE,
)
_ALL_GOODS = re.compile(
    rf"reciprocal|fentanyl|(?:all|any|most|nearly all|many) (?:\S+ ){{0,3}}(?:goods|products|imports|exports)\b"
    rf"|{_DUTY}\s+(?:rate\s+)?(?:of [\d.]+\s?(?:%|per ?cent|percent) )?(?:on|for|against|to)\s+(?:its|their"
    rf"|(?:that|the) country's|(?-i:[A-Z])[\w.']+)\s+(?:goods|products|imports|exports)"
    rf"|{_DUTY}\s+(?:of [\d.]+\s?(?:%|per ?cent|percent) )?(?:on"
    rf"|against)\s+(?:the\s+)?(?-i:U\.S\.|U\.K\.|[A-Z]\w*)(?:\s(?-i:[A-Z])\w*)*\s*(?:[,;]|\.(?!\w)|$|from\b|to\b)"
    r"|(?:goods|products|exports|imports) (?:from|of) (?:the )?(?-i:[A-Z]|self-|island|democratic)"
    rf"|(?-i:[A-Z])[\w.]+ (?:will |would |shall |must |now )?(?:pays?|faces?) (?:an? )?[\d.]+\s?(?:%|per ?cent"
    rf"|percent)"
    rf" (?:reciprocal )?{_DUTY}(?! on\b)|\b(?:charge|tax|hit)s? (?:us|them) (?:with )?(?:an? )?[\d.]+\s?(?:%|per)"
    rf"|\ban? {_DUTY} (?:rate )?(?:above|over|beyond|higher than|of more than) [\d.]+\s?(?:%|per ?cent|percent)"
    r"(?! on\b)"
    r"|(?-i:[A-Z])[\w.]+ (?:goods|exports"
    r"|imports|products)\b|originating goods|its goods|tariff rate"
    rf"|(?-i:\b(?!Cheese)(?:[A-Z][\w']*[a-z]{{2}}(?:an|ish|ese|ch|ss|ai|'s)|[A-Z][A-Z.]{{1,4}}|Swiss|Dutch|Thai|Greek))"
    rf" (?:import )?{_DUTY} (?:(?:will|would|shall|are|is)(?: to)? (?:(?:be )?\w+ )(?:down )?)?to (?:a ceiling of )?"
    r"[\d.]+\s?(?:%|per ?cent|percent)(?! on\b)"
    rf"|\btrade-weighted (?:\S+ )?{_DUTY} on\b",
    re.IGNORECASE,
)
_SOME_GOODS = re.compile(
    r"\b(?:textiles?|clothes|clothing|garments|footwear|shoes|machinery|toys|furniture|chemicals|timber|coffee"
    r"|flour)\b",
    re.IGNORECASE,
)


_SUM = re.compile(
    r"\b(?:trillion|billion|million|bn|tn|mn|\d[\d.,]*)\s(?:of )?(?:(?:offshore|Chinese) )?(?:yuan|renminbi)\b"
)
"""A sum of money, whose coin is no matter of currencies: "80 billion yuan"."""


def on_all_goods(text: str) -> bool:
    """Is a duty said to be on all goods of a country, rather than on some?"""
    return bool(_ALL_GOODS.search(text)) and not _SOME_GOODS.search(text)


@dataclass(frozen=True)
class Named:
    """A topic named in a text: where, and how sure."""

    topic: str
    start: int
    end: int
    confidence: float


@lru_cache(maxsize=1024)
def named_topics(text: str, taxonomy: Taxonomy) -> tuple[Named, ...]:
    """Every topic named in a text, first mention each, in order; ``text`` is plain."""
    scan = _OFFICES.sub(lambda m: " " * len(m.group()), text)
    scan = _SUM.sub(lambda m: "-" * len(m.group()), scan)
    scan = _FENTANYL_DUTY.sub(lambda m: re.sub("fentanyl", "relevant", m.group(), flags=re.IGNORECASE), scan)
    found = []
    begins = beginnings(scan)
    for topic, (says, unless) in taxonomy.topic_patterns.items():
        if begins.isdisjoint(taxonomy.begins[topic]):
            continue
        for match in says.finditer(scan):
            near = scan[max(0, match.start() - 45) : match.end() + 45]
            if unless is None or not unless.search(near):
                sure = 0.9 if " " in match.group().strip() or len(match.group()) > 6 else 0.8
                found.append(Named(topic, match.start(), match.end(), sure))
                break
        else:
            hint = taxonomy.hint_patterns.get(topic)
            if hint and (match := hint.search(scan)) and not (unless and unless.search(scan)):
                found.append(Named(topic, match.start(), match.end(), HINTED))
    if all(n.topic == TARIFFS for n in found):
        found += _further(scan, taxonomy, goods=bool(found))
    return tuple(sorted(found, key=lambda n: n.start))


def _further(text: str, taxonomy: Taxonomy, goods: bool) -> Iterator[Named]:
    """Topics that words of the wider vocabulary name, only kinds of ``goods`` beside a duty."""
    begins = beginnings(text)
    industrial = taxonomy.further_patterns.get(TARIFFS)
    if goods and industrial and industrial.search(text):
        return  # "the duty on roses and plastics" is one on goods of several kinds
    for topic, pattern in taxonomy.further_patterns.items():
        unless = taxonomy.topic_patterns[topic][1]
        out = (goods and topic not in taxonomy.goods) or begins.isdisjoint(taxonomy.begins[topic])
        match = None if out else pattern.search(text)
        if match and not (unless and unless.search(text)):
            yield Named(topic, match.start(), match.end(), FURTHER)


def topics(text: str, taxonomy: Taxonomy) -> dict[str, float]:
    """Topics that a clause is about, with how sure.

    A tariff on a kind of goods is about these goods; a tariff on all goods, for example on some, is about tariffs.
    """
    return dict(_topics(text, taxonomy))


@lru_cache(maxsize=1024)
def _topics(text: str, taxonomy: Taxonomy) -> tuple[tuple[str, float], ...]:
    named = [n for n in named_topics(text, taxonomy) if not _invested_in(n, text)]
    if _EXPORTED.search(text) and _ADMITS.search(text) and not _BUYS.search(text) and "farm_access" in taxonomy.topics:
        named = [replace(n, topic="farm_access") if n.topic == "farm_purchases" else n for n in named]
    papers = [replace(n, topic="sps") for n in named if n.topic == "farm_access" and _certified(n, text, taxonomy)]
    if "sps" in taxonomy.topics and not any(n.topic == "sps" for n in named):
        named = [*named, *papers]  # "accept certificates for live cattle"
    named = [n for n in _exempted(text, named, taxonomy) if not _certified(n, text, taxonomy)]
    if any(n.topic == TARIFFS for n in named) or _EXCEPTED.search(text):
        named = [n for n in named if not _left_out(n, text, taxonomy)]
    if _BUYING.search(text) and not _CURBED.search(text):
        named = [n for n in named if n.topic != "chip_controls"]  # nor is a purchase of chips
    if any(n.topic == TARIFFS for n in named):
        if not re.search(r"\bexport|\bcontrols?\b", text, re.IGNORECASE):
            named = [n for n in named if n.topic != "chip_controls"]  # a duty on chips is no control of their export
        named = _with_duties(text, named, taxonomy)
    if any(n.topic == "trade_remedies" for n in named):  # "anti-dumping duties on tyres" are no duty on cars
        named = [n for n in named if n.topic not in taxonomy.goods or n.confidence > HINTED]
    found = {n.topic: n.confidence for n in named}
    if "fisheries" in found and found.get("farm_access") == HINTED:
        del found["farm_access"]  # "to fish for sardines"
    if {"farm_purchases", "farm_access"} <= set(found):
        buys, admits = bool(_BUYS.search(text)), bool(_ADMITS.search(text))
        if buys != admits:
            del found["farm_access" if buys else "farm_purchases"]
    elif "farm_access" in found and "farm_purchases" in taxonomy.topics and _buys_and_admits(text, named):
        found["farm_purchases"] = found["farm_access"]  # "will import 2 million tonnes of wheat and admit beef"
    elif "farm_access" in found and "farm_purchases" in taxonomy.topics and not _ADMITS.search(text):
        bought = _BUYING.search(text)
        near = bought and any(n.topic == "farm_access" and 0 <= n.start - bought.end() < NEAR_BOUGHT for n in named)
        if near or _SELLERS_TO_BUY.search(text):
            found = {("farm_purchases" if t == "farm_access" else t): sure for t, sure in found.items()}
    return tuple(found.items())


def _buys_and_admits(text: str, named: list[Named]) -> bool:
    """Are farm goods bought, and then others let in by a verb of its own?"""
    bought = _BUYING.search(text)
    grants = _AND_GRANTS.search(text, bought.end()) if bought else None
    if bought is None or grants is None:
        return False
    return any(
        n.topic == "farm_access" and bought.end() <= n.start < min(grants.start(), bought.end() + NEAR_BOUGHT)
        for n in named
    )


_BUYS = re.compile(
    r"\b(?:buy\w*|bought|purchas\w*|orders?|acquire)\b|\bimport(?! dut| tariff| licen"
    r"| quota)",
    re.IGNORECASE,
)
_CURBED = re.compile(r"\b(?:export|control|curb|licen[cs]|restrict|ban)", re.IGNORECASE)
_BUYING = re.compile(
    r"^\s*import\b|\b(?:buy(?:ing|s)?|bought|purchas(?:e|es|ed|ing)|procur(?:e|es|ing)|acquir(?:e|es|ing)"
    r"|orders? for|importing"
    r"|(?:to|will|would|shall|may) (?:\w+ )?import|(?:increas|expand|rais|boost)\w* (?:its |their )?imports of"
    r"|(?:increas|expand|rais|boost)\w* (?:[A-Z]\w+'s |its |their |our "
    r"|the )?(?:\w+ of )?(?:\w+ ){0,2}?imports?(?= from))\b",
    re.IGNORECASE,
)
_SELLERS_TO_BUY = re.compile(r"\b(?:exporters?|growers?|suppliers?|sellers?)\s+to\s+(?:buy|purchase|import)\b")
_EXPORTED = re.compile(r"\b(?:farm|agricultural) exports?\b", re.IGNORECASE)
"""Farm goods that are let in, where nothing is bought: "tariffs on agricultural exports"."""
_ADMITS = re.compile(
    rf"\b(?:{_DUTY}|access|market|quotas?|admit|let in|open\w*|bans?|barriers?"
    rf"|restrictions)\b",
    re.IGNORECASE,
)


NEAR_BOUGHT = 110
"""Characters after a word of buying within which goods are what is bought."""
_EXCEPTED = re.compile(
    rf"\b{_DUTY}\b[^.;]{{0,120}}?(?P<out>(?:,? (?:except(?: for)?|excluding|apart from|with the exception of)"
    r"|\b(?:does|do|will|would|shall) not (?:apply|extend) to) [^.;]*?)(?=[.;]|$|,? and (?:will|to|has|is)\b)",
    re.IGNORECASE,
)
"""A duty, and the goods that it leaves out: "a 10% tariff on all goods, except steel", "does not apply to aircraft"."""


def _left_out(named: Named, text: str, taxonomy: Taxonomy) -> bool:
    """Is a topic named only as what a duty is not on?"""
    out = _EXCEPTED.search(text)
    if (
        out is None
        or named.topic == TARIFFS
        or not (taxonomy.topics[named.topic].sectors or named.topic in taxonomy.goods)
    ):
        return False
    return out.start("out") <= named.start < out.end("out")


_EXEMPT = re.compile(r"\bexempt\w*\b[^.;]{0,60}?\bfrom\b", re.IGNORECASE)
_CARBON = re.compile(r"\bcarbon[\w -]{0,20}(?:levy|charge|tax|tariff|mechanism)\b", re.IGNORECASE)


def _exempted(text: str, named: list[Named], taxonomy: Taxonomy) -> list[Named]:
    """Of goods exempted from a duty the goods; of a carbon levy on some goods the levy."""
    exempt = _EXEMPT.search(text)
    if exempt and any(n.topic in taxonomy.goods and n.start < exempt.end() for n in named):
        named = [n for n in named if n.start < exempt.end()]
    carbon = _CARBON.search(text)
    if carbon:
        named = [n for n in named if n.topic not in taxonomy.goods or not 0 <= n.start - carbon.end() < 30]
    return named


_INVESTED = re.compile(
    r"\b(?:send|mov|bring|shift|relocat)\w*\b[^.;]{0,40}?\b(?:manufacturing|production|plants|factories)\b"
    r"|\b(?:set up|sets up|build|open)\w*\b[^.;]{0,30}?\b(?:plants?|factory|factories)\b"
    r"|\binvest(?:s|ed|ing|ments?|ors?)?\b[^.;]{0,110}?\b(?:in|into|across|for|to (?:build|expand|develop"
    r"|construct))\b",
    re.IGNORECASE,
)


def _invested_in(named: Named, text: str) -> bool:
    """Named only as where money is invested: "invest in shipyards, energy and critical minerals"."""
    match = _INVESTED.search(text)
    if match is None or named.topic in ("investment", "shipbuilding") or named.start < match.start():
        return False
    return not re.search(
        r"[;]|(?<![A-Z0-9])\.|, and (?:will|to|would|has|it|they|its)\b|\band (?:will|to|would|buy|let|admit)\b",
        text[match.start() : named.start],
    )


_CERTIFIES = re.compile(
    r"\b(?:certificates?|certification|test (?:reports|results)|conformity|tests)\b[^.;,]{0,30}?\bfor\b"
)


def _certified(named: Named, text: str, taxonomy: Taxonomy) -> bool:
    """Goods named only as what papers are for: "accept Turkish certificates for tractors"."""
    match = _CERTIFIES.search(text) if named.topic in taxonomy.goods else None
    return match is not None and match.end() <= named.start


_BOTH_KINDS = re.compile(
    r"\b(?:industrial (?:goods )?and (?:food and |certain )?agricultural|agricultural and industrial) (?:goods"
    r"|products)",
    re.IGNORECASE,
)
"""Goods of all kinds, and those of farms among them."""


def _rate_on(m: re.Match[str], text: str, goods: list[Named]) -> bool:
    """Is "a tariff rate" one on goods named right after it: "a zero tariff rate for a quota of palm oil"?"""
    near = any(0 < g.start - m.end() < NEAR_RATE for g in goods)
    return m.group().lower().endswith(" rate") and near and bool(re.match(r"\s(?:for|on)\b", text[m.end() :]))


_AND_GRANTS = re.compile(r"\band (?:to |will |would )?(?:grant|open|admit|give|provide)\b")
"""What is given besides a cut of duties, of which the examples may be."""
NEAR_RATE = 90
"""Characters after "a tariff rate for" within which its goods are named."""
_AT_RATE = re.compile(
    rf"\b(?:at|with|under|facing|for) (?:an? |the )?(?:[\w-]+ ){{0,2}}?(?:{_DUTY}(?: rate)? of )?"
    rf"[\d.]+\s?(?:%|per ?cent"
    rf"|percent)\b",
    re.IGNORECASE,
)
"""A rate at which goods named before it come in."""


def _with_duties(text: str, named: list[Named], taxonomy: Taxonomy) -> list[Named]:
    """Of a clause on duties: their goods in place of tariffs at large, or tariffs in place of examples."""
    goods = [n for n in named if n.topic in taxonomy.goods]
    if not goods:
        return named
    examples = _EXAMPLES.search(text)
    before = text[: examples.start()] if examples else text
    if _BOTH_KINDS.search(before):
        return named
    at_rate = _AT_RATE.search(before)
    if at_rate and goods[0].start < at_rate.start():  # "49,000 cars at a 6.1 per cent tariff rate"
        return [n for n in named if n.topic != TARIFFS]
    general = any(
        not any(m.start() <= g.start < m.end() for g in goods) and not _rate_on(m, before, goods)
        for m in _GENERAL.finditer(before)
    )
    if general:  # a duty on all goods is not one on what a common word names beside them
        named = [n for n in named if n.topic not in taxonomy.goods or n.confidence > HINTED]
    if general and examples and not _AND_GRANTS.search(before):
        named = [n for n in named if not taxonomy.topics[n.topic].sectors or n.start < examples.start()]
    duty = re.search(rf"\b(?:{_DUTY} and (?:the )?(?:[\w-]+ ){{0,3}}?)?(?P<last>{_DUTY})\b", text, re.IGNORECASE)
    places = [m.start() for n in goods for m in taxonomy.topic_patterns[n.topic][0].finditer(text)]
    told = (*places, *(n.start for n in goods))
    of_goods = (
        duty is None
        or any(_rate_on(m, before, goods) for m in _GENERAL.finditer(before))
        or any(abs(at - duty.start("last")) < 60 for at in told)
    )
    if not general and of_goods:
        named = [n for n in named if n.topic != TARIFFS]
    return named
