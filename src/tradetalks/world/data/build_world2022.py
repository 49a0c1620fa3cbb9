"""Derive the embedded 2022 world from OECD ICIO figures. Re-runnable; not needed to use the package.

    python src/tradetalks/world/data/build_world2022.py --controls ../shared/world2022

What it reads
  1. ``sanction-simulator==0.1.4`` (Python index, MIT; downloaded, hash-checked, never a dependency): OECD ICIO
     2025 edition, year 2022, 80 economies x 50 activities: ``A * (omb * go)`` are bilateral intermediate flows,
     ``z`` final sales by producer, ``go`` gross output (activity outer, economy inner index; million USD).
  2. 18-region x 30-sector control totals of the same tables (``--controls``): intermediate and bilateral final
     flows, output, and applied tariffs of the Global Tariff Database (F. Teti), 2021. Not committed.
  3. ``trade_war_duties_2022.json`` and ``duties_collected.json`` beside this file: the duties of the 2018-19 trade war
     still charged in 2022, and what importers collected.
  4. Trade totals and applied tariffs by economy (``--economies``, a MATLAB file; needs h5py). Not committed.
  5. US customs figures in ``policy/data/duties`` and ``customs_figures.json`` beside this file.
  6. ``puremacro==4.8.1`` (Python index, hash-checked, never a dependency): net taxes on products of 2020.

What it writes
  ``world2022.npz``, ``economies2022.npz`` and ``manifest.json`` beside this file: sources, licences, every
  adjustment and its size. The embedded world is put together from the first on reading (``world/embedded.py``): flows
  at customs value or at basic prices, rates as collected or statutory.

Steps (the functions below and those of the other ``build_*.py``): split the control totals to 36 sectors in the
detailed table's own proportions; bring trade to customs value; add trade-war duties to most-favoured-nation and
preferential rates; scale to what was collected; check that each of the four worlds balances.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))  # run from a checkout without installing
sys.path.insert(0, str(HERE))

import build_customs  # type: ignore[import-not-found]  # noqa: E402
import build_economies  # type: ignore[import-not-found]  # noqa: E402
import build_product_taxes  # type: ignore[import-not-found]  # noqa: E402
import build_tariffs  # type: ignore[import-not-found]  # noqa: E402

from tradetalks.world.balance import ras  # noqa: E402
from tradetalks.world.classify import REGIONS, SECTORS  # noqa: E402
from tradetalks.world.embedded import DUTIES, PRICES, put_together  # noqa: E402
from tradetalks.world.icio80x50 import PACKAGE, download, read_table  # noqa: E402
from tradetalks.world.world import World  # noqa: E402


def membership(groups: list[tuple[str, ...]], codes: list[str]) -> np.ndarray:
    """0/1 matrix ``[group, code]``."""
    matrix = np.zeros((len(groups), len(codes)))
    for g, members in enumerate(groups):
        for code in members:
            if code in codes:
                matrix[g, codes.index(code)] = 1.0
    return matrix


def read_icio(wheel: Path, scratch: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Intermediate flows ``[o,k,n,s]``, final sales ``[o,s]``, output ``[o,s]``: our regions and sectors, bn USD."""
    economies, activities, flows, final = read_table(wheel, scratch)
    r = membership([region.economies for region in REGIONS], economies)
    s = membership([sector.activities for sector in SECTORS], activities)
    output = flows.sum((2, 3)) + final
    part = np.einsum("ro,okns->rkns", r, flows, optimize=True)
    part = np.einsum("qn,rkns->rkqs", r, part, optimize=True)
    part = np.einsum("ak,rkqs->raqs", s, part, optimize=True)
    icio = np.einsum("bs,raqs->raqb", s, part, optimize=True)
    return icio, r @ final @ s.T, r @ output @ s.T


