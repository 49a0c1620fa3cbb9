"""How many years after a measure figures are: in words, and the long run beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from shlex import quote
from typing import TYPE_CHECKING, Any

from tradetalks.counsel.horizons import Stakes, flips
from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.horizons import Horizon, horizon
from tradetalks.report.numbers import Figures
from tradetalks.space.deal_space import Deal, DealSpace, plain_title_of

if TYPE_CHECKING:
    from tradetalks.value.eve import Eve

MOST_TOLD = 6
"""Stakes of another sign in the long run that are told one by one."""


def response_words(closure: Closure) -> str:
    """How trade, workers and relative wages have responded under a closure."""
    factor, kappa, share = closure.trade_elasticity_factor, closure.labour_mobility, closure.exchange_rate
    trade = (
        "trade has had time to move" if factor == 1 else f"trade responds with {factor:g} of its long-run elasticities"
    )
    if math.isinf(kappa):
        labour = "workers have moved between sectors"
    elif kappa == 1:
        labour = "workers are in the sectors they were in"
    else:
        labour = f"some workers have changed sector, with elasticity {kappa:g} to its wage"
    wages = (
        "relative wages have adjusted until trade deficits are as they were"
        if share == 1
        else f"relative wages have gone {share:g} of the way to where trade deficits are as they were, and lending"
        " takes up the rest"
    )
    whose = ", sector by sector," if closure.wages_by_sector else ""
    floor = f", and nominal wages{whose} have fallen no further than so many years allow"
    if not closure.wages:
        floor = ", and everybody who wants work finds it, wages falling as far as that asks"
    return f"{trade}, {labour}, {wages}{floor}"


def horizon_line(named: Horizon | str | float, closure: Closure) -> str:
    """When figures are, and what has responded by then."""
    return f"Figures are {horizon(named).words}: {response_words(closure)}."


def eve_horizon_line(eve: Eve) -> str:
    """The same of packages valued from an eve; a fitted factor is said to be one. Empty where nothing is computed."""
    if not eve.dossier.is_computed():
        return ""
    line = horizon_line(eve.dossier.horizon, eve.closure)
    return f"{line[:-1]}; the trade elasticities are fitted to today's trade." if _fitted(eve) else line


def _fitted(eve: Eve) -> bool:
    return eve.dossier.eve.fits_factor and eve.dossier.eve.packages == "same"


def full_adjustment(closure: Closure) -> bool:
    """Is it the long run, in which everything has adjusted?"""
    return closure.trade_elasticity_factor == 1 and math.isinf(closure.labour_mobility) and closure.exchange_rate == 1


def when(dossier: Dossier) -> str:
    """In years 2 to 3."""
    return dossier.horizon.words


def at_horizon(dossier: Dossier) -> str:
    """The same after a comma, for a title; empty where nothing is computed."""
    return f", {when(dossier)}" if dossier.is_computed() else ""


# ---------------------------------------------------------------------- the long run beside
def flipped(
    space: DealSpace, stakes: Stakes, packages: Mapping[str, Deal], options: Mapping[str, Deal] | None = None
) -> list[str]:
    """Stakes whose sign, as tables print them, is another at the other horizon: whose, of what, and both figures; the
    largest first.

    Args:
        packages: by title; their gains over no deal are looked at too. options: single options, by title.
    """
    names = {p: party.name for p, party in space.dossier.parties.items()}
    found: list[tuple[float, str]] = []
    bn = Figures(space.money)

    def look(title: str, party: str, here: float, there: float) -> None:
        if flips(here, there, bn.told):
            told = f"{names[party]}, {title}: {bn(here)} {when(space.dossier)}, {bn(there)} {stakes.horizon.words}"
            found.append((min(abs(here), abs(there)), told))

    for title, deal in {**packages, **(options or {})}.items():
        there = stakes.economic(deal.package)
        for p in space.parties:
            look(f"{title} (model)", p, deal.economic[p], there[p])
    for title, deal in packages.items():
        gain = stakes.gain(deal)
        for p in space.parties:
            look(f"{title}, gain over no deal", p, deal.gain[p], gain[p])
    for branch in space.dossier.no_deal:
        for p, brings in zip(space.parties, stakes.branches[branch.name].tolist(), strict=True):
            look(f"{branch.title} (model)", p, space.no_deal[branch.name].economic[p], brings)
    return [told for _, told in sorted(found, key=lambda pair: -pair[0])]


def flip_words(
    space: DealSpace,
    stakes: Stakes | None,
    packages: Mapping[str, Deal],
    options: Mapping[str, Deal] | None = None,
    hint: bool = True,
) -> list[str]:
    """Which stakes change sign in the long run, in sentences; that none does, where none does.

    Args:
        hint: name the command that says why (print has none to type it into).
    """
    if stakes is None:
        return []
    told = flipped(space, stakes, packages, options)
    if not told:
        return [f"No stake has another sign {stakes.horizon.words}."]
    more = f"; and {len(told) - MOST_TOLD} more, smaller" if len(told) > MOST_TOLD else ""
    why = (
        f"; tradetalks path {quote(space.dossier.name)} -p ITEM=OPTION says which of the two turns one" if hint else ""
    )
    return [
        f"Of another sign {stakes.horizon.words}: {'; '.join(told[:MOST_TOLD])}{more} ({space.money.title})."
        f" Relative wages are held at first and adjust later, and trade answers more with the years{why}."
    ]


def named_deals(space: DealSpace) -> dict[str, Deal]:
    """Named packages by their titles, equal ones once under all of them."""
    titles: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name, deal in space.named.items():
        titles.setdefault(tuple(deal.package.items()), []).append(plain_title_of(space.dossier, name))
    return {", ".join(same): space.deal(dict(package)) for package, same in titles.items()}


def stakes_json(space: DealSpace, stakes: Stakes | None) -> dict[str, Any] | None:
    """The long run of named packages and branches of no deal, as ``--json`` prints it."""
    if stakes is None:
        return None
    return {
        "horizon": stakes.horizon.name,
        "expected_no_deal": dict(zip(space.parties, stakes.expected_no_deal.tolist(), strict=True)),
        "chances_of_no_deal": stakes.chances,
        "no_deal": {
            name: {"model": dict(zip(space.parties, row.tolist(), strict=True))}
            for name, row in stakes.branches.items()
        },
        "named": {
            name: {"model": stakes.economic(deal.package), "gain": stakes.gain(deal)}
            for name, deal in space.named.items()
        },
        "of_another_sign": flipped(space, stakes, named_deals(space)),
    }
