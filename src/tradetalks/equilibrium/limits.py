"""Caps, floors and floors on wages as complementarities around the model: ``0 <= wedge <= most``, limit met, one slack.

Each limit adds a wedge to the policy and a gap to the equations. The solver moves both together: the equilibrium's own
unknowns by the chord iteration, the wedges by a primal-dual active-set step (Hintermüller, Ito & Kunisch 2003, SIAM J.
Optim. 13) on the Schur complement ``d gap / d wedge`` with the equilibrium responding.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import model
from tradetalks.equilibrium.arrays import put
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.sector_wages import Floors, floors_since
from tradetalks.policy.quantities import Quantity
from tradetalks.world.world import World

Array = NDArray[Any]
CAP, FLOOR, WAGE, REAL_WAGE = range(4)
EXPORT_TAX, TARIFF, BARRIER, IMPORT_SUBSIDY, EMPLOYMENT = range(5)
CHANNELS = {
    "exporter": EXPORT_TAX,
    "exporter_firms": EXPORT_TAX,
    "importer": TARIFF,
    "importer_firms": TARIFF,
    "lost": BARRIER,
}
_TINY = float(np.finfo(float).tiny)
SLACK = 60.0
"""Log of how far a limit that is not in force stands off: it never binds."""


class Limits(NamedTuple):
    """Limits on bilateral flows and wages, as the equations need them; axis ``[limit]`` unless said."""

    kind: Array
    channel: Array
    exporter: Array
    importer: Array
    member: Array  # [limit, sector] 1 where the sector counts
    base: Array  # benchmark volume, bn USD (caps)
    log_level: Array  # may carry leading axes, one entry a counterfactual
    most: Array  # largest log wedge

    @property
    def number(self) -> int:
        return self.kind.shape[-1]


def build(world: World, quantities: Iterable[Quantity], closure: Closure) -> Limits:
    """The limits of a shock and the floors on wages of a closure, as arrays."""
    rows = []
    for q in quantities:
        member = np.zeros(len(world.sectors))
        member[list(q.sectors)] = 1.0
        base = float(world.trade[q.exporter, q.importer] @ member)
        kind, channel = (CAP, CHANNELS[q.rent]) if q.kind == "cap" else (FLOOR, IMPORT_SUBSIDY)
        rows.append((kind, channel, q.exporter, q.importer, member, base, np.log(q.level), np.log1p(q.most)))
    for n, log_level, floating in closure.wage_floors(world):
        kind = REAL_WAGE if floating else WAGE
        rows.append((kind, EMPLOYMENT, n, n, np.zeros(len(world.sectors)), 1.0, log_level, np.inf))
    columns = list(zip(*rows, strict=True)) if rows else [()] * 8
    numbers = [np.array(column, dtype=int) for column in columns[:4]]
    member = np.array(columns[4], dtype=float).reshape(len(rows), len(world.sectors))
    rest = [np.array(column, dtype=float) for column in columns[5:]]
    return Limits(*numbers, member, *rest)  # type: ignore[call-arg]


def with_wedges(p: model.Policy, limits: Limits, wedges: Array) -> model.Policy:
    """The policy with each limit's log wedge in the instrument that its rent goes through."""
    if limits.number == 0:
        return p
    at = flows(limits)
    tariff, export_tax, barrier = moved(limits, wedges, p.tariff[at], p.export_tax[at], p.log_barrier[at])
    through = limits.channel

    def changed(level: Array, own: Array, *channels: int) -> Array:
        return put(level, at, own) if np.isin(through, channels).any() else level

    return employed(p, limits, wedges)._replace(
        tariff=changed(p.tariff, tariff, TARIFF, IMPORT_SUBSIDY),
        export_tax=changed(p.export_tax, export_tax, EXPORT_TAX),
        log_barrier=changed(p.log_barrier, barrier, BARRIER),
    )


