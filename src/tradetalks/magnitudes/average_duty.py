"""By how much a shock raises the average duty of an importer, and the same shock made to raise it by another amount.

Sources often say by how many points their own shock raises the average duty. Where one does, ours is scaled to it
(``bench.as_run``): every duty that the shock changes moves by one factor, those of single products too. The two
averages are over the same imports as far as those are known, so that rates are held against rates: an equal rate on
all goods is the same shock whatever is imported, and is never scaled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tradetalks.magnitudes.published import REST
from tradetalks.policy.duties.averages import statutory
from tradetalks.policy.duties.lines import PARTNERS, imports
from tradetalks.policy.shock import Shock
from tradetalks.policy.unequal import UnequalDuties


def rise_of_law(since: str, on: str, exporters: Sequence[str] = ()) -> float:
    """Points by which US law of a day lies above another day's on average, imports of 2024 as weights (customs data).

    Args:
        exporters: the one on whose goods; all if empty.
    """
    (of,) = exporters or ("all",)
    after, before = (sum(statutory(of, day).values()) for day in (on, since))
    return after - before


def average_rise(shock: Shock, importer: str, exporters: Sequence[str] = ()) -> float:
    """Points by which a shock raises the average duty on an importer's goods, the world's own values at the border as
    weights.

    Args:
        exporters: whose goods are meant; all but the importer's own if none is named.
    """
    world = shock.world
    n, goods = world.region(importer), [world.sector(code) for code in (world.goods or world.sectors)]
    chosen = [world.region(code) for code in exporters] or [i for i in range(len(world.regions)) if i != n]
    value = world.trade[chosen][:, n][:, goods]
    raised = (shock.tariff_level - world.tariff)[chosen][:, n][:, goods]
    return 100 * float((value * raised).sum() / value.sum())


def law_by_partner(since: str, on: str, partners: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Partner -> by how many points US law rises on its goods between two days, and its share in imports of 2024;
    ``REST``: all others together."""
    whole = sum(float(imports(code).sum()) for code in PARTNERS)
    found = {p: (rise_of_law(since, on, [p]), float(imports(p).sum()) / whole) for p in partners if p != REST}
    share = 1 - sum(s for _, s in found.values())
    return found | {REST: ((rise_of_law(since, on) - sum(r * s for r, s in found.values())) / share, share)}


def scaled(shock: Shock, importer: str, factor: float | Mapping[str, float]) -> Shock:
    """The shock with each change of an importer's duties times ``factor``, or times that of its partner (``REST``: of
    all others); what others levy stays."""
    world = shock.world
    n, base = world.region(importer), world.tariff
    times = np.full(len(world.regions), factor if isinstance(factor, int | float) else factor[REST])
    for partner, own in factor.items() if isinstance(factor, Mapping) else ():
        if partner != REST:
            times[world.region(partner)] = own
    level = np.array(shock.tariff_level)
    level[:, n] = base[:, n] + times[:, None] * (level[:, n] - base[:, n])
    unequal = shock.unequal
    if unequal is not None:
        rate = unequal.gap + shock.tariff_level.ravel()[unequal.flow]
        exporter, buyer, _ = np.unravel_index(unequal.flow, level.shape)
        rate = np.where(buyer == n, unequal.before + times[exporter] * (rate - unequal.before), rate)
        unequal = UnequalDuties(unequal.flow, unequal.share, unequal.before, rate - level.ravel()[unequal.flow])
    return replace(shock, tariff_level=level, unequal=unequal)
