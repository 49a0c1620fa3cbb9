"""Commitments with a target path, and how they are doing against what was counted.

A commitment is a small YAML file: periods with amounts, a season, sources. Actuals are a csv (see ``policy.actuals``).
Within a period the target builds up evenly, or by the season's monthly shares.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tradetalks.errors import MOST_FAULTS, PolicyError, nearest
from tradetalks.policy.actuals import Observation, read_actuals
from tradetalks.yaml_text import read_file

__all__ = ["Commitment", "Observation", "Period", "Progress", "as_json", "load", "progress", "read_actuals", "shipped"]

Status = Literal["not begun", "on track", "behind", "met", "missed", "no figures"]
ON_TRACK = 0.95
"""At least this share of what the path asks for by now counts as on track."""


class Period(BaseModel):
    """One span of the target path; dates inclusive."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    begins: datetime.date
    ends: datetime.date
    amount: float = Field(gt=0, allow_inf_nan=False)
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
    scale: float | None = Field(
        None, gt=0, allow_inf_nan=False,
        description="multiplies the csv's figures into the unit; by the column's own unit if left out",
    )  # fmt: skip
    rows: dict[str, str | int] = Field(
        {}, description="column and value of the csv's rows that count, such as flowCode: M"
    )
    column: str | None = Field(None, description="the csv's column of figures, where the layout's first is not meant")
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
        actual: counted since the period began, up to ``counted_to``. due: what the path asks for by that day, or all of
            it once the period has ended: by the day judged on, or because later days were counted.
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


def progress(
    commitment: Commitment,
    actuals: Iterable[Observation],
    on: datetime.date | None = None,
    now: datetime.date | None = None,
) -> list[Progress]:
    """How each period is doing with what was counted up to a day (the last counted day if None).

    ``now``: the calendar's day, which tells a period that has begun, though nothing is counted of it, from one that has
    not; the day judged on if None.
    """
    counted = sorted(actuals)
    known = [row for row in counted if on is None or row[1] <= on]
    today = on or (known[-1][1] if known else commitment.path[0].begins)
    begun_by = max(now or today, today)
    found = []
    for period in commitment.path:
        parts = [(ends, value * _inside(begins, ends, period)) for begins, ends, value in known]
        parts = [(ends, value) for ends, value in parts if value or period.begins <= ends <= period.ends]
        counted_to = min(max(ends for ends, _ in parts), period.ends) if parts else None
        actual = sum(value for _, value in parts)
        closed = counted_to is not None and today >= period.ends
        due = period.amount if closed else commitment.due(counted_to, period) if counted_to else 0.0
        projected = actual / due * period.amount if due > 0 else None
        status = _status(period, counted_to, actual, due, today, begun_by)
        found.append(Progress(period, counted_to, actual, due, projected, status))
    return found


def _inside(begins: datetime.date, ends: datetime.date, period: Period) -> float:
    """Share of a figure's days that lie in a period."""
    first, last = max(begins, period.begins), min(ends, period.ends)
    return max((last - first).days + 1, 0) / ((ends - begins).days + 1)


def _status(
    period: Period,
    counted_to: datetime.date | None,
    actual: float,
    due: float,
    today: datetime.date,
    begun_by: datetime.date,
) -> Status:
    if actual >= period.amount * (1 - 1e-9):
        return "met"
    if begun_by < period.begins:
        return "not begun"
    if counted_to is None:
        return "no figures"
    if max(counted_to, today) >= period.ends:
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
        content = read_file(path)
    except ValueError as error:
        raise PolicyError(f"{path}: {error}") from None
    try:
        return Commitment.model_validate(content), path
    except ValidationError as error:
        listed = error.errors()
        faults = [_fault(fault) for fault in listed[:MOST_FAULTS]]
        left = len(listed) - len(faults)
        more = [f"the first {MOST_FAULTS} faults are listed; {left:,} more are left out"] if left else []
        raise PolicyError(f"{path}: " + "\n  ".join([*faults, *more])) from None


def _fault(fault: Mapping[str, Any]) -> str:
    """One fault against the schema: path, what was found, what was expected, the nearest name."""
    where = ".".join(str(part) for part in fault["loc"]) or "commitment"
    if fault["type"] == "extra_forbidden":
        valid = list((Period if len(fault["loc"]) > 1 else Commitment).model_fields)
        return f"{where:.200}: unknown name{nearest(str(fault['loc'][-1]), valid)}; expected one of: {', '.join(valid)}"
    return f"{where:.200}: {fault['msg']}; found {repr(fault['input'])[:60]}"


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
