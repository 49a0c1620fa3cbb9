"""Tables in workbooks with stacked headers: WIOD (2013 and 2016 releases) and ADB MRIO.

All three share one layout: a few header rows above the numbers, among them one of country codes and one of column
numbers (c1, c2, ...), and a few label columns, among them a country and a row number (r1 or c1, ...). A column is
intermediate if its country and number are those of a row; the others are final use.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.errors import WorldError
from tradetalks.world.readers.labelled import Elasticities, existing, world_from_table
from tradetalks.world.world import World

_NUMBER = re.compile(r"^[crF](\d+)$")
_TOTALS = ("TOT", "ToT", "TOTAL", "nan", "")


def read_wiod(path: str | Path, *, sheet: Any = 0, elasticities: Elasticities = 4.0, tariff: Any = None) -> World:
    """World Input-Output Database table, xlsx (or csv of the same layout), 2013 or 2016 release; million USD.

    Raises WorldError if the layout is not found.
    """
    return _read(path, sheet, elasticities, tariff, "WIOD")


def read_adb(path: str | Path, *, sheet: Any = 0, elasticities: Elasticities = 4.0, tariff: Any = None) -> World:
    """Asian Development Bank multiregional input-output table, xlsx; million USD."""
    return _read(path, sheet, elasticities, tariff, "ADB MRIO")


def _read(path: str | Path, sheet: Any, elasticities: Elasticities, tariff: Any, source: str) -> World:
    file = existing(path, f"a {source} workbook")
    try:
        if file.suffix == ".csv":
            grid = pd.read_csv(file, header=None, dtype=object)
        else:
            grid = pd.read_excel(file, sheet_name=sheet, header=None, dtype=object)
    except ImportError as error:
        raise WorldError(f"{file}: reading {file.suffix} needs a library: {error}") from error
    except Exception as error:  # whatever the workbook library raises on a file that is no workbook
        raise WorldError(f"{file}: not a readable workbook: {error}") from error
    text = np.array([["" if pd.isna(cell) else str(cell).strip() for cell in line] for line in grid.to_numpy()])
    if text.ndim != 2 or text.shape[0] < 3 or text.shape[1] < 3:
        raise WorldError(f"{file}: too small for a {source} table")
    head = _line_of_numbers(text[:12], file, "row")
    side = _line_of_numbers(text[:, :6].T, file, "column")
    top, left = _countries(text[:12, :], head, side, file)
    codes = _codes(text, head, side, left)
    rows = [j for j in range(head + 1, len(text)) if _is_cell(text[j, side], text[j, left])]
    columns = [c for c in range(side + 1, text.shape[1]) if _is_cell(text[head, c], text[top, c])]
    labels = [(text[j, left], codes.get(j) or _digits(text[j, side])) for j in rows]
    position = {(text[j, left], _digits(text[j, side])): k for k, j in enumerate(rows)}
    inner = [c for c in columns if (text[top, c], _digits(text[head, c])) in position and text[head, c][0] != "F"]
    outer = [c for c in columns if c not in set(inner)]
    if len(inner) != len(rows):
        raise WorldError(f"{file}: {len(rows)} rows but {len(inner)} columns with the same country and number")
    order = sorted(inner, key=lambda c: position[text[top, c], _digits(text[head, c])])
    numbers = pd.DataFrame(grid.to_numpy()[np.ix_(rows, order + outer)]).apply(pd.to_numeric, errors="coerce")
    table = numbers.fillna(0.0).to_numpy(dtype=float)
    return world_from_table(
        table[:, : len(order)],
        table[:, len(order) :],
        labels,
        [text[top, c] for c in outer],
        scale=1e-3,
        source={"source": source, "file": file.name},
        elasticities=elasticities,
        tariff=tariff,
    )


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
