"""Long bilateral trade tables (ITPD-E, BACI) with GDP: worlds without input-output links."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from tradetalks.errors import WorldError
from tradetalks.world import country_codes
from tradetalks.world.country_codes import is_sum_of_sectors
from tradetalks.world.files.cells import Decimal, Reading, clean, is_missing, number
from tradetalks.world.files.labelled import Elasticities, chosen_elasticities, few
from tradetalks.world.files.tabular import (
    Table,
    note_blanks,
    one_year,
    read_table,
    refuse_repeated_rows,
    region_codes,
)
from tradetalks.world.frames import from_frames
from tradetalks.world.readers import Reader
from tradetalks.world.world import World

_ALIASES = {
    "exporter": ("exporter", "exporter_iso3", "iso_o", "i", "exp"),
    "importer": ("importer", "importer_iso3", "iso_d", "j", "imp"),
    "sector": (
        "sector",
        "industry_id",
        "broad_sector",
        "indcode",
        "k",
        "hs2",
        "industry",
        "industry_descr",
        "industry_name",
        "sector_name",
        "isic",
        "product",
        "commodity",
        "hs4",
        "hs6",
        "cmdcode",
    ),
    "value": ("value", "trade", "v", "tradevalue", "trade_value"),
}
_BACI = {"i", "j", "k", "v"}  # CEPII's names; its values are thousands of USD
_UNITS = {1e-9: "USD", 1e-6: "thousand USD", 1e-3: "million USD", 1.0: "billion USD"}
_MOST_SALES = 1e6
"""Billions of USD a year that no table of the world's economies comes to: five times their gross output of 2022."""
_LEAST_OUTPUT = 1 / 20  # of exports: less by GDP in most regions is a unit misread, not a trading hub
_YEARS = ("year", "t", "time", "period")
_GDP = ("region", "iso3", "country code", "country_code", "countrycode", "country", "code")
_HS = ("k", "hs2", "hs4", "hs6", "cmdcode")
ITPD_GOODS = 153  # industries 1-153 of ITPD-E are goods, 154-170 services


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
        year: the year of a ``year`` (``t``) column; needed where the file holds several.
        without_gdp: regions that trade but have no GDP are an error, or are left out with their trade, which is noted.
        decimal: ``"."`` or ``","`` where the file leaves it open.
        missing: cells without a figure are an error, or ``"zero"``: counted as zero and noted.
        sector: the column of sectors, where it has a name of its own; ``"none"`` adds all rows of a pair up.

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
        trade, "a csv of bilateral trade", decimal=decimal, missing=missing, many=True, figures=_ALIASES["value"]
    )
    scale = _scale(table, scale)
    units = [_unit_said("Trade values", "scale", scale)]
    frame, goods = _flows(table, year, scale, sector)
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


def _sector_column(table: Table, asked: str | None, used: list[str]) -> str | None:
    """The column of sectors, None for one sector; notes columns that are not read.

    Raises WorldError where a column that is not known distinguishes the rows of a pair as a sector would.
    """
    columns = [str(c) for c in table.frame.columns]
    years = [y for y in _YEARS if y in columns][:1]
    if asked is not None and str(asked).casefold() == "none":
        found = None
    elif asked is not None:
        found = table.need("sector", (str(asked),))
    else:
        found = table.column(_ALIASES["sector"])
    rest = [c for c in columns if c and c not in (*used, *years, found)]
    if found is None and asked is None:
        looks = next((c for c in rest if _like_sectors(table, c, used[:2])), None)
        if looks is not None:
            raise WorldError(
                f"{table.file}: no column for sector; found '{looks}', by which rows differ; expected one of:"
                f" {', '.join(_ALIASES['sector'])}; or give sector={looks}, or sector=none to add its rows up"
            )
    table.reading.note(f"columns not read: {', '.join(rest)}", cells=len(rest))
    return found


def _like_sectors(table: Table, column: str, sides: list[str]) -> bool:
    """Whether a column holds few labels that recur and are no property of the exporter or the importer alone."""
    if pd.api.types.is_float_dtype(table.frame[column]):
        return False
    found = table.distinct(column)
    cells = found.named([clean(cell) for cell in found.cells], table.frame.index)
    distinct = len(cells.cat.categories)
    if distinct < 2 or distinct == len(cells):
        return False
    if any(_belongs_to(cells, table.frame[side]) for side in sides):
        return False
    text = any(number(c) is None and not is_missing(c) for c in cells.cat.categories)
    if text:
        return True
    pairs = table.frame[sides].assign(label=cells)  # numbers are codes where they tell the rows of a pair apart
    return bool(pairs.duplicated(sides).any() and not pairs.duplicated().any() and 2 * distinct <= len(cells))


def _belongs_to(cells: Any, side: Any) -> bool:
    """Whether each economy of a column of them has one label only."""
    pairs = pd.DataFrame({"side": side, "label": cells}).drop_duplicates()
    return not pairs["side"].duplicated().any()


