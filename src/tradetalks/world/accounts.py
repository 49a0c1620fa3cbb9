"""From flows to the fields of a balanced world: the one place where shares, deficits and final use are derived.

Whatever the source, a world is built from flows at producer prices: bilateral trade, and who uses which input. Taxes at
the border are added, uses are expressed at purchaser prices, final use is what absorption leaves, value added what
revenue leaves. Every change made to the figures on the way is recorded with its size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world import country_codes

if TYPE_CHECKING:
    from tradetalks.world.world import World

Array = NDArray[np.float64]

MIN_VALUE_ADDED = 0.02
DUST = 1e-6  # billions: flows under a thousand dollars a year are dropped
CLOSED = 1e-4  # billions: sectors that sell under 100,000 dollars a year are closed

Log = list[dict[str, Any]]  # of changes made to the figures, each with what, its size in ``bn_usd``, and how many cells


def from_flows(
    regions: Sequence[str],
    sectors: Sequence[str],
    trade: Array,
    use: Array | None = None,
    *,
    tariff: Array | None = None,
    export_tax: Array | None = None,
    subsidy: Array | None = None,
    trade_elasticity: Array | float = 4.0,
    region_names: Mapping[str, str] | None = None,
    sector_names: Mapping[str, str] | None = None,
    goods: Sequence[str] = (),
    provenance: Mapping[str, Any] | None = None,
    dust: float = DUST,
) -> dict[str, Any]:
    """Fields of a World whose accounts hold exactly, from flows in billions of USD a year at producer prices.

    Args:
        trade: ``[exporter, importer, sector]``, domestic sales on the diagonal. Negative cells (changes in
            inventories) are set to zero.
        use: ``[region, input_sector, using_sector]`` intermediate use of domestic and imported inputs together;
            None for a world without intermediate inputs.
        tariff, export_tax: ``[exporter, importer, sector]`` ad valorem levels; zero if None.
        subsidy: ``[region, sector]`` production subsidies as a fraction of producer revenue, taxes below zero; none if
            None.
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
    subsidy = np.zeros((n, s)) if subsidy is None else _shaped("subsidy", subsidy, (n, s))
    log: Log = []
    trade, used = _cleaned(trade, used, dust, log)
    _everyone_trades(regions, trade)
    spending = (trade * (1 + export_tax) * (1 + tariff)).sum(0)
    output = trade.sum(1) / (1 - subsidy)
    used, final = _uses(regions, sectors, trade, output, used, spending, log)
    kept = dict(provenance or {})
    kept["adjustments"] = [*kept.get("adjustments", []), *log]
    return {
        "regions": tuple(regions),
        "sectors": tuple(sectors),
        "trade": trade,
        "tariff": tariff,
        "export_tax": export_tax,
        "subsidy": subsidy,
        **shares(trade, export_tax, output, used, final),
        "trade_elasticity": np.broadcast_to(np.asarray(trade_elasticity, dtype=float), (s,)),
        "scale_elasticity": np.zeros(s),
        "region_names": dict(region_names or {}),
        "sector_names": dict(sector_names or {}),
        "goods": tuple(goods),
        "provenance": kept,
    }


def _record(log: Log, what: str, billions: float, **more: Any) -> None:
    log.append({"what": what, "bn_usd": float(billions), **more})


def _cleaned(trade: Array, used: Array, dust: float, log: Log) -> tuple[Array, Array]:
    """Trade and uses without negative cells, without flows below ``dust``, and with next to empty sectors closed."""
    negative = trade < 0
    _record(log, "negative flows set to zero", -trade[negative].sum(), cells=int(negative.sum()))
    _record(log, "negative uses set to zero", -used[used < 0].sum(), cells=int((used < 0).sum()))
    trade, used = np.maximum(trade, 0.0), np.maximum(used, 0.0)
    small = (trade < dust) & (trade > 0)
    dropped = f"flows below {1e9 * dust:,.0f} USD a year set to zero"
    _record(log, dropped, trade[small].sum(), cells=int(small.sum()))
    trade = np.where(small, 0.0, trade)
    closed = (trade.sum(1) < CLOSED * min(1.0, dust / DUST)) & (trade.sum(1) > 0)
    _record(log, "sectors that sell next to nothing closed", trade.sum(1)[closed].sum(), cells=int(closed.sum()))
    return np.where(closed[:, None, :], 0.0, trade), used


