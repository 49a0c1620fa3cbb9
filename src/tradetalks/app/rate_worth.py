"""What an option is worth beyond the model at a rate set by hand.

Worth is stated of an option at its own rate. At another it counts in proportion to the way from today's rate (0) to the
option's own (1): half of a cut is worth half, a deeper one more. Of duties of the ledger today's rate is that of the
law in force. A rate beyond today's on the other side takes the concession back, and its worth does not count at all:
what the opposite would be worth nobody has stated.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tradetalks.dossier.figures import Worth
from tradetalks.dossier.model import Dossier, Item, Option
from tradetalks.policy.instruments import Measure, Tariff
from tradetalks.policy.instruments.ledger import LedgerDuties
from tradetalks.report.numbers import Figures, pct
from tradetalks.space.reweighing import Restated
from tradetalks.world.names import named

Moved = Mapping[tuple[str, str], Mapping[int, Measure]]
SAME = ("instrument", "importer", "exporter", "region", "sectors", "profile")
"""What two measures have alike where one stands in the place of the other."""
_NONE = 1e-9  # of a share


def share_kept(dossier: Dossier, item: Item, option: Option, changed: Mapping[int, Measure]) -> float:
    """Share of an option's worth that counts with other rates of its measures, 0 to any number; 1 where no rate of it
    says how far it goes.

    Of several rates the way is the sum of theirs.
    """
    return max(0.0, _way_gone(dossier, item, option, changed))


def _way_gone(dossier: Dossier, item: Item, option: Option, changed: Mapping[int, Measure]) -> float:
    """Share of the way from today's rates to an option's own; 0 at today's, below on their other side."""
    gone = whole = 0.0
    for place, own in enumerate(option.measures):
        if own.movable_rate is None and not own.movable_parts:
            continue
        way, step = _from_today(dossier, item, own, changed.get(place, own))
        gone, whole = gone + (step if way >= 0 else -step), whole + abs(way)
    share = gone / whole if whole > _NONE else 1.0
    return next((float(end) for end in (0, 1) if abs(share - end) < _NONE), share)


def _from_today(dossier: Dossier, item: Item, own: Measure, now: Measure) -> tuple[float, float]:
    """How far a measure's own rate and another of it lie from today's: of a level from what is charged, of points from
    those of the status quo, of duties of the ledger from the law of the day."""
    if isinstance(own, Tariff) and own.level is not None:
        today = own.highest(dossier.world.build(), dossier.profile_rates())
        return (own.movable_rate or 0.0) - today, (now.movable_rate or 0.0) - today
    instead = [one for one in item.option(item.status_quo).measures if _in_place_of(own, one)][:1]
    if isinstance(own, LedgerDuties):
        duties = [one for one in (own, now, *instead) if isinstance(one, LedgerDuties)]
        points = [one.points_from_today() for one in duties]
        if None in points:  # all measured alike
            points = [_points_paid(dossier, one) for one in duties]
    else:
        points = [one.movable_rate or 0.0 for one in (own, now, *instead)]
    own_points, now_points, today = *[point or 0.0 for point in points], *([] if instead else [0.0])
    return own_points - today, now_points - today


def _in_place_of(own: Measure, other: Measure) -> bool:
    """Does a measure stand in the place of another, of the status quo?"""
    alike = all(getattr(other, name, None) == getattr(own, name, None) for name in SAME)
    if isinstance(own, LedgerDuties) and isinstance(other, LedgerDuties):
        return alike and bool(set(own.change) & set(other.change))
    return alike


def _points_paid(dossier: Dossier, measure: LedgerDuties) -> float:
    """Points that duties of the ledger add to what is paid on average, by what was bought."""
    world, profiles = dossier.world.build(), dossier.profile_rates()
    bought = np.where(measure.spread(world, profiles) > 0, world.trade, 0.0)
    return float((measure.effect(world, profiles).tariff * bought).sum() / bought.sum())


def worth_at(dossier: Dossier, moved: Moved, by_hand: Restated) -> Restated:
    """Worth as it was set by hand and, of options whose rate was, as that rate has it.

    Args:
        moved: (item, option) -> place -> measure at the rate set. by_hand: (item, option) -> party -> worth set.
    """
    found = {key: dict(ends) for key, ends in by_hand.items()}
    for (item, option), way in _shares(dossier, moved).items():
        share = max(0.0, way)
        stated = dossier.item(item).option(option).worth
        own = found.setdefault((item, option), {})
        for party, worth in stated.items():
            if party not in own:
                own[party] = (share * worth.low, share * worth.mid, share * worth.high)
    return found


def scaled(worth: Mapping[str, Worth], share: float, but: Mapping[str, object]) -> dict[str, Worth]:
    """Worth by party times a share, except of parties whose worth was set by hand."""
    ends = ("low", "mid", "high")
    return {
        party: one if party in but else one.model_copy(update={end: share * getattr(one, end) for end in ends})
        for party, one in worth.items()
    }


def worth_notes(dossier: Dossier, moved: Moved, by_hand: Restated) -> list[str]:
    """A sentence for each option of which worth counts otherwise than stated, as its rate is set by hand; arguments as
    of ``worth_at``."""
    notes = []
    for (item, option), way in _shares(dossier, moved).items():
        share = max(0.0, way)
        entry = dossier.item(item)
        which = f"{entry.title}: {entry.option(option).title}"
        told = []
        for party, worth in entry.option(option).worth.items():
            if party not in by_hand.get((item, option), {}) and (worth.low or worth.mid or worth.high):
                amount = Figures.among([worth.mid, share * worth.mid], dossier.money)
                told.append(
                    f"{amount(share * worth.mid)} in place of {amount(worth.mid)} {amount.unit.yearly} to"
                    f" {named(dossier.parties[party].name)}"
                )
        if told and way == 0:
            notes.append(
                f"The rate set for '{which}' is today's: the worth stated for it, of its own rate, does not count"
                f" ({'; '.join(told)})."
            )
        elif told and way < 0:
            notes.append(
                f"The rate set for '{which}' lies beyond today's, on the other side: the worth stated for it, of its"
                f" own rate, does not count ({'; '.join(told)}). State what this is worth, if anything."
            )
        elif told:
            notes.append(
                f"Worth stated for '{which}' is of its own rate; at the rate set {pct(100 * share, 0)} of it counts, in"
                f" proportion to the way from today ({'; '.join(told)})."
            )
    return notes


def _shares(dossier: Dossier, moved: Moved) -> dict[tuple[str, str], float]:
    """(item, option) -> share of the way to its own rate, of options that state worth and whose rate is set to
    another."""
    found = {}
    for (item, option), changed in moved.items():
        one = dossier.item(item).option(option)
        if one.worth and (share := _way_gone(dossier, dossier.item(item), one, changed)) != 1:
            found[item, option] = share
    return found
