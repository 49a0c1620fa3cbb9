"""A chart of rows: the one way in which rows of plain numbers and words enter a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt


def chart_of(rows: Sequence[Mapping[str, Any]], **rest: Any) -> alt.Chart:
    """A chart of ``rows``; ``rest`` as Altair's ``Chart`` takes it.

    The rows go in as they are: as Altair's own ``Data`` each of thousands of points would be held against the schema
    of Vega-Lite whenever a picture is made, which takes longer than all else about it. Tests validate each picture.
    """
    return alt.Chart({"values": rows}, **rest)
