"""What was counted against a commitment: csv files, read so that nothing counts twice.

A download often holds sums beside their parts: the world beside partners, imports beside exports, a year beside its
months, a chapter beside its headings. Such a file is refused until it is said which rows count.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradetalks.errors import PolicyError, WorldError, nearest

if TYPE_CHECKING:
    from tradetalks.world.files.tabular import Table

Observation = tuple[datetime.date, datetime.date, float]
"""First and last day that a figure covers, and the figure."""

LAYOUTS = "date,value or date,cumulative, a Census download (time, ALL_VAL_MO) or a Comtrade one (period, primaryValue)"
_WHEN = ("date", "time", "period")
_VALUES = ("value", "cumulative", "ALL_VAL_MO", "VALUE_MO", "QTY_1_MO", "GEN_VAL_MO", "primaryValue", "netWgt")
_POINTS = ("all_val_mo", "value_mo", "qty_1_mo", "gen_val_mo", "primaryvalue", "netwgt")  # layouts that write 1,234.5
_ONE_OF = (
    "reporteriso", "reportercode", "reporterdesc", "reporter", "flowcode", "flowdesc", "flow", "partneriso",
    "partnercode", "partnerdesc", "partner", "partner2iso", "partner2code", "partner2desc", "customscode", "motcode",
    "moscode", "cty_code", "cty_name", "country", "exporter", "importer", "comm_lvl", "summary_lvl", "district",
    "typecode", "freqcode", "direction", "trade flow",
)  # fmt: skip
_GOODS = ("cmdcode", "e_commodity", "i_commodity", "commodity", "hs", "product")
_WEIGHTS = re.compile(r"(m|k)?t|kg|(million |thousand )?(metric )?ton(ne)?s?( .*)?", re.IGNORECASE)


def read_actuals(
    path: str | Path,
    scale: float | None = None,
    *,
    rows: Mapping[str, str | int] | None = None,
    column: str | None = None,
    unit: str = "",
    targets: Sequence[Observation] = (),
    until: datetime.date | None = None,
    log: list[str] | None = None,
) -> list[Observation]:
    """Figures from a csv: plain, Census or Comtrade, whatever its delimiter and way of writing numbers and dates.

    Columns, by layout: ``date`` (day, month, quarter or year) with ``value``, or with ``cumulative`` (a running total
    since the row before the first); Census ``time`` with the first of ALL_VAL_MO, VALUE_MO, QTY_1_MO, GEN_VAL_MO;
    Comtrade ``period`` with ``primaryValue`` or ``netWgt``. Rows of one span add up over commodities, not over
    reporters, flows, partners or ways of transport: a file that holds several is refused until ``rows`` chooses.

    Args:
        scale: multiplies figures into the commitment's unit; if None they are converted where the column's unit and
            ``unit`` are both known (``policy.units``), and taken to be in the commitment's unit otherwise.
        rows: column -> value of the rows that count, such as ``{"flowCode": "M", "partnerISO": "USA"}``.
        column: the column of figures, where the layout's first is not meant.
        unit: the commitment's unit; a weight (t, Mt) counts ``netWgt`` where a file has values too.
        targets: the commitment's periods and amounts. Figures in a unit not known that come to over 100 times a
            period's amount, or under a hundredth of that of a period that has ended, are refused.
        until: figures of later days are left out.
        log: receives a sentence on what was counted.

    Raises:
        PolicyError: no file, unknown columns, a bad date or number, a sum beside its parts, a row given twice,
            a unit of another kind or out of proportion; names the line.
    """
    from tradetalks.world.files.tabular import read_table

    try:
        table = read_table(path, LAYOUTS)
        chosen = _chosen(table, rows or {})
        when, what = _columns(chosen, column, unit)
        _refuse_sums(chosen, when)
        factor = scale if scale is not None else _conversion(table, what, unit)
        observed = _observations(chosen, when, what, 1.0 if factor is None else factor)
    except (WorldError, OSError) as error:
        raise PolicyError(str(error)) from None
    if factor is None:
        _refuse_other_size(observed, targets, unit, f"{table.file}: column {what}")
    observed = [row for row in observed if until is None or row[1] <= until]
    if log is not None:
        log.append(_said(_inside(chosen, when, targets, until), when, what, observed))
        if scale is None and factor is not None:
            log.append(f"Column {what} converted to {unit}: multiplied by {factor:g}.")
    return observed


def _conversion(table: Table, what: str, unit: str) -> float | None:
    from tradetalks.policy.units import conversion

    try:
        return conversion(what, unit)
    except PolicyError as error:
        raise PolicyError(f"{table.file}: {error}") from None


OUT_OF_PROPORTION = 100.0


def _refuse_other_size(observed: Sequence[Observation], targets: Sequence[Observation], unit: str, where: str) -> None:
    """Raise PolicyError where figures in a unit that is not known cannot be in the commitment's."""
    last = max((ends for _, ends, _ in observed), default=None)
    for begins, ends, amount in targets:
        days = [
            (value, max((min(b, ends) - max(a, begins)).days + 1, 0) / ((b - a).days + 1)) for a, b, value in observed
        ]
        total = sum(value * share for value, share in days)
        ended = last is not None and last >= ends
        if total > OUT_OF_PROPORTION * amount or (ended and 0 < total < amount / OUT_OF_PROPORTION):
            raise PolicyError(
                f"{where}: figures from {begins} to {ends} come to {total:,.6g}, against a target of {amount:,.6g}"
                f" {unit}; are they in another unit? Give the commitment scale, which multiplies figures into {unit}"
                " (scale: 1 if they are in it)"
            )


