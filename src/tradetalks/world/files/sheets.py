"""All cells of a sheet of a workbook (xlsx, xlsb, xls, ods), read row by row so that large tables stay small."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from tradetalks.errors import WorldError, unknown
from tradetalks.progress import Told

MORE = "pip install 'tradetalks[files]'"


def cells_of(file: Path, sheet: int | str) -> Any:
    """The cells ``[row, column]`` as objects: numbers, text, an empty text where there is nothing.

    Args:
        sheet: its name, or its place from 0.

    Raises:
        WorldError: no such sheet, a file that is no workbook, no library for its form.
    """
    try:
        told, rows = Told(file.name, "reading"), []
        for row in _rows(file, sheet):
            rows.append(np.array(row, dtype=object))
            told(len(rows), 0)
    except WorldError:
        raise
    except ImportError as error:
        raise WorldError(f"{file}: reading {file.suffix} needs a library: {error}; {MORE}") from error
    except Exception as error:  # whatever the workbook library raises on a file that is no workbook
        raise WorldError(f"{file}: not a readable workbook: {error}") from error
    width = max((len(row) for row in rows), default=0)
    found = np.full((len(rows), width), "", dtype=object)
    for j, row in enumerate(rows):
        found[j, : len(row)] = row
        rows[j] = row[:0]  # large tables are held once
    return found


def _rows(file: Path, sheet: int | str) -> Iterator[list[Any]]:
    """Rows by python-calamine, which reads every form; of xlsx by openpyxl where that is what there is."""
    try:
        calamine: Any = import_module("python_calamine")
    except ImportError:
        if file.suffix.lower() != ".xlsx":
            raise
        yield from _by_openpyxl(file, sheet)
        return
    book = calamine.CalamineWorkbook.from_path(str(file))
    name = _sheet(file, sheet, book.sheet_names)
    yield from book.get_sheet_by_name(name).iter_rows()


def _by_openpyxl(file: Path, sheet: int | str) -> Iterator[list[Any]]:
    openpyxl: Any = import_module("openpyxl")
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    name = _sheet(file, sheet, book.sheetnames)
    for row in book[name].iter_rows(values_only=True):
        yield ["" if cell is None else cell for cell in row]


def _sheet(file: Path, sheet: int | str, names: list[str]) -> str:
    """A sheet by name, or by place; a name of digits only, as of years, is no place."""
    if str(sheet) in names:
        return str(sheet)
    if isinstance(sheet, int) and 0 <= sheet < len(names):
        return names[sheet]
    raise WorldError(f"{file}: {unknown('sheet', str(sheet), names)}")
