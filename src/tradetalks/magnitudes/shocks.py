"""The shocks that authors of published results ran, as code over the library: one function a shock.

Each makes a ``Case``: a world, the measures on it, and what is critical there. Duties of 2025 are the ledger's, product
by product, as the law of a day differs from that of 1 January 2025, on the world of 2022.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.solver import solve
from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.duties.by_product import by_product
from tradetalks.policy.duties.on_world import points
from tradetalks.policy.shock import Shock
from tradetalks.world.opened import open_world
from tradetalks.world.products import shipped_products
from tradetalks.world.split import split
from tradetalks.world.world import World

Array = NDArray[np.float64]
BEFORE = "2025-01-01"
"""The day to which duties of 2025 are added."""
USERS = ("ELECTR", "ELEQ", "MACH", "AUTO", "AIRRAIL")
"""Who uses rare-earth magnets."""


@dataclass(frozen=True, eq=False)
class Case:
    """A shock on its world.

    Attributes:
        inputs: critical to ``users`` (``Closure.horizon`` says how far they substitute).
        law: the days between which it is what changed in US law, of 2025; none of other shocks.
    """

    shock: Shock
    inputs: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    law: tuple[str, str] | None = None


# ---------------------------------------------------------------------- the United States and China
def us_china_25() -> Case:
    """25 points added on all goods that the United States and China trade, both ways, on a world without the trade
    war's duties: the authors wrote during it and start from before, the world of 2022 already holds them."""
    return Case(Shock(_before_the_war()).add_tariff("USA", "CHN", 0.25).add_tariff("CHN", "USA", 0.25))


def us_china_april_2025() -> Case:
    """Duties of the United States and China on each other, and of the United States on all, as of 1 May 2025:
    145% and 125% with the exemptions of 11 April, 10% on the others."""
    return _law("us-china-2025", "2025-05-01")


def us_china_145_125() -> Case:
    """145 and 125 points added on all goods that the United States and China trade, 10 on what others sell there."""
    world = _default()
    others = [code for code in world.regions if code not in ("USA", "CHN", "CAN", "MEX")]
    shock = Shock(world).add_tariff("USA", "CHN", 1.45).add_tariff("CHN", "USA", 1.25)
    return Case(shock.add_tariff("USA", others, 0.10))


# ---------------------------------------------------------------------- US duties of 2025 on everybody
def us_2025_april() -> Case:
    """US duties as announced on 2 April 2025 with those before them, and China's first answer, 34 points.

    The law of 9 April, when they were in force for hours; between the United States and China, where it was raised that
    day, 34 in place of the 125 points of May.
    """
    world = _default()
    us, china = world.region("USA"), world.region("CHN")
    theirs = np.zeros((len(world.regions), len(world.regions)), bool)
    theirs[us, china] = theirs[china, us] = True
    shock = by_product(world, ("us-china-2025",), BEFORE, "2025-04-09", ~theirs)
    before, after = (points(world, "us-china-2025", BEFORE, day) for day in ("2025-04-03", "2025-05-01"))
    added = before + 0.34 / 1.25 * (after - before)  # between these two averaged to sectors
    return Case(replace(shock, tariff_level=shock.tariff_level + added * theirs[:, :, None]))


def us_2025_may() -> Case:
    """All US duties of 2025 as of 14 May, after Geneva, with the answers to them."""
    return _law("us-china-2025", "2025-05-14")


def us_2025_october() -> Case:
    """All US duties of 2025 as of 29 October, the eve of Busan, with the answers to them."""
    return _law("us-china-2025", "2025-10-29")


def us_2025_november() -> Case:
    """All US duties of 2025 as of 15 November, after Busan and the exemption of foods, with the answers to them."""
    return _law("us-china-2025", "2025-11-15")


def on_canada_and_mexico() -> Case:
    """25 points on goods of Canada and Mexico (10 on Canada's energy), 10 on China's; no answer."""
    return Case(_on_neighbours(Shock(_default())).add_tariff("USA", "CHN", 0.10))


def on_canada_and_mexico_25() -> Case:
    """25 points on all goods of Canada and Mexico, oil included; no answer."""
    return Case(Shock(_default()).add_tariff("USA", ["CAN", "MEX"], 0.25))


def on_canada_and_mexico_answered() -> Case:
    """25 points on goods of Canada and Mexico, 10 on China's, and as much by each of them on US goods."""
    shock = Shock(_default())
    for partner, rate in (("CAN", 0.25), ("MEX", 0.25), ("CHN", 0.10)):
        shock = shock.add_tariff("USA", partner, rate).add_tariff(partner, "USA", rate)
    return Case(shock)


def on_neighbours_answered() -> Case:
    """25 points on goods of Canada and Mexico (10 on Canada's energy), and 25 by each of them on all US goods."""
    shock = _on_neighbours(Shock(_default()))
    return Case(shock.add_tariff("CAN", "USA", 0.25).add_tariff("MEX", "USA", 0.25))


def on_all_10() -> Case:
    """10 points on goods of all partners; no answer."""
    return Case(Shock(_default()).add_tariff("USA", "all", 0.10))


def on_all_10_china_60() -> Case:
    """10 points on goods of all partners, 60 on China's; no answer."""
    world = _default()
    others = [code for code in world.regions if code not in ("USA", "CHN")]
    return Case(Shock(world).add_tariff("USA", others, 0.10).add_tariff("USA", "CHN", 0.60))


def on_all_25_answered() -> Case:
    """25 points on goods of all partners, and by all partners on US goods."""
    world = _default()
    others = [code for code in world.regions if code != "USA"]
    return Case(Shock(world).add_tariff("USA", others, 0.25).add_tariff(others, "USA", 0.25))


