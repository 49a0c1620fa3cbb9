"""What no market prices: the dossier's own figures for its options, summed over a package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier import phasing
from tradetalks.dossier.model import Dossier, Option
from tradetalks.dossier.no_deal import NoDeal
from tradetalks.errors import DossierError

Array = NDArray[np.float64]
NO_WIDTH = 1e-12
"""A range narrower than this has none."""


def worth(
    dossier: Dossier, package: Mapping[str, str], which: Literal["low", "mid", "high"] = "mid"
) -> dict[str, float]:
    """What no market prices, by party: the sum over items of the chosen options' worth (low, mid or high).

    ``"low"`` and ``"high"`` also hold how far the ends of a measure's range (a forced sale's valuation) lie from the
    middle that the model takes. A schedule is worth its even yearly amount.
    """
    total = dict.fromkeys(dossier.parties, 0.0)
    for item_id, option_id in package.items():
        item = dossier.item(item_id)
        if not item.option(option_id).phases:
            for party, value in _of_option(dossier, item.option(option_id), which).items():
                total[party] += value
            continue
        options = [item.in_force(option_id, state.date, state.happened) for state in phasing.states(dossier)]
        for party in total:
            for weight, option in zip(phasing.weights(dossier, party), options, strict=True):
                total[party] += weight * _of_option(dossier, item.option(option), which).get(party, 0.0)
    return total


def branch_worth(dossier: Dossier, branch: NoDeal, which: Literal["low", "mid", "high"] = "mid") -> dict[str, float]:
    """What no market prices of a no-deal branch, by party: its package's worth and the branch's own."""
    total = worth(dossier, dossier.package(branch.package), which)
    for party, own in branch.worth.items():
        total[party] += getattr(own, which)
    return total


def triangular(low: float, mid: float, high: float, parts: Array) -> Array:
    """Where parts (0 to 1) of a triangular distribution lie below, from its low to its high with its peak at mid."""
    width = high - low
    below = low + np.sqrt(parts * width * (mid - low))
    return np.where(parts * width < mid - low, below, high - np.sqrt((1 - parts) * width * (high - mid)))


def draw_range(rng: np.random.Generator, low: float, mid: float, high: float, draws: int) -> Array:
    """``[draw]`` from a triangular distribution (Johnson 1997, "The triangular distribution as a proxy for the beta
    distribution in risk analysis", The Statistician 46); nothing is drawn of a range without width, which is its
    middle."""
    return np.full(draws, mid) if high - low < NO_WIDTH else triangular(low, mid, high, rng.random(draws))


def _of_option(dossier: Dossier, option: Option, which: Literal["low", "mid", "high"]) -> dict[str, float]:
    """Worth of one option without phases, by party."""
    if option.inferred:
        raise DossierError(
            f"'{option.title}': worth by what tariffs show (basis: revealed) is known once the eve is solved; take the"
            " dossier of bring_to_eve(dossier)"
        )
    found = {party: getattr(value, which) for party, value in option.worth.items()}
    for margin in (measure.margin(which) for measure in option.measures if which != "mid"):
        for code, party in dossier.parties.items():
            if party.region and party.region in margin:
                found[code] = found.get(code, 0.0) + margin[party.region]
    return found
