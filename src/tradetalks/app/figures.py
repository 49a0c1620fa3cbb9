"""What an outcome does in figures: regions, sectors, prices, flows and revenue, as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.app.households import households
from tradetalks.dossier.figures import Unit
from tradetalks.equilibrium.import_subsidies import purchase_subsidies_before
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.jobs import without_jobs
from tradetalks.incidence.revenue import at_unchanged_wages, revenue_before, subsidies_at_unchanged_wages
from tradetalks.report.full_work import work_note
from tradetalks.report.idle_words import idle_words
from tradetalks.report.income_rows import INCOME_NOTE, PRICES_NOTE, income_over_time
from tradetalks.report.plain_words import unread_words
from tradetalks.report.real import goods_volume, sales, sector_rows
from tradetalks.world.names import named

Array = NDArray[np.float64]
MOST_FLOWS = 24
"""Flows told of, of those that change most."""


def details(
    over_time: tuple[Sequence[Outcome], Array],
    own: Mapping[str, str],
    money: Unit,
    rule: str = "",
    lost: Array | float = 1.0,
) -> dict[str, Any]:
    """Regions; sectors, prices, flows and revenue of the parties: volumes, per cents and billions of USD a year at the
    prices of today; of a package that changes over time the yearly average, households, sectors and flows of its first
    step.

    Args:
        over_time: outcomes of its steps and their weights, as ``Eve.over_time`` gives them. own: party -> its region.
        rule: which figures are averages, in words. lost: as of ``sales``. money: the talks' unit; flows that change by
            less than its least are left out.
    """
    outcomes, weights = over_time
    outcome = outcomes[0]
    rows = sorted(income_over_time(outcomes, weights), key=lambda row: -abs(row.billions))
    return {
        "regions": [
            {"code": row.code, "name": row.name, "percent": row.real_income, **row.figures} for row in rows
        ],
        "idle": idle_words(outcome),
        "income_note": f"{INCOME_NOTE} {work_note(outcome.closure)} {PRICES_NOTE}",
        "over_time": rule,
        "sectors": {p: [vars(row) for row in sector_rows(outcome, region)] for p, region in own.items()},
        **_at_home(outcomes, weights, own),
        "households": households(outcome, list(own.values())),
        "trade": _largest_changes(outcome, money.least, lost),
        "smallest_flow": money.least,
        "flows": [
            {"from": a, "to": b, "before": volume[0], "after": volume[1]}
            for a in own
            for b in own
            if a != b
            for volume in [goods_volume(outcome, own[a], own[b], lost)]
        ],
    }  # fmt: skip


def _at_home(outcomes: Sequence[Outcome], weights: Array, own: Mapping[str, str]) -> dict[str, Any]:
    """Revenue and the cost of promised purchases, bn USD a year before and after, the second of who promised any;
    prices of final use, per cent; all at unchanged wages.

    Args:
        outcomes, weights: of the steps, see ``details``. own: party -> its region.
    """
    outcome = outcomes[0]
    world = outcome.world
    before, bought_before = revenue_before(world), purchase_subsidies_before(world)
    after, bought, inflation = (
        (weights * np.array([of(one) for one in outcomes])).sum(0)
        for of in (at_unchanged_wages, subsidies_at_unchanged_wages, lambda one: one.inflation)
    )
    at = {p: world.region(region) for p, region in own.items()}
    unread = [named(world.region_name(code)) for code in without_jobs(outcome, list(own.values()))]
    return {
        "jobs_note": unread_words(unread) if unread else "",
        "prices": {p: 100 * float(inflation[n]) for p, n in at.items()},
        "revenue": {p: {"before": float(before[n]), "after": float(after[n])} for p, n in at.items()},
        "purchases": {
            p: {"before": float(bought_before[n]), "after": float(bought[n])}
            for p, n in at.items()
            if max(bought_before[n], bought[n]) > 0
        },
    }


def _largest_changes(outcome: Outcome, least: float, lost: Array | float) -> list[dict[str, Any]]:
    """Flows of goods between regions that change most, billions of USD a year at the eve's prices; largest first,
    none below ``least``."""
    world = outcome.world
    goods = world.sector_indices("goods")
    before, after = (one[:, :, goods].sum(2) for one in sales(outcome, lost))
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
