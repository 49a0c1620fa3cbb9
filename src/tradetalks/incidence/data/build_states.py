"""Build ``us_state_shares.csv`` and ``us_states.json``: of each sector's people at work in the United States, the share
of each state.

    python src/tradetalks/incidence/data/build_states.py

Reads two tables beside it. ``us_states_2023.csv``: people on private payrolls by state and industry, averages of 2023
(Bureau of Labor Statistics, Quarterly Census of Employment and Wages), columns by the Bureau of Economic Analysis's
industries; what is withheld to keep a firm's figure to itself is empty. Such a state keeps the share that it had in
2009, and the others share the rest as published; of mining, which 2009 lacks, it is taken to have none.

``us_states_2009.csv``: full-time and part-time jobs of 2009 as the Bureau of Economic Analysis published them (table
SAEMP25N), columns by its line numbers, for what payrolls leave out or were not read by: farms (most people there own
them), forestry and fishing, and the parts of transport equipment. What is withheld is filled so that each state's
durable and nondurable goods, and each industry's whole country, come out as published (iterative proportional fitting),
beginning from the last year that was published where one was read. Those who grow soybeans are taken in proportion to
the crop of 2016 (``us_soybeans_2016.csv``).
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FOLDER = Path(__file__).resolve().parent
DURABLE = ("511", "512", "513", "514", "515", "516", "517", "518", "519", "521", "522")
NONDURABLE = ("531", "532", "533", "534", "535", "536", "537", "538", "539", "541", "542")
SECTORS_2009 = {
    "AGR": ("70",), "FOR_FSH": ("100",), "AUTO": ("518",), "SHIPS": ("519",), "AIRRAIL": ("519",),
}  # fmt: skip
"""Sector of the embedded world -> lines of 2009; lines of two sectors give both the same shares."""
SECTORS_2023 = {
    "OILGAS": ("211", "213"), "OTHMIN": ("212",), "FOOD": ("311FT",), "TEXT": ("313TT", "315AL"),
    "WOODPAP": ("321", "322", "323"), "REFPET": ("324",), "CHEM": ("325",), "PHARM": ("325",), "RUBPLA": ("326",),
    "NMM": ("327",), "STEEL": ("331",), "NFMET": ("331",), "FABMET": ("332",), "ELECTR": ("334",), "ELEQ": ("335",),
    "MACH": ("333",), "OTHMAN": ("337", "339"),
}  # fmt: skip
"""The same -> industries of 2023. Support for mining is mostly of oil and gas, mining but oil and gas mostly of stone,
sand and the like: coal and metal ores, elsewhere, have no table."""
BEFORE = {
    "311FT": ("531", "532"), "313TT": ("533", "534"), "315AL": ("535", "536"), "321": ("511",), "322": ("537",),
    "323": ("538",), "324": ("539",), "325": ("541",), "326": ("542",), "327": ("512",), "331": ("513",),
    "332": ("514",), "333": ("515",), "334": ("516",), "335": ("517",), "337": ("521",), "339": ("522",),
}  # fmt: skip
"""Industry of 2023 -> lines of 2009."""
LAST_READ = {
    ("Arkansas", "518"): 9832, ("Arkansas", "519"): 6827, ("Pennsylvania", "518"): 18578,
    ("Pennsylvania", "519"): 25524, ("Vermont", "518"): 852, ("Vermont", "519"): 1582, ("Wyoming", "518"): 404,
    ("Wyoming", "519"): 117, ("Montana", "518"): 412, ("Montana", "519"): 239, ("West Virginia", "518"): 2279,
    ("West Virginia", "519"): 2669, ("Delaware", "100"): 863, ("Maine", "100"): 15460, ("Massachusetts", "100"): 10959,
}  # fmt: skip
"""Withheld in 2009: the figure of the last year of 2006 to 2008 that was published."""
ROUNDS, TOLERANCE = 5000, 0.5


def main() -> None:
    with (FOLDER / "us_states_2009.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    whole, states = rows[-1], rows[:-1]
    names = [row["state"] for row in states]
    filled: dict[str, Array] = {}
    report = {}
    for total, lines in (("510", DURABLE), ("530", NONDURABLE), ("", ("100",)), ("", ("70",))):
        table = np.array([[float(row[k]) if row[k] else np.nan for k in lines] for row in states])
        seeds = np.array([[LAST_READ.get((name, k), np.nan) for k in lines] for name in names])
        across = np.array([float(row[total]) for row in states]) if total else None
        down = np.array([float(whole[k]) for k in lines])
        found = _fill(table, seeds, across, down)
        filled |= dict(zip(lines, found.T, strict=True))
        report |= {k: int(n) for k, n in zip(lines, np.isnan(table).sum(0), strict=True)}
    later, withheld = _of_2023(names, filled)
    with (FOLDER / "us_state_shares.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        people = {
            **{code: np.sum([filled[k] for k in lines], axis=0) for code, lines in SECTORS_2009.items()},
            **{code: np.sum([later[k] for k in lines], axis=0) for code, lines in SECTORS_2023.items()},
            "SOY": _soybeans(names),
        }
        writer.writerow(["state", *people])
        for j, name in enumerate(names):
            writer.writerow([name, *(f"{own[j] / own.sum():.6f}" for own in people.values())])
    manifest = {
        "what": "share of each state in a sector's people at work in the United States",
        "manufacturing_but_transport_equipment_and_mining": {
            "year": 2023,
            "from": "Bureau of Labor Statistics, Quarterly Census of Employment and Wages, private ownership, annual"
            " averages of 2023, as summed to the industries of the Bureau of Economic Analysis in"
            " kphilander/casino-economic-impact at 2cc6c0f (employment_all_sectors_2023.csv)",
            "sectors": list(SECTORS_2023),
            "withheld": withheld,
        },
        "farming_forestry_fishing_and_transport_equipment": {
            "year": 2009,
            "from": "Bureau of Economic Analysis, table SAEMP25N, total full-time and part-time employment by industry,"
            " as held by jpvasquez-econ/RUV at ab5fe56 (1-Data-Codes/0-Raw_Data/BEA/BEA_employ_2006_2009.csv)",
            "sectors": list(SECTORS_2009),
            "withheld_or_not_read": report,
        },
        "soybeans": "US Department of Agriculture, National Agricultural Statistics Service, production by state, 2016,"
        " as printed by Dow Jones on 29 September 2017"
        " (foxbusiness.com/features/2017/09/29/usda-grain-stocks-revised-2016-u-s-soybeans-sep-29.html)",
        "licence": "public domain (US government); the figures only",
        "adjustments": "2023: a state whose figure is withheld keeps its share of 2009, none in mining; where one of"
        " two industries summed is withheld, the sum is short of it; the self-employed are left out. 2009: withheld"
        " figures filled to each state's and each industry's published totals; of Massachusetts and Minnesota most"
        " nondurable industries were not read and are filled alike. Chemicals and pharmaceuticals, steel and other"
        " metals, ships and other transport equipment have the shares of both together; oil and gas has that of support"
        " for mining in it,"
        " other mining that of all mining but oil and gas; coal and metal ores have no table of their own",
    }
    (FOLDER / "us_states.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _of_2023(names: list[str], before: dict[str, Array]) -> tuple[dict[str, Array], dict[str, int]]:
    """Industry of 2023 -> shares by state ``[state]`` times people on all states' payrolls, and how many of the figures
    were withheld.

    Args:
        before: jobs of 2009 by line, filled.
    """
    with (FOLDER / "us_states_2023.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["state"]: row for row in csv.DictReader(file)}
    found, withheld = {}, {}
    for code in next(iter(rows.values())):
        if code == "state":
            continue
        own = np.array([float(rows[name][code] or "nan") for name in names])
        empty, lines = np.isnan(own), BEFORE.get(code, ())
        jobs = np.sum([before[k] for k in lines], axis=0) if lines else np.zeros(len(names))
        share = jobs / jobs.sum() if lines else jobs
        kept = np.where(empty, share, 0.0)
        listed = np.where(empty, 0.0, own)
        found[code] = listed + kept * listed.sum() / (1 - kept.sum())
        withheld[code] = int(empty.sum())
    return found, withheld


def _soybeans(names: list[str]) -> Array:
    """Thousand bushels by state, in the order of ``names``."""
    with (FOLDER / "us_soybeans_2016.csv").open(newline="", encoding="utf-8") as file:
        crop = {row["state"]: float(row["thousand_bushels"]) for row in csv.DictReader(file)}
    return np.array([crop.get(name, 0.0) for name in names])


def _fill(table: Array, seeds: Array, across: Array | None, down: Array) -> Array:
    """``[state, line]`` with what is missing filled to the remainders of rows and columns.

    Raises:
        RuntimeError: the remainders are not met.
    """
    open_cells = np.isnan(table)
    rest = np.where(open_cells, 0.0, table)
    to_place = np.maximum(down - rest.sum(0), 0.0)
    left = None if across is None else np.maximum(across - rest.sum(1), 0.0)
    fill = np.where(open_cells, np.where(np.isnan(seeds), 1.0, seeds), 0.0)
    if left is not None:  # seeds of a state sum to what is left of it
        fill *= (left / np.maximum(fill.sum(1), 1e-300))[:, None]
    for _ in range(ROUNDS):
        fill *= np.divide(to_place, fill.sum(0), out=np.ones_like(to_place), where=fill.sum(0) > 0)
        if left is None:
            break
        fill *= np.divide(left, fill.sum(1), out=np.ones_like(left), where=fill.sum(1) > 0)[:, None]
        if np.abs(fill.sum(0) - to_place).max() < TOLERANCE:
            break
    else:
        raise RuntimeError(f"remainders by industry missed by {np.abs(fill.sum(0) - to_place).max():.0f} jobs")
    return rest + fill


if __name__ == "__main__":
    main()
