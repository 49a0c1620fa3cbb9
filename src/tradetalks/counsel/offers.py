"""What a party's offers tell of its priorities.

A party offers what is good for it. If each package is offered with a chance that rises with what it is worth to the
party (a conditional logit over all packages that the rules allow: McFadden 1974, in Zarembka, ed., Frontiers in
econometrics), the scores of options that explain its offers best are those under which options come as often as in the
offers. Few offers tell little: scores are drawn towards a prior, nothing known if none is given, as by a normal
distribution around it. Where no rules tie items this orders options by how often they were offered, as the frequency
models of automated negotiation do (survey: Baarslag, Hendrikx, Hindriks & Jonker 2016, Autonomous Agents and
Multi-Agent Systems 30).

Scores have no unit: they rank options and packages, and say which items matter most; they are no billions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import TradetalksError
from tradetalks.space.blocks import Valued
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.likelihood import log_total, option_chances, scored

Array = NDArray[np.float64]
Key = tuple[str, str]


@dataclass(frozen=True)
class Estimate:
    """A party's priorities as its offers show them.

    Attributes:
        scores: (item id, option id) -> how much better the option is for the party than the average of its item.
        weights: item id -> its part in all that is at stake, the spans of its scores; they sum to one (all equal where
            nothing is known). offers: how many were looked at.
    """

    scores: Mapping[Key, float]
    weights: Mapping[str, float]
    offers: int

    def by_block(self, valued: Valued) -> list[Array]:
        """``[row]`` of each block: the sum of its options' scores."""
        return scored(valued, lambda item, option: self.scores.get((item, option), 0.0))


def estimated(
    valued: Valued,
    offers: Sequence[Mapping[str, str]],
    *,
    prior: Mapping[Key, float] | None = None,
    spread: float = 1.0,
) -> Estimate:
    """The priorities that explain a party's offers best.

    Args:
        offers: what the party offered, item id -> option id; an item that an offer does not name is left open, and
            the offer is as likely as all allowed packages that have what it names.
        prior: (item id, option id) -> score expected before any offer. spread: of a score around it.

    Raises:
        TradetalksError: an offer that no allowed package has, or a spread that is not above zero.
    """
    from scipy.optimize import minimize

    if not spread > 0:
        raise TradetalksError(f"estimates: found a spread of {spread:g}, expected above 0")
    keys = [(item.id, option.id) for block in valued.blocks for item in block.items for option in item.options]
    plan = valued.layout.plan
    held = [  # minus infinity on rows that have another option of an item named
        scored(valued, lambda item, option, offer=offer: 0.0 if offer.get(item, option) == option else -np.inf)
        for offer in offers
    ]
    for number, rows in enumerate(held, 1):
        if not np.isfinite(log_total(plan, rows)[0]):
            raise TradetalksError(
                f"estimates: the rules do not allow offer {number}; only what an allowed package has can be read"
            )
    expected = np.array([(prior or {}).get(key, 0.0) for key in keys])
    items = {item for item, _ in keys}
    whole = [offer for offer in offers if items <= set(offer)]
    partial = [rows for offer, rows in zip(offers, held, strict=True) if not items <= set(offer)]
    seen = np.array([sum(offer[item] == option for offer in whole) for item, option in keys], dtype=float)

    def minus(x: Array) -> tuple[float, Array]:
        score = dict(zip(keys, x.tolist(), strict=True))
        by_block = scored(valued, lambda item, option: score[item, option])
        away = (x - expected) / spread**2
        loss = len(offers) * float(log_total(plan, by_block)[0]) - float(seen @ x) + 0.5 * float(away @ (x - expected))
        slope = len(offers) * likely(by_block) - seen + away
        for rows in partial:
            open_to = [own + row for own, row in zip(by_block, rows, strict=True)]
            loss -= float(log_total(plan, open_to)[0])
            slope -= likely(open_to)
        return loss, slope

    def likely(by_block: Sequence[Array]) -> Array:
        chance = option_chances(valued, by_block)
        return np.array([chance[item][option] for item, option in keys])

    found = minimize(minus, expected, jac=True, method="L-BFGS-B", options={"maxiter": 200}) if offers else None
    return _told(valued, dict(zip(keys, (expected if found is None else found.x).tolist(), strict=True)), len(offers))


def prior_of(space: DealSpace, party: str) -> dict[Key, float]:
    """Scores as the dossier would have them: what each option alone is worth to a party, in parts of what an item's
    best option is above its worst, on average over items."""
    alone = {key: deal.value[party] for key, deal in space.alone().items()}
    spans = [
        max(own) - min(own)
        for item in space.dossier.agenda
        if (own := [alone[item.id, option.id] for option in item.options])
    ]
    scale = sum(spans) / len(spans)
    return {key: value / scale if scale > 0 else 0.0 for key, value in alone.items()}


def _told(valued: Valued, raw: Mapping[Key, float], offers: int) -> Estimate:
    scores, spans = {}, {}
    for block in valued.blocks:
        for item in block.items:
            own = {option.id: raw[item.id, option.id] for option in item.options}
            middle = sum(own.values()) / len(own)
            scores |= {(item.id, option): value - middle for option, value in own.items()}
            spans[item.id] = max(own.values()) - min(own.values())
    total = sum(spans.values())
    weights = {item: span / total if total > 1e-12 else 1 / len(spans) for item, span in spans.items()}
    return Estimate(scores, weights, offers)
