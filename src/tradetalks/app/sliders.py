"""What the page's sliders move: rates of options, where today's stand, how far each may be set and why no farther."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tradetalks.app.position import most_of, moved_options, part_keys, slider_keys
from tradetalks.app.state import HIGHEST_RATE, LOWEST_RATE
from tradetalks.dossier.model import Dossier, Item, Option
from tradetalks.policy.instruments import Measure, Tariff, compile_measures, describe
from tradetalks.policy.instruments.ledger import ALL, LedgerDuties
from tradetalks.report.plain_words import measure_words
from tradetalks.space.deal_space import DealSpace
from tradetalks.world.world import World

UNITS = {"times": "% of today's rates", "tops up to": "per cent in all", "rate": "per cent"}
"""What a slider's number is of duties of the ledger, by how it changes them."""
_WHOLE = 0.99  # of a price: a duty that takes more of it off, or a subsidy that pays more, leaves none to trade at


def sliders(item: str, option: Option, space: DealSpace) -> list[dict[str, Any]]:
    """Rates of an option that a slider moves, and how far; of duties at several rates one slider each, of absent ones
    one by which all come back together."""
    d, world = space.dossier, space.eve.world
    found = []
    for key in slider_keys(item, option):
        measure = option.measures[int(key.rpartition(".")[2])]
        at, allowed = measure.movable_rate or 0.0, allowed_of(d, measure, space.eve.benchmark)
        reach = max(0.25, 2 * abs(at))
        found.append(
            {
                "key": key,
                "label": measure_words(describe(measure), d, world),
                "points": float(at),
                "unit": rate_unit(measure),
                "duty": isinstance(measure, Tariff) and rate_unit(measure) == "points",
                "low": max(-0.99, -reach) if at < 0 else 0.0,
                "high": float(min(allowed.high, reach if at > 0 else 0.25)),
                "most": [allowed.low, allowed.high],
                "why": allowed.why,
            }
        )
    for key in part_keys(item, option):
        *_, number, part = key.split(".")
        measure = option.measures[int(number)]
        how, at = measure.movable_parts[part]
        one = measure_words(describe(measure.alone(part)), d, world)
        words = f"{_all_of(measure, space)}: what is left of today's rates" if part == ALL else one
        found.append(
            {
                "key": key,
                "label": words,
                "points": at,
                "unit": UNITS[how],
                "duty": False,
                "low": 0.0,
                "high": 1.0 if how == "times" else max(0.25, 2 * at),
                "most": [0.0, HIGHEST_RATE],
                "why": "",
            }
        )
    return found


