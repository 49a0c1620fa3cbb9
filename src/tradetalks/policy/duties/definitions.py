"""One pair's average duty on a day by every definition at hand, each with its name, under changes to the law too."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from tradetalks.policy.duties import averages, china, measures, us
from tradetalks.policy.duties import lines as schedule
from tradetalks.policy.duties.changes import Change, china_rates, names, us_rates
from tradetalks.policy.duties.kept import kept
from tradetalks.policy.duties.lines import Array
from tradetalks.policy.ledger import as_date

STATUTORY_US = "statutory, imports of 2024"
STATUTORY_CHINA = "statutory, US exports of 2020"
WORLD_CHINA = "statutory, US exports to the world"
WORLD_US = "statutory, China's exports to the world"
RECENT_DAYS = 60
"""A published average is shown beside a day if it is of that day or of so many days before, and the law moved by less
than a point between them."""


@dataclass(frozen=True)
class Average:
    """An average duty, per cent: which one, of what day or month, and by layer where that is known."""

    definition: str
    value: float
    layers: dict[str, float]


def is_known(importer: str, exporter: str) -> bool:
    """Does the ledger hold duties by product of this importer on this partner?"""
    return exporter in schedule.PARTNERS if importer == "USA" else (importer, exporter) == ("CHN", "USA")


def days_of_change(importer: str, exporter: str) -> list[datetime.date]:
    """Days after the ledger's first on which duties of ``importer`` on goods of ``exporter`` change, in order."""
    to_china = (importer, exporter) == ("CHN", "USA")
    days = china.changes() if to_china else measures.changes(measures.on_goods_of(exporter, importer))
    return [day for day in days if day > measures.FIRST]


def statutory(importer: str, exporter: str, day: datetime.date | str, changes: Sequence[Change] = ()) -> list[Average]:
    """Averages by the law of a day under changes, first the one that ``tradetalks ledger rates`` leads with.

    Raises:
        PolicyError: a partner without imports by product; a day before 2018.
    """
    entered, mine = as_date(day), tuple(c for c in changes if c.name in names((importer,)))
    definitions = (STATUTORY_CHINA, WORLD_CHINA) if importer == "CHN" else (STATUTORY_US, WORLD_US)
    definitions = definitions if "CHN" in (importer, exporter) else definitions[:1]
    layers = china.LAYERS if importer == "CHN" else us.LAYERS

    def worked_out() -> Array:
        found = [
            [parts.get(layer, np.nan) for layer in layers] for parts in _by_layer(importer, exporter, entered, mine)
        ]
        there = ~np.isnan(np.array(found))
        return np.stack([np.where(there, found, 0.0), there])

    asked = ("statutory", importer, exporter, entered, mine)
    points, there = kept(asked, (2, len(definitions), len(layers)), worked_out)
    averages = []
    for name, row, known in zip(definitions, points.tolist(), there, strict=True):
        parts = {layer: value for layer, value, held in zip(layers, row, known, strict=True) if held}
        averages.append(Average(name, sum(parts.values()), parts))
    return averages


def _by_layer(importer: str, exporter: str, day: datetime.date, changes: Sequence[Change]) -> list[dict[str, float]]:
    """Each ``statutory`` average by layer, per cent."""
    if importer == "CHN":
        layers = china_rates(day, changes)
        return [china.average_of(layers, year=2020), china.average_of(layers, "world")]
    value, rates = schedule.imports(exporter), us_rates(exporter, day, changes)
    found = [{layer: 100 * float(rate @ value) / float(value.sum()) for layer, rate in rates.items()}]
    return [*found, averages.by_world_exports(rates)] if exporter == "CHN" else found


def on_day(importer: str, exporter: str, day: datetime.date | str, changes: Sequence[Change] = ()) -> list[Average]:
    """Every average of a day at hand: by the law under changes, and, whatever these are, expected and collected in its
    month and published near it."""
    entered = as_date(day)
    found = statutory(importer, exporter, entered, changes)
    if importer == "USA":
        found += _in_month(exporter, entered.isoformat()[:7])
    return [*found, *_published(importer, exporter, entered)]


def _in_month(exporter: str, month: str) -> list[Average]:
    """Expected and collected averages of a month's US duties; none of a month or partner without Census data."""

    def worked_out() -> Array:
        if month not in averages.months() or exporter not in averages.COUNTRIES.values():
            return np.zeros((3, len(us.LAYERS)))
        parts = averages.expected(exporter, month)
        there = [float(layer in parts) for layer in us.LAYERS]
        collected = np.full(len(us.LAYERS), averages.collected(exporter, month))
        return np.stack([[parts.get(layer, 0.0) for layer in us.LAYERS], there, collected])

    points, there, collected = kept(("in month", exporter, month), (3, len(us.LAYERS)), worked_out)
    if not there.any():
        return []
    parts = {layer: float(points[j]) for j, layer in enumerate(us.LAYERS) if there[j]}
    return [
        Average(f"expected, weights of {month}", sum(parts.values()), parts),
        Average(f"collected in {month} (Census)", float(collected[0]), {}),
    ]


@cache
def published_rows() -> tuple[Mapping[str, str], ...]:
    """Averages that others published, as the shipped table has them: a row each, by column."""
    text = (resources.files("tradetalks.policy") / "data/duties/published.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _published(importer: str, exporter: str, entered: datetime.date) -> list[Average]:
    found = []
    for row in published_rows():
        when = as_date(row["date"])
        near = datetime.timedelta(0) <= entered - when <= datetime.timedelta(RECENT_DAYS)
        if (
            (row["importer"], row["exporter"]) == (importer, exporter)
            and near
            and _same(importer, exporter, when, entered)
        ):
            found.append(
                Average(f"published: {row['who']} on {when}, {row['definition']}", float(row["average_pct"]), {})
            )
    return found


def _same(importer: str, exporter: str, first: datetime.date, second: datetime.date) -> bool:
    """Does the law of two days differ by less than a point on this pair?"""
    a, b = (statutory(importer, exporter, day)[0].value for day in (first, second))
    return abs(a - b) < 1.0
