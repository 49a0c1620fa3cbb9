"""The full table as a second built-in choice: 80 economies and the rest of the world x 50 activities, 2022.

Built on demand into the user's cache, from the package that the embedded world is made of (downloaded from the Python
index, hash-checked) with the embedded world as control totals. What the sources do not say is estimated and recorded:
final use by pair (from the pattern of intermediate trade, fitted to final sales by producer and to the embedded world's
flows between regions) and the rest of the world (the embedded world's residual, with its neighbours' technology).
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.paths import cache_folder
from tradetalks.world.accounts import from_flows
from tradetalks.world.classify import REGIONS, SECTORS
from tradetalks.world.elasticities import published
from tradetalks.world.world import World

Array = NDArray[np.float64]
PACKAGE = ("sanction-simulator", "0.1.4", "1c29bce64dd5e15d14b956556fc544cae21ac504f0cea07558019c4b9eae4909")
REST = "RST"
NAME = "icio80"


def cached() -> Path:
    """Where the world is kept once built."""
    return cache_folder() / "worlds" / NAME


def open_or_build(say: Callable[[str], Any] | None = None, wheel: Path | None = None) -> World:
    """The 81 x 50 world, from the cache or built now. Raises WorldError if its source cannot be had."""
    say = say or (lambda _: None)
    if (cached() / "manifest.json").is_file():
        return World.load(cached())
    with tempfile.TemporaryDirectory() as scratch:
        say("downloading the table (77 MB)")
        file = wheel or download(Path(scratch))
        say("reading")
        economies, activities, flows, final = read_table(file, Path(scratch))
    say("building")
    world = build(economies, activities, flows, final, World.default())
    say("saving")
    world.save(cached())
    return world


def download(folder: Path) -> Path:
    """Fetch the package's wheel from the Python index and check its hash; raises WorldError."""
    name, version, sha256 = PACKAGE
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", f"{name}=={version}", "-d", str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if result.returncode or not wheels:
        raise WorldError(f"{NAME}: {name} {version} could not be downloaded: {result.stderr.strip()[-300:]}")
    digest = hashlib.sha256(wheels[0].read_bytes()).hexdigest()
    if digest != sha256:
        raise WorldError(f"{NAME}: {wheels[0].name} has sha256 {digest}, expected {sha256}")
    return wheels[0]


def read_table(wheel: Path, scratch: Path) -> tuple[list[str], list[str], Array, Array]:
    """Economies, activities, intermediate flows ``[o,k,n,s]`` and final sales ``[o,s]``, billions of USD."""
    with zipfile.ZipFile(wheel) as archive:
        stored = np.load(archive.extract("sanction_simulator/data/bench_cache.npz", scratch), allow_pickle=False)
        economies, activities = [str(c) for c in stored["countries"]], [str(s) for s in stored["sectors"]]
        flows = stored["A"]
        flows *= (stored["omb"] * stored["go"])[None, :] / 1e3
        n, s = len(economies), len(activities)
        final = stored["z"].reshape(s, n).T / 1e3
    return economies, activities, flows.reshape(s, n, s, n).transpose(1, 0, 3, 2), final


