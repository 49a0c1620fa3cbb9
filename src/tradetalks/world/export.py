"""Worlds for other programs: Parquet, CSV, Excel, NetCDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from tradetalks.errors import WorldError, unknown
from tradetalks.world.store import save, tables

if TYPE_CHECKING:
    from tradetalks.world.world import World

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
