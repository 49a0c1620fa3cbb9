"""``tradetalks war``: what the parties would charge each other if nothing held them."""

from __future__ import annotations

from typing import Annotated

import typer

from tradetalks.cli.console import JsonFlag, err, out, print_json


def war(
    dossier: Annotated[
        str, typer.Argument(help="A shipped dossier's name, a folder, or a YAML file.", metavar="DOSSIER")
    ],
    player: Annotated[
        list[str] | None, typer.Option("--player", help="Region code; repeated. The dossier's parties if left out.")
    ] = None,
    everyone: Annotated[
        bool, typer.Option("--everyone", help="Players tax all their partners' goods, not only each other's.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Optimal tariffs of one player, or Nash tariffs of several, from the eve of the talks."""
    from tradetalks.errors import PolicyError
    from tradetalks.report.tables import make_table
    from tradetalks.talks.dossier import Dossier
    from tradetalks.talks.valuation import bring_to_eve
    from tradetalks.war.nash import nash_tariffs
    from tradetalks.war.optimal import optimal_tariffs

    found = Dossier.load(dossier)
    eve = bring_to_eve(found)
    players = player or [p.region for p in found.parties.values()]
    for code in players:
        eve.world.region(code)
    closure = eve.closure
    if len(players) == 1:
        partners = None if everyone else [p.region for p in found.parties.values() if p.region != players[0]]
        best = optimal_tariffs(eve.world, players[0], partners, closure=closure)
        outcome, rates = best.outcome, {best.player: (best.median, best.gain)}
        certificate = f"slope {best.slope:.1e}, curvature {best.curvature:.1e}, {best.steps} steps"
    else:

        def say(turn: int, largest: float) -> None:
            err.print(f"round {turn}: largest change {100 * largest:.2g} points", highlight=False)

        fight = nash_tariffs(eve.world, players, among_players=not everyone, closure=closure, progress=say)
        table = fight.to_frame()
        outcome = fight.outcome
        rates = {c: (table.loc[c, "median_tariff_pct"] / 100, table.loc[c, "real_income_pct"]) for c in fight.players}
        gain = max(fight.most_to_gain.values())
        certificate = f"{len(fight.history)} rounds, last change {fight.history[-1]:.1e}, most to gain {gain:.1e}"
    if not outcome.certificate.certified:
        raise PolicyError("the war's outcome is not certified")
    change = dict(zip(eve.world.regions, outcome.real_income_change.tolist(), strict=True))
    if as_json:
        print_json(
            {
                "dossier": found.name,
                "players": {c: {"median_tariff": float(m), "real_income_pct": float(g)} for c, (m, g) in rates.items()},
                "real_income_bn": change,
                "search": certificate,
                "certificate": outcome.certificate.as_dict(),
            }
        )
        return
    kind = "Optimal tariffs" if len(players) == 1 else "Nash tariffs"
    shown = make_table(
        f"{kind} from the eve: {found.title}",
        ("player", "left"), ("median tariff", "right"), ("real income", "right"), ("bn USD a year", "right"),
    )  # fmt: skip
    for code, (median, percent) in rates.items():
        shown.add_row(eve.world.region_name(code), f"{100 * median:.1f}%", f"{percent:+.2f}%", f"{change[code]:+,.1f}")
    out.print(shown)
    others = sorted(((c, v) for c, v in change.items() if c not in rates), key=lambda pair: -abs(pair[1]))[:5]
    words = "; ".join(f"{eve.world.region_name(c)} {v:+,.1f}" for c, v in others)
    out.print(f"Others, bn USD a year: {words}.", highlight=False, markup=False)
    out.print(f"Search: {certificate}. Certificate: {outcome.certificate}", highlight=False, markup=False)
