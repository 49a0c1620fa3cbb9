"""Years after a measure: a package or a shock solved at each horizon, and what its path is worth today.

Figures are of an economy that stays as large as it is today.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier import phasing
from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium.border_prices import by_importer
from tradetalks.equilibrium.certificate import Certificate
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.horizons import HORIZONS, Horizon
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.solver import solve
from tradetalks.equilibrium.years import LONG_RUN_YEARS, on_path, present_value
from tradetalks.policy.shock import Shock
from tradetalks.value.eve import Package, bring_to_eve
from tradetalks.world.world import World

Array = NDArray[np.float64]
Row = tuple[World, dict[str, Array], dict[str, Array], dict[str, Array]]
"""Of a horizon: its world, amounts, changes in per cent, terms."""
DISCOUNT_RATE = 0.05
"""A year, real, where nobody names another: between the 7 per cent of OMB Circular A-94 (October 1992) and the 2.5 at
which the US Treasury borrowed for ten years, inflation taken off, in its appendix C of January 2003."""


@dataclass(frozen=True, eq=False)
class OverYears:
    """A package or a shock at every horizon.

    Attributes:
        world: whose regions figures are of. figures: ``real income`` and ``real GDP`` -> ``[horizon, region]`` bn USD a
            year; horizons are those of ``HORIZONS``, the long run last. percent: the same in per cent.
        terms: what real income is made of (``terms_of``) -> ``[horizon, region]``.
        rates: ``[region]`` discount rate a year. certificates: of every outcome solved.
    """

    world: World
    figures: Mapping[str, Array]
    percent: Mapping[str, Array]
    terms: Mapping[str, Array]
    rates: Array
    certificates: Mapping[str, Certificate]

    @property
    def horizons(self) -> tuple[Horizon, ...]:
        return HORIZONS

    def at(self, measure: str, years: float) -> Array:
        """``[region]`` figure some years after the measure, bn USD a year."""
        return on_path(self.figures[measure], years)

    def total(self, measure: str, years: float) -> Array:
        """``[region]`` sum of the first years, not discounted, bn USD."""
        return present_value(self.figures[measure], np.zeros_like(self.rates), years)

    def worth_today(self, measure: str, years: float) -> Array:
        """``[region]`` present value of the first years at each region's discount rate, bn USD."""
        return present_value(self.figures[measure], self.rates, years)


# ---------------------------------------------------------------------- solved
def of_package(
    dossier: Dossier, package: Package, rate: float | None = None, progress: Callable[[str], Any] | None = None
) -> OverYears:
    """A package of a dossier at every horizon, each over that horizon's own eve; schedules as they stand by then.

    Args:
        rate: discount rate of every region, a year; the dossier's, by party, if None.
        progress: called with the name of each horizon.

    Raises:
        DossierError: unknown items or options. NotConverged, NotCertified: a horizon cannot be solved.
    """
    full = dossier.package(package)
    by_region = {region: code for code, region in dossier.regions.items()}
    rows: list[Row] = []
    certificates: dict[str, Certificate] = {}
    for one in HORIZONS:
        if progress:
            progress(one.words)
        eve = bring_to_eve(dossier.at_horizon(one))
        certificates[f"eve {one.words}"] = eve.outcome.certificate
        regions = eve.world.regions
        courses = {r: phasing.at_year(dossier, full, min(one.years, LONG_RUN_YEARS), by_region.get(r)) for r in regions}
        row: Row = (eve.world, {}, {}, {})
        plain = {tuple(p.items()): p for course in courses.values() for p, _ in course}
        for key, chosen in plain.items():
            chance = np.array([sum(c for p, c in courses[r] if tuple(p.items()) == key) for r in regions])
            outcome = eve.solve(chosen)
            certificates[one.words] = outcome.certificate
            for into, found in zip(row[1:], (amounts(outcome), changes(outcome), terms_of(outcome)), strict=True):
                for measure, value in found.items():
                    into[measure] = into.get(measure, 0.0) + chance * value
        rows.append(row)
    terms = dossier.enforcement
    named = [terms.discount_rate.get(by_region.get(r, ""), terms.default_rate) for r in rows[0][0].regions]
    rates = np.array(named) if rate is None else np.full(len(named), rate)
    return _joined(rows, rates, certificates)


def of_shock(world: World, shock: Shock, rate: float = DISCOUNT_RATE, closure: Closure | None = None) -> OverYears:
    """A shock on a world at every horizon; ``closure`` gives deficits and critical inputs."""
    base = closure or Closure()
    rows: list[Row] = []
    certificates: dict[str, Certificate] = {}
    for one in HORIZONS:
        outcome = solve(world, shock, closure=base.at(one))
        outcome.certificate.require()
        certificates[one.words] = outcome.certificate
        rows.append((world, amounts(outcome), changes(outcome), terms_of(outcome)))
    return _joined(rows, np.full(len(world.regions), rate), certificates)


def amounts(outcome: Outcome) -> dict[str, Array]:
    """``[region]`` bn USD a year, by measure: real income, and the part of it that is the volume of production."""
    account = outcome.real_account
    return {"real income": np.asarray(account.real_income), "real GDP": np.asarray(account.efficiency)}


def changes(outcome: Outcome) -> dict[str, Array]:
    """``[region]`` per cent, by measure."""
    account = outcome.real_account
    return {"real income": account.per_cent("real_income"), "real GDP": account.per_cent("real_gdp_ratio")}


def terms_of(outcome: Outcome) -> dict[str, Array]:
    """``[region]`` what the change of real income is made of, bn USD a year, and ``paid_by_importers``, the share of
    changed duties (NaN where none change to speak of)."""
    account = outcome.real_account
    found = {
        term: np.asarray(getattr(account, term)) for term in ("efficiency", "terms_of_trade", "deficit", "factors")
    }
    return {**found, "paid_by_importers": by_importer(outcome).told_pass_through}


def _joined(rows: Sequence[Row], rates: Array, certificates: Mapping[str, Certificate]) -> OverYears:
    def stacked(parts: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
        return {measure: np.array([part[measure] for part in parts]) for measure in parts[0]}

    figures, percent, terms = (stacked(parts) for parts in list(zip(*rows, strict=True))[1:])
    return OverYears(rows[0][0], figures, percent, terms, rates, certificates)
