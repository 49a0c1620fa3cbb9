"""``tradetalks magnitudes``: published results of other models and measurements beside ours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tradetalks.cli.console import JsonFlag, err, out, print_json, progress


def magnitudes(
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Rows to compute, by id; all if left out.", metavar="ID")
    ] = None,
    all_horizons: Annotated[
        bool, typer.Option("--all-horizons", help="Every horizon beside the one that the source speaks of.")
    ] = False,
    page: Annotated[
        Path | None, typer.Option("--page", help="Write the documentation's page, sources and all, to this file.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Published results of other models and measurements beside ours at the fitting horizon: inside, or why not."""
    from tradetalks.magnitudes.bench import compare
    from tradetalks.magnitudes.published import HORIZONS, row, rows
    from tradetalks.paths import write_atomically
    from tradetalks.report import magnitude_tables as report

    chosen = [row(name) for name in only] if only else rows()
    horizons = HORIZONS if all_horizons else ()
    with progress("solving what others published") as say:
        found = []
        for one in compare(chosen, horizons=horizons):
            found.append(one)
            say(len(found), len(chosen))
    if page:
        write_atomically(page, report.page(found))
        err.print(f"wrote {page}", highlight=False)
    if as_json:
        print_json(
            [
                {
                    **c.row.model_dump(mode="json"),
                    "low": c.row.low,
                    "high": c.row.high,
                    "ours": c.value,
                    "inside": c.inside,
                    "by_horizon": c.ours,
                }
                for c in found
            ]
        )
        return
    out.print(report.magnitudes_table(found))
    for c in found:
        if not c.inside:
            out.print(
                f"{c.row.id}: outside, {c.row.outside or 'and no reason is given'}", highlight=False, markup=False
            )
    out.print(report.tally(found), highlight=False, markup=False)
