"""A GTAP data base as flows in the house's order: trade, uses, transport margins, costs, and what every tax yields.

Headers and their meaning are those of the model's own code: classic (GTAP.TAB version 6: ``VXMD``, ``VDFM``, ...) and
version 7 (Corong, Hertel, McDougall, Tsigas & van der Mensbrugghe 2017: ``VXSB``, ``VDFB``, ...).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError, nearest
from tradetalks.world.files.cells import Reading
from tradetalks.world.files.har import Header

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Names:
    """What one version calls its headers; a pair is domestic and imported, or at purchaser and at basic prices."""

    exports: str
    fob: str
    cif: str
    landed: str
    uses: tuple[str, str]
    final: tuple[tuple[str, str], ...]
    taxed: Mapping[str, tuple[tuple[str, str], ...]]
    factors: tuple[str, str]
    earned: str
    make: tuple[str, str] | None


CLASSIC = Names(
    "VXMD", "VXWD", "VIWS", "VIMS",
    ("VDFM", "VIFM"),
    (("VDPM", "VIPM"), ("VDGM", "VIGM")),
    {
        "firms": (("VDFA", "VDFM"), ("VIFA", "VIFM")),
        "households": (("VDPA", "VDPM"), ("VIPA", "VIPM")),
        "governments": (("VDGA", "VDGM"), ("VIGA", "VIGM")),
    },
    ("EVFA", "VFM"), "EVOA", None,
)  # fmt: skip
V7 = Names(
    "VXSB", "VFOB", "VCIF", "VMSB",
    ("VDFB", "VMFB"),
    (("VDPB", "VMPB"), ("VDGB", "VMGB"), ("VDIB", "VMIB")),
    {
        "firms": (("VDFP", "VDFB"), ("VMFP", "VMFB")),
        "households": (("VDPP", "VDPB"), ("VMPP", "VMPB")),
        "governments": (("VDGP", "VDGB"), ("VMGP", "VMGB")),
        "investors": (("VDIP", "VDIB"), ("VMIP", "VMIB")),
    },
    ("EVFP", "EVFB"), "EVOS", ("MAKS", "MAKB"),
)  # fmt: skip
_PARAMETERS = {"ESBD", "ESBM", "ESBV", "ESBT", "ETRE", "SUBP", "INCP", "RFLX"}
BILLION = 1e-3
"""Billions of USD in the data base's million."""


@dataclass(frozen=True, eq=False)
class Base:
    """A data base's flows, million USD.

    Attributes:
        exports, fob, cif, landed: ``[exporter, importer, sector]`` at basic prices, at the exporter's border, at the
            importer's, with duties.
        domestic, imported: ``[region, input, user]`` intermediate use at basic prices, imports landed.
        final_domestic, final_imported: ``[region, sector]`` final use at the same prices.
        margins: ``[service, region, sector]`` transport services in imports; those of the importer and commodity.
        margin_sales: ``[region, sector]`` transport services sold to the world's pool (``VST``).
        costs: ``[region, sector]`` what production costs, taxes on inputs and factors included; None if not told.
        used: headers that were read.
    """

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    exports: Array
    fob: Array
    cif: Array
    landed: Array
    domestic: Array
    imported: Array
    final_domestic: Array
    final_imported: Array
    margins: Array
    margin_sales: Array
    costs: Array | None
    used: frozenset[str]


class _Headers:
    """A file's headers, asked for by name; remembers which were."""

    def __init__(self, headers: Mapping[str, Header], file: str) -> None:
        self.headers, self.file, self.used = headers, file, set[str]()

    def need(self, name: str, shape: tuple[int | None, ...]) -> Header:
        if name not in self.headers:
            raise WorldError(f"{self.file}: {_missing(name, self.headers)}")
        found = self.headers[name]
        size, sets = np.shape(found.values), tuple(len(e) for e in found.elements)
        if size != sets or len(size) != len(shape) or any(w not in (None, z) for w, z in zip(shape, size, strict=True)):
            raise WorldError(f"{self.file}: header {name} has shape {size} over sets of {sets}; expected {shape}")
        self.used.add(name)
        return found

    def values(self, name: str, shape: tuple[int | None, ...]) -> Array:
        return self.need(name, shape).values

    def has(self, *names: str) -> bool:
        return all(name in self.headers for name in names)


