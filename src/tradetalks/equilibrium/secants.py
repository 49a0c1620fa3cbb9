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
_LEAN = np.float32  # of pairs, which only steer: half of what is read and written


class Secants:
    """Pairs of the last few steps, one set a row.

    Args:
        most: pairs held. near: proposed steps larger than this, in any entry, are taken as they are: far from the
            solution what a secant says of a curve misleads.
    """

    def __init__(self, most: int, near: float) -> None:
        self._most, self._near, self._taken = most, near, 0
        self._moves = self._changes = np.zeros((0, most, 0))  # [row, pair, entry], changes orthonormal over pairs
        self._last: tuple[Array, Array] | None = None

    def keep(self, rows: Array) -> None:
        """Go on with some rows only."""
        if self._last is not None:
            self._last = self._last[0][rows], self._last[1][rows]
        if self._taken:
            self._moves, self._changes = self._moves[rows], self._changes[rows]

    def step(self, at: Array, proposed: Array, trusted: Array) -> Array:
        """The step to take at ``at`` ``[row, entry]`` where the kernel proposes one.

        Args:
            trusted: ``[row]`` did the last step bring the row nearer? Where not, what it knows is dropped.
        """
        good = trusted & (np.abs(proposed).max(-1) < self._near)
        if self._last is not None:
            self._learn(at - self._last[0], proposed - self._last[1])
        self._last = at, proposed
        if not self._taken:
            return proposed
        if not good.all():
            self._moves[~good] = self._changes[~good] = 0.0
        moves, changes = self._held()
        share = changes @ proposed.astype(_LEAN)[..., None]
        return proposed - (_combined(share, changes) + _combined(share, moves))

    def _held(self) -> tuple[Array, Array]:
        known = min(self._taken, self._most)
        return self._moves[:, :known], self._changes[:, :known]

    def _learn(self, move: Array, change: Array) -> None:
        if not self._taken:
            self._moves, self._changes = (np.zeros((len(move), self._most, move.shape[1]), _LEAN) for _ in range(2))
        place = self._taken % self._most  # the oldest pair makes room
        self._moves[:, place] = self._changes[:, place] = 0.0
        moves, changes = self._held()
        size = np.maximum(np.abs(change).max(-1, keepdims=True), np.finfo(_LEAN).tiny)
        move, change = (move / size).astype(_LEAN), (change / size).astype(_LEAN)
        for _ in range(2):  # once leaves of an entry what rounding hides behind the others
            share = changes @ change[..., None]
            change, move = change - _combined(share, changes), move - _combined(share, moves)
        length = np.sqrt(np.einsum("re,re->r", change, change))[:, None]
        known = np.isfinite(length) & (length > 0)
        scale = np.divide(1.0, length, out=np.zeros_like(length), where=known)
        self._moves[:, place] = np.where(known, move * scale, 0.0)
        self._changes[:, place] = np.where(known, change * scale, 0.0)
        self._taken += 1


def _combined(share: Array, of: Array) -> Array:
    """``[row, entry]`` pairs ``[row, pair, entry]`` summed by their shares ``[row, pair, 1]``."""
    return (share.swapaxes(-1, -2) @ of)[:, 0]
