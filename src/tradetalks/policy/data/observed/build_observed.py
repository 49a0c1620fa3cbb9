"""Build the monthly trade that eves are held against, from Census figures.

    python src/tradetalks/policy/data/observed/build_observed.py FOLDER

FOLDER holds ``us-balance-5700-2026.md``, a table Year | Month | Export | Import in million USD as printed on
https://www.census.gov/foreign-trade/balance/c5700.html (a copy: weiqi-kids/agent.cross-border-trade@2d9d6eb2,
docs/Extractor/us_trade_census/trade_balance/), and
``census_us_imports_duty_monthly_china_naics3_2017_2025-11.csv.gz`` (ym, NAICS, imports in USD: tradewartracker,
us-imports-hs2@5530afc6, MIT). All figures are the US Census Bureau's, in the public domain; see ``manifest.json``.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).parent
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
GROUPS = {
    # what is printed: NAICS of three digits, sectors of the embedded world (products carved out of them included)
    "Food and drink": (("311", "312"), "FOOD"),
    "Textiles, clothing, leather": (("313", "314", "315", "316"), "TEXT"),
    "Wood, paper, printing": (("321", "322", "323"), "WOODPAP"),
    "Chemicals and medicines": (("325",), "CHEM PHARM"),
    "Rubber and plastics": (("326",), "RUBPLA"),
    "Glass, ceramics, stone": (("327",), "NMM"),
    "Iron, steel, other metals": (("331",), "STEEL NFMET"),
    "Metal goods": (("332",), "FABMET"),
    "Machinery": (("333",), "MACH"),
    "Computers and electronics": (("334",), "ELECTR"),
    "Electrical equipment": (("335",), "ELEQ"),
    "Vehicles, ships, aircraft": (("336",), "AUTO SHIPS AIRRAIL"),
    "Furniture, toys and other": (("337", "339"), "OTHMAN"),
}
RELEASES = (("2025-07", "2025-09-04"), ("2025-08", "2025-11-19"), ("2025-11", "2026-01-30"))
"""Up to which month figures were out by which day: releases of the Joint Economic Committee's Monthly Trade Update,
jec.senate.gov (August and November 2025; July's copy of the same page)."""


def main(folder: Path) -> None:
    rows = [*_totals(folder / "us-balance-5700-2026.md"), *_sectors(folder)]
    frame = pd.DataFrame(rows, columns=["exporter", "importer", "month", "what", "sectors", "bn_usd"])
    frame["published_by"] = [next(day for last, day in RELEASES if month <= last) for month in frame.month]
    frame = frame.sort_values(["exporter", "what", "month"], kind="stable")
    frame.to_csv(HERE / "us-china.csv", index=False, float_format="%.4f")
    share = frame[frame.what != ""].groupby("month").bn_usd.sum()
    whole = frame[(frame.what == "") & (frame.exporter == "CHN")].set_index("month").bn_usd
    manifest = {
        "what": "US trade in goods with China by month, January 2024 to November 2025, billions of USD",
        "built_by": "build_observed.py FOLDER",
        "files": {
            "us-china.csv": {
                "source": "US Census Bureau (public domain): totals from Trade in Goods with China, census.gov c5700"
                " (general imports at customs value, exports f.a.s.; copy:"
                " weiqi-kids/agent.cross-border-trade@2d9d6eb2);"
                " sectors from imports for consumption by NAICS, in tradewartracker/us-imports-hs2@5530afc6 (MIT)",
                "year": "2024-2025",
                "published_by": "days read on jec.senate.gov, Monthly Trade Update",
            }
        },
        "adjustments": [
            {
                "name": "sectors against totals",
                "says": "sectors count imports for consumption, totals general imports; farm goods, ores, fuels and"
                " special classifications have no group",
                "sectors_as_share_of_total_pct": round(100 * float(share.sum() / whole.reindex(share.index).sum()), 2),
            }
        ],
    }
    (HERE / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _totals(path: Path) -> list[tuple[str, str, str, str, str, float]]:
    found: list[tuple[str, str, str, str, str, float]] = []
    for year, name, exports, imports in re.findall(
        r"\|\s*(\d{4})\s*\|\s*(\w+)\s*\|\s*([\d.]+)\s*\|\s*([\d.]+)\s*\|", path.read_text(encoding="utf-8")
    ):
        if int(year) < 2024:
            continue
        month = f"{year}-{MONTHS.index(name) + 1:02d}"
        found.append(("USA", "CHN", month, "", "", float(exports) / 1000))
        found.append(("CHN", "USA", month, "", "", float(imports) / 1000))
    return found


def _sectors(folder: Path) -> list[tuple[str, str, str, str, str, float]]:
    frame: Any = pd.read_csv(
        folder / "census_us_imports_duty_monthly_china_naics3_2017_2025-11.csv.gz", dtype={"ym": str, "NAICS": str}
    )
    frame = frame[frame.ym >= "2024-01"]
    found = []
    for what, (codes, sectors) in GROUPS.items():
        by_month = frame[frame.NAICS.isin(codes)].groupby("ym").imports.sum() / 1e9
        found += [("CHN", "USA", str(month), what, sectors, float(value)) for month, value in by_month.items()]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
