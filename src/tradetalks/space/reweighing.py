"""A deal space under other weights and chances, found again without solving what was solved.

What the model says of a package does not depend on what parties think it is worth beyond the model, nor on how likely
each way of having no deal is. So a space under other weights is that of the dossier with its worth multiplied and its
probabilities replaced, folded anew from the values known: frontier, solutions, counts and reasons all follow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.figures import Worth
from tradetalks.dossier.model import Dossier, Option
from tradetalks.errors import DossierError, unknown
from tradetalks.space.blocks import Block, Valued, political_sum
from tradetalks.space.deal import Shift, Stated
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.estimates import Estimator
from tradetalks.space.folding import fold
from tradetalks.space.naming import name
from tradetalks.space.valuing import Estimate, ValuedTalks, without_deal
from tradetalks.value.valuer import Valuer

Array = NDArray[np.float64]
Restated = Mapping[tuple[str, str], Mapping[str, tuple[float, float, float]]]
"""(item, option) -> party -> low, mid and high."""


def reweighed(
    space: DealSpace,
    *,
    weights: Mapping[str, float] | None = None,
    chances: Mapping[str, float] | None = None,
    worth: Restated | None = None,
    shift: Shift | None = None,
    solve: bool = True,
) -> DealSpace:
    """The same talks where parties weigh what no market prices otherwise, or expect another no deal.

    Args:
        weights: party -> factor on its worth beyond the model, in deals and without one; 1 if left out.
        chances: no-deal branch -> weight; with the other branches' probabilities scaled to sum to one.
        worth: (item, option) -> party -> low, mid and high of what the option is worth to it beyond the model, in
            place of the dossier's; weights multiply it.
        shift: (item, option) -> ``[party]`` billions a year that the option brings beyond what was solved, as found by
            solving it alone with other rates. Interactions stay those solved, and no deal is left as it was:
            ``approximate`` says so.
        solve: solve packages newly on the frontier whole. They differ from known ones only by payments; without, such
            a deal is the sum of its parts, and ``Deal.summed`` says so.

    Raises:
        DossierError: an unknown name, a factor or weight that is not finite and at least 0, weights all zero; a worth
            whose ends are out of order; in a shift, a number of values other than that of the parties.
        NotConverged, NotCertified: a package newly shown has no certified equilibrium.
    """
    dossier = weighed(space.dossier, weights, chances, worth)
    valuer = space.valuer.on(dossier)
    added = _checked_shift(dossier, shift or {})
    worth_stands = dossier.agenda is space.dossier.agenda  # only chances move: what packages are worth is known
    valued = space.valued if worth_stands and not added else _revalued(space.valued, dossier, added)
    known = space.talks.appraiser.stated
    stated = known if worth_stands else Stated(dossier, known.refused)
    before, nothing = space.talks.shift, np.zeros(len(space.parties))
    total = {key: before.get(key, nothing) + added.get(key, nothing) for key in {**before, **added}}
    talks = ValuedTalks(
        valuer,
        valued,
        space.talks.no_deal if worth_stands else without_deal(valuer, stated),
        estimate=_estimate(space.talks.estimate, valuer),
        shift=total,
        approximate=_words(dossier, list(total)),
        stated=stated,
    )
    return name(fold(talks, space.folded.most_points), solve=solve)


def _revalued(valued: Valued, dossier: Dossier, added: Shift) -> Valued:
    """Blocks with a dossier's worth, and with what a shift adds."""
    blocks = [
        replace(
            block,
            economic=block.economic + _shifted(block, added),
            political=political_sum(dossier, block.items, block.rows),
        )
        for block in valued.blocks
    ]
    return replace(valued, blocks=tuple(blocks))


