"""Positions that a dossier prices at nothing, and options that cost nobody anything: what to look at again.

Who asks for an option that changes no measure and has no worth is taken not to care. ``with_priors`` gives such options
the middle half of what shipped dossiers judge options of their kind to be worth, for whoever prefers that to nothing;
no command does so by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tradetalks.dossier.figures import Worth
from tradetalks.dossier.model import Dossier, Item, Option, Position
from tradetalks.errors import DossierError

Range = tuple[float, float, float]
JUDGED: dict[tuple[str, str], Range] = {
    ("asked", "own"): (1.0, 2.0, 3.75),
    ("asked", "others"): (-1.5, -0.7, -0.3),
    ("offered", "own"): (-0.5, -0.3, 0.5),
    ("offered", "others"): (1.0, 2.0, 4.0),
}
"""Worth of options without measures that a party asks for, or offers, to itself and to the other parties: quartiles of
what the shipped dossiers judge, billions of USD a year; a test counts them again."""


@dataclass(frozen=True)
class Unpriced:
    """An option that a party stands for, and that changes nothing by its dossier: no measure, no worth to anybody."""

    item: str
    option: str
    party: str
    how: Literal["asked", "offered"]

    def prior(self, party: str) -> Range:
        """Low, middle and high worth to a party, by what is judged of options like it."""
        return JUDGED[self.how, "own" if party == self.party else "others"]


def stances(d: Dossier) -> Iterable[tuple[Item, Option, Position]]:
    """Options other than the status quo, changing no measure, that a position names."""
    for item in d.agenda:
        for position in item.positions:
            for option in map(item.option, position.options):
                if option.id != item.status_quo and not _moves(item, option):
                    yield item, option, position


def unpriced(d: Dossier) -> list[Unpriced]:
    """What parties stand for and nothing prices, each option once, in the order of the agenda."""
    found: dict[tuple[str, str], Unpriced] = {}
    for item, option, position in stances(d):
        if not option.worth:
            how: Literal["asked", "offered"] = "offered" if position.offers else "asked"
            found.setdefault((item.id, option.id), Unpriced(item.id, option.id, position.party, how))
    return list(found.values())


def with_priors(d: Dossier) -> Dossier:
    """The same dossier with a range of worth, by judgement, where a party stands for what nothing prices.

    Raises:
        DossierError: it counts in a unit of its own, of which shipped dossiers say nothing.
    """
    if d.unit:
        raise DossierError(f"{d.name}: unit: found '{d.unit}'; expected billions of USD, in which priors are")
    by_option = {(one.item, one.option): one for one in unpriced(d)}

    def priced(item: Item, option: Option) -> Option:
        one = by_option.get((item.id, option.id))
        if one is None:
            return option
        note = f"as shipped dossiers judge what is {one.how}"
        worth = {
            party: Worth(low=low, mid=mid, high=high, basis="judgement", note=note)
            for party in d.parties
            for low, mid, high in (one.prior(party),)
        }
        return option.model_copy(update={"worth": worth})

    agenda = [
        item.model_copy(update={"options": [priced(item, option) for option in item.options]}) for item in d.agenda
    ]
    return d.model_copy(update={"agenda": agenda})


def costless(d: Dossier) -> list[tuple[Item, Option]]:
    """Options that change no measure, are worth something to somebody and cost nobody anything."""
    return [
        (item, option)
        for item in d.agenda
        for option in item.options
        if not _moves(item, option)
        and any(worth.mid > 0 for worth in option.worth.values())
        and all(worth.mid >= 0 for worth in option.worth.values())
    ]


def _moves(item: Item, option: Option) -> bool:
    """Does an option change measures, its own or those of the status quo, now or in a phase?"""
    return bool(option.measures or option.phases or item.option(item.status_quo).measures)
