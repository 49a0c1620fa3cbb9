"""What packages and ways of having no deal bring under elasticities that are drawn: sets of estimates, and within each.

A set is solved at its published estimates. Where it has standard errors, its draws follow response curves
(``value.response``), and some draws, taken at random, are solved exactly to measure by how much curves are off. Where
that is too much, fewer draws are taken, all solved exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier import phasing
from tradetalks.dossier.model import Dossier
from tradetalks.space.deal_space import DealSpace
from tradetalks.value.afresh import Benchmark
from tradetalks.value.no_deal import rates_under
from tradetalks.value.question import Question
from tradetalks.value.response import Curve, curve_of, curve_points, exact_worth, published_worth, side_by_side
from tradetalks.value.valuer import Valuer

Array = NDArray[np.float64]
Package = Mapping[str, str]
T = TypeVar("T")
WHEN = " at "
"""Between a set of elasticities and a horizon: ``GYY at year 1``."""
WARS = 1
"""Of the draws of a set solved as a check, how many have their wars settled anew; in the others rates are held."""


@dataclass(frozen=True, eq=False)
class Asked:
    """The counterfactuals behind packages and no-deal branches, each once, the eve first.

    Attributes:
        weights: ``[package or branch, question, party]``: what each counts in a package's even yearly amount.
    """

    questions: tuple[Question, ...]
    weights: Array

    @classmethod
    def of(cls, valuer: Valuer, packages: Sequence[Package]) -> Asked:
        """Of full packages, then the dossier's no-deal branches. What does the same to policy is asked once."""
        dossier, parties = valuer.eve.dossier, len(valuer.eve.dossier.parties)
        questions, rows = {"": Question(dossier.status_quo())}, []
        for package in packages:
            weights = [phasing.weights(dossier, p) for p in dossier.parties]
            paths = phasing.paths(dossier, package)
            if len(paths) == 1:
                weights = [[1.0]] * parties
            counted: dict[str, Array] = {}
            for path, weight in zip(paths, np.array(weights).T, strict=True):
                key = "|".join(valuer.identity(path))
                questions.setdefault(key, Question(path))
                counted[key] = counted.get(key, 0.0) + weight
            rows.append(counted)
        for branch in dossier.no_deal:
            plain = phasing.at_first(dossier, dossier.package(branch.package))
            key = "|".join(valuer.identity(plain))
            if branch.nash or branch.measures:
                key = f"no deal {branch.name}"
            question = Question(plain, tuple(branch.measures), branch if branch.nash else None)
            questions.setdefault(key, question)
            rows.append({key: np.ones(parties)})
        place = {key: j for j, key in enumerate(questions)}
        weights = np.zeros((len(rows), len(questions), parties))
        for row, counted in enumerate(rows):
            for key, weight in counted.items():
                weights[row, place[key]] = weight
        return cls(tuple(questions.values()), weights)


@dataclass(frozen=True, eq=False)
class Drawn:
    """What packages and branches bring in the model, billions of USD a year over the eve of each draw's elasticities.

    Attributes:
        values: ``[draw, package or branch, party]``.
        published: ``[set, package or branch, party]`` at published estimates.
        within: sets drawn within their standard errors.
        exact: are draws within them solved, each, rather than read off curves?
        errors: ``[draw solved to check, package or branch, party]`` by how much curves are off.
    """

    values: Array
    published: Array
    within: tuple[str, ...]
    exact: bool
    errors: Array


def dossier_of(dossier: Dossier, name: str) -> Dossier:
    """The dossier under a set of elasticities, at a horizon if the name gives one."""
    elasticities, _, when = name.partition(WHEN)
    chosen = dossier.with_elasticities(elasticities)
    return chosen.at_horizon(when) if when else chosen


