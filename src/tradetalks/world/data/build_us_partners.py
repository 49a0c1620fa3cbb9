"""Add duties collected by the United States in 2024 on partners that the monthly figures of 2022 do not name.

    python src/tradetalks/world/data/build_us_partners.py --source ../shared/trade/us_imports_2024_partner_totals.csv

Writes ``partners_2024`` of ``duties_collected.json``: imports for consumption and calculated duties, billions of USD.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

FILE = Path(__file__).resolve().parent / "duties_collected.json"
CENSUS = {
    "NOR": "4039", "TUR": "4890", "ARE": "5200", "ARG": "3570", "BGD": "5380", "CRI": "2230", "EGY": "7290",
    "HKG": "5820", "KHM": "5550", "NGA": "7530", "NZL": "6141", "PAK": "5350", "PER": "3330", "PHL": "5650",
    "ZAF": "7910", "AGO": "7620",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--source", type=Path, required=True)
    with parser.parse_args().source.open(newline="", encoding="utf-8") as file:
        rows = {row["CTY_CODE"]: row for row in csv.DictReader(file)}
    held = json.loads(FILE.read_text(encoding="utf-8"))
    held["united_states"]["partners_2024"] = {
        code: [round(float(rows[number][name]) / 1e9, 4) for name in ("imports", "duty")]
        for code, number in CENSUS.items()
    }
    held["united_states"]["source_2024"] = (
        "US Census Bureau, imports for consumption (customs value) and calculated duties, 2024, billions of USD, as"
        " held by tradewartracker/trade-war-redux-2025 at 726c595 (MIT)"
    )
    FILE.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
