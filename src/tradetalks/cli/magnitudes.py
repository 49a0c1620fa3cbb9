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
    capital_share: Annotated[
        float,
        typer.Option(
            "--capital-share", min=0, max=0.95, help="Of value added, 0.35: capital goes its way to a steady state."
        ),
    ] = 0.0,
    page: Annotated[
        Path | None, typer.Option("--page", help="Write the documentation's page, sources and all, to this file.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Published results of other models and measurements beside ours at the fitting horizon: inside, or why not."""
    from tradetalks.errors import PolicyError
    from tradetalks.magnitudes.bench import compare
    from tradetalks.magnitudes.published import HORIZONS, row, rows
    from tradetalks.paths import write_atomically
    from tradetalks.report import magnitude_tables as report

    if page and capital_share:
        raise PolicyError("--page is of the standing settings, in which capital is held; expected no --capital-share")
    chosen = [row(name) for name in only] if only else rows()
    horizons = HORIZONS if all_horizons else ()
    with progress("solving what others published") as say:
        found = []
        for one in compare(chosen, horizons=horizons, capital_share=capital_share):
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
                    "average_duty_rises_by_points": c.row.raises,
                    "average_duty_by_the_law_rises_by_points": c.run.rise,
                    "duties_scaled_by": c.run.factor,
                    "ours_by_the_law": c.unscaled,
                    "by_horizon": c.ours,
                }
                for c in found
            ]
        )
        return
    out.print(report.magnitudes_table(found))
    if capital_share:
        out.print(
            f"Capital, {capital_share:g} of value added, goes its way to a steady state. Reasons for gaps are written"
            " for the standing settings, in which it is held, and are left out.",
            highlight=False, markup=False,
        )  # fmt: skip
    for c in () if capital_share else found:
        if not c.inside:
            out.print(
                f"{c.row.id}: outside, {c.row.outside or 'and no reason is given'}", highlight=False, markup=False
            )
    out.print(report.tally(found), highlight=False, markup=False)
