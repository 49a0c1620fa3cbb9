"""The deal space of an open dossier under what is set on the page: options added, weights, chances, red lines.

Weights and probabilities need no solving: the packages are valued and folded again from what is solved already, and
remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import Any, TypeVar

from tradetalks.app.jobs import FOLDING, SOLVING, Progress, in_step
from tradetalks.app.own_options import with_own
from tradetalks.app.position import at_rates, fewer_lines, worth_of
from tradetalks.app.remembered import Remembered
from tradetalks.app.state import State
from tradetalks.counsel.acceptance import Draws, draw_worth
from tradetalks.dossier.model import Dossier
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.reweighing import Restated, reweighed, weighed
from tradetalks.space.way import deal_space
from tradetalks.value.eve import Eve

KEPT = 12
"""Settings and answers remembered."""
Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Setting:
    """The dossier and its deal space under the weights and probabilities set on the page, and draws of its worth."""

    dossier: Dossier
    space: DealSpace
    draws: Draws


@dataclass(frozen=True, eq=False)
class Settings:
    """A deal space under what is set on the page. One solve at a time: the valuer behind it is not made for threads."""

    space: DealSpace
    lock: RLock = field(default_factory=RLock)
    kept: Remembered = field(default_factory=lambda: Remembered(KEPT))
    counted: Remembered = field(default_factory=lambda: Remembered(2))

    @property
    def dossier(self) -> Dossier:
        return self.space.dossier

    def _once(self, key: Hashable, make: Callable[[], Found]) -> Found:
        """What was made for a key, the last ``KEPT`` of them remembered."""
        with self.lock:
            return self.kept.once(key, make)

    # ---------------------------------------------------------------- options added on the page
    def eve(self, state: State) -> Eve:
        """The eve of the talks, which knows the options added on the page too; nothing is solved for them."""
        eve = self.space.eve
        if not state.own:
            return eve
        return self._once(("own", state.own_key), lambda: eve.with_options(with_own(self.dossier, state.own)))

    def count_in(self, state: State, progress: Progress) -> None:
        """Solve and fold the deal space with the options added on the page among the listed ones; remembered."""
        if not state.own or state.own_key in self.counted:
            return
        with self.lock:
            eve, say = self.eve(state), self.meanwhile(progress)
            valuer = self.space.valuer.with_options(eve)
            found = deal_space(
                eve.dossier, valuer=valuer, progress=in_step(say, SOLVING), folding=in_step(say, FOLDING)
            )
            self.counted.once(state.own_key, lambda: found)

    def meanwhile(self, say: Progress) -> Progress:
        """Tell how far work is, and let whoever waits for the table have it between two pieces of it."""

        def between(done: int, total: int, step: str = "", so_far: Any = None, /) -> None:
            with self.apart():
                say(done, total, step, so_far)

        return between

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Inside, others have the table: for work that takes nothing from its valuer but what is solved already."""
        self.lock.release()
        try:
            yield
        finally:
            self.lock.acquire()

    def _listed(self, state: State) -> tuple[DealSpace, bool]:
        """The deal space as solved, and does it hold every option that the state knows?"""
        if not state.own:
            return self.space, True
        if state.own_key in self.counted:
            return self.counted.once(state.own_key, lambda: self.space), True
        return self.space, False

    # ---------------------------------------------------------------- the deal space under what is set
    def setting(self, state: State, whole: bool = True) -> Setting:
        """Dossier, deal space and draws under the state's weights and probabilities.

        ``whole``: with every package on the frontier solved whole; without, new ones are sums of their parts at first.
        """
        key = self._set(state)
        if not whole and (True, *key) in self.kept:
            whole = True

        def make() -> Setting:
            solved, every = self._listed(state)
            if not every:
                return self._knowing_own(state, self.setting(state.of_listed(), whole).space)
            space = self._without(solved, state)
            if self._set(state)[:-2] != self._set(State())[:-2]:
                space = reweighed(
                    space, weights=state.weights, chances=state.chances(self.dossier), worth=self.worth(state),
                    solve=whole,
                )  # fmt: skip
            if space.dossier.agenda is solved.dossier.agenda:  # chances alone leave what is drawn as it is
                draws = self._once(("draws", state.own_key), lambda: draw_worth(solved.dossier))
            else:
                draws = draw_worth(space.dossier)
            return Setting(space.dossier, space, draws)

        return self._once((whole, *key), make)

    def _knowing_own(self, state: State, listed: DealSpace) -> Setting:
        """The setting of a state whose own options are priced where it stands, not among the packages of ``listed``."""
        eve = self.eve(state)
        dossier = weighed(
            fewer_lines(eve.dossier, state), state.weights, state.chances(self.dossier), self.worth(state)
        )
        space = listed.told_by(listed.valuer.with_options(replace(eve, dossier=dossier)))
        return Setting(dossier, space, draw_worth(dossier))

    def at_rates(self, state: State) -> tuple[DealSpace, dict[str, str]]:
        """The deal space and the state's package where what is chosen at a rate set by hand is an option of its own, in
        model and worth alike; all other options, steps of schedules too, are at the rates that the dossier lists."""
        return self._once(("at rates", *sorted(state.rates.items()), *sorted(state.package.items()), *self._set(state)),
                          lambda: self._at_rates(state))  # fmt: skip

    def _at_rates(self, state: State) -> tuple[DealSpace, dict[str, str]]:
        """``at_rates``, made."""
        listed = self.setting(state.listed_rates()).space
        package = listed.dossier.package(state.package)
        dossier, added = at_rates(listed.dossier, state)
        chosen = {item: new for (item, option), new in added.items() if package[item] == option}
        if not chosen:
            return listed, package
        valuer = listed.valuer.with_options(listed.eve.with_options(dossier))
        return listed.told_by(valuer), {**package, **chosen}

    def worth(self, state: State) -> Restated:
        """Worth as the state sets it, by hand or by the rates of its options."""
        return worth_of(self.eve(state).dossier, state)

    def _set(self, state: State) -> tuple[Hashable, ...]:
        weights = {p: w for p, w in state.weights.items() if w != 1}
        worth = sorted((key, tuple(ends.items())) for key, ends in self.worth(state).items())
        return (
            tuple(sorted(weights.items())), tuple(state.chances(self.dossier).items()),
            tuple(worth), tuple(sorted(set(state.lifted))),
            (state.own_key, self._listed(state)[1]),
        )  # fmt: skip

    def _without(self, space: DealSpace, state: State) -> DealSpace:
        """A deal space without the red lines switched off; what they kept out is solved as needed, once."""
        if not state.lifted:
            return space
        key = ("lifted", state.own_key, *sorted(set(state.lifted)))
        return self._once(key, lambda: deal_space(fewer_lines(space.dossier, state), valuer=space.valuer))
