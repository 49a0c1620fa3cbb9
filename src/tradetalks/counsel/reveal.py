"""What governments have shown that they want: bounds on worth from what they chose and what they left.

Who chooses a package where another was open shows that it is worth no less: ``economic + worth`` of the one is at least
that of the other (Samuelson 1938, Economica 5; as inequalities on additive values, Afriat 1967, International Economic
Review 8). The trade model gives the economic part; what remains bounds worth, option by option, by linear programming.
The eve is itself a choice: a party that alone carries out an item, and has not moved it, prefers the status quo to each
option that it could have taken by itself.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.counsel.carriers import carriers
from tradetalks.dossier.choices import Choice
from tradetalks.dossier.figures import Unit, Worth
from tradetalks.dossier.inequalities import end, least_slack
from tradetalks.dossier.model import Dossier
from tradetalks.value.eve import Eve
from tradetalks.value.ties import certified_within

Array = NDArray[np.float64]
Key = tuple[str, str]
TOLERANCE = 1e-6
"""Billions of USD a year below which a difference is none."""


@dataclass(frozen=True)
class Shown:
    """One thing a choice shows: worth of the package taken, less that of the one left, is at least ``least``.

    Attributes:
        chosen, left: item id -> option id, status quo left out. date: of the choice. says: what happened.
        standing: is it the eve itself?
    """

    party: str
    chosen: Mapping[str, str]
    left: Mapping[str, str]
    least: float
    date: datetime.date
    says: str
    source: str
    standing: bool


@dataclass(frozen=True)
class Interval:
    """What choices leave of an option's worth to a party, billions of USD a year; infinite where nothing bounds it.

    Attributes:
        judged: what the dossier says; None if it says nothing (and so takes it for 0).
        seen: a difference below this is none: a worth that misses by less is not rejected.
    """

    low: float
    high: float
    judged: Worth | None
    seen: float = TOLERANCE

    @property
    def rejected(self) -> bool:
        """Does the dossier's middle lie outside?"""
        mid = 0.0 if self.judged is None else self.judged.mid
        return not self.low - self.seen <= mid <= self.high + self.seen


@dataclass(frozen=True)
class Revealed:
    """What a party's choices show.

    Attributes:
        shown: the inequalities. worth: (item, option) -> interval, of options that some choice bounds.
        unexplained: choices that the others leave no room for, and by how many billions a year each fails at best.
        unit: that suits these amounts. seen: a difference below this is none, for it would print as none in that unit,
            or no certified outcome tells it from none.
    """

    party: str
    shown: tuple[Shown, ...]
    worth: Mapping[Key, Interval]
    unexplained: tuple[tuple[Shown, float], ...]
    unit: Unit
    seen: float


def standing_choices(dossier: Dossier) -> list[Choice]:
    """The eve as choices: options that one party alone carries out and has not taken."""
    found = []
    for item in dossier.agenda:
        for option in item.options:
            by = carriers(dossier, item, option.id)
            if option.id == item.status_quo or option.phases or by is None or len(by) != 1:
                continue
            (party,) = by
            found.append(
                Choice(
                    party=party,
                    date=dossier.reference_date,
                    chosen={},
                    rather_than=[{item.id: option.id}],
                    source="judgement",
                    says=f"{item.title}: has not moved to '{option.title}', which it could do alone",
                )
            )
    return found


def shown_by(dossier: Dossier, eve: Eve, choices: Sequence[Choice], standing: bool = False) -> list[Shown]:
    """Choices as inequalities, the economic part solved from the eve.

    Raises:
        NotConverged, NotCertified: a package cannot be solved.
    """
    status = {item.id: item.status_quo for item in dossier.agenda}
    gains: dict[tuple[tuple[str, str], ...], Array] = {(): np.zeros(len(eve.world.regions))}

    def gain(package: Mapping[str, str], party: str) -> float:
        key = tuple(sorted(package.items()))
        if key not in gains:
            gains[key] = eve.yearly_change(dict(package))
        return eve.by_party(gains[key])[party]

    found = []
    for choice in choices:
        chosen = {i: o for i, o in choice.chosen.items() if status[i] != o}
        for other in choice.rather_than:
            left = {i: o for i, o in other.items() if status[i] != o}
            least = gain(left, choice.party) - gain(chosen, choice.party)
            found.append(Shown(choice.party, chosen, left, least, choice.date, choice.says, choice.source, standing))
    return found


def reveal(dossier: Dossier, eve: Eve, choices: Sequence[Choice] = ()) -> dict[str, Revealed]:
    """Bounds on worth by party, from the eve itself and from further choices.

    Raises:
        NotConverged, NotCertified: a package cannot be solved.
    """
    told = [*shown_by(dossier, eve, standing_choices(dossier), standing=True), *shown_by(dossier, eve, choices)]
    return {
        party: _of_party(dossier, party, [s for s in told if s.party == party], float(within))
        for party, within in zip(dossier.parties, certified_within(eve), strict=True)
    }


def _of_party(dossier: Dossier, party: str, shown: Sequence[Shown], within: float) -> Revealed:
    """What a party's inequalities leave; ``within``: how far values may be off, as outcomes are certified."""
    keys = list(dict.fromkeys(key for s in shown for package in (s.chosen, s.left) for key in package.items()))
    rows = np.zeros((len(shown), len(keys)))
    for row, s in zip(rows, shown, strict=True):
        for package, sign in ((s.chosen, 1.0), (s.left, -1.0)):
            for key in package.items():
                row[keys.index(key)] += sign
    least = np.array([s.least for s in shown])
    free: list[Any] = [(None, None)] * len(keys)
    slack = least_slack(rows, least, free)
    upper, limit = -rows, slack - least + TOLERANCE / 10
    ends = [[end(axis, sign, upper, limit, free) for sign in (1, -1)] for axis in np.eye(len(keys))]
    judged = [dossier.item(item).option(option).worth.get(party) for item, option in keys]
    stated = [v for one in judged if one for v in (one.low, one.mid, one.high)]
    told = [abs(v) for v in (*stated, *least.tolist(), *(v for pair in ends for v in pair)) if math.isfinite(v)]
    unit = dossier.money.of_size(max(told, default=0.0))
    seen = max(unit.least, within)
    worth = {key: Interval(low, high, one, seen) for key, (low, high), one in zip(keys, ends, judged, strict=True)}
    missed = tuple((s, float(by)) for s, by in zip(shown, slack, strict=True) if by > TOLERANCE)
    return Revealed(party, tuple(shown), worth, missed, unit, seen)
