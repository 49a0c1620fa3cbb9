"""Tariff schedules: WITS/TRAINS, MAcMap HS6, Global Tariff Database, US HTS chapter 99, a table of one's own.

Every reader returns a ``Schedule``: one row a product line and pair of countries, and what was left out on the way.
``to_sectors`` averages it to a world's sectors through a concordance (HS chapters to ISIC by default) and says how much
of trade it covers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.progress import Told
from tradetalks.world.classify import GROUPS
from tradetalks.world.country_codes import is_sum_of_sectors
from tradetalks.world.files.cells import clean, is_missing
from tradetalks.world.files.duties import Unit, applied_lines, one_rate_a_line, products, rates
from tradetalks.world.files.hs import hs_sector
from tradetalks.world.files.pieces import Distinct, constant
from tradetalks.world.files.schedule import AVERAGES, Average, Schedule, SectorTariffs, to_sectors
from tradetalks.world.files.tabular import Table, note_blanks, one_year, read_table, region_codes

__all__ = [
    "AVERAGES", "PLAIN", "Average", "Schedule", "SectorTariffs", "hs_sector", "read_gtd", "read_hts99", "read_macmap",
    "read_plain", "read_wits", "to_sectors",
]  # fmt: skip

PLAIN = {
    "importer": ("importer", "reporter"),
    "exporter": ("exporter", "partner"),
    "product": ("sector", "product", "hs6", "hs4", "hs"),
    "rate": ("rate", "tariff", "tariff rate", "duty"),
    "weight": ("weight", "imports"),
}
"""Columns of a table of one's own, by what they hold."""
_YEARS = ("Tariff Year", "TariffYear", "Year", "t")
_TYPES = ("DutyType", "Duty Type", "TariffType", "Tariff Type", "TariffRegime", "Tariff Regime", "regime")


def read_wits(
    path: str | Path, *, unit: Unit | None = None, year: int | None = None, duty_type: str | None = None
) -> Schedule:
    """WITS/TRAINS export or bulk file: importer, exporter, product, ``SimpleAverage`` (per cent), and where they are
    there ``ImportsValuein1000USD`` as weight. Column names as WITS writes them, spaces or not; bulk files name
    ``Reporter_ISO_N`` and, of preferences, ``Partner``; without a partner a rate is for every origin.

    Args, errors: see ``read_macmap``.
    """
    return _read(
        path,
        "WITS/TRAINS",
        {
            "importer": ("ReporterISO3", "Reporter ISO3", "Reporter", "Reporter_ISO_N", "Reporter Name"),
            "exporter": ("PartnerISO3", "Partner ISO3", "Partner", "Partner_ISO_N", "Partner Name"),
            "product": ("Product", "ProductCode", "Product Code"),
            "rate": ("SimpleAverage", "Simple Average", "WeightedAverage"),
            "weight": ("ImportsValuein1000USD", "Imports Value in 1000 USD", "TradeValue", "Trade Value"),
        },
        "percent", unit, year, duty_type, every_origin=("Reporter_ISO_N",),
    )  # fmt: skip


def read_macmap(
    path: str | Path, *, unit: Unit | None = None, year: int | None = None, duty_type: str | None = None
) -> Schedule:
    """MAcMap-HS6 csv: ``reporter``/``importer``, ``partner``/``exporter``, ``hs6``, ``adv`` (a fraction); or the bulk
    layout of the Market Access Map (``ReporterCode``, ``PartnerCode``, ``ProductCode``, ``AVE``, ``TariffRegime``).

    Args:
        unit: ``"fraction"`` or ``"percent"`` for numbers without a percent sign; the layout's own if None, as long as
            the column looks like it.
        year: the year to read; needed where the file holds several.
        duty_type: the type of duty to read (``AHS``, ``MFN``, a regime's words); if None, of each line the one applied:
            effectively applied before preferential before most-favoured-nation, never bound.

    Raises:
        WorldError: a column missing, a cell that is no rate or code, a line given twice with different rates, a unit in
            doubt; names file, row, column and value.
    """
    return _read(
        path,
        "MAcMap-HS6",
        {
            "importer": ("importer", "reporter", "iso3_importer", "ReporterCode", "Reporter_ISO"),
            "exporter": ("exporter", "partner", "iso3_exporter", "PartnerCode", "Partner_ISO"),
            "product": ("hs6", "product", "hs06", "ProductCode", "HSCode", "NTLC"),
            "rate": ("adv", "ave", "adval", "tariff", "AdValorem", "Tariff AVE"),
            "weight": ("weight", "refgroup_weight", "w_rg", "imports"),
        },
        "fraction", unit, year, duty_type,
    )  # fmt: skip


