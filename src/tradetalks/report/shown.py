"""One package that a reader asked to see beside the recommended ones: a position of the workbench."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.report.package_words import PackageWords
from tradetalks.space.deal_space import Deal


@dataclass(frozen=True, eq=False)
class Shown:
    """A package, what it is worth and what it does.

    Attributes:
        title: heading of its column. deal: valued under the weights, probabilities and rates it was set with.
        outcome: its certified equilibrium; of a package that changes over time, its first step's. over_time: then every
            step's and its weights, as ``Eve.over_time`` gives them; else none.
        titles: item id -> what was chosen, in words, rates set by hand included.
        meaning: what it means, in sentences.
    """

    title: str
    deal: Deal
    outcome: Outcome
    titles: Mapping[str, str]
    meaning: PackageWords
    over_time: tuple[Sequence[Outcome], NDArray[np.float64]] | None = None
