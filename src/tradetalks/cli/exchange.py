"""Files of other negotiation tools: talks made a dossier of, a dossier written as theirs, one profile read."""

from __future__ import annotations

import datetime
from dataclasses import asdict, replace
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from tradetalks.cli.console import (
    DossierArg,
    GroupsOption,
    HorizonOption,
    JsonFlag,
    WorldOption,
    choices,
    load_dossier,
    out,
    print_json,
    solved_space,
)

GridOption = Annotated[
    int | None, typer.Option("--grid", min=2, help="Read each issue of real numbers as so many values.")
]


def import_talks(
    files: Annotated[
        list[Path],
        typer.Argument(help="A folder, or the files of one negotiation: domain and profiles.", metavar="FILES"),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the dossier to write.", metavar="DOSSIER")],
    grid: GridOption = None,
    name: Annotated[str, typer.Option("--name", help="The dossier's name; the domain's if left out.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Make a dossier of GENIUS, GeniusWeb, NegoLog or NegMAS files: worth in points, no deal by reservations."""
    from tradetalks.dossier.foreign import read_talks
    from tradetalks.dossier.imported import to_dossier
    from tradetalks.dossier.model import Dossier
    from tradetalks.dossier.writing import write_dossier
    from tradetalks.space.interchange import noting_cap

    talks = read_talks(files, grid)
    talks = replace(talks, profiles=tuple(noting_cap(profile) for profile in talks.profiles))
    made = to_dossier(talks, datetime.date.today(), name)
    path = write_dossier(made, output)
    Dossier.load(output)  # what was written is read, before it is said to be a dossier
    options = sum(len(listed) for listed in talks.domain.issues.values())
    if as_json:
        print_json(
            {
                "dossier": str(path),
                "name": made.name,
                "parties": {code: party.name for code, party in made.parties.items()},
                "items": len(made.agenda),
                "options": options,
                "adjustments": list(talks.notes),
            }
        )
        return
    out.print(f"wrote {path}", highlight=False, soft_wrap=True)
    out.print(
        f"{len(made.parties)} parties, {len(made.agenda)} items, {options} options; adjustments: {len(talks.notes)}.",
        highlight=False,
    )
    for note in talks.notes:
        out.print(f"- {note}", highlight=False, markup=False)
    out.print(f"Next: tradetalks deals {quote(str(output))}", highlight=False, soft_wrap=True)


def export(
    dossier: DossierArg,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write to.")],
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the dossier's domain and each party's profile as GENIUS XML and GeniusWeb JSON, for other negotiation
    tools."""
    from tradetalks.report.numbers import Figures
    from tradetalks.space import interchange

    found = load_dossier(dossier, world, groups, horizon)
    space = solved_space(found)
    domain, profiles, gap = interchange.additive(space)
    written = [interchange.write_genius_domain(domain, output / f"{found.name}.xml")]
    for code, profile in zip(found.parties, profiles, strict=True):
        written.append(interchange.write_genius_profile(profile, output / f"{found.name}-{code}.xml"))
        written.append(interchange.write_geniusweb(profile, output / f"{found.name}-{code}.json"))
    notes = {
        party.name: lines
        for party, p in zip(found.parties.values(), profiles, strict=True)
        if (lines := [*p.notes, *filter(None, [interchange.reservation_words(p)])])
    }
    apart = Figures(space.money)
    facts = {"files": [str(p) for p in written], "unit": found.money.axis, "largest_difference": gap, "notes": notes}
    if as_json:
        print_json(facts)
        return
    for path in written:
        out.print(f"wrote {path}", highlight=False, soft_wrap=True)
    for name, lines in notes.items():
        for line in lines:
            out.print(f"{name}: {line}.", highlight=False, markup=False)
    out.print(
        f"These formats add up over items; frontier packages differ from the sum of their items by at most"
        f" {apart.size(gap)} {apart.unit.yearly}.",
        highlight=False, markup=False,
    )  # fmt: skip


def profile(
    file: Annotated[Path, typer.Argument(help="GENIUS, GeniusWeb or NegoLog file of one party's preferences.")],
    package: Annotated[
        list[str] | None, typer.Option("--package", "-p", help="ISSUE=OPTION, several: the utility of that package.")
    ] = None,
    grid: GridOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Read a preference profile of other negotiation tools: weights, utilities, no deal, and what to know of the
    file."""
    from tradetalks.dossier.foreign import read_profile
    from tradetalks.report.talks_report import profile_table

    found = read_profile(file, grid)
    utility = found.utility(choices(package)) if package else None
    if as_json:
        print_json({**asdict(found), "utility": utility})
        return
    out.print(profile_table(found))
    out.print(f"Utility of no deal: {found.reservation:g}.", highlight=False)
    if utility is not None:
        better = "no worse than" if utility >= found.reservation else "worse than"
        out.print(f"Utility of the package: {utility:g}, {better} no deal.", highlight=False)
    for note in found.notes:
        out.print(f"Note: {note}.", highlight=False, markup=False)
