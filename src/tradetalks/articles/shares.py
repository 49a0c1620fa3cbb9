"""Per cents that are no duty: shares of a trade or a market, growth, averages of many duties, targets."""

from __future__ import annotations

import re

DUTY = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies|ied)|charges? (?:on|to)|security charges?|fees?|surcharges?"
    r"|surtax(?:es)?|MFN|ad valorem|countervailing"
    r"|anti-dumping|tariff-free|Section 232)\b",
    re.IGNORECASE,
)
_NOT_DUTY = re.compile(
    r"^\s*(?:(?:(?:of|on) [\w ]{2,30} )?(?:(?:being|becoming|are|is|will be|to be|goes?|going"
    r"|entering) )(?:fully )?(?:duty|tariff)[- ]free"
    r"|benefit\w*|subject to|(?:tariff|duty) (?:cuts?|reductions?|relief)\b(?! (?:in half|to|by|from)\b)"
    r"|(?:duty|tariff)[- ]free|(?:annual |yearly |further |gradual )?(?:reduction|decrease)\b|of (?!that"
    r"|the (?:duty|rate|tariff(?! lines?))|(?:the |its |their )?(?:customs |import |declared |invoice |CIF |FOB "
    r"|dutiable )?value\b)|(?:more|less|fewer|higher|lower than|growth|stake|share"
    r"|increase in|surge|jump|hike in (?:\w+ )?prices|rise|decline|drop|fall in|owned|ownership|cut in|majority"
    r"|from (?:a|the) (?:year|month|quarter) (?:earlier|ago|before)|year[- ]on[- ]year|discount|inflation"
    r"|affiliates|firmer|weaker|stronger|softer)\b)",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"\b(?:(?:plummet|plung|declin|dropp|tumbl|slump|soar|jump|surg|climb)(?:s|ed|ing)?|(?:rose|fell"
    r"|grew) (?:by )?as much as"
    r"|(?:surplus|deficit|gap|imbalance)\b[^.;]{0,40}?\bby"
    r"|(?:exports|imports|shipments|output|sales|purchases) (?:[\w.]+ ){0,6}?by|rose|fell|grew|(?:is|was|were"
    r"|are) (?:up|down)|increase[sd]?|purchases? .{0,40}|shrank|gained|lost"
    r"|account(?:s|ed|ing)? for|spending .{0,12}|average (?:tariff|duty) (?:is|was|of)|averag\w+)\s+(?:by\s+"
    r"|to\s+)?(?:as much as\s+"
    r"|about\s+|some\s+"
    r"|nearly\s+)?$",
    re.IGNORECASE,
)
_DUTY_RISES = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?)\b[^.;]{0,140}?\b(?:increased|raised|hiked|rises?"
    r"|rose) to\s*$"
    r"|\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?)\b[^.;]{0,60}?\b(?:is|are|was|were) up to\s*$",
    re.IGNORECASE,
)
"""A duty that grew, and not what is traded: "the tariff is 8 per cent in summer and then increased to 18"."""
_GREW_BY = re.compile(
    r"\bby (?:about |around |roughly |nearly |almost |approximately |some |over |more than |up to )?$"
)
_ON_AVERAGE = re.compile(r"\s?on (?:\w+ )?average\b")
"""After by how much many duties change together: "tariffs will fall by around 10% on average"."""
MOST_GREW = 100
"""Per cent by which something grew that is no number of points: "raised the fee by 900 per cent"."""
_SHARE = re.compile(
    r"(?:%|per ?cent)\s+(?:of|being|are|will be)\b[^.;]*$|\b(?:more than |over |nearly |almost "
    r"|about )?half of\b[^.;]*$",
    re.IGNORECASE,
)
_AVERAGE = re.compile(
    r"\b(?:simple|weighted) average\b[^.;]*$|\baverage (?:effective |applied )?tariff rate\b(?:[^.;]|\.(?=\d))*$"
    r"|\b(?:share|proportion|percentage) of (?:\w+ ){1,3}(?:from"
    r"|to|by|at)\s$|\bbound (?:tariff )?(?:rates?|duties)\b[^.;]*$",
    re.IGNORECASE,
)
"""Before a figure that sums up many duties, or bounds them, and is none itself."""
_WEIGHTED = re.compile(r"\b(?:trade|import)-weighted\b[^.;]*$", re.IGNORECASE)
_OWNED = re.compile(r"\b(?:ownership|stakes?|shareholdings?|equity|holdings?)\b[^.;]*$", re.IGNORECASE)
"""Before the share of a firm that somebody may own."""
_YEARLY_STEP = re.compile(r"\s*(?:(?:a|per|each|every) (?:year|month|quarter)|annually|yearly|per annum)\b")
"""After how much a duty falls a year, which is no rate."""
_FILLED = re.compile(
    r"\s*(?:\w+ ){0,2}?(?:was|were|is|are|been|had been|went) (?:\w+ly )?(?:used|filled|utili[sz]ed|unused|unfilled)\b"
)
"""After the share of a quota that is used."""
_SIDES_SHARE = re.compile(
    r"(?:%|per ?cent) of (?:all |its |their |the )?(?:[\w-]+ ){0,3}?(?:items|lines|goods|products|imports|exports|trade"
    r"|consumption|output|production|demand|sales|supply)\b"
)
"""Before a second share of the same: "94.8% of items on the Korean side, 92.7% on the Malaysian"."""
_GROWS = re.compile(
    r"\b(?:rising|increasing|growing|climbing|widening|going up|up) to\s+(?:about |some )?$", re.IGNORECASE
)
"""Before a share that grows from another: "duty-free access on 57 per cent, rising to 82 per cent"."""
_REMAINING = re.compile(r"\b(?:remaining|other|rest)\s+$", re.IGNORECASE)
_AIMED_AT = re.compile(
    r"\b(?<!tariff )(?<!duty )(?:targets?|goals?|objectives?|ambitions?) of (?:reaching |at least |about |some )?$",
    re.IGNORECASE,
)
"""Before what somebody means to reach: "its goal of 60% clean power"."""
_OF_POWER = re.compile(
    r"\s(?:[\w-]+ ){0,2}?(?:(?:power|electricity|energy) (?:generation|production|mix|supply|consumption)"
    r"|renewables?|clean (?:power|energy|electricity)|turnout|approval|majority|chance|probability)\b",
    re.IGNORECASE,
)
"""After a share of what is generated or voted."""
_CALLED_SMALL = re.compile(
    r"\s(?:may|might|would|could|will|is|was|seems?|looks?|sounds?)\b[^.;]{0,40}?\b(?:concession|achievement|gain"
    r"|difference|step|progress|improvement|success)\b"
)
"""After by how much somebody did well: "One percent may look like a minor concession"."""
_TRADE_GROWS = re.compile(
    r"\b(?:quotas?|allocations?|volumes?|ceilings?|amounts?|exports|imports|shipments|sales|trade|output|market"
    r"|economy)\b[^.;%]{0,60}?\b(?:grow|grew|ris|rose|increas|expand|shrink|climb|widen)\w*\s(?:by\s)?"
    r"(?:about |some |roughly |around |nearly |up to |at least )?$",
    re.IGNORECASE,
)
"""Before by how much what may be traded grows: "the quota will grow by about five per cent"."""
_SPARED = re.compile(
    r"\bnot (?:be |been )?(?:targeted|hit|covered|affected|touched|caught) by (?:the |an? |this |that )"
    r"(?:\w+ )?$"
)
"""Before a rate that some goods do not pay, and whose own is told elsewhere."""