def moved(
    limits: Limits, wedges: Array, tariff: Array, export_tax: Array, log_barrier: Array
) -> tuple[Array, Array, Array]:
    """Tariff, export tax and log barrier ``[limit, sector]`` of each limit's flow with the wedges in them."""
    rows, channel = _rows(limits, wedges), limits.channel

    def raised(level: Array, through: Array) -> Array:
        return level + (1 + level) * np.expm1(_together(limits, rows, through)) if through.any() else level

    lost = channel == BARRIER
    return (
        raised(tariff, (channel == TARIFF) | (channel == IMPORT_SUBSIDY)),
        raised(export_tax, channel == EXPORT_TAX),
        log_barrier + _together(limits, rows, lost) if lost.any() else log_barrier,
    )


def employed(p: model.Policy, limits: Limits, wedges: Array) -> model.Policy:
    """The policy with the employment that floors on wages leave."""
    idle = limits.channel == EMPLOYMENT
    if not idle.any():
        return p
    employed = p.log_employment
    lost = np.where(idle, wedges, 0.0) @ (limits.importer[:, None] == np.arange(employed.shape[-1]))
    return p._replace(log_employment=employed - lost)


def with_wedges_in_logs(log_wedge: Array, limits: Limits, wedges: Array) -> Array:
    """Equation (2) with the wedges in it, from the one without: cheaper than the logs of all taxes anew."""
    flow = flows(limits)
    return put(log_wedge, flow, log_wedge[flow] + wedge_logs(limits, wedges))


def wedge_logs(limits: Limits, wedges: Array) -> Array:
    """``[limit, sector]`` what the wedges add to the log wedge of each limit's flow."""
    return _together(limits, _rows(limits, wedges), np.ones(limits.number, dtype=bool))


def log_subsidy(limits: Limits, wedges: Array, shape: tuple[int, ...]) -> Array:
    """``[.., exporter, importer, sector]`` log of what floors on purchases leave of the price; ``shape``: of that."""
    logs = _together(limits, _rows(limits, wedges), limits.channel == IMPORT_SUBSIDY)
    return put(np.zeros((*logs.shape[:-2], *shape)), flows(limits), logs) if limits.number else np.zeros(shape)


def flows(limits: Limits) -> Any:
    """Index of each limit's flow, all sectors."""
    return (..., limits.exporter, limits.importer, slice(None))


def _rows(limits: Limits, wedges: Array) -> Array:
    """``[limit, sector]`` what each limit adds to the log wedge of its flow."""
    sign = np.where(limits.channel == IMPORT_SUBSIDY, -1.0, 1.0)
    return (sign * wedges)[..., None] * limits.member


def _together(limits: Limits, rows: Array, chosen: Array) -> Array:
    """``[limit, sector]`` what the chosen limits on each limit's flow add to it, all of them together."""
    same = (limits.exporter[:, None] == limits.exporter) & (limits.importer[:, None] == limits.importer)
    return (same & chosen).astype(float) @ rows


def gaps(state: model.State, f: model.Flows, b: model.Benchmark, p: model.Policy, limits: Limits) -> Array:
    """``[limit]`` log of how far each is exceeded (caps) or missed (floors); at most zero where it is kept.

    ``p`` holds the wedges. A cap is on the volume that arrives, at benchmark factory prices (what barriers melt on the
    way is not delivered), a floor on value at the border (export taxes included), one on wages on what labour earns an
    hour, in units of world income or over consumer prices.
    """
    at = flows(limits)
    return gaps_of(state, f.border_value[at], f.log_cost, b, p.subsidy, p.export_tax[at], p.log_barrier[at], limits)


def gaps_of(
    state: model.State,
    border_value: Array,
    log_cost: Array,
    b: model.Benchmark,
    subsidy: Array,
    export_tax: Array,
    log_barrier: Array,
    limits: Limits,
) -> Array:
    """``gaps``, from each limit's own flow ``[limit, sector]``: value net of border taxes, export tax, log barrier."""
    factory = log_cost + np.log1p(-subsidy) - b.log_factory
    sold = border_value * limits.member
    volume = (sold * np.exp(-factory[..., limits.exporter, :] - log_barrier)).sum(-1)
    value = (sold * (1 + export_tax)).sum(-1)
    cap = np.log(np.maximum(volume, _TINY) / limits.base) - limits.log_level
    floor = limits.log_level - np.log(np.maximum(value, _TINY))
    by_wage, by_price = wage_slopes(b, limits)
    index = model.log_consumer_price(state, b)
    earned = by_wage * state.log_wage[..., limits.importer] - by_price * index[..., limits.importer]
    wage = limits.log_level - earned
    return np.where(limits.kind == CAP, cap, np.where(limits.kind == FLOOR, floor, wage))


