"""From long pandas tables to the fields of a world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world.accounts import from_flows
from tradetalks.world.tables import cube, require_columns

Array = NDArray[np.float64]

LEAST_AT_HOME = 0.05  # of output: domestic sales where output less exports leaves less


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
) -> dict[str, Any]:
    """Fields of a World, from long pandas tables.

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
    trade = _by_sector("trade", trade, ("exporter", "importer", "value"))
    _no_gaps(trade)
    regions = sorted({*trade["exporter"].unique(), *trade["importer"].unique()})
    sectors = list(trade["sector"].unique())
    pairs, cells = (regions, regions, sectors), (regions, sectors)
    flows = scale * cube("trade", trade, ("exporter", "importer", "sector"), pairs, "value")
    log: list[dict[str, Any]] = []
    if output is not None:
        output = _by_sector("output", output, ("region", "value"))
        made = scale * cube("output", output, ("region", "sector"), cells, "value")
        flows = _with_domestic_sales(flows, made, regions, sectors, log)
    rates = None
    if tariffs is not None:
        tariffs = _by_sector("tariffs", tariffs, ("exporter", "importer", "rate"))
        rates = cube("tariffs", tariffs, ("exporter", "importer", "sector"), pairs, "rate")
    used = None
    if use is not None:
        use = require_columns("use", use, ("region", "input", "sector", "value"))
        used = scale * cube("use", use, ("region", "input", "sector"), (regions, sectors, sectors), "value")
    elif value_added is not None:
        value_added = _by_sector("value_added", value_added, ("region", "share"))
        beta = cube("value_added", value_added, ("region", "sector"), cells, "share")
        used = _uses_in_proportion(flows, rates, beta)
    kept = {**(provenance or {})}
    kept["adjustments"] = [*kept.get("adjustments", []), *log]
    return from_flows(
        regions,
        sectors,
        flows,
        used,
        tariff=rates,
        trade_elasticity=_by_code(elasticities, sectors),
        goods=tuple(goods),
        provenance=kept,
    )


def _by_sector(name: str, frame: Any, columns: Sequence[str]) -> Any:
    """The frame, if it holds ``columns``; one without sectors is of a single one, ALL."""
    frame = require_columns(name, frame, columns)
    return frame if "sector" in frame.columns else frame.assign(sector="ALL")


def _no_gaps(trade: Any) -> None:
    """Raise WorldError for a row of trade without an exporter or importer."""
    for side in ("exporter", "importer"):
        gaps = np.flatnonzero(trade[side].isna().to_numpy())
        if len(gaps):
            raise WorldError(
                f"trade: row {int(gaps[0])}: no {side}; expected a code (pandas takes NA, Namibia, for a gap unless a"
                " file is read with keep_default_na=False)"
            )


def _with_domestic_sales(
    flows: Array, made: Array, regions: Sequence[str], sectors: Sequence[str], log: list[dict[str, Any]]
) -> Array:
    """Flows whose missing domestic sales are output less exports, but not below a share of output; what that raises is
    logged."""
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
    filled = flows.copy()
    filled[j, j] = np.where(missing, np.maximum(made - exports, at_least), flows[j, j])
    return filled


def _uses_in_proportion(flows: Array, rates: Array | None, value_added_share: Array) -> Array:
    """``[region, input, user]`` at producer prices: input costs are spread as all the region spends."""
    paid = (flows * (1 + (0.0 if rates is None else rates))).sum(0)  # purchaser prices
    bought = paid / paid.sum(1, keepdims=True)
    at_producer = np.divide(flows.sum(0), paid, out=np.ones_like(paid), where=paid > 0)
    return (bought * at_producer)[:, :, None] * ((1 - value_added_share) * flows.sum(1))[:, None, :]


def _by_code(elasticities: Mapping[str, float] | float, sectors: Sequence[str]) -> Array | float:
    """Elasticities in the order of the sectors, or the one number for all."""
    if not isinstance(elasticities, Mapping):
        return elasticities
    gaps = [k for k in sectors if k not in elasticities]
    if gaps:
        raise WorldError(f"elasticities: none for sector {gaps[0]}; expected one for each of {', '.join(sectors)}")
    return np.array([elasticities[k] for k in sectors])
