"""A commitment as a table and as a picture: what was promised, what was counted, where it leads."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import altair as alt
from rich.table import Table

from tradetalks.policy.commitments import Commitment, Observation, Progress
from tradetalks.report.charts import styled
from tradetalks.report.drawn import chart_of
from tradetalks.report.numbers import pct
from tradetalks.report.tables import make_table

INK, SIGNAL = "#1f4e79", "#b5542b"


def progress_table(commitment: Commitment, rows: Sequence[Progress], last: datetime.date | None = None) -> Table:
    """One line a period; ``last``: the last day that anything was counted for."""
    table = make_table(
        f"{commitment.title} ({commitment.unit})",
        ("period", "left"),
        ("target", "right"),
        ("counted to", "left"),
        ("actual", "right"),
        ("of target", "right"),
        ("due by then", "right"),
        ("at this pace", "right"),
        ("status", "left"),
    )
    for p in rows:
        counted = p.counted_to is not None
        table.add_row(
            f"{p.period.begins} to {p.period.ends}",
            f"{p.period.amount:,.1f}",
            str(p.counted_to) if counted else "",
            f"{p.actual:,.1f}" if counted else "",
            pct(100 * p.share, 0) if counted else "",
            f"{p.due:,.1f}" if counted else "",
            "" if p.projected is None else f"{p.projected:,.1f}",
            f"not counted since {last}" if p.status == "no figures" and last else p.status,
        )
    return table


def chart(commitment: Commitment, actuals: Sequence[Observation], rows: Sequence[Progress]) -> Any:
    """Target path, cumulative actuals and projection of every period that has begun, and of the next."""
    records: list[dict[str, Any]] = []
    shown = [p for p in rows if p.status != "not begun"] or list(rows[:1])
    for p in shown:
        span = str(p.period.begins.year) if p.period.begins.year == p.period.ends.year else str(p.period.begins)
        day, step = p.period.begins, max((p.period.ends - p.period.begins).days // 40, 1)
        while day <= p.period.ends:
            records.append(_point(day, commitment.due(day, p.period), "target path", span))
            day += datetime.timedelta(days=step)
        records.append(_point(p.period.ends, p.period.amount, "target path", span))
        total = 0.0
        records.append(_point(p.period.begins, 0.0, "counted", span))
        for begins, ends, value in sorted(actuals):
            first, last = max(begins, p.period.begins), min(ends, p.period.ends)
            days = (last - first).days + 1
            if days > 0:
                total += value * days / ((ends - begins).days + 1)
                records.append(_point(last, total, "counted", span))
        if p.projected is not None and p.counted_to is not None and p.counted_to < p.period.ends:
            records.append(_point(p.counted_to, p.actual, "at this pace", span))
            records.append(_point(p.period.ends, p.projected, "at this pace", span))
    lines = ["target path", "counted", "at this pace"]
    picture = (
        chart_of(records, title=commitment.title, width=620, height=300)
        .mark_line(strokeWidth=2.2, point=alt.OverlayMarkDef(size=18))
        .encode(
            x=alt.X("date:T", title=None),
            y=alt.Y("amount:Q", title=f"{commitment.unit} since the period began"),
            color=alt.Color(
                "line:N",
                legend=alt.Legend(title=None, orient="top"),
                sort=lines,
                scale=alt.Scale(domain=lines, range=["#8a8f98", INK, SIGNAL]),
            ),
            strokeDash=alt.StrokeDash(
                "line:N",
                sort=lines,
                legend=alt.Legend(title=None, orient="top"),
                scale=alt.Scale(domain=lines, range=[[5, 4], [1, 0], [2, 3]]),
            ),
            detail="span:N",
        )
    )
    return styled(picture)


def _point(date: datetime.date, amount: float, line: str, span: str) -> dict[str, Any]:
    return {"date": date.isoformat(), "amount": amount, "line": line, "span": span}
