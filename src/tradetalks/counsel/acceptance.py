"""How often would each party sign? Draws of what no market prices, between the dossier's low and high.

Each option's worth to each party is drawn from a triangular distribution from its low to its high with its peak at mid,
independently of all others. The same draw counts in a package and in the no-deal branches that hold the same
option, so that what both share never decides. The model's part is certain here. A party signs where its package is
worth no less than its expected no deal; the share of draws in which it does is a statement about the dossier's own
ranges, no forecast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier import phasing
from tradetalks.dossier.model import Dossier
from tradetalks.space.solutions import INDIFFERENT
from tradetalks.value.worth import NO_WIDTH, triangular, worth

Array = NDArray[np.float64]
DRAWS = 4000


@dataclass(frozen=True)
class Acceptance:
    """Share of draws in which each party, and in which every party, prefers a package to no deal (weakly).

    Attributes:
        by_party: party -> share, 0 to 1. everyone: share in which all do at once. draws: how many were drawn.
        ranged: does anything vary, or are all of the worth's ranges single figures?
    """

    by_party: Mapping[str, float]
    everyone: float
    draws: int
    ranged: bool


@dataclass(frozen=True, eq=False)
class Draws:
    """Drawn worth of every option, and of every no-deal branch by itself, to every party.

    Attributes:
        terms: what is drawn: (item id, option id) for options without phases, (``""``, branch name) for branches.
        values: ``[party, term, draw]`` billions of USD a year.
    """

    dossier: Dossier
    terms: Mapping[tuple[str, str], int]
    values: Array

    def beyond(self, package: Mapping[str, str]) -> Array:
        """``[party, term]`` how much of each term a package holds: 1, or a schedule's weight of each phase."""
        held = np.zeros(self.values.shape[:2])
        for item_id, option_id in package.items():
            item = self.dossier.item(item_id)
            if not item.option(option_id).phases:
                held[:, self.terms[item_id, option_id]] += 1.0
                continue
            for j, party in enumerate(self.dossier.parties):
                for weight, state in zip(
                    phasing.weights(self.dossier, party), phasing.states(self.dossier), strict=True
                ):
                    plain = item.in_force(option_id, state.date, state.happened)
                    held[j, self.terms[item_id, plain]] += weight
        return held

    def no_deal(self, chances: Mapping[str, float]) -> Array:
        """``[party, term]`` how much of each term the expected no deal holds."""
        held = np.zeros(self.values.shape[:2])
        for branch in self.dossier.no_deal:
            held += chances[branch.name] * self.beyond(self.dossier.package(branch.package))
            held[:, self.terms["", branch.name]] += chances[branch.name]
        return held


def draw_worth(dossier: Dossier, count: int = DRAWS, seed: int = 0) -> Draws:
    """Draw the worth of everything in a dossier; the same seed gives the same draws, and the same range in the same
    place is not drawn twice."""
    plain = [(i.id, o.id) for i in dossier.agenda for o in i.options if not o.phases]
    keys = [*plain, *(("", b.name) for b in dossier.no_deal)]
    values, wide = np.zeros((len(dossier.parties), len(keys), count)), 0
    for k, key in enumerate(keys):
        for j, (low, mid, high) in enumerate(_ranges(dossier, key)):
            if high - low < NO_WIDTH:  # nothing is drawn of it
                values[j, k] = mid
                continue
            values[j, k] = _drawn(seed, count, wide, low, mid, high)
            wide += 1
    return Draws(dossier, {key: k for k, key in enumerate(keys)}, values)


def _ranges(dossier: Dossier, key: tuple[str, str]) -> list[tuple[float, float, float]]:
    """Low, mid and high of a term of ``Draws``, by party; each end where it belongs."""
    if key[0]:
        ends = [worth(dossier, dict([key]), end) for end in ("low", "mid", "high")]
        given = [tuple(one[party] for one in ends) for party in dossier.parties]
    else:
        own = next(b for b in dossier.no_deal if b.name == key[1]).worth
        given = [(w.low, w.mid, w.high) if (w := own.get(party)) else (0.0, 0.0, 0.0) for party in dossier.parties]
    return [(min(three), three[1], max(three)) for three in given]


@lru_cache(maxsize=256)
def _drawn(seed: int, count: int, place: int, low: float, mid: float, high: float) -> Array:
    """``[draw]`` of the range with width that is drawn in this place, after so many others."""
    return triangular(low, mid, high, _parts(seed, count, place))


@lru_cache(maxsize=256)
def _parts(seed: int, count: int, place: int) -> Array:
    """``[draw]`` what a generator of this seed draws between 0 and 1 after so many times as many."""
    return np.random.Generator(np.random.PCG64(seed).advance(place * count)).random(count)


def acceptance(
    draws: Draws,
    package: Mapping[str, str],
    economic: Mapping[str, float],
    no_deal: Mapping[str, Mapping[str, float]],
    chances: Mapping[str, float],
    weights: Mapping[str, float] | None = None,
    within: Array | float = INDIFFERENT,
) -> Acceptance:
    """How often each party would sign a package.

    Args:
        draws: of ``draw_worth``. package: full, item id -> option id.
        economic: party -> the package's change of real income, billions of USD a year.
        no_deal: branch -> party -> the branch's change of real income, billions.
        chances: branch -> probability, summing to one. weights: party -> factor on worth; 1 if left out.
        within: ``[party]`` losses up to which a package is as good as no deal (``value.ties``).
    """
    parties = list(draws.dossier.parties)
    held = draws.beyond(package) - draws.no_deal(chances)
    gains = np.einsum("pt,ptd->pd", held, draws.values)
    for j, party in enumerate(parties):
        certain = economic[party] - sum(chance * no_deal[branch][party] for branch, chance in chances.items())
        gains[j] = certain + (weights or {}).get(party, 1.0) * gains[j]
    signs = gains >= -np.broadcast_to(within, len(parties))[:, None]
    return Acceptance(
        by_party=dict(zip(parties, signs.mean(1).tolist(), strict=True)),
        everyone=float(signs.all(0).mean()),
        draws=gains.shape[1],
        ranged=bool(np.ptp(gains, axis=1).max(initial=0.0) > INDIFFERENT),
    )
