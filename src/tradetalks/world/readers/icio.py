"""OECD Inter-Country Input-Output tables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tradetalks.world.files.cells import Decimal
from tradetalks.world.files.labelled import Elasticities
from tradetalks.world.files.matrix import Layout, read_matrix
from tradetalks.world.readers import Reader
from tradetalks.world.world import World

PROCESSING = {"CN1": "CHN", "CN2": "CHN", "MX1": "MEX", "MX2": "MEX"}

_ICIO_PARTS = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "DIRP", "P33", "CONS_NONRES", "NONRES")
ICIO = Layout(
    "OECD ICIO",
    "an OECD ICIO csv",
    (*_ICIO_PARTS, "FD"),
    ("DISC",),
    {"FD": (*_ICIO_PARTS, "DISC")},
    ("OUT", "TOTAL", "OUTPUT"),
    re.compile(r"TLS|TAXSUB|[A-Z0-9]{2,4}_(TAXSUB|TLS)"),
    re.compile(r"VA|VALU|VA\+TAXSUB|OUT|OUTPUT|TOTAL|X"),
)


def read_icio(
    path: str | Path,
    *,
    elasticities: Elasticities = "GYY",
    tariff: Any = None,
    keep_processing: bool = False,
    decimal: Decimal | None = None,
) -> World:
    """OECD Inter-Country Input-Output table: one year's csv of the 2021, 2023 or 2025 edition.

    Rows are labelled ``COU_IND``; columns ``COU_IND`` and final demand ``COU_HFCE`` ...; value added and totals
    (``VA``/``VALU``, ``OUT``/``TOTAL``) are recognised and left to the accounts. Taxes less subsidies on products
    (``TLS``/``COU_TAXSUB``) that final users pay become ``World.product_tax``; those on inputs count as value added.
    ``FD`` beside its parts is left out if it is their sum. Million USD.

    Args:
        keep_processing: keep China's and Mexico's export-processing parts (CN1, CN2, MX1, MX2) as regions; joined to
            CHN and MEX otherwise.
        decimal: ``"."`` or ``","`` where the file leaves it open.

    Raises:
        WorldError: not such a table; a row or column that fits nowhere, a cell that is no number; names both.
    """
    merge = {} if keep_processing else PROCESSING
    return read_matrix(path, ICIO, scale=1e-3, elasticities=elasticities, tariff=tariff, merge=merge, decimal=decimal)


READER = Reader(reads="OECD ICIO csv, 2021, 2023 and 2025 editions", read=read_icio)
