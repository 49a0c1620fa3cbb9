"""A ledger as tables and as a picture: average tariffs through time, beside published ones."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import altair as alt
import numpy as np
from rich.table import Table

from tradetalks.policy.duties import definitions
from tradetalks.policy.ledger import Ledger, LedgerRow, as_date
from tradetalks.report.charts import PARTY_COLOURS, styled
from tradetalks.report.drawn import chart_of
from tradetalks.report.duty_timeline import DutyLine
from tradetalks.report.numbers import bn, pct
from tradetalks.report.plain_words import source_plain
from tradetalks.report.tables import make_table
from tradetalks.world.classify import REGIONS, SECTORS
from tradetalks.world.world import World


def rows_told(title: str, rows: Sequence[LedgerRow]) -> list[Table | str]:
    """Ledger rows, a table a flow and a line a row, and the legal bases and sources that their notes mean."""
    if not rows:
        return [f"{title}: nothing."]
    names = {region.code: region.name for region in REGIONS}
    sectors = {sector.code: sector.name for sector in SECTORS}
    told: list[Table | str] = []
    notes: dict[str, int] = {}
    for exporter, importer in dict.fromkeys((row.exporter, row.importer) for row in rows):
        table = make_table(
            f"{title}: {names.get(exporter, exporter)} to {names.get(importer, importer)}",
            ("measure", "left"), ("products", "left"), ("rate", "right"), ("covers", "right"), ("in force", "left"),
            ("note", "right"),
        )  # fmt: skip
        for row in rows:
            if (row.exporter, row.importer) == (exporter, importer):
                listed = "; ".join(sectors.get(p, p) for p in row.products)
                products = "all goods" if len(row.products) >= 24 else listed
                note = str(notes.setdefault(_note(row), len(notes) + 1))
                table.add_row(row.authority, products, _rate(row), _covers(row), _days(row), note)
        told.append(table)
    return [*told, *(f"{number}. {note}" for note, number in notes.items())]


def lines_told(title: str, lines: Sequence[DutyLine]) -> list[Table | str]:
    """Duties by product, a line each, and the sources that their notes mean."""
    if not lines:
        return [f"{title}: nothing on top of the ordinary tariff."]
    notes: dict[str, int] = {}
    heads = ("measure", "rate and goods", "in force", "state")
    table = make_table(title, *[(head, "left") for head in heads], ("note", "right"))
    for line in lines:
        source = source_plain(line.source)
        note = f"{line.legal}: {source}" if line.legal not in ("", line.source) else source
        span = f"{line.since}{f' to {line.until}' if line.until else ''}"
        table.add_row(line.measure, line.rate, span, line.state, str(notes.setdefault(note, len(notes) + 1)))
    return [table, *(f"{number}. {note}" for note, number in notes.items())]


def _note(row: LedgerRow) -> str:
    doubt = "" if row.verified == "yes" else f" (verified: {row.verified or 'no'})"
    return f"{row.legal}{doubt}: {source_plain(row.source)}"


def _days(row: LedgerRow) -> str:
    last = "" if row.effective_until == datetime.date.max else f" to {row.effective_until}"
    return f"{row.effective_from}{last}"


def _rate(row: LedgerRow) -> str:
    """A tariff's rate; what else a row is."""
    if row.kind == "tariff":
        return pct(100 * row.rate)
    return row.kind.replace("_", " ") + (f" {pct(100 * row.rate, 0)}" if row.rate else "")


def _covers(row: LedgerRow) -> str:
    """Share of trade a row covers, where it is one share."""
    shares = {row.coverage.get(code, 0.0) for code in row.products}
    return pct(100 * shares.pop(), 0) if len(shares) == 1 else "by sector"


@cache
def _before(importer: str, exporter: str) -> tuple[tuple[str, ...], Any, Any]:
    """Goods, weights of the embedded world's trade, and statutory tariffs without trade-war duties.

    Approximated by what others of the same kind are charged: the most-favoured-nation rates on Japan's goods, as
    the law has them (published averages are statutory too).
    """
    world = World.default(duties="statutory")
    goods = world.sector_indices("goods")
    i, n, other = world.region(exporter), world.region(importer), world.region("JPN")
    flow = world.trade[i, n, goods]
    return world.goods, flow / flow.sum(), world.tariff[other, n, goods]


