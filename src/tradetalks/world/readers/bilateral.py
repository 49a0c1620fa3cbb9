"""Long bilateral trade tables (ITPD-E, BACI) with GDP: worlds without input-output links."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from tradetalks.errors import WorldError
from tradetalks.world.accounts import from_frames
from tradetalks.world.readers.cells import Decimal, Reading
from tradetalks.world.readers.labelled import Elasticities, chosen_elasticities, few
from tradetalks.world.readers.tabular import (
    Table,
    note_blanks,
    one_year,
    read_table,
    refuse_repeated_rows,
    region_codes,
)
from tradetalks.world.world import World

_ALIASES = {
    "exporter": ("exporter", "exporter_iso3", "iso_o", "i", "exp"),
    "importer": ("importer", "importer_iso3", "iso_d", "j", "imp"),
    "sector": ("sector", "industry_id", "broad_sector", "indcode", "k", "hs2"),
    "value": ("value", "trade", "v", "tradevalue", "trade_value"),
}
_YEARS = ("year", "t", "time", "period")
_GDP = ("region", "iso3", "country", "code")
ITPD_GOODS = 153  # industries 1-153 of ITPD-E are goods, 154-170 services


def read_bilateral(
    trade: str | Path,
    gdp: str | Path | None = None,
    *,
    value_added_share: float | None = None,
    output_to_gdp: float = 1.0,
    scale: float = 1e-3,
    gdp_scale: float = 1e-9,
    elasticities: Elasticities = 4.0,
    tariffs: Any = None,
    year: int | None = None,
    without_gdp: Literal["error", "drop"] = "error",
    decimal: Decimal | None = None,
    missing: Literal["error", "zero"] = "error",
) -> World:
    """A world from a long csv of bilateral trade.

    Args:
        trade: csv with exporter, importer, value and optionally sector (also under the names of ITPD-E, BACI:
            ``exporter_iso3``, ``i``/``j``/``k``/``v``, ...). Several rows of one cell (HS lines) are summed, and noted.
            Rows whose exporter is the importer are domestic sales (ITPD-E holds them).
        gdp: csv with a region column (``region``, ``iso3`` or ``country``) and ``gdp``; domestic sales where the trade
            table has none: output (GDP times ``output_to_gdp``, divided among sectors as exports are) less exports.
        value_added_share: share of value added in cost, above 0 and at most 1; the rest is spent on inputs; 1 if None.
        scale: trade values into billions of USD (1e-3: millions, as ITPD-E; BACI: 1e-6, thousands).
        gdp_scale: GDP into billions.
        elasticities: one number, one a sector, a csv of ``sector,elasticity``, or a published set for its sectors.
        year: the year of a ``year`` (``t``) column; needed where the file holds several.
        without_gdp: regions that trade but have no GDP are an error, or are left out with their trade, which is noted.
        decimal: ``"."`` or ``","`` where the file leaves it open.
        missing: cells without a figure are an error, or ``"zero"``: counted as zero and noted.

    Raises:
        WorldError: missing columns (with the nearest), an unreadable file, a cell that is no number, a row given twice,
            several years, regions without GDP or without domestic sales; names file, row, column and value.
    """
    _positive({"scale": scale, "gdp_scale": gdp_scale, "output_to_gdp": output_to_gdp})
    if value_added_share is not None and not 0 < float(value_added_share) <= 1:
        raise WorldError(
            f"value_added_share: found {value_added_share}, expected a share above 0 and at most 1, such as"
            f" {_share_hint(float(value_added_share))}"
        )
    if without_gdp not in ("error", "drop"):
        raise WorldError(f"without_gdp: found {without_gdp!r}, expected 'error' or 'drop'")
    table = read_table(trade, "a csv of bilateral trade", decimal=decimal, missing=missing)
    frame, goods = _flows(table, year, scale)
    output = None
    if gdp is not None:
        gross = _gdp(read_table(gdp, "a csv of GDP", decimal=decimal, reading=Reading(str(gdp))), year, table.reading)
        frame = _with_gdp(frame, gross, str(gdp), without_gdp, table.reading)
        output = _output(frame, gross, output_to_gdp * gdp_scale)
    _need_domestic_sales(frame, output, str(table.file))
    shares = None
    if value_added_share is not None:
        codes = sorted({*frame["exporter"], *frame["importer"]})
        shares = pd.DataFrame(
            [(r, s, float(value_added_share)) for r in codes for s in frame["sector"].unique()],
            columns=["region", "sector", "share"],
        )
    sectors = list(dict.fromkeys(frame["sector"]))
    theta, origin = chosen_elasticities(elasticities, sectors, strict=True)
    world = from_frames(
        frame,
        value_added=shares,
        tariffs=tariffs,
        output=output,
        elasticities=dict(zip(sectors, np.broadcast_to(theta, (len(sectors),)).tolist(), strict=True)),
        provenance={
            "source": "bilateral trade", "file": table.file.name, **origin, "adjustments": list(table.reading.log),
        },
        goods=[s for s in goods if s in sectors],
    )  # fmt: skip
    world.check()
    return world


def _positive(levels: dict[str, float]) -> None:
    for name, value in levels.items():
        if isinstance(value, str) or not 0 < float(value) < np.inf:
            raise WorldError(f"{name}: found {value!r}, expected a number above zero")


def _share_hint(share: float) -> str:
    return f"{share / 100:g} for {share:g}%" if 1 < share <= 100 else "0.5"


def _flows(table: Table, year: int | None, scale: float) -> tuple[Any, list[str]]:
    """Flows in billions, one row a cell, and the sectors that are goods."""
    columns = {name: table.column(aliases) for name, aliases in _ALIASES.items()}
    for name in ("exporter", "importer", "value"):
        columns[name] = table.need(name, _ALIASES[name])
    table, _ = one_year(table, _YEARS, year)
    refuse_repeated_rows(table)
    sides = [str(columns["exporter"]), str(columns["importer"])]
    note_blanks(table, sides)
    values = scale * table.numbers(str(columns["value"]))
    if (values < 0).any():
        row = table.frame.index[int(np.flatnonzero(values < 0)[0])]
        raise table.reading.fail(
            f"row {row}, column {columns['value']}", table.frame.loc[row, columns["value"]], "trade of zero or more"
        )
    sector = columns["sector"]
    named = table.frame[sector].map(str.strip) if sector else pd.Series("ALL", index=table.frame.index)
    if (named == "").any():
        row = table.frame.index[int(np.flatnonzero((named == "").to_numpy())[0])]
        raise table.reading.fail(f"row {row}, column {sector}", "", "a sector")
    frame: Any = pd.DataFrame(
        {
            "exporter": region_codes(table, sides[0]),
            "importer": region_codes(table, sides[1]),
            "sector": named,
            "value": values,
        }
    )
    cells = ["exporter", "importer", "sector"]
    several = frame.duplicated(cells, keep=False)
    table.reading.note(
        f"rows added up to one figure by pair and sector (of {len(frame):,} rows)", cells=int(several.sum()),
        examples=[" ".join(map(str, key)) for key in dict.fromkeys(frame.loc[several, cells].itertuples(False, None))][
            :3
        ],
    )  # fmt: skip
    services = _services(str(sector), list(dict.fromkeys(named)))
    return frame.groupby(cells, as_index=False)["value"].sum(), [s for s in dict.fromkeys(named) if s not in services]


def _services(column: str, sectors: list[str]) -> set[str]:
    """Sectors of a bilateral table that are services: by name, and by number in ITPD-E."""
    found = {s for s in sectors if "service" in s.casefold()}
    if column == "industry_id":
        found |= {s for s in sectors if s.isdigit() and int(s) > ITPD_GOODS}
    return found


def _gdp(table: Table, year: int | None, log: Reading) -> Any:
    """GDP by region, in the file's unit."""
    name, column = table.need("region", _GDP), table.need("gdp", ("gdp", "ny.gdp.mktp.cd"))
    several = any(y in table.frame.columns for y in _YEARS)
    table, _ = one_year(table, _YEARS, year if several else None)
    note_blanks(table, [name])
    codes, values = region_codes(table, name), table.numbers(column)
    twice = codes.duplicated().to_numpy()
    if twice.any():
        row = table.frame.index[int(np.flatnonzero(twice)[0])]
        raise table.reading.fail(f"row {row}, column {name}", codes.loc[row], "each region once")
    if (values <= 0).any():
        row = table.frame.index[int(np.flatnonzero(values <= 0)[0])]
        raise table.reading.fail(f"row {row}, column {column}", table.frame.loc[row, column], "GDP above zero")
    log.log.extend(table.reading.log)
    return pd.DataFrame({"region": codes.to_numpy(), "gdp": values})


