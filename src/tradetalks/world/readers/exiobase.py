"""EXIOBASE 3 and whatever else pymrio parses."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.errors import WorldError
from tradetalks.progress import FIGURES, Told, interrupts_kept, watched
from tradetalks.world.files.cells import Reading, existing, numbers
from tradetalks.world.files.labelled import Elasticities, is_goods, world_from_table
from tradetalks.world.readers import Reader
from tradetalks.world.world import World

_OTHER = "; read_pymrio takes other releases, parsed by pymrio"
_NEVER = re.compile(
    r"electricity|electric power|gaseous fuels through mains|for treatment|waste(?! and scrap)|sewage|sewerage"
    r"|manure|biogas(?!oline)|compost"
    r"|(oven|furnace|works) gas$|construction material"
)
_MAKING = re.compile(
    r"^(forestry|fish|extraction|mining|quarr|manufactur|process|re-?process|publishing|products of|crude petroleum"
    r"|natural gas|medical|radio|office machinery|other transport equipment|motor vehicles|machinery)"
)
_SERVICES = re.compile(
    r"steam|water supply|(collect).*water|^utilit|^construction|construction work|\bsales?\b|retail|wholesale|\btrade\b"
    r"|hotel|restaurant|accommodation|tourism|transport(ation)?(?! equipment)\b|railway|post and|telecom"
    r"|communications?$|financ|finacial|insur|pension|real estate|dwelling|rent(ing|al)|computer and related"
    r"|software|research and dev"
    r"|business|public admin|government|defence|education|health|social|membership|recreation|cultural|households?\b"
    r"|extra-territorial|organi[sz]ation|foundry work|recycling of bottles|repair(?!ed)|maintenance"
    r"|services?( \(\d+\))?$|^services?\b|service activit|^others?$|re-export"
)


def read_exiobase(
    path: str | Path, *, usd_per_euro: float = 1.0, elasticities: Elasticities = 4.0, tariff: Any = None
) -> World:
    """EXIOBASE 3 monetary tables: the folder (or zip) with ``Z.txt`` and ``Y.txt``, million euro.

    Where there is no ``Z.txt`` but ``A.txt`` and ``x.txt``, flows are coefficients times output.

    Raises WorldError if a file is missing or malformed; names file, row, column and value of a cell that is no number.
    """
    source = existing(path, "an EXIOBASE 3 folder or zip")
    reading = Reading(str(source))
    if usd_per_euro == 1.0:
        reading.note("euros taken for dollars one for one; give usd_per_euro=RATE")
    with _members(source) as find:
        y = _table(find("Y.txt", True), source, "Y.txt", reading)
        if find("Z.txt", False) is not None:
            z = _table(find("Z.txt", True), source, "Z.txt", reading)
        elif find("A.txt", False) is not None and find("x.txt", False) is not None:
            coefficients = _table(find("A.txt", True), source, "A.txt", reading)
            output = _table(find("x.txt", True), source, "x.txt", reading, columns=1)
            if list(output.index) != list(coefficients.columns):
                raise WorldError(f"{source}: the rows of x.txt are not the columns of A.txt in the same order")
            z = coefficients * output.to_numpy()[:, 0]
            reading.note("no Z.txt: flows taken as A.txt times x.txt", cells=z.size)
        else:
            find("Z.txt", True)  # says what is missing
            raise WorldError(f"{source}: no Z.txt in it; expected EXIOBASE 3{_OTHER}")
    return _from_frames(
        z, y, 1e-3 * usd_per_euro, elasticities, tariff, {"source": "EXIOBASE 3", "file": source.name}, reading
    )


@contextmanager
def _members(source: Path) -> Iterator[Callable[[str, bool], Any]]:
    """A function from a file's name to what pandas can read of it, in a folder or a zip; None if it is not there."""

    def in_folder(name: str, must: bool) -> Any:
        found = next(iter(sorted(source.rglob(name))), None)
        if found is None and must:
            raise WorldError(f"{source}: no {name} in it; expected an EXIOBASE 3 monetary folder{_OTHER}")
        return found

    if source.is_dir():
        yield in_folder
        return
    held = watched(source, source.name)
    try:
        archive = zipfile.ZipFile(held)
    except (zipfile.BadZipFile, OSError) as error:
        held.close()
        raise WorldError(f"{source}: not a folder or a zip: {error}") from error

    def in_zip(name: str, must: bool) -> Any:
        member = next((m for m in archive.namelist() if Path(m).name == name), None)
        if member is None and must:
            raise WorldError(f"{source}: no {name} in the zip; expected EXIOBASE 3{_OTHER}")
        return None if member is None else archive.open(member)

    with held, archive:
        yield in_zip