def read_gtd(
    path: str | Path, *, unit: Unit | None = None, year: int | None = None, duty_type: str | None = None
) -> Schedule:
    """Global Tariff Database layout: ``origin``, ``destination``, ``sector`` or ``isic``, ``adval`` (a fraction).

    Args, errors: see ``read_macmap``.
    """
    return _read(
        path,
        "Global Tariff Database",
        {
            "importer": ("destination", "importer", "iso3_d"),
            "exporter": ("origin", "exporter", "iso3_o"),
            "product": ("sector", "isic", "industry", "hs6"),
            "rate": ("adval", "tariff", "rate"),
            "weight": ("weight", "imports"),
        },
        "fraction", unit, year, duty_type,
    )  # fmt: skip


def read_plain(
    path: str | Path, *, unit: Unit | None = None, year: int | None = None, duty_type: str | None = None
) -> Schedule:
    """A table of one's own: ``importer``, ``exporter`` (``WLD`` for all), ``sector`` or ``product`` (a sector or HS
    code, or a group: ``goods``, ``farm``, ``energy``, ``services``, ``all``), ``rate`` (a fraction, or with a percent
    sign). A line of a group yields to the lines of its sectors.

    Args, errors: see ``read_macmap``.
    """
    found = _read(path, "a table of one's own", PLAIN, "fraction", unit, year, duty_type)
    every = (*GROUPS["goods"], *GROUPS["services"])
    members = {name: GROUPS[name] or every for name in ("goods", "farm", "energy", "services", "all")}
    lines: Any = found.lines
    wide = lines["product"].isin(list(members))
    if not wide.any():
        return found
    named = lines["product"][wide].astype(object).map(members)
    apart = lines[wide].assign(product=named, size=named.map(len))
    spread = pd.concat([lines[~wide].assign(size=0), apart.explode("product")], ignore_index=True)
    kept = spread.sort_values("size", kind="stable").drop_duplicates(["importer", "exporter", "product"], keep="first")
    return Schedule(kept.drop(columns="size").reset_index(drop=True), found.source, found.notes, found.rows)


def read_hts99(path: str | Path, *, importer: str = "USA", unit: Unit | None = None) -> Schedule:
    """US HTS chapter 99 additional duties as csv: ``hts`` (the base line), ``country`` (ISO3 or WLD) and ``rate``, text
    such as ``25%`` or ``The duty provided in the applicable subheading + 25%``, or a fraction.

    Lines that are not ad valorem (``$1.05/kg``, ``3.3c/kg + 6.4%``, ``See 9903.88.15``, ``No change``) are left out and
    noted in ``Schedule.notes``, by kind. A bare ``25`` is refused unless ``unit`` says what it is.
    """
    return _read(
        path,
        "US HTS chapter 99",
        {
            "exporter": ("country", "exporter", "partner"),
            "product": ("hts", "hts8", "hts10", "product"),
            "rate": ("rate", "general", "duty", "additional_duty"),
            "weight": ("weight", "imports"),
        },
        "fraction", unit, None, None, importer=importer, texts=True,
    )  # fmt: skip


