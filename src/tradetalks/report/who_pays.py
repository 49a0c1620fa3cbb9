"""Who pays: households, people at work and the treasury, as tables, sentences and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.table import Table

from tradetalks.equilibrium.horizons import HORIZONS, NAMES
from tradetalks.equilibrium.import_subsidies import purchase_subsidies_before
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.figures import DECILES
from tradetalks.incidence.households import REGION, YEAR, HouseholdCost, dearest, household_cost
from tradetalks.incidence.jobs import jobs
from tradetalks.incidence.revenue import (
    YEARS,
    over_ten_years,
    subsidies_added,
    subsidies_at_unchanged_wages,
    tariff_revenue,
)
from tradetalks.incidence.states import state_jobs
from tradetalks.report.jobs_report import DRAWS, jobs_json, jobs_table, jobs_words, states_json, states_told
from tradetalks.report.numbers import Figures, pct, plain
from tradetalks.report.plain_words import PURCHASES, capital
from tradetalks.report.range_tables import ends_told
from tradetalks.report.ranged import amount_ranged, span_of
from tradetalks.report.tables import make_table
from tradetalks.world.origins import sector_origins

if TYPE_CHECKING:
    from tradetalks.counsel.reach_kept import Ranges

_USED = {
    "lump_sum": "paid out, to whom is not said",
    "income_tax": "used to lower a tax on labour",
    "debt": "used to buy back debt and not spent",
}
REVENUE_TOLD = (
    "bn USD a year as if the region's own wages stood still, as every table and page tells it; of one package it is"
    " regions' tariff_revenue_added_bn_at_unchanged_wages. What ends in _at_unchanged_world_gdp is in the model's own"
    " money, whose unit is the world's income."
)
"""In what money ``--json`` tells tariff revenue."""
NO_HOUSEHOLDS = "Cost a household: none is shown; what households buy was read for the United States alone."


def who_pays_regions(outcome: Outcome, wanted: Sequence[str] = ()) -> list[str]:
    """Regions to tell of: those wanted, or those whose tariffs the outcome changes; the first four."""
    world = outcome.world
    changed = np.abs(outcome.shock.tariff_level - world.tariff).max((0, 2)) > 0
    codes = list(wanted) or [c for c, moved in zip(world.regions, changed, strict=True) if moved]
    return codes[:4]


def household_cost_if_known(outcome: Outcome, regions: Sequence[str]) -> HouseholdCost | None:
    """What US households pay; None where the United States are not among the regions told of, or the world has them
    not, or sectors that are not made of the embedded world's."""
    known = REGION in outcome.world.regions and all(sector_origins(outcome.world).values())
    return household_cost(outcome) if known and REGION in regions else None


def who_pays_json(outcome: Outcome, regions: Sequence[str] = (), ranges: Ranges | None = None) -> dict[str, Any]:
    """The figures of ``who_pays_tables``; None where no figure was read, or no range is known."""
    codes, people = who_pays_regions(outcome, regions), jobs(outcome)
    cost = household_cost_if_known(outcome, regions or codes)
    return {
        "revenue_told": REVENUE_TOLD,
        "revenue": _revenue_json(outcome, codes),
        "promised_purchases_cost": _purchases_json(outcome, codes),
        "households": None if cost is None else _cost_json(cost),
        "jobs": {c: jobs_json(outcome, people, c) for c in codes},
        "jobs_by_state": states_json(outcome, people) if REGION in codes else None,
        "jobs_source": people.source,
        "ranges": None if ranges is None else _ranges_json(outcome, codes, ranges),
    }


def _ranges_json(outcome: Outcome, codes: Sequence[str], ranges: Ranges) -> dict[str, Any]:
    """5th and 95th percentile of what households pay and of jobs; None where none is known."""
    household, jobs_of = ranges.ends["household"], ranges.ends["jobs"]
    return {
        "usd_a_household": ends_told(household[:, 0]),
        "usd_a_household_by_decile": [ends_told(household[:, d]) for d in range(1, 1 + DECILES)],
        "jobs_change_thousands": {
            code: {
                sector: ends_told(jobs_of[:, outcome.world.region(code), s])
                for s, sector in enumerate(outcome.world.sectors)
            }
            for code in codes
        },
    }


