"""What limits on quantities cost, in words: the subsidy that makes buyers keep an undertaking, what scarcity adds to a
price. Both are the wedges that the solver finds, equation (11) of docs/maths.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.policy.quantities import Quantity
from tradetalks.report.numbers import Figures, pct
from tradetalks.world.names import named

SMALLEST_TOLD = 0.1
"""Per cent of the price at the border below which a limit on trade is not told of."""
VERY_DEAR = 50.0
"""Per cent of the price at the border from which an undertaking is said to be very dear."""


def limit_words(outcome: Outcome) -> list[str]:
    """A sentence for each undertaking to buy, and for each limit that makes goods scarce, the dearest first."""
    told = [(abs(row["wedge_pct"]), _sentence(outcome, q, row)) for q, row in _rows(outcome)]
    return [words for _, words in sorted(told, key=lambda pair: -pair[0]) if words]


def limits_json(outcome: Outcome) -> list[dict[str, Any]]:
    """The same as plain data, the columns of ``Outcome.to_frame("quantities")``."""
    return [{key: value for key, value in row.items() if value != ""} for _, row in _rows(outcome)]


def _rows(outcome: Outcome) -> Iterator[tuple[Quantity, dict[str, Any]]]:
    yield from zip(outcome.shock.quantities, outcome.by_quantity(), strict=True)


def _sentence(outcome: Outcome, q: Quantity, row: dict[str, Any]) -> str:
    world, wedge = outcome.world, float(row["wedge_pct"])
    buyer, seller = (named(world.region_name(world.regions[n])) for n in (q.importer, q.exporter))
    goods = ", ".join(world.sector_name(world.sectors[s]) for s in q.sectors)
    if q.kind == "cap":
        if wedge < SMALLEST_TOLD:
            return ""
        return f"{goods} from {seller} to {buyer}: a limit on quantity adds {pct(wedge, 0)} to the price at the border."
    values = Figures.among([row["value_after_bn"], row["value_before_bn"]])
    after, before = values.size(row["value_after_bn"]), values.size(row["value_before_bn"])
    bought = f"{goods} from {seller} to {buyer}, {after} {values.unit.title} ({before} before)"
    if -wedge < SMALLEST_TOLD:
        return f"{bought}; {buyer} would buy as much without its undertaking, which binds nothing."
    cost = float(row["subsidy_bn"] / outcome.wage_ratio[q.importer])  # as everywhere at unchanged wages
    priced = cost / (-wedge / 100)  # what it comes to at the border with the buyer's duty, before anything is let off
    paid = Figures.among([cost])
    dear = " That is very dear: the pledge is far above what buyers would take." if -wedge >= VERY_DEAR else ""
    return (
        f"{bought}: {buyer} keeps its undertaking only if buyers pay {pct(-wedge, 1)} less than the price with its"
        f" duty. With duty they come to {paid.size(priced)} {paid.unit.title}; {pct(-wedge, 1)} of that,"
        f" {paid.size(cost)} {paid.unit.title}, its budget pays.{dear}"
    )
