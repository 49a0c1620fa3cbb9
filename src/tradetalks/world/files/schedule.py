"""Tariff schedules as lines, and their averages over a world's regions and sectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError, unknown
from tradetalks.world.accounts import flows_of, from_flows
from tradetalks.world.classify import REGIONS
from tradetalks.world.files.cells import Reading
from tradetalks.world.files.hs import sector_in
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
    """

    lines: Any
    source: str
    notes: tuple[dict[str, Any], ...] = ()


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
        concordance: product -> sector; HS chapters and headings, or sector and ISIC codes, by default.

    Raises:
        WorldError: an unknown kind of average, or a schedule none of whose lines fits the world.
    """
    if average not in AVERAGES:
        raise WorldError(unknown("average", average, AVERAGES))
    lines: Any = require_columns(
        "schedule", schedule.lines, ("exporter", "importer", "product", "rate", "weight")
    ).copy()
    log = Reading(schedule.source, list(schedule.notes))

    def sector(product: str) -> str | None:
        return concordance.get(product) if concordance is not None else sector_in(product, world.sectors)

    lines["sector"] = lines["product"].map({p: sector(p) for p in lines["product"].unique()})
    lost = lines["sector"].isna() | ~lines["sector"].isin(world.sectors)
    unmatched = tuple(sorted(map(str, lines.loc[lost, "product"].unique())))
    log.note(
        "lines whose product has no sector in this world left out", cells=int(lost.sum()), examples=list(unmatched[:5])
    )
    homes = regions_of_codes(world, members)
    unplaced = tuple(sorted(({*lines["importer"]} | {*lines["exporter"]}) - homes.keys()))
    log.note(
        "lines of economies that are no part of this world's regions left out",
        cells=int((~(lines["importer"].isin(homes) & lines["exporter"].isin(homes))).sum()),
        examples=list(unplaced[:8]),
    )  # fmt: skip
    inside = (lines["exporter"] != "WLD") & (lines["importer"].map(homes) == lines["exporter"].map(homes))
    log.note("lines of trade inside one region left out", cells=int(inside.sum()))
    _note_groups(log, lines, world)
    lines = _placed(lines[~lost], homes)
    if lines.empty:
        raise WorldError(
            f"{schedule.source}: no line fits the world's regions and sectors"
            + (f"; importers and exporters not in it: {', '.join(unplaced[:8])}" if unplaced else "")
            + (f"; products without a sector: {', '.join(unmatched[:8])}" if unmatched else "")
        )
    if average == "reference":
        total = lines.groupby(["to", "product"])["weight"].transform("sum")
        lines["weight"] = total
    lines["w"] = 1.0 if average == "simple" else lines["weight"].fillna(0.0)
    group = lines.groupby(["fro", "to", "sector"])
    weighted = (lines["rate"] * lines["w"]).groupby([lines["fro"], lines["to"], lines["sector"]]).sum()
    weight = group["w"].sum()
    simple = group["rate"].mean()
    rate: Any = (weighted / weight).where(weight > 0, simple)
    tariff = np.array(world.tariff)
    covered = np.zeros(tariff.shape, dtype=bool)
    for (exporter, importer, code), value in rate.items():  # type: ignore[misc]
        cell = world.region(exporter), world.region(importer), world.sector(code)
        tariff[cell], covered[cell] = float(value), True
    return SectorTariffs(tariff, covered, unmatched, unplaced, tuple(log.log))


def _note_groups(log: Reading, lines: Any, world: World) -> None:
    """Say where rates of one economy stand for a region of several, and how to have it apart."""
    held = economies_by_region(world.regions, world.provenance)
    spoken = {*lines["exporter"]} | {*lines["importer"]}
    for region, economies in held.items():
        here = [e for e in economies if e in spoken and e != region]
        if here and len(here) < len(economies) - 1 and region not in spoken and len(economies) > 1:
            mend = f"; {apart(here[0], region)}" if len(here) == 1 and here[0] in ECONOMY_NAMES else ""
            log.note(
                f"rates of {', '.join(here[:6])}{' and others' if len(here) > 6 else ''} stand for all of {region}"
                f" ({world.region_name(region)}), which this world holds as one{mend}"
            )


def regions_of_codes(world: World, members: Mapping[str, Sequence[str]] | None) -> dict[str, tuple[str, ...]]:
    """Each code that a schedule may write -> the world's regions it stands for.

    A region stands for itself and for the economies joined in it; a group that the world holds only as its members
    (EU27 where Germany and France are regions) for all of those, one that lies inside a larger region for that one; WLD
    for every region.
    """
    if members is None:
        held = economies_by_region(world.regions, world.provenance)
    else:
        held = {region: tuple(members.get(region, (region,))) for region in world.regions}
    inside = {economy: (region,) for region, economies in held.items() for economy in economies}
    groups = {r.code: found for r in REGIONS if r.code not in inside and (found := regions_of(r.code, held))}
    return {**groups, **inside, **{code: (code,) for code in world.regions}, "WLD": tuple(world.regions)}


def _placed(lines: Any, homes: Mapping[str, tuple[str, ...]]) -> Any:
    """The lines, one for each pair of regions they stand for, with columns ``fro`` and ``to``."""
    lines = lines[lines["importer"].isin(homes) & lines["exporter"].isin(homes)]
    lines = lines.assign(to=lines["importer"].map(homes), fro=lines["exporter"].map(homes))
    # a rate for every origin yields to one for the origin itself
    lines = lines.assign(own=lines["exporter"] != "WLD").explode("to").explode("fro")
    lines = lines[lines["fro"] != lines["to"]]
    if lines.empty:
        return lines
    best = lines.groupby(["fro", "to", "product"])["own"].transform("max")
    return lines[lines["own"] == best]
