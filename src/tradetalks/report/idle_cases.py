"""Who is out of work under several packages and ways of having no deal, side by side: a table and plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.jobs import jobs
from tradetalks.report.columns import package_columns
from tradetalks.report.horizon_words import at_horizon
from tradetalks.report.idle_words import OUT_OF_WORK, idle_cell, idle_json
from tradetalks.report.plain_words import capital
from tradetalks.report.tables import make_table
from tradetalks.space.deal_space import DealSpace
from tradetalks.value.no_deal import solve_branch


def outcomes_by_case(space: DealSpace) -> tuple[dict[str, Outcome], dict[str, Outcome]]:
    """Outcomes of the packages that tables show, by name, of what changes over time the first step, and of the ways of
    having no deal; none where the dossier has no floor on wages.

    Raises:
        NotCertified: one has no certificate.
    """
    if space.eve.closure.wages is None or not space.dossier.is_computed():
        return {}, {}
    packages = {name: space.eve.over_time(deal.package)[0][0] for name, _, deal in package_columns(space)}
    branches = {branch.name: solve_branch(space.valuer, branch) for branch in space.dossier.no_deal}
    for outcome in (*packages.values(), *branches.values()):
        outcome.certificate.require()
    return packages, branches


def idle_table(space: DealSpace, packages: Mapping[str, Outcome], branches: Mapping[str, Outcome]) -> Table | str:
    """A row a package and a way of having no deal, a column a party; a sentence where nobody is out of work; empty
    where wages are free."""
    if not packages and not branches:
        return ""
    codes = list(dict.fromkeys(space.dossier.regions.values()))
    world = space.eve.world
    titles = {name: capital(title) for name, title, _ in package_columns(space)}
    cases = [(titles[name], outcome) for name, outcome in packages.items()]
    cases += [(f"No deal: {b.title}", branches[b.name]) for b in space.dossier.no_deal if b.name in branches]
    table, all_cells = make_table(
        f"{capital(OUT_OF_WORK)}{at_horizon(space.dossier)}, and where most look for it",
        ("case", "left"), *[(world.region_name(code), "left") for code in codes],
    ), []  # fmt: skip
    for title, outcome in cases:
        people = jobs(outcome)
        cells = [idle_cell(outcome, people, world.region(code)) for code in codes]
        table.add_row(title, *cells)
        all_cells += cells
    if set(all_cells) <= {"0"}:
        return "Nobody at the table is out of work, with any of these packages or without a deal."
    return table


def idle_cases_json(packages: Mapping[str, Outcome], branches: Mapping[str, Outcome]) -> dict[str, Any]:
    """``out_of_work`` as ``--json`` prints it: by package and by way of having no deal, then as of one package; nothing
    where wages are free."""
    if not packages and not branches:
        return {}
    told = {"packages": packages, "no_deal": branches}
    return {
        "out_of_work": {
            kind: {name: idle_json(outcome)["out_of_work"] for name, outcome in found.items()}
            for kind, found in told.items()
        }
    }
