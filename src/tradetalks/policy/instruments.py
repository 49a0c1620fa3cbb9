"""Every instrument that a dossier can state, and what measures together do to a world's policy.

Each class is one instrument: its economics in the docstring, with an example; ``effect`` compiles it to arrays and
limits; ``describe`` says it in words; ``how`` says how it is modelled, for readers of the results.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from tradetalks.policy.controls import ExportControl, ImportLimit, PurchaseCommitment
from tradetalks.policy.effects import Effect
from tradetalks.policy.ledger_duties import LedgerDuties
from tradetalks.policy.measure import Measure_, Profiles
from tradetalks.policy.payments import ForcedSale, Royalty, Transfer, Valuation
from tradetalks.policy.taxes import Barrier, ExportTax, PortFee, SpecificTariff, StateTrading, Subsidy, Tariff
from tradetalks.world.world import World

__all__ = [
    "INSTRUMENTS",
    "Barrier",
    "ExportControl",
    "ExportTax",
    "ForcedSale",
    "ImportLimit",
    "LedgerDuties",
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
]


INSTRUMENTS: tuple[type[Measure_], ...] = (
    Tariff, SpecificTariff, ExportTax, ExportControl, ImportLimit, PurchaseCommitment, Barrier, PortFee, StateTrading,
    Subsidy, Transfer, ForcedSale, Royalty, LedgerDuties,
)  # fmt: skip
"""Every instrument, in the order of the documentation."""

Measure = Annotated[
    Tariff
    | SpecificTariff
    | ExportTax
    | ExportControl
    | ImportLimit
    | PurchaseCommitment
    | Barrier
    | PortFee
    | StateTrading
    | Subsidy
    | Transfer
    | ForcedSale
    | Royalty
    | LedgerDuties,
    Field(discriminator="instrument"),
]


def compile_measures(measures: Iterable[Measure], world: World, profiles: Profiles) -> Effect:
    """What ``measures`` together add to ``world``'s policy.

    Args:
        profiles: sector profiles by name: factors by sector, 0 where a sector is left out.

    Raises:
        PolicyError, WorldError: an unknown region, sector or profile, with the nearest name.
    """
    total = Effect.nothing(world)
    for measure in measures:
        total = total + measure.effect(world, profiles)
    return total


def describe(measure: Measure) -> str:
    """One line in words: what the measure does, to whom, how much."""
    return measure.describe()
