"""One dossier opened on the workbench: what a position of it does, and the deal space under what was set on the page.

All figures come from certified outcomes.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.app.description import description, points
from tradetalks.app.figures import details
from tradetalks.app.own_options import doubles
from tradetalks.app.position import moved_options, set_by_hand, titles, worth_words
from tradetalks.app.remembered import Remembered
from tradetalks.app.setting import KEPT, Setting, Settings
from tradetalks.app.sliders import why_unsolved
from tradetalks.app.state import State
from tradetalks.counsel.acceptance import Acceptance, acceptance
from tradetalks.counsel.no_deal_drawn import NoDeal
from tradetalks.counsel.reach import Reach
from tradetalks.dossier import phasing
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.errors import NotCertified, NotConverged, PolicyError
from tradetalks.incidence.households import REGION
from tradetalks.policy.effects import Effect
from tradetalks.report.chance_words import deadline_words
from tradetalks.report.findings import Findings, gather
from tradetalks.report.headline import headline
from tradetalks.report.no_deal_words import expected_words
from tradetalks.report.package_words import PackageWords, open_words, package_words, tone
from tradetalks.report.phase_words import rule_words
from tradetalks.report.real import lost_at_limits
from tradetalks.report.shown import Shown
from tradetalks.report.uncomputed import is_unsized, uncomputed_words
from tradetalks.space.deal_space import Deal, DealSpace, plain_title_of
from tradetalks.space.reweighing import reweighed
from tradetalks.space.solutions import SOLUTIONS
from tradetalks.value.eve import Package
from tradetalks.value.worth import worth

Array = NDArray[np.float64]
_BETWEEN = 0.01  # seconds in which whoever waits for the table takes it
SHIFTED = (
    "The frontier is drawn on the solved options, shifted by what the changed rates do by themselves: approximate. The"
    " package you are on is solved exactly."
)
OF_THE_LISTED = (
    "Counts, frontier and named packages are of the options that the dossier lists; your own options count in the"
    " package you are on."
)


@dataclass(frozen=True, eq=False)
class Table(Settings):
    """A deal space on the workbench, and what positions of it do."""

    reached: Remembered = field(default_factory=lambda: Remembered(2 * KEPT))
    outcomes: Remembered = field(default_factory=lambda: Remembered(4))

    def description(self) -> dict[str, Any]:
        """What the page draws once."""
        return description(self.space)

    def deals(self, state: State, whole: bool = True) -> dict[str, Any]:
        """Frontier, named packages, counts and a sample, under the state's weights, probabilities and rates.

        Args:
            whole: solve whole what is new on the frontier; without, ``summed`` counts the packages that are the sums of
                what their measures and their payments bring apart.

        Raises:
            DossierError, PolicyError: names or numbers the dossier does not know.
        """
        state.check(self.dossier)
        begin = time.perf_counter()
        space, approximate = self.shown_space(state, whole)
        return {
            **points(space),
            "summed": sum(deal.summed for deal in space.frontier),
            "approximate": approximate,
            "of_listed": "" if self._listed(state)[1] else OF_THE_LISTED,
            "milliseconds": 1000 * (time.perf_counter() - begin),
        }

    def shown_space(self, state: State, whole: bool = True) -> tuple[DealSpace, str]:
        """The deal space that the page draws, and in which way it is approximate ('' if it is not).

        Rates set on the page move all packages that hold their option by what they do alone; the status quo stays.
        """
        if not self._listed(state)[1]:
            return self.shown_space(state.of_listed(), whole)
        space = self.setting(state, whole).space
        changed = moved_options(space.dossier, state.rates)
        if not changed:
            return space, ""

        def make() -> DealSpace:
            alone = {"rates": state.rates, "own": state.own}
            shift = {key: self._alone(State(**alone, package=dict([key]))) for key in changed}
            moved = reweighed(space, shift=shift, solve=whole)
            return replace(moved, named={**moved.named, "status_quo": space.named["status_quo"]})

        drawn = self._once((whole, "rates", *self._set(state), *sorted(state.rates.items())), make)
        return drawn, SHIFTED

    def _alone(self, state: State) -> Array:
        """``[party]`` billions that the rates set for an option bring beyond the dossier's, all else as today."""
        only = State(package=state.package, own=state.own)
        with self.lock:
            change = self.outcome(state).real_income_change - self.outcome(only).real_income_change
        return self.space.eve.of_parties(change)

    # ---------------------------------------------------------------- what a position does
    def effect(self, state: State, package: Mapping[str, str] | None = None) -> Effect:
        """What a package, the state's if None, changes from the eve, with the state's rates put in."""
        eve = self.eve(state)
        package = package or eve.dossier.package(state.package)
        total = eve.combined(package)
        now = phasing.at_first(eve.dossier, package)
        for (item, option), measures in moved_options(eve.dossier, state.rates).items():
            if now[item] == option:
                listed = eve.dossier.item(item).option(option).measures
                old = [listed[j] for j in measures]
                total = total + eve.effect_of(measures.values()).without(eve.effect_of(old))
        return total

    def outcome(self, state: State) -> Outcome:
        """The certified outcome of a state; of schedules, in their first phase."""
        state.check(self.dossier)
        key = (state.own_key, *(tuple(sorted(of.items())) for of in (state.package, state.rates)))
        with self.lock:
            return self.outcomes.once(key, lambda: self._solved(state))

    def _solved(self, state: State) -> Outcome:
        """``outcome``, solved; what cannot be at the rates set by hand is told with how far these may go."""
        try:
            return self._solved_near(state)
        except (PolicyError, NotConverged, NotCertified) as error:
            if not state.rates:
                raise
            eve = self.eve(state)
            raise type(error)(why_unsolved(eve.dossier, eve.benchmark, state.rates, error)) from None

    def _solved_near(self, state: State, package: Package | None = None) -> Outcome:
        """The certified outcome of a package, the state's if None, with the state's rates put in: begun where its
        listed options lead at the dossier's rates, once that is known (``make_ready``)."""
        d, shock = self.eve(state).dossier, self.effect(state, package).on(self.space.eve.world)
        now = phasing.at_first(d, package or d.package(state.package))
        known = self.space.eve.effects
        listed = {i: o if o in known[i] else self.dossier.item(i).status_quo for i, o in now.items()}
        return self.space.eve.solve_shock(shock, self.space.valuer.near(listed, shock.quantities))

    def over_time(self, state: State) -> tuple[list[Outcome], Array]:
        """The certified outcomes of a state, its first step first, and their weights: as ``Eve.over_time``."""
        eve, first = self.eve(state), self.outcome(state)
        if not phasing.is_phased(eve.dossier, full := eve.dossier.package(state.package)):
            return [first], np.ones((1, len(eve.world.regions)))
        key = "over time", state.own_key, *(tuple(sorted(of.items())) for of in (state.package, state.rates))
        now = phasing.at_first(eve.dossier, full)
        with self.lock:
            return self._once(
                key,
                lambda: eve.over_time(full, lambda p: first if p == now else self._solved_near(state, p)),
            )

    @property
    def lost(self) -> Array:
        """What limits of today lose on the way, as ``lost_at_limits``."""
        return lost_at_limits(self.space.eve.outcome)

    def rule(self, state: State) -> str:
        """Which of a state's figures are yearly averages, in words; empty where nothing changes over time."""
        at_home = "households, " if REGION in self.dossier.regions.values() else ""
        return rule_words(self.eve(state).dossier, state.package, f"{at_home}sectors and flows of goods")

    def deal(self, state: State, outcome: Outcome) -> Deal:
        """The state's package as a deal, valued at its own rates, under its weights and probabilities."""
        setting, world = self.setting(state, whole=False), self.space.eve.world
        d, package = setting.dossier, setting.dossier.package(state.package)
        outcomes, weights = self.over_time(state)
        change = (weights * np.array([one.real_income_change for one in outcomes])).sum(0)
        own = self.space.eve.by_party(change)
        low, mid, high = (worth(d, package, end) for end in ("low", "mid", "high"))
        return Deal(
            package=package,
            economic=own,
            political=mid,
            low={p: own[p] + low[p] for p in own},
            high={p: own[p] + high[p] for p in own},
            gain=dict(zip(own, setting.space.gains(np.array([own[p] + mid[p] for p in own])).tolist(), strict=True)),
            real_income=100 * change / world.own_income,
            real_income_billions=change,
            broken=tuple(d.objections(package)),
        )

    def changes(self, state: State) -> list[tuple[str, str, str]]:
        """Items that the state changes against today: title, today's option, the chosen one, in words."""
        titles = self.titles(state)
        today = ((item, item.option(item.status_quo).title) for item in self.dossier.agenda)
        return [(item.title, before, titles[item.id]) for item, before in today if titles[item.id] != before]

    def titles(self, state: State) -> dict[str, str]:
        """Item -> what the state chooses, in words."""
        d, world = self.eve(state).dossier, self.space.eve.world
        return titles(d, world, d.package(state.package), state.rates)

    def rates_in_force(self, state: State) -> bool:
        """Does the state's package hold an option whose rate was set on the page?"""
        d = self.eve(state).dossier
        package = phasing.at_first(d, d.package(state.package))
        return any(package[item] == option for item, option in moved_options(d, state.rates))

    def judged(self, state: State, deal: Deal) -> tuple[Acceptance, PackageWords]:
        """How often each party would sign, and all of it in sentences; today and no deal are in one of them."""
        setting = self.setting(state, whole=False)
        d, space = setting.dossier, setting.space
        no_deal = {b.name: space.no_deal[b.name].economic for b in d.no_deal}
        chances = {b.name: b.probability for b in d.no_deal}
        odds = acceptance(setting.draws, deal.package, deal.economic, no_deal, chances, within=space.within)
        same = deal.package == self.dossier.status_quo() and not self.rates_in_force(state)
        without = self.known_no_deal(state)
        told = package_words(
            {p: party.name for p, party in d.parties.items()}, deal.value, self._no_deal(setting), odds,
            unit=space.money, unchanged=same, verdict=deal.verdict, expected=expected_words(space, without),
            within=dict(zip(space.parties, space.within.tolist(), strict=True)),
        )  # fmt: skip
        if none := uncomputed_words(d):
            return odds, PackageWords(" ".join(none), "", "", "", "even")
        if same:
            return odds, told
        unsettled = self.dossier.unsettled()
        if moved := [title for title, _, _ in self.changes(state) if title in unsettled]:
            return odds, open_words(moved)
        known = [n for n, one in space.named.items() if one.package == deal.package and not self.rates_in_force(state)]
        title = plain_title_of(self.dossier, known[0]) if known else "this package"
        if known and known[0] in SOLUTIONS:
            title = f"the {title}"
        today = headline(space, deal, title, self._model_ends(state), without=without)
        return odds, replace(told, today=today, no_deal="")

    def _model_ends(self, state: State) -> dict[str, tuple[float, float]]:
        """Party -> ends of its real income in 90 of 100 draws of the model, where they were worked out already."""
        found, d = self.known_reach(state), self.eve(state).dossier
        if found is None:
            return {}
        at = {p: found.regions.index(region) for p, region in d.regions.items()}
        return {p: (float(found.real_income[0, n]), float(found.real_income[1, n])) for p, n in at.items()}

    def known_reach(self, state: State) -> Reach | None:
        """How far a position's effects reach, where that was worked out already."""
        key = self.reach_key(state)
        return self.reached.once(key, lambda: None) if key in self.reached else None

    def reach_key(self, state: State) -> Hashable:
        """What ranges of a position depend on: its package and rates, the options added."""
        package = self.eve(state).dossier.package(state.package)
        return tuple(package.items()), tuple(sorted(state.rates.items())), state.own_key

    def known_no_deal(self, state: State) -> NoDeal | None:
        """How far what is expected without a deal reaches, where that was worked out already."""
        key = self.no_deal_key(state)
        return self.reached.once(key, lambda: None) if key in self.reached else None

    def no_deal_key(self, state: State) -> Hashable:
        """What ranges of no deal depend on: chances, weights, what worth is stated, the options added."""
        return ("no deal", tuple(state.chances(self.dossier).items()), tuple(sorted(state.weights.items())),
                tuple(sorted(state.worth.items())), state.own_key)  # fmt: skip

    @staticmethod
    def _no_deal(setting: Setting) -> dict[str, float]:
        return dict(zip(setting.space.parties, setting.space.expected_no_deal.tolist(), strict=True))

    def make_ready(self) -> None:
        """Solve what positions are begun from, in pieces between which whoever moves has the table; a move that comes
        before is solved from the eve."""
        pieces = self.space.valuer.getting_ready()
        try:
            for _ in iter(lambda: self._piece(pieces), False):
                time.sleep(_BETWEEN)
        except (PolicyError, NotConverged, NotCertified):
            pass  # an option that has no equilibrium alone: positions with it are solved from the eve

    def _piece(self, pieces: Iterator[None]) -> bool:
        with self.lock:
            return next(pieces, True) is None

    def evaluate_once(self) -> None:
        """Make ready what the first change would otherwise wait for."""
        self.evaluate(State())
        if self.space.frontier:
            self.evaluate(State(package=dict(self.space.frontier[0].package)))

    def evaluate(self, state: State) -> dict[str, Any]:
        """What the position does, to parties, regions, sectors, prices, flows and revenue.

        Raises:
            DossierError, PolicyError: names or numbers the dossier does not know.
            NotConverged, NotCertified: no certified equilibrium there.
        """
        begin = time.perf_counter()
        outcome = self.outcome(state)
        deal = self.deal(state, outcome)
        odds, told = self.judged(state, deal)
        setting = self.setting(state, whole=False)
        no_deal, money = self._no_deal(setting), setting.space.money
        parties = {
            p: {
                "economic": deal.economic[p], "political": deal.political[p], "value": deal.value[p],
                "low": min(deal.low[p], deal.value[p]), "high": max(deal.high[p], deal.value[p]),
                "no_deal": no_deal[p], "gain": deal.gain[p], "odds": odds.by_party[p],
                "tone": tone(deal.value[p], money),
            }
            for p in self.dossier.parties
        }  # fmt: skip
        return {
            "package": dict(deal.package),
            "titles": self.titles(state),
            "parties": parties,
            "unit": vars(money),
            "signable": deal.verdict.signable,
            "ties": list(deal.verdict.ties),
            "doubles": doubles(self.setting(state, whole=False).dossier, state.own),
            "objections": list(deal.broken),
            "worth_notes": worth_words(self.eve(state).dossier, state),
            "uncomputed": is_unsized(setting.dossier),
            "odds": odds.everyone,
            "ranged": odds.ranged,
            "deadlines": deadline_words(self.setting(state, whole=False).space, deal.value, "this package"),
            "sentences": {
                "today": told.today, "no_deal": told.no_deal, "verdict": told.verdict,
                "odds": told.odds, "tone": told.tone,
            },
            **details(self.over_time(state), self.dossier.regions, money, self.rule(state), self.lost),
            "certificate": {"words": str(outcome.certificate), **outcome.certificate.as_dict()},
            "milliseconds": 1000 * (time.perf_counter() - begin),
        }  # fmt: skip

    # ---------------------------------------------------------------- what can be taken away
    def shown(self, state: State) -> Shown | None:
        """The position as the brief prints it; None at the status quo."""
        outcome = self.outcome(state)
        deal = self.deal(state, outcome)
        if deal.package == self.dossier.status_quo() and not self.rates_in_force(state):
            return None
        _, told = self.judged(state, deal)
        outcome.certificate.require()
        return Shown("On the workbench", deal, outcome, self.titles(state), told, self.over_time(state))

    def findings(self, state: State) -> Findings:
        """What every form of the brief prints, at a position; other elasticities left out (they take a minute)."""
        setting = self.setting(state)

        def make() -> Findings:
            known = self.eve(state).dossier
            notes = [
                *set_by_hand(known, state),
                *worth_words(known, state),
                *([] if self._listed(state)[1] else [OF_THE_LISTED]),
            ]
            return gather(setting.space.noting(notes), sensitivity=False)

        with self.lock:
            found = self._once(("findings", *self._set(state)), make)
            return replace(found, shown=self.shown(state))
