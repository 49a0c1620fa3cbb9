"""Trade of the embedded world at customs value, and US duties by partner and sector.

Part of ``build_world2022.py``. The input-output tables are at basic prices: what wholesalers and inland carriers earn
on a good that crosses a border is booked as an export of their services. Customs offices see the good's price with
those margins in it. Two steps, every one sized in ``manifest.json``:

1. ``give_margins_back``: trade and inland transport margins move from services into the goods of the same pair; the
   exporter's goods sectors buy them at home. Output of services, value added of every sector, and what a pair trades in
   all stay as they were.
2. ``fit_customs``: goods sold to the United States are what its customs counted in 2022, by sector too (see
   ``sector_shares``), goods sold by it to China what it counted; its other exports and all pairs without it are
   scaled (RAS) so that every region's total exports and imports of goods stay, but those of the United States, where
   both rise by the same amount. Output by
   sector stays; sales at home take up the difference.

Reads ``policy/data/duties`` (US Census Bureau, public domain) and ``customs_figures.json`` beside this file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from build_tariffs import CODES, GOODS, SECTOR_CODES  # type: ignore[import-not-found]  # beside this file

from tradetalks.world.balance import ras
from tradetalks.world.classify import REGIONS

HERE = Path(__file__).resolve().parent
DUTIES = HERE.parents[1] / "policy" / "data" / "duties"
FIGURES = json.loads((HERE / "customs_figures.json").read_text(encoding="utf-8"))
MARGINS = ("TRADE", "LANDTR")
MOST = 0.4  # margins given back are at most this share of the goods they are on, twice the average of all trade
USA, CHN = CODES.index("USA"), CODES.index("CHN")
ENERGY = ("COAL", "OILGAS", "REFPET")
RETURNED, GOLD = "9801", "7108"  # American goods returned and monetary metal: not in the input-output tables

_NAICS = {
    "111": "AGR", "112": "AGR", "115": "AGR", "113": "FOR_FSH", "114": "FOR_FSH", "211": "OILGAS", "311": "FOOD",
    "312": "FOOD", "313": "TEXT", "314": "TEXT", "315": "TEXT", "316": "TEXT", "321": "WOODPAP", "322": "WOODPAP",
    "323": "WOODPAP", "324": "REFPET", "326": "RUBPLA", "327": "NMM", "332": "FABMET", "333": "MACH", "334": "ELECTR",
    "335": "ELEQ", "337": "OTHMAN", "339": "OTHMAN", "511": "WOODPAP",
}  # fmt: skip
_AIRCRAFT = ("88", "840710", "840910", "841111", "841112", "841121", "841122", "841191")
_CYCLES_AND_RAIL = ("86", "8710", "8711", "8712", "8713", "8714")
_BY_CODE = (  # headings whose lines the source divides among industries otherwise than ISIC does
    (("8443", "8473"), "ELECTR"), (("8481", "8482"), "MACH"), (("8704", "8708"), "AUTO"), (("0306",), "FOR_FSH"),
)  # fmt: skip
_MEDICINES = ("30", "2936", "2937", "2938", "2939", "2940", "2941")


def sector_of(hs6: str, naics: str) -> str:
    """The world's sector of a product: its NAICS industry (three digits, close to ISIC's two), divided by HS code where
    an industry holds several sectors; empty for what belongs to none (scrap, used goods, low values)."""
    if hs6.startswith((*_AIRCRAFT, *_CYCLES_AND_RAIL)):
        return "AIRRAIL"
    if hs6.startswith(("2701", "2702")):
        return "COAL"
    for codes, sector in _BY_CODE:
        if hs6.startswith(codes):
            return sector
    if naics == "212":
        return "METORE" if hs6.startswith("26") else "OTHMIN"
    if naics == "325":
        return "PHARM" if hs6.startswith(_MEDICINES) else "CHEM"
    if naics == "331":
        return "STEEL" if hs6.startswith(("72", "73")) else "NFMET"
    if naics == "336":
        return "SHIPS" if hs6.startswith("89") else "AUTO"
    return _NAICS.get(naics, "")


def read_imports() -> Any:
    """US imports for consumption of 2024 by region, HS6, sector: ``imports`` and ``duty``, billions of USD.

    Without returned American goods and gold; ``partner`` is the economy's code.
    """
    from_lines: Any = pd.read_csv(DUTIES / "lines.csv.gz", dtype={"line": str, "naics": str})
    industry: Any = from_lines.groupby(from_lines.line.str[:6]).naics.agg(lambda s: s.mode().iloc[0])
    others: Any = pd.read_csv(DUTIES / "us_imports_2024.csv.gz", dtype={"partner": str, "hs6": str})
    china: Any = pd.read_csv(DUTIES / "us_imports_2024_china.csv.gz", dtype={"line": str})
    china = china.groupby(china.line.str[:6])[["imports", "duty"]].sum().rename_axis("hs6").reset_index()
    frame: Any = pd.concat([others, china.assign(partner="5700")], ignore_index=True)
    frame["partner"] = frame.partner.map({v: k for k, v in FIGURES["census_partners"].items()})
    home = {e: r.code for r in REGIONS for e in r.economies} | {"EU27": "EU27"}
    frame["region"] = [home.get(p, "ROW") for p in frame.partner]
    frame["naics"] = frame.hs6.map(industry).fillna("990")
    frame["sector"] = [sector_of(h, n) for h, n in zip(frame.hs6, frame.naics, strict=True)]
    frame[["imports", "duty"]] /= 1e9
    return frame[~frame.hs6.str.startswith((RETURNED, GOLD))]


def us_customs(goods_2024: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[dict]]:
    """Imports ``[region]`` and duties ``[region]`` of the United States in 2022, its duty rates of 2024 ``[region,
    sector]`` scaled to them, and log.

    Partners with monthly totals are those of 2022; the others' 2024 times the change of all imports. China's imports
    and rates by sector are of 2022 (NAICS industries), see ``china_by_sector``.
    """
    months: Any = pd.read_csv(DUTIES / "us_imports_monthly.csv.gz")
    totals: Any = months[months.month.str[:4] == "2022"].groupby("country")[["imports", "duty"]].sum() / 1e9
    later: Any = months[months.month.str[:4] == "2024"].groupby("country")[["imports", "duty"]].sum() / 1e9
    names = FIGURES["census_countries"]
    by_partner: Any = goods_2024.groupby(["region", "partner"])[["imports", "duty"]].sum()
    change: Any = totals.loc["TOTAL FOR ALL COUNTRIES"] / later.loc["TOTAL FOR ALL COUNTRIES"]
    found = np.zeros((len(CODES), 2))
    for (region, partner), row in by_partner.iterrows():
        value = row.to_numpy()
        if partner in names:  # the returned goods and gold of 2024 stand for those of 2022
            kept = value / later.loc[names[partner]].to_numpy()
            value = totals.loc[names[partner]].to_numpy() * np.minimum(kept, 1.0)
        else:
            value = value * change.to_numpy()
        found[CODES.index(region)] += value
    collected = float(totals.loc["TOTAL FOR ALL COUNTRIES", "duty"])
    rest = collected - found[:, 1].sum()  # partners without a row of their own (1.1% of imports)
    found[CODES.index("ROW"), 1] += rest
    cells: Any = goods_2024[goods_2024.sector != ""].groupby(["region", "sector"])[["imports", "duty"]].sum()
    rate = np.zeros((len(CODES), len(SECTOR_CODES)))
    for (region, sector), row in cells.iterrows():
        rate[CODES.index(region), SECTOR_CODES.index(sector)] = row.duty / row.imports if row.imports > 0 else 0.0
    log = [
        {
            "what": "US imports and duties by partner, 2022",
            "imports_bn": {c: round(float(v), 1) for c, v in zip(CODES, found[:, 0], strict=True) if v},
            "duties_bn": {c: round(float(v), 3) for c, v in zip(CODES, found[:, 1], strict=True) if v},
            "duties_of_partners_without_a_row_bn": round(rest, 3),
            "why": "US Census Bureau, imports for consumption at customs value and calculated duties; returned American"
            " goods (HTS 9801) and gold (7108), shares of 2024, are left out, as the input-output tables do",
        }
    ]
    return found[:, 0], found[:, 1], rate, log


def china_by_sector(goods_2024: Any) -> tuple[np.ndarray, np.ndarray]:
    """Shares by sector of US imports from China in 2022, and duty over imports: NAICS industries of 2022, divided among
    an industry's sectors as in 2024."""
    months: Any = pd.read_csv(DUTIES / "us_imports_monthly_china.csv.gz", dtype={"naics": str})
    year: Any = months[months.month.str[:4] == "2022"].groupby("naics")[["imports", "duty"]].sum() / 1e9
    china: Any = goods_2024[goods_2024.region.eq("CHN") & goods_2024.sector.ne("")]
    inside: Any = china.groupby(["naics", "sector"])[["imports", "duty"]].sum()
    inside = inside / inside.groupby("naics").sum()
    value = np.zeros((len(SECTOR_CODES), 2))
    for (naics, sector), share in inside.iterrows():
        if naics in year.index:
            value[SECTOR_CODES.index(sector)] += share.fillna(0.0).to_numpy() * year.loc[naics].to_numpy()
    rate = np.divide(value[:, 1], value[:, 0], out=np.zeros(len(value)), where=value[:, 0] > 0)
    return value[:, 0] / value[:, 0].sum(), rate


