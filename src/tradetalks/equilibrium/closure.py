"""What closes the model beyond the benchmark's data: deficits, labour, critical inputs, the horizon.

The default is Caliendo & Parro (2015): labour moves freely between sectors, inputs are Cobb-Douglas, deficits are
fixed. A ``Closure`` departs from it where a question asks for months rather than years, or for a bottleneck.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.checks import real, several, shown
from tradetalks.equilibrium.capital import moved
from tradetalks.equilibrium.horizons import SOURCES, Horizon, horizon
from tradetalks.errors import PolicyError, unknown
from tradetalks.world.world import World

Deficits = Literal["fixed", "gdp", "zero"]
Revenue = Literal["lump_sum", "income_tax", "debt"]
DEFICITS: tuple[Deficits, ...] = ("fixed", "gdp", "zero")
REVENUE: tuple[Revenue, ...] = ("lump_sum", "income_tax", "debt")
ANCHORS = ("fixed", "floating")
HELD_BY = ("sector", "region")
MOBILE = math.inf
SPECIFIC = 1.0
FLOATING = 1.0
FIXED = 0.01


@dataclass(frozen=True)
class Critical:
    """Inputs with few substitutes, in a CES nest in place of the Cobb-Douglas product (Baqaee & Farhi 2024).

    Attributes:
        inputs: sector codes of the inputs.
        users: codes or groups of the sectors that use them; everything if empty.
        elasticity: between each of these inputs and the bundle of everything else, 0 (Leontief) to below 1.
        supplier_elasticity: trade elasticity between suppliers of these inputs; the world's own if None.
    """

    inputs: tuple[str, ...]
    users: tuple[str, ...] = ()
    elasticity: float = 0.2
    supplier_elasticity: float | None = None

    def __post_init__(self) -> None:
        if not self.inputs:
            raise PolicyError("critical: names no input")
        object.__setattr__(self, "inputs", tuple(several(self.inputs, "critical: input")))
        object.__setattr__(self, "users", tuple(several(self.users, "critical: user")) if self.users else ())
        if not 0 <= real(self.elasticity, "critical: elasticity") < 1:
            raise PolicyError(f"critical: elasticity is {self.elasticity:g}, expected 0 to below 1 (1 is Cobb-Douglas)")
        if self.supplier_elasticity is not None and not real(self.supplier_elasticity, "supplier_elasticity") > 0:
            raise PolicyError(f"critical: supplier_elasticity is {self.supplier_elasticity:g}, expected above 0")


@dataclass(frozen=True)
class Wages:
    """Nominal wages that fall slowly: ``W'/W >= allowed^years`` in the region's own money, or people are out of work;
    ``years`` are the closure's.

    Rodriguez-Clare, Ulate & Vasquez (2026, JPE 134(2), eq. 16-19): wages may fall by a factor ``delta`` a year, which
    they estimate at about 0.99 from the China shock, in US manufacturing; here a region's workers earn one wage. Their
    anchor is a world income that stands still in one money: here ``"fixed"``, with a wage in units of world income.
    ``"floating"``: a currency of one's own whose value the central bank sets so that consumer prices stay where they
    were; the floor is then one on real wages.

    Attributes:
        allowed: the least factor a year, above 0 to 1; one number, or region code -> factor (others are flexible).
        anchor: ``"fixed"`` or ``"floating"``, one for all, or region code -> anchor (``"fixed"`` where left out).
        by: whose wage may not fall further: every ``"sector"``'s, or a ``"region"``'s on average.
    """

    allowed: float | Mapping[str, float] | tuple[tuple[str, float], ...] = 0.99
    anchor: str | Mapping[str, str] | tuple[tuple[str, str], ...] = "fixed"
    by: str = "sector"

    def __post_init__(self) -> None:
        if isinstance(self.allowed, int | float):
            rates = (("all regions", real(self.allowed, "wages: allowed")),)
        else:
            rates = _by_region(self.allowed, "wages: allowed", "factors a year")
            object.__setattr__(self, "allowed", rates)
        for code, rate in rates:
            if not 0 < rate <= 1:
                raise PolicyError(f"wages: allowed of {code} is {rate:g}, expected above 0 to 1 (0.99: 1% a year)")
        if not isinstance(self.anchor, str):
            object.__setattr__(self, "anchor", _pairs(self.anchor, "wages: anchor", "'fixed' or 'floating'"))
        for kind in [self.anchor] if isinstance(self.anchor, str) else [kind for _, kind in self._anchors]:
            if kind not in ANCHORS:
                raise PolicyError(unknown("anchor of wages", shown(kind), ANCHORS))
        if self.by not in HELD_BY:
            raise PolicyError(unknown("floor on wages: by", shown(self.by), HELD_BY))

    @property
    def _anchors(self) -> tuple[tuple[str, str], ...]:
        return () if isinstance(self.anchor, str) else tuple(self.anchor)  # type: ignore[arg-type]

    def floors(self, world: World, years: float) -> list[tuple[int, float, bool]]:
        """Region, log of the least wage after so many years, and whether it is one over consumer prices; raises
        WorldError."""
        given: Any = self.allowed
        rates = given if isinstance(given, tuple) else tuple((code, float(given)) for code in world.regions)
        floating = dict(self._anchors) if self._anchors else dict.fromkeys(world.regions, self.anchor)
        for code in floating:
            world.region(code)
        return [
            (world.region(code), years * math.log(rate), floating.get(code, "fixed") == "floating")
            for code, rate in rates
        ]


@dataclass(frozen=True)
class Closure:
    """How deficits, labour and inputs respond.

    Attributes:
        deficits: ``"fixed"`` in units of world labour income, proportional to ``"gdp"``, or ``"zero"``.
        labour_mobility: kappa, the elasticity of labour supply between sectors (Roy-Frechet; Galle, Rodriguez-Clare &
            Yi 2023): infinity is mobile labour, 1 is sector-specific labour, between is imperfect.
        critical: inputs in CES nests; each input and user belongs to one nest at most.
        trade_elasticity_factor: multiplies every trade elasticity (short-run responses are a fraction of long-run
        ones).
        labour_supply: epsilon, the elasticity of labour supplied in what an hour buys after tax; 0 is a fixed amount of
            work. Leisure given up counts in real income (``supply.py``).
        capital_share: a, capital's share of value added where the stock adjusts: in the long run so far that its rental
            over the price of investment is what it was (a steady state), after ``years`` the share ``capital_moved`` of
            that way; 0 holds the stock.
        revenue: what tariffs and export taxes less subsidies are used for: rebated in a ``"lump_sum"``, in place of an
            ``"income_tax"`` on labour (what this does depends on ``labour_supply``), or to buy back ``"debt"``, so that
            today's change of revenue is not spent.
        income_tax: the tax on labour income at the benchmark, from 0 to below 1, one number or region code -> rate
            (0 where left out). None: 0, or where revenue cuts it just what revenue stands in for, as in Ignatenko et
            al. (2025).
        exchange_rate: share of the way that relative wages go to where deficits would stay as they are, lending taking
            up the rest (``exchange.py``): 1 floats freely, ``FIXED`` (0.01, the least) holds them.
        wages: how fast nominal wages may fall, and what money they are in; below there is unemployment. None: as fast
            as need be.
        years: since the measure, a horizon's: after each of them ``wages`` may have fallen once more and capital has
            gone on. Infinity is the long run: wages are free, capital in its steady state.
        source: where the figures come from.
    """

    deficits: Deficits = "fixed"
    labour_mobility: float = MOBILE
    critical: tuple[Critical, ...] = ()
    trade_elasticity_factor: float = 1.0
    labour_supply: float = 0.0
    capital_share: float = 0.0
    revenue: Revenue = "lump_sum"
    income_tax: float | Mapping[str, float] | tuple[tuple[str, float], ...] | None = None
    wages: Wages | None = None
    years: float = math.inf
    exchange_rate: float = FLOATING
    source: str = field(default="", compare=False)
    wage_floor: InitVar[Any] = None

    def __post_init__(self, wage_floor: Any) -> None:
        if wage_floor is not None:
            raise PolicyError(
                "wage_floor: floors on real wages are gone; Closure.horizon('year 1', wages=Wages(0.99)) says by"
                " how much nominal wages may fall a year, and with anchor='floating' over consumer prices"
            )
        if self.wages is not None and not isinstance(self.wages, Wages):
            raise PolicyError(f"wages: found {shown(self.wages)}, expected Wages(allowed, anchor) or None")
        if not (self.years == math.inf or real(self.years, "years", "above 0, or infinity: the long run") > 0):
            raise PolicyError(f"years is {self.years:g}, expected above 0, or infinity: the long run")
        if self.wages is not None and self.years == math.inf:
            raise PolicyError(
                "wages: in the long run, which a Closure is of unless a horizon says otherwise, wages fall as far as"
                " need be and nobody is out of work; Closure.horizon('year 1', wages=Wages(...)) has a floor of one"
                " year, beside a year's trade, labour and relative wages"
            )
        if self.deficits not in DEFICITS:
            raise PolicyError(unknown("deficit closure", self.deficits, DEFICITS))
        if self.labour_mobility != MOBILE:
            real(self.labour_mobility, "labour_mobility", "1 (sector-specific) to infinity (mobile)")
        if not self.labour_mobility >= 1:
            raise PolicyError(
                f"labour_mobility is {self.labour_mobility:g}, expected 1 (sector-specific) to infinity (mobile)"
            )
        if not real(self.trade_elasticity_factor, "trade_elasticity_factor") > 0:
            raise PolicyError(f"trade_elasticity_factor is {self.trade_elasticity_factor:g}, expected above 0")
        if not FIXED <= real(self.exchange_rate, "exchange_rate") <= FLOATING:
            raise PolicyError(
                f"exchange_rate is {self.exchange_rate:g}, expected {FIXED:g} (held) to 1 (floating freely)"
            )
        if self.exchange_rate < FLOATING and self.deficits != "fixed":
            raise PolicyError(
                f"exchange_rate {self.exchange_rate:g} lets deficits answer relative wages: deficits must be 'fixed',"
                f" not {self.deficits!r}"
            )
        nests = (self.critical,) if isinstance(self.critical, Critical) else self.critical
        if not isinstance(nests, Iterable):
            raise PolicyError(
                f"critical: found {shown(nests)}, expected Critical(inputs, users, elasticity), or several"
            )
        object.__setattr__(self, "critical", tuple(nests))
        for nest in self.critical:
            if not isinstance(nest, Critical):
                raise PolicyError(f"critical: found {shown(nest)}, expected Critical(inputs, users, elasticity)")
        self._check_supply()

    def _check_supply(self) -> None:
        """Factors and revenue; raises PolicyError."""
        if real(self.labour_supply, "labour_supply", "an elasticity, 0 (fixed) or above") < 0:
            raise PolicyError(f"labour_supply is {self.labour_supply:g}, expected 0 (fixed) or above")
        if not 0 <= real(self.capital_share, "capital_share", "a share of value added, 0 to below 1") < 1:
            raise PolicyError(f"capital_share is {self.capital_share:g}, expected 0 (a given stock) to below 1")
        if self.revenue not in REVENUE:
            raise PolicyError(unknown("use of revenue", shown(self.revenue), REVENUE))
        if self.income_tax is None or isinstance(self.income_tax, int | float):
            rates = () if self.income_tax is None else (("all regions", real(self.income_tax, "income_tax")),)
        else:
            rates = _by_region(self.income_tax, "income_tax", "rates")
            object.__setattr__(self, "income_tax", rates)
        for code, rate in rates:
            if not 0 <= rate < 1:
                raise PolicyError(f"income_tax of {code} is {rate:g}, expected 0 to below 1")
        if self.wages is not None and self.capital_share and self.labour_supply and self.revenue == "income_tax":
            raise PolicyError(
                "wages, capital_share and revenue='income_tax': while capital is on its way what an hour earns hangs on"
                " the tax, which floors on wages do not know yet; expected two of the three"
            )

    @property
    def capital_moved(self) -> float:
        """Share of its way to a steady state that capital has gone (``capital.moved``); 1 where the stock is held."""
        return moved(self.capital_share, self.years) if self.capital_share else 1.0

    def taxes(self, world: World) -> NDArray[np.float64]:
        """``[region]`` rates of the benchmark's tax on labour income; raises WorldError on an unknown region."""
        given: Any = self.income_tax
        rates = np.zeros(len(world.regions))
        if isinstance(given, tuple):
            for code, rate in given:
                rates[world.region(code)] = rate
        elif given is not None:
            rates[:] = given
        return rates

    def check(self, world: World) -> None:
        """Prove that every sector and region it names is one of ``world``'s; raises WorldError or PolicyError."""
        owner: dict[int, float] = {}
        for nest in self.critical:
            for code in nest.inputs:
                world.sector(code)
            for user in world.sector_indices(list(nest.users) or None):
                if owner.setdefault(user, nest.elasticity) != nest.elasticity:
                    raise PolicyError(
                        f"critical: {world.sectors[user]} uses nests of two elasticities, {owner[user]:g} and"
                        f" {nest.elasticity:g}; expected one"
                    )
        for floors in (self.wage_floors, self.sector_floors):
            floors(world)
        self.taxes(world)

    @property
    def wages_by_sector(self) -> bool:
        """Is every sector's wage held, not the region's? Where labour is mobile both are one."""
        return self.wages is not None and self.wages.by == "sector" and self.labour_mobility < MOBILE

    def wage_floors(self, world: World) -> list[tuple[int, float, bool]]:
        """Least wages of regions after ``years``, see ``Wages.floors``; none where wages are free or held by sector."""
        return [] if self.wages is None or self.wages_by_sector else self.wages.floors(world, self.years)

    def sector_floors(self, world: World) -> list[tuple[int, float, bool]]:
        """The same of each sector of a region; none where wages are free or held by region."""
        return self.wages.floors(world, self.years) if self.wages is not None and self.wages_by_sector else []

    def at(self, name: Horizon | str | float) -> Closure:
        """The same deficits, critical inputs, supply of factors and use of revenue at a horizon; relative wages adjust
        in full where deficits do not answer them, and nominal wages have had as many years to fall: in the long run
        they are free. Raises PolicyError for an unknown one."""
        one = horizon(name)
        kept = ("deficits", "critical", "labour_supply", "capital_share", "revenue", "income_tax")
        held = {} if self.deficits == "fixed" else {"exchange_rate": FLOATING}
        wages = self.wages if math.isfinite(one.years) else None
        return replace(Closure.horizon(one, wages=wages), **{k: getattr(self, k) for k in kept}, **held)

    @classmethod
    def horizon(
        cls,
        name: Horizon | str | float,
        critical_inputs: Iterable[str] = (),
        users: Iterable[str] = (),
        wages: Wages | None = None,
    ) -> Closure:
        """How the model responds some years after a measure: a row of ``horizons.HORIZONS``, with its sources.

        Args:
            name: ``year 1``, ``years 2-3``, ``year 5``, ``year 10`` or ``long run`` (the default model).
            critical_inputs: sectors with few substitutes, which become more with the years (``horizons.SOURCES``).
            users: who uses them; everything if empty.
            wages: how fast nominal wages may fall, for as many years as the horizon's; free if None.

        Raises:
            PolicyError: another name; floors on wages in the long run.
        """
        inputs, one = tuple(critical_inputs), horizon(name)
        nest = Critical(inputs, tuple(users), one.critical_elasticity, one.supplier_elasticity) if inputs else None
        return cls(
            labour_mobility=one.labour_mobility,
            critical=(nest,) if nest else (),
            trade_elasticity_factor=one.trade_elasticity_factor,
            exchange_rate=one.exchange_rate,
            wages=wages,
            years=one.years,
            source=f"{one.name}: {'; '.join(SOURCES.values())}",
        )


def _by_region(given: Any, name: str, what: str) -> tuple[tuple[str, float], ...]:
    """Numbers by region code, as pairs; raises PolicyError for anything else."""
    return tuple((code, real(level, f"{name} of {code}")) for code, level in _pairs(given, name, what))


def _pairs(given: Any, name: str, what: str) -> tuple[tuple[str, Any], ...]:
    try:
        return tuple((str(code), level) for code, level in (given.items() if isinstance(given, Mapping) else given))
    except (TypeError, ValueError):
        raise PolicyError(f"{name}: found {shown(given)}, expected region codes and {what}") from None


def as_closure(closure: Closure | str | None) -> Closure:
    """A Closure, from one or from the name of a deficit closure."""
    if closure is None:
        return Closure()
    if isinstance(closure, Closure):
        return closure
    if not isinstance(closure, str):
        raise PolicyError(f"closure: found {shown(closure)}, expected a Closure or one of: {', '.join(DEFICITS)}")
    return Closure(deficits=closure)  # type: ignore[arg-type]
