"""The months of US soybean shipments to China, for ``busan-soybeans.yaml``. Re-runnable; prints the season.

    python src/tradetalks/policy/data/commitments/build_season.py CENSUS.csv.gz

The file holds US exports to China by month and HS6 (columns ym, hs6, us_exports_to_china_usd): US Census, as in
tradewartracker/us-china-overview@633044be (MIT). Years: 2017 and 2020, the two in it without a duty on soybeans that
stopped the trade.
"""

from __future__ import annotations

import csv
import gzip
import sys

SOYBEANS, YEARS = "120190", ("2017", "2020")


def season(path: str) -> list[float]:
    """Shares of a year by month, January first, that sum to 1 to the third decimal."""
    months = [0.0] * 12
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year, month = row["ym"].split("-")
            if row["hs6"] == SOYBEANS and year in YEARS:
                months[int(month) - 1] += float(row["us_exports_to_china_usd"])
    shares = [round(m / sum(months), 3) for m in months]
    most = shares.index(max(shares))
    shares[most] = round(shares[most] + 1 - sum(shares), 3)
    return shares


if __name__ == "__main__":
    print(season(sys.argv[1]))
