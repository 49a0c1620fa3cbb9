"""What the shipped forecast foresees of a dossier, and how much that is worth: weights and skill of the scoreboard.

``make scoreboard`` writes the record. A dossier that it was fitted on is foretold with what the others taught.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tradetalks.counsel.forecast import Case, Fitted
from tradetalks.space.deal_space import DealSpace


@dataclass(frozen=True)
class Skill:
    """One less the ratio of log scores to a baseline's, pooled over talks; ``low`` and ``high``: 5 and 95% ends."""

    mid: float
    low: float
    high: float


@dataclass(frozen=True)
class Record:
    """What the scoreboard left: the fit on all shipped talks, on all but each, and skill over each baseline."""

    fitted: Fitted
    without: Mapping[str, Fitted]
    skill: Mapping[str, Skill]

    @property
    def beaten(self) -> list[str]:
        """Baselines over which skill is shown: its whole interval is above zero."""
        return [name for name, found in self.skill.items() if found.low > 0]

    @property
    def unbeaten(self) -> list[str]:
        """Baselines over which no skill is shown."""
        return [name for name in self.skill if name not in self.beaten]


@dataclass(frozen=True)
class Foreseen:
    """What may come of talks.

    Attributes:
        fit: what it was foretold with. likeliest: the likeliest package if there is a deal, item id -> option id.
        chances: item id -> option id -> probability, no deal among what may come. record: where the fit comes from.
    """

    fit: Fitted
    likeliest: Mapping[str, str]
    chances: Mapping[str, Mapping[str, float]]
    record: Record


@cache
def record() -> Record:
    """The scoreboard's record, as shipped."""
    text = (resources.files("tradetalks.counsel") / "data/forecast.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return Record(
        Fitted(**content["fitted"]),
        {name: Fitted(**one) for name, one in content["without"].items()},
        {name: Skill(**one) for name, one in content["skill"].items()},
    )


def foreseen(space: DealSpace) -> Foreseen | None:
    """What may come of a dossier's talks.

    None where packages are estimated, since chances are then not exact, and where the dossier states no measure: the
    forecast was fitted on trade talks, and nothing says that it holds of a contract or of fish. None either while a
    direction or a rate is open: an option of which nobody says what it is or who asks for it has no chance to tell.
    """
    d = space.dossier
    if space.estimated is not None or not d.is_computed() or d.unsettled():
        return None
    kept, case = record(), Case.of(space)
    fit = kept.without.get(space.dossier.name, kept.fitted)
    return Foreseen(fit, case.likeliest(fit), case.chances(fit), kept)
