"""``tradetalks path``: what a package, or a day's tariffs, bring over the years, and what that is worth today."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradetalks.cli.console import (
    DutiesOption,
    GroupsOption,
    JsonFlag,
    PricesOption,
    WorldOption,
    computable,
    err,
    load_dossier,
    out,
    priced,
    print_json,
    step,
    write_files,
)
from tradetalks.cli.tariffs import Choices, DutyTypeOption, UnitOption, YearOption, asked_tariffs, asks_for_tariffs

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier
    from tradetalks.value.over_years import OverYears

MOST_IMPORTERS = 3
"""Countries whose own tariffs a day changes, up to which they are told of first; else those that it moves most."""


def path(
    dossier: Annotated[
        str | None,
        typer.Argument(help="A shipped dossier's name, a folder, or a YAML file; none with --ledger or --tariffs."),
    ] = None,
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package",
            "-p",
            help="ITEM=OPTION, repeated or comma-separated; or one package's name, as explain takes it.",
            metavar="PACKAGE",
        ),
    ] = None,
    years: Annotated[
        float | None,
        typer.Option(
            "--years", min=1, max=50, help="Years that totals run over; else the dossier's horizon_years, or 10."
        ),
    ] = None,
    discount: Annotated[
        float | None,
        typer.Option("--discount", min=0, max=100, help="Rate a year, per cent; the dossier's by party (else 5)."),
    ] = None,
    world: WorldOption = None,
    groups: GroupsOption = None,
    prices: PricesOption = None,
    duties: DutiesOption = None,
    ledger: Annotated[
        str | None,
        typer.Option("--ledger", help="us-2025, china-2025, us-china-2025 or answers: a day's duties, no dossier."),
    ] = None,
    on: Annotated[str | None, typer.Option("--on", help="The ledger's or the file's day, YYYY-MM-DD.")] = None,
    tariffs: Annotated[
        Path | None, typer.Option("--tariffs", help="A csv of rates: tracker, WITS, MAcMap, GTD, HTS 99.")
    ] = None,
    unit: UnitOption = None,
    year: YearOption = None,
    duty_type: DutyTypeOption = None,
    sets: Annotated[
        bool, typer.Option("--sets", help="The same under other published trade elasticities: a range for each total.")
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write path.csv and path.svg here.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """What a package or a day's tariffs bring in year 1, years 2-3, 5, 10 and later; totals and their present value."""
    from tradetalks.report import path_report as report
    from tradetalks.report.turns import turn_words
    from tradetalks.world.opened import named

    rate = None if discount is None else discount / 100
    if asks_for_tariffs(dossier, package, ledger, on, tariffs):
        title, notes, found, others, first, own = _of_tariffs(
            named(world or "default", prices, duties),
            groups,
            ledger,
            on,
            (tariffs, Choices(unit, year, duty_type)),
            rate,
            sets,
        )
    else:
        title, notes, found, others, first, own = _of_package(
            str(dossier), package, world, groups, (prices, duties), rate, sets
        )
    years = years or report.years_of(own)
    if output:
        write_files(output, "path", report.path_frame(found), report.path_chart(found, first, years))
    if as_json:
        print_json({"title": title, "notes": notes, **report.path_json(found, others, years)})
        return
    notes = [*report.still_words(found), *notes]
    if not report.nothing_moves(found):
        out.print(report.path_table(found, title, first, years))
    elif own and not package:
        notes.insert(1, "This is the status quo: name a package, as -p nash.")
    told = (*report.total_words(found, others, first, years), *turn_words(found))
    for line in (*told, *notes, *report.rule_words(found, years, own)):
        out.print(line, highlight=False, markup=False)


Found = tuple[str, list[str], "OverYears", dict[str, "OverYears"], list[str], "Dossier | None"]


def _of_package(
    where: str,
    package: list[str] | None,
    world: str | None,
    groups: str | None,
    made: tuple[str | None, str | None],
    rate: float | None,
    sets: bool,
) -> Found:
    """A dossier's package: its title, notes, path, the same by set of elasticities, regions to begin with, itself."""
    from tradetalks.cli.explain import chosen_of
    from tradetalks.equilibrium.horizons import HORIZONS
    from tradetalks.equilibrium.years import LONG_RUN_YEARS
    from tradetalks.report.findings import ELASTICITY_SETS
    from tradetalks.report.numbers import Figures
    from tradetalks.report.phase_words import path_words
    from tradetalks.report.plain_words import changed_words
    from tradetalks.value.eve import bring_to_eve
    from tradetalks.value.over_years import of_package
    from tradetalks.value.worth import worth
    from tradetalks.world.opened import sets_that_fit

    found = priced(computable(load_dossier(where, world, groups, package=package)), *made)
    chosen, title = chosen_of(found, package)
    chosen = found.package(chosen)
    with step("solving every horizon"):
        solved = of_package(found, chosen, rate)
        names = [n for n in sets_that_fit(found.world.base, ELASTICITY_SETS) if n != found.world.elasticities]
        others = {n: of_package(found.with_elasticities(n), chosen, rate) for n in (names if sets else ())}
    told = changed_words(found, chosen)
    stated = worth(bring_to_eve(found).dossier, chosen)
    beyond = {p.name: value for c, p in found.parties.items() if (value := stated[c])}
    notes = [f"Not signable: {why}." for why in found.objections(chosen)]
    if beyond:
        figures = Figures.among(beyond.values())
        each = ", ".join(f"{name} {figures(value)}" for name, value in beyond.items())
        notes.insert(
            0, f"Worth beyond the model comes on top, {figures.unit.short} USD in each year by the dossier: {each}."
        )
    notes += path_words(found, chosen, HORIZONS, LONG_RUN_YEARS)
    title = f"{title}, against today: {told}" if title else f"Against today: {told}"
    return title, notes, solved, others, list(found.regions.values()), found


def _of_tariffs(
    base: str | None,
    groups: str | None,
    ledger: str | None,
    on: str | None,
    file: tuple[Path | None, Choices],
    rate: float | None,
    sets: bool,
) -> Found:
    """A ledger's day or a file of rates, the same way."""
    from tradetalks.value.over_years import DISCOUNT_RATE, of_shock

    asked = asked_tariffs(base, groups, ledger, on, *file)
    for warning in asked.warnings:  # before the figures; the notes after them hold it too, for files
        err.print(warning, highlight=False, markup=False)
    known = DISCOUNT_RATE if rate is None else rate
    others: dict[str, OverYears] = {}
    with step("solving every horizon"):
        solved = of_shock(asked.world, asked.shock, known)
        for name, shock in (asked.under_other_sets() if sets else {}).items():
            others[name] = of_shock(shock.world, shock, known)
    moved = (asked.shock.tariff_level != asked.world.tariff).any((0, 2))
    first = [code for code, moves in zip(asked.world.regions, moved, strict=True) if moves]
    first = first if len(first) <= MOST_IMPORTERS else []
    return asked.title, [*asked.warnings, *asked.notes], solved, others, first, None
