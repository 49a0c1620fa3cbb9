"""Published results, computed anew: each module reads a paper's data and sets our numbers beside the printed ones.

A module has ``PAPER``, ``NOTES`` and ``PARTS``: part name -> a generator of rows, so that each row is there as soon as
it is computed, one part can be run without the others, and a run that is cut off keeps what it had.

- ``replicate`` (replications): a paper's parts computed, row by row
- ``Record`` (record): rows kept in a file as they are computed
- ``PAPER`` (ossa2014): trade wars and trade talks with data
- ``PAPER`` (caliendo_parro2015): trade and welfare effects of NAFTA
- ``PAPER`` (liberation_day2025): the tariffs of April 2025
- ``Baseline`` (liberation_day_baseline): that paper's baseline by its own equations
- ``PAPER`` (us_china_2018): the trade war of 2018-19
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tradetalks.errors import TradetalksError, unknown

NAMES = ("ossa2014", "caliendo_parro2015", "liberation_day2025", "us_china_2018")
Say = Callable[[str], Any]


@dataclass(frozen=True)
class Row:
    """One published number and ours. ``published`` is None where the paper prints nothing to compare with."""

    what: str
    published: float | None
    ours: float
    unit: str = "%"
    note: str = ""

    @property
    def difference(self) -> float | None:
        return None if self.published is None else self.ours - self.published


Rows = Callable[[Path, Say], Iterator[Row]]


@dataclass(frozen=True)
class Replication:
    """A paper's numbers and ours, with what sets them apart. ``parts``: those that were run."""

    name: str
    paper: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def data_folder(given: str | Path | None = None) -> Path:
    """Where papers' data lie: ``given``, ``$TRADETALKS_REPLICATION``, or ``shared/replication`` beside the checkout.

    Raises:
        TradetalksError: nothing there; the data are not part of this project.
    """
    beside = Path(__file__).parents[4] / "shared" / "replication"
    folder = Path(given or os.environ.get("TRADETALKS_REPLICATION") or beside)
    if not folder.is_dir():
        raise TradetalksError(
            f"no replication data at {folder}: the papers' files are not part of this project; give their folder with"
            " --data or TRADETALKS_REPLICATION"
        )
    return folder


def paper_folder(name: str, given: str | Path | None = None) -> Path:
    """The folder of one paper's files: ``NAME`` within the data folder, or the given folder if it bears that name.

    Raises:
        TradetalksError: neither is there.
    """
    root = data_folder(given)
    if (root / name).is_dir():
        return root / name
    if root.name == name:
        return root
    raise TradetalksError(f"no folder '{name}' in {root}; expected the folder that holds it")


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a replication, in order; raises TradetalksError for an unknown name."""
    return tuple(_module(name).PARTS)


def replicate(
    name: str,
    data: str | Path | None = None,
    progress: Say | None = None,
    *,
    only: Iterable[str] = (),
    each: Callable[[str, Row], Any] | None = None,
    whole: Callable[[str], Any] | None = None,
    known: Iterable[tuple[str, Row]] = (),
) -> Replication:
    """Compute a published result anew.

    Args:
        name: one of NAMES. data: folder that holds a folder of that name, or that folder itself.
        progress: called with the name of each step.
        only: parts to run, see ``parts_of``; all if none is named.
        each: called with the part and each row as soon as it is computed. whole: called with each part once all its
            rows are there.
        known: rows of whole parts computed before (see ``record``): taken over, not computed again.

    Raises:
        TradetalksError: unknown name or part, no data. NotConverged: an equilibrium was not found.
    """
    module, chosen = _module(name), tuple(dict.fromkeys(only))
    for part in chosen:
        if part not in module.PARTS:
            raise TradetalksError(f"{name}: {unknown('part', part, tuple(module.PARTS))}")
    folder, say = paper_folder(name, data), progress or (lambda _: None)
    before: dict[str, list[Row]] = {}
    for part, row in known:
        before.setdefault(part, []).append(row)
    rows: list[Row] = []
    parts = chosen or tuple(module.PARTS)
    for part in parts:
        found: Iterable[Row] = before[part] if part in before else module.PARTS[part](folder, say)
        for row in found:
            rows.append(row)
            if each:
                each(part, row)
        if whole:
            whole(part)
    return Replication(name, module.PAPER, tuple(rows), module.NOTES, parts)


def _module(name: str) -> Any:
    if name not in NAMES:
        raise TradetalksError(unknown("replication", name, NAMES))
    return import_module(f"tradetalks.replications.{name}")
