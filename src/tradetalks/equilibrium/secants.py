"""Secants: what earlier steps of a chord iteration taught about the next one, for many problems side by side.

Anderson's mixing, the secant method in many dimensions (Anderson 1965, J. ACM 12(4); Walker & Ni 2011, SIAM J. Numer.
Anal. 49(4), eq. 2.1): the step ``d(z)`` that a fixed kernel proposes at ``z`` would be zero at the solution. Pairs of
``dz`` and ``dd``, how far one moved and how the proposed step changed for it, say to first order how ``d`` errs. Their
``dd`` are kept orthonormal, as conjugate residuals are, so that no least-squares problem is formed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Secants:
    """Pairs of the last few steps, one set a row.

    Args:
        most: pairs held. near: proposed steps larger than this, in any entry, are taken as they are: far from the
            solution what a secant says of a curve misleads.
    """

    def __init__(self, most: int, near: float) -> None:
        self._most, self._near = most, near
        self._moves: list[Array] = []  # [row, entry]
        self._changes: list[Array] = []  # [row, entry], orthonormal over pairs
        self._last: tuple[Array, Array] | None = None

    def keep(self, rows: Array) -> None:
        """Go on with some rows only."""
        self._moves, self._changes = ([one[rows] for one in held] for held in (self._moves, self._changes))
        if self._last is not None:
            self._last = self._last[0][rows], self._last[1][rows]

    def step(self, at: Array, proposed: Array, trusted: Array) -> Array:
        """The step to take at ``at`` ``[row, entry]`` where the kernel proposes one.

        Args:
            trusted: ``[row]`` did the last step bring the row nearer? Where not, what it knows is dropped.
        """
        good = trusted & (np.abs(proposed).max(-1) < self._near)
        if self._last is not None:
            self._learn(at - self._last[0], proposed - self._last[1])
        self._last = at, proposed
        if not good.all():
            for one in (*self._moves, *self._changes):
                one[~good] = 0.0
        rest, step = proposed, np.zeros_like(proposed)
        for move, change in zip(self._moves, self._changes, strict=True):
            share = _dot(change, rest)
            rest, step = rest - share * change, step - share * move
        return step + rest

    def _learn(self, move: Array, change: Array) -> None:
        for one, own in zip(self._changes, self._moves, strict=True):
            share = _dot(one, change)
            change, move = change - share * one, move - share * own
        length = np.sqrt(_dot(change, change))
        known = np.isfinite(length) & (length > 0)
        scale = np.divide(1.0, length, out=np.zeros_like(length), where=known)
        self._moves = [*self._moves, np.where(known, move * scale, 0.0)][-self._most :]
        self._changes = [*self._changes, np.where(known, change * scale, 0.0)][-self._most :]


def _dot(a: Array, b: Array) -> Array:
    return np.einsum("re,re->r", a, b)[:, None]
