"""Tables of worlds for the terminal: regions, sectors, outside facts beside them, and files as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from tradetalks.report.numbers import bn, pct
from tradetalks.report.tables import make_table
from tradetalks.world.outside import Comparison, DutiesCompared
from tradetalks.world.world import World


def world_tables(world: World) -> list[Table]:
    """Regions and sectors of a world."""
    gdp = world.labour_income + world.tariff_revenue
    regions = make_table(
        "Regions (bn USD)",
        ("code", "left"),
        ("region", "left"),
        ("GDP", "right"),
        ("exports", "right"),
        ("imports", "right"),
        ("deficit", "right"),
    )
    for j, code in enumerate(world.regions):
        exports = world.trade[j].sum() - world.trade[j, j].sum()
        imports = world.trade[:, j].sum() - world.trade[j, j].sum()
        regions.add_row(
            code,
            world.region_name(code),
            f"{gdp[j]:,.0f}",
            f"{exports:,.0f}",
            f"{imports:,.0f}",
            bn(float(world.deficit[j]), 0),
        )
    sectors = make_table(
        "Sectors",
        ("code", "left"),
        ("sector", "left"),
        ("world output, bn USD", "right"),
        ("traded share", "right"),
        ("trade elasticity", "right"),
    )
    for s, code in enumerate(world.sectors):
        total = world.trade[:, :, s].sum()
        home = sum(world.trade[j, j, s] for j in range(len(world.regions)))
        sectors.add_row(
            code,
            world.sector_name(code) + ("" if code in world.goods else " (service)"),
            f"{total:,.0f}",
            pct(100 * (1 - home / total)),
            f"{world.trade_elasticity[s]:.2f}",
        )
    return [regions, sectors]


def comparison_table(
    rows: Sequence[Comparison], title: str = "Beside outside facts, 2022 (bn USD)", digits: int = 0
) -> Table:
    """The embedded world beside outside facts."""
    table = make_table(
        title,
        ("fact", "left"),
        ("outside", "right"),
        ("here", "right"),
        ("gap", "right"),
        ("source and note", "left"),
    )
    for row in rows:
        table.add_row(
            row.fact,
            f"{row.outside:,.{digits}f}",
            f"{row.ours:,.{digits}f}",
            pct(row.gap_percent, signed=True),
            row.source + (f"; {row.note}" if row.note else ""),
        )
    return table


def duties_table(rows: Sequence[DutiesCompared]) -> Table:
    """Customs duties of the embedded world beside those collected."""
    table = make_table(
        "Customs duties a year (bn USD)",
        ("importer", "left"),
        ("here", "right"),
        ("of imports", "right"),
        ("collected", "right"),
        ("year", "left"),
        ("factor on statutory rates", "right"),
    )
    for row in rows:
        known = row.collected == row.collected
        table.add_row(
            row.region,
            f"{row.here:,.1f}",
            pct(100 * row.rate),
            f"{row.collected:,.1f}" if known else "",
            row.year,
            f"{row.factor:.2f}" if known else "statutory",
        )
    return table


def frame_table(title: str, frame: Any) -> Table:
    """A pandas table as it stands."""
    numbers = [str(kind).startswith(("float", "int")) for kind in frame.dtypes]
    columns = [(str(name), "right" if number else "left") for name, number in zip(frame.columns, numbers, strict=True)]
    table = make_table(title, *columns)
    for row in frame.itertuples(index=False):
        table.add_row(*[f"{v:,.2f}" if isinstance(v, float) else str(v) for v in row])
    return table
