"""EXIOBASE 3 and whatever else pymrio parses."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.errors import WorldError
from tradetalks.world.readers.labelled import Elasticities, existing, world_from_table
from tradetalks.world.world import World


def read_exiobase(
    path: str | Path, *, usd_per_euro: float = 1.0, elasticities: Elasticities = 4.0, tariff: Any = None
) -> World:
    """EXIOBASE 3 monetary tables: the folder (or zip) with ``Z.txt`` and ``Y.txt``, million euro.

    Raises WorldError if either file is missing or malformed.
    """
    source = existing(path, "an EXIOBASE 3 folder or zip")
    tables = {}
    for name in ("Z.txt", "Y.txt"):
        try:
            if source.is_dir():
                found = next(iter(sorted(source.rglob(name))), None)
                if found is None:
                    raise WorldError(f"{source}: no {name} in it; expected an EXIOBASE 3 monetary folder")
                tables[name] = pd.read_csv(found, sep="\t", header=[0, 1], index_col=[0, 1])
            else:
                with zipfile.ZipFile(source) as archive:
                    member = next((m for m in archive.namelist() if Path(m).name == name), None)
                    if member is None:
                        raise WorldError(f"{source}: no {name} in the zip; expected EXIOBASE 3")
                    with archive.open(member) as file:
                        tables[name] = pd.read_csv(file, sep="\t", header=[0, 1], index_col=[0, 1])
        except (zipfile.BadZipFile, ValueError, pd.errors.ParserError) as error:
            raise WorldError(f"{source}: {name} cannot be read: {error}") from error
    return _from_frames(
        tables["Z.txt"],
        tables["Y.txt"],
        1e-3 * usd_per_euro,
        elasticities,
        tariff,
        {"source": "EXIOBASE 3", "file": source.name},
    )


def read_pymrio(
    system: Any, *, usd_per_unit: float = 1e-3, elasticities: Elasticities = 4.0, tariff: Any = None
) -> World:
    """A world from a pymrio ``IOSystem`` (its parsers read EXIOBASE, EORA26, GLORIA, WIOD, OECD and more).

    Args:
        system: the IOSystem; ``Z`` is computed by pymrio if only ``A`` and ``x`` are there.
        usd_per_unit: multiplies into billions of USD (1e-3 for million USD).
    """
    if system.Z is None:
        system.calc_system()
    name = getattr(getattr(system, "meta", None), "name", None) or "pymrio"
    return _from_frames(system.Z, system.Y, usd_per_unit, elasticities, tariff, {"source": str(name)})


def _from_frames(
    z: Any, y: Any, scale: float, elasticities: Elasticities, tariff: Any, source: dict[str, str]
) -> World:
    if list(z.index) != list(z.columns) or list(z.index) != list(y.index):
        raise WorldError("table: the rows of Z and Y and the columns of Z are not the same labels in the same order")
    labels = [(str(r), str(s)) for r, s in z.index]
    return world_from_table(
        np.asarray(z, dtype=float),
        np.asarray(y, dtype=float),
        labels,
        [str(column[0]) for column in y.columns],
        scale=scale,
        source=source,
        elasticities=elasticities,
        tariff=tariff,
    )
