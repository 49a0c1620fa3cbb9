"""Any csv of tariff rates: the layout is told by its columns, and a tracker's averages by partner are read too."""

from __future__ import annotations

import datetime
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from tradetalks.errors import WorldError, nearest
from tradetalks.progress import Told
from tradetalks.world import country_codes
from tradetalks.world.classify import GROUPS
from tradetalks.world.files.cells import clean, existing
from tradetalks.world.files.duties import Unit, one_rate_a_line
from tradetalks.world.files.packed import tables_in
from tradetalks.world.files.pieces import keys, repeated, stacked
from tradetalks.world.files.schedule import Schedule
from tradetalks.world.files.tabular import Table, read_header, read_table
from tradetalks.world.files.tariffs import (
    PLAIN,
    products,
    rates,
    read_gtd,
    read_hts99,
    read_macmap,
    read_plain,
    read_wits,
    trade_in,
)  # fmt: skip

Layout = Literal["plain", "tracker", "wits", "gtd", "hts99", "macmap"]
LAYOUTS: dict[Layout, str] = {
    "plain": "a table of your own: importer, exporter, sector (or an HS code, goods, all), rate",
    "tracker": "a tariff tracker's table: country (Census code) or partner, weighted_etr, etrs_level, total_rate or"
    " etr, and hts10, imports and date where they are there",
    "wits": "WITS/TRAINS: Reporter, Partner, Product, SimpleAverage",
    "gtd": "Global Tariff Database: origin, destination, sector, adval",
    "hts99": "US chapter 99: hts, country, rate (additional duties)",
    "macmap": "MAcMap-HS6: reporter, partner, hs6, adv",
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COUNTRIES = ("cty_code", "country", "partner", "country_name")
_RATES = ("weighted_etr", "etrs_level", "total_rate", "etr")
_TELLS: tuple[tuple[Layout, tuple[tuple[str, ...], ...]], ...] = (
    # a layout, and the columns of which one of each group tells it
    ("tracker", (_COUNTRIES, _RATES)),
    ("wits", (("simpleaverage", "simple average", "weightedaverage"),)),
    ("gtd", (("adval",), ("destination", "iso3_d"))),
    ("hts99", (("hts", "hts8", "hts10"), ("rate", "general", "duty", "additional_duty"))),
    ("macmap", (("hs6", "hs06", "productcode", "hscode", "ntlc"), ("adv", "ave", "advalorem", "tariff ave", "tariff"))),
    ("plain", tuple(PLAIN[column] for column in ("importer", "exporter", "product", "rate"))),
)


def layout_of(path: str | Path) -> Layout:
    """Which layout a csv has, by its columns; raises WorldError with the layouts known."""
    file = existing(path, "a csv of tariff rates")
    header = read_header(file, "a csv of tariff rates").names
    columns = {h.lower() for h in header}
    for layout, groups in _TELLS:
        if all(columns & set(group) for group in groups):
            return layout
    every = sorted({name for _, groups in _TELLS for group in groups for name in group})
    raise WorldError(
        f"{file}: columns {', '.join(header[:12])} fit no layout of tariff rates"
        f"{nearest(header[-1], every)}; expected one of: {'; '.join(LAYOUTS.values())}"
    )


def read_any(
    path: str | Path,
    on: datetime.date | None = None,
    *,
    unit: Unit | None = None,
    year: int | None = None,
    duty_type: str | None = None,
) -> tuple[Schedule, bool]:
    """A schedule from a csv of any layout, and whether its rates come on top of what applies (US chapter 99).

    An archive (zip, archives within it too, as WITS hands out; gz) is read whole: its tables must be of one kind, and
    together give each line once. Rates for every origin yield to those for one, as most-favoured-nation to preferential
    files of WITS.

    Args:
        on: of a tracker's days, the last one not after it. unit, year, duty_type: as of ``read_macmap``.

    Raises:
        WorldError: a table of no known layout or of another kind than the others, a damaged archive, two rates of a
            line, or a choice that a layout knows nothing of (a day of a table without days).
    """
    choices = {"unit": unit, "year": year, "duty_type": duty_type}
    with tables_in(path) as tables:
        if len(tables) == 1 and tables[0][1] == Path(path):
            return _read_one(path, on, choices)
        read: dict[str, tuple[Schedule, bool]] = {}
        sizes = [table.stat().st_size for _, table in tables]
        told, lines = Told(Path(path).name, f"reading the {len(tables):,} tables of", sum(sizes)), 0
        for k, (name, table) in enumerate(tables):
            try:
                read[f"{path}/{name}"] = _read_one(table, on, choices)
                lines += len(read[f"{path}/{name}"][0].lines)
                told(lines, sum(sizes[: k + 1]))
            except WorldError as error:
                raise WorldError(str(error).replace(str(table), f"{path}/{name}")) from error
    return _together(read, str(path))


def _together(read: dict[str, tuple[Schedule, bool]], path: str) -> tuple[Schedule, bool]:
    """The schedules of an archive's tables as one."""
    kinds = {added for _, added in read.values()}
    if len(kinds) > 1:
        raise WorldError(f"{path}: holds rates in place of others and on top of others; read its tables one by one")
    key = ["importer", "exporter", "product"]
    every = stacked([one.lines for one, _ in read.values()], key)
    file = np.repeat(np.arange(len(read)), [len(one.lines) for one, _ in read.values()])
    twice = repeated(keys(every, key))
    rates_of: Any = every[twice].groupby(key, sort=False, observed=True)["rate"]
    apart = (rates_of.transform("max") - rates_of.transform("min")) > 1e-12
    if apart.any():
        line = every[twice][apart].iloc[0]
        held = np.unique(file[(every[key] == line[key]).all(axis=1).to_numpy()])
        files = sorted(list(read)[j] for j in held)
        raise WorldError(
            f"{path}: {' '.join(map(str, line[key]))} has several rates, in {', '.join(files[:3])}; expected one rate a"
            " line: leave out the years or regimes that do not apply"
        )
    lines = (every.drop_duplicates(key) if twice.any() else every).reset_index(drop=True)
    notes = [
        {**note, "what": f"{Path(name).name}: {note['what']}"} for name, (one, _) in read.items() for note in one.notes
    ]
    counted: dict[str, Any] = {"what": f"tables of {Path(path).name} read together", "cells": len(read)}
    if len(read) > 1:
        counted["examples"] = [Path(name).name for name in list(read)[:3]]
    return Schedule(lines, path, (counted, *notes)), kinds.pop()


def _read_one(path: str | Path, on: datetime.date | None, choices: dict[str, Any]) -> tuple[Schedule, bool]:
    layout = layout_of(path)
    chosen = {name: value for name, value in {**choices, "on": on}.items() if value is not None}
    known = {"tracker": {"on"}, "hts99": {"unit"}}.get(layout, {"unit", "year", "duty_type"})
    for name, value in chosen.items():
        if name not in known:
            kind = LAYOUTS[layout].partition(":")[0]
            raise WorldError(f"{path}: {name}={value} was asked for, which {kind} has no use for; leave it out")
    if layout == "tracker":
        return read_tracker(path, on), False
    if layout == "hts99":
        return read_hts99(path, **chosen), True
    read = {"wits": read_wits, "gtd": read_gtd, "macmap": read_macmap, "plain": read_plain}[layout]
    return read(path, **chosen), False


def read_tracker(path: str | Path, on: datetime.date | None = None) -> Schedule:
    """Rates on US imports by Census country, and by HTS line where the file has lines: fractions of value.

    The layout of the Budget Lab at Yale's tracker (``daily_by_country.csv``, snapshots by ``hts10``) and of tables like
    it. A rate without a product is for all goods.

    Args:
        on: the day to read, or the last before it; the file's last if None.

    Raises:
        WorldError: no column of countries or rates, a Census code that no country has, no day so early.
    """
    table = read_table(path, "a csv of rates by Census country")
    country = table.need("country", _COUNTRIES)
    rate = table.need("rate", _RATES)
    table = _on_day(table, on)
    frame = table.frame
    census = _census()
    economy = {cell: _economy(clean(cell), census) for cell in set(frame[country])}
    codes = frame[country].map(economy)
    unknown = sorted(cell for cell, code in economy.items() if code is None)
    table.reading.note("rows of partners that are no country left out", cells=int(codes.isna().sum()),
                       examples=unknown[:5])  # fmt: skip
    if len(unknown) == len(economy):
        raise table.reading.fail(
            f"column {country}", str(frame[country].iloc[0]),
            "four-digit Census codes, such as 5700 for China, letters (CHN) or names",
        )  # fmt: skip
    known = codes.notna()
    frame, codes = frame[known], codes[known]
    values, read = rates(
        frame[rate], table.reading, rate, documented="fraction", unit=None, texts=False, delimiter=table.delimiter,
    )  # fmt: skip
    weight = table.column(("imports", "import_share"))
    lines: Any = pd.DataFrame({"exporter": codes, "importer": "USA"})
    lines["weight"] = trade_in(table.keep(known), weight) if weight else np.nan
    lines = lines[read].assign(rate=values)
    product = table.column(("hts10", "hs10", "hts8"))
    if product:
        lines["product"] = products(frame[product][read], table.reading, product)
        lines = one_rate_a_line(lines, table.reading)
    else:
        lines = one_rate_a_line(lines.assign(product="all goods"), table.reading)
        lines = lines.assign(product=[list(GROUPS["goods"])] * len(lines)).explode("product")
    return Schedule(
        lines[["exporter", "importer", "product", "rate", "weight"]].reset_index(drop=True), str(path),
        tuple(table.reading.log),
    )  # fmt: skip


def _on_day(table: Table, on: datetime.date | None) -> Table:
    """The rows of one day: the last not after ``on``."""
    column = table.column(("date", "valid_from"))
    if column is None:
        if on is not None:
            raise WorldError(f"{table.file}: on={on} was asked for, but there is no column of days (date, valid_from)")
        return table
    for row, cell in table.frame[column].items():
        if not _DAY.fullmatch(cell):
            raise table.reading.fail(f"row {row}, column {column}", cell, "a day written YYYY-MM-DD")
    days = sorted(set(table.frame[column]))
    fitting = [d for d in days if on is None or d <= on.isoformat()]
    if not fitting:
        raise table.reading.fail(f"column {column}", days[0], f"a day not after {on}")
    table.reading.note(f"rates of {fitting[-1]} read", cells=int((table.frame[column] == fitting[-1]).sum()))
    return table.keep(table.frame[column] == fitting[-1])


def _economy(cell: str, census: dict[str, str]) -> str | None:
    """The economy that a tracker means: a Census code, letters, or a name; None if none."""
    if cell.isdigit():
        return census.get(cell.zfill(4))
    short = cell.upper()
    return country_codes.from_iso2(short) or (short if short in _codes() else country_codes.from_name(cell))


@cache
def _codes() -> frozenset[str]:
    return country_codes.iso3_codes() | {"EU27"}


@cache
def _census() -> dict[str, str]:
    text = (resources.files("tradetalks.world") / "data/census_countries.csv").read_text(encoding="utf-8")
    return dict(line.split(",") for line in text.splitlines()[1:])
