"""``tradetalks replicate``: a published result computed anew, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tradetalks.cli.console import JsonFlag, err, out, print_json


def replicate(
    name: Annotated[
        str, typer.Argument(help="ossa2014, caliendo_parro2015, liberation_day2025, us_china_2018", metavar="NAME")
    ],
    data: Annotated[Path | None, typer.Option(help="Folder that holds a folder of that name.")] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Parts to run, such as war; all if left out.", metavar="PART")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File that keeps each row as it comes; parts whole in it are taken over."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Compute a published result anew: published value, ours, difference, each row as it comes."""
    from dataclasses import asdict

    from tradetalks.replications import Row, paper_folder, parts_of
    from tradetalks.replications import replicate as compute
    from tradetalks.replications.record import Record
    from tradetalks.report.replication_lines import heading, line

    parts = parts_of(name)
    record = Record(output, name, paper_folder(name, data)) if output else None
    if record and record.known and not as_json:
        taken = ", ".join(dict.fromkeys(part for part, _ in record.known))
        err.print(f"taken over from {output}: {taken}", highlight=False, markup=False, soft_wrap=True)
    if not as_json:
        print(f"{name}: parts {', '.join(parts)}\n{heading()}", flush=True)

    def each(part: str, row: Row) -> None:
        if record:
            record.add(part, row)
        if not as_json:
            print(line(row), flush=True)

    found = compute(
        name,
        data,
        lambda text: err.print(text, highlight=False),
        only=only or (),
        each=each,
        whole=record.close if record else None,
        known=record.known if record else (),
    )
    if as_json:
        print_json(asdict(found) | {"rows": [asdict(r) | {"difference": r.difference} for r in found.rows]})
        return
    print(found.paper)
    for note in found.notes:
        out.print(f"- {note}.", highlight=False, markup=False)
