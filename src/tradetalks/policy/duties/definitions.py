"""One pair's average duty on a day by every definition at hand, each with its name, under changes to the law too."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tradetalks.policy.duties import averages, china
from tradetalks.policy.duties import lines as schedule
from tradetalks.policy.duties.changes import Change, china_rates, names, us_rates
from tradetalks.policy.duties.kept import kept
from tradetalks.policy.duties.lines import Array
from tradetalks.policy.ledger import as_date

STATUTORY_US = "statutory, imports of 2024"
STATUTORY_CHINA = "statutory, US exports of 2020"
WORLD_CHINA = "statutory, US exports to the world"
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


def statutory(importer: str, exporter: str, day: datetime.date | str, changes: Sequence[Change] = ()) -> list[Average]:
    """Averages by the law of a day under changes, first the one that ``tradetalks ledger rates`` leads with.

    Raises:
        PolicyError: a partner without imports by product; a day before 2018.
    """
    mine = [c for c in changes if c.name in names((importer,))]
    if importer == "CHN":
        layers = china_rates(day, mine)
        found = {
            STATUTORY_CHINA: china.average_of(layers, year=2020),
            WORLD_CHINA: china.average_of(layers, "world"),
        }
        return [Average(name, sum(parts.values()), parts) for name, parts in found.items()]
    value = schedule.imports(exporter)
    rates = us_rates(exporter, day, mine)
    parts = {layer: 100 * float(rate @ value) / float(value.sum()) for layer, rate in rates.items()}
    return [Average(STATUTORY_US, sum(parts.values()), parts)]


def leading(importer: str, exporter: str, day: datetime.date, changes: Sequence[Change] = ()) -> float:
    """The first of the ``statutory`` averages alone, per cent, kept on disk; raises as that does."""

    def worked_out() -> Array:
        return np.array([statutory(importer, exporter, day, changes)[0].value])

    return float(kept(("statutory", importer, exporter, day, tuple(changes)), (1,), worked_out)[0])


def on_day(importer: str, exporter: str, day: datetime.date | str) -> list[Average]:
    """Every average of a day at hand: by the law, expected and collected in its month, and published ones near it."""
    entered = as_date(day)
    found = statutory(importer, exporter, entered)
    month = entered.isoformat()[:7]
    if importer == "USA" and month in averages.months() and exporter in averages.COUNTRIES.values():
        parts = averages.expected(exporter, month)
        found.append(Average(f"expected, weights of {month}", sum(parts.values()), parts))
        found.append(Average(f"collected in {month} (Census)", averages.collected(exporter, month), {}))
    return [*found, *_published(importer, exporter, entered)]


def _published(importer: str, exporter: str, entered: datetime.date) -> list[Average]:
    rows: Any = schedule.read("published.csv", text=("date",))
    found = []
    for row in rows.to_dict("records"):
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
