"""Value: the agenda in blocks, every combination of them solved or estimated, and what happens without a deal.

Items that interact through the economy form one block whose combinations are enumerated and whose distinct policies are
all solved. The other items are additive. Where there are too many policies to solve, blocks are estimated from solved
interactions (``estimates``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.model import Dossier
from tradetalks.dossier.no_deal import NoDeal
from tradetalks.space.blocks import LISTED, Valued, all_solved
from tradetalks.space.deal import Appraiser, Deal, Shift, Stated
from tradetalks.space.estimates import MOST_SOLVES, Estimator, MeasuredError, build, estimated_blocks, measured_error
from tradetalks.value.no_deal import solve_branch
from tradetalks.value.ties import settled
from tradetalks.value.valuer import Valuer
from tradetalks.value.worth import branch_worth

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Estimate:
    """Estimates of packages, their measured error, and how many policies may be solved."""

    estimator: Estimator
    error: MeasuredError
    most_solves: int


@dataclass(frozen=True, eq=False)
class ValuedTalks:
    """A dossier whose every option is valued, alone and together.

    Attributes:
        valuer: solved what was valued. agenda: the blocks, and the rules that tie them.
        no_deal: branch name -> Deal.
        estimate: where there are too many policies to solve; None if all are solved.
        shift: (item, option) -> ``[party]`` what the option adds beyond what was solved, billions a year.
        approximate: the words that say so; empty without a shift.
        stated: what the dossier itself says of packages.
    """

    valuer: Valuer
    agenda: Valued
    no_deal: Mapping[str, Deal]
    estimate: Estimate | None = None
    shift: Shift = field(default_factory=dict)
    approximate: str = ""
    stated: Stated | None = None

    @property
    def dossier(self) -> Dossier:
        return self.valuer.eve.dossier

    @cached_property
    def expected_no_deal(self) -> Array:
        """``[party]`` value of no deal, each branch by its probability."""
        branches, parties = self.dossier.no_deal, self.dossier.parties
        return np.array([sum(b.probability * self.no_deal[b.name].value[p] for b in branches) for p in parties])

    @cached_property
    def within(self) -> Array:
        """``[party]`` gains up to which a package is as good as no deal (``value.ties``)."""
        return self.valuer.within

    def gains(self, values: Array) -> Array:
        """``[..., party]`` values over no deal, settled."""
        return settled(values - self.expected_no_deal, self.within)

    @cached_property
    def appraiser(self) -> Appraiser:
        """Makes deals of packages."""
        return Appraiser(self.valuer, self.expected_no_deal, self.shift, self.stated or Stated(self.dossier))


def value(
    valuer: Valuer,
    *,
    most_solves: int = MOST_SOLVES,
    listed: int = LISTED,
    progress: Callable[[int, int], Any] | None = None,
) -> ValuedTalks:
    """Value the agenda of the valuer's dossier, and what happens without a deal.

    Args:
        most_solves: distinct policies solved at most; beyond, packages are estimated.
        listed: combinations up to which items that rules tie together are listed; beyond, they are folded one by one.
        progress: called with (done, total) distinct economic policies.

    Raises:
        DossierError: constraints tie items so closely that they can neither be listed nor folded, or allow nothing.
        NotConverged, NotCertified: a policy could not be solved to the certificate's tolerance.
    """
    dossier = valuer.eve.dossier
    fought = _begun(valuer)
    agenda, estimate = all_solved(dossier, valuer, most_solves, progress, listed), None
    if agenda is None:
        estimator = Estimator(valuer, build(valuer, most_solves, progress))
        agenda = estimated_blocks(dossier, valuer, estimator.surrogate)
        estimate = Estimate(estimator, measured_error(estimator, dossier, agenda), most_solves)
    fought()
    return ValuedTalks(valuer, agenda, without_deal(valuer), estimate)


def _begun(valuer: Valuer) -> Callable[[], None]:
    """Begin the tariff wars of no deal beside the packages, which leave a processor free between products; call what is
    returned to wait for them. It raises what the first that failed raised."""
    wars = [branch for branch in valuer.eve.dossier.no_deal if branch.nash and branch.name not in valuer.branches]
    failed: list[Exception] = []

    def fight() -> None:
        try:
            for branch in wars:
                solve_branch(valuer, branch)
        except Exception as error:  # told where the wars are waited for
            failed.append(error)

    thread = Thread(target=fight, daemon=True)  # a command that is stopped does not wait for it
    if wars:
        thread.start()

    def wait() -> None:
        if wars:
            thread.join()
        if failed:
            raise failed[0]

    return wait


def without_deal(valuer: Valuer, stated: Stated | None = None) -> dict[str, Deal]:
    """Every branch of no deal by name, solved and valued; its ``gain`` is its value. ``stated``: what is looked up of
    the valuer's dossier already."""
    appraiser = Appraiser.of(valuer, stated)
    return {branch.name: _branch(appraiser, branch) for branch in valuer.eve.dossier.no_deal}


def _branch(appraiser: Appraiser, branch: NoDeal) -> Deal:
    valuer = appraiser.valuer
    dossier = valuer.eve.dossier
    package, parties = dossier.package(branch.package), tuple(dossier.parties)
    if branch.measures or branch.nash:
        ratio = solve_branch(valuer, branch).real_income_ratio
    else:
        ratio = valuer.real_income_ratio([package])[0]
    (deal,) = appraiser.made([package], ratio[None])
    beyond = {end: branch_worth(dossier, branch, end) for end in ("low", "mid", "high")}
    own = {end: {p: deal.economic[p] + beyond[end][p] for p in parties} for end in beyond}
    return replace(deal, political=beyond["mid"], low=own["low"], high=own["high"], gain=own["mid"])
