"""One reader per source; each returns a checked World with provenance."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from tradetalks.errors import WorldError, unknown

READERS: dict[str, tuple[str, str, str]] = {
    "icio": ("tradetalks.world.readers.matrix", "read_icio", "OECD ICIO csv, 2021, 2023 and 2025 editions"),
    "figaro": ("tradetalks.world.readers.matrix", "read_figaro", "Eurostat FIGARO industry-by-industry matrix csv"),
    "wiod": ("tradetalks.world.readers.workbook", "read_wiod", "WIOD 2013 and 2016 releases, xlsx"),
    "adb": ("tradetalks.world.readers.workbook", "read_adb", "ADB multiregional input-output tables, xlsx"),
    "exiobase": ("tradetalks.world.readers.mrio", "read_exiobase", "EXIOBASE 3 monetary folder or zip"),
    "gtap": ("tradetalks.world.readers.gtap", "read_gtap", "GTAP data base, header-array file (.har)"),
    "bilateral": ("tradetalks.world.readers.bilateral", "read_bilateral", "ITPD-E or BACI style long csv, plus GDP"),
    "ossa2014": ("tradetalks.world.readers.published", "read_ossa2014", "Ossa (2014) replication layout"),
    "caliendo-parro2015": (
        "tradetalks.world.readers.published",
        "read_caliendo_parro2015",
        "Caliendo & Parro (2015) replication layout",
    ),
    "us-china2018": (
        "tradetalks.world.readers.published",
        "read_us_china2018",
        "7-region 44-sector 2017 tables of the first trade war",
    ),
}
"""Reader name -> module, function, what it reads."""


def reader(name: str) -> Callable[..., Any]:
    """The reader called ``name``; raises WorldError with the nearest name."""
    if name not in READERS:
        raise WorldError(unknown("reader", name, READERS))
    module, function, _ = READERS[name]
    return getattr(import_module(module), function)
