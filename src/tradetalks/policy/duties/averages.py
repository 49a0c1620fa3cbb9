"""Average US duties: by the law, as they can be expected to be collected, and as collected.

Three labelled averages, never mixed:

- **statutory**: rates by the law of a day, weighted by imports of 2024, and for China by its exports to the world too;
- **expected**: the same law with the weights of the month, goods at sea spared where the law spares them, and on China
  the use of exclusions and preferences of 2024;
- **collected**: calculated duty over imports for consumption (Census Bureau).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.duties import lines as schedule
from tradetalks.policy.duties import measures, us
from tradetalks.policy.duties.lines import Array
from tradetalks.policy.ledger import as_date
from tradetalks.world.files.hs import hs_sector

AT_SEA = ((0.3, 3), (0.175, 16), (0.175, 20), (0.175, 30), (0.175, 38))
"""Share of imports by days between loading and entry, for duties that spare what was loaded before a day: 0.3 by air or
land, the rest by ship, half of it to the West Coast (14-18 days under way and two to enter) and half to the East Coast
(30-40). A judgement, not fitted; days: 56ok.com topic 899466, fobship.info."""
COUNTRIES = {
    "EUROPEAN UNION": "EU27", "AUSTRALIA": "AUS", "BRAZIL": "BRA", "CANADA": "CAN", "CHILE": "CHL", "CHINA": "CHN",
    "COLOMBIA": "COL", "INDIA": "IND", "INDONESIA": "IDN", "ISRAEL": "ISR", "JAPAN": "JPN", "KOREA, SOUTH": "KOR",
    "MALAYSIA": "MYS", "MEXICO": "MEX", "RUSSIA": "RUS", "SAUDI ARABIA": "SAU", "SINGAPORE": "SGP",
    "SWITZERLAND": "CHE", "TAIWAN": "TWN", "THAILAND": "THA", "UNITED KINGDOM": "GBR", "VIETNAM": "VNM",
}  # fmt: skip
"""Census names of partners with monthly totals."""
_DAY = datetime.timedelta(days=1)
TOTAL = "TOTAL FOR ALL COUNTRIES"


def statutory(partner: str, day: datetime.date | str, usmca_of_2025: bool = False) -> dict[str, float]:
    """Average of a day by layer, per cent of imports of 2024 from ``partner``; ``all`` for every partner.

    Args:
        usmca_of_2025: let Canada and Mexico claim USMCA as over 2025 as a whole, not as in the month.
    """
    found: dict[str, float] = {}
    codes = list(schedule.PARTNERS) if partner == "all" else [partner]
    for code in codes:
        value = schedule.imports(code)
        claimed = us.claimed_in_2025(code) if usmca_of_2025 and code in us.USMCA else None
        for layer, rate in us.rates(code, day, claimed=claimed).items():
            found[layer] = found.get(layer, 0.0) + float(rate @ value)
    everything = sum(float(schedule.imports(c).sum()) for c in codes)
    return {layer: 100 * found[layer] / everything for layer in us.LAYERS if layer in found}


def by_world_exports(layers: Mapping[str, Array]) -> dict[str, float]:
    """Average of rates on China's goods by layer, per cent, weighted by China's exports to the world.

    The definition of the Peterson Institute (PIIE), as far as sectors stand in for products: exports by sector of the
    OECD's table of 2022, plain means over the HS6 inside.
    """
    return {layer: 100 * float(rate @ _world_exports()) for layer, rate in layers.items()}


@cache
def _world_exports() -> Array:
    """Weight of each line: its sector's share of China's exports to the world, spread evenly over HS6, then lines."""
    import pandas as pd

    sold = schedule.read("china_exports_world_2022.csv.gz", text=("sector",)).set_index("sector").value
    six: Any = pd.Series(schedule.load().six)
    sector = six.map({code: hs_sector(code) for code in six.unique()})
    codes = six.groupby(sector).transform("nunique")
    weight = (sector.map(sold) / codes / six.map(six.value_counts())).fillna(0.0).to_numpy(dtype=float)
    return weight / float(weight.sum())


def expected(partner: str, month: str, at_sea: bool = True, use: bool = True) -> dict[str, float]:
    """Average duty to expect of a month by layer, per cent of its imports; ``all`` for every partner.

    Args:
        month: YYYY-MM, from 2017-01 to the last month of Census data.
        at_sea: spare goods loaded before a duty's day where it spares them.
        use: on China, scale the base, and section 301 while it has exclusions, by line to what was collected in 2024.
    """
    if partner != "all":
        return _of_month(partner, month, at_sea, use)
    totals = weights_of(month)
    whole = sum(totals.values())
    found: dict[str, float] = {}
    for code, total in totals.items():
        for layer, points in _of_month(code, month, at_sea, use).items():
            found[layer] = found.get(layer, 0.0) + points * total / whole
    return {layer: found[layer] for layer in us.LAYERS if layer in found}


def law(partner: str, month: str) -> dict[str, float]:
    """Statutory average over the days of a month by layer, weights of 2024, per cent."""
    value = schedule.imports(partner)
    found: dict[str, float] = {}
    for layers, share in _mixture(partner, month, at_sea=False):
        for layer, rate in layers.items():
            found[layer] = found.get(layer, 0.0) + 100 * share * float(rate @ value) / float(value.sum())
    return found


def collected(partner: str, month: str) -> float:
    """Calculated duty over imports for consumption in a month, per cent; ``all`` for every country."""
    frame = _months()
    name = TOTAL if partner == "all" else _name_of(partner)
    row = frame.loc[(name, _checked(month))]
    return 100 * float(row.duty) / float(row.imports)


@cache
def months() -> tuple[str, ...]:
    """Months of the Census data, oldest first."""
    return tuple(sorted(set(_months().index.get_level_values("month"))))


def weights_of(month: str) -> dict[str, float]:
    """Imports of a month by partner, USD; partners without a monthly total share the rest as in 2024."""
    frame = _months().xs(_checked(month), level="month").imports
    found = {code: float(frame[name]) for name, code in COUNTRIES.items()}
    others = [p for p in schedule.PARTNERS if p not in found]
    rest = float(frame[TOTAL]) - sum(found.values())
    year = {p: float(schedule.imports(p).sum()) for p in others}
    return found | {p: rest * year[p] / sum(year.values()) for p in others}


def month_weights(partner: str, month: str) -> Array:
    """Weight of each line in a month: imports of 2024, for China scaled to the month's by NAICS sector."""
    import pandas as pd

    value = schedule.imports(partner)
    if partner != "CHN":
        return value
    naics = schedule.load().frame.naics
    year: Any = pd.Series(value).groupby(naics.to_numpy()).sum()
    monthly = china_by_sector(month).imports
    factor = (monthly.reindex(year.index).fillna(0.0) / year.where(year > 0)).fillna(0.0)
    return value * naics.map(factor).to_numpy(dtype=float)


