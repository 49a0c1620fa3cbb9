"""What is at stake at another horizon: the same packages and ways of having no deal, each over that horizon's own eve.

Status quo and package are both taken as far after their measures as the horizon says, so that what is lifted comes back
no further than it had gone. Rates of a war are held at those its players set at the dossier's own horizon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tradetalks.counsel.drawn import Asked, Package
from tradetalks.equilibrium.horizons import LONG_RUN, Horizon, horizon
from tradetalks.space.deal_space import Deal, DealSpace
from tradetalks.value.afresh import Benchmark
from tradetalks.value.no_deal import rates_under
from tradetalks.value.response import worth_over

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stakes:
    """What packages and branches of no deal bring at a horizon, by the model, bn USD a year over its own eve.

    Attributes:
        space: what was valued at the dossier's own horizon. horizon: the other one.
        known: package (its items and options) -> ``[party]``. branches: by name, ``[party]``.
    """

    space: DealSpace
    horizon: Horizon
    known: dict[tuple[tuple[str, str], ...], Array]
    branches: dict[str, Array]

    def economic(self, package: Package) -> dict[str, float]:
        """By party, what a package brings in the model; raises KeyError for one that was not asked about."""
        return dict(zip(self.space.parties, self.known[_key(self.space, package)].tolist(), strict=True))

    @property
    def chances(self) -> dict[str, float]:
        """Probability here of each way of having no deal, by name."""
        return {b.name: b.probability for b in self.space.dossier.at_horizon(self.horizon).no_deal}

    @cached_property
    def expected_model(self) -> Array:
        """``[party]`` what no deal is expected to bring here by the model, at this horizon's chances."""
        return sum((p * self.branches[name] for name, p in self.chances.items()), np.zeros(len(self.space.parties)))

    @cached_property
    def expected_no_deal(self) -> Array:
        """``[party]`` the same with worth beyond the model."""
        own = self.space.no_deal
        beyond = [[own[name].political[p] for p in self.space.parties] for name in self.chances]
        return self.expected_model + np.array(list(self.chances.values())) @ np.array(beyond)

    def gain(self, deal: Deal) -> dict[str, float]:
        """By party, a deal's gain over no deal, both at this horizon, worth beyond the model as it is."""
        here = self.economic(deal.package)
        return {
            p: deal.value[p] + here[p] - deal.economic[p] - float(expected)
            for p, expected in zip(self.space.parties, self.expected_no_deal, strict=True)
        }


def stakes_at(space: DealSpace, named: Horizon | str | float, packages: Sequence[Package]) -> Stakes:
    """What packages and the dossier's branches of no deal bring at another horizon.

    Raises:
        PolicyError: no such horizon. NotConverged, NotCertified: one cannot be solved there.
    """
    full = [space.dossier.package(package) for package in packages]
    asked = Asked.of(space.valuer, full)
    bench = Benchmark(space.dossier.at_horizon(named), asked.questions, space.valuer.cache)
    for question in asked.questions:
        if question.war:
            bench.rates[question.war.name] = rates_under(bench, question, space.valuer)
    eve = bench.published(asked.questions[0])
    worth = np.array([worth_over(eve, bench.published(question))[0] for question in asked.questions])
    found = np.einsum("rqp,qp->rp", asked.weights, space.eve.of_parties(worth))
    known = {_key(space, package): row for package, row in zip(full, found[: len(full)], strict=True)}
    names = [branch.name for branch in space.dossier.no_deal]
    return Stakes(space, horizon(named), known, dict(zip(names, found[len(full) :], strict=True)))


def long_run(space: DealSpace, packages: Sequence[Package]) -> Stakes | None:
    """What is at stake in the long run; None where that is the dossier's own horizon, or nothing is computed."""
    own = space.dossier.world.horizon == LONG_RUN or not space.dossier.is_computed()
    return None if own else stakes_at(space, LONG_RUN, packages)


def flips(here: float, there: float, seen: float) -> bool:
    """Has a stake one sign here and the other there, as they print? ``seen``: the least that prints as something, in
    the unit of the talks that it is of."""
    return min(abs(here), abs(there)) >= seen and here * there < 0


def _key(space: DealSpace, package: Package) -> tuple[tuple[str, str], ...]:
    return tuple(space.dossier.package(package).items())
