"""From flows to a balanced world: the one place where shares, deficits and final use are derived.

Whatever the source, a world is built from flows at producer prices: bilateral trade, and who uses which input. Taxes at
the border are added, uses are expressed at purchaser prices, final use is what absorption leaves, value added what
revenue leaves. Every change made to the figures on the way is recorded with its size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world import country_codes
from tradetalks.world.world import World

Array = NDArray[np.float64]

MIN_VALUE_ADDED = 0.02
LEAST_AT_HOME = 0.05  # of output: domestic sales where output less exports leaves less
DUST = 1e-6  # billions: flows under a thousand dollars a year are dropped
CLOSED = 1e-4  # billions: sectors that sell under 100,000 dollars a year are closed


def from_flows(
    regions: Sequence[str],
    sectors: Sequence[str],
    trade: Array,
    use: Array | None = None,
    *,
    tariff: Array | None = None,
    export_tax: Array | None = None,
    trade_elasticity: Array | float = 4.0,
    region_names: Mapping[str, str] | None = None,
    sector_names: Mapping[str, str] | None = None,
    goods: Sequence[str] = (),
    provenance: Mapping[str, Any] | None = None,
    dust: float = DUST,
) -> World:
    """A world whose accounts hold exactly, from flows in billions of USD a year at producer prices.

    Args:
        trade: ``[exporter, importer, sector]``, domestic sales on the diagonal. Negative cells (changes in
            inventories) are set to zero.
        use: ``[region, input_sector, using_sector]`` intermediate use of domestic and imported inputs together;
            None for a world without intermediate inputs.
        tariff, export_tax: ``[exporter, importer, sector]`` ad valorem levels; zero if None.
        trade_elasticity: ``[sector]`` or one number.
        provenance: kept on the world; the list ``adjustments`` is extended by what is changed here.
        dust: flows below this are dropped.

    Raises:
        WorldError: wrong shapes; a region that produces or spends nothing.
    """
    n, s = len(regions), len(sectors)
    trade = _shaped("trade", trade, (n, n, s))
    used = np.zeros((n, s, s)) if use is None else _shaped("use", use, (n, s, s))
    tariff = np.zeros((n, n, s)) if tariff is None else _shaped("tariff", tariff, (n, n, s))
    export_tax = np.zeros((n, n, s)) if export_tax is None else _shaped("export_tax", export_tax, (n, n, s))
    log: list[dict[str, Any]] = []

    def record(what: str, billions: float, **more: Any) -> None:
        log.append({"what": what, "bn_usd": float(billions), **more})

    negative = trade < 0
    record("negative flows set to zero", -trade[negative].sum(), cells=int(negative.sum()))
    record("negative uses set to zero", -used[used < 0].sum(), cells=int((used < 0).sum()))
    trade, used = np.maximum(trade, 0.0), np.maximum(used, 0.0)
    small = (trade < dust) & (trade > 0)
    record(f"flows below {1e9 * dust:,.0f} USD a year set to zero", trade[small].sum(), cells=int(small.sum()))
    trade = np.where(small, 0.0, trade)
    closed = (trade.sum(1) < CLOSED * min(1.0, dust / DUST)) & (trade.sum(1) > 0)
    record("sectors that sell next to nothing closed", trade.sum(1)[closed].sum(), cells=int(closed.sum()))
    trade = np.where(closed[:, None, :], 0.0, trade)
    output, at_producer = trade.sum(1), trade.sum(0)
    for j, code in enumerate(regions):
        if output[j].sum() <= 0 or at_producer[j].sum() <= 0:
            sums = " (it reads as a sum over economies)" if country_codes.is_aggregate(code) else ""
            raise WorldError(
                f"world: region {code}{sums} produces or spends nothing; leave it out or join it to another"
            )

    spending = (trade * (1 + export_tax) * (1 + tariff)).sum(0)
    uplift = np.divide(spending, at_producer, out=np.zeros_like(spending), where=at_producer > 0)
    used = np.where((output <= 0)[:, None, :], 0.0, used * uplift[:, :, None])
    total = used.sum(2)
    fits = np.divide(spending, total, out=np.ones_like(spending), where=total > spending)
    record("uses beyond what is absorbed trimmed", (total * (1 - np.minimum(fits, 1))).sum())
    used = used * np.minimum(fits, 1.0)[:, :, None]
    cost = used.sum(1)
    low = (cost > (1 - MIN_VALUE_ADDED) * output) & (output > 0)
    factor = np.where(low, (1 - MIN_VALUE_ADDED) * output / np.maximum(cost, 1e-300), 1.0)
    cells = [f"{regions[j]} {sectors[k]}" for j, k in zip(*np.nonzero(low), strict=True)]
    record(
        f"value-added shares below {MIN_VALUE_ADDED} raised to it, inputs moved to final use",
        (used * (1 - factor)[:, None, :]).sum(),
        cells=cells[:20],
    )
    used = used * factor[:, None, :]
    final = spending - used.sum(2)
    record("final use below zero by rounding set to zero", abs(float(np.minimum(final, 0).sum())))
    final = np.maximum(final, 0.0)
    for j, code in enumerate(regions):
        if final[j].sum() <= 0:
            raise WorldError(f"world: region {code} has no final use; its intermediate uses take all it absorbs")
    kept = dict(provenance or {})
    kept["adjustments"] = [*kept.get("adjustments", []), *log]
    return World(
        regions=tuple(regions),
        sectors=tuple(sectors),
        trade=trade,
        tariff=tariff,
        export_tax=export_tax,
        subsidy=np.zeros((n, s)),
        **shares(trade, export_tax, output, used, final),
        trade_elasticity=np.broadcast_to(np.asarray(trade_elasticity, dtype=float), (s,)),
        scale_elasticity=np.zeros(s),
        region_names=dict(region_names or {}),
        sector_names=dict(sector_names or {}),
        goods=tuple(goods),
        provenance=kept,
    )


def shares(
    trade: Array, export_tax: Array, output: Array, used: Array, final: Array, profits: Array | None = None
) -> dict[str, Array]:
    """Cost shares, final shares and deficits that flows imply; fields of a World.

    ``used`` ``[region, input, user]`` and ``final`` ``[region, sector]`` are at purchaser prices, ``profits`` are
    ``[region, sector]``, none if None; a closed sector has cost shares of zero, all value added.
    """
    profit = np.zeros_like(output) if profits is None else profits
    profit = np.divide(profit, output, out=np.zeros_like(output), where=output > 0)
    share = np.divide(used, output[:, None, :], out=np.zeros_like(used), where=output[:, None, :] > 0)
    border = trade * (1 + export_tax)
    return {
        "input_share": share,
        "value_added_share": 1 - share.sum(1) - profit,
        "profit_share": profit,
        "final_share": final / final.sum(1, keepdims=True),
        "deficit": border.sum((0, 2)) - border.sum((1, 2)),
    }


def changes_made(world: World) -> list[dict[str, Any]]:
    """The adjustments that touched anything, those of most money first; see ``Reading`` of the readers."""

    def touched(row: Mapping[str, Any]) -> bool:
        cells = row.get("cells")
        return bool(row.get("bn_usd")) or (bool(cells) and "bn_usd" not in row) or row.keys() <= {"what", "examples"}

    rows = [row for row in world.provenance.get("adjustments", []) if touched(row)]
    return sorted(rows, key=lambda row: -abs(row.get("bn_usd", 0.0)))


def flows_of(world: World) -> tuple[Array, Array]:
    """Trade and intermediate use at producer prices, the inverse of ``from_flows``."""
    at_producer = world.trade.sum(0)
    uplift = np.divide(world.expenditure, at_producer, out=np.ones_like(at_producer), where=at_producer > 0)
    used = world.input_share * world.output[:, None, :] / uplift[:, :, None]
    return np.array(world.trade), used


def _shaped(name: str, value: Any, shape: tuple[int, ...]) -> Array:
    array = np.array(value, dtype=float)
    if array.shape != shape:
        raise WorldError(f"world: {name} has shape {array.shape}, expected {shape}")
    if not np.all(np.isfinite(array)):
        where = [int(j) for j in np.argwhere(~np.isfinite(array))[0]]
        raise WorldError(f"world: {name}{where} is not a finite number")
    return array


def from_frames(
    trade: Any,
    use: Any = None,
    value_added: Any = None,
    tariffs: Any = None,
    *,
    output: Any = None,
    elasticities: Mapping[str, float] | float = 4.0,
    scale: float = 1.0,
    provenance: Mapping[str, Any] | None = None,
    goods: Iterable[str] = (),
) -> World:
    """A world from long pandas tables.

    Args:
        trade: columns ``exporter, importer, sector, value`` (no ``sector``: one sector, named ALL). Domestic sales are
            rows whose exporter is the importer; where they are missing, ``output`` less exports.
        use: columns ``region, input, sector, value`` (flows), or None.
        value_added: columns ``region, sector, share``; used where ``use`` is None: the rest of cost is spent on
            inputs in proportion to what the region absorbs.
        tariffs: columns ``exporter, importer, sector, rate`` (fractions), missing rows zero.
        output: columns ``region, sector, value``.
        elasticities: by sector, or one number.
        scale: multiplies values into billions of USD.

    Raises:
        WorldError: a missing column, an unknown name, a duplicate or negative entry; names the row.
    """
    from tradetalks.world.tables import cube, require_columns

    trade = require_columns("trade", trade, ("exporter", "importer", "value"))
    if "sector" not in trade.columns:
        trade = trade.assign(sector="ALL")
    for side in ("exporter", "importer"):
        gaps = np.flatnonzero(trade[side].isna().to_numpy())
        if len(gaps):
            raise WorldError(
                f"trade: row {int(gaps[0])}: no {side}; expected a code (pandas takes NA, Namibia, for a gap unless a"
                " file is read with keep_default_na=False)"
            )
    regions = sorted({*trade["exporter"], *trade["importer"]})
    sectors = list(dict.fromkeys(trade["sector"]))
    flows = scale * cube("trade", trade, ("exporter", "importer", "sector"), (regions, regions, sectors), "value")
    log: list[dict[str, Any]] = []
    if output is not None:
        output = require_columns("output", output, ("region", "value"))
        if "sector" not in output.columns:
            output = output.assign(sector="ALL")
        made = scale * cube("output", output, ("region", "sector"), (regions, sectors), "value")
        j = np.arange(len(regions))
        exports = flows.sum(1) - flows[j, j]
        missing = flows[j, j] == 0
        at_least = LEAST_AT_HOME * made
        raised = np.where(missing, np.maximum(at_least - (made - exports), 0.0), 0.0)
        if raised.sum() > 0:
            where = [f"{regions[r]} {sectors[k]}" for r, k in zip(*np.nonzero(raised), strict=True)]
            log.append(
                {
                    "what": f"domestic sales raised to {LEAST_AT_HOME:.0%} of output where exports leave less",
                    "bn_usd": float(raised.sum()),
                    "cells": where[:20],
                }
            )
        flows[j, j] = np.where(missing, np.maximum(made - exports, at_least), flows[j, j])
    rates = None
    if tariffs is not None:
        tariffs = require_columns("tariffs", tariffs, ("exporter", "importer", "rate"))
        if "sector" not in tariffs.columns:
            tariffs = tariffs.assign(sector="ALL")
        rates = cube("tariffs", tariffs, ("exporter", "importer", "sector"), (regions, regions, sectors), "rate")
    used = None
    if use is not None:
        use = require_columns("use", use, ("region", "input", "sector", "value"))
        used = scale * cube("use", use, ("region", "input", "sector"), (regions, sectors, sectors), "value")
    elif value_added is not None:
        value_added = require_columns("value_added", value_added, ("region", "share"))
        if "sector" not in value_added.columns:
            value_added = value_added.assign(sector="ALL")
        beta = cube("value_added", value_added, ("region", "sector"), (regions, sectors), "share")
        paid = (flows * (1 + (0.0 if rates is None else rates))).sum(0)  # purchaser prices
        bought = paid / paid.sum(1, keepdims=True)
        at_producer = np.divide(flows.sum(0), paid, out=np.ones_like(paid), where=paid > 0)
        used = (bought * at_producer)[:, :, None] * ((1 - beta) * flows.sum(1))[:, None, :]
    theta: Any = elasticities
    if isinstance(elasticities, Mapping):
        gaps = [k for k in sectors if k not in elasticities]
        if gaps:
            raise WorldError(f"elasticities: none for sector {gaps[0]}; expected one for each of {', '.join(sectors)}")
        theta = np.array([elasticities[k] for k in sectors])
    kept = {**(provenance or {})}
    kept["adjustments"] = [*kept.get("adjustments", []), *log]
    return from_flows(
        regions, sectors, flows, used, tariff=rates, trade_elasticity=theta, goods=tuple(goods), provenance=kept
    )