def _table(content: Any, source: Path, name: str, reading: Reading, columns: int = 2) -> Any:
    """One tab-separated table with region and sector before each row, and two lines of header (one for ``x.txt``)."""
    how: Any = {"sep": "\t", "header": [0, 1] if columns == 2 else 0, "index_col": [0, 1], "keep_default_na": False}
    try:
        of_zip = not isinstance(content, Path)
        with content if of_zip else watched(content, name, then=FIGURES) as stream, interrupts_kept():
            frame: Any = pd.read_csv(stream, **how)
    except (ValueError, IndexError, UnicodeDecodeError, zipfile.BadZipFile, pd.errors.ParserError) as error:
        raise WorldError(f"{source}: {name} cannot be read: {error}") from error
    if frame.empty:
        raise WorldError(f"{source}: {name} holds no figures")
    for column in frame.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes]]:
        label = " ".join(column) if isinstance(column, tuple) else str(column)
        rows = ["row " + " ".join(map(str, row)) for row in frame.index]
        frame[column] = numbers(frame[column].tolist(), reading, f"{name} {label}", rows=rows, delimiter="\t")
    return frame


def read_pymrio(
    system: Any, *, usd_per_unit: float = 1e-3, elasticities: Elasticities = 4.0, tariff: Any = None
) -> World:
    """A world from a pymrio ``IOSystem`` (its parsers read EXIOBASE, EORA26, GLORIA, WIOD, OECD and more).

    A statistical discrepancy of no region (``ALL``) is left out and noted.

    Args:
        system: the IOSystem; ``Z`` is computed by pymrio if only ``A`` and ``x`` are there.
        usd_per_unit: multiplies into billions of USD (1e-3 for million USD).
    """
    if system.Z is None:
        system.calc_system()
    name = getattr(getattr(system, "meta", None), "name", None) or "pymrio"
    reading = Reading(str(name))
    y = system.Y
    lone = [j for j, column in enumerate(y.columns) if str(column[0]).upper() == "ALL"]
    if lone:
        reading.note(
            "final use of no region (ALL, a discrepancy) left out",
            bn_usd=float(usd_per_unit * np.abs(np.asarray(y.iloc[:, lone], dtype=float)).sum()),
        )
        y = y.iloc[:, [j for j in range(len(y.columns)) if j not in lone]]
    return _from_frames(system.Z, y, usd_per_unit, elasticities, tariff, {"source": str(name)}, reading)


def _from_frames(
    z: Any, y: Any, scale: float, elasticities: Elasticities, tariff: Any, source: dict[str, str], reading: Reading
) -> World:
    if list(z.index) != list(z.columns) or list(z.index) != list(y.index):
        raise WorldError("table: the rows of Z and Y and the columns of Z are not the same labels in the same order")
    told = Told(Path(reading.file).name, "adding up the flows of")
    inner, outer = np.asarray(z, dtype=float), np.asarray(y, dtype=float)
    for name, table, columns in (("Z", inner, z.columns), ("Y", outer, y.columns)):
        told(0, 0)
        bad = np.argwhere(~np.isfinite(table))
        if len(bad):
            row, column = (" ".join(map(str, axis[k])) for axis, k in zip((z.index, columns), bad[0], strict=True))
            raise reading.fail(f"{name}, row {row}, column {column}", float(table[tuple(bad[0])]), "a number")
    names = list(dict.fromkeys(str(s) for _, s in z.index))
    traded = [s for s in names if trades_goods(s)]
    if traded and any(not is_goods(s) for s in traded):
        reading.note(
            f"sectors taken for goods by their names (of {len(names)}; tariffs on 'goods' fall on these)",
            cells=len(traded), examples=traded[:6],
        )  # fmt: skip
    return world_from_table(
        inner,
        outer,
        [(str(r), str(s)) for r, s in z.index],
        [str(column[0]) for column in y.columns],
        scale=scale,
        source=source,
        elasticities=elasticities,
        tariff=tariff,
        goods=trades_goods,
        reading=reading,
    )


def trades_goods(name: str) -> bool:
    """Whether a sector trades goods, by ISIC code or by the wording of EXIOBASE's and pymrio's industries and products.

    Services, utilities, construction and the treatment of waste are named by what is done and are no goods; what is
    left, named by what it is (wheat) or how it is made (mining of copper ores), is.
    """
    text = name.casefold()
    if is_goods(name):
        return True
    if re.fullmatch(r"[A-U](\d\d.*)?", name):
        return False
    if _MAKING.search(text) and not _NEVER.search(text):
        return True
    return not (_SERVICES.search(text) or _NEVER.search(text))


READER = Reader(reads="EXIOBASE 3 monetary folder or zip", read=read_exiobase)
