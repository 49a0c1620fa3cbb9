"""Joining regions and sectors: flows by value, tariffs and elasticities by trade weight, accounts exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.world.accounts import shares
from tradetalks.world.grouping import Grouping, Groups, group_name, read_groups

if TYPE_CHECKING:
    from tradetalks.world.world import World

Array = NDArray[np.float64]


def aggregate(world: World, regions: Grouping = None, sectors: Grouping = None) -> World:
    """A coarser world.

    Args:
        regions, sectors: a named grouping (see ``REGION_GROUPINGS`` and ``SECTOR_GROUPINGS``); a mapping from new
            code to the old codes it joins, in which ``*`` stands for all others and a named group of economies (EU27,
            ASEAN, USMCA, ...) for its members; or the same as a list in a line, ``CHE, USA, EU27, ASEAN members,
            AMERICAS=CAN+MEX, ROW=*``, where ``ASEAN members`` keeps each apart. Codes not named keep to themselves; a
            named grouping that leaves regions out joins them as ROW.

    Returns:
        A world whose accounts hold exactly. Flows are summed. A tariff is the average of its parts weighted by the
        border value of trade, simple where there is none; trade inside a joined region becomes domestic, and duties
        once paid on it stay as a tax on domestic sales, so that incomes do not change. Cost and final shares follow
        from the summed flows. The elasticity of a joined sector is the average weighted by cross-border trade.

    Raises:
        WorldError: an unknown code or grouping (with the nearest), a code in two groups, or a grouping that matches
            or changes nothing.
    """
    by_region = read_groups("region", world.regions, regions)
    by_sector = read_groups("sector", world.sectors, sectors, world.goods)
    r_codes, r = _membership(by_region)
    s_codes, s = _membership(by_sector)

    def sum_flows(flow: Array) -> Array:
        return np.einsum("ri,qn,ts,ins->rqt", r, r, s, flow, optimize=True)

    trade = sum_flows(world.trade)
    at_border = sum_flows(world.trade * (1 + world.export_tax))
    export_tax = _ratio(sum_flows(world.trade * world.export_tax), trade, _mean(world.export_tax, r, s))
    duties = sum_flows(world.trade * (1 + world.export_tax) * world.tariff)
    tariff = _ratio(duties, at_border, _mean(world.tariff, r, s))
    output = np.einsum("ri,ts,is->rt", r, s, world.output)
    subsidy = _ratio(np.einsum("ri,ts,is->rt", r, s, world.subsidy * world.output), output, 0 * output)
    used = np.einsum("rn,qk,ts,nks->rqt", r, s, s, world.input_share * world.output[:, None, :], optimize=True)
    final = np.einsum("rn,qk,nk->rq", r, s, world.final_share * world.income[:, None])
    weight = world.trade.sum((0, 1)) - np.einsum("iis->s", world.trade) + 1e-12
    theta = (s @ (weight * world.trade_elasticity)) / (s @ weight)
    psi = (s @ (weight * world.scale_elasticity)) / (s @ weight)
    goods = [c for c, row in zip(s_codes, s, strict=True) if row @ np.isin(world.sectors, world.goods) > 0]
    joined = {
        "regions": {c: _members(world.regions, row) for c, row in zip(r_codes, r, strict=True) if row.sum() > 1},
        "sectors": {c: _members(world.sectors, row) for c, row in zip(s_codes, s, strict=True) if row.sum() > 1},
    }
    return replace(
        world,
        regions=tuple(r_codes),
        sectors=tuple(s_codes),
        trade=trade,
        tariff=tariff,
        export_tax=export_tax,
        subsidy=subsidy,
        **shares(
            trade, export_tax, output, used, final, np.einsum("ri,ts,is->rt", r, s, world.profit_share * world.output)
        ),
        trade_elasticity=theta,
        scale_elasticity=psi,
        region_names=_names(r_codes, r, world.regions, world.region_names),
        sector_names=_names(s_codes, s, world.sectors, world.sector_names),
        goods=tuple(goods),
        provenance={
            **world.provenance,
            "aggregated": joined,
            "grouping_notes": [*by_region.notes("region"), *by_sector.notes("sector")],
        },
    )


def _membership(groups: Groups) -> tuple[list[str], Array]:
    """New codes in order, and the 0/1 matrix ``[new, old]``."""
    order = groups.order()
    return order, np.array([[float(new == owner) for owner in groups.owner.values()] for new in order])


def _members(codes: Sequence[str], row: Array) -> list[str]:
    return [c for c, inside in zip(codes, row, strict=True) if inside]


def _names(codes: Sequence[str], matrix: Array, old: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """Printed names: the world's own for codes kept, the group's for those joined or renamed."""
    members = {code: _members(old, row) for code, row in zip(codes, matrix, strict=True)}
    return {c: known.get(c, c) if m == [c] else group_name(c, m, known) for c, m in members.items()}


def _mean(rate: Array, r: Array, s: Array) -> Array:
    """Simple average over the cells that each new cell joins: their number is the product of the groups' sizes."""
    size, width = r.sum(1), s.sum(1)
    count = size[:, None, None] * size[None, :, None] * width[None, None, :]
    return np.einsum("ri,qn,ts,ins->rqt", r, r, s, rate, optimize=True) / count


def _ratio(part: Array, whole: Array, otherwise: Array) -> Array:
    return np.where(whole > 0, np.divide(part, whole, out=np.zeros_like(part), where=whole > 0), otherwise)