def on_europe_25() -> Case:
    """25 points on all goods of the European Union; no answer."""
    return Case(Shock(_default()).add_tariff("USA", "EU27", 0.25))


def on_cars_25() -> Case:
    """25 points on motor vehicles and parts of all partners; no answer."""
    return Case(Shock(_default()).add_tariff("USA", "all", 0.25, ["AUTO"]))


def on_switzerland_39() -> Case:
    """US duties on Switzerland as of 1 September 2025: 39% with the exemption of medicines."""
    return _law("us-2025", "2025-09-01", _with_switzerland(), ("CHE",))


def on_europe_15() -> Case:
    """US duties on the European Union as of 1 September 2025: 15% in all, steel and the like at 50%."""
    return _law("us-2025", "2025-09-01", exporters=("EU27",))


# ---------------------------------------------------------------------- 2018 to 2021
def war_of_2018() -> Case:
    """US duties raised in 2018 on all partners, and the answers of China, Canada, Mexico, the EU and Turkey, on a world
    without the trade war's duties."""
    return _law_of_2018("2018-12-31")


def war_of_2018_to_2020() -> Case:
    """Duties that the United States and China raised on each other from 2018 to 14 February 2020."""
    return _law_of_2018("2020-02-14", between=("USA", "CHN"))


def phase_one_2020() -> Case:
    """China buys 36.6 in place of 24.1 bn USD of US farm goods and foods: the same ratio on the world's own trade."""
    return _farm_purchases(36.6 / 24.1)


def phase_one_2021() -> Case:
    """China buys 43.6 in place of 24.1 bn USD of US farm goods and foods: the same ratio on the world's own trade."""
    return _farm_purchases(43.6 / 24.1)


# ---------------------------------------------------------------------- stops
def rare_earths_cut_by_80() -> Case:
    """China sells a fifth of its rare-earth metals and magnets abroad."""
    world = split(_default(), shipped_products()["MAGNETS"])
    shock = Shock(world)
    for importer in world.regions:
        if importer != "CHN":
            shock = shock.cap("CHN", importer, 0.2, ["MAGNETS"], rent="lost")
    return Case(shock, ("MAGNETS",), USERS)


# ---------------------------------------------------------------------- how they are made
@cache
def _default() -> World:
    return World.default()


@cache
def _with_switzerland() -> World:
    return open_world("icio80", "USA, CHN, CHE, EU27, CAN, MEX, JPN, KOR, GBR, ROW=*")


def _on_neighbours(shock: Shock) -> Shock:
    """25 points on goods of Canada and Mexico, 10 on Canada's energy, as ordered on 1 February 2025."""
    energy = ["COAL", "OILGAS", "REFPET"]
    rest = [code for code in shock.world.goods if code not in energy]
    shock = shock.add_tariff("USA", "CAN", 0.10, energy).add_tariff("USA", "CAN", 0.25, rest)
    return shock.add_tariff("USA", "MEX", 0.25)


def _law(ledger: str, day: str, world: World | None = None, exporters: Sequence[str] | None = None) -> Case:
    """Duties of a day in place of those of 1 January 2025, by product, with what others than China answered; or of
    these exporters alone, answered by nobody."""
    world = world or _default()
    if exporters is None:
        return Case(by_product(world, (ledger, "answers"), BEFORE, day), law=(BEFORE, day))
    theirs = np.isin(world.regions, list(exporters))[:, None] & np.ones(len(world.regions), bool)
    return Case(by_product(world, (ledger,), BEFORE, day, theirs), law=(BEFORE, day))


def _law_of_2018(day: str, between: Sequence[str] | None = None) -> Case:
    world, since = _before_the_war(), "2018-01-01"
    if not between:
        return Case(by_product(world, ("us-china-2025", "answers"), since, day))
    own = np.isin(world.regions, between)
    return Case(by_product(world, ("us-china-2025",), since, day, own[:, None] & own[None, :]))


@cache
def _before_the_war() -> World:
    """The world of 2022 with the duties of 2018 to 2022 taken off, solved in the long run and made a benchmark."""
    world = _default()
    return solve(world, by_product(world, ("us-china-2025",), "2022-07-01", "2018-01-01")).to_world()


def _farm_purchases(ratio: float) -> Case:
    world, sectors = _default(), ["AGR", "FOOD"]
    i, n = world.region("USA"), world.region("CHN")
    today = float(sum(world.trade[i, n, world.sector(code)] for code in sectors))
    return Case(Shock(world).floor("CHN", "USA", ratio * today, sectors))


SHOCKS: dict[str, Callable[[], Case]] = {
    f.__name__: f
    for f in (
        us_china_25, us_china_april_2025, us_china_145_125, us_2025_april, us_2025_may, us_2025_october,
        us_2025_november, on_canada_and_mexico, on_canada_and_mexico_25, on_canada_and_mexico_answered,
        on_neighbours_answered, on_all_10, on_all_10_china_60, on_all_25_answered, on_europe_25, on_cars_25,
        on_switzerland_39, on_europe_15, war_of_2018, war_of_2018_to_2020, phase_one_2020, phase_one_2021,
        rare_earths_cut_by_80,
    )
}  # fmt: skip
"""Shocks by name."""


def case(name: str) -> Case:
    """A shock by name; raises PolicyError with the nearest."""
    if name not in SHOCKS:
        raise PolicyError(unknown("shock", name, SHOCKS))
    return SHOCKS[name]()
