"""GTAP: the data base as it is released, header-array files (.har), with its own elasticities and taxes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world.accounts import from_flows
from tradetalks.world.files.cells import Reading
from tradetalks.world.files.gtap_base import BILLION, Base, not_read, read_base, taxes
from tradetalks.world.files.har import Header, read_har
from tradetalks.world.files.labelled import Elasticities, chosen_elasticities
from tradetalks.world.readers import Reader
from tradetalks.world.world import World

Array = NDArray[np.float64]
Nest = Literal["sources", "home"]
NESTS: dict[Nest, tuple[str, str]] = {
    "sources": ("ESBM", "substitution among sources of imports"),
    "home": ("ESBD", "substitution between home goods and imports"),
}
FLAT = 4.0


def read_gtap(path: str | Path, *, elasticities: Elasticities | None = None, nest: Nest = "sources") -> World:
    """A world from a GTAP data base (``basedata.har`` or an aggregation), classic or version 7 headers, million USD.

    Carried: trade at basic prices; export taxes; duties, over the value at the exporter's border, so that their sum is
    the file's; transport services (``VST``, ``VTWR``), sold by those who sell them to those whose imports they carry;
    taxes on output, as production subsidies below zero; duties, export taxes and margins inside an aggregated region,
    on its domestic sales. Investment is final use.

    Not carried, and noted with their size: taxes on inputs and on factors (they count as value added), taxes on final
    purchases (value added and final use are before them), taxes on income (paid and spent within a region).

    The model has one elasticity of trade a commodity among all sources, the home one included; the data base has one of
    substitution among foreign sources (``ESBM``) and a lower one between those and home (``ESBD``). Trade responds to
    its cost by the elasticity of substitution less one (Arkolakis, Costinot & Rodriguez-Clare 2012, AER 102(1), on the
    Armington model).

    Args:
        elasticities: the data base's parameters file (``default.prm``); one number, one a commodity, a csv of
            ``commodity,elasticity``. None takes ``default.prm`` beside the data base, or 4 where there is none.
        nest: which of the parameters file's elasticities: ``"sources"`` (``ESBM``) or ``"home"`` (``ESBD``).

    Raises:
        WorldError: not a HAR file; a parameters or sets file; a header the data base must have is missing; an
            elasticity of substitution of one or less.
    """
    if nest not in NESTS:
        raise WorldError(f"nest: found {nest!r}, expected {' or '.join(NESTS)}")
    headers = read_har(path)
    reading = Reading(str(path))
    base = read_base(headers, str(path), reading)
    trade = _trade(base)
    paid = {"export": base.fob - base.exports, "duty": base.landed - base.cif}
    export_tax = np.divide(paid["export"], trade, out=np.zeros_like(trade), where=trade > 0)
    border = trade + paid["export"]
    tariff = np.divide(paid["duty"], border, out=np.zeros_like(trade), where=border > 0)
    subsidy = _subsidy(base, trade.sum(1), reading)
    theta, origin = _theta(elasticities, path, list(base.sectors), nest, reading)
    yields = taxes(headers, str(path))
    _note_taxes(base, paid["duty"], yields, reading)
    left = not_read(headers, base)
    if left:
        reading.note(f"headers this model has no use for: {', '.join(left)}")
    fields = from_flows(
        base.regions,
        base.sectors,
        BILLION * trade,
        BILLION * _use(base, trade, border * (1 + tariff)),
        tariff=tariff,
        export_tax=export_tax,
        subsidy=subsidy,
        trade_elasticity=theta,
        goods=[c for k, c in enumerate(base.sectors) if paid["duty"][:, :, k].any() and not is_service(c)],
        provenance={
            "source": "GTAP data base",
            "file": Path(path).name,
            "transport_margins_bn": BILLION * float((base.cif - base.fob).sum()),
            "duties_bn": BILLION * float(paid["duty"].sum()),
            "taxes_not_carried_bn": yields,
            **origin,
            "adjustments": list(reading.log),
        },
        dust=0.0,
    )
    world = World(**fields)
    world.check()
    return world


def _trade(base: Base) -> Array:
    """``[exporter, importer, sector]`` sales at basic prices: goods and services, and transport of imports.

    Each importer takes a transport service from all who sell it to the world's pool, in proportion to their sales:
    the pool does not say whose ship carried what.
    """
    trade = np.array(base.exports)
    j = np.arange(len(base.regions))
    trade[j, j] += base.domestic.sum(2) + base.final_domestic
    bought = base.margins.sum(2).T  # [importer, service]
    pool = base.margin_sales.sum(0)
    share = np.divide(base.margin_sales, pool, out=np.zeros_like(base.margin_sales), where=pool > 0)
    return trade + share[:, None, :] * bought[None, :, :]


def _use(base: Base, trade: Array, spent: Array) -> Array:
    """Intermediate use ``[region, input, user]`` at producer prices; transport in imports is an input of its own.

    Args:
        spent: ``[exporter, importer, sector]`` at purchaser prices.
    """
    landed = base.landed.sum(0)
    part = np.divide(base.margins, landed, out=np.zeros_like(base.margins), where=landed > 0)  # [service, region, good]
    used = base.domestic + base.imported * (1 - part.sum(0))[:, :, None]
    used += np.einsum("mrc,rcu->rmu", part, base.imported, optimize=True)
    at_producer, spending = trade.sum(0), spent.sum(0)
    back = np.divide(at_producer, spending, out=np.zeros_like(spending), where=spending > 0)
    return used * back[:, :, None]


def _subsidy(base: Base, sales: Array, reading: Reading) -> Array:
    """``[region, sector]`` what producers receive beyond sales, as a fraction of what they receive."""
    if base.costs is None:
        reading.note("taxes on output cannot be told from the file (it lacks costs at agents' prices): they are none")
        return np.zeros_like(sales)
    subsidy = np.where((base.costs > 0) & (sales > 0), 1 - sales / np.maximum(base.costs, 1e-300), 0.0)
    subsidy[np.abs(subsidy) < 1e-5] = 0.0  # what four-byte reals leave
    tax = np.where(subsidy != 0, sales - base.costs, 0.0)
    taxed, paid = BILLION * float(np.maximum(tax, 0).sum()), BILLION * float(-np.minimum(tax, 0).sum())
    reading.note(
        "taxes on output less subsidies, carried as production subsidies and, below zero, taxes",
        bn_usd=taxed - paid, examples=[f"taxes {taxed:,.3g} bn", f"subsidies {paid:,.3g} bn"],
    )  # fmt: skip
    return subsidy


def _note_taxes(base: Base, duty: Array, yields: dict[str, float], reading: Reading) -> None:
    """Note duties whose base moved, and the taxes that the world does not have."""
    j = np.arange(len(base.regions))
    over_cif = duty * np.divide(base.cif - base.fob, base.cif, out=np.zeros_like(duty), where=base.cif > 0)
    reading.note("transport margins carried as trade in transport services",
                 bn_usd=BILLION * float(base.margin_sales.sum()))  # fmt: skip
    reading.note(
        "duties on transport margins: rates are over the value at the exporter's border, so that duties are the file's",
        bn_usd=BILLION * float(over_cif.sum()),
    )
    reading.note("duties inside an aggregated region, carried as a tax on its domestic sales",
                 bn_usd=BILLION * float(duty[j, j].sum()))  # fmt: skip
    words = {
        "purchases of firms": "taxes on inputs of firms, counted as value added",
        "use of factors": "taxes on the use of factors, counted as value added",
        "income of factors": "taxes on factors' income, paid and spent within a region: left out",
    }
    for what, size in yields.items():
        reading.note(words.get(what, f"taxes on {what}: left out, final use is before them"), bn_usd=size)


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


def _theta(
    elasticities: Elasticities | None, path: str | Path, commodities: list[str], nest: Nest, reading: Reading
) -> tuple[Array, dict[str, Any]]:
    """Trade elasticities ``[commodity]``: the data base's own parameters file, or those of every reader."""
    if elasticities is None:
        beside = _parameters_beside(Path(path))
        if beside is None:
            reading.note(f"no default.prm beside the data base: trade elasticities of {FLAT:g} in every sector assumed")
        elasticities = str(beside) if beside else FLAT
    if isinstance(elasticities, str) and elasticities.lower().endswith((".prm", ".har")):
        return _armington(elasticities, commodities, nest, reading)
    return chosen_elasticities(elasticities, commodities, strict=True)


