"""The certificate of an outcome: how well it satisfies each equilibrium condition, measured on its own.

Measured in levels from the definitions, not from the residual that the solver drove to zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import model
from tradetalks.errors import NotCertified
from tradetalks.residuals import worst

CERTIFIED = 1e-9
"""An outcome is certified when every residual is below this."""
RESIDUALS = ("market_clearing", "price", "budget", "labour", "walras", "complementarity")
"""The conditions, in the order that they are told in."""


@dataclass(frozen=True)
class Certificate:
    """Largest relative residual of each equilibrium condition, and the iterations it took.

    Attributes:
        market_clearing: goods: spending less final and intermediate demand, over that market's spending.
        price: price index less the CES index of unit costs and wedges, relative.
        budget: imports less exports less the deficit (border prices), over income.
        labour: labour's earnings less wages paid, over wages, all regions (and sectors where they differ), none left
        out. walras: sum over regions of labour-market gaps, over world wages: the redundant equation; and how far world
            wages are from the benchmark's, the numeraire in its place.
        iterations: solver iterations, all stages.
        complementarity: caps and floors: the larger of a limit's breach and of the smaller of slack and wedge, in logs;
            zero, measured, where there are none.

    A residual that was not measured is NaN, and nothing with one is certified.
    """

    market_clearing: float
    price: float
    budget: float
    labour: float
    walras: float
    iterations: int
    complementarity: float = math.nan

    @classmethod
    def from_arrays(cls, measured: Mapping[str, Any], iterations: int) -> Certificate:
        """From residuals by name; those left out were not measured.

        Raises:
            KeyError: a name that is no residual's.
        """
        if strange := set(measured) - set(RESIDUALS):
            raise KeyError(f"no residuals: {', '.join(sorted(strange))}; expected {', '.join(RESIDUALS)}")
        held = {name: float(measured[name]) if name in measured else math.nan for name in RESIDUALS}
        return cls(**held, iterations=int(iterations))

    def residuals(self) -> dict[str, float]:
        """The residuals by name."""
        return {name: getattr(self, name) for name in RESIDUALS}

    @property
    def worst(self) -> float:
        """The largest residual; infinity if one is missing, no finite number, or negative."""
        return worst(self.residuals().values())

    @property
    def certified(self) -> bool:
        """Is every residual a finite number below CERTIFIED?"""
        return self.worst < CERTIFIED

    def joined(self, other: Certificate) -> Certificate:
        """Of each residual the larger of two measurements; iterations of the first."""
        pairs = zip(self.residuals().items(), other.residuals().values(), strict=True)
        return Certificate(**{name: worst((a, b)) for (name, a), b in pairs}, iterations=self.iterations)

    def require(self) -> Certificate:
        """Return self, or raise NotCertified with the residuals."""
        if not self.certified:
            raise NotCertified(f"outcome not certified: {self}; every residual must be below {CERTIFIED:g}")
        return self

    def __str__(self) -> str:
        where = max(RESIDUALS, key=lambda name: worst((getattr(self, name),))).replace("_", " ")
        steps = "1 iteration" if self.iterations == 1 else f"{self.iterations} iterations"
        return f"worst residual {self.worst:.1e} ({where}), {steps}"

    def as_dict(self) -> dict[str, float]:
        return {**asdict(self), "certified": self.certified}


def measure(
    state: model.State,
    b: model.Benchmark,
    p: model.Policy,
    f: model.Flows,
    log_wedge: NDArray[np.float64] | None = None,
) -> dict[str, NDArray[np.float64]]:
    """Residuals of the first five conditions named in Certificate: one number each, or one a counterfactual where
    arrays have a leading axis.

    ``p`` is the effective policy: wedges of limits and specific duties in it; ``log_wedge`` is equation (2), if known.
    """
    spent = np.where(b.alive, f.spending, 1.0)
    market = np.abs(f.spending - model.demand(f, b)) / spent
    theta = b.theta[..., None, :]
    cost = f.log_cost[..., None, :] + (model.wedge(b, p) if log_wedge is None else log_wedge)
    power = np.exp(-theta[..., None, :] * cost)
    index = np.where(b.import_share > 0, b.import_share * power, 0.0).sum(-3) ** (-1 / theta)
    price = np.abs(index / np.exp(state.log_price) - 1)
    at_border = f.border_value * (1 + p.export_tax)
    budget = np.abs(at_border.sum((-3, -1)) - at_border.sum((-2, -1)) - f.deficit) / f.income
    earned = f.earnings.sum(-1)
    labour = (np.abs(earned - f.labour_income) / f.labour_income).max(-1)
    if state.log_earnings.size:  # what each sector pays its labour is what labour supplied to it earns
        supplied = b.earnings * np.exp(state.log_earnings)
        sector = np.abs(supplied - f.earnings) / f.labour_income[..., None]
        labour = np.maximum(labour, sector.max((-2, -1)))
    wages = f.labour_income.sum(-1)
    redundant = np.abs((earned - f.labour_income).sum(-1)) / wages
    numeraire = np.abs(wages / b.labour_income.sum() - 1)
    return {
        "market_clearing": market.max((-2, -1)),
        "price": price.max((-2, -1)),
        "budget": budget.max(-1),
        "labour": labour,
        "walras": np.maximum(redundant, numeraire),
    }
