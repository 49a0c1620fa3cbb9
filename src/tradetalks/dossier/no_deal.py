"""Ways in which there is no deal, each with its chance: at the dossier's own horizon, at others and until a day where
it differs."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from tradetalks.dossier.figures import Chance, Date, Strict, Worth
from tradetalks.dossier.world_choice import HorizonName
from tradetalks.equilibrium.horizons import NAMES
from tradetalks.policy.instruments import Measure


class ChanceAt(Strict):
    """How likely a way of having no deal is at a horizon, by which source, and what happens by then."""

    probability: Chance
    basis: str = Field("judgement", description="the word 'judgement' or the id of a source")
    event: str = Field(default="", description="what happens by then that makes it so likely, in words")
    on: Date | None = Field(default=None, description="the day of the event")


class NashBranch(Strict):
    """A tariff war that neither side can improve on: each player's rates are best responses to the others'."""

    players: list[str] = Field(min_length=2, description="parties")
    sectors: str | list[str] = "goods"
    instruments: list[Literal["tariff", "export_tax"]] = Field(["tariff"], min_length=1)
    everyone: bool = Field(False, description="tax all partners' goods, not only the other players'")
    mfn: bool = False
    weights: Literal["real_income", "revealed"] = Field(
        "real_income",
        description="what players want: their real income, or what the tariffs of the eve show that they want",
    )


class NoDeal(Strict):
    """One way in which there is no deal, and how likely it is."""

    name: str
    title: str
    probability: Chance = Field(description="at the dossier's own horizon")
    package: dict[str, str] = Field({}, description="items that leave their status quo: item id to option id")
    measures: list[Measure] = []
    worth: dict[str, Worth] = Field(
        {}, description="by party; beyond the model and beyond its package's own worth, relative to the status quo"
    )
    nash: NashBranch | None = Field(None, description="a tariff war from there, computed")
    note: str = ""
    basis: str = Field("judgement", description="of the probability: the word 'judgement' or the id of a source")
    by_horizon: dict[HorizonName, ChanceAt] = Field(
        {}, description="the probability from another horizon on, up to the next that is given or the dossier's own"
    )

    until: dict[Date, ChanceAt] = Field(
        {},
        description="the probability until a day, YYYY-MM-DD, an event on which changes it; then the next given day's",
    )

    def until_day(self, day: datetime.date) -> NoDeal:
        """The same with the probability that holds until a day: that of the first day given which is no earlier."""
        given = [self.until[key] for key in sorted(self.until) if key >= day]
        return self.model_copy(update={"probability": given[0].probability, "basis": given[0].basis}) if given else self

    def at_deadlines(self, days: Sequence[datetime.date]) -> NoDeal:
        """The same with its chance written out until each of some days, so that another chance afterwards leaves those
        until then as they are."""
        if not days:
            return self
        before = {day: self.until_day(day) for day in days}
        stated = {
            day: self.until.get(day) or ChanceAt(probability=one.probability, basis=one.basis)
            for day, one in before.items()
        }
        return self.model_copy(update={"until": stated})

    def at_horizon(self, name: str, own: str) -> NoDeal:
        """The same with a horizon's probability; ``own``: the horizon whose probability it has now."""
        if not self.by_horizon:
            return self
        chances = self.chances(own)
        found = chances[name]
        changed = {"probability": found.probability, "basis": found.basis, "by_horizon": chances}
        return self.model_copy(update=changed)

    def chances(self, own: str) -> dict[str, ChanceAt]:
        """The chance at every horizon; ``own``: the one that ``probability`` is of."""
        here = ChanceAt(probability=self.probability, basis=self.basis)
        given, found = {**self.by_horizon, own: here}, {}
        last = here
        for name in NAMES:
            last = found[name] = given.get(name, last)
        return found
