"""What there is without a deal under draws of all assumptions: beside its figures, in words and as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from tradetalks.counsel.no_deal_drawn import NoDeal
from tradetalks.report.numbers import Figures
from tradetalks.space.deal_space import DealSpace
from tradetalks.world.names import listed, named


def expected_words(space: DealSpace, drawn: NoDeal | None) -> list[str]:
    """What each party expects without a deal; in brackets nine in ten of the draws, chances drawn too, if any were."""
    figures = Figures(space.money)
    if drawn is None:
        return [figures(float(value)) for value in space.expected_no_deal]
    ends = [drawn.expected.whole[party] for party in space.parties]
    return [figures.ranged(float(v), *own) for v, own in zip(space.expected_no_deal, ends, strict=True)]


def expected_of_model(space: DealSpace, drawn: NoDeal | None) -> list[str]:
    """The same of what the model alone computes."""
    figures = Figures(space.money)
    chances = [(branch.probability, space.no_deal[branch.name]) for branch in space.dossier.no_deal]
    values = [sum(chance * deal.economic[party] for chance, deal in chances) for party in space.parties]
    if drawn is None:
        return [figures(value) for value in values]
    ends = [drawn.expected.model[party] for party in space.parties]
    return [figures.ranged(value, *own) for value, own in zip(values, ends, strict=True)]


def ends_of_model(drawn: NoDeal | None, branch: str, party: str) -> np.ndarray | None:
    """The ends of what the model computes of a way of having no deal; None where nothing was drawn."""
    return None if drawn is None else np.array(drawn.branches[branch].model[party])


def brackets_words(drawn: NoDeal | None, none_because: str) -> list[str]:
    """What stands in brackets beside figures of no deal, or why nothing does."""
    if drawn is not None:
        return ["In brackets, without a deal: nine in ten of the draws of all assumptions, those of a war too."]
    return [none_because] if none_because else []


def without_deal_words(space: DealSpace, found: NoDeal | None) -> list[str]:
    """Each way of having no deal, a war too, and what is expected: nine in ten of the draws for each party, against
    today."""
    if found is None:
        return []
    figures, titles = Figures(space.money), {b.name: b.title for b in space.dossier.no_deal}
    whole = {titles[name]: one.whole for name, one in found.branches.items()}
    whole |= {"expected, their chances drawn too": found.expected.whole} if len(whole) > 1 else {}
    told = [
        f"{title}: "
        + listed([f"{figures.span(*ends[p])} for {named(space.dossier.parties[p].name)}" for p in space.parties])
        for title, ends in whole.items()
    ]
    return [f"Without a deal, nine in ten of the draws ({space.money.yearly}): {'; '.join(told)}."]


def without_deal_json(found: NoDeal | None) -> dict[str, Any]:
    """The same as ``--json`` prints it: each way of having no deal, and what is expected of all; None if not drawn."""
    if found is None:
        return {"no_deal": None, "expected_no_deal": None}
    return {"no_deal": [asdict(one) for one in found.branches.values()], "expected_no_deal": asdict(found.expected)}
