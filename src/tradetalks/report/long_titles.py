"""Titles too long for one line of an axis or a legend, in several lines: words of a picture are never cut."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from typing import Any

import altair as alt

from tradetalks.report.drawn import plain

LETTERS = 44
"""Of a line beside a row of a picture."""
LINE = 13
"""Pixels from one line of a label to the next, at 12 pixels a letter."""


def lines_of(title: str, letters: int = LETTERS) -> list[str]:
    """A title in lines of at most so many letters, as alike in length as they can be, broken between words if it has
    any."""
    text = " ".join(plain(title).split())
    count = len(textwrap.wrap(text, letters))
    if count < 2:
        return [text]
    width = next(w for w in range(max(1, -(-len(text) // count)), letters + 1) if len(textwrap.wrap(text, w)) == count)
    return textwrap.wrap(text, width)


def axis_of_rows(titles: Iterable[str], letters: int = LETTERS, **rest: Any) -> alt.Axis:
    """An axis of rows with these titles; ``rest`` as Altair's ``Axis`` takes it."""
    long = _long(titles, letters)
    if not long:
        return alt.Axis(labelLimit=0, **rest)
    up = {
        "condition": [
            {"test": f"indexof({json.dumps([t for t in long if len(long[t]) == count])}, datum.label) >= 0",
             "value": -LINE * (count - 1) / 2}
            for count in sorted({len(lines) for lines in long.values()})
        ],
        "value": 0,
    }  # fmt: skip
    return alt.Axis(labelLimit=0, labelLineHeight=LINE, labelExpr=_broken(long), labelOffset=up, **rest)


def legend_of(titles: Iterable[str], letters: int, **rest: Any) -> alt.Legend:
    """A legend of these titles; ``rest`` as Altair's ``Legend`` takes it."""
    long = _long(titles, letters)
    return alt.Legend(labelLimit=0, **({"labelExpr": _broken(long)} if long else {}), **rest)


def row_height(titles: Iterable[str], least: int, letters: int = LETTERS) -> int:
    """Pixels of a row that holds each of the titles, ``least`` for those of one line."""
    lines = max((len(lines_of(title, letters)) for title in titles), default=1)
    return least if lines < 2 else max(least, LINE * lines + 2)


def _long(titles: Iterable[str], letters: int) -> dict[str, list[str]]:
    """Titles of more than one line, as the picture's data hold them, in lines."""
    found = {plain(title): lines_of(title, letters) for title in titles}
    return {title: lines for title, lines in found.items() if len(lines) > 1}


def _broken(long: dict[str, list[str]]) -> str:
    """An expression of Vega for a label: in lines if it is long, as it is otherwise."""
    return f"({json.dumps(long)})[datum.label] || datum.label"
