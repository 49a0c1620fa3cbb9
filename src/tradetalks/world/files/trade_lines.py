"""Lines of bilateral trade: which column holds what, sums over sectors, one figure a pair of economies and sector."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.errors import WorldError
from tradetalks.progress import Told
from tradetalks.world.country_codes import is_sum_of_sectors
from tradetalks.world.files.cells import Reading, clean, is_missing, number
from tradetalks.world.files.labelled import few
from tradetalks.world.files.pieces import constant
from tradetalks.world.files.tabular import Table, note_blanks, one_year, refuse_repeated_rows, region_codes
from tradetalks.world.unions import UNIONS

COLUMNS = {
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
"""Names of columns, those of ITPD-E and BACI among them, by what they hold."""
YEARS = ("year", "t", "time", "period")
_HS = ("k", "hs2", "hs4", "hs6", "cmdcode")
ITPD_GOODS = 153  # industries 1-153 of ITPD-E are goods, 154-170 services


def flows(
    table: Table, year: int | None, scale: float, asked: str | None = None, hs_digits: int | None = None
) -> tuple[Any, list[str]]:
    """Flows in billions, one row a cell, and the sectors that are goods.

    Args:
        year: the year to read. scale: turns values into billions of USD. asked: the column of sectors, ``"none"`` for
            one sector. hs_digits: see ``read_bilateral``.

    Raises:
        WorldError: see ``read_bilateral``.
    """
    columns = {name: table.need(name, COLUMNS[name]) for name in ("exporter", "importer", "value")}
    told = Told(table.file.name, "comparing the lines of")
    table, _ = one_year(table, YEARS, year)
    refuse_repeated_rows(table)
    told(len(table.frame), 0)
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
            "sector": _sectors(table, sector, hs_digits),
            "value": values,
        },
        copy=False,
    )
    for side, column in (("exporter", sides[0]), ("importer", sides[1])):
        _refuse_unions_beside_members(frame[side], table, column)
    if sector:
        frame = _without_sums(frame, table, sector)
    found = _added_up(frame, table.reading)
    named = list(found["sector"].unique())
    services = _services(str(sector), named)
    return found, [s for s in named if s not in services]


def _sector_column(table: Table, asked: str | None, used: list[str]) -> str | None:
    """The column of sectors, None for one sector; notes columns that are not read.

    Raises WorldError where a column that is not known distinguishes the rows of a pair as a sector would.
    """
    columns = [str(c) for c in table.frame.columns]
    years = [y for y in YEARS if y in columns][:1]
    if asked is not None and str(asked).casefold() == "none":
        found = None
    elif asked is not None:
        found = table.need("sector", (str(asked),))
    else:
        found = table.column(COLUMNS["sector"])
    rest = [c for c in columns if c and c not in (*used, *years, found)]
    if found is None and asked is None:
        looks = next((c for c in rest if _like_sectors(table, c, used[:2])), None)
        if looks is not None:
            raise WorldError(
                f"{table.file}: no column for sector; found '{looks}', by which rows differ; expected one of:"
                f" {', '.join(COLUMNS['sector'])}; or give sector={looks}, or sector=none to add its rows up"
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


def _refuse_unions_beside_members(codes: Any, table: Table, column: str) -> None:
    """Raise WorldError where a group of economies stands beside its own members, so that trade counts twice."""
    here = set(codes.cat.categories)
    for code, union in UNIONS.items():
        inside = [member for member in union.members if member in here]
        if code in here and inside:
            row = codes.index[int(np.flatnonzero((codes == code).to_numpy())[0])]
            raise table.reading.fail(
                f"row {row}, column {column}", code,
                f"one economy; its members {few(inside, 5)} stand in rows of their own, and it would count twice: leave"
                " out its rows or theirs",
            )  # fmt: skip


def _sectors(table: Table, column: str | None, digits: int | None) -> Any:
    """The sector of every line; HS codes with the leading zero that spreadsheets drop, noted, and cut where asked."""
    if digits is not None and (column not in _HS or digits not in (2, 4, 6)):
        found = "no column of HS codes" if column not in _HS else digits
        raise WorldError(f"{table.file}: hs_digits: found {found}, expected 2, 4 or 6 for a column {' or '.join(_HS)}")
    if column is None:
        return constant("ALL", table.frame.index)
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
    if digits is not None:
        short = [code for code in named if not code.isdigit() or len(code) < digits]
        if short:
            raise table.reading.fail(f"column {column}", short[0], f"an HS code of {digits} digits or more")
        named = [code[:digits] for code in named]
    return cells.named(named, table.frame.index)


def _by(frame: Any, keys: list[str]) -> Any:
    """Values by keys, summed."""
    return frame.groupby(keys, observed=True)["value"].sum()


_AT_ONCE = 1 << 21  # lines summed at once, so that a sum of millions can be stopped


def _added_up(frame: Any, reading: Reading) -> Any:
    """One row a pair and sector, in their order; how many rows were added up is noted."""
    cells, parts, told = ["exporter", "importer", "sector"], [], Told(reading.file, "adding up")
    for at in range(0, len(frame), _AT_ONCE):
        parts.append(frame.iloc[at : at + _AT_ONCE].groupby(cells, observed=True)["value"].agg(["sum", "size"]))
        told(at + len(parts[-1]), 0)
    sums = (pd.concat(parts) if len(parts) > 1 else parts[0]).reset_index().astype(dict.fromkeys(cells, object))
    found = sums.groupby(cells, as_index=False).agg(value=("sum", "sum"), rows=("size", "sum"))
    several: Any = found[found["rows"] > 1]
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
