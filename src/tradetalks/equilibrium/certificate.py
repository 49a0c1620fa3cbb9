"""The certificate of an outcome: how well it satisfies each equilibrium condition, measured on its own.

Measured in levels from the definitions, not from the residual that the solver drove to zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import jax.numpy as jnp
from jax import Array

from tradetalks.equilibrium import model
from tradetalks.errors import NotCertified

CERTIFIED = 1e-9
"""An outcome is certified when every residual is below this."""


@dataclass(frozen=True)
class Certificate:
    """Largest relative residual of each equilibrium condition, and the iterations it took.

    Attributes:
        market_clearing: goods: spending less final and intermediate demand, over that market's spending.
        price: price index less the CES index of unit costs and wedges, relative.
        budget: imports less exports less the deficit (border prices), over income.
        labour: labour's earnings less wages paid, over wages, all regions (and sectors where they differ), none left
        out. walras: sum over regions of labour-market gaps, over world wages: the redundant equation.
        iterations: solver iterations, all stages.
        complementarity: caps and floors: the larger of a limit's breach and of the smaller of slack and wedge, in logs.
    """

    market_clearing: float
    price: float
    budget: float
    labour: float
    walras: float
    iterations: int
    complementarity: float = 0.0

    @classmethod
    def from_arrays(cls, measured: Mapping[str, Array], iterations: int) -> Certificate:
        return cls(**{name: float(value) for name, value in measured.items()}, iterations=int(iterations))

    @property
    def worst(self) -> float:
        """The largest residual."""
        return max(self.market_clearing, self.price, self.budget, self.labour, self.walras, self.complementarity)

    @property
    def certified(self) -> bool:
        return self.worst < CERTIFIED

    def require(self) -> Certificate:
        """Return self, or raise NotCertified with the residuals."""
        if not self.certified:
            raise NotCertified(f"outcome not certified: {self}; every residual must be below {CERTIFIED:g}")
        return self

    def __str__(self) -> str:
        names = ("market_clearing", "price", "budget", "labour", "walras", "complementarity")
        where = max(names, key=lambda name: getattr(self, name)).replace("_", " ")
        return f"worst residual {self.worst:.1e} ({where}), {self.iterations} iterations"

    def as_dict(self) -> dict[str, float]:
        return {**asdict(self), "certified": self.certified}


def measure(state: model.State, b: model.Benchmark, p: model.Policy, f: model.Flows) -> dict[str, Array]:
    """Residuals of the five conditions named in Certificate; JAX arrays of size one.

    ``p`` is the effective policy: wedges of limits and specific duties in it.
    """
    spent = jnp.where(b.alive, f.spending, 1.0)
    market = jnp.abs(f.spending - model.demand(f, b)) / spent
    cost = jnp.exp(f.log_cost)[:, None, :] * jnp.exp(model.wedge(b, p))
    index = jnp.where(b.import_share > 0, b.import_share * cost ** (-b.theta), 0.0).sum(0) ** (-1 / b.theta)
    price = jnp.abs(index / jnp.exp(state.log_price) - 1)
    at_border = f.border_value * (1 + p.export_tax)
    budget = jnp.abs(at_border.sum((0, 2)) - at_border.sum((1, 2)) - f.deficit) / f.income
    earned = f.earnings.sum(1)
    labour = jnp.abs(earned - f.labour_income) / f.labour_income
    worst_labour = labour.max()
    if state.log_earnings.size:  # what each sector pays its labour is what labour supplied to it earns
        supplied = b.earnings * jnp.exp(state.log_earnings)
        worst_labour = jnp.maximum(worst_labour, (jnp.abs(supplied - f.earnings) / f.labour_income[:, None]).max())
    return {
        "market_clearing": market.max(),
        "price": price.max(),
        "budget": budget.max(),
        "labour": worst_labour,
        "walras": jnp.abs((earned - f.labour_income).sum()) / f.labour_income.sum(),
    }
