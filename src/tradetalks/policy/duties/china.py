"""China's duties on US goods by HS6 and day: most-favoured-nation rate, retaliation of 2018-19, lists of 2025, match.

Statutory, with the exclusions that China published; it waives much more of the retaliation of 2018-19 on application
since 2020, and says not of what. Codes are those of HS 2017, as US exports of 2017-20 weigh them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Literal

import numpy as np

from tradetalks.errors import PolicyError
from tradetalks.policy.duties import lines as schedule
from tradetalks.policy.duties import measures
from tradetalks.policy.duties.lines import Array
from tradetalks.policy.duties.measures import Duty
from tradetalks.policy.ledger import as_date

LAYERS = ("mfn", "2018-19", "february 2025", "march 2025", "match")
MFN_CHANGES = ("2018-05-01", "2018-07-01", "2018-11-01")
"""Steps of the table that cut most-favoured-nation rates (medicines; cars and consumer goods; industrial goods); the
others are retaliation."""
HALVED = datetime.date(2020, 2, 14)
"""From then the list of 1 September 2019 pays half (Tariff Commission of the State Council, 6 February 2020), and
retaliation is read from the US government's matrix of March 2025, by national line, less the lists of 2025. It holds
the 25% on cars, whose suspension of 2019 it does not show; the WTO's applied rates of 2025 hold it too."""
FREE = ("8541", "8542")
"""Headings that the Information Technology Agreement frees and the table of 2018 does not: the WTO's applied rates of
2025 have 0 on each of their lines."""
TABLE = "china_rates_2018_2019.csv.gz"
"""Rates by HS6, a column from each day on which they change."""
Weights = Literal["bilateral", "world"]


@cache
def codes() -> tuple[str, ...]:
    """HS6 codes, in the order of every array here."""
    return tuple(_table().index)


def rates(day: datetime.date | str, loaded: datetime.date | None = None) -> Mapping[str, Array]:
    """What US goods entered on ``day`` owe in China, by layer and HS6, fractions.

    Raises:
        PolicyError: a day before 2018.
    """
    return with_duties(day, charged(day, loaded))


def changes() -> list[datetime.date]:
    """Days on which what US goods owe changes: steps of the table of rates, and of the duties on top."""
    return sorted({*map(as_date, _steps_of_table()), HALVED, *measures.changes(measures.on_goods_of("USA", "CHN"))})


def charged(day: datetime.date | str, loaded: datetime.date | None = None) -> tuple[Duty, ...]:
    """Duties on top of the table of rates that US goods pay on a day."""
    entered = measures.day_of_entry(day)
    return measures.charged("USA", entered, loaded or entered, "CHN")


def with_duties(day: datetime.date | str, duties: Iterable[Duty]) -> Mapping[str, Array]:
    """What US goods owe in China under any list of duties on top of a day's table of rates, by layer and HS6."""
    entered = measures.day_of_entry(day)
    mfn, old = _steps(entered)
    found = {"mfn": mfn, "2018-19": old if entered < HALVED else _left_of_2018()}
    spared: dict[str, Array] = {}
    for duty in duties:
        if duty.form == "exempts":
            spared[duty.layer] = spared.get(duty.layer, 0.0) + _covered(duty.products)
        else:
            found[duty.layer] = found.get(duty.layer, np.zeros(len(mfn))) + duty.rate * _covered(duty.products)
    return {layer: found[layer] * (1.0 - np.minimum(spared.get(layer, 0.0), 1.0)) for layer in LAYERS if layer in found}


def as_reported(day: datetime.date | str) -> Mapping[str, Array]:
    """``rates`` of a day with the exemptions that importers tell of and no published text names."""
    return with_duties(day, [*charged(day), *_reported(day)])


def applied(day: datetime.date | str) -> Mapping[str, Array]:
    """``rates`` of a day without the retaliation of 2018-19 that every buyer is told to be spared (soybeans): what the
    WTO counts as applied."""
    return with_duties(day, [*charged(day), *(d for d in _reported(day) if d.layer == "2018-19")])


def _reported(day: datetime.date | str) -> list[Duty]:
    """What importers tell of a day and no published text says."""
    entered = measures.day_of_entry(day)
    return [d for d in measures.duties("CHN") if d.state == "reported" and replace(d, state="law").charged(entered)]


