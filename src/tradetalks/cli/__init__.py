"""The command line: ``tradetalks``. Reads and prints; all work is done in the layers below.

Exit codes: 0 done, 1 a fault in what was given or an equilibrium not found (one message on standard error), 2 wrong
usage. Tables go to standard output, progress to standard error; ``--json`` prints one JSON document instead of tables.

- ``main`` (cli): every command, and how errors leave; ``demo``, ``solve``, ``deals``, ``brief`` beside it
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
- ``show_ranges`` (ranged): how far the figures of ``solve`` reach
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
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradetalks.cli.app import app as workbench
from tradetalks.cli.cache import cache_app
from tradetalks.cli.check import at_eve, check, print_fit
from tradetalks.cli.console import (
    DossierArg,
    DutiesOption,
    GroupsOption,
    HorizonOption,
    JsonFlag,
    NoCache,
    PricesOption,
    WorldOption,
    choices,
    err,
    examined_dossier,
    load_dossier,
    named_horizon,
    out,
    priced,
    print_horizon,
    print_json,
    progress,
    regions_json,
    show_who_pays,
    solved_space,
    step,
    told,
    who_pays_part,
    write_files,
)
from tradetalks.cli.contents import Contents
from tradetalks.cli.doctor import doctor, schema
from tradetalks.cli.elicit import elicit
from tradetalks.cli.exchange import export, import_talks, profile
from tradetalks.cli.explain import compare, explain
from tradetalks.cli.ledger import ledger_app
from tradetalks.cli.magnitudes import magnitudes
from tradetalks.cli.negotiate import counter, negotiate
from tradetalks.cli.path import path as over_years
from tradetalks.cli.precedents import precedents
from tradetalks.cli.ranged import RangesFlag, ranges_json, show_ranges
from tradetalks.cli.rates import at_rates
from tradetalks.cli.read import read
from tradetalks.cli.replicate import replicate
from tradetalks.cli.reveal import reveal
from tradetalks.cli.spread import SpreadCommand
from tradetalks.cli.summit import classes, summit
from tradetalks.cli.sweep import sweep
from tradetalks.cli.talks import robust
from tradetalks.cli.tariffs import asked_tariffs, asks_for_tariffs, solve_tariffs
from tradetalks.cli.track import track
from tradetalks.cli.war import durability, ladder, war
from tradetalks.cli.world import world_app
from tradetalks.errors import TradetalksError
from tradetalks.version import __version__

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier

app = typer.Typer(
    name="tradetalks",
    cls=Contents,
    help="Compute trade wars and trade talks: what each measure does, what no deal costs, what both sides can sign.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(world_app, name="world")
app.add_typer(ledger_app, name="ledger")
app.add_typer(cache_app, name="cache")
app.command()(check)
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

BANDS = "5-95% bands of gains and how often each side would sign, all assumptions drawn (some 20 s of computing)."
OutputDir = Annotated[Path | None, typer.Option("--output", "-o", help="Folder to write to (default: out/NAME).")]


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
def demo(
    output: OutputDir = None,
    bands: Annotated[bool, typer.Option("--bands/--no-bands", help=BANDS)] = False,
    no_cache: NoCache = False,
) -> None:
    """Solve the Trump-Xi meeting in Busan, print the tables and write the brief."""
    _deals_and_brief(load_dossier("busan-2025"), output, no_cache, bands, tables=True)


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
            help="ITEM=OPTION, repeated or comma-separated; the rest keeps its status quo.",
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
    ranges: RangesFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Solve one package from the eve of the talks, or the tariffs of a day or of a file, region by region."""
    from tradetalks.equilibrium.horizons import DEFAULT
    from tradetalks.world.opened import named

    if asks_for_tariffs(dossier, [*(package or []), *(rate or [])], ledger, on, tariffs, ranges):
        asked = asked_tariffs(named(world or "default", prices, duties), groups, ledger, on, tariffs)
        solve_tariffs(asked, named_horizon(horizon or DEFAULT), as_json, who_pays, wages)
        return
    if wages is not None:
        raise TradetalksError("--wages goes with --ledger or --tariffs; a dossier has its own, world: {wages: ...}")
    from tradetalks.report.eve_tables import fit_json
    from tradetalks.report.horizon_words import idle_words
    from tradetalks.report.limit_words import limit_words, limits_json
    from tradetalks.report.tables import outcome_tables, worth_table
    from tradetalks.value.worth import worth

    found = priced(load_dossier(str(dossier), world, groups, horizon), prices, duties)
    found, chosen = at_rates(found, choices(package), rate)
    chosen = found.package(chosen)
    eve = at_eve(found)
    with step("solving the package"):
        outcome = eve.solve(chosen)
    beyond = {end: worth(eve.dossier, chosen, end) for end in ("low", "mid", "high")}
    objections = list(found.objections(chosen))
    if as_json:
        print_json(
            {
                "dossier": found.name,
                "horizon": found.world.horizon,
                "unit": found.money.axis,
                "package": chosen,
                "objections": objections,
                "regions": regions_json(outcome),
                "ranges": ranges_json(eve, chosen, ranges),
                "worth_beyond_the_model": {p: {e: beyond[e][p] for e in beyond} for p in found.parties},
                "limits": limits_json(outcome),
                "certificate": outcome.certificate.as_dict(),
                "eve_certificate": eve.outcome.certificate.as_dict(),
                "eve": fit_json(eve.fit),
                **who_pays_part(outcome, who_pays, list(found.regions.values())),
            }
        )
        return
    changed = {i: o for i, o in chosen.items() if o != found.status_quo()[i]}
    titles = [f"{found.item(i).title}: {found.item(i).option(o).title}" for i, o in changed.items()]
    title = "; ".join(titles) or "status quo"
    if found.is_computed():
        for shown in outcome_tables(outcome, f"Against the eve, {found.horizon.words}: {title}"):
            out.print(shown)
        print_horizon(eve)
        for line in (*idle_words(outcome), *limit_words(outcome)):
            out.print(line, highlight=False, markup=False)
        show_ranges(eve, chosen, ranges)
    stated = "Worth beyond the model (dossier)" if found.is_computed() else f"Against the status quo: {title}"
    out.print(worth_table(found, beyond, stated))
    for why in objections:
        out.print(f"Not signable: {why}.", highlight=False, markup=False)
    if who_pays:
        show_who_pays(outcome, list(found.regions.values()))
    if found.is_computed():
        print_fit(eve, whole=False, where=str(dossier))
        out.print(f"Certificate: {outcome.certificate}", highlight=False, markup=False)


