"""``tradetalks explain | compare``: one package taken apart, two beside each other."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from tradetalks.cli.console import (
    DossierArg,
    GroupsOption,
    HorizonOption,
    JsonFlag,
    NoCache,
    WorldOption,
    choices,
    load_dossier,
    out,
    package_as_typed,
    print_horizon,
    print_json,
    solved_space,
    step,
    write_files,
)
from tradetalks.cli.ranged import RangesFlag, average_ranges_of, ranges_json
from tradetalks.registry import file_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from tradetalks.dossier.model import Dossier
    from tradetalks.space.deal_space import Deal, DealSpace

AGREED = "agreed"
NAMES = (*file_names("tradetalks.space.solutions"), AGREED, "status_quo")
"""What a package may be called."""
PACKAGE = f"{', '.join(NAMES)}, or ITEM=OPTION,ITEM=OPTION"


def explain(
    dossier: DossierArg,
    package: Annotated[str, typer.Argument(help=PACKAGE, metavar="PACKAGE")] = "nash",
    red_lines: Annotated[
        bool, typer.Option("--red-lines", help="Also the price of each red line (solves more).")
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write account.csv and .svg here.")] = None,
    no_cache: NoCache = False,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    ranges: RangesFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """One package: who gives and gains, the swaps it is made of, third countries, what it concedes; or why there is
    none."""
    from tradetalks.counsel.account import contributions
    from tradetalks.counsel.coalitions import bystanders, core
    from tradetalks.counsel.diagnosis import diagnose, linkage, red_line_prices
    from tradetalks.counsel.foreseen import record
    from tradetalks.counsel.slack import slack_measures
    from tradetalks.counsel.standing import standing
    from tradetalks.report import talks_report as report
    from tradetalks.report import talks_words as words
    from tradetalks.report.charts import account_chart
    from tradetalks.report.forecast_words import skill_words
    from tradetalks.report.idle_words import idle_json, idle_words
    from tradetalks.report.phase_words import rule_words
    from tradetalks.report.plain_words import measure_words
    from tradetalks.report.position_words import free_words
    from tradetalks.report.sure_report import reach_words
    from tradetalks.space.deal_space import plain_title_of

    known_package(package)
    found = load_dossier(dossier, world, groups, horizon)
    space = solved_space(found, no_cache)
    with step("diagnosing"):
        diagnosis = diagnose(space, rules=True)
    deal = package_of(space, package, or_none=True)
    with step("what red lines cost"):
        prices = red_line_prices(space) if red_lines else []
    if deal is None:
        if as_json:
            because = space.none_because[package]
            print_json(
                {
                    "dossier": found.name,
                    "unit": found.money.axis,
                    "horizon": found.world.horizon,
                    "package": None,
                    "because": because,
                    "red_lines": [asdict(p) for p in prices],
                    "diagnosis": asdict(diagnosis),
                }
            )
        else:
            for line in words.none_words(space, package, diagnosis):
                out.print(line, highlight=False, markup=False)
            if red_lines:
                out.print(report.red_lines_told(space, prices), highlight=False)
                for line in (*report.costless_words(space, prices), *report.looked_words(space, prices)):
                    out.print(line, highlight=False, markup=False)
        return
    judged = standing(space, deal)
    with step("who gives and who gains"):
        parts, link = contributions(space, deal.package), linkage(space, deal.package)
        others = bystanders(space, deal.package)
        coalition = core(space, deal.package) if len(space.parties) > 2 else None
        idle = [measure_words(s.words(), found, space.eve.world) for s in slack_measures(space.eve, deal.package)]
        outcome = space.eve.over_time(deal.package)[0][0] if space.eve.closure.wages else space.eve.outcome
    if output:
        write_files(output, "account", report.account_frame(space, parts), account_chart(space, parts))
    if as_json:
        print_json(
            {
                "dossier": found.name,
                "unit": found.money.axis,
                "horizon": found.world.horizon,
                "package": dict(deal.package),
                "gain": dict(deal.gain),
                "value": deal.value,
                "objections": list(deal.broken),
                "verdict": words.standing_json(judged),
                "does_nothing": idle,
                "account": [
                    {"item": c.item, "option": c.option, **{p: c.total(p) for p in space.parties}} for c in parts
                ],
                "concedes": report.concessions(space, parts),
                "free": free_words(space, parts),
                "linkage": {**asdict(link), "added": link.added},
                "third_countries": [asdict(b) for b in others],
                **idle_json(outcome),
                "over_time": rule_words(found, deal.package, "") or None,
                "ranges": ranges_json(*average_ranges_of(space.eve, deal.package, ranges)),
                "red_lines": [asdict(p) for p in prices],
                "core": None if coalition is None else words.core_json(coalition),
                "diagnosis": asdict(diagnosis),
                "worst_residual": space.valuer.worst_residual,
                "forecasts": skill_words(record()) if found.is_computed() else None,
            }
        )  # fmt: skip
        return
    followed = found.failed and package == "agreed"
    shown = plain_title_of(found, package) if package in space.named else "the package asked for"
    out.print(report.account_of(space, parts, deal, f"Who gives and who gains: {shown} ({space.money.title})"))
    if told := rule_words(found, deal.package, ""):
        out.print(told, highlight=False, markup=False)
    for line in (*report.concession_words(space, parts), *free_words(space, parts)):
        out.print(line, highlight=False, markup=False)
    for table in report.swaps_tables(space, link):
        out.print(table)
    for line in report.swaps_words(space, link):
        out.print(line, highlight=False, markup=False)
    reached, why_none = None, ""
    if others and space.dossier.is_computed():
        reached, why_none = average_ranges_of(space.eve, deal.package, ranges)
        out.print(report.bystanders_table(space, others, reached=reached))
        if reached or why_none:
            out.print(reach_words(reached) if reached else why_none, highlight=False, markup=False)
    for line in idle_words(outcome, reach=reached):
        out.print(line, highlight=False, markup=False)
    if red_lines:
        out.print(report.red_lines_told(space, prices), highlight=False)
        for line in (*report.costless_words(space, prices), *report.looked_words(space, prices)):
            out.print(line, highlight=False, markup=False)
    if coalition:
        for line in words.core_words(space, coalition):
            out.print(line, highlight=False, markup=False)
    for line in (*words.standing_words(space, judged, followed), *words.indifferent_words(space)):
        out.print(line, highlight=False, markup=False)
    for line in idle:
        out.print(line, highlight=False, markup=False)
    for line in [] if diagnosis.zone else words.diagnosis_words(space, diagnosis):
        out.print(line, highlight=False, markup=False)
    print_horizon(space.eve)
    if found.is_computed():
        told = f"What is likely, beside what is good: tradetalks deals {quote(dossier)}. {skill_words(record())}"
        out.print(told, highlight=False, markup=False)


def compare(
    dossier: DossierArg,
    first: Annotated[str, typer.Argument(help=PACKAGE, metavar="A")],
    second: Annotated[str, typer.Argument(help=PACKAGE, metavar="B")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write compare.csv and .svg here.")] = None,
    no_cache: NoCache = False,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Two packages beside each other: the items in which they differ, and what they are worth."""
    import pandas as pd

    from tradetalks.counsel.account import contributions
    from tradetalks.counsel.standing import standing
    from tradetalks.report.charts import compare_chart
    from tradetalks.report.talks_report import account_frame, compare_table
    from tradetalks.report.talks_words import standing_json, standing_words
    from tradetalks.space.deal_space import plain_title_of

    known_package(first)
    known_package(second)
    found = load_dossier(dossier, world, groups, horizon)
    space = solved_space(found, no_cache)
    deals = {name: package_of(space, name) for name in (first, second)}
    known = {name: deal for name, deal in deals.items() if deal is not None}
    if output:
        accounts = {name: contributions(space, deal.package) for name, deal in known.items()}
        frame = pd.concat([account_frame(space, parts).assign(package=name) for name, parts in accounts.items()])
        write_files(output, "compare", frame, compare_chart(space, accounts))
    if as_json:
        print_json(
            {
                name: {
                    "package": dict(d.package), "gain": dict(d.gain), "value": d.value, "objections": list(d.broken),
                    "verdict": standing_json(standing(space, d)),
                }
                for name, d in known.items()
            }
        )  # fmt: skip
        return
    heads = {
        name: plain_title_of(found, name) if name in space.named else f"the {place} package"
        for name, place in ((first, "first"), (second, "second"))
    }
    out.print(compare_table(space, (heads[first], known[first]), (heads[second], known[second])))
    for name, deal in known.items():
        for line in standing_words(space, standing(space, deal), found.failed and name == "agreed"):
            out.print(f"{heads[name]}: {line}", highlight=False, markup=False)
    print_horizon(space.eve)


