"""Trade seen so soon after a duty changed that a fit to it takes what has not yet answered for something lasting."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.dossier.hindsight import first_day
from tradetalks.dossier.ledger_days import duties_beside, ledger_of
from tradetalks.errors import PolicyError
from tradetalks.policy.duties import definitions
from tradetalks.policy.ledger import as_date
from tradetalks.policy.observed import Flow, span
from tradetalks.world.names import named
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier

SOON = datetime.timedelta(days=183)
"""Six months: trade seen sooner after a duty is told to be seen soon."""
LATER_YEARS = 2.0
"""From which year on a horizon counts on answers that such trade cannot show."""
MOVED = 1.0
"""Points of a flow's average duty from which the ledger's law of a day counts as a change."""


@dataclass(frozen=True)
class SeenEarly:
    """A flow fitted to months that begin soon after its duties changed.

    Attributes:
        changed: the last day, up to the end of the months seen, on which its duties changed.
        since: such a day between the end of the months and the eve; None if there is none.
    """

    flow: Flow
    changed: datetime.date
    since: datetime.date | None


def seen_early(d: Dossier) -> list[SeenEarly]:
    """Flows fitted to months that begin less than six months after their duties last changed, at a horizon of years 2
    and later; none where nothing fitted outlasts the eve."""
    choice = d.eve
    lasting = choice.fits_costs or (choice.fits_factor and choice.packages == "same")
    if not lasting or choice.months is None or d.horizon.years < LATER_YEARS:
        return []
    try:
        flows, months = choice.fitted_to(choice.table()), span(choice.months)
    except PolicyError:  # told as a fault of the dossier
        return []
    first = as_date(f"{months[0]}-01")
    found = []
    for flow in flows:
        days = _changed(d, flow, first - SOON, d.reference_date)
        before = [day for day in days if f"{day:%Y-%m}" <= months[-1]]
        if before:
            found.append(SeenEarly(flow, before[-1], days[-1] if len(days) > len(before) else None))
    return found


def seen_early_words(d: Dossier, world: World) -> list[str]:
    """Each such flow in words: when its trade was seen, how soon that is, and what it does to the fit."""
    choice = d.eve
    told = []
    for one in seen_early(d):
        assert choice.months is not None
        name = " to ".join(named(world.region_name(code)) for code in (one.flow.exporter, one.flow.importer))
        first = as_date(f"{choice.months[0]}-01")
        weeks = (first - one.changed).days // 7
        soon = (
            f"seen {weeks} week{'' if weeks == 1 else 's'} after the duty changed, on {_day(one.changed)}"
            if weeks > 0
            else f"seen from the weeks in which the duty changed, on {_day(one.changed)}"
        )
        again = f"; it changed again on {_day(one.since)}, which that trade cannot show" if one.since else ""
        as_what = "a lasting cost" if choice.fits_costs else "an elasticity that lasts"
        told.append(
            f"goods from {name}, fitted to trade from {first:%B %Y} on, {soon}{again}; your horizon is"
            f" {d.horizon.words.removeprefix('in ')}: what has not yet answered is fitted as {as_what}"
        )
    return told


def _changed(d: Dossier, flow: Flow, after: datetime.date, until: datetime.date) -> list[datetime.date]:
    """Days, in order, after one day and up to another on which duties on a flow changed: by the ledger, where the
    dossier stands on a day of it, and by the dates that the dossier's own duties bear."""
    importer, exporter = flow.importer, flow.exporter
    own = duties_beside(d.measures(d.status_quo()), importer, exporter)
    found = {day for duty in own if (day := first_day(duty.since))}
    if (ledger := ledger_of(d)) and importer in ledger.actors() and definitions.is_known(importer, exporter):
        days = definitions.days_of_change(importer, exporter)
        found |= {day for day in days if after < day <= until and _moved(flow, day)}
    return sorted(day for day in found if after < day <= until)


def _moved(flow: Flow, day: datetime.date) -> bool:
    """Does the average duty on a flow change on a day, by the law, by what counts?"""
    before, on = (
        definitions.statutory(flow.importer, flow.exporter, when)[0].value
        for when in (day - datetime.timedelta(days=1), day)
    )
    return abs(on - before) >= MOVED


def _day(date: datetime.date) -> str:
    return f"{date.day} {date:%B %Y}"
