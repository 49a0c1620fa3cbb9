"""Published results to judge the model's magnitudes by: figures as printed, each with who, when, where and what it is.

They stand in ``published.yaml`` beside this file. A row's range is made from the figures themselves, by one rule for
all rows (``Row.low``, ``Row.high``), and never written down by hand.
"""

from __future__ import annotations

import datetime
import re
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tradetalks.errors import PolicyError, repeated, unknown
from tradetalks.yaml_text import read_file

Horizon = Literal["year 1", "years 2-3", "year 5", "year 10", "long run"]
HORIZONS: tuple[Horizon, ...] = ("year 1", "years 2-3", "year 5", "year 10", "long run")
A_QUARTER = 0.25
"""Where one source alone gives one figure: how far from it, as a share of it, still counts as met."""

REST = "rest"
"""All partners that a source does not name."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def _half(number: str) -> float:
    return 0.5 * 10.0 ** -len(number.partition(".")[2])


class Figure(BaseModel):
    """What one source prints.

    Attributes:
        says: one figure or two ("-0.6 to -0.3"), with the digits that the source prints, in the row's unit.
        by: authors and title. date: of the source, as far as its copy gives it. address: where it was read.
        read: in what copy: the source itself, or a press copy.
        note: what was done to the figure to bring it into the row's unit, or what is particular about it.
        printed: the number as the source prints it, where ``says`` was computed from it: its digits are those that
            count.
        raises: by how many points the source says that its own shock raises the average duty; None if it does not say.
        raises_note: in what words, and what that average is weighted by.
        raises_by: the same by partner, ``REST`` all others; empty where it does not say. raises_by_of: points on a
            partner's own goods, or on all goods (a partner's contribution).
        averaged: whether the source's own model takes duties as averages of a sector and partner.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
    by: str = Field(min_length=3)
    date: str = Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")
    address: str = Field(pattern=r"^https?://")
    read: str = Field(min_length=3)
    note: str = ""
    printed: str = Field("", pattern=r"^(\d+(\.\d+)?)?$")
    raises: float | None = Field(None, gt=0)
    raises_note: str = ""
    raises_by: dict[str, float] = {}
    raises_by_of: Literal["own goods", "all goods"] = "own goods"
    averaged: bool = False

    @field_validator("date", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return (
            value.isoformat() if isinstance(value, datetime.date) else str(value) if isinstance(value, int) else value
        )

    @field_validator("says")
    @classmethod
    def _numbers(cls, value: str) -> str:
        rest = _NUMBER.sub("#", value)
        if rest not in ("#", "# to #"):
            raise ValueError(f"found '{value}', expected a figure such as -0.4, or two such as -0.6 to -0.3")
        return value

    @property
    def values(self) -> tuple[float, ...]:
        return tuple(float(v) for v in _NUMBER.findall(self.says))

    @property
    def half_digit(self) -> float:
        """Half a unit of the last digit printed: -0.4 stands for anything from -0.45 to -0.35, and 0.62% of GDP that
        were printed as 2.5 trillion for anything that 2.45 to 2.55 trillion make."""
        own = max(_half(v) for v in _NUMBER.findall(self.says))
        made = _half(self.printed) / float(self.printed) * max(map(abs, self.values)) if self.printed else 0.0
        return max(own, made)


class Row(BaseModel):
    """One published result, the shock that its authors ran, and what of ours it is held against.

    Attributes:
        id, title: its name, and the shock in words.
        shock: name of a function of ``shocks``. measure: name of a function of ``measures``.
        of: region codes that the measure takes. unit: of the figures.
        horizon: the horizon that the source speaks of.
        figures: what was read.
        differs: how our shock or measure differs from the authors'.
        outside: why our figure lies outside, from what was measured; empty where it lies inside.
        raised_by: the importer whose average duty ``Figure.raises`` is of. raised_on: exporters on whose goods it is;
            those of all if empty.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=10)
    shock: str
    measure: str
    of: tuple[str, ...] = Field(min_length=1)
    unit: str
    horizon: Horizon
    figures: tuple[Figure, ...] = Field(min_length=1)
    differs: str = Field(min_length=10)
    outside: str = ""
    raised_by: str = "USA"
    raised_on: tuple[str, ...] = ()

    @property
    def raises(self) -> float | None:
        """Points by which the sources' own shocks raise the average duty: the mean of those that say, or None."""
        said = [f.raises for f in self.figures if f.raises is not None]
        return sum(said) / len(said) if said else None

    @property
    def by_partner(self) -> Figure | None:
        """The figure whose source says by how much its shock raises duties partner by partner; the first that does."""
        return next((f for f in self.figures if f.raises_by), None)

    @property
    def averaged(self) -> bool:
        """Whether a source of the row says that its duties are averages of a sector and partner."""
        return any(f.averaged for f in self.figures)

    @property
    def several(self) -> bool:
        """Whether the sources give a range: two figures or more."""
        return len({v for f in self.figures for v in f.values}) > 1

    @property
    def low(self) -> float:
        """Lower end of the published range: the least figure, less half its last digit; see ``A_QUARTER``."""
        return self._end(-1)

    @property
    def high(self) -> float:
        """Upper end of the published range."""
        return self._end(+1)

    def _end(self, sign: int) -> float:
        found = [(v, f.half_digit) for f in self.figures for v in f.values]
        if not self.several:
            value, half = found[0]
            return value + sign * max(half, A_QUARTER * abs(value))
        return sign * max(sign * value + half for value, half in found)


@cache
def rows() -> tuple[Row, ...]:
    """All published results, in the order of the file; raises PolicyError with file, row, field and what was found."""
    return read_rows(Path(__file__).with_name("published.yaml"))


def read_rows(path: Path) -> tuple[Row, ...]:
    """Rows of a file; raises PolicyError naming file, row and field, or an id given twice."""
    try:
        content = read_file(path)
    except ValueError as error:
        raise PolicyError(f"{path.name}: {error}") from None
    if not isinstance(content, list) or not content:
        raise PolicyError(f"{path.name}: expected a list of published results")
    found = []
    for j, entry in enumerate(content):
        try:
            found.append(Row.model_validate(entry))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            name = entry.get("id", j) if isinstance(entry, dict) else j
            raise PolicyError(f"{path.name}: '{name}' {where}: {first['msg'].removeprefix('Value error, ')}") from None
    if twice := repeated(row.id for row in found):
        raise PolicyError(f"{path.name}: id '{twice[0]}' is given twice; expected once")
    return tuple(found)


def row(name: str) -> Row:
    """One published result by its id; raises PolicyError with the nearest."""
    by_id = {one.id: one for one in rows()}
    if name not in by_id:
        raise PolicyError(unknown("published result", name, by_id))
    return by_id[name]
