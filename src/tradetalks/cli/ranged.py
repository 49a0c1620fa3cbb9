"""Ranges beside the figures of ``tradetalks solve DOSSIER``: worked out unless they are known already or not wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradetalks.cli.console import out, progress

if TYPE_CHECKING:
    from tradetalks.counsel.bands import Bands
    from tradetalks.counsel.no_deal_drawn import NoDeal
    from tradetalks.counsel.reach_kept import Ranges
    from tradetalks.equilibrium.outcome import Outcome
    from tradetalks.space.deal_space import DealSpace
    from tradetalks.value.eve import Eve

DealRangesFlag = Annotated[
    bool | None,
    typer.Option(
        "--ranges/--no-ranges",
        help="How far figures of packages and without a deal reach, and how often each side signs: some 20 seconds."
        "  [default: what is remembered]",
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


@dataclass(frozen=True, eq=False)
class DealRanges:
    """How far figures of talks reach.

    Attributes:
        without: what there is without a deal. bands: gains of the packages that tables show, all assumptions drawn.
        reached: name of a package that tables show -> how far what the model computes of it reaches.
        none_because: why there are none, in words; empty where they are not wanted.
    """

    without: NoDeal | None = None
    bands: Bands | None = None
    reached: Mapping[str, Ranges] = field(default_factory=dict)
    none_because: str = ""


def deal_ranges(space: DealSpace, where: str, wanted: bool | None) -> DealRanges:
    """Ranges of packages and of what there is without a deal: drawn where they are wanted; those that were kept where
    they were drawn before and nobody minds, of packages the model's part alone.

    Args:
        where: the dossier as it was typed.
    """
    from tradetalks.counsel.bands import bands, kept_no_deal
    from tradetalks.report.findings import bands_of

    if wanted is False:
        return DealRanges()
    if not wanted:
        found = kept_no_deal(space)
        how = f"tradetalks deals {quote(where)} --ranges, some 20 seconds, and then those without a deal stand here"
        why = "" if found else f"How far these figures reach is not known yet: {how}."
        return DealRanges(found, None, _reached(space, if_kept=True) if found else {}, why)
    with progress("solving under other elasticities") as say:
        drawn = bands(space, bands_of(space) or ["status_quo"], progress=say)
    if drawn.none_because:
        return DealRanges(none_because=f"No ranges: {drawn.none_because}.")
    return DealRanges(drawn.no_deal, drawn, _reached(space))


def _reached(space: DealSpace, if_kept: bool = False) -> dict[str, Ranges]:
    """How far what the model computes of the packages that tables show reaches; none of what is not known, or cannot
    be drawn."""
    from tradetalks.counsel.bands import drawn_sets
    from tradetalks.counsel.reach import Course
    from tradetalks.counsel.reach_kept import ranges_of_all
    from tradetalks.errors import DossierError, NotCertified, NotConverged
    from tradetalks.report.columns import package_columns

    if not space.dossier.is_computed():
        return {}
    deals = {name: deal for name, _, deal in package_columns(space)}
    regions, sets = space.eve.world.regions, drawn_sets(space.dossier)
    asked = [Course.of(space.dossier, deal.package, regions) for deal in deals.values()]
    try:
        if if_kept:
            found = ranges_of_all(space.eve, asked, sets, if_kept=True)
        else:
            with progress("how far what packages do reaches") as say:
                found = ranges_of_all(space.eve, asked, sets, progress=say)
    except (DossierError, NotConverged, NotCertified):
        return {}
    return {name: one for name, one in zip(deals, found, strict=True) if one}


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
