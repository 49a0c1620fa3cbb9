"""Trade as it was counted month by month, to hold an eve against: shipped tables, or a csv of one's own.

Columns ``exporter, importer, month`` (YYYY-MM), ``bn_usd``; ``what`` and ``sectors`` (codes, a space between) for a
part of the goods, both empty for all goods; ``published_by`` the day by which the figure was out, empty if not known.
"""

from __future__ import annotations

import csv
import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from tradetalks.errors import PolicyError, nearest, unknown
from tradetalks.policy.ledger import as_date

SHIPPED = ("us-china",)
COLUMNS = ("exporter", "importer", "month", "bn_usd")
Months = tuple[str, str]
"""First and last month, YYYY-MM, both counted."""


@dataclass(frozen=True)
class Flow:
    """One flow of a table: who sells to whom, and which sectors (none said: all goods)."""

    exporter: str
    importer: str
    what: str = ""
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Observed:
    """Monthly trade, billions of USD.

    Attributes:
        name: of the table. values: by flow and month. published: by month, the day its last figure was out by.
    """

    name: str
    values: Mapping[Flow, Mapping[str, float]]
    published: Mapping[str, datetime.date]

    @property
    def totals(self) -> tuple[Flow, ...]:
        """Flows of all goods, in the order of the table."""
        return tuple(flow for flow in self.values if not flow.sectors)

    def months(self) -> tuple[str, ...]:
        """Months that every flow of all goods has, oldest first."""
        common = set.intersection(*(set(self.values[flow]) for flow in self.totals))
        return tuple(sorted(common))

    def traded(self, flow: Flow, months: Months) -> float:
        """Sum over months, billions of USD; raises PolicyError for a month that is not there."""
        return sum(self._value(flow, month) for month in span(months))

    def change(self, flow: Flow, months: Months, against: Months) -> float:
        """Change of a flow between two spans of months, per cent."""
        before = self.traded(flow, against)
        return 100 * (self.traded(flow, months) / before - 1) if before else math.nan

    def _value(self, flow: Flow, month: str) -> float:
        if month not in self.values[flow]:
            known = sorted(self.values[flow])
            raise PolicyError(
                f"observed trade {self.name}: no month {month} of {flow.exporter} to {flow.importer}; expected"
                f" {known[0]} to {known[-1]}"
            )
        return self.values[flow][month]


def span(months: Months) -> list[str]:
    """Every month from the first to the last. Raises PolicyError where the last comes before the first."""
    (first, last) = (as_date(f"{month}-01") for month in months)
    if last < first:
        raise PolicyError(f"months: found {months[0]} to {months[1]}; expected the earlier first")
    count = 12 * (last.year - first.year) + last.month - first.month + 1
    return [f"{first.year + (first.month - 1 + k) // 12}-{(first.month - 1 + k) % 12 + 1:02d}" for k in range(count)]


def years_before(months: Months, years: int) -> Months:
    """The same months so many years before."""
    return tuple(f"{int(month[:4]) - years}{month[4:]}" for month in months)  # type: ignore[return-value]


def observed(name: str, home: Path | None = None) -> Observed:
    """A table by shipped name, or a csv file, relative to ``home``.

    Raises:
        PolicyError: no such table or file, with the nearest name; a row that cannot be read, with its line.
    """
    if name in SHIPPED:
        return _shipped(name)
    path = (home or Path()) / Path(name).expanduser()
    if not name.endswith(".csv"):
        raise PolicyError(unknown("table of observed trade", name, SHIPPED) + ", or a csv file")
    if not path.is_file():
        raise PolicyError(
            f"{path}: no such file{nearest(name, SHIPPED)}; expected a csv, or one of: {', '.join(SHIPPED)}"
        )
    return _read(path.stem, path.read_text(encoding="utf-8-sig").splitlines(), path.name)


@cache
def _shipped(name: str) -> Observed:
    text = (resources.files("tradetalks.policy") / "data/observed" / f"{name}.csv").read_text(encoding="utf-8")
    return _read(name, text.splitlines(), f"{name}.csv")


def _read(name: str, lines: Iterable[str], where: str) -> Observed:
    reader = csv.DictReader(lines)
    found = tuple(reader.fieldnames or ())
    for column in COLUMNS:
        if column not in found:
            raise PolicyError(f"{where}: no column '{column}'{nearest(column, found)}; expected: {', '.join(COLUMNS)}")
    values: dict[Flow, dict[str, float]] = {}
    published: dict[str, datetime.date] = {}
    for line, row in enumerate(reader, start=2):
        flow = Flow(row["exporter"], row["importer"], row.get("what") or "", tuple((row.get("sectors") or "").split()))
        month = row["month"]
        try:
            as_date(f"{month}-01")
            value = float(row["bn_usd"])
        except (PolicyError, ValueError):
            raise PolicyError(
                f"{where}: line {line}: found '{month}', '{row['bn_usd']}'; expected YYYY-MM, billions"
            ) from None
        if not 0 <= value < 1e5:
            raise PolicyError(f"{where}: line {line}: found {value:g}; expected billions of USD a month")
        if month in values.setdefault(flow, {}):
            raise PolicyError(f"{where}: line {line}: {flow.exporter} to {flow.importer} in {month} is given twice")
        values[flow][month] = value
        if row.get("published_by"):
            published[month] = max(as_date(row["published_by"]), published.get(month, datetime.date.min))
    if not any(not flow.sectors for flow in values):
        raise PolicyError(f"{where}: no row of all goods; expected one a month with 'sectors' left empty")
    return Observed(name, values, published)
