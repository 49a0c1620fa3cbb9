"""Packages whose terms change over time, in words: which figures are their yearly average, which are of one step.

One rule for every form (docs/maths.md, terms over time): worth, gains and changes of real income are the even yearly
average of the steps; what is told of a full outcome (sectors, flows, prices, revenue) is of the first step, unless it
is averaged alike, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.dossier import phasing
from tradetalks.report.numbers import Figures, pct, per_cents
from tradetalks.report.plain_words import day_words
from tradetalks.world.names import listed, named

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier
    from tradetalks.equilibrium.horizons import Horizon
    from tradetalks.value.eve import Eve


def in_force_words(d: Dossier, package: Mapping[str, str], plain: Mapping[str, str]) -> str:
    """The options that schedules of a package are in, of a plain package it is in at some time."""
    phased = [d.item(i) for i, o in package.items() if d.item(i).option(o).phases]
    told = [(item.title, item.option(plain[item.id]).title) for item in phased]
    return told[0][1] if len(told) == 1 else "; ".join(f"{item}: {option}" for item, option in told)


def step_words(d: Dossier, package: Mapping[str, str]) -> str:
    """As it stands from 10 June 2026 (10 points on all goods): the first step; empty where nothing is phased. Where it
    waits for an event, that has not come about in it."""
    full = d.package(package)
    day = phasing.first_day(d, full)
    if day is None:
        return ""
    stands = f"from {day_words(day)}" if not phasing.first_events(d, full) else "before what it waits for comes about"
    return f"as it stands {stands} ({in_force_words(d, full, phasing.at_first(d, full))})"


def average_words(d: Dossier) -> str:
    """What a yearly average is over."""
    events = ", at each party's discount rate and chances" if d.events else ", at each party's discount rate"
    return f"the even yearly average over {d.horizon_years:g} years{events}"


def rule_words(d: Dossier, package: Mapping[str, str], of_step: str) -> str:
    """Which figures of a package are averages and which of its first step, a sentence; empty where nothing is phased.

    Args:
        of_step: what is told of the first step: "sectors and flows of goods".
    """
    step = step_words(d, package)
    if not step:
        return ""
    waits = [f"'{d.events[event].title}'" for event in phasing.first_events(d, d.package(package))]
    until = f" and waits for {listed(waits)}" if waits else ""
    told = f"This package changes over time{until}: worth, gains and real incomes are {average_words(d)}"
    return f"{told}; {of_step} are of the package {step}." if of_step else f"{told}."


def average_rows(eve: Eve, package: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Region -> change of real income of a package over time as an even yearly average: bn USD a year, per cent."""
    change = eve.yearly_change(package)
    percent = 100 * change / eve.world.own_income
    return dict(zip(eve.world.regions, zip(change.tolist(), percent.tolist(), strict=True), strict=True))


def average_line(eve: Eve, package: Mapping[str, str]) -> str:
    """What stands beside the first step's figures: every party's yearly average; empty where nothing is phased."""
    d = eve.dossier
    full = d.package(package)
    if not phasing.is_phased(d, full):
        return ""
    own = {c: v for c, v in average_rows(eve, full).items() if c in d.regions.values()}
    figures, digits = Figures(d.money), per_cents(v for _, v in own.values())
    each = [
        f"{named(eve.world.region_name(c))} {figures(usd)} ({pct(share, digits, signed=True)})"
        for c, (usd, share) in own.items()
    ]
    return (
        f"Figures above are of the package {step_words(d, full)}. Over all its steps real income changes by"
        f" {listed(each)}, {d.money.axis}: {average_words(d)}, as explain and the brief tell of it."
    )


def phases_json(eve: Eve, package: Mapping[str, str]) -> dict[str, Any] | None:
    """The step that figures are of, and the average beside it; None where nothing is phased."""
    d = eve.dossier
    full = d.package(package)
    day = phasing.first_day(d, full)
    if day is None:
        return None
    average = {c: {"bn_usd": usd, "percent": share} for c, (usd, share) in average_rows(eve, full).items()}
    return {
        "figures_of": {"since": day.isoformat(), "package": phasing.at_first(d, full)},
        "yearly_average_of_real_income": average,
        "average_over_years": d.horizon_years,
    }


def path_words(d: Dossier, package: Mapping[str, str], horizons: tuple[Horizon, ...], last: float) -> list[str]:
    """Which step stands at each horizon of a path, a sentence; none where nothing is phased.

    Args:
        last: years after which nothing changes any more.
    """
    full = d.package(package)
    if not phasing.is_phased(d, full):
        return []
    told: dict[str, list[str]] = {}
    for one in horizons:
        courses = phasing.at_year(d, full, min(one.years, last), None)
        steps = dict.fromkeys(in_force_words(d, full, plain) for plain, _ in courses)
        told.setdefault(" or, as events have it, ".join(steps), []).append(one.words)
    each = "; ".join(f"{listed(when)} {step}" for step, when in told.items())
    return [
        f"The package changes over time; each column is of the step that stands then: {each}. explain and the brief"
        f" tell of it by {average_words(d)}, {d.horizon.words}."
    ]


def averaged(values: list[np.ndarray], weights: np.ndarray) -> np.ndarray:
    """``[region]`` figures of every step by their weights ``[step, region]``; what no step knows is NaN."""
    rows = np.array(values, dtype=float)
    known = np.where(np.isnan(rows), 0.0, weights)
    total = known.sum(0)
    summed = (known * np.nan_to_num(rows)).sum(0)
    return np.divide(summed, total, out=np.full(len(total), np.nan), where=total > 0)
