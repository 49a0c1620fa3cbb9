"""That everybody is assumed to find work, beside figures of real GDP; what slow wages would do in the first year."""

from __future__ import annotations

from typing import Any

from tradetalks.counsel.slow_wages import YEAR, SlowlyFalling
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.jobs import jobs
from tradetalks.report.idle_words import SMALLEST_IDLE, idle_json, idle_people
from tradetalks.report.numbers import pct
from tradetalks.space.deal_space import DealSpace, no_deal_case, plain_title_of
from tradetalks.world.names import listed, named

ASSUMED_SHORT = "Everybody who wants work is assumed to find it"
ASSUMED = (
    f"{ASSUMED_SHORT}: real GDP does not fall by anybody's being out of work, and no range beside it has that in it."
)
"""Beside real GDP where wages are free."""
IN_SHORT = 0.05
"""Per cent out of work from which on a line that has to be short tells of a party."""
WHOSE = "Rodriguez-Clare, Ulate and Vasquez 2026, Journal of Political Economy 134(2), of US manufacturing"
WITH_FLOOR = "Real GDP has in it the people whom the floor on wages leaves out of work."


def work_note(closure: Closure) -> str:
    """What stands beside real GDP under a closure: that full employment is assumed, or that it is not."""
    return ASSUMED if closure.wages is None else WITH_FLOOR


def costly(space: DealSpace) -> str:
    """The way of having no deal whose figures a floor can be told of: of those that are no war, the one that costs the
    parties most together, worth included; empty where none costs them anything."""
    found = {b.name: sum(space.no_deal[b.name].value.values()) for b in space.dossier.no_deal if not b.nash}
    name = min(found, key=lambda one: found[one], default="")
    return name if name and found[name] <= -space.money.least else ""


def asked_of(space: DealSpace, recommended: str) -> list[str]:
    """What the illustration is of: the package recommended, the costliest way of having no deal (``no_deal_case``)."""
    names = [recommended] if recommended in space.named else []
    return names + [no_deal_case(name) for name in [costly(space)] if name]


def full_work_words(space: DealSpace, recommended: str, found: SlowlyFalling | None) -> list[str]:
    """That full employment is assumed, and who would be out of work in the first year if wages fell slowly; nothing
    where the dossier has a floor of its own, or nothing is computed.

    Args:
        found: of the names of ``asked_of``.
    """
    if found is None:
        return []
    titles = {no_deal_case(b.name): f"without a deal ('{b.title}')" for b in space.dossier.no_deal}
    titles |= {name: f"with the {plain_title_of(space.dossier, name)}" for name in space.named}
    if recommended in space.named:
        titles[recommended] = "with the recommended package"
    told = [f"{titles[name]} {_idle(space, outcome)}" for name, outcome in found.outcomes.items()]
    told += [f"{titles[name]} none is known: {why}" for name, why in found.none_because.items()]
    if not told:
        return [ASSUMED]
    return [
        f"{ASSUMED} An illustration, no forecast: if no sector's wage could fall by more than"
        f" {pct(100 * (1 - found.allowed), 0)} {found.horizon.words} ({WHOSE}), {'; '.join(told)}. In every figure:"
        f" world: {{horizon: {YEAR}, wages: {{allowed: {found.allowed:g}}}}} in the dossier."
    ]


def full_work_in_short(space: DealSpace, recommended: str, found: SlowlyFalling | None, dearest: str = "") -> list[str]:
    """The same in one line, for a page that has to hold more; nothing where hardly anybody would be out of work.

    Args:
        dearest: the way of having no deal that stands beside it, whose title need not be said again.
    """
    if found is None:
        return []
    titles = {no_deal_case(b.name): "" if b.name == dearest else f" ('{b.title}')" for b in space.dossier.no_deal}
    told = []
    for name, outcome in found.outcomes.items():
        case = f"without a deal{titles[name]}" if name in titles else "with the package"
        idle = [f"{who} in {where} ({gdp})" for who, where, gdp in _out_of_work(space, outcome, IN_SHORT)]
        told += [f"{case} {listed(idle)}"] if idle else []
    if not told:
        return []
    slow = f"could no sector's wage fall by more than {pct(100 * (1 - found.allowed), 0)} {found.horizon.words}"
    return [f"{ASSUMED_SHORT}. An illustration: {slow}, out of work (and real GDP) would be {'; '.join(told)}."]


def _idle(space: DealSpace, outcome: Outcome) -> str:
    """Who would be out of work among the parties, and what becomes of their real GDP."""
    told = [
        f"{people} in {where} would be out of work (its real GDP: {gdp})"
        for people, where, gdp in _out_of_work(space, outcome)
    ]
    return listed(told) if told else "nobody at the table would be out of work"


def _out_of_work(space: DealSpace, outcome: Outcome, least: float = SMALLEST_IDLE) -> list[tuple[str, str, str]]:
    """Of each party with at least so many per cent out of work: how many, its name, what becomes of its real GDP."""
    people, world, told = jobs(outcome), outcome.world, []
    for code in dict.fromkeys(space.dossier.regions.values()):
        n = world.region(code)
        if 100 * (1 - outcome.employed[n]) >= least:
            gdp = pct(100 * float(outcome.real_gdp_ratio[n] - 1), 2, signed=True)
            told.append((idle_people(outcome, people, n), named(world.region_name(code)), gdp))
    return told


def slow_wages_json(found: SlowlyFalling | None) -> dict[str, Any] | None:
    """The same as ``--json`` prints it, by name of the package or ``no_deal_case`` of the way of having no deal; None
    where the dossier has a floor of its own."""
    if found is None:
        return None
    return {
        "horizon": found.horizon.name,
        "allowed": found.allowed,
        "source": WHOSE,
        "cases": {
            name: {
                "real_gdp_pct": {
                    code: 100 * float(outcome.real_gdp_ratio[n] - 1) for n, code in enumerate(outcome.world.regions)
                },
                **idle_json(outcome),
            }
            for name, outcome in found.outcomes.items()
        },
        "none_because": dict(found.none_because),
    }
