"""Who would break a deal, how, and what would stop it: the stage payoffs of packages, for ``war.durability``.

A party breaks a package by withdrawing what it applies itself: its own tariffs, controls, purchases go back to the
status quo, the others keep their part until they find out; after that there is no deal. Its best breach is the set of
items whose withdrawal pays it most. What an option is worth to it beyond the model is lost where the party withdraws an
item alone (nobody else has a part in it), or where its part in the item is no measure but the doing of it. Items that
nobody is known to carry out are in no breach; they are told, as a breach of them is not known not to pay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

from tradetalks.counsel.carriers import carriers, touched
from tradetalks.dossier import phasing
from tradetalks.dossier.figures import BILLIONS, Unit
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.solutions import INDIFFERENT
from tradetalks.value.worth import worth
from tradetalks.war.durability import Durability, Stage

MOST_SUBSETS = 64


@dataclass(frozen=True)
class Enforcement:
    """One party's side of a package: its durability, and the items it would withdraw.

    ``political``: how much of the temptation is worth beyond the model, billions of USD a year. ``unknown``: items of
    the package that nobody is known to carry out (no measures, no ``carried_out_by``), though some party would save
    something by leaving them; what is said is then of the others only. ``unit``: in which amounts are told.
    """

    party: str
    durability: Durability
    breach: tuple[str, ...]
    political: float
    unknown: tuple[str, ...] = ()
    unit: Unit = BILLIONS

    @property
    def known(self) -> bool:
        """Is the answer sure: is it a breach of what is known, or is nothing left unknown?"""
        return not self.unknown or not self.durability.holds

    def clause(self, titles: Mapping[str, str] | None = None, write: Callable[[float], str] = "{:,.1f}".format) -> str:
        """In words, which clause mends this side; or that it is not known, and why. ``titles``: of items, by id.
        ``write``: makes the number before ``unit`` of an amount in the dossier's own unit."""
        clause = self.durability.clause(self.unit.short, write)
        if not self.unknown:
            return clause
        items = ", ".join(f"'{(titles or {}).get(i, i)}'" for i in self.unknown)
        if self.durability.holds:
            return f"not known: the dossier names nobody who carries out {items} (carried_out_by)"
        return f"{clause}; besides, nobody is named who carries out {items} (carried_out_by)"


def enforcement(
    space: DealSpace,
    package: Mapping[str, str],
    *,
    review: float | None = None,
    discount_rate: float | None = None,
) -> tuple[Enforcement, ...]:
    """Each party's stage payoffs, best breach and durability of a package (schedules as in their first phase).

    Args:
        review: years between reviews. discount_rate: a year. Both the dossier's own if None.

    Raises:
        DossierError: unknown items or options. NotConverged, NotCertified: a breach has no solution.
    """
    full, rules = phasing.at_first(space.dossier, space.dossier.package(package)), space.dossier.enforcement
    deal, found, unknown = space.deal(full), [], without_carriers(space, full)
    for j, party in enumerate(space.parties):
        payoff, breach, political = _best_breach(space, full, party, deal.value[party])
        punish = (
            float(space.expected_no_deal[j])
            if rules.punishment == "expected"
            else space.no_deal[rules.punishment].value[party]
        )
        if abs(punish - deal.value[party]) <= space.within[j]:  # as good as the deal, but for rounding
            punish = deal.value[party]
        rate = rules.discount_rate.get(party, rules.default_rate) if discount_rate is None else discount_rate
        durability = Durability(
            party, Stage(deal.value[party], payoff, punish), rules.review_years if review is None else review, rate
        )
        tempting = tuple(item for item, losers in unknown.items() if party in losers)
        found.append(Enforcement(party, durability, breach, political, tempting, space.money))
    return tuple(found)


def without_carriers(space: DealSpace, package: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Items of a package that nobody is known to carry out, and the parties that would save something by leaving them:
    those to whom its option is worth less than the status quo."""
    dossier, found = space.dossier, {}
    for item in dossier.agenda:
        option = package[item.id]
        if option != item.status_quo and carriers(dossier, item, option) is None:
            alone = worth(dossier, {item.id: option})
            losers = tuple(p for p in space.parties if alone[p] < -INDIFFERENT)
            if losers:
                found[item.id] = losers
    return found


def withdrawable(space: DealSpace, package: Mapping[str, str], party: str) -> dict[str, bool]:
    """Items of a package that a party could withdraw from, and whether their worth to it is then lost: it is the only
    one with a part in them, or its part is no measure but the doing of it."""
    dossier, found = space.dossier, {}
    for item in dossier.agenda:
        option = package[item.id]
        acting = frozenset[str]() if option == item.status_quo else carriers(dossier, item, option) or frozenset()
        if party in acting:
            found[item.id] = len(acting) == 1 or not touched(item, option)
    return found


def _best_breach(
    space: DealSpace, package: Mapping[str, str], party: str, kept: float
) -> tuple[float, tuple[str, ...], float]:
    """Payoff of the best breach, its items, and the part of the temptation that the model does not hold."""
    items = withdrawable(space, package, party)
    best: tuple[float, tuple[str, ...], float] = (kept, (), 0.0)

    def tried(chosen: tuple[str, ...]) -> float:
        nonlocal best
        alone = {i: space.dossier.item(i).status_quo for i in chosen if items[i]}
        beyond = worth(space.dossier, {**package, **alone})[party]
        value = _real_income(space, package, party, chosen) + beyond
        if value > best[0] + INDIFFERENT:
            best = (value, chosen, beyond - worth(space.dossier, package)[party])
        return value - kept

    names = list(items)
    if 2 ** len(names) <= MOST_SUBSETS:
        for size in range(1, len(names) + 1):
            for chosen in combinations(names, size):
                tried(chosen)
    else:  # one by one, then all that pay alone, then greedily one more or one fewer
        gains = {name: tried((name,)) for name in names}
        tried(tuple(n for n in names if gains[n] > 0) or (max(gains, key=lambda n: gains[n]),))
        improving = True
        while improving:
            before = best[0]
            for name in names:
                chosen = set(best[1]) ^ {name}
                if chosen:
                    tried(tuple(n for n in names if n in chosen))
            improving = best[0] > before + INDIFFERENT
    return best


def _real_income(space: DealSpace, package: Mapping[str, str], party: str, withdrawn: tuple[str, ...]) -> float:
    """The party's change of real income, billions, when it withdraws its part in some items."""
    eve, dossier = space.eve, space.dossier
    total = eve.base
    for item in dossier.agenda:
        option = item.option(package[item.id])
        if item.id not in withdrawn:
            total = total + eve.effects[item.id][option.id]
            continue
        before = item.option(item.status_quo).measures
        kept = [m for m in option.measures if party not in dossier.actors(item, [m])]
        restored = [m for m in before if party in dossier.actors(item, [m])]
        total = total + eve.effect_of([*kept, *restored]).without(eve.effect_of(before))
    outcome = eve.solve_effect(total)
    return eve.by_party(outcome.real_income_change)[party]