def average(ledger: Ledger, importer: str, exporter: str, date: datetime.date | str) -> float:
    """Average statutory tariff on goods, per cent: most-favoured-nation rate plus the ledger's points, 2022 weights."""
    goods, weight, usual = _before(importer, exporter)
    rates = ledger.rates(importer, exporter, date)
    added = np.array([rates[code] for code in goods])
    return 100 * float((weight * (usual + added)).sum())


def averages(ledger: Ledger) -> list[dict[str, Any]]:
    """Average tariff on each day it changes, for each pair of the ledger."""
    pairs = list(dict.fromkeys((r.importer, r.exporter) for r in ledger.rows))
    return [
        {"date": str(day), "importer": a, "exporter": b, "average_pct": average(ledger, a, b, day)}
        for day in [datetime.date(2018, 1, 1), *ledger.dates()]
        for a, b in pairs
    ]


def published_told(ledger: Ledger) -> list[Table | str]:
    """Our averages beside published ones, and the difference; whose they are, below."""
    table = make_table(
        "Average tariffs: this ledger, 2022 trade weights, beside published averages (definitions differ)",
        ("day", "left"), ("tariff of", "left"), ("published", "right"), ("here", "right"), ("gap", "right"),
        ("by product", "right"), ("note", "right"),
    )  # fmt: skip
    notes: dict[str, int] = {}
    for row in ledger.published:
        ours = average(ledger, row["importer"], row["exporter"], row["date"])
        note = notes.setdefault(str(row["source"]), len(notes) + 1)
        table.add_row(
            row["date"], _who(row), pct(row['published']), pct(ours), bn(ours - row["published"]),
            _by_product(row), str(note),
        )  # fmt: skip
    by_product = "By product: the average that tradetalks ledger rates leads with."
    return [table, by_product, *(f"{number}. {note}" for note, number in notes.items())]


def _by_product(row: Mapping[str, Any]) -> str:
    """The average that ``tradetalks ledger rates`` leads with, where duties by product hold the pair."""
    pair = row["importer"], row["exporter"]
    return pct(definitions.statutory(*pair, row["date"])[0].value) if definitions.is_known(*pair) else ""


def _who(row: Mapping[str, Any]) -> str:
    """Whose tariff on whose goods, by name."""
    names = {region.code: region.name for region in REGIONS}
    return " on ".join(names.get(str(row[end]), str(row[end])) for end in ("importer", "exporter"))


def timeline_chart(series: Sequence[dict[str, Any]], ledger: Ledger) -> Any:
    """Average tariffs through time as steps, published averages as points."""
    rows = [{**r, "who": _who(r)} for r in series]
    last = max(as_date(r["date"]) for r in rows)
    rows += [{**r, "date": str(last + datetime.timedelta(days=60))} for r in rows if r["date"] == str(last)]
    points = [{"date": r["date"], "average_pct": r["published"], "who": _who(r)} for r in ledger.published]
    order = list(dict.fromkeys(r["who"] for r in rows))
    colour = alt.Color(
        "who:N",
        title=None,
        scale=alt.Scale(domain=order, range=list(PARTY_COLOURS[: len(order)])),
        legend=alt.Legend(orient="top", labelLimit=400),
    )
    x = alt.X("date:T", title=None)
    y = alt.Y("average_pct:Q", title="average tariff on goods, % (points: published averages)")
    steps = chart_of(rows).mark_line(interpolate="step-after", strokeWidth=2)
    marks = chart_of(points).mark_point(filled=True, size=70, opacity=0.9)
    layers = alt.layer(steps.encode(x=x, y=y, color=colour), marks.encode(x=x, y=y, color=colour))
    return styled(layers.properties(width=700, height=340))
