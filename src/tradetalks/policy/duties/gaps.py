"""Where an average of the ledger parts from a published one: by layer, by partner, by step from day to day, by product.

Each way of taking a gap apart adds up to it; what no part holds is told as not explained. What publishers say of their
parts is in ``published_parts.csv`` (``build_published.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tradetalks.policy.duties import averages, us
from tradetalks.policy.duties import lines as schedule
from tradetalks.policy.duties.check import Comparison

REST = "not explained"
JOINED = {"reciprocal and country orders": ("reciprocal", "country order")}
"""Layers that a publisher tells as one."""
BEFORE, SINCE = "duties before 2025", "duties since 2025"
SMALL = 0.05
"""Points below which a layer did not move between two days, and a part is not told."""


@dataclass(frozen=True)
class Part:
    """One part of a gap, points.

    Attributes:
        way: how the gap is taken apart: by ``layer``, ``partner``, ``step`` or ``cause``.
        ours, theirs: None where only the difference is known.
    """

    way: str
    name: str
    ours: float | None
    theirs: float | None
    gap: float


def parts(row: Comparison, beside: Sequence[Comparison]) -> list[Part]:
    """A gap taken apart in every way that its publisher allows; each adds up to the gap.

    Args:
        beside: all comparisons with published averages, for the publisher's earlier days.
    """
    said = _said().get((row.importer, row.exporter, row.when, row.who), {})
    ways: list[list[Part]] = []
    if "layer" in said:
        ways.append(_differences("layer", _by_layer(row, said["layer"]), said["layer"]))
    if "partner" in said:
        ways.append(_differences("partner", _by_partner(row.when, said["partner"]), said["partner"]))
    if "cause" in said:
        ways.append([Part("cause", name, None, None, points) for name, points in said["cause"].items()])
    if "layer" not in said:
        ways.append(_steps(row, beside))
    return [part for way in ways for part in _closed(way, row.gap)]


def by_sector(month: str) -> dict[str, float]:
    """What each sector (NAICS, three digits) adds to the gap of a month between expected and collected duties on
    China's goods, points; largest first."""
    import pandas as pd

    rate, weight = averages.expected_by_line("CHN", month)
    ours: Any = pd.Series(100 * rate * weight).groupby(schedule.load().frame.naics.to_numpy()).sum()
    counted = averages.china_by_sector(month)
    gap = ours.sub(100 * counted.duty / counted.imports.sum(), fill_value=0.0)
    return dict(sorted(((str(k), float(v)) for k, v in gap.items()), key=lambda pair: -abs(pair[1])))


def _differences(way: str, ours: dict[str, float], theirs: dict[str, float]) -> list[Part]:
    names = dict.fromkeys([*ours, *theirs])
    return [Part(way, n, ours.get(n, 0.0), theirs.get(n, 0.0), ours.get(n, 0.0) - theirs.get(n, 0.0)) for n in names]


def _by_layer(row: Comparison, theirs: Iterable[str]) -> dict[str, float]:
    """The ledger's points under the publisher's names of layers."""
    if BEFORE in theirs:
        before = sum(averages.statutory(row.exporter, "2024-12-31").values())
        return {BEFORE: before, SINCE: row.ours - before}
    name_of = {layer: name for name, layers in JOINED.items() for layer in layers}
    found: dict[str, float] = {}
    for layer, points in row.parts.items():
        found[name_of.get(layer, layer)] = found.get(name_of.get(layer, layer), 0.0) + points
    return found


def _by_partner(day: str, named: Iterable[str]) -> dict[str, float]:
    """The ledger's points of a day by partner, of all imports."""
    whole = sum(float(schedule.imports(p).sum()) for p in schedule.PARTNERS)
    found: dict[str, float] = dict.fromkeys(named, 0.0)
    for partner in schedule.PARTNERS:
        points = 100 * float(us.total(us.rates(partner, day)) @ schedule.imports(partner)) / whole
        name = partner if partner in found else "others"
        found[name] = found.get(name, 0.0) + points
    return found


def _steps(row: Comparison, beside: Sequence[Comparison]) -> list[Part]:
    """The first day that the publisher gives, and every step from one of its days to the next up to this one; each is
    named by the layers that moved."""
    mine = [
        r
        for r in beside
        if (r.importer, r.exporter, r.who, r.definition) == (row.importer, row.exporter, row.who, row.definition)
        and r.when <= row.when
    ]
    found: list[Part] = []
    last: Comparison | None = None
    for one in sorted(mine, key=lambda r: r.when):
        before = last.parts if last else {}
        moved = [n for n in one.parts | before if abs(one.parts.get(n, 0.0) - before.get(n, 0.0)) >= SMALL]
        ours, theirs = one.ours - (last.ours if last else 0.0), one.theirs - (last.theirs if last else 0.0)
        found.append(Part("step", f"{one.when}: {', '.join(moved) or 'nothing'}", ours, theirs, ours - theirs))
        last = one
    return found


def _closed(way: list[Part], gap: float) -> list[Part]:
    """The parts that are large enough to tell, largest first but steps in their order, and what is left."""
    told = [part for part in way if abs(part.gap) >= SMALL]
    if way and way[0].way != "step":
        told.sort(key=lambda part: -abs(part.gap))
    small, left = sum(p.gap for p in way) - sum(p.gap for p in told), gap - sum(p.gap for p in way)
    rest = [Part(way[0].way, "smaller parts", None, None, small)] if abs(small) >= 0.005 else []
    rest += [Part(way[0].way, REST, None, None, left)] if abs(left) >= 0.005 else []
    return [*told, *rest]


@cache
def _said() -> dict[tuple[str, str, str, str], dict[str, dict[str, float]]]:
    """By comparison and way: what the publisher says of each part, points."""
    frame = schedule.read("published_parts.csv", text=("date",))
    found: dict[tuple[str, str, str, str], dict[str, dict[str, float]]] = {}
    for row in frame.to_dict("records"):
        key = (row["importer"], row["exporter"], row["date"], row["who"])
        found.setdefault(key, {}).setdefault(row["kind"], {})[row["part"]] = float(row["points"])
    return found
