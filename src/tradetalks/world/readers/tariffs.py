"""Tariff schedules to sector tariffs: WITS/TRAINS, MAcMap HS6, Global Tariff Database, US HTS chapter 99.

Every reader returns a ``Schedule``: one row a product line and pair of countries. ``to_world`` averages it to a world's
sectors through a concordance (HS chapters to ISIC by default) and says how much of trade it covers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.errors import WorldError, nearest, unknown
from tradetalks.world.classify import SECTORS
from tradetalks.world.readers.cells import existing
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
    """

    lines: Any
    source: str


_CHAPTERS: dict[str, str] = {
    # HS chapters (ranges) to sectors of the embedded world: main content of each chapter
    "01-02": "AGR", "03": "FOR_FSH", "04": "FOOD", "05": "FOOD", "06-10": "AGR", "11": "FOOD", "12-14": "AGR",
    "15-24": "FOOD", "25": "OTHMIN", "26": "METORE", "27": "REFPET", "28-29": "CHEM", "30": "PHARM", "31-38": "CHEM",
    "39-40": "RUBPLA", "41-43": "TEXT", "44-49": "WOODPAP", "50-67": "TEXT", "68-70": "NMM", "71": "OTHMAN",
    "72": "STEEL", "73": "FABMET", "74-81": "NFMET", "82-83": "FABMET", "84": "MACH", "85": "ELEQ", "86": "AIRRAIL",
    "87": "AUTO", "88": "AIRRAIL", "89": "SHIPS", "90-92": "ELECTR", "93": "FABMET", "94-96": "OTHMAN", "97": "OTHMAN",
}  # fmt: skip
_HEADINGS: dict[str, str] = {
    # headings that leave their chapter's sector
    "2701": "COAL", "2702": "COAL", "2709": "OILGAS", "2711": "OILGAS", "8469": "ELECTR", "8470": "ELECTR",
    "8471": "ELECTR", "8473": "ELECTR", "8517": "ELECTR", "8518": "ELECTR", "8519": "ELECTR", "8521": "ELECTR",
    "8525": "ELECTR", "8526": "ELECTR", "8527": "ELECTR", "8528": "ELECTR", "8529": "ELECTR", "8534": "ELECTR",
    "8540": "ELECTR", "8541": "ELECTR", "8542": "ELECTR", "8415": "MACH", "9401": "OTHMAN", "4403": "FOR_FSH",
    "1201": "AGR", "1507": "FOOD",
}  # fmt: skip


def hs_sector(product: str) -> str | None:
    """Sector of the embedded world for an HS code of two digits or more; None outside chapters 1 to 97."""
    digits = re.sub(r"\D", "", str(product))
    if len(digits) < 2:
        return None
    if digits[:4] in _HEADINGS:
        return _HEADINGS[digits[:4]]
    chapter = int(digits[:2])
    for span, sector in _CHAPTERS.items():
        low, _, high = span.partition("-")
        if int(low) <= chapter <= int(high or low):
            return sector
    return None


def read_wits(path: str | Path) -> Schedule:
    """WITS/TRAINS export: ``Reporter`` (importer), ``Partner``, ``Product``, ``SimpleAverage`` (per cent), and where
    they are there ``ImportsValuein1000USD`` as weight. Column names as WITS writes them, spaces or not."""
    return _read(
        path,
        "WITS/TRAINS",
        {
            "importer": ("ReporterISO3", "Reporter ISO3", "Reporter", "Reporter Name"),
            "exporter": ("PartnerISO3", "Partner ISO3", "Partner", "Partner Name"),
            "product": ("Product", "ProductCode", "Product Code"),
            "rate": ("SimpleAverage", "Simple Average", "WeightedAverage"),
            "weight": ("ImportsValuein1000USD", "Imports Value in 1000 USD"),
        },
        0.01,
    )


def read_macmap(path: str | Path) -> Schedule:
    """MAcMap-HS6 csv: ``reporter``/``importer``, ``partner``/``exporter``, ``hs6``, ``adv`` (a fraction)."""
    return _read(
        path,
        "MAcMap-HS6",
        {
            "importer": ("importer", "reporter", "iso3_importer"),
            "exporter": ("exporter", "partner", "iso3_exporter"),
            "product": ("hs6", "product", "hs06"),
            "rate": ("adv", "ave", "adval", "tariff"),
            "weight": ("weight", "refgroup_weight", "imports"),
        },
        1.0,
    )


def read_gtd(path: str | Path) -> Schedule:
    """Global Tariff Database layout: ``origin``, ``destination``, ``sector`` or ``isic``, ``adval`` (a fraction)."""
    return _read(
        path,
        "Global Tariff Database",
        {
            "importer": ("destination", "importer", "iso3_d"),
            "exporter": ("origin", "exporter", "iso3_o"),
            "product": ("sector", "isic", "industry", "hs6"),
            "rate": ("adval", "tariff", "rate"),
            "weight": ("weight", "imports"),
        },
        1.0,
    )


def read_hts99(path: str | Path, *, importer: str = "USA") -> Schedule:
    """US HTS chapter 99 additional duties as csv: ``hts`` (the base line), ``country`` (ISO3 or WLD) and ``rate``, a
    fraction or text such as ``25%`` or ``The duty provided in the applicable subheading + 25%``."""
    return _read(
        path,
        "US HTS chapter 99",
        {
            "exporter": ("country", "exporter", "partner"),
            "product": ("hts", "hts8", "hts10", "product"),
            "rate": ("rate", "general", "duty", "additional_duty"),
            "weight": ("weight", "imports"),
        },
        1.0,
        constant={"importer": importer},
    )


