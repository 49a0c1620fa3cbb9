"""Files as they are downloaded: zip archives, archives within them (WITS), and single files under gzip."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from tradetalks.errors import WorldError
from tradetalks.progress import watched
from tradetalks.world.files.cells import existing

MOST_BYTES = 8 << 30
MOST_FILES = 5000
TABLES = (".csv", ".txt")
PACKED = (".zip", ".gz")


@contextmanager
def tables_in(path: str | Path) -> Iterator[list[tuple[str, Path]]]:
    """Every table of an archive, unpacked for as long as it is used, with its name inside; the file itself if it is
    none.

    Raises:
        WorldError: a damaged archive, one without a table, or one that unpacks to more than 8 GB or 5,000 files.
    """
    file = existing(path, "a csv or an archive of csv files")
    suffix = file.suffix.lower()
    if suffix not in PACKED:
        yield [(file.name, file)]
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = _unzipped(file, Path(folder)) if suffix == ".zip" else [_gunzipped(file, Path(folder))]
        except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, OSError, NotImplementedError) as error:
            raise WorldError(f"{file}: not a readable archive: {error}") from error
        if any(name.lower().endswith(".csv") for name, _ in found):  # what lies beside them is notes, as BACI's Readme
            found = [one for one in found if one[0].lower().endswith(".csv")]
        if not found:
            raise WorldError(f"{file}: holds no table ({' or '.join(TABLES)})")
        yield found


@contextmanager
def table_of(file: Path) -> Iterator[tuple[str, Path]]:
    """The one table of an archive, or the file itself: what people call it, and where it lies while it is used.

    Raises:
        WorldError: see ``tables_in``; an archive of several tables.
    """
    with tables_in(file) as tables:
        if len(tables) > 1:
            names = ", ".join(name for name, _ in tables[:5])
            raise WorldError(f"{file}: holds {len(tables)} tables ({names}); expected one: unpack the one you mean")
        [(inside, place)] = tables
        yield (str(file) if place == file else f"{file}/{inside}"), place


def _unzipped(file: Path, folder: Path) -> list[tuple[str, Path]]:
    """Tables of an archive and of archives in it; their names on disk are ours, whatever the archive calls them."""
    found: list[tuple[str, Path]] = []
    waiting, size = [("", file)], 0
    while waiting:
        above, archive = waiting.pop(0)
        with watched(archive, f"{file.name}/{above}".rstrip("/"), "unpacking") as held, zipfile.ZipFile(held) as inside:
            for one in sorted(inside.infolist(), key=lambda entry: entry.filename):
                suffix = PurePosixPath(one.filename).suffix.lower()
                if suffix not in (*TABLES, ".zip") or PurePosixPath(one.filename).name.startswith("."):
                    continue
                size += one.file_size
                if size > MOST_BYTES or len(found) >= MOST_FILES:
                    raise WorldError(f"{file}: unpacks to more than 8 GB or {MOST_FILES:,} files; unpack what you need")
                place = folder / f"{len(found)}-{len(waiting)}-{size}{suffix}"
                with inside.open(one) as source, place.open("wb") as target:
                    shutil.copyfileobj(source, target)
                name = f"{above}{one.filename}"
                if suffix == ".zip":
                    waiting.append((f"{name}/", place))
                else:
                    found.append((name, place))
    return found


def _gunzipped(file: Path, folder: Path) -> tuple[str, Path]:
    place = folder / "table.csv"
    with watched(file, file.name, "unpacking") as held, gzip.open(held) as source, place.open("wb") as target:
        while chunk := source.read(1 << 22):
            if target.tell() + len(chunk) > MOST_BYTES:
                raise WorldError(f"{file}: unpacks to more than 8 GB")
            target.write(chunk)
    return file.stem, place
