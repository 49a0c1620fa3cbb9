"""GTAP: header-array files (.har) and the data base inside them.

A HAR file is a sequence of Fortran records (length, bytes, length). Each header starts with a record of its four-letter
name; the next holds type (``1C`` text, ``RE`` reals with sets, ``RL``/``2R`` plain reals, ``2I`` integers), storage
(``FULL`` or ``SPSE``), a description and dimensions. Maintained readers exist only under the GPL, hence this one; it
reads what GTAP data bases use and refuses the rest by name.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError, nearest
from tradetalks.world.accounts import from_flows
from tradetalks.world.files.cells import Reading, existing
from tradetalks.world.files.labelled import Elasticities, chosen_elasticities
from tradetalks.world.readers import Reader
from tradetalks.world.world import World

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
    records = list(_records(file.read_bytes(), file))
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
        values = np.frombuffer(b"".join(r[20:] for r in rest), dtype="<f4")[: rows * columns]
        return Header(name, description, values.astype(float).reshape((rows, columns), order="F"))
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


def _full(records: list[bytes], shape: tuple[int, ...]) -> Array:
    values = np.zeros(shape or (1,), order="F")
    at = 1  # the first record repeats the dimensions
    while at + 1 < len(records):
        ranges = _ints(records[at], 8)
        data = np.frombuffer(records[at + 1][8:], dtype="<f4").astype(float)
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
        flat[index] = np.frombuffer(record, dtype="<f4", count=here, offset=16 + 4 * here)
    return flat.reshape(shape, order="F")


_CLASSIC = {
    "exports": "VXMD", "fob": "VXWD", "cif": "VIWS", "landed": "VIMS",
    "domestic_use": "VDFM", "import_use": "VIFM", "final": ("VDPM", "VIPM", "VDGM", "VIGM"),
}  # fmt: skip
_V7 = {
    "exports": "VXSB", "fob": "VFOB", "cif": "VCIF", "landed": "VMSB",
    "domestic_use": "VDFB", "import_use": "VMFB", "final": ("VDPB", "VMPB", "VDGB", "VMGB", "VDIB", "VMIB"),
}  # fmt: skip


def read_gtap(path: str | Path, *, elasticities: Elasticities = 4.0) -> World:
    """A world from a GTAP data base (``basedata.har`` or an aggregation), classic or version 7 headers, million USD.

    Exports at producer prices, export taxes (fob over producer price), tariffs (landed over cif) and uses are read;
    international transport margins are left out, duties on them and duties inside an aggregated region too (their sizes
    are noted), and investment is final use. Trade inside an aggregated region is domestic.

    Args:
        elasticities: one number, one a commodity, a csv of ``commodity,elasticity``, or the data base's parameters file
            (``default.prm``): its elasticities of substitution among sources (ESBM) less one.

    Raises:
        WorldError: not a HAR file; a parameters or sets file; a header the data base must have is missing.
    """
    headers = read_har(path)
    names = _V7 if "VXSB" in headers else _CLASSIC

    def need(name: str, shape: tuple[int | None, ...] = (None, None, None)) -> Header:
        if name not in headers:
            raise WorldError(f"{path}: {_missing(name, headers)}")
        found = headers[name]
        size = np.shape(found.values)
        sets = tuple(len(e) for e in found.elements)
        if size != sets or len(size) != len(shape) or any(w not in (None, z) for w, z in zip(shape, size, strict=True)):
            raise WorldError(f"{path}: header {name} has shape {size} over sets of {sets}; expected {shape}")
        return found

    exports = need(str(names["exports"]))
    commodities, regions = list(exports.elements[0]), list(exports.elements[1])
    n, s = len(regions), len(commodities)
    need(str(names["exports"]), (s, n, n))
    flow = exports.values.transpose(1, 2, 0)  # [exporter, importer, sector]
    fob = need(str(names["fob"]), (s, n, n)).values.transpose(1, 2, 0)
    cif = need(str(names["cif"]), (s, n, n)).values.transpose(1, 2, 0)
    landed = need(str(names["landed"]), (s, n, n)).values.transpose(1, 2, 0)

    def rate(paid: Array, base: Array) -> Array:
        return np.where(base > 0, np.divide(paid, base, out=np.ones_like(paid), where=base > 0) - 1, 0.0)

    export_tax, tariff = rate(fob, flow), rate(landed, cif)
    domestic_use = need(str(names["domestic_use"]), (s, None, n))
    import_use = need(str(names["import_use"]), domestic_use.values.shape)
    makers = [domestic_use.elements[1].index(c) if c in domestic_use.elements[1] else -1 for c in commodities]
    inside = [j for j in makers if j >= 0]
    capital = [j for j in range(domestic_use.values.shape[1]) if j not in set(inside)]
    used = np.zeros((n, s, s))
    both = domestic_use.values + import_use.values  # [commodity, user, region]
    for k, j in enumerate(makers):
        if j >= 0:
            used[:, :, k] = both[:, j, :].T
    domestic = domestic_use.values[:, inside, :].sum(1) + domestic_use.values[:, capital, :].sum(1)
    market = both.sum(1)
    for name in names["final"]:
        part = need(name, (s, n)).values
        market = market + part
        if name[1] == "D":
            domestic = domestic + part
    trade = np.array(flow)
    j = np.arange(n)
    reading = Reading(str(path))
    abroad = ~np.eye(n, dtype=bool)[:, :, None]
    duties = landed - cif
    reading.note("international transport margins left out", bn_usd=float((cif - fob).sum() / 1e3))
    on_margins = duties * (1 - np.divide(fob, cif, out=np.ones_like(fob), where=cif > 0))
    reading.note("duties on transport margins left out", bn_usd=float((on_margins * abroad).sum() / 1e3))
    reading.note("duties on trade inside a region left out", bn_usd=float(duties[j, j].sum() / 1e3))
    reading.note("taxes on output, inputs and final sales are in the flows, not apart: the world has none of them")
    theta, origin = _theta(elasticities, commodities)
    own = trade[j, j].copy()
    trade[j, j] = domestic.T + own
    export_tax[j, j] = 0.0
    tariff[j, j] = 0.0
    at_producer = trade.sum(0)
    scale = np.divide(at_producer, market.T, out=np.ones_like(at_producer), where=market.T > 0)
    fields = from_flows(
        regions,
        commodities,
        trade / 1e3,
        used * np.minimum(scale, 1.0)[:, :, None] / 1e3,
        tariff=tariff,
        export_tax=export_tax,
        trade_elasticity=theta,
        goods=[c for k, c in enumerate(commodities) if tariff[:, :, k].any() and not is_service(c)],
        provenance={
            "source": "GTAP data base",
            "file": Path(path).name,
            "transport_margins_left_out_bn": float((cif - fob).sum() / 1e3),
            **origin,
            "adjustments": list(reading.log),
        },
        dust=0.0,
    )
    world = World(**fields)
    world.check()
    return world


def _missing(name: str, headers: Mapping[str, Header]) -> str:
    """What to say of a file without one of the data base's headers."""
    if _PARAMETERS & set(headers):
        return (
            f"no header {name}: this is a parameters file; the data base is basedata.har (give this one with"
            " elasticities=FILE)"
        )
    if all(isinstance(h.values, list) for h in headers.values()):
        return f"no header {name}: this is a sets file; the data base is basedata.har"
    return f"no header {name}{nearest(name, headers)}, which a data base must have; found: {', '.join(headers)}"


