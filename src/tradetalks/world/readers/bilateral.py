"""Long bilateral trade tables (ITPD-E, BACI) with GDP: worlds without input-output links."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from tradetalks.errors import WorldError
from tradetalks.world import country_codes
from tradetalks.world.files.cells import Decimal, Reading
from tradetalks.world.files.labelled import Elasticities, chosen_elasticities, few
from tradetalks.world.files.tabular import (
    Table,
    note_blanks,
    one_year,
    read_table,
    region_codes,
)
from tradetalks.world.files.trade_lines import COLUMNS, YEARS, flows
from tradetalks.world.frames import from_frames
from tradetalks.world.readers import Reader
from tradetalks.world.world import World

_BACI = {"i", "j", "k", "v"}  # CEPII's names; its values are thousands of USD
_UNITS = {1e-9: "USD", 1e-6: "thousand USD", 1e-3: "million USD", 1.0: "billion USD"}
_MOST_SALES = 1e6
"""Billions of USD a year that no table of the world's economies comes to: five times their gross output of 2022."""
_LEAST_OUTPUT = 1 / 20  # of exports: less by GDP in most regions is a unit misread, not a trading hub
_GDP = ("region", "iso3", "country code", "country_code", "countrycode", "country", "code")


def read_bilateral(
    trade: str | Path,
    gdp: str | Path | None = None,
    *,
    value_added_share: float | None = None,
    output_to_gdp: float = 1.0,
    scale: float | None = None,
    gdp_scale: float = 1e-9,
    elasticities: Elasticities = 4.0,
    tariffs: Any = None,
    year: int | None = None,
    without_gdp: Literal["error", "drop"] = "error",
    decimal: Decimal | None = None,
    missing: Literal["error", "zero"] = "error",
    sector: str | None = None,
    hs_digits: int | None = None,
) -> World:
    """A world from a long csv of bilateral trade.

    Args:
        trade: csv with exporter, importer, value and optionally sector (also under the names of ITPD-E, BACI:
            ``exporter_iso3``, ``i``/``j``/``k``/``v``, ...). Several rows of one cell (HS lines) are summed, and noted.
            Rows whose exporter is the importer are domestic sales (ITPD-E holds them).
        gdp: csv with a region column (``region``, ``iso3`` or ``country``) and ``gdp``; domestic sales where the trade
            table has none: output (GDP times ``output_to_gdp``, divided among sectors as exports are) less exports.
        value_added_share: share of value added in cost, above 0 and at most 1; the rest is spent on inputs; 1 if None.
        scale: trade values into billions of USD; if None 1e-3 (millions, as ITPD-E), or 1e-6 (thousands) with BACI's
            columns ``i, j, k, v``. The world's provenance says which (``units``).
        gdp_scale: GDP into billions; 1e-9: USD.
        elasticities: one number, one a sector, a csv of ``sector,elasticity``, or a published set for its sectors.
        year: the year of a ``year`` (``t``) column; needed where the file holds several. Of GDP alone where the trade
            table has none.
        without_gdp: regions that trade but have no GDP are an error, or are left out with their trade, which is noted.
        decimal: ``"."`` or ``","`` where the file leaves it open.
        missing: cells without a figure are an error, or ``"zero"``: counted as zero and noted.
        sector: the column of sectors, where it has a name of its own; ``"none"`` adds all rows of a pair up.
        hs_digits: 2, 4 or 6: products are added up to HS chapters, headings or subheadings.

    Raises:
        WorldError: missing columns (with the nearest), an unreadable file, a cell that is no number, a row given twice,
            several years, regions without GDP or without domestic sales, a sum over sectors beside its parts, GDP far
            below exports; names file, row, column and value.
    """
    _positive({"scale": 1e-3 if scale is None else scale, "gdp_scale": gdp_scale, "output_to_gdp": output_to_gdp})
    if value_added_share is not None and not 0 < float(value_added_share) <= 1:
        raise WorldError(
            f"value_added_share: found {value_added_share}, expected a share above 0 and at most 1, such as"
            f" {_share_hint(float(value_added_share))}"
        )
    if without_gdp not in ("error", "drop"):
        raise WorldError(f"without_gdp: found {without_gdp!r}, expected 'error' or 'drop'")
    table = read_table(
        trade, "a csv of bilateral trade", decimal=decimal, missing=missing, many=True, figures=COLUMNS["value"]
    )
    scale = _scale(table, scale)
    units = [_unit_said("Trade values", "scale", scale)]
    dated = any(name in table.frame.columns for name in YEARS)
    frame, goods = flows(table, year if dated or gdp is None else None, scale, sector, hs_digits)
    _refuse_too_many(frame, table)
    output = None
    if gdp is not None:
        gross = _gdp(read_table(gdp, "a csv of GDP", decimal=decimal, reading=Reading(str(gdp))), year, table.reading)
        gross = _by_letters_of(frame, gross)
        frame = _with_gdp(frame, gross, str(gdp), without_gdp, table.reading)
        output = _output(frame, gross, output_to_gdp * gdp_scale)
        _refuse_small_output(frame, gross, output_to_gdp, gdp_scale, scale, str(gdp))
        units.append(_unit_said("GDP", "gdp_scale", gdp_scale))
    _refuse_more_than_the_world(frame, scale, str(table.file))
    _need_domestic_sales(frame, output, str(table.file))
    shares = None
    if value_added_share is not None:
        codes = sorted({*frame["exporter"].unique(), *frame["importer"].unique()})
        shares = pd.DataFrame(
            [(r, s, float(value_added_share)) for r in codes for s in frame["sector"].unique()],
            columns=["region", "sector", "share"],
        )
    sectors = list(frame["sector"].unique())
    theta, origin = chosen_elasticities(elasticities, sectors, strict=True)
    fields = from_frames(
        frame,
        value_added=shares,
        tariffs=tariffs,
        output=output,
        elasticities=dict(zip(sectors, np.broadcast_to(theta, (len(sectors),)).tolist(), strict=True)),
        provenance={
            "source": "bilateral trade", "file": table.file.name, **origin, "units": units,
            "adjustments": list(table.reading.log),
        },
        goods=[s for s in goods if s in sectors],
    )  # fmt: skip
    world = World(**fields)
    world.check()
    return world