def weighed(
    dossier: Dossier,
    weights: Mapping[str, float] | None = None,
    chances: Mapping[str, float] | None = None,
    worth: Restated | None = None,
) -> Dossier:
    """The dossier with worth restated, then multiplied by party, and no-deal probabilities replaced; see
    ``reweighed``."""
    weights, chances = weights or {}, chances or {}
    dossier = _restated(dossier, worth or {})
    for party, weight in weights.items():
        if party not in dossier.parties:
            raise DossierError(f"weights: {unknown('party', party, dossier.parties)}")
        _not_negative(f"weights.{party}", weight)
    names = [branch.name for branch in dossier.no_deal]
    for branch, chance in chances.items():
        if branch not in names:
            raise DossierError(f"chances: {unknown('no-deal branch', branch, names)}")
        _not_negative(f"chances.{branch}", chance)
    given = [chances.get(branch.name, branch.probability) for branch in dossier.no_deal]
    if not sum(given) > 0:
        raise DossierError("chances: found all zero, expected at least one above zero")

    def scaled(worth: Mapping[str, Worth]) -> dict[str, Worth]:
        return {party: _times(value, weights.get(party, 1.0)) for party, value in worth.items()}

    same = all(weight == 1 for weight in weights.values())
    agenda = (
        dossier.agenda
        if same
        else [
            item.model_copy(
                update={
                    "options": [option.model_copy(update={"worth": scaled(option.worth)}) for option in item.options]
                }
            )
            for item in dossier.agenda
        ]
    )
    no_deal = [
        (branch.at_deadlines(dossier.deadlines()) if chances else branch).model_copy(
            update={
                "probability": chance / sum(given) if chances else chance,
                **({"by_horizon": {}} if chances else {}),
                **{key: scaled(value) for key, value in branch if key == "worth"},
            }
        )
        for branch, chance in zip(dossier.no_deal, given, strict=True)
    ]
    return dossier.model_copy(update={"agenda": agenda, "no_deal": no_deal})


def _restated(dossier: Dossier, worth: Restated) -> Dossier:
    """The dossier with worth replaced, by option and party; the basis of a new figure is a judgement."""
    for (item, option), ends in worth.items():
        dossier.package({item: option})
        for party, (low, mid, high) in ends.items():
            where = f"worth.{item}.{option}.{party}"
            if party not in dossier.parties:
                raise DossierError(f"{where}: {unknown('party', party, dossier.parties)}")
            if not (math.isfinite(low) and math.isfinite(high) and low <= mid <= high):
                raise DossierError(
                    f"{where}: found {low:g}, {mid:g}, {high:g}, expected low, mid and high in this order"
                )

    def of(item: str, option: Option) -> Option:
        new = {
            party: Worth(low=low, mid=mid, high=high, basis="judgement", note="restated by hand")
            for party, (low, mid, high) in worth.get((item, option.id), {}).items()
        }
        return option.model_copy(update={"worth": {**option.worth, **new}}) if new else option

    agenda = [item.model_copy(update={"options": [of(item.id, o) for o in item.options]}) for item in dossier.agenda]
    return dossier.model_copy(update={"agenda": agenda}) if worth else dossier


def _times(value: Worth, factor: float) -> Worth:
    return value.model_copy(update={end: factor * getattr(value, end) for end in ("low", "mid", "high")})


def _not_negative(where: str, value: float) -> None:
    if not (math.isfinite(value) and value >= 0):
        raise DossierError(f"{where}: found {value:g}, expected a finite number of at least 0")


def _estimate(estimate: Estimate | None, valuer: Valuer) -> Estimate | None:
    """Estimates for the valuer: what they are off by does not depend on worth, which is never estimated."""
    if estimate is None:
        return None
    return replace(estimate, estimator=Estimator(valuer, estimate.estimator.surrogate))


# ---------------------------------------------------------------------- other rates
def _checked_shift(dossier: Dossier, shift: Shift) -> dict[tuple[str, str], Array]:
    found = {}
    for (item, option), values in shift.items():
        dossier.package({item: option})
        array = np.asarray(values, dtype=float)
        if array.shape != (len(dossier.parties),) or not np.isfinite(array).all():
            raise DossierError(
                f"shift.{item}.{option}: found {values}, expected {len(dossier.parties)} finite numbers, one a party"
            )
        found[item, option] = array
    return found


def _shifted(block: Block, shift: Shift) -> Array:
    """``[row, party]`` what shifts add to a block's rows."""
    total = np.zeros_like(block.economic)
    for j, item in enumerate(block.items):
        for k, option in enumerate(item.options):
            if (item.id, option.id) in shift:
                total[block.rows[:, j] == k] += shift[item.id, option.id]
    return total


def _words(dossier: Dossier, keys: Sequence[tuple[str, str]]) -> str:
    if not keys:
        return ""
    names = "; ".join(f"{dossier.item(i).title}: {dossier.item(i).option(o).title}" for i, o in dict.fromkeys(keys))
    return (
        f"Packages are those solved at the dossier's rates, each moved by what the changed rates ({names}) do alone"
        " against today; how these interact with other items, and what happens without a deal, is as solved before."
    )
