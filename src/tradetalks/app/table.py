"""One dossier opened on the workbench: what a position of it does, and the deal space under what was set on the page.

All figures come from certified outcomes. Weights and probabilities need no solving: the packages are valued and folded
again from what is solved already, and remembered.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tradetalks.app.description import description, points
from tradetalks.app.position import moved_options, set_by_hand, titles
from tradetalks.app.remembered import Remembered
from tradetalks.app.state import State
from tradetalks.counsel.acceptance import Acceptance, Draws, acceptance, draw_worth
from tradetalks.dossier import phasing
from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.revenue import at_unchanged_wages
from tradetalks.policy.effects import Effect
from tradetalks.report.findings import Findings, gather
from tradetalks.report.headline import headline
from tradetalks.report.income_rows import INCOME_NOTE, PRICES_NOTE, income_rows
from tradetalks.report.package_words import PackageWords, package_words, tone
from tradetalks.report.real import goods_volume, sector_rows
from tradetalks.report.shown import Shown
from tradetalks.space.deal_space import Deal, DealSpace, plain_title_of
from tradetalks.space.reweighing import reweighed
from tradetalks.space.solutions import INDIFFERENT, SOLUTIONS
from tradetalks.space.way import deal_space
from tradetalks.value.worth import worth

Array = NDArray[np.float64]
KEPT = 12
SHIFTED = (
    "The frontier is drawn on the solved options, shifted by what the changed rates do by themselves: approximate. The"
    " package you are on is solved exactly."
)
Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Setting:
    """The dossier and its deal space under the weights and probabilities set on the page, and draws of its worth."""

    dossier: Dossier
    space: DealSpace
    draws: Draws


@dataclass(frozen=True, eq=False)
class Table:
    """A deal space on the workbench. One solve at a time: the valuer behind it is not made for threads."""

    space: DealSpace
    lock: RLock = field(default_factory=RLock)
    kept: Remembered = field(default_factory=lambda: Remembered(KEPT))

    @property
    def dossier(self) -> Dossier:
        return self.space.dossier

    def description(self) -> dict[str, Any]:
        """What the page draws once."""
        return description(self.space)

    def _once(self, key: Hashable, make: Callable[[], Found]) -> Found:
        """What was made for a key, the last ``KEPT`` of them remembered."""
        with self.lock:
            return self.kept.once(key, make)

    # ---------------------------------------------------------------- the deal space under what is set
    def setting(self, state: State, whole: bool = True) -> Setting:
        """Dossier, deal space and draws under the state's weights and probabilities.

        ``whole``: with every package on the frontier solved whole; without, new ones are sums of their parts at first.
        """
        key = ("setting", *self._set(state))
        if not whole and (True, *key) in self.kept:
            whole = True

        def make() -> Setting:
            space = self._without(state.lifted)
            if self._set(state)[:-1] != self._set(State())[:-1]:
                space = reweighed(
                    space, weights=state.weights, chances=state.chances(self.dossier), worth=state.restated(),
                    solve=whole,
                )  # fmt: skip
            return Setting(space.dossier, space, draw_worth(space.dossier))

        return self._once((whole, *key), make)

    def _set(self, state: State) -> tuple[Hashable, ...]:
        weights = {p: w for p, w in state.weights.items() if w != 1}
        return (
            tuple(sorted(weights.items())), tuple(state.chances(self.dossier).items()),
            tuple(sorted(state.worth.items())), tuple(sorted(set(state.lifted))),
        )  # fmt: skip

    def _without(self, lifted: tuple[int, ...]) -> DealSpace:
        """The deal space without some of the red lines; what they kept out is solved as needed, once."""
        if not lifted:
            return self.space
        left = [line for j, line in enumerate(self.dossier.red_lines) if j not in lifted]
        fewer = self.dossier.model_copy(update={"red_lines": left})
        return self._once(("lifted", *sorted(set(lifted))), lambda: deal_space(fewer, valuer=self.space.valuer))

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
            "milliseconds": 1000 * (time.perf_counter() - begin),
        }

    def shown_space(self, state: State, whole: bool = True) -> tuple[DealSpace, str]:
        """The deal space that the page draws, and in which way it is approximate ('' if it is not).

        Rates set on the page move all packages that hold their option by what they do alone; the status quo stays.
        """
        space = self.setting(state, whole).space
        changed = moved_options(self.dossier, state.rates)
        if not changed:
            return space, ""

        def make() -> DealSpace:
            shift = {key: self._alone(State(rates=state.rates, package=dict([key]))) for key in changed}
            moved = reweighed(space, shift=shift, solve=whole)
            return replace(moved, named={**moved.named, "status_quo": space.named["status_quo"]})

        drawn = self._once((whole, "rates", *self._set(state), *sorted(state.rates.items())), make)
        return drawn, SHIFTED

    def _alone(self, state: State) -> Array:
        """``[party]`` billions that the rates set for an option bring beyond the dossier's, all else as today."""
        only = State(package=state.package)
        with self.lock:
            change = self.outcome(state).real_income_change - self.outcome(only).real_income_change
        return self.space.eve.of_parties(change)

    # ---------------------------------------------------------------- what a position does
    def effect(self, state: State, package: Mapping[str, str] | None = None) -> Effect:
        """What a package, the state's if None, changes from the eve, with the state's rates put in."""
        eve, package = self.space.eve, package or self.dossier.package(state.package)
        total = eve.combined(package)
        now = phasing.at_first(self.dossier, package)
        for (item, option), measures in moved_options(self.dossier, state.rates).items():
            if now[item] == option:
                listed = self.dossier.item(item).option(option).measures
                old = [listed[j] for j in measures]
                total = total + eve.effect_of(measures.values()).without(eve.effect_of(old))
        return total

    def outcome(self, state: State) -> Outcome:
        """The certified outcome of a state; of schedules, in their first phase."""
        state.check(self.dossier)
        effect = self.effect(state)
        with self.lock:
            return self.space.eve.solve_effect(effect)

    def real_income_change(self, state: State, outcome: Outcome) -> Array:
        """``[region]`` billions of USD a year; schedules at their even yearly amount."""
        full = self.dossier.package(state.package)
        if not phasing.is_phased(self.dossier, full):
            return outcome.real_income_change
        with self.lock:
            eve = self.space.eve
            paths = [eve.solve_effect(self.effect(state, plain)) for plain in phasing.paths(self.dossier, full)]
        return (eve.state_weights() * np.array([one.real_income_change for one in paths])).sum(0)

    def deal(self, state: State, outcome: Outcome) -> Deal:
        """The state's package as a deal, valued at its own rates, under its weights and probabilities."""
        setting, world = self.setting(state, whole=False), self.space.eve.world
        d, package = setting.dossier, self.dossier.package(state.package)
        change, no_deal = self.real_income_change(state, outcome), self._no_deal(setting)
        own = self.space.eve.by_party(change)
        low, mid, high = (worth(d, package, end) for end in ("low", "mid", "high"))
        return Deal(
            package=package,
            economic=own,
            political=mid,
            low={p: own[p] + low[p] for p in own},
            high={p: own[p] + high[p] for p in own},
            gain={p: own[p] + mid[p] - no_deal[p] for p in own},
            real_income=100 * change / world.own_income,
            real_income_billions=change,
            broken=tuple(d.objections(package)),
        )

    def rates_in_force(self, state: State) -> bool:
        """Does the state's package hold an option whose rate was set on the page?"""
        package = phasing.at_first(self.dossier, self.dossier.package(state.package))
        return any(package[item] == option for item, option in moved_options(self.dossier, state.rates))

    def judged(self, state: State, deal: Deal) -> tuple[Acceptance, PackageWords]:
        """How often each party would sign, and all of it in sentences; today and no deal are in one of them."""
        setting = self.setting(state, whole=False)
        d, space = setting.dossier, setting.space
        no_deal = {b.name: space.no_deal[b.name].economic for b in d.no_deal}
        chances = {b.name: b.probability for b in d.no_deal}
        odds = acceptance(setting.draws, deal.package, deal.economic, no_deal, chances)
        same = deal.package == self.dossier.status_quo() and not self.rates_in_force(state)
        told = package_words(
            {p: party.name for p, party in d.parties.items()}, deal.value, self._no_deal(setting), odds,
            unit=d.money, unchanged=same, objections=deal.broken,
        )  # fmt: skip
        if same:
            return odds, told
        known = [n for n, one in space.named.items() if one.package == deal.package and not self.rates_in_force(state)]
        title = plain_title_of(self.dossier, known[0]) if known else "this package"
        if known and known[0] in SOLUTIONS:
            title = f"the {title}"
        return odds, replace(told, today=headline(space, deal, title), no_deal="")

    @staticmethod
    def _no_deal(setting: Setting) -> dict[str, float]:
        return dict(zip(setting.space.parties, setting.space.expected_no_deal.tolist(), strict=True))

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
        no_deal = self._no_deal(self.setting(state, whole=False))
        parties = {
            p: {
                "economic": deal.economic[p], "political": deal.political[p], "value": deal.value[p],
                "low": min(deal.low[p], deal.value[p]), "high": max(deal.high[p], deal.value[p]),
                "no_deal": no_deal[p], "gain": deal.gain[p], "odds": odds.by_party[p], "tone": tone(deal.value[p]),
            }
            for p in self.dossier.parties
        }  # fmt: skip
        return {
            "package": dict(deal.package),
            "titles": titles(self.dossier, deal.package, state.rates),
            "parties": parties,
            "signable": not deal.broken and all(gain >= -INDIFFERENT for gain in deal.gain.values()),
            "objections": list(deal.broken),
            "odds": odds.everyone,
            "sentences": {
                "today": told.today, "no_deal": told.no_deal, "verdict": told.verdict,
                "odds": told.odds, "tone": told.tone,
            },
            **self._details(outcome),
            "certificate": {"words": str(outcome.certificate), **outcome.certificate.as_dict()},
            "milliseconds": 1000 * (time.perf_counter() - begin),
        }  # fmt: skip

    def _details(self, outcome: Outcome) -> dict[str, Any]:
        """Regions; sectors, prices, flows and revenue of the parties: volumes, per cents and real money."""
        world, own = outcome.world, self.dossier.regions
        rows = sorted(income_rows(outcome), key=lambda row: -abs(row.billions))
        after, before = at_unchanged_wages(outcome), self.space.eve.outcome.tariff_revenue
        at = {p: world.region(region) for p, region in own.items()}
        return {
            "regions": [
                {"code": row.code, "name": row.name, "percent": row.real_income, **row.figures} for row in rows
            ],
            "income_note": f"{INCOME_NOTE} {PRICES_NOTE}",
            "sectors": {p: [vars(row) for row in sector_rows(outcome, region)] for p, region in own.items()},
            "prices": {p: 100 * float(outcome.inflation[n]) for p, n in at.items()},
            "revenue": {p: {"before": float(before[n]), "after": float(after[n])} for p, n in at.items()},
            "flows": [
                {"from": a, "to": b, "before": volume[0], "after": volume[1]}
                for a in own
                for b in own
                if a != b
                for volume in [goods_volume(outcome, own[a], own[b])]
            ],
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
        return Shown("On the workbench", deal, outcome, titles(self.dossier, deal.package, state.rates), told)

    def findings(self, state: State) -> Findings:
        """What every form of the brief prints, at a position; other elasticities left out (they take a minute)."""
        setting = self.setting(state)

        def make() -> Findings:
            return gather(setting.space.noting(set_by_hand(self.dossier, state)), sensitivity=False)

        with self.lock:
            found = self._once(("findings", *self._set(state)), make)
            return replace(found, shown=self.shown(state))
