"""The full table by activity, ``icio80x50``: 80 economies and the rest of the world x 50 activities, 2022.

Built on demand into the user's cache, from the package that the embedded world is made of (downloaded from the Python
index, hash-checked) and shipped totals by pair (``tradetalks.world.economies``). Trade in goods by pair and activity is
the OECD's, and so is trade in all services by pair. What the sources do not say is estimated and recorded: which
services are traded for final use (from the pattern of intermediate trade, fitted to final sales by producer and to the
totals by pair) and the technology of the rest of the world (its neighbours').
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError, repeated
from tradetalks.paths import cache_folder
from tradetalks.world.accounts import from_flows
from tradetalks.world.balance import ras
from tradetalks.world.classify import REGIONS, SECTORS
from tradetalks.world.economies import Economies, in_order, load_economies, missing, product_taxes, tariffs
from tradetalks.world.elasticities import published
from tradetalks.world.names import ECONOMY_NAMES
from tradetalks.world.store import read, save

if TYPE_CHECKING:
    from tradetalks.world.world import World

Array = NDArray[np.float64]
Which = NDArray[np.bool_]
PACKAGE = ("sanction-simulator", "0.1.4", "1c29bce64dd5e15d14b956556fc544cae21ac504f0cea07558019c4b9eae4909")
REST = "RST"
NAME = "icio80x50"
EDITION = 4  # raised when what is built changes, so that a copy in the cache is built anew


def cached() -> Path:
    """Where the world is kept once built."""
    return cache_folder() / "worlds" / NAME


def open_or_build(control: World, say: Callable[[str], Any] | None = None, wheel: Path | None = None) -> World:
    """The 81 x 50 world, from the cache or built now.

    Args:
        control: the embedded world, see ``build``.
        say: told each step that takes time.
        wheel: the package, if it is here already; downloaded otherwise.

    Raises:
        WorldError: its source cannot be had.
    """
    say = say or (lambda _: None)
    if (cached() / "manifest.json").is_file():
        try:
            kept = replace(control, **read(cached()))
            kept.check()
            if kept.provenance.get("edition") == EDITION:
                return kept
            say("the copy in the cache is of an earlier edition: building anew")
        except WorldError as error:
            say(f"the copy in the cache cannot be used: building anew ({error})")
    with tempfile.TemporaryDirectory() as scratch:
        say("downloading the table (77 MB)")
        file = wheel or download(Path(scratch))
        say("reading")
        economies, activities, flows, final = read_table(file, Path(scratch))
    say("building")
    world = build(economies, activities, flows, final, control)
    say("saving")
    save(world, cached())
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


def build(
    economies: list[str],
    activities: list[str],
    flows: Array,
    final_sales: Array,
    control: World,
    figures: Economies | None = None,
) -> World:
    """Assemble the world; every estimate is named in its provenance.

    Args:
        flows: ``[origin, input, destination, user]`` intermediate flows among the economies.
        final_sales: ``[origin, activity]`` sales to final users and to the rest of the world.
        control: the embedded world at basic prices, as this table is, for sectors, tariffs and product taxes.
        figures: totals by pair; the shipped ones if None.
    """
    codes, part, trade, use, figures, short = flows_by_activity(
        economies, activities, flows, final_sales, control, figures
    )
    sector = np.array([control.sector(c) for c in part])
    fields = from_flows(
        codes,
        activities,
        trade,
        use,
        tariff=tariffs(figures, control, sector, trade),
        trade_elasticity=published("GYY", tuple(part)),
        region_names={code: ECONOMY_NAMES.get(code, code) for code in codes},
        sector_names=_activity_names(activities),
        goods=[a for a, c in zip(activities, part, strict=True) if c in control.goods],
        provenance=_provenance(control, short),
    )
    none = {"lending": None, "borrowed": None}
    world = replace(control, **fields, **none, product_tax=product_taxes(codes, control))
    world.check()
    return world


def flows_by_activity(
    economies: list[str],
    activities: list[str],
    flows: Array,
    final_sales: Array,
    control: World,
    figures: Economies | None = None,
) -> tuple[list[str], list[str], Array, Array, Economies, float]:
    """Economies with the rest of the world last, the embedded world's sector of each activity, trade ``[exporter,
    importer, activity]`` and intermediate use ``[economy, input, user]`` at producer prices, the totals by pair in that
    order, and the intermediate sales of services beyond them, billions of USD. Arguments as of ``build``."""
    figures = load_economies() if figures is None else figures
    part = _sectors_of(economies, activities, control, figures)
    codes = [*economies, REST]
    figures = in_order(figures, np.array([figures.codes.index(code) for code in codes]))
    neighbours = np.array([next((r.code for r in REGIONS if e in r.economies), "ROW") == "ROW" for e in economies])
    between = flows.sum(3).transpose(0, 2, 1)  # [origin, destination, input]
    made = between.sum(1) + final_sales
    trade, short = _trade(activities, between, final_sales, made, figures, neighbours)
    return codes, part, trade, _uses(flows, made, trade, neighbours), figures, short


def _sectors_of(economies: list[str], activities: list[str], control: World, figures: Economies) -> list[str]:
    """The embedded world's sector of each activity; raises WorldError for what it or the totals by pair lack."""
    part = [next((c.code for c in SECTORS if a in c.activities), "") for a in activities]
    unknown = [a for a, c in zip(activities, part, strict=True) if c not in control.sectors]
    unknown += missing(figures, economies, activities)
    if unknown:
        raise WorldError(f"{NAME}: no totals or no sector of the embedded world for {', '.join(unknown[:5])}")
    return part


