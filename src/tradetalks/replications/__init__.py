"""Published results, computed anew: each module reads a paper's data and sets our numbers beside the printed ones."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tradetalks.errors import TradetalksError, unknown

NAMES = ("ossa2014", "caliendo_parro2015", "liberation_day2025", "us_china_2018")


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


@dataclass(frozen=True)
class Replication:
    """A paper's numbers and ours, with what sets them apart."""

    name: str
    paper: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


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


def replicate(name: str, data: str | Path | None = None, progress: Callable[[str], Any] | None = None) -> Replication:
    """Compute a published result anew.

    Args:
        name: one of NAMES. data: folder that holds a folder of that name. progress: called with the name of each step.

    Raises:
        TradetalksError: unknown name, no data. NotConverged: an equilibrium was not found.
    """
    if name not in NAMES:
        raise TradetalksError(unknown("replication", name, NAMES))
    module = import_module(f"tradetalks.replications.{name}")
    return module.run(data_folder(data) / name, progress or (lambda _: None))