_MOST_FLOWS = 50_000_000  # pairs of economies times sectors: a world holds some ten arrays of them


def _refuse_too_many(frame: Any, table: Table) -> None:
    """Raise WorldError where economies and sectors make more flows than a world can hold."""
    regions, sectors = len({*frame["exporter"].unique(), *frame["importer"].unique()}), frame["sector"].nunique()
    if regions**2 * sectors > _MOST_FLOWS:
        raise WorldError(
            f"{table.file}: {regions} economies x {regions} x {sectors:,} sectors are {regions**2 * sectors:,} flows,"
            f" more than the {_MOST_FLOWS:,} that a world holds; add products up with hs_digits=2 (HS chapters) or"
            " sector=none"
        )


def _positive(levels: dict[str, float]) -> None:
    for name, value in levels.items():
        if isinstance(value, str) or not 0 < float(value) < np.inf:
            raise WorldError(f"{name}: found {value!r}, expected a number above zero")


def _share_hint(share: float) -> str:
    return f"{share / 100:g} for {share:g}%" if 1 < share <= 100 else "0.5"


def _scale(table: Table, given: float | None) -> float:
    """Trade values into billions: as the caller says, or by the layout."""
    if given is not None:
        return float(given)
    if not set(table.frame.columns) >= _BACI:
        return 1e-3
    table.reading.note(
        "columns i, j, k, v are BACI's: values read as thousand USD (scale=1e-6)", cells=len(table.frame)
    )
    return 1e-6


def _unit_said(what: str, option: str, scale: float) -> str:
    unit = next((name for size, name in _UNITS.items() if np.isclose(scale, size, rtol=1e-9)), f"{1e9 * scale:g} USD")
    return f"{what} read as {unit} ({option}={scale:g})."


