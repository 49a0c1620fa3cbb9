"""Hold the 2022 worlds against an independent packaging of the 2020 table. Re-runnable; not needed to use the package.

    python src/tradetalks/world/data/crosscheck_2020.py [--wheel puremacro-4.8.1-py3-none-any.whl]

Source: ``puremacro==4.8.1`` (Python index): OECD ICIO 2023 edition, 2020, 77 economies x 11 sectors, exactly balanced,
with bilateral final demand (economy-major order; columns: intermediate, consumption, investment, purchases abroad).
Two years lie between the tables, one of them a rebound and one a surge of energy prices; what should agree is who
trades with whom. Prints the correlation of log bilateral flows, and the median ratio of 2022 to 2020.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))

from tradetalks.world.classify import REGIONS  # noqa: E402
from tradetalks.world.world import World  # noqa: E402

FOLDER = "puremacro/trade/_datafiles/"


def read_2020(wheel: Path, scratch: Path) -> tuple[list[str], np.ndarray]:
    """Economies and bilateral flows of all goods and services ``[origin, destination]``, billions of USD."""
    with zipfile.ZipFile(wheel) as archive:
        manifest = json.loads(archive.read(FOLDER + "MANIFEST_OECD2020.json"))
        table = np.load(archive.extract(FOLDER + "icio_77c_11s_oecd2020.npz", scratch), allow_pickle=False)["data"]
    codes = manifest["countries_in_file"]
    n = len(codes)
    width = (table.shape[0] - 3) // n
    rows = table[: n * width] / 1e3
    inner = rows[:, : n * width].reshape(n, width, n, width).sum((1, 3))
    final = rows[:, n * width :].reshape(n, width, n, -1).sum((1, 3))
    return codes, inner + final


def agreement(first: np.ndarray, second: np.ndarray, above: float) -> dict[str, float]:
    """Over pairs of different economies that trade more than ``above`` billions in both."""
    across = ~np.eye(len(first), dtype=bool) & (first > above) & (second > above)
    a, b = np.log(first[across]), np.log(second[across])
    return {
        "pairs": int(across.sum()),
        "correlation of logs": round(float(np.corrcoef(a, b)[0, 1]), 4),
        "median ratio 2022 to 2020": round(float(np.exp(np.median(a - b))), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, default=None)
    given = parser.parse_args().wheel
    with tempfile.TemporaryDirectory() as scratch:
        if given is None:
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "puremacro==4.8.1", "-d", scratch]
            subprocess.run(command, check=True)
            given = next(Path(scratch).glob("*.whl"))
        codes, flow = read_2020(given, Path(scratch))
    member = np.array([[float(c in r.economies) for c in codes] for r in REGIONS])
    world = World.default()
    found = {"embedded world": agreement(world.trade.sum(2), member @ flow @ member.T, 0.1)}
    detailed = World.builtin("icio80x50")
    shared = [c for c in codes if c in detailed.regions]
    here = [detailed.region(c) for c in shared]
    there = [codes.index(c) for c in shared]
    found["icio80x50"] = agreement(detailed.trade.sum(2)[np.ix_(here, here)], flow[np.ix_(there, there)], 0.1)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
