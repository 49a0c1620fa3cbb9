"""Worlds on disk: a folder of Parquet tables and a manifest, readable from pandas, R and Stata.

``trade.parquet`` (exporter, importer, sector, trade, tariff, export_tax), ``input_share.parquet`` (region, input,
sector, share), ``sectors_by_region.parquet`` (region, sector, value_added_share, final_share, subsidy,
profit_share), ``regions.parquet``, ``sectors.parquet``, ``manifest.json`` (format version, checksum of each table,
provenance). The manifest is written last: a folder without one is unfinished.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world.tables import cube, long_table, require_columns

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.world.world import World

Array = NDArray[np.float64]
log = logging.getLogger(__name__)

FORMAT = 1
_OF = "lending_by_wage_of_"
_TABLES = ("trade", "input_share", "sectors_by_region", "regions", "sectors")


def tables(world: World) -> dict[str, pd.DataFrame]:
    """The world as long tables, by file name."""
    import pandas as pd

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
            {
                "region": regions,
                "name": [world.region_name(c) for c in regions],
                "deficit": world.deficit,
                "product_tax": world.product_tax,
                "borrowed": world.borrowed,
                **({_OF + c: world.lending[:, n] for n, c in enumerate(regions)} if np.any(world.lending) else {}),
            }
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
        checksums: dict[str, str] = {}
        for name, frame in tables(world).items():
            file = scratch / f"{name}.parquet"
            _to_parquet(frame, file)
            checksums[file.name] = _checksum(file.read_bytes())
        manifest = {
            "format": FORMAT,
            "kind": "tradetalks world",
            "sha256": checksums,
            "provenance": world.provenance,
        }
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


def read(folder: str | Path) -> dict[str, Any]:
    """Fields of the World that ``save`` wrote, each table checked against its checksum in the manifest.

    Tables without one (of worlds saved before there were checksums) are read with a warning in the log.

    Raises:
        WorldError: no manifest (unfinished), another format, a missing, damaged or edited table, a missing column.
    """
    source = Path(folder)
    manifest = _manifest(source)
    found = _read_tables(source, manifest.get("sha256", {}))
    r = require_columns("regions.parquet", found["regions"], ("region", "name", "deficit"))
    s = require_columns("sectors.parquet", found["sectors"], ("sector", "name", "goods", "trade_elasticity"))
    regions, sectors = tuple(r["region"]), tuple(s["sector"])
    flow = require_columns("trade.parquet", found["trade"], ("exporter", "importer", "sector", "trade", "tariff"))
    wide = require_columns("sectors_by_region.parquet", found["sectors_by_region"], ("region", "sector", "final_share"))

    def flows(column: str) -> Array:
        axes = (regions, regions, sectors)
        return cube("trade.parquet", flow, ("exporter", "importer", "sector"), axes, column)

    def cells(column: str) -> Array:
        return cube("sectors_by_region.parquet", wide, ("region", "sector"), (regions, sectors), column)

    return {
        "regions": regions,
        "sectors": sectors,
        "trade": flows("trade"),
        "tariff": flows("tariff"),
        "export_tax": flows("export_tax"),
        "subsidy": cells("subsidy"),
        "input_share": cube(
            "input_share.parquet",
            found["input_share"],
            ("region", "input", "sector"),
            (regions, sectors, sectors),
            "share",
        ),
        "value_added_share": cells("value_added_share"),
        "final_share": cells("final_share"),
        "trade_elasticity": s["trade_elasticity"].to_numpy(dtype=float),
        "scale_elasticity": s["scale_elasticity"].to_numpy(dtype=float),
        "deficit": r["deficit"].to_numpy(dtype=float),
        "profit_share": cells("profit_share") if "profit_share" in wide else None,
        "product_tax": r["product_tax"].to_numpy(dtype=float) if "product_tax" in r else None,
        "borrowed": r["borrowed"].to_numpy(dtype=float) if "borrowed" in r else None,
        "lending": r[[_OF + c for c in regions]].to_numpy(dtype=float) if _OF + regions[0] in r else None,
        "region_names": dict(zip(r["region"], r["name"], strict=True)),
        "sector_names": dict(zip(s["sector"], s["name"], strict=True)),
        "goods": tuple(s.loc[s["goods"], "sector"]),
        "provenance": manifest.get("provenance", {}),
    }


def _read_tables(source: Path, checksums: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """The tables of a saved world, by name; raises WorldError naming the file that is missing or not as saved."""
    import pandas as pd

    found: dict[str, pd.DataFrame] = {}
    unproved: list[str] = []
    for name in _TABLES:
        path = source / f"{name}.parquet"
        if not path.is_file():
            raise WorldError(f"{source}: no {path.name}; the world is incomplete")
        try:
            content = path.read_bytes()
            if path.name not in checksums:
                unproved.append(path.name)
            elif _checksum(content) != checksums[path.name]:
                raise WorldError(
                    f"{path}: damaged or edited: not the table that was saved (its checksum is not that of"
                    f" manifest.json); save the world again from its source or, if the change is meant, remove the line"
                    f" of {path.name} under 'sha256' in manifest.json"
                )
            found[name] = pd.read_parquet(BytesIO(content))
        except ImportError as error:
            raise WorldError("reading Parquet needs pyarrow: pip install 'tradetalks[files]'") from error
        except (OSError, ValueError) as error:
            raise WorldError(f"{path}: not a readable Parquet file: {error}") from error
    if unproved:
        log.warning(
            "%s: no checksum kept of %s, so that damage would not be noticed; save the world again to have one",
            source,
            ", ".join(unproved),
        )
    return found


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


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
    if not isinstance(manifest.get("sha256", {}), dict):
        raise WorldError(f"{path}: sha256: found {manifest['sha256']!r}, expected a checksum by file name")
    if manifest.get("format") != FORMAT:
        raise WorldError(f"{path}: format {manifest.get('format')!r}, expected {FORMAT}; written by another version")
    return manifest
