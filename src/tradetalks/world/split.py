"""Carve a product out of a sector: soybeans out of crops, magnets out of electrical equipment.

After GTAP's SplitCom (Horridge 2005): the user gives what is known of the product (its share of each flow, who uses it,
its tariffs); the rest of the sector takes what is left, so that the two together are exactly the old sector.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world.accounts import shares

if TYPE_CHECKING:
    from tradetalks.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Product:
    """What is known of a product inside a sector.

    Attributes:
        code, name: of the new sector.
        sector: the sector it is carved out of.
        share: the product's share of every flow of that sector, unless said otherwise.
        export_share: by exporter, its share of that region's sales at home and abroad.
        flow_share: by (exporter, importer), its share of that flow; overrides the above.
        users: by using sector, relative intensity of use (1 is the sector's own average; 0 never uses it); sectors left
            out take ``other_users``; final use takes ``final``.
        tariff: by (exporter, importer), the product's tariff; elsewhere the sector's.
        trade_elasticity: the sector's if None.
        source: where these figures come from.
    """

    code: str
    sector: str
    share: float = 0.0
    name: str = ""
    export_share: Mapping[str, float] = field(default_factory=dict)
    flow_share: Mapping[tuple[str, str], float] = field(default_factory=dict)
    users: Mapping[str, float] = field(default_factory=dict)
    other_users: float = 1.0
    final: float = 1.0
    tariff: Mapping[tuple[str, str], float] = field(default_factory=dict)
    trade_elasticity: float | None = None
    source: str = ""


def split(world: World, product: Product) -> World:
    """The world with ``product`` as a sector of its own, behind the sector it was part of.

    Trade, tariffs revenue, output, absorption and use of the two parts add up to the old sector's, cell by cell. Both
    parts are made with the old sector's technology. A product's absorption is given to users in proportion to their
    use of the sector times the stated intensity, no user taking more of the product than it took of the sector. Where
    the product's tariff is given, the rest's tariff keeps the revenue of the flow (not below zero; what cannot be kept
    is recorded, and users pay that much more or less).

    Raises:
        WorldError: unknown names, shares outside 0..1, a code already taken, a use pattern nobody can satisfy.
    """
    s = world.sector(product.sector)
    if product.code in world.sectors:
        raise WorldError(f"split: sector {product.code} exists already; choose another code")
    share = _flow_shares(world, product)
    n, width = world.shape
    old = world.trade[:, :, s]
    mine = share * old
    rest = old - mine
    tariff, rest_tariff, lost = _tariffs(world, product, s, mine, rest)

    at = s + 1  # the product stands right behind its old sector

    def widen(array: Array, axis: int, rest_value: Array, mine_value: Array) -> Array:
        grown = np.insert(array, at, 0.0, axis=axis)
        where: list[Any] = [slice(None)] * grown.ndim
        where[axis] = s
        grown[tuple(where)] = rest_value
        where[axis] = at
        grown[tuple(where)] = mine_value
        return grown

    trade = widen(world.trade, 2, rest, mine)
    tariffs = widen(world.tariff, 2, rest_tariff, tariff)
    export_tax = widen(world.export_tax, 2, world.export_tax[:, :, s], world.export_tax[:, :, s])
    subsidy = widen(world.subsidy, 1, world.subsidy[:, s], world.subsidy[:, s])
    output = trade.sum(1) / (1 - subsidy)

    # who makes: both parts with the old technology; who uses: divided by intensity
    by_user = np.insert(world.input_share, at, world.input_share[:, :, s], axis=2)  # [n, k, s+1]
    used = by_user * output[:, None, :]
    sector_use = used[:, s, :]  # [n, user], users include both parts
    sector_final = world.final_share[:, s] * world.income
    border = trade * (1 + export_tax) * (1 + tariffs)
    absorbed = border.sum(0)[:, at]
    intensity = np.full(width + 1, product.other_users)
    codes = [*world.sectors[:at], product.code, *world.sectors[at:]]
    for user, value in product.users.items():
        if user == product.sector:
            intensity[[s, at]] = value
        elif user in codes:
            intensity[codes.index(user)] = value
        else:
            world.sector(user)
    everything = np.column_stack([sector_use, sector_final])
    # equal to the old spending unless a stated tariff changes what the flow pays
    together = border.sum(0)[:, [s, at]].sum(1)
    everything *= np.divide(together, everything.sum(1), out=np.ones(n), where=everything.sum(1) > 0)[:, None]
    weights = np.append(intensity, product.final)
    taken = np.array([_allocate(absorbed[j], everything[j], weights, world.regions[j], product) for j in range(n)])
    used = np.insert(used, at, taken[:, :-1], axis=1)
    used[:, s, :] = np.maximum(everything[:, :-1] - taken[:, :-1], 0.0)
    final = np.insert(world.final_share * world.income[:, None], at, taken[:, -1], axis=1)
    final[:, s] = np.maximum(everything[:, -1] - taken[:, -1], 0.0)
    theta = np.insert(world.trade_elasticity, at, product.trade_elasticity or world.trade_elasticity[s])
    log = {
        "product": product.code,
        "of": product.sector,
        "bn_usd_traded": float(mine.sum() - np.trace(mine)),
        "bn_usd_output": float(mine.sum()),
        "tariff_revenue_lost_bn": lost,
        "source": product.source,
    }
    return replace(
        world,
        sectors=tuple(codes),
        trade=trade,
        tariff=tariffs,
        export_tax=export_tax,
        subsidy=subsidy,
        **shares(
            trade,
            export_tax,
            output,
            used,
            final,
            np.insert(world.profit_share, at, world.profit_share[:, s], 1) * output,
        ),
        trade_elasticity=theta,
        scale_elasticity=np.insert(world.scale_elasticity, at, world.scale_elasticity[s]),
        sector_names={**world.sector_names, product.code: product.name or product.code},
        goods=(*world.goods, product.code) if product.sector in world.goods else world.goods,
        provenance={**world.provenance, "splits": [*world.provenance.get("splits", []), log]},
    )


def _flow_shares(world: World, product: Product) -> Array:
    n = len(world.regions)
    share = np.full((n, n), product.share)
    for exporter, value in product.export_share.items():
        share[world.region(exporter)] = value
    for (exporter, importer), value in product.flow_share.items():
        share[world.region(exporter), world.region(importer)] = value
    if share.min() < 0 or share.max() > 1:
        raise WorldError(f"split {product.code}: a share is {share.min():g} or {share.max():g}; expected 0 to 1")
    return share


def _tariffs(world: World, product: Product, s: int, mine: Array, rest: Array) -> tuple[Array, Array, float]:
    """Tariff of the product, tariff of the rest that keeps each flow's revenue, and the revenue lost at zero."""
    old = world.tariff[:, :, s]
    tariff = np.array(old)
    for (exporter, importer), value in product.tariff.items():
        tariff[world.region(exporter), world.region(importer)] = value
    revenue = old * (mine + rest) - tariff * mine
    left = np.where(rest > 0, np.divide(revenue, rest, out=np.array(old), where=rest > 0), old)
    return tariff, np.maximum(left, 0.0), float(np.abs(np.minimum(left, 0.0) * rest).sum())


def _allocate(total: float, available: Array, weights: Array, region: str, product: Product) -> Array:
    """Divide ``total`` among users by ``available * weights``, none above ``available``."""
    if total <= 0:
        return np.zeros_like(available)
    if available[weights > 0].sum() < total * (1 - 1e-9):
        raise WorldError(
            f"split {product.code}: {region} absorbs {total:.4g} bn but its users take only"
            f" {available[weights > 0].sum():.4g} bn of {product.sector}; raise other_users or final, or lower shares"
        )
    low, high = 0.0, 1.0
    while np.minimum(available, high * available * weights).sum() < total and high < 1e12:
        high *= 2
    for _ in range(200):
        middle = 0.5 * (low + high)
        if np.minimum(available, middle * available * weights).sum() < total:
            low = middle
        else:
            high = middle
    taken = np.minimum(available, high * available * weights)
    return taken * (total / taken.sum())
