"""Alternating offers where everybody knows everybody's gains, for any number of parties who must all agree.

Parties propose in turn; an offer that all accept ends the talks, else the next one proposes a round later and gains are
discounted. With a deadline the last proposer's ultimatum is solved backwards (Stahl 1972; Rubinstein 1982, Econometrica
50). Without one, each party's proposal gives all others just what waiting for the next proposal is worth to them: with
two parties the only subgame-perfect play (Rubinstein 1982), with more the only one whose proposals do not depend on the
past (Asheim 1992, Games and Economic Behavior 4).

Whole packages cannot be split, so that among few of them the side that moves last keeps an advantage however late that
is. Proposals here may be lotteries over packages, as they are where Nash's solution is defined; then what the last
round gives fades with the discount, and as rounds grow short the outcome tends to Nash's solution (Binmore, Rubinstein
& Wolinsky 1986, Rand Journal of Economics 17).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.figures import DiscountRange
from tradetalks.errors import TradetalksError
from tradetalks.space import solutions
from tradetalks.space.lotteries import hull_rows
from tradetalks.value.worth import draw_range

Array = NDArray[np.float64]
MOST_ROUNDS = 5_000
"""Rounds looked ahead before a game without deadline is given up as not settling."""
NO_LOTTERY = "by_lot: no lottery gives every party what waiting is worth to it"
SETTLED = 1e-9
"""Part of the largest gain by which proposals may still move when they count as settled."""


def rubinstein(first: float, second: float) -> float:
    """Share of the pie that the first proposer gets, ``(1 - d2) / (1 - d1 d2)`` (Rubinstein 1982)."""
    for name, value in (("first", first), ("second", second)):
        if not 0 <= value < 1:
            raise TradetalksError(f"discount factor of the {name} party: found {value:g}, expected 0 to below 1")
    return (1 - second) / (1 - first * second)


def round_factors(common: float, session: Sequence[float], rounds: int) -> tuple[float, ...]:
    """Discount factors a round, by party: everybody's, times the part of its own loss over the talks that a round is,
    ``common * session^(1/rounds)``, as GENIUS discounts by the share of the session gone.

    Args:
        common: of all, a round. session: by party, the factor by which a deal at the end of the talks is worth less to
            it than one at once. rounds: of the talks.

    Raises:
        TradetalksError: ``common`` is no factor above 0 to 1.
    """
    if not 0 < common <= 1:
        raise TradetalksError(f"discount: found {common:g}; expected a factor a round above 0 to 1 (0.98: 2% are lost)")
    return tuple(common * own ** (1 / rounds) for own in session)


def drawn_factors(
    common: float, session: Sequence[DiscountRange], rounds: int, draws: int, seed: int
) -> list[tuple[float, ...]]:
    """``round_factors`` a draw: each party's own factor triangular in its range (mode at mid), independent.

    Args:
        session: by party. The others: as of ``round_factors``; the seed decides.
    """
    rng = np.random.default_rng(seed)
    own = [draw_range(rng, s.low, s.mid, s.high, draws) for s in session]
    return [round_factors(common, row, rounds) for row in np.column_stack(own).tolist()]


@dataclass(frozen=True)
class Solved:
    """Backward induction: the row agreed (None if none), the round (from 1), and gains discounted to the first
    round."""

    row: int | None
    turn: int
    gains: tuple[float, ...]


def alternating_offers(gains: Array, discount: Sequence[float], rounds: int, first: int = 0) -> Solved:
    """Subgame-perfect play of alternating offers of whole packages, with a deadline; no deal after it.

    Args:
        gains: ``[row, party]`` over no deal. discount: by party, a round. rounds: offers in all, the parties in turn.
        first: who begins.
    """
    gains, rate = _checked(gains, discount, rounds)
    parties = gains.shape[1]
    value, found = np.zeros(parties), Solved(None, rounds, (0.0,) * parties)
    for turn in range(rounds, 0, -1):
        proposer = (first + turn - 1) % parties
        others = np.arange(parties) != proposer
        wait = rate * value  # what each gets by going on, seen from this round
        accepted = np.flatnonzero((gains[:, others] >= wait[others] - 1e-12).all(1) & (gains[:, proposer] >= -1e-12))
        if len(accepted):
            best = accepted[np.lexsort((-gains[accepted][:, others].sum(1), -gains[accepted, proposer]))[0]]
            if gains[best, proposer] >= wait[proposer]:
                value = gains[best].copy()
                found = Solved(int(best), turn, tuple(value.tolist()))
                continue
        value = wait
        found = Solved(found.row, found.turn, tuple(value.tolist()))
    return found


@dataclass(frozen=True)
class Proposal:
    """What a party proposes, and all accept: rows by chance, and expected gains, those of no deal being zero.

    Attributes:
        rows, chances: packages and their probabilities, which sum to one. gains: by party.
    """

    rows: tuple[int, ...]
    chances: tuple[float, ...]
    gains: tuple[float, ...]


Propose = Callable[[int, Array], Proposal]
"""Who proposes and what waiting is worth to each, to what it proposes."""


def by_lot(gains: Array, discount: Sequence[float], rounds: int | None = None) -> tuple[Proposal, ...]:
    """What each party would propose if it began, where offers may be lotteries over packages.

    Args:
        gains: ``[row, party]`` over no deal. discount: by party, a round; below 1 where there is no deadline.
        rounds: offers in all; None: there is no deadline.

    Returns:
        One accepted proposal a party; none where no lottery leaves every party as well off as no deal.

    Raises:
        TradetalksError: no discount and no deadline; proposals that do not settle within MOST_ROUNDS rounds.
    """
    gains, rate = _checked(gains, discount, 1 if rounds is None else rounds)
    if rounds is None and (rate >= 1).any():
        raise TradetalksError("by_lot: a discount factor of 1 and no deadline: nothing makes anybody agree")
    parties = gains.shape[1]
    nash = solutions.over_lotteries("nash", gains)
    if not nash.rows:
        return _indifferent(gains)
    # rows that lotteries are made of; of more than two parties those that would raise a proposal most are added
    propose = partial(_on_edge, gains, hull_rows(gains)) if parties == 2 else partial(_proposal, gains, [*nash.rows])
    if rounds is not None:  # backwards from the deadline, once for each party that may begin
        return tuple(_backwards(propose, rate, rounds, first) for first in range(parties))
    scale = max(float(np.abs(gains).max()), 1e-12)
    if parties == 2:
        return _halved(propose, rate, scale)
    values = np.tile(nash.gains, (parties, 1))  # [proposer, party], improved round by round
    proposals: list[Proposal] = [Proposal((), (), ())] * parties
    moved = 0.0
    for _ in range(MOST_ROUNDS):
        moved = 0.0
        for p in reversed(range(parties)):
            proposals[p] = propose(p, rate * values[(p + 1) % parties])
            new = np.array(proposals[p].gains)
            moved = max(moved, float(np.abs(new - values[p]).max()))
            values[p] = (values[p] + new) / 2  # else they may go round
        if moved <= SETTLED * scale:
            return tuple(proposals)
    raise TradetalksError(
        f"by_lot: proposals still move by {moved:.1e} after {MOST_ROUNDS:,} rounds; try smaller discount factors"
    )


def gains_over(gains: Array, factors: Sequence[Sequence[float]]) -> Array:
    """``[5th and 95th percentile, who begins, party]`` gains of ``by_lot`` over draws of the factors a round."""
    drawn = [[one.gains for one in by_lot(gains, rates)] for rates in factors]
    return np.asarray(np.percentile(drawn, [5, 95], axis=0))


def _halved(propose: Propose, rate: Array, scale: float) -> tuple[Proposal, ...]:
    """The proposals of two parties, by bisection of what the second proposes for itself: if it expects less than its
    due, the first offers it less, must then be left more, and the second can propose more than it expected."""
    low, high = 0.0, propose(1, np.zeros(2)).gains[1]
    while True:
        middle = (low + high) / 2
        one = propose(0, rate * np.array([0.0, middle]))
        other = propose(1, rate * np.array(one.gains))
        if high - low <= SETTLED * scale:
            return one, other
        low, high = (middle, high) if other.gains[1] > middle else (low, middle)


def _indifferent(gains: Array) -> tuple[Proposal, ...]:
    """Nobody can gain strictly: each proposes the best for itself of what costs nobody anything, if there is any."""
    fair = np.flatnonzero(solutions.rational(gains))
    if len(fair) == 0:
        return ()
    best = [int(fair[gains[fair, p].argmax()]) for p in range(gains.shape[1])]
    return tuple(Proposal((row,), (1.0,), tuple(gains[row].tolist())) for row in best)


def _backwards(propose: Propose, rate: Array, rounds: int, first: int) -> Proposal:
    """The first proposal of a game with a deadline."""
    wait, found = np.zeros(len(rate)), Proposal((), (), ())
    for turn in range(rounds, 0, -1):
        found = propose((first + turn - 1) % len(rate), wait)
        wait = rate * np.array(found.gains)
    return found


def _on_edge(gains: Array, hull: NDArray[np.int64], party: int, wait: Array) -> Proposal:
    """The proposal of one of two parties: the point of the upper hull that leaves the other what waiting is worth."""
    rows = hull if party == 0 else hull[::-1]  # falling gains of who proposes, rising gains of the other
    given, least = gains[rows, 1 - party], float(wait[1 - party])
    if least > given[-1] + 1e-12 * max(1e-12, float(np.abs(gains).max())):
        raise TradetalksError(NO_LOTTERY)
    k = int(np.searchsorted(given, least))  # the first row that gives enough
    if k in (0, len(rows)):
        row = int(rows[min(k, len(rows) - 1)])
        return Proposal((row,), (1.0,), tuple(gains[row].tolist()))
    chance = float((least - given[k - 1]) / (given[k] - given[k - 1]))
    pair, chances = rows[k - 1 : k + 1], np.array([1 - chance, chance])
    kept = chances > 1e-9
    return Proposal(tuple(pair[kept].tolist()), tuple(chances[kept].tolist()), tuple((chances @ gains[pair]).tolist()))


def _proposal(gains: Array, active: list[int], party: int, wait: Array) -> Proposal:
    """The lottery best for a party among those that give each other party what waiting is worth to it: a linear
    programme over some rows, to which the row that pays most at its prices is added until none pays."""
    from scipy.optimize import linprog

    others = [q for q in range(gains.shape[1]) if q != party]
    scale = max(1e-12, float(np.abs(gains).max()))
    cost = -(gains[:, party] + 1e-9 * gains[:, others].sum(1))  # of what is best for itself, nothing is wasted
    while True:
        found = linprog(
            cost[active], A_ub=-gains[active][:, others].T, b_ub=1e-12 * scale - wait[others],
            A_eq=np.ones((1, len(active))), b_eq=[1.0], bounds=(0, None), method="highs",
        )  # fmt: skip
        if found.status != 0:
            raise TradetalksError(NO_LOTTERY)
        reduced = cost + gains[:, others] @ found.ineqlin.marginals - found.eqlin.marginals[0]
        best = int(reduced.argmin())
        if reduced[best] >= -1e-9 * scale or best in active:
            break
        active.append(best)
    kept = np.flatnonzero(found.x > 1e-9)
    rows, chance = [active[k] for k in kept], found.x[kept] / found.x[kept].sum()
    return Proposal(tuple(rows), tuple(chance.tolist()), tuple((chance @ gains[rows]).tolist()))


def _checked(gains: Array, discount: Sequence[float], rounds: int) -> tuple[Array, Array]:
    gains, rate = np.asarray(gains, dtype=float), np.asarray(discount, dtype=float)
    good = gains.ndim == 2 and gains.shape[1] >= 2 and rate.shape == gains.shape[1:] and rounds >= 1
    if not good or not ((rate > 0) & (rate <= 1)).all():
        raise TradetalksError(
            "alternating offers: expected two parties or more, a discount factor above 0 to 1 for each, a round or more"
        )
    return gains, rate
