"""``tradetalks track``: is a commitment kept?"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from tradetalks.cli.console import JsonFlag, err, out, print_json


def track(
    commitment: Annotated[str, typer.Argument(help="A shipped commitment's name or a YAML file.")],
    actuals: Annotated[
        Path | None,
        typer.Option(help="csv of what was counted: plain, Census or Comtrade; the commitment's own if left out."),
    ] = None,
    rows: Annotated[
        list[str] | None,
        typer.Option(help="COLUMN=VALUE of the csv's rows that count, such as flowCode=M; may be repeated."),
    ] = None,
    column: Annotated[str | None, typer.Option(help="The csv's column of figures, such as netWgt.")] = None,
    on: Annotated[str | None, typer.Option(help="Judge as of this day, YYYY-MM-DD.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the picture to this SVG file.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show how a commitment is doing: target, counted, at this pace; on track, behind, met or missed."""
    from tradetalks.policy import commitments
    from tradetalks.policy.ledger import as_date

    found, path = commitments.load(commitment)
    source = actuals or (path.parent / found.actuals if found.actuals else None)
    said: list[str] = []
    day = as_date(on, "--on") if on else None
    counted = (
        commitments.read_actuals(
            source, found.scale, rows={**found.rows, **_rows(rows)}, column=column or found.column, unit=found.unit,
            targets=[(p.begins, p.ends, p.amount) for p in found.path], until=day, log=said,
        )
        if source
        else []
    )  # fmt: skip
    periods = commitments.progress(found, counted, day, day or datetime.date.today())
    last = max((ends for _, ends, _ in counted), default=None)
    for row in periods:
        if row.status == "missed" and last is not None and last < row.period.ends:
            said.append(
                f"The period to {row.period.ends} has ended; figures reach only {last}, and it is judged by them."
            )
    if output:
        from tradetalks.paths import write_atomically
        from tradetalks.report.charts import to_svg
        from tradetalks.report.commitment_chart import chart

        write_atomically(output, to_svg(chart(found, counted, periods)))
        err.print(f"wrote {output}", highlight=False)
    if as_json:
        print_json({**commitments.as_json(found, periods), "counted": said})
        return
    from tradetalks.report.commitment_chart import progress_table

    out.print(progress_table(found, periods, last))
    for sentence in said:
        out.print(sentence, highlight=False, markup=False)
    out.print(f"Source: {found.source} ({found.verified}).", highlight=False, markup=False)
    for note in found.notes:
        out.print(note, highlight=False, markup=False)


def _rows(pairs: list[str] | None) -> dict[str, str]:
    """Column and value of COLUMN=VALUE words."""
    found = {}
    for pair in pairs or []:
        column, equals, value = pair.partition("=")
        if not equals:
            raise typer.BadParameter(f"'{pair}': expected COLUMN=VALUE", param_hint="--rows")
        found[column.strip()] = value.strip()
    return found
