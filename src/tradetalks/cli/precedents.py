"""``tradetalks precedents``: how like items were settled before."""

from __future__ import annotations

from typing import Annotated

import typer

from tradetalks.cli.console import JsonFlag, out, print_json

SHOWN = 4


def precedents(
    what: Annotated[str, typer.Argument(help="A dossier, an item's id in a shipped one, or words: 'rare earths'.")],
    item: Annotated[str | None, typer.Option("--item", help="Of a dossier, only this item, in full.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """How like items were settled: from what to what, when, what was asked, by which source; the most alike first."""
    from pathlib import Path

    from tradetalks.articles.precedents import kind_of, kind_of_words
    from tradetalks.articles.precedents import precedents as like
    from tradetalks.dossier.files import shipped
    from tradetalks.dossier.model import Dossier
    from tradetalks.report.plain_words import day_words
    from tradetalks.report.precedent_tables import precedent_json, precedents_lines

    most: int | None = None
    if what in shipped() or Path(what).exists() or item:
        found = Dossier.load(what)
        items = [found.item(item)] if item else found.agenda
        most, eve = (None if item else SHOWN), found.reference_date
        told = {i.title: like(kind_of(found, i), by=eve, but=found.name) for i in items}
        when = f", settled by {day_words(eve)}"
    else:
        told, when = {what: like(kind_of_words(what))}, ""
    if as_json:
        print_json({title: [precedent_json(one) for one in known] for title, known in told.items()})
        return
    for title, known in told.items():
        if not known:
            out.print(f"{title}: nothing like it is known{when}.\n", highlight=False, markup=False)
            continue
        out.print(f"Like {title}{when}:", highlight=False, markup=False)
        for line in precedents_lines(known[:most]):
            out.print(line, highlight=False, markup=False)
        if most and len(known) > most:
            out.print(f"{len(known) - most} more, less alike or older: --item.\n", highlight=False, markup=False)