def leads(item: Item, space: DealSpace) -> list[dict[str, Any]]:
    """Sliders of today's option of an item whose duty is the ledger's own: at the rate at which it stands; moved, they
    lead to the first option (``to``) that has it at another rate. Of duties at several rates, all at once by a share of
    today's, where an option lifts them."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for option in item.options:
        own = sliders(item.id, option, space) if not option.phases and not option.only_in_phases else []
        measure = option.measures[0] if len(option.measures) == 1 else None
        if len(own) != 1 or not isinstance(measure, LedgerDuties):
            continue
        together, stands = ALL in measure.movable_parts, measure.standing()
        if together:
            stands, words = 1.0, _all_of(measure, space)
        elif stands is not None:
            words = _before_law(measure.at_rate(stands), space)
        else:
            continue
        reach = min(HIGHEST_RATE, max(own[0]["high"], 2 * stands))
        lead = {**own[0], "to": option.id, "points": stands, "high": reach, "label": f"{words}, today"}
        names = tuple(sorted(measure.change))
        if names not in found or (
            found[names]["key"].endswith(f".{ALL}") and not together
        ):  # a rate rather than a share
            found[names] = lead
    return list(found.values())


def _before_law(measure: LedgerDuties, space: DealSpace) -> str:
    """What duties of the ledger change to, without the law that they change."""
    return measure_words(describe(measure), space.dossier, space.eve.world).rpartition(", in place of")[0]


def _all_of(measure: Measure, space: DealSpace) -> str:
    """The duties that a measure lifts, by name."""
    assert isinstance(measure, LedgerDuties)
    return _before_law(measure.with_parts({ALL: 1.0}), space).replace(" times 1", "")


def why_none(item: str, option: Option) -> str:
    """Why no slider moves the duties of an option, in words; '' where one does, or where it moves none."""
    duties = any(measure.duty for measure in option.measures)
    if not duties or slider_keys(item, option) or part_keys(item, option):
        return ""
    return "No rate to slide: this puts a law in force as it stands, at its own rates."


# ---------------------------------------------------------------------- how far
@dataclass(frozen=True)
class Allowed:
    """Ends of the rates that a slider may be set to, fractions, and why there are no others; '' where none is told."""

    low: float
    high: float
    why: str


def allowed_of(dossier: Dossier, measure: Measure, world: World) -> Allowed:
    """How far a measure's rate may be set: a level to what is charged on the eve, duties of the ledger from nothing,
    points as far as every duty leaves something of the price and no subsidy pays all of it."""
    high = most_of(dossier, measure, world)
    if isinstance(measure, Tariff) and measure.level is not None:
        return Allowed(0.0, high, "a level only brings duties down, and no more is charged there today")
    if isinstance(measure, LedgerDuties):
        return Allowed(0.0, high, "no duty is below nothing")
    low, why = LOWEST_RATE, "points that come off may leave an import subsidy, but none of the whole price"
    whole = compile_measures([measure.at_rate(1.0)], world, dossier.profile_rates())
    price_left = ((whole.tariff, world.tariff, why), (whole.export_tax, world.export_tax, why))
    for added, level, told in (*price_left, (-whole.subsidy, -world.subsidy, "a subsidy may not pay the whole price")):
        for side in (-1, 1):
            at = side * added > 1e-9
            room = float(((_WHOLE + level[at]) / np.abs(added[at])).min()) if at.any() else math.inf
            if side > 0 and -room > low:
                low, why = -room, told
            if side < 0 and room < high:
                high, why = room, told
    return Allowed(math.ceil(1000 * low) / 1000, math.floor(1000 * high) / 1000, why)


def why_unsolved(dossier: Dossier, world: World, rates: Mapping[str, float], error: Exception) -> str:
    """What is said where the rates set by hand have no outcome that can be solved: each with its ends, why, and the
    dossier's own.

    Args:
        dossier: knows the options that rates name. rates: as a ``State`` has them. error: what the solver said.
    """
    told = []
    for (item, option), measures in moved_options(dossier, rates).items():
        for number, measure in measures.items():
            listed = dossier.item(item).option(option).measures[number]
            words = f"“{dossier.item(item).title}”: {measure_words(describe(measure), dossier, world)}"
            if listed.movable_rate is not None:
                allowed, unit = allowed_of(dossier, listed, world), rate_unit(listed)
                low, high, own = (
                    f"{100 * v:g}".replace("-", "−") for v in (allowed.low, allowed.high, listed.movable_rate)
                )
                because = f"; {allowed.why}" if allowed.why else ""
                words += f" ({low} to {high} {unit} may be set{because}; the dossier has {own})"
            told.append(words)
    return (
        f"No outcome can be solved at the rates set by hand: {'; '.join(told)}. Set them nearer to the dossier's own."
        f" The solver says: {error}"
    )


def rate_unit(measure: Measure) -> str:
    """What a slider's number is: a profile's points are moved all at once, by a share of themselves."""
    if isinstance(measure, LedgerDuties):
        return UNITS.get(measure.moves, "per cent")
    if getattr(measure, "profile", None):
        return "% of these points"
    return "points" if getattr(measure, "level", None) is None else "per cent"
