"""The lines of a csv read a piece at a time, so that millions fit, can be watched and stopped.

Columns whose cells recur (codes, years, rates) are held as categories: each text once and a small number a line; a
column of plain figures as numbers. Whatever is done to texts is then done once a text (``Distinct``).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.util import hash_array

from tradetalks.errors import WorldError
from tradetalks.progress import Told, interrupts_kept
from tradetalks.world.files.cells import clean

LINES = 1 << 17
"""Lines a piece: a fifth of a second, so that a reading is told of and stopped within one."""
FEW = 1000  # lines below which every column is held as categories


class NotPlain(Exception):
    """A column taken for figures holds a cell that is none, or one that is written in another way."""


def read_pieces(
    place: Path, file: Path, names: Sequence[str], above: int, options: dict[str, Any], figures: Sequence[str] = ()
) -> tuple[Any, NDArray[np.uint64]]:
    """The lines of a csv that are not blank, with line numbers as index, and a number a line that equal lines share.

    Args:
        place, file: the file on disk, and what people call it. names: its columns. above: lines above the names.
        options: how it is written, as pandas says it.
        figures: columns to hold as numbers (float64), NaN where a cell is empty.

    Raises:
        NotPlain: a figure that is below zero, not finite or no plain number.
        WorldError: rows of another length than the names; no csv.
    """
    held: list[_Column] = []
    rows: list[Any] = []
    marks: list[NDArray[np.uint64]] = []
    told, begin = Told(file.name, "reading", place.stat().st_size), 2 + above
    for piece, done in _pieces(place, file, names, options, figures):
        if not held:
            held = [_Column(name in figures, _recurs(piece.iloc[:, k])) for k, name in enumerate(names)]
        line = np.arange(begin, begin + len(piece))
        begin += len(piece)
        there = _not_blank(piece, figures)
        if not there.all():
            piece, line = piece[there], line[there]
        mark = np.zeros(len(piece), dtype=np.uint64)
        for k, column in enumerate(held):
            mark = (mark ^ column.add(piece.iloc[:, k])) * _PRIME
        marks.append(mark)
        rows.append(line)
        told(begin - 2 - above, done)
    if not held:
        return pd.DataFrame(columns=list(names), dtype=object), np.zeros(0, dtype=np.uint64)
    frame = pd.DataFrame({k: held[k].whole() for k in range(len(names))}, copy=False)
    frame.columns, frame.index = list(names), _numbered(rows)
    return frame, np.concatenate(marks)


_hash: Any = hash_array
_PRIME = np.uint64(1099511628211)


def _plain(cell: Any) -> Any:
    """A cell without what does not tell it from another: outer blanks, capitals, the ``.0`` of spreadsheets."""
    if isinstance(cell, float) and cell != cell:  # an empty figure
        return ""
    return clean(cell).casefold().removesuffix(".0") if isinstance(cell, str) else cell


class _Column:
    """A column as its pieces come: plain figures, texts that recur (each once, and its place a line) or texts."""

    def __init__(self, figures: bool, recurs: bool) -> None:
        self._figures, self._coded = figures, recurs and not figures
        self._parts: list[Any] = []
        self._place: dict[str, int] = {}
        self._marks = np.zeros(0, dtype=np.uint64)

    def add(self, cells: Any) -> NDArray[np.uint64]:
        """Keep a piece; a number a cell that equal cells share. Raises NotPlain."""
        if self._figures:
            found = cells.to_numpy(dtype=float)
            if not np.all(np.isnan(found) | (np.isfinite(found) & (found >= 0))):
                raise NotPlain(str(cells.name))
            self._parts.append(found)
            return _hash(found)
        if not self._coded:
            self._parts.append(cells.astype(str).array)
            return _hash(cells.to_numpy(dtype=object), categorize=False)
        codes, here = pd.factorize(cells.to_numpy(dtype=object))
        new = [text for text in here if text not in self._place]
        if new:
            self._place |= {text: len(self._place) + j for j, text in enumerate(new)}
            more = _hash(np.array([_plain(text) for text in new], dtype=object), categorize=False)
            self._marks = np.concatenate([self._marks, more])
        place = np.array([self._place[text] for text in here], dtype=np.int32)[codes]
        self._parts.append(place)
        return self._marks[place]

    def whole(self) -> Any:
        """All pieces as one array for pandas; the pieces are let go of."""
        parts, self._parts = self._parts, []
        if self._coded:
            small = np.min_scalar_type(-max(len(self._place), 1))
            codes = np.concatenate([part.astype(small) for part in parts])
            return pd.Categorical.from_codes(codes, categories=pd.Index(list(self._place), dtype=object))
        if self._figures:
            return np.concatenate(parts)
        return pd.concat([pd.Series(part) for part in parts], ignore_index=True).array


def _pieces(
    place: Path, file: Path, names: Sequence[str], options: dict[str, Any], figures: Sequence[str]
) -> Iterator[tuple[Any, int]]:
    """Pieces of a csv, and how many bytes were read by then; texts are objects."""
    hint = "a number such as 1,150 needs quotes in a csv"
    places = list(range(len(names)))  # the names themselves may be empty, or alike
    types: dict[int, Any] = {k: float if names[k] in figures else object for k in places}
    try:
        with warnings.catch_warnings(), place.open("rb") as stream, interrupts_kept():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            how: Any = {
                "dtype": types, "header": None, "names": places, "keep_default_na": False, "index_col": False,
                "na_values": {k: [""] for k in places if types[k] is float},
                "skip_blank_lines": False, "chunksize": LINES, **options, "skiprows": options["skiprows"] + 1,
            }  # fmt: skip
            for piece in pd.read_csv(stream, **how):
                piece.columns = list(names)
                yield piece, stream.tell()
    except pd.errors.EmptyDataError:
        return
    except pd.errors.ParserWarning:
        raise WorldError(f"{file}: rows have more fields than the header names; {hint}") from None
    except (ValueError, pd.errors.ParserError) as error:
        if figures and "convert" in str(error):
            raise NotPlain(str(error)) from error
        hint = f"; {hint}" if "saw" in str(error) else ""
        raise WorldError(f"{file}: not a readable csv: {str(error).strip()}{hint}") from error


def _not_blank(piece: Any, figures: Sequence[str]) -> NDArray[np.bool_]:
    """Which lines hold anything at all."""
    found = np.zeros(len(piece), dtype=bool)
    for k, name in enumerate(piece.columns):
        cells = piece.iloc[:, k]
        found |= np.isfinite(cells).to_numpy() if name in figures else (cells != "").to_numpy()
        if found.all():
            break
    return found


def _recurs(column: Any) -> bool:
    """Whether cells of a column recur, by its first piece."""
    return len(column) < FEW or 2 * column.nunique() <= len(column)


def _numbered(rows: list[Any]) -> pd.Index:
    """Line numbers: a range where no line was left out."""
    total = sum(map(len, rows))
    first, last = next(r[0] for r in rows if len(r)) if total else 2, next((r[-1] for r in rows[::-1] if len(r)), 1)
    return pd.RangeIndex(first, last + 1) if last - first + 1 == total else pd.Index(np.concatenate(rows))


# ---------------------------------------------------------------------- once a text
@dataclass(frozen=True, eq=False)
class Distinct:
    """The different cells of a column, in the order in which they come.

    Attributes:
        cells: each once. rows: the line that each first stands in. counts: how often. place: ``[line]``, which it is.
    """

    cells: list[str]
    rows: list[int]
    counts: NDArray[np.intp]
    place: NDArray[np.intp]

    @classmethod
    def of(cls, column: Any) -> Distinct:
        """The different cells of a column, held as categories or not."""
        if isinstance(column.dtype, pd.CategoricalDtype):
            codes, every = column.cat.codes.to_numpy(), column.cat.categories
        else:
            codes, every = pd.factorize(column)
        first: Any = pd.Series(codes).drop_duplicates()
        order = first.to_numpy(dtype=np.intp)
        new = np.zeros(len(every), dtype=np.intp)
        new[order] = np.arange(len(order))
        place = new[codes]
        return cls(
            [str(every[k]) for k in order], column.index[first.index].tolist(),
            np.bincount(place, minlength=len(order)).astype(np.intp, copy=False), place,
        )  # fmt: skip

    def each(self, made: Callable[[str], Any]) -> NDArray[Any]:
        """``made`` of every line's cell, called once a text."""
        return np.array([made(cell) for cell in self.cells])[self.place]

    def named(self, names: Sequence[str], index: Any) -> Any:
        """A column of categories with other texts; several of them may become one."""
        codes, every = pd.factorize(np.array(names, dtype=object))
        small = np.asarray(codes, dtype=np.min_scalar_type(-max(len(every), 1)))
        return pd.Series(pd.Categorical.from_codes(small[self.place], categories=list(every)), index=index)


