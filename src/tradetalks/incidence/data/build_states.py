"""Build ``us_state_shares.csv`` and ``us_states.json``: of each sector's people at work in the United States, the share
of each state.

    python src/tradetalks/incidence/data/build_states.py

Reads ``us_states_2009.csv`` beside it: full-time and part-time jobs of 2009 by state and industry as the Bureau of
Economic Analysis published them (table SAEMP25N), columns by its line numbers. What it withheld to keep a firm's figure
to itself is empty there. It is filled so that each state's durable and nondurable goods, and each industry's whole
country, come out as published (iterative proportional fitting), beginning from the last year that was published where
one was read. Those who grow soybeans are taken in proportion to the crop of 2016 (``us_soybeans_2016.csv``).
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
SECTORS = {
    "AGR": ("70",), "FOR_FSH": ("100",), "FOOD": ("531", "532"), "TEXT": ("533", "534", "535", "536"),
    "WOODPAP": ("511", "537", "538"), "REFPET": ("539",), "CHEM": ("541",), "PHARM": ("541",), "RUBPLA": ("542",),
    "NMM": ("512",), "STEEL": ("513",), "NFMET": ("513",), "FABMET": ("514",), "ELECTR": ("516",), "ELEQ": ("517",),
    "MACH": ("515",), "AUTO": ("518",), "SHIPS": ("519",), "AIRRAIL": ("519",), "OTHMAN": ("521", "522"),
}  # fmt: skip
"""Sector of the embedded world -> lines; lines of two sectors give both the same shares."""
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
    with (FOLDER / "us_state_shares.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        people = {code: np.sum([filled[k] for k in lines], axis=0) for code, lines in SECTORS.items()} | {
            "SOY": _soybeans(names)
        }
        writer.writerow(["state", *people])
        for j, name in enumerate(names):
            writer.writerow([name, *(f"{own[j] / own.sum():.6f}" for own in people.values())])
    manifest = {
        "what": "share of each state in a sector's people at work in the United States, 2009",
        "from": "Bureau of Economic Analysis, table SAEMP25N, total full-time and part-time employment by industry, as"
        " held by jpvasquez-econ/RUV at ab5fe56 (1-Data-Codes/0-Raw_Data/BEA/BEA_employ_2006_2009.csv)",
        "soybeans": "US Department of Agriculture, National Agricultural Statistics Service, production by state, 2016,"
        " as printed by Dow Jones on 29 September 2017"
        " (foxbusiness.com/features/2017/09/29/usda-grain-stocks-revised-2016-u-s-soybeans-sep-29.html)",
        "licence": "public domain (US government); the figures only",
        "year": 2009,
        "withheld_or_not_read": report,
        "adjustments": "withheld figures filled to each state's and each industry's published totals; of Massachusetts"
        " and Minnesota most nondurable industries were not read and are filled alike; chemicals and pharmaceuticals,"
        " steel and other metals, ships and other transport equipment have the shares of both together",
    }
    (FOLDER / "us_states.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


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
