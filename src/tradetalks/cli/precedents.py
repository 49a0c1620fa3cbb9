"""``tradetalks precedents``: how like items were settled before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tradetalks.cli.console import JsonFlag, out, print_json

if TYPE_CHECKING:
    from tradetalks.articles.precedents import Precedent

SHOWN, OF_WORDS = 4, 12
"""Rows of each item of a dossier; of one item, or of words."""


def precedents(
    what: Annotated[str, typer.Argument(help="A dossier, an item's id in a shipped one, or words: 'rare earths'.")],
    item: Annotated[str | None, typer.Option("--item", help="Of a dossier, only this item.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show all that is alike, not the most alike alone.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """How like items were settled: from what to what, when, what was asked, by which source; the most alike first. And
    how duties and controls like them ended by law."""
    from pathlib import Path

    from tradetalks.articles.law_changes import law_changes
    from tradetalks.articles.precedents import kind_of, kind_of_words
    from tradetalks.articles.precedents import precedents as like
    from tradetalks.dossier.files import shipped
    from tradetalks.dossier.model import Dossier
    from tradetalks.report.plain_words import day_words
    from tradetalks.report.precedent_tables import precedent_json, word_lines

    if what in shipped() or Path(what).exists() or item:
        found = Dossier.load(what)
        items = [found.item(item)] if item else found.agenda
        most, eve = (OF_WORDS if item else SHOWN), found.reference_date
        when = f", settled by {day_words(eve)}"
        kinds = {i.title: kind_of(found, i) for i in items}
        told = {title: like(kind, by=eve, but=found.name) for title, kind in kinds.items()}
        law = {title: like(kind, by=eve, known=law_changes()) for title, kind in kinds.items()} if item else {}
    else:
        most, when, kind = OF_WORDS, "", kind_of_words(what)
        told, law = {what: like(kind, words=what)}, {what: like(kind, words=what, known=law_changes())}
        if not as_json:
            for line in word_lines(what, kind, told[what]):
                out.print(line, highlight=False, markup=False)
    if as_json:
        rows = {title: [precedent_json(one) for one in (*known, *law.get(title, ()))] for title, known in told.items()}
        print_json(rows)
        return
    for title, known in told.items():
        if not known:
            out.print(f"{title}: nothing like it is known{when}.\n", highlight=False, markup=False)
        else:
            _show(f"How talks settled items like '{title}'{when}", known, None if everything else most)
        if law.get(title):
            _show(f"How duties and controls like it ended by law{when}", law[title], None if everything else most)


def _show(title: str, known: Sequence[Precedent], most: int | None) -> None:
    """The most alike, and how many are left out."""
    from tradetalks.report.precedent_tables import precedents_lines

    out.print(f"{title}:", highlight=False, markup=False)
    for line in precedents_lines(known[:most]):
        out.print(line, highlight=False, markup=False)
    if most and len(known) > most:
        out.print(f"{len(known) - most} more, less alike or older: --all.\n", highlight=False, markup=False)
