"""Purchases that a side promises: money becomes a measure where what it buys, who pays and the years are said."""

from __future__ import annotations

import re
from typing import Any

from tradetalks.articles.draft import PERHAPS, Draft, Quantity
from tradetalks.articles.notes import Notes, Sides
from tradetalks.articles.taxonomy import Topic

_OVER = re.compile(
    r"\bover (?:the next )?(?P<n>\d+|two|three|four|five|six|seven|eight|nine|ten|fifteen) years?\b", re.IGNORECASE
)
_YEARS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "fifteen": 15,
}


def purchases(
    item: str, topic: Topic, topic_id: str, draft: Draft, sides: Sides, notes: Notes
) -> dict[str, Any] | None:
    """A purchase commitment, where money, what it buys, who pays and the years are said."""
    if not topic.buys or not topic.sectors:
        return None
    found = [q for q in draft.quantities if q.item == topic_id and q.giver == sides.target]
    for quantity in found:
        if quantity.confidence <= PERHAPS:
            notes.add(
                "size",
                f"{topic.title}: {quantity.value} is told in a sentence on it, not plainly as promised; not counted:"
                " where it is, state the purchase",
                item,
            )
            continue
        if quantity.unit != "billion USD":
            if quantity.unit.startswith("billion "):
                notes.add(
                    "size",
                    f"{topic.title}: {quantity.value} is promised in {quantity.unit.split()[1]}, for which no rate of"
                    " exchange is at hand; not counted: give the sum in US dollars",
                    item,
                )
            if quantity.unit.endswith(("tonnes", "metres", "barrels", "litres", "head")):
                notes.add(
                    "size",
                    f"{topic.title}: {quantity.value} is promised, at a price that is not said; not counted",
                    item,
                )
            continue
        yearly = _yearly(quantity, sides.year)
        if yearly is None:
            notes.add(
                "size", f"{topic.title}: {quantity.value} is promised over years that are not said; not counted", item
            )
            continue
        billions, how = yearly
        if how:
            notes.add("size", f"{topic.title}: {quantity.value} is taken as {billions:g} bn USD a year ({how})", item)
        measure = {
            "instrument": "purchase_commitment", "importer": sides.regions[sides.target],
            "exporter": sides.regions[sides.asker], "billions": billions, "sectors": topic.sectors,
        }  # fmt: skip
        return {"id": "bought", "title": f"{quantity.value} bought", "measures": [measure]}
    return None


def _yearly(quantity: Quantity, year: int) -> tuple[float, str] | None:
    """Billions a year, and how the years were counted; None where they are not said."""
    if quantity.yearly:
        return quantity.number, ""
    if match := _OVER.search(quantity.span.text):
        years = int(_YEARS.get(match["n"].lower(), 0) or match["n"])
        return round(quantity.number / years, 4), f"over {years} years alike"
    if quantity.until and year and int(quantity.until) >= year:
        years = int(quantity.until) - year + 1
        return round(quantity.number / years, 4), f"{year} to {quantity.until} alike"
    return None
