"""``tradetalks sweep``: solve a declared plan of scenarios and parameter draws, and say what came out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tradetalks.cli.console import (
    GroupsOption,
    HorizonOption,
    JsonFlag,
    WorldOption,
    err,
    make_if_missing,
    out,
    print_json,
    progress,
)

TOLD = {
    "real_income_percent": "real income",
    "terms_of_trade_percent": "real income through terms of trade",
    "real_gdp_percent": "real GDP",
}
"""Columns whose percentiles are printed, and what they are called."""


def sweep(
    plan: Annotated[Path, typer.Argument(help="YAML file: scenarios, parameters, design.", metavar="PLAN")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder (default: out/NAME).")] = None,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, max=256, help="Processes here.")] = 1,
    scheduler: Annotated[str | None, typer.Option(help="Address of a dask.distributed scheduler.")] = None,
    memory: Annotated[float | None, typer.Option(help="Bound in GB: no more workers than fit.", min=0.5)] = None,
    regions: Annotated[list[str] | None, typer.Option("--region", "-r", help="Regions to print; all else.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the plan and say how large it is.")] = False,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Solve scenarios under parameter draws, to a Parquet store; a killed run is resumed by saying it again."""
    from tradetalks.errors import SweepError, unknown
    from tradetalks.sweep.plan import Plan
    from tradetalks.sweep.run import needed_megabytes, run, summary
    from tradetalks.world.names import code_named

    make_if_missing(world)
    found = Plan.load(plan, world, groups, horizon)
    each = needed_megabytes(found)
    if memory is not None and not scheduler:
        fit = int(memory * 1000 // each)
        if fit < 1:
            raise SweepError(f"--memory {memory:g} GB: one worker needs about {each / 1000:.1f} GB")
        workers = min(workers, fit)
    where = f"dask scheduler {scheduler}" if scheduler else f"{workers} worker(s), about {workers * each / 1000:.1f} GB"
    err.print(
        f"{found.name}: {len(found.scenarios)} scenarios x {found.draws:,} draws = {found.cases:,} cases in"
        f" {len(found.parts()):,} parts; {where}", highlight=False, soft_wrap=True,
    )  # fmt: skip
    if dry_run:
        return
    folder = output or Path("out") / found.name
    try:
        with progress("solving cases") as report:
            store = run(found, folder, workers=workers, scheduler=scheduler, progress=report)
    except KeyboardInterrupt:
        err.print(f"stopped; what is solved stays in {folder}, and the same command goes on from there", soft_wrap=True)
        raise
    frame: Any = store.frame(["region", *TOLD, "message"])
    known = list(dict.fromkeys(frame["region"]))
    regions = [code if code in known else code_named(code) for code in regions or []]
    for code in regions:
        if code not in known:
            raise SweepError(unknown("region", code, known))
    tables = {name: summary(frame, regions or None, column) for column, name in TOLD.items()}
    unsolved = int(frame.drop_duplicates(["scenario", "draw"])["message"].ne("").sum())
    if as_json:
        content = {"folder": str(folder), "cases": found.cases, "unsolved": unsolved}
        records = {column: table.to_dict("records") for column, table in zip(TOLD, tables.values(), strict=True)}
        print_json(content | {"summary": records["real_income_percent"], "summaries": records})
        return
    for name, table in tables.items():
        out.print(_table(table, name))
    if unsolved:
        first = frame[frame["message"] != ""].iloc[0]
        out.print(
            f"{unsolved} cases have no certified equilibrium; the first: scenario {first['scenario']}, draw"
            f" {first['draw']}: {first['message']}", highlight=False, markup=False,
        )  # fmt: skip
    err.print(f"results in {store.results} (Parquet, by scenario)", highlight=False, soft_wrap=True)


def _table(table: object, name: str) -> object:
    from rich.table import Table

    from tradetalks.report.numbers import bn

    shown = Table(title=f"Change of {name}, per cent", title_justify="left", box=None)
    for name in ("scenario", "region"):
        shown.add_column(name)
    for name in ("cases", "5%", "median", "95%", "mean"):
        shown.add_column(name, justify="right")
    for row in table.to_dict("records"):  # type: ignore[attr-defined]
        cells = [bn(row[k], 3) for k in ("p5", "median", "p95", "mean")]
        shown.add_row(row["scenario"], row["region"], f"{row['cases']:,}", *cells)
    return shown
