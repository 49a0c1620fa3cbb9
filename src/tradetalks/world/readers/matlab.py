"""Trade cubes in MATLAB files, as replication packages and sufficient-statistics models keep them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world.accounts import from_flows
from tradetalks.world.files.cells import Reading
from tradetalks.world.files.labelled import Elasticities, chosen_elasticities, few, is_goods
from tradetalks.world.files.matlab import read_mat, variable
from tradetalks.world.readers import Reader
from tradetalks.world.world import World

Array = NDArray[np.float64]
AXES = ("exporter", "importer", "sector")
KNOWN: dict[str, tuple[str, ...]] = {
    "trade": ("Xjik_3D", "Xjik", "Xijs3D", "xbilat", "trade", "flows", "X"),
    "tariff": ("tjik_3D", "tjik", "tariff", "tariffs", "tau"),
    "regions": ("countries", "regions", "country_names", "country", "iso3"),
    "sectors": ("sectors", "industries", "sector_names"),
    "services": ("services_sector", "services"),
}
"""Names under which files keep what a world needs."""
_RESPONSES = ("epsilon_S", "epsilon", "theta", "trade_elasticity")  # of trade to its cost: sigma less one


def read_matlab(
    path: str | Path,
    *,
    trade: str | None = None,
    tariff: str | None = None,
    regions: str | None = None,
    sectors: str | None = None,
    services: str | None = None,
    axes: str = "exporter,importer,sector",
    scale: float = 1e-3,
    tariffs_included: bool = False,
    elasticities: Elasticities | None = None,
) -> World:
    """A world from a cube of trade in a MATLAB file (version 5 to 7.3), final use and inputs together.

    Such a file says who buys what from whom and not what for: the world has no intermediate inputs, all of cost is
    value added. Variables are known by their usual names (``Xjik_3D``, ``tjik_3D``, ``countries``, ``sectors``,
    ``services_sector``), within structs too; others are named.

    Args:
        trade, tariff: variables of flows and of ad valorem rates (fractions), ``[exporter, importer, sector]`` with
            domestic sales on the diagonal. No tariffs without one.
        regions, sectors: variables of codes; numbered without one.
        services: variable of the numbers (from 1) of service sectors; by ISIC code without one.
        axes: order of the cube's axes. scale: turns flows into billions of USD (1e-3 for millions).
        tariffs_included: whether flows are at the buyer's prices, duties included; these are then taken out.
        elasticities: one number, a mapping, a published set, a csv, or the name of a set in the file
            (``sigma.NAME.epsilon_S``). None takes the file's only one, or 4.

    Raises:
        WorldError: no MATLAB file; a variable that is missing (with the nearest), of the wrong size or no number, with
            its place.
    """
    found, file = read_mat(path), str(path)
    given = {"trade": trade, "tariff": tariff, "regions": regions, "sectors": sectors, "services": services}
    named = {role: _named(found, role, name, file) for role, name in given.items()}
    if named["trade"] is None:
        raise WorldError(
            f"{file}: no variable of trade such as {', '.join(KNOWN['trade'][:3])}; name it with trade=NAME; found:"
            f" {few(list(found))}"
        )
    reading = Reading(file)
    order = _order(axes)
    flows = _cube(found, named["trade"], order, file)
    n, s = flows.shape[1:]
    codes = _codes(found, named["regions"], n, "R", reading, file)
    kinds = _codes(found, named["sectors"], s, "S", reading, file)
    rates = np.zeros_like(flows)
    if named["tariff"] is None:
        reading.note("no variable of tariffs: none are charged")
    else:
        rates = _cube(found, named["tariff"], order, file)
        if rates.shape != flows.shape:
            raise WorldError(f"{file}: {named['tariff']} has shape {rates.shape}, {named['trade']} {flows.shape}")
    for name, cube in ((named["trade"], flows), (named["tariff"], rates)):
        _finite(cube, f"{file}: {name}", codes, kinds)
    if rates.min() <= -1 or rates.max() > 30:
        i, j, k = np.unravel_index(int(np.abs(rates).argmax()), rates.shape)
        raise WorldError(
            f"{file}: {named['tariff']} of {codes[i]} {codes[j]} {kinds[k]} is {rates[i, j, k]:g}, expected a fraction"
            " above -1 and at most 30"
        )
    home = np.arange(n)
    at_home = float((flows * rates)[home, home].sum())
    reading.note("tariffs on domestic sales set to zero", bn_usd=scale * at_home)
    rates[home, home] = 0.0
    if tariffs_included:
        reading.note("duties taken out of flows at the buyer's prices",
                     bn_usd=float(scale * (flows - flows / (1 + rates)).sum()))  # fmt: skip
        flows = flows / (1 + rates)
    reading.note("no intermediate use in the file: all sales are final use, all of cost is value added")
    _note_unread(found, named, reading)
    theta, origin = _theta(found, elasticities, kinds, reading, file)
    fields = from_flows(
        codes,
        kinds,
        scale * flows,
        tariff=rates,
        trade_elasticity=theta,
        goods=_goods(found, named["services"], kinds, file),
        provenance={
            "source": "MATLAB trade cube",
            "file": Path(path).name,
            "variables": {role: name for role, name in named.items() if name},
            "units": [f"Flows times {scale:g} are billions of USD: {scale * flows.sum():,.0f} bn in all."],
            **({"year": int(year)} if (year := _number(found, "year")) else {}),
            **origin,
            "adjustments": list(reading.log),
        },
        dust=0.0,
    )  # fmt: skip
    world = World(**fields)
    world.check()
    return world


def _named(found: dict[str, Any], role: str, name: str | None, file: str) -> str | None:
    """The full name of the variable of a role: as given, or the first usual one that is there."""
    if name is not None:
        return variable(found, name, file)
    by_last = {full.rpartition(".")[2]: full for full in reversed(found)}
    return next((by_last[known] for known in KNOWN[role] if known in by_last), None)


def _order(axes: str) -> list[int]:
    given = [part.strip() for part in axes.split(",")]
    if sorted(given) != sorted(AXES):
        raise WorldError(f"axes: found {axes!r}, expected {','.join(AXES)} in the file's order")
    return [given.index(name) for name in AXES]


def _cube(found: dict[str, Any], name: str, order: list[int], file: str) -> Array:
    value = found[name]
    if not isinstance(value, np.ndarray) or value.ndim not in (2, 3):
        said = f"shape {value.shape}" if isinstance(value, np.ndarray) else "no numbers"
        raise WorldError(f"{file}: {name} has {said}, expected a cube of exporters, importers and sectors")
    cube = value.reshape((*value.shape, 1)[:3]).transpose(order)  # MATLAB drops a last axis of one
    if cube.shape[0] != cube.shape[1]:
        raise WorldError(
            f"{file}: {name} has {cube.shape[0]} exporters and {cube.shape[1]} importers; expected as many: give the"
            " order of its axes, such as axes=sector,exporter,importer"
        )
    return np.ascontiguousarray(cube, dtype=float)


def _codes(found: dict[str, Any], name: str | None, size: int, letter: str, reading: Reading, file: str) -> list[str]:
    """Codes of regions or sectors; numbers where the file has none."""
    if name is None:
        kind = "regions" if letter == "R" else "sectors"
        reading.note(f"no variable of {kind}: they are numbered {letter}01, {letter}02, ...; name it with {kind}=NAME")
        return [f"{letter}{k + 1:02d}" for k in range(size)]
    value = [found[name]] if isinstance(found[name], str) else found[name]
    if not isinstance(value, list) or len(value) != size:
        said = f"{len(value)} texts" if isinstance(value, list) else "no texts"
        raise WorldError(f"{file}: {name} holds {said}, expected {size}")
    return value


def _finite(cube: Array, what: str, codes: list[str], kinds: list[str]) -> None:
    if not np.all(np.isfinite(cube)):
        i, j, k = (int(m) for m in np.argwhere(~np.isfinite(cube))[0])
        raise WorldError(f"{what} of {codes[i]} {codes[j]} {kinds[k]} is {cube[i, j, k]}, expected a finite number")


def _number(found: dict[str, Any], name: str) -> float | None:
    full = next((f for f in found if f.rpartition(".")[2] == name), None)
    value = found[full] if full else None
    return float(value.ravel()[0]) if isinstance(value, np.ndarray) and value.size == 1 else None


def _goods(found: dict[str, Any], services: str | None, kinds: list[str], file: str) -> list[str]:
    if services is None:
        return [code for code in kinds if is_goods(code)]
    numbers = np.asarray(found[services], dtype=float).ravel() if found[services] is not None else np.array([np.nan])
    if not np.all(np.isin(numbers, np.arange(1, len(kinds) + 1))):
        raise WorldError(f"{file}: {services} is {numbers[:5]}, expected numbers of sectors from 1 to {len(kinds)}")
    return [code for k, code in enumerate(kinds, 1) if k not in numbers]


def _note_unread(found: dict[str, Any], named: dict[str, str | None], reading: Reading) -> None:
    known = {*named.values()}
    left = [
        name for name in found if name not in known and not name.rpartition(".")[2].startswith(("sigma", "epsilon"))
    ]
    left = [
        name for name in left if name.rpartition(".")[2] not in ("N", "S", "year", "dataset", "source", *_RESPONSES)
    ]
    if left:
        reading.note(f"variables this model has no use for: {few(left)}")


def _theta(
    found: dict[str, Any], elasticities: Elasticities | None, kinds: list[str], reading: Reading, file: str
) -> tuple[Array, dict[str, Any]]:
    """Trade elasticities ``[sector]``: the file's, or those of every reader."""
    sets = {full: full.split(".") for full in found if full.rpartition(".")[2] in _RESPONSES}
    by_name = {(parts[-2] if len(parts) > 1 else parts[-1]): full for full, parts in sets.items()}
    name = elasticities if isinstance(elasticities, str) else None
    if elasticities is None and len(by_name) == 1:
        (name,) = by_name
    if name in by_name:
        theta = np.asarray(found[by_name[name]], dtype=float).ravel()
        if theta.shape != (len(kinds),) or not np.all(np.isfinite(theta) & (theta > 0)):
            raise WorldError(f"{file}: {by_name[name]} holds {theta.size} values; expected {len(kinds)} above zero")
        return theta, {"elasticities": f"{by_name[name]} of {Path(file).name}"}
    if elasticities is None:
        inside = f"; the file holds {', '.join(by_name)}: choose with elasticities=NAME" if by_name else ""
        reading.note(f"trade elasticities of 4 in every sector assumed{inside}")
    return chosen_elasticities(4.0 if elasticities is None else elasticities, kinds, strict=True)


READER = Reader(reads="MATLAB file (.mat) with a cube of trade, version 5 to 7.3", read=read_matlab)