@app.command()
def deals(
    dossier: DossierArg,
    as_json: JsonFlag = False,
    frontier: Annotated[Path | None, typer.Option(help="Write the frontier to this csv file.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write deals.csv and deals.svg here.")] = None,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    no_cache: NoCache = False,
) -> None:
    """Find what both sides prefer to no deal: the frontier, Nash and Kalai-Smorodinsky packages."""
    from tradetalks.counsel.foreseen import foreseen
    from tradetalks.counsel.horizons import long_run
    from tradetalks.counsel.slack import slack_measures
    from tradetalks.paths import write_atomically
    from tradetalks.report.band_words import sure_words
    from tradetalks.report.chance_words import deadline_words, first_of_chances
    from tradetalks.report.charts import deal_space_chart
    from tradetalks.report.columns import package_columns
    from tradetalks.report.doubts import war_words
    from tradetalks.report.findings import recommended_of
    from tradetalks.report.forecast_words import chances_table, forecast_json, forecast_words
    from tradetalks.report.headline import headlines
    from tradetalks.report.horizon_words import eve_horizon_line, flip_words, named_deals, stakes_json
    from tradetalks.report.income_rows import by_case, named_incomes
    from tradetalks.report.space_words import estimated_words, space_json, space_line
    from tradetalks.report.tables import income_table, no_deal_table, packages_table
    from tradetalks.report.talks_words import indifferent_words

    looked_at = examined_dossier(dossier, world, groups, horizon)
    found, warnings = told(looked_at), looked_at.warnings
    space = solved_space(found, no_cache)
    if frontier:
        write_atomically(frontier, space.to_frame().to_csv(index=False))
        err.print(f"wrote {frontier}", highlight=False)
    if output:
        write_files(output, "deals", space.to_frame(), deal_space_chart(space))
    slack = slack_measures(space.eve)
    later = long_run(space, [deal.package for deal in space.named.values()])
    wars = war_words(space)
    coming = foreseen(space)
    with step("taking real income apart"):
        wanted = [name for name in space.named if name != "status_quo"] if found.is_computed() else []
        incomes = named_incomes(space, wanted)
    if as_json:
        told_too = {
            "long_run": stakes_json(space, later), "warnings": [*warnings, *wars],
            "does_nothing": [one.words() for one in slack], "forecast": forecast_json(coming),
        }  # fmt: skip
        print_json({**space_json(space), "real_income_by_package": by_case(incomes), **told_too})
        return
    dated = deadline_words(space, space.nash.value if space.nash else None, "the Nash package")
    for line in (*headlines(space, recommended_of(space)), *first_of_chances(space), *dated):
        out.print(line, highlight=False, markup=False)
    print_fit(space.eve)
    out.print(no_deal_table(space, later))
    for line in wars:
        out.print(line, highlight=False, markup=False)
    out.print(packages_table(space, later))
    for line in filter(None, (eve_horizon_line(space.eve), *flip_words(space, later, named_deals(space)))):
        out.print(line, highlight=False, markup=False)
    if coming:
        out.print(chances_table(found, coming))
        for line in forecast_words(coming):
            out.print(line, highlight=False, markup=False)
    own = list(found.regions.values())
    titles = {name: title for name, title, _ in package_columns(space)}
    shown = [replace(r, case=titles[r.case]) for r in incomes if r.code in own and r.case in titles]
    if shown:
        title = f"What real income is made of, {found.horizon.words}, per cent against the eve"
        out.print(income_table(shown, title, cases=True))
    out.print(space_line(space), highlight=False)
    if space.estimated:
        out.print(estimated_words(space), highlight=False, markup=False)
    for line in (*indifferent_words(space), *(one.words() for one in slack), sure_words(dossier)):
        out.print(line, highlight=False, markup=False)


