"""Figures by economy for the 81 x 50 world: trade totals by pair, and tariffs of economies joined with others.

Part of ``build_world2022.py``. Reads ``ICIO2022.mat`` (OECD ICIO 2022, 80 economies and the rest of the world x 27
goods activities and services in one, with rates of the Global Tariff Database, as extracted by ahmadlp/tariffwar at
98636984; needs h5py; not committed) and writes ``economies2022.npz``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from build_tariffs import SECTOR_CODES  # type: ignore[import-not-found]  # beside this file, run as a script

from tradetalks.world.classify import REGIONS, SECTORS

SPIKE = 0.5  # a food rate above this is a simple average over lines dominated by drinks or tobacco


def read(file: Path):
    """Economies, activities, trade and tariff ``[exporter, importer, activity]`` (billions of USD, fractions)."""
    import h5py  # only to build again

    with h5py.File(file) as stored:
        data: Any = stored["data"]

        def words(name):
            return ["".join(chr(c) for c in np.array(stored[ref]).ravel()) for ref in data[name][()].ravel()]

        economies, activities = words("countries"), words("sectors")
        trade, rate = (data[name][()].transpose(2, 1, 0) for name in ("Xjik_3D", "tjik_3D"))  # stored [k, i, j]
    return economies, activities, trade / 1e3, rate


def members(economies, activities, rate, usual: float, duties, figures):
    """Statutory rates ``[exporter, importer, sector]`` of pairs that touch an economy in a region of several, and log.

    The European Union has one tariff and is left out, and so is mainland China, whose rates are its region's; NaN for
    the other pairs. The source holds no rates for the rest of the world as an importer: the average of the economies
    joined with it is used.
    """
    first = [next((a for a in s.activities if a in activities), None) if s.goods else None for s in SECTORS]
    rate = np.stack([rate[:, :, activities.index(a)] if a else 0 * rate[:, :, 0] for a in first], axis=2)
    home = [next(r for r in REGIONS if e in r.economies) for e in economies]
    joint = [len(h.economies) > 1 and h.code != "EU27" and e != "CHN" for h, e in zip(home, economies, strict=True)]
    rest = economies.index("ROW")
    inside = [i for i, h in enumerate(home) if h.code == "ROW" and i != rest]
    rate[:, rest] = rate[:, inside].mean(1)
    food, pharm = SECTOR_CODES.index("FOOD"), SECTOR_CODES.index("PHARM")
    mended = []
    for n, economy in enumerate(economies):
        peak = rate[:, n, food].max()
        if peak > SPIKE and (joint[n] or economy in ("USA", "MYS")):  # as the embedded world's
            to = duties["us_food_mfn"]["rate"] if economy == "USA" else usual
            mended.append(f"{economy} {peak:.2f} to {to:.2f}")
            rate[:, n, food] *= to / peak
        if economy in figures["pharmaceuticals_free"]["economies"] or home[n].code == "EU27":
            rate[:, n, pharm] = 0.0
        if economy in figures["free_ports"]:
            rate[:, n] = 0.0
    rate[np.arange(len(economies)), np.arange(len(economies))] = 0.0
    rate[~np.logical_or.outer(joint, joint)] = np.nan
    log = {
        "what": "tariffs of economies joined with others (81 x 50 world only)",
        "food_rates_above_half": mended,
        "why": "simple line averages dominated by drinks and tobacco: the median importer's rate; free ports at zero: "
        + "; ".join(figures["free_ports"].values()),
    }
    return np.round(rate, 4).astype(np.float32), log


def by_sector(activities, trade):
    """Trade ``[exporter, importer, sector]`` by economy; sectors of services are zero."""
    member = np.array([[float(s.goods and a in s.activities) for a in activities] for s in SECTORS])
    return trade @ member.T


def write(target: Path, economies, activities, trade, rates, factor) -> None:
    """Write ``economies2022.npz``."""
    goods = [a for s in SECTORS if s.goods for a in s.activities if a in activities]
    services = [k for k, a in enumerate(activities) if a not in goods]
    codes = ["RST" if e == "ROW" else e for e in economies]
    np.savez_compressed(
        target,
        economies=np.array(codes),
        activities=np.array(goods),
        goods=np.round(trade[:, :, [activities.index(a) for a in goods]], 4).astype(np.float32),
        services=np.round(trade[:, :, services].sum(2), 4).astype(np.float32),
        tariff=rates,
        factor=factor,
    )
