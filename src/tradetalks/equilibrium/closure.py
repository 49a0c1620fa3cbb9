"""What closes the model beyond the benchmark's data: deficits, labour, critical inputs, the horizon.

The default is Caliendo & Parro (2015): labour moves freely between sectors, inputs are Cobb-Douglas, deficits are
fixed. A ``Closure`` departs from it where a question asks for months rather than years, or for a bottleneck.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tradetalks.checks import real, several, shown
from tradetalks.equilibrium.horizons import SOURCES, Horizon, horizon
from tradetalks.errors import PolicyError, unknown
from tradetalks.world.world import World

Deficits = Literal["fixed", "gdp", "zero"]
DEFICITS: tuple[Deficits, ...] = ("fixed", "gdp", "zero")
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
class Closure:
    """How deficits, labour and inputs respond.

    Attributes:
        deficits: ``"fixed"`` in units of world labour income, proportional to ``"gdp"``, or ``"zero"``.
        labour_mobility: kappa, the elasticity of labour supply between sectors (Roy-Frechet; Galle, Rodriguez-Clare &
            Yi 2023): infinity is mobile labour, 1 is sector-specific labour, between is imperfect.
        critical: inputs in CES nests; each input and user belongs to one nest at most.
        trade_elasticity_factor: multiplies every trade elasticity (short-run responses are a fraction of long-run
        ones).
        exchange_rate: share of the way that relative wages go to where deficits would stay as they are, lending taking
            up the rest (``exchange.py``): 1 floats freely, ``FIXED`` (0.01, the least) holds them.
        wage_floor: region code -> the least real wage, as a share of the benchmark's; below it there is unemployment.
        source: where the figures come from.
    """

    deficits: Deficits = "fixed"
    labour_mobility: float = MOBILE
    critical: tuple[Critical, ...] = ()
    trade_elasticity_factor: float = 1.0
    wage_floor: tuple[tuple[str, float], ...] = ()
    exchange_rate: float = FLOATING
    source: str = field(default="", compare=False)

    def __post_init__(self) -> None:
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
        object.__setattr__(self, "wage_floor", _floors(self.wage_floor))
        for code, level in self.wage_floor:
            if not level > 0:
                raise PolicyError(
                    f"wage_floor of {code} is {level:g}, expected above 0 (1 is the benchmark's real wage)"
                )

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
        for code, _ in self.wage_floor:
            world.region(code)

    def at(self, name: Horizon | str | float) -> Closure:
        """The same deficits and critical inputs at a horizon; relative wages adjust in full where deficits do not
        answer them. Raises PolicyError for an unknown one."""
        held = {} if self.deficits == "fixed" else {"exchange_rate": FLOATING}
        return replace(Closure.horizon(name), deficits=self.deficits, critical=self.critical, **held)

    @classmethod
    def horizon(
        cls, name: Horizon | str | float, critical_inputs: Iterable[str] = (), users: Iterable[str] = ()
    ) -> Closure:
        """How the model responds some years after a measure: a row of ``horizons.HORIZONS``, with its sources.

        Args:
            name: ``year 1``, ``years 2-3``, ``year 5``, ``year 10`` or ``long run`` (the default model).
            critical_inputs: sectors with few substitutes, which become more with the years (``horizons.SOURCES``).
            users: who uses them; everything if empty.

        Raises:
            PolicyError: another name.
        """
        inputs, one = tuple(critical_inputs), horizon(name)
        nest = Critical(inputs, tuple(users), one.critical_elasticity, one.supplier_elasticity) if inputs else None
        return cls(
            labour_mobility=one.labour_mobility,
            critical=(nest,) if nest else (),
            trade_elasticity_factor=one.trade_elasticity_factor,
            exchange_rate=one.exchange_rate,
            source=f"{one.name}: {'; '.join(SOURCES.values())}",
        )


def _floors(given: Any) -> tuple[tuple[str, float], ...]:
    """Wage floors as pairs; raises PolicyError for anything else."""
    try:
        pairs = [(str(code), level) for code, level in (given.items() if isinstance(given, Mapping) else given)]
    except (TypeError, ValueError):
        raise PolicyError(f"wage_floor: found {shown(given)}, expected region codes and levels") from None
    return tuple((code, real(level, f"wage_floor of {code}")) for code, level in pairs)


def as_closure(closure: Closure | str | None) -> Closure:
    """A Closure, from one or from the name of a deficit closure."""
    if closure is None:
        return Closure()
    if isinstance(closure, Closure):
        return closure
    if not isinstance(closure, str):
        raise PolicyError(f"closure: found {shown(closure)}, expected a Closure or one of: {', '.join(DEFICITS)}")
    return Closure(deficits=closure)  # type: ignore[arg-type]
