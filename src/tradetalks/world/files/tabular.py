"""Long csv files: opened as text, columns found by name, codes of economies and numbers read strictly."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.errors import WorldError, nearest, repeated
from tradetalks.world import country_codes
from tradetalks.world.files.cells import Decimal, Reading, clean, existing, number, numbers
from tradetalks.world.files.packed import table_of
from tradetalks.world.files.pieces import Distinct, NotPlain, first_repeated, read_pieces

DELIMITERS = (",", ";", "\t", "|")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_FORMS = {
    b"PK\x03\x04": "a workbook or a zip archive: save the sheet as csv, or name the archive .zip",
    b"\xd0\xcf\x11\xe0": "a workbook of Excel 97: save the sheet as csv",
    b"\x1f\x8b": "a file packed by gzip: name it .gz, or unpack it",
    b"%PDF": "a PDF: copy its table to a csv",
}
"""How files begin that are no text, and what to do with them."""
_SEPARATOR = re.compile(r"sep=(.)", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """How a csv is written: names of its columns, delimiter, encoding, how many lines before the names, and what those
    say."""

    names: list[str]
    delimiter: str
    encoding: str
    above: int
    titles: tuple[str, ...] = ()

    @property
    def options(self) -> dict[str, Any]:
        """What pandas is to be told of it."""
        return {"sep": self.delimiter, "encoding": self.encoding, "skiprows": self.above}

    def note(self, reading: Reading) -> None:
        """Note titles above the names, and an encoding that was taken for granted."""
        reading.note(
            "lines above the names of columns left out", cells=len(self.titles),
            examples=[repr(title) for title in self.titles if title][:3],
        )  # fmt: skip
        if self.encoding == "cp1252":
            reading.note("text that is not UTF-8 read as Windows-1252 (Western European)", examples=[self.names[0]])


@dataclass(frozen=True, eq=False)
class Table:
    """A csv as text: ``frame`` with lower-case column names and line numbers as its index, and how it was written.

    A table read with ``many`` holds columns whose cells recur as categories and plain figures as numbers. ``marks`` has
    a number a line, the same for equal lines.
    """

    file: Path
    frame: Any
    delimiter: str
    reading: Reading
    marks: NDArray[np.uint64]
    decimal: Decimal | None = None
    missing: Literal["error", "zero"] = "error"

    def column(self, aliases: Sequence[str]) -> str | None:
        """The first of some names that the file has."""
        return next((a.lower() for a in aliases if a.lower() in self.frame.columns), None)

    def need(self, name: str, aliases: Sequence[str]) -> str:
        """As ``column``; raises WorldError with the nearest name if none is there."""
        found = self.column(aliases)
        if found is None:
            columns = [str(c) for c in self.frame.columns]
            raise WorldError(
                f"{self.file}: no column for {name}{nearest(aliases[0], columns)}; expected one of:"
                f" {', '.join(aliases)}; found: {', '.join(columns[:20])}"
            )
        return found

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A column as numbers, strictly; see ``cells.numbers``."""
        if pd.api.types.is_float_dtype(self.frame[column]):
            found, empty = self.frame[column].to_numpy(), self.frame.index[self.frame[column].isna()]
            if len(empty):  # refused with the first one's place, or counted as zero
                zero = numbers([""] * len(empty), self.reading, column, rows=list(empty), missing=self.missing)
                found = np.where(np.isnan(found), zero[0], found)
            return found
        cells = self.distinct(column)
        if self.delimiter != ";" and self.decimal in (None, "."):
            quick = np.asarray(pd.to_numeric(pd.Series(cells.cells, dtype=object), errors="coerce"), dtype=float)
            if np.all(np.isfinite(quick)):
                return quick[cells.place]
        found = numbers(
            cells.cells, self.reading, column, rows=cells.rows, times=cells.counts, delimiter=self.delimiter,
            decimal=self.decimal, missing=self.missing,
        )  # fmt: skip
        return found[cells.place]

    def distinct(self, column: str) -> Distinct:
        """The different cells of a column, each with the line that it first stands in."""
        return Distinct.of(self.frame[column])

    def first(self, column: str, cell: str) -> Any:
        """The number of the first line with a cell."""
        return self.frame.index[int(np.flatnonzero((self.frame[column] == cell).to_numpy())[0])]

    def keep(self, rows: Any) -> Table:
        """The table with some rows only."""
        return replace(self, frame=self.frame[rows], marks=self.marks[np.asarray(rows)])


