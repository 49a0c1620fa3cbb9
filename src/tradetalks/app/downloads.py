"""What a position can be taken away as: dossier, brief, tables, pictures; all of them of the position on the screen."""

from __future__ import annotations

from collections.abc import Callable

from tradetalks.app.description import money
from tradetalks.app.position import written
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.dossier.writing import to_yaml
from tradetalks.report import charts
from tradetalks.report.forms import in_form
from tradetalks.report.real import regions_frame, sectors_frame, trade_frame

Make = Callable[[Table, State], bytes]


def _dossier(table: Table, state: State) -> bytes:
    state.check(table.dossier)
    return to_yaml(written(table.dossier, state)).encode()


def _brief(form: str) -> Make:
    def make(table: Table, state: State) -> bytes:
        return in_form(table.findings(state), form)

    return make


def _regions(table: Table, state: State) -> bytes:
    outcome = table.outcome(state)
    outcome.certificate.require()
    return regions_frame(outcome, table.space.eve.outcome.tariff_revenue).to_csv().encode()


def _sectors(table: Table, state: State) -> bytes:
    outcome = table.outcome(state)
    outcome.certificate.require()
    return sectors_frame(outcome).to_csv().encode()


def _trade(table: Table, state: State) -> bytes:
    outcome = table.outcome(state)
    outcome.certificate.require()
    return trade_frame(outcome).to_csv().encode()


def _frontier(table: Table, state: State) -> bytes:
    """The frontier drawn, and by how much each of its packages is better than the one on the screen, by party."""
    space, approximate = table.shown_space(state)
    deal = table.deal(state, table.outcome(state))
    frame = space.to_frame()
    if len(frame):
        for p in space.parties:
            frame[f"gain_{p}_over_this_package"] = frame[f"gain_{p}"] - deal.gain[p]
        frame["unit_of_money"] = money(space)
        frame["note"] = approximate
    return frame.to_csv(index=False).encode()


def _picture(form: str) -> Make:
    def make(table: Table, state: State) -> bytes:
        space, _ = table.shown_space(state)
        deal = table.deal(state, table.outcome(state))
        chart = charts.deal_space_chart(space, here=[deal.gain[p] for p in space.parties])
        return charts.to_svg(chart).encode() if form == "svg" else charts.to_png(chart)

    return make


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV, SVG, HTML = "text/csv; charset=utf-8", "image/svg+xml", "text/html; charset=utf-8"
KINDS: dict[str, tuple[str, Make]] = {
    "dossier.yaml": ("application/yaml", _dossier),
    "brief.html": (HTML, _brief("html")),
    "one-page.html": (HTML, _brief("one-page")),
    "brief.md": ("text/markdown; charset=utf-8", _brief("markdown")),
    "brief.docx": (WORD, _brief("word")),
    "regions.csv": (CSV, _regions),
    "sectors.csv": (CSV, _sectors),
    "trade.csv": (CSV, _trade),
    "frontier.csv": (CSV, _frontier),
    "deal-space.svg": (SVG, _picture("svg")),
    "deal-space.png": ("image/png", _picture("png")),
}
"""Name -> media type and maker."""