@app.command()
def brief(
    dossier: DossierArg,
    output: OutputDir = None,
    forms: Annotated[
        list[str] | None, typer.Option("--form", "-f", help="html, one-page, markdown, word, pdf; several. html else.")
    ] = None,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    bands: Annotated[bool, typer.Option("--bands/--no-bands", help=BANDS)] = True,
    no_cache: NoCache = False,
) -> None:
    """Write the brief, offline and printable, in the forms you ask for (pdf by Chromium's print, if it is here)."""
    found = load_dossier(dossier, world, groups, horizon)
    _deals_and_brief(found, output, no_cache, bands, tables=False, forms=forms or ["html"])


# ---------------------------------------------------------------------- helpers
def _deals_and_brief(
    dossier: Dossier,
    output: Path | None,
    no_cache: bool,
    bands: bool,
    tables: bool,
    forms: Sequence[str] = ("html",),
) -> None:
    from tradetalks.counsel.bands import DRAWS
    from tradetalks.report import tables as t
    from tradetalks.report.band_words import sure_words
    from tradetalks.report.findings import gather
    from tradetalks.report.forms import check_forms, write_forms
    from tradetalks.report.headline import headlines
    from tradetalks.report.horizon_words import eve_horizon_line, flip_words, named_deals
    from tradetalks.report.space_words import space_line

    check_forms(forms)
    space = solved_space(dossier, no_cache)
    with progress("gathering findings") as say:
        findings = gather(space, draws=DRAWS if bands else 0, drawing=say)
    paths = write_forms(findings, output or Path("out") / dossier.name, forms)
    if tables:
        for line in headlines(space, findings.recommended, findings.bands):
            out.print(line, highlight=False, markup=False)
        out.print(t.measures_table(findings))
        out.print(t.no_deal_table(space, findings.long_run))
        out.print(t.packages_table(space, findings.long_run))
        for line in filter(
            None, (eve_horizon_line(space.eve), *flip_words(space, findings.long_run, named_deals(space)))
        ):
            out.print(line, highlight=False, markup=False)
        if not findings.bands:
            out.print(sure_words(dossier.name), highlight=False, markup=False)
        if dossier.is_computed():
            title = f"What real income is made of, {dossier.horizon.words}, per cent"
            out.print(t.income_table(findings.income, title, cases=True))
        if findings.recommended:
            out.print(t.account_table(findings))
            if dossier.is_computed():
                title = "Sectors that win and lose, recommended package"
                out.print(t.sectors_table(findings, findings.recommended, title))
    out.print(space_line(space), highlight=False)
    if dossier.is_computed():
        valuer, residual = space.valuer, findings.worst_residual
        out.print(
            f"{valuer.solved:,} solved now, {valuer.found:,} from the cache; worst residual of all printed"
            f" {residual:.1e}",
            highlight=False,
        )
    for path in paths:
        out.print(f"Brief: {path}", highlight=False, soft_wrap=True)