def _trade(
    activities: list[str], between: Array, final_sales: Array, made: Array, figures: Economies, neighbours: Which
) -> tuple[Array, float]:
    """Trade ``[exporter, importer, activity]`` with the rest of the world last, and the intermediate sales of services
    that exceed the total by pair, billions of USD.

    Args:
        between: ``[origin, destination, activity]`` intermediate sales among the economies.
        final_sales, made: ``[origin, activity]`` sales to final users, and output.
    """
    n, s = final_sales.shape
    goods = np.array([activities.index(a) for a in figures.activities])
    trade = np.zeros((n + 1, n + 1, s))
    trade[:, :, goods] = figures.goods
    services = np.setdiff1d(np.arange(s), goods)
    short = 0.0
    if len(services):
        trade[:, :, services], short = _services(
            between[:, :, services], final_sales[:, services], figures.services, made[:, services], neighbours
        )
    return trade, short


def _uses(flows: Array, made: Array, trade: Array, neighbours: Which) -> Array:
    """Intermediate use ``[economy, input, user]``: the table's own, plus what is bought from the rest of the world,
    whose technology is its neighbours'. ``made`` is output, ``[economy, activity]``."""
    n, s = made.shape
    use = np.zeros((n + 1, s, s))
    use[:n] = flows.sum(0).transpose(1, 0, 2)
    bought = trade[:n, :n].sum(0)
    from_rest = np.divide(trade[n, :n], bought, out=np.zeros_like(bought), where=bought > 0)
    use[:n] *= (1 + np.minimum(from_rest, 2.0))[:, :, None]
    coefficients = use[:n][neighbours].sum(0) / np.maximum(made[neighbours].sum(0), 1e-12)
    use[n] = coefficients * trade[n].sum(0)[None, :]
    return use


def _activity_names(activities: list[str]) -> dict[str, str]:
    """Printed names by activity: its sector's, with the code where several activities share a sector."""
    names = {a: next(c.name for c in SECTORS if a in c.activities) for a in activities}
    shared = set(repeated(names.values()))
    return {a: name if name not in shared else f"{name} ({a})" for a, name in names.items()}


def _provenance(control: World, short: float) -> dict[str, Any]:
    return {
        "name": "OECD ICIO 2022, 80 economies and the rest of the world x 50 activities",
        "year": 2022,
        "edition": EDITION,
        "attribution": control.provenance.get("attribution", ""),
        "measures_in_benchmark": control.provenance.get("measures_in_benchmark", []),
        "estimates": {
            "trade in goods, and in all services, by pair": "the OECD's totals",
            "which services are traded by pair": "pattern of intermediate trade, fitted to final sales and totals",
            "rest of the world": "sells the services its neighbours sell; technology of its neighbours",
            "intermediate sales of services beyond the total by pair, bn USD": short,
            "tariffs": "each economy's own, scaled as the embedded world's are to duties collected"
            " (the rest of the world's: the average of its neighbours')",
        },
    }


def _services(between: Array, final_sales: Array, totals: Array, made: Array, neighbours: Which) -> tuple[Array, float]:
    """Trade in services ``[exporter, importer, service]`` that adds up to totals by pair, and what did not fit.

    An exporter's final sales are spread over buyers by iterative proportional fitting: rows are what its intermediate
    sales leave of the total by pair, columns its final sales by service, the start is the pattern of its intermediate
    sales (to the rest of the world: as to its neighbours).
    """
    n, width = final_sales.shape
    found = np.zeros((n + 1, n + 1, width))
    pattern = np.concatenate([between, 0.5 * between[:, neighbours].sum(1)[:, None, :]], axis=1)
    short = 0.0
    for o in range(n):
        left = totals[o] - np.append(between[o].sum(1), 0.0)
        short += float(-np.minimum(left, 0.0).sum())
        rows = np.maximum(left, 0.0)
        columns = final_sales[o] * (rows.sum() / final_sales[o].sum()) if final_sales[o].sum() > 0 else final_sales[o]
        table = pattern[o] + 1e-6 * np.outer(rows, columns) / max(rows.sum(), 1e-12)
        found[o] = ras(np.where(columns > 0, table, 0.0), rows, columns, tolerance=1e-9).table
        found[o, :n] += between[o]
    like = made[neighbours].sum(0) + 1e-12
    found[n] = totals[n][:, None] * (like / like.sum())
    return found, short