def _parameters_beside(base: Path) -> Path | None:
    """``default.prm`` in the data base's folder, in capitals or not; ``gsdfpar.har`` beside ``gsdfdat.har``."""
    names = {"default.prm", re.sub(r"dat\.har$", "par.har", base.name.casefold())} - {base.name.casefold()}
    return next((p for p in sorted(base.parent.iterdir()) if p.name.casefold() in names), None)


def _armington(path: str, commodities: list[str], nest: Nest, reading: Reading) -> tuple[Array, dict[str, Any]]:
    """Elasticities of substitution less one ``[commodity]``: the response of trade to its cost."""
    headers = read_har(path)
    header, meaning = NESTS[nest]
    if header not in headers:
        raise WorldError(f"{path}: no header {header} ({meaning}); found: {', '.join(headers)}")
    theta = _by_commodity(headers[header], path, commodities) - 1
    if theta.min() <= 0:
        worst = int(theta.argmin())
        raise WorldError(
            f"{path}: {header} of {commodities[worst]} is {theta[worst] + 1:g}, expected more than 1"
            + ("; nest=sources takes ESBM" if nest == "home" else "")
        )
    other, meant = NESTS["home" if nest == "sources" else "sources"]
    if other in headers:
        means = [float(v.mean()) for v in (_by_commodity(headers[other], path, commodities), theta + 1)]
        reading.note(
            f"{meant} ({other}, {means[0]:.3g} on average) not used: one elasticity a commodity holds among all"
            f" sources, from {header} ({means[1]:.3g} on average)"
        )
    return theta, {"elasticities": f"{header} of {Path(path).name} less one"}


def _by_commodity(found: Header, path: str, commodities: list[str]) -> Array:
    """A parameter ``[commodity]``, found by name."""
    values = np.asarray(found.values, dtype=float)
    if values.ndim == 2 and np.ptp(values, axis=1).max(initial=0) < 1e-6 * np.abs(values).max(initial=1):
        values = values[:, 0]  # version 7 writes one for each region; here one serves all
    if values.ndim != 1:
        raise WorldError(f"{path}: header {found.name} has shape {values.shape}; expected one elasticity a commodity")
    names = list(found.elements[0]) if found.elements and found.elements[0] else commodities
    if len(names) != len(values):
        raise WorldError(f"{path}: header {found.name} has {len(values)} elasticities for {len(names)} commodities")
    by_name = dict(zip(names, values, strict=True))
    lacking = [c for c in commodities if c not in by_name]
    if lacking:
        raise WorldError(f"{path}: {found.name} has none for commodity {lacking[0]}; found: {', '.join(names[:12])}")
    return np.array([by_name[c] for c in commodities])


READER = Reader(reads="GTAP data base, header-array file (.har), classic or version 7", read=read_gtap)
