"""Asking a party what it wants: points over items and options, checked on whole packages, re-fitted, questioned.

Points give every option a value. Whole packages ranked by the party, and trade-offs it has answered, are inequalities
that these values should meet; where they do not, the values nearest to the points that do are found by linear
programming (the additive fit of Jacquet-Lagreze & Siskos 1982, European J. Operational Research 10, with points as the
start). Statements that cannot all hold are reported, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tradetalks.dossier.figures import Worth
from tradetalks.dossier.files import read_yaml
from tradetalks.dossier.inequalities import end, least_slack
from tradetalks.dossier.model import Dossier
from tradetalks.dossier.schema_faults import faults_of
from tradetalks.errors import DossierError, unknown
from tradetalks.policy.measure import Billions, Number, within

Array = NDArray[np.float64]
Key = tuple[str, str]
TOLERANCE = 1e-7
SLACK = 1e-7  # room for the solver's own tolerance


Points = Annotated[Number, within(1e6, " points", "points of an item or option, of any total")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Anchor(_Strict):
    """What one option is worth in money: it turns points into billions of USD a year."""

    item: str
    option: str
    billions: Billions


class Ranked(_Strict):
    """A whole package, as the party was shown it; items left out keep their status quo."""

    name: str
    package: dict[str, str]


class Tradeoff(_Strict):
    """An answered question: these options rather than those; or, with ``equal``, as gladly."""

    rather: dict[str, str]
    than: dict[str, str] = Field({}, description="the status quo if left out")
    equal: bool = False


class Answers(_Strict):
    """One party's answers.

    ``items``: points for each item's swing from its worst to its best option, of any total. ``options``: 0 to 100 for
    every option of those items. ``of``: whether the points are of all an option brings, or of what the model leaves
    out. ``doubt``: how far, as a share, a value may lie from what the points say.
    """

    party: str
    of: Literal["everything", "beyond the model"] = "everything"
    anchor: Anchor
    items: dict[str, Points] = Field(min_length=1)
    options: dict[str, dict[str, Points]]
    ranking: list[Ranked] = Field([], description="whole packages, best first")
    tradeoffs: list[Tradeoff] = []
    doubt: float = Field(0.5, gt=0, le=1)


@dataclass(frozen=True)
class Conflict:
    """A statement that the others leave no room for: by how many billions a year it fails at best."""

    statement: str
    short: float


@dataclass(frozen=True)
class Question:
    """A trade-off whose answer would tell most: two options whose difference may yet be of either sign."""

    first: Key
    second: Key
    lowest: float
    highest: float


@dataclass(frozen=True)
class Elicited:
    """What a party wants, as far as it has said.

    Attributes:
        points: (item, option) -> billions a year by points alone. fitted: the nearest values that meet the statements.
        low, high: the range that points (within ``doubt``) and statements leave.
        missed: statements that the points alone do not meet. conflicts: those that nothing within ``doubt`` meets.
        questions: what to ask next, most telling first.
    """

    party: str
    points: Mapping[Key, float]
    fitted: Mapping[Key, float]
    low: Mapping[Key, float]
    high: Mapping[Key, float]
    missed: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    questions: tuple[Question, ...]


def read_answers(path: str | Path) -> Answers:
    """Answers from a YAML file; raises DossierError naming file, path, value and expectation."""
    content = read_yaml(Path(path))
    try:
        return Answers.model_validate(content)
    except ValidationError as error:
        raise DossierError(f"{path}: {faults_of(error, Answers, content)}") from None


def elicit(dossier: Dossier, answers: Answers, most_questions: int = 3) -> Elicited:
    """Values of options from answers.

    Raises:
        DossierError: unknown names, an option without points, or an anchor without points.
    """
    _check(dossier, answers)
    start = _by_points(dossier, answers)
    keys, x0 = list(start), np.array(list(start.values()))
    statements, rows, equal = _statements(dossier, answers, keys)
    typical = float(np.abs(x0).mean()) or 1.0
    room = answers.doubt * np.maximum(np.abs(x0), typical)
    bounds = list(zip(x0 - room, x0 + room, strict=True))
    short = [_short(float(row @ x0), same) for row, same in zip(rows, equal, strict=True)]
    missed = tuple(s for s, gap in zip(statements, short, strict=True) if gap > TOLERANCE)
    slack = least_slack(np.array(rows).reshape(-1, len(keys)), np.zeros(len(rows)), bounds, equal)
    conflicts = tuple(Conflict(s, float(v)) for s, v in zip(statements, slack, strict=True) if v > 1e-6)
    upper = np.array([*rows, *(-r for r, same in zip(rows, equal, strict=True) if same)]).reshape(-1, len(keys))
    limit = np.array([*(slack + SLACK), *(v + SLACK for v, same in zip(slack, equal, strict=True) if same)])
    upper = -upper  # rows say value >= 0
    fitted = _nearest(x0, upper, limit, bounds)
    low, high = (np.array([end(np.eye(len(keys))[j], sign, upper, limit, bounds) for j in range(len(keys))])
                 for sign in (1, -1))  # fmt: skip
    questions = _questions(keys, upper, limit, bounds, most_questions)
    by_key = [dict(zip(keys, values.tolist(), strict=True)) for values in (x0, fitted, low, high)]
    return Elicited(answers.party, by_key[0], by_key[1], by_key[2], by_key[3], missed, conflicts, questions)


def revised(dossier: Dossier, answers: Answers, found: Elicited, economic: Mapping[Key, float]) -> Dossier:
    """The dossier with the party's worth as elicited: value less what the model gives (if points are of everything).

    Args:
        economic: (item, option) -> billions a year that the model gives the party for the option alone.
    """
    agenda = []
    for item in dossier.agenda:
        options = []
        for option in item.options:
            key = (item.id, option.id)
            if key in found.fitted and not option.phases:
                less = economic.get(key, 0.0) if answers.of == "everything" else 0.0
                low, mid, high = (v[key] - less for v in (found.low, found.fitted, found.high))
                value = Worth(low=min(low, mid), mid=mid, high=max(mid, high), basis="judgement", note="elicited")
                others = [party for party in option.inferred if party != answers.party]
                option = option.model_copy(update={"worth": {**option.worth, answers.party: value}, "inferred": others})
            options.append(option)
        agenda.append(item.model_copy(update={"options": options}))
    return dossier.model_copy(update={"agenda": agenda})


# ---------------------------------------------------------------------- points
def _check(dossier: Dossier, answers: Answers) -> None:
    ids = [item.id for item in dossier.agenda]
    if answers.party not in dossier.parties:
        raise DossierError(f"answers: party: {unknown('party', answers.party, dossier.parties)}")
    for item, points in answers.items.items():
        if item not in ids:
            raise DossierError(f"answers: items: {unknown('item', item, ids)}")
        if points < 0:
            raise DossierError(f"answers: items.{item}: found {points:g}; expected 0 or more")
        options = [o.id for o in dossier.item(item).options]
        given = answers.options.get(item, {})
        for option in given:
            if option not in options:
                raise DossierError(f"answers: options.{item}: {unknown('option', option, options)}")
        if missing := [o for o in options if o not in given and not dossier.item(item).option(o).phases]:
            raise DossierError(f"answers: options.{item}: no points for {', '.join(missing)}; expected 0 to 100 each")
        if bad := [f"{o}: {v:g}" for o, v in given.items() if not 0 <= v <= 100]:
            raise DossierError(f"answers: options.{item}: found {', '.join(bad)}; expected 0 to 100")
    for item in answers.options:
        if item not in answers.items:
            raise DossierError(f"answers: options: {unknown('item with points', item, answers.items)}")
    for ranked in answers.ranking:
        dossier.package(ranked.package)
    for one in answers.tradeoffs:
        dossier.package({**one.rather, **one.than})


def _by_points(dossier: Dossier, answers: Answers) -> dict[Key, float]:
    """Billions a year of every option with points but the status quo, by points and the anchor."""
    points = {
        (item, option): weight * (given - answers.options[item][dossier.item(item).status_quo]) / 100
        for item, weight in answers.items.items()
        for option, given in answers.options[item].items()
    }
    anchor = (answers.anchor.item, answers.anchor.option)
    worth = points.get(anchor, 0.0)
    if worth * answers.anchor.billions <= 0:
        raise DossierError(
            f"answers: anchor: {answers.anchor.item}={answers.anchor.option} has {worth:g} points over the status quo"
            f" and is said to be worth {answers.anchor.billions:g} bn; expected both of one sign, not 0"
        )
    scale = answers.anchor.billions / worth
    return {k: scale * v for k, v in points.items() if k[1] != dossier.item(k[0]).status_quo}


def _statements(dossier: Dossier, answers: Answers, keys: Sequence[Key]) -> tuple[list[str], list[Array], list[bool]]:
    """Statements in words, as rows whose product with the values should not be negative (or 0, if equal)."""

    def row(package: Mapping[str, str]) -> Array:
        return np.array([float(package.get(item) == option) for item, option in keys])

    def words(package: Mapping[str, str]) -> str:
        return ", ".join(f"{i}={o}" for i, o in package.items()) or "the status quo"

    told, rows, equal = [], [], []
    for better, worse in zip(answers.ranking, answers.ranking[1:], strict=False):
        told.append(f"package {better.name} over {worse.name}")
        rows.append(row(dossier.package(better.package)) - row(dossier.package(worse.package)))
        equal.append(False)
    for one in answers.tradeoffs:
        told.append(f"{words(one.rather)} {'as gladly as' if one.equal else 'rather than'} {words(one.than)}")
        rows.append(row(one.rather) - row(one.than))
        equal.append(one.equal)
    return told, rows, equal


def _short(value: float, equal: bool) -> float:
    """By how much a statement fails."""
    return abs(value) if equal else max(0.0, -value)


# ---------------------------------------------------------------------- linear programmes
def _nearest(x0: Array, upper: Array, limit: Array, bounds: Sequence[Any]) -> Array:
    """Values nearest to the points, by the sum of absolute changes, that meet the statements as far as they can be."""
    from scipy.optimize import linprog

    n = len(x0)
    eye = np.eye(n)
    a = np.vstack([np.hstack([eye, -eye]), np.hstack([-eye, -eye]), np.hstack([upper, np.zeros((len(upper), n))])])
    b = np.concatenate([x0, -x0, limit])
    cost = np.concatenate([np.zeros(n), np.ones(n)])
    solved = linprog(cost, A_ub=a, b_ub=b, bounds=[*bounds, *[(0, None)] * n], method="highs")
    return np.asarray(solved.x[:n])


def _questions(
    keys: Sequence[Key], upper: Array, limit: Array, bounds: Sequence[Any], most: int
) -> tuple[Question, ...]:
    """Pairs of options of different items whose order is most open."""
    middle = np.array([(a + b) / 2 for a, b in bounds])
    best = {item: max((k for k in range(len(keys)) if keys[k][0] == item), key=lambda k: abs(middle[k]))
            for item in dict.fromkeys(i for i, _ in keys)}  # fmt: skip
    found = []
    for a, b in combinations(best.values(), 2):
        row = np.eye(len(keys))[a] - np.eye(len(keys))[b]
        low, high = (end(row, sign, upper, limit, bounds) for sign in (1, -1))
        if low < -TOLERANCE and high > TOLERANCE:
            found.append(Question(keys[a], keys[b], low, high))
    return tuple(sorted(found, key=lambda q: -min(-q.lowest, q.highest))[:most])
