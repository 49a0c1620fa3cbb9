"""Every instrument that a dossier can state, one file each, and what measures together do to a world's policy.

Each file holds one class of measure: its economics in the docstring, with an example; ``effect`` compiles it to arrays
and limits; ``describe`` says it in words; ``how`` says how it is modelled, for readers of the results. A file's name is
the ``instrument`` that dossiers state; nothing else lists them (docs/how-to/extend-instrument.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args

import numpy as np
from pydantic import Field, GetCoreSchemaHandler

from tradetalks.policy.effects import Effect
from tradetalks.policy.instruments.barrier import Barrier
from tradetalks.policy.instruments.export_control import ExportControl
from tradetalks.policy.instruments.export_tax import ExportTax
from tradetalks.policy.instruments.forced_sale import ForcedSale, Valuation
from tradetalks.policy.instruments.import_limit import ImportLimit
from tradetalks.policy.instruments.port_fee import PortFee
from tradetalks.policy.instruments.purchase_commitment import PurchaseCommitment
from tradetalks.policy.instruments.royalty import Royalty
from tradetalks.policy.instruments.specific_tariff import SpecificTariff
from tradetalks.policy.instruments.state_trading import StateTrading
from tradetalks.policy.instruments.subsidy import Subsidy
from tradetalks.policy.instruments.tariff import Tariff
from tradetalks.policy.instruments.transfer import Transfer
from tradetalks.policy.measure import Measure_, Profiles
from tradetalks.registry import DeclarationError, file_of, modules, said_as_promised
from tradetalks.world.world import World

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

__all__ = [
    "INSTRUMENTS",
    "Barrier",
    "ExportControl",
    "ExportTax",
    "ForcedSale",
    "ImportLimit",
    "Measure",
    "PortFee",
    "PurchaseCommitment",
    "Royalty",
    "SpecificTariff",
    "StateTrading",
    "Subsidy",
    "Tariff",
    "Transfer",
    "Valuation",
    "compile_measures",
    "describe",
    "effect_of",
    "instruments",
]

INSTRUMENTS: tuple[type[Measure_], ...]
"""Every instrument's class, in the order of ``instruments()``."""


def __getattr__(name: str) -> Any:
    if name == "INSTRUMENTS":
        return tuple(instruments().values())
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


@cache
def instruments() -> Mapping[str, type[Measure_]]:
    """``instrument`` -> class of every file of this folder, in alphabetical order.

    Raises:
        DeclarationError: a file that declares none or several, or one by another name than its own.
    """
    found: dict[str, type[Measure_]] = {}
    for name, module in modules(__name__):
        own = [
            value
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, Measure_) and value.__module__ == module.__name__
        ]
        stated = [get_args(kind.model_fields["instrument"].annotation) for kind in own if _is_stated(kind)]
        if stated != [(name,)]:
            said = ", ".join(f"instrument: Literal{list(one)}" for one in stated) or "no such class"
            raise DeclarationError(
                f"{module.__file__}: found {said}; expected one class of measure with instrument: Literal['{name}']"
            )
        (kind,) = filter(_is_stated, own)
        if missing := _missing(kind):
            raise DeclarationError(f"{module.__file__}: {kind.__name__} does not say {', '.join(missing)}")
        found[name] = kind
    return found


def _is_stated(kind: type[Measure_]) -> bool:
    return "instrument" in kind.model_fields


def _missing(kind: type[Measure_]) -> list[str]:
    """What every instrument must say and this one does not."""
    methods = ("applied_by", "effect", "describe")
    left = [name for name in methods if getattr(kind, name) is getattr(Measure_, name)]
    return left if hasattr(kind, "how") else ["how", *left]


class _AnyInstrument:
    """Tells pydantic that a measure is one of the instruments, told apart by ``instrument``."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        kinds = Union[tuple(instruments().values())]  # noqa: UP007  # the classes are known only now
        return handler.generate_schema(Annotated[kinds, Field(discriminator="instrument")])


Measure = Annotated[Measure_, _AnyInstrument()]
"""A measure of any instrument, as dossiers state it."""


def compile_measures(measures: Iterable[Measure], world: World, profiles: Profiles) -> Effect:
    """What ``measures`` together add to ``world``'s policy.

    Args:
        profiles: sector profiles by name: factors by sector, 0 where a sector is left out.

    Raises:
        PolicyError, WorldError: an unknown region, sector or profile, with the nearest name.
        DeclarationError: an instrument whose ``effect`` returns none.
    """
    total = Effect.nothing(world)
    for measure in measures:
        total = total + effect_of(measure, world, profiles)
    return total


def effect_of(measure: Measure, world: World, profiles: Profiles) -> Effect:
    """What one measure adds to ``world``'s policy; raises DeclarationError naming an instrument that returns none."""
    kind = type(measure)
    found = said_as_promised(measure.effect(world, profiles), Effect, file_of(kind), f"{kind.__name__}.effect")
    flow = world.trade.shape
    for name, part in found.arrays().items():
        shape = {"subsidy": flow[1:], "transfer": flow[:1]}.get(name, flow)
        if np.shape(part) != shape:
            raise DeclarationError(
                f"{file_of(kind)}: {kind.__name__}.effect returned {name} of shape {np.shape(part)}; expected {shape}"
            )
    return found


def describe(measure: Measure) -> str:
    """One line in words: what the measure does, to whom, how much."""
    kind = type(measure)
    return said_as_promised(measure.describe(), str, file_of(kind), f"{kind.__name__}.describe")
