"""Bargaining as a process: alternating offers to a deadline, with full information or each side knowing only its own
gains.

With full information the last proposer's ultimatum is solved backwards (Rubinstein 1982, Econometrica 50, with a finite
horizon as in Stahl 1972). With private information sides concede over time by their own gains alone (Faratin, Sierra &
Jennings 1998, Robotics and Autonomous Systems 24); such runs are simulations, not predictions: no mechanism is always
efficient when both sides' gains are private (Myerson & Satterthwaite 1983, J. Economic Theory 29).
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


def rubinstein(first: float, second: float) -> float:
    """Share of the pie that the first proposer gets, ``(1 - d2) / (1 - d1 d2)`` (Rubinstein 1982)."""
    for name, value in (("first", first), ("second", second)):
        if not 0 <= value < 1:
            raise TradetalksError(f"discount factor of the {name} party: found {value:g}, expected 0 to below 1")
    return (1 - second) / (1 - first * second)


@dataclass(frozen=True)
class Solved:
    """Backward induction: the row agreed (None if none), the round (from 1), and gains discounted to the first
    round."""

    row: int | None
    turn: int
    gains: tuple[float, ...]


def alternating_offers(gains: Array, discount: Sequence[float], rounds: int, first: int = 0) -> Solved:
    """Subgame-perfect play of alternating offers with full information and a deadline; two parties, no deal after it.

    Args:
        gains: ``[row, party]`` over no deal. discount: by party, a round. rounds: offers in all. first: who begins.
    """
    gains = np.asarray(gains, dtype=float)
    rate = np.asarray(discount, dtype=float)
    if gains.ndim != 2 or gains.shape[1] != 2 or len(rate) != 2 or rounds < 1 or not ((rate > 0) & (rate <= 1)).all():
        raise TradetalksError(
            "alternating_offers: expected two parties, discount factors above 0 to 1, a round or more"
        )
    value, found = np.zeros(2), Solved(None, rounds, (0.0, 0.0))
    for turn in range(rounds, 0, -1):
        proposer = (first + turn - 1) % 2
        other = 1 - proposer
        wait = rate * value  # what each gets by going on, seen from this round
        accepted = np.flatnonzero((gains[:, other] >= wait[other] - 1e-12) & (gains[:, proposer] >= -1e-12))
        if len(accepted):
            best = accepted[np.lexsort((-gains[accepted, other], -gains[accepted, proposer]))[0]]
            if gains[best, proposer] >= wait[proposer]:
                value = gains[best].copy()
                found = Solved(int(best), turn, tuple(value.tolist()))
                continue
        value = wait
        found = Solved(found.row, found.turn, tuple(value.tolist()))
    return found


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
    """Alternating offers with private information: each side proposes among packages that give it what it asks.

    A proposer knows only its own gains: of the packages that give it what it asks by then it offers the one nearest to
    that, those not yet offered first. The others accept what is worth at least what they would ask next themselves;
    all must.

    Args:
        gains: ``[row, party]``. strategies: by party, a name of STRATEGIES, an exponent, or a Strategy.
        rounds: the deadline. first: who begins. seed: breaks ties among packages of equal worth.
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
    for turn in range(rounds):
        by = (first + turn) % parties
        time, soon = turn / max(rounds - 1, 1), min((turn + 1) / max(rounds - 1, 1), 1.0)
        wanted = max(asks[by](time) * best[by], 0.0)
        open_ = [int(r) for r in order[by] if gains[r, by] >= wanted - 1e-12]
        fresh = [r for r in open_ if r not in seen[by]]
        if not open_:
            continue
        row = fresh[-1] if fresh else open_[-1]
        seen[by].add(row)
        offers.append(Offer(turn + 1, by, row, tuple(gains[row].tolist())))
        if all(gains[row, p] >= max(asks[p](soon) * best[p], 0.0) - 1e-12 for p in range(parties) if p != by):
            return Run(tuple(offers), row, tuple(gains[row].tolist()))
    return Run(tuple(offers), None, (0.0,) * parties)


def tournament(gains: Array, names: Sequence[str] = tuple(STRATEGIES), rounds: int = 40) -> dict[tuple[str, str], Run]:
    """Every pair of standard strategies of two parties, each run once."""
    return {(a, b): simulate(gains, (a, b), rounds) for a in names for b in names}


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
