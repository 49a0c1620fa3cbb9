"""From a labelled multi-region table to a World: what every input-output reader shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world import elasticities as published_elasticities
from tradetalks.world.accounts import from_flows
from tradetalks.world.classify import SECTORS
from tradetalks.world.world import World

Array = NDArray[np.float64]
Label = tuple[str, str]  # (region, sector or final category)
Elasticities = str | float | Mapping[str, float]


def world_from_table(
    intermediate: Array,
    final: Array,
    labels: Sequence[Label],
    final_regions: Sequence[str],
    *,
    scale: float,
    source: Mapping[str, Any],
    elasticities: Elasticities = 4.0,
    tariff: Array | None = None,
    names: Mapping[str, str] | None = None,
    merge: Mapping[str, str] | None = None,
) -> World:
    """A world from an inter-regional table.

    Args:
        intermediate: ``[row, column]``, rows and columns in the order of ``labels``.
        final: ``[row, final column]``; ``final_regions`` names each column's region.
        labels: (region, sector) of each row.
        scale: multiplies into billions of USD.
        source: provenance.
        elasticities: one number, by sector, or a published set's name (for ISIC-coded sectors; others take 4).
        merge: regions to join while reading, such as China's processing exports: {"CN1": "CHN", "CN2": "CHN"}.

    Raises:
        WorldError: shapes that do not fit, or rows of a region missing.
    """
    rename = dict(merge or {})
    pairs = [(rename.get(r, r), s) for r, s in labels]
    regions = list(dict.fromkeys(r for r, _ in pairs))
    sectors = list(dict.fromkeys(s for _, s in pairs))
    if intermediate.shape != (len(pairs), len(pairs)) or final.shape != (len(pairs), len(final_regions)):
        raise WorldError(
            f"table: intermediate {intermediate.shape} and final {final.shape} do not fit {len(pairs)} rows"
            f" and {len(final_regions)} final columns"
        )
    region = np.array([regions.index(r) for r, _ in pairs])
    sector = np.array([sectors.index(s) for _, s in pairs])
    n, width = len(regions), len(sectors)
    trade = np.zeros((n, n, width))
    use = np.zeros((n, width, width))
    owner = [rename.get(r, r) for r in final_regions]
    strangers = sorted(set(owner) - set(regions))
    if strangers:
        raise WorldError(f"table: final use of {', '.join(strangers[:5])}, which have no rows")
    by_region = np.zeros((len(pairs), n))
    for column, code in enumerate(owner):
        by_region[:, regions.index(code)] += final[:, column]
    for k in range(len(pairs)):  # k is a using column
        np.add.at(trade, (region, region[k], sector), intermediate[:, k])
        np.add.at(use[region[k]], (sector, sector[k]), intermediate[:, k])
    for j in range(n):
        np.add.at(trade[:, j], (region, sector), by_region[:, j])
    theta, assumed = _theta(elasticities, sectors)
    world = from_flows(
        regions,
        sectors,
        scale * trade,
        scale * use,
        tariff=tariff,
        trade_elasticity=theta,
        sector_names=_sector_names(sectors, names),
        goods=[s for s in sectors if _is_goods(s)],
        provenance={**source, "elasticities": str(elasticities), "elasticities_assumed_4": assumed},
    )
    world.check()
    return world


def existing(path: str | Path, what: str) -> Path:
    """The path, if there is something there; raises WorldError."""
    found = Path(path)
    if not found.exists():
        raise WorldError(f"{found}: no such file or folder; expected {what}")
    return found


def _theta(elasticities: Elasticities, sectors: Sequence[str]) -> tuple[Any, list[str]]:
    if isinstance(elasticities, (int, float)):
        return float(elasticities), []
    if isinstance(elasticities, str):
        found = {}
        for sector in SECTORS:
            value = float(published_elasticities.published(elasticities, (sector.code,))[0])
            found |= dict.fromkeys((*sector.activities, sector.code), value)
    else:
        found = dict(elasticities)
    missing = [s for s in sectors if s not in found]
    return np.array([found.get(s, 4.0) for s in sectors]), missing


def _sector_names(sectors: Sequence[str], names: Mapping[str, str] | None) -> dict[str, str]:
    known = {a: s.name for s in SECTORS for a in s.activities}
    return {s: (names or {}).get(s) or known.get(s, s) for s in sectors}


def _is_goods(code: str) -> bool:
    """ISIC rev. 4 sections A to C, whatever the table's way of writing them; rev. 3 numbers of WIOD 2013."""
    head = code.split("T")[0].split("_")[0]
    if head[:1] in "ABC" and (len(head) == 1 or head[1:3].isdigit()):
        return True
    return (head[:2].isdigit() and int(head[:2]) <= 37) or code in ("AtB", "C")
