"""``tradetalks negotiate | counter``: talks as they may run, and counter-offers worth the same to one party."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradetalks.cli.console import (
    DossierArg,
    GroupsOption,
    HorizonOption,
    JsonFlag,
    WorldOption,
    load_dossier,
    out,
    print_horizon,
    print_json,
    solved_space,
    step,
    write_files,
)
from tradetalks.cli.explain import PACKAGE, known_package, package_of

if TYPE_CHECKING:
    from tradetalks.counsel.mediation import Mediated
    from tradetalks.space.deal_space import Deal, DealSpace

DRAWS = 64
"""Draws of parties' discounts where these are given as ranges."""
LENIENCY = (0.0, 1.0)
"""How lenient votes on a mediator's text are at first, in the runs that are shown."""


def negotiate(
    dossier: DossierArg,
    strategies: Annotated[
        list[str] | None,
        typer.Option(
            "--strategy", "-s", help="PARTY=STRATEGY, several: hardliner, boulware, linear, conceder or an exponent."
        ),
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, max=2000, help="Turns until the deadline.")] = 40,
    discount: Annotated[
        float, typer.Option(help="Discount factor a round of all, beside a party's own, where everybody knows all.")
    ] = 0.98,
    seed: Annotated[int, typer.Option(min=0, help="Decides the mediator's draws and those of discounts.")] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the offers (csv, SVG) of one run here.")
    ] = None,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Talks of any number of parties: solved where everybody knows all, simulated with private gains, mediated."""
    from tradetalks.counsel.bargaining import CAVEAT, efficiency, simulate, tournament
    from tradetalks.counsel.full_information import alternating_offers, by_lot, drawn_factors, gains_over, round_factors
    from tradetalks.errors import DossierError
    from tradetalks.report import bargain_report as report

    found = load_dossier(dossier, world, groups, horizon)
    space = solved_space(found)
    if not space.frontier:
        raise DossierError("negotiate: no package leaves every party as well off as no deal; see tradetalks explain")
    gains = space.appraiser.gains(space.frontier)
    own = [found.parties[p].discount for p in space.parties]
    rates = round_factors(discount, [one.mid for one in own], rounds)
    with step("solving offers in turn"):
        lots = dict(zip(space.parties, by_lot(gains, rates), strict=True))
        # of whole packages who moves last has an advantage that more rounds do not wear away
        solved, longer = (
            {p: alternating_offers(gains, rates, count, first=j) for j, p in enumerate(space.parties)}
            for count in (rounds, rounds + 1)
        )
    spread = None
    if any(one.low < one.high for one in own):
        with step(f"solving offers in turn for {DRAWS} draws of discounts"):
            spread = gains_over(gains, drawn_factors(discount, own, rounds, DRAWS, seed))
    if strategies:
        chosen = _strategies(space, strategies)
        runs = {tuple(str(s) for s in chosen): simulate(gains, chosen, rounds)}
    else:
        runs = tournament(gains, rounds=rounds)
    with step("mediating"):
        mediated = _mediated(space, seed)

    def package(row: int | None) -> dict[str, str] | None:
        return None if row is None else dict(space.frontier[row].package)

    scores = {profile: efficiency(run, gains) for profile, run in runs.items()}
    if output:
        _run_files(space, next(iter(runs.values())), output)
    if as_json:
        print_json(
            {
                "dossier": found.name,
                "unit": found.money.axis,
                "horizon": found.world.horizon,
                "discount_a_round": dict(zip(space.parties, rates, strict=True)),
                "by_lot": {
                    p: {"gains": list(one.gains), "packages": [
                        {"chance": chance, "package": package(row)}
                        for row, chance in zip(one.rows, one.chances, strict=True)
                    ], **({} if spread is None else {"gains_over_discounts": spread[:, j].T.tolist()})}
                    for j, (p, one) in enumerate(lots.items())
                },
                **{
                    key: {
                        p: {"round": s.turn, "gains": list(s.gains), "package": package(s.row)} for p, s in game.items()
                    }
                    for key, game in (("solved", solved), ("solved_with_one_round_more", longer))
                },
                "simulated": [
                    {"strategies": list(profile), "agreed": run.agreed,
                     "rounds": run.offers[-1].turn if run.offers else 0, "gains": list(run.gains), **scores[profile],
                     "package": package(run.row)}
                    for profile, run in runs.items()
                ],
                "mediated": [
                    {"leniency": leniency, "changes_shown": run.proposals, "changes_passed": len(run.texts) - 1,
                     "gain": dict(deal.gain), "package": dict(deal.package)}
                    for leniency, (run, deal) in mediated.items()
                ],
                "caveat": CAVEAT,
            }
        )  # fmt: skip
        return
    ranges = [] if spread is None else report.spread_words(space, own, spread, DRAWS)
    for line in (*report.lot_words(space, lots, rates), *ranges, *report.solved_words(space, solved, longer, rounds)):
        out.print(line, highlight=False, markup=False)
    out.print(report.runs_table(space, runs, scores))
    if len(set(rates)) > 1:
        out.print("Gains of these runs are those of the package agreed, not discounted by round.", highlight=False)
    for line in report.mediated_words(space, mediated):
        out.print(line, highlight=False, markup=False)
    out.print(f"Offers in turn and mediated texts: {CAVEAT}.", highlight=False, markup=False)
    print_horizon(space.eve)


def counter(
    dossier: DossierArg,
    party: Annotated[str, typer.Argument(help="Whose counter-offers: a party's code or name.", metavar="PARTY")],
    package: Annotated[str, typer.Argument(help=PACKAGE, metavar="PACKAGE")] = "nash",
    offers: Annotated[
        list[str] | None,
        typer.Option(
            "--offered",
            help="'PARTY: ITEM=OPTION,ITEM=OPTION', several: what others offered so far; items not named stay open.",
        ),
    ] = None,
    within: Annotated[float | None, typer.Option(min=0.0, help="Billions a year; else 2% of its best gain.")] = None,
    count: Annotated[int, typer.Option(min=1, max=20, help="How many.")] = 3,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Counter-offers worth the same to one party; with others' offers so far, what these seem to want."""
    from dataclasses import asdict

    import numpy as np

    from tradetalks.counsel.counteroffers import of_equal_value
    from tradetalks.counsel.offers import estimated, prior_of
    from tradetalks.dossier.lookup import party_named
    from tradetalks.report import bargain_report as report
    from tradetalks.space.blocks import assembled

    known_package(package)
    found = load_dossier(dossier, world, groups, horizon)
    party = party_named(found, party)
    space = solved_space(found)
    hand = package_of(space, package)
    assert hand is not None
    made = _offers(space, offers or [])
    wants = {p: estimated(space.valued, given, prior=prior_of(space, p)) for p, given in made.items() if p != party}
    me = space.parties.index(party)
    others = []
    for j, p in enumerate(space.parties):
        if p in wants:
            others.append(wants[p].by_block(space.valued))
        elif j != me:
            others.append([block.values[:, j] for block in space.blocks])
    largest = max((d.gain[party] for d in space.frontier), default=1.0)
    near = max(0.02 * largest, 1e-3) if within is None else within
    chosen = of_equal_value(
        space.valued, [block.values[:, me] for block in space.blocks],
        [np.column_stack(columns) for columns in zip(*others, strict=True)], hand.package, within=near, count=count,
    )  # fmt: skip
    if as_json:
        print_json(
            {
                "dossier": found.name, "unit": found.money.axis, "horizon": found.world.horizon,
                "party": party, "package": dict(hand.package),
                "within_bn": near,
                "wants": {p: {"weights": dict(one.weights), "offers": one.offers, "scores": [
                    {"item": item, "option": option, "score": score} for (item, option), score in one.scores.items()
                ]} for p, one in wants.items()},
                "offers": [
                    {**asdict(one), "package": dict(deal.package), "gain": dict(deal.gain)}
                    for one in chosen
                    for deal in [space.deal(assembled(found, space.blocks, one.rows))]
                ],
            }
        )  # fmt: skip
        return
    for p, one in wants.items():
        out.print(report.estimate_table(space, p, one))
    for line in report.counter_words(space, party, hand.package, chosen, near, list(wants)):
        out.print(line, highlight=False, markup=False)
    print_horizon(space.eve)