def give_margins_back(trade: np.ndarray, use: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[dict]]:
    """Flows ``[exporter, importer, sector]`` and uses ``[region, input, user]`` with the margins in the goods; log."""
    n = len(CODES)
    across = ~np.eye(n, dtype=bool)
    margin = [SECTOR_CODES.index(code) for code in MARGINS]
    goods = np.where(across, trade[:, :, GOODS].sum(2), 0.0)
    taken = np.where(across[:, :, None], trade[:, :, margin], 0.0)
    whole = taken.sum(2)
    allowed = np.divide(np.minimum(whole, MOST * goods), whole, out=np.zeros_like(whole), where=whole > 0)
    taken = taken * allowed[:, :, None]
    spread = np.divide(trade * GOODS, goods[:, :, None], out=np.zeros_like(trade), where=goods[:, :, None] > 0)
    uplift = taken.sum(2)[:, :, None] * spread
    moved = trade + uplift
    new_use = use.copy()
    # users of imported goods pay the margins inside the goods, and as much less for the margin services
    absorbed = trade.sum(0)
    up = np.divide(uplift.sum(0), absorbed, out=np.zeros_like(absorbed), where=absorbed > 0)
    burden = (use * up[:, :, None]).sum(1)  # [region, user]
    bought = use[:, margin].sum(1)
    paid = np.minimum(burden, bought)  # no user pays more than it bought of the services: final use pays the rest
    new_use += use * up[:, :, None] * np.divide(paid, burden, out=np.zeros_like(paid), where=burden > 0)[:, None, :]
    for k, s in enumerate(margin):
        moved[:, :, s] -= taken[:, :, k]
        new_use[:, s] -= use[:, s] * np.divide(paid, bought, out=np.zeros_like(paid), where=bought > 0)
    short = float((burden - paid).sum())
    # exporters' goods sectors buy the margins at home
    for k, s in enumerate(margin):
        new_use[:, s] += np.einsum("in,ins->is", taken[:, :, k], spread)
        moved[np.arange(n), np.arange(n), s] += taken[:, :, k].sum(1)
    rate = np.divide(taken.sum(2), goods, out=np.zeros_like(goods), where=goods > 0)
    log = [
        {
            "what": "margins of wholesale, retail and inland transport given back to the goods of the same pair",
            "bn_usd": round(float(taken.sum()), 1),
            "of_goods": round(float(taken.sum() / goods.sum()), 4),
            "by_service_bn": {c: round(float(taken[:, :, k].sum()), 1) for k, c in enumerate(MARGINS)},
            "left_in_services_bn": round(float((whole - taken.sum(2)).sum()), 1),
            "pairs_at_the_most_of_0.4": [f"{CODES[i]}>{CODES[j]}" for i, j in zip(*np.nonzero(allowed < 1), strict=True)
                                         if whole[i, j] > 0],
            "china_to_us": round(float(rate[CHN, USA]), 4),
            "us_to_china": round(float(rate[USA, CHN]), 4),
            "margins_moved_from_users_to_final_use_bn": round(short, 2),
            "why": "services' cross-border sales of wholesale and retail and of land transport are margins on goods in"
            " the input-output tables; water and air transport stay services: they carry passengers and foreign goods",
        }
    ]  # fmt: skip
    return moved, new_use, log


