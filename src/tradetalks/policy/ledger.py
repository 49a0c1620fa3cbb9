"""Dated measures: what was in force on a day, what it adds up to, what changed between two days.

A ledger is a csv of rows: authority, legal reference, importer, exporter, products (sector codes, groups, or HS codes
such as HS8542), rate (a
fraction), coverage (a share, or the name of a coverage by sector), from and until (inclusive), source, verified, and
the kind of measure (a tariff unless said). Stacking: tariffs add up, on the share of trade each covers; where one duty
excludes another (section 232 and the reciprocal tariff), the coverages exclude each other.
"""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from itertools import combinations
from pathlib import Path
from typing import Any

from tradetalks.errors import PolicyError, nearest, repeated, unknown
from tradetalks.world.classify import GROUPS, REGIONS, SECTORS

COLUMNS = (
    "id", "authority", "legal", "importer", "exporter", "products", "rate", "coverage", "effective_from",
    "effective_until", "source", "verified", "note", "kind",
)  # fmt: skip
KINDS = ("tariff", "export_control", "import_limit", "fee", "purchase", "exclusion")
"""What a row is; only tariffs have rates that add up."""
SHIPPED = ("us-china",)
_FOREVER = datetime.date.max


@dataclass(frozen=True)
class LedgerRow:
    """One measure over one span of days; ``rate`` a fraction, ``coverage`` by sector, dates inclusive."""

    id: str
    authority: str
    legal: str
    importer: str
    exporter: str
    products: tuple[str, ...]
    rate: float
    coverage: Mapping[str, float]
    effective_from: datetime.date
    effective_until: datetime.date
    source: str
    verified: str
    note: str = ""
    kind: str = "tariff"

    def on(self, date: datetime.date) -> bool:
        """Is the row in force on that day?"""
        return self.effective_from <= date <= self.effective_until

    def adds(self, sector: str) -> float:
        """Points the row adds to that sector's effective rate while in force."""
        if self.kind != "tariff" or sector not in self.products:
            return 0.0
        return self.rate * self.coverage.get(sector, 0.0)


@dataclass(frozen=True)
class Ledger:
    """A set of dated measures."""

    name: str
    rows: tuple[LedgerRow, ...]
    published: tuple[Mapping[str, Any], ...] = field(default=())

    @classmethod
    def load(cls, where: str | Path = "us-china") -> Ledger:
        """Read a shipped ledger or a csv file (with ``NAME.coverage.json`` beside it for named coverages).

        Raises:
            PolicyError: every fault at once: unknown column, product or region (with the nearest), a rate that looks
                like per cent, an end before its beginning, overlapping rows of one measure, an id given twice.
        """
        if str(where) in SHIPPED:
            folder = resources.files("tradetalks.policy") / "data"
            text = (folder / f"{where}.csv").read_text(encoding="utf-8")
            coverages = json.loads((folder / f"{where}.coverage.json").read_text(encoding="utf-8"))
            published = json.loads((folder / f"{where}.published.json").read_text(encoding="utf-8"))
            return cls(str(where), _parse(text, f"{where}.csv", coverages), tuple(published))
        path = Path(where)
        if not path.is_file():
            raise PolicyError(
                f"{where}: no such file, and no shipped ledger of that name{nearest(str(where), SHIPPED)}"
            )
        beside = path.with_suffix(".coverage.json")
        coverages = json.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}
        return cls(path.stem, _parse(path.read_text(encoding="utf-8-sig"), path.name, coverages))

    def in_force(self, date: datetime.date | str) -> list[LedgerRow]:
        """Rows in force on a day, in the order they took effect."""
        day = as_date(date)
        return sorted((r for r in self.rows if r.on(day)), key=lambda r: r.effective_from)

    def effective_rate(self, importer: str, exporter: str, sector: str, date: datetime.date | str) -> float:
        """Points that the ledger's measures add to the tariff of a sector on a day (a fraction)."""
        if sector not in _SECTORS:
            raise PolicyError(unknown("sector", sector, _SECTORS))
        return self.rates(importer, exporter, date)[sector]

    def rates(self, importer: str, exporter: str, date: datetime.date | str) -> dict[str, float]:
        """Points added by sector on a day; a profile for measures and shocks."""
        rows = [r for r in self.in_force(date) if (r.importer, r.exporter) == (importer, exporter)]
        return {sector: sum(row.adds(sector) for row in rows) for sector in _SECTORS}

    def diff(self, first: datetime.date | str, second: datetime.date | str) -> tuple[list[LedgerRow], list[LedgerRow]]:
        """Rows that ended and rows that began between two days."""
        before, after = self.in_force(first), self.in_force(second)
        return [r for r in before if r not in after], [r for r in after if r not in before]

    def timeline(self, importer: str, exporter: str) -> list[tuple[datetime.date, dict[str, float]]]:
        """Points added by sector from each day on which anything changes (picture: ``report.ledger_tables``)."""
        return [(day, self.rates(importer, exporter, day)) for day in self.dates()]

    def dates(self) -> list[datetime.date]:
        """Days on which anything changes."""
        begins = {r.effective_from for r in self.rows}
        ends = {r.effective_until + datetime.timedelta(days=1) for r in self.rows if r.effective_until != _FOREVER}
        return sorted(begins | ends)


_SECTORS = tuple(s.code for s in SECTORS)
_REGIONS = tuple(r.code for r in REGIONS)