def read_table(
    path: str | Path,
    what: str,
    *,
    decimal: Decimal | None = None,
    missing: Literal["error", "zero"] = "error",
    reading: Reading | None = None,
    many: bool = False,
    figures: Sequence[str] = (),
) -> Table:
    """A csv file as text, whatever its delimiter; one in a zip archive or under gzip is unpacked for it.

    Args:
        many: hold columns whose cells recur as categories, for files of millions of lines.
        figures: names of a column of figures, the first that the file has, held as numbers if ``many`` and all of its
            cells are plain numbers of zero or more, or empty.

    Raises WorldError: no such file, an archive of several tables, no text, no rows, rows of another length than the
    header, a column named twice.
    """
    file = existing(path, what)
    if decimal not in (None, ".", ","):
        raise WorldError(f"decimal: found {decimal!r}, expected '.' or ','")
    if missing not in ("error", "zero"):
        raise WorldError(f"missing: found {missing!r}, expected error or zero")
    with table_of(file) as (name, place):
        return _table(place, Path(name), what, decimal, missing, reading, many, figures)


def _table(
    place: Path,
    file: Path,
    what: str,
    decimal: Decimal | None,
    missing: Literal["error", "zero"],
    reading: Reading | None,
    many: bool,
    figures: Sequence[str],
) -> Table:
    """The csv at a place on disk, called ``file`` to people."""
    header = header_of(place, file, what)
    names = [h.lower() for h in header.names]
    twice = next(filter(None, repeated(names)), None)
    if twice is not None:
        raise WorldError(f"{file}: two columns are named '{twice}'; expected each name once")
    plain = many and header.delimiter != ";" and decimal in (None, ".")
    held = [f.lower() for f in figures if plain and f.lower() in names][:1]
    try:
        frame, marks = read_pieces(place, file, names, header.above, header.options, held)
    except NotPlain:
        frame, marks = read_pieces(place, file, names, header.above, header.options)
    if frame.empty:
        raise WorldError(f"{file}: no rows under the header; expected {what}")
    if not many:
        frame = frame.astype(str)
    log = reading or Reading(str(file))
    header.note(log)
    return Table(file, frame, header.delimiter, log, marks, decimal, missing)


def header_of(place: Path, file: Path, what: str) -> Header:
    """As ``read_header``, of a csv at a place on disk that people call ``file``."""
    try:
        return read_header(place, what)
    except WorldError as error:
        raise WorldError(str(error).replace(str(place), str(file))) from error


def read_header(file: Path, what: str, known: Collection[str] = ()) -> Header:
    """A csv's first line: names of columns, the delimiter that divides it most often, and how the text is encoded.

    UTF-8, UTF-16 with its mark, and otherwise Windows-1252, as spreadsheets of Western Europe save. A line ``sep=;`` of
    Excel before the names says the delimiter. A line with a name that is ``known`` is no title above the names.

    Raises WorldError: a folder, no names, bytes that are no text.
    """
    if not file.is_file():
        raise WorldError(f"{file}: a folder; expected {what}")
    encoding = _encoding(file, what)
    try:
        with file.open(newline="", encoding=encoding) as stream:
            line = stream.readline()
            told = _SEPARATOR.fullmatch(line.strip("\r\n"))
            first = [] if told else [line]
            lines = [*first, *itertools.islice(stream, MOST_ABOVE)]
        delimiter = told.group(1) if told else max(DELIMITERS, key=_first_divided(lines).count)
        rows = [next(csv.reader([x.rstrip("\r\n")], delimiter=delimiter), []) for x in lines]
    except (UnicodeDecodeError, csv.Error) as error:
        raise WorldError(f"{file}: not a readable csv: {error}") from error
    titles = _titles(rows)
    titles = next((j for j in range(titles) if any(cell.strip().lower() in known for cell in rows[j])), titles)
    names = _names(file, encoding, delimiter, titles + (1 if told else 0))
    if not any(h.strip() for h in names):
        raise WorldError(f"{file}: no header; expected {what}")
    above = tuple(" ".join(filter(None, map(str.strip, row))) for row in rows[:titles])
    return Header([clean(h) for h in names], delimiter, encoding, titles + (1 if told else 0), above)


