"""Packages beside each other: a column or a case each, equal ones once, under all their titles."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

import numpy as np

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.space.deal import Deal
from tradetalks.space.deal_space import COLUMNS, DealSpace, plain_title_of

K = TypeVar("K", bound=Hashable)
SAME = 1e-9
"""Billions and shares of a per cent up to which two outcomes are one."""


def package_columns(space: DealSpace) -> list[tuple[str, str, Deal]]:
    """Packages shown item by item: name, title and deal; equal ones once, under all their titles."""
    told: dict[tuple[str, ...], tuple[str, str, Deal]] = {}
    for name in COLUMNS:
        if deal := space.named.get(name):
            title, package = plain_title_of(space.dossier, name), tuple(deal.package.values())
            first = told.get(package)
            told[package] = (first[0], f"{first[1]}; {title}", deal) if first else (name, title, deal)
    return list(told.values())


def alike(outcomes: Iterable[tuple[K, Outcome]]) -> dict[K, list[K]]:
    """Outcomes that are one and the same, under the first of their names: packages that change the same measures."""
    kept: list[tuple[K, Outcome]] = []
    found: dict[K, list[K]] = {}
    for name, outcome in outcomes:
        first = next((known for known, other in kept if _same(other, outcome)), None)
        if first is None:
            kept.append((name, outcome))
            found[name] = [name]
        else:
            found[first].append(name)
    return found


def _same(one: Outcome, other: Outcome) -> bool:
    return one.world is other.world and np.allclose(
        one.real_income_change, other.real_income_change, rtol=SAME, atol=SAME
    )


def same_values(rows: Iterable[Mapping[K, Mapping[str, float]]]) -> dict[K, list[K]]:
    """Columns that hold the same figures in every row, under the first of their names."""
    columns: dict[K, list[tuple[float, ...]]] = {}
    for row in rows:
        for name, values in row.items():
            columns.setdefault(name, []).append(tuple(round(v, 9) for v in values.values()))
    found: dict[tuple[tuple[float, ...], ...], list[K]] = {}
    for name, told in columns.items():
        found.setdefault(tuple(told), []).append(name)
    return {names[0]: names for names in found.values()}
