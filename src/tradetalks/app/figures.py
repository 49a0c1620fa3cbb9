"""What an outcome does in figures: regions, sectors, prices, flows and revenue, as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tradetalks.dossier.figures import Unit
from tradetalks.equilibrium.import_subsidies import purchase_subsidies_before
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.jobs import without_jobs
from tradetalks.incidence.revenue import at_unchanged_wages, revenue_before, subsidies_at_unchanged_wages
from tradetalks.report.idle_words import idle_words
from tradetalks.report.income_rows import INCOME_NOTE, PRICES_NOTE, income_rows
from tradetalks.report.plain_words import unread_words
from tradetalks.report.real import goods_volume, sector_rows, trade_volume
from tradetalks.world.names import named

MOST_FLOWS = 24
"""Flows told of, of those that change most."""


def details(outcome: Outcome, own: Mapping[str, str], money: Unit) -> dict[str, Any]:
    """Regions; sectors, prices, flows and revenue of the parties: volumes, per cents and billions of USD a year at the
    prices of today.

    Args:
        own: party -> its region. money: the talks' unit; flows that change by less than its least are left out.
    """
    rows = sorted(income_rows(outcome), key=lambda row: -abs(row.billions))
    return {
        "regions": [
            {"code": row.code, "name": row.name, "percent": row.real_income, **row.figures} for row in rows
        ],
        "idle": idle_words(outcome),
        "income_note": f"{INCOME_NOTE} {PRICES_NOTE}",
        "sectors": {p: [vars(row) for row in sector_rows(outcome, region)] for p, region in own.items()},
        **_at_home(outcome, own),
        "trade": _largest_changes(outcome, money.least),
        "smallest_flow": money.least,
        "flows": [
            {"from": a, "to": b, "before": volume[0], "after": volume[1]}
            for a in own
            for b in own
            if a != b
            for volume in [goods_volume(outcome, own[a], own[b])]
        ],
    }  # fmt: skip


def _at_home(outcome: Outcome, own: Mapping[str, str]) -> dict[str, Any]:
    """Revenue and the cost of promised purchases, bn USD a year before and after, the second of who promised any;
    prices of final use, per cent; all at unchanged wages.

    Args:
        own: party -> its region.
    """
    world = outcome.world
    after, before = at_unchanged_wages(outcome), revenue_before(world)
    bought, bought_before = subsidies_at_unchanged_wages(outcome), purchase_subsidies_before(world)
    at = {p: world.region(region) for p, region in own.items()}
    unread = [named(world.region_name(code)) for code in without_jobs(outcome, list(own.values()))]
    return {
        "jobs_note": unread_words(unread) if unread else "",
        "prices": {p: 100 * float(outcome.inflation[n]) for p, n in at.items()},
        "revenue": {p: {"before": float(before[n]), "after": float(after[n])} for p, n in at.items()},
        "purchases": {
            p: {"before": float(bought_before[n]), "after": float(bought[n])}
            for p, n in at.items()
            if max(bought_before[n], bought[n]) > 0
        },
    }


def _largest_changes(outcome: Outcome, least: float) -> list[dict[str, Any]]:
    """Flows of goods between regions that change most, billions of USD a year at the eve's prices; largest first,
    none below ``least``."""
    world = outcome.world
    goods = world.sector_indices("goods")
    before, after = world.trade[:, :, goods].sum(2), trade_volume(outcome)[:, :, goods].sum(2)
    change = np.where(np.eye(len(world.regions), dtype=bool), 0.0, after - before)
    rows, columns = np.unravel_index(np.argsort(-np.abs(change), axis=None)[:MOST_FLOWS], change.shape)
    return [
        {
            "from": world.regions[i], "to": world.regions[n],
            "before": float(before[i, n]), "after": float(after[i, n]),
        }
        for i, n in zip(rows.tolist(), columns.tolist(), strict=True)
        if abs(change[i, n]) >= least
    ]  # fmt: skip
