"""What the workbench shows is a function of this state alone, which the page keeps in its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from tradetalks.app.own_options import MOST_OWN_OPTIONS, OwnOption, with_own
from tradetalks.dossier.model import Dossier
from tradetalks.errors import DossierError, PolicyError, unknown
from tradetalks.space.reweighing import Restated, weighed

LOWEST_RATE, HIGHEST_RATE = -0.99, 5.0
"""Ends of the rates that may be set, fractions."""


class State(BaseModel):
    """One position of the workbench.

    Attributes:
        package: item id -> option id; the rest keeps its status quo.
        rates: ``item.option.measure`` (the measure's place, from 0) -> points, in place of the dossier's.
        weights: party -> factor on what the dossier says is worth something beyond the model; 1 if left out.
        probabilities: no-deal branch -> weight; scaled to sum to one; the dossier's if left out.
        worth: ``item.option.party`` -> low, mid and high of what the option is worth to it beyond the model, in the
            dossier's money, in place of the dossier's.
        lifted: red lines that are switched off, by their place in the dossier, from 0.
        own: options added on the page, which package, rates and worth may name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    package: Annotated[dict[str, str], Field(max_length=200)] = {}
    rates: Annotated[dict[str, float], Field(max_length=200)] = {}
    weights: Annotated[dict[str, float], Field(max_length=20)] = {}
    probabilities: Annotated[dict[str, float], Field(max_length=50)] = {}
    worth: Annotated[dict[str, tuple[float, float, float]], Field(max_length=200)] = {}
    lifted: Annotated[tuple[int, ...], Field(max_length=100)] = ()
    own: Annotated[tuple[OwnOption, ...], Field(max_length=MOST_OWN_OPTIONS)] = ()

    def check(self, dossier: Dossier) -> State:
        """Itself; raises DossierError or PolicyError on unknown names and impossible numbers."""
        dossier = with_own(dossier, self.own)
        dossier.package(self.package)
        for party, weight in self.weights.items():
            if party not in dossier.parties:
                raise DossierError(f"weights: {unknown('party', party, dossier.parties)}")
            if not 0 <= weight <= 5:
                raise DossierError(f"weights.{party}: found {weight:g}, expected 0 to 5")
        names = [branch.name for branch in dossier.no_deal]
        for name, chance in self.probabilities.items():
            if name not in names:
                raise DossierError(f"probabilities: {unknown('no-deal branch', name, names)}")
            if not 0 <= chance <= 1:
                raise DossierError(f"probabilities.{name}: found {chance:g}, expected 0 to 1")
        for key, points in self.rates.items():
            if not LOWEST_RATE <= points <= HIGHEST_RATE:
                raise PolicyError(f"rates.{key}: found {points:g}, expected -0.99 to 5 (500 points)")
        if self.worth:
            weighed(dossier, worth=self.restated())
        for place in self.lifted:
            if not 0 <= place < len(dossier.red_lines):
                raise DossierError(f"lifted: found {place}; the dossier has {len(dossier.red_lines)} red lines, from 0")
        if sum(self.chances(dossier).values()) <= 0:
            raise DossierError("probabilities: found all zero, expected at least one above zero")
        return self

    def restated(self) -> Restated:
        """(item, option) -> party -> low, mid and high. Raises DossierError for a key of another form."""
        found: dict[tuple[str, str], dict[str, tuple[float, float, float]]] = {}
        for key, ends in self.worth.items():
            parts = key.split(".")
            if len(parts) != 3:
                raise DossierError(f"worth: found '{key:.100}', expected ITEM.OPTION.PARTY")
            found.setdefault((parts[0], parts[1]), {})[parts[2]] = ends
        return found

    def chances(self, dossier: Dossier) -> dict[str, float]:
        """Probability of each no-deal branch, summing to one (all zero if every weight is)."""
        given = {b.name: self.probabilities.get(b.name, b.probability) for b in dossier.no_deal}
        total = sum(given.values())
        return {name: value / total if total > 0 else 0.0 for name, value in given.items()}

    @property
    def own_key(self) -> str:
        """What tells its added options from those of other states."""
        return "|".join(one.model_dump_json() for one in self.own)

    def listed_rates(self) -> State:
        """The same without the rates set by hand."""
        return self.model_copy(update={"rates": {}}) if self.rates else self

    def of_listed(self) -> State:
        """The same without the options added, and without what was set of them."""
        added = {(one.item, one.id) for one in self.own}

        def kept(values: Mapping[str, Any]) -> dict[str, Any]:
            return {key: value for key, value in values.items() if tuple(key.split(".")[:2]) not in added}

        package = {item: option for item, option in self.package.items() if (item, option) not in added}
        new = {"own": (), "package": package, "rates": kept(self.rates), "worth": kept(self.worth)}
        return self.model_copy(update=new)
