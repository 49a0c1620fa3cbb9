"""The eve beside trade as it was counted: how far apart they are, and the factor on trade elasticities that fits.

One figure is fitted to one: the change of goods trade over the flows that the dossier names (all of the table's unless
it does), each weighted by what was counted before. Other flows and sectors are compared, never fitted. Trade costs flow
by flow, the other fit that a dossier may ask for, are in ``eve_costs``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.eve_choice import EveChoice, goods_of
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.errors import NotConverged
from tradetalks.policy.observed import Flow, Months, Observed
from tradetalks.value.eve_costs import ResidualCost

DIGITS = 3
"""Digits after the point of a fitted factor."""
_MOST_SECANTS = 12


@dataclass(frozen=True)
class Beside:
    """One flow on the eve: the model's change from its benchmark and the change that was counted, per cent.

    Attributes:
        before: the benchmark's flow, billions of USD a year, without what is out of season. model: change of the volume
            that arrives, at the benchmark's prices. value: change of the value sent, at the eve's prices, before duty.
        whole: the model's change with what is out of season. counted: billions in the months before.
        later: the change counted in months that came out after the eve; None if none are named.
        fitted: is something fitted to this flow?
    """

    exporter: str
    importer: str
    what: str
    before: float
    model: float
    value: float
    whole: float
    counted: float
    observed: float
    later: float | None
    fitted: bool = False

    @property
    def gap(self) -> float:
        """Model less observed, points."""
        return self.model - self.observed


@dataclass(frozen=True)
class EveFit:
    """The eve beside what was counted.

    Attributes:
        rows: each flow of all goods, all of them together, and then sectors.
        factor: on all trade elasticities, of the eve; fitted if ``choice.fits_factor``.
        tried: factors tried and the change of the flows fitted to that each gave, per cent.
        costs: of each flow fitted to, the trade cost that duties do not explain, if ``choice.fits_costs``.
    """

    choice: EveChoice
    table: str
    rows: tuple[Beside, ...]
    factor: float
    tried: tuple[tuple[float, float], ...] = ()
    costs: tuple[ResidualCost, ...] = ()

    @property
    def totals(self) -> tuple[Beside, ...]:
        return tuple(row for row in self.rows if not row.what)

    @property
    def together(self) -> Beside:
        """All flows of the table taken together."""
        return self.totals[-1]

    @property
    def fitted_to(self) -> tuple[float, float]:
        """Change of the flows fitted to, by the model and as counted, per cent."""
        return _mean([r for r in self.totals if r.fitted] or self.totals[-1:])

    @property
    def sectors(self) -> tuple[Beside, ...]:
        return tuple(row for row in self.rows if row.what)


def beside(outcome: Outcome, choice: EveChoice, factor: float, tried: tuple[tuple[float, float], ...] = ()) -> EveFit:
    """An eve's trade beside the counted one."""
    table = choice.table()
    flows = [_row(outcome, table, choice, flow) for flow in table.values]
    totals, sectors = [r for r in flows if not r.what], [r for r in flows if r.what]
    model, counted = _mean(totals)
    later = choice.later_spans()
    together = Beside(
        "", "", "", sum(r.before for r in totals), model, _weighted(totals, "value"), _weighted(totals, "whole"),
        sum(r.counted for r in totals), counted, _change(table, table.totals, later) if later else None,
    )  # fmt: skip
    return EveFit(choice, table.name, (*totals, together, *sectors), factor, tried)


def fitted(closure: Closure, choice: EveChoice, solve: Callable[[Closure], Outcome]) -> tuple[Closure, EveFit]:
    """The closure whose factor brings the change of trade on the eve to the one counted.

    Args:
        solve: the eve's outcome under a closure.

    Raises:
        NotConverged: no factor in ``choice.between`` does, with what the ends give.
    """
    table = choice.table()
    target = _change(table, choice.fitted_to(table), choice.spans())
    tried: dict[float, float] = {}

    def gap(factor: float) -> float:
        if factor not in tried:
            outcome = solve(replace(closure, trade_elasticity_factor=factor))
            tried[factor] = beside(outcome, choice, factor).fitted_to[0]
        return tried[factor] - target

    best = _nearest(gap, *choice.between)
    if best is None:
        low, high = choice.between
        ends = f"{tried[low]:.1f}% and {tried[high]:.1f}%"
        raise NotConverged(
            f"eve.fit: no factor on trade elasticities from {low:g} to {high:g} fits: trade changes by {ends} at the"
            f" ends, {target:.1f}% was counted; name wider bounds in eve.between"
        )
    own = replace(closure, trade_elasticity_factor=best)
    return own, beside(solve(own), choice, best, tuple(sorted(tried.items())))


