"""The eve as readers check it: average duties by every definition, and trade by the model beside trade as counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from tradetalks.dossier.ledger_days import day_of
from tradetalks.dossier.model import Dossier
from tradetalks.policy.duties.definitions import Average
from tradetalks.policy.instruments import Measure
from tradetalks.policy.observed import Flow
from tradetalks.report.eve_duties import MODEL
from tradetalks.report.income_rows import income_rows, income_words, moves
from tradetalks.report.numbers import bn, fitting, pct
from tradetalks.report.plain_words import day_words, definition_words
from tradetalks.report.tables import make_table
from tradetalks.value.eve_fit import Beside, EveFit
from tradetalks.world.names import named

if TYPE_CHECKING:
    from tradetalks.value.eve import Eve

FAR = 5.0
"""Points of gap from which a row is called far."""
SHOWN = 0.05
"""Points that a table shows."""
HARDLY = 0.05
"""Per cent below which a fitted trade cost says that duties explain a flow."""


def averages_on_eve(dossier: Dossier, found: Sequence[tuple[str, str, Average]]) -> Table | None:
    """Average duties on the eve, as ``eve_averages`` has them: by the law where a ledger's day is in force, and by the
    model; None of none."""
    day = day_of(dossier)
    if not found:
        return None
    table = make_table(
        f"Average duties today, {day_words(str(day or dossier.reference_date))}, per cent"
        + (": one law, several definitions" if any(one.definition != MODEL for *_, one in found) else ""),
        ("tariff", "left"), ("definition", "left"), ("average", "right"), ("by layer", "left"),
    )  # fmt: skip
    names = {region: dossier.parties[p].name for p, region in dossier.regions.items()}
    last = ("", "")
    for importer, exporter, average in found:
        layers = ", ".join(f"{name} {value:.1f}" for name, value in average.layers.items())
        name = f"{names[importer]} on {names[exporter]}" if (importer, exporter) != last else ""
        last = importer, exporter
        table.add_row(name, definition_words(average.definition), f"{average.value:.1f}", layers)
    return table


def fit_table(eve: Eve) -> Table | None:
    """The eve's trade by the model beside trade as counted; None where nothing is compared."""
    fit = eve.fit
    if fit is None:
        return None
    later = fit.choice.later
    table = make_table(
        "The eve, model against observed: change of goods trade, per cent"
        f" ({months_words(fit.choice.spans()[0])} against {months_words(fit.choice.spans()[1])})",
        ("flow", "left"), ("model's benchmark, bn a year", "right"), ("model, volume", "right"),
        ("model, by value", "right"), ("observed", "right"),
        ("gap, points", "right"), *([(f"observed later, {months_words(later)}", "right")] if later else []),
    )  # fmt: skip
    for row in fit.rows:
        cells = [
            row.what or flow_name(eve, row),
            f"{row.before:,.0f}",
            *map(_change, (row.model, row.value, row.observed)),
        ]
        cells += [f"{bn(row.gap)}{' (fitted)' if row.fitted else ''}"]
        table.add_row(*cells, *([_change(row.later)] if later else []))
        if row == fit.together:
            table.add_section()
    return table


def fit_words(eve: Eve) -> list[str]:
    """What was fitted, to what, how well, and what does not fit."""
    fit = eve.fit
    if fit is None:
        return []
    seen, before = (months_words(months) for months in fit.choice.spans())
    far = [row for row in fit.totals if abs(row.gap) > FAR]
    lines = []
    if fit.choice.fits_costs:
        lines.append(_cost_words(eve))
    elif fit.choice.fits_factor:
        model, observed = fit.fitted_to
        flows = " and ".join(flow_name(eve, row, named) for row in fit.totals if row.fitted)
        mean = _mean_elasticity(eve)
        lines.append(
            f"Fitted: one factor on all trade elasticities, {fit.factor:g} (their average over goods between these"
            f" countries is {mean:.1f} then, {mean / fit.factor:.1f} in the long run), so that goods from {flows}"
            f" change by {pct(model, signed=True)}, as they did between {before} and {seen}"
            f" ({pct(observed, signed=True)}). Nothing else is fitted."
        )
        if fit.choice.packages == "horizon":
            lines.append(
                f"Packages are solved with the elasticities that hold {eve.dossier.horizon.words}, from this eve."
            )
        else:
            lines.append("Packages, no deal and published shocks are solved with the same elasticities.")
    else:
        lines.append("Nothing is fitted: this is a comparison.")
    lines.append(_measured(eve))
    if fit.choice.out_of_season:
        changes = "; ".join(
            f"{flow_name(eve, row, named)} {_change(row.whole)}"
            + (f" ({_change(row.later)} counted {months_words(fit.choice.later)})" if fit.choice.later else "")
            for row in fit.totals
            if row.exporter and abs(row.whole - row.model) > SHOWN
        )
        lines.append(
            f"Left out on the model's side: {_out_of_season(eve)}, of which {seen} is not the season."
            + (f" With them, over a year: {changes}." if changes else "")
        )
    if far:
        told = "; ".join(f"{flow_name(eve, row, named)} by {bn(row.gap)}" for row in far)
        lines.append(f"More than {FAR:g} points from what was counted: {told}.")
    return lines