MOST_ABOVE = 20
"""Lines above the names of columns that may hold titles."""


def _names(file: Path, encoding: str, delimiter: str, above: int) -> list[str]:
    """The names of columns, quotes and line breaks within them minded."""
    try:
        with file.open(newline="", encoding=encoding) as stream:
            for _ in range(above):
                stream.readline()
            return next(csv.reader(stream, delimiter=delimiter), [])
    except csv.Error as error:
        raise WorldError(f"{file}: not a readable csv: {error}") from error


def _first_divided(lines: list[str]) -> str:
    """The first line with a delimiter in it; a title above may have none."""
    return next((line for line in lines if any(mark in line for mark in DELIMITERS)), "")


def _titles(rows: list[list[str]]) -> int:
    """How many lines of titles stand above the names: a spreadsheet's heading fills a cell or two of many.

    The names are the first line that fills at least twice as many cells as the first and holds no figure but years.
    """

    def filled(row: list[str]) -> list[str]:
        return [cell for cell in map(clean, row) if cell]

    first = len(filled(rows[0])) if rows else 0
    for j, row in enumerate(rows):
        cells = filled(row)
        if len(cells) >= max(2 * first, 2) and len(cells) > 1 and j and not any(_is_figure(cell) for cell in cells):
            return j
        if len(cells) >= max(2 * first, 2) and j:
            return 0  # figures come first: the first line names them
    return 0


_YEAR = re.compile(r"(19|20)\d\d")


def _is_figure(cell: str) -> bool:
    return (number(cell) is not None or number(cell, ",") is not None) and not _YEAR.fullmatch(cell)


def _encoding(file: Path, what: str) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open("rb") as stream:
        chunk = stream.read(1 << 22)
        if chunk[:2] in _UTF16:
            return "utf-16"
        form = next((form for mark, form in _FORMS.items() if chunk.startswith(mark)), None)
        if form:
            raise WorldError(f"{file}: not text but {form}; expected {what}")
        while chunk:
            if b"\0" in chunk:
                raise WorldError(f"{file}: not text (a zero byte); expected {what}; save it as csv in UTF-8")
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return "cp1252"
            chunk = stream.read(1 << 22)
    return "utf-8-sig"


def region_codes(table: Table, column: str, *, everyone: bool = False) -> Any:
    """A column of economies as codes.

    Blanks around codes and lower case are mended, United Nations numbers and names become ISO3 letters, old letters new
    ones; each is noted. ``NA`` is Namibia, never a gap. Other codes of one's own stay as they are.

    Args:
        everyone: rows of all economies together (WLD, World, 000) become ``WLD``; an error otherwise.

    Raises:
        WorldError: an empty cell, a sum over economies, a number that is no economy's, two letters among three;
            names the row and what to write.
    """
    raw = table.distinct(column)
    mapped = {code: _code(clean(code)) for code in raw.cells}
    known = country_codes.iso3_codes()
    long = sum(1 for code, _ in mapped.values() if code in known)
    numeric = sum(1 for code in raw.cells if clean(code).isdigit() and not country_codes.is_aggregate(clean(code)))

    def fail(code: str, expected: str) -> WorldError:
        return table.reading.fail(f"row {table.first(column, code)}, column {column}", code, expected)

    for code, (new, _) in mapped.items():
        plain = clean(code)
        if not plain:
            raise fail(code, "the code of an economy")
        if country_codes.is_aggregate(plain):
            if not everyone:
                raise fail(code, "one economy; this is a sum over economies: leave such rows out, or they count twice")
            mapped[code] = ("WLD", None)
        elif plain.isdigit() and numeric and new == plain:
            raise fail(code, "a country number of the United Nations (M49), such as 842 or 156, or a code of letters")
        elif len(plain) == 2 and country_codes.from_iso2(new) and 2 * long >= len(raw.cells):
            raise fail(code, f"a code of three letters as in the other rows; write {country_codes.from_iso2(new)}")
    times = dict(zip(raw.cells, raw.counts.tolist(), strict=True))
    changed = [(old, new, why) for old, (new, why) in mapped.items() if why is not None]
    for why in dict.fromkeys(why for *_, why in changed):
        here = [(old, new) for old, new, w in changed if w == why]
        table.reading.note(
            f"{column}: {why}", cells=sum(times[old] for old, _ in here),
            examples=[f"{old!r} as {new}" for old, new in here[:5]],
        )  # fmt: skip
    return raw.named([mapped[cell][0] for cell in raw.cells], table.frame.index)


