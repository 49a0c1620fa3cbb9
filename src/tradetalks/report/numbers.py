"""Numbers as people read them: one rule for amounts and per cents, in print, on the terminal and on pages.

``app/static/common.js`` says the same in the page's language; a test holds the two against each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from tradetalks.dossier.figures import BILLIONS, MOST_DIGITS, NOTHING, Unit

TOLD = 1e-3
"""Of the unit that is shown (of billions: a million dollars), below which tables by country tell nothing from zero."""

FINEST = 1e-2
"""Of the largest of a figure and the ends of its range, below which differences between them ask for no more digits."""

MOST_PER_CENT = 3
"""Digits after the point of a change in per cent: thousandths are not taken apart."""

SIGNIFICANT = 2
"""Digits that say something of a figure that its table's digits would show as zero."""


def bn(value: float, digits: int = 1) -> str:
    """A number with a real minus sign and thousands apart; halves, of the value as it is written, go
    away from zero; what rounds to zero has no sign."""
    if not math.isfinite(value):
        return str(value)
    whole = Decimal(repr(abs(float(value)))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{whole:,f}"
    if float(text.replace(",", "")) == 0:
        return text
    return ("+" if value > 0 else "\u2212") + text


def plain(value: float, digits: int = 1) -> str:
    """The same where a positive sign would say nothing: a cost, people at work."""
    return bn(value, digits).removeprefix("+")


def telling(size: float) -> int:
    """Digits after the point with which a size has two that say something; none for 10 and more, or what is no size."""
    return max(0, SIGNIFICANT - 1 - int(f"{abs(size):.1e}".partition("e")[2])) if size and math.isfinite(size) else 0


def fitting(values: Iterable[float], least: int) -> int:
    """Digits after the point for figures that stand together: ``least``, or as many as the largest needs to have two
    that say something."""
    largest = max((abs(v) for v in values if math.isfinite(v)), default=0.0)
    return min(max(least, telling(largest)), MOST_DIGITS) if _seen(largest, MOST_DIGITS) else least


def together(values: Iterable[float], least: int) -> int:
    """Digits after the point for a figure and the ends of its range, alike for all three, so that what is printed lies
    where it does: as ``fitting`` has it, and enough to tell each from the others and from zero, down to ``FINEST`` of
    the largest."""
    own = sorted({float(v) for v in values if math.isfinite(v)})
    shown = sorted({0.0, *own})
    digits, coarsest = fitting(shown, least), FINEST * max(map(abs, shown))
    apart = [gap for some in (own, shown) for one, other in pairwise(some) if (gap := other - one) >= coarsest]
    if not apart or not _seen(max(map(abs, shown)), MOST_DIGITS):
        return digits
    return min(max(digits, -Decimal(repr(min(apart))).adjusted()), MOST_DIGITS)


@dataclass(frozen=True)
class Figures:
    """Writes the amounts of a table or a text, given in billions (or the dossier's own unit), in one unit with so many
    digits: ``figures(value)``.

    Attributes:
        unit: in which they are shown. digits: after the point; the unit's own if left out.
    """

    unit: Unit = BILLIONS
    digits: int = -1

    def __post_init__(self) -> None:
        if self.digits < 0:
            object.__setattr__(self, "digits", self.unit.digits)

    def __call__(self, value: float, least: float = NOTHING) -> str:
        """With its sign. What the digits would show as zero has two that say something, so that an amount which
        decides, or a small country's, is never shown as none; up to ``least`` nothing is told from zero."""
        if abs(value) <= least:
            return bn(0.0, self.digits)
        shown = value * self.unit.factor
        return bn(shown, self.digits if _seen(shown, self.digits) else telling(shown))

    def cell(self, value: float) -> str:
        """In a table by party or country: a small one's is told too, down to a thousandth of the unit."""
        return self(value, self.told)

    @property
    def told(self) -> float:
        """The size up to which a cell tells an amount, as it is given, from nothing no more."""
        return max(TOLD / self.unit.factor, NOTHING)

    def size(self, value: float) -> str:
        """Without a sign."""
        return self(abs(value)).removeprefix("+")

    def plain(self, value: float) -> str:
        """With a sign only where it is below zero: a cost."""
        return self(value).removeprefix("+")

    def yearly(self, value: float) -> str:
        """Without a sign, with what follows it in a sentence: 50.0 million a year."""
        return f"{self.size(value)} {self.unit.yearly}"

    @property
    def least(self) -> str:
        """The smallest amount that is told with these digits, without a sign: 0.05."""
        return replace(self, digits=self.digits + 1).size(0.5 / (self.unit.factor * 10**self.digits))

    def fit(self, values: Iterable[float]) -> Figures:
        """The same unit with digits that tell figures which stand together, never fewer than here."""
        return replace(self, digits=fitting((v * self.unit.factor for v in values), self.digits))

    def beside(self, *values: float) -> Figures:
        """The same unit with the digits of a figure and the ends of its range, never fewer than here."""
        return replace(self, digits=together((v * self.unit.factor for v in values), self.digits))

    def span(self, low: float, high: float, *of: float) -> str:
        """A range, both ends with the same digits, those of the figure that it is ``of`` too; one figure where both
        ends print alike."""
        own = self.beside(low, high, *of)
        return own.cell(low) if own.cell(low) == own.cell(high) else f"{own.cell(low)} to {own.cell(high)}"

    def ranged(self, value: float, low: float, high: float, unit: str = "") -> str:
        """A figure, with its range in brackets if it has one, all with the same digits; ``unit``: after the figure."""
        if low == high:
            return self(value) + (f" {unit}" if unit else "")
        own = self.beside(value, low, high)
        ends = own.alike(low), own.alike(high)
        told = f" ({' to '.join(ends)})" if ends[0] != ends[1] else ""
        return own.alike(value) + (f" {unit}" if unit else "") + told

    def alike(self, value: float) -> str:
        """With these digits and no more, as what stands beside it: what they show as zero is zero."""
        return bn(value * self.unit.factor, self.digits)

    @classmethod
    def among(cls, values: Iterable[float], unit: Unit = BILLIONS) -> Figures:
        """In the unit, and with the digits, that suit the largest of some amounts."""
        return cls(unit.of_size(max((abs(v) for v in values), default=0.0)))


def _seen(shown: float, digits: int) -> bool:
    return abs(shown) >= 0.5 / 10**digits


def fine(value: float, least: float = NOTHING) -> str:
    """Billions with one digit, of small ones two that say something: a figure of the world that stands by itself."""
    return Figures()(value, least)


def pct(value: float, digits: int = 1, signed: bool = False) -> str:
    """Per cent; positive values carry a sign only if ``signed``. A signed change that the digits would show as zero
    has one more, up to ``MOST_PER_CENT``."""
    if signed and digits < MOST_PER_CENT and not _seen(value, digits) and _seen(value, digits + 1):
        digits += 1
    text = bn(value, digits)
    return (text if signed else text.removeprefix("+")) + "%"


def likely(share: float) -> str:
    """A chance in whole per cent, with a digit more where it is none, so that thirds add up: 70%, 33.3%."""
    return pct(100 * share, 0 if abs(100 * share - round(100 * share)) < 0.05 else 1)


def change(value: float, low: float, high: float, least: int = 2) -> tuple[str, str]:
    """A change in per cent and its range, told with the same digits, at most ``MOST_PER_CENT``: +0.036%, +0.031 to
    +0.037%; none of them is told from zero where a digit more than ``least`` would show all as zero."""
    largest = max(map(abs, (value, low, high)))
    digits = min(together((value, low, high), least), max(least, MOST_PER_CENT)) if _seen(largest, least + 1) else least
    figure, *ends = (pct(v, digits, signed=True) for v in (value, low, high))
    return figure, ends[0] if ends[0] == ends[1] else f"{ends[0].removesuffix('%')} to {ends[1]}"


def per_cents(values: Iterable[float], least: int = 2) -> int:
    """Digits for changes in per cent that stand together, such as a change and what it is made of."""
    return min(fitting(values, least), max(least, MOST_PER_CENT))


def counted(count: int, noun: str) -> str:
    """A number of things: 1 package, 2 packages."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def refused_words(signed: float) -> str:
    """Per cent of draws in which a side does not sign: what is left of those told by ``share_words``."""
    digits = 1 if 0.99 < signed < 1 else 0
    told = round(min(100 * signed, 99.9) if digits else 100 * signed, digits)
    return pct(100 - told, digits)


def share_words(share: float) -> str:
    """Per cent of draws of all assumptions, never rounded up to all of them."""
    return pct(min(100 * share, 99.9), 1) if 0.99 < share < 1 else pct(100 * share, 0)