def _inside(table: Table, when: str, targets: Sequence[Observation], until: datetime.date | None) -> Table:
    """The rows that bear on some period, up to a day."""
    import numpy as np

    lines = [f"line {n}" for n in table.frame.index]
    spans = read_spans(table.frame[when].tolist(), lines, str(table.file))
    last = until or datetime.date.max
    return table.keep(
        np.array([b <= last and (not targets or any(a <= y and b >= x for x, y, _ in targets)) for a, b in spans])
    )


def _columns(table: Table, column: str | None, unit: str) -> tuple[str, str]:
    """The columns of dates and of figures."""
    columns = [str(c) for c in table.frame.columns]
    when = table.column(_WHEN)
    if column is not None:
        what = table.column((column,))
        if what is None:
            raise PolicyError(
                f"{table.file}: no column '{column}'{nearest(column, columns)}; found: {', '.join(columns)}"
            )
    else:
        what = table.column(_VALUES)
        if what == "primaryvalue" and "netwgt" in columns and _WEIGHTS.fullmatch(unit.strip()):
            what = "netwgt"
    if when is None or what is None:
        raise PolicyError(f"{table.file}: columns {', '.join(columns)}; expected {LAYOUTS}")
    return when, what


def _chosen(table: Table, rows: Mapping[str, str | int]) -> Table:
    """The rows that ``rows`` asks for."""
    for name, value in rows.items():
        column = table.column((name,))
        if column is None:
            columns = [str(c) for c in table.frame.columns]
            raise PolicyError(
                f"{table.file}: rows are chosen by '{name}', which is no column{nearest(name, columns)}; found:"
                f" {', '.join(columns)}"
            )
        given = table.frame[column].map(str.strip)
        here = (given == str(value)).to_numpy()
        if not here.any():
            found = ", ".join(dict.fromkeys(given.tolist()[:200]))
            raise PolicyError(f"{table.file}: no row whose {name} is {value!r}; found: {found[:300]}")
        table = table.keep(here)
    return table