def _everyone_trades(regions: Sequence[str], trade: Array) -> None:
    """Raise WorldError for a region that produces or spends nothing."""
    output, absorbed = trade.sum((1, 2)), trade.sum((0, 2))
    for j, code in enumerate(regions):
        if output[j] <= 0 or absorbed[j] <= 0:
            sums = " (it reads as a sum over economies)" if country_codes.is_aggregate(code) else ""
            raise WorldError(
                f"world: region {code}{sums} produces or spends nothing; leave it out or join it to another"
            )


def _uses(
    regions: Sequence[str],
    sectors: Sequence[str],
    trade: Array,
    output: Array,
    used: Array,
    spending: Array,
    log: Log,
) -> tuple[Array, Array]:
    """Intermediate use ``[region, input, user]`` and final use ``[region, sector]``, both at purchaser prices.

    Uses are trimmed to what is absorbed and to what leaves every sector a little value added; final use is the rest.

    Args:
        output: ``[region, sector]`` producers' revenue. used: intermediate use at producer prices.
        spending: ``[region, sector]`` at purchaser prices.

    Raises:
        WorldError: a sector of which less than nothing is absorbed; a region of which nothing is left for final use.
    """
    if np.any(spending < 0):
        j, k = divmod(int(np.argmin(spending)), spending.shape[1])
        raise WorldError(
            f"{regions[j]} {sectors[k]}: {float(spending[j, k]):.4g} billions are absorbed; expected 0 or more. Its"
            " sales, taxes and trade do not fit together"
        )
    at_producer = trade.sum(0)
    uplift = np.divide(spending, at_producer, out=np.zeros_like(spending), where=at_producer > 0)
    used = np.where((output <= 0)[:, None, :], 0.0, used * uplift[:, :, None])
    total = used.sum(2)
    fits = np.divide(spending, total, out=np.ones_like(spending), where=total > spending)
    _record(log, "uses beyond what is absorbed trimmed", (total * (1 - np.minimum(fits, 1))).sum())
    used = used * np.minimum(fits, 1.0)[:, :, None]
    cost = used.sum(1)
    low = (cost > (1 - MIN_VALUE_ADDED) * output) & (output > 0)
    factor = np.where(low, (1 - MIN_VALUE_ADDED) * output / np.maximum(cost, 1e-300), 1.0)
    _record(
        log,
        f"value-added shares below {MIN_VALUE_ADDED} raised to it, inputs moved to final use",
        (used * (1 - factor)[:, None, :]).sum(),
        cells=[f"{regions[j]} {sectors[k]}" for j, k in zip(*np.nonzero(low), strict=True)][:20],
    )
    used = used * factor[:, None, :]
    final = spending - used.sum(2)
    _record(log, "final use below zero by rounding set to zero", abs(float(np.minimum(final, 0).sum())))
    final = np.maximum(final, 0.0)
    for j, code in enumerate(regions):
        if final[j].sum() <= 0:
            raise WorldError(f"world: region {code} has no final use; its intermediate uses take all it absorbs")
    return used, final


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


def final_use(fields: Mapping[str, Any]) -> tuple[Array, Array]:
    """Final use ``[region, sector]`` that a world's fields imply, with taxes at the border and before them."""
    trade = fields["trade"]
    spending, at_producer = (trade * (1 + fields["export_tax"]) * (1 + fields["tariff"])).sum(0), trade.sum(0)
    output = trade.sum(1) / (1 - fields["subsidy"])
    final = np.maximum(spending - np.einsum("nks,ns->nk", fields["input_share"], output), 0.0)
    return final, final * np.divide(at_producer, spending, out=np.ones_like(spending), where=spending > 0)


def product_tax(final: Array, net: Array, taxes: Array) -> Array:
    """``[region]`` rate of product taxes on final spending.

    Args:
        final, net: see ``final_use``. taxes: ``[region]`` all taxes less subsidies on products that final users pay,
            billions of USD a year; the customs duties among them are taken off, and what is left is not below zero.
    """
    return np.maximum(taxes - (final - net).sum(1), 0.0) / final.sum(1)


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
