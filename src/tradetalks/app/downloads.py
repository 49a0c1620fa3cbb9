"""What a position can be taken away as: dossier, brief, tables, pictures; all of them of the position on the screen."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
from markupsafe import Markup

from tradetalks.app.column_guide import TODAY, column_guide
from tradetalks.app.credit import credit
from tradetalks.app.description import money
from tradetalks.app.households import has_households, households_frame
from tradetalks.app.pages import template
from tradetalks.app.position import set_by_hand, written
from tradetalks.app.ranges import told
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.app.web import rendered
from tradetalks.counsel.reach import Reach
from tradetalks.dossier.writing import to_yaml
from tradetalks.errors import DossierError
from tradetalks.report import charts
from tradetalks.report.forms import in_form
from tradetalks.report.numbers import Figures, change, pct, per_cents, plain
from tradetalks.report.numbers import bn as signed
from tradetalks.report.phase_words import step_words
from tradetalks.report.plain_words import capital
from tradetalks.report.ranged import in_brackets
from tradetalks.report.reach_columns import OF_REGIONS, OF_SECTORS, with_ends
from tradetalks.report.real import regions_frame, sectors_frame, trade_frame
from tradetalks.report.space_charts import deal_space_chart
from tradetalks.report.spreadsheet import csv_of
from tradetalks.report.sure_report import reach_words
from tradetalks.report.who_pays import household_cost_if_known

Make = Callable[[Table, State], bytes]
Ranged = Callable[[Table, State, Reach | None], bytes]


def _dossier(table: Table, state: State) -> bytes:
    state.check(table.dossier)
    return to_yaml(written(table.dossier, state)).encode()


def _brief(form: str) -> Make:
    def make(table: Table, state: State) -> bytes:
        return in_form(table.findings(state), form)

    return make


def _dated(table: Table, state: State, frame: Any) -> Any:
    """A table of a full outcome; where the package changes over time, with the step that it is of."""
    step = step_words(table.eve(state).dossier, state.package)
    return frame.assign(step=step) if step else frame


def _regions(table: Table, state: State, ends: Reach | None = None) -> bytes:
    outcome = table.outcome(state)
    outcome.certificate.require()
    frame = _dated(table, state, regions_frame(outcome))
    return (with_ends(frame, ends.first or ends, OF_REGIONS) if ends else frame).to_csv().encode()


def _sectors(table: Table, state: State, ends: Reach | None = None) -> bytes:
    outcome = table.outcome(state)
    outcome.certificate.require()
    frame = _dated(table, state, sectors_frame(outcome))
    return (with_ends(frame, ends.first or ends, OF_SECTORS) if ends else frame).to_csv().encode()


def _households(table: Table, state: State, ends: Reach | None = None) -> bytes:
    outcome = table.outcome(state)
    outcome.certificate.require()
    cost = household_cost_if_known(outcome, list(table.dossier.regions.values()))
    if cost is None:
        raise DossierError(
            "households.csv: what households buy was read for the United States alone, who are no party here"
        )
    return _dated(table, state, households_frame(cost, ends)).to_csv().encode()


def _trade(table: Table, state: State) -> bytes:
    outcome = table.outcome(state)
    outcome.certificate.require()
    return _dated(table, state, trade_frame(outcome, table.lost)).to_csv().encode()


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
    return csv_of(frame).encode()


def _guide(table: Table, state: State, ends: Reach | None = None) -> bytes:
    import pandas as pd

    return csv_of(
        pd.DataFrame(column_guide(table, ranged=ends is not None, over_time=bool(table.rule(state))))
    ).encode()


def tables(table: Table, state: State, ends: Reach | None = None) -> dict[str, bytes]:
    """Every table of a position by its file's name, and what their columns mean; ``ends``: how far figures reach."""
    made = {"frontier.csv": _frontier(table, state), "columns.csv": _guide(table, state, ends)}
    if not table.dossier.is_computed():
        return made
    of_model = {"regions.csv": _regions(table, state, ends), "sectors.csv": _sectors(table, state, ends)}
    if has_households(table.space):
        of_model["households.csv"] = _households(table, state, ends)
    return {**of_model, "trade.csv": _trade(table, state), **made}