def read_base(headers: Mapping[str, Header], file: str, reading: Reading) -> Base:
    """The flows of a data base's headers; what is estimated or moved on the way is noted.

    Raises:
        WorldError: a parameters or sets file; a header the data base must have is missing, or of another shape.
    """
    names = V7 if V7.exports in headers else CLASSIC
    ask = _Headers(headers, file)
    first = ask.need(names.exports, (None, None, None))
    sectors, regions = first.elements[0], first.elements[1]
    s, n = len(sectors), len(regions)

    def flow(name: str) -> Array:
        return ask.values(name, (s, n, n)).transpose(1, 2, 0)

    exports, fob, cif, landed = (flow(name) for name in (names.exports, names.fob, names.cif, names.landed))
    at_home = ask.need(names.uses[0], (s, None, n))
    users = at_home.elements[1]
    made = _makers(ask, names, users, sectors, n, reading)
    domestic, imported = (np.einsum("cur,kur->rck", ask.values(name, (s, len(users), n)), made) for name in names.uses)
    outside = 1 - made.sum(0)  # [user, region]: users that make no commodity, such as capital goods
    final = [sum(ask.values(pair[k], (s, n)) for pair in names.final).T for k in (0, 1)]  # type: ignore[union-attr]
    for k, name in enumerate(names.uses):
        final[k] = final[k] + np.einsum("cur,ur->rc", ask.values(name, (s, len(users), n)), outside)
    idle = [user for user, share in zip(users, outside, strict=True) if share.any() and user.casefold() != "cgds"]
    if idle:
        bought = sum(float(np.einsum("cur,ur->", ask.values(name, (s, len(users), n)), outside)) for name in names.uses)
        reading.note("users that make no commodity: their purchases are final use", bn_usd=BILLION * bought,
                     examples=idle[:5])  # fmt: skip
    margins, sales = _margins(ask, cif - fob, sectors, regions, reading)
    return Base(
        regions, sectors, exports, fob, cif, landed, domestic, imported, final[0], final[1], margins, sales,
        _costs(ask, names, made), frozenset(ask.used),
    )  # fmt: skip


def _makers(
    ask: _Headers, names: Names, users: Sequence[str], sectors: Sequence[str], n: int, reading: Reading
) -> Array:
    """``[commodity, user, region]`` share of each commodity in what a user makes: by the make matrix, or by name."""
    s = len(sectors)
    made = np.zeros((s, len(users), n))
    if names.make and ask.has(names.make[1]):
        make = ask.need(names.make[1], (s, None, n))
        for a, activity in enumerate(make.elements[1]):
            if activity in users:
                made[:, users.index(activity)] = make.values[:, a]
        total = made.sum(0)
        own = np.zeros_like(made)
        for k, code in enumerate(sectors):
            if code in users:
                own[k, users.index(code)] = 1.0
        reading.note(
            "activities that make several commodities: each takes the activity's mix of inputs",
            bn_usd=BILLION * float((made * (1 - own)).sum()) if set(users) >= set(sectors) else 0.0,
        )
        return np.divide(made, total, out=own, where=total > 0)
    for k, code in enumerate(sectors):
        if code in users:
            made[k, users.index(code)] = 1.0
    return made


def _margins(
    ask: _Headers, gap: Array, sectors: Sequence[str], regions: Sequence[str], reading: Reading
) -> tuple[Array, Array]:
    """Transport services in imports ``[service, importer, sector]``, and their sales ``[region, sector]``.

    Args:
        gap: ``[exporter, importer, sector]`` value at the importer's border less that at the exporter's.
    """
    n, s = len(regions), len(sectors)
    sales, by_service = np.zeros((n, s)), np.zeros((s, n, s))
    wanted = gap.sum(0)  # [importer, sector]
    reading.note("transport margins below zero set to zero", bn_usd=-BILLION * float(np.minimum(wanted, 0).sum()))
    wanted = np.maximum(wanted, 0.0)
    if not ask.has("VST"):
        reading.note("transport margins left out, as header VST (who sells transport) is missing",
                     bn_usd=BILLION * float(wanted.sum()))  # fmt: skip
        return by_service, sales
    sold = ask.need("VST", (None, n))
    for m, code in enumerate(sold.elements[0]):
        if code not in sectors:
            raise WorldError(f"{ask.file}: header VST sells {code}, which is no commodity{nearest(code, sectors)}")
        sales[:, sectors.index(code)] += sold.values[m]
    if ask.has("VTWR"):
        detail = ask.need("VTWR", (len(sold.elements[0]), s, n, n))
        for m, code in enumerate(detail.elements[0]):
            by_service[sectors.index(code)] += detail.values[m].sum(1).T
    else:
        reading.note("each import takes the world's mix of transport services, as header VTWR is missing",
                     bn_usd=BILLION * float(wanted.sum()))  # fmt: skip
    told = by_service.sum(0)
    mix = sales.sum(0) / max(float(sales.sum()), 1e-300)
    share = np.divide(by_service, told, out=np.tile(mix[:, None, None], (1, n, s)), where=told > 0)
    bought = share * wanted
    reading.note(
        "transport margins that are not value at the importer's border less that at the exporter's; the latter taken",
        bn_usd=_beyond(BILLION * float(np.abs(told - wanted).sum()) if told.any() else 0.0, wanted),
    )
    total, offered = bought.sum((1, 2)), sales.sum(0)
    reading.note(
        "sales of transport services scaled to what imports take",
        bn_usd=_beyond(BILLION * float(np.abs(total - offered).sum()), wanted),
    )
    sales = sales * np.divide(total, offered, out=np.zeros(s), where=offered > 0)
    return bought, sales


