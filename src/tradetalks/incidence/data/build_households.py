"""Build ``us_households.csv`` and ``manifest.json``: what households buy of each sector, and each decile's share.

    python src/tradetalks/incidence/data/build_households.py

Reads the figures beside it (all of US government agencies): spending by decile of equivalised disposable income in 16
kinds of goods and services (Bureau of Economic Analysis, distribution of personal consumption, 2023), and which
commodities each kind is made of (its PCE bridge, 2024: producers' value, and purchasers' value with margins).
``us_commodity_sectors.csv`` says which sector each commodity belongs to; margins go to trade.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np

from tradetalks.world.classify import SECTORS
from tradetalks.world.world import World

FOLDER = Path(__file__).resolve().parent
CODES = [s.code for s in SECTORS]
BY_DECILE = "Bureau of Economic Analysis, distribution of personal consumption expenditures by decile, 2023"
HOLDER = "as held by Budget-Lab-Yale/Tariff-Model"


def main() -> None:
    world = World.default()
    n = world.region("USA")
    final = world.final_share[n] * world.income[n]
    of_line, margins = _sectors_of(final)
    buckets = _read("us_spending_by_decile.csv")
    spent = np.zeros((10, len(CODES)))
    for row in buckets:
        first, last = (int(x) for x in row["nipa_lines"].split("-"))
        parts = np.zeros(len(CODES))
        for line in range(first, last + 1):
            parts += of_line.get(line, np.zeros(len(CODES)))
        shares = np.array([float(row[f"d{d}"]) for d in range(1, 11)])
        spent += np.outer(shares / shares.sum(), parts / parts.sum() * float(row["total_bn_2023"]))
    total_2023, total_2024 = (
        spent.sum(),
        sum(float(r["purchasers_musd"]) for r in _read("us_spending_bridge.csv")) / 1e3,
    )
    spent *= total_2023 / total_2024  # a year back at the growth from 2023 to 2024, to the world's 2022
    bought = spent.sum(0)
    share = np.clip(np.divide(bought, final, out=np.zeros_like(bought), where=final > 0), 0, 1)
    capped = {c: round(float(b - f), 1) for c, b, f in zip(CODES, bought, final, strict=True) if b > f}
    decile = np.divide(spent, bought, out=np.full_like(spent, 0.1), where=bought > 0)
    with (FOLDER / "us_households.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["sector", "household_share", *(f"d{d}" for d in range(1, 11))])
        writer.writerows([c, f"{share[k]:.4f}", *(f"{x:.5f}" for x in decile[:, k])] for k, c in enumerate(CODES))
    _manifest(total_2023, total_2024, final, share, capped, bought, margins)


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _sectors_of(final: np.ndarray) -> tuple[dict[int, np.ndarray], float]:
    """NIPA line -> spending by sector, margins in trade (bn USD, 2024); and the margins moved."""
    where: dict[tuple[str, str], list[str]] = {
        (r["bea_commodity"], r["nipa_line"]): r["sectors"].split() for r in _read("us_commodity_sectors.csv")
    }
    found: dict[int, np.ndarray] = {}
    margins = 0.0
    for row in _read("us_spending_bridge.csv"):
        code, line = row["bea_commodity"], row["nipa_line"]
        sectors = where.get((code, line)) or where[code, ""]
        made, paid = float(row["producers_musd"]) / 1e3, float(row["purchasers_musd"]) / 1e3
        parts = found.setdefault(int(line), np.zeros(len(CODES)))
        weight = np.array([final[CODES.index(s)] for s in sectors])
        for s, w in zip(sectors, weight / weight.sum(), strict=True):
            parts[CODES.index(s)] += made * w
        parts[CODES.index("TRADE")] += paid - made
        margins += paid - made
    return found, margins


def _manifest(
    total_2023: float,
    total_2024: float,
    final: np.ndarray,
    share: np.ndarray,
    capped: dict[str, float],
    bought: np.ndarray,
    margins: float,
) -> None:
    log = {
        "what": "shares of US final use that households buy, by sector, and of each decile of households in it",
        "sources": [
            {"what": "spending by decile in 16 kinds, 2023", "from": f"{BY_DECILE}, {HOLDER} at d07e10f",
             "licence": "public domain (US government); the figures only"},
            {"what": "commodities of each kind of spending, 2024",
             "from": f"Bureau of Economic Analysis, PCE bridge, summary, 2024, {HOLDER} at 3f24056",
             "licence": "public domain (US government); the figures only"},
            {"what": "households, income by decile, projected imports", "from": "us_figures.json beside this file"},
        ],
        "adjustments": [
            {"what": "margins of trade and transport put into trade", "bn_usd_2024": round(margins, 1)},
            {"what": "spending of 2022 is that of 2023 a year back at the growth from 2023 to 2024",
             "factor": round(total_2023 / total_2024, 4)},
            {"what": "household purchases held to the sector's final use, bn USD above it", "by_sector": capped},
            {"what": "used vehicles in motor vehicles, other used goods in other manufacturing; net foreign travel in"
             " hotels; boats and motorcycles split between ships and other transport by final use"},
        ],
        "spending_growth_a_year": round(total_2024 / total_2023, 5),
        "household_spending_bn_usd": {"bureau": round(float(bought.sum()), 1),
                                      "in_the_world": round(float((share * final).sum()), 1),
                                      "share_of_final_use": round(float((share * final).sum() / final.sum()), 3)},
    }  # fmt: skip
    (FOLDER / "manifest.json").write_text(json.dumps(log, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