def shipped_coverage(where: str) -> dict[str, float]:
    """Coverage by sector that a shipped ledger names, ``us-china:ieepa``; raises PolicyError with the nearest name."""
    ledger, _, name = where.partition(":")
    if ledger not in SHIPPED:
        raise PolicyError(unknown("ledger", ledger, SHIPPED))
    path = resources.files("tradetalks.policy") / "data" / f"{ledger}.coverage.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    if name not in found:
        raise PolicyError(unknown(f"coverage of {ledger}", name, found))
    return dict(found[name]["shares"])


def as_date(value: datetime.date | str, name: str = "date") -> datetime.date:
    """A day from a date, the date of a time, or an ISO text; raises PolicyError, under the name, for anything else."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value)
    except (ValueError, TypeError):
        raise PolicyError(f"{name}: found '{value!s:.80}', expected YYYY-MM-DD") from None


def _parse(text: str, where: str, coverages: Mapping[str, Any]) -> tuple[LedgerRow, ...]:
    reader = csv.DictReader(text.splitlines())
    found = tuple(reader.fieldnames or ())
    missing = [c for c in COLUMNS[:-2] if c not in found]
    if missing:
        near = nearest(missing[0], found)
        raise PolicyError(f"{where}: no column '{missing[0]}'{near}; expected: {', '.join(COLUMNS)}")
    rows, faults = [], []
    for line, raw in enumerate(reader, start=2):
        try:
            rows.append(_row({k: (v or "").strip() for k, v in raw.items() if k}, coverages))
        except PolicyError as error:
            faults.append(f"{where}: line {line} '{raw.get('id', '')}': {error}")
    faults += [f"{where}: id '{i}' is given twice; expected once" for i in sorted(repeated(r.id for r in rows))]
    faults += [f"{where}: {a.id} and {b.id}: {why}" for a, b, why in _overlaps(rows)]
    if faults:
        raise PolicyError("\n".join(faults))
    return tuple(rows)


def _row(raw: Mapping[str, str], coverages: Mapping[str, Any]) -> LedgerRow:
    for side in ("importer", "exporter"):
        if raw[side] not in _REGIONS:
            raise PolicyError(unknown(side, raw[side], _REGIONS))
    products: list[str] = []
    for code in raw["products"].split():
        if code in GROUPS:
            products += GROUPS[code]
        elif code in _SECTORS:
            products.append(code)
        elif code.startswith("HS"):
            products.append(_sector_of(code))
        else:
            raise PolicyError(unknown("product", code, [*_SECTORS, *GROUPS]))
    kind = raw.get("kind", "") or "tariff"
    if kind not in KINDS:
        raise PolicyError(unknown("kind", kind, KINDS))
    rate = _number("rate", raw["rate"]) if raw["rate"] or kind == "tariff" else 0.0
    if rate > 5:
        raise PolicyError(f"rate is {rate:g}, which is {100 * rate:,.0f}%; rates are fractions: 0.25 is 25%")
    begins = as_date(raw["effective_from"])
    ends = as_date(raw["effective_until"]) if raw["effective_until"] else _FOREVER
    if ends < begins:
        raise PolicyError(f"effective_until {ends} comes before effective_from {begins}")
    if raw["coverage"] in coverages:
        coverage: Mapping[str, float] = coverages[raw["coverage"]]["shares"]
    else:
        try:
            share = float(raw["coverage"])
        except ValueError:
            raise PolicyError(unknown("coverage", raw["coverage"], coverages)) from None
        if not 0 <= share <= 1:
            raise PolicyError(f"coverage is {share:g}, expected 0 to 1")
        coverage = dict.fromkeys(products, share)
    return LedgerRow(
        raw["id"], raw["authority"], raw["legal"], raw["importer"], raw["exporter"], tuple(products), rate, coverage,
        begins, ends, raw["source"], raw["verified"], raw.get("note", ""), kind,
    )  # fmt: skip


def _sector_of(code: str) -> str:
    """Sector of a product written HS72 or HS8542; what share of the sector it is stands in the row's coverage."""
    from tradetalks.world.files.tariffs import hs_sector

    digits = code.removeprefix("HS")
    sector = hs_sector(digits) if digits.isdigit() and len(digits) >= 2 else None
    if sector is None:
        raise PolicyError(f"product '{code}': no such HS chapter; expected HS and two digits or more, such as HS8542")
    return sector


def _number(name: str, text: str) -> float:
    if text.endswith("%"):
        raise PolicyError(f"{name} is '{text}'; write a fraction: {text[:-1]}% is {float(text[:-1] or 0) / 100:g}")
    try:
        return float(text)
    except ValueError:
        raise PolicyError(f"{name} is '{text}', expected a number") from None


def _overlaps(rows: Iterable[LedgerRow]) -> list[tuple[LedgerRow, LedgerRow, str]]:
    """Pairs of rows of one authority and legal reference, on the same flow and a common product, on common days."""
    found: list[tuple[LedgerRow, LedgerRow, str]] = []
    alike: dict[tuple[str, str, str, str], list[LedgerRow]] = {}
    for row in rows:
        alike.setdefault((row.authority, row.legal, row.importer, row.exporter), []).append(row)
    for a, b in (pair for group in alike.values() for pair in combinations(group, 2)):
        if set(a.products) & set(b.products):
            begin, end = max(a.effective_from, b.effective_from), min(a.effective_until, b.effective_until)
            if begin <= end:
                found.append((a, b, f"the same measure twice from {begin}; end the first before the second begins"))
    return found