def _refuse_more_than_the_world(trade: Any, scale: float, name: str) -> None:
    """Raise WorldError where trade and sales at home come to several times what the whole world makes."""
    if (total := float(trade["value"].sum())) > _MOST_SALES:
        raise WorldError(
            f"{name}: values read with scale={scale:g} come to {total:,.3g} bn USD; the whole world sells about"
            f" 200,000 bn USD a year. Are they in another unit? Give scale, which turns them into bn USD"
            f" (1e-9: USD, 1e-6: thousand USD)"
        )


def _refuse_small_output(trade: Any, gdp: Any, to_gdp: float, gdp_scale: float, scale: float, name: str) -> None:
    """Raise WorldError where output by GDP is a small part of exports in most regions: one of the units is another."""
    abroad = trade[trade["exporter"] != trade["importer"]]
    exports = abroad.groupby("exporter")["value"].sum()
    exports = exports[exports > 0]
    if exports.empty:
        return
    made = to_gdp * gdp.set_index("region")["gdp"].reindex(exports.index)
    low = gdp_scale * made < _LEAST_OUTPUT * exports
    if 2 * int(low.sum()) <= len(low) and gdp_scale * made.sum() >= _LEAST_OUTPUT * exports.sum():
        return
    fits = [u for u in _UNITS if (u * made).sum() >= exports.sum()]
    hint = f"if it is in {_UNITS[fits[0]]}, give gdp_scale={fits[0]:g}" if fits else "give gdp_scale"
    made = gdp_scale * made
    worst = (made / exports).idxmin()
    raise WorldError(
        f"{name}: GDP read with gdp_scale={gdp_scale:g} comes to {made.sum():,.3g} bn USD of output, against"
        f" {exports.sum():,.3g} bn USD of exports read with scale={scale:g} ({worst}: {made[worst]:,.3g} and"
        f" {exports[worst]:,.3g}); expected output above exports: {hint}, or correct scale"
    )


def _gdp(table: Table, year: int | None, log: Reading) -> Any:
    """GDP by region, in the file's unit."""
    name, column = table.need("region", _GDP), _gdp_column(table, year)
    several = any(y in table.frame.columns for y in YEARS)
    table, _ = one_year(table, YEARS, year if several else None)
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


def _gdp_column(table: Table, year: int | None) -> str:
    """The column of GDP: by its name, or the year's in a table with a column a year, as the World Bank writes it."""
    years = [str(c) for c in table.frame.columns if re.fullmatch(r"(19|20)\d\d", str(c))]
    if table.column(("gdp", "ny.gdp.mktp.cd")) or not years:
        return table.need("gdp", ("gdp", "ny.gdp.mktp.cd"))
    if year is None:
        raise WorldError(f"{table.file}: holds a column for each of {few(years, 12)}; choose one with year={years[-1]}")
    return table.need(f"GDP of {year}", (str(year),))


def _by_letters_of(trade: Any, gdp: Any) -> Any:
    """GDP under the trade's own codes, where those have two letters and the GDP's three."""
    known = set(gdp["region"])
    codes = {*trade["exporter"].unique(), *trade["importer"].unique()} - known
    three = {country_codes.from_iso2(code): code for code in codes}
    return gdp.assign(region=[three.get(code, code) for code in gdp["region"]])


def _with_gdp(frame: Any, gdp: Any, name: str, without: str, reading: Reading) -> Any:
    """The flows among regions that have GDP; raises WorldError naming those without, unless told to drop them."""
    known = set(gdp["region"])
    lacking = sorted({*frame["exporter"].unique(), *frame["importer"].unique()} - known)
    unused = sorted(known - {*frame["exporter"].unique(), *frame["importer"].unique()})
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
    closed = sorted({*frame["exporter"].unique(), *frame["importer"].unique()} - at_home)
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


READER = Reader(reads="ITPD-E or BACI style long csv, plus GDP", read=read_bilateral)