def china_by_sector(month: str) -> Any:
    """China's imports and duties of a month by NAICS sector, USD (Census)."""
    return _china_months().xs(_checked(month), level="month")


@cache
def use_of_2024() -> Array:
    """What China's goods paid in 2024 over the base, 301 and 232 they owed, by line, between 0 and 2.

    Exclusions, chapter 98 and other reliefs, without their lists; 1 on lines that owed nothing. On section 301 it holds
    on days on which exclusions could be claimed (rows ``301-exclusions`` of ``measures.csv``).
    """
    days = (("2024-06-01", 270 / 366), ("2024-11-01", 96 / 366))  # the four-year review began on 27 September
    owed = np.sum([share * us.total(us.rates("CHN", day)) for day, share in days], axis=0)
    paid = schedule.collected("CHN")
    ratio = np.divide(paid, owed, out=np.ones_like(owed), where=owed > 0.001)
    return np.where(schedule.imports("CHN") > 0, np.clip(ratio, 0.0, 2.0), 1.0)


@cache
def _of_month(partner: str, month: str, at_sea: bool, use: bool) -> dict[str, float]:
    rates, weight = _lines_of_month(partner, month, at_sea, use)
    return {layer: 100 * float(rates[layer] @ weight) for layer in us.LAYERS if layer in rates}


