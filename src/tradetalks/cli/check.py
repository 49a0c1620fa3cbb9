"""``tradetalks check``: a dossier's faults and warnings, its average duties, and its eve beside trade as counted."""

from __future__ import annotations

from functools import partial
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from tradetalks.cli.console import (
    DossierArg,
    GroupsOption,
    HorizonOption,
    JsonFlag,
    WorldOption,
    examined_dossier,
    out,
    print_json,
    step,
)
from tradetalks.errors import DossierError
from tradetalks.world.names import named

MODELS = (
    "The model's average: its benchmark's tariffs, what its importer collects, and the points since, weighted by the"
    " benchmark's trade."
)
AVERAGES = f"{MODELS} The table's averages are of the same law by other weights, as each definition says."

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tradetalks.dossier.model import Dossier
    from tradetalks.equilibrium.outcome import Outcome
    from tradetalks.value.eve import Eve


def check(
    dossier: DossierArg,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    eve: Annotated[
        bool,
        typer.Option(
            "--eve",
            help="Solve today's economy too: its trade beside what was counted, whether parties would leave it,"
            " and wars of no"
            " deal that all who wage them win.",
        ),
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Check a dossier: every fault with its file, path, value and what was expected; warnings and notes, which stop
    nothing."""
    from tradetalks.dossier.tariff_levels import level_words, states_levels
    from tradetalks.report import eve_duties, eve_tables
    from tradetalks.report.plain_words import measure_words
    from tradetalks.report.position_words import position_notes
    from tradetalks.summit.packs import scenario

    looked_at = examined_dossier(dossier, world, groups, horizon)
    found, warnings = looked_at.dossier, looked_at.warnings
    _all_raised(looked_at.require_foresight, lambda: scenario(found, dossier))  # faults of private packs beside it too
    solved = at_eve(found) if eve else None
    if solved:
        warnings = (*warnings, *_not_best_replies(found, solved), *_wars_won(found, solved))
    options = [len(item.options) for item in found.agenda]
    facts = {
        "dossier": found.name,
        "title": found.title,
        "reference_date": str(found.reference_date),
        "parties": len(found.parties),
        "items": len(found.agenda),
        "options": sum(options),
        "measures_in_force": len(found.measures(found.status_quo())),
        "constraints": len(found.constraints),
        "red_lines": len(found.red_lines),
        "sources": len(found.sources),
        "faults": 0,
        "warnings": len(warnings),
    }
    notes = [*position_notes(found), *([] if eve else _unlooked(found, dossier))]
    levels, base = [], found.world.build()
    if states_levels(found):
        levels = [measure_words(line, found, base) for line in level_words(found, base)]
    averages = eve_duties.eve_averages(found, base)
    by_law = any(one.definition != eve_duties.MODEL for *_, one in averages)
    if as_json:
        duties = [
            {"importer": a, "exporter": b, "definition": one.definition, "per_cent": one.value}
            for a, b, one in averages
        ]
        fit = {"eve": eve_tables.fit_json(solved.fit)} if solved else {}
        print_json(
            {
                **facts,
                "warnings": list(warnings),
                "notes": notes,
                "levels": levels,
                "average_duties": duties,
                **fit,
            }
        )
    else:
        from tradetalks.report.tables import key_values

        out.print(key_values("The dossier is sound", facts))
        if (table := eve_tables.averages_on_eve(found, averages)) is not None:
            out.print(table)
        for line in levels:
            out.print(f"level: {line}", highlight=False, markup=False, soft_wrap=True)
        if levels:
            out.print(AVERAGES if by_law else MODELS, highlight=False, markup=False, soft_wrap=True)
        if solved:
            print_fit(solved)
        for warning in warnings:
            out.print(f"warning: {warning}", highlight=False, markup=False, soft_wrap=True)
        for note in notes:
            out.print(f"note: {note}", highlight=False, markup=False)


def _all_raised(*looks: Callable[[], object]) -> None:
    """Raise one DossierError with what each of these finds wrong."""
    told = list[str]()
    for look in looks:
        try:
            look()
        except DossierError as error:
            told.append(str(error))
    if told:
        raise DossierError("\n".join(told))


def _unlooked(dossier: Dossier, where: str) -> list[str]:
    """What only solving today's economy tells: that a party would leave it alone."""
    from tradetalks.counsel.reveal import standing_choices

    parties = {named(dossier.parties[one.party].name): None for one in standing_choices(dossier)}
    if not parties or not dossier.is_computed():
        return []
    return [
        f"Whether {' or '.join(parties)} would do better alone than today, by these figures, is not looked at here:"
        f" tradetalks check {quote(where)} --eve."
    ]


def _not_best_replies(dossier: Dossier, eve: Eve) -> list[str]:
    """Options that a party would take alone by the dossier's own figures, and the worth that would keep it from it."""
    from tradetalks.counsel.reveal import reveal
    from tradetalks.report.reveal_report import unmoved_words

    with step("solving what each party could do alone"):
        told = reveal(eve.dossier, eve)
    return [line for one in told.values() for line in unmoved_words(eve.dossier, one)]


def _wars_won(dossier: Dossier, eve: Eve) -> list[str]:
    """Tariff wars of no deal that leave all who wage them better off than today."""
    from tradetalks.report.doubts import richer_words
    from tradetalks.value.no_deal import cooperation, solve_branch
    from tradetalks.value.valuer import Valuer

    valuer, told = Valuer(eve), []
    for branch in dossier.no_deal:
        if branch.nash:
            with step(f"solving '{branch.title}'"):
                war = solve_branch(valuer, branch)
            gains = eve.by_party(war.real_income_change)
            told.append(
                richer_words(dossier, eve, branch, partial(solve_branch, valuer), gains, partial(cooperation, valuer))
            )
    return [line for line in told if line]


def at_eve(dossier: Dossier) -> Eve:
    """A dossier's eve, with a spinner while it is solved."""
    from tradetalks.value.eve import bring_to_eve

    with step("bringing the world to the eve of the talks"):
        return bring_to_eve(dossier)


def in_long_run(eve: Eve, package: Mapping[str, str]) -> tuple[str, Outcome] | None:
    """When, and what a package does in the long run from that horizon's own eve; None where the eve is there already,
    or nothing is computed.

    Raises:
        NotConverged, NotCertified, PolicyError: it cannot be solved there.
    """
    from tradetalks.equilibrium.horizons import LONG_RUN, horizon
    from tradetalks.value.eve import bring_to_eve

    later, own = horizon(LONG_RUN), eve.dossier.world.horizon
    if not eve.dossier.is_computed() or own == later.name or eve.closure.wages is not None:
        return None
    with step(later.words):
        return later.words, bring_to_eve(eve.dossier.at_horizon(later.name)).solve(package)


def print_fit(eve: Eve, whole: bool = True, where: str = "") -> None:
    """The eve beside trade as counted, where the dossier names what was; ``whole``: flow by flow too. ``where``: the
    dossier as it was typed."""
    from tradetalks.report.eve_tables import fit_table, fit_words

    table = fit_table(eve)
    if table and whole:
        out.print(table)
    for line in fit_words(eve):
        out.print(line, highlight=False, markup=False)
    if table and not whole:
        out.print(
            f"Flow by flow: tradetalks check {quote(where or eve.dossier.name)} --eve.", highlight=False, markup=False
        )
