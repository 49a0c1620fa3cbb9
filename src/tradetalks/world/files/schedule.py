"""Tariff schedules as lines, and their averages over a world's regions and sectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError, unknown
from tradetalks.world import country_codes
from tradetalks.world.accounts import flows_of, from_flows
from tradetalks.world.classify import REGIONS
from tradetalks.world.files.cells import Reading
from tradetalks.world.files.hs import finder
from tradetalks.world.files.parts import economies_of, parts_of_regions
from tradetalks.world.membership import economies_by_region, regions_of
from tradetalks.world.names import ECONOMY_NAMES, apart
from tradetalks.world.tables import require_columns
from tradetalks.world.world import World

Average = Literal["trade", "simple", "reference"]
AVERAGES: tuple[Average, ...] = ("trade", "simple", "reference")


@dataclass(frozen=True, eq=False)
class Schedule:
    """Tariff lines.

    Attributes:
        lines: columns ``exporter`` (ISO3, or ``WLD`` for every origin), ``importer``, ``product`` (HS digits or a
            sector code), ``rate`` (a fraction), ``weight`` (trade of the line, NaN where the source has none).
        source: where from.
        notes: what was left out or adjusted while reading, as a reader's log.
        rows: of the columns ``exporter``, ``importer`` and ``product``, the file's row in which each value first
            stands; empty where a source has no rows.
    """

    lines: Any
    source: str
    notes: tuple[dict[str, Any], ...] = ()
    rows: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class SectorTariffs:
    """Tariffs by sector and what they rest on.

    Attributes:
        tariff: ``[exporter, importer, sector]``; the world's own where the schedule says nothing.
        covered: ``[exporter, importer, sector]`` whether the schedule had a line.
        unmatched: products without a sector of this world.
        unplaced: codes of importers and exporters that are no region of this world nor part of one.
        notes: what was left out or adjusted, as a reader's log; ``on`` keeps it in the world's provenance.
    """

    tariff: NDArray[np.float64]
    covered: NDArray[np.bool_]
    unmatched: tuple[str, ...]
    unplaced: tuple[str, ...] = ()
    notes: tuple[dict[str, Any], ...] = ()

    def on(self, world: World) -> World:
        """The world with these tariffs as its applied rates; uses and final spending keep their shares of a market."""
        trade, use = flows_of(world)
        kept = [*world.provenance.get("tariff_adjustments", []), *self.notes]
        fields = from_flows(
            world.regions, world.sectors, trade, use, tariff=self.tariff, export_tax=world.export_tax,
            trade_elasticity=world.trade_elasticity, region_names=world.region_names,
            sector_names=world.sector_names, goods=world.goods,
            provenance={**world.provenance, "tariff_adjustments": kept}, dust=0.0,
        )  # fmt: skip
        return replace(world, **{**fields, "scale_elasticity": world.scale_elasticity})


def to_sectors(
    schedule: Schedule,
    world: World,
    *,
    average: Average = "trade",
    members: Mapping[str, Sequence[str]] | None = None,
    concordance: Mapping[str, str] | None = None,
) -> SectorTariffs:
    """Average a schedule to a world's regions and sectors.

    Args:
        average: ``"trade"`` weights lines by their trade (simple where the source has none); ``"simple"``;
            ``"reference"`` weights by the importer's imports of the line from everyone, as reference groups do, so
            that a tariff that stops trade still counts.
        members: region code -> ISO3 codes of the schedule; by default those that the world joined, see
            ``membership.economies_by_region``.
        concordance: product -> sector; HS chapters and headings, or sector and ISIC codes, by default, a sector of
            several by what was joined in it.

    Raises:
        WorldError: an unknown kind of average, or a schedule none of whose lines fits the world.
    """
    if average not in AVERAGES:
        raise WorldError(unknown("average", average, AVERAGES))
    table: Any = require_columns("schedule", schedule.lines, ("exporter", "importer", "product", "rate", "weight"))
    lines = _Lines.of(table)
    log = Reading(schedule.source, list(schedule.notes))

    own = finder(world.sectors, joined_sectors(world)) if concordance is None else concordance.get
    place = {code: j for j, code in enumerate(world.sectors)}
    sectors = np.array([place.get(own(p) or "", -1) for p in lines.products], dtype=np.intp)
    lost = sectors[lines.product] < 0
    unmatched = tuple(sorted(str(p) for p, at in zip(lines.products, sectors, strict=True) if at < 0))
    log.note(
        "lines whose product has no sector in this world left out", cells=int(lost.sum()), examples=list(unmatched[:5])
    )
    homes = regions_of_codes(world, members)
    spoken = {*lines.importers, *lines.exporters}
    unplaced = tuple(sorted(spoken - homes.keys()))
    apart = [
        np.array([code not in homes for code in codes], dtype=bool) for codes in (lines.exporters, lines.importers)
    ]
    away = apart[0][lines.exporter] | apart[1][lines.importer]
    log.note(
        "lines of economies that are no part of this world's regions left out",
        cells=int(away.sum()),
        examples=list(unplaced[:8]),
    )
    inside = np.array(
        [[e != "WLD" and e in homes and homes[e] == homes.get(i) for i in lines.importers] for e in lines.exporters],
        dtype=bool,
    ).reshape(len(lines.exporters), len(lines.importers))
    log.note("lines of trade inside one region left out", cells=int(inside[lines.exporter, lines.importer].sum()))
    _note_groups(log, lines, world)
    lines = lines.rows(~lost & ~away)
    row, fro, to = _placed(lines, homes, world)
    row, fro, to = _unions_apart(lines, (row, fro, to), homes, _held(world, members), log)
    if not len(row):
        at_home = [
            f"{i} on {e}"
            for k, i in enumerate(lines.importers)
            for j, e in enumerate(lines.exporters)
            if inside[j, k] and np.any((lines.exporter == j) & (lines.importer == k))
        ]
        raise WorldError(
            f"{schedule.source}: no line fits the world's regions and sectors"
            + (f"; within one region, where no duty is paid: {', '.join(at_home[:8])}" if at_home else "")
            + (f"; importers and exporters not in it: {', '.join(unplaced[:8])}" if unplaced else "")
            + (f"; products without a sector: {', '.join(unmatched[:8])}" if unmatched else "")
        )
    rate, weight = lines.rate[row], np.nan_to_num(lines.weight[row])
    if average == "reference":
        market = to * len(lines.products) + lines.product[row]
        weight = np.bincount(market, weights=weight)[market]
    elif average == "simple":
        weight = np.ones(len(row))
    known = ~np.isnan(rate)
    n, s = world.shape
    cell = (fro * n + to) * s + sectors[lines.product[row]]

    def total(values: NDArray[Any]) -> NDArray[np.float64]:
        return np.bincount(cell, weights=values, minlength=n * n * s).reshape(n, n, s).astype(np.float64, copy=False)

    weighed, covered = total(weight), total(np.ones(len(row))) > 0
    with np.errstate(all="ignore"):
        weighted = total(np.where(known, rate * weight, 0.0)) / weighed
        simple = total(np.where(known, rate, 0.0)) / total(known)
    tariff = np.where(covered, np.where(weighed > 0, weighted, simple), world.tariff)
    return SectorTariffs(tariff, covered, unmatched, unplaced, tuple(log.log))


@dataclass(frozen=True, eq=False)
class _Lines:
    """Lines of a schedule with names as numbers: each line's place among exporters, importers, products."""

    exporters: list[Any]
    importers: list[Any]
    products: list[Any]
    exporter: NDArray[np.intp]
    importer: NDArray[np.intp]
    product: NDArray[np.intp]
    rate: NDArray[np.float64]
    weight: NDArray[np.float64]

    @classmethod
    def of(cls, table: Any) -> _Lines:
        import pandas as pd

        coded = [pd.factorize(table[name], use_na_sentinel=False) for name in ("exporter", "importer", "product")]
        rate, weight = (table[name].to_numpy(dtype=float, na_value=np.nan) for name in ("rate", "weight"))
        (exporter, exporters), (importer, importers), (product, products) = coded
        names = list(exporters), list(importers), list(products)
        return cls(*names, exporter, importer, product, rate, weight)

    def rows(self, chosen: NDArray[np.bool_]) -> _Lines:
        """Some of the lines."""
        names = ("exporter", "importer", "product", "rate", "weight")
        return replace(self, **{name: getattr(self, name)[chosen] for name in names})


