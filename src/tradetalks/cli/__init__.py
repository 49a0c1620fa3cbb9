"""The command line: ``tradetalks``. Reads and prints; all work is done in the layers below.

Exit codes: 0 done, 1 a fault in what was given or an equilibrium not found (one message on standard error), 2 wrong
usage. Tables go to standard output, progress to standard error; ``--json`` prints one JSON document instead of tables.

- ``main`` (cli): every command, and how errors leave; ``solve`` beside it
- ``deals`` (deals): the deal space solved; ``brief``, ``demo``
- ``check`` (check): a dossier's faults, its average duties, its eve beside trade as counted
- ``explain`` (explain): one package taken apart; ``compare`` two
- ``robust`` (talks): how sure packages are
- ``negotiate`` (negotiate): talks as they may run; counter
- ``import_talks`` (exchange): files of other negotiation tools; export, profile
- ``war`` (war): what parties do if nothing holds them; ladder, durability
- ``world_app`` (world): worlds built, checked, aggregated, split, compared
- ``ledger_app`` (ledger): what was in force when
- ``path`` (path): a package or a ledger's day over the years, and what the path is worth today
- ``solve_tariffs`` (tariffs): a ledger's day or a file of rates, solved without a dossier
- ``track`` (track): is a commitment kept?
- ``elicit`` (elicit): a party's answers to values of options
- ``reveal`` (reveal): what parties have shown that they want
- ``precedents`` (precedents): how like items were settled
- ``show_weights`` (weights): the weights for which a government's tariffs serve it best
- ``read`` (read): reports in, a draft dossier out
- ``ranges_of`` (ranged): how far the figures of ``solve`` reach
- ``at_rates`` (rates): an option at a rate that its dossier does not list
- ``replicate`` (replicate): a published result computed anew
- ``magnitudes`` (magnitudes): published results of others beside ours
- ``sweep`` (sweep): a declared plan solved
- ``cache_app`` (cache): what is kept on disk
- ``doctor`` (doctor): is the installation well; the schema of dossiers
- ``app`` (app): the workbench in a browser
- ``summit`` (summit): talks held live; classes side by side
- ``Contents`` (contents): in which order help lists the commands, with an example each
- ``out`` (console): where the command line prints, and what its commands share
- ``SpreadCommand`` (spread): options that take several values after one name
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from tradetalks.cli.app import app as workbench
from tradetalks.cli.cache import cache_app
from tradetalks.cli.check import at_eve, check, in_long_run, print_fit
from tradetalks.cli.console import (
    DutiesOption,
    GroupsOption,
    HorizonOption,
    JsonFlag,
    PricesOption,
    WorldOption,
    err,
    load_dossier,
    named_horizon,
    out,
    priced,
    print_horizon,
    print_json,
    regions_json,
    show_who_pays,
    step,
    who_pays_part,
)
from tradetalks.cli.contents import Contents
from tradetalks.cli.deals import brief, deals, demo
from tradetalks.cli.doctor import doctor, schema
from tradetalks.cli.elicit import elicit
from tradetalks.cli.exchange import export, import_talks, profile
from tradetalks.cli.explain import chosen_of, compare, explain
from tradetalks.cli.ledger import ledger_app
from tradetalks.cli.magnitudes import magnitudes
from tradetalks.cli.negotiate import counter, negotiate
from tradetalks.cli.path import path as over_years
from tradetalks.cli.precedents import precedents
from tradetalks.cli.ranged import RangesFlag, ranges_json, ranges_of, show_ranges
from tradetalks.cli.rates import at_rates
from tradetalks.cli.read import read
from tradetalks.cli.replicate import replicate
from tradetalks.cli.reveal import reveal
from tradetalks.cli.spread import SpreadCommand
from tradetalks.cli.summit import classes, summit
from tradetalks.cli.sweep import sweep
from tradetalks.cli.talks import robust
from tradetalks.cli.tariffs import (
    Choices,
    DutyTypeOption,
    UnitOption,
    YearOption,
    asked_tariffs,
    asks_for_tariffs,
    solve_tariffs,
)
from tradetalks.cli.track import track
from tradetalks.cli.war import durability, ladder, war
from tradetalks.cli.world import world_app
from tradetalks.errors import TradetalksError
from tradetalks.version import __version__

app = typer.Typer(
    name="tradetalks",
    cls=Contents,
    help="Compute trade wars and trade talks: what each measure does, what no deal costs, what all sides can sign.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(world_app, name="world")
app.add_typer(ledger_app, name="ledger")
app.add_typer(cache_app, name="cache")
app.command()(demo)
app.command()(check)
app.command()(deals)
app.command()(brief)
app.command()(track)
app.command("path")(over_years)
app.command(cls=SpreadCommand)(war)
app.command()(explain)
app.command()(compare)
app.command(cls=SpreadCommand)(robust)
app.command()(negotiate)
app.command()(counter)
app.command("import")(import_talks)
app.command()(export)
app.command()(profile)
app.command()(precedents)
app.command("app")(workbench)
for plain in (elicit, schema, doctor, reveal, sweep, summit, classes, read):
    app.command()(plain)
app.command()(ladder)
app.command(cls=SpreadCommand)(durability)
app.command(cls=SpreadCommand)(replicate)
app.command(cls=SpreadCommand)(magnitudes)


INTERRUPTED = 130
"""Exit status of a command that was interrupted."""


def main() -> None:
    """Entry point: prints errors raised on purpose as one message and exits with 1."""
    if not {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"} & os.environ.keys():
        # products here are small: threads within one wait for each other, chunks of a batch run side by side
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        app()
    except TradetalksError as error:
        err.print(f"error: {error}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)
    except SystemExit as left:
        if left.code == INTERRUPTED:  # Ctrl-C, which Typer ends without a word
            err.print("stopped; what was done is kept", highlight=False)
        raise
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        err.print(f"error: {error}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


def _version(show: bool) -> None:
    if show:
        out.print(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def solve(
    dossier: Annotated[
        str | None,
        typer.Argument(help="A shipped dossier's name, a folder, or a YAML file; none with --ledger or --tariffs."),
    ] = None,
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package",
            "-p",
            help="ITEM=OPTION, repeated or comma-separated, the rest at its status quo; or one name, as of explain.",
            metavar="ITEM=OPTION",
        ),
    ] = None,
    rate: Annotated[
        list[str] | None,
        typer.Option("--rate", help="An option at a rate of your own, 0.15 or 15%.", metavar="ITEM.OPTION=RATE"),
    ] = None,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    prices: PricesOption = None,
    duties: DutiesOption = None,
    ledger: Annotated[
        str | None,
        typer.Option(
            "--ledger", help="us-2025, china-2025, us-china-2025 or answers: solve its duties of a day, no dossier."
        ),
    ] = None,
    on: Annotated[str | None, typer.Option("--on", help="The ledger's or the file's day, YYYY-MM-DD.")] = None,
    tariffs: Annotated[
        Path | None, typer.Option("--tariffs", help="Solve a csv of rates: tracker, WITS, MAcMap, GTD, HTS 99.")
    ] = None,
    unit: UnitOption = None,
    year: YearOption = None,
    duty_type: DutyTypeOption = None,
    who_pays: Annotated[
        bool, typer.Option("--who-pays", help="Also households by income, jobs by sector, revenue over ten years.")
    ] = False,
    wages: Annotated[
        float | None,
        typer.Option(
            "--wages",
            min=0.5,
            max=1.0,
            help="Least factor that nominal wages fall by a year, 0.99: 1%; with --ledger or --tariffs, else free.",
        ),
    ] = None,
    wages_by: Annotated[
        str,
        typer.Option("--wages-by", metavar="WHOSE", help="Whose may not fall further: every sector's, or a region's."),
    ] = "sector",
    ranges: RangesFlag = None,
    sectors: Annotated[
        int, typer.Option("--sectors", min=0, max=100, help="Sectors of each party that lose and gain most, of each.")
    ] = 3,
    as_json: JsonFlag = False,
) -> None:
    """Solve one package from the eve of the talks, or the tariffs of a day or of a file, region by region."""
    from tradetalks.equilibrium.horizons import DEFAULT
    from tradetalks.world.opened import basis_words, named

    if asks_for_tariffs(dossier, [*(package or []), *(rate or [])], ledger, on, tariffs, ranges is not None):
        asked = asked_tariffs(
            named(world or "default", prices, duties), groups, ledger, on, tariffs, Choices(unit, year, duty_type)
        )
        solve_tariffs(asked, named_horizon(horizon or DEFAULT), as_json, who_pays, wages, wages_by)
        return
    if wages is not None:
        raise TradetalksError("--wages goes with --ledger or --tariffs; a dossier has its own, world: {wages: ...}")
    from tradetalks.report.eve_tables import fit_json
    from tradetalks.report.idle_words import idle_json, idle_words
    from tradetalks.report.limit_words import limit_words, limits_json
    from tradetalks.report.phase_words import average_line, phases_json, step_words
    from tradetalks.report.plain_words import changed_words
    from tradetalks.report.sector_table import sector_rows, sectors_table
    from tradetalks.report.tables import outcome_tables, worth_table
    from tradetalks.report.turns import turned
    from tradetalks.value.worth import worth

    found = priced(load_dossier(str(dossier), world, groups, horizon, package), prices, duties)
    found, chosen = at_rates(found, chosen_of(found, package)[0], rate)
    chosen = found.package(chosen)
    eve = at_eve(found)
    with step("solving the package"):
        outcome = eve.solve(chosen)
    beside = in_long_run(eve, chosen)
    beyond = {end: worth(eve.dossier, chosen, end) for end in ("low", "mid", "high")}
    objections = list(found.objections(chosen))
    reached, why_none = ranges_of(eve, chosen, ranges) if as_json else (None, "")
    if as_json:
        print_json(
            {
                "dossier": found.name,
                "horizon": found.world.horizon,
                "unit": found.money.axis,
                "package": chosen,
                "objections": objections,
                "phases": phases_json(eve, chosen),
                "regions": regions_json(outcome),
                **idle_json(outcome),
                **({"long_run": regions_json(beside[1])} if beside else {}),
                "ranges": ranges_json(reached, why_none),
                "worth_beyond_the_model": {p: {e: beyond[e][p] for e in beyond} for p in found.parties},
                "limits": limits_json(outcome),
                "sectors": {code: sector_rows(outcome, code, sectors) for code in found.regions.values()},
                "certificate": outcome.certificate.as_dict(),
                "eve_certificate": eve.outcome.certificate.as_dict(),
                "eve": fit_json(eve.fit),
                **who_pays_part(outcome, who_pays, list(found.regions.values()), reached),
            }
        )
        return
    title, step_told = changed_words(found, chosen), step_words(found, chosen)
    of_step = f", {step_told}" if step_told else ""
    if found.is_computed():
        for shown in outcome_tables(outcome, f"Against today, {found.horizon.words}: {title}{of_step}", beside):
            out.print(shown)
        if shown := sectors_table(outcome, list(found.regions.values()), sectors):
            out.print(shown)
        if told := average_line(eve, chosen):
            out.print(told, highlight=False, markup=False)
        print_horizon(eve)
        out.print(basis_words(found.world.base, eve.world), highlight=False, markup=False)
        turns = turned(outcome, beside[1], (found.horizon.words, beside[0])) if beside else []
        reached, why_none = ranges_of(eve, chosen, ranges)
        for line in (*turns, *idle_words(outcome, reach=reached), *limit_words(outcome)):
            out.print(line, highlight=False, markup=False)
        show_ranges(outcome, reached, why_none)
    stated = "Worth beyond the model (dossier)" if found.is_computed() else f"Against the status quo: {title}"
    out.print(worth_table(found, beyond, stated))
    for why in objections:
        out.print(f"Not signable: {why}.", highlight=False, markup=False)
    if who_pays:
        show_who_pays(outcome, list(found.regions.values()), reached)
    if found.is_computed():
        print_fit(eve, whole=False, where=str(dossier))
        out.print(f"Certificate: {outcome.certificate}", highlight=False, markup=False)