# ---------------------------------------------------------------------- helpers
def _strategies(space: DealSpace, given: list[str]) -> list[str | float]:
    """A strategy a party, linear where none is given."""
    from tradetalks.dossier.lookup import party_named

    found: dict[str, str | float] = dict.fromkeys(space.parties, "linear")
    for text in given:
        party, equals, name = (part.strip() for part in text.partition("="))
        if not equals:
            raise typer.BadParameter(f"'{text}': expected PARTY=STRATEGY", param_hint="--strategy")
        party = party_named(space.dossier, party)
        try:
            found[party] = float(name)
        except ValueError:
            found[party] = name
    return list(found.values())


def _offers(space: DealSpace, given: list[str]) -> dict[str, list[dict[str, str]]]:
    """By party, what it offered, item by item; what an offer does not name is left open.

    Raises:
        BadParameter, DossierError: an offer of another form, an unknown name, one that a rule forbids, with the rule.
    """
    from tradetalks.cli.console import choices
    from tradetalks.dossier.lookup import party_named
    from tradetalks.errors import DossierError

    found: dict[str, list[dict[str, str]]] = {}
    for text in given:
        party, colon, package = (part.strip() for part in text.partition(":"))
        if not colon or "=" not in package:
            raise typer.BadParameter(f"'{text}': expected 'PARTY: ITEM=OPTION,ITEM=OPTION'", param_hint="--offered")
        offer = choices([package])
        said = list(space.dossier.objections(space.dossier.package(offer), offer))
        if said:
            raise DossierError(f"--offered '{text}': no deal may hold it ({'; '.join(said)})")
        found.setdefault(party_named(space.dossier, party), []).append(offer)
    return found


def _mediated(space: DealSpace, seed: int) -> Mapping[float, tuple[Mediated, Deal]]:
    """A mediator's text from the status quo, by how lenient votes are, and its last text solved whole."""
    from tradetalks.counsel.mediation import single_text
    from tradetalks.space.blocks import assembled

    found, start = {}, space.dossier.status_quo()
    for leniency in LENIENCY:
        run = single_text(space.valued, space.expected_no_deal, start, leniency=leniency, seed=seed)
        found[leniency] = (run, space.deal(assembled(space.dossier, space.blocks, run.last.rows)))
    return found


def _run_files(space: DealSpace, run: Any, folder: Path) -> None:
    import pandas as pd

    from tradetalks.report.bargain_report import run_chart

    rows: list[Mapping[str, Any]] = [
        {"round": o.turn, "by": space.parties[o.by],
         **{f"gain_{p}": g for p, g in zip(space.parties, o.gains, strict=True)},
         **dict(space.frontier[o.row].package)}
        for o in run.offers
    ]  # fmt: skip
    write_files(folder, "offers", pd.DataFrame(rows), run_chart(space, run))
