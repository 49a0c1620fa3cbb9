"""Header-array files (HAR) of GEMPACK, which GTAP data bases are written in.

A HAR file is a sequence of Fortran records (length, bytes, length). Each header starts with a record of its four-letter
name; the next holds type (``1C`` text, ``RE`` reals with sets, ``RL``/``2R`` plain reals, ``2I`` integers), storage
(``FULL`` or ``SPSE``), a description and dimensions. Maintained readers exist only under the GPL, hence this one; it
reads what GTAP data bases use and refuses the rest by name.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.progress import watched
from tradetalks.world.files.cells import existing

Array = NDArray[np.float64]
MOST_BYTES = 4 << 30
MOST_CELLS = 500_000_000


@dataclass(frozen=True, eq=False)
class Header:
    """One header: ``values`` (text or numbers), the names of its ``sets`` and their ``elements``."""

    name: str
    description: str
    values: Any
    sets: tuple[str, ...] = ()
    elements: tuple[tuple[str, ...], ...] = ()


def read_har(path: str | Path) -> dict[str, Header]:
    """All headers of a HAR file that hold text or reals, by name.

    Raises WorldError: no such file, a file that is no HAR, a truncated record (named with its header).
    """
    file = existing(path, "a HAR file")
    if file.stat().st_size > MOST_BYTES:
        raise WorldError(f"{file}: larger than {MOST_BYTES >> 30} GB")
    with watched(file, file.name) as stream:
        records = list(_records(stream.read(), file))
    found: dict[str, Header] = {}
    at = 0
    while at < len(records):
        if len(records[at]) != 4:
            raise WorldError(
                f"{file}: record {at} has {len(records[at])} bytes, expected a header name of 4; not a HAR file"
            )
        name = records[at].decode("ascii", "replace").strip()
        end = next((j for j in range(at + 1, len(records)) if len(records[j]) == 4), len(records))
        try:
            header = _header(name, records[at + 1 : end])
        except (IndexError, ValueError, OverflowError, struct.error) as error:
            raise WorldError(f"{file}: header {name}: damaged ({error})") from error
        if header is not None:
            found[name] = header
        at = end
    if not found:
        raise WorldError(f"{file}: no header with text or reals; not a HAR file")
    return found


def _records(data: bytes, file: Path) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        if at + 4 > len(data):
            raise WorldError(f"{file}: truncated at byte {at}; not a HAR file")
        (size,) = struct.unpack_from("<i", data, at)
        if size < 0 or at + size + 8 > len(data) or struct.unpack_from("<i", data, at + 4 + size)[0] != size:
            raise WorldError(f"{file}: no record at byte {at}; not a HAR file, or truncated")
        yield data[at + 4 : at + 4 + size]
        at += size + 8


def _ints(record: bytes, start: int = 4) -> tuple[int, ...]:
    count = (len(record) - start) // 4
    return struct.unpack_from(f"<{count}i", record, start)


def _names(record: bytes, start: int, width: int, count: int) -> list[str]:
    if count < 0 or width <= 0 or start + width * count > len(record):
        raise ValueError(f"{count} names of {width} characters do not fit a record of {len(record)} bytes")
    return [record[start + j * width : start + (j + 1) * width].decode("latin-1").strip() for j in range(count)]


def _header(name: str, records: list[bytes]) -> Header | None:
    first = records[0]
    kind, storage = first[4:6].decode(), first[6:10].decode()
    description = first[10:80].decode("latin-1").strip()
    dims = _ints(first, 80)
    rest = records[1:]
    if kind == "1C":
        total, width = dims[1], dims[2]
        text: list[str] = []
        for record in rest:
            _, _, here = struct.unpack_from("<3i", record, 4)
            text += _names(record, 16, width, here)
        return Header(name, description, text[:total])
    if kind not in ("RE", "RL", "2R"):
        return None
    if kind == "2R":
        rows, columns = dims[1], dims[2]
        values = _reals(b"".join(r[20:] for r in rest))[: rows * columns]
        return Header(name, description, values.reshape((rows, columns), order="F"))
    shape = tuple(dims[1 : 1 + dims[0]])
    sets: tuple[str, ...] = ()
    elements: tuple[tuple[str, ...], ...] = ()
    if kind == "RE":
        ranks = struct.unpack_from("<3i", rest[0], 4)[2]
        sets = tuple(_names(rest[0], 32, 12, ranks))
        status = rest[0][32 + 12 * ranks : 32 + 13 * ranks].decode("latin-1")
        rest, labels = _labels(rest[1:], [s for s, k in zip(sets, status, strict=True) if k == "k"])
        elements = tuple(tuple(labels.get(s, ())) for s in sets)
        shape = shape[:ranks]
    elif kind == "RL":  # plain reals fill up to seven dimensions with ones
        while len(shape) > 1 and shape[-1] == 1:
            shape = shape[:-1]
    size = math.prod(shape)
    if min(shape, default=1) < 0 or size > MOST_CELLS or (storage == "FULL" and 4 * size > sum(map(len, rest))):
        raise ValueError(f"its dimensions {shape} do not fit its data")
    values = _sparse(rest, shape) if storage == "SPSE" else _full(rest, shape)
    return Header(name, description, values, sets, elements)


def _labels(records: list[bytes], sets: list[str]) -> tuple[list[bytes], dict[str, list[str]]]:
    """Element labels of each distinct set, and the records after them."""
    found: dict[str, list[str]] = {}
    at = 0
    for code in dict.fromkeys(sets):
        found[code] = []
        while True:
            left, _, here = struct.unpack_from("<3i", records[at], 4)
            found[code] += _names(records[at], 16, 12, here)
            at += 1
            if left == 1:
                break
    return records[at:], found


def _reals(data: bytes) -> Array:
    """Single-precision figures; damaged bytes may be no numbers, which the accounts they go into are refused for."""
    with np.errstate(invalid="ignore"):
        return np.frombuffer(data, dtype="<f4").astype(float)


def _full(records: list[bytes], shape: tuple[int, ...]) -> Array:
    values = np.zeros(shape or (1,), order="F")
    at = 1  # the first record repeats the dimensions
    while at + 1 < len(records):
        ranges = _ints(records[at], 8)
        data = _reals(records[at + 1][8:])
        place = tuple(slice(ranges[2 * j] - 1, ranges[2 * j + 1]) for j in range(len(shape)))
        target = values[place] if shape else values
        target[...] = data[: target.size].reshape(target.shape, order="F")
        at += 2
    return np.asarray(values, dtype=float)


def _sparse(records: list[bytes], shape: tuple[int, ...]) -> Array:
    flat = np.zeros(int(np.prod(shape)))
    for record in records[1:]:
        here = struct.unpack_from("<3i", record, 4)[2]
        index = np.frombuffer(record, dtype="<i4", count=here, offset=16) - 1
        flat[index] = _reals(record[16 + 4 * here : 16 + 8 * here])
    return flat.reshape(shape, order="F")
