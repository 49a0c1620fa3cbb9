"""The trade war as tables and pictures: rates by sector, the escalation ladder, durability, replications."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
from rich.table import Table

from tradetalks.counsel.enforcement import Enforcement
from tradetalks.report.charts import INK, PARTY_COLOURS, styled
from tradetalks.report.drawn import chart_of
from tradetalks.report.long_titles import axis_of_rows, row_height
from tradetalks.report.numbers import Figures, bn, fitting, pct, per_cents, plain
from tradetalks.report.plain_words import capital, day_words
from tradetalks.report.tables import make_table
from tradetalks.war.ladder import Ladder
from tradetalks.world.names import listed, named


def players_table(
    title: str, rows: Mapping[str, Mapping[str, float]], names: Mapping[str, str], objective: str = ""
) -> Table:
    """One line a player: rates, real income in per cent and billions, gain in the objective if it is another (then
    ``objective`` names it, and its unit)."""
    own, figures = bool(objective), Figures.among(row["billions"] for row in rows.values())
    digits = per_cents(row["percent"] for row in rows.values())
    gains = fitting((row["objective"] for row in rows.values()), 3) if own else 0
    columns = [("player", "left"), ("median rate", "right"), ("trade-weighted", "right"), ("real income", "right"),
               (figures.unit.title, "right")]  # fmt: skip
    table = make_table(title, *columns, *([(f"its objective: {objective}", "right")] if own else []))
    for code, row in rows.items():
        cells = [
            pct(row["median"]),
            pct(row["mean"]),
            pct(row["percent"], digits, signed=True),
            figures.cell(row["billions"]),
        ]
        table.add_row(names[code], *cells, *([bn(row["objective"], gains)] if own else []))
    return table


def rates_chart(frame: Any, names: Mapping[str, str], width: int = 300) -> Any:
    """Rates by sector (trade-weighted over partners), one panel a player; circles as large as the trade they tax."""
    panels = []
    for j, (player, part) in enumerate(frame.groupby("player", sort=False)):
        weighted = part.assign(paid=part.rate_pct * part.trade_bn)
        rows = weighted.groupby(["sector", "instrument"], as_index=False).agg({"paid": "sum", "trade_bn": "sum"})
        rows["rate"] = rows.paid / rows.trade_bn.where(rows.trade_bn > 0)
        records = rows[["sector", "instrument", "rate", "trade_bn"]].dropna().to_dict("records")
        order = [r["sector"] for r in sorted(records, key=lambda r: -r["trade_bn"])]
        panels.append(
            chart_of(records, title=f"set by {names[str(player)]}")
            .mark_circle(color=PARTY_COLOURS[j % len(PARTY_COLOURS)], opacity=0.85)
            .encode(
                y=alt.Y("sector:N", sort=order, title=None),
                x=alt.X("rate:Q", title="rate, per cent", scale=alt.Scale(zero=True)),
                size=alt.Size("trade_bn:Q", legend=alt.Legend(title="trade, bn USD"), scale=alt.Scale(range=[15, 500])),
                shape=alt.Shape("instrument:N", legend=None),
            )
            .properties(width=width, height=alt.Step(15))
        )
    return styled(alt.hconcat(*panels, spacing=24).resolve_scale(x="shared"))


# ---------------------------------------------------------------------- ladder
def ladder_table(ladder: Ladder, names: Mapping[str, str]) -> Table:
    """One line a rung: who moves, what it brings each side, step and total; ``ladder_words`` names the moves."""
    money = [(f"{names[code]}: step", "right") for code in ladder.sides]
    totals = [(f"{names[code]}: in all", "right") for code in ladder.sides]
    frame: Any = ladder.to_frame()
    told = _figures(ladder, frame)
    bn = told.cell
    columns = [c for pair in zip(money, totals, strict=True) for c in pair]
    table = make_table(
        f"Escalation, rung by rung ({told.unit.title} against the start)",
        ("rung", "right"), ("by", "left"), *columns, ("others", "right"),
    )  # fmt: skip
    for k, row in frame.iterrows():
        cells = [c for code in ladder.sides for c in (bn(row[f"{code}_step_bn"]), bn(row[f"{code}_bn"]))]
        mark = "bold" if k == ladder.stops_at else ""
        who = names.get(str(row["by"]), "")
        table.add_row(str(k), who, *cells, bn(row["others_bn"]), style=mark)
    return table


def _figures(ladder: Ladder, frame: Any) -> Figures:
    """In the unit of the largest that any rung brings a side or all others."""
    columns = [*(f"{code}_bn" for code in ladder.sides), "others_bn"]
    return Figures.among(frame[columns].to_numpy().ravel().tolist())


def ladder_words(ladder: Ladder, names: Mapping[str, str]) -> list[str]:
    """What each rung is; where farsighted sides stop, what each likes best, which own moves each regrets."""
    told = [
        f"Rung {k}{f', {day_words(rung.date)}' if rung.date else ''}: {rung.title}."
        for k, rung in enumerate(ladder.rungs)
    ]
    told += [f"Farsighted sides stop at rung {ladder.stops_at} ({ladder.rungs[ladder.stops_at].title})."]
    for code in ladder.sides:
        liked = ladder.prefers[code]
        bad = ", ".join(str(k) for k in ladder.regrets[code])
        worse = f"; its own moves that leave it worse off than the rung before: {bad}" if bad else ""
        told.append(f"{capital(named(names[code]))} likes rung {liked} best{worse}.")
    return told


def ladder_chart(ladder: Ladder, names: Mapping[str, str], width: int = 640) -> Any:
    """Each side's real income as the rungs are climbed, and the rest of the world's; moves named below."""
    frame: Any = ladder.to_frame()
    labels = [f"{k}" if not r["by"] else f"{k}  {names[r['by']]}: {r['move']}" for k, r in frame.iterrows()]
    lines = [*(names[code] for code in ladder.sides), "all others"]
    unit = _figures(ladder, frame).unit
    rows = [
        {"rung": label, "bn": unit.factor * float(row[column]), "side": side}
        for label, (_, row) in zip(labels, frame.iterrows(), strict=True)
        for side, column in zip(lines, [*(f"{c}_bn" for c in ladder.sides), "others_bn"], strict=True)
    ]
    colours = [*PARTY_COLOURS[: len(ladder.sides)], "#7b838d"]
    base = chart_of(rows).encode(
        y=alt.Y("rung:N", sort=labels, title=None, axis=axis_of_rows(labels, 60, labelPadding=6, grid=True)),
        x=alt.X("bn:Q", title=f"real income and worth against the start, {unit.axis}"),
        color=alt.Color("side:N", title=None, sort=lines, scale=alt.Scale(domain=lines, range=colours)),
        detail="side:N",
    )
    order = alt.Order("index:Q")
    for k, row in enumerate(rows):
        row["index"] = k
    zero = chart_of([{"v": 0}]).mark_rule(color="#5b6570", strokeDash=[4, 3]).encode(x="v:Q")
    stop = (
        chart_of([{"rung": labels[ladder.stops_at], "text": "farsighted sides stop here"}])
        .mark_text(align="left", dx=6, dy=-9, color=INK, fontSize=11, fontStyle="italic")
        .encode(y=alt.Y("rung:N", sort=labels), x=alt.datum(0), text="text:N")
    )
    layers = [zero, base.mark_line(strokeWidth=2, opacity=0.6).encode(order=order), base.mark_circle(size=60), stop]
    return styled(alt.layer(*layers).properties(width=width, height=alt.Step(row_height(labels, 34, 60))))


# ---------------------------------------------------------------------- durability
def durability_table(title: str, found: Sequence[Enforcement], names: Mapping[str, str]) -> Table:
    """One line a party: payoffs, critical discount factor, longest review; ``names``: of parties."""
    bn = Figures(found[0].unit).cell if found else Figures().cell
    table = make_table(
        title,
        ("party", "left"), ("if it keeps it", "right"), ("if it breaks it", "right"), ("after that", "right"),
        ("least discount factor", "right"), ("longest review", "right"),
    )  # fmt: skip
    for one in found:
        d = one.durability
        table.add_row(
            names[one.party], bn(d.stage.deal), bn(d.stage.defect) if one.known else "?", bn(d.stage.punish),
            _factor(d.critical) if one.known else "?", years(d.longest) if one.known else "?",
        )  # fmt: skip
    return table


def durability_words(found: Sequence[Enforcement], names: Mapping[str, str], items: Mapping[str, str]) -> list[str]:
    """A sentence a party: what it would withdraw, whether it would rather have no deal, and the clause that mends it.
    ``items``: titles of items, by id."""
    told = []
    for one in found:
        breach = [f"'{items[i]}'" for i in one.breach]
        what = [f"would withdraw {listed(breach)}"] if breach else []
        what += ["would rather have no deal"] if one.durability.stage.unwilling else []
        what = what or (["gains by withdrawing nothing"] if one.known else [])
        does = " ".join([capital(named(names[one.party])), *([listed(what)] if what else [])])
        told.append(f"{does}; clause: {one.clause(items, Figures(one.unit).size)}.")
    return told


def _factor(value: float) -> str:
    return "none serves" if math.isinf(value) else plain(value, 3)


def often(value: float) -> str:
    """How often something comes every so many years."""
    return "every year" if value == 1 else f"every {value:g} years" if value >= 1 else f"every {12 * value:g} months"


def years(value: float) -> str:
    """A duration in words."""
    return "any" if math.isinf(value) else "none" if value <= 0 else f"{plain(value, fitting([value], 1))} years"