def _nearest(gap: Callable[[float], float], low: float, high: float) -> float | None:
    """The factor of DIGITS digits between two whose gap is nearest to zero; None if the gap has one sign at both.

    Secants in logs of factors, begun in the middle, each trial near the last one; where they lead outside the bounds,
    between the bounds (Anderson & Björck 1973, BIT 13: regula falsi, a retained end's gap scaled down).
    """
    known: dict[float, float] = {}

    def at(factor: float) -> float:
        if factor not in known:
            known[factor] = gap(factor)
        return known[factor]

    def between(a: float, b: float, at_a: float, at_b: float) -> float:
        if at_a == at_b:
            return np.inf
        return float(np.exp(np.log(b) - at_b * np.log(b / a) / (at_b - at_a)))

    middle = float(np.sqrt(low * high))
    a, b = (round(float(x), DIGITS) for x in (middle, middle * (high / low) ** 0.05))
    if low <= a < b <= high:
        for _ in range(_MOST_SECANTS):
            guess = between(a, b, at(a), at(b))
            if not low <= guess <= high:
                break
            guess = min(max(round(guess, DIGITS), low), high)
            if guess in known:
                return min(known, key=lambda factor: abs(known[factor]))
            a, b = b, guess
    unit, a, b = 10.0**-DIGITS, low, high
    at_a, at_b = at(a), at(b)
    if at_a * at_b > 0:
        return None
    while abs(b - a) >= 2 * unit and at_b:
        guess = between(a, b, at_a, at_b)
        guess = round(min(max(guess, min(a, b) + unit), max(a, b) - unit), DIGITS)
        at_guess = at(guess)
        if at_guess * at_b <= 0:
            a, at_a = b, at_b
        else:
            kept = 1 - at_guess / at_b
            at_a *= kept if kept > 0 else 0.5
        b, at_b = guess, at_guess
    return min(known, key=lambda factor: abs(known[factor]))


def _row(outcome: Outcome, table: Observed, choice: EveChoice, flow: Flow) -> Beside:
    world = outcome.world
    i, n = world.region(flow.exporter), world.region(flow.importer)
    codes = [c for c in flow.sectors if c in world.sectors]
    arrived = outcome.delivered_volume(i, n)

    def change(of: NDArray[np.float64], inside: list[int]) -> float:
        before = float(world.trade[i, n, inside].sum())
        return 100 * (float(of[inside].sum()) / before - 1) if before else float("nan")

    compared = list(world.with_products(codes) if codes else map(world.sector, choice.compared(world)))
    before, model = float(world.trade[i, n, compared].sum()), change(arrived, compared)
    whole = model if codes else change(arrived, list(map(world.sector, goods_of(world))))
    seen, earlier = choice.spans()
    later = choice.later_spans()
    return Beside(
        flow.exporter, flow.importer, flow.what, before, model, change(outcome.trade[i, n], compared), whole,
        table.traded(flow, earlier), table.change(flow, seen, earlier), table.change(flow, *later) if later else None,
        choice.fits and flow in choice.fitted_to(table),
    )  # fmt: skip


def _mean(rows: Sequence[Beside]) -> tuple[float, float]:
    """Change of several flows together by the model and as counted, each weighted by what was counted before."""
    return _weighted(rows, "model"), _weighted(rows, "observed")


def _weighted(rows: Sequence[Beside], name: str) -> float:
    weights = np.array([row.counted for row in rows]) / sum(row.counted for row in rows)
    return float(weights @ [getattr(row, name) for row in rows])


def _change(table: Observed, flows: Sequence[Flow], spans: tuple[Months, Months]) -> float:
    seen, before = (sum(table.traded(flow, months) for flow in flows) for months in spans)
    return 100 * (seen / before - 1)
