"""Tables for spreadsheets: words that one would take for a formula stay words."""

from __future__ import annotations

from typing import Any


def as_text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def csv_of(frame: Any, index: bool = False) -> str:
    """A pandas table as csv, its words as text; figures stand as they are."""
    safe = frame.copy(deep=False)
    for column in [c for c in safe.columns if safe[c].dtype == object or str(safe[c].dtype).startswith("str")]:
        safe[column] = safe[column].map(lambda cell: as_text(cell) if isinstance(cell, str) else cell)
    return safe.to_csv(index=index)
