"""Asian Development Bank multiregional input-output tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from tradetalks.world.files.cells import Decimal
from tradetalks.world.files.labelled import Elasticities
from tradetalks.world.files.workbook import read_workbook
from tradetalks.world.readers import Reader
from tradetalks.world.world import World


def read_adb(
    path: str | Path,
    *,
    sheet: int | str = 0,
    elasticities: Elasticities = 4.0,
    tariff: Any = None,
    missing: Literal["error", "zero"] = "error",
    decimal: Decimal | None = None,
) -> World:
    """Asian Development Bank multiregional input-output table, xlsx; million USD. As ``read_wiod``."""
    return read_workbook(
        path, "ADB MRIO", sheet=sheet, elasticities=elasticities, tariff=tariff, missing=missing, decimal=decimal
    )


READER = Reader(reads="ADB multiregional input-output tables, xlsx or xlsb", read=read_adb)
