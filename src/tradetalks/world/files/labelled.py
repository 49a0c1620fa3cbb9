"""From a labelled multi-region table to a World: what every input-output reader shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world import elasticities as published_elasticities
from tradetalks.world.accounts import from_flows
from tradetalks.world.classify import SECTORS
from tradetalks.world.country_codes import ALIASES
from tradetalks.world.files.cells import Reading
from tradetalks.world.files.tabular import read_table
from tradetalks.world.world import World

Array = NDArray[np.float64]
Label = tuple[str, str]  # (region, sector or final category)
WRONG = 0.05  # rows that miss the file's own output by more than this share, all together, are misread
ROUNDING = 1e-6  # and by less than this, rounded
Elasticities = str | float | Mapping[str, float]


def world_from_table(
    intermediate: Array,
    final: Array,
    labels: Sequence[Label],
    final_regions: Sequence[str],
    *,
    scale: float,
    source: Mapping[str, Any],
    elasticities: Elasticities = 4.0,
    tariff: Array | None = None,
    names: Mapping[str, str] | None = None,
    merge: Mapping[str, str] | None = None,
    goods: Callable[[str], bool] | None = None,
    reading: Reading | None = None,
) -> World:
    """A world from an inter-regional table.

    Args:
        intermediate: ``[row, column]``, rows and columns in the order of ``labels``.
        final: ``[row, final column]``; ``final_regions`` names each column's region.
        labels: (region, sector) of each row.
        scale: multiplies into billions of USD.
        source: provenance.
        elasticities: one number, by sector, or a published set's name (for ISIC-coded sectors; others take 4).
        merge: regions to join while reading, such as China's processing exports: {"CN1": "CHN", "CN2": "CHN"}.
        goods: whether a sector trades goods; by ISIC code if None. Where no sector does, that is noted.
        reading: what the reader adjusted so far; goes into the provenance.

    Raises:
        WorldError: shapes that do not fit, or rows of a region missing.
    """
    if not 0 < scale < np.inf:
        raise WorldError(f"table: figures times {scale:g} are no billions of USD; expected a factor above zero")
    log = reading or Reading(str(source.get("file", "table")))
    present = {r for r, _ in labels} | set(final_regions)
    old = {code: new for code, new in ALIASES.items() if code in present}
    log.note("codes of economies read under their present or usual letters", cells=len(old),
             examples=[f"{code} as {new}" for code, new in old.items()])  # fmt: skip
    rename = {**old, **(merge or {})}
    traded = [s for s in dict.fromkeys(s for _, s in labels) if (goods or is_goods)(s)]
    if not traded:
        log.note("no sector was recognised as goods: a tariff on 'goods' falls on every sector", cells=len(labels))
    if len(set(labels)) < len(labels):
        twice = next(label for label, count in Counter(labels).items() if count > 1)
        raise WorldError(f"{log.file}: the row of {' '.join(twice)} stands twice; expected once")
    pairs = [(rename.get(r, r), s) for r, s in labels]
    regions = list(dict.fromkeys(r for r, _ in pairs))
    sectors = list(dict.fromkeys(s for _, s in pairs))
    if intermediate.shape != (len(pairs), len(pairs)) or final.shape != (len(pairs), len(final_regions)):
        raise WorldError(
            f"table: intermediate {intermediate.shape} and final {final.shape} do not fit {len(pairs)} rows"
            f" and {len(final_regions)} final columns"
        )
    region = np.array([regions.index(r) for r, _ in pairs])
    sector = np.array([sectors.index(s) for _, s in pairs])
    n, width = len(regions), len(sectors)
    trade = np.zeros((n, n, width))
    use = np.zeros((n, width, width))
    owner = [rename.get(r, r) for r in final_regions]
    strangers = sorted(set(owner) - set(regions))
    if strangers:
        raise WorldError(f"table: final use of {', '.join(strangers[:5])}, which have no rows")
    buyer = np.concatenate([region, [regions.index(code) for code in owner]])
    bought = np.stack(
        [intermediate[:, buyer[: len(pairs)] == j].sum(1) + final[:, buyer[len(pairs) :] == j].sum(1) for j in range(n)]
    )  # [importer, row]
    np.add.at(trade.transpose(0, 2, 1), (region, sector), bought.T)
    for j in range(n):  # inputs of j's users, summed over where they come from
        columns = np.flatnonzero(region == j)
        inputs = np.zeros((width, len(columns)))
        np.add.at(inputs, sector, intermediate[:, columns])
        np.add.at(use[j].T, sector[columns], inputs.T)
    theta, origin = chosen_elasticities(elasticities, sectors)
    fields = from_flows(
        regions,
        sectors,
        scale * trade,
        scale * use,
        tariff=tariff,
        trade_elasticity=theta,
        sector_names=_sector_names(sectors, names),
        goods=traded,
        provenance={**source, **origin, "adjustments": list(log.log)},
    )
    world = World(**fields)
    world.check()
    return world


def compare_with_output(
    stated: Array, summed: Array, rows: Sequence[str], column: str, scale: float, reading: Reading
) -> None:
    """Set row sums ``[row]`` beside the file's own output; a difference is noted with its size.

    Raises WorldError where they are plainly other figures: more than WRONG of all output apart.
    """
    gap = np.abs(summed - stated)
    worst, size = int(gap.argmax()), max(float(np.abs(stated).sum()), 1e-300)
    if gap.sum() > WRONG * size:
        raise WorldError(
            f"{reading.file}: row {rows[worst]}: its cells sum to {summed[worst]:,.6g}, column {column} says"
            f" {stated[worst]:,.6g}; over all rows they differ by {gap.sum() / size:.0%}"
        )
    if gap.sum() > ROUNDING * size:
        reading.note(
            f"rows that do not sum to the file's own column {column}; the cells are used",
            bn_usd=float(scale * gap.sum()), examples=[f"{rows[worst]} by {scale * gap[worst]:,.3g} bn"],
        )  # fmt: skip


def chosen_elasticities(
    elasticities: Elasticities, sectors: Sequence[str], *, strict: bool = False
) -> tuple[Array, dict[str, Any]]:
    """Trade elasticities ``[sector]`` and what the provenance says of them.

    Args:
        elasticities: one number; a mapping from sector; a published set (for ISIC-coded sectors); the path of a csv
            with ``sector`` and ``elasticity``. Sectors that a set leaves out take 4, which is noted; a mapping or a
            csv must hold them all.
        strict: a set that knows none of the sectors is an error.

    Raises:
        WorldError: an unknown set, no elasticity of a sector, a number that is not above zero.
    """
    assumed: list[str] = []
    if isinstance(elasticities, str) and not _is_number(elasticities):
        found, assumed = _from_file_or_set(elasticities, sectors, strict)
    elif isinstance(elasticities, Mapping):
        lacking = [s for s in sectors if s not in elasticities]
        if lacking:
            raise WorldError(f"elasticities: none for sector {lacking[0]}; expected one for each of {few(sectors)}")
        found = np.array([float(elasticities[s]) for s in sectors])
    else:
        found = np.full(len(sectors), float(elasticities))
    if not np.all(np.isfinite(found) & (found > 0)):
        worst = int(np.flatnonzero(~(np.isfinite(found) & (found > 0)))[0])
        raise WorldError(f"elasticities: {found[worst]:g} for sector {sectors[worst]}, expected a number above zero")
    origin = str(elasticities) if isinstance(elasticities, str | float | int) else "given by sector"
    return found, {"elasticities": origin, "elasticities_assumed_4": assumed}


def _from_file_or_set(name: str, sectors: Sequence[str], strict: bool) -> tuple[Array, list[str]]:
    if name.lower().endswith(".csv"):
        return _from_csv(name, sectors), []
    by_sector = {}
    for sector in SECTORS:
        value = float(published_elasticities.published(name, (sector.code,))[0])
        by_sector |= dict.fromkeys((*sector.activities, sector.code), value)
    lacking = [s for s in sectors if s not in by_sector]
    if strict and len(lacking) == len(sectors):
        raise WorldError(
            f"elasticities: set '{name}' is by ISIC sectors and has none of {few(sectors)}; give a number, or a csv of"
            " sector,elasticity"
        )
    return np.array([by_sector.get(s, 4.0) for s in sectors]), lacking


def _from_csv(name: str, sectors: Sequence[str]) -> Array:
    table = read_table(name, "a csv of sector,elasticity")
    column = table.need("elasticity", ("elasticity", "theta", "value"))
    codes = table.frame[table.need("sector", ("sector", "commodity", "code"))].map(str.strip)
    twice = codes.duplicated().to_numpy()
    if twice.any():
        row = table.frame.index[int(np.flatnonzero(twice)[0])]
        raise table.reading.fail(f"row {row}, column sector", codes.loc[row], "each sector once")
    found = dict(zip(codes, table.numbers(column), strict=True))
    lacking = [s for s in sectors if s not in found]
    if lacking:
        raise WorldError(f"{name}: no elasticity of sector {lacking[0]}; expected one for each of {few(sectors)}")
    return np.array([found[s] for s in sectors])


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def few(names: Sequence[str], most: int = 12) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _sector_names(sectors: Sequence[str], names: Mapping[str, str] | None) -> dict[str, str]:
    known = {a: s.name for s in SECTORS for a in s.activities}
    return {s: (names or {}).get(s) or known.get(s, s) for s in sectors}


def is_goods(code: str) -> bool:
    """ISIC rev. 4 sections A to C, whatever the table's way of writing them; rev. 3 numbers of WIOD 2013."""
    head = code.split("T")[0].split("_")[0]
    if head[:1] in "ABC" and (len(head) == 1 or head[1:3].isdigit()):
        return True
    return (head[:2].isdigit() and int(head[:2]) <= 37) or code in ("AtB", "C")
