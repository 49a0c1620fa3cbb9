"""Additive preferences over a domain of issues and options: what files of the negotiation community hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tradetalks.errors import TradetalksError, unknown

MAX_BYTES = 5_000_000
MOST_VALUES = 10_000
"""Values of a range of numbers read as options."""


@dataclass(frozen=True)
class Domain:
    """A negotiation's issues and their options, by name, in order. ``notes``: what reading them took, in words."""

    name: str
    issues: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """One party's additive preferences over a domain.

    Attributes:
        party: its name. weights: by issue, as the file states them. values: by issue and option, 0 to 1.
        reservation: utility of no deal. reservation_bid: or a package as good as no deal, if one is named.
        offset, unit: what utility 0 and one unit of utility are worth in billions of USD a year, where known.
        discount: factor by which utilities lose value over a whole session; 1 is none. ``utility`` leaves it out.
        cap: the largest utility of a package, where the format has one.
        notes: what was adjusted or left out in reading or making it, in words.
    """

    party: str
    domain: Domain
    weights: Mapping[str, float]
    values: Mapping[str, Mapping[str, float]]
    reservation: float = 0.0
    reservation_bid: Mapping[str, str] | None = None
    offset: float = 0.0
    unit: float = 1.0
    discount: float = 1.0
    cap: float = float("inf")
    notes: tuple[str, ...] = ()

    def utility(self, package: Mapping[str, str]) -> float:
        """Utility of a full package, undiscounted. Raises TradetalksError for unknown issues or options, or missing
        issues."""
        for issue, option in package.items():
            if issue not in self.values:
                raise TradetalksError(unknown("issue", issue, self.values))
            if option not in self.values[issue]:
                raise TradetalksError(f"issue {issue}: {unknown('option', option, self.values[issue])}")
        missing = [issue for issue in self.weights if issue not in package]
        if missing:
            raise TradetalksError(f"package: nothing on {', '.join(missing)}; expected an option of every issue")
        return min(self.cap, sum(weight * self.values[i][package[i]] for i, weight in self.weights.items()))


def grid_values(low: float, high: float, count: int) -> tuple[str, ...]:
    """So many numbers evenly from low to high, as text. Raises TradetalksError unless 2 to MOST_VALUES, rising."""
    if not 2 <= count <= MOST_VALUES or not low < high:
        raise TradetalksError(f"grid: {count} values from {low:g} to {high:g}; expected 2 to {MOST_VALUES:,}, rising")
    return tuple(f"{x:.10g}" for x in np.linspace(low, high, count))


def number(text: Any, path: str | Path, what: str) -> float:
    """A finite number from a file. Raises TradetalksError that names the file and the place."""
    try:
        if isinstance(text, bool):
            raise TypeError
        value = float(text)
    except (TypeError, ValueError):
        raise TradetalksError(f"{path}: {what} is {text!r}; expected a number") from None
    if not np.isfinite(value):
        raise TradetalksError(f"{path}: {what} is {text!r}; expected a finite number")
    return value


def raw(path: Path) -> bytes:
    """A file's content. Raises TradetalksError where there is none, or more than MAX_BYTES."""
    if not path.is_file():
        raise TradetalksError(f"{path}: no such file")
    if path.stat().st_size > MAX_BYTES:
        raise TradetalksError(f"{path}: larger than {MAX_BYTES:,} bytes")
    return path.read_bytes()