def _revenue_json(outcome: Outcome, codes: Sequence[str]) -> dict[str, Any]:
    later = over_ten_years(outcome, tuple(codes))
    return {
        code: {
            **vars(tariff_revenue(outcome, code)),
            "ten_years": later[code].total,
            "ten_years_static": later[code].static,
            "by_year": list(later[code].by_year),
            "by_horizon": dict(zip(NAMES, later[code].by_horizon, strict=True)),
            "growth": later[code].growth,
        }
        for code in codes
    }


def _purchases_json(outcome: Outcome, codes: Sequence[str]) -> dict[str, dict[str, float]]:
    """What promised purchases cost each budget, bn USD a year at unchanged wages; regions that promised none are left
    out."""
    before, after = purchase_subsidies_before(outcome.world), subsidies_at_unchanged_wages(outcome)
    at = {code: outcome.world.region(code) for code in codes}
    return {
        code: {"before": float(before[n]), "after": float(after[n]), "added": float(after[n] - before[n])}
        for code, n in at.items()
        if max(before[n], after[n]) > 0
    }


def _cost_json(cost: HouseholdCost) -> dict[str, Any]:
    return {
        "region": REGION,
        "year_of_dollars": YEAR,
        "households_mn": cost.households,
        "usd_a_household": cost.usd,
        "usd_a_household_by_decile": cost.by_decile.tolist(),
        "pct_of_spending_by_decile": cost.of_spending.tolist(),
        "pct_of_income_by_decile": cost.of_income.tolist(),
        "prices_households_pay_change_pct": cost.price,
        "bn_paid_by_households": cost.total,
        "bn_on_investment_and_public_purchases": cost.other,
        "bn_curvature": cost.curvature,
        "revenue_usd_a_household_if_handed_back_equally": cost.revenue,
        "real_income_bn": vars(cost.parts),
    }


def who_pays_tables(outcome: Outcome, regions: Sequence[str] = (), ranges: Ranges | None = None) -> list[Table | str]:
    """Tables and the sentences below them, in the order in which they are read.

    Args:
        ranges: of the same package, told beside its figures if they are known.
    """
    codes, people = who_pays_regions(outcome, regions), jobs(outcome)
    cost = household_cost_if_known(outcome, regions or codes)
    shown: list[Table | str] = [NO_HOUSEHOLDS]
    if cost is not None:
        shown = [_households_table(cost, ranges), *_household_words(outcome, cost)]
    shown += _revenue(outcome, codes, ranges)
    for code in codes:
        n = outcome.world.region(code)
        if np.isnan(people.before[n]).any():
            shown.append(f"Jobs in {outcome.world.region_name(code)}: no figure of people at work by sector was read.")
        else:
            table = jobs_table(outcome, people, code, ranges)
            shown += [*([table] if table.row_count else []), jobs_words(outcome, people, code, ranges)]
    if REGION in codes and (by_state := state_jobs(outcome, people)):
        shown += states_told(outcome, by_state, people)
    return shown


def _households_table(cost: HouseholdCost, ranges: Ranges | None) -> Table:
    table = make_table(
        f"What prices cost a US household a year, at unchanged wages (dollars of {YEAR})",
        ("tenth of households by income", "left"), ("dollars", "right"), ("of its spending", "right"),
        ("of its income", "right"), *([(f"dollars, {DRAWS}", "right")] if ranges else []),
    )  # fmt: skip

    def span(place: int) -> list[str]:
        return [span_of(ranges.ends["household"][:, place], lambda usd: plain(usd, 0))] if ranges else []

    for d in range(DECILES):
        name = {0: "lowest", DECILES - 1: "highest"}.get(d, f"{d + 1}")
        shares = (pct(cost.of_spending[d], 2), pct(cost.of_income[d], 2))
        table.add_row(name, plain(cost.by_decile[d], 0), *shares, *span(1 + d))
    table.add_row("all", plain(cost.usd, 0), "", "", *span(0))
    return table


