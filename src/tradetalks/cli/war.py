"""``tradetalks war | ladder | durability``: what parties do if nothing holds them, and what would."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradetalks.cli.console import (
    DossierArg,
    GroupsOption,
    HorizonOption,
    JsonFlag,
    WorldOption,
    computable,
    err,
    load_dossier,
    out,
    print_horizon,
    print_json,
    step,
    write_files,
)
from tradetalks.residuals import worst

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.dossier.model import Dossier
    from tradetalks.equilibrium.outcome import Outcome
    from tradetalks.value.eve import Eve
    from tradetalks.war.objectives import Objective
    from tradetalks.war.search import Tried
    from tradetalks.world.world import World

OutputDir = Annotated[Path | None, typer.Option("--output", "-o", help="Write tables (csv) and pictures (SVG) here.")]


def war(
    dossier: DossierArg,
    players: Annotated[
        list[str] | None,
        typer.Option(
            "--players",
            "--player",
            help="Regions, code or name: one for its optimal rates, more for Nash rates; else the dossier's parties.",
        ),
    ] = None,
    instruments: Annotated[
        list[str] | None, typer.Option("--instruments", help="tariff, export_tax, subsidy; tariff if left out.")
    ] = None,
    sectors: Annotated[list[str] | None, typer.Option("--sectors", help="Codes or a group; goods if left out.")] = None,
    everyone: Annotated[
        bool, typer.Option("--everyone", help="Players tax all their partners' goods, not only each other's.")
    ] = False,
    mfn: Annotated[bool, typer.Option("--mfn", help="One rate for all partners in each sector.")] = False,
    uniform: Annotated[bool, typer.Option("--uniform", help="One rate for all partners and sectors.")] = False,
    highest: Annotated[
        float | None,
        typer.Option(
            "--highest", help="Highest rate of any tariff or tax, in per cent; 1000 (subsidies 50) if left out."
        ),
    ] = None,
    cooperate: Annotated[
        bool, typer.Option("--cooperate", help="Efficient rates with equal gains, in place of Nash rates.")
    ] = False,
    objective: Annotated[str, typer.Option(help="real_income or tariff_revenue.")] = "real_income",
    weights: Annotated[
        list[str] | None,
        typer.Option("--weights", help="REGION:SECTOR=WEIGHT: government welfare that counts a sector's income so."),
    ] = None,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    output: OutputDir = None,
    as_json: JsonFlag = False,
) -> None:
    """Optimal rates of one player, Nash rates of several, or efficient ones, from the eve of the talks."""
    from tradetalks.report.war_report import rates_chart
    from tradetalks.value.restated import as_taxes
    from tradetalks.war.objectives import objective_of

    found, eve = _eve(dossier, world, groups, horizon)
    codes = [eve.world.region_code(found.regions.get(one, one)) for one in players or found.regions.values()]
    options: dict[str, Any] = {
        "shock": as_taxes(eve.solve({})), "instruments": instruments or ["tariff"], "mfn": mfn, "uniform": uniform,
        "objective": objective_of(_goal(eve, objective, weights, codes)), "closure": eve.closure,
        "bounds": _bounds(highest, instruments),
    }  # fmt: skip
    chosen = sectors or "goods"
    if len(codes) == 1:
        partners = None if everyone else [region for region in found.regions.values() if region != codes[0]]
        fought = _optimal(eve.world, codes[0], partners, chosen, options)
    elif cooperate:
        fought = _efficient(eve.world, codes, chosen, not everyone, options)
    else:
        fought = _nash(eve.world, codes, chosen, not everyone, options)
    fought.outcome.certificate.require()
    names = {code: eve.world.region_name(code) for code in codes}
    if output:
        write_files(output, "rates", fought.rates, rates_chart(fought.rates, names))
    if as_json:
        print_json({"dossier": found.name, "horizon": found.world.horizon, **_war_json(fought, codes)})
    else:
        _print_war(fought, names, found.title)
        print_horizon(eve)


@dataclass(frozen=True, eq=False)
class _Fought:
    """Rates that players chose, and how they were found.

    Attributes:
        rates: one row a rate: player, partner, sector, rate and the trade it falls on.
        own: by player, the change of what it cares for, in per cent where ``goal.logs``.
    """

    kind: str
    goal: Objective
    outcome: Outcome
    rates: pd.DataFrame
    own: Mapping[str, float]
    search: str
    warnings: Sequence[str] = ()
    tried: Mapping[str, Sequence[Tried]] = field(default_factory=dict)


def _optimal(world: World, player: str, partners: list[str] | None, sectors: Any, options: dict[str, Any]) -> _Fought:
    from tradetalks.war.optimal import optimal_tariffs

    best = optimal_tariffs(world, player, partners, sectors, **options)
    search = f"{len(best.tried)} starts, slope {best.slope:.1e}, curvature {best.curvature:.1e}, {best.steps} steps"
    return _Fought(
        "Optimal rates", best.objective, best.outcome, best.to_frame(), {player: best.objective_gain}, search,
        best.warnings, {player: best.tried},
    )  # fmt: skip


def _efficient(world: World, players: list[str], sectors: Any, among: bool, options: dict[str, Any]) -> _Fought:
    from tradetalks.war.cooperation import cooperative_tariffs

    talks = cooperative_tariffs(world, players, sectors, among_players=among, progress=_say, **options)
    own = {c: 100 * math.expm1(g) if talks.objective.logs else g for c, g in talks.gains.items()}
    search = f"gains equal to {talks.gap:.1e}, slope {talks.slope:.1e}, {talks.steps} climbs"
    rates = talks.levers.to_frame(talks.rates)
    return _Fought("Efficient rates, equal gains", talks.objective, talks.outcome, rates, own, search)


def _nash(world: World, players: list[str], sectors: Any, among: bool, options: dict[str, Any]) -> _Fought:
    from tradetalks.war.nash import nash_tariffs
    from tradetalks.war.words import deviations_words

    war = nash_tariffs(world, players, sectors, among_players=among, progress=_say, **options)
    search = f"{len(war.history)} steps or rounds, last change {war.history[-1]:.1e}; {deviations_words(war)}"
    return _Fought(
        "Nash rates", war.objective, war.outcome, war.rates_frame(), war.objective_gain, search, war.warnings, war.tried
    )


def _rows(fought: _Fought, codes: Iterable[str]) -> dict[str, dict[str, float]]:
    """By player: its rates, median and mean by trade, and what the war brings it."""
    outcome, rows = fought.outcome, {}
    for code in codes:
        part, column = fought.rates[fought.rates.player == code], outcome.world.region(code)
        rows[code] = {
            "median": float(part.rate_pct.median()),
            "mean": float((part.rate_pct * part.trade_bn).sum() / part.trade_bn.sum()),
            "percent": 100 * float(outcome.real_income_ratio[column] - 1),
            "billions": float(outcome.real_income_change[column]),
            "objective": fought.own[code],
        }
    return rows


def _war_json(fought: _Fought, codes: Iterable[str]) -> dict[str, Any]:
    from tradetalks.report.income_rows import income_rows

    outcome = fought.outcome
    return {
        "kind": fought.kind,
        "players": {
            code: {"median_tariff": row["median"] / 100, "real_income_pct": row["percent"]} | row
            for code, row in _rows(fought, codes).items()
        },
        "rates": fought.rates.to_dict("records"),
        "real_income_bn": dict(zip(outcome.world.regions, outcome.real_income_change.tolist(), strict=True)),
        "real_income": {row.code: row.figures for row in income_rows(outcome)},
        "objective": {"name": fought.goal.name, "gain_in_per_cent": fought.goal.logs},
        "search": fought.search,
        "tried": {code: [_tried(start) for start in starts] for code, starts in fought.tried.items()},
        "warnings": list(fought.warnings),
        "certificate": outcome.certificate.as_dict(),
    }


def _print_war(fought: _Fought, names: dict[str, str], title: str) -> None:
    from tradetalks.report.income_rows import income_rows
    from tradetalks.report.numbers import Figures
    from tradetalks.report.tables import income_table
    from tradetalks.report.war_report import players_table

    outcome, goal = fought.outcome, fought.goal
    aim = "" if goal.name == "real_income" else f"{goal.name.replace('_', ' ')}{', %' if goal.logs else ''}"
    out.print(players_table(f"{fought.kind} from today: {title}", _rows(fought, names), names, aim))
    out.print(income_table(income_rows(outcome, names), "What real income is made of, per cent"))
    change = zip(outcome.world.regions, outcome.real_income_change.tolist(), strict=True)
    others = sorted(((c, v) for c, v in change if c not in names), key=lambda pair: -abs(pair[1]))[:5]
    figures = Figures.among(v for _, v in others)
    words = "; ".join(f"{outcome.world.region_name(c)} {figures(v)}" for c, v in others)
    if words:
        out.print(f"Others, {figures.unit.title}: {words}.", highlight=False, markup=False)
    out.print(f"Search: {fought.search}. Certificate: {outcome.certificate}", highlight=False, markup=False)
    for line in fought.warnings:
        out.print(f"Warning: {line}.", highlight=False, markup=False)


def ladder(
    dossier: DossierArg,
    tit_for_tat: Annotated[
        float | None, typer.Option("--tit-for-tat", help="In place of the dossier's steps: points added in turns.")
    ] = None,
    rounds: Annotated[int, typer.Option(help="Moves of each side, with --tit-for-tat.")] = 4,
    match: Annotated[str, typer.Option(help="With --tit-for-tat: answer in points or in value.")] = "points",
    output: OutputDir = None,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Climb an escalation rung by rung: what each move costs whom, where each side would rather stop."""
    from tradetalks.counsel.escalation import announced_ladder, sides
    from tradetalks.report.war_report import ladder_chart, ladder_table, ladder_words
    from tradetalks.war.ladder import climb_ladder, retaliation

    how: Any = match
    found, eve = _eve(dossier, world, groups, horizon)
    with step("climbing the ladder"):
        if tit_for_tat is None:
            solved = announced_ladder(eve)
        else:
            first, second = sides(found)[:2]
            start = eve.combined(found.status_quo()).on(eve.world)
            rungs = retaliation(
                eve.world,
                (first, second),
                step=tit_for_tat / 100,
                rounds=rounds,
                match=how,
                start=start,
            )
            solved = climb_ladder(eve.world, rungs, start=start, solver=eve.solve_shock)
    names = {code: eve.world.region_name(code) for code in solved.sides}
    frame = solved.to_frame()
    if output:
        write_files(output, "ladder", frame.reset_index(), ladder_chart(solved, names))
    if as_json:
        print_json(
            {
                "dossier": found.name,
                "horizon": found.world.horizon,
                "rungs": frame.reset_index().to_dict("records"),
                "stops_at": solved.stops_at,
                "prefers": dict(solved.prefers),
                "regrets": {c: list(v) for c, v in solved.regrets.items()},
                "worst_residual": worst(o.certificate.worst for o in solved.outcomes),
            }
        )
        return
    out.print(ladder_table(solved, names))
    for line in ladder_words(solved, names):
        out.print(line, highlight=False, markup=False)
    largest = worst(o.certificate.worst for o in solved.outcomes)
    out.print(f"Every rung is solved; worst residual {largest:.1e}.", highlight=False, markup=False)
    print_horizon(eve)


