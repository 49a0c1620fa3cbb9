"""Terms over time: schedules, sunsets, reviews and contingent terms, valued as one even yearly amount.

An option with phases is a path through other options of its item. Between two dates at which anything on the table
changes, and for each outcome of the events that terms depend on, a package is a plain one, solved like any other. What
a party thinks a package is worth is its expected present value over the horizon, at its own discount rate and beliefs,
as the even yearly amount of the same present value; a package without phases is then worth what it is in any year.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier

MOST_EVENTS = 6
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class State:
    """A span of time, in years from the eve, in one course of events.

    Attributes:
        date: its first day. start, end: years from the reference date. happened: events that happen in this course.
    """

    date: datetime.date
    start: float
    end: float
    happened: frozenset[str] = frozenset()


def states(dossier: Dossier) -> tuple[State, ...]:
    """Every span between dates at which some option changes, in every course of the events it may depend on."""
    phases = [p for item in dossier.agenda for option in item.options for p in option.phases]
    begin, horizon = dossier.reference_date, dossier.horizon_years
    dates = sorted({begin, *(p.since for p in phases if p.since > begin)})
    starts = [(day - begin).days / DAYS_A_YEAR for day in dates]
    spans = [
        (day, start, end)
        for day, start, end in zip(dates, starts, [*starts[1:], math.inf], strict=True)
        if start < horizon
    ]
    events = sorted({name for p in phases for name in (p.when, p.unless) if name})
    courses = [frozenset(e for e, yes in zip(events, row, strict=True) if yes)
               for row in product((False, True), repeat=len(events))]  # fmt: skip
    return tuple(State(day, start, min(end, horizon), happened) for day, start, end in spans for happened in courses)


def weights(dossier: Dossier, party: str | None) -> list[float]:
    """``[state]`` weight of each state in a party's even yearly amount, summing to 1; None: anyone else's.

    ``(exp(-r a) - exp(-r b)) / (1 - exp(-r H))`` for the years from a to b at discount rate r over horizon H, times the
    probability the party gives to the course of events (events are independent).
    """
    terms = dossier.enforcement
    rate = terms.discount_rate.get(party or "", terms.default_rate)
    whole, found = -math.expm1(-rate * dossier.horizon_years), []
    all_states = states(dossier)
    events = _events(all_states)
    for state in all_states:
        chance = _chance(dossier, state, events, party)
        found.append(chance * (math.exp(-rate * state.start) - math.exp(-rate * state.end)) / whole)
    return found


def _events(all_states: tuple[State, ...]) -> set[str]:
    """What terms depend on."""
    return {name for state in all_states for name in state.happened}


def _chance(dossier: Dossier, state: State, events: set[str], party: str | None) -> float:
    """Probability a party gives to a state's course of events; events are independent."""
    chance = 1.0
    for name in events:
        event = dossier.events[name]
        belief = event.probability.get(party or "", event.otherwise)
        chance *= belief if name in state.happened else 1 - belief
    return chance


def at_year(
    dossier: Dossier, package: Mapping[str, str], year: float, party: str | None
) -> list[tuple[dict[str, str], float]]:
    """The plain packages a package may be in some years from the eve, each with the chance a party gives it; beyond the
    horizon of schedules what stands at its end."""
    if not is_phased(dossier, package):
        return [(dict(package), 1.0)]
    all_states = states(dossier)
    start = max(state.start for state in all_states if state.start <= year)
    events = _events(all_states)
    return [
        (at(dossier, package, state), _chance(dossier, state, events, party))
        for state in all_states
        if state.start == start
    ]


def at(dossier: Dossier, package: Mapping[str, str], state: State) -> dict[str, str]:
    """The plain package in force in a state."""
    items = {item.id: item for item in dossier.agenda}
    return {i: items[i].in_force(o, state.date, state.happened) for i, o in package.items()}


def is_phased(dossier: Dossier, package: Mapping[str, str]) -> bool:
    """Does any chosen option have phases?"""
    items = {item.id: item for item in dossier.agenda}
    return any(items[i].option(o).phases for i, o in package.items())


def paths(dossier: Dossier, package: Mapping[str, str]) -> list[dict[str, str]]:
    """The plain packages that a package is in over time, by state; itself where nothing is phased."""
    if not is_phased(dossier, package):
        return [dict(package)]
    return [at(dossier, package, state) for state in states(dossier)]


def first_day(dossier: Dossier, package: Mapping[str, str]) -> datetime.date | None:
    """The day by which the first phase of every schedule of a package has begun; None where
    nothing is phased."""
    begun = [p.since for i, o in package.items() for p in dossier.item(i).option(o).phases[:1]]
    return max(begun) if begun else None


def first_events(dossier: Dossier, package: Mapping[str, str]) -> list[str]:
    """Ids of the events on which the first phases of a package wait; none of them has happened in its first step."""
    first = [p for i, o in package.items() for p in dossier.item(i).option(o).phases[:1]]
    return list(dict.fromkeys(p.when for p in first if p.when))


def at_first(dossier: Dossier, package: Mapping[str, str]) -> dict[str, str]:
    """The plain package in force once the first phases have begun and no event has happened: its first step.

    Full outcomes (flows, prices) and breaches of a schedule are taken there.
    """
    day = first_day(dossier, package)
    if day is None:
        return dict(package)
    return {i: dossier.item(i).in_force(o, day) for i, o in package.items()}