def _household_words(outcome: Outcome, cost: HouseholdCost) -> list[str]:
    every = cost.other * 1e3 / cost.households
    most = ", ".join(
        f"{outcome.world.sector_name(code)} {plain(usd, 0)} ({pct(price, 1, signed=True)})"
        for code, price, usd in dearest(outcome, 4)
        if usd > 0.5
    )
    parts = cost.parts
    figures = Figures.among([cost.total, cost.other])
    of = figures.unit.short + " USD"
    bn = Figures.among([parts.prices, parts.revenue, parts.other, parts.total, cost.total, cost.other])
    return [
        f"{plain(cost.households, 0)} million households pay {figures.plain(cost.total)} {of} through what they buy."
        f" {figures.plain(cost.other)} {figures.unit.short} more ({plain(every, 0)} dollars a household) fall on"
        " investment and public purchases, which no tenth is charged with.",
        f"Prices of what households buy {pct(cost.price, 2, signed=True)}, of all final use, investment and public"
        f" purchases too, {pct(100 * float(outcome.inflation[outcome.world.region(REGION)]), 2, signed=True)}.",
        f"Were the tariff revenue added handed back in equal parts, it would be {plain(cost.revenue, 0)} dollars a"
        f" household; here it is {_USED[outcome.closure.revenue]}.",
        *([f"Dearest, dollars a household and price: {most}."] if most else []),
        f"Adding up, {bn.unit.short} USD: prices {bn(parts.prices)} (households {bn(-cost.total)}, other purchases"
        f" {bn(-cost.other)}, second order {bn(-cost.curvature)}), what the tariff"
        f" revenue added buys {bn(parts.revenue)}, other {bn(parts.other)}; real income {bn(parts.total)}.",
    ]


def _revenue(outcome: Outcome, codes: Sequence[str], ranges: Ranges | None) -> list[Table | str]:
    found = {code: tariff_revenue(outcome, code) for code in codes}
    told = Figures.among(v for r in found.values() for v in (r.added, r.static))
    table = make_table(
        f"Tariff revenue, {told.unit.short} USD, at unchanged wages",
        ("region", "left"), ("before", "right"), ("added a year", "right"),
        *([(DRAWS, "right")] if ranges else []), ("if trade did not respond", "right"),
        (f"added over {YEARS} years", "right"), ("if trade did not respond", "right"),
    )  # fmt: skip
    later = over_ten_years(outcome, tuple(codes))
    words = []
    for code, ten in later.items():
        name, r = outcome.world.region_name(code), found[code]
        ends_ = ranges.ends["revenue"][:, outcome.world.region(code)] if ranges else None
        added, _, drawn = amount_ranged(told, r.added, ends_).removesuffix(")").partition(" (")
        table.add_row(
            name,
            told.size(r.before),
            added,
            *([drawn] if ranges else []),
            *map(told, (r.static, ten.total, ten.static)),
        )
        steps = ", ".join(f"{told(v)} {one.words}" for one, v in zip(HORIZONS, ten.by_horizon, strict=True))
        words.append(
            f"Over {YEARS} years, {name}: {ten.growth}. Added a year, before that growth: {steps}; each year takes"
            " trade as it has responded by then."
        )
    return [table, *words, *_purchases(outcome, codes, ranges)] if later else []


def _purchases(outcome: Outcome, codes: Sequence[str], ranges: Ranges | None) -> list[str]:
    """What promised purchases cost each budget more than before, a sentence each; nothing where none are promised."""
    told, added = [], subsidies_added(outcome)
    for code in codes:
        n = outcome.world.region(code)
        if not added[n]:
            continue
        figures = Figures.among([float(added[n])])
        figure, _, drawn = (
            amount_ranged(figures, float(added[n]), ranges.ends["purchases"][:, n] if ranges else None)
            .removesuffix(")")
            .partition(" (")
        )
        drawn = f" ({drawn} in {DRAWS})" if drawn else ""
        told.append(
            f"{capital(PURCHASES)}, {outcome.world.region_name(code)}: {figure} {figures.unit.short} USD a year{drawn}"
            " against today, which the budget pays so that as much is bought as was promised. Tariff revenue is told"
            " without it."
        )
    return told
