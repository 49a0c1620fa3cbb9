"""What the ledger's and the world's pages show."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

import numpy as np

from tradetalks.policy.ledger import Ledger
from tradetalks.world.world import World


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
            "flow": f"{row.exporter} to {row.importer}",
            "rate": f"{100 * row.rate:.1f}%" if row.rate else row.kind.replace("_", " "),
            "source": row.source,
        }
        for row in sorted(ledger.rows, key=lambda r: r.effective_from)
    ]
    latest: dict[str, dict[str, Any]] = {}
    today = datetime.date.today().isoformat()
    for row in series:
        who = f"{row['importer']} on {row['exporter']}"
        same = who in latest and abs(latest[who]["average_pct"] - row["average_pct"]) < 0.05
        if row["date"] <= today and not same:
            latest[who] = row
    return {"chart": timeline_chart(series, ledger).to_dict(), "latest": list(latest.items()), "rows": rows}


@cache
def world_page() -> dict[str, Any]:
    """The benchmark by region: income, trade, tariffs, what it sells and to whom."""
    world = World.default()
    goods = world.sector_indices("goods")
    exports = world.trade.sum(2) - np.diag(np.diag(world.trade.sum(2)))
    rows = []
    for n, code in enumerate(world.regions):
        paid = world.trade[:, n][:, goods] * (np.arange(len(world.regions)) != n)[:, None]
        average = float((paid * world.tariff[:, n][:, goods]).sum() / paid.sum())
        partners = [world.region_name(world.regions[j]) for j in np.argsort(-exports[n])[:3]]
        own = np.argsort(-world.trade[n].sum(0) + world.trade[n, n])[:3]
        rows.append(
            {
                "code": code,
                "name": world.region_name(code),
                "income": float(world.income[n]),
                "exports": float(exports[n].sum()),
                "imports": float(exports[:, n].sum()),
                "deficit": float(world.deficit[n]),
                "tariff": 100 * average,
                "partners": ", ".join(partners),
                "sells": ", ".join(world.sector_name(world.sectors[s]) for s in own),
            }
        )
    provenance = {k: str(world.provenance[k]) for k in ("name", "year", "licence", "attribution")}
    return {"rows": rows, "provenance": provenance}
