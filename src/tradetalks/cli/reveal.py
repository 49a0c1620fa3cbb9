"""``tradetalks reveal``: what parties have shown that they want, by what they chose and left."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from tradetalks.cli.console import DossierArg, GroupsOption, JsonFlag, WorldOption, load_dossier, out, print_json, step


def reveal(
    dossier: DossierArg,
    choices: Annotated[
        Path | None, typer.Option("--choices", help="YAML file of dated choices: what was done, what else was open.")
    ] = None,
    world: WorldOption = None,
    groups: GroupsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """What parties have shown that they want: bounds on worth from the eve as it stands, and from dated choices."""
    from tradetalks.counsel.reveal import reveal as revealed_by
    from tradetalks.dossier.choices import read_choices
    from tradetalks.report.reveal_report import revealed_table, revealed_words
    from tradetalks.value.eve import bring_to_eve

    found = load_dossier(dossier, world, groups)
    given = read_choices(choices, found) if choices else ()
    with step("bringing the world to the eve"):
        eve = bring_to_eve(found)
    with step("solving what was open"):
        told = revealed_by(found, eve, given)
    if as_json:
        print_json({"dossier": found.name, "parties": {party: _json(one) for party, one in told.items()}})
        return
    for party, one in told.items():
        name = found.parties[party].name
        if not one.shown:
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
