"""Cells as they are written in files, read strictly: numbers, and a log of whatever was adjusted on the way.

One rule for every reader. A number is read if there is one way to read it; thousand separators and decimal commas are
taken from the column where it shows which is which, and refused where it does not. Text where a number is expected
stops the reading with file, row, column and value. What a reader changes, it notes in a ``Reading``, which ends up in
the world's provenance and is printed by ``tradetalks world build``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError

Decimal = Literal[".", ","]
MISSING = (
    "", "-", "--", "\u2013", "\u2014", ".", "..", "...", ":", "na", "n/a", "n.a.", "n.a", "nan", "null", "none", "#n/a",
)  # fmt: skip
"""What files write where there is no figure (folded)."""

_EXPONENT = r"(?:[eE][-+]?\d+)?"
_PLAIN = {
    ".": re.compile(rf"[-+]?(?:\d+\.?\d*|\.\d+){_EXPONENT}"),
    ",": re.compile(rf"[-+]?(?:\d+,?\d*|,\d+){_EXPONENT}"),
}
_GROUPED = {
    ".": re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?|[-+]?[1-9]\d{0,2}(?:[ '’]\d{3})+(?:\.\d*)?"),
    ",": re.compile(r"[-+]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?|[-+]?[1-9]\d{0,2}(?:[ '’]\d{3})+(?:,\d*)?"),
}
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})


@dataclass(eq=False)
class Reading:
    """What was done to a file's figures while they were read.

    Attributes:
        file: the file, as errors name it.
        log: one entry an adjustment: ``what`` and, where they apply, ``cells``, ``bn_usd`` and ``examples``.
    """

    file: str
    log: list[dict[str, Any]] = field(default_factory=list)

    def note(self, what: str, *, cells: int | None = None, bn_usd: float | None = None, **more: Any) -> None:
        """Record one adjustment, if it touched anything."""
        if cells == 0 or (cells is None and bn_usd is not None and bn_usd == 0):
            return
        entry: dict[str, Any] = {"what": what}
        if cells is not None:
            entry["cells"] = int(cells)
        if bn_usd is not None:
            entry["bn_usd"] = float(bn_usd)
        self.log.append(entry | more)

    def fail(self, where: str, found: Any, expected: str) -> WorldError:
        """The error for one cell: file, place, value, expectation."""
        return WorldError(f"{self.file}: {where} is {found!r}, expected {expected}")


def existing(path: str | Path, what: str) -> Path:
    """The path, if there is something there; raises WorldError."""
    found = Path(path)
    if not found.exists():
        raise WorldError(f"{found}: no such file or folder; expected {what}")
    return found


def decimal_of(cells: Iterable[str], delimiter: str = ",") -> Decimal | None:
    """Whether a column writes decimal points or decimal commas; None where it may be either and that matters.

    A column without separators, or with plain points in a comma-separated file, writes points. Otherwise every cell
    must be a number in that way of writing, and in only one of the two.
    """
    texts = {t for t in (clean(c) for c in cells) if t and not is_missing(t)}
    marked = [t for t in texts if "," in t or "." in t]
    fits = {d: all(_PLAIN[d].fullmatch(t) or _GROUPED[d].fullmatch(t) for t in marked) for d in (".", ",")}
    if not marked or (fits["."] and not fits[","]):
        return "."
    if fits[","] and not fits["."]:
        return ","
    if fits["."] and fits[","] and delimiter != ";" and not any("," in t for t in marked):
        return "."
    if not fits["."] and not fits[","]:
        # some cell is no number at all: judge by the others, so that the message names the cell at fault
        good = [t for t in marked if any(_PLAIN[d].fullmatch(t) or _GROUPED[d].fullmatch(t) for d in (".", ","))]
        return decimal_of(good, delimiter) if len(good) < len(marked) else None
    return None


def clean(cell: Any) -> str:
    """A cell without outer blanks, with plain blanks and minus signs."""
    return str(cell).translate(_BLANKS).strip()


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no figure."""
    return clean(text).casefold() in MISSING


def number(text: str, decimal: Decimal = ".") -> float | None:
    """The number a cell writes, grouped or not; None if it writes none (or one that is not finite)."""
    cell = clean(text)
    if _PLAIN[decimal].fullmatch(cell):
        value = float(cell.replace(",", "."))
        return value if np.isfinite(value) else None
    if _GROUPED[decimal].fullmatch(cell):
        mark = "," if decimal == "." else "."
        return float(re.sub(r"[ '’]", "", cell.replace(mark, "")).replace(",", "."))
    return None