PARTS = 16
"""Parts in which millions of lines are compared with each other, so that it can be stopped."""


def keys(frame: Any, columns: Sequence[str]) -> NDArray[np.int64]:
    """A number a line, the same for lines that are equal in some columns."""
    found = np.zeros(len(frame), dtype=np.int64)
    for name in columns:
        cells = Distinct.of(frame[name])
        found *= max(len(cells.cells), 1)
        found += cells.place
    return found


def repeated(marks: NDArray[Any]) -> NDArray[np.bool_]:
    """Which numbers stand more than once."""
    found = np.zeros(len(marks), dtype=bool)
    part_of = (marks % marks.dtype.type(PARTS)).astype(np.int8)
    for part in range(PARTS):
        here = np.flatnonzero(part_of == part)
        found[here] = pd.Series(marks[here]).duplicated(keep=False).to_numpy()
    return found


def first_repeated(marks: NDArray[np.uint64], frame: Any) -> tuple[int, int] | None:
    """Positions of two lines that are the same in every column, the later one first of its kind; None if none are."""
    rows = np.flatnonzero(repeated(marks))
    if not len(rows):
        return None
    held = frame.iloc[rows].astype(object).map(_plain)
    again = held.duplicated(keep="first").to_numpy()
    if not again.any():
        return None
    later = int(np.flatnonzero(again)[0])
    same = (held.iloc[: later + 1] == held.iloc[later]).all(axis=1).to_numpy()
    return int(rows[later]), int(rows[int(np.flatnonzero(same)[0])])


def constant(text: str, index: Any) -> Any:
    """A column of categories that holds one text."""
    return pd.Series(pd.Categorical.from_codes(np.zeros(len(index), dtype=np.int8), categories=[text]), index=index)


def stacked(frames: Sequence[Any], texts: Sequence[str]) -> Any:
    """Tables one under the other, some columns of texts held as categories."""
    from pandas.api.types import union_categoricals

    parts = {name: [f[name].astype("category") for f in frames] for name in texts}
    rest: Any = pd.concat([f.drop(columns=list(texts)) for f in frames], ignore_index=True)
    return rest.assign(**{name: union_categoricals(held) for name, held in parts.items()})