def sector_shares(goods_2024: Any, trade: np.ndarray) -> np.ndarray:
    """``[region, sector]`` shares of what each region sells to the United States in 2022.

    China's are of 2022. Others': energy as in the input-output table (prices of 2022), the rest as customs counted it
    in 2024; Russia's as in the table, for its trade is another one since.
    """
    sold: Any = trade[:, USA] * GOODS
    table = np.divide(sold, sold.sum(1, keepdims=True), out=np.zeros_like(sold), where=sold.sum(1, keepdims=True) > 0)
    energy = np.isin(SECTOR_CODES, ENERGY)
    cells: Any = goods_2024[goods_2024.sector != ""].groupby(["region", "sector"]).imports.sum()
    counted: Any = cells.unstack().reindex(index=CODES, columns=SECTOR_CODES).fillna(0.0).to_numpy() * ~energy
    counted *= np.divide((table * ~energy).sum(1), counted.sum(1), out=np.zeros(len(CODES)), where=counted.sum(1) > 0)[
        :, None
    ]
    found = np.where(energy, table, counted)
    found[CODES.index("RUS")] = table[CODES.index("RUS")]
    found[CHN] = china_by_sector(goods_2024)[0]
    return found


def _how_far(trade: np.ndarray, found: np.ndarray, scaled: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """``[exporter]`` how far, from 0 to 1 in tenths, its sales to the United States go from the table's sectors
    (``scaled``) to those counted: all the way unless some sector's sales at home then fall by more than two fifths."""
    before, output = np.einsum("iis->is", trade), trade.sum(1)
    elsewhere = found.sum(1) - np.einsum("iis->is", found) - found[:, USA]
    steps = np.arange(10, -1, -1) / 10
    large = GOODS & (output > 5)
    least = []
    for step in steps:
        home = output - elsewhere - scaled - step * (counted - scaled)
        ratio = np.divide(home, before, out=np.ones_like(home), where=large & (before > 0))
        least.append(np.where(large, ratio, 1.0).min(1))
    least = np.array(least)
    enough = least >= 0.6
    first = np.where(enough.any(0), enough.argmax(0), least.argmax(0))
    taken = steps[first]
    taken[[USA, CHN]] = 1.0  # China's sectors are counted in 2022
    return taken


def fit_customs(trade: np.ndarray, imports: np.ndarray, shares: np.ndarray) -> tuple[np.ndarray, list[dict]]:
    """Flows with US goods trade as its customs counted it; log.

    Args:
        imports: ``[region]`` of the United States, billions of USD. shares: ``[region, sector]`` among sectors.
    """
    n = len(CODES)
    found = trade.copy()
    goods = np.where(np.eye(n, dtype=bool), 0.0, trade[:, :, GOODS].sum(2))
    wanted = goods.copy()
    wanted[:, USA] = imports
    more = float(wanted[:, USA].sum() - goods[:, USA].sum())
    wanted[USA, CHN] = FIGURES["us_exports"]["china_with_hong_kong"]["usd"]
    others: Any = [j for j in range(n) if j not in (USA, CHN)]
    scale = (goods[USA].sum() + more - wanted[USA, CHN]) / goods[USA, others].sum()
    wanted[USA, others] = goods[USA, others] * scale
    foreign = [j for j in range(n) if j != USA]
    block = np.ix_(foreign, foreign)
    rows = goods.sum(1)[foreign] - wanted[foreign, USA]
    columns = goods.sum(0)[foreign] - wanted[USA, foreign]
    wanted[block] = ras(goods[block], rows, columns, tolerance=1e-10).table
    factor = np.divide(wanted, goods, out=np.ones_like(goods), where=goods > 0)
    output = trade.sum(1)
    found[:, :, GOODS] *= factor[:, :, None]
    scaled = found[:, USA].copy()
    counted: Any = np.where(GOODS, wanted[:, USA, None] * shares, scaled)
    taken = _how_far(trade, found, scaled, counted)
    found[foreign, USA] = (scaled + taken[:, None] * (counted - scaled))[foreign]
    exports = found.sum(1) - np.einsum("iis->is", found)
    before = np.einsum("iis->is", trade)
    home = np.maximum(output - exports, 0.02 * before)
    grown = home + exports - output  # output that sales at home could not take up
    found[np.arange(n), np.arange(n)] = np.where(GOODS, home, np.einsum("iis->is", found))
    far = np.abs(factor[block] - 1)
    log = [
        {
            "what": "goods trade of the United States set to its customs figures of 2022",
            "imports_bn": [round(float(goods[:, USA].sum()), 1), round(float(wanted[:, USA].sum()), 1)],
            "exports_bn": [round(float(goods[USA].sum()), 1), round(float(wanted[USA].sum()), 1)],
            "factor_by_exporter_to_us": {c: round(float(factor[i, USA]), 3) for i, c in enumerate(CODES) if i != USA},
            "factor_us_exports_to_china": round(float(factor[USA, CHN]), 3),
            "factor_us_exports_to_others": round(float(scale), 3),
            "moved_bn": round(float(np.abs(wanted - goods).sum() / 2), 1),
            "largest_factor_of_other_pairs": round(float(far.max()), 3),
            "sectors_whose_sales_at_home_fell_by_two_fifths": [
                f"{CODES[i]} {SECTOR_CODES[s]}"
                for i, s in zip(*np.nonzero((home < 0.6 * before) & (output > 5) & GOODS), strict=True)
            ],
            "output_added_where_sales_at_home_could_not_fall_bn": round(float(grown.sum()), 2),
            "part_of_the_sector_pattern_taken": {
                c: round(float(t), 1) for c, t in zip(CODES, taken, strict=True) if t < 1
            },
            "share_of_imports_moved_between_sectors": {
                c: round(float(taken[i] * 0.5 * np.abs(shares[i] - trade[i, USA] * GOODS / goods[i, USA]).sum()), 3)
                for i, c in enumerate(CODES)
                if i != USA
            },
            "why": "US Census Bureau (imports), " + FIGURES["us_exports"]["china_with_hong_kong"]["source"] + "; its"
            " imports rise more than margins explain because customs count goods that are sold on abroad: so its other"
            " exports are raised by as much in all, and its balance stays",
        }
    ]
    return found, log


def aircraft_shares(goods_2024: Any) -> np.ndarray:
    """``[exporter]`` share of civil aircraft, engines and parts in what it sells of AIRRAIL: US imports of 2024 by
    partner; US exports of 2017 by chapter."""
    sold: Any = goods_2024[goods_2024.sector.eq("AIRRAIL")]
    is_aircraft = sold.hs6.str.startswith(_AIRCRAFT)
    part, whole = (
        f.groupby("region").imports.sum().reindex(CODES).fillna(0.0).to_numpy() for f in (sold[is_aircraft], sold)
    )
    share = np.divide(part, whole, out=np.zeros(len(CODES)), where=whole > 0)
    chapters: Any = pd.read_csv(DUTIES / "us_exports_world_2017.csv.gz", dtype={"hs2": str}).set_index("hs2").value
    share[USA] = chapters["88"] / (chapters["86"] + chapters["88"])
    return share


def china_retaliation() -> np.ndarray:
    """``[sector]`` China's additional rates on US goods after February 2020, weighted by US exports of 2020 by HS6.

    Points left in the US government's matrix of 2025 less the lists of that year, where the goods had additional rates
    at the end of 2019 (cars and parts had none: suspended), and no more than then; means over the lines listed there.
    """
    lines: Any = pd.read_csv(DUTIES / "lines.csv.gz", dtype={"line": str, "naics": str})
    industry: Any = lines.groupby(lines.line.str[:6]).naics.agg(lambda s: s.mode().iloc[0])
    frame: Any = pd.read_csv(DUTIES / "us_exports_china.csv.gz", dtype={"hs6": str})
    for file in ("china_rates_2018_2019.csv.gz", "china_retaliation_2020.csv.gz"):
        frame = frame.merge(pd.read_csv(DUTIES / file, dtype={"hs6": str}), on="hs6", how="left")
    most: Any = (frame["2019-12-26"] - frame["2018-01-01"]).clip(lower=0.0)
    points: Any = np.minimum(frame.listed.fillna(0.0), most.fillna(np.inf)) / 100
    naics: Any = frame.hs6.map(industry).fillna("990")
    frame["sector"] = [sector_of(h, n) for h, n in zip(frame.hs6, naics, strict=True)]
    weighted: Any = (points * frame["2020"]).groupby(frame.sector).sum() / frame["2020"].groupby(frame.sector).sum()
    return weighted.reindex(SECTOR_CODES).fillna(0.0).to_numpy()
