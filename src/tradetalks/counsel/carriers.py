"""Who carries out what: the parties with a part in an item, where the dossier says or its measures show.

An item without measures is carried out by those its ``carried_out_by`` names. Where it names nobody, who does it is not
known, and nothing here guesses: callers say so.
"""

from __future__ import annotations

from tradetalks.dossier.model import Dossier, Item
from tradetalks.policy.instruments import Measure


def touched(item: Item, option: str) -> list[Measure]:
    """The measures that an option of an item changes: its own, those of every option it is in over time, and those of
    the status quo that it replaces."""
    steps = dict.fromkeys(phase.option for phase in item.option(option).phases)
    return [m for one in (option, *steps, item.status_quo) for m in item.option(one).measures]


def carriers(dossier: Dossier, item: Item, option: str | None = None) -> frozenset[str] | None:
    """Parties who carry out an option of an item (any of its options if None); None where nobody is known.

    An empty set is an answer: its measures are all applied by countries that are not at the table.
    """
    measures = [m for o in item.options for m in o.measures] if option is None else touched(item, option)
    if not measures and not item.carried_out_by:
        return None
    return frozenset(dossier.actors(item, measures))
