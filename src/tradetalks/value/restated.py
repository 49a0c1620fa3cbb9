"""Effects restated on the eve's prices and volumes, and summed into stacks of policies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.model import Policy
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.errors import PolicyError
from tradetalks.policy.effects import Effect
from tradetalks.policy.quantities import at_level
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

Array = NDArray[np.float64]


def as_taxes(outcome: Outcome) -> Shock:
    """The policy of an outcome with its limits on quantities turned into the taxes they amount to."""
    return replace(outcome.shock, quantities=())


def on_eve(effect: Effect, outcome: Outcome) -> Effect:
    """An effect stated on the benchmark's prices and volumes, restated on the outcome's: specific duties over its
    border prices, caps as shares of its volumes."""
    world, shock = outcome.world, outcome.shock
    border = outcome.factory_price_ratio[:, None, :] * (1 + shock.export_tax_level) / (1 + world.export_tax)
    limits = []
    for limit in effect.limits:
        if limit.kind == "cap":
            i, n, s = limit.exporter, limit.importer, list(limit.sectors)
            volume = outcome.delivered_volume(i, n)[s].sum() / world.trade[i, n, s].sum()
            limit = at_level(limit, limit.level / float(volume))
        limits.append(limit)
    return replace(effect, specific=effect.specific / border, limits=tuple(limits))


def stack_policies(
    world: World, base: Effect, member: Array, effects: Sequence[Effect], closure: Closure, keep: Collection[str] = ()
) -> Policy:
    """Policies that are ``base`` and sums of effects, ``member[policy, effect]`` times, along a leading axis."""
    count = len(member)

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
    return Policy(
        tariff=tariff,
        export_tax=export_tax,
        subsidy=subsidy,
        log_barrier=total("log_barrier"),
        transfer=total("transfer"),
        specific=optional("specific"),
        royalty=optional("royalty"),
        log_employment=np.zeros((count, len(world.regions))),
        fixed_deficit=np.full(count, float(closure.deficits == "fixed")),
        gdp_deficit=np.full(count, float(closure.deficits == "gdp")),
    )