def wage_slopes(b: model.Benchmark, limits: Limits) -> tuple[Array, Array]:
    """How the wages that floors are on answer log wages and, with its sign turned, log consumer prices.

    One and nought in units of world income, one and one over consumer prices; where capital adjusts, labour earns
    ``P (w/P)^h`` with ``supply.hour``, ``1 / (1-a)`` in a steady state.
    """
    labour = b.supply.hour[0] if b.supply.hour.size else 1.0
    return np.full(limits.number, labour), labour - (limits.kind == WAGE)


def since(b: model.Benchmark, limits: Limits, eve: model.State | None) -> tuple[model.Benchmark, Limits]:
    """Benchmark and limits with floors on wages those of what is solved from an eve at which wages are free.

    Args:
        limits: with the levels of floors as they would hold of the benchmark's own wages.
        eve: ``[.., region]``, ``[.., region, sector]``; None leaves wages free, as on the eve itself.
    """
    held = limits.channel == EMPLOYMENT
    if eve is None:
        level = np.where(held, -SLACK, limits.log_level)
        return b._replace(floors=Floors()), limits._replace(log_level=level)
    if held.any():
        by_wage, by_price = wage_slopes(b, limits)
        at = limits.importer
        moved = by_wage * eve.log_wage[..., at] - by_price * model.log_consumer_price(eve, b)[..., at]
        limits = limits._replace(log_level=limits.log_level + np.where(held, moved, 0.0))
    return (b._replace(floors=floors_since(eve, b)) if b.floors.log_level.size else b), limits


def complementarity(wedges: Array, gap: Array, limits: Limits) -> Array:
    """``[limit]`` natural residual of ``0 <= wedge <= most`` against the gap; zero at a solution."""
    return np.abs(wedges - np.clip(wedges + gap, 0.0, limits.most))


def step(wedges: Array, gap: Array, slope: Array, limits: Limits) -> Array:
    """Active-set step of the wedges: limits that bind are met to first order, the others go to their bound; NaN where
    the slopes of those that bind are singular."""
    own = np.diagonal(slope)
    own = np.where(own < 0, own, -1.0)
    trial = wedges - gap / own
    active = (trial > 0) & (trial < limits.most)
    bound = np.where(trial > 0, limits.most, 0.0)
    matrix = np.where(active[..., None], slope, np.eye(limits.number))
    target = np.where(active, -gap, bound - wedges)
    return np.clip(_solved(matrix, target), -1.5, 1.5)


def _solved(matrix: Array, target: Array) -> Array:
    try:
        return np.linalg.solve(matrix, target[..., None])[..., 0]
    except np.linalg.LinAlgError:
        if target.ndim == 1:
            return np.full_like(target, np.nan)
        return np.stack([_solved(m, t) for m, t in zip(matrix, target, strict=True)])


def name(world: World, quantities: tuple[Quantity, ...], closure: Closure, j: int) -> str:
    """Limit ``j`` in words."""
    if j >= len(quantities):
        n, log_level, floating = closure.wage_floors(world)[j - len(quantities)]
        money = "at unchanged consumer prices" if floating else "in units of world income"
        return f"the least wage of {world.regions[n]}, {np.exp(log_level):.4g} of the benchmark's {money}"
    q = quantities[j]
    sectors = ", ".join(world.sectors[k] for k in q.sectors)
    limit = f"{q.level:.3g} of its volume" if q.kind == "cap" else f"{q.level:g} bn"
    return f"{q.kind} on {world.regions[q.exporter]} to {world.regions[q.importer]} {sectors} at {limit}"
