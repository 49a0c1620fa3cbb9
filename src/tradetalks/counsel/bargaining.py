"""Bargaining where each party knows its own gains only: alternating offers to a deadline, for any number of parties.

Offers are stacked (Aydogan, Festen, Hindriks & Jonker 2017, in Fujita et al., eds., Modern approaches to agent-based
complex automated negotiation): parties take turns; each accepts the offer on the table or puts another in its place,
and an offer that all others have accepted one after the other is agreed. With two parties these are alternating offers.
Parties concede over time by their own gains alone (Faratin, Sierra & Jennings 1998, Robotics and Autonomous Systems
24). Such runs are simulations, not predictions: no mechanism is always efficient when gains are private (Myerson &
Satterthwaite 1983, J. Economic Theory 29).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import TradetalksError, unknown

Array = NDArray[np.float64]
CAVEAT = (
    "a simulation under stated strategies, not a prediction; no mechanism is always efficient when both sides' gains"
    " are private (Myerson & Satterthwaite 1983)"
)


# ---------------------------------------------------------------------- concession strategies
Strategy = Callable[[float], float]
"""Share of its best gain that a side asks at a time between 0 (start) and 1 (deadline)."""


def conceding(exponent: float, reserve: float = 0.0) -> Strategy:
    """Time-dependent concession ``1 - (1 - reserve) t^(1/exponent)``: below 1 holds out, above 1 gives way early."""
    if not exponent > 0:
        raise TradetalksError(f"concession exponent: found {exponent:g}, expected above 0")
    return lambda time: 1 - (1 - reserve) * time ** (1 / exponent)


STRATEGIES: dict[str, float] = {"hardliner": 0.02, "boulware": 0.2, "linear": 1.0, "conceder": 5.0}
"""Names of standard concession speeds."""


@dataclass(frozen=True)
class Offer:
    """One offer: round, who made it, the row, and everybody's gains."""

    turn: int
    by: int
    row: int
    gains: tuple[float, ...]


@dataclass(frozen=True)
class Run:
    """One simulated negotiation: its offers, the row agreed (None if the deadline passed), and gains."""

    offers: tuple[Offer, ...]
    row: int | None
    gains: tuple[float, ...]

    @property
    def agreed(self) -> bool:
        return self.row is not None


def simulate(
    gains: Array, strategies: Sequence[str | float | Strategy], rounds: int = 40, first: int = 0, seed: int = 0
) -> Run:
    """Stacked alternating offers with private information: each party proposes among packages that give it what it
    asks.

    A proposer knows only its own gains: of the packages that give it what it asks by then it offers the one nearest to
    that, those not yet offered first. At its turn a party accepts the offer on the table if it is worth at least what
    the party would ask now, else puts its own in its place; all must accept.

    Args:
        gains: ``[row, party]``. strategies: by party, a name of STRATEGIES, an exponent, or a Strategy.
        rounds: turns until the deadline; after it the last offer may still be accepted. first: who begins.
        seed: breaks ties among packages of equal worth.
    """
    gains = np.asarray(gains, dtype=float)
    parties = gains.shape[1]
    asks = [_strategy(s) for s in strategies]
    if len(asks) != parties or rounds < 1 or len(gains) == 0:
        raise TradetalksError(
            f"simulate: {len(asks)} strategies, {rounds} rounds, {len(gains)} packages for {parties} parties"
        )
    rng = np.random.default_rng(seed)
    best = gains.max(0)
    order = [np.lexsort((rng.random(len(gains)), -gains[:, p])) for p in range(parties)]
    offers: list[Offer] = []
    seen: list[set[int]] = [set() for _ in range(parties)]
    standing, accepted = -1, 0
    for turn in range(rounds + parties - 1):
        by, time = (first + turn) % parties, min(turn / max(rounds - 1, 1), 1.0)
        wanted = max(asks[by](time) * best[by], 0.0) - 1e-12
        if standing >= 0 and gains[standing, by] >= wanted:
            accepted += 1
            if accepted == parties - 1:
                return Run(tuple(offers), standing, tuple(gains[standing].tolist()))
            continue
        if turn >= rounds:
            break
        open_ = [int(r) for r in order[by] if gains[r, by] >= wanted]
        fresh = [r for r in open_ if r not in seen[by]]
        standing, accepted = -1, 0
        if open_:
            standing = fresh[-1] if fresh else open_[-1]
            seen[by].add(standing)
            offers.append(Offer(turn + 1, by, standing, tuple(gains[standing].tolist())))
    return Run(tuple(offers), None, (0.0,) * parties)


def tournament(gains: Array, names: Sequence[str] = tuple(STRATEGIES), rounds: int = 40) -> dict[tuple[str, ...], Run]:
    """Standard strategies against each other, each profile run once: of two parties all pairs; of more, each strategy
    used by all, and each used by one party alone while the others concede linearly."""
    parties = np.asarray(gains).shape[1]
    if parties == 2:
        profiles = [(a, b) for a in names for b in names]
    else:
        profiles = [(name,) * parties for name in names]
        profiles += [
            tuple(name if q == p else "linear" for q in range(parties))
            for name in names
            if name != "linear"
            for p in range(parties)
        ]
    return {profile: simulate(gains, profile, rounds) for profile in profiles}


def _strategy(given: str | float | Strategy) -> Strategy:
    if isinstance(given, str):
        if given not in STRATEGIES:
            raise TradetalksError(unknown("strategy", given, STRATEGIES))
        return conceding(STRATEGIES[given])
    if isinstance(given, int | float):
        return conceding(float(given))
    return given


def efficiency(run: Run, gains: Array) -> Mapping[str, float]:
    """How good an agreement is: its Nash product and joint gain over the best there are (0 without agreement)."""
    gains = np.asarray(gains, dtype=float)
    fair = gains[(gains >= 0).all(1)]
    if not run.agreed or len(fair) == 0:
        return {"nash_product": 0.0, "joint_gain": 0.0}
    product = float(np.prod(np.maximum(run.gains, 0)))
    best = float(fair.prod(1).max())
    total = float(fair.sum(1).max())
    return {
        "nash_product": product / best if best > 0 else 1.0,
        "joint_gain": float(sum(run.gains)) / total if total > 0 else 1.0,
    }
