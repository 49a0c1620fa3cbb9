"""Other settings for the whole bench of magnitudes: how many published results each set of them has inside.

One set at a time for all rows, none tuned to a row. ``python -m benchmarks.magnitude_sets`` writes the
record from which docs/magnitudes.md and the brief tell (``magnitudes.record``), in some minutes. Words of a set's
name after it measure that set alone. ``make magnitudes`` then writes the page.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from tradetalks.equilibrium.closure import Closure, Wages
from tradetalks.equilibrium.solver import solve
from tradetalks.errors import TradetalksError
from tradetalks.magnitudes.bench import as_run, closure_of
from tradetalks.magnitudes.measures import measure
from tradetalks.magnitudes.published import Row, rows
from tradetalks.magnitudes.record import STANDING, UNSCALED, keep, record
from tradetalks.magnitudes.shocks import case
from tradetalks.policy.shock import Shock
from tradetalks.world.classify import SECTORS
from tradetalks.world.elasticities import published

Settings = Callable[[Row, Closure, Shock], tuple[Closure, Shock]]
PLAIN = tuple(sector.code for sector in SECTORS)


def as_it_is(row: Row, closure: Closure, shock: Shock) -> tuple[Closure, Shock]:
    return closure, shock


def by_the_law(row: Row, closure: Closure, shock: Shock) -> tuple[Closure, Shock]:
    """Duties as the law had them, not scaled to what sources say that theirs add to the average duty."""
    return closure, case(row.shock).shock


def with_elasticities(name: str) -> Settings:
    """Another published set of trade elasticities; products carved out of a sector keep their own."""

    def made(row: Row, closure: Closure, shock: Shock) -> tuple[Closure, Shock]:
        theta = np.array(shock.world.trade_elasticity)
        theta[: len(PLAIN)] = published(name, PLAIN)
        return closure, replace(shock, world=replace(shock.world, trade_elasticity=theta))

    return made


def with_closure(change: Callable[[Closure], Closure]) -> Settings:
    return lambda row, closure, shock: (change(closure), shock)


def averaged(row: Row, closure: Closure, shock: Shock) -> tuple[Closure, Shock]:
    """Duties averaged to sectors, the differences among a sector's products left out."""
    return closure, replace(shock, unequal=None)


def half_life(years: float) -> Settings:
    """Relative wages go half of their way in so many years; in the long run all of it."""

    def change(closure: Closure) -> Closure:
        after = closure.years
        return closure if np.isinf(after) else replace(closure, exchange_rate=1 - 2 ** (-after / years))

    return with_closure(change)


def floors(by: str) -> Callable[[Closure], Closure]:
    """Nominal wages, of every sector or of a region on average, fall by 1% a year at most, but in the long run."""
    return lambda closure: closure if np.isinf(closure.years) else replace(closure, wages=Wages(0.99, by=by))


def long_run_elasticities_of(factor: float) -> Settings:
    """Trade elasticities of every horizon times so much."""
    return with_closure(lambda c: replace(c, trade_elasticity_factor=factor * c.trade_elasticity_factor))


SETS: dict[str, Settings] = {
    STANDING: as_it_is,
    UNSCALED: by_the_law,
    "duties averaged to sectors": averaged,
    "elasticities of Caliendo & Parro": with_elasticities("CP"),
    "elasticities of Fontagné, Guimbard & Orefice": with_elasticities("FGO"),
    "elasticities of Lashkaripour & Lugovskyy": with_elasticities("LL"),
    "an elasticity of 4 everywhere": with_elasticities("U4"),
    "half of the elasticities": long_run_elasticities_of(0.5),
    "relative wages, half-life of 3 years": half_life(3),
    "relative wages, half-life of 5 years": half_life(5),
    "relative wages free at once": with_closure(lambda c: replace(c, exchange_rate=1.0)),
    "workers stay in their sectors": with_closure(lambda c: replace(c, labour_mobility=1.0)),
    "workers mobile at once": with_closure(lambda c: replace(c, labour_mobility=np.inf)),
    "nominal wages fall by at most 1% a year in every sector": with_closure(floors("sector")),
    "nominal wages of a country, on average, fall by at most 1% a year": with_closure(floors("region")),
    "capital on its way (0.35)": with_closure(lambda c: replace(c, capital_share=0.35)),
    "hours respond (0.5)": with_closure(lambda c: replace(c, labour_supply=0.5)),
}


def figures(settings: Settings) -> Iterator[tuple[Row, float]]:
    """Ours under the settings, row by row; NaN where no equilibrium is found."""
    known: dict[tuple[str, str, str], object] = {}
    for row in rows():
        run = as_run(row)
        made = run.case
        closure, shock = settings(row, closure_of(row.horizon, made.inputs, made.users), made.shock)
        key = (row.shock, run.told, row.horizon)
        try:
            if key not in known:
                known[key] = solve(shock.world, shock, closure=closure)
            yield row, measure(row.measure)(known[key], row.of)  # type: ignore[arg-type]
        except TradetalksError:
            yield row, float("nan")


def main(wanted: list[str]) -> None:
    for name, settings in SETS.items():
        if wanted and not any(one in name for one in wanted):
            continue
        keep(name, {row.id: value for row, value in figures(settings)})
        one = record()[name]
        print(
            f"{name}: {one.count} of {len(one.ours)}, {one.of_the_dozen} of the dozen; outside:"
            f" {', '.join(one.outside)}",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
