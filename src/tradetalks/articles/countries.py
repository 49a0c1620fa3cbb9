"""What reports call the countries of the world: names, people, capitals; and which are members of the European Union.

Of ``data/countries.csv`` (world-countries, Open Database License 1.0; written by ``data/build_countries.py``), under
the richer entries of ``data/places.yaml``, which win.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tradetalks.world.classify import REGIONS

EU = "EU"


@dataclass(frozen=True)
class Country:
    """A country as English calls it; ``code`` is ISO 3166's three letters."""

    code: str
    names: tuple[str, ...]
    people: tuple[str, ...]
    capitals: tuple[str, ...]


@cache
def countries() -> tuple[Country, ...]:
    """Every country of the shipped list."""
    text = (resources.files("tradetalks.articles") / "data" / "countries.csv").read_text(encoding="utf-8")
    return tuple(
        Country(
            row["iso3"],
            tuple(filter(None, row["names"].split("|"))),
            tuple(filter(None, [row["people"]])),
            tuple(filter(None, row["capitals"].split("|"))),
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def members() -> frozenset[str]:
    """Codes of the members of the European Union, which negotiate trade as one."""
    return frozenset(next(r.economies for r in REGIONS if r.code == "EU27"))


@cache
def name_of(code: str) -> str:
    """A country's common name; the code itself where there is none."""
    return next((c.names[0] for c in countries() if c.code == code), code)
