"""Duties and product codes as tariff schedules write them: percentages, texts, units, HS digits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world.files.cells import Decimal, Reading, clean, decimal_of, is_missing, number
from tradetalks.world.files.pieces import Distinct, keys, repeated

Kind = Literal["rate", "bare", "specific", "compound", "reference", "unread", "missing"]
Unit = Literal["fraction", "percent"]
UNITS: tuple[Unit, ...] = ("fraction", "percent")
HIGHEST = 30.0  # 3,000%: above any tariff in force

_FREE = ("free", "no duty", "duty free", "duty-free", "nil", "exempt")
_PERCENT = re.compile(r"(?<![\w.,])([-+]?\d[\d.,]*)\s*(?:%|percent|per cent|per-cent|pct)(?![\w])", re.IGNORECASE)
_SPECIFIC = re.compile(
    r"[$€£¥¢]|\b(usd|eur|cents?|dollars?|euros?)\b|\d\s*c\s*/"
    r"|/\s*(kg|t|l|m2|m3|doz|head|liter|litre|pf|bbl|ton|no|unit)\b"
    r"|\b(per|each)\s+(kg|kilogram|ton|tonne|liter|litre|head|dozen|unit|barrel)\b|\bcents?\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\bsee\b|\bno change\b|\bas provided\b|\bdutiable\b|\bnote\b|\d{4}\.\d{2}", re.IGNORECASE)
_BASE_RATE = re.compile(r"applicable subheading", re.IGNORECASE)


@dataclass(frozen=True)
class Duty:
    """One cell of a schedule: how it is written, and its level where that is an ad valorem one (a fraction, or for a
    bare number as it stands)."""

    kind: Kind
    level: float = float("nan")


def duty(text: str, decimal: Decimal = ".") -> Duty:
    """What a cell says.

    ``25%`` and ``The duty provided in the applicable subheading + 25%`` are rates; ``Free`` is zero; ``25`` is bare and
    waits for its unit; ``$1.05/kg`` is specific; ``3.3c/kg + 6.4%`` compound, of which the percentage is only a part;
    ``See 9903.88.15`` refers elsewhere.
    """
    cell = re.sub(r"\s+\d/$", "", clean(text))  # a footnote's mark
    if cell.casefold() in _FREE:
        return Duty("rate", 0.0)
    if is_missing(cell):
        return Duty("missing")
    plain = number(cell, decimal)
    if plain is not None:
        return Duty("bare", plain)
    shares = [number(part.rstrip(".,"), decimal) for part in _PERCENT.findall(cell)]
    if _SPECIFIC.search(cell):
        return Duty("compound" if shares else "specific")
    if len(shares) == 1 and shares[0] is not None:
        whole = _PERCENT.sub("", cell).strip(" .+").casefold()
        if whole in ("", "ad valorem", "ad val", "ad val.") or _BASE_RATE.search(whole):
            return Duty("rate", shares[0] / 100)
    return Duty("reference" if _REFERENCE.search(cell) or _BASE_RATE.search(cell) else "unread")


def rates(
    column_of: Any,
    reading: Reading,
    column: str,
    *,
    documented: Unit,
    unit: Unit | None,
    texts: bool,
    delimiter: str = ",",
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """A column of duties as fractions, and which lines could be read.

    Bare numbers are in the unit that the caller gives, or the layout documents if they look like it: fractions if more
    than half of those other than zero are below 1, per cent unless all of them are. Otherwise the column is refused.

    Args:
        column_of: the cells, a pandas column with line numbers as its index. column: its name, for messages.
        texts: the layout holds legal text (the US schedule): lines whose text refers elsewhere or is no rate are left
            out and noted too; elsewhere such a cell stops the reading. Lines without a rate, with specific duties or
            with compound ones are left out and noted, by kind, in every layout.

    Raises:
        WorldError: a cell that is no rate, a unit in doubt, a rate below zero or above 3,000%; names row and value.
    """
    if unit not in (None, *UNITS):
        raise WorldError(f"unit: found {unit!r}, expected fraction or percent")
    every = Distinct.of(column_of)
    cells, rows, times = every.cells, every.rows, every.counts
    plain = [c.rstrip(" %") for c in cells]
    decimal = decimal_of([c for c in plain if number(c, ".") is not None or number(c, ",") is not None], delimiter)
    if decimal is None:
        row = next(j for j, c in enumerate(plain) if number(c, ".") != number(c, ","))
        raise reading.fail(f"row {rows[row]}, column {column}", cells[row], "a rate that can be read in one way only")
    found = [duty(cell, decimal) for cell in cells]
    kinds = np.array([d.kind for d in found])
    levels = np.array([d.level for d in found])
    bad = np.flatnonzero(np.isin(kinds, ["reference", "unread"]))
    if len(bad) and not texts:
        j = int(bad[0])
        raise WorldError(
            f"{reading.file}: row {rows[j]}: rate is {cells[j]!r} in column {column}, expected a number or a percentage"
        )
    _note_unread(kinds, every, reading)
    bare = np.flatnonzero((kinds == "bare") & (levels != 0))
    if len(bare):
        if (kinds == "rate").any() and unit is None and (levels[kinds == "rate"] > 0).any():
            j = int(bare[0])
            raise WorldError(
                f"{reading.file}: row {rows[j]}: rate is {cells[j]!r} in column {column} where other rows write %;"
                f" expected '{levels[j]:g}%' or '{100 * levels[j]:g}%', or unit='percent' or unit='fraction'"
            )
        chosen = unit or _unit(levels[bare], times[bare], [rows[int(j)] for j in bare], reading, column, documented)
        if chosen == "percent":
            levels[bare] /= 100
    good = np.isin(kinds, ["rate", "bare"])
    for j in map(int, np.flatnonzero(good & ((levels < 0) | (levels > HIGHEST)))):
        hint = "a tariff is zero or more;" if levels[j] < 0 else "is the column in per cent?"
        raise WorldError(
            f"{reading.file}: row {rows[j]}: a rate of {cells[j]:.40} is {100 * levels[j]:,.6g}%; {hint} expected 0 to"
            " 3,000%"
        )
    high = np.flatnonzero(good & (levels > 1))
    if len(high):
        top = int(high[levels[high].argmax()])
        reading.note(
            "rates above 100%", cells=int(times[high].sum()), examples=[f"{levels[top]:.0%} in row {rows[top]}"]
        )
    return levels[every.place], good[every.place]


def _unit(
    bare: NDArray[np.float64],
    times: NDArray[np.intp],
    rows: Sequence[int],
    reading: Reading,
    column: str,
    documented: Unit,
) -> Unit:
    """The unit of bare numbers other than zero, each so many times: the layout's own, if they look like it."""
    below, total = int(times[np.abs(bare) < 1].sum()), int(times.sum())
    if documented == "fraction" and 2 * below <= total:
        j = int(np.abs(bare).argmax())
        raise WorldError(
            f"{reading.file}: row {rows[j]}: a rate of {bare[j]:g} is {100 * bare[j]:,.6g}%; is the column in per cent?"
            f" {total - below} of {total} rates other than zero are 1 or more; write {bare[j]:g}%, or give"
            " unit='percent' or unit='fraction'"
        )
    if documented == "percent" and below == total:
        j = int(np.abs(bare).argmax())
        raise WorldError(
            f"{reading.file}: row {rows[j]}: a rate of {bare[j]:g} is {bare[j]:g}%; is the column in fractions? all"
            f" {total} rates other than zero are below 1; give unit='percent' or unit='fraction'"
        )
    return documented


