"""What there is if there is no deal, under draws of all assumptions: ends of ranges, kept so that they are told again.

``robustness`` draws them, beside packages, and keeps them; a command that draws nothing reads them at no cost. They
follow from the dossier as a whole, so that any change of it, its words too, asks for new draws.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.rows import source_digest
from tradetalks.space.deal_space import DealSpace

Array = NDArray[np.float64]
Ends = tuple[float, float]
"""The 5th and the 95th percentile."""
ROOMS = ("equilibrium", "value", "counsel", "world", "policy", "war", "dossier")
"""What these ranges follow from."""


@dataclass(frozen=True)
class WithoutDeal:
    """One way of having no deal under uncertainty, a war too: 5th and 95th percentile against the eve, billions.

    Attributes:
        branch: its name. model: by party, ends of what the model computes. whole: by party, of that and worth together.
    """

    branch: str
    model: Mapping[str, Ends]
    whole: Mapping[str, Ends]


@dataclass(frozen=True)
class NoDeal:
    """All ways of having no deal under the same draws.

    Attributes:
        branches: each, by name. expected: what is expected of all, chances drawn too; its branch is ''.
    """

    branches: Mapping[str, WithoutDeal]
    expected: WithoutDeal

    @classmethod
    def of_draws(cls, space: DealSpace, model: Array, beyond: Array, chance: Array) -> NoDeal:
        """From draws ``[draw, branch, party]`` of what the model says and of worth beyond it, billions, and of chances
        ``[draw, branch]``."""
        each = np.stack([model, model + beyond])  # [model or whole, draw, branch, party]
        expected = np.einsum("db,mdbp->mdp", chance, each)[:, :, None]
        return cls._of_ends(space, np.percentile(np.concatenate([each, expected], axis=2), [5, 95], axis=1))

    @classmethod
    def _of_ends(cls, space: DealSpace, ends: Array) -> NoDeal:
        """From ``[end, model or whole, branch, party]``, what is expected as the last branch."""

        def told(of: int, b: int) -> dict[str, Ends]:
            low, high = ends[:, of, b].tolist()
            return dict(zip(space.parties, zip(low, high, strict=True), strict=True))

        names = [*(branch.name for branch in space.dossier.no_deal), ""]
        *branches, expected = [WithoutDeal(name, told(0, b), told(1, b)) for b, name in enumerate(names)]
        return cls({one.branch: one for one in branches}, expected)

    def keep(self, space: DealSpace, sets: Sequence[str], how: Mapping[str, Any]) -> None:
        """Keep them for ``kept``; where two sets of packages were drawn alike, the last draws stand."""
        rows = [*self.branches.values(), self.expected]
        ends = np.array([[[of[p] for p in space.parties] for of in (one.model, one.whole)] for one in rows])
        space.valuer.cache.put({_key(space, sets, how): ends.transpose(3, 1, 0, 2).ravel()})


def kept(space: DealSpace, sets: Sequence[str], how: Mapping[str, Any]) -> NoDeal | None:
    """What was drawn of this dossier before, from the same sets and ``how``; None where nothing was."""
    key, shape = _key(space, sets, how), (2, 2, len(space.dossier.no_deal) + 1, len(space.parties))
    found = space.valuer.cache.get([key], math.prod(shape)).get(key)
    return None if found is None else NoDeal._of_ends(space, found.reshape(shape))


def _key(space: DealSpace, sets: Sequence[str], how: Mapping[str, Any]) -> str:
    """Hash of all that decides draws; ``how``: numbers of draws, their seed and the like, by name."""
    source = source_digest(*(f"tradetalks.{room}" for room in ROOMS))
    dossier = space.dossier.model_dump_json()
    asked = ("no deal", source, space.eve.digest, dossier, tuple(sets), sorted(how.items()))
    return hashlib.sha256(repr(asked).encode()).hexdigest()
