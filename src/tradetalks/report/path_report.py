"""A path over years as people read it: a table by horizon, totals and their present value in words, a chart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from tradetalks.equilibrium.years import LONG_RUN_YEARS
from tradetalks.report.charts import INK, PARTY_COLOURS, styled
from tradetalks.report.drawn import chart_of
from tradetalks.report.numbers import Figures, bn, pct, per_cents
from tradetalks.report.plain_words import capital
from tradetalks.report.tables import make_table
from tradetalks.value.over_years import OverYears
from tradetalks.world.names import listed, named
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.dossier.model import Dossier

Array = NDArray[np.float64]
TRILLION = 1000.0
YEARS = 10.0
"""Years that totals run over where no dossier has a horizon of its own."""
DRAWN_YEARS = 15.0
"""Years that a chart shows at least: what comes after those that are summed is seen too."""
MOST_LINES = 5
"""Regions drawn and told of where none are named: those that a path moves most."""


def money(value: float, figures: Figures) -> str:
    """An amount in billions with its unit; in trillions from a thousand of them on."""
    if abs(value) >= TRILLION:
        return f"{bn(value / TRILLION, 2)} trillion"
    return f"{figures.cell(value)} {figures.unit.short}"


def years_of(dossier: Dossier | None) -> float:
    """Years that totals run over where nobody asks for others: a dossier's own horizon, over which its schedules are
    valued; of duties without a dossier, ``YEARS``."""
    return dossier.horizon_years if dossier else YEARS


def _figures(found: OverYears) -> Figures:
    """In the unit of the largest yearly figure."""
    return Figures.among(v for rows in found.figures.values() for v in rows.ravel().tolist())


def path_table(found: OverYears, title: str, first: Sequence[str], years: float) -> Table:
    """Every measure by region and horizon; ``first``: regions to begin with. One that nothing moves has no rows."""
    columns = [(one.words.removeprefix("in the ").removeprefix("in "), "right") for one in found.horizons]
    many, figures = len(found.figures) > 1, _figures(found)
    digits = per_cents(v for rows in found.percent.values() for v in rows[1].tolist())
    table = make_table(
        f"{title} ({figures.unit.title}{_year(found.world)})",
        ("region, measure" if many else "region", "left"), *columns,
        ("per cent, years 2 to 3", "right"), (f"sum of {years:g} years", "right"), ("worth today", "right"),
    )  # fmt: skip
    still = _unmoved(found)
    for code in _order(found.world, first):
        if code in still:
            continue
        j = found.world.region(code)
        name = found.world.region_name(code)
        if many:
            table.add_row(name, style="bold")
        for measure in found.figures:
            total, today = found.total(measure, years), found.worth_today(measure, years)
            table.add_row(
                f"  {measure}" if many else name, *[figures.cell(float(v)) for v in found.figures[measure][:, j]],
                pct(float(found.percent[measure][1, j]), digits, signed=True),
                *(money(float(v[j]), figures).removesuffix(f" {figures.unit.short}") for v in (total, today)),
            )  # fmt: skip
        if code in first and code == first[-1]:
            table.add_section()
    return table


def nothing_moves(found: OverYears) -> bool:
    """Does every figure of every region print as zero?"""
    return len(_unmoved(found)) == len(found.world.regions)


def still_words(found: OverYears) -> list[str]:
    """Whom the path leaves as they are, in place of rows of zeros."""
    still = _unmoved(found)
    if not still:
        return []
    unit = _figures(found).unit.short
    if nothing_moves(found):
        return [f"Nothing moves: every figure of every region, at every horizon, prints as 0 {unit}."]
    names = listed([named(found.world.region_name(code)) for code in still])
    return [f"Not in the table, since every figure prints as 0 {unit}: {names}."]


def total_words(found: OverYears, others: Mapping[str, OverYears], first: Sequence[str], years: float) -> list[str]:
    """What the first years bring in all, and today, to the regions asked about or moved most; with the range that other
    sets of elasticities give."""
    told, figures, still = [], _figures(found), _unmoved(found)
    for code in (one for one in first or _most_moved(found, years) if one not in still):
        j = found.world.region(code)
        for measure in found.figures:
            total, today = found.total(measure, years)[j], found.worth_today(measure, years)[j]
            spans = ["", ""]
            if others:
                both = [found, *others.values()]
                for k, values in enumerate(
                    ([o.total(measure, years)[j] for o in both], [o.worth_today(measure, years)[j] for o in both])
                ):
                    spans[k] = (
                        f" ({money(min(values), figures)} to {money(max(values), figures)} under {len(both)} sets)"
                    )
            name = named(found.world.region_name(code))
            told.append(
                f"{capital(measure)} of {name} over {years:g} {'year' if years == 1 else 'years'}:"
                f" {money(float(total), figures)}{spans[0]}, worth {money(float(today), figures)} today{spans[1]} at"
                f" {pct(100 * float(found.rates[j]))} a year."
            )
    return told


def rule_words(found: OverYears, years: float, dossier: Dossier | None = None) -> list[str]:
    """How the path is drawn through its horizons, and what it is of."""
    beyond = f"; the long run holds from year {LONG_RUN_YEARS:g} on" if years > 10 else ""
    whose = ", the dossier's horizon (horizon_years)" if dossier and years == dossier.horizon_years else ""
    worst = max(one.worst for one in found.certificates.values())
    return [
        "Between horizons a path is a straight line, years 2 to 3 standing at 2.5; year 1's figure holds in the first"
        f" year{beyond}. The economy stays as large as it is; sums are not discounted, what they are worth today is."
        f" Totals run over {years:g} {'year' if years == 1 else 'years'}{whose}.",
        f"Every horizon is solved and certified: worst residual {worst:.1e}.",
    ]


def path_frame(found: OverYears) -> pd.DataFrame:
    """One row a region and horizon: bn USD a year and per cent, by measure."""
    import pandas as pd

    rows = []
    for k, one in enumerate(found.horizons):
        for j, code in enumerate(found.world.regions):
            row: dict[str, Any] = {"region": code, "horizon": one.name, "years": one.years}
            for measure in found.figures:
                name = measure.replace(" ", "_")
                row[f"{name}_bn"], row[f"{name}_pct"] = found.figures[measure][k, j], found.percent[measure][k, j]
            rows.append(row)
    return pd.DataFrame(rows)


def path_json(found: OverYears, others: Mapping[str, OverYears], years: float) -> dict[str, Any]:
    """The same as plain data."""
    regions: dict[str, Any] = {}
    for j, code in enumerate(found.world.regions):
        told: dict[str, Any] = {"discount_rate": float(found.rates[j])}
        for measure in found.figures:
            told[measure.replace(" ", "_")] = {
                "bn_a_year": {
                    o.name: float(v) for o, v in zip(found.horizons, found.figures[measure][:, j], strict=True)
                },
                "per_cent": {
                    o.name: float(v) for o, v in zip(found.horizons, found.percent[measure][:, j], strict=True)
                },
                **_totals(found, measure, j, years),
                "under_other_elasticities": {n: _totals(o, measure, j, years) for n, o in others.items()},
            }
        regions[code] = told
    return {
        "years": years,
        "regions": regions,
        "certificates": {name: one.as_dict() for name, one in found.certificates.items()},
    }


def _totals(found: OverYears, measure: str, j: int, years: float) -> dict[str, float]:
    return {
        "sum_bn": float(found.total(measure, years)[j]),
        "worth_today_bn": float(found.worth_today(measure, years)[j]),
    }


def path_chart(
    found: OverYears,
    first: Sequence[str],
    years: float,
    width: int = 560,
    others: Mapping[str, OverYears] | None = None,
) -> Any:
    """Real income of the regions asked about, or moved most, year by year; horizons that were solved as points.

    Args:
        others: the same under other sets of elasticities, between whose lowest and highest a band is drawn.
    """
    codes, years = list(first) or _most_moved(found, years), max(years, DRAWN_YEARS)
    measure = next(iter(found.figures))
    names = {code: found.world.region_name(code) for code in codes}
    times = np.union1d(np.linspace(0, years, int(4 * years) + 1), [k for k in (1.0, 2.5, 5.0, 10.0) if k <= years])
    values = {float(t): found.at(measure, float(t)) for t in times}
    unit = _figures(found).unit
    rows = [
        {"years": t, "who": names[code], "bn": unit.factor * float(value[found.world.region(code)])}
        for t, value in values.items()
        for code in codes
    ]
    every = [found, *(others or {}).values()]
    spans = [
        {"years": t, "who": names[code], "low": min(ends), "high": max(ends)}
        for t in values
        for code in codes
        for ends in [[unit.factor * float(one.at(measure, t)[found.world.region(code)]) for one in every]]
        if others
    ]
    solved = [row for row in rows if row["years"] in (1.0, 2.5, 5.0, 10.0)]
    order = list(names.values())
    colour = alt.Color(
        "who:N", title=None, sort=order, scale=alt.Scale(domain=order, range=list(PARTY_COLOURS[: len(order)])),
        legend=alt.Legend(orient="top", labelLimit=300),
    )  # fmt: skip
    last = f"years after the measure; from year {LONG_RUN_YEARS:g} on: the long run"
    x = alt.X(
        "years:Q", title=last if years >= LONG_RUN_YEARS else "years after the measure",
        scale=alt.Scale(domain=[0, years], nice=False),
        axis=alt.Axis(labelExpr=f"datum.value == {LONG_RUN_YEARS:g} ? 'long run' : datum.label", labelFlush=False),
    )  # fmt: skip
    across = f"{measure}, {unit.axis}"
    y = alt.Y("bn:Q", title=across)
    lines = chart_of(rows).mark_line(strokeWidth=2).encode(x=x, y=y, color=colour)
    points = chart_of(solved).mark_point(filled=True, size=60, opacity=1)
    zero = chart_of([{"v": 0}]).mark_rule(color=INK, strokeDash=[4, 3]).encode(y="v:Q")
    low, high = alt.Y("low:Q", title=across), alt.Y2("high:Q")
    band = chart_of(spans).mark_area(opacity=0.18).encode(x=x, y=low, y2=high, color=colour)
    layers = alt.layer(*([band] if others else []), zero, lines, points.encode(x=x, y=y, color=colour))
    return styled(layers.properties(width=width, height=320))


def _most_moved(found: OverYears, years: float) -> list[str]:
    """Regions whose real income the first years move most."""
    moved = np.abs(found.total(next(iter(found.figures)), years))
    return [found.world.regions[j] for j in np.argsort(-moved)[:MOST_LINES]]


def _unmoved(found: OverYears) -> list[str]:
    """Regions of which every figure prints as nothing but zero, in money and in per cent."""
    figures = _figures(found)
    digits = per_cents(v for rows in found.percent.values() for v in rows[1].tolist())
    said = {
        code: [figures.cell(float(v)) for rows in found.figures.values() for v in rows[:, j]]
        + [pct(float(rows[1, j]), digits, signed=True) for rows in found.percent.values()]
        for j, code in enumerate(found.world.regions)
    }
    return [code for code, cells in said.items() if not any(re.search("[1-9]", cell) for cell in cells)]


def _order(world: World, first: Sequence[str]) -> list[str]:
    return [*first, *(code for code in world.regions if code not in first)]


def _year(world: World) -> str:
    year = world.provenance.get("year", "")
    return f", of {year}" if year else ""