_KINDS = {
    "specific": "lines with specific duties (an amount for a quantity) left out: no ad valorem rate",
    "compound": "lines with compound duties left out whole: their specific part cannot be read as a rate",
    "reference": "lines that refer elsewhere (See ..., No change) left out",
    "unread": "lines whose text is no rate left out",
    "missing": "lines without a rate left out",
}


def _note_unread(kinds: NDArray[np.str_], every: Distinct, reading: Reading) -> None:
    cells, rows = every.cells, every.rows
    for kind, what in _KINDS.items():
        here = np.flatnonzero(kinds == kind)
        reading.note(
            what, cells=int(every.counts[here].sum()), examples=[f"row {rows[j]} {cells[j]!r}" for j in here[:3]]
        )
    if not np.isin(kinds, ["rate", "bare"]).any():
        raise WorldError(f"{reading.file}: no line has an ad valorem rate; row {rows[0]} has {cells[0]!r}")


# ---------------------------------------------------------------------- products
_MARKS = re.compile(r"^'|^(?:HS|H\d)[ \-_:]?(?=\d)|(?<=^\d{5})\.0$|(?<=^\d{6})\.0$", re.IGNORECASE)
"""What is written about the digits of an HS code: a spreadsheet's apostrophe or decimals, the name of the system."""
_DIGITS = re.compile(r"\d{1,12}")
_DOTTED = re.compile(r"(?=.*\.)(?:\d{3,4}|\d{1,2}\.\d{2})(?:\.\d{2})*(?:\.\d{4})?|\d{3,4}(?: \d{2}){1,3}")


def hs_digits(code: str) -> str | None:
    """Digits of an HS code of 2, 4, 6, 8 or 10; a code of 3, 5, 7 or 9 lost its leading zero, which is put back.

    None if it is not written like an HS code: digits, with points or blanks only where the HS has them.
    """
    cell = clean(code)
    if _DIGITS.fullmatch(cell):
        digits = cell
    elif _DOTTED.fullmatch(cell):
        digits = re.sub(r"\D", "", cell)
    else:
        return None
    if len(digits) == 1:
        return None
    return digits.zfill(len(digits) + len(digits) % 2)


