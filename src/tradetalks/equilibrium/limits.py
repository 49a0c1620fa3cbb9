"""Caps, floors and wage floors as complementarities around the model: ``0 <= wedge <= most``, limit met, one slack.

Each limit adds a wedge to the policy and a gap to the equations. The solver moves both together: the equilibrium's own
unknowns by the chord iteration, the wedges by a primal-dual active-set step (Hintermüller, Ito & Kunisch 2003, SIAM J.
Optim. 13) on the Schur complement ``d gap / d wedge`` with the equilibrium responding.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradetalks.equilibrium import model
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.prepare import pack, unpack
from tradetalks.policy.quantities import Quantity
from tradetalks.world.world import World

CAP, FLOOR, WAGE = 0, 1, 2
EXPORT_TAX, TARIFF, BARRIER, IMPORT_SUBSIDY, EMPLOYMENT = range(5)
CHANNELS = {
    "exporter": EXPORT_TAX,
    "exporter_firms": EXPORT_TAX,
    "importer": TARIFF,
    "importer_firms": TARIFF,
    "lost": BARRIER,
}
SLACK = 60.0
"""Log of how far a limit that is not in force stands off: it never binds."""


class Limits(NamedTuple):
    """Limits on bilateral flows and wages, as the equations need them; axis ``[limit]`` unless said."""

    kind: jax.Array
    channel: jax.Array
    exporter: jax.Array
    importer: jax.Array
    member: jax.Array  # [limit, sector] 1 where the sector counts
    base: jax.Array  # benchmark volume, bn USD (caps)
    log_level: jax.Array
    most: jax.Array  # largest log wedge

    @property
    def number(self) -> int:
        return self.kind.shape[-1]


def build(world: World, quantities: Iterable[Quantity], closure: Closure) -> Limits:
    """The limits of a shock and the wage floors of a closure, as arrays."""
    rows = []
    for q in quantities:
        member = np.zeros(len(world.sectors))
        member[list(q.sectors)] = 1.0
        base = float(world.trade[q.exporter, q.importer] @ member)
        kind, channel = (CAP, CHANNELS[q.rent]) if q.kind == "cap" else (FLOOR, IMPORT_SUBSIDY)
        rows.append((kind, channel, q.exporter, q.importer, member, base, np.log(q.level), np.log1p(q.most)))
    for code, level in closure.wage_floor:
        n = world.region(code)
        rows.append((WAGE, EMPLOYMENT, n, n, np.zeros(len(world.sectors)), 1.0, np.log(level), np.inf))
    # one compiled size serves many counts: filled up with limits that never bind
    idle = (CAP, EXPORT_TAX, 0, 0, np.zeros(len(world.sectors)), 1.0, SLACK, np.inf)
    rows += [idle] * (next(size for size in (0, 8, 16, 64, 256, 1024, 4096) if size >= len(rows)) - len(rows))
    columns = list(zip(*rows, strict=True)) if rows else [()] * 8
    numbers = [np.array(column, dtype=int) for column in columns[:4]]
    member = np.array(columns[4], dtype=float).reshape(len(rows), len(world.sectors))
    rest = [np.array(column, dtype=float) for column in columns[5:]]
    return Limits(*numbers, member, *rest)  # type: ignore[call-arg, arg-type]


def with_wedges(p: model.Policy, limits: Limits, wedges: jax.Array) -> model.Policy:
    """The policy with each limit's log wedge in the instrument that its rent goes through."""
    if limits.number == 0:
        return p
    at = (limits.exporter, limits.importer)
    rows = _rows(limits, wedges)
    # limits on one flow act together, through the first of them
    same = (limits.exporter[:, None] == limits.exporter) & (limits.importer[:, None] == limits.importer)
    first = jnp.argmax(same, axis=1) == jnp.arange(limits.number)

    def through(*channels: int) -> jax.Array:
        return jnp.where(jnp.isin(limits.channel, jnp.array(channels))[:, None], rows, 0.0)

    def scaled(level: jax.Array, *channels: int) -> jax.Array:
        together = jnp.expm1(same.astype(float) @ through(*channels)) * first[:, None]
        return level.at[at].add((1 + level[at]) * together)

    idle = jnp.where(limits.channel == EMPLOYMENT, wedges, 0.0)
    return p._replace(
        tariff=scaled(p.tariff, TARIFF, IMPORT_SUBSIDY),
        export_tax=scaled(p.export_tax, EXPORT_TAX),
        log_barrier=p.log_barrier.at[at].add(through(BARRIER)),
        log_employment=p.log_employment.at[limits.importer].add(-idle),
    )