def _refuse_sums(table: Table, when: str) -> None:
    """Raise PolicyError where rows would count twice: repeated, or of several flows, partners, levels."""
    from tradetalks.world.files.tabular import refuse_repeated_rows

    refuse_repeated_rows(table)
    for column in (c for c in _ONE_OF if c in table.frame.columns):
        values = list(dict.fromkeys(table.frame[column].map(str.strip)))
        if len(values) > 1:
            raise PolicyError(
                f"{table.file}: {column} is {', '.join(map(repr, values[:8]))}{' ...' if len(values) > 8 else ''};"
                f" adding them up may count trade twice: choose one with --rows {column}={values[0] or 'VALUE'} (or"
                f" rows: {{{column}: ...}} in the commitment)"
            )
    for column in (c for c in _GOODS if c in table.frame.columns):
        codes = sorted(set(table.frame[column].map(str.strip)))
        nested = next(((a, b) for a, b in pairwise(codes) if b.startswith(a)), None)
        whole = next((c for c in codes if c.upper() in ("TOTAL", "ALL", "-")), None)
        if len(codes) > 1 and (nested or whole):
            wide, part = nested or (whole, next(c for c in codes if c != whole))
            raise PolicyError(
                f"{table.file}: {column} holds {wide} and {part}, which is part of it; leave one of them out, or choose"
                f" with --rows {column}={wide}"
            )


def _observations(table: Table, when: str, what: str, scale: float) -> list[Observation]:
    from tradetalks.world.files.cells import numbers

    lines = [f"line {n}" for n in table.frame.index]
    spans = read_spans(table.frame[when].tolist(), lines, str(table.file))
    figures = numbers(
        table.frame[what].tolist(), table.reading, what, rows=lines, delimiter=table.delimiter,
        decimal="." if what in _POINTS and table.delimiter != ";" else None,
    )  # fmt: skip
    first: dict[tuple[datetime.date, datetime.date], str] = {}
    totals: dict[tuple[datetime.date, datetime.date], float] = {}
    for span, figure, line in zip(spans, figures.tolist(), lines, strict=True):
        if what == "cumulative" and span in totals:
            raise PolicyError(f"{table.file}: {line}: a second running total of {span[1]}, after {first[span]}")
        first.setdefault(span, line)
        totals[span] = totals.get(span, 0.0) + scale * figure
    found = [(begins, ends, value) for (begins, ends), value in sorted(totals.items())]
    for before, after in pairwise(found):
        if after[0] <= before[1] and what != "cumulative":
            raise PolicyError(
                f"{table.file}: {first[after[:2]]}: {_words(*after[:2])} lies in {_words(*before[:2])} of"
                f" {first[before[:2]]}; expected spans that do not overlap, or they count twice"
            )
        if what == "cumulative" and after[2] < before[2]:
            raise PolicyError(
                f"{table.file}: {first[after[:2]]}: the running total falls from {before[2] / scale:g} to"
                f" {after[2] / scale:g}; one that starts again each year belongs in a column 'value', as steps"
            )
    return _steps(found) if what == "cumulative" else found


def _words(begins: datetime.date, ends: datetime.date) -> str:
    return str(ends) if begins == ends else f"{begins} to {ends}"


def _said(table: Table, when: str, what: str, observed: Sequence[Observation]) -> str:
    """One sentence: which rows and column were counted, and what was adjusted."""
    from tradetalks.world.files.cells import words

    frame: Any = table.frame
    if frame.empty:
        return f"Counted: no row of {table.file.name} lies in a period."
    from_to = read_spans(frame[when].tolist(), [""] * len(frame), str(table.file))
    kinds = [
        f"{c} {frame[c].iloc[0]}" for c in ("reporteriso", "flowcode", "partneriso", "cty_name") if c in frame.columns
    ]
    parts = [f"Counted: column {what} of {len(frame)} rows of {table.file.name}", *kinds]
    if observed:
        first = observed[0][0] if what == "cumulative" else min(a for a, _ in from_to)
        parts.append(f"{first} to {max(b for _, b in from_to)}")
    parts += [f"{entry['what']} ({words(entry)})" for entry in table.reading.log]
    return ", ".join(parts) + "."


def _steps(running: Sequence[Observation]) -> list[Observation]:
    """A running total as the steps between its days."""
    found, before, day = [], 0.0, None
    for begins, ends, value in running:
        found.append((day or begins, ends, value - before))
        before, day = value, ends + datetime.timedelta(days=1)
    return found


