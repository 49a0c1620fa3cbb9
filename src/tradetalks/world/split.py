"""Carve a product out of a sector: soybeans out of crops, magnets out of electrical equipment.

After GTAP's SplitCom (Horridge 2005): the user gives what is known of the product (its share of each flow, who uses it,
its tariffs); the rest of the sector takes what is left, so that the two together are exactly the old sector.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

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
    old = world.trade[:, :, s]
    mine = _flow_shares(world, product) * old
    rest = old - mine
    tariff_on_mine, tariff_on_rest, lost = _tariffs(world, product, s, mine, rest)
    trade = _parted(world.trade, s, rest, mine)
    tariff = _parted(world.tariff, s, tariff_on_rest, tariff_on_mine)
    export_tax = _doubled(world.export_tax, s)
    subsidy = _doubled(world.subsidy, s)
    output = trade.sum(1) / (1 - subsidy)
    spending = (trade * (1 + export_tax) * (1 + tariff)).sum(0)
    codes = (*world.sectors[: s + 1], product.code, *world.sectors[s + 1 :])
    used, final = _uses(world, product, codes, s, output, spending)
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
        sectors=codes,
        trade=trade,
        tariff=tariff,
        export_tax=export_tax,
        subsidy=subsidy,
        **shares(trade, export_tax, output, used, final, _doubled(world.profit_share, s) * output),
        trade_elasticity=np.insert(
            world.trade_elasticity, s + 1, product.trade_elasticity or world.trade_elasticity[s]
        ),
        scale_elasticity=_doubled(world.scale_elasticity, s),
        sector_names={**world.sector_names, product.code: product.name or product.code},
        goods=(*world.goods, product.code) if product.sector in world.goods else world.goods,
        provenance={**world.provenance, "splits": [*world.provenance.get("splits", []), log]},
    )


def _parted(array: Array, s: int, rest: Array, mine: Array) -> Array:
    """The array, whose last axis is sectors, with the rest of sector ``s`` in its place and the product behind it."""
    grown = np.insert(array, s + 1, mine, axis=-1)
    grown[..., s] = rest
    return grown


def _doubled(array: Array, s: int) -> Array:
    """The array, whose last axis is sectors, with the figures of sector ``s`` for the product behind it too."""
    return np.insert(array, s + 1, array[..., s], axis=-1)


def _uses(
    world: World, product: Product, codes: Sequence[str], s: int, output: Array, spending: Array
) -> tuple[Array, Array]:
    """Intermediate use ``[region, input, user]`` and final use ``[region, sector]`` at purchaser prices.

    Both parts are made with the old technology; what is absorbed of the product goes to users by intensity.

    Args:
        codes: sectors after the split.
        output, spending: ``[region, sector]`` after the split, spending at purchaser prices.
    """
    product_at = s + 1
    used = _doubled(world.input_share, s) * output[:, None, :]
    final = world.final_share * world.income[:, None]
    available = np.column_stack([used[:, s, :], final[:, s]])  # of the old sector, by user (both parts), then final use
    # equal to the old spending unless a stated tariff changes what the flow pays
    together = spending[:, [s, product_at]].sum(1)
    users_pay = available.sum(1)
    available *= np.divide(together, users_pay, out=np.ones_like(together), where=users_pay > 0)[:, None]
    weights = np.append(_intensity(world, product, codes, s), product.final)
    taken = np.array(
        [
            _allocate(spending[j, product_at], available[j], weights, code, product)
            for j, code in enumerate(world.regions)
        ]
    )
    left = np.maximum(available - taken, 0.0)
    used = np.insert(used, product_at, taken[:, :-1], axis=1)
    used[:, s, :] = left[:, :-1]
    return used, _parted(final, s, left[:, -1], taken[:, -1])


def _intensity(world: World, product: Product, codes: Sequence[str], s: int) -> Array:
    """How much of the product a sector uses, relative to its use of the old sector; ``[sector]`` after the split."""
    intensity = np.full(len(codes), product.other_users)
    for user, value in product.users.items():
        if user == product.sector:
            intensity[[s, s + 1]] = value
        elif user in codes:
            intensity[codes.index(user)] = value
        else:
            world.sector(user)  # raises, with the nearest name
    return intensity


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
        if middle in (low, high):
            break
        if np.minimum(available, middle * available * weights).sum() < total:
            low = middle
        else:
            high = middle
    taken = np.minimum(available, high * available * weights)
    return taken * (total / taken.sum())
