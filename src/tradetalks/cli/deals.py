"""``tradetalks deals | brief | demo``: a dossier's deal space solved, its tables printed, the brief written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradetalks.cli.check import print_fit
from tradetalks.cli.console import (
    DossierArg,
    GroupsOption,
    HorizonOption,
    JsonFlag,
    NoCache,
    WorldOption,
    err,
    examined_dossier,
    load_dossier,
    out,
    print_json,
    progress,
    solved_space,
    step,
    told,
    write_files,
)
from tradetalks.cli.ranged import DealRangesFlag, deal_ranges

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier

BANDS = "5-95% bands of gains and how often each side would sign, all assumptions drawn (some 20 s of computing)."
OutputDir = Annotated[Path | None, typer.Option("--output", "-o", help="Folder to write to (default: out/NAME).")]


def demo(
    output: OutputDir = None,
    bands: Annotated[bool, typer.Option("--bands/--no-bands", help=BANDS)] = False,
    no_cache: NoCache = False,
) -> None:
    """Solve the Trump-Xi meeting in Busan, print the tables and write the brief."""
    _deals_and_brief(load_dossier("busan-2025"), output, no_cache, bands, tables=True)


def deals(
    dossier: DossierArg,
    as_json: JsonFlag = False,
    frontier: Annotated[Path | None, typer.Option(help="Write the frontier to this csv file.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write deals.csv and deals.svg here.")] = None,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    ranges: DealRangesFlag = None,
    no_cache: NoCache = False,
) -> None:
    """Find what all sides prefer to no deal: the frontier, Nash and Kalai-Smorodinsky packages."""
    from tradetalks.counsel.foreseen import foreseen
    from tradetalks.counsel.horizons import long_run
    from tradetalks.counsel.slack import slack_measures
    from tradetalks.counsel.slow_wages import under_slow_wages
    from tradetalks.paths import write_atomically
    from tradetalks.report.band_words import bands_json, sure_words
    from tradetalks.report.chance_words import deadline_words, first_of_chances
    from tradetalks.report.columns import package_columns
    from tradetalks.report.doubts import war_words
    from tradetalks.report.equal_columns import model_alone_words
    from tradetalks.report.findings import recommended_of
    from tradetalks.report.forecast_words import chances_table, forecast_json, forecast_words, refusal_words
    from tradetalks.report.full_work import asked_of, full_work_words, slow_wages_json
    from tradetalks.report.headline import headlines
    from tradetalks.report.horizon_words import eve_horizon_line, flip_words, named_deals, stakes_json
    from tradetalks.report.idle_cases import idle_cases_json, idle_table, outcomes_by_case
    from tradetalks.report.income_rows import by_case, named_incomes
    from tradetalks.report.left_alone import unmoved_today
    from tradetalks.report.no_deal_words import brackets_words, without_deal_json
    from tradetalks.report.plain_words import measure_words
    from tradetalks.report.space_charts import deal_space_chart
    from tradetalks.report.space_words import estimated_words, space_json, space_line
    from tradetalks.report.tables import income_table, no_deal_table, packages_table
    from tradetalks.report.talks_words import indifferent_words
    from tradetalks.report.uncomputed import is_unsized, uncomputed_words
    from tradetalks.space.deal_space import plain_title_of

    looked_at = examined_dossier(dossier, world, groups, horizon)
    found, warnings = told(looked_at), looked_at.warnings
    space = solved_space(found, no_cache)
    if frontier:
        write_atomically(frontier, space.to_frame().to_csv(index=False))
        err.print(f"wrote {frontier}", highlight=False)
    if output:
        write_files(output, "deals", space.to_frame(), deal_space_chart(space))
    idle = [measure_words(one.words(), found, space.eve.world) for one in slack_measures(space.eve)]
    later = long_run(space, [deal.package for deal in space.named.values()])
    wars, war = war_words(space), any(branch.nash for branch in found.no_deal)
    coming = foreseen(space)
    ranged = deal_ranges(space, dossier, ranges)
    drawn, none_because, recommended = ranged.without, ranged.none_because, recommended_of(space)
    with step("taking real income apart"):
        wanted = [name for name in space.named if name != "status_quo"] if found.is_computed() else []
        incomes = named_incomes(space, wanted)
    with step("who is out of work"):
        at_work = outcomes_by_case(space)
        slowly = under_slow_wages(space, asked_of(space, recommended))
    if as_json:
        told_too = {
            "long_run": stakes_json(space, later), "warnings": [*warnings, *wars],
            "no_deal_ranges": without_deal_json(drawn) if drawn else {"none_because": none_because or "not asked for"},
            "package_ranges": bands_json(space, ranged.bands, ranged.reached), **idle_cases_json(*at_work),
            "slow_wages_illustration": slow_wages_json(slowly),
            "nothing_computed": uncomputed_words(found),
            "does_nothing": idle, "forecast": forecast_json(space, coming),
        }  # fmt: skip
        print_json({**space_json(space), "real_income_by_package": by_case(incomes), **told_too})
        return
    dated = deadline_words(space, space.nash.value if space.nash else None, f"the {plain_title_of(found, 'nash')}")
    reached = ranged.reached.get(recommended)
    answer = headlines(space, recommended, ranged.bands, without=drawn, reached=reached)
    if is_unsized(found):
        for line in answer:
            out.print(line, highlight=False, markup=False)
        return
    unsettled = bool(found.unsettled())
    for line in (*answer, *([] if unsettled else first_of_chances(space, ranged.bands)), *dated):
        out.print(line, highlight=False, markup=False)
    print_fit(space.eve)
    out.print(no_deal_table(space, later, drawn))
    brackets = brackets_words(drawn, none_because, war, bool(ranged.reached))
    for line in filter(None, (model_alone_words(space), unmoved_today(space), *brackets)):
        out.print(line, highlight=False, markup=False)
    for line in wars:
        out.print(line, highlight=False, markup=False)
    out.print(packages_table(space, later, ranged.bands, ranged.reached))
    for line in filter(None, (eve_horizon_line(space.eve), *flip_words(space, later, named_deals(space)))):
        out.print(line, highlight=False, markup=False)
    if coming:
        out.print(chances_table(found, coming))
        for line in (*refusal_words(space, coming), *forecast_words(coming)):
            out.print(line, highlight=False, markup=False)
    own = list(found.regions.values())
    titles = {name: title for name, title, _ in package_columns(space)}
    shown = [replace(r, case=titles[r.case]) for r in incomes if r.code in own and r.case in titles]
    if shown:
        title = f"What real income is made of, {found.horizon.words}, per cent against today"
        out.print(income_table(shown, title, cases=True))
    if told_idle := idle_table(space, *at_work):
        out.print(told_idle)
    for line in full_work_words(space, recommended, slowly):
        out.print(line, highlight=False, markup=False)
    out.print(space_line(space), highlight=False)
    if space.estimated:
        out.print(estimated_words(space), highlight=False, markup=False)
    for line in (*indifferent_words(space), *idle, *([] if unsettled else [sure_words(dossier)])):
        out.print(line, highlight=False, markup=False)


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
    from tradetalks.report.forms import check_forms

    check_forms(forms or [])
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
    from tradetalks.report.equal_columns import model_alone_words
    from tradetalks.report.findings import gather
    from tradetalks.report.forms import write_forms
    from tradetalks.report.headline import headlines
    from tradetalks.report.horizon_words import eve_horizon_line, flip_words, named_deals
    from tradetalks.report.space_words import space_line
    from tradetalks.report.uncomputed import uncomputed_words

    space = solved_space(dossier, no_cache)
    with progress("gathering findings") as say:
        findings = gather(space, draws=DRAWS if bands else 0, drawing=say)
    paths = write_forms(findings, output or Path("out") / dossier.name, forms)
    if tables:
        for line in headlines(space, findings.recommended, findings.bands, without=findings.without):
            out.print(line, highlight=False, markup=False)
        out.print(t.measures_table(findings))
        out.print(t.no_deal_table(space, findings.long_run, findings.without))
        if alone := model_alone_words(space):
            out.print(alone, highlight=False, markup=False)
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
    for line in uncomputed_words(dossier) or [space_line(space)]:
        out.print(line, highlight=False, markup=False)
    if dossier.is_computed():
        valuer, residual = space.valuer, findings.worst_residual
        out.print(
            f"{valuer.solved:,} solved now, {valuer.found:,} from the cache; worst residual of all printed"
            f" {residual:.1e}",
            highlight=False,
        )
    for path in paths:
        out.print(f"Brief: {path}", highlight=False, soft_wrap=True)
