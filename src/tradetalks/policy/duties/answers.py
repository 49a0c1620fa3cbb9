"""Duties on US goods in answer to US duties, by HS6 and day: Canada, the European Union, Mexico and Turkey.

Points on top of each importer's ordinary tariff, which is not held here by product. Each list covers as much trade as
its government said (``policy/data/duties/answers.json``); how that trade spreads over products is known by chapter of
US exports alone, and for Canada's list of 4 March 2025 by HS6. China's answers are in ``china``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np

from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.duties import lines as schedule
from tradetalks.policy.duties import measures
from tradetalks.policy.duties.lines import Array
from tradetalks.policy.duties.measures import Duty

IMPORTERS = ("CAN", "EU27", "MEX", "TUR")
LAYERS = ("answer to 232", "answer to fentanyl duties", "answer to 338")


@cache
def codes() -> tuple[str, ...]:
    """HS6 codes, in the order of every array here: those of HS 2017 and of HS 2022."""
    return tuple(_exports().index)


def rates(importer: str, day: datetime.date | str) -> Mapping[str, Array]:
    """Points that US goods entered on ``day`` owe on top of the ordinary tariff, by layer and HS6, fractions.

    Raises:
        PolicyError: an importer without lists, with the nearest; a day before 2018.
    """
    return with_duties(charged(importer, day))


def charged(importer: str, day: datetime.date | str) -> tuple[Duty, ...]:
    """Duties in answer that US goods pay on a day."""
    return measures.charged("USA", measures.day_of_entry(day), importer=_known(importer))


def with_duties(duties: Iterable[Duty]) -> Mapping[str, Array]:
    """Points under any list of duties, by layer and HS6."""
    found: dict[str, Array] = {}
    for duty in duties:
        found[duty.layer] = found.get(duty.layer, np.zeros(len(codes()))) + _points(duty)
    return {layer: found[layer] for layer in LAYERS if layer in found}


def average(importer: str, day: datetime.date | str) -> dict[str, float]:
    """Average points of a day by layer, per cent of US goods exports to the importer."""
    weight = exports(importer)
    return {layer: 100 * float(rate @ weight) / float(weight.sum()) for layer, rate in rates(importer, day).items()}


def exports(importer: str) -> Array:
    """US exports to an importer by HS6: a pattern, of no one year (the module says how it is made)."""
    return _exports()[_known(importer)].to_numpy(dtype=float)


def _points(duty: Duty) -> Array:
    frame = _lists()
    mine = frame[frame["list"].isin(duty.products)]
    rate = duty.rate * mine.rate if duty.form == "by product" else duty.rate
    return (mine.share * rate).groupby(mine.hs6).sum().reindex(list(codes())).fillna(0.0).to_numpy(dtype=float)


def _known(importer: str) -> str:
    if importer not in IMPORTERS:
        raise PolicyError(unknown("importer that answered US duties", importer, IMPORTERS))
    return importer


@cache
def _lists() -> Any:
    return schedule.read("answers_lists.csv.gz", text=("list", "hs6"))


def list_names() -> frozenset[str]:
    """Names of the product lists that duties in answer may cover."""
    return frozenset(_lists()["list"])


@cache
def _exports() -> Any:
    return schedule.read("answers_exports.csv.gz", text=("hs6",)).set_index("hs6")
