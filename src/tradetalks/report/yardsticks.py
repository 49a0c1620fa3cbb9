"""Published figures that a dossier is held against, and what this model answers to the same shock."""

from __future__ import annotations

from dataclasses import dataclass

from tradetalks.dossier.model import Published
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.horizons import LONG_RUN
from tradetalks.equilibrium.solver import solve
from tradetalks.policy.instruments import compile_measures
from tradetalks.policy.shock import world_digest
from tradetalks.report.horizon_words import full_adjustment
from tradetalks.report.income_rows import income_rows
from tradetalks.report.real import goods_volume
from tradetalks.space.deal_space import DealSpace

INCOME = ("real_income", "real_gdp", "consumer_prices")
"""What a published figure of one region may be of; each is held against the same of the model."""


@dataclass(frozen=True)
class Yardstick:
    """A published figure and this model's answer to the same shock, per cent, both ``of`` the same.

    ``long_run``: the answer in the long run, where the dossier's horizon is another.
    """

    title: str
    low: float
    high: float
    ours: float
    source: str
    note: str
    of: str = "real_income"
    long_run: float | None = None

    @property
    def inside(self) -> bool:
        return self.distance(self.ours) == 0

    def distance(self, value: float) -> float:
        """Points between a value and the nearer end of the published range."""
        return max(self.low - value, value - self.high, 0.0)


def yardstick(space: DealSpace, check: Published) -> Yardstick:
    """The model's answer to the shock of a published figure; raises NotCertified if it has none."""
    world = space.eve.benchmark
    effect = compile_measures(check.measures, world, space.dossier.profile_rates())
    shock = effect.on(world)

    def answer(closure: Closure) -> float:
        outcome = space.eve.outcomes.solved(
            world, shock, closure, f"benchmark {world_digest(world)}", lambda: solve(world, shock, closure=closure)
        )
        outcome.certificate.require()
        if check.of in INCOME:
            return getattr(income_rows(outcome, check.regions)[0], check.of)
        a, b = check.regions
        pairs = [goods_volume(outcome, a, b), goods_volume(outcome, b, a)]
        return 100 * (sum(p[1] for p in pairs) / sum(p[0] for p in pairs) - 1)

    closure = space.eve.closure
    in_long_run = None if full_adjustment(closure) else answer(closure.at(LONG_RUN))
    title = space.dossier.sources[check.source].title if check.source else ""
    return Yardstick(check.title, check.low, check.high, answer(closure), title, check.note, check.of, in_long_run)