def _without_sums(frame: Any, table: Table, column: str) -> Any:
    """The flows without a sector that is the sum of the others; raises WorldError if it is not their sum."""
    named = list(frame["sector"].cat.categories)
    sums = [s for s in named if is_sum_of_sectors(s)]
    if sums and len(sums) < len(named):
        parts = _by(frame[~frame["sector"].isin(sums)], ["exporter", "importer"])
        for name in sums:
            here = frame["sector"] == name
            whole = _by(frame[here], ["exporter", "importer"])
            both = pd.concat([parts, whole], axis=1, keys=["parts", "whole"]).fillna(0.0)
            if not np.allclose(both["parts"], both["whole"], rtol=1e-3, atol=1e-9):
                raise table.reading.fail(
                    f"row {frame.index[here.to_numpy()][0]}, column {column}", name,
                    "one sector; this reads as a sum over sectors, but the others do not add up to it: leave its rows"
                    " out, or they count twice (or rename it, if it is a sector of its own)",
                )  # fmt: skip
            table.reading.note(
                f"sector {name} left out: it is the sum of the others", cells=int(here.sum()),
                bn_usd=float(frame.loc[here, "value"].sum()),
            )  # fmt: skip
        frame = frame[~frame["sector"].isin(sums)]
    if column == "k" or column.startswith(("hs", "cmd")):
        codes = sorted(c for c in named if c not in sums and c.isdigit() and len(c) in (2, 4, 6))
        nested = next(((a, b) for a, b in pairwise(codes) if len(a) < len(b) and b.startswith(a)), None)
        if nested:
            raise WorldError(
                f"{table.file}: column {column} holds {nested[0]} and {nested[1]}, which is part of it; expected codes"
                " of one length, or trade counts twice"
            )
    return frame


def _flows(table: Table, year: int | None, scale: float, asked: str | None = None) -> tuple[Any, list[str]]:
    """Flows in billions, one row a cell, and the sectors that are goods."""
    columns = {name: table.need(name, _ALIASES[name]) for name in ("exporter", "importer", "value")}
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
    sector = _sector_column(table, asked, [columns[name] for name in ("exporter", "importer", "value")])
    frame: Any = pd.DataFrame(
        {
            "exporter": region_codes(table, sides[0]),
            "importer": region_codes(table, sides[1]),
            "sector": _sectors(table, sector),
            "value": values,
        },
        copy=False,
    )
    if sector:
        frame = _without_sums(frame, table, sector)
    found = _added_up(frame, table.reading)
    named = list(found["sector"].unique())
    services = _services(str(sector), named)
    return found, [s for s in named if s not in services]


def _sectors(table: Table, column: str | None) -> Any:
    """The sector of every line; HS codes with the leading zero that spreadsheets drop, noted."""
    if column is None:
        one = np.zeros(len(table.frame), dtype=np.int8)
        return pd.Series(pd.Categorical.from_codes(one, categories=["ALL"]), index=table.frame.index)
    cells = table.distinct(column)
    named = [cell.strip() for cell in cells.cells]
    if "" in named:
        row = min(row for row, name in zip(cells.rows, named, strict=True) if name == "")
        raise table.reading.fail(f"row {row}, column {column}", "", "a sector")
    if column in _HS:
        lost = [j for j, code in enumerate(named) if code.isdigit() and len(code) % 2 == 1]
        table.reading.note(
            "HS codes that lost their leading zero read with it", cells=int(cells.counts[lost].sum()),
            examples=[f"{named[j]} as 0{named[j]}" for j in lost[:3]],
        )  # fmt: skip
        for j in lost:
            named[j] = f"0{named[j]}"
    return cells.named(named, table.frame.index)


def _by(frame: Any, keys: list[str]) -> Any:
    """Values by keys, summed."""
    return frame.groupby(keys, observed=True)["value"].sum()


_AT_ONCE = 1 << 21  # lines summed at once, so that a sum of millions can be stopped


def _added_up(frame: Any, reading: Reading) -> Any:
    """One row a pair and sector, in their order; how many rows were added up is noted."""
    cells = ["exporter", "importer", "sector"]
    parts = [
        frame.iloc[at : at + _AT_ONCE].groupby(cells, observed=True)["value"].agg(["sum", "size"])
        for at in range(0, len(frame), _AT_ONCE)
    ]
    sums = (pd.concat(parts) if len(parts) > 1 else parts[0]).reset_index().astype(dict.fromkeys(cells, object))
    found = sums.groupby(cells, as_index=False).agg(value=("sum", "sum"), rows=("size", "sum"))
    several = found[found["rows"] > 1]
    reading.note(
        f"rows added up to one figure by pair and sector (of {len(frame):,} rows)", cells=int(several["rows"].sum()),
        examples=[" ".join(map(str, key)) for key in several[cells].head(3).itertuples(False, None)],
    )  # fmt: skip
    return found[[*cells, "value"]]


def _services(column: str, sectors: list[str]) -> set[str]:
    """Sectors of a bilateral table that are services: by name, and by number in ITPD-E."""
    found = {s for s in sectors if "service" in s.casefold()}
    if column == "industry_id":
        found |= {s for s in sectors if s.isdigit() and int(s) > ITPD_GOODS}
    return found


def _gdp(table: Table, year: int | None, log: Reading) -> Any:
    """GDP by region, in the file's unit."""
    name, column = table.need("region", _GDP), _gdp_column(table, year)
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
