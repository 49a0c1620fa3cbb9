"""Product lines of the US schedule: lists as masks, what they trade, what they paid in 2024.

One line is an HTS10 code. China's imports are known by line; those of other partners by HS6, spread evenly over the
HS6's lines (adjustment ``spread`` in the manifest says how much trade lies in an HS6 that a list splits).
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import PolicyError, unknown

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

PARTNERS = {
    "EU27": "0003", "CAN": "1220", "MEX": "2010", "GTM": "2050", "SLV": "2110", "HND": "2150", "NIC": "2190",
    "CRI": "2230", "DOM": "2470", "TTO": "2740", "COL": "3010", "VEN": "3070", "ECU": "3310", "PER": "3330",
    "CHL": "3370", "BRA": "3510", "ARG": "3570", "NOR": "4039", "GBR": "4120", "CHE": "4419", "RUS": "4621",
    "TUR": "4890", "IRQ": "5050", "ISR": "5081", "KWT": "5130", "SAU": "5170", "ARE": "5200", "IND": "5330",
    "PAK": "5350", "BGD": "5380", "LKA": "5420", "THA": "5490", "VNM": "5520", "KHM": "5550", "MYS": "5570",
    "SGP": "5590", "IDN": "5600", "PHL": "5650", "CHN": "5700", "KOR": "5800", "HKG": "5820", "TWN": "5830",
    "JPN": "5880", "AUS": "6021", "NZL": "6141", "DZA": "7210", "EGY": "7290", "NGA": "7530", "AGO": "7620",
    "ZAF": "7910",
}  # fmt: skip
"""Partners with imports by product, 98.9% of US imports for consumption in 2024: code, Census code."""
WITHOUT_PREFERENCE = (
    "EU27", "GBR", "JPN", "TWN", "CHE", "NOR", "NZL", "VNM", "THA", "IND", "IDN", "MYS", "PHL", "PAK", "BGD", "KHM",
    "LKA", "TUR", "BRA", "ARG", "HKG", "ARE",
)  # fmt: skip
"""Partners that paid most-favoured-nation rates in 2024 (no agreement; the general preferences lapsed in 2020)."""
OFFERED_QUOTAS = ("EU27", "GBR", "JPN")
"""Of them, those whose steel and aluminium mostly came in free of section 232 in 2024."""


@dataclass(frozen=True)
class Lines:
    """The schedule's lines, in the order of every array of this package."""

    codes: NDArray[np.str_]
    frame: Any
    lists: dict[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.codes)

    def mask(self, name: str) -> Mask:
        """Lines of a product list; ``all`` is every line. Raises PolicyError with the nearest name."""
        return _mask(name)

    def union(self, names: tuple[str, ...]) -> Mask:
        """Lines of any of the lists."""
        return _union(names)

    def starts(self, *prefixes: str) -> Mask:
        """Lines that begin with one of the codes."""
        return _starting(self.codes, prefixes)

    @cached_property
    def six(self) -> NDArray[np.str_]:
        """HS6 of each line."""
        return self.codes.astype("U6")

    def column(self, name: str) -> Array:
        """A number of each line: ``steel``, ``aluminum``, ``copper`` (shares of value), ``usmca_canada`` ...; 0 where
        the file has none."""
        return self.frame[name].fillna(0.0).to_numpy(dtype=float)


@cache
def load() -> Lines:
    """The lines and lists that the package ships."""
    frame = read("lines.csv.gz", text=("line", "naics"))
    lists = read("products.csv.gz", text=("list", "code"))
    grouped = {str(name): tuple(group.code) for name, group in lists.groupby("list")}
    return Lines(frame.line.to_numpy(dtype="U10"), frame, grouped)


@cache
def _mask(name: str) -> Mask:
    lines = load()
    if name == "all":
        return np.ones(len(lines), dtype=bool)
    if name not in lines.lists:
        raise PolicyError(unknown("product list", name, lines.lists))
    return _starting(lines.codes, lines.lists[name])


@cache
def _union(names: tuple[str, ...]) -> Mask:
    found = np.zeros(len(load()), dtype=bool)
    for name in names:
        found |= _mask(name)
    return found


def _starting(codes: NDArray[np.str_], prefixes: tuple[str, ...]) -> Mask:
    found = np.zeros(len(codes), dtype=bool)
    for digits in {len(p) for p in prefixes}:
        found |= np.isin(codes.astype(f"U{digits}"), [p for p in prefixes if len(p) == digits])
    return found