@dataclass(eq=False)
class Elasticities:
    """A dossier's questions under several sets of elasticities: solved at what each publishes, with response curves.

    Attributes:
        sets: names, with the horizon where it is not the dossier's (``GYY at year 1``).
        standard_errors: draw within those of the sets that have them. progress: called with (done, total).
    """

    space: DealSpace
    asked: Asked
    sets: Sequence[str]
    standard_errors: bool = True
    progress: Callable[[int, int], Any] | None = None

    def __post_init__(self) -> None:
        self._done = self._total = 0
        self._benches: dict[str, Benchmark] = {}
        self._curves: dict[tuple[str, str], Curve] = {}
        regions = len(self.space.eve.world.regions)
        self._worth = {name: np.zeros((len(self.asked.questions), regions)) for name in self.sets}
        if len(self.asked.questions) > 1:  # else nothing depends on elasticities
            self._solve()

    def _solve(self) -> None:
        eve, *rest = self.asked.questions
        names = list(self._worth)
        self._more(len(names))
        for name, bench in zip(names, self._each([partial(self._begun, name) for name in names]), strict=True):
            self._benches[name] = bench
        wars = [question for question in rest if question.war]
        self._more(len(names) * (len(rest) + len(wars)) + len(self.within) * (1 + len(rest)))
        self._each([partial(curve_points, self._benches[name], eve) for name in self.within])
        fought = [partial(self._fight, name, question) for question in wars for name in names]
        self._value([question for question in rest if not question.war], fought)
        self._value(wars)

    def _begun(self, name: str) -> Benchmark:
        made = Benchmark(dossier_of(self.space.dossier, name), self.asked.questions, self.space.valuer.cache)
        made.published(self.asked.questions[0])
        return made

    def _fight(self, name: str, question: Question) -> None:
        assert question.war is not None
        self._benches[name].rates[question.war.name] = rates_under(self._benches[name], question, self.space.valuer)

    def _value(self, questions: Sequence[Question], meanwhile: Sequence[Callable[[], Any]] = ()) -> None:
        """What questions are worth at what each set publishes, and their curves."""
        pairs = [(name, question) for name in self._worth for question in questions]
        curved = [(name, question) for name, question in pairs if name in self.within]
        tasks: list[Callable[[], Any]] = [partial(published_worth, self._benches[n], q) for n, q in pairs]
        tasks += [partial(curve_of, self._benches[n], q) for n, q in curved]
        found = iter(self._each(tasks, meanwhile))
        for name, question in pairs:
            self._worth[name][self.asked.questions.index(question)] = next(found)
        for name, question in curved:
            self._curves[name, question.key] = next(found)

    @property
    def within(self) -> tuple[str, ...]:
        """Sets that are drawn within their standard errors; at another horizon none is."""
        drawn = self._benches.items() if self.standard_errors else ()
        return tuple(name for name, bench in drawn if bench.spread and WHEN not in name)

    @property
    def published(self) -> Array:
        """``[set, package or branch, party]`` at what the sets publish."""
        return np.array([self._summed(self._worth[name]) for name in self.sets])

    # ------------------------------------------------------------------ draws
    def draw(self, which: NDArray[np.int64], checks: int, rng: np.random.Generator) -> Drawn:
        """Draws by the number of their set ``[draw]``; draws of a set with standard errors are its first, second ...

        Args:
            checks: how many draws of each such set are solved to measure the curves' errors.
        """
        values, logs, errors = self.published[which], {}, []
        for name, at in self._places(which).items():
            logs[name] = self._logs(name, range(1, len(at) + 1))
            values[at] = self._summed(self._curved(name, logs[name]))
        chosen = {name: np.sort(rng.choice(len(x), min(checks, len(x)), replace=False)) for name, x in logs.items()}
        anew: dict[tuple[str, int, int], Array] = {}  # by set, draw and question
        wars = [column for column, question in enumerate(self.asked.questions) if question.war]
        fought = [
            partial(self._fight_anew, name, column, row, int(rows[row]) + 1, anew)
            for name, rows in chosen.items()
            for column in wars
            for row in range(min(WARS, len(rows)))
        ]
        solved = self._solved({name: logs[name][rows] for name, rows in chosen.items()}, fought)
        for (name, row, column), worth in anew.items():
            solved[name][row, column] = worth
        for name, rows in chosen.items():
            errors.append(self._summed(self._curved(name, logs[name][rows]) - solved[name]))
        off = np.concatenate(errors) if errors else np.zeros((0, *values.shape[1:]))
        return Drawn(values, self.published, tuple(logs), False, off)

    def draw_exactly(self, drawn: Drawn, which: NDArray[np.int64], most: int) -> Drawn:
        """The same draws, but of each set within its standard errors only the first ``most``, in turn, all solved;
        rates of a war are held at those of the set's published estimates."""
        values, places = np.array(drawn.values), self._places(which)
        counts = {name: min(most, len(at)) for name, at in places.items()}
        solved = self._solved({name: self._logs(name, range(1, count + 1)) for name, count in counts.items()})
        for name, at in places.items():
            values[at] = self._summed(solved[name])[np.arange(len(at)) % counts[name]]
        return replace(drawn, values=values, exact=True, errors=np.zeros((0, *values.shape[1:])))

    def _places(self, which: NDArray[np.int64]) -> dict[str, NDArray[np.intp]]:
        """Which draws are of each set that is drawn within its standard errors and has any."""
        found = {name: np.flatnonzero(np.array(self.sets)[which] == name) for name in self.within}
        return {name: at for name, at in found.items() if len(at)}

    def _logs(self, name: str, numbers: Iterable[int]) -> Array:
        spread = self._benches[name].spread
        assert spread is not None
        return spread.drawn(numbers)

    def _curved(self, name: str, logs: Array) -> Array:
        """``[draw, question, region]`` read off the curves, the eve's nothing."""
        return self._beside_eve([self._curves[name, q.key].at(logs) for q in self.asked.questions[1:]], len(logs))

    def _solved(self, logs: Mapping[str, Array], meanwhile: Sequence[Callable[[], Any]] = ()) -> dict[str, Array]:
        """As ``_curved`` by set, every draw solved and kept."""
        eve, *rest = self.asked.questions
        self._more(len(logs) * (1 + len(rest)) + len(meanwhile))
        self._each([partial(self._benches[name].at, eve, at) for name, at in logs.items()])
        tasks = [partial(exact_worth, self._benches[name], q, at) for name, at in logs.items() for q in rest]
        found = iter(self._each(tasks, meanwhile))
        return {name: self._beside_eve([next(found) for _ in rest], len(at)) for name, at in logs.items()}

    def _fight_anew(
        self, name: str, column: int, row: int, number: int, found: dict[tuple[str, int, int], Array]
    ) -> None:
        """What a war is worth under one draw, settled there anew."""
        eve, question = self.asked.questions[0], self.asked.questions[column]
        assert question.war is not None
        dossier = self.space.dossier.with_elasticities(f"{name}~{number}")
        set_ = self._benches[name]
        bench = Benchmark(
            dossier, (eve, question), self.space.valuer.cache, closure=set_.closure, in_force=set_.in_force
        )
        near = set_.rates[question.war.name]
        bench.rates[question.war.name] = rates_under(bench, question, self.space.valuer, near)
        found[name, row, column] = published_worth(bench, question)

    def _beside_eve(self, worth: Sequence[Array], count: int) -> Array:
        return np.stack([np.zeros((count, len(self.space.eve.world.regions))), *worth], axis=1)

    def _summed(self, worth: Array) -> Array:
        """``[.., package or branch, party]`` of what questions are worth ``[.., question, region]``."""
        return np.einsum("rqp,...qp->...rp", self.asked.weights, self.space.eve.of_parties(worth))

    # ------------------------------------------------------------------ work
    def _each(self, tasks: Sequence[Callable[[], T]], meanwhile: Sequence[Callable[[], Any]] = ()) -> list[T]:
        return side_by_side(tasks, self._one_done, meanwhile)

    def _more(self, number: int) -> None:
        self._total += number
        self._tell()

    def _one_done(self) -> None:
        self._done += 1
        self._tell()

    def _tell(self) -> None:
        if self.progress:
            self.progress(self._done, self._total)