def with_wedges_in_logs(log_wedge: jax.Array, limits: Limits, wedges: jax.Array) -> jax.Array:
    """Equation (2) with the wedges in it, from the one without: cheaper than the logs of all taxes anew."""
    return log_wedge.at[limits.exporter, limits.importer].add(_rows(limits, wedges))


def _rows(limits: Limits, wedges: jax.Array) -> jax.Array:
    """``[limit, sector]`` what each limit adds to the log wedge of its flow."""
    sign = jnp.where(limits.channel == IMPORT_SUBSIDY, -1.0, 1.0)
    return (sign * wedges)[:, None] * limits.member


def gaps(state: model.State, f: model.Flows, b: model.Benchmark, p: model.Policy, limits: Limits) -> jax.Array:
    """``[limit]`` log of how far each is exceeded (caps) or missed (floors); at most zero where it is kept.

    ``p`` holds the wedges. A cap is on the volume that arrives, at benchmark factory prices (what barriers melt on the
    way is not delivered), a floor on value at the border (export taxes included), a wage floor on the real wage.
    """
    factory = f.log_cost + jnp.log1p(-p.subsidy) - b.log_factory
    flow = f.border_value[limits.exporter, limits.importer] * limits.member
    volume = (flow * jnp.exp(-factory[limits.exporter] - p.log_barrier[limits.exporter, limits.importer])).sum(1)
    value = (flow * (1 + p.export_tax[limits.exporter, limits.importer])).sum(1)
    tiny = jnp.finfo(value.dtype).tiny
    cap = jnp.log(jnp.maximum(volume, tiny) / limits.base) - limits.log_level
    floor = limits.log_level - jnp.log(jnp.maximum(value, tiny))
    real_wage = state.log_wage - (b.final_share * state.log_price).sum(1)
    wage = limits.log_level - real_wage[limits.importer]
    return jnp.where(limits.kind == CAP, cap, jnp.where(limits.kind == FLOOR, floor, wage))


def complementarity(wedges: jax.Array, gap: jax.Array, limits: Limits) -> jax.Array:
    """``[limit]`` natural residual of ``0 <= wedge <= most`` against the gap; zero at a solution."""
    return jnp.abs(wedges - jnp.clip(wedges + gap, 0.0, limits.most))


def step(wedges: jax.Array, gap: jax.Array, slope: jax.Array, limits: Limits) -> jax.Array:
    """Active-set step of the wedges: limits that bind are met to first order, the others go to their bound."""
    own = jnp.diagonal(slope)
    own = jnp.where(own < 0, own, -1.0)
    trial = wedges - gap / own
    active = (trial > 0) & (trial < limits.most)
    bound = jnp.where(trial > 0, limits.most, 0.0)
    matrix = jnp.where(active[:, None], slope, jnp.eye(limits.number))
    target = jnp.where(active, -gap, bound - wedges)
    return jnp.clip(jnp.linalg.solve(matrix, target), -1.5, 1.5)


@partial(jax.jit, static_argnums=5)
def sensitivities(vector, wedges, b, p, limits, shape):
    """``d residual / d wedge`` [state, limit], ``d gap / d state`` and ``d gap / d wedge`` at a point."""

    def both(u, v):
        state, policy = unpack(u, shape), with_wedges(p, limits, v)
        gap = gaps(state, model.flows(state, b, policy), b, policy, limits)
        return pack(model.residual(state, b, policy)), gap

    residual_by_wedge, gap_by_wedge = jax.jacfwd(both, argnums=1)(vector, wedges)
    gap_by_state = jax.jacrev(lambda u: both(u, wedges)[1])(vector)
    return residual_by_wedge, gap_by_state, gap_by_wedge


def name(world: World, quantities: tuple[Quantity, ...], closure: Closure, j: int) -> str:
    """Limit ``j`` in words."""
    if j >= len(quantities):
        code, level = closure.wage_floor[j - len(quantities)]
        return f"wage floor of {code} at {level:g} of the benchmark's real wage"
    q = quantities[j]
    sectors = ", ".join(world.sectors[k] for k in q.sectors)
    limit = f"{q.level:.3g} of its volume" if q.kind == "cap" else f"{q.level:g} bn"
    return f"{q.kind} on {world.regions[q.exporter]} to {world.regions[q.importer]} {sectors} at {limit}"
