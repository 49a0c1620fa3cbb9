"""Rows of a replication as lines of text: each can be printed as soon as it is there."""

from __future__ import annotations

from textwrap import wrap

from tradetalks.replications import Row

WIDTH, NUMBER = 80, 11
_WHAT = WIDTH - 3 * NUMBER


def heading() -> str:
    """The head of the columns."""
    return f"{'':<{_WHAT}}{'published':>{NUMBER}}{'ours':>{NUMBER}}{'difference':>{NUMBER}}"


def line(row: Row) -> str:
    """One row: what, published value, ours, difference; its note below, within 80 columns."""
    digits = 4 if row.published is not None and abs(row.published) < 10 else 3
    published = "" if row.published is None else f"{row.published:g}{row.unit}"
    difference = "" if row.difference is None else f"{row.difference:+.{digits}f}"
    first, *rest = wrap(row.what, _WHAT - 1)
    numbers = f"{published:>{NUMBER}}{f'{row.ours:.{digits}f}{row.unit}':>{NUMBER}}{difference:>{NUMBER}}"
    lines = [f"{first:<{_WHAT}}{numbers}".rstrip(), *(f"  {more}" for more in rest)]
    lines += [f"    {more}" for more in wrap(row.note, WIDTH - 4)]
    return "\n".join(lines)