def read(name: str, text: tuple[str, ...] = ()) -> Any:
    """A file of ``policy/data/duties``; ``text`` columns stay text."""
    import pandas as pd

    with resources.as_file(resources.files("tradetalks.policy") / "data/duties" / name) as path:
        return pd.read_csv(path, dtype=dict.fromkeys(text, str))


def columns(name: str) -> list[str]:
    """Names of the columns of a packed file of ``policy/data/duties``."""
    with (
        (resources.files("tradetalks.policy") / "data/duties" / name).open("rb") as packed,
        gzip.open(packed, "rt", encoding="utf-8", newline="") as text,
    ):
        return next(csv.reader(text))


@cache
def imports(partner: str) -> Array:
    """Imports for consumption of 2024 by line, USD."""
    return _by_line(partner, "imports")


@cache
def collected(partner: str) -> Array:
    """Calculated duty over imports in 2024 by line, a fraction; 0 where nothing came in."""
    value, duty = imports(partner), _by_line(partner, "duty")
    return np.divide(duty, value, out=np.zeros_like(value), where=value > 0)


@cache
def most_favoured() -> Array:
    """Most-favoured-nation rate by line as partners without preference paid it in 2024, a fraction.

    Duty over imports by HS6, summed over ``WITHOUT_PREFERENCE``; on steel and aluminium over ``OFFERED_QUOTAS`` alone,
    as the others also paid section 232. Holds goods that enter free under chapter 98 or for civil aircraft.
    """
    lines = load()
    metals = lines.union(("steel", "aluminium"))
    plain = _paid_by(WITHOUT_PREFERENCE)
    return np.where(metals, _paid_by(OFFERED_QUOTAS), plain)


def _paid_by(partners: tuple[str, ...]) -> Array:
    import pandas as pd

    frame = _six()
    chosen = frame[frame.partner.isin([PARTNERS[p] for p in partners])].groupby("hs6")[["imports", "duty"]].sum()
    rate = (chosen.duty / chosen.imports.where(chosen.imports > 0)).fillna(0.0)
    lines = load()
    found = rate.reindex(lines.six)
    by_four = (chosen.groupby(chosen.index.str[:4]).sum().pipe(lambda g: g.duty / g.imports)).reindex(
        lines.codes.astype("U4")
    )
    return found.fillna(pd.Series(by_four.to_numpy(), index=found.index)).fillna(0.0).to_numpy(dtype=float)


def _by_line(partner: str, column: str) -> Array:
    if partner not in PARTNERS:
        raise PolicyError(unknown("partner with imports by product", partner, PARTNERS))
    lines = load()
    if partner == "CHN":
        frame = read("us_imports_2024_china.csv.gz", text=("line",)).set_index("line")[column]
        return frame.reindex(lines.codes).fillna(0.0).to_numpy(dtype=float)
    places = _places()
    rows = places.rows[PARTNERS[partner]]
    values = np.zeros(places.number + 1)  # the last holds codes that no line has
    values[places.code[rows]] = _six()[column].to_numpy(dtype=float)[rows]
    values[-1] = 0.0
    return values[places.line] * _spread({"CAN": "usmca_canada", "MEX": "usmca_mexico"}.get(partner))


@cache
def _six() -> Any:
    return read("us_imports_2024.csv.gz", text=("partner", "hs6"))


@dataclass(frozen=True, eq=False)
class _Places:
    """Where rows of imports by HS6 and lines of the schedule meet: HS6 codes by number, ``number`` for none."""

    number: int
    line: NDArray[np.intp]  # [line]
    code: NDArray[np.intp]  # [row]
    rows: dict[str, NDArray[np.intp]]  # by partner's Census code


@cache
def _places() -> _Places:
    import pandas as pd

    frame, (known, line) = _six(), np.unique(load().six, return_inverse=True)
    code = pd.Index(known).get_indexer(frame.hs6)
    rows = {str(partner): np.asarray(at) for partner, at in frame.groupby("partner").indices.items()}
    return _Places(len(known), line, np.where(code < 0, len(known), code), rows)


@cache
def _spread(sold_by: str | None) -> Array:
    """Share of an HS6's trade that each of its lines is given: even, among lines the partner is known to sell (those
    with a number in the column ``sold_by``; all if None)."""
    import pandas as pd

    lines = load()
    sold = lines.frame[sold_by].notna() if sold_by else pd.Series(True, index=lines.frame.index)
    by_six: Any = sold.astype(float).groupby(lines.six)
    known = by_six.transform("sum").to_numpy(dtype=float)
    every = by_six.transform("size").to_numpy(dtype=float)
    return np.where(known > 0, sold.to_numpy(dtype=float) / np.maximum(known, 1.0), 1.0 / every)
