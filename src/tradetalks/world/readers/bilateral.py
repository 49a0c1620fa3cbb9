"""Long bilateral trade tables (ITPD-E, BACI) with GDP: worlds without input-output links."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.errors import WorldError
from tradetalks.world.accounts import from_frames
from tradetalks.world.readers.labelled import existing
from tradetalks.world.tables import require_columns
from tradetalks.world.world import World

_ALIASES = {
    "exporter": ("exporter", "exporter_iso3", "iso_o", "i", "exp"),
    "importer": ("importer", "importer_iso3", "iso_d", "j", "imp"),
    "sector": ("sector", "industry_id", "broad_sector", "indcode", "k", "hs2"),
    "value": ("value", "trade", "v", "tradevalue", "trade_value"),
}


def read_bilateral(
    trade: str | Path,
    gdp: str | Path | None = None,
    *,
    value_added_share: float | None = None,
    output_to_gdp: float = 1.0,
    scale: float = 1e-3,
    gdp_scale: float = 1e-9,
    elasticities: float | Mapping[str, float] = 4.0,
    tariffs: Any = None,
    year: int | None = None,
) -> World:
    """A world from a long csv of bilateral trade.

    Args:
        trade: csv with exporter, importer, value and optionally sector (also under the names of ITPD-E, BACI:
            ``exporter_iso3``, ``i``/``j``/``k``/``v``, ...). Several rows of one cell (HS lines) are summed.
            Rows whose exporter is the importer are domestic sales (ITPD-E holds them).
        gdp: csv with a region column (``region``, ``iso3`` or ``country``) and ``gdp``; domestic sales where the trade
            table has none: output (GDP times ``output_to_gdp``, divided among sectors as exports are) less exports.
        value_added_share: share of value added in cost; the rest is spent on inputs; 1 if None.
        scale: trade values into billions of USD (1e-3: millions, as ITPD-E; BACI: 1e-6, thousands).
        gdp_scale: GDP into billions.
        year: keep this year of a ``year`` (``t``) column.

    Raises:
        WorldError: missing columns (with the nearest), an unreadable file, regions without GDP or domestic sales.
    """
    file = existing(trade, "a csv of bilateral trade")
    frame: Any = _csv(file)
    frame = frame.rename(columns={c: str(c).strip().lower() for c in frame.columns})
    for name, aliases in _ALIASES.items():
        found = [a for a in aliases if a in frame.columns]
        if found and name not in frame.columns:
            frame = frame.rename(columns={found[0]: name})
    frame = require_columns(str(file), frame, ("exporter", "importer", "value"))
    if year is not None:
        column = "year" if "year" in frame.columns else "t"
        frame = require_columns(str(file), frame, (column,))
        frame = frame[frame[column] == year]
        if frame.empty:
            raise WorldError(f"{file}: no row of year {year}")
    if "sector" not in frame.columns:
        frame = frame.assign(sector="ALL")
    frame = frame.astype({"exporter": str, "importer": str, "sector": str})
    frame["value"] = scale * np.nan_to_num(np.asarray(pd.to_numeric(frame["value"], errors="coerce"), dtype=float))
    frame = frame.groupby(["exporter", "importer", "sector"], as_index=False)["value"].sum()
    output = None
    if gdp is not None:
        output = _output(frame, _csv(existing(gdp, "a csv of GDP")), str(gdp), output_to_gdp * gdp_scale)
        frame = frame[frame["exporter"].isin(set(output["region"])) & frame["importer"].isin(set(output["region"]))]
    shares = None
    if value_added_share is not None:
        pairs = frame[["exporter", "sector"]].drop_duplicates()
        codes = sorted({*frame["exporter"], *frame["importer"]})
        shares = pd.DataFrame(
            [(r, s, value_added_share) for r in codes for s in pairs["sector"].unique()],
            columns=["region", "sector", "share"],
        )
    world = from_frames(
        frame,
        value_added=shares,
        tariffs=tariffs,
        output=output,
        elasticities=elasticities,
        provenance={"source": "bilateral trade", "file": file.name},
    )
    world.check()
    return world


def _csv(file: Path) -> Any:
    try:
        return pd.read_csv(file)
    except (ValueError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise WorldError(f"{file}: not a readable csv: {error}") from error


def _output(trade: Any, gdp: Any, name: str, scale: float) -> Any:
    """Output by region and sector: GDP divided among sectors in proportion to exports."""
    gdp = gdp.rename(columns={c: str(c).strip().lower() for c in gdp.columns})
    for alias in ("iso3", "country", "code"):
        if "region" not in gdp.columns and alias in gdp.columns:
            gdp = gdp.rename(columns={alias: "region"})
    gdp = require_columns(name, gdp, ("region", "gdp"))
    exports = (
        trade.groupby(["exporter", "sector"], as_index=False)["value"].sum().rename(columns={"exporter": "region"})
    )
    exports["share"] = exports["value"] / exports.groupby("region")["value"].transform("sum")
    joined = exports.merge(gdp.astype({"region": str}), on="region", how="inner")
    joined["value"] = scale * joined["share"] * joined["gdp"]
    return joined[["region", "sector", "value"]]
