"""Where packages are solved from: what smaller packages within them were found to do.

What options do together is, but for little, what each does alone, what pairs of them add to that, and what triples add
to pairs: with ``d(T)`` what a set of options does beyond all sets within it, ``x(S) = sum of d(T) over T within S``
(inclusion and exclusion; Efron & Stein 1981, Annals of Statistics 9(3), for functions of random variables), of which
the terms of ``TOGETHER`` options or fewer that were solved are kept. Everything is still solved: a start saves steps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.iterate import Point

Array = NDArray[np.float64]
Identity = tuple[str, ...]
TOGETHER = 3
"""Most options of a package that others learn from."""
_MOST = 2000
"""Most packages learnt from: 40 MB on a world of 18 x 41."""


class Starts:
    """Solved packages of few options, by identity, and what they foretell of larger ones."""

    def __init__(self) -> None:
        self._rows: dict[Identity, Array] = {}  # log changes of the state, then log wedges
        self._beyond: dict[Identity, Array] = {}  # the same less what all packages within it do, smaller ones first
        self._width = 0

    def __contains__(self, identity: Identity) -> bool:
        return identity in self._rows

    def __getitem__(self, identity: Identity) -> Point:
        """Where a package was solved."""
        return self._point(self._rows[identity])

    def learn(self, identities: Sequence[Identity], points: Point) -> None:
        """Remember where packages were solved, those of few options."""
        new = [j for j, one in enumerate(identities) if self._tells(one)][: max(0, _MOST - len(self._rows))]
        if not new:
            return
        self._width = points.vector.shape[1]
        rows, known = np.hstack([points.vector, points.wedges]), self._rows
        largest = max(map(len, known), default=0)
        known |= {identities[j]: rows[j] for j in new}
        todo = [identities[j] for j in new]
        if min(map(len, todo)) < largest:  # what larger ones do beyond them was too much
            self._beyond, todo = {}, list(known)
        for size in sorted({len(one) for one in todo}):
            some = [one for one in todo if len(one) == size]
            more = np.array([known[one] for one in some]) - self._foretold(some)
            self._beyond |= dict(zip(some, more, strict=True))

    def foretold(self, identities: Sequence[Identity]) -> Point:
        """Where packages ``[package, ..]`` are about to be found; wedges are never below zero."""
        point = self._point(self._foretold(identities))
        return Point(point.vector, np.maximum(point.wedges, 0.0))

    def _tells(self, identity: Identity) -> bool:
        return len(set(identity)) == len(identity) <= TOGETHER and identity not in self._rows

    def _foretold(self, identities: Sequence[Identity]) -> Array:
        if not self._beyond:
            return np.zeros((len(identities), 1))
        column = {key: j for j, key in enumerate(dict.fromkeys(key for one in identities for key in one))}
        member = np.zeros((len(identities), len(column)))
        for row, one in enumerate(identities):
            for key in one:
                member[row, column[key]] += 1.0
        within = [part for part in self._beyond if all(key in column for key in part)]
        counts = [member[:, [column[key] for key in part]].prod(1) for part in within]
        return np.stack(counts, axis=1) @ np.array([self._beyond[part] for part in within])

    def _point(self, rows: Array) -> Point:
        return Point(rows[..., : self._width], rows[..., self._width :])