def read_controls(folder: Path) -> tuple[np.ndarray, np.ndarray, list[str], np.ndarray]:
    """Control totals ``Z[o,K,n,J]``, ``F[o,n,K]`` (million USD), their sector codes, tariffs ``[o,n,K]``."""
    stored = np.load(folder / "icio2022_18x30.npz", allow_pickle=False)
    regions, sectors = list(stored["regions"]), list(stored["sectors"])
    if regions != [r.code for r in REGIONS]:
        raise SystemExit(f"{folder}: regions {regions} differ from classify.py")
    tariff = np.zeros((len(regions), len(regions), len(sectors)))
    with (folder / "tariff_gtd2021.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            o, n, k = (
                regions.index(row["origin"]),
                regions.index(row["destination"]),
                sectors.index(row["sector"]),
            )
            tariff[o, n, k] = float(row["adval"])
    return stored["Z"].astype(float), stored["F"].astype(float), sectors, tariff


def shares_within(values: np.ndarray, parent: np.ndarray) -> np.ndarray:
    """Split of each control sector among its parts along the last axis: value over the sum of its siblings.

    Where the siblings sum to zero the split is even, so that no control flow is lost.
    """
    total = (values @ parent.T) @ parent
    even = np.broadcast_to(1.0 / (parent.sum(1) @ parent), values.shape).copy()
    return np.divide(values, total, out=even, where=total > 1e-9)


def split_intermediate(icio, output, control, parent) -> np.ndarray:
    """Scale the detailed flows ``[o,k,n,s]`` block by block so that they add up to the control flows.

    A control flow without any detailed flow under it is split by the exporter's sales to that importer (inputs)
    and by output (users).
    """
    coarse = np.einsum("okns,Kk,Js->oKnJ", icio, parent, parent, optimize=True)
    seen = coarse > 1e-9
    ratio = np.divide(control, coarse, out=np.zeros_like(control), where=seen)
    scaled = icio * np.einsum("oKnJ,Kk,Js->okns", ratio, parent, parent, optimize=True)
    unseen = np.einsum("oKnJ,Kk,Js->okns", np.where(seen, 0.0, control), parent, parent, optimize=True)
    inputs = shares_within(np.einsum("okns->onk", icio), parent)
    users = shares_within(output, parent)
    return scaled + unseen * np.einsum("onk,ns->okns", inputs, users)


def split_final(icio, final_sales, control, parent) -> np.ndarray:
    """Bilateral final flows ``[o,n,s]`` by iterative proportional fitting, one exporter and control sector a time.

    Rows are final sales by detailed producer (scaled to the control), columns control totals by destination; the
    starting pattern is that of detailed intermediate flows.
    """
    pattern = np.einsum("okns->onk", icio)
    found = np.zeros_like(pattern)
    for o, c in np.ndindex(control.shape[0], control.shape[2]):
        members, columns = np.flatnonzero(parent[c]), control[o, :, c]
        if columns.sum() <= 0:
            continue
        rows = columns.sum() * shares_within(final_sales[o], parent)[members]
        table = pattern[o][:, members] + 1e-6 * np.outer(columns, rows) / columns.sum()
        found[o][:, members] = ras(np.where(rows > 0, table, 0.0), columns, rows).table
    return found


def _downloaded(fetch) -> Path:
    return fetch(Path(tempfile.mkdtemp()))


def benchmark(trade, use, tariff_control, control_sectors, duties, figures, options):
    """What ``world2022.npz`` holds but product taxes; logs of flows and of tariffs. Writes ``economies2022.npz``."""
    source = options.economies or options.controls.parent / "icio2022_full" / "ICIO2022.mat"
    economies, activities, by_economy, rate = build_economies.read(source)
    goods_2024 = build_customs.read_imports()
    us_imports, us_duties, us_rate, log = build_customs.us_customs(goods_2024)
    us_rate[build_tariffs.CHN] = build_customs.china_by_sector(goods_2024)[1]
    with_margins, customs_use, more = build_customs.give_margins_back(trade, use)
    log += more
    customs, more = build_customs.fit_customs(
        with_margins, us_imports, build_customs.sector_shares(goods_2024, with_margins)
    )
    log += more
    us_rate = us_rates(us_rate, customs, us_duties)

    tariff, usual_food, tariff_log = build_tariffs.statutory(tariff_control, control_sectors, duties)
    rates, members_log = build_economies.members(economies, activities, rate, usual_food, duties, figures)
    flow = build_economies.by_sector(activities, by_economy)
    tariff, row = build_tariffs.with_free_ports(tariff, rates, economies, flow, figures["free_ports"])
    tariff_log += [members_log, row]
    tariff, more = build_tariffs.bound_at_zero(tariff, figures, build_customs.aircraft_shares(goods_2024))
    tariff_log += more
    tariff, more = build_tariffs.trade_war(tariff, customs, duties, build_customs.china_retaliation())
    tariff_log += more
    part = {code: share_of_imports(code, figure["of"], economies, flow)
            for code, figure in figures["regions"].items() if "of" in figure}  # fmt: skip
    at_basic, factor, _ = build_tariffs.collected_duties(tariff, trade, figures, us_rate, us_duties, part)
    at_customs, _, more = build_tariffs.collected_duties(tariff, customs, figures, us_rate, us_duties, part)
    build_economies.write(options.output / "economies2022.npz", economies, activities, by_economy, rates, factor)
    return (
        {
            "regions": np.array([r.code for r in REGIONS]),
            "sectors": np.array([s.code for s in SECTORS]),
            "trade_basic": trade,
            "use_basic": use,
            "trade_customs": customs,
            "use_customs": customs_use,
            "tariff_statutory": tariff,
            "tariff_collected_basic": at_basic,
            "tariff_collected_customs": at_customs,
        },
        log,
        tariff_log + more,
    )