def durability(
    dossier: DossierArg,
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package",
            "-p",
            metavar="PACKAGE",
            help="A package's name, or ITEM=OPTION, several; the named packages if left out.",
        ),
    ] = None,
    review: Annotated[float | None, typer.Option(help="Years between reviews; the dossier's own if left out.")] = None,
    discount: Annotated[float | None, typer.Option(help="Discount rate a year, in per cent, of every party.")] = None,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    as_json: JsonFlag = False,
) -> None:
    """What keeps each package alive: best breach, least discount factor, longest review, the clause that mends it."""
    from tradetalks.cli.console import joined, solved_space
    from tradetalks.cli.explain import chosen_of
    from tradetalks.counsel.enforcement import enforcement
    from tradetalks.report.numbers import Figures
    from tradetalks.report.war_report import durability_table, durability_words
    from tradetalks.space.deal_space import plain_title_of

    found = load_dossier(dossier, world, groups, horizon)
    solve = cache(partial(solved_space, found))
    choice, title = chosen_of(found, package, solve)
    chosen = {title or "package": found.package(choice)} if package else {}
    solved = solve()
    named = {plain_title_of(found, n): d.package for n, d in solved.named.items() if n != "status_quo"}
    packages = joined(chosen or named)
    rate = None if discount is None else discount / 100
    names = {p: party.name for p, party in found.parties.items()}
    items = {item.id: item.title for item in found.agenda}
    told = {}
    for title, one in packages.items():
        sides_ = enforcement(solved, one, review=review, discount_rate=rate)
        told[title] = [
            {
                "party": e.party, "deal": e.durability.stage.deal, "defect": e.durability.stage.defect,
                "punish": e.durability.stage.punish, "known": e.known,
                **dict.fromkeys(("critical_discount_factor", "longest_review_years", "holds", "instalments")),
                **({
                    "critical_discount_factor": e.durability.critical, "holds": e.durability.holds,
                    "longest_review_years": e.durability.longest, "instalments": e.durability.instalments,
                } if e.known else {}),
                "escrow_bn": e.durability.escrow if e.known else None,
                "withdraws": list(e.breach), "clause": e.clause(items, Figures(e.unit).size),
                "nobody_named_for": list(e.unknown),
            }
            for e in sides_
        ]  # fmt: skip
        if not as_json:
            heading = f"What keeps it alive: {title} ({solved.money.title} against today)"
            out.print(durability_table(heading, sides_, names))
            for line in durability_words(sides_, names, items):
                out.print(line, highlight=False, markup=False)
    if as_json:
        print_json({"dossier": found.name, "horizon": found.world.horizon, "packages": told})
        return
    if not packages:
        out.print("No package leaves every party as well off as no deal: there is none to keep alive.", highlight=False)
        return
    out.print(
        f"Breach: a party withdraws what it applies itself; then {found.enforcement.punishment} no deal for good.",
        highlight=False, markup=False,
    )  # fmt: skip