_PARAMETERS = {"ESBD", "ESBM", "ESBV", "ESBT", "ETRE", "SUBP", "INCP", "RFLX"}
_SERVICE_CODES = frozenset(
    (
        "ely", "gdt", "wtr", "cns", "trd", "afs", "otp", "wtp", "atp", "whs", "cmn", "ofi", "ins", "isr", "rsa", "obs",
        "ros", "osg", "edu", "hht", "dwe",
    )
)  # fmt: skip
"""Services and utilities of GTAP 10 and 11."""
_SERVICE_WORDS = re.compile(
    r"electric|\bwater\b|gas manuf|gasmanuf|constr|\btrade\b|transp|transcomm|communic|financ|insur|business|recreat"
    r"|public|govern|dwell|housing|educat|health|serv|svc|utilit|util_|accommod|warehous"
)


def is_service(commodity: str) -> bool:
    """Whether a GTAP commodity is a service or a utility, by its code or, in an aggregation, its name."""
    name = commodity.casefold()
    return name in _SERVICE_CODES or (bool(_SERVICE_WORDS.search(name)) and "equip" not in name)


def _theta(elasticities: Elasticities, commodities: list[str]) -> tuple[Array, dict[str, Any]]:
    """Trade elasticities ``[commodity]``: those of every reader, and a parameters file's."""
    if isinstance(elasticities, str) and elasticities.lower().endswith((".prm", ".har")):
        return _armington(elasticities, commodities), {"elasticities": f"ESBM of {Path(elasticities).name} less one"}
    return chosen_elasticities(elasticities, commodities, strict=True)


def _armington(path: str, commodities: list[str]) -> Array:
    """Elasticities of substitution among sources less one ``[commodity]``: the response of trade to its cost."""
    headers = read_har(path)
    if "ESBM" not in headers:
        raise WorldError(f"{path}: no header ESBM (substitution among sources); found: {', '.join(headers)}")
    found = headers["ESBM"]
    values = np.asarray(found.values, dtype=float)
    if values.ndim == 2 and np.ptp(values, axis=1).max(initial=0) < 1e-6 * np.abs(values).max(initial=1):
        values = values[:, 0]  # version 7 writes one for each region; here one serves all
    if values.ndim != 1:
        raise WorldError(f"{path}: header ESBM has shape {values.shape}; expected one elasticity a commodity")
    names = list(found.elements[0]) if found.elements and found.elements[0] else commodities
    if len(names) != len(values):
        raise WorldError(f"{path}: header ESBM has {len(values)} elasticities for {len(names)} commodities")
    by_name = dict(zip(names, values, strict=True))
    lacking = [c for c in commodities if c not in by_name]
    if lacking:
        raise WorldError(f"{path}: ESBM has none for commodity {lacking[0]}; found: {', '.join(names[:12])}")
    theta = np.array([by_name[c] - 1 for c in commodities])
    if theta.min() <= 0:
        worst = commodities[int(theta.argmin())]
        raise WorldError(f"{path}: ESBM of {worst} is {theta.min() + 1:g}, expected more than 1")
    return theta


READER = Reader(reads="GTAP data base, header-array file (.har)", read=read_gtap)
