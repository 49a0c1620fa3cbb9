"""What packages and ways of having no deal bring under elasticities that are drawn: sets of estimates, and within each.

A set is solved at its published estimates. Where it has standard errors, its draws follow response curves
(``value.response``), and some draws, taken at random, are solved exactly to measure by how much curves are off. Where
that is too much, fewer draws are taken, all solved exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier import phasing
from tradetalks.space.deal_space import DealSpace
from tradetalks.value.afresh import Benchmark, Question
from tradetalks.value.no_deal import rates_under
from tradetalks.value.response import Curve, curve_of, exact_worth, published_worth, side_by_side
from tradetalks.value.valuer import Valuer

Array = NDArray[np.float64]
Package = Mapping[str, str]


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


@dataclass(eq=False)
class Elasticities:
    """A dossier's questions under several sets of elasticities.

    Attributes:
        sets: names; ``standard_errors``: draw within those that have them. progress: called with (done, total).
    """

    space: DealSpace
    asked: Asked
    sets: Sequence[str]
    standard_errors: bool = True
    progress: Callable[[int, int], Any] | None = None
    _done: int = 0
    _total: int = 0
    _benches: dict[str, Benchmark] = field(default_factory=dict)
    _curves: dict[str, list[Curve]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        dossier, valuer = self.space.dossier, self.space.valuer
        columns = [valuer.eve.world.region(p.region) for p in dossier.parties.values()]
        self._columns = np.array(columns)
        names = list(dict.fromkeys(self.sets)) if len(self.asked.questions) > 1 else []  # else nothing depends on them
        self._told(0, len(names) * len(self.asked.questions))

        def begun(name: str) -> Benchmark:
            made = Benchmark(dossier.with_elasticities(name), self.asked.questions, valuer.cache)
            made.published(self.asked.questions[0])
            return made

        found = side_by_side([partial(begun, name) for name in names], self._one_done)
        self._benches = dict(zip(names, found, strict=True))
        for question in self.asked.questions:
            for bench in self._benches.values() if question.war else ():
                assert question.war is not None
                bench.rates[question.war.name] = rates_under(bench, question, valuer)
        tasks = [partial(published_worth, b, q) for b in self._benches.values() for q in self.asked.questions[1:]]
        solved = iter(side_by_side(tasks, self._one_done))
        nothing = np.zeros(len(valuer.eve.world.regions))
        self._published = {name: np.array([nothing] * len(self.asked.questions)) for name in self.sets}
        for name in names:
            self._published[name][1:] = [next(solved) for _ in self.asked.questions[1:]]

    @property
    def within(self) -> tuple[str, ...]:
        """Sets that are drawn within their standard errors."""
        return tuple(name for name, bench in self._benches.items() if self.standard_errors and bench.spread)

    def _told(self, done: int, more: int) -> None:
        self._done, self._total = self._done + done, self._total + more
        if self.progress:
            self.progress(self._done, self._total)

    def _one_done(self) -> None:
        self._told(1, 0)

    def _summed(self, worth: Array) -> Array:
        """``[.., package or branch, party]`` of what questions are worth ``[.., question, region]``."""
        return np.einsum("rqp,...qp->...rp", self.asked.weights, worth[..., self._columns])

    @property
    def published(self) -> Array:
        """``[set, package or branch, party]`` at the sets' published estimates."""
        return np.array([self._summed(self._published[name]) for name in self.sets])

    def curves(self, names: Sequence[str], logs: Mapping[str, Array]) -> dict[str, Array]:
        """By set, ``[draw, package or branch, party]`` at log ratios ``[draw, estimate]``, read off response curves."""
        eve, *rest = self.asked.questions
        missing = [name for name in names if name not in self._curves]
        self._told(0, len(missing) * len(self.asked.questions))
        side_by_side([partial(self._benches[name].slopes, eve) for name in missing], self._one_done)
        tasks = [partial(curve_of, self._benches[name], q) for name in missing for q in rest]
        found = iter(side_by_side(tasks, self._one_done))
        for name in missing:
            self._curves[name] = [next(found) for _ in rest]
        return {name: self._of([curve.at(logs[name]) for curve in self._curves[name]], logs[name]) for name in names}

    def exactly(self, logs: Mapping[str, Array]) -> dict[str, Array]:
        """As ``curves``, every draw solved and kept."""
        eve, *rest = self.asked.questions
        self._told(0, len(logs) * (1 + len(rest)))
        side_by_side([partial(self._benches[name].at, eve, at) for name, at in logs.items()], self._one_done)
        tasks = [partial(exact_worth, self._benches[name], q, at) for name, at in logs.items() for q in rest]
        found = iter(side_by_side(tasks, self._one_done))
        return {name: self._of([next(found) for _ in rest], at) for name, at in logs.items()}

    def _of(self, worth: Sequence[Array], logs: Array) -> Array:
        """Sums of what questions are worth, each ``[draw, region]``, the eve's nothing."""
        nothing = np.zeros((len(logs), len(self.space.eve.world.regions)))
        return self._summed(np.stack([nothing, *worth], axis=1))

    def draw(self, which: NDArray[np.int64], checks: int, rng: np.random.Generator) -> Drawn:
        """Draws by the number of their set ``[draw]``; draws of a set with standard errors are its first, second ...

        Args:
            checks: how many draws of each such set are solved to measure the curves' errors.
        """
        place = {name: np.flatnonzero(np.array(self.sets)[which] == name) for name in self.within}
        logs = {name: self._drawn(name, np.arange(1, len(at) + 1)) for name, at in place.items() if len(at)}
        values = self.published[which]
        found = self.curves(list(logs), logs)
        chosen = {name: np.sort(rng.choice(len(at), min(checks, len(at)), replace=False)) for name, at in logs.items()}
        solved = self.exactly({name: logs[name][rows] for name, rows in chosen.items()})
        for name, at in found.items():
            values[place[name]] = at
        errors = [found[name][rows] - solved[name] for name, rows in chosen.items()]
        off = np.concatenate(errors) if errors else np.zeros((0, *values.shape[1:]))
        return Drawn(values, self.published, tuple(logs), False, off)

    def draw_exactly(self, drawn: Drawn, which: NDArray[np.int64], most: int) -> Drawn:
        """The same draws, but of each set within its standard errors only the first ``most``, in turn, all solved."""
        values, logs, turns = np.array(drawn.values), {}, {}
        for name in drawn.within:
            at = np.flatnonzero(np.array(self.sets)[which] == name)
            count = min(most, len(at))
            logs[name], turns[name] = self._drawn(name, np.arange(1, count + 1)), (at, np.arange(len(at)) % count)
        for name, solved in self.exactly(logs).items():
            at, turn = turns[name]
            values[at] = solved[turn]
        return replace(drawn, values=values, exact=True, errors=np.zeros((0, *values.shape[1:])))

    def _drawn(self, name: str, numbers: NDArray[np.int64]) -> Array:
        spread = self._benches[name].spread
        assert spread is not None
        return spread.drawn(numbers.tolist())
