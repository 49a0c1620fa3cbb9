"""Tariffs of the embedded 2022 world: statutory rates, trade-war duties, and what was collected.

Part of ``build_world2022.py``, which calls these functions and records their logs in ``manifest.json``:

1. ``statutory``: most-favoured-nation and preferential rates, two outliers mended, pharmaceuticals and civil aircraft
   at zero where WTO agreements bind them, free ports free;
2. ``trade_war``: section 301 and China's retaliation, as in ``trade_war_duties_2022.json``;
3. ``collected_duties``: one factor an importer, so that its duties are those of ``duties_collected.json``; the United
   States' rates are its duties over imports by partner and sector.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))  # run from a checkout without installing

from tradetalks.world.classify import REGIONS, SECTORS  # noqa: E402

CODES = [r.code for r in REGIONS]
SECTOR_CODES = [s.code for s in SECTORS]
GOODS = np.array([s.goods for s in SECTORS])
USA, CHN = CODES.index("USA"), CODES.index("CHN")


def average(rate, flow) -> float:
    """Goods tariff ``rate[s]`` weighted by ``flow[s]``."""
    return float((flow * GOODS * rate).sum() / (flow * GOODS).sum())


def statutory(control, control_sectors, duties):
    """MFN and preferential rates ``[exporter, importer, sector]`` from the controls; the food rate used instead of a
    spike; log."""
    log, fixed = [], control.copy()
    food = control_sectors.index("FOOD")
    peaks = {n: fixed[:, j, food].max() for j, n in enumerate(CODES)}
    usual = float(np.median([v for n, v in peaks.items() if n not in ("USA", "MYS")]))
    for importer, target, why in (
        (
            "USA",
            duties["us_food_mfn"]["rate"],
            "simple line average dominated by tobacco (about 350%); " + duties["us_food_mfn"]["source"],
        ),
        (
            "MYS",
            usual,
            "simple line average dominated by specific duties on alcohol; median importer's rate used",
        ),
    ):
        factor = target / peaks[importer]
        log.append(
            {
                "what": f"FOOD tariffs of {importer} rescaled",
                "from_mfn": round(float(peaks[importer]), 4),
                "to_mfn": round(float(target), 4),
                "factor": round(float(factor), 4),
                "why": why,
            }
        )
        fixed[:, CODES.index(importer), food] *= factor
    tariff = fixed[:, :, [control_sectors.index(s.control) for s in SECTORS]]
    tariff[np.arange(len(CODES)), np.arange(len(CODES))] = 0.0
    tariff[:, :, ~GOODS] = 0.0
    return tariff, usual, log


def with_free_ports(tariff, rates, economies, flow, ports):
    """Rates of importers that join a free port with others: averages of the members' own, weighted by trade; log.

    Args:
        rates: ``[exporter, importer, sector]`` statutory by economy, free ports at zero, NaN where the source gives a
            region's rate alone. flow: ``[exporter, importer, sector]`` trade by economy.
    """
    found, rows = tariff.copy(), {}
    home = np.array([CODES.index(next(r.code for r in REGIONS if e in r.economies)) for e in economies])
    for n, region in enumerate(REGIONS):
        inside = np.flatnonzero(home == n)
        if not any(economies[j] in ports for j in inside):
            continue
        for i in range(len(CODES)):
            if i == n:
                continue
            pick = np.ix_(np.flatnonzero(home == i), inside)
            own, weight = rates[pick], flow[pick] + 1e-9
            own = np.where(np.isnan(own), tariff[i, n], own)
            found[i, n] = (own * weight).sum((0, 1)) / weight.sum((0, 1)) * GOODS
        traded = np.array([flow[home == i][:, inside].sum((0, 1)) for i in range(len(CODES))])
        traded[n] = 0.0
        before, after = (float((r[:, n] * traded).sum() / (traded * GOODS).sum()) for r in (tariff, found))
        rows[region.code] = [round(before, 4), round(after, 4)]
    log = {
        "what": "statutory rates of importers that join a free port with others, averaged from the members' own",
        "average_before_and_after": rows,
        "why": "free ports charge nothing (Hong Kong in China, Singapore in other ASEAN); each member by its trade",
    }
    return found, log


def bound_at_zero(tariff, collected, aircraft_share):
    """Rates with pharmaceuticals and civil aircraft free where agreements bind them; log.

    Args:
        aircraft_share: ``[exporter]`` civil aircraft, engines and parts in what an exporter sells of AIRRAIL.
    """
    found, log = tariff.copy(), []
    free, pharm = collected["pharmaceuticals_free"], SECTOR_CODES.index("PHARM")
    bound = [CODES.index(code) for code in free["economies"] if code in CODES]
    log.append(
        {
            "what": "pharmaceuticals at zero in " + ", ".join(CODES[n] for n in bound),
            "from_highest": round(float(tariff[:, bound, pharm].max()), 4),
            "why": free["source"] + "; the source gives pharmaceuticals the rate of all chemicals",
        }
    )
    found[:, bound, pharm] = 0.0
    civil, air = collected["civil_aircraft_free"], SECTOR_CODES.index("AIRRAIL")
    bound = [CODES.index(code) for code in civil["economies"] if code in CODES]
    before = found[:, bound, air].copy()
    found[:, bound, air] *= 1 - aircraft_share[:, None]
    log.append(
        {
            "what": "civil aircraft at zero in " + ", ".join(CODES[n] for n in bound),
            "from_highest": round(float(before.max()), 4),
            "to_highest": round(float(found[:, bound, air].max()), 4),
            "share_of_aircraft_by_exporter": {
                c: round(float(s), 3) for c, s in zip(CODES, aircraft_share, strict=True)
            },
            "why": civil["source"] + "; shares: US imports of 2024 by HS6 and partner, and for the United States "
            + civil["us_exports"],
        }
    )  # fmt: skip
    return found, log


def trade_war(tariff, trade, duties, retaliation):
    """Add the duties of 2018-20 still charged in 2022, as the law has them; returns rates and log.

    Args:
        retaliation: ``[sector]`` China's additional rates on US goods.
    """
    tariff, log = tariff.copy(), []
    us301 = duties["section301_line_average"]["rates"]
    line = np.array([us301.get(code, 0.0) for code in SECTOR_CODES])
    mfn = average(tariff[CHN, USA], trade[CHN, USA])
    wanted = duties["us_collected_on_china"]["statutory"]
    scale = (wanted - mfn) / average(line, trade[CHN, USA])
    tariff[CHN, USA] += scale * line
    log.append(
        {
            "what": "section 301 duties added to US tariffs on China (statutory)",
            "line_average": round(average(line, trade[CHN, USA]), 4),
            "scale_to_published_average": round(scale, 4),
            "mfn_average": round(mfn, 4),
            "total_average": round(average(tariff[CHN, USA], trade[CHN, USA]), 4),
            "why": "Published statutory average 19.3% (PIIE, Bown, 14 February 2020). "
            + duties["section301_line_average"]["source"],
        }
    )
    rule = duties["china_retaliation"]
    for code, instead in rule["rates_instead"].items():
        tariff[USA, CHN, SECTOR_CODES.index(code)] = instead
    covered = GOODS * np.array([code not in rule["not_applied_to"] for code in SECTOR_CODES])
    before = average(tariff[USA, CHN], trade[USA, CHN])
    tariff[USA, CHN] += retaliation * covered
    log.append(
        {
            "what": "Chinese retaliation of 2018-20 added to tariffs on US goods (statutory)",
            "mfn_average": round(before, 4),
            "added_average": round(average(retaliation * covered, trade[USA, CHN]), 4),
            "added_by_sector": {
                c: round(float(r), 3) for c, r in zip(SECTOR_CODES, retaliation * covered, strict=True) if r > 0
            },
            "not_applied_to": rule["not_applied_to"],
            "total_average": round(average(tariff[USA, CHN], trade[USA, CHN]), 4),
            "published_average": rule["total_average"],
            "why": rule["source"],
        }
    )
    return tariff, log


def collected_duties(tariff, trade, figures, us_rate, us_duties, share_of_imports):
    """Rates at which importers collect what they did; returns rates, factors ``[exporter, importer]`` and log.

    Args:
        trade: sales between regions, billions of USD, domestic sales on the diagonal.
        us_rate: ``[exporter, sector]`` US duties over imports. us_duties: ``[exporter]`` collected, billions of USD.
        share_of_imports: of regions whose figure is of some members alone: their share of the region's imports.
    """
    factor = np.ones((len(CODES), len(CODES)))
    duties = (tariff * trade).sum(2)
    log = []
    scaled = tariff.copy()
    for code, figure in figures["regions"].items():
        n = CODES.index(code)
        factor[:, n] = figure["usd"] / share_of_imports.get(code, 1.0) / duties[:, n].sum()
        scaled[:, n] *= factor[:, n, None]
        log.append(_record(code, figure, duties, scaled, trade, n))
    scaled[:, USA] = us_rate * GOODS
    now = (scaled[:, USA] * trade[:, USA]).sum(1)
    factor[:, USA] = np.divide(now, duties[:, USA], out=np.ones(len(CODES)), where=duties[:, USA] > 0)
    us = figures["united_states"]
    whole = {"usd": float(us_duties.sum()), "source": us["source"], "year": us["year"]}
    log.append(
        _record("USA", whole, duties, scaled, trade, USA)
        | {
            "what": "tariffs of USA: duties over imports by partner and sector",
            "average_by_partner": {c: round(average(scaled[i, USA], trade[i, USA]), 4)
                                   for i, c in enumerate(CODES) if i != USA},
        }
    )  # fmt: skip
    return scaled, factor, log


def _record(code, figure, duties, scaled, trade, n) -> dict[str, Any]:
    now = float((scaled[:, n] * trade[:, n]).sum())
    return {
        "what": f"tariffs of {code} scaled to duties collected",
        "importer": code,
        "statutory_bn_usd": round(float(duties[:, n].sum()), 2),
        "here_bn_usd": round(now, 2),
        "collected_bn_usd": round(figure["usd"], 3),
        "year": figure["year"],
        "factor": round(now / float(duties[:, n].sum()), 4),
        "why": figure["source"] + (f" ({figure['note']})" if figure.get("note") else ""),
    }
