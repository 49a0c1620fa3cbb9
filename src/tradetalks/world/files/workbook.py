"""Tables in workbooks with stacked headers: WIOD (2013 and 2016 releases) and ADB MRIO.

All three share one layout: a few header rows above the numbers, among them one of country codes and one of column
numbers (c1, c2, ...), and a few label columns, among them a country and a row number (r1 or c1, ...). A column is
intermediate if its country and number are those of a row; the others are final use.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from tradetalks.errors import WorldError
from tradetalks.progress import FIGURES, Told, watched
from tradetalks.world.files.cells import Decimal, Reading, existing, numbers
from tradetalks.world.files.labelled import Elasticities, compare_with_output, world_from_table
from tradetalks.world.files.sheets import cells_of
from tradetalks.world.files.tabular import DELIMITERS
from tradetalks.world.world import World

_NUMBER = re.compile(r"^[crF](\d+)$")
_TOTALS = ("TOT", "ToT", "TOTAL", "nan", "")
HEAD, SIDE = 12, 6  # header rows and label columns are looked for within these


def read_workbook(
    path: str | Path,
    source: str,
    *,
    sheet: Any,
    elasticities: Elasticities,
    tariff: Any,
    missing: Literal["error", "zero"],
    decimal: Decimal | None,
) -> World:
    """A world from such a table of ``source``, million USD; arguments as of ``readers.wiod.read_wiod``."""
    file = existing(path, f"a {source} workbook")
    reading = Reading(str(file))
    grid, delimiter = _grid(file, sheet, source)
    if len(grid) < 3 or grid.shape[1] < 3:
        raise WorldError(f"{file}: too small for a {source} table")
    top, side = _text(grid[:HEAD]), _text(grid[:, :SIDE])
    head, number = _line_of_numbers(top, file, "row"), _line_of_numbers(side.T, file, "column")
    above, left = _countries(top, head, number, file)
    codes = _codes(side, head, number, left)
    rows = [j for j in range(head + 1, len(grid)) if _is_cell(side[j, number], side[j, left])]
    columns = [c for c in range(number + 1, grid.shape[1]) if _is_cell(top[head, c], top[above, c])]
    keys = [(side[j, left], _digits(side[j, number])) for j in rows]
    position = {key: k for k, key in enumerate(keys)}
    if len(position) < len(keys):
        k = next(k for k, key in enumerate(keys) if position[key] != k)
        raise WorldError(f"{file}: row {rows[k] + 1}: {keys[k][0]} {side[rows[k], number]} stands twice; expected once")
    inner = [c for c in columns if (top[above, c], _digits(top[head, c])) in position and top[head, c][0] != "F"]
    if len(inner) != len(rows):
        raise WorldError(f"{file}: {len(rows)} rows but {len(inner)} columns with the same country and number")
    outer = [c for c in columns if c not in set(inner)]
    inside = {digits for _, digits in keys}
    stray = next((c for c in outer if top[head, c][0] != "F" and _digits(top[head, c]) in inside), None)
    if stray is not None:
        raise WorldError(f"{file}: column {top[above, stray]} {top[head, stray]} has no row of that country and number")
    lines = _note_left_out(top, side, head, above, number, left, set(rows), set(columns), reading)
    for j, name in lines.items():
        note_size(name, grid[j, columns].tolist(), reading, j + 1)
    order = sorted(inner, key=lambda c: position[top[above, c], _digits(top[head, c])])
    table = np.empty((len(rows), len(rows) + len(outer)))
    told = Told(file.name, FIGURES)
    for k, column in enumerate(order + outer):
        told(0, 0)
        cells = grid[rows, column]
        table[:, k] = numbers(
            cells.tolist(), reading, f"{top[above, column]} {top[head, column]}", rows=[j + 1 for j in rows],
            delimiter=delimiter, missing=missing, decimal=decimal,
        )  # fmt: skip
    total = [c for c in range(number + 1, grid.shape[1]) if top[above, c] in ("TOT", "ToT", "TOTAL") and c not in outer]
    if len(total) == 1:
        stated = numbers(
            grid[rows, total[0]].tolist(), reading, "TOT", rows=[j + 1 for j in rows], delimiter=delimiter,
            missing=missing, decimal=decimal,
        )  # fmt: skip
        compare_with_output(stated, table.sum(1), [" ".join(key) for key in keys], "TOT", 1e-3, reading)
    return world_from_table(
        table[:, : len(order)],
        table[:, len(order) :],
        [(side[j, left], codes.get(j) or _digits(side[j, number])) for j in rows],
        [top[above, c] for c in outer],
        scale=1e-3,
        source={"source": source, "file": file.name},
        elasticities=elasticities,
        tariff=tariff,
        reading=reading,
    )


def _grid(file: Path, sheet: Any, source: str) -> tuple[Any, str]:
    """All cells of a sheet, and the delimiter if it is a csv, an empty text if it is a workbook."""
    try:
        if file.suffix.lower() == ".csv":
            with file.open(encoding="utf-8-sig") as stream:
                sample = "".join(stream.readline() for _ in range(HEAD))
            delimiter = max(DELIMITERS, key=sample.count)
            options: Any = {"sep": delimiter, "header": None, "keep_default_na": False, "encoding": "utf-8-sig"}
            head = pd.read_csv(file, nrows=HEAD, dtype=object, **options).to_numpy()
            # columns below the headers stand as numbers where they can, which keeps a large table small
            try:
                with watched(file, file.name, then=FIGURES) as stream:
                    body = pd.read_csv(stream, skiprows=HEAD, low_memory=False, **options)
            except pd.errors.EmptyDataError:  # a table as short as its headers
                return head, delimiter
            cells = np.empty((len(body) + len(head), head.shape[1]), dtype=object)
            cells[: len(head)] = head
            if body.shape[1] != head.shape[1]:
                raise WorldError(f"{file}: {head.shape[1]} columns in the headers, {body.shape[1]} below them")
            for k in range(body.shape[1]):
                cells[len(head) :, k] = body.iloc[:, k].to_numpy()
            return cells, delimiter
        return cells_of(file, sheet), ""
    except (UnicodeDecodeError, pd.errors.ParserError, ValueError) as error:
        raise WorldError(f"{file}: not a readable csv: {str(error).strip()}") from error


def _text(cells: Any) -> Any:
    """Cells as text, blanks trimmed, nothing where there is nothing."""
    found = np.empty(cells.shape, dtype=object)
    for place, cell in np.ndenumerate(cells):
        found[place] = "" if cell is None or (isinstance(cell, float) and cell != cell) else str(cell).strip()
    return found


def _note_left_out(
    top: Any,
    side: Any,
    head: int,
    above: int,
    number: int,
    left: int,
    rows: set[int],
    columns: set[int],
    reading: Reading,
) -> dict[int, str]:
    """Note numbered rows and columns that are no part of the table: totals, value added, taxes; the rows' names."""
    lines = [j for j in range(head + 1, len(side)) if _NUMBER.match(side[j, number]) and j not in rows]
    names = [" ".join(filter(None, (side[j, left], *(side[j, k] for k in range(left) if side[j, k])))) for j in lines]
    reading.note("rows below the table left to the accounts", cells=len(lines), examples=names[:4])
    ends = [c for c in range(number + 1, top.shape[1]) if _NUMBER.match(top[head, c]) and c not in columns]
    reading.note("columns of totals left out", cells=len(ends), examples=[str(top[above, c]) for c in ends[:4]])
    return dict(zip(lines, names, strict=True))


