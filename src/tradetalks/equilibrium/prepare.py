"""A world made ready to be solved: benchmark arrays, factored Jacobian, policies and state vectors.

A state vector stacks logs of ratios to the benchmark: wages ``[n]``, prices ``[n,s]``, spending ``[n,s]`` and, where
labour or productivity differs by sector, earnings ``[n,s]``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.checks import shown
from tradetalks.equilibrium import model
from tradetalks.equilibrium.arrays import Array, namespace
from tradetalks.equilibrium.closure import FLOATING, Closure, as_closure
from tradetalks.equilibrium.exchange import ELASTICITY, lending_rule
from tradetalks.equilibrium.inverse import inverse_of
from tradetalks.equilibrium.sector_wages import Floors
from tradetalks.equilibrium.structure import Inverse
from tradetalks.equilibrium.supply import supply_of
from tradetalks.errors import PolicyError, WorldError
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World


@dataclass(frozen=True, eq=False)
class Prepared:
    """A world ready to be solved under a closure: the model's benchmark and, once it is asked for, the inverse of its
    Jacobian there."""

    benchmark: model.Benchmark
    policy: model.Policy
    flows: model.Flows
    size: int

    @cached_property
    def inverse(self) -> Inverse:
        """Of the Jacobian at the benchmark; raises numpy's LinAlgError where that is singular."""
        return inverse_of(self.benchmark, self.policy, self.flows, self.size)

    def under(self, benchmark: model.Benchmark) -> Prepared:
        """The same world under other elasticities or least wages, which leave its inverse a place to begin."""
        made = replace(self, benchmark=benchmark)
        made.__dict__["inverse"] = self.inverse
        return made


@lru_cache(maxsize=8)
def prepare(world: World, closure: Closure | str = Closure()) -> Prepared:  # noqa: B008  (immutable)
    """The model's arrays of ``world`` under a closure; kept for the last few."""
    world.check(1e-8)
    closure = as_closure(closure)
    benchmark = _benchmark(world, closure)
    policy = policy_of(Shock(world), closure)
    size = state_size(world, closure)
    here = model.flows(unpack(np.zeros(size), world.shape), benchmark, policy)
    return Prepared(benchmark, policy, here, size)


def lending_rule_under(world: World, closure: Closure) -> NDArray[np.float64] | None:
    """``[region, region]`` by how much deficits answer relative wages (``exchange.py``), None where they do not: the
    world's own rule, inherited from the benchmark it was solved from, or that of its accounts at trade elasticities of
    ``exchange.ELASTICITY`` times the closure's factor.

    Raises:
        WorldError: transfers do not move the world's relative wages.
    """
    if closure.exchange_rate == FLOATING:
        return None
    return world.lending if np.any(world.lending) else _lending_rule(world, closure.trade_elasticity_factor)


