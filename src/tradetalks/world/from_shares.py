"""From shares to a balanced world: what a calibration keeps when its shares do not add up to one benchmark.

Published calibrations often state shares (who buys what from whom, what is spent on inputs and on final goods) that no
set of flows satisfies together with the value added they also state. Here the shares and the deficits are kept and the
flows follow: with import, cost and final shares given, market clearing and budgets are linear in spending. What they
imply for value added follows too; ``equilibrium.rebase.consistent_base`` moves wages until it is the one stated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world.world import World

Array = NDArray[np.float64]
_ADDS_UP = 1e-9  # shares are asked to sum to one within this
_ROUNDING = 1e-9  # spending below zero by less than this share of the largest is rounding
_AXES = {
    "import_share": ("regions", "regions", "sectors"),
    "tariff": ("regions", "regions", "sectors"),
    "export_tax": ("regions", "regions", "sectors"),
    "input_share": ("regions", "sectors", "sectors"),
    "final_share": ("regions", "sectors"),
    "value_added": ("regions",),
    "deficit": ("regions",),
}


@dataclass(frozen=True, eq=False)
class Shares:
    """A calibration by shares.

    Attributes:
        regions, sectors: codes.
        import_share: ``[exporter, importer, sector]`` share of the importer's spending, taxes included; adds up to one
            over exporters.
        input_share: ``[region, input_sector, using_sector]`` cost share of each input; the rest is value added.
        final_share: ``[region, sector]`` share of final spending; adds up to one.
        value_added: ``[region]`` billions of USD a year.
        tariff, export_tax: ``[exporter, importer, sector]`` levels; zero if None.
        deficit: ``[region]`` billions of USD a year at border prices, sums to zero; zero if None.
        trade_elasticity: ``[sector]``. goods: codes of sectors that trade goods. provenance: kept on the world.
    """

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    import_share: Array
    input_share: Array
    final_share: Array
    value_added: Array
    trade_elasticity: Array
    tariff: Array | None = None
    export_tax: Array | None = None
    deficit: Array | None = None
    goods: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)


def from_shares(shares: Shares) -> World:
    """The world that keeps every share and deficit; value added adds up to the stated world total, not by region.

    Solves ``X = G Y + f I`` with ``Y`` and ``I`` linear in spending ``X`` (the accounts in ``tradetalks.world.world``).
    One market is redundant (Walras), so that the scale is free: the sum of stated value added sets it.

    Raises:
        WorldError: shapes, shares that do not add up to one or lie outside 0 to 1, deficits that do not sum to zero, no
            solution with spending of zero or more everywhere; names region and sector.
    """
    n, s = len(shares.regions), len(shares.sectors)
    zero = np.zeros((n, n, s))
    tariff = _shaped(shares, "tariff", zero if shares.tariff is None else shares.tariff, (n, n, s))
    export_tax = _shaped(shares, "export_tax", zero if shares.export_tax is None else shares.export_tax, (n, n, s))
    deficit = _shaped(shares, "deficit", np.zeros(n) if shares.deficit is None else shares.deficit, (n,))
    imports = _shaped(shares, "import_share", shares.import_share, (n, n, s))
    inputs = _shaped(shares, "input_share", shares.input_share, (n, s, s))
    final = _shaped(shares, "final_share", shares.final_share, (n, s))
    added = _shaped(shares, "value_added", shares.value_added, (n,))
    _within(shares, "import_share", imports, 0)
    _within(shares, "final_share", final, 1)
    _within(shares, "input_share", inputs, None)
    own = 1 - inputs.sum(1)
    _possible(shares, own, added, deficit)
    spending = _spending(imports, inputs, own, final, tariff, export_tax, deficit, float(added.sum()))
    if spending.min() < -_ROUNDING * spending.max():
        j, k = np.unravel_index(int(spending.argmin()), spending.shape)
        raise WorldError(
            f"shares: {shares.regions[j]} would spend {spending[j, k]:g} bn USD on {shares.sectors[k]}; no world has"
            " these shares and deficits: try deficits of zero"
        )
    border = (1 + tariff) * (1 + export_tax)
    trade = imports * np.maximum(spending, 0.0) / border
    at_border = trade * (1 + export_tax)
    world = World(
        regions=shares.regions,
        sectors=shares.sectors,
        trade=trade,
        tariff=tariff,
        export_tax=export_tax,
        subsidy=np.zeros((n, s)),
        input_share=inputs,
        value_added_share=own,
        final_share=final,
        trade_elasticity=np.asarray(shares.trade_elasticity, dtype=float),
        scale_elasticity=np.zeros(s),
        deficit=at_border.sum((0, 2)) - at_border.sum((1, 2)),
        goods=shares.goods,
        provenance=dict(shares.provenance),
    )
    world.check()
    return world


def shares_of(world: World) -> Shares:
    """The shares of a world (without subsidies and profits), the inverse of ``from_shares``.

    Raises:
        WorldError: the world has production subsidies or profits.
    """
    if np.any(world.subsidy) or np.any(world.profit_share):
        raise WorldError("shares_of: the world has subsidies or profits; expected neither")
    return Shares(
        regions=world.regions,
        sectors=world.sectors,
        import_share=world.import_share,
        input_share=world.input_share,
        final_share=world.final_share,
        value_added=world.labour_income,
        trade_elasticity=world.trade_elasticity,
        tariff=world.tariff,
        export_tax=world.export_tax,
        deficit=world.deficit,
        goods=world.goods,
        provenance=world.provenance,
    )


def _spending(
    imports: Array,
    inputs: Array,
    own: Array,
    final: Array,
    tariff: Array,
    export_tax: Array,
    deficit: Array,
    total: float,
) -> Array:
    """``[region, sector]`` spending at purchaser prices that clears every market and meets every budget."""
    n, s = final.shape
    net = imports / ((1 + tariff) * (1 + export_tax))  # what a dollar spent pays the producer
    revenue = np.zeros((n, s, n, s))  # [exporter, sector, importer, sector]: Y from X
    k = np.arange(s)
    revenue[:, k, :, k] = net.transpose(2, 0, 1)
    income = np.einsum("is,isnt->int", own, revenue)  # [region, importer, sector]: I from X
    j = np.arange(n)
    income[j, j] += (net * (1 + export_tax) * tariff).sum(0)
    income += net * export_tax
    demand = np.einsum("iks,isnt->iknt", inputs, revenue) + final[:, :, None, None] * income[:, None]
    system = np.eye(n * s) - demand.reshape(n * s, n * s)
    given = (final * deficit[:, None]).ravel()
    # the largest final market is redundant: in its place, world value added is what is stated
    drop = int(np.argmax(final))
    system[drop] = np.einsum("is,isnt->nt", own, revenue).ravel()
    given[drop] = total
    return np.linalg.solve(system, given).reshape(n, s)


def _shaped(shares: Shares, name: str, value: Any, shape: tuple[int, ...]) -> Array:
    array = np.asarray(value, dtype=float)
    if array.shape != shape:
        raise WorldError(f"shares: {name} has shape {array.shape}, expected {shape}")
    if not np.all(np.isfinite(array)):
        where = tuple(int(j) for j in np.argwhere(~np.isfinite(array))[0])
        raise WorldError(f"shares: {name} of {_place(shares, name, where)} is not a finite number")
    return array


def _within(shares: Shares, name: str, value: Array, axis: int | None) -> None:
    """Shares lie between 0 and 1 and add up to one along ``axis``."""
    if value.min() < 0 or value.max() > 1 + _ADDS_UP:
        bad = np.maximum(-value, value - 1)
        where = tuple(int(j) for j in np.unravel_index(int(bad.argmax()), value.shape))
        raise WorldError(f"shares: {name} of {_place(shares, name, where)} is {value[where]:.6g}, expected 0 to 1")
    if axis is None:
        return
    total = value.sum(axis)
    if np.abs(total - 1).max() > _ADDS_UP:
        where = [int(j) for j in np.unravel_index(int(np.abs(total - 1).argmax()), total.shape)]
        names = [getattr(shares, kind) for a, kind in enumerate(_AXES[name]) if a != axis]
        place = " ".join(axis_names[j] for axis_names, j in zip(names, where, strict=True))
        raise WorldError(f"shares: {name} of {place} adds up to {total[tuple(where)]:.6g}, expected 1")


def _possible(shares: Shares, own: Array, added: Array, deficit: Array) -> None:
    """Inputs take no more than cost (``own`` is what they leave), value added is positive, deficits sum to zero."""
    if own.min() < 0:
        j, k = np.unravel_index(int(own.argmin()), own.shape)
        raise WorldError(
            f"shares: inputs of {shares.regions[j]} {shares.sectors[k]} take {1 - own[j, k]:.6g} of cost, expected at"
            " most 1"
        )
    if added.min() <= 0:
        j = int(added.argmin())
        raise WorldError(f"shares: value_added of {shares.regions[j]} is {added[j]:g} bn USD, expected above 0")
    if abs(deficit.sum()) > _ADDS_UP * added.sum():
        raise WorldError(f"shares: deficits sum to {deficit.sum():g} bn USD, expected 0")


def _place(shares: Shares, name: str, where: Sequence[int]) -> str:
    """Names of an index into a share array."""
    return " ".join(getattr(shares, _AXES[name][a])[j] for a, j in enumerate(where))
