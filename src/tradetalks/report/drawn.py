"""A chart of rows: the one way in which rows of plain numbers and words enter a picture."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt


def chart_of(rows: Sequence[Mapping[str, Any]], **rest: Any) -> alt.Chart:
    """A chart of ``rows``; ``rest`` as Altair's ``Chart`` takes it.

    The rows go in as they are: as Altair's own ``Data`` each of thousands of points would be held against the schema
    of Vega-Lite whenever a picture is made, which takes longer than all else about it. Tests validate each picture.
    """
    return alt.Chart({"values": rows}, **rest)


# line ends that Vega's expressions cannot hold, controls and lone surrogates that XML cannot
_UNSAFE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ufffe\\uffff]+")


def plain(spec: Any) -> Any:
    """A chart's specification with a space in every text where a character is that neither Vega nor XML can hold."""
    if isinstance(spec, str):
        return _UNSAFE.sub(" ", spec)
    if isinstance(spec, dict):
        return {plain(key): plain(value) for key, value in spec.items()}
    return [plain(one) for one in spec] if isinstance(spec, list | tuple) else spec
