"""Is a rate on all of what the model has as one sector, or on a part: some goods, a kind of them, a share, a quota?

The model has no electric cars, steel pipes or first 50,000 vehicles apart: a duty on them is not put on the sector.
"""

from __future__ import annotations

import re

from tradetalks.articles.agreed import NUMBER, PERCENT
from tradetalks.articles.draft import Rate
from tradetalks.articles.rates import clause_around
from tradetalks.articles.taxonomy import Topic
from tradetalks.articles.topics import TARIFFS, on_all_goods

_SELECTED = re.compile(
    r"\b(?:certain|some|selected|key|identif(?:y|ies|ied)|listed|specified|qualifying)\b[^;]{0,60}?"
    r"\b(?:goods|products|articles|parts|items|resources|exports|imports)\b",
    re.IGNORECASE,
)
"""Some goods, picked out of all."""
_SHARE = re.compile(
    rf"(?:\b(?:{NUMBER})(?:{PERCENT})|\b(?:half|a third|a quarter|(?:two|three)[ -](?:thirds|quarters)))\s+of\s+"
    r"(?:[\w'.-]+\s){0,5}?(?:goods|products|(?:tariff )?lines|exports|imports|items|trade)\b",
    re.IGNORECASE,
)
"""A share of goods that is freed: "duties go on 85% of Kenyan goods"."""
_QUOTA = re.compile(
    rf"(?<!non-)\b(?:tariff[- ]rate )?quotas?\b|\bTRQs?\b|\b(?:up to|the first|no more than|limited to)\s(?:{NUMBER})"
    rf"(?!{PERCENT})\s(?:million |thousand |metric )?[A-Za-z]",
    re.IGNORECASE,
)
"""A quantity that a rate holds for."""
_NO_QUOTA = re.compile(r"\b(?:no|without(?: an?| any)?|abolish\w*|end(?:s|ed)?) quotas?\b", re.IGNORECASE)
_KIND = (
    r"(?:(?:(?:battery[- ])?electric|battery[- ]powered|plug-in|hybrid|petrol|diesel|premium|luxury|high-end|expensive"
    r"|used|second-hand|new|classic|vintage|commercial|heavy|light|small|large|mid-sized?|medium|stainless|galvani[sz]ed"
    r"|electrical|flat|hot-rolled|cold-rolled|coated|semi-finished|generic|branded|patented|off-patent|finished)"
    r"(?:(?:,| and| or|,? and| -)?\s+))+"
)
_GOODS = {
    "autos": r"(?:cars?|vehicles?|autos?|automobiles?|automotive(?: goods| products)?)",
    "metals": r"(?:steel|alumin(?:i)?um|metals)",
    "pharma": r"(?:medicines?|pharma(?:ceuticals?)?(?: products)?|drugs)",
    "energy": r"(?:energy|oil|gas|petroleum|fuels?|hydrocarbons)",
}
"""Topic -> how its goods are called as a whole."""
_OWN_PARTS = {
    "autos": r"(?:EVs?|pickups?|pickup trucks?|trucks?|lorr(?:y|ies)|bus(?:es)?|motor ?(?:cycles?|bikes?)|tractors?"
    r"|(?:car|auto|vehicle|automobile|automotive) (?:parts|components)|passenger cars only)",
    "metals": r"(?:(?:steel|alumin(?:i)?um) (?:pipes?|tubes?|wires?|rods?|rails?|beams?|bars?|derivatives?|foil|cans?"
    r"|scrap|nails|bolts|fasteners|billets?)|(?:steel and aluminum|steel and aluminium) derivatives?"
    r"|scrap (?:steel|metals?)|copper|zinc|nickel|tin(?:plate)?|rebar)",
    "pharma": r"(?:(?:cancer|weight-loss|generic) (?:drugs|medicines)|insulin|vaccines?|biosimilars?)",
    "energy": r"(?:LNG|liquefied (?:natural|petroleum) gas|coal|propane|ethane|ethanol|biofuels?|solar \w+"
    r"|wind turbines?|palm oil|olive oil|power|electricity|hydrogen)",
}
"""Topic -> goods that are a part of its sectors."""
_ABOVE = re.compile(
    r"\s(?:[\w'-]+\s){0,4}?(?:above|over|below|under|more than|less than|worth|priced|costing|with an? engine)\s"
    r"(?:at\s)?(?:[\w'-]+\s){0,2}?[$€£\d]",
    re.IGNORECASE,
)
"""After goods of which only the dear or the large ones are meant."""


def part_of(topic_id: str, clause: str) -> bool:
    """Does a clause name only a part of a topic's goods: electric cars, steel pipes, cars above a price?"""
    goods, parts = _GOODS.get(topic_id), _OWN_PARTS.get(topic_id)
    if goods is None or parts is None:
        return False
    rest, count = re.subn(
        rf"\b(?:{parts}|{_KIND}(?:(?:passenger|motor)\s)?{goods})\b", " ", clause, flags=re.IGNORECASE
    )
    whole = [m for m in re.finditer(rf"\b{goods}\b", rest, re.IGNORECASE) if not _ABOVE.match(rest[m.end() :])]
    left_out = count or re.search(rf"\b{goods}\b", rest, re.IGNORECASE)
    return bool(left_out) and not whole


def is_quota(clause: str) -> bool:
    """Does a clause tell of a quantity that a rate holds for?"""
    return bool(_QUOTA.search(clause)) and not _NO_QUOTA.search(clause)


def portion(topic_id: str, topic: Topic, rate: Rate, on: str) -> str:
    """What a rate is on, in words, where that is less than the topic's sectors; else nothing.

    Args:
        on: the topic's sectors, in words.
    """
    if topic.part:
        return f"on goods that are only a part of {on} in the model"
    clause = _clause(rate)
    if is_quota(clause):
        return "of which one holds within a quota"
    if topic_id == TARIFFS:
        some = not on_all_goods(rate.span.text) or _on_selected(rate)
        return "on a share of goods" if _SHARE.search(clause) else ("on some goods only" if some else "")
    return f"on goods that are only a part of {on} in the model" if part_of(topic_id, clause) else ""


def _figure(percent: float) -> str:
    return r"zero|0" if percent == 0 else re.escape(f"{percent:g}")


def _clause(rate: Rate) -> str:
    """The clause of a rate's figure, where it stands once in its sentence; else the sentence."""
    text = " ".join(rate.span.text.split())
    at = list(re.finditer(rf"(?<![\w.])(?:{_figure(rate.percent)})(?:{PERCENT})", text))
    return clause_around(text, at[0].start(), at[0].end()) if len(at) == 1 else text


def _on_selected(rate: Rate) -> bool:
    """Is a rate, of a sentence on all goods, one on some of them: "and certain products to receive a zero rate"?"""
    text = " ".join(rate.span.text.split())
    said = rf"(?<![\w.])(?:{_figure(rate.percent)})(?=\s?(?:%|per ?cent|percent| tariff| dut| rate))"
    said = rf"{said}|\bto zero\b" if rate.percent == 0 else said
    at = list(re.finditer(said, text))
    return bool(at) and all(_SELECTED.search(clause_around(text, m.start(), m.end())) for m in at)
