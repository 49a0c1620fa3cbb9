"""US-China tariffs through time, and every row of the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from tradetalks.app.pages import Page, template
from tradetalks.policy.ledger import Ledger
from tradetalks.world.classify import REGIONS
from tradetalks.world.names import named

if TYPE_CHECKING:
    from tradetalks.app.shelf import Shelf


def context(shelf: Shelf) -> Mapping[str, Any]:
    """The same for everybody."""
    return ledger_page()


@cache
def ledger_page() -> dict[str, Any]:
    """Averages over time and every row of the shipped ledger, with sources."""
    from tradetalks.report.ledger_tables import averages, timeline_chart

    ledger = Ledger.load()
    series = averages(ledger)
    rows = [
        {
            "from": str(row.effective_from),
            "until": "" if row.effective_until == datetime.date.max else str(row.effective_until),
            "measure": f"{row.authority} ({row.legal})",
            "flow": f"{_name(row.exporter)} to {_name(row.importer)}",
            "rate": f"{100 * row.rate:.1f}%" if row.rate else row.kind.replace("_", " "),
            "source": row.source,
        }
        for row in sorted(ledger.rows, key=lambda r: r.effective_from)
    ]
    latest: dict[str, dict[str, Any]] = {}
    today = datetime.date.today().isoformat()
    for row in series:
        who = f"{_name(row['importer'])} on goods of {named(_name(row['exporter']))}"
        same = who in latest and abs(latest[who]["average_pct"] - row["average_pct"]) < 0.05
        if row["date"] <= today and not same:
            latest[who] = row
    return {"chart": timeline_chart(series, ledger).to_dict(), "latest": list(latest.items()), "rows": rows}


def _name(code: str) -> str:
    return {r.code: r.name for r in REGIONS}.get(code, code)


PAGE = Page("/timeline", "Timeline", template("timeline.html.j2"), context, order=4)
