"""``tradetalks solve --ledger`` and ``--tariffs``: what tariffs do, without a dossier."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradetalks.cli.console import (
    make_if_missing,
    out,
    print_json,
    reading_told,
    regions_json,
    show_who_pays,
    step,
    who_pays_part,
)
from tradetalks.errors import TradetalksError, WorldError

if TYPE_CHECKING:
    from tradetalks.equilibrium.horizons import Horizon
    from tradetalks.policy.shock import Shock
    from tradetalks.world.world import World


@dataclass(frozen=True, eq=False)
class Asked:
    """Tariffs that were asked for: a shock on a world, what it is called, what to know after and before its figures;
    which world that is."""

    world: World
    shock: Shock
    title: str
    notes: list[str]
    warnings: tuple[str, ...] = ()
    base: str = "default"
    groups: str | None = None

    def under_other_sets(self) -> dict[str, Shock]:
        """The same tariffs under other published trade elasticities, by set."""
        from tradetalks.report.findings import ELASTICITY_SETS
        from tradetalks.world.opened import open_world, sets_that_fit

        worlds = {
            name: open_world(self.base, self.groups, elasticities=name)
            for name in sets_that_fit(self.base, ELASTICITY_SETS)
        }
        return {name: replace(self.shock, world=world) for name, world in worlds.items()}


def asks_for_tariffs(
    dossier: str | None,
    package: list[str] | None,
    ledger: str | None,
    on: str | None,
    file: Path | None,
    ranges: bool = False,
) -> bool:
    """Are tariffs asked for rather than a dossier's package?

    Raises:
        TradetalksError: both, a day with a dossier, or ranges without one.
    """
    if dossier is None or ledger or file:
        if ranges:
            raise TradetalksError("--ranges goes with a dossier; --ledger and --tariffs tell theirs anyway")
        if dossier is not None or package:
            raise TradetalksError("give a dossier with its package and rates, or --ledger or --tariffs, not both")
        return True
    if on:
        raise TradetalksError("--on goes with --ledger or --tariffs; a dossier's own day is its reference_date")
    return False


@dataclass(frozen=True)
class Choices:
    """How a file of rates is read, where it leaves a choice."""

    unit: str | None = None
    year: int | None = None
    duty_type: str | None = None


UnitOption = Annotated[
    str | None, typer.Option("--unit", help="Of the file's rates without a percent sign: percent or fraction.")
]
YearOption = Annotated[int | None, typer.Option("--year", help="The file's year, where it holds several.")]
DutyTypeOption = Annotated[
    str | None, typer.Option("--duty-type", help="The file's type of duty, AHS or MFN; else the one applied.")
]


def asked_tariffs(
    base: str | None,
    groups: str | None,
    ledger: str | None,
    on: str | None,
    file: Path | None,
    choices: Choices | None = None,
) -> Asked:
    """The tariffs of a ledger's day or of a file, from the world's own.

    Raises:
        TradetalksError: a ledger without a day, both a ledger and a file, or what the readers say.
    """
    if ledger and file:
        raise TradetalksError("give either --ledger or --tariffs, not both")
    from tradetalks.world.opened import basis_words

    choices = choices or Choices()
    if choices != Choices() and not file:
        raise TradetalksError("--unit, --year and --duty-type go with --tariffs")
    if ledger and not on:
        raise TradetalksError("--ledger needs --on YYYY-MM-DD, the day whose duties apply")
    world = _world(base, groups)
    made = _of_ledger(world, str(ledger), str(on)) if ledger else _of_file(world, file, on, choices)
    base = base or "default"
    return replace(made, notes=[basis_words(base, world), *made.notes], base=base, groups=groups)


def solve_tariffs(
    asked: Asked,
    named: Horizon,
    as_json: bool,
    who_pays: bool = False,
    wages: float | None = None,
    wages_by: str = "sector",
) -> None:
    """Solve tariffs at a horizon, and show what they do; real income in the long run beside it.

    Args:
        wages: least factor that nominal wages fall by a year; free if None. wages_by: every sector's, or a region's.

    Raises:
        PolicyError: a floor on wages in the long run.
    """
    from tradetalks.equilibrium.closure import Closure, Wages
    from tradetalks.equilibrium.horizons import LONG_RUN, horizon
    from tradetalks.equilibrium.solver import solve
    from tradetalks.report.horizon_words import horizon_line
    from tradetalks.report.idle_why import why_at_work
    from tradetalks.report.idle_words import idle_json, idle_words
    from tradetalks.report.limit_words import limit_words
    from tradetalks.report.set_ranges import range_words, ranges_json
    from tradetalks.report.tables import outcome_tables
    from tradetalks.report.turns import turned

    later = horizon(LONG_RUN)
    if wages is not None and named == later:
        raise TradetalksError(
            f"--wages {wages:g} with --horizon '{named.name}': in the long run wages fall as far as need be and nobody"
            " is out of work; leave out --wages, or name a horizon of years: --horizon 'year 1'"
        )
    with step("solving"):
        floor = None if wages is None else Wages(wages, by=wages_by)
        outcome = solve(asked.world, asked.shock, closure=Closure.horizon(named, wages=floor))
        beside = None if named == later else solve(asked.world, asked.shock, closure=Closure.horizon(later))
        others = {
            name: solve(shock.world, shock, closure=outcome.closure) for name, shock in asked.under_other_sets().items()
        }
    if as_json:
        told = {
            "title": asked.title,
            "horizon": named.name,
            "warnings": list(asked.warnings),
            "notes": asked.notes,
            "regions": regions_json(outcome),
            **idle_json(outcome, others),
        }
        long_run = {} if beside is None else {"long_run": regions_json(beside)}
        certificate = {
            "under_other_elasticities": ranges_json(outcome, others),
            "certificate": outcome.certificate.as_dict(),
        }
        print_json(told | long_run | certificate | who_pays_part(outcome, who_pays))
        return
    title = f"{asked.title}, {named.words}"
    for warning in asked.warnings:
        out.print(warning, highlight=False, markup=False)
    for shown in outcome_tables(outcome, title, None if beside is None else (later.words, beside)):
        out.print(shown)
    turns = [] if beside is None else turned(outcome, beside, (named.words, later.words))
    for note in (
        horizon_line(named, outcome.closure),
        *idle_words(outcome, others),
        *why_at_work(outcome),
        *turns,
        *range_words(outcome, others),
        *limit_words(outcome),
        *asked.notes,
    ):
        out.print(note, highlight=False, markup=False)
    if who_pays:
        show_who_pays(outcome)
    out.print(f"Certificate: {outcome.certificate}", highlight=False, markup=False)


def _world(base: str | None, groups: str | None) -> World:
    from tradetalks.world.opened import open_world

    make_if_missing(base)
    return open_world(base or "default", groups)


def _of_ledger(world: World, ledger: str, on: str) -> Asked:
    from pydantic import ValidationError

    from tradetalks.errors import PolicyError
    from tradetalks.policy.duties.by_product import by_product
    from tradetalks.policy.duties.on_world import LEDGERS, left_out
    from tradetalks.policy.instruments.ledger import BENCHMARK, LedgerDuties
    from tradetalks.policy.ledger import as_date

    try:
        measure = LedgerDuties(instrument="ledger", ledger=ledger, day=as_date(on, "--on"))  # type: ignore[call-arg]
    except ValidationError as error:
        told = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise PolicyError(f"--ledger {ledger} --on {on}: {told}") from None
    with step("averaging the tariffs"):
        shock = by_product(world, [ledger], BENCHMARK, measure.day)
    notes = [f"Against the world's own tariffs: {measure.describe()}."]
    if others := [name for name in LEDGERS if not set(LEDGERS[name]) <= set(LEDGERS[ledger])]:
        notes.append(f"Nobody else's duties change, no answer to these either; others' are in {', '.join(others)}.")
    if lost := left_out(world, ledger):
        notes.append(f"{lost[0].upper()}{lost[1:]}.")
    if str(world.provenance.get("year", BENCHMARK.year)) != str(BENCHMARK.year):
        notes.append(f"The world is not of {BENCHMARK.year}: what its tariffs hold of these duties may count twice.")
    if as_date(on, "--on") > datetime.date.today():
        notes.append(f"{on} lies ahead: these are today's law and what it schedules, see `tradetalks ledger due`.")
    if shock.unequal is not None:
        notes.append(
            "Each product of a sector pays its own duty: buyers turn to what is taxed less, so that less is collected"
            " than at the sector's average, and more is lost."
        )
    return Asked(world, shock, f"From the duties of {BENCHMARK} to all of {ledger} on {on}", notes)


def _by_option(told: str) -> str:
    """A reader's message with what it would be given named as the command's options."""
    return re.sub(r"\b(unit|year|duty_type|on)=(')?([\w-]*)(?(2)')", _option, told)


def _option(found: re.Match[str]) -> str:
    return f"--{found[1].replace('_', '-')} {found[3]}".strip()


def _of_file(world: World, file: Path | None, on: str | None, choices: Choices) -> Asked:
    import numpy as np

    from tradetalks.policy.duties.line_cover import cover_words
    from tradetalks.policy.ledger import as_date
    from tradetalks.policy.shock import Shock
    from tradetalks.world.files.cells import words
    from tradetalks.world.files.schedule import to_sectors
    from tradetalks.world.files.tariff_layouts import read_any
    from tradetalks.world.files.whole_regions import beyond_every_world, refuse_parts, refuse_unknown

    if file is None:
        raise TradetalksError("give a dossier, --ledger NAME --on DATE, or --tariffs FILE")
    day = as_date(on, "--on") if on else None
    try:
        with reading_told():
            schedule, added = read_any(file, day, **vars(choices))
    except WorldError as error:
        raise WorldError(_by_option(str(error))) from None
    with step("averaging the tariffs"):
        refuse_unknown(schedule, world, str(file))
        warnings = (*cover_words(schedule, world), *beyond_every_world(schedule, world))
        try:
            found = to_sectors(schedule, world)
        except WorldError as error:
            raise WorldError(" ".join([f"{file}: {error}", *beyond_every_world(schedule, world)])) from None
        refuse_parts(schedule, world, str(file))
    level = np.where(found.covered, world.tariff + found.tariff, world.tariff) if added else found.tariff
    where = "on top of the world's own" if added else "in place of the world's own"
    cells = f"{int(found.covered.sum())} of {found.covered.size} cells"
    notes = [f"Tariffs of {file} {where} in {cells}."]
    notes += [f"{entry['what']}: {words(entry)}" if words(entry) else str(entry["what"]) for entry in found.notes]
    return Asked(world, Shock(world, tariff_level=level), f"Tariffs of {file.name}", notes, warnings)
