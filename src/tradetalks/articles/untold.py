"""Amounts and quotas that no measure of a drafted dossier takes: each is told among its open points."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tradetalks.articles.draft import Draft, Quantity
from tradetalks.articles.notes import Notes
from tradetalks.articles.portion import is_quota
from tradetalks.articles.rates import clause_around
from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.world.names import named


def say_amounts(
    draft: Draft, taxonomy: Taxonomy, names: Mapping[str, str], agenda: Sequence[Mapping[str, Any]], notes: Notes
) -> None:
    """Tell each amount of a topic that no option and no open point names yet.

    Args:
        names: party -> its name. agenda: items as the dossier has them. notes: the lines are added here.
    """
    titles = [o["title"] for i in agenda for o in i["options"]]
    for one in draft.quantities:
        value = re.compile(rf"(?<![\d.,]){re.escape(one.value)}")
        told = any(value.search(text) for text in (*titles, *(line["says"] for line in notes.lines)))
        if told or one.item not in taxonomy.topics:
            continue
        own = (i["id"] for i in agenda if i["id"] == one.item or i["id"] == f"{one.item}_of_{one.giver.lower()}")
        title = taxonomy.topics[one.item].title
        who = f"{named(names[one.giver])} is reported to give " if one.giver in names else ""
        if _within_quota(one):
            many = re.sub(r"-(\w+)$", r" \1s", one.value)  # "250,000-vehicle"
            says = f"{title}: {who}a quota of {many}{'' if who else ' is reported'}; the model has none, not counted"
        else:
            says = f"{title}: {who}{one.value}{'' if who else ' reported'}; no measure takes it"
        notes.add("size", says, next(own, None))


def _within_quota(one: Quantity) -> bool:
    """Is an amount the size of a quota, by the clause that it stands in?"""
    text = one.span.text
    at = text.find(one.value)
    return at >= 0 and is_quota(clause_around(text, at, at + len(one.value)))
