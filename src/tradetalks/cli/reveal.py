"""``tradetalks reveal``: what parties have shown that they want, by what they chose and left."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from tradetalks.cli.console import (
    GroupsOption,
    HorizonOption,
    JsonFlag,
    WorldOption,
    load_dossier,
    out,
    print_json,
    step,
)
from tradetalks.errors import TradetalksError


def reveal(
    dossier: Annotated[
        str | None,
        typer.Argument(
            help="A shipped dossier's name, a folder, or a YAML file; none with --weights and --on.", metavar="DOSSIER"
        ),
    ] = None,
    choices: Annotated[
        Path | None, typer.Option("--choices", help="YAML file of dated choices: what was done, what else was open.")
    ] = None,
    weights: Annotated[
        list[str] | None,
        typer.Option(
            "--weights",
            help="Region code of a government: the weights for which its tariffs serve it best, by sector, of revenue"
            " and of what its rivals lose. Repeat for more.",
            metavar="REGION",
        ),
    ] = None,
    rivals: Annotated[
        list[str] | None,
        typer.Option(
            "--rival",
            help="With --weights: regions whose losses count each by a weight; the dossier's other parties, or USA and"
            " CHN, if left out. All others share one.",
            metavar="REGION",
        ),
    ] = None,
    rivals_only: Annotated[
        bool, typer.Option("--rivals-only", help="With --weights: explain tariffs on rivals, not on all partners.")
    ] = False,
    on: Annotated[
        str | None,
        typer.Option("--on", help="With --weights and no dossier: the day whose duties are explained, YYYY-MM-DD."),
    ] = None,
    ledger: Annotated[
        str, typer.Option("--ledger", help="With --on: us-2025, china-2025 or us-china-2025.")
    ] = "us-china-2025",
    ridge: Annotated[
        float | None,
        typer.Option(
            "--ridge", help="How strongly weights are held to real income alone; by cross-validation if none."
        ),
    ] = None,
    nearest: Annotated[
        bool,
        typer.Option(
            "--nearest",
            help="With --weights: also the weights whose best reply lies nearest to the tariffs, found by distance and"
            " not by slopes (half a minute a government).",
        ),
    ] = False,
    grouping: Annotated[
        list[str] | None,
        typer.Option(
            "--grouping",
            help="With --weights: fit again on this grouping of the world, written as in --groups, and print what"
            " hangs on it. Repeat for more.",
            metavar="GROUPS",
        ),
    ] = None,
    draws: Annotated[int, typer.Option("--draws", min=2, help="Draws of the bootstrap of standard errors.")] = 200,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="With --weights: write a table (csv) of each government here.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """What parties have shown that they want: bounds on worth from the eve as it stands and from dated choices, or the
    weights for which their tariffs serve them best."""
    if weights:
        from tradetalks.cli.weights import AskedWeights, show_weights

        if choices:
            raise TradetalksError("--choices bounds worth and goes without --weights")
        asked = AskedWeights(
            dossier, weights, rivals or [], rivals_only, on, ledger, ridge, draws, nearest, grouping or []
        )
        show_weights(asked, world, groups, horizon, output, as_json)
        return
    if dossier is None:
        raise TradetalksError("give a dossier, or --weights REGION with --on YYYY-MM-DD")
    given_alone = {
        "--rival": rivals, "--rivals-only": rivals_only, "--on": on, "--ridge": ridge, "--nearest": nearest,
        "--grouping": grouping, "--output": output,
    }  # fmt: skip
    if astray := [name for name, value in given_alone.items() if value not in (None, False, [])]:
        raise TradetalksError(f"{astray[0]} goes with --weights REGION")
    from tradetalks.counsel.reveal import reveal as revealed_by
    from tradetalks.dossier.choices import read_choices
    from tradetalks.report.reveal_report import revealed_table, revealed_words
    from tradetalks.value.eve import bring_to_eve

    found = load_dossier(dossier, world, groups, horizon)
    given = read_choices(choices, found) if choices else ()
    with step("bringing the world to the eve of the talks"):
        eve = bring_to_eve(found)
        found = eve.dossier  # with the worth that tariffs show, where it asks for that
    with step("solving what was open"):
        told = revealed_by(found, eve, given)
    if as_json:
        print_json({"dossier": found.name, "parties": {party: _json(one) for party, one in told.items()}})
        return
    for party, one in told.items():
        if not one.shown:
            name = found.parties[party].name
            out.print(
                f"{name}: nothing on the agenda is its alone to do, and no choice of it is given.\n", markup=False
            )
            continue
        out.print(revealed_table(found, one))
        for line in revealed_words(found, one):
            out.print(line, highlight=False, markup=False)
        out.print()


def _json(one: Any) -> dict[str, Any]:
    def finite(value: float) -> float | None:
        return value if math.isfinite(value) else None

    return {
        "worth": [
            {"item": i, "option": o, "low": finite(v.low), "high": finite(v.high), "rejected": v.rejected,
             "judged": v.judged.model_dump() if v.judged else None}
            for (i, o), v in one.worth.items()
        ],
        "choices": [asdict(s) for s in one.shown],
        "unexplained": [{**asdict(s), "short": by} for s, by in one.unexplained],
    }  # fmt: skip