def total(layers: Mapping[str, Array]) -> Array:
    """Sum of all layers by HS6."""
    return np.sum(list(layers.values()), axis=0)


def average(day: datetime.date | str, weights: Weights = "bilateral", year: int = 2017) -> dict[str, float]:
    """Average statutory rate of a day by layer, per cent.

    Args:
        weights: ``bilateral``, US exports to China by HS6 in ``year`` (2017 to 2020, 2024); ``world``, US exports to
            the world in 2017 by HS2 with simple means inside, which stands in for weights by HS6.
    """
    return average_of(rates(day), weights, year)


def average_of(layers: Mapping[str, Array], weights: Weights = "bilateral", year: int = 2017) -> dict[str, float]:
    """``average`` of any rates by layer and HS6."""
    weight = _bilateral(year) if weights == "bilateral" else _world()
    return {layer: 100 * float(rate @ weight) for layer, rate in layers.items()}


def _steps(entered: datetime.date) -> tuple[Array, Array]:
    """Most-favoured-nation rate and retaliation of 2018-19 on a day, from the steps of the table of total rates."""
    table = _table()
    mfn, old = np.zeros(len(table)), np.zeros(len(table))
    before = np.zeros(len(table))
    for k, name in enumerate(table.columns):
        if as_date(name) > entered:
            break
        now = table[name].to_numpy()
        if k == 0 or name in MFN_CHANGES:
            mfn = mfn + now - before
        else:
            old = old + now - before
        before = now
    return np.where([c.startswith(FREE) for c in codes()], 0.0, mfn), old


@cache
def _left_of_2018() -> Array:
    frame = schedule.read("china_retaliation_2020.csv.gz", text=("hs6",)).set_index("hs6").points / 100
    return _by_code(frame)


def _by_code(values: Any) -> Array:
    """Values by HS6 of HS 2022 at the table's codes of HS 2017; one that HS 2022 dropped takes its heading's mean."""
    import pandas as pd

    mine: Any = pd.Series(list(codes()))
    known = set(schedule.load().six) | set(values.index)  # the US schedule of 2024 is in HS 2022
    heading = mine.str[:4].map(values.groupby(values.index.str[:4]).mean())
    dropped = ~mine.isin(known)
    return mine.map(values).where(~dropped, heading).fillna(0.0).to_numpy(dtype=float)


@cache
def _covered(names: tuple[str, ...]) -> Array:
    """Share of each HS6's national lines on the lists."""
    if names == ("all",):
        return np.ones(len(codes()))
    lists = schedule.read("china_lists_2025.csv.gz", text=("list", "hs6"))
    share = lists[lists["list"].isin(names)].groupby("hs6").share.sum()
    return share.reindex(list(codes())).fillna(0.0).to_numpy(dtype=float)


@cache
def _table() -> Any:
    return schedule.read(TABLE, text=("hs6",)).set_index("hs6").ffill(axis=1).bfill(axis=1) / 100


@cache
def _steps_of_table() -> tuple[str, ...]:
    """Days on which a column of the table begins: its first line alone, without the table's reader."""
    return tuple(schedule.columns(TABLE)[1:])


def _bilateral(year: int) -> Array:
    value = exports(year)
    return value / value.sum()


@cache
def exports(year: int) -> Array:
    """US exports to China by HS6 in a year, USD: 2017 to 2020, and 2024, of which the farm goods on China's lists of
    March 2025 are counted and all others are in the proportions of 2020."""
    frame = schedule.read("us_exports_china.csv.gz", text=("hs6",)).set_index("hs6")
    if str(year) not in frame.columns:
        raise PolicyError(f"year: found {year}, expected one of {', '.join(frame.columns)}")
    return frame[str(year)].reindex(list(codes())).fillna(0.0).to_numpy(dtype=float)


@cache
def _world() -> Array:
    import pandas as pd

    value = schedule.read("us_exports_world_2017.csv.gz", text=("hs2",)).set_index("hs2").value
    two: Any = pd.Series([c[:2] for c in codes()])
    weight = two.map(value).fillna(0.0) / two.map(two.value_counts())
    return weight.to_numpy(dtype=float) / float(weight.sum())