def _code(plain: str) -> tuple[str, str | None]:
    """A code as it stands here, and in words what was changed, None if nothing."""
    known = country_codes.iso3_codes()
    if plain in country_codes.ALIASES:
        return country_codes.ALIASES[plain], "codes of economies read under their present or usual letters"
    if plain.isdigit():
        code = country_codes.from_number(plain)
        return (code, "country numbers of the United Nations read as ISO3 letters") if code else (plain, None)
    if plain not in known and plain.upper() in known:
        return plain.upper(), "codes of economies in lower case read as capitals"
    if len(plain) > 3 and (named := country_codes.from_name(plain)):
        return named, "names of economies read as codes"
    return plain, None


def note_blanks(table: Table, columns: Sequence[str]) -> None:
    """Note codes with blanks around them, which are read without."""
    for column in columns:
        raw = table.distinct(column)
        padded = [j for j, cell in enumerate(raw.cells) if cell != cell.strip()]
        table.reading.note(
            f"blanks around codes of {column} left out", cells=int(raw.counts[padded].sum()),
            examples=[repr(raw.cells[j]) for j in padded[:3]],
        )  # fmt: skip


def one_year(table: Table, names: Sequence[str], year: int | None) -> tuple[Table, str | None]:
    """The rows of one year, and the year's column.

    Raises WorldError: several years and none chosen (lists them), a year that is not there, ``year`` without a column.
    """
    columns = [n.lower() for n in names if n.lower() in table.frame.columns]
    column = columns[0] if columns else None
    if column is None:
        if year is not None:
            raise WorldError(f"{table.file}: year={year} was asked for, but there is no column of years ({names[0]})")
        return table, None
    given = table.distinct(column)
    found = sorted({_year(cell) for cell in given.cells})
    if year is None:
        if len(found) > 1 and not all(_YEAR.fullmatch(cell) for cell in found):
            raise WorldError(
                f"{table.file}: column {column} holds {', '.join(found[:6])}; expected one period: add its rows up to a"
                " year, or keep those of one"
            )
        if len(found) > 1:
            raise WorldError(
                f"{table.file}: column {column} holds {len(found)} years ({', '.join(found[:12])}); choose one with"
                f" year={found[-1]}"
            )
        return table, column
    rows = given.each(lambda cell: _year(cell) == str(year))
    if not rows.any():
        raise WorldError(f"{table.file}: no row of year {year}; found: {', '.join(found[:20])}")
    return table.keep(rows), column


def _year(cell: str) -> str:
    """A year as it is told: 2022 for the 2022.0 of spreadsheets too."""
    return clean(cell).removesuffix(".0")


def refuse_repeated_rows(table: Table) -> None:
    """Raise WorldError naming two rows that are the same in every column, blanks and capitals apart."""
    pair = first_repeated(table.marks, table.frame)
    if pair is not None:
        later, first = (table.frame.index[j] for j in pair)
        line = ", ".join(f"{c:g}" if isinstance(c, float) else str(c) for c in table.frame.iloc[pair[0]])
        raise WorldError(f"{table.file}: row {later} repeats row {first} ({line}); expected each row once")
