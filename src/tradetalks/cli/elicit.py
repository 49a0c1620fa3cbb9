"""``tradetalks elicit``: a party's answers to values of options, what conflicts, what to ask next."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tradetalks.cli.console import DossierArg, GroupsOption, JsonFlag, WorldOption, load_dossier, out, print_json, step


def elicit(
    dossier: DossierArg,
    answers: Annotated[list[Path], typer.Argument(help="YAML files of answers, one a party.", metavar="ANSWERS...")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the dossier with the worth elicited to this folder.")
    ] = None,
    world: WorldOption = None,
    groups: GroupsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """What parties want: points re-fitted to ranked packages and trade-offs, conflicts named, next questions asked."""
    from tradetalks.dossier import elicitation as el
    from tradetalks.dossier.writing import write_dossier
    from tradetalks.report.elicit_report import elicited_table, elicited_words
    from tradetalks.value.eve import bring_to_eve

    found = revised = load_dossier(dossier, world, groups)
    told = []
    eve = None
    for path in answers:
        given = el.read_answers(path)
        one = el.elicit(found, given)
        economic = {}
        if given.of == "everything":
            if eve is None:
                with step("bringing the world to the eve of the talks"):
                    eve = bring_to_eve(found)
            with step("solving options alone"):
                economic = {key: eve.by_party(eve.yearly_change(dict([key])))[given.party] for key in one.fitted}
        revised = el.revised(revised, given, one, economic)
        told.append((one, economic))
    if output:
        path = write_dossier(revised, output)
        out.print(f"wrote {path}", highlight=False, soft_wrap=True) if not as_json else None
    if as_json:
        print_json(
            {
                "dossier": found.name,
                "parties": {
                    one.party: {
                        "values": [
                            {"item": i, "option": o, "points": one.points[i, o], "fitted": one.fitted[i, o],
                             "low": one.low[i, o], "high": one.high[i, o], "model": economic.get((i, o))}
                            for i, o in one.fitted
                        ],
                        "missed": list(one.missed),
                        "conflicts": [asdict(c) for c in one.conflicts],
                        "questions": [asdict(q) for q in one.questions],
                    }
                    for one, economic in told
                },
            }
        )  # fmt: skip
        return
    for one, economic in told:
        out.print(elicited_table(found, one, economic))
        for line in elicited_words(found, one):
            out.print(line, highlight=False, markup=False)
