"""Tariffs of the embedded 2022 world: statutory rates, trade-war duties, then what was collected.

Part of ``build_world2022.py``, which calls these functions and records their logs in ``manifest.json``:

1. ``statutory``: most-favoured-nation and preferential rates, two outliers mended, pharmaceuticals at zero where the
   WTO agreement binds them;
2. ``trade_war``: section 301 and China's retaliation, as in ``trade_war_duties_2022.json``;
3. ``collected``: one factor an importer (for the United States one a partner), so that duties agree with
   ``duties_collected.json``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))  # run from a checkout without installing

from tradetalks.world.classify import REGIONS, SECTORS  # noqa: E402

CODES = [r.code for r in REGIONS]
SECTOR_CODES = [s.code for s in SECTORS]
GOODS = np.array([s.goods for s in SECTORS])


def average(rate, flow) -> float:
    """Goods tariff ``rate[s]`` weighted by ``flow[s]``."""
    return float((flow * GOODS * rate).sum() / (flow * GOODS).sum())


def statutory(control, control_sectors, duties, collected):
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
    free, pharm = collected["pharmaceuticals_free"], SECTOR_CODES.index("PHARM")
    bound = [CODES.index(code) for code in free["economies"] if code in CODES]
    log.append(
        {
            "what": "pharmaceuticals at zero in " + ", ".join(CODES[n] for n in bound),
            "from_highest": round(float(tariff[:, bound, pharm].max()), 4),
            "why": free["source"] + "; the source gives pharmaceuticals the rate of all chemicals",
        }
    )
    tariff[:, bound, pharm] = 0.0
    return tariff, usual, log


def trade_war(tariff, trade, duties):
    """Add the duties of 2018-20 still charged in 2022; returns rates and log."""
    tariff, log = tariff.copy(), []
    usa, chn = CODES.index("USA"), CODES.index("CHN")
    # United States on China: section 301, line averages scaled to the rate actually collected
    us301 = duties["section301_line_average"]["rates"]
    line = np.array([us301.get(code, 0.0) for code in SECTOR_CODES])
    mfn = average(tariff[chn, usa], trade[chn, usa])
    rate = duties["us_collected_on_china"]["rate"]
    scale = (rate - mfn) / average(line, trade[chn, usa])
    tariff[chn, usa] += scale * line
    log.append(
        {
            "what": "section 301 duties added to US tariffs on China",
            "line_average": round(average(line, trade[chn, usa]), 4),
            "scale_to_collected": round(scale, 4),
            "mfn_average": round(mfn, 4),
            "total_average": round(average(tariff[chn, usa], trade[chn, usa]), 4),
            "statutory_alternative": duties["us_collected_on_china"]["statutory"],
            "why": duties["us_collected_on_china"]["source"],
        }
    )
    # China on United States: one surcharge on every good but those waived, to the published statutory average
    rule = duties["china_retaliation"]
    for code, instead in rule["rates_instead"].items():
        tariff[usa, chn, SECTOR_CODES.index(code)] = instead
    covered = GOODS * np.array([code not in rule["not_applied_to"] for code in SECTOR_CODES])
    before = average(tariff[usa, chn], trade[usa, chn])
    surcharge = (rule["total_average"] - before) / average(covered.astype(float), trade[usa, chn])
    tariff[usa, chn] += surcharge * covered
    log.append(
        {
            "what": "Chinese retaliation of 2018-20 added to tariffs on US goods (statutory, before the factor below)",
            "mfn_average": round(before, 4),
            "surcharge": round(surcharge, 4),
            "not_applied_to": rule["not_applied_to"],
            "total_average": round(average(tariff[usa, chn], trade[usa, chn]), 4),
            "why": rule["source"],
        }
    )
    return tariff, log


def collected_duties(tariff, trade, figures):
    """Scale each importer's rates to the duties collected; returns rates, factors ``[exporter, importer]`` and log.

    Sales between exporter and importer are ``trade``, billions of USD, domestic sales on the diagonal.
    """
    factor = np.ones((len(CODES), len(CODES)))
    duties = (tariff * trade).sum(2)
    for code, figure in figures["regions"].items():
        n = CODES.index(code)
        factor[:, n] = figure["usd"] / duties[:, n].sum()
    usa, us = CODES.index("USA"), figures["united_states"]
    named = {code: pair for code, pair in us["partners"].items() if code in CODES}
    rest = [(all_ - sum(pair[k] for pair in named.values())) for k, all_ in enumerate(us["all"])]
    others = [i for i, code in enumerate(CODES) if code not in named and code != "USA"]
    imports = trade[:, usa, GOODS].sum(1)
    for code, (value, paid) in named.items():
        i = CODES.index(code)
        if code != "CHN" and duties[i, usa] > 0:
            factor[i, usa] = paid / value * imports[i] / duties[i, usa]
    factor[others, usa] = rest[1] / rest[0] * imports[others].sum() / duties[others, usa].sum()
    scaled = tariff * factor[:, :, None]
    log = [
        _record(code, figure, duties, scaled, trade, CODES.index(code)) for code, figure in figures["regions"].items()
    ]
    whole = {"usd": us["all"][1], "source": us["source"], "year": us["year"], "note": us["note"]}
    log.append(
        _record("USA", whole, duties, scaled, trade, usa)
        | {"factor_by_partner": {c: round(float(factor[i, usa]), 4) for i, c in enumerate(CODES) if c != "USA"}}
    )
    return scaled, factor, log


def _record(code, figure, duties, scaled, trade, n):
    now = float((scaled[:, n] * trade[:, n]).sum())
    return {
        "what": f"tariffs of {code} scaled to duties collected",
        "importer": code,
        "statutory_bn_usd": round(float(duties[:, n].sum()), 2),
        "here_bn_usd": round(now, 2),
        "collected_bn_usd": figure["usd"],
        "year": figure["year"],
        "factor": round(now / float(duties[:, n].sum()), 4),
        "why": figure["source"] + (f" ({figure['note']})" if figure.get("note") else ""),
    }
