"""Make ``icio80.npz`` and its manifest: 80 economies and the rest of the world in the embedded world's 36 sectors.

Run from here: ``python build_icio80.py ICIO2022.mat [PACKAGE.whl]``. Reads the package that ``build_world2022.py``
reads (downloaded from the Python index if not given) and ``economies2022.npz``; holds the
result against the OECD's table of 81 x 81 x 28 in ``ICIO2022.mat`` (ahmadlp/tariffwar at 98636984; needs h5py; neither
is committed) and writes how well it fits into ``icio80.json``.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from build_economies import read  # type: ignore[import-not-found]  # beside this file, run as a script

from tradetalks.world.classify import SECTORS
from tradetalks.world.icio80x50 import PACKAGE, download, flows_by_activity, read_table
from tradetalks.world.world import World

HERE = Path(__file__).parent
LARGE = 5.0  # bn USD: balances and pairs above this are judged singly


def joined(activities, trade, use):
    """Trade ``[exporter, importer, sector]`` and use ``[economy, input, user]`` in the embedded world's sectors."""
    part = np.array([[a in s.activities for a in activities] for s in SECTORS], dtype=float)
    return trade @ part.T, np.einsum("tk,nks,us->ntu", part, use, part, optimize=True)


def fit(codes, trade, file: Path):
    """How far balances, pairs, outputs and home shares are from the OECD's table, with the names of the worst."""
    economies, activities, truth, _ = read(file)
    order = [economies.index("ROW" if c == "RST" else c) for c in codes]
    truth = truth[np.ix_(order, order)]
    goods = [s for s in SECTORS if s.goods]
    groups = [[activities.index(a) for a in s.activities if a in activities] for s in goods]
    theirs = np.stack([truth[:, :, g].sum(2) for g in groups] + [truth[:, :, -1]], axis=2)
    ours = np.stack(
        [trade[:, :, k] for k, s in enumerate(SECTORS) if s.goods]
        + [trade[:, :, [k for k, s in enumerate(SECTORS) if not s.goods]].sum(2)],
        axis=2,
    )
    away = ~np.eye(len(codes), dtype=bool)[:, :, None]
    balance, ours_balance = (x.sum((1, 2)) - x.sum((0, 2)) for x in (theirs * away, ours * away))
    large = np.abs(balance) > LARGE
    gap = np.abs(ours_balance / np.where(balance == 0, 1, balance) - 1)
    pair, ours_pair = theirs.sum(2), ours.sum(2)
    pairs = (pair > LARGE) & away[:, :, 0]
    off = np.where(pairs, np.abs(ours_pair / np.where(pair > 0, pair, 1) - 1), 0)
    cells = theirs > 1.0
    cell = np.where(cells, np.abs(ours / np.where(theirs > 0, theirs, 1) - 1), 0)
    home, ours_home = (np.einsum("iik->i", x) / x.sum((0, 2)) for x in (theirs, ours))
    n, (i, j), (a, b, k) = (np.unravel_index(int(x.argmax()), x.shape) for x in (np.where(large, gap, 0), off, cell))
    names = [*(s.code for s in goods), "services"]
    one = lambda e, i: float(ours[codes.index(e), codes.index(i), :-1].sum())  # noqa: E731
    return {
        "table": "OECD ICIO 2022, 80 economies and the rest of the world x 27 goods activities and all services",
        "external balances above 5 bn USD": {
            "economies": int(large.sum()),
            "of the wrong sign": int((np.sign(balance) != np.sign(ours_balance))[large].sum()),
            "largest gap, per cent": round(100 * float(gap[n[0]]), 3),
            "of": codes[n[0]],
        },
        "all external balances": {
            "of the wrong sign": int((np.sign(balance) != np.sign(ours_balance)).sum()),
            "largest gap, bn USD": round(float(np.abs(ours_balance - balance).max()), 4),
        },
        "pairs above 5 bn USD": {
            "pairs": int(pairs.sum()),
            "largest gap, per cent": round(100 * float(off[i, j]), 3),
            "of": f"{codes[i]} to {codes[j]}",
        },
        "cells of pair and sector above 1 bn USD": {
            "cells": int(cells.sum()),
            "largest gap, per cent": round(100 * float(cell[a, b, k]), 3),
            "of": f"{codes[a]} to {codes[b]}, {names[k]}",
        },
        "share bought at home": {"largest gap, points": round(100 * float(np.abs(home - ours_home).max()), 4)},
        "goods, bn USD": {
            f"{e} to {i}": round(one(e, i), 2) for e, i in (("CHE", "USA"), ("USA", "CHE"), ("BGD", "USA"))
        },
        "balance, bn USD": {
            c: round(float(ours_balance[codes.index(c)]), 1) for c in ("CHE", "TUR", "EGY", "DEU", "USA")
        },
    }


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    control = World.default(prices="basic")
    with tempfile.TemporaryDirectory() as scratch:
        wheel = Path(sys.argv[2]) if len(sys.argv) > 2 else download(Path(scratch))
        economies, activities, flows, final = read_table(wheel, Path(scratch))
    codes, _, trade, use, _, short = flows_by_activity(economies, activities, flows, final, control)
    trade, use = joined(activities, trade, use)
    np.savez_compressed(
        HERE / "icio80.npz",
        economies=np.array(codes),
        sectors=np.array([s.code for s in SECTORS]),
        trade=trade.astype(np.float32),
        use=use.astype(np.float32),
    )
    stored = np.load(HERE / "icio80.npz")
    manifest = {
        "name": "OECD ICIO 2022, 80 economies and the rest of the world x 36 sectors",
        "year": 2022,
        "sources": [
            "OECD Inter-Country Input-Output tables, 2025 edition, year 2022, as packaged in"
            f" {PACKAGE[0]} {PACKAGE[1]} (MIT; sha256 {PACKAGE[2]})",
            "totals by pair in economies2022.npz (the OECD's, through ahmadlp/tariffwar)",
        ],
        "licence": "the OECD's terms allow adaptation and redistribution with credit, see LICENSE-DATA.md",
        "estimates": {
            "trade in goods by pair and sector, and in all services by pair": "the OECD's totals",
            "which services are traded by pair": "pattern of intermediate trade, fitted to final sales by producer and"
            " to the totals by pair",
            "services traded by pair, bn USD": round(float(trade[:, :, [not s.goods for s in SECTORS]].sum()), 1),
            "of these across borders, bn USD": round(
                float((trade[:, :, [not s.goods for s in SECTORS]].sum(2) * ~np.eye(len(codes), dtype=bool)).sum()), 1
            ),
            "intermediate use": "each economy's own, raised by what it buys from the rest of the world",
            "rest of the world": "sells the services its neighbours sell; technology of its neighbours",
            "intermediate sales of services beyond the total by pair, bn USD": round(short, 4),
        },
        "fit": fit(codes, stored["trade"].astype(float), Path(sys.argv[1])),
    }
    (HERE / "icio80.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(manifest["fit"], indent=1))


if __name__ == "__main__":
    main()