# ---------------------------------------------------------------------- helpers
def _eve(
    dossier: str, world: str | None = None, groups: str | None = None, horizon: str | None = None
) -> tuple[Dossier, Eve]:
    from tradetalks.value.eve import bring_to_eve

    found = computable(load_dossier(dossier, world, groups, horizon))
    with step("bringing the world to the eve of the talks"):
        return found, bring_to_eve(found)


def _goal(eve: Eve, objective: str, weights: list[str] | None, players: list[str]) -> str | Objective:
    """The objective by name, or a government's that weighs sectors; only players' weights move anything."""
    if not weights:
        return objective
    from tradetalks.war.objectives import government

    table: dict[str, dict[str, float]] = {}
    for text in weights:
        place, equals, value = text.partition("=")
        region, colon, sector = place.partition(":")
        try:
            number = float(value)
        except ValueError:
            equals = ""
            number = 0.0
        if not (equals and colon):
            raise typer.BadParameter(f"'{text}': expected REGION:SECTOR=WEIGHT", param_hint="--weights")
        region = eve.world.region_code(region)
        if region not in players:
            raise typer.BadParameter(
                f"'{text}': {region} is no player, so that its weight would count for nothing; expected one of"
                f" {', '.join(players)}",
                param_hint="--weights",
            )
        if sector in table.get(region, {}):
            raise typer.BadParameter(f"'{text}': {region}:{sector} is weighed twice", param_hint="--weights")
        table.setdefault(region, {})[sector] = number
    return government(eve.world, table)


def _bounds(highest: float | None, instruments: list[str] | None) -> dict[str, tuple[float, float]] | None:
    """The usual bounds with another highest rate, given in per cent."""
    from tradetalks.war.levers import BOUNDS

    if highest is None:
        return None
    return {kind: (low, highest / 100) for kind, (low, _) in BOUNDS.items() if kind in (instruments or ["tariff"])}


def _tried(tried: Tried) -> dict[str, Any]:
    """A start of a search for JSON, which knows no NaN."""
    led = math.isfinite(tried.gain)
    return {"start": tried.start, "gain": tried.gain if led else None, "poorer_optimum": tried.poorer,
            "fault": tried.fault}  # fmt: skip


def _say(turn: int, left: float) -> None:
    """A round of a search, on standard error."""
    err.print(f"round {turn}: {left:.2g} left", highlight=False)
