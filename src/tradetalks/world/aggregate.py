"""Joining regions and sectors: flows by value, tariffs and elasticities by trade weight, accounts exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError, unknown
from tradetalks.world.accounts import shares
from tradetalks.world.classify import REGION_GROUPINGS, SECTOR_GROUPINGS
from tradetalks.world.world import World

Array = NDArray[np.float64]
Grouping = str | Mapping[str, Sequence[str]] | None


def aggregate(world: World, regions: Grouping = None, sectors: Grouping = None) -> World:
    """A coarser world.

    Args:
        regions, sectors: a named grouping (see ``REGION_GROUPINGS`` and ``SECTOR_GROUPINGS``), or a mapping from new
            code to the old codes it joins. Codes not named keep to themselves in a mapping; a named grouping that
            leaves regions out joins them as ROW.

    Returns:
        A world whose accounts hold exactly. Flows are summed. A tariff is the average of its parts weighted by the
        border value of trade, simple where there is none; trade inside a joined region becomes domestic, and duties
        once paid on it stay as a tax on domestic sales, so that incomes do not change. Cost and final shares follow
        from the summed flows. The elasticity of a joined sector is the average weighted by cross-border trade.

    Raises:
        WorldError: an unknown code or grouping (with the nearest), or a code in two groups.
    """
    r_codes, r = _membership(
        "region", world.regions, _grouping("regions", regions, REGION_GROUPINGS), isinstance(regions, str)
    )
    s_codes, s = _membership(
        "sector", world.sectors, _grouping("sectors", sectors, SECTOR_GROUPINGS), isinstance(sectors, str)
    )

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
        region_names={c: world.region_names.get(c, c) for c in r_codes},
        sector_names={c: world.sector_names.get(c, c) for c in s_codes},
        goods=tuple(goods),
        provenance={**world.provenance, "aggregated": joined},
    )


def _grouping(
    axis: str, given: Grouping, named: Mapping[str, Mapping[str, Sequence[str]]]
) -> Mapping[str, Sequence[str]]:
    if given is None:
        return {}
    if isinstance(given, str):
        if given not in named:
            raise WorldError(unknown(f"grouping of {axis}", given, named))
        return named[given]
    return given


def _membership(
    kind: str, codes: Sequence[str], groups: Mapping[str, Sequence[str]], shipped: bool
) -> tuple[list[str], Array]:
    """New codes in order, and the 0/1 matrix ``[new, old]``. Codes of a group that are not in the world are passed over
    if the group is a shipped one (it then stands for those that are)."""
    owner: dict[str, str] = {}
    for new, old in groups.items():
        for code in [old] if isinstance(old, str) else old:
            if code not in codes:
                if shipped:
                    continue
                raise WorldError(f"group {new}: {unknown(kind, code, codes)}")
            if code in owner:
                raise WorldError(f"group {new}: {kind} {code} is in group {owner[code]} already; expected once")
            owner[code] = new
    rest = "ROW" if shipped and kind == "region" else None
    target = [owner.get(code, rest or code) for code in codes]
    for code, new in zip(codes, target, strict=True):
        if code not in owner and new == code and new in groups:
            raise WorldError(f"group {new}: {kind} {code} has the same name but is not in it; rename the group")
    order = list(dict.fromkeys(target))
    return order, np.array([[float(t == new) for t in target] for new in order])


def _members(codes: Sequence[str], row: Array) -> list[str]:
    return [c for c, inside in zip(codes, row, strict=True) if inside]


def _mean(rate: Array, r: Array, s: Array) -> Array:
    count = np.einsum("ri,qn,ts->rqt", r, r, s)
    return np.einsum("ri,qn,ts,ins->rqt", r, r, s, rate, optimize=True) / count


def _ratio(part: Array, whole: Array, otherwise: Array) -> Array:
    return np.where(whole > 0, np.divide(part, whole, out=np.zeros_like(part), where=whole > 0), otherwise)
