"""Dossiers of which nothing can be computed yet, since no option has a measure or a worth: said once, with what to fill
in, in place of counts, verdicts, charts and tables that would be of zeros."""

from __future__ import annotations

from tradetalks.dossier.model import Dossier, Item
from tradetalks.report.numbers import counted

NOTHING_YET = (
    "Nothing can be computed yet: no option of any item has a measure or a worth, so that no package can be told from"
    " another. Counts, verdicts, charts and tables are left out; they would be of zeros."
)
MOST_NAMED = 3
"""Items of which it is said what to fill in; the others are counted."""


def is_unsized(dossier: Dossier) -> bool:
    """Has neither an option nor a way of having no deal a size, by measure or by worth, so that every package counts as
    nothing for all? What is in force beside the items changes nothing: it is in every package."""
    ways = [option for item in dossier.agenda for option in item.options]
    options = any(o.measures or o.worth or o.inferred or o.phases for o in ways)
    return not options and not any(b.measures or b.nash or b.worth for b in dossier.no_deal)


def uncomputed_words(dossier: Dossier) -> list[str]:
    """That nothing can be computed, and what to fill in, by item, file and field; nothing where something can be."""
    return [NOTHING_YET, fill_in_words(dossier)] if is_unsized(dossier) else []


def fill_in_words(dossier: Dossier) -> str:
    """Where measures or worth go, of the first items, by the fields of the dossier's file."""
    items = [item for item in dossier.agenda if len(item.options) > 1]
    told = "; ".join(_fields(item) for item in items[:MOST_NAMED])
    rest = len(items) - MOST_NAMED
    others = f"; and so on for {counted(rest, 'further item')}" if rest > 0 else ""
    return f"Fill in measures or worth, in the dossier's file (dossier.yaml) under agenda: {told}{others}."


def _fields(item: Item) -> str:
    """Where an item's empty fields stand: its first option other than the status quo."""
    option = next(o for o in item.options if o.id != item.status_quo)
    return f"'{item.title}' (item {item.id}, option {option.id}: '{option.title}')"
