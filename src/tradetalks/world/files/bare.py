"""Bare tables of numbers, as replication archives hold them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world.files.cells import existing


def matrix_of_numbers(path: Path, sep: str | None = ",") -> NDArray[np.float64]:
    """A bare table of numbers; raises WorldError where it is none."""
    file = existing(path, "a table of numbers")
    try:
        return np.loadtxt(file, delimiter=sep)
    except ValueError as error:
        raise WorldError(f"{file}: not a table of numbers: {error}") from error


def blocks(path: Path, sectors: int, regions: int, sep: str | None = ",") -> NDArray[np.float64]:
    """Stacked blocks, one a sector, ``[sector, row, column]``."""
    table = matrix_of_numbers(path, sep)
    if table.shape != (sectors * regions, regions):
        raise WorldError(f"{path}: {table.shape}, expected {sectors} blocks of {regions} x {regions}")
    return table.reshape(sectors, regions, regions)