def joined_sectors(world: World) -> Mapping[str, Sequence[str]]:
    """What each sector made of several holds."""
    return world.provenance.get("aggregated", {}).get("sectors", {})


def _note_groups(log: Reading, lines: _Lines, world: World) -> None:
    """Say where rates of some economies stand for a region of several, and how to have one apart."""
    coded = np.unique(lines.exporter * len(lines.importers) + lines.importer)
    pairs = [(lines.exporters[e], lines.importers[i]) for e, i in (divmod(int(c), len(lines.importers)) for c in coded)]
    told: dict[tuple[str, tuple[str, ...]], None] = {}
    for part in parts_of_regions(pairs, economies_by_region(world.regions, world.provenance)):
        told[part.region, part.given] = None
    for region, given in told:
        mend = f"; {apart(given[0], region)}" if len(given) == 1 and given[0] in ECONOMY_NAMES else ""
        log.note(
            f"rates of {', '.join(given[:6])}{' and others' if len(given) > 6 else ''} stand for all of {region}"
            f" ({world.region_name(region)}), which this world holds as one{mend}"
        )


def regions_of_codes(world: World, members: Mapping[str, Sequence[str]] | None) -> dict[str, tuple[str, ...]]:
    """Each code that a schedule may write -> the world's regions it stands for.

    A region stands for itself and for the economies joined in it; a group that the world holds only as its members
    (EU27 where Germany and France are regions) for all of those, one that lies inside a larger region for that one; WLD
    for every region. Two letters and three of an economy stand for one another, whichever the world's regions have.
    """
    held = _held(world, members)
    inside = {economy: (region,) for region, economies in held.items() for economy in economies}
    groups = {r.code: found for r in REGIONS if r.code not in inside and (found := regions_of(r.code, held))}
    found = {**groups, **inside, **{code: (code,) for code in world.regions}}
    letters = country_codes.by_two_letters()
    three = {letters[code]: found[code] for code in found.keys() & letters.keys() if letters[code] not in found}
    two = {code: found[long] for code, long in letters.items() if long in found and code not in found}
    return {**three, **two, **found, "WLD": tuple(world.regions)}


