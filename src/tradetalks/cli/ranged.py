"""Ranges beside the figures of ``tradetalks solve``: told where they are known, worked out where they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradetalks.cli.console import out, progress

if TYPE_CHECKING:
    from tradetalks.counsel.reach_kept import Ranges
    from tradetalks.value.eve import Eve

RangesFlag = Annotated[
    bool,
    typer.Option(
        "--ranges",
        help="Work out how far the figures reach under other elasticities and horizons; some seconds, then remembered.",
    ),
]


def ranges_of(eve: Eve, package: Mapping[str, str], wanted: bool) -> tuple[Ranges | None, str]:
    """A package's ranges if they are wanted or known already, and else why there are none, in words."""
    from tradetalks.counsel.bands import drawn_sets
    from tradetalks.counsel.reach_kept import ranges
    from tradetalks.errors import DossierError, NotCertified, NotConverged

    if not eve.dossier.is_computed():
        return None, ""
    sets = drawn_sets(eve.dossier)
    try:
        found = ranges(eve, package, sets, if_kept=True)
        if found is None and wanted:
            with progress("solving under other elasticities") as say:
                found = ranges(eve, package, sets, progress=say)
    except (DossierError, NotConverged, NotCertified) as error:
        return None, f"No ranges: {error}."
    return found, "" if found else "How far these figures reach: the same command with --ranges, some seconds."


def ranges_json(eve: Eve, package: Mapping[str, str], wanted: bool) -> dict[str, Any]:
    """The same as ``--json`` prints them; where there are none, why."""
    from tradetalks.report.range_tables import ranges_told

    found, why = ranges_of(eve, package, wanted)
    return {"none_because": why} if found is None else ranges_told(found)


def show_ranges(eve: Eve, package: Mapping[str, str], wanted: bool) -> None:
    """Print them, or how to have them."""
    from tradetalks.report.range_tables import ranges_table
    from tradetalks.report.talks_report import reach_words

    found, why = ranges_of(eve, package, wanted)
    if found is not None:
        out.print(ranges_table(found, eve.world, found.regions))
        why = reach_words(found)
    if why:
        out.print(why, highlight=False, markup=False)