def _zip(table: Table, state: State, ends: Reach | None = None) -> bytes:
    """All tables, the guide to their columns, the dossier, and a text that says what they are of."""
    drawn = [reach_words(ends)] if ends else []
    lines = [
        table.dossier.title,
        "",
        *credit(table, state, in_files=True),
        "",
        f"{capital(TODAY)}; see columns.csv.",
        *drawn,
    ]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("read-me.txt", "\n".join(lines) + "\n")
        for name, content in {**tables(table, state, ends), "dossier.yaml": _dossier(table, state)}.items():
            made.writestr(name, content)
    return held.getvalue()


def _chart(table: Table, state: State) -> Any:
    space, _ = table.shown_space(state)
    deal = table.deal(state, table.outcome(state))
    return deal_space_chart(space, here=[deal.gain[p] for p in space.parties])


def _picture(form: str) -> Make:
    def make(table: Table, state: State) -> bytes:
        title = f"{table.dossier.title}: gains over no deal"
        chart = charts.titled(_chart(table, state), title, credit(table, state))
        return charts.to_svg(chart).encode() if form == "svg" else charts.to_png(chart)

    return make


def _shares(cost: dict[str, Any] | None) -> int:
    """Digits of per cents by tenth of households."""
    return per_cents(one[k] for one in (cost["tenths"] if cost else ()) for k in ("of_spending", "of_income"))


def _whole(table: Table, state: State, ends: Reach | None = None) -> bytes:
    """The position as one page that needs no network: words, figures, chart, and every file of it inside."""
    found, space = table.evaluate(state), table.setting(state, whole=False).space
    files = {"tables.zip": _zip(table, state, ends), "dossier.yaml": _dossier(table, state)}
    context = {
        "d": table.dossier,
        "found": found,
        "credit": credit(table, state),
        "money": space.money,
        "regions": Figures.among(r["billions"] for r in found["regions"]),
        "digits": per_cents(r[k] for r in found["regions"] for k in ("percent", "real_gdp", "consumer_prices")),
        "sector_digits": per_cents(r["volume"] for rows in found["sectors"].values() for r in rows),
        "changed": table.changes(state),
        "chart": Markup(charts.to_svg(_chart(table, state))),
        "computed": table.dossier.is_computed(),
        "set": set_by_hand(table.eve(state).dossier, state),
        "files": {name: base64.b64encode(content).decode() for name, content in files.items()},
        "spans": told(table, ends, over_time=bool(table.rule(state))) if ends else None,
        "bn": Figures(space.money),
        "plain": plain,
        "signed": signed,
        "tenths": _shares(found["households"]),
        "ends": lambda reach, place: in_brackets(np.array(reach[place]), lambda v: signed(v, 0)) if reach else "",
        "pct": pct,
        "change": change,
    }
    return rendered(template("position.html.j2"), template, context).encode()


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV, SVG, HTML = "text/csv; charset=utf-8", "image/svg+xml", "text/html; charset=utf-8"
KINDS: dict[str, tuple[str, Make]] = {
    "dossier.yaml": ("application/yaml", _dossier),
    "brief.html": (HTML, _brief("html")),
    "one-page.html": (HTML, _brief("one-page")),
    "brief.md": ("text/markdown; charset=utf-8", _brief("markdown")),
    "brief.docx": (WORD, _brief("word")),
    "position.html": (HTML, _whole),
    "tables.zip": ("application/zip", _zip),
    "columns.csv": (CSV, _guide),
    "regions.csv": (CSV, _regions),
    "sectors.csv": (CSV, _sectors),
    "households.csv": (CSV, _households),
    "trade.csv": (CSV, _trade),
    "frontier.csv": (CSV, _frontier),
    "deal-space.svg": (SVG, _picture("svg")),
    "deal-space.png": ("image/png", _picture("png")),
}
"""Name -> media type and maker."""
RANGED: dict[str, Ranged] = {
    "position.html": _whole,
    "tables.zip": _zip,
    "columns.csv": _guide,
    "regions.csv": _regions,
    "sectors.csv": _sectors,
    "households.csv": _households,
}
"""Makers of what can hold how far figures of countries and sectors reach."""
