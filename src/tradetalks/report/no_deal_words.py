"""What there is without a deal under draws of all assumptions: beside its figures, in words and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from tradetalks.counsel.no_deal_drawn import Ends, NoDeal
from tradetalks.report.numbers import Figures
from tradetalks.space.deal_space import DealSpace
from tradetalks.world.names import listed, named


def expected_words(space: DealSpace, drawn: NoDeal | None) -> list[str]:
    """What each party expects without a deal; in brackets nine in ten of the draws, chances drawn too, if any were."""
    return _by_party(space, space.expected_no_deal, drawn and drawn.expected.whole)


def expected_of_model(space: DealSpace, drawn: NoDeal | None) -> list[str]:
    """The same of what the model alone computes."""
    chances = [(branch.probability, space.no_deal[branch.name]) for branch in space.dossier.no_deal]
    values = [sum(chance * deal.economic[party] for chance, deal in chances) for party in space.parties]
    return _by_party(space, values, drawn and drawn.expected.model)


def branch_words(space: DealSpace, drawn: NoDeal | None, branch: str, party: str, whole: bool) -> str:
    """What a way of having no deal does to a party, by the model or in all; in brackets as above."""
    deal, own = space.no_deal[branch], drawn and drawn.branches[branch]
    value = deal.value[party] if whole else deal.economic[party]
    return _beside(Figures(space.money), value, own and (own.whole if whole else own.model)[party])


def _by_party(space: DealSpace, values: Iterable[float], ends: Mapping[str, Ends] | None) -> list[str]:
    figures = Figures(space.money)
    own = [None if ends is None else ends[party] for party in space.parties]
    return [_beside(figures, float(value), pair) for value, pair in zip(values, own, strict=True)]


def _beside(figures: Figures, value: float, ends: Ends | None) -> str:
    return figures(value) if ends is None else figures.ranged(value, *ends)


def ends_of_model(drawn: NoDeal | None, branch: str, party: str) -> np.ndarray | None:
    """The ends of what the model computes of a way of having no deal; None where nothing was drawn."""
    return None if drawn is None else np.array(drawn.branches[branch].model[party])


def brackets_words(drawn: NoDeal | None, none_because: str, war: bool = False, packages: bool = False) -> list[str]:
    """What stands in brackets beside figures of no deal, or why nothing does; ``war``: one of its ways is a war;
    ``packages``: ranges stand beside packages too."""
    if drawn is not None:
        too = ", those of a war too" if war else ""
        model = " Beside what the model computes of a package: 90 of 100 draws of the model." if packages else ""
        return [f"In brackets, without a deal: nine in ten of the draws of all assumptions{too}.{model}"]
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
