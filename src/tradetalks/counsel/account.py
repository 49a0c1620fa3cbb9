"""Who gives and who gains: each item's part in a deal, and how sure the figures are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np

from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium.iterate import Near
from tradetalks.space.deal_space import DealSpace
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.worth import worth

MOST_SHAPLEY_ITEMS = 11


@dataclass(frozen=True)
class Contribution:
    """One item's part in a package, billions of USD a year by party.

    ``economic`` is the item's Shapley share of the package's change in real income: its marginal effect averaged over
    all orders in which the changed items could be added to the status quo; shares sum to the package's total.
    ``political`` is the option's worth beyond the model (mid).
    """

    item: str
    option: str
    economic: Mapping[str, float]
    political: Mapping[str, float]

    def total(self, party: str) -> float:
        return self.economic[party] + self.political[party]


def contributions(space: DealSpace, package: Mapping[str, str]) -> list[Contribution]:
    """Each changed item's part in ``package`` (Shapley 1953 over items, exact up to 11 changed economic items).

    Beyond that many, the economic part is each item's effect alone, scaled to the total.
    """
    dossier, valuer, parties = space.dossier, space.valuer, space.parties
    status_quo = dossier.status_quo()
    full = dossier.package(package)
    changed = [i for i in full if full[i] != status_quo[i]]
    economic = [i for i in changed if valuer.identity({i: full[i]})]
    count = len(economic)
    shares = {i: np.zeros(len(parties)) for i in changed}
    if count and count <= MOST_SHAPLEY_ITEMS:
        subsets = [c for size in range(count + 1) for c in combinations(economic, size)]
        packages = [{**status_quo, **{i: full[i] for i in subset}} for subset in subsets]
        found = space.eve.of_parties(valuer.billions(valuer.real_income_ratio(packages)))
        value = dict(zip(subsets, found, strict=True))
        for item in economic:
            for subset in subsets:
                if item in subset:
                    continue
                with_item = tuple(i for i in economic if i in subset or i == item)
                weight = factorial(len(subset)) * factorial(count - len(subset) - 1) / factorial(count)
                shares[item] += weight * (value[with_item] - value[subset])
    elif count:
        tried = [*({**status_quo, i: full[i]} for i in economic), full]
        *each, total = space.eve.of_parties(valuer.billions(valuer.real_income_ratio(tried)))
        alone = np.array(each)
        scale = np.divide(total, alone.sum(0), out=np.ones(len(parties)), where=alone.sum(0) != 0)
        shares |= {item: row * scale for item, row in zip(economic, alone, strict=True)}
    result = []
    for item in changed:
        political = worth(dossier, {item: full[item]})
        result.append(Contribution(item, full[item], dict(zip(parties, shares[item].tolist(), strict=True)), political))
    return sorted(result, key=lambda c: -sum(abs(c.total(p)) for p in parties))


@dataclass(frozen=True)
class UnderElasticities:
    """Real-income change of packages under one set of trade elasticities: package name -> party -> billions."""

    elasticities: str
    values: Mapping[str, Mapping[str, float]]


def under_elasticities(
    dossier: Dossier, packages: Mapping[str, Mapping[str, str]], sets: Sequence[str], near: Near | None = None
) -> list[UnderElasticities]:
    """Solve the named packages again under other published elasticities, each from its own eve.

    Args:
        near: where the eve was solved under the dossier's own; each set's search begins where the last one's ended.
    """
    found = []
    for name in sets:
        eve = bring_to_eve(dossier.with_elasticities(name), near=near)
        near = eve.near
        values = {}
        for label, package in packages.items():
            values[label] = eve.by_party(eve.yearly_change(package))
        found.append(UnderElasticities(name, values))
    return found
