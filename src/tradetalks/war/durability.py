"""What keeps a deal alive: discount factors, review periods, and the clauses that mend a weak side.

A repeated game in which a party that breaks the deal earns ``defect`` until it is found out and ``punish`` for good
after (grim trigger; Friedman 1971, REStud 38(1); for trade agreements Dixit 1987 and Bagwell & Staiger 2002, ch. 6).
Payoffs are flows a year. With review lag ``L`` years and discount rate ``r``, the deal holds against the party if

    deal >= (1 - q) defect + q punish,    q = exp(-r L),

so that the least ``q`` is the critical discount factor ``(defect - deal) / (defect - punish)`` of one review period,
and the longest period ``-ln(critical) / r``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scipy.optimize import brentq, minimize_scalar

from tradetalks.errors import PolicyError


@dataclass(frozen=True)
class Stage:
    """One party's payoffs a year, in one unit, under the deal, when it alone breaks it, and after that."""

    deal: float
    defect: float
    punish: float

    @property
    def unwilling(self) -> bool:
        """Would the party rather have what follows a breach than the deal?"""
        return self.punish > self.deal


def critical_discount(stage: Stage) -> float:
    """Least discount factor between reviews at which the deal sustains itself against this party.

    0 if breaking it never pays, infinity if the punishment is no worse than the deal while breaking pays, or is better
    than the deal: who would rather have no deal breaks it to get there.
    """
    if stage.unwilling:
        return math.inf
    if stage.defect <= stage.deal:
        return 0.0
    if stage.punish >= stage.deal:
        return math.inf
    return (stage.defect - stage.deal) / (stage.defect - stage.punish)


def longest_review(stage: Stage, discount_rate: float) -> float:
    """Longest time in years between reviews at which the deal sustains itself against this party.

    Infinity if breaking it never pays, 0 if no review is frequent enough.
    """
    _rate(discount_rate)
    least = critical_discount(stage)
    if least == 0:
        return math.inf
    return 0.0 if least >= 1 else -math.log(least) / discount_rate


def escrow(stage: Stage, discount_rate: float, review: float) -> float:
    """Deposit, forfeited on breach, that makes the deal hold against this party at a review every ``review`` years.

    In the payoffs' unit (not a year): the present value by which breaking the deal beats keeping it; 0 where none is
    needed. Breaking earns ``(defect - deal)`` for ``review`` years, then loses ``(deal - punish)`` for good.
    """
    q = math.exp(-_rate(discount_rate) * review)
    return max(0.0, ((1 - q) * stage.defect + q * stage.punish - stage.deal) / discount_rate)


def instalments(stage: Stage, discount_rate: float, review: float) -> int | None:
    """Into how many equal instalments to divide a review period, each released when the last was kept; None if no
    number does. A phased deal is a deal reviewed at every instalment."""
    longest = longest_review(stage, discount_rate)
    if math.isinf(longest):
        return 1
    return None if longest <= 0 else max(1, math.ceil(review / longest - 1e-9))


@dataclass(frozen=True)
class Durability:
    """One party's side of a deal.

    Attributes:
        party: name. stage: payoffs a year. critical: least discount factor between reviews.
        longest: longest review period in years. review, discount_rate: what was asked. holds: does it, at that review?
        snapback: lag in years within which concessions must snap back for it to hold; infinity if none is needed.
        escrow: deposit that makes it hold. instalments: number of them that does, or None.
    """

    party: str
    stage: Stage
    review: float
    discount_rate: float

    @property
    def critical(self) -> float:
        return critical_discount(self.stage)

    def __post_init__(self) -> None:
        if not 0 < self.review < math.inf:
            raise PolicyError(f"review: found {self.review:g} years between reviews, expected above 0")

    @property
    def longest(self) -> float:
        return longest_review(self.stage, self.discount_rate)

    @property
    def holds(self) -> bool:
        return self.review <= self.longest

    @property
    def snapback(self) -> float:
        return self.longest

    @property
    def escrow(self) -> float:
        return escrow(self.stage, self.discount_rate, self.review)

    @property
    def instalments(self) -> int | None:
        return instalments(self.stage, self.discount_rate, self.review)

    def clause(self, unit: str = "bn", write: Callable[[float], str] = "{:,.1f}".format) -> str:
        """In words, which clause mends this side; ``unit``: of the deposit, after the number that ``write`` makes of
        it."""
        if math.isinf(self.longest):
            return "none needed: breaking the deal never pays"
        if self.holds:
            span = "year" if self.review == 1 else f"{self.review:g} years"
            return f"none needed at a review at least every {span}"
        if self.longest <= 0:
            return f"no review is frequent enough; only a deposit of {write(self.escrow)} {unit}"
        return (
            f"snapback within {_duration(self.longest)}, or {self.instalments} instalments a period, or a deposit of"
            f" {write(self.escrow)} {unit}"
        )


def _duration(years: float) -> str:
    return (
        f"{years:.1f} years"
        if years >= 1
        else f"{12 * years:.0f} months"
        if years >= 1 / 6
        else f"{365 * years:.0f} days"
    )


def most_cooperative(
    payoff: Callable[[float, float], float],
    noncooperative: float,
    discount: float,
    best: Callable[[float], float] | None = None,
    lowest: float = 0.0,
) -> float:
    """Lowest symmetric tariff that sustains itself between two mirror countries under grim trigger.

    Args:
        payoff: a country's payoff a period, of its own tariff and the other's.
        noncooperative: the Nash tariff. discount: factor between periods, 0 to below 1.
        best: best response to the other's tariff; found numerically between ``lowest`` and twice the Nash tariff if
            None.

    Returns:
        The lowest tariff ``t`` in ``[lowest, noncooperative]`` with ``payoff(t, t) >= (1 - d) payoff(best(t), t) + d
        payoff(nash, nash)``.
    """
    if not 0 <= discount < 1:
        raise PolicyError(f"discount: found {discount:g}, expected 0 to below 1")

    def response(other: float) -> float:
        if best is not None:
            return best(other)
        found = minimize_scalar(
            lambda own: -payoff(own, other),
            bounds=(lowest, 2 * noncooperative),
            method="bounded",
            options={"xatol": 1e-12},
        )
        return float(found.x)

    def slack(t: float) -> float:
        stage = Stage(payoff(t, t), payoff(response(t), t), payoff(noncooperative, noncooperative))
        return stage.deal - (1 - discount) * stage.defect - discount * stage.punish

    if slack(lowest) >= 0:
        return lowest
    # the Nash tariff itself is a root; the one below it bounds the sustainable set
    steps = 400
    below = noncooperative
    for j in range(1, steps):
        t = noncooperative - (noncooperative - lowest) * j / steps
        if slack(t) < 0:
            return _root(slack, t, below) if j > 1 else noncooperative
        below = t
    return _root(slack, lowest, below)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    found: Any = brentq(function, low, high, xtol=1e-14)
    return float(found)


def _rate(discount_rate: float) -> float:
    if not discount_rate > 0:
        raise PolicyError(f"discount_rate: found {discount_rate:g}, expected above 0 (0.05 is 5% a year)")
    return discount_rate
