"""Commitments with a target path, and how they are doing against what was counted.

A commitment is a small YAML file: periods with amounts, a season, sources. Actuals are a csv: ``date,value`` (or
``date,cumulative``), a Census download (``time`` with a monthly value) or a Comtrade one (``period`` with
``primaryValue`` or ``netWgt``). Within a period the target builds up evenly, or by the season's monthly shares.
"""

from __future__ import annotations

import calendar
import csv
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tradetalks.errors import PolicyError, nearest

Status = Literal["not begun", "on track", "behind", "met", "missed", "no figures"]
ON_TRACK = 0.95
"""At least this share of what the path asks for by now counts as on track."""


class Period(BaseModel):
    """One span of the target path; dates inclusive."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    begins: datetime.date
    ends: datetime.date
    amount: float = Field(gt=0)
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.ends < self.begins:
            raise ValueError(f"ends {self.ends} before it begins {self.begins}")
        return self


class Commitment(BaseModel):
    """Who undertook to do how much of what, by when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    party: str
    what: str
    unit: str
    path: list[Period] = Field(min_length=1)
    season: list[float] | None = Field(None, description="shares of a year by month, January first")
    actuals: str = Field("", description="csv beside this file")
    scale: float = Field(1.0, gt=0, description="multiplies the csv's figures into the unit")
    source: str
    verified: str
    notes: list[str] = []

    @model_validator(mode="after")
    def _sound(self) -> Commitment:
        for before, after in zip(self.path, self.path[1:], strict=False):
            if after.begins <= before.ends:
                raise ValueError(f"path: the period from {after.begins} begins before {before.ends}, when another ends")
        season = self.season or [1 / 12] * 12
        if len(season) != 12 or min(season) < 0 or abs(sum(season) - 1) > 1e-6:
            raise ValueError("season: expected twelve shares of a year that sum to 1")
        return self

    def due(self, date: datetime.date, period: Period) -> float:
        """How much of a period's amount its path asks for by the end of a day."""
        whole = self._weight(period.begins, period.ends)
        return period.amount * self._weight(period.begins, min(date, period.ends)) / whole if whole > 0 else 0.0

    def _weight(self, begins: datetime.date, ends: datetime.date) -> float:
        """Days of a span, each weighted by its month's share of the year."""
        total, day = 0.0, begins
        while day <= ends:
            length = calendar.monthrange(day.year, day.month)[1]
            last = min(ends, day.replace(day=length))
            share = 1 / 12 if self.season is None else self.season[day.month - 1]
            total += share * ((last - day).days + 1) / length
            day = last + datetime.timedelta(days=1)
        return total


@dataclass(frozen=True)
class Progress:
    """One period on a day: amounts in the commitment's unit.

    Attributes:
        actual: counted since the period began, up to ``counted_to``. due: what the path asks for by that day.
        projected: the period's amount if the rest of it goes as what was counted did against the path; None before any
            of it was due.
    """

    period: Period
    counted_to: datetime.date | None
    actual: float
    due: float
    projected: float | None
    status: Status

    @property
    def share(self) -> float:
        """Actual over the whole amount."""
        return self.actual / self.period.amount


Observation = tuple[datetime.date, datetime.date, float]
"""First and last day that a figure covers, and the figure."""


def progress(commitment: Commitment, actuals: Iterable[Observation], on: datetime.date | None = None) -> list[Progress]:
    """How each period is doing with what was counted up to a day (the last counted day if None)."""
    counted = sorted(actuals)
    known = [row for row in counted if on is None or row[1] <= on]
    today = on or (known[-1][1] if known else commitment.path[0].begins)
    found = []
    for period in commitment.path:
        parts = [(ends, value * _inside(begins, ends, period)) for begins, ends, value in known]
        parts = [(ends, value) for ends, value in parts if value or period.begins <= ends <= period.ends]
        counted_to = min(max(ends for ends, _ in parts), period.ends) if parts else None
        actual = sum(value for _, value in parts)
        due = commitment.due(counted_to, period) if counted_to else 0.0
        projected = actual / due * period.amount if due > 0 else None
        found.append(
            Progress(period, counted_to, actual, due, projected, _status(period, counted_to, actual, due, today))
        )
    return found


def _inside(begins: datetime.date, ends: datetime.date, period: Period) -> float:
    """Share of a figure's days that lie in a period."""
    first, last = max(begins, period.begins), min(ends, period.ends)
    return max((last - first).days + 1, 0) / ((ends - begins).days + 1)


def _status(
    period: Period, counted_to: datetime.date | None, actual: float, due: float, today: datetime.date
) -> Status:
    if actual >= period.amount * (1 - 1e-9):
        return "met"
    if today < period.begins:
        return "not begun"
    if counted_to is None:
        return "no figures"
    if counted_to >= period.ends:
        return "missed"
    return "on track" if actual >= ON_TRACK * due else "behind"