def build(economies: list[str], activities: list[str], flows: Array, final_sales: Array, control: World) -> World:
    """Assemble the world; every estimate is named in its provenance.

    Args:
        flows: ``[origin, input, destination, user]`` intermediate flows among the economies.
        final_sales: ``[origin, activity]`` sales to final users and to the rest of the world.
        control: the embedded world, for flows between its regions and with the rest of the world.
    """
    n, s = len(economies), len(activities)
    home = [next((r.code for r in REGIONS if e in r.economies), "") for e in economies]
    part = [next((c.code for c in SECTORS if a in c.activities), "") for a in activities]
    unknown = [e for e, h in zip(economies, home, strict=True) if h not in control.regions]
    unknown += [a for a, c in zip(activities, part, strict=True) if c not in control.sectors]
    if unknown:
        raise WorldError(f"{NAME}: no region or sector of the control world for {', '.join(unknown[:5])}")
    region = np.array([control.region(h) for h in home] + [control.region("ROW")])
    sector = np.array([control.sector(c) for c in part])
    between = flows.sum(3).transpose(0, 2, 1)  # [origin, destination, input]

    # 1. where final sales go: pattern of intermediate trade; the rest of the world buys in proportion to its neighbours
    neighbours = region[:n] == region[-1]
    member_share = between[:, neighbours].sum(1)
    weight = np.concatenate([between, 0.5 * member_share[:, None, :]], axis=1) + 1e-9 * final_sales[:, None, :]
    total = weight.sum(1)
    final = weight * np.divide(final_sales, total, out=np.zeros_like(total), where=total > 0)[:, None, :]
    trade = np.zeros((n + 1, n + 1, s))
    trade[:n, :n] = between
    trade[:n] += final
    # 2. fit to the control's flows between regions, keeping what each producer sells
    made = trade[:n].sum(1)
    outside = region[:n] != region[-1]  # exporters outside the rest-of-world region
    for _ in range(30):
        sums = _regional(trade, region, sector, control)
        ratio = np.divide(control.trade, sums, out=np.ones_like(sums), where=sums > 1e-9)
        step = ratio[region[:n, None, None], region[None, :, None], sector[None, None, :]]
        step[~outside] = 1.0
        fitted = np.concatenate([between, np.zeros((n, 1, s))], axis=1)
        moved = np.maximum(trade[:n] * step - fitted, 0.02 * final)
        moved *= np.divide(final_sales, moved.sum(1), out=np.zeros_like(made), where=moved.sum(1) > 0)[:, None, :]
        trade[:n] = fitted + moved
    # 3. the rest of the world is what the control's region sells beyond its members
    left = control.trade[control.region("ROW")] - _regional(trade, region, sector, control)[control.region("ROW")]
    short = float(-np.minimum(left, 0).sum())
    left = np.maximum(left, 0.0)
    like = trade[:n][neighbours].sum((0, 1)) + 1e-12  # activities as its neighbours sell them
    within = like / np.bincount(sector, like, minlength=len(control.sectors))[sector]
    buyers = trade[:n].sum(0) + 1e-12  # [destination, activity]
    for target in range(n + 1):
        peers = np.flatnonzero(region == region[target])
        share = buyers[target] / buyers[peers].sum(0)
        if region[target] == region[-1]:
            share = np.full(s, 0.9) if target == n else 0.1 * buyers[target] / buyers[peers[:-1]].sum(0)
        trade[n, target] = left[region[target]][sector] * within * share
    # 4. uses: the table's own, plus what is bought from the rest of the world; its technology is its neighbours'
    use = np.zeros((n + 1, s, s))
    use[:n] = flows.sum(0).transpose(1, 0, 2)
    bought = trade[:n, :n].sum(0)
    from_rest = np.divide(trade[n, :n], bought, out=np.zeros_like(bought), where=bought > 0)
    use[:n] *= (1 + np.minimum(from_rest, 2.0))[:, :, None]
    coefficients = use[:n][neighbours].sum(0) / np.maximum(made[neighbours].sum(0), 1e-12)
    use[n] = coefficients * trade[n].sum(0)[None, :]

    tariff = control.tariff[region[:, None, None], region[None, :, None], sector[None, None, :]].copy()
    tariff[region[:, None] == region[None, :]] = 0.0
    gap = np.abs(_regional(trade, region, sector, control) - control.trade).sum() / control.trade.sum()
    names = {a: next(c.name for c in SECTORS if a in c.activities) for a in activities}
    counts = {name: list(names.values()).count(name) for name in names.values()}
    world = from_flows(
        [*economies, REST],
        activities,
        trade,
        use,
        tariff=tariff,
        trade_elasticity=published("GYY", tuple(part)),
        region_names={REST: "Rest of the world"},
        sector_names={a: name if counts[name] == 1 else f"{name} ({a})" for a, name in names.items()},
        goods=[a for a, c in zip(activities, part, strict=True) if c in control.goods],
        provenance={
            "name": "OECD ICIO 2022, 80 economies and the rest of the world x 50 activities",
            "year": 2022,
            "attribution": control.provenance.get("attribution", ""),
            "measures_in_benchmark": control.provenance.get("measures_in_benchmark", []),
            "estimates": {
                "final use by pair": "pattern of intermediate trade, fitted to the embedded world's flows",
                "share of world trade off the embedded world's flows": float(gap),
                "rest of the world": "residual of the embedded world; technology of its neighbours",
                "sales of the rest of the world below zero set to zero, bn USD": short,
                "tariffs": "the embedded world's, by region; none inside a region",
            },
        },
    )
    world.check()
    return world


def _regional(trade: Array, region: Any, sector: Any, control: World) -> Array:
    """Flows summed to the control's regions and sectors."""
    found = np.zeros_like(control.trade)
    np.add.at(found, (region[:, None, None], region[None, :, None], sector[None, None, :]), trade)
    return found