def numbers(
    cells: Sequence[Any],
    reading: Reading,
    column: str,
    *,
    rows: Sequence[Any] | None = None,
    times: Sequence[int] | NDArray[np.intp] | None = None,
    delimiter: str = ",",
    decimal: Decimal | None = None,
    missing: Literal["error", "zero"] = "error",
) -> NDArray[np.float64]:
    """A column of cells as numbers.

    Args:
        cells: text, or numbers where the file's format holds numbers.
        column: its name, for messages. rows: line numbers of the rows or words for them, for messages; from 2 if None.
        times: how many cells each stands for, for what is noted; 1 if None.
        decimal: how decimals are written, if the caller knows; seen from the column if None.
        missing: cells such as ``n.a.``, ``..`` or nothing at all stop the reading, or count as zero and are noted.

    Raises:
        WorldError: a cell that is no finite number, or could be two; names file, row, column and value.
    """
    found = np.empty(len(cells), dtype=float)
    texts: list[int] = []
    for j, cell in enumerate(cells):
        if isinstance(cell, bool) or not isinstance(cell, int | float | np.integer | np.floating):
            texts.append(j)
        elif np.isfinite(cell):
            found[j] = float(cell)
        else:
            found[j] = np.nan
            texts.append(j)
    if not texts:
        return found

    def where(j: int) -> str:
        row = rows[j] if rows is not None else j + 2
        return f"{row if isinstance(row, str) else f'row {row}'}, column {column}"

    def many(which: Sequence[int]) -> int:
        return len(which) if times is None else int(sum(int(times[j]) for j in which))

    if decimal is None:
        decimal = decimal_of((str(cells[j]) for j in texts), delimiter)
    if decimal is None:  # in doubt
        j = next((j for j in texts if _ambiguous(str(cells[j]))), None)
        if j is None:
            points = next(j for j in texts if number(str(cells[j]), ",") is None and number(str(cells[j])) is not None)
            j = next(j for j in texts if number(str(cells[j])) is None and number(str(cells[j]), ",") is not None)
            raise reading.fail(where(j), cells[j], f"decimals written as in {where(points)}, {clean(cells[points])!r}")
        cell = clean(cells[j])
        raise reading.fail(
            where(j),
            cell,
            f"a number written in one way only (this is {_both(cell)}); write it without thousand separators, or give"
            " decimal='.' or decimal=','",
        )
    none, grouped = [], []
    for j in texts:
        text = "nan" if cells[j] is None else str(cells[j])
        if is_missing(text):
            none.append(j)
            found[j] = 0.0
            continue
        value = number(text, decimal)
        if value is None:
            raise reading.fail(where(j), text, "a number")
        found[j] = value
        if not _PLAIN[decimal].fullmatch(clean(text)):
            grouped.append(j)
    if none and missing == "error":
        raise reading.fail(
            where(none[0]), "" if cells[none[0]] is None else cells[none[0]],
            "a number; write 0 if that is meant, leave the row out, or read such cells as 0 with missing='zero'",
        )  # fmt: skip
    reading.note(
        f"cells of {column} without a figure counted as zero", cells=many(none), examples=_some(where(j) for j in none)
    )
    reading.note(
        f"thousand separators in {column} read", cells=many(grouped),
        examples=_some(f"{clean(cells[j])!r} as {found[j]:g}" for j in grouped),
    )  # fmt: skip
    if decimal == ",":
        comma = [j for j in texts if "," in str(cells[j])]
        reading.note(
            f"decimal commas in {column} read", cells=many(comma),
            examples=_some(f"{clean(cells[j])!r} as {found[j]:g}" for j in comma),
        )  # fmt: skip
    return found


def _ambiguous(text: str) -> bool:
    return number(text, ".") is not None and number(text, ",") is not None and number(text, ".") != number(text, ",")


def _both(text: str) -> str:
    one, two = number(text, "."), number(text, ",")
    return f"{one:g} or {two:g}" if one is not None and two is not None else "read differently by its neighbours"


def _some(examples: Iterable[str], most: int = 3) -> list[str]:
    return [text for text, _ in zip(examples, range(most), strict=False)]


def words(entry: Mapping[str, Any]) -> str:
    """One adjustment in a line, for people: how many cells, how much money, examples."""
    parts = []
    if entry.get("bn_usd"):
        parts.append(f"{entry['bn_usd']:,.3g} bn USD")
    cells = entry.get("cells")
    if isinstance(cells, int):
        parts.append(f"{cells:,} {'cell' if cells == 1 else 'cells'}")
    elif cells:
        parts.append(", ".join(map(str, cells)))
    if entry.get("examples"):
        parts.append("such as " + "; ".join(map(str, entry["examples"])))
    return ", ".join(parts)
