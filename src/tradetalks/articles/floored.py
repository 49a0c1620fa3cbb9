"""Rates that are the least a side will charge: "the higher of the MFN rate or 15%". Goods that pay less go up to it.

A level brings dearer goods down and leaves the others, which is the wrong way round here, and no measure of a dossier
takes a floor exactly: so none is built, and the line says why. Goods that keep a rate of their own are told as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tradetalks.articles.draft import Draft, Rate
from tradetalks.articles.notes import Notes, Sides
from tradetalks.articles.taxonomy import Topic
from tradetalks.articles.topics import TARIFFS
from tradetalks.world.names import named

_ORDINARY = r"(?:MFN|most[- ]favou?red[- ]nation|ordinary|normal|regular|standard|base|existing|usual|WTO)"
_FLOOR = re.compile(
    r"\b(?<!no )(?:higher|greater|larger) of\b"
    r"|\bwhichever (?:\w+ ){0,4}?(?:higher|greater|larger|more)\b"
    rf"|\b{_ORDINARY}\b[^.;]{{0,40}}?\b(?:where|if|when|whenever|unless|wherever)\b[^.;]{{0,40}}?"
    r"\b(?<!no )(?:higher|greater|above|exceeds?|more than)\b"
    rf"|\b(?:where|if|when|whenever|unless|wherever)\b[^.;]{{0,20}}?\b{_ORDINARY}\b[^.;]{{0,40}}?"
    r"\b(?<!no )(?:higher|greater|above|exceeds?|more than)\b",
    re.IGNORECASE,
)
_LEAST = (
    r"\b(?:at least|no(?:t)? (?:less|lower) than|a minimum(?: (?:tariff|duty|rate))? of|minimum (?:tariff|duty|rate) of"
    r"|not below|a floor of)\s+(?:an? )?(?:(?:tariff|duty|rate) of )?(?:{percent})\s?(?:%|per ?cent|percent)"
    r"|\b{percent}\s?(?:%|[- ]?per ?cent|[- ]?percent) (?:minimum|floor|or more)\b"
)
_KEEPS = re.compile(
    r"\b(?:remain\w*|stay\w*|still|keeps?|kept|continu\w+|exclud\w+|exempt\w*|carve[sd]?[- ]outs?|left out"
    r"|not (?:covered|included|affected))\b",
    re.IGNORECASE,
)
MOST_SAID = 160
"""Characters of a report's sentence that an open point repeats."""


def is_floor(rate: Rate) -> bool:
    """Does a rate's sentence say that it is the least that is charged?"""
    text = " ".join(rate.span.text.split())
    least = _LEAST.format(percent=re.escape(f"{rate.percent:g}"))
    return rate.percent > 0 and bool(_FLOOR.search(text) or re.search(least, text, re.IGNORECASE))


def floored(rates: Sequence[Rate]) -> tuple[float, ...]:
    """Rates to come, per cent, that a sentence says are the least, whatever other sentences call the same figure."""
    return tuple(dict.fromkeys(r.percent for r in rates if r.status == "to" and is_floor(r)))


def say_floors(item: str, topic: Topic, floors: Sequence[float], sides: Sides, notes: Notes) -> None:
    """Leave each such rate open: what the reports say, and which way it goes."""
    whose = named(sides.names[sides.target])
    for percent in floors:
        notes.add(
            "rate",
            f"{topic.title}: {whose} is reported to charge {percent:g}% or the ordinary duty,"
            f" whichever is higher: goods that pay less than {percent:g}% go up to it. No measure takes that and none"
            " is built, unless you write one (points by sector)",
            item,
        )


def say_kept(
    item: str, topic: Topic, built: Collection[Mapping[str, Any]], floors: Collection[float], draft: Draft,
    sides: Sides, notes: Notes,
) -> None:  # fmt: skip
    """Tell of goods that keep another rate, beside a rate on all goods that is ``built``, or left open as a floor."""
    if not built and not floors:
        return
    does = "no option leaves them out; take them off" if built else "leave them out where you write one"
    seen: set[str] = set()
    for rate in draft.measures:
        text = " ".join(rate.span.text.split())
        own = rate.item and rate.item != TARIFFS and rate.importer in ("", sides.target)
        if own and rate.status == "stands" and rate.percent not in floors and _KEEPS.search(text) and text not in seen:
            seen.add(text)
            short = text if len(text) <= MOST_SAID else text[: MOST_SAID - 3] + "..."
            notes.add(
                "rate", f'{topic.title}: some goods are reported to keep {rate.percent:g}% ("{short}"); {does}', item
            )