def products(column_of: Any, reading: Reading, column: str) -> Any:
    """Product codes, a column of categories: HS digits with the zeros that spreadsheets drop put back and noted; sector
    codes as they are.

    Raises WorldError: an empty cell, or a number that is no HS code (a single digit, ``8703.0``, ``2.0E5``).
    """
    every = Distinct.of(column_of)
    found, padded, lines = [], [], 0
    for cell, row, times in zip(every.cells, every.rows, every.counts.tolist(), strict=True):
        text = _MARKS.sub("", clean(cell))
        if not text:
            raise reading.fail(f"row {row}, column {column}", cell, "an HS code or a sector")
        if not re.fullmatch(r"[\d.,\s]+([eE][-+]?\d+)?", text):
            found.append(text)
            continue
        digits = hs_digits(text)
        if digits is None:
            raise reading.fail(
                f"row {row}, column {column}", cell, "HS digits such as 870323 or 8703.23 (write codes as text)"
            )
        if len(digits) > len(re.sub(r"\D", "", text)):
            padded.append(f"{text} as {digits}")
            lines += times
        found.append(digits)
    reading.note("HS codes that lost their leading zero read with it", cells=lines, examples=padded[:3])
    return every.named(found, column_of.index)


# ---------------------------------------------------------------------- which of several lines applies
def applied_lines(lines: Any, reading: Reading, duty_type: str | None, column: str | None) -> Any:
    """Of each importer, exporter and product the line of the duty that is charged; the others are noted.

    Args:
        lines: columns exporter, importer, product and ``type``, its duty's type in the source's words.
        duty_type: the type to keep, however it ranks; the one applied if None.

    Raises:
        WorldError: a type that is not there, or one of several that is not known.
    """
    types = Distinct.of(lines["type"])
    found = types.cells
    if duty_type is not None:
        asked = types.each(lambda name: name.casefold() == duty_type.casefold())
        if not asked.any():
            raise WorldError(f"{reading.file}: no duty of type {duty_type!r}; found: {', '.join(found) or 'no column'}")
        return lines[asked]
    if len(found) <= 1 and _rank(found[0] if found else "") != BOUND:
        return lines
    ranks = {name: _rank(name) for name in found}
    strange = [name for name, rank in ranks.items() if rank is None]
    if strange:
        raise WorldError(
            f"{reading.file}: column {column} holds several types of duty, of which {strange[0]!r} is not known; choose"
            f" one with duty_type=: {', '.join(found)}"
        )
    rank = types.each(lambda name: ranks[name])
    if (rank == BOUND).all():
        raise WorldError(
            f"{reading.file}: all duties are of type {found[0]}, bound rates (ceilings), not those charged; give"
            f" duty_type={found[0]!r} to read them all the same"
        )
    line, _ = np.unique(keys(lines, _LINE), return_inverse=True)[::-1]
    best = np.full(int(line.max()) + 1, BOUND)
    np.minimum.at(best, line, rank)
    kept = (rank == best[line]) & (rank != BOUND)
    reading.note(
        f"lines of duties not applied left out (of {', '.join(found)}: effectively applied before preferential before"
        " most-favoured-nation, never bound)",
        cells=int((~kept).sum()),
    )  # fmt: skip
    return lines[kept]


_LINE = ("importer", "exporter", "product")
BOUND = 9
_RANKS = (
    (BOUND, re.compile(r"bnd|bound", re.IGNORECASE)),
    (0, re.compile(r"ahs|effective|^applied", re.IGNORECASE)),
    (1, re.compile(r"\bprf|pref|fta|gsp|agreement", re.IGNORECASE)),
    (2, re.compile(r"mfn|most.favou?red", re.IGNORECASE)),
    (3, re.compile(r"general", re.IGNORECASE)),
)


def _rank(name: str) -> int | None:
    return next((rank for rank, words in _RANKS if words.search(name)), None)


def one_rate_a_line(lines: Any, reading: Reading) -> Any:
    """The lines, each importer, exporter and product once; raises WorldError naming two with different rates."""
    every = keys(lines, _LINE)
    twice = repeated(every)
    if not twice.any():
        return lines
    key = list(_LINE)
    those = lines[twice]
    again = those.duplicated(key, keep="first")
    grouped: Any = those.groupby(key, observed=True)["rate"]
    spread = grouped.transform("max") - grouped.transform("min")
    if (spread > 1e-12).any():
        row = those.index[int(np.flatnonzero((again & (spread > 1e-12)).to_numpy())[0])]
        line = those.loc[row]
        same = those[(those[key] == line[key]).all(axis=1)]
        raise WorldError(
            f"{reading.file}: row {row}: {' '.join(map(str, line[key]))} has the rate {line['rate']:g} here and"
            f" {same['rate'].iloc[0]:g} in row {same.index[0]}; expected one rate a line: leave out the years,"
            " regimes or types of duty that do not apply"
        )
    reading.note("lines given twice with the same rate read once", cells=int(again.sum()))
    kept = np.ones(len(lines), dtype=bool)
    kept[np.flatnonzero(twice)[again.to_numpy()]] = False
    return lines[kept]