def _beyond(size: float, of: Array) -> float:
    """A difference, none if it is what four-byte reals leave."""
    return size if size > 1e-5 * BILLION * float(np.abs(of).sum()) else 0.0


def _costs(ask: _Headers, names: Names, made: Array) -> Array | None:
    """What production costs at purchaser prices ``[region, sector]``: inputs and factors with the taxes on them."""
    s, users, n = made.shape
    if names.make and ask.has(*names.make):
        return ask.values(names.make[0], (s, None, n)).sum(1).T
    pairs = names.taxed["firms"]
    if not ask.has(pairs[0][0], pairs[1][0], names.factors[0]):
        return None
    cost = sum(ask.values(name, (s, users, n)).sum(0) for name, _ in pairs)
    return np.einsum("ur,kur->rk", cost + ask.values(names.factors[0], (None, users, n)).sum(0), made)


def taxes(headers: Mapping[str, Header], file: str) -> dict[str, float]:
    """What each tax yields, billions of USD, net of subsidies: on purchases of firms, households, governments and
    investors, on the use of factors, on factors' income. A tax of which the file does not tell is left out."""
    names = V7 if V7.exports in headers else CLASSIC
    found: dict[str, float] = {}

    def total(name: str) -> float:
        return float(np.asarray(headers[name].values, dtype=float).sum())

    for who, pairs in names.taxed.items():
        if all(name in headers for pair in pairs for name in pair):
            found[f"purchases of {who}"] = BILLION * sum(total(paid) - total(basic) for paid, basic in pairs)
    if names is CLASSIC and "purchases of firms" in found:  # capital goods are made by a firm of their own
        users, goods = headers[names.uses[0]].elements[1], set(headers[names.uses[0]].elements[0])
        capital = [k for k, user in enumerate(users) if user not in goods]
        found["purchases of investors"] = BILLION * sum(
            float(headers[paid].values[:, capital].sum() - headers[basic].values[:, capital].sum())
            for paid, basic in names.taxed["firms"]
        )
        found["purchases of firms"] -= found["purchases of investors"]
    if all(name in headers for name in names.factors):
        found["use of factors"] = BILLION * (total(names.factors[0]) - total(names.factors[1]))
    if names.factors[1] in headers and names.earned in headers:
        found["income of factors"] = BILLION * (total(names.factors[1]) - total(names.earned))
    return found


def not_read(headers: Mapping[str, Header], base: Base) -> list[str]:
    """Headers of numbers that neither the flows nor the taxes take."""
    names = V7 if V7.exports in headers else CLASSIC
    taxed = {name for pairs in names.taxed.values() for pair in pairs for name in pair}
    known = base.used | taxed | {*names.factors, names.earned}
    return [name for name, header in headers.items() if name not in known and not _is_text(header.values)]


def _is_text(values: Any) -> bool:
    return isinstance(values, list)


def _missing(name: str, headers: Mapping[str, Header]) -> str:
    """What to say of a file without one of the data base's headers."""
    if _PARAMETERS & set(headers):
        return (
            f"no header {name}: this is a parameters file; the data base is basedata.har (give this one with"
            " elasticities=FILE)"
        )
    if all(_is_text(h.values) for h in headers.values()):
        return f"no header {name}: this is a sets file; the data base is basedata.har"
    return f"no header {name}{nearest(name, headers)}, which a data base must have; found: {', '.join(headers)}"