def _with_gdp(frame: Any, gdp: Any, name: str, without: str, reading: Reading) -> Any:
    """The flows among regions that have GDP; raises WorldError naming those without, unless told to drop them."""
    known = set(gdp["region"])
    lacking = sorted({*frame["exporter"], *frame["importer"]} - known)
    unused = sorted(known - {*frame["exporter"], *frame["importer"]})
    reading.note("regions of the GDP file that do not trade left out", cells=len(unused), examples=unused[:10])
    if not lacking:
        return frame
    kept = frame["exporter"].isin(known) & frame["importer"].isin(known)
    if without == "error":
        raise WorldError(
            f"{name}: no GDP of {few(lacking, 10)}, which trade {frame.loc[~kept, 'value'].sum():,.3g} bn USD;"
            " expected a row for each region of the trade file, or without_gdp='drop'"
        )
    reading.note(
        f"trade of regions without GDP left out: {', '.join(lacking)}",
        bn_usd=float(frame.loc[~kept, "value"].sum()), cells=int((~kept).sum()),
    )  # fmt: skip
    if not kept.any():
        raise WorldError(f"{name}: no region of the trade file has GDP; are the codes of both files the same?")
    return frame[kept]


def _need_domestic_sales(frame: Any, output: Any, name: str) -> None:
    """Raise WorldError if a region's sales at home are neither in the trade table nor derived from output."""
    at_home = set(frame.loc[(frame["exporter"] == frame["importer"]) & (frame["value"] > 0), "exporter"])
    if output is not None:
        at_home |= set(output.loc[output["value"] > 0, "region"])
    closed = sorted({*frame["exporter"], *frame["importer"]} - at_home)
    if closed:
        raise WorldError(
            f"{name}: no domestic sales of {few(closed, 10)} (rows whose exporter is the importer), so that all output"
            " would be traded; give a csv of GDP with gdp=FILE"
        )


def _output(trade: Any, gdp: Any, scale: float) -> Any:
    """Output by region and sector: GDP divided among sectors in proportion to exports."""
    abroad = trade[trade["exporter"] != trade["importer"]]
    exports = (
        abroad.groupby(["exporter", "sector"], as_index=False)["value"].sum().rename(columns={"exporter": "region"})
    )
    total = exports.groupby("region")["value"].transform("sum")
    exports["share"] = np.where(total > 0, exports["value"] / np.where(total > 0, total, 1.0), 0.0)
    joined = exports.merge(gdp, on="region", how="inner")
    joined["value"] = scale * joined["share"] * joined["gdp"]
    return joined[["region", "sector", "value"]]
