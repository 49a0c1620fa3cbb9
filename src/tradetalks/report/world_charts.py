"""Pictures of a world: a heat map of who trades with whom, and the Sankey diagram of one sector."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt
import numpy as np

from tradetalks.report.charts import INK, styled
from tradetalks.report.drawn import chart_of
from tradetalks.report.plain_words import capital
from tradetalks.world.world import World

SOURCES_SHOWN = 8


def _flow(world: World, sector: str | None) -> tuple[np.ndarray, str]:
    """Trade across borders, ``[exporter, importer]``, and what it is called."""
    chosen = [world.sector(sector)] if sector else world.sector_indices("goods")
    flow = world.trade[:, :, chosen].sum(2)
    np.fill_diagonal(flow, 0.0)
    return flow, world.sector_name(sector) if sector else "goods"


def trade_heatmap(world: World, sector: str | None = None) -> Any:
    """Who sells how much to whom; regions in order of their trade."""
    flow, title = _flow(world, sector)
    order = [world.region_name(world.regions[j]) for j in np.argsort(-(flow.sum(0) + flow.sum(1)))]
    rows = [
        {"from": world.region_name(a), "to": world.region_name(b), "bn": float(flow[i, n])}
        for i, a in enumerate(world.regions)
        for n, b in enumerate(world.regions)
        if i != n
    ]
    scale = alt.Scale(scheme="teals", type="sqrt")
    base = chart_of(rows).encode(
        x=alt.X("to:N", sort=order, title="importer", axis=alt.Axis(labelAngle=-45, labelLimit=160)),
        y=alt.Y("from:N", sort=order, title="exporter", axis=alt.Axis(labelLimit=180)),
    )
    cells = base.mark_rect().encode(color=alt.Color("bn:Q", title="billions of USD", scale=scale))
    largest = max((r["bn"] for r in rows), default=1.0)
    text = base.mark_text(fontSize=10).encode(
        text=alt.Text("bn:Q", format=",.0f"),
        color=alt.condition(f"datum.bn > {0.35 * largest}", alt.value("white"), alt.value(INK)),
    )
    size = max(24, min(40, 760 // max(len(world.regions), 1)))
    return styled(
        (cells + text).properties(width=alt.Step(size), height=alt.Step(22), title=f"Trade in {title}, {_year(world)}")
    )


def sector_sankey(world: World, sector: str | None = None) -> Any:
    """Sellers on the left, buyers on the right, ribbons as wide as what they trade; the largest by name."""
    flow, title = _flow(world, sector)
    left, right = _largest(flow.sum(1)), _largest(flow.sum(0))
    table = np.array(
        [[flow[np.ix_(a, b)].sum() for b in right.values()] for a in left.values()]
    )  # rows and columns in the order of the groups
    total = table.sum() or 1.0
    gap = 0.02 * total
    rows, labels = [], []
    starts = np.concatenate([[0.0], np.cumsum(table.sum(1)[:-1] + gap)])
    ends = np.concatenate([[0.0], np.cumsum(table.sum(0)[:-1] + gap)])
    outgoing, incoming = starts.copy(), ends.copy()
    steps = np.linspace(0.0, 1.0, 25)
    ease = 3 * steps**2 - 2 * steps**3
    for i, seller in enumerate(left):
        for n in range(len(right)):
            width = float(table[i, n])
            if width < 0.002 * total:
                outgoing[i] += width
                incoming[n] += width
                continue
            for x, e in zip(steps, ease, strict=True):
                low = (1 - e) * outgoing[i] + e * incoming[n]
                rows.append(
                    {
                        "x": float(x),
                        "low": float(low),
                        "high": float(low + width),
                        "link": f"{i}-{n}",
                        "seller": _name(world, seller),
                    }
                )
            outgoing[i] += width
            incoming[n] += width
    for names, begin, sums, x, align in (
        (left, starts, table.sum(1), -0.01, "right"),
        (right, ends, table.sum(0), 1.01, "left"),
    ):
        for j, code in enumerate(names):
            text = f"{_name(world, code)} {sums[j]:,.0f}"
            labels.append({"x": x, "y": float(begin[j] + sums[j] / 2), "text": text, "align": align})
    axis = alt.Scale(domain=[-0.45, 1.45])
    up = alt.Scale(reverse=True, zero=False)
    ribbons = (
        chart_of(rows)
        .mark_area(opacity=0.6)
        .encode(
            x=alt.X("x:Q", axis=None, scale=axis),
            y=alt.Y("low:Q", axis=None, scale=up),
            y2="high:Q",
            detail="link:N",
            color=alt.Color("seller:N", legend=None, scale=alt.Scale(scheme="tableau20")),
        )
    )
    texts = [
        chart_of([r for r in labels if r["align"] == side])
        .mark_text(align=side, fontSize=12, color=INK, baseline="middle")
        .encode(x=alt.X("x:Q", scale=axis), y=alt.Y("y:Q", scale=up), text="text:N")
        for side in ("right", "left")
    ]
    name = f"{capital(title)}: who sells to whom, billions of USD, {_year(world)}"
    return styled(alt.layer(ribbons, *texts).properties(width=760, height=460, title=name))


def _largest(sums: np.ndarray) -> dict[str, list[int]]:
    """The largest regions one by one, the others together; keys are indices as text, or 'others'."""
    order = [int(j) for j in np.argsort(-sums) if sums[j] > 0]
    groups = {str(j): [j] for j in order[:SOURCES_SHOWN]}
    if order[SOURCES_SHOWN:]:
        groups["others"] = order[SOURCES_SHOWN:]
    return groups


def _name(world: World, key: str) -> str:
    return "others" if key == "others" else world.region_name(world.regions[int(key)])


def _year(world: World) -> str:
    return str(world.provenance.get("year", "benchmark"))


PICTURES: dict[str, Callable[[World, str | None], Any]] = {"heatmap": trade_heatmap, "sankey": sector_sankey}
