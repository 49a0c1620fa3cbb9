"""Ranges beside the figures of ``tradetalks solve DOSSIER``: worked out unless they are known already or not wanted."""

from __future__ import annotations

from collections.abc import Mapping
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradetalks.cli.console import out, progress

if TYPE_CHECKING:
    from tradetalks.counsel.no_deal_drawn import NoDeal
    from tradetalks.counsel.reach_kept import Ranges
    from tradetalks.equilibrium.outcome import Outcome
    from tradetalks.space.deal_space import DealSpace
    from tradetalks.value.eve import Eve

NoDealRanges = Annotated[
    bool | None,
    typer.Option(
        "--ranges/--no-ranges",
        help="How far figures without a deal reach: some 20 seconds, then remembered.  [default: if remembered]",
        show_default=False,
    ),
]
RangesFlag = Annotated[
    bool | None,
    typer.Option(
        "--ranges/--no-ranges",
        help="How far a dossier's figures reach under other elasticities and horizons: some seconds, then remembered."
        "  [default: ranges]",
        show_default=False,
    ),
]


def ranges_of(eve: Eve, package: Mapping[str, str], wanted: bool | None) -> tuple[Ranges | None, str]:
    """A package's ranges, or why there are none, in words; nothing of either where they are not wanted."""
    from tradetalks.counsel.bands import drawn_sets
    from tradetalks.counsel.reach_kept import ranges
    from tradetalks.errors import DossierError, NotCertified, NotConverged

    if wanted is False or not eve.dossier.is_computed():
        return None, ""
    if dict(package) == eve.dossier.status_quo():
        return None, "No ranges: this is the status quo, which changes nothing."
    sets = drawn_sets(eve.dossier)
    try:
        found = ranges(eve, package, sets, if_kept=True)
        if found is None:
            with progress("solving under other elasticities") as say:
                found = ranges(eve, package, sets, progress=say)
    except (DossierError, NotConverged, NotCertified) as error:
        return None, f"No ranges: {error}."
    return found, ""


def average_ranges_of(eve: Eve, package: Mapping[str, str], wanted: bool | None) -> tuple[Ranges | None, str]:
    """The same beside figures that are yearly averages: none of a package that changes over time, whose ranges are
    drawn of its first step alone."""
    from tradetalks.dossier.phasing import is_phased

    if wanted is not False and is_phased(eve.dossier, eve.dossier.package(package)):
        return (
            None,
            "No ranges: they are drawn of a package's first step, which tradetalks solve prints; this is its average.",
        )
    return ranges_of(eve, package, wanted)


def no_deal_ranges(space: DealSpace, where: str, wanted: bool | None) -> tuple[NoDeal | None, str]:
    """Ranges of what there is without a deal, or why there are none, in words: drawn where they are wanted, told where
    they were drawn before and nobody minds; ``where``: the dossier as it was typed."""
    from tradetalks.counsel.bands import bands, kept_no_deal

    if wanted is False:
        return None, ""
    if (found := kept_no_deal(space)) or not wanted:
        how = f"tradetalks deals {quote(where)} --ranges, some 20 seconds, and from then on they stand here"
        return found, "" if found else f"How far these figures reach is not known yet: {how}."
    with progress("solving under other elasticities") as say:
        drawn = bands(space, ["status_quo"], progress=say)
    return drawn.no_deal, f"No ranges: {drawn.none_because}." if drawn.none_because else ""


def ranges_json(found: Ranges | None, why: str) -> dict[str, Any]:
    """The same as ``--json`` prints them; where there are none, why."""
    from tradetalks.report.range_tables import ranges_told

    return {"none_because": why or "not asked for"} if found is None else ranges_told(found)


def show_ranges(outcome: Outcome, found: Ranges | None, why: str) -> None:
    """Print them, or why there are none."""
    from tradetalks.report.range_tables import ranges_table
    from tradetalks.report.sure_report import reach_words

    if found is not None:
        out.print(ranges_table(found, outcome, found.regions))
        why = reach_words(found)
    if why:
        out.print(why, highlight=False, markup=False)
