"""World Input-Output Database."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from tradetalks.errors import WorldError
from tradetalks.world.files.cells import Decimal
from tradetalks.world.files.data_frame import is_data_frame, read_data_frame
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
    """World Input-Output Database table, one year, as it is released; million USD.

    The 2016 release ships as binary workbooks (``WIOT2014_Nov16_ROW.xlsb``), for R (``.RData``) and for Stata
    (``.dta``); the 2013 release as xlsx. Csv files of either layout are read too: with the workbook's stacked headers,
    or with the data frame's columns (``IndustryCode``, ``Country``, ``RNr``, ``AUS1``, ...).

    Args:
        sheet: of a workbook, by name or by place from 0.
        missing: cells without a figure are an error, or ``"zero"``: counted as zero and noted.
        decimal: ``"."`` or ``","`` where a csv leaves it open.

    Raises WorldError if the layout is not found, or naming a cell that is no number.
    """
    if is_data_frame(path):
        if sheet != 0:
            raise WorldError(f"{path}: sheet={sheet} was asked for, but this file has no sheets")
        return read_data_frame(path, "WIOD", elasticities=elasticities, tariff=tariff, missing=missing, decimal=decimal)
    return read_workbook(
        path, "WIOD", sheet=sheet, elasticities=elasticities, tariff=tariff, missing=missing, decimal=decimal
    )


READER = Reader(reads="WIOD 2013 and 2016 releases: xlsb, xlsx, RData, dta or csv", read=read_wiod)
