"""The eve as readers check it: average duties by every definition, and trade by the model beside trade as counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from tradetalks.dossier.ledger_days import day_of
from tradetalks.dossier.model import Dossier
from tradetalks.report.eve_duties import eve_averages
from tradetalks.report.numbers import bn, pct
from tradetalks.report.plain_words import day_words, definition_words
from tradetalks.report.tables import make_table
from tradetalks.value.eve_fit import Beside, EveFit
from tradetalks.world.names import named

if TYPE_CHECKING:
    from tradetalks.value.eve import Eve

FAR = 5.0
"""Points of gap from which a row is called far."""


def averages_on_eve(dossier: Dossier) -> Table | None:
    """Average duties of the ledger's day; None of a dossier that stands on none."""
    found = eve_averages(dossier)
    if not found:
        return None
    table = make_table(
        f"Average duties on the eve, {day_words(str(day_of(dossier)))}, per cent: one law, several definitions",
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
        ("flow", "left"), ("model's benchmark, bn a year", "right"), ("model", "right"), ("observed", "right"),
        ("gap, points", "right"), *([(f"observed later, {months_words(later)}", "right")] if later else []),
    )  # fmt: skip
    for row in fit.rows:
        cells = [row.what or flow_name(eve, row), f"{row.before:,.0f}", *map(_change, (row.model, row.observed))]
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
    if fit.choice.fits:
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
    if far:
        told = "; ".join(f"{flow_name(eve, row, named)} by {bn(row.gap)}" for row in far)
        lines.append(f"More than {FAR:g} points from what was counted: {told}.")
    return lines


def flow_name(eve: Eve, row: Beside, written: Callable[[str], str] = str) -> str:
    """A flow in words, countries by name; ``written``: how a name is written where it stands."""
    if not row.exporter:
        return "all of these together"
    world = eve.benchmark
    pair = f"{written(world.region_name(row.exporter))} to {written(world.region_name(row.importer))}"
    return f"{pair}: {row.what}" if row.what else pair


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
        "rows": [{**vars(row), "gap": row.gap} for row in fit.rows],
    }
