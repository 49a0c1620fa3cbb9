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

from tradetalks.errors import WorldError
from tradetalks.world.files.progress import Told

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
        figures: columns to hold as numbers (float64).

    Raises:
        NotPlain: a figure that is below zero, not finite or no plain number.
        WorldError: rows of another length than the names; no csv.
    """
    parts: dict[str, list[Any]] = {name: [] for name in names}
    rows: list[Any] = []
    marks: list[NDArray[np.uint64]] = []
    told, begin = Told(file.name, "reading", place.stat().st_size), 2 + above
    for piece, done in _pieces(place, file, names, options, figures):
        line = np.arange(begin, begin + len(piece))
        begin += len(piece)
        there = _not_blank(piece, figures)
        if not there.all():
            piece, line = piece[there], line[there]
        for name in figures:
            if not np.all(np.isfinite(piece[name]) & (piece[name] >= 0)):
                raise NotPlain(name)
        marks.append(np.asarray(pd.util.hash_pandas_object(piece, index=False), dtype=np.uint64))
        for name in names:
            parts[name].append(piece[name].array)
        rows.append(line)
        told(begin - 2 - above, done)
    frame = pd.DataFrame({name: _joined(parts.pop(name)) for name in list(names)}, copy=False)
    frame.index = _numbered(rows)
    return frame, np.concatenate(marks) if marks else np.zeros(0, dtype=np.uint64)


def _pieces(
    place: Path, file: Path, names: Sequence[str], options: dict[str, Any], figures: Sequence[str]
) -> Iterator[tuple[Any, int]]:
    """Pieces of a csv, the first telling how each column is held, and how many bytes were read by then."""
    hint = "a number such as 1,150 needs quotes in a csv"
    places = list(range(len(names)))  # the names themselves may be empty, or alike
    how: dict[str, Any] = {**options, "skiprows": options["skiprows"] + 1, "header": None, "names": places}
    how |= {"keep_default_na": False, "index_col": False, "skip_blank_lines": False}
    types: dict[int, Any] = {k: float if names[k] in figures else str for k in places}
    try:
        with warnings.catch_warnings(), place.open("rb") as stream:
            warnings.simplefilter("error", pd.errors.ParserWarning)
            head = pd.read_csv(place, dtype=types, nrows=LINES, **how)
            types |= {k: "category" for k in places if types[k] is str and _recurs(head[k])}
            if len(head) < LINES:
                head = head.astype({k: "category" for k in places if types[k] == "category"})
                head.columns = list(names)
                yield head, place.stat().st_size
                return
            del head
            for piece in pd.read_csv(stream, dtype=types, chunksize=LINES, **how):
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
    for name in piece.columns:
        found |= np.isfinite(piece[name]).to_numpy() if name in figures else (piece[name] != "").to_numpy()
        if found.all():
            break
    return found


def _recurs(column: Any) -> bool:
    """Whether cells of a column recur, by its first piece."""
    return len(column) < FEW or 2 * column.nunique() <= len(column)


def _joined(parts: list[Any]) -> Any:
    """The parts of a column as one; they are let go of."""
    if isinstance(parts[0].dtype, pd.CategoricalDtype):
        from pandas.api.types import union_categoricals

        whole: Any = union_categoricals(parts)
    else:
        whole = pd.concat([pd.Series(p) for p in parts], ignore_index=True).array
    parts.clear()
    return whole


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
    held = frame.iloc[rows]
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
