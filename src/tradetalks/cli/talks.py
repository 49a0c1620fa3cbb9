"""``tradetalks robust``: how sure packages are."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradetalks.cli.console import (
    DossierArg,
    GroupsOption,
    HorizonOption,
    JsonFlag,
    WorldOption,
    choices,
    joined,
    load_dossier,
    out,
    print_horizon,
    print_json,
    progress,
    solved_space,
    write_files,
)
from tradetalks.cli.explain import PACKAGE, known_package, package_of

if TYPE_CHECKING:
    from tradetalks.space.deal_space import DealSpace


def robust(
    dossier: DossierArg,
    packages: Annotated[list[str] | None, typer.Option("--packages", "-p", help=f"{PACKAGE}; several.")] = None,
    statements: Annotated[
        list[str] | None,
        typer.Option("--state", help="'PARTY: ITEM=OPTION > ITEM=OPTION + MARGIN'; without '>', over no change."),
    ] = None,
    draws: Annotated[int, typer.Option(min=100, max=200_000)] = 4000,
    sets: Annotated[list[str] | None, typer.Option("--elasticities", help="Sets; LL~1: one draw within LL.")] = None,
    published_only: Annotated[
        bool, typer.Option("--published-only", help="Sets at their published estimates, not within standard errors.")
    ] = False,
    this_horizon: Annotated[
        bool, typer.Option("--this-horizon", help="The dossier's horizon alone; else its neighbours in half the draws.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Decides every draw.")] = 0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write robust.csv and robust.svg here.")] = None,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    as_json: JsonFlag = False,
) -> None:  # fmt: skip
    """How sure packages are: worth, no-deal chances, elasticities and horizon drawn together; what matters most."""
    from tradetalks.counsel.bands import drawn_sets
    from tradetalks.counsel.robustness import acceptability, beside, robustness_of_all
    from tradetalks.report import sure_report
    from tradetalks.report.chance_words import chance_words, chances_json
    from tradetalks.report.doubts import war_words
    from tradetalks.report.no_deal_words import without_deal_json, without_deal_words
    from tradetalks.report.talks_words import unjudged_words
    from tradetalks.space.deal_space import plain_title_of

    for name in packages or []:
        known_package(name)
    found = load_dossier(dossier, world, groups, horizon)
    space = solved_space(found)
    names = packages or [n for n in space.named if n != "status_quo"]
    chosen = joined({name: deal.package for name in names if (deal := package_of(space, name)) is not None})
    told = [_statement(text) for text in statements or []]
    drawn = drawn_sets(found, this_horizon=this_horizon)
    if sets:
        drawn = (*sets, *(() if this_horizon else beside(found)))
    with progress("solving under other elasticities") as say:
        rows, without = robustness_of_all(
            space, chosen, draws=draws, sets=drawn, seed=seed, progress=say, standard_errors=not published_only
        )
    asked = chosen if told or as_json else {}
    accepted = {name: acceptability(space, package, told, draws=draws, seed=seed) for name, package in asked.items()}
    if output and rows:
        _robust_files(space, rows, output)
    if as_json:
        print_json(
            {
                "dossier": found.name,
                "unit": found.money.axis,
                "horizon": found.world.horizon,
                "because": None if rows else unjudged_words(space),
                "draws": draws,
                "seed": seed,
                "elasticities": list(drawn),
                "within_standard_errors": list(rows[0].within) if rows else [],
                "no_deal_chances": chances_json(space, space.nash.value if space.nash else None),
                "packages": [asdict(r) for r in rows],
                **without_deal_json(without),
                "acceptability": {name: [asdict(a) for a in found_] for name, found_ in accepted.items()},
            }
        )
        return
    for line in chance_words(space, space.nash.value if space.nash else None, f"the {plain_title_of(found, 'nash')}"):
        out.print(line, highlight=False, markup=False)
    for line in war_words(space):
        out.print(line, highlight=False, markup=False)
    if not rows:
        out.print(unjudged_words(space), highlight=False, markup=False)
        return
    out.print(sure_report.robust_table(space, rows))
    for line in without_deal_words(space, without):
        out.print(line, highlight=False, markup=False)
    for line in sure_report.matters_words(space, rows):
        out.print(line, highlight=False, markup=False)
    if told:
        for name, one in accepted.items():
            out.print(f"{name}:", highlight=False, markup=False)
            for line in sure_report.acceptability_words(space, one):
                out.print(f"  {line}", highlight=False, markup=False)
    for line in sure_report.robust_words(rows, drawn, found.is_computed(), space.money):
        out.print(line, highlight=False, markup=False)
    print_horizon(space.eve)


# ---------------------------------------------------------------------- helpers
def _statement(text: str) -> Any:
    from tradetalks.counsel.robustness import Statement

    party, colon, rest = text.partition(":")
    more, _, less = rest.partition(">")
    less, _, margin = less.partition("+")
    try:
        amount = float(margin) if margin.strip() else 0.0
    except ValueError:
        colon, amount = "", 0.0
    if not colon or "=" not in more:
        raise typer.BadParameter(
            f"'{text}': expected 'PARTY: ITEM=OPTION > ITEM=OPTION + MARGIN'", param_hint="--state"
        )
    return Statement(party.strip(), choices([more.strip()]), choices([less.strip()] if less.strip() else None), amount)


def _robust_files(space: DealSpace, rows: list[Any], folder: Path) -> None:
    import pandas as pd

    from tradetalks.report.sure_report import robust_chart

    table = pd.DataFrame(
        [
            {"package": r.package, "party": p, "p5": r.low[p], "p50": r.mid[p], "p95": r.high[p], "error": r.error[p],
             "accepts": r.accepted[p], "all_accept": r.all_accept, "best": r.best}
            for r in rows for p in space.parties
        ]
    )  # fmt: skip
    write_files(folder, "robust", table, robust_chart(space, rows))