_ITS_FORMER = re.compile(r"^\W*(?:That|This|It)(?:'s| is| was) (?:up|down) from\b")


def goes_on_share(text: str, before: str) -> bool:
    """Does a sentence only say what the share of the one before was: "That is up from 23%"?"""
    return bool(_ITS_FORMER.match(text) and _SIDES_SHARE.search(before))


def is_average_cut(before: str, after: str) -> bool:
    """Is a per cent, which is not said to be points, by how much many duties change on average?"""
    averaged = _ON_AVERAGE.match(after) or _WEIGHTED.search(before[-120:])
    return bool(averaged and _GREW_BY.search(before[-40:]))


def is_share(before: str, after: str, percent: float) -> bool:
    """Is a per cent, by the words on either side of it, something else than a duty?"""
    if _NOT_DUTY.match(after) or (_NOT_BEFORE.search(before[-70:]) and not _DUTY_RISES.search(before)):
        return True
    if _GREW_BY.search(before[-40:]) and percent > MOST_GREW:
        return True
    if _AVERAGE.search(before[-120:]) or _OWNED.search(before[-70:]):
        return True
    if (
        _YEARLY_STEP.match(after)
        or _FILLED.match(after)
        or (_SIDES_SHARE.search(before) and not DUTY.search(_SIDES_SHARE.split(before)[-1]))
    ):
        return True
    if (_GROWS.search(before[-30:]) and _SHARE.search(before)) or _REMAINING.search(before[-12:]):
        return True
    return bool(
        _AIMED_AT.search(before[-60:])
        or _OF_POWER.match(after)
        or _CALLED_SMALL.match(after)
        or ((grows := _TRADE_GROWS.search(before[-130:])) and not DUTY.search(grows.group()))
        or _SPARED.search(before[-60:])
    )
