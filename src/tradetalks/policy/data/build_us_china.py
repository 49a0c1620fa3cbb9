"""Shares of each sector's imports from China under the four-year review of section 301. Re-runnable.

    python src/tradetalks/policy/data/build_us_china.py

Writes the coverages ``review-*`` of ``us-china.coverage.json`` from files beside it: the review's lines by heading
(``duties/products.csv.gz``) and US imports of 2024 by line (Census; ``duties/us_imports_2024_china.csv.gz``). The
statistical suffix of 8507.60 tells batteries of electric cars (10) from others (20): CBP rulings NY N335323, N335325.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))

from tradetalks.world.files.hs import hs_sector  # noqa: E402

# What a row of the ledger covers: its heading, the starts of its lines, and its sectors.
COVERED: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "review-ev": ("biden_100/9903.91.03", ("87",), ("AUTO",)),
    "review-metals": ("biden_25/9903.91.01", ("72", "73", "76"), ("STEEL", "FABMET", "NFMET")),
    "review-solar": ("biden_50/9903.91.02", ("8541",), ("ELECTR",)),
    "review-chips": ("biden_50_jan25/9903.91.05", ("8541", "8542"), ("ELECTR",)),
    "review-ev-batteries": ("biden_jan26/9903.91.06", ("8507600010",), ("ELEQ",)),
    "review-batteries": ("biden_jan26/9903.91.06", ("8507600020",), ("ELEQ",)),
    "review-magnets": ("biden_jan26/9903.91.06", ("850511",), ("ELEQ",)),
}
SOURCE = (
    "US Census, imports for consumption from China, 2024, by line; lines of each heading: "
    "Budget-Lab-Yale/tariff-rate-tracker@8315fffd (MIT); made by build_us_china.py"
)


def shares() -> dict[str, dict[str, float]]:
    """Share of a sector's imports from China in 2024 that each coverage takes."""
    lists: dict[str, set[str]] = defaultdict(set)
    for row in _rows("products.csv.gz"):
        lists[row["list"]].add(row["code"])
    whole: dict[str, float] = defaultdict(float)
    under: dict[tuple[str, str], float] = defaultdict(float)
    for row in _rows("us_imports_2024_china.csv.gz"):
        line, value, sector = row["line"], float(row["imports"]), hs_sector(row["line"][:6])
        if sector is None:
            continue
        whole[sector] += value
        for name, (heading, starts, _) in COVERED.items():
            if line.startswith(starts) and line[:8] in lists[f"301/{heading}"]:
                under[name, sector] += value
    return {
        name: {s: round(under[name, s] / whole[s], 4) for s in sectors} for name, (_, _, sectors) in COVERED.items()
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(HERE / "duties" / name, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def main() -> None:
    path = HERE / "us-china.coverage.json"
    coverages = json.loads(path.read_text(encoding="utf-8"))
    for name, found in shares().items():
        heading, starts, _ = COVERED[name]
        lines = f"lines {', '.join(starts)} as listed with {heading.partition('/')[2]}"
        what = f"share of the sector's imports from China: {lines}"
        coverages[name] = {"source": SOURCE, "what": what, "shares": found}
    entries = []
    for name, entry in coverages.items():
        fields = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in entry.items())
        entries.append(f" {json.dumps(name)}: {{\n{fields}\n }}")
    path.write_text("{\n" + ",\n".join(entries) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
