"""Worlds on disk: a folder of Parquet tables and a manifest, readable from pandas, R and Stata.

``trade.parquet`` (exporter, importer, sector, trade, tariff, export_tax), ``input_share.parquet`` (region, input,
sector, share), ``sectors_by_region.parquet`` (region, sector, value_added_share, final_share, subsidy,
profit_share), ``regions.parquet``, ``sectors.parquet``, ``manifest.json`` (format version, provenance). The manifest
is written last: a folder without one is unfinished.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.errors import WorldError, unknown
from tradetalks.world.tables import cube, long_table, require_columns
from tradetalks.world.world import World

FORMAT = 1
_TABLES = ("trade", "input_share", "sectors_by_region", "regions", "sectors")


def tables(world: World) -> dict[str, pd.DataFrame]:
    """The world as long tables, by file name."""
    regions, sectors = world.regions, world.sectors
    flows = long_table(world.trade, ("exporter", "importer", "sector"), (regions, regions, sectors), "trade")
    flows["tariff"], flows["export_tax"] = world.tariff.ravel(), world.export_tax.ravel()
    by_region = long_table(world.value_added_share, ("region", "sector"), (regions, sectors), "value_added_share")
    by_region["final_share"], by_region["subsidy"] = world.final_share.ravel(), world.subsidy.ravel()
    by_region["profit_share"] = world.profit_share.ravel()
    return {
        "trade": flows,
        "input_share": long_table(
            world.input_share, ("region", "input", "sector"), (regions, sectors, sectors), "share"
        ),
        "sectors_by_region": by_region,
        "regions": pd.DataFrame(
            {"region": regions, "name": [world.region_name(c) for c in regions], "deficit": world.deficit}
        ),
        "sectors": pd.DataFrame(
            {
                "sector": sectors,
                "name": [world.sector_name(c) for c in sectors],
                "goods": [c in world.goods for c in sectors],
                "trade_elasticity": world.trade_elasticity,
                "scale_elasticity": world.scale_elasticity,
            }
        ),
    }


def save(world: World, folder: str | Path) -> Path:
    """Write the world into ``folder``, replacing a world that is there; anything else there is refused.

    Raises WorldError if the folder holds something that is not a world, or pyarrow is missing.
    """
    target = Path(folder)
    if target.exists() and any(target.iterdir()) and not (target / "manifest.json").is_file():
        raise WorldError(f"{target}: not empty and not a world; choose another folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        for name, frame in tables(world).items():
            _to_parquet(frame, scratch / f"{name}.parquet")
        manifest = {"format": FORMAT, "kind": "tradetalks world", "provenance": world.provenance}
        (scratch / "manifest.json").write_text(json.dumps(manifest, indent=1, default=str) + "\n", encoding="utf-8")
        os.chmod(scratch, 0o755)
        if target.exists():
            old = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.old."))
            os.replace(target, old / target.name)
            os.replace(scratch, target)
            shutil.rmtree(old)
        else:
            os.replace(scratch, target)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    return target


def _to_parquet(frame: pd.DataFrame, path: Path) -> None:
    try:
        frame.to_parquet(path, index=False)
    except ImportError as error:
        raise WorldError("writing Parquet needs pyarrow: pip install 'tradetalks[files]'") from error


def load(folder: str | Path) -> World:
    """Read a world written by ``save`` and prove its accounts.

    Raises WorldError: no manifest (unfinished), another format, a missing table or column, accounts that do not hold.
    """
    source = Path(folder)
    manifest = _manifest(source)
    found: dict[str, pd.DataFrame] = {}
    for name in _TABLES:
        path = source / f"{name}.parquet"
        if not path.is_file():
            raise WorldError(f"{source}: no {path.name}; the world is incomplete")
        try:
            found[name] = pd.read_parquet(path)
        except ImportError as error:
            raise WorldError("reading Parquet needs pyarrow: pip install 'tradetalks[files]'") from error
        except (OSError, ValueError) as error:
            raise WorldError(f"{path}: not a readable Parquet file: {error}") from error
    r = require_columns("regions.parquet", found["regions"], ("region", "name", "deficit"))
    s = require_columns("sectors.parquet", found["sectors"], ("sector", "name", "goods", "trade_elasticity"))
    regions, sectors = tuple(r["region"]), tuple(s["sector"])
    flow = require_columns("trade.parquet", found["trade"], ("exporter", "importer", "sector", "trade", "tariff"))
    wide = require_columns("sectors_by_region.parquet", found["sectors_by_region"], ("region", "sector", "final_share"))
    axes = (regions, regions, sectors)

    def flows(column: str) -> np.ndarray:
        return cube("trade.parquet", flow, ("exporter", "importer", "sector"), axes, column)

    def cells(column: str) -> np.ndarray:
        return cube("sectors_by_region.parquet", wide, ("region", "sector"), (regions, sectors), column)

    shares = cube(
        "input_share.parquet", found["input_share"], ("region", "input", "sector"), (regions, sectors, sectors), "share"
    )
    world = World(
        regions=regions,
        sectors=sectors,
        trade=flows("trade"),
        tariff=flows("tariff"),
        export_tax=flows("export_tax"),
        subsidy=cells("subsidy"),
        input_share=shares,
        value_added_share=cells("value_added_share"),
        final_share=cells("final_share"),
        trade_elasticity=s["trade_elasticity"].to_numpy(dtype=float),
        scale_elasticity=s["scale_elasticity"].to_numpy(dtype=float),
        deficit=r["deficit"].to_numpy(dtype=float),
        profit_share=cells("profit_share") if "profit_share" in wide else None,  # type: ignore[arg-type]
        region_names=dict(zip(r["region"], r["name"], strict=True)),
        sector_names=dict(zip(s["sector"], s["name"], strict=True)),
        goods=tuple(s.loc[s["goods"], "sector"]),
        provenance=manifest.get("provenance", {}),
    )
    world.check()
    return world


def _manifest(source: Path) -> dict[str, Any]:
    path = source / "manifest.json"
    if not path.is_file():
        raise WorldError(f"{source}: no manifest.json there; expected a folder written by World.save")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise WorldError(f"{path}: not valid JSON: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("kind") != "tradetalks world":
        raise WorldError(f"{path}: not the manifest of a world")
    if manifest.get("format") != FORMAT:
        raise WorldError(f"{path}: format {manifest.get('format')!r}, expected {FORMAT}; written by another version")
    return manifest


EXPORTS = ("parquet", "csv", "xlsx", "netcdf")


def export(world: World, path: str | Path, kind: str) -> Path:
    """Write the world for other programs: ``parquet`` or ``csv`` (a folder), ``xlsx`` or ``netcdf`` (a file).

    Raises WorldError if the kind is unknown or its library is missing.
    """
    target = Path(path)
    if kind == "parquet":
        return save(world, target)
    if kind == "csv":
        target.mkdir(parents=True, exist_ok=True)
        for name, frame in tables(world).items():
            frame.to_csv(target / f"{name}.csv", index=False)
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if kind == "xlsx":
            with pd.ExcelWriter(target) as writer:
                for name, frame in tables(world).items():
                    kept = frame[frame["trade"] > 0] if name == "trade" else frame
                    kept.head(1_048_575).to_excel(writer, sheet_name=name, index=False)
            return target
        if kind == "netcdf":
            to_xarray(world).to_netcdf(target)
            return target
    except ImportError as error:
        raise WorldError(f"writing {kind} needs more libraries: pip install 'tradetalks[files]'") from error
    raise WorldError(unknown("kind of export", kind, EXPORTS))


def to_xarray(world: World) -> Any:
    """All arrays as one labelled xarray Dataset."""
    import xarray as xr

    axes = {"i": "exporter", "n": "importer", "s": "sector", "r": "region", "k": "input"}
    layout = {
        "trade": "ins",
        "tariff": "ins",
        "export_tax": "ins",
        "input_share": "rks",
        "value_added_share": "rs",
        "final_share": "rs",
        "subsidy": "rs",
        "profit_share": "rs",
        "deficit": "r",
        "trade_elasticity": "s",
    }
    return xr.Dataset(
        {name: ([axes[a] for a in letters], getattr(world, name)) for name, letters in layout.items()},
        coords={
            "exporter": list(world.regions),
            "importer": list(world.regions),
            "region": list(world.regions),
            "sector": list(world.sectors),
            "input": list(world.sectors),
        },
        attrs={"unit": "billions of USD a year"},
    )


def compare(first: World, second: World) -> pd.DataFrame:
    """Differences of two worlds on the regions and sectors they share, largest first.

    Columns: ``what`` (GDP, exports, imports, output, tariff), ``where``, ``first``, ``second``, ``difference_pct``;
    tariffs are goods averages weighted by the first world's trade, in per cent.
    """
    regions = [c for c in first.regions if c in second.regions]
    sectors = [c for c in first.sectors if c in second.sectors]
    if not regions or not sectors:
        raise WorldError("compare: the worlds share no region or no sector; aggregate them to common codes first")
    rows: list[tuple[str, str, float, float]] = []
    for code in regions:
        a, b = first.region(code), second.region(code)
        rows.append(("GDP", code, _gdp(first, a), _gdp(second, b)))
        rows.append(("exports", code, _abroad(first.trade[a], a), _abroad(second.trade[b], b)))
        rows.append(("imports", code, _abroad(first.trade[:, a], a), _abroad(second.trade[:, b], b)))
        abroad = [k for k in range(len(first.regions)) if k != a and first.regions[k] in second.regions]
        kept = [first.sector(c) for c in sectors]
        flow = first.trade[np.ix_(abroad, [a], kept)][:, 0]
        there = [second.region(first.regions[k]) for k in abroad]
        other = second.tariff[np.ix_(there, [b], [second.sector(c) for c in sectors])][:, 0]
        mine = first.tariff[np.ix_(abroad, [a], kept)][:, 0]
        if flow.sum() > 0:
            average = [100 * float((flow * t).sum() / flow.sum()) for t in (mine, other)]
            rows.append(("average tariff, %", code, average[0], average[1]))
    for code in sectors:
        s, t = first.sector(code), second.sector(code)
        rows.append(("world output", code, float(first.trade[:, :, s].sum()), float(second.trade[:, :, t].sum())))
    frame: Any = pd.DataFrame(rows, columns=["what", "where", "first", "second"])
    base = frame["first"].where(frame["first"] != 0)
    frame["difference_pct"] = 100 * (frame["second"] / base - 1)
    order = frame["difference_pct"].abs().sort_values(ascending=False, na_position="last").index
    return frame.loc[order].reset_index(drop=True)


def _gdp(world: World, j: int) -> float:
    return float(world.labour_income[j] + world.profits[j] + world.tariff_revenue[j])


def _abroad(flows: np.ndarray, j: int) -> float:
    return float(flows.sum() - flows[j].sum())
