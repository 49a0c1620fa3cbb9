"""What a position does at home: each party's treasury, its prices, and whose people at work were counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tradetalks.equilibrium.import_subsidies import purchase_subsidies_before
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.jobs import without_jobs
from tradetalks.incidence.revenue import at_unchanged_wages, revenue_before, subsidies_at_unchanged_wages
from tradetalks.report.plain_words import unread_words
from tradetalks.world.names import named


def at_home(outcome: Outcome, own: Mapping[str, str]) -> dict[str, Any]:
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