def chosen_of(
    dossier: Dossier, words: list[str] | None, solve: Callable[[], DealSpace] | None = None
) -> tuple[dict[str, str], str]:
    """What ITEM=OPTION words choose, or the package of one name as ``package_of`` takes it, whose title comes with it.

    What was agreed is known without solving the others.

    Args:
        solve: gives the dossier's deal space where a name asks for it; solved here if None.
    """
    from tradetalks.errors import DossierError
    from tradetalks.space.deal_space import plain_title_of

    if not words or len(words) > 1 or "=" in words[0]:
        return choices(words), ""
    if words[0] == AGREED:
        if dossier.agreed is None:
            raise DossierError(
                f"{package_as_typed()} {AGREED}: the dossier {dossier.name} does not say what was agreed"
            )
        return dossier.package(dossier.agreed.package), "What was agreed"
    known_package(words[0])
    deal = package_of(solve() if solve else solved_space(dossier), words[0])
    assert deal is not None
    return dossier.package(deal.package), plain_title_of(dossier, words[0])


def known_package(words: str) -> None:
    """Refuse a word that is neither a package's name nor ITEM=OPTION, before anything is solved."""
    from tradetalks.errors import unknown

    if "=" not in words and words not in NAMES:
        raise typer.BadParameter(f"{unknown('package', words, NAMES)}, or ITEM=OPTION", param_hint=package_as_typed())


def package_of(space: DealSpace, words: str, or_none: bool = False) -> Deal | None:
    """A named package, or ITEM=OPTION words; None for a solution that picks none, if allowed."""
    from tradetalks.errors import DossierError, unknown

    if "=" in words:
        return space.deal(choices([words]))
    if words in space.named:
        return space.named[words]
    if words in space.none_because:
        if or_none:
            return None
        raise DossierError(
            f"package {words}: {space.none_because[words]}; see tradetalks explain {quote(space.dossier.name)}"
        )
    raise DossierError(f"{unknown('package', words, space.named)}, or ITEM=OPTION")
