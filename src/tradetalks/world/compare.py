"""Two worlds side by side: what one says of a region or sector, and the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tradetalks.errors import WorldError

if TYPE_CHECKING:
    from tradetalks.world.world import World


def compare(first: World, second: World) -> pd.DataFrame:
    """Differences of two worlds on the regions and sectors they share, largest first.

    Columns: ``what`` (GDP, exports, imports, output, tariff), ``where``, ``first``, ``second``, ``difference_pct``;
    tariffs are goods averages weighted by the first world's trade, in per cent.
    """
    regions = [c for c in first.regions if c in second.regions]
    sectors = [c for c in first.sectors if c in second.sectors]
    if not regions or not sectors:
        raise WorldError("compare: the worlds share no region or no sector; aggregate them to common codes first")
    rows: list[tuple[str, str, float, float]] = []
    for code in regions:
        a, b = first.region(code), second.region(code)
        rows.append(("GDP", code, _gdp(first, a), _gdp(second, b)))
        rows.append(("exports", code, _abroad(first.trade[a], a), _abroad(second.trade[b], b)))
        rows.append(("imports", code, _abroad(first.trade[:, a], a), _abroad(second.trade[:, b], b)))
        abroad = [k for k in range(len(first.regions)) if k != a and first.regions[k] in second.regions]
        kept = [first.sector(c) for c in sectors]
        flow = first.trade[np.ix_(abroad, [a], kept)][:, 0]
        there = [second.region(first.regions[k]) for k in abroad]
        other = second.tariff[np.ix_(there, [b], [second.sector(c) for c in sectors])][:, 0]
        mine = first.tariff[np.ix_(abroad, [a], kept)][:, 0]
        if flow.sum() > 0:
            average = [100 * float((flow * t).sum() / flow.sum()) for t in (mine, other)]
            rows.append(("average tariff, %", code, average[0], average[1]))
    for code in sectors:
        s, t = first.sector(code), second.sector(code)
        rows.append(("world output", code, float(first.trade[:, :, s].sum()), float(second.trade[:, :, t].sum())))
    frame: Any = pd.DataFrame(rows, columns=["what", "where", "first", "second"])
    base = frame["first"].where(frame["first"] != 0)
    frame["difference_pct"] = 100 * (frame["second"] / base - 1)
    order = frame["difference_pct"].abs().sort_values(ascending=False, na_position="last").index
    return frame.loc[order].reset_index(drop=True)


def _gdp(world: World, j: int) -> float:
    return float(world.labour_income[j] + world.profits[j] + world.tariff_revenue[j])


def _abroad(flows: np.ndarray, j: int) -> float:
    return float(flows.sum() - flows[j].sum())
