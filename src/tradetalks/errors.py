"""Every error the package raises on purpose.

They share one base so that a caller (the command line, the workbench) can print them as they are:
each message names the place, the value found, what was expected and, where there is one, the nearest
valid name.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Hashable, Iterable
from itertools import islice
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)

MOST_FAULTS = 50
"""Faults listed of one file; who mends these sees the rest next time."""


class TradetalksError(Exception):
    """Base of all errors raised on purpose by tradetalks."""


class WorldError(TradetalksError):
    """A benchmark world is malformed or its accounts do not hold."""


class PolicyError(TradetalksError):
    """A measure or shock names something unknown or carries an impossible level."""


class NotConverged(TradetalksError):
    """An equilibrium was not found; names the worst region, sector and residual, and what to try.

    Attributes:
        row: of several policies solved together, the one without an equilibrium.
    """

    row: int | None = None


class NotCertified(TradetalksError):
    """A number was asked for from an outcome whose residuals exceed the certificate's tolerance."""


class DossierError(TradetalksError):
    """A dossier cannot be read; lists every fault with its file, path, value and expectation."""


MOST_NAMED, LONGEST = 60, 100  # names listed in a message; letters of a name repeated or compared


def closest(name: str, valid: Iterable[str], count: int) -> list[str]:
    """The valid names most like ``name``, at most ``count`` of them; none that are unlike it."""
    if len(str(name)) > LONGEST:
        return []
    by_folded = {v.casefold(): v for v in islice(valid, 2000) if len(v) <= LONGEST}
    return [by_folded[m] for m in difflib.get_close_matches(str(name).casefold(), list(by_folded), n=count, cutoff=0.5)]


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return `` (nearest: 'x')`` for the valid name closest to ``name``, or an empty string."""
    match = closest(name, valid, 1)
    return f" (nearest: '{match[0]}')" if match else ""


def unknown(kind: str, name: str, valid: Iterable[str]) -> str:
    """Say that ``name`` is no ``kind``, with the nearest valid name and the list to choose from."""
    valid = list(valid)
    listed = ", ".join(f"{v:.{LONGEST}}" for v in valid[:MOST_NAMED])
    more = f" and {len(valid) - MOST_NAMED:,} more" if len(valid) > MOST_NAMED else ""
    return f"unknown {kind} '{name!s:.{LONGEST}}'{nearest(name, valid)}; expected one of: {listed}{more}"


def repeated(names: Iterable[Name]) -> list[Name]:
    """Names that stand more than once, each once and in the order they first stand in; work grows as their number."""
    return [name for name, times in Counter(names).items() if times > 1]


class SweepError(TradetalksError):
    """A sweep's plan cannot be read, or its folder holds results of another plan."""


class ArticleError(TradetalksError):
    """A report cannot be read, or a draft cannot be made of it."""