def _placed(
    lines: _Lines, homes: Mapping[str, tuple[str, ...]], world: World
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Lines written out for each pair of regions that they stand for: line, exporting region, importing region."""
    parts: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]] = []
    pair = lines.exporter * len(lines.importers) + lines.importer
    order = np.argsort(pair, kind="stable")
    firsts = np.flatnonzero(np.diff(pair[order], prepend=-1))
    for held in np.split(order, firsts[1:]) if len(order) else ():
        e, i = divmod(int(pair[held[0]]), len(lines.importers))
        both = product(*(map(world.region, homes[code]) for code in (lines.exporters[e], lines.importers[i])))
        parts += [(held, np.full_like(held, f), np.full_like(held, t)) for f, t in both if f != t]
    if not parts:
        none = np.zeros(0, dtype=np.intp)
        return none, none, none
    row, fro, to = (np.concatenate(each) for each in zip(*parts, strict=True))
    # a rate for every origin yields to one for the origin itself
    everyone = np.array([code == "WLD" for code in lines.exporters], dtype=bool)[lines.exporter[row]]
    if everyone.any() and not everyone.all():
        here = (fro * len(world.regions) + to) * len(lines.products) + lines.product[row]
        kept = ~everyone | ~np.isin(here, here[~everyone])
        row, fro, to = row[kept], fro[kept], to[kept]
    return row, fro, to


Placed = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]
"""Lines written out: line, exporting region, importing region."""


def _unions_apart(
    lines: _Lines,
    placed: Placed,
    homes: Mapping[str, tuple[str, ...]],
    held: Mapping[str, Sequence[str]],
    log: Reading,
) -> Placed:
    """The lines placed, without a member's where its union has one too, or the union's where its member has.

    In a region that holds both the union's line stands, for its trade holds the member's; in the member's own region
    the member's. What is left out is noted.
    """
    places = {region: place for place, region in enumerate(held)}
    for k, codes, code_of in ((1, lines.exporters, lines.exporter), (2, lines.importers, lines.importer)):
        own = {c: set(economies_of(c, held)) for c in codes if c in homes and c != "WLD"}
        for region, economies in held.items():
            within = {c: (one & {*economies}, len(one)) for c, one in own.items() if region in homes[c]}
            for c, (part, width) in within.items():
                over = [o for o, (p, w) in within.items() if part and (part < p or (part == p and w < width))]
                if over:
                    left = _beside(lines, placed, k, code_of, places[region], codes.index(c), [*map(codes.index, over)])
                    log.note(f"lines of {c} left out where one of {' or '.join(over)} stands", cells=int(left.sum()))
                    row, fro, to = placed
                    placed = row[~left], fro[~left], to[~left]
    return placed


def _beside(
    lines: _Lines, placed: Placed, side: int, code_of: NDArray[np.intp], region: int, code: int, over: Sequence[int]
) -> NDArray[np.bool_]:
    """Which lines placed in a region are of a code that others have a line beside, of the same product and partner."""
    row, other = placed[0], placed[3 - side]
    here, whose = placed[side] == region, code_of[row]
    same = other.astype(np.int64) * len(lines.products) + lines.product[row]
    found = here & (whose == code)
    found[found] = np.isin(same[found], same[here & np.isin(whose, over)])
    return found


def _held(world: World, members: Mapping[str, Sequence[str]] | None) -> dict[str, tuple[str, ...]]:
    """Economies in each region."""
    if members is None:
        return economies_by_region(world.regions, world.provenance)
    return {region: tuple(members.get(region, (region,))) for region in world.regions}
