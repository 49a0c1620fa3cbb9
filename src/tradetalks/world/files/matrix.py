"""Tables stored as one csv matrix with joined labels, such as OECD ICIO and Eurostat FIGARO."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.errors import WorldError, repeated
from tradetalks.progress import FIGURES, Told, watched
from tradetalks.world.accounts import final_use, product_tax
from tradetalks.world.country_codes import ALIASES
from tradetalks.world.files.cells import Decimal, Reading, clean, existing, numbers
from tradetalks.world.files.labelled import Elasticities, compare_with_output, world_from_table
from tradetalks.world.files.packed import table_of
from tradetalks.world.files.tabular import header_of
from tradetalks.world.world import World

Array = NDArray[np.float64]

SAME = 1e-3  # a total that differs from the sum of its parts by no more than this share is that total


@dataclass(frozen=True)
class Layout:
    """Labels of one source's csv.

    Attributes:
        final: final-use categories. discrepancy: categories of statistical discrepancy, counted as final use and noted.
        totals: categories that are sums of others. output: the column of row totals. taxes: rows of taxes less
            subsidies on products. below: rows under the table that are left to the accounts.
    """

    source: str
    what: str
    final: tuple[str, ...]
    discrepancy: tuple[str, ...]
    totals: Mapping[str, tuple[str, ...]]
    output: tuple[str, ...]
    taxes: re.Pattern[str]
    below: re.Pattern[str]


def read_matrix(
    path: str | Path,
    layout: Layout,
    *,
    scale: float,
    elasticities: Elasticities,
    tariff: Any,
    merge: Mapping[str, str] | None = None,
    decimal: Decimal | None = None,
    notes: Sequence[str] = (),
) -> World:
    """A world from a csv matrix.

    Args:
        scale: multiplies into billions of USD. notes: what is assumed of the file, for the world's provenance.
        elasticities, tariff, merge: see ``labelled.world_from_table``.
        decimal: ``"."`` or ``","`` where the file leaves it open.

    Raises:
        WorldError: not such a table; a row or column that fits nowhere, a cell that is no number; names both.
    """
    file = existing(path, layout.what)
    reading = Reading(str(file))
    for note in notes:
        reading.note(note)
    with table_of(file) as (name, place):
        file = Path(name)
        reading.file = str(file)
        frame, delimiter = _frame(place, file, layout, reading)
    rows = [label for label in frame.index if "_" in label and label in set(frame.columns)]
    if not rows:
        raise WorldError(
            f"{file}: not {layout.what}: no row label is a column label too; first rows: {', '.join(frame.index[:3])}"
        )
    if twice := repeated(rows):
        raise WorldError(f"{file}: row label {twice[0]} stands twice")
    final = _final_columns(file, frame, rows, layout)
    below = _rows_below(file, frame, rows, layout)

    def values(lines: Sequence[str], columns: Sequence[str]) -> Array:
        return _values(frame.loc[list(lines), list(columns)], reading, delimiter, decimal)

    table, last = values(rows, rows), values(rows, final)
    last, final = _without_totals(last, final, layout, reading, scale)
    stated = next((c for c in layout.output if c in frame.columns), None)
    if stated is not None:
        compare_with_output(values(rows, [stated])[:, 0], table.sum(1) + last.sum(1), rows, stated, scale, reading)
    taxes = [label for label in below if layout.taxes.fullmatch(label)]
    on_final = np.zeros(len(final))
    if taxes:
        on_final = values(taxes, final).sum(0)
        named = f"taxes less subsidies on products ({', '.join(taxes[:3])})"
        reading.note(f"{named} of final users carried as product taxes", bn_usd=float(scale * on_final.sum()))
        on_inputs = float(scale * values(taxes, rows).sum())
        reading.note(f"{named} of intermediate users counted as value added", bn_usd=on_inputs)
    world = world_from_table(
        table,
        last,
        [(label.partition("_")[0], label.partition("_")[2]) for label in rows],
        [label.partition("_")[0] for label in final],
        scale=scale,
        source={"source": layout.source, "file": file.name},
        elasticities=elasticities,
        tariff=tariff,
        merge=merge,
        reading=reading,
    )
    rename = {**ALIASES, **(merge or {})}
    owner = [world.region(rename.get(region := label.partition("_")[0], region)) for label in final]
    paid = np.zeros(len(world.regions))
    np.add.at(paid, owner, scale * on_final)
    return replace(world, product_tax=product_tax(*final_use(vars(world)), paid))


def _frame(place: Path, file: Path, layout: Layout, reading: Reading) -> tuple[Any, str]:
    """The csv at a place on disk, called ``file``, with row labels as its index, and its delimiter; numbers where every
    cell of a column is one."""
    header = header_of(place, file, layout.what)
    header.note(reading)
    names = header.names
    twice = next(filter(None, repeated(names)), None)
    if twice is not None:
        raise WorldError(f"{file}: column {twice} stands twice")
    try:
        with watched(place, file.name, then=FIGURES) as stream:
            frame: Any = pd.read_csv(stream, index_col=0, keep_default_na=False, **header.options)
    except (ValueError, IndexError, pd.errors.ParserError) as error:
        raise WorldError(f"{file}: not {layout.what}: {str(error).strip()}") from error
    frame.index = frame.index.map(lambda label: clean(label))
    frame.columns = frame.columns.map(lambda label: clean(label))
    return frame, header.delimiter


def _final_columns(file: Path, frame: Any, rows: list[str], layout: Layout) -> list[str]:
    """Columns of final use, in order; raises WorldError naming one that is neither that nor a total."""
    known, regions = set(rows), {r.partition("_")[0] for r in rows}
    categories = (*layout.final, *layout.discrepancy)
    final = []
    for column in frame.columns:
        region, _, category = column.partition("_")
        if column in known or column in layout.output or category in layout.output:
            continue
        if category in categories or column in layout.discrepancy:
            final.append(column)
        elif category in regions and region in categories:
            raise WorldError(
                f"{file}: column {column} names the category before the region, as the ICIO editions of 2016 and 2018"
                f" do; expected {category}_{region} as in the 2021 edition and after"
            )
        else:
            raise WorldError(
                f"{file}: column '{column}' is neither a row's label nor final use; expected one of the rows' labels,"
                f" or a region with {', '.join(categories)}"
            )
    if not any(c.partition("_")[2] in layout.final for c in final):
        raise WorldError(f"{file}: no final-demand column such as {rows[0].partition('_')[0]}_{layout.final[0]}")
    return final


def _rows_below(file: Path, frame: Any, rows: list[str], layout: Layout) -> list[str]:
    """Labels of rows outside the table; raises WorldError naming one that is not known to stand there."""
    known = set(rows)
    below = [label for label in frame.index if label not in known]
    for label in below:
        if not layout.taxes.fullmatch(label) and not layout.below.fullmatch(label):
            raise WorldError(
                f"{file}: row '{label}' has no column of that label and is not a row of value added, taxes or totals;"
                " leave it out, or add its column"
            )
    return below


def _values(frame: Any, reading: Reading, delimiter: str, decimal: Decimal | None) -> Array:
    """The cells as numbers; columns that hold text are read cell by cell."""
    found = np.empty(frame.shape)
    told = Told(Path(reading.file).name, FIGURES)
    for k, column in enumerate(frame.columns):
        told(0, 0)
        cells = frame[column]
        if pd.api.types.is_numeric_dtype(cells) and np.all(np.isfinite(cells)):
            found[:, k] = cells.to_numpy(dtype=float)
        else:
            found[:, k] = numbers(
                cells.tolist(),
                reading,
                column,
                rows=[f"row {r}" for r in frame.index],
                delimiter=delimiter,
                decimal=decimal,
            )
    return found


def _without_totals(
    last: Array, final: list[str], layout: Layout, reading: Reading, scale: float
) -> tuple[Array, list[str]]:
    """Final use without columns that are sums of others, and without a discrepancy of no region; both are noted."""
    drop: set[int] = set()
    place = {label: k for k, label in enumerate(final)}
    for total, parts in layout.totals.items():
        for label, k in place.items():
            region, _, category = label.partition("_")
            inside = [place[f"{region}_{p}"] for p in parts if f"{region}_{p}" in place]
            if category != total or not inside:
                continue
            gap = np.abs(last[:, k] - last[:, inside].sum(1)).sum()
            if gap > SAME * max(np.abs(last[:, k]).sum(), 1e-12):
                raise WorldError(
                    f"{reading.file}: column {label} stands beside {', '.join(final[j] for j in inside[:3])} but is not"
                    f" their sum (they differ by {scale * gap:,.3g} bn); leave out the one that counts twice"
                )
            drop.add(k)
    reading.note(
        "columns that are the sum of others left out", cells=len(drop), examples=[final[k] for k in sorted(drop)[:3]]
    )
    lone = [k for k, label in enumerate(final) if "_" not in label]
    for k in lone:
        reading.note(
            f"column {final[k]} (discrepancy of no region) left out", bn_usd=float(scale * np.abs(last[:, k]).sum())
        )
    counted = [k for k, label in enumerate(final) if label.partition("_")[2] in layout.discrepancy and k not in drop]
    reading.note(
        "statistical discrepancies by region counted as final use",
        bn_usd=float(scale * np.abs(last[:, counted]).sum()), cells=len(counted),
    )  # fmt: skip
    kept = [k for k in range(len(final)) if k not in drop and k not in lone]
    return last[:, kept], [final[k] for k in kept]
