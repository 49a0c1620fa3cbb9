"""Eurostat FIGARO tables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tradetalks.world.files.cells import Decimal
from tradetalks.world.files.labelled import Elasticities
from tradetalks.world.files.matrix import Layout, read_matrix
from tradetalks.world.readers import Reader
from tradetalks.world.world import World

FIGARO = Layout(
    "Eurostat FIGARO",
    "a FIGARO csv",
    ("P3_S13", "P3_S14", "P3_S15", "P3", "P51G", "P52", "P53", "P52_P53", "P5M", "P5"),
    (),
    {"P3": ("P3_S13", "P3_S14", "P3_S15"), "P5": ("P51G", "P52", "P53", "P52_P53", "P5M")},
    ("OUT", "TOTAL", "P1"),
    re.compile(r"(W2_)?D21X31"),
    re.compile(r"W2_\w+|B2A3G|D1|D29X39|OP_\w+|OUT|TOTAL|P1"),
)


def read_figaro(
    path: str | Path,
    *,
    usd_per_euro: float = 1.0,
    elasticities: Elasticities = 4.0,
    tariff: Any = None,
    decimal: Decimal | None = None,
) -> World:
    """Eurostat FIGARO industry-by-industry table in matrix csv format (``rowLabels``, ``AT_A01``, ..., ``AT_P3_S13``).

    Million euro; give ``usd_per_euro`` (the year's average rate). Primary-input rows (``W2_...``) are left to the
    accounts; taxes on products that final users pay become ``World.product_tax``.
    """
    notes = ["euros taken for dollars one for one; give usd_per_euro=RATE"] if usd_per_euro == 1.0 else []
    return read_matrix(
        path, FIGARO, scale=1e-3 * usd_per_euro, elasticities=elasticities, tariff=tariff, decimal=decimal, notes=notes
    )


READER = Reader(reads="Eurostat FIGARO industry-by-industry matrix csv", read=read_figaro)