# ---------------------------------------------------------------------- reading
def shipped() -> dict[str, Path]:
    """Commitments that come with the package, by name."""
    folder = Path(str(resources.files("tradetalks.policy"))) / "data" / "commitments"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def load(where: str | Path) -> tuple[Commitment, Path]:
    """A commitment, from a shipped name or a YAML file, and the file it came from.

    Raises:
        PolicyError: nothing there, unreadable YAML, or faults in it, all of them, each with its path and value.
    """
    known, path = shipped(), Path(where)
    if str(where) in known:
        path = known[str(where)]
    elif not path.is_file():
        raise PolicyError(
            f"{where}: no such file, and no shipped commitment of that name{nearest(str(where), known)};"
            f" shipped: {', '.join(known)}"
        )
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        return Commitment.model_validate(content), path
    except (YAMLError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path}: not readable as YAML: {error}") from None
    except ValidationError as error:
        faults = [
            f"{'.'.join(str(part) for part in fault['loc']) or 'commitment'}: {fault['msg']}; found"
            f" {repr(fault['input'])[:60]}"
            for fault in error.errors()
        ]
        raise PolicyError(f"{path}: " + "\n  ".join(faults)) from None


def read_actuals(path: str | Path, scale: float = 1.0) -> list[Observation]:
    """Figures from a csv: plain, Census or Comtrade.

    Columns, by layout: ``date`` (day, month or year) with ``value``, or with ``cumulative`` (a running total since the
    row before the first); Census ``time`` with the first of ALL_VAL_MO, VALUE_MO, QTY_1_MO, GEN_VAL_MO; Comtrade
    ``period`` with ``primaryValue`` or ``netWgt``. Rows of one span add up.

    Raises:
        PolicyError: no file, unknown columns, a bad date or number; names the line.
    """
    file = Path(path)
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{file}: {error}") from None
    columns = list(rows[0]) if rows else []
    when = next((c for c in ("date", "time", "period") if c in columns), None)
    names = ("value", "cumulative", "ALL_VAL_MO", "VALUE_MO", "QTY_1_MO", "GEN_VAL_MO", "primaryValue", "netWgt")
    what = next((c for c in names if c in columns), None)
    if when is None or what is None:
        raise PolicyError(
            f"{file}: columns {', '.join(columns) or 'none'}; expected date,value or date,cumulative, a Census download"
            " (time, ALL_VAL_MO) or a Comtrade one (period, primaryValue)"
        )
    totals: dict[tuple[datetime.date, datetime.date], float] = {}
    for line, row in enumerate(rows, start=2):
        try:
            span = _span(str(row[when] or "").strip())
            value = float(str(row[what] or "").replace(",", ""))
        except ValueError as error:
            raise PolicyError(f"{file}: line {line}: {error}") from None
        totals[span] = totals.get(span, 0.0) + scale * value
    found = [(begins, ends, value) for (begins, ends), value in sorted(totals.items())]
    return _steps(found) if what == "cumulative" else found


def _span(text: str) -> tuple[datetime.date, datetime.date]:
    """Days that a date, a month or a year covers."""
    digits = text.replace("-", "")
    if not digits.isdigit() or len(digits) not in (4, 6, 8):
        raise ValueError(f"date '{text}', expected YYYY, YYYY-MM or YYYY-MM-DD")
    year, month = int(digits[:4]), int(digits[4:6] or 0)
    if len(digits) == 8:
        day = datetime.date(year, month, int(digits[6:]))
        return day, day
    first, last = (month, month) if month else (1, 12)
    return datetime.date(year, first, 1), datetime.date(year, last, calendar.monthrange(year, last)[1])


def _steps(running: list[Observation]) -> list[Observation]:
    """A running total as the steps between its days."""
    found, before, day = [], 0.0, None
    for begins, ends, value in running:
        found.append((day or begins, ends, value - before))
        before, day = value, ends + datetime.timedelta(days=1)
    return found


def as_json(commitment: Commitment, rows: Iterable[Progress]) -> Mapping[str, Any]:
    """A progress report as plain data."""
    return {
        "commitment": commitment.name,
        "title": commitment.title,
        "unit": commitment.unit,
        "source": commitment.source,
        "verified": commitment.verified,
        "periods": [
            {
                "begins": str(p.period.begins),
                "ends": str(p.period.ends),
                "target": p.period.amount,
                "counted_to": str(p.counted_to) if p.counted_to else None,
                "actual": p.actual,
                "due": p.due,
                "projected": p.projected,
                "status": p.status,
            }
            for p in rows
        ],
        "notes": commitment.notes,
    }