def _read(
    path: str | Path,
    source: str,
    aliases: Mapping[str, Sequence[str]],
    documented: Unit,
    unit: Unit | None,
    year: int | None,
    duty_type: str | None,
    *,
    importer: str | None = None,
    texts: bool = False,
    every_origin: Sequence[str] = (),
) -> Schedule:
    table = read_table(
        path,
        f"{source}, as csv" if source.startswith("a ") else f"a {source} csv",
        many=True,
        figures=aliases["weight"],
    )
    columns = {name: table.column(names) for name, names in aliases.items()}
    lone = columns["exporter"] is None and table.column(every_origin) is not None
    if lone:
        table.reading.note("no column of partners: rates are for every origin", cells=len(table.frame))
    for name in aliases:
        if name != "weight" and not (name == "exporter" and lone):
            columns[name] = table.need(name, aliases[name])
    Told(table.file.name, "taking the codes and rates of")
    table, _ = one_year(table, _YEARS, year)
    product = str(columns["product"])
    _refuse_bare_isic(table, product)
    sides = [c for c in (columns["importer"] if importer is None else None, columns["exporter"]) if c]
    note_blanks(table, sides)
    frame, every = table.frame, str(columns["exporter"])
    kind = table.column(_TYPES)
    lines: Any = pd.DataFrame(
        {
            "exporter": constant("WLD", frame.index) if lone else region_codes(table, every, everyone=True),
            "importer": constant(importer, frame.index) if importer else region_codes(table, str(columns["importer"])),
            "product": products(frame[product], table.reading, product),
            "type": _cleaned(frame[kind]) if kind else constant("", frame.index),
            "text": frame[str(columns["rate"])],
            "weight": _weights(table, columns["weight"]),
        },
        copy=False,
    )
    _refuse_sums(lines["product"], table, product)
    lines = applied_lines(lines, table.reading, duty_type, kind)
    found, read = rates(
        lines["text"], table.reading, str(columns["rate"]), documented=documented, unit=unit, texts=texts,
        delimiter=table.delimiter,
    )  # fmt: skip
    lines = lines.drop(columns=["text", "type"]).assign(rate=found)
    lines = one_rate_a_line(lines[read], table.reading)
    rows = {name: _first_rows(lines[name]) for name in ("exporter", "importer", "product")}
    return Schedule(
        lines[["exporter", "importer", "product", "rate", "weight"]].reset_index(drop=True),
        source,
        tuple(table.reading.log),
        rows,
    )


def _first_rows(column: Any) -> dict[str, int]:
    """The row in which each value of a column first stands."""
    firsts = column[~column.duplicated()]
    return dict(zip(map(str, firsts), map(int, firsts.index), strict=True))


def _cleaned(column: Any) -> Any:
    """A column's cells without outer blanks, as categories."""
    cells = Distinct.of(column)
    return cells.named([clean(cell) for cell in cells.cells], column.index)


def _weights(table: Table, column: str | None) -> NDArray[np.float64]:
    """Trade of each line; NaN where the source has none."""
    if column is not None and pd.api.types.is_float_dtype(table.frame[column]):
        return table.frame[column].to_numpy()
    found = np.full(len(table.frame), np.nan)
    if column is not None:
        there = table.distinct(column).each(lambda cell: not is_missing(cell)).astype(bool)
        found[there] = trade_in(table.keep(there), column)
    return found


def trade_in(table: Table, column: str) -> NDArray[np.float64]:
    """A column of trade; raises WorldError naming a cell that is no number, or below zero."""
    found = table.numbers(column)
    if (found < 0).any():
        row = int(np.flatnonzero(found < 0)[0])
        raise table.reading.fail(
            f"row {table.frame.index[row]}, column {column}", f"{found[row]:g}", "trade of 0 or more"
        )
    return found


def _refuse_sums(found: Any, table: Table, column: str) -> None:
    """Raise WorldError naming a line that stands for all products beside lines of single ones."""
    sums = Distinct.of(found).each(is_sum_of_sectors).astype(bool)
    if sums.any() and not sums.all():
        row = found.index[int(np.flatnonzero(sums)[0])]
        raise table.reading.fail(
            f"row {row}, column {column}", found.loc[row],
            "one product or sector; this reads as an average over all: leave such rows out, or they count twice",
        )  # fmt: skip


def _refuse_bare_isic(table: Table, product: str) -> None:
    """Numbers of up to four digits in a column of sectors may be HS or ISIC codes; raises WorldError."""
    if product not in ("isic", "industry", "sector"):
        return
    cells = table.distinct(product)
    bare = next((j for j, cell in enumerate(cells.cells) if clean(cell).isdigit() and len(clean(cell)) < 5), None)
    if bare is not None:
        row, cell = cells.rows[bare], cells.cells[bare]
        raise table.reading.fail(
            f"row {row}, column {product}",
            cell,
            f"an activity with its section's letter, such as C{cell}, or an HS code written HS {cell}",
        )
