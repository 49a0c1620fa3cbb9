"""What a party said it wants, in a table and in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table

from tradetalks.dossier.elicitation import Elicited, Key
from tradetalks.dossier.model import Dossier
from tradetalks.report.numbers import Figures
from tradetalks.report.tables import make_table


def _title(dossier: Dossier, key: Key) -> str:
    item = dossier.item(key[0])
    return f"{item.title}: {item.option(key[1]).title}"


def _figures(dossier: Dossier, found: Elicited) -> Figures:
    return Figures.among([*found.fitted.values(), *found.low.values(), *found.high.values()], dossier.money)


def elicited_table(dossier: Dossier, found: Elicited, economic: Mapping[Key, float]) -> Table:
    """Options by value: points alone, fitted, the range left, and what the model gives."""
    name = dossier.parties[found.party].name
    model = [("model alone", "right")] if economic else []
    bn = _figures(dossier, found)
    table = make_table(
        f"What {name} wants ({bn.unit.title} against the status quo)",
        ("option", "left"), ("by points", "right"), ("fitted", "right"), ("range left", "right"), *model,
    )  # fmt: skip
    for key in sorted(found.fitted, key=lambda k: -found.fitted[k]):
        cells = [bn(found.points[key]), bn(found.fitted[key]), bn.span(found.low[key], found.high[key])]
        table.add_row(_title(dossier, key), *cells, *([bn(economic[key])] if economic else []))
    return table


def elicited_words(dossier: Dossier, found: Elicited) -> list[str]:
    """What points alone do not say, what cannot all hold, what to ask next."""
    bn = _figures(dossier, found)
    told = [f"Points alone do not give: {statement}." for statement in found.missed]
    told += [
        f"Inconsistent: '{c.statement}' fails by {bn.size(c.short)} {bn.unit.yearly} whatever the values within the"
        " doubt allowed."
        for c in found.conflicts
    ]
    if not found.missed:
        told.append("Points give every ranking and trade-off stated.")
    elif not found.conflicts:
        told.append("Fitted values give every ranking and trade-off stated.")
    name = dossier.parties[found.party].name
    told += [
        f"Ask {name}: rather '{_title(dossier, q.first)}' or '{_title(dossier, q.second)}'?"
        f" The difference may be {bn.span(q.lowest, q.highest)} {bn.unit.short}."
        for q in found.questions
    ]
    return told