def expected_by_line(partner: str, month: str) -> tuple[Array, Array]:
    """Duty to expect of a month by line, a fraction, and each line's share of the month's imports."""
    rates, weight = _lines_of_month(partner, month, at_sea=True, use=True)
    return us.total(rates), weight


def _lines_of_month(partner: str, month: str, at_sea: bool, use: bool) -> tuple[dict[str, Array], Array]:
    """Rates of a month by layer and line, and each line's share of imports."""
    weight = month_weights(partner, month)
    factor = _used(month) if use and partner == "CHN" else {}
    found: dict[str, Array] = {}
    for layers, share in _mixture(partner, month, at_sea):
        for layer, rate in layers.items():
            found[layer] = found.get(layer, 0.0) + share * rate * factor.get(layer, 1.0)
    return found, weight / weight.sum()


def _used(month: str) -> dict[str, Array]:
    """How far China's goods owe layers in a month, by line: section 301 in full on days without exclusions."""
    first, last = _ends(month)
    spans = [(d.effective_from, d.effective_until) for d in measures.duties() if d.programme == "exclusions"]
    days = [first + k * _DAY for k in range((last - first).days + 1)]
    claimed = sum(any(begins <= day <= ends for begins, ends in spans) for day in days) / len(days)
    of_2024 = use_of_2024()
    return {"base": of_2024, "301": 1.0 - claimed * (1.0 - of_2024)}


def _mixture(partner: str, month: str, at_sea: bool) -> list[tuple[Mapping[str, Array], float]]:
    """The states of the law that a month's goods fall under, each with its share."""
    first, last = _ends(month)
    rows = measures.on_goods_of(partner)
    days = (last - first).days + 1
    starts = [first, *(d for d in measures.changes(rows) if first < d <= last)]
    spares = at_sea and any(_spares(d, first, last) for d in rows)
    # one state of the law holds on many days and lags: its layers are one object, added up once
    found: dict[int, tuple[Mapping[str, Array], float]] = {}

    def add(layers: Mapping[str, Array], share: float) -> None:
        found[id(layers)] = (layers, found.get(id(layers), (layers, 0.0))[1] + share)

    for start, end in zip(starts, [*starts[1:], last + _DAY], strict=True):
        if not spares:
            add(us.rates(partner, start), (end - start).days / days)
            continue
        for k in range((end - start).days):
            day = start + k * _DAY
            for share, lag in AT_SEA:
                add(us.rates(partner, day, day - lag * _DAY), share / days)
    return list(found.values())


def _spares(duty: measures.Duty, first: datetime.date, last: datetime.date) -> bool:
    """Does the duty spare goods at sea on some day of the span?"""
    return duty.entered_before is not None and duty.effective_from <= last and first < duty.entered_before


def _ends(month: str) -> tuple[datetime.date, datetime.date]:
    first = as_date(f"{_checked(month)}-01")
    return first, (first.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY


def _checked(month: str) -> str:
    if month not in months():
        raise PolicyError(f"month: found '{month}', expected YYYY-MM from {months()[0]} to {months()[-1]}")
    return month


def _name_of(partner: str) -> str:
    for name, code in COUNTRIES.items():
        if code == partner:
            return name
    raise PolicyError(unknown("partner with monthly totals", partner, COUNTRIES.values()))


@cache
def _months() -> Any:
    frame = schedule.read("us_imports_monthly.csv.gz", text=("country", "month"))
    return frame.set_index(["country", "month"]).sort_index()


@cache
def _china_months() -> Any:
    return schedule.read("us_imports_monthly_china.csv.gz", text=("month", "naics")).set_index(["naics", "month"])
