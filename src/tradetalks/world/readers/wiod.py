"""World Input-Output Database."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from tradetalks.world.files.cells import Decimal
from tradetalks.world.files.labelled import Elasticities
from tradetalks.world.files.workbook import read_workbook
from tradetalks.world.readers import Reader
from tradetalks.world.world import World


def read_wiod(
    path: str | Path,
    *,
    sheet: int | str = 0,
    elasticities: Elasticities = 4.0,
    tariff: Any = None,
    missing: Literal["error", "zero"] = "error",
    decimal: Decimal | None = None,
) -> World:
    """World Input-Output Database table, xlsx (or csv of the same layout), 2013 or 2016 release; million USD.

    Args:
        missing: cells without a figure are an error, or ``"zero"``: counted as zero and noted.
        decimal: ``"."`` or ``","`` where a csv leaves it open.

    Raises WorldError if the layout is not found, or naming a cell that is no number.
    """
    return read_workbook(
        path, "WIOD", sheet=sheet, elasticities=elasticities, tariff=tariff, missing=missing, decimal=decimal
    )


READER = Reader(reads="WIOD 2013 and 2016 releases, xlsx", read=read_wiod)