def _read(
    path: str | Path,
    source: str,
    columns: Mapping[str, Sequence[str]],
    scale: float,
    constant: Mapping[str, str] | None = None,
) -> Schedule:
    file = existing(path, f"a {source} csv")
    try:
        frame: Any = pd.read_csv(file, dtype=str)
    except (ValueError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise WorldError(f"{file}: not a readable csv: {error}") from error
    found: dict[str, Any] = {}
    folded = {str(c).strip().casefold(): c for c in frame.columns}
    for name, aliases in columns.items():
        column = next((folded[a.casefold()] for a in aliases if a.casefold() in folded), None)
        if column is None and name != "weight":
            raise WorldError(
                f"{file}: no column for {name}{nearest(aliases[0], map(str, frame.columns))}; expected one of:"
                f" {', '.join(aliases)}"
            )
        found[name] = frame[column] if column is not None else pd.Series(np.nan, index=frame.index)
    for name, value in (constant or {}).items():
        found[name] = pd.Series(value, index=frame.index)
    lines: Any = pd.DataFrame(found)
    rates = lines["rate"].map(_rate)
    if rates.isna().any():
        row = int(np.flatnonzero(rates.isna().to_numpy())[0])
        raise WorldError(
            f"{file}: row {row + 2}: rate is {lines['rate'].iloc[row]!r}, expected a number or a percentage"
        )
    percent = lines["rate"].astype(str).str.contains("%")
    lines["rate"] = np.where(percent, rates, rates * scale)
    if lines["rate"].abs().max() > 30:
        row = int(lines["rate"].abs().to_numpy().argmax())
        raise WorldError(
            f"{file}: row {row + 2}: a rate of {lines['rate'].iloc[row]:g} is {100 * lines['rate'].iloc[row]:,.0f}%;"
            " is the column in per cent?"
        )
    lines["weight"] = pd.to_numeric(lines["weight"], errors="coerce")
    return Schedule(lines[["exporter", "importer", "product", "rate", "weight"]], source)


def _rate(text: Any) -> float:
    match = re.search(r"([-+]?\d+(?:\.\d+)?)\s*(%?)\s*$", str(text).strip())
    if str(text).strip().casefold() in ("free", "0", "no duty"):
        return 0.0
    if not match:
        return float("nan")
    return float(match.group(1)) * (0.01 if match.group(2) else 1.0)


@dataclass(frozen=True, eq=False)
class SectorTariffs:
    """Tariffs by sector and what they rest on.

    Attributes:
        tariff: ``[exporter, importer, sector]``; the world's own where the schedule says nothing.
        covered: ``[exporter, importer, sector]`` whether the schedule had a line.
        unmatched: products without a sector.
    """

    tariff: NDArray[np.float64]
    covered: NDArray[np.bool_]
    unmatched: tuple[str, ...]

    def on(self, world: World) -> World:
        """The world with these tariffs as its applied rates; uses and final spending keep their shares of a market."""
        from dataclasses import replace

        from tradetalks.world.accounts import flows_of, from_flows

        trade, use = flows_of(world)
        rebuilt = from_flows(
            world.regions, world.sectors, trade, use, tariff=self.tariff, export_tax=world.export_tax,
            trade_elasticity=world.trade_elasticity, region_names=world.region_names,
            sector_names=world.sector_names, goods=world.goods, provenance=world.provenance, dust=0.0,
        )  # fmt: skip
        return replace(rebuilt, scale_elasticity=world.scale_elasticity)


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
        members: region code -> ISO3 codes of the schedule; the embedded world's own by default.
        concordance: product -> sector; HS chapters and headings, or sector and ISIC codes, by default.

    Raises:
        WorldError: an unknown kind of average, or a schedule none of whose lines fits the world.
    """
    from tradetalks.world.classify import REGIONS

    if average not in AVERAGES:
        raise WorldError(unknown("average", average, AVERAGES))
    lines: Any = require_columns(
        "schedule", schedule.lines, ("exporter", "importer", "product", "rate", "weight")
    ).copy()
    own = members or {r.code: (*r.economies, r.code) for r in REGIONS}
    region = {iso: code for code, isos in own.items() for iso in isos if code in world.regions}
    activity = {a: s.code for s in SECTORS for a in (*s.activities, s.code)}

    def sector(product: str) -> str | None:
        if concordance is not None:
            return concordance.get(product)
        return activity.get(product) or hs_sector(product)

    lines["sector"] = lines["product"].map({p: sector(p) for p in lines["product"].unique()})
    unmatched = tuple(sorted(lines.loc[lines["sector"].isna(), "product"].unique()))
    lines["to"] = lines["importer"].map(region)
    lines = lines.dropna(subset=["sector", "to"])
    lines = lines[lines["sector"].isin(world.sectors)]
    everyone = lines["exporter"].isin(["WLD", "World", "000", "All"])
    spread = [lines[~everyone].assign(fro=lines["exporter"].map(region)).dropna(subset=["fro"])]
    spread += [lines[everyone].assign(fro=code) for code in world.regions]
    lines = pd.concat(spread)
    lines = lines[lines["fro"] != lines["to"]]
    if lines.empty:
        raise WorldError(f"{schedule.source}: no line fits the world's regions and sectors")
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
    return SectorTariffs(tariff, covered, unmatched)
