"""Who pays: households, people at work and the treasury, as tables, sentences and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from tradetalks.equilibrium.horizons import HORIZONS, NAMES
from tradetalks.equilibrium.import_subsidies import purchase_subsidies_before
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.figures import DECILES
from tradetalks.incidence.households import REGION, YEAR, HouseholdCost, dearest, household_cost
from tradetalks.incidence.jobs import Jobs, jobs
from tradetalks.incidence.revenue import (
    YEARS,
    over_ten_years,
    subsidies_added,
    subsidies_at_unchanged_wages,
    tariff_revenue,
)
from tradetalks.incidence.states import SAME_EVERYWHERE, StateJobs, state_jobs
from tradetalks.incidence.states import SOURCE as STATES_SOURCE
from tradetalks.report.numbers import Figures, bn, fitting, pct, per_cents, plain
from tradetalks.report.plain_words import PURCHASES, capital
from tradetalks.report.range_tables import ends_told
from tradetalks.report.ranged import amount_ranged, people_ranged, span_of
from tradetalks.report.tables import make_table
from tradetalks.world.origins import sector_origins

if TYPE_CHECKING:
    from tradetalks.counsel.reach_kept import Ranges

MOST = 8  # sectors shown at each end
PAY_NAMED = 2  # sectors named at each end of changes of pay
PAY_SEEN = 10.0  # thousands of people from which on a sector's pay is told of
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
DRAWS = "90 of 100 draws of the model"
"""Head of a column of ranges under other elasticities and horizons."""
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
        "jobs": {c: _jobs_json(outcome, people, c) for c in codes},
        "jobs_by_state": _states_json(outcome, people) if REGION in codes else None,
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


def _states_json(outcome: Outcome, people: Jobs) -> dict[str, Any] | None:
    found = state_jobs(outcome, people)
    if found is None:
        return None
    return {
        "sectors": list(found.sectors),
        "source": STATES_SOURCE,
        "thousands": {
            state: {"before": float(found.before[j].sum()), "change": float(found.change[j].sum()),
                    "change_by_sector": dict(zip(found.sectors, found.change[j].tolist(), strict=True))}
            for j, state in enumerate(found.states)
        },
    }  # fmt: skip


def _jobs_json(outcome: Outcome, people: Jobs, region: str) -> dict[str, Any] | None:
    n = outcome.world.region(region)
    if np.isnan(people.before[n]).all():
        return None
    names = ("before", "change", "low", "high", "idle")
    return {
        "people_moved_thousands": _number(people.moved[n]),
        "not_employed_thousands": _number(people.not_employed[n]),
        "willing_to_work_change_thousands": _number(people.willing[n]),
        "sectors": {
            code: {name: _number(getattr(people, name)[n, s]) for name in names}
            | {"pay_of_who_stays_pct": float(people.pay[n, s])}
            for s, code in enumerate(outcome.world.sectors)
        },
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


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
            table = _jobs_table(outcome, people, code, ranges)
            shown += [*([table] if table.row_count else []), _jobs_words(outcome, people, code, ranges)]
    if REGION in codes and (by_state := state_jobs(outcome, people)):
        shown += _states(outcome, by_state)
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


def _jobs_table(outcome: Outcome, people: Jobs, code: str, ranges: Ranges | None) -> Table:
    world, n = outcome.world, outcome.world.region(code)
    change = people.change[n]
    fine = people_digits(change)
    looking = float(people.idle[n].max()) >= told_from(fine)
    table = make_table(
        f"Jobs in {world.region_name(code)}, thousands of people (range: how people at work are counted by sector)",
        ("sector", "left"), ("at work before", "right"), ("change", "right"), ("range", "right"),
        *([(DRAWS, "right")] if ranges else []), *([("look for work", "right")] if looking else []),
    )  # fmt: skip
    order = [int(s) for s in np.argsort(change) if abs(change[s]) >= told_from(fine)]
    for s in order if len(order) <= 2 * MOST else [*order[:MOST], *order[-MOST:]]:
        low, high = bn(people.low[n, s], fine), bn(people.high[n, s], fine)
        spread = "" if people.read[n, s] or low == high else f"{low} to {high}"
        drawn = [span_of(ranges.ends["jobs"][:, n, s], lambda v: bn(v, fine))] if ranges else []
        name = world.sector_name(world.sectors[s])
        idle = [plain(float(people.idle[n, s]), fine)] if looking else []
        table.add_row(name, plain(people.before[n, s], 0), bn(change[s], fine), spread, *drawn, *idle)
    return table


def people_digits(change: NDArray[np.float64]) -> int:
    """Digits after the point of thousands of people that stand together: down to one person where few move."""
    return min(fitting((float(v) for v in change), 1), 3)


def told_from(digits: int) -> float:
    """Thousands of people from which on so many digits show them."""
    return 0.5 / 10**digits


def ends(change: NDArray[np.float64], most: int) -> tuple[list[int], list[int]]:
    """Places of the largest losses and of the largest gains, ``most`` of each, the largest first; what would print as
    nothing is left out."""
    order, least = [int(j) for j in np.argsort(change)], told_from(people_digits(change))
    return [j for j in order[:most] if change[j] <= -least], [j for j in order[::-1][:most] if change[j] >= least]


def _states(outcome: Outcome, found: StateJobs) -> list[Table | str]:
    """The states that lose and gain most jobs, and what each loses or gains most in."""
    table = make_table(
        "Jobs by state, thousands of people: farming, forestry, fishing, mining and manufacturing",
        ("state", "left"), ("at work before", "right"), ("change", "right"), ("most in", "left"),
    )  # fmt: skip
    change = found.change.sum(1)
    fine, (down, up) = people_digits(change), ends(change, MOST)
    for j in (*down, *reversed(up)):
        own = found.change[j]
        k = int(np.argmax(own * np.sign(change[j])))
        most = f"{outcome.world.sector_name(found.sectors[k])} {bn(own[k], fine)}"
        table.add_row(found.states[j], plain(float(found.before[j].sum()), 0), bn(float(change[j]), fine), most)
    words = (
        f"All states together {bn(float(change.sum()))} thousand in these sectors. {SAME_EVERYWHERE} A state's share"
        " of each sector is by payrolls of 2023 (Bureau of Labor Statistics) and, in farming, forestry, fishing and"
        " transport equipment, by the jobs of 2009 (Bureau of Economic Analysis; soybeans by the crop of 2016); what"
        " they withhold is filled. Coal, metal ores and services by state were not read."
    )
    return [table, words] if table.row_count else []


def _jobs_words(outcome: Outcome, people: Jobs, code: str, ranges: Ranges | None) -> str:
    n = outcome.world.region(code)
    lost = float(people.not_employed[n])
    idle = "; nobody stays without work in this outcome"
    if lost >= told_from(3):
        idle = f"; {plain(lost, fitting([lost], 0))} thousand find none"
    willing = float(people.willing[n])
    if abs(willing) >= told_from(3):
        many = plain(abs(willing), fitting([willing], 0))
        idle += f"; {many} thousand {'more' if willing > 0 else 'fewer'} want to work than before"
    moved, every = float(people.moved[n]), float(np.nansum(people.before[n]))
    told = people_ranged(moved, ranges.ends["moved"][:, n] if ranges else None)
    figure, _, drawn = told.removesuffix(")").partition(" (")
    drawn = f" ({drawn} in {DRAWS})" if drawn else ""
    return (
        f"{outcome.world.region_name(code)}: {figure} thousand people{drawn} of"
        f" {plain(every, 0)} thousand come to work in another sector{idle}.{_pay_words(outcome, people, n)} Jobs are"
        " people at work in 2022, moved as the model moves labour: where jobs end up, not how long the move takes. No"
        " range where the figure was read, or split in one way only."
    )


def _pay_words(outcome: Outcome, people: Jobs, n: int) -> str:
    """Whose pay falls and rises most, where not all may change sector at once."""
    if not np.isfinite(outcome.closure.labour_mobility):
        return ""
    there = [int(s) for s in np.argsort(people.pay[n]) if people.before[n, s] >= PAY_SEEN]
    ends_ = [*there[:PAY_NAMED], *there[: -PAY_NAMED - 1 : -1]]
    digits = per_cents(float(people.pay[n, s]) for s in ends_)
    told = [
        f"{outcome.world.sector_name(outcome.world.sectors[s])} {pct(float(people.pay[n, s]), digits, signed=True)}"
        for s in ends_
    ]
    lowest, highest = ", ".join(told[:PAY_NAMED]), ", ".join(told[PAY_NAMED:])
    return (
        f" Pay of those who stay, over consumer prices, falls most or rises least in {lowest}, rises most in {highest}."
    )