def _measured(eve: Eve) -> str:
    """Which measure each of the figures is."""
    year = eve.benchmark.provenance.get("year", "the benchmark's")
    return (
        f"Model, volume: what arrives, at {year} prices; the gap and any fit are of it. Model, by value: what is sent,"
        " at today's prices and before duty, as the workbench shows it for today. Observed: the value that customs"
        " count, before duty, at the prices of its months."
    )


def to_today_words(eve: Eve, regions: Sequence[str]) -> str:
    """What bringing the benchmark to today does to the parties' regions, in a sentence; '' where no party is one."""
    if not regions:
        return ""
    year = eve.benchmark.provenance.get("year", "benchmark's")
    rows = income_rows(eve.by_measures, regions)
    if not any(moves(row) for row in rows):
        return f"Today is the {year} economy as it was: no measure since moves any side's real income."
    alone = ", by duties and other measures alone" if eve.fit and eve.fit.costs else ""
    return f"Bringing the {year} economy to today{alone}: {income_words(rows)}."


def costs_in_force(eve: Eve) -> list[tuple[Measure, str]]:
    """Trade costs fitted to the eve, which no duty explains, with what they are in words."""
    if eve.fit is None:
        return []
    but = f" but {_out_of_season(eve)}" if eve.fit.choice.out_of_season else ""
    own = eve.in_force[len(eve.dossier.in_force) :]
    return [
        (measure, f"{flow_name(eve, cost.flow, named)}: trade cost {_cost(100 * cost.cost)} on goods{but}")
        for measure, cost in zip(own, eve.fit.costs, strict=True)
    ]


def _cost(points: float) -> str:
    """A change of cost in per cent, a small one too."""
    return pct(points, fitting([points], 1), signed=True)


def _cost_words(eve: Eve) -> str:
    """The trade cost fitted to each flow, and what the flow would have done without it."""
    assert eve.fit is not None
    seen, before = (months_words(months) for months in eve.fit.choice.spans())
    rows = {(row.exporter, row.importer): row for row in eve.fit.totals if row.fitted}
    told = []
    for cost in eve.fit.costs:
        row = rows[cost.flow.exporter, cost.flow.importer]
        less, points = "less" if cost.cost < 0 else "more", abs(100 * cost.cost)
        costs = f"cost {pct(points, fitting([points], 1))} {less}"
        costs = costs if points >= HARDLY else f"hardly need one ({costs})"
        told.append(
            f"goods from {flow_name(eve, row, named)} {costs}, so that their"
            f" volume changes by {_change(row.model)} ({_change(row.value)} by value), as customs values did between"
            f" {before} and {seen} ({_change(row.observed)}); by duties and other measures alone"
            f" {_change(cost.unfitted)}"
        )
    return (
        f"Fitted, a trade cost that duties do not explain: {'; '.join(told)}. It stays as it is with every package and"
        " without a deal; other horizons do without it. Nothing else is fitted."
    )


def flow_name(eve: Eve, row: Beside | Flow, written: Callable[[str], str] = str) -> str:
    """A flow in words, countries by name; ``written``: how a name is written where it stands."""
    if not row.exporter:
        return "all of these together"
    world = eve.benchmark
    pair = f"{written(world.region_name(row.exporter))} to {written(world.region_name(row.importer))}"
    return f"{pair}: {row.what}" if row.what else pair


def _out_of_season(eve: Eve) -> str:
    assert eve.fit is not None
    return " and ".join(eve.benchmark.sector_name(code).lower() for code in eve.fit.choice.out_of_season)


def _mean_elasticity(eve: Eve) -> float:
    """Trade elasticity on the eve, averaged over the goods flows compared by the benchmark's trade."""
    world, fit = eve.benchmark, eve.fit
    assert fit is not None
    goods = [world.sector(c) for c in (world.goods or world.sectors)]
    total = weighted = 0.0
    for row in fit.totals:
        if row.exporter:
            flow = world.trade[world.region(row.exporter), world.region(row.importer)][goods]
            total, weighted = total + float(flow.sum()), weighted + float(flow @ world.trade_elasticity[goods])
    return fit.factor * weighted / total


def months_words(months: Sequence[str] | None) -> str:
    """First and last month in words: June to July 2025."""
    if not months:
        return ""
    first, last = map(day_words, months)
    if first == last:
        return first
    return f"{first.removesuffix(last[-5:])} to {last}"


def _change(value: float | None) -> str:
    return "" if value is None else pct(value, signed=True)


def fit_json(fit: EveFit | None) -> dict[str, object] | None:
    """The comparison as ``--json`` prints it."""
    if fit is None:
        return None
    return {
        "table": fit.table,
        "months": fit.choice.spans()[0],
        "against": fit.choice.spans()[1],
        "fitted": fit.choice.fit,
        "trade_elasticity_factor": fit.factor,
        "not_explained_by_duties": [
            {"exporter": c.flow.exporter, "importer": c.flow.importer, "cost_pct": 100 * c.cost, "unfitted": c.unfitted}
            for c in fit.costs
        ],
        "rows": [{**vars(row), "gap": row.gap} for row in fit.rows],
    }
