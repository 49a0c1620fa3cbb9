"""``tradetalks ledger``: what was in force when."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tradetalks.cli.console import JsonFlag, err, out, print_json

ledger_app = typer.Typer(help="Dated measures: what was in force when.", no_args_is_help=True)
LedgerOption = Annotated[str, typer.Option("--ledger", help="A shipped ledger's name or a csv file.")]


@ledger_app.command("show")
def show(
    on: Annotated[str, typer.Option("--on", help="Day, YYYY-MM-DD.")] = "2025-10-29",
    ledger: LedgerOption = "us-china",
    as_json: JsonFlag = False,
) -> None:
    """Measures in force on a day, with their sources."""
    from tradetalks.policy.ledger import Ledger
    from tradetalks.report.ledger_tables import rows_table

    rows = Ledger.load(ledger).in_force(on)
    if as_json:
        print_json([_plain(r) for r in rows])
        return
    out.print(rows_table(f"In force on {on}", rows))


@ledger_app.command("diff")
def diff(
    first: Annotated[str, typer.Argument(help="Day, YYYY-MM-DD.")],
    second: Annotated[str, typer.Argument(help="Day, YYYY-MM-DD.")],
    ledger: LedgerOption = "us-china",
    as_json: JsonFlag = False,
) -> None:
    """What ended and what began between two days."""
    from tradetalks.policy.ledger import Ledger
    from tradetalks.report.ledger_tables import rows_table

    ended, began = Ledger.load(ledger).diff(first, second)
    if as_json:
        print_json({"ended": [_plain(r) for r in ended], "began": [_plain(r) for r in began]})
        return
    out.print(rows_table(f"Ended between {first} and {second}", ended))
    out.print(rows_table(f"Began between {first} and {second}", began))


@ledger_app.command("timeline")
def timeline(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the picture to this SVG file.")] = None,
    ledger: LedgerOption = "us-china",
    as_json: JsonFlag = False,
) -> None:
    """Average tariffs through time, weighted by the embedded world's trade, beside published averages."""
    from tradetalks.paths import write_atomically
    from tradetalks.policy.ledger import Ledger
    from tradetalks.report.charts import to_svg
    from tradetalks.report.ledger_tables import averages, published_table, timeline_chart

    book = Ledger.load(ledger)
    series = averages(book)
    if as_json:
        print_json(series)
        return
    out.print(published_table(book))
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(output, to_svg(timeline_chart(series, book)))
        err.print(f"wrote {output}", highlight=False)


def _plain(row: object) -> dict[str, object]:
    return {k: (list(v) if isinstance(v, tuple) else v) for k, v in vars(row).items() if k != "coverage"}
