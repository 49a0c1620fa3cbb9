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
    notes = [*by_region.notes("region"), *by_sector.notes("sector")]
    return replace(
        world,
        regions=tuple(r_codes),
        sectors=tuple(s_codes),
        **_joined(world, r, s),
        region_names=_names(r_codes, r, world.regions, world.region_names),
        sector_names=_names(s_codes, s, world.sectors, world.sector_names),
        goods=tuple(c for c, row in zip(s_codes, s, strict=True) if row @ np.isin(world.sectors, world.goods) > 0),
        provenance={
            **world.provenance,
            "aggregated": {
                kind: _joined_of(codes, matrix, old, world.provenance.get("aggregated", {}).get(kind, {}))
                for kind, codes, matrix, old in (
                    ("regions", r_codes, r, world.regions),
                    ("sectors", s_codes, s, world.sectors),
                )
            },
            "grouping_notes": notes,
        },
    )


def _joined(world: World, r: Array, s: Array) -> dict[str, Array]:
    """Arrays of the coarser world; ``r`` and ``s`` are the 0/1 matrices ``[new, old]`` of regions and sectors."""

    def by_pair(flow: Array) -> Array:
        return np.einsum("ri,qn,ts,ins->rqt", r, r, s, flow, optimize=True)

    def by_region(value: Array) -> Array:
        return np.einsum("ri,ts,is->rt", r, s, value)

    trade = by_pair(world.trade)
    at_border = by_pair(world.trade * (1 + world.export_tax))
    duties = by_pair(world.trade * (1 + world.export_tax) * world.tariff)
    export_tax = _ratio(by_pair(world.trade * world.export_tax), trade, _mean(world.export_tax, r, s))
    output = by_region(world.output)
    used = np.einsum("rn,qk,ts,nks->rqt", r, s, s, world.input_share * world.output[:, None, :], optimize=True)
    final = np.einsum("rn,qk,nk->rq", r, s, world.final_share * world.income[:, None])
    mean = _by_cross_border_trade(world, s)
    return {
        "trade": trade,
        "tariff": _ratio(duties, at_border, _mean(world.tariff, r, s)),
        "export_tax": export_tax,
        "subsidy": _ratio(by_region(world.subsidy * world.output), output, 0 * output),
        **shares(trade, export_tax, output, used, final, by_region(world.profit_share * world.output)),
        "trade_elasticity": mean @ world.trade_elasticity,
        "scale_elasticity": mean @ world.scale_elasticity,
        "borrowed": r @ world.borrowed,
        "lending": r @ world.lending @ r.T,
        "product_tax": (r @ world.product_tax_revenue) / (r @ world.income),
    }


def elasticity_weights(world: World, sectors: Grouping = None) -> tuple[list[str], Array]:
    """Sectors of the coarser world, and the weights ``[new, old]`` that make its elasticities of the world's.

    Raises:
        WorldError: as in ``aggregate``.
    """
    codes, s = _membership(read_groups("sector", world.sectors, sectors, world.goods))
    return codes, _by_cross_border_trade(world, s)


def _by_cross_border_trade(world: World, s: Array) -> Array:
    """Weights ``[new, old]`` of the mean over each new sector's members; ``s`` is the 0/1 matrix."""
    across_borders = world.trade.sum((0, 1)) - np.einsum("iis->s", world.trade) + 1e-12
    return s * across_borders / (s @ across_borders)[:, None]


def _membership(groups: Groups) -> tuple[list[str], Array]:
    """New codes in order, and the 0/1 matrix ``[new, old]``."""
    order = groups.order()
    return order, np.array([[float(new == owner) for owner in groups.owner.values()] for new in order])


def _members(codes: Sequence[str], row: Array) -> list[str]:
    return [c for c, inside in zip(codes, row, strict=True) if inside]


def _joined_of(
    codes: Sequence[str], matrix: Array, old: Sequence[str], before: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """What each new code holds, of those that are not one old code kept; ``before`` says it of old codes that were
    joined earlier."""
    found = {
        c: [m for o in _members(old, row) for m in before.get(o, [o])] for c, row in zip(codes, matrix, strict=True)
    }
    return {c: members for c, members in found.items() if members != [c]}


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
