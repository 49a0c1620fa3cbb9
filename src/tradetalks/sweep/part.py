"""Solving one part of a sweep: a pure function of the plan and the part, wherever it is run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.dossier.model import Dossier, WorldChoice
from tradetalks.equilibrium.batch import solve_many
from tradetalks.equilibrium.certificate import CERTIFIED
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.real_accounts import RealAccount
from tradetalks.equilibrium.solver import solve
from tradetalks.errors import NotCertified, NotConverged, SweepError, TradetalksError
from tradetalks.policy.instruments import compile_measures
from tradetalks.policy.shock import Shock
from tradetalks.residuals import below
from tradetalks.sweep.plan import Plan, resolved
from tradetalks.value.eve import Eve, bring_to_eve
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd


ACCOUNT: dict[str, Callable[[RealAccount], Any]] = {
    "real_income_percent": lambda a: a.per_cent("real_income"),
    "real_income_billions": lambda a: a.real_income,
    "efficiency_percent": lambda a: a.per_cent("efficiency"),
    "terms_of_trade_percent": lambda a: a.per_cent("terms_of_trade"),
    "deficit_percent": lambda a: a.per_cent("deficit"),
    "real_gdp_percent": lambda a: a.per_cent("real_gdp_ratio"),
}
"""Columns by region: real income; efficiency, terms of trade and deficit, in per cent of income, that add up to it; the
volume of GDP, in per cent of GDP."""


@dataclass(frozen=True, eq=False)
class _Case:
    world: World
    shock: Shock
    closure: Closure


@lru_cache(maxsize=32)
def _benchmark(choice: str) -> tuple[World, Closure]:
    made = WorldChoice.model_validate(json.loads(choice))
    return made.build(), made.closure()


class _Eves:
    """Eves of one dossier by set of elasticities and horizon; those of the last dossier asked for are kept."""

    def __init__(self) -> None:
        self._dossier: Dossier | None = None
        self._eves: dict[tuple[str | None, str | None], Eve] = {}

    def of(self, dossier: Dossier, elasticities: str | None, horizon: str | None) -> Eve:
        if dossier is not self._dossier and dossier != self._dossier:
            self._eves = {}
        self._dossier = dossier
        key = elasticities, horizon
        if key not in self._eves:
            chosen = dossier.with_elasticities(elasticities) if elasticities else dossier
            self._eves[key] = bring_to_eve(chosen.at_horizon(horizon) if horizon else chosen)
        return self._eves[key]


@lru_cache(maxsize=1)
def _eves() -> _Eves:
    return _Eves()


def _case(dossier: Dossier | None, content: Mapping[str, Any]) -> _Case:
    """The shock of one case, on the benchmark or on the dossier's eve."""
    if dossier:
        eve = _eves().of(dossier, content["elasticities"], content["horizon"])
        effect = eve.combined(eve.dossier.package(content["package"]))
        if content["measures"]:
            effect = effect + eve.effect_of(content["measures"])
        return _Case(eve.world, effect.on(eve.world), eve.closure)
    chosen = content["world"] | ({"horizon": content["horizon"]} if content["horizon"] else {})
    world, closure = _benchmark(json.dumps(chosen, sort_keys=True))
    return _Case(world, compile_measures(content["measures"], world, {}).on(world), closure)


def solve_part(content: dict[str, Any], scenario: str, part: int, dossier: Dossier | None = None) -> pd.DataFrame:
    """Rows of one part: a case and region each; a case without equilibrium has a message in place of numbers.

    Args:
        content: the plan as plain data, as it travels to workers.
        dossier: the plan's, as it was when the sweep began; read from where the plan says if None.

    Raises:
        SweepError, DossierError, PolicyError, WorldError: what is asked for cannot be read.
    """
    import pandas as pd

    plan = Plan.model_validate(content)
    if plan.dossier and dossier is None:
        dossier = plan.opened()
    chosen = next(s for s in plan.scenarios if s.name == scenario)
    numbers = plan.numbers(part)
    draws = plan.drawn(numbers)
    cases = []
    for number, draw in zip(numbers, draws, strict=True):
        try:
            cases.append(_case(dossier, resolved(plan, chosen, draw)))
        except TradetalksError as error:
            given = ", ".join(f"{k}={v}" for k, v in draw.items())
            raise SweepError(f"scenario {scenario}, draw {number} ({given}): {error}") from None
    groups: dict[Any, list[int]] = {}
    for j, case in enumerate(cases):
        groups.setdefault((id(case.world), case.closure, tuple(q.key for q in case.shock.quantities)), []).append(j)
    frames: dict[int, pd.DataFrame] = {}
    for members in groups.values():
        for j, found in zip(members, _solved([cases[j] for j in members]), strict=True):
            named = {"draw": numbers[j], **{f"parameter_{k}": v for k, v in draws[j].items()}}
            frames[j] = pd.DataFrame({**{k: [v] * len(found["region"]) for k, v in named.items()}, **found})
    return pd.concat([frames[j] for j in sorted(frames)], ignore_index=True)


def _solved(cases: list[_Case]) -> list[dict[str, Any]]:
    """Columns of cases of one world and closure: together if all have an equilibrium, one by one if some do not."""
    world, closure = cases[0].world, cases[0].closure
    if len(cases) > 1:
        try:
            batch = solve_many(world, [c.shock for c in cases], closure=closure, accounts=True)
        except (NotConverged, NotCertified):
            return [_alone(case) for case in cases]
        rows = zip(batch.income, batch.residual, batch.iterations, strict=True)
        account: Any = batch.account
        return [_columns(world, _at(account, j), *row) for j, row in enumerate(rows)]
    return [_alone(cases[0])]


def _alone(case: _Case) -> dict[str, Any]:
    try:
        outcome = solve(case.world, case.shock, closure=case.closure)
    except NotConverged as error:
        nothing = np.full(len(case.world.regions), np.nan)
        return _columns(case.world, dict.fromkeys(ACCOUNT, nothing), nothing, np.nan, 0, str(error))
    certificate = outcome.certificate
    account = _at(outcome.real_account)
    return _columns(case.world, account, outcome.own_income, certificate.worst, certificate.iterations)


def _at(account: RealAccount, row: int | None = None) -> dict[str, Any]:
    """Columns of real income and what it is made of, of one counterfactual."""
    pick = slice(None) if row is None else row
    return {column: made(account)[pick] for column, made in ACCOUNT.items()}


def _columns(
    world: World, account: dict[str, Any], income: Any, worst: float, steps: int, message: str = ""
) -> dict[str, Any]:
    if not message and not below(worst, CERTIFIED):
        message = f"not certified: worst residual {worst:.1e}, expected below {CERTIFIED:.0e}"
        income = np.full_like(income, np.nan)
        account = dict.fromkeys(account, income)
    count = len(world.regions)
    return {
        "region": list(world.regions),
        **account,
        "income_billions": np.asarray(income),
        "worst_residual": np.full(count, worst),
        "iterations": np.full(count, int(steps)),
        "message": [message] * count,
    }
