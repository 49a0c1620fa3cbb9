"""What an option is worth beyond the model at a rate set by hand.

Worth is stated of an option at its own rate. At another it counts in proportion to the way from today's rate (0) to the
option's own (1): half of a cut is worth half, a deeper one more. A rate beyond today's on the other side takes the
concession back, and its worth does not count at all: what the opposite would be worth nobody has stated.
"""

from __future__ import annotations

from collections.abc import Mapping

from tradetalks.dossier.figures import Worth
from tradetalks.dossier.model import Dossier, Item, Option
from tradetalks.policy.instruments import Measure, Tariff
from tradetalks.report.numbers import Figures, pct
from tradetalks.space.reweighing import Restated
from tradetalks.world.names import named

Moved = Mapping[tuple[str, str], Mapping[int, Measure]]
SAME = ("instrument", "importer", "exporter", "region", "sectors", "profile")
"""What two measures have alike where one stands in the place of the other."""


def share_kept(dossier: Dossier, item: Item, option: Option, changed: Mapping[int, Measure]) -> float:
    """Share of an option's worth that counts with other rates of its measures, 0 to any number; 1 where no rate of it
    says how far it goes.

    Of several rates the way is the sum of theirs.
    """
    gone = whole = 0.0
    for place, own in enumerate(option.measures):
        if own.movable_rate is None:
            continue
        way = own.movable_rate - _today(dossier, item, own)
        now = changed.get(place, own).movable_rate
        step = (own.movable_rate if now is None else now) - _today(dossier, item, own)
        gone, whole = gone + (step if way >= 0 else -step), whole + abs(way)
    return max(0.0, gone / whole) if whole > 1e-9 else 1.0


def _today(dossier: Dossier, item: Item, measure: Measure) -> float:
    """The rate that a measure's takes the place of: of a level what is charged, of points those of the status quo."""
    if isinstance(measure, Tariff) and measure.level is not None:
        return measure.highest(dossier.world.build(), dossier.profile_rates())
    for one in item.option(item.status_quo).measures:
        if all(getattr(one, name, None) == getattr(measure, name, None) for name in SAME):
            return one.movable_rate or 0.0
    return 0.0


def worth_at(dossier: Dossier, moved: Moved, by_hand: Restated) -> Restated:
    """Worth as it was set by hand and, of options whose rate was, as that rate has it.

    Args:
        moved: (item, option) -> place -> measure at the rate set. by_hand: (item, option) -> party -> worth set.
    """
    found = {key: dict(ends) for key, ends in by_hand.items()}
    for (item, option), share in _shares(dossier, moved).items():
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
    for (item, option), share in _shares(dossier, moved).items():
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
        if told and share == 0:
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
    """(item, option) -> share of its worth that counts, of options that state any and whose rate is set, where it is
    not all of it."""
    found = {}
    for (item, option), changed in moved.items():
        one = dossier.item(item).option(option)
        if one.worth and (share := share_kept(dossier, dossier.item(item), one, changed)) != 1:
            found[item, option] = share
    return found
