"""The eve beside trade as it was counted: how far apart they are, and the factor on trade elasticities that fits.

One figure is fitted to one: the change of goods trade over the flows that the dossier names (all of the table's unless
it does), each weighted by what was counted before. Other flows and sectors are compared, never fitted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tradetalks.dossier.eve_choice import EveChoice
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.errors import NotConverged
from tradetalks.policy.observed import Flow, Months, Observed

DIGITS = 3
"""Digits after the point of a fitted factor."""


@dataclass(frozen=True)
class Beside:
    """One flow on the eve: the model's change from its benchmark and the change that was counted, per cent.

    Attributes:
        before: the benchmark's flow, billions of USD a year. counted: billions in the months before.
        later: the change counted in months that came out after the eve; None if none are named.
        fitted: is the factor fitted to this flow?
    """

    exporter: str
    importer: str
    what: str
    before: float
    model: float
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
        factor: on all trade elasticities, of the eve; fitted if ``choice.fits``.
        tried: factors tried and the change of the flows fitted to that each gave, per cent.
    """

    choice: EveChoice
    table: str
    rows: tuple[Beside, ...]
    factor: float
    tried: tuple[tuple[float, float], ...] = ()

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
        "", "", "", sum(r.before for r in totals), model, sum(r.counted for r in totals), counted,
        _change(table, table.totals, later) if later else None,
    )  # fmt: skip
    return EveFit(choice, table.name, (*totals, together, *sectors), factor, tried)


def fitted(closure: Closure, choice: EveChoice, solve: Callable[[Closure], Outcome]) -> tuple[Closure, EveFit]:
    """The closure whose factor brings the change of trade on the eve to the one counted.

    Args:
        solve: the eve's outcome under a closure.

    Raises:
        NotConverged: no factor in ``choice.between`` does, with what the ends give.
    """
    from scipy.optimize import brentq  # only an eve that is fitted waits for it to load

    table = choice.table()
    target = _change(table, choice.fitted_to(table), choice.spans())
    tried: dict[float, float] = {}

    def change(factor: float) -> float:
        factor = round(factor, DIGITS)
        if factor not in tried:
            outcome = solve(replace(closure, trade_elasticity_factor=factor))
            tried[factor] = beside(outcome, choice, factor).fitted_to[0]
        return tried[factor]

    low, high = choice.between
    if (change(low) - target) * (change(high) - target) > 0:
        ends = f"{change(low):.1f}% and {change(high):.1f}%"
        raise NotConverged(
            f"eve.fit: no factor on trade elasticities from {low:g} to {high:g} fits: trade changes by {ends} at the"
            f" ends, {target:.1f}% was counted; name wider bounds in eve.between"
        )
    root: Any = brentq(lambda f: change(f) - target, low, high, xtol=10.0**-DIGITS)
    found = round(float(root), DIGITS)
    best = min((found, *(f for f in tried if abs(f - found) < 0.01)), key=lambda f: abs(change(f) - target))
    own = replace(closure, trade_elasticity_factor=best)
    return own, beside(solve(own), choice, best, tuple(sorted(tried.items())))


def _row(outcome: Outcome, table: Observed, choice: EveChoice, flow: Flow) -> Beside:
    world = outcome.world
    i, n = world.region(flow.exporter), world.region(flow.importer)
    codes = [c for c in flow.sectors if c in world.sectors]
    inside = list(world.with_products(codes)) if codes else [world.sector(c) for c in (world.goods or world.sectors)]
    before = float(world.trade[i, n, inside].sum())
    after = float(outcome.delivered_volume(i, n)[inside].sum())
    seen, earlier = choice.spans()
    later = choice.later_spans()
    return Beside(
        flow.exporter, flow.importer, flow.what, before, 100 * (after / before - 1) if before else float("nan"),
        table.traded(flow, earlier), table.change(flow, seen, earlier), table.change(flow, *later) if later else None,
        choice.fits and flow in choice.fitted_to(table),
    )  # fmt: skip


def _mean(rows: Sequence[Beside]) -> tuple[float, float]:
    """Change of several flows together by the model and as counted, each weighted by what was counted before."""
    weights = np.array([row.counted for row in rows]) / sum(row.counted for row in rows)
    return float(weights @ [row.model for row in rows]), float(weights @ [row.observed for row in rows])


def _change(table: Observed, flows: Sequence[Flow], spans: tuple[Months, Months]) -> float:
    seen, before = (sum(table.traded(flow, months) for flow in flows) for months in spans)
    return 100 * (seen / before - 1)
