"""Effects restated on the eve's prices and volumes, and summed into stacks of policies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.model import Policy
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import elasticities_under, policy_of
from tradetalks.errors import PolicyError
from tradetalks.policy.effects import Effect
from tradetalks.policy.product_points import Products, unequal_duties
from tradetalks.policy.quantities import at_level
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

Array = NDArray[np.float64]

NOTHING: Mapping[str, Products] = {}


def as_taxes(outcome: Outcome) -> Shock:
    """The policy of an outcome with its limits on quantities turned into the taxes they amount to."""
    return replace(outcome.shock, quantities=())


def on_eve(effect: Effect, outcome: Outcome, products: Mapping[str, Products] = NOTHING) -> Effect:
    """An effect stated on the benchmark's prices and volumes, restated on the outcome's: specific duties over its
    border prices, caps as shares of its volumes.

    Args:
        products: importer -> what its products pay in the outcome. Where the outcome's duties are averages, what an
            effect adds is.
    """
    world, shock = outcome.world, outcome.shock
    border = outcome.factory_price_ratio[:, None, :] * (1 + shock.export_tax_level) / (1 + world.export_tax)
    limits = []
    for limit in effect.limits:
        if limit.kind == "cap":
            i, n, s = limit.exporter, limit.importer, list(limit.sectors)
            volume = outcome.delivered_volume(i, n)[s].sum() / world.trade[i, n, s].sum()
            limit = at_level(limit, limit.level / float(volume))
        limits.append(limit)
    by_product = {i: points.of(products[i]) for i, points in effect.by_product.items() if i in products}
    return replace(effect, specific=effect.specific / border, limits=tuple(limits), by_product=by_product)


def stack_policies(
    duties: ProductDuties, member: Array, effects: Sequence[Effect], keep: Collection[str] = ()
) -> Policy:
    """Policies that are the base and sums of effects, ``member[policy, effect]`` times, along a leading axis."""
    world, base, closure, count = duties.world, duties.base, duties.closure, len(member)

    def total(name: str, start: Array | float = 0.0) -> Array:
        begin = start + getattr(base, name)
        parts = [getattr(e, name) for e in effects]
        some = [j for j, part in enumerate(parts) if np.any(part)]  # most effects move one or two instruments
        if not some:
            return np.broadcast_to(begin, (count, *begin.shape)).copy()
        found = np.tensordot(member[:, some], np.stack([parts[j] for j in some]), 1)
        found += begin
        return found

    def optional(name: str) -> Array:
        used = name in keep or np.any(getattr(base, name)) or any(np.any(getattr(e, name)) for e in effects)
        return total(name) if used else np.zeros((count, 0))

    tariff, export_tax = total("tariff", world.tariff), total("export_tax", world.export_tax)
    subsidy = total("subsidy", world.subsidy)
    if tariff.min() <= -1 or export_tax.min() <= -1 or subsidy.max() >= 1:
        raise PolicyError("a package's tariffs or export taxes reach -100%, or its subsidies 100%, somewhere")
    log_barrier = total("log_barrier")
    duties.put(member, effects, tariff, log_barrier)
    return Policy(
        tariff=tariff,
        export_tax=export_tax,
        subsidy=subsidy,
        log_barrier=log_barrier,
        transfer=total("transfer"),
        specific=optional("specific"),
        royalty=optional("royalty"),
        log_employment=np.zeros((count, len(world.regions))),
        fixed_deficit=np.full(count, float(closure.deficits == "fixed")),
        gdp_deficit=np.full(count, float(closure.deficits == "gdp")),
    )


def policies_under(shock: Shock, theta: Array, closure: Closure, keep: Collection[str] = ()) -> Policy:
    """A shock's policy under each of some trade elasticities of its world, ``[draw, sector]``: what duties by product
    come to hangs on them."""
    policy, count = policy_of(replace(shock, unequal=None), closure, keep), len(theta)
    stacked = Policy(*(np.broadcast_to(leaf, (count, *np.shape(leaf))) for leaf in policy))
    if shock.unequal is None:
        return stacked
    used = elasticities_under(shock.world, closure, np.array(theta))
    tariff, barrier = shock.unequal.under(shock.tariff_level, used)
    return stacked._replace(tariff=tariff, log_barrier=stacked.log_barrier + barrier)


@dataclass(frozen=True, eq=False)
class ProductDuties:
    """What duties by product come to on an eve, (2b) and (2c), by the options that move them: each worked out once.

    Attributes:
        world: the eve's. base: as packages are from there. closure: under which they are solved.
    """

    world: World
    base: Effect
    closure: Closure
    known: dict[tuple[str, tuple[int, ...]], tuple[NDArray[np.intp], Array, Array]] = field(default_factory=dict)
    moved: dict[int, tuple[Effect, frozenset[str]]] = field(default_factory=dict)

    def put(self, member: Array, effects: Sequence[Effect], tariff: Array, log_barrier: Array) -> None:
        """Put into ``[policy, ...]`` tariffs and barriers what duties come to where products pay unequal ones."""
        for importer in self.base.by_product:
            which = [j for j, effect in enumerate(effects) if importer in self._moves(effect)]
            if not which:
                continue
            some, again = np.unique(member[:, which], axis=0, return_inverse=True)
            for row, times in enumerate(some):
                chosen = [effects[j] for j, k in zip(which, times, strict=True) for _ in range(int(k))]
                flows, level, barrier = self._together(importer, chosen)
                at = np.flatnonzero(again.ravel() == row)[:, None], *np.unravel_index(flows, tariff.shape[1:])
                tariff[at] = level
                log_barrier[at] += barrier

    def _moves(self, effect: Effect) -> frozenset[str]:
        """Importers of which an effect moves some duty by product."""
        if id(effect) not in self.moved:
            own = effect.by_product
            found = frozenset(
                importer
                for importer, at in self.base.by_product.items()
                if at.products.moves(own[importer].points if importer in own else {}, effect.tariff)
            )
            self.moved[id(effect)] = effect, found  # held, so that no other has its place
        return self.moved[id(effect)][1]

    def _together(self, importer: str, chosen: Sequence[Effect]) -> tuple[NDArray[np.intp], Array, Array]:
        """Flows whose tariffs are told by products under some effects; tariffs and logs of barriers there."""
        key = importer, tuple(map(id, chosen))
        if key not in self.known:
            points, level = self.base.by_product[importer], self.world.tariff + self.base.tariff
            for effect in chosen:
                level = level + effect.tariff
                if importer in effect.by_product:
                    points = points + effect.by_product[importer]
            found, unequal = unequal_duties({importer: points}, level)
            barrier, flows = np.zeros(level.shape), np.flatnonzero(found != level)
            if unequal is not None:
                theta = elasticities_under(self.world, self.closure, np.array(self.world.trade_elasticity))
                found, barrier = unequal.together(found, theta)
                flows = np.union1d(flows, unequal.flows)
            self.known[key] = flows, found.ravel()[flows], barrier.ravel()[flows]
        return self.known[key]
