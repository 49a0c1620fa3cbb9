"""One counterfactual that is solved afresh from the benchmark: a package, or a way of having no deal; a war's rates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.no_deal import NoDeal
from tradetalks.policy.instruments import Measure

if TYPE_CHECKING:
    from tradetalks.war.levers import Levers

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Question:
    """One counterfactual: a package without schedules and measures beside it; ``war``: from there, the Nash war of a
    no-deal branch; ``instead``: item -> measures in the place of its option's own."""

    package: Mapping[str, str]
    measures: tuple[Measure, ...] = ()
    war: NoDeal | None = None
    instead: Mapping[str, tuple[Measure, ...]] = field(default_factory=dict)

    @property
    def own(self) -> list[Measure]:
        """Its measures that are of no option of the dossier."""
        return [*self.measures, *(measure for several in self.instead.values() for measure in several)]

    @property
    def listed(self) -> list[str]:
        """``item=option`` of every option whose measures are as the dossier has them."""
        return [f"{item}={option}" for item, option in self.package.items() if item not in self.instead]

    @cached_property
    def key(self) -> str:
        """What tells it from others of the dossier."""
        told = [dict(self.package), [m.model_dump(mode="json") for m in self.own], self.war and self.war.name]
        told += [[item, len(several)] for item, several in self.instead.items()]
        return json.dumps(told, sort_keys=True, default=str)


@dataclass(frozen=True, eq=False)
class Rates:
    """What the players of a war set: their levers on a benchmark, and the rates."""

    levers: Levers
    values: Array
