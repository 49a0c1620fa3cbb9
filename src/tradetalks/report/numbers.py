"""Numbers as people read them."""

from __future__ import annotations

import math

NOTHING = 1e-6
"""Billions up to which an amount is none: what deals are compared with (``talks.solutions.INDIFFERENT``)."""

TOLD = 1e-3
"""Billions, a million dollars, below which tables by country tell nothing from zero."""


def bn(value: float, digits: int = 1) -> str:
    """Billions with a real minus sign; a value that rounds to zero has no sign."""
    text = f"{abs(value):,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        return text
    return ("+" if value > 0 else "\u2212") + text


def plain(value: float, digits: int = 1) -> str:
    """The same where a positive sign would say nothing: a cost, people at work."""
    return bn(value, digits).removeprefix("+")


def fine(value: float, least: float = NOTHING) -> str:
    """Billions as ``bn`` writes them; what that would round to zero with two digits that say something, so that an
    amount which decides, or a small country's, is never shown as none. Below ``least`` (a thousand dollars) nothing is
    told from zero."""
    size = abs(value)
    if size >= 0.05 or size <= least:
        return bn(value) if size > least else bn(0.0)
    return bn(value, 1 - math.floor(math.log10(float(f"{size:.1e}"))))


def amount(value: float) -> str:
    """An amount in a table of talks: a small economy's is told too, down to a million dollars (a thousandth of the
    dossier's own unit)."""
    return fine(value, TOLD)


def size(value: float) -> str:
    """The same without a sign."""
    return fine(abs(value)).removeprefix("+")


def pct(value: float, digits: int = 1, signed: bool = False) -> str:
    """Per cent; positive values carry a sign only if ``signed``."""
    text = bn(value, digits)
    return (text if signed else text.removeprefix("+")) + "%"


def counted(count: int, noun: str) -> str:
    """A number of things: 1 package, 2 packages."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
