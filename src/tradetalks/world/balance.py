"""Biproportional balancing: RAS, and GRAS for tables with negative cells. Signs and zeros are preserved; never silent.

RAS: Stone (1961); Bacharach (1970). GRAS: Junius & Oosterhaven (2003, Economic Systems Research 15), with the
corrected objective of Lenzen, Wood & Gallego (2007, ESR 19).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError

Array = NDArray[np.float64]


_BOUNDS = (1e-120, 1e120)  # factors run off where totals cannot be met; the misfit is then reported


@dataclass(frozen=True, eq=False)
class Balanced:
    """A balanced table and what it took.

    Attributes:
        table: the balanced table.
        gap: largest remaining misfit of a row or column, relative to the largest total.
        iterations: sweeps used.
        moved: sum of absolute changes over the sum of absolute starting values.
        worst_cell: (row, column) of the cell that moved most; worst_change: by how much.
    """

    table: Array
    gap: float
    iterations: int
    moved: float
    worst_cell: tuple[int, int]
    worst_change: float


def ras(table: Array, rows: Array, columns: Array, *, tolerance: float = 1e-12, most: int = 5000) -> Balanced:
    """Scale rows and columns of a non-negative table to given totals, keeping zeros.

    Raises:
        WorldError: negative entries (use ``gras``); totals that disagree; a positive total on an empty row or column;
            no convergence: names the row or column that cannot be met and the cell that moved most.
    """
    table = np.array(table, dtype=float)
    if table.min(initial=0.0) < 0:
        raise WorldError("ras: the table has negative cells; use gras")
    return gras(table, rows, columns, tolerance=tolerance, most=most)


def gras(table: Array, rows: Array, columns: Array, *, tolerance: float = 1e-12, most: int = 5000) -> Balanced:
    """As ``ras``, for tables with negative cells: positive cells scale by r_i s_j, negative ones by 1/(r_i s_j)."""
    start = np.array(table, dtype=float)
    rows, columns = np.asarray(rows, dtype=float), np.asarray(columns, dtype=float)
    size = max(float(np.abs(rows).max(initial=0.0)), float(np.abs(columns).max(initial=0.0)), 1e-300)
    if abs(rows.sum() - columns.sum()) > 1e-9 * size * max(len(rows), len(columns)):
        raise WorldError(f"balance: rows sum to {rows.sum():g}, columns to {columns.sum():g}; expected the same")
    for axis, totals, name in ((1, rows, "row"), (0, columns, "column")):
        empty = (np.abs(start).sum(axis) == 0) & (np.abs(totals) > tolerance * size)
        if empty.any():
            j = int(np.flatnonzero(empty)[0])
            raise WorldError(f"balance: {name} {j} must sum to {totals[j]:g} but all its cells are zero")
    positive, negative = np.maximum(start, 0.0), np.maximum(-start, 0.0)
    r, s = np.ones(len(rows)), np.ones(len(columns))
    found, gap, sweeps = start, np.inf, 0
    while gap > tolerance and sweeps < most:
        sweeps += 1
        r = np.clip(_factor(rows, positive @ s, negative @ (1 / s)), *_BOUNDS)
        s = np.clip(_factor(columns, r @ positive, (1 / r) @ negative), *_BOUNDS)
        found = r[:, None] * positive * s - negative / r[:, None] / s
        gap = float(max(np.abs(found.sum(1) - rows).max(), np.abs(found.sum(0) - columns).max()) / size)
    change = np.abs(found - start)
    cell = tuple(int(j) for j in np.unravel_index(int(change.argmax()), change.shape))
    if gap > max(tolerance, 1e-9):
        misfit = np.abs(found.sum(1) - rows)
        name, j = ("row", int(misfit.argmax()))
        if np.abs(found.sum(0) - columns).max() > misfit.max():
            name, j = "column", int(np.abs(found.sum(0) - columns).argmax())
        raise WorldError(
            f"balance: no table with these zeros meets the totals: {name} {j} misses by {gap * size:.3g} after {sweeps}"
            f" sweeps; cell {list(cell)} moved most, from {start[cell]:.4g} to {found[cell]:.4g}"
        )
    return Balanced(
        found,
        gap,
        sweeps,
        float(change.sum() / max(np.abs(start).sum(), 1e-300)),
        (cell[0], cell[1]),
        float(change[cell]),
    )


def _factor(total: Array, up: Array, down: Array) -> Array:
    """Positive root of ``up x - down / x = total``."""
    root = np.sqrt(total**2 + 4 * up * down)
    plain = np.divide(total + root, 2 * up, out=np.ones_like(total), where=up > 0)
    only_down = np.divide(-down, total, out=np.ones_like(total), where=(up <= 0) & (total < 0))
    found = np.where(up > 0, plain, only_down)
    return np.where(found > 0, found, np.where((up > 0) & (total <= 0) & (down <= 0), 1e-300, 1.0))
