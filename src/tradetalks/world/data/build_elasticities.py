"""Map published trade elasticities from ISIC activities to the embedded world's sectors. Re-runnable.

    python src/tradetalks/world/data/build_elasticities.py --source ../shared/elasticities/eps_by_icio_sector.csv

A sector made of several activities takes their simple average. Standard errors are those that a paper prints for its
own sectors, entered below by hand as read there.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))

from tradetalks.world.classify import SECTORS  # noqa: E402

# Lashkaripour & Lugovskyy (2023), table of industry-level estimates, read in the authors' text (ahmadlp.github.io,
# Tex/Lashkaripour-Lugovskyy/Main_paper.tex). Wood with paper, and rubber with minerals, are means of two estimates and
# have none of their own. Those of Caliendo & Parro (2015) were looked for and not found in a text to be read.
STANDARD_ERRORS: dict[str, dict[str, float]] = {
    "LL": {
        **dict.fromkeys(("AGR", "FOR_FSH", "COAL", "OILGAS", "METORE", "OTHMIN"), 2.345),
        "FOOD": 0.765,
        "TEXT": 0.353,
        "REFPET": 0.464,
        "CHEM": 0.403,
        "PHARM": 0.403,
        "STEEL": 0.484,
        "NFMET": 0.484,
        "FABMET": 0.484,
        "MACH": 1.330,
        "ELECTR": 0.323,
        "ELEQ": 0.323,
        "AUTO": 0.834,
        "SHIPS": 0.834,
        "AIRRAIL": 0.834,
        "OTHMAN": 1.012,
    },
}
SERVICES = "Services (aggregate)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    source = parser.parse_args().source
    with source.open(newline="", encoding="utf-8") as file:
        table = {row.pop(""): {k: float(v) for k, v in row.items()} for row in csv.DictReader(file)}
    sets = list(next(iter(table.values())))
    with (HERE / "elasticities.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["set", "sector", "theta", "standard_error"])
        for name in [*sets, "LL10"]:
            for sector in SECTORS:
                rows = [table[a] for a in sector.activities] if sector.goods else [table[SERVICES]]
                value = sum(r[name.removesuffix("10")] for r in rows) / len(rows)
                if name == "LL10" and not sector.goods:
                    value = 10.0
                error = STANDARD_ERRORS.get(name.removesuffix("10"), {}).get(sector.code, "")
                writer.writerow([name, sector.code, f"{value:.4f}".rstrip("0").rstrip("."), error])


if __name__ == "__main__":
    main()