SIZED = {
    "TXSP": "taxes less subsidies on products (TXSP) not used by this model",
    "IntTTM": "international transport margins (IntTTM) not used by this model",
}
"""Rows of WIOD's 2016 release under the table that hold money of their own."""


def note_size(name: str, cells: list[Any], reading: Reading, row: int) -> None:
    """Note the size of a row under the table, million USD, if it is one of ``SIZED``."""
    for code in set(name.split()) & SIZED.keys():
        figures = numbers(cells, Reading(reading.file), code, rows=[row] * len(cells), missing="zero")
        reading.note(SIZED[code], bn_usd=1e-3 * float(figures.sum()))


def _digits(text: str) -> str:
    match = _NUMBER.match(text)
    return match.group(1) if match else ""


def _is_cell(number: str, country: str) -> bool:
    return bool(_NUMBER.match(number)) and country not in _TOTALS


def _line_of_numbers(lines: Any, file: Path, kind: str) -> int:
    """The line with most entries such as c1, r7."""
    counts = [sum(bool(_NUMBER.match(cell)) for cell in line) for line in lines]
    best = int(np.argmax(counts))
    if counts[best] < 2:
        raise WorldError(f"{file}: no {kind} of numbers such as c1, c2 among the headers; not a WIOD or ADB table")
    return best


def _countries(top: Any, head: int, side: int, file: Path) -> tuple[int, int]:
    """Header row and label column that hold country codes: the one whose entries repeat in blocks of two to four
    letters."""

    def looks(cells: Any) -> float:
        return float(np.mean([bool(re.fullmatch(r"[A-Za-z]{2,5}", c)) and c.isupper() for c in cells]))

    rows = [j for j in range(len(top)) if j != head]
    best = max(rows, key=lambda j: looks(top[j, side + 1 :]) - 0.01 * len(set(top[j, side + 1 :])))
    if looks(top[best, side + 1 :]) < 0.5:
        raise WorldError(f"{file}: no header row of country codes found")
    if side == 0:
        raise WorldError(f"{file}: the row numbers stand in the first column; expected the country before them")
    return best, side - 1


def _codes(text: Any, head: int, side: int, left: int) -> dict[int, str]:
    """Sector codes of rows, if a label column besides country and number holds short codes."""
    for column in range(min(side, 6)):
        if column == left:
            continue
        cells = [text[j, column] for j in range(head + 1, min(len(text), head + 200))]
        short = [bool(re.fullmatch(r"[A-Za-z0-9_t\-&]{1,8}", c)) and c != "nan" for c in cells]
        if short and np.mean(short) > 0.8:
            return {j: text[j, column] for j in range(head + 1, len(text))}
    return {}
