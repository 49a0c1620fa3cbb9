"""Rates that tell by where they stand whose they are: "the EU charges 10% and the United States 2.5"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tradetalks.articles.agreed import NUMBER, PERCENT
from tradetalks.articles.mentions import Mention
from tradetalks.articles.scene import Scene

_POINTS = r"[\s-](?:percentage[\s-])?points?\b"
_FIRST = re.compile(
    rf"(?:{NUMBER})(?:{PERCENT}|{_POINTS})(?:[^.;,:\d]{{0,40}}?(?:,\s(?:(?:and|while|but)\s)?|\s(?:and|while)\s))"
    r"(?:(?:those|that|the (?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies))) of\s)?(?:the\s)?$",
    re.IGNORECASE,
)
"""What a rate ends with before whoever has the second: "10% on cars and the", "by 7 points and those of the"."""
_SECOND = re.compile(
    rf"(?:'s?|’s?)?\s(?:by\s|at\s|only\s|just\s|some\s|about\s)?(?P<n>{NUMBER})(?:{PERCENT}|{_POINTS})?(?=[.;)](?!\d)|,(?!\d)|$)",
    re.IGNORECASE,
)
"""The second after its owner, with its unit or without."""
_IN = re.compile(rf"(?P<n>{NUMBER}){PERCENT}\sin\s(?:the\s)?$", re.IGNORECASE)
"""A rate before where it is charged."""
_PAYS = re.compile(r"\b(?:pay|pays|paying|paid)\s(?:the\s)?$")
_PAID = re.compile(rf"\s(?P<n>{NUMBER}){PERCENT}", re.IGNORECASE)
"""Before whom something is paid to, and the rate: "will pay the EU 3%"."""
_OWN = re.compile(
    rf"(?:'s?|’s?)?\s(?:(?!(?:with|an?|the)\b)[\w-]+\s){{0,2}}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?)\sof\s"
    rf"(?:up to\s|about\s|some\s)?(?P<n>{NUMBER}){PERCENT}",
    re.IGNORECASE,
)
_FALLS_ON = re.compile(r"\b(?:on|for|against|from|to)\s+(?:the\s)?(?:[\w-]+\s+)?$")
"""Before whose goods a duty falls on: "on Canadian steel tariffs of 50%" is not Canada's."""
_THREATENED = re.compile(r"\b(?:threaten\w*|hit|slapped|struck|punish\w*)\s(?:the\s)?$")
_WITH = re.compile(rf"\swith\s[^.;,]{{0,40}}?(?P<n>{NUMBER}){PERCENT}", re.IGNORECASE)
"""Before whom a duty is held out to: "threatened Canada with a general tariff of 35 per cent"."""


@dataclass(frozen=True)
class Gapped:
    """A rate's figure, where it stands, and whose it is.

    Attributes:
        bare: it has neither verb nor unit of its own. paid: it is told by who pays it to whom.
    """

    percent: float
    start: int
    party: str
    bare: bool = False
    paid: bool = False


def gapped(text: str, scene: Scene) -> list[Gapped]:
    """Rates that a sentence gives a party beside another's, in the order of the text."""
    found: list[Gapped] = []
    charged_in: list[Gapped] = []
    for m in scene.named(text):
        if m.party not in scene.parties:
            continue
        before, after = text[max(0, m.start - 110) : m.start], text[m.end :]
        if _FIRST.search(before) and (second := _SECOND.match(after)):
            found.append(Gapped(_value(second["n"]), m.end + second.start("n"), m.party, bare=True))
        elif _PAYS.search(before) and (paid := _PAID.match(after)):
            found.append(Gapped(_value(paid["n"]), m.end + paid.start("n"), m.party, paid=True))
        elif _attributive(text, m) and (own := _OWN.match(after)) and not _FALLS_ON.search(before):
            found.append(Gapped(_value(own["n"]), m.end + own.start("n"), m.party))
        elif _THREATENED.search(before) and (held := _WITH.match(after)) and scene.other(m.party):
            if any(n.party not in scene.parties for n in scene.named(text[: m.start])):
                continue  # a third country threatens
            found.append(Gapped(_value(held["n"]), m.end + held.start("n"), scene.other(m.party)))
        elif m.noun and (rate := _IN.search(before)):
            start = m.start - len(before) + rate.start("n")
            charged_in.append(Gapped(_value(rate["n"]), start, m.party))
    if len({one.party for one in charged_in}) > 1:  # "25% in the United States and 22% in the EU"
        found += charged_in
    return sorted(found, key=lambda one: one.start)


def _attributive(text: str, m: Mention) -> bool:
    """Said of what follows: "Canadian", "Canada's", "US"; not "spare Canada duties of 25%"."""
    return m.adjective or text[m.end : m.end + 1] in ("'", "’") or text[m.start : m.end].isupper()


def _value(figure: str) -> float:
    return float(figure.replace(",", ""))