def borrowed_under(world: World, closure: Closure, wage_ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """``[region]`` by how much deficits answer relative wages, billions of USD a year: equation (5b)."""
    lending = _lending(world, closure)
    return lending @ np.log(wage_ratio) if lending.size else np.zeros(len(world.regions))


def _lending(world: World, closure: Closure) -> NDArray[np.float64]:
    """``K[region, region]`` of equation (5b); size 0 where deficits do not answer relative wages."""
    rule = lending_rule_under(world, closure)
    return np.zeros(0) if rule is None else (1 / closure.exchange_rate - 1) * rule


@lru_cache(maxsize=8)
def _lending_rule(world: World, factor: float) -> NDArray[np.float64]:
    plain = Closure()
    b = _benchmark(world, plain)._replace(
        theta=np.full(len(world.sectors), ELASTICITY * factor), scale=np.zeros(len(world.sectors))
    )
    try:
        return lending_rule(b, policy_of(Shock(world), plain))
    except np.linalg.LinAlgError:
        raise WorldError(
            "exchange_rate below 1: a transfer moves no relative wage of this world, so that lending cannot hold them"
        ) from None


def _benchmark(world: World, closure: Closure) -> model.Benchmark:
    index, share, ordinary, eta, theta = critical_nests(world, closure)
    if np.any(world.scale_elasticity * theta >= 1):
        s = int(np.argmax(world.scale_elasticity * theta))
        raise WorldError(
            f"scale_elasticity of {world.sectors[s]} times its trade elasticity is"
            f" {world.scale_elasticity[s] * theta[s]:.2f}, expected below 1: at 1 and above one region takes the whole"
            " sector and equilibria are many (Lashkaripour & Lugovskyy 2023)"
        )
    return model.Benchmark(
        import_share=world.import_share,
        log_share=np.log(world.import_share, out=np.full(world.trade.shape, -np.inf), where=world.import_share > 0),
        spending=world.expenditure,
        alive=world.expenditure > 0,
        input_share=ordinary,
        value_added_share=world.value_added_share,
        profit_share=world.profit_share if np.any(world.profit_share) else np.zeros(0),
        critical_index=index,
        critical_share=share,
        critical_elasticity=eta,
        final_share=world.final_share,
        theta=theta,
        scale=world.scale_elasticity,
        friction=np.asarray(1 / closure.labour_mobility),
        labour_income=world.labour_income,
        earnings=world.value_added_share * world.output,
        income=world.own_income,
        borrowed=world.borrowed,
        deficit=world.deficit,
        deficit_rate=world.deficit / world.labour_income,
        lending=_lending(world, closure),
        log_wedge=np.log1p(world.tariff) + np.log1p(world.export_tax) + np.log1p(-world.subsidy)[:, None, :],
        log_factory=np.log1p(-world.subsidy),
        log_export=np.log1p(world.export_tax),
        numeraire=int(np.argmax(world.labour_income)),
        supply=supply_of(world, closure),
        floors=_floors(world, closure),
    )


def _floors(world: World, closure: Closure) -> Floors:
    """Least wages by sector; that of an hour where capital adjusts beside labour (``Supply.hour``)."""
    found = closure.sector_floors(world)
    if not found:
        return Floors()
    n, s = world.shape
    hour = supply_of(world, closure).hour
    beside = float(hour[0]) - 1 if hour.size else 0.0
    level, real = np.full((n, s), -np.inf), np.zeros(n)
    for at, log_level, floating in found:
        level[at], real[at] = log_level, float(floating)
    level[world.value_added_share * world.output <= 0] = -np.inf
    return Floors(level, np.full(n, -beside), real + beside)


@lru_cache(maxsize=8)
def critical_nests(world: World, closure: Closure) -> tuple[NDArray, ...]:  # type: ignore[type-arg]
    """What a closure makes of a world's technology: indices and shares of critical inputs ``[region, critical, user]``,
    shares of ordinary ones ``[region, input, user]``, elasticities of the nests by user, trade elasticities by sector.
    """
    n, s = world.shape
    chosen = np.zeros((s, s), dtype=bool)
    eta, theta = np.zeros(s), elasticities_under(world, closure, world.trade_elasticity)
    closure.check(world)
    for nest in closure.critical:
        inputs = [world.sector(code) for code in nest.inputs]
        users = world.sector_indices(list(nest.users) or None)
        eta[users] = nest.elasticity
        chosen[np.ix_(inputs, users)] = True
    index = np.flatnonzero(chosen.any(1))
    share = np.where(chosen[index][None], world.input_share[:, index], 0.0)
    return index, share.reshape(n, len(index), s), np.where(chosen[None], 0.0, world.input_share), eta, theta


def elasticities_under(world: World, closure: Closure, trade_elasticity: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a closure makes of trade elasticities ``[..., sector]``: scaled; suppliers of critical inputs' own."""
    theta = trade_elasticity * closure.trade_elasticity_factor
    for nest in closure.critical:
        if nest.supplier_elasticity is not None:
            theta[..., [world.sector(code) for code in nest.inputs]] = nest.supplier_elasticity
    return theta


def policy_of(shock: Shock, closure: Closure | str, keep: Collection[str] = ()) -> model.Policy:
    """The model's policy arrays of a shock; parts in ``keep`` (specific, royalty) are given in full even where zero, so
    that a batch holds shocks with and without them."""
    deficits = as_closure(closure).deficits
    none = np.zeros(0)
    tariff, log_barrier = border_policy(shock, as_closure(closure))
    return model.Policy(
        tariff=tariff,
        export_tax=np.asarray(shock.export_tax_level),
        subsidy=np.asarray(shock.subsidy_level),
        log_barrier=log_barrier,
        transfer=np.asarray(shock.transfer_received),
        specific=shock.specific_level if "specific" in keep or np.any(shock.specific_level) else none,
        royalty=shock.royalty_rate if "royalty" in keep or np.any(shock.royalty_rate) else none,
        log_employment=np.zeros(len(shock.world.regions)),
        fixed_deficit=np.asarray(float(deficits == "fixed")),
        gdp_deficit=np.asarray(float(deficits == "gdp")),
    )


@lru_cache(maxsize=8)
def border_policy(shock: Shock, closure: Closure) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """``[exporter, importer, sector]`` tariffs and logs of barriers of a shock, what unequal duties come to in them."""
    tariff, log_barrier = np.asarray(shock.tariff_level), np.log(shock.barrier_ratio)
    if shock.unequal is None:
        return tariff, log_barrier
    theta = elasticities_under(shock.world, closure, np.array(shock.world.trade_elasticity))
    tariff, lost = shock.unequal.together(tariff, theta)
    return tariff, log_barrier + lost


def checked(world: World, shock: Shock | None) -> Shock:
    """The shock, or the benchmark's own policy.

    Raises:
        PolicyError: it was built on another world, or is no Shock. WorldError: the world is none.
    """
    if not isinstance(world, World):
        raise WorldError(f"world: found {shown(world)}, expected a World, as World.default() gives")
    if shock is not None and not isinstance(shock, Shock):
        raise PolicyError(f"shock: found {shown(shock)}, expected a Shock, as Shock(world).tariff(...) gives")
    if shock is None:
        return Shock(world)
    if shock.world is not world:
        raise PolicyError("the shock was built on another world; build it on the world that is solved")
    return shock


def rows_of_benchmark(b: model.Benchmark, rows: Any) -> model.Benchmark:
    """The benchmark of some counterfactuals of a stack; where all have one, that."""
    if b.theta.ndim > 1:
        b = b._replace(theta=b.theta[rows])
    level = b.floors.log_level
    return b._replace(floors=b.floors._replace(log_level=level[rows])) if level.ndim > 2 else b


def has_earnings(world: World, closure: Closure | str) -> bool:
    """Do earnings by sector count among the unknowns?"""
    return as_closure(closure).labour_mobility < np.inf or bool(np.any(world.scale_elasticity))


def state_size(world: World, closure: Closure | str = "fixed") -> int:
    n, s = world.shape
    return n + (3 if has_earnings(world, closure) else 2) * n * s


def unpack(vector: Array, shape: tuple[int, int]) -> model.State:
    """The parts of a state vector ``[..., state]``."""
    n, wide = shape[0], shape[0] * shape[1]
    blocks = [vector[..., at : at + wide] for at in range(n, vector.shape[-1], wide)]
    parts = [block.reshape(*block.shape[:-1], *shape) for block in blocks]
    return model.State(vector[..., :n], *parts, *[vector[..., :0]] * (3 - len(parts)))


def pack(state: model.State) -> Array:
    """The parts of a state as one vector ``[..., state]``."""
    lead = state.log_wage.shape[:-1]
    return namespace(*state).concatenate([part.reshape(*lead, -1) for part in state if part.size], axis=-1)


def input_shares(b: model.Benchmark, f: model.Flows) -> NDArray[np.float64]:
    """Current input shares of producer revenue ``[region, input_sector, using_sector]``, critical inputs included."""
    share = np.asarray(b.input_share) * np.asarray(f.bundle)[:, None, :]
    if b.critical_index.size:
        share[:, np.asarray(b.critical_index)] += np.asarray(b.critical_share) * np.asarray(f.critical_bundle)
    return share
