"""What a position can be taken away as: dossier, brief, tables, pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.report import charts
from tradetalks.talks.writing import to_yaml

Make = Callable[[Table, State], bytes]


def _dossier(table: Table, state: State) -> bytes:
    return to_yaml(table.dossier).encode()


def _brief(form: str) -> Make:
    def make(table: Table, state: State) -> bytes:
        return table.brief(form).encode()

    return make


def _frame(kind: str) -> Make:
    def make(table: Table, state: State) -> bytes:
        outcome = table.outcome(state)
        outcome.certificate.require()
        return outcome.to_frame(kind).to_csv().encode()

    return make


def _frontier(table: Table, state: State) -> bytes:
    return table.space.to_frame().to_csv(index=False).encode()


def _picture(form: str) -> Make:
    def make(table: Table, state: State) -> bytes:
        import vl_convert

        chart: Any = charts.deal_space_chart(table.space)
        if form == "svg":
            return charts.to_svg(chart).encode()
        return vl_convert.vegalite_to_png(chart.to_json(), scale=2)

    return make


CSV, SVG, HTML = "text/csv; charset=utf-8", "image/svg+xml", "text/html; charset=utf-8"
KINDS: dict[str, tuple[str, Make]] = {
    "dossier.yaml": ("application/yaml", _dossier),
    "brief.html": (HTML, _brief("html")),
    "one-page.html": (HTML, _brief("one-page")),
    "brief.md": ("text/markdown; charset=utf-8", _brief("markdown")),
    "brief-word.html": (HTML, _brief("word")),
    "regions.csv": (CSV, _frame("regions")),
    "sectors.csv": (CSV, _frame("sectors")),
    "trade.csv": (CSV, _frame("trade")),
    "frontier.csv": (CSV, _frontier),
    "deal-space.svg": (SVG, _picture("svg")),
    "deal-space.png": ("image/png", _picture("png")),
}
"""Name -> media type and maker."""