def us_rates(rate, customs, us_duties):
    """US rates ``[exporter, sector]`` at which each partner's duties are those of 2022."""
    us = build_tariffs.USA
    paid = (rate * customs[:, us]).sum(1)
    return rate * np.divide(us_duties, paid, out=np.zeros_like(paid), where=paid > 0)[:, None]


def share_of_imports(code, members, economies, flow) -> float:
    """Share of some members in the goods a region imports from outside."""
    inside = [economies.index(e) for r in REGIONS if r.code == code for e in r.economies if e in economies]
    outside = [j for j in range(len(economies)) if j not in inside]
    into = flow[outside].sum((0, 2))
    return float(sum(into[economies.index(e)] for e in members) / into[inside].sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("TRADETALKS_WORLD2022", str(HERE.parents[3].parent / "shared" / "world2022"))
    parser.add_argument("--controls", type=Path, default=Path(default), help="folder of the control totals")
    parser.add_argument(
        "--economies", type=Path, default=None, help="ICIO2022.mat; default: icio2022_full beside the controls"
    )
    parser.add_argument("--wheel", type=Path, default=None, help="the wheel, if downloaded already")
    parser.add_argument("--taxes", type=Path, default=None, help="the wheel of puremacro, if downloaded already")
    parser.add_argument("--output", type=Path, default=HERE, help="where to write (default: beside this file)")
    options = parser.parse_args()
    if not (options.controls / "icio2022_18x30.npz").exists():
        raise SystemExit(f"{options.controls}: no icio2022_18x30.npz there; give --controls or $TRADETALKS_WORLD2022")
    with tempfile.TemporaryDirectory() as scratch:
        icio, final_sales, output = read_icio(options.wheel or download(Path(scratch)), Path(scratch))
    z_control, f_control, control_sectors, tariff_control = read_controls(options.controls)
    duties = json.loads((HERE / "trade_war_duties_2022.json").read_text(encoding="utf-8"))
    parent = np.array([[float(s.control == c) for s in SECTORS] for c in control_sectors])
    intermediate = split_intermediate(1e3 * icio, 1e3 * output, z_control, parent)
    final = split_final(1e3 * icio, 1e3 * final_sales, f_control, parent)
    trade = (np.einsum("okns->onk", intermediate) + final) / 1e3
    figures = json.loads((HERE / "duties_collected.json").read_text(encoding="utf-8"))
    use = np.einsum("okns->nks", intermediate) / 1e3
    stored, log, tariff_log = benchmark(trade, use, tariff_control, control_sectors, duties, figures, options)
    stored["final_tax"], tax_log = build_product_taxes.rates(options.taxes or _downloaded(build_product_taxes.download))
    worlds = {}
    for prices in PRICES:
        for rates in DUTIES:
            worlds[prices, rates] = World(**put_together(stored, "GYY", prices, rates, {}))
            worlds[prices, rates].check(1e-12)
    back = np.einsum("okns,Kk,Js->oKnJ", intermediate, parent, parent, optimize=True)
    known = [i for i, r in enumerate(REGIONS) if r.code != "ROW"]
    ours, theirs = trade.sum(1)[known], output[known]
    np.savez_compressed(options.output / "world2022.npz", **stored)
    manifest = {
        "name": "tradetalks world 2022",
        "year": 2022,
        "unit": "billions of USD a year, current prices",
        "shape": {"regions": len(REGIONS), "sectors": len(SECTORS)},
        "attribution": "Derived from OECD (2025), OECD Inter-Country Input-Output Database, 2025 edition,"
        " http://oe.cd/icio. This is an adaptation of an original work by the OECD; the opinions expressed and"
        " arguments employed in it should not be reported as representing the official views of the OECD or of"
        " its member countries.",
        "licence": "see LICENSE-DATA.md beside this file",
        "sources": [
            {
                "what": "intermediate flows, final sales and output, 80 economies x 50 activities, 2022",
                "from": "OECD ICIO 2025 edition as packaged in sanction-simulator 0.1.4 (MIT) on the Python index",
                "sha256": PACKAGE[2],
            },
            {
                "what": "18 x 30 control totals: intermediate, bilateral final demand, output (rest of the world"
                " included), 2022",
                "from": "OECD ICIO 2025 edition; services' final use by pair and the rest of the world's"
                " technology estimated there by RAS",
            },
            {
                "what": "applied MFN and preferential tariffs, 2021, simple averages over lines",
                "from": "F. Teti, Global Tariff Database",
            },
            {
                "what": "US imports for consumption, duties and exports by partner and product, 2017-2024",
                "from": "US Census Bureau (public domain), files of policy/data/duties and their manifest;"
                " customs_figures.json",
            },
            {
                "what": "taxes less subsidies on products, 2020",
                "from": "OECD ICIO 2023 edition as packaged in puremacro 4.8.1 on the Python index",
                "sha256": build_product_taxes.PACKAGE[2],
            },
            {
                "what": "trade-war duties in force in 2022",
                "from": "trade_war_duties_2022.json beside this file",
            },
            {
                "what": "duties collected, free ports, pharmaceuticals",
                "from": "duties_collected.json beside this file",
            },
            {
                "what": "trade totals by pair, 80 economies and the rest of the world x 27 goods activities and"
                " services, 2022; applied tariffs, 2021, of economies joined with others here, averaged to sectors"
                " (economies2022.npz, for the 81 x 50 world)",
                "from": "OECD ICIO 2025 edition; F. Teti, Global Tariff Database; both through ahmadlp/tariffwar at"
                " 98636984",
            },
        ],
        "measures_in_benchmark": [
            "MFN and preferential tariffs of 2021",
            "US section 301 duties on China, lists 1-4A",
            "China's retaliation of 2018-20 on US goods",
        ],
        "duties": {
            "collected": "rates of "
            + ", ".join(r.name for r in REGIONS if r.code in figures["regions"])
            + " scaled to duties collected by one factor each;"
            " the United States' are its duties over imports by partner and sector; others statutory",
            "statutory": "rates as the law has them",
        },
        "prices": {
            "customs": "goods that cross borders at customs value: with the margins of trade and inland transport;"
            " those of the United States as its customs counted them",
            "basic": "goods at basic prices, margins in services, as the input-output tables have them",
        },
        "tariff_adjustments": tariff_log,
        "customs_value": log,
        "product_taxes": tax_log,
        "flow_adjustments": {"+".join(key): world.provenance["adjustments"] for key, world in worlds.items()},
        "checks": {
            "control totals: largest gap of an intermediate flow summed back to 30 sectors, million USD": float(
                np.abs(back - z_control).max()
            ),
            "output against the 80 x 50 table, rest of the world apart: largest gap, bn USD": float(
                np.abs(ours - theirs).max()
            ),
            "same, relative to world output": float(np.abs(ours - theirs).sum() / theirs.sum()),
        },
    }
    (options.output / "manifest.json").write_text(
        json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(
        json.dumps(
            {k: manifest[k] for k in ("tariff_adjustments", "customs_value", "product_taxes", "checks")}, indent=1
        )
    )


if __name__ == "__main__":
    main()
