"""The deal space: every package that the constraints allow, valued; who can sign what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.figures import Unit
from tradetalks.dossier.model import Dossier
from tradetalks.space import solutions
from tradetalks.space.blocks import Block, Valued, assembled
from tradetalks.space.deal import Appraiser, Deal
from tradetalks.space.estimates import Estimated
from tradetalks.space.folding import FoldedTalks
from tradetalks.space.frontier import Front
from tradetalks.space.valuing import ValuedTalks
from tradetalks.value.eve import Eve
from tradetalks.value.valuer import Valuer

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
TITLES: dict[str, str] = {
    **{name: solution.title for name, solution in solutions.known().items()},
    "agreed": "what was agreed",
    "status_quo": "status quo",
}
"""Named packages -> how tables and pictures call them."""
FAILED = "what followed, without a deal"
COLUMNS = (*(name for name, solution in solutions.known().items() if solution.column), "agreed")
"""Named packages with a column of their own where packages are shown item by item."""


def no_deal_case(branch: str) -> str:
    """What a way of having no deal goes by where packages go by their names: a dossier may call its war ``nash``."""
    return f"no deal: {branch}"


def title_of(dossier: Dossier, name: str) -> str:
    """What a named package is called: talks that failed have nothing that was agreed."""
    return FAILED if name == "agreed" and dossier.failed else TITLES.get(name, name)


def plain_title_of(dossier: Dossier, name: str) -> str:
    """The same with what a solution does, in words: "fair split (Nash)"."""
    solution = solutions.known().get(name)
    return f"{solution.plain} ({solution.title})" if solution and solution.plain else title_of(dossier, name)


@dataclass(frozen=True, eq=False)
class DealSpace:
    """All packages of a dossier, valued; which the parties can sign; which stand out.

    Attributes:
        folded: the talks as valued and folded; most of what follows is read off them.
        frontier: non-dominated deals that no party likes less than no deal, by falling value to the first party.
        points: which point of ``front`` each deal of ``frontier`` is; -1 for one found beside it.
        named: solution name -> Deal, for those that exist; ``status_quo``; ``agreed`` where the dossier has it.
        none_because: solution name -> why it picks no package, for those that pick none.
        policies: distinct economic policies solved to value the blocks.
        interaction: largest difference, billions, between a deal on the frontier as solved whole and as the sum of its
            blocks. Every deal shown is solved whole (unless it says ``summed``); the sums only choose which are shown.
        untold: how many more points are on the frontier, for which those of ``frontier`` stand.
        estimated: how the space was estimated, where there are too many policies to solve; None if all are solved.
    """

    folded: FoldedTalks
    frontier: tuple[Deal, ...]
    points: tuple[int, ...]
    named: Mapping[str, Deal]
    none_because: Mapping[str, str]
    policies: int
    interaction: float
    estimated: Estimated | None = None
    untold: int = 0

    # ------------------------------------------------------------------ the talks
    def noting(self, notes: Sequence[str]) -> DealSpace:
        """The same space of a dossier with further assumptions for its reader; they compute nothing."""
        more = {"assumptions": [*self.dossier.assumptions, *notes]}
        return self.told_by(self.valuer.on(self.dossier.model_copy(update=more)))

    def told_by(self, valuer: Valuer) -> DealSpace:
        """The same packages beside a valuer, and a dossier, that know further options or notes."""
        return replace(self, folded=replace(self.folded, talks=replace(self.talks, valuer=valuer)))

    @property
    def talks(self) -> ValuedTalks:
        return self.folded.talks

    @property
    def dossier(self) -> Dossier:
        return self.talks.dossier

    @property
    def valuer(self) -> Valuer:
        return self.talks.valuer

    @property
    def eve(self) -> Eve:
        return self.valuer.eve

    @property
    def appraiser(self) -> Appraiser:
        """Makes deals of packages."""
        return self.talks.appraiser

    @property
    def parties(self) -> tuple[str, ...]:
        """Party codes, the order of all value vectors."""
        return self.appraiser.parties

    @property
    def valued(self) -> Valued:
        """The agenda in ``blocks``, and the rules that tie them; the first block holds all that acts on the economy."""
        return self.talks.agenda

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Values add up over blocks."""
        return self.valued.blocks

    @property
    def no_deal(self) -> Mapping[str, Deal]:
        """Branch name -> Deal."""
        return self.talks.no_deal

    @property
    def expected_no_deal(self) -> Array:
        """``[party]`` value of no deal."""
        return self.talks.expected_no_deal

    @cached_property
    def money(self) -> Unit:
        """The unit in which amounts of these talks are told, by the largest that a named package or a branch of no deal
        brings a party, or that an option is stated to be worth."""
        deals = [*self.named.values(), *self.no_deal.values()]
        brought = [v for deal in deals for ends in (deal.value, deal.low, deal.high) for v in ends.values()]
        worth = [
            v for i in self.dossier.agenda for o in i.options for w in o.worth.values() for v in (w.low, w.mid, w.high)
        ]
        largest = max((abs(v) for v in brought), default=0.0)
        return self.dossier.money.of_size(max((largest, *map(abs, worth))), largest)

    @property
    def within(self) -> Array:
        """``[party]`` gains up to which a package is as good as no deal."""
        return self.talks.within

    def gains(self, values: Array) -> Array:
        """``[..., party]`` values over no deal, settled (``value.ties``)."""
        return self.talks.gains(values)

    @property
    def approximate(self) -> str:
        """Why its figures are not those of solved packages, in words; empty if they are."""
        return self.talks.approximate

    # ------------------------------------------------------------------ the frontier and what can be signed
    @property
    def front(self) -> Front:
        """The frontier of the sum of blocks, as folded, of what no party likes less than no deal, with every tie."""
        return self.folded.front

    @property
    def whole_front(self) -> Front:
        """The frontier of the sum of blocks of all packages, signed by all or not; folded when first asked for."""
        return self.folded.whole

    @property
    def feasible(self) -> int:
        """Packages that the constraints allow."""
        return self.valued.packages

    @property
    def signable(self) -> int:
        """Packages that all prefer to no deal (weakly)."""
        return self.folded.signable

    @property
    def counted(self) -> bool:
        """Is ``signable`` counted, not estimated from packages drawn at random?"""
        return self.folded.counted

    @property
    def on_frontier(self) -> int:
        """Points of the frontier found, told one by one or not; there are more where it is thinned."""
        return len(self.frontier) + self.untold

    @property
    def epsilon(self) -> float:
        """By how much, billions, a package left out may beat the frontier; 0 if it is exact."""
        return self.front.epsilon

    def tied(self, rank: int, most: int = 100) -> list[dict[str, str]]:
        """Packages that share the point of ``frontier[rank]`` by the sums of blocks, at most ``most`` of them."""
        if self.points[rank] < 0:
            return [dict(self.frontier[rank].package)]
        found = []
        for rows in self.front.ties(self.points[rank]):
            if len(found) >= most:
                break
            found.append(assembled(self.dossier, self.blocks, rows))
        return found

    @property
    def nash(self) -> Deal | None:
        return self.named.get("nash")

    @property
    def kalai_smorodinsky(self) -> Deal | None:
        return self.named.get("kalai_smorodinsky")

    def deal(self, choices: Mapping[str, str]) -> Deal:
        """Any package, feasible or not; items left out keep their status quo."""
        return self.appraiser.deal(self.dossier.package(choices))

    def alone(self) -> dict[tuple[str, str], Deal]:
        """Every option by itself, all else at the status quo: (item id, option id) -> Deal."""
        keys = [(item.id, option.id) for item in self.dossier.agenda for option in item.options]
        packages = [self.dossier.package(dict([key])) for key in keys]
        return dict(zip(keys, self.appraiser.deals(packages), strict=True))

    def to_frame(self) -> pd.DataFrame:
        """The frontier: gains, values and the chosen option of every item."""
        import pandas as pd

        rows = []
        for deal in self.frontier:
            row: dict[str, Any] = {f"gain_{p}": deal.gain[p] for p in self.parties}
            row |= {f"value_{p}": deal.value[p] for p in self.parties}
            row |= {f"economic_{p}": deal.economic[p] for p in self.parties}
            rows.append(row | dict(deal.package))
        return pd.DataFrame(rows)

    def sample(self, count: int, seed: int = 0) -> Array:
        """Gains ``[package, party]`` of feasible packages drawn at random, all equally likely."""
        return self.gains(self.valued.values(self.valued.draw(count, np.random.default_rng(seed))))
