"""Tables released as data frames for R and Stata: WIOD's RData and dta files, and csv files of the same columns.

One row a country and industry (``IndustryCode``, ``Country``, ``RNr``), one column a user: ``AUS1``, ``AUS2``, ...
by the user's number (``vAUS1`` in Stata). A column whose number is that of a row is an industry; the others are final
use.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.errors import WorldError, nearest, repeated
from tradetalks.progress import FIGURES, Told, watched
from tradetalks.world.files.cells import Decimal, Reading, clean, existing, numbers
from tradetalks.world.files.labelled import Elasticities, compare_with_output, world_from_table
from tradetalks.world.files.sheets import MORE
from tradetalks.world.files.tabular import read_header
from tradetalks.world.files.workbook import SIZED, note_size
from tradetalks.world.world import World

R, STATA = (".rdata", ".rda", ".rds"), (".dta",)
_USER = re.compile(r"v?([A-Z][A-Za-z]{1,2})[._]?(\d{1,3})")
_TOTALS = ("TOT", "GO", "vTOT", "vGO")
_LEFT = ("industrycode", "industrydescription", "country", "rnr", "year", "code")


def is_data_frame(path: str | Path) -> bool:
    """Whether a file is of this layout, by its suffix or, of a csv, its header."""
    file = Path(path)
    if file.suffix.lower() in (*R, *STATA):
        return True
    if file.suffix.lower() != ".csv" or not file.is_file():
        return False
    with file.open("rb") as stream:
        first = stream.readline(200).decode("utf-8-sig", "replace").casefold()
    return "rnr" in re.split(r'[",;\t|]+', first) and "country" in first


def read_data_frame(
    path: str | Path,
    source: str,
    *,
    elasticities: Elasticities,
    tariff: Any,
    missing: Literal["error", "zero"],
    decimal: Decimal | None,
) -> World:
    """A world from such a table of ``source``, million USD; arguments as of ``readers.wiod.read_wiod``.

    Raises:
        WorldError: not such a table, several years, a row twice, a column that fits nowhere, a cell that is no number.
    """
    file = existing(path, f"a {source} table")
    reading = Reading(str(file))
    frame, delimiter = _frame(file, source)
    named = {name.casefold(): name for name in frame.columns}
    country, number, code = (_need(file, named, name) for name in ("Country", "RNr", "IndustryCode"))
    year = _one_year(file, frame, named)
    places = [clean(c) for c in frame[country]]
    numbered = numbers(list(frame[number]), reading, number).astype(int).tolist()
    rows = [j for j, place in enumerate(places) if place not in (*_TOTALS, "")]
    below = [clean(c) for c in frame[code][[j not in set(rows) for j in range(len(frame))]]]
    reading.note("rows below the table left to the accounts", cells=len(below), examples=below[:4])
    keys = [(places[j], numbered[j]) for j in rows]
    position = {key: k for k, key in enumerate(keys)}
    if len(position) < len(keys):
        twice = set(repeated(keys))
        first = next(key for key in keys if key in twice)
        k = keys.index(first, keys.index(first) + 1)
        raise WorldError(f"{file}: row {rows[k] + 2}: {first[0]} {first[1]} stands twice; expected once")
    inner, outer, owners = _columns(file, frame, position)
    for j in set(range(len(frame))) - set(rows):
        name = clean(frame[code].iloc[j])
        if name in SIZED:
            note_size(name, [frame[c].iloc[j] for c in (*inner, *outer)], reading, j + 2)

    def values(columns: list[str]) -> NDArray[np.float64]:
        found = np.empty((len(rows), len(columns)))
        told = Told(file.name, FIGURES)
        for k, column in enumerate(columns):
            told(0, 0)
            cells = frame[column].to_numpy()
            if cells.dtype.kind == "f" and np.all(np.isfinite(cells)):
                found[:, k] = cells[rows]
            else:
                found[:, k] = numbers(
                    [cells[j] for j in rows], reading, column, rows=[j + 2 for j in rows], delimiter=delimiter,
                    missing=missing, decimal=decimal,
                )  # fmt: skip
        return found

    table, last = values(inner), values(outer)
    stated = next((c for c in _TOTALS if c in frame.columns), None)
    if stated is not None:
        compare_with_output(
            values([stated])[:, 0], table.sum(1) + last.sum(1), [f"{c} {k}" for c, k in keys], stated, 1e-3, reading
        )
    return world_from_table(
        table,
        last,
        [(places[j], clean(frame[code].iloc[j])) for j in rows],
        owners,
        scale=1e-3,
        source={"source": source, "file": file.name} | ({"year": year} if year else {}),
        elasticities=elasticities,
        tariff=tariff,
        reading=reading,
    )


def _columns(file: Path, frame: Any, position: dict[tuple[str, int], int]) -> tuple[list[str], list[str], list[str]]:
    """Columns of industries in the order of the rows, those of final use, and the country of each of these."""
    inner: dict[int, str] = {}
    outer, owners = [], []
    industries, countries = {k for _, k in position}, {c for c, _ in position}
    for column in frame.columns:
        if column.casefold() in _LEFT or column in _TOTALS:
            continue
        match = _USER.fullmatch(column)
        place = (match[1], int(match[2])) if match else ("", 0)
        if place in position:
            inner[position[place]] = column
        elif place[0] in countries and place[1] not in industries:
            outer.append(column)
            owners.append(place[0])
        else:
            raise WorldError(
                f"{file}: column {column} is no user: expected a country of the rows and a number, such as"
                f" {next(iter(position))[0]}1"
            )
    lone = next((key for key, k in position.items() if k not in inner), None)
    if lone is not None:
        raise WorldError(f"{file}: row {lone[0]} {lone[1]} has no column of that country and number")
    if not outer:
        raise WorldError(f"{file}: no columns of final use, such as {next(iter(position))[0]}57")
    return [inner[k] for k in range(len(position))], outer, owners


def _need(file: Path, named: dict[str, str], name: str) -> str:
    if name.casefold() not in named:
        raise WorldError(f"{file}: no column {name}{nearest(name, named.values())}; found: {', '.join(named)[:200]}")
    return named[name.casefold()]


def _one_year(file: Path, frame: Any, named: dict[str, str]) -> int | None:
    if "year" not in named:
        return None
    years = sorted({int(float(y)) for y in frame[named["year"]]})
    if len(years) > 1:
        raise WorldError(f"{file}: column Year holds {', '.join(map(str, years[:12]))}; expected one year's table")
    return years[0]


def _frame(file: Path, source: str) -> tuple[Any, str]:
    """The table, and the delimiter if it is a csv, an empty text otherwise."""
    suffix = file.suffix.lower()
    try:
        if suffix == ".csv":
            header = read_header(file, f"a {source} table")
            options: Any = {"keep_default_na": False, "low_memory": False, **header.options}
            with watched(file, file.name, then=FIGURES) as stream:
                return pd.read_csv(stream, **options), header.delimiter
        if suffix in STATA:
            with watched(file, file.name, then=FIGURES) as stream:
                return pd.read_stata(stream), ""
        rdata, kind = import_module("rdata"), ".rds" if suffix == ".rds" else ".rda"
        with warnings.catch_warnings():  # a data.table is read as the data frame it is
            warnings.filterwarnings("ignore", message="Missing constructor for R class")
            found = rdata.conversion.convert(rdata.parser.parse_data(_unpacked(file), extension=kind))
    except ImportError as error:
        raise WorldError(f"{file}: reading {file.suffix} needs a library: {error}; {MORE}") from error
    except Exception as error:  # whatever the library raises on a file of another kind
        raise WorldError(f"{file}: not a readable {file.suffix} file: {error}") from error
    frames = {"": found} if suffix == ".rds" else found
    tables = [one for one in frames.values() if isinstance(one, pd.DataFrame)]
    if len(tables) != 1:
        raise WorldError(f"{file}: found {', '.join(map(str, frames)) or 'nothing'}; expected one data frame")
    return tables[0], ""


_PACKED = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}


def _unpacked(file: Path) -> bytes:
    """What an R file holds, unpacked a piece at a time, as R packs: by gzip, bzip2, xz or not at all."""
    with watched(file, file.name, then=FIGURES) as held:
        opened = next((how for mark, how in _PACKED.items() if held.peek(6).startswith(mark)), None)
        if opened is None:
            return held.read()
        with opened(held) as content:
            return b"".join(iter(lambda: content.read(1 << 22), b""))