# ---------------------------------------------------------------------- dates
_MONTHS = {name.casefold(): k for k, name in enumerate(calendar.month_name) if name} | {
    name.casefold(): k for k, name in enumerate(calendar.month_abbr) if name
}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_COMPACT = re.compile(r"(\d{4})(\d{2})?(\d{2})?")
_PERIOD = re.compile(r"(\d{4})[- ]?([MmQq])(\d{1,2})")
_PARTS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2})[ .-]+)?([A-Za-z]{3,9})\.?[ -]+(?:(\d{1,2}),? +)?(\d{4})")
EXPECTED = "expected YYYY, YYYY-MM or YYYY-MM-DD"


def read_spans(texts: Sequence[str], lines: Sequence[str], file: str) -> list[tuple[datetime.date, datetime.date]]:
    """Days that each date, month, quarter or year of a column covers.

    Dates such as 01/02/2024 are read by the column: some date in it must show whether days or months come first.

    Raises PolicyError naming the line of a date that cannot be read, or could be two.
    """
    cells = [re.sub(r"[T ]00:00(:00)?(\.0+)?$", "", text.strip()) for text in texts]
    slashed = [(m, j) for j, m in ((j, _PARTS.fullmatch(c)) for j, c in enumerate(cells)) if m and m[2] != "."]
    days_first = [j for m, j in slashed if int(m[1]) > 12]
    months_first = [j for m, j in slashed if int(m[3]) > 12]
    if days_first and months_first:
        a, b = days_first[0], months_first[0]
        raise PolicyError(f"{file}: {lines[a]}: date '{cells[a]}' has the day first, {lines[b]} '{cells[b]}' the month")
    doubtful = [(m, j) for m, j in slashed if m[1].lstrip("0") != m[3].lstrip("0")]
    if doubtful and not days_first and not months_first:
        cell = cells[doubtful[0][1]]
        raise PolicyError(
            f"{file}: {lines[doubtful[0][1]]}: date '{cell}' may have the day or the month first, and no date of the"
            f" column shows which; {EXPECTED}"
        )
    found = []
    for cell, line in zip(cells, lines, strict=True):
        try:
            found.append(_span(cell, bool(days_first)))
        except ValueError as error:
            raise PolicyError(f"{file}: {line}: {error}") from None
    return found


def _span(text: str, days_first: bool) -> tuple[datetime.date, datetime.date]:
    if match := _COMPACT.fullmatch(text) or _ISO.fullmatch(text):
        return _days(text, match[1], match[2], match[3])
    if match := _PERIOD.fullmatch(text):
        if match[2] in "Mm":
            return _days(text, match[1], match[3], None)
        if match[3] in "1234":
            last = 3 * int(match[3])
            return _days(text, match[1], str(last - 2), None)[0], _days(text, match[1], str(last), None)[1]
    if match := _PARTS.fullmatch(text):
        day, month = (match[1], match[3]) if days_first or match[2] == "." else (match[3], match[1])
        return _days(text, match[4], month, day)
    if match := _MONTH_YEAR.fullmatch(text):
        return _days(text, match[2], match[1], None)
    if (match := _NAMED.fullmatch(text)) and match[2].casefold() in _MONTHS and not (match[1] and match[3]):
        return _days(text, match[4], str(_MONTHS[match[2].casefold()]), match[1] or match[3])
    if re.fullmatch(r"\d{5}", text):
        raise ValueError(f"date '{text}' looks like a spreadsheet's day number; {EXPECTED}")
    raise ValueError(f"date '{text}', {EXPECTED}")


def _days(text: str, year: str, month: str | None, day: str | None) -> tuple[datetime.date, datetime.date]:
    try:
        if day is not None:
            date = datetime.date(int(year), int(month or 1), int(day))
            return date, date
        first, last = (int(month), int(month)) if month else (1, 12)
        begins = datetime.date(int(year), first, 1)
        return begins, datetime.date(int(year), last, calendar.monthrange(int(year), last)[1])
    except (ValueError, calendar.IllegalMonthError) as error:
        raise ValueError(f"date '{text}': {error}; {EXPECTED}") from None
