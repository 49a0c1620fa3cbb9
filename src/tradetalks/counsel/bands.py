"""Bands that a reader is told without asking: how far gains of a few packages reach when all assumptions are drawn.

The same draws as ``robustness`` takes for the same seed; what is left out here is nothing but other packages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from tradetalks.counsel.no_deal_drawn import NoDeal, kept
from tradetalks.counsel.robustness import SETS, Robustness, beside, how_drawn, robustness_of_all
from tradetalks.dossier.model import Dossier
from tradetalks.errors import DossierError, NotCertified, NotConverged
from tradetalks.space.deal_space import DealSpace
from tradetalks.value.eve import Eve, Package, bring_to_eve
from tradetalks.value.valuer import Valuer
from tradetalks.world.opened import sets_that_fit

DRAWS = 4000
"""Draws where nobody names another number."""


@dataclass(frozen=True)
class Bands:
    """Packages under uncertainty, by the names they go by in their space.

    Attributes:
        rows: one a package, under the first of its names. called: each name asked for, and the name of its row.
        sets: what was drawn from, horizons included. draws: how many.
        none_because: why there are none, in words; empty where there are.
        no_deal: what there is without a deal, under the same draws; None where there are no bands.
    """

    rows: tuple[Robustness, ...]
    called: Mapping[str, str]
    sets: tuple[str, ...]
    draws: int
    none_because: str = ""
    no_deal: NoDeal | None = None

    def of(self, name: str) -> Robustness | None:
        """The row of a package, if it was asked for."""
        return next((row for row in self.rows if row.package == self.called.get(name)), None)


def drawn_sets(dossier: Dossier, *, this_horizon: bool = False) -> tuple[str, ...]:
    """Published sets that fit the dossier's world, or its own alone, and its horizon's neighbours unless left out."""
    sets = sets_that_fit(dossier.world.base, SETS) or [dossier.world.elasticities]
    return (*sets, *(() if this_horizon else beside(dossier)))


def bands(
    space: DealSpace,
    names: Sequence[str],
    *,
    draws: int = DRAWS,
    seed: int = 0,
    progress: Callable[[int, int], Any] | None = None,
) -> Bands:
    """Bands of packages of a space, with every default of ``robustness``; where a set cannot be solved, why not.

    Args:
        names: of ``space.named``. progress: called with (done, total) pieces of solving.
    """
    sets = drawn_sets(space.dossier)
    first: dict[tuple[tuple[str, str], ...], str] = {}
    called = {name: first.setdefault(tuple(space.named[name].package.items()), name) for name in names}
    packages = {name: space.named[name].package for name in called.values()}
    if not packages:
        return Bands((), {}, sets, draws, "no package is recommended")
    try:
        rows, without = robustness_of_all(space, packages, draws=draws, sets=sets, seed=seed, progress=progress)
    except (DossierError, NotConverged, NotCertified) as error:
        return Bands((), {}, sets, draws, str(error))
    return Bands(tuple(rows), called, sets, draws, no_deal=without)


@dataclass(frozen=True, eq=False)
class Undealt:
    """Talks brought to the eve, their packages not folded: enough of a deal space to draw what no deal brings."""

    valuer: Valuer

    @property
    def dossier(self) -> Dossier:
        return self.eve.dossier

    @property
    def eve(self) -> Eve:
        return self.valuer.eve

    @property
    def parties(self) -> tuple[str, ...]:
        return tuple(self.dossier.parties)

    @property
    def within(self) -> NDArray[np.float64]:
        return self.valuer.within


def no_deal_of(dossier: Dossier, progress: Callable[[int, int], Any] | None = None) -> NoDeal:
    """What there is without a deal, as bands of any package draw it, from the dossier alone; kept as theirs is.

    Raises:
        DossierError, NotConverged, NotCertified: a set cannot be solved.
    """
    return _drawn_of(dossier, dossier.status_quo(), progress)[1]


def gains_of(dossier: Dossier, package: Package, progress: Callable[[int, int], Any] | None = None) -> Robustness:
    """A package's row of ``bands``, from the dossier alone; raises as ``no_deal_of``."""
    return _drawn_of(dossier, package, progress)[0]


def _drawn_of(
    dossier: Dossier, package: Package, progress: Callable[[int, int], Any] | None
) -> tuple[Robustness, NoDeal]:
    talks = cast(DealSpace, Undealt(Valuer(bring_to_eve(dossier))))
    rows, without = robustness_of_all(talks, {"it": package}, draws=DRAWS, sets=drawn_sets(dossier), progress=progress)
    assert without is not None
    return rows[0], without


def kept_no_deal(space: DealSpace) -> NoDeal | None:
    """What there is without a deal under the draws that bands take, if bands or ``robust`` drew it before."""
    return kept(space, drawn_sets(space.dossier), how_drawn(DRAWS))
