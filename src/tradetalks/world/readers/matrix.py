"""Tables stored as one csv matrix with joined labels: OECD ICIO and Eurostat FIGARO."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.errors import WorldError
from tradetalks.world.readers.labelled import Elasticities, existing, world_from_table
from tradetalks.world.world import World

ICIO_FINAL = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "P33", "CONS_NONRES", "FD", "NONRES")
FIGARO_FINAL = ("P3_S13", "P3_S14", "P3_S15", "P51G", "P5M", "P5")
PROCESSING = {"CN1": "CHN", "CN2": "CHN", "MX1": "MEX", "MX2": "MEX"}


def read_icio(
    path: str | Path,
    *,
    elasticities: Elasticities = "GYY",
    tariff: Any = None,
    keep_processing: bool = False,
) -> World:
    """OECD Inter-Country Input-Output table: one year's csv of the 2021, 2023 or 2025 edition.

    Rows are labelled ``COU_IND``; columns ``COU_IND`` and final demand ``COU_HFCE`` ...; value added, taxes and totals
    (``VA``/``VALU``, ``TLS``/``COU_TAXSUB``, ``OUT``/``TOTAL``) are recognised and left to the accounts. Million USD.

    Args:
        keep_processing: keep China's and Mexico's export-processing parts (CN1, CN2, MX1, MX2) as regions; joined to
            CHN and MEX otherwise.

    Raises:
        WorldError: not such a table; names the label that does not fit.
    """
    merge = {} if keep_processing else PROCESSING
    return _read(path, "an OECD ICIO csv", ICIO_FINAL, 1e-3, elasticities, tariff, merge, "OECD ICIO")


def read_figaro(
    path: str | Path, *, usd_per_euro: float = 1.0, elasticities: Elasticities = 4.0, tariff: Any = None
) -> World:
    """Eurostat FIGARO industry-by-industry table in matrix csv format (``rowLabels``, ``AT_A01``, ..., ``AT_P3_S13``).

    Million euro; give ``usd_per_euro`` (the year's average rate). Primary-input rows (``W2_...``) are left to the
    accounts.
    """
    return _read(path, "a FIGARO csv", FIGARO_FINAL, 1e-3 * usd_per_euro, elasticities, tariff, {}, "Eurostat FIGARO")


def _read(
    path: str | Path,
    what: str,
    final_codes: tuple[str, ...],
    scale: float,
    elasticities: Elasticities,
    tariff: Any,
    merge: Mapping[str, str],
    source: str,
) -> World:
    file = existing(path, what)
    try:
        frame = pd.read_csv(file, index_col=0)
    except (ValueError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise WorldError(f"{file}: not {what}: {error}") from error
    frame.index = frame.index.map(str)
    frame.columns = frame.columns.map(str)
    rows = [label for label in frame.index if "_" in label and label in frame.columns]
    if not rows:
        raise WorldError(
            f"{file}: not {what}: no row label is a column label too; first rows: {', '.join(frame.index[:3])}"
        )
    if len(set(rows)) != len(rows):
        raise WorldError(f"{file}: row label {next(r for r in rows if rows.count(r) > 1)} stands twice")
    final = [c for c in frame.columns if c not in set(rows) and c.partition("_")[2] in final_codes]
    if not final:
        raise WorldError(f"{file}: no final-demand column such as {rows[0].partition('_')[0]}_{final_codes[0]}")
    table = frame.loc[rows, rows + final].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    if not np.all(np.isfinite(table)):
        r, c = np.argwhere(~np.isfinite(table))[0]
        raise WorldError(f"{file}: row {rows[r]}, column {(rows + final)[c]}: not a number")
    return world_from_table(
        table[:, : len(rows)],
        table[:, len(rows) :],
        [(label.partition("_")[0], label.partition("_")[2]) for label in rows],
        [label.partition("_")[0] for label in final],
        scale=scale,
        source={"source": source, "file": file.name},
        elasticities=elasticities,
        tariff=tariff,
        merge=merge,
    )
