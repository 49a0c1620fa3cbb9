"""What a party said it wants, in a table and in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table

from tradetalks.dossier.elicitation import Elicited, Key
from tradetalks.dossier.model import Dossier
from tradetalks.report.numbers import bn
from tradetalks.report.tables import make_table


def _title(dossier: Dossier, key: Key) -> str:
    item = dossier.item(key[0])
    return f"{item.title}: {item.option(key[1]).title}"


def elicited_table(dossier: Dossier, found: Elicited, economic: Mapping[Key, float]) -> Table:
    """Options by value: points alone, fitted, the range left, and what the model gives."""
    name = dossier.parties[found.party].name
    model = [("model alone", "right")] if economic else []
    table = make_table(
        f"What {name} wants ({dossier.money.title} against the status quo)",
        ("option", "left"), ("by points", "right"), ("fitted", "right"), ("range left", "right"), *model,
    )  # fmt: skip
    for key in sorted(found.fitted, key=lambda k: -found.fitted[k]):
        cells = [bn(found.points[key]), bn(found.fitted[key]), f"{bn(found.low[key])} to {bn(found.high[key])}"]
        table.add_row(_title(dossier, key), *cells, *([bn(economic[key])] if economic else []))
    return table


def elicited_words(dossier: Dossier, found: Elicited) -> list[str]:
    """What points alone do not say, what cannot all hold, what to ask next."""
    told = [f"Points alone do not give: {statement}." for statement in found.missed]
    told += [
        f"Inconsistent: '{c.statement}' fails by {c.short:,.1f} {dossier.money.yearly} whatever the values within the"
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
        f" The difference may be {bn(q.lowest)} to {bn(q.highest)} {dossier.money.short}."
        for q in found.questions
    ]
    return told
