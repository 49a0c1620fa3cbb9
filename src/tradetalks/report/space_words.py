"""How large the deal space is and how it was valued, in words and as plain data: all solved, or estimated."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tradetalks.report.chance_words import chances_json
from tradetalks.report.numbers import Figures, pct
from tradetalks.report.uncomputed import is_unsized
from tradetalks.space.deal_space import Deal, DealSpace
from tradetalks.space.estimates import SHARE


def number(count: float) -> str:
    """Counts in full, beyond a million millions in powers of ten."""
    return f"{count:,.0f}" if count < 1e12 else f"{count:.1e}"


def space_line(space: DealSpace) -> str:
    """One line for the command line."""
    about = "" if space.counted and not space.estimated else "about "
    counted = (
        f"{number(space.feasible)} packages allowed, {about}{number(space.signable)} signable, {frontier_words(space)}"
    )
    if not space.dossier.is_computed():
        return f"{counted}; all by the worth that the dossier states, none by the model"
    policies = f"{space.policies:,} distinct {'policy' if space.policies == 1 else 'policies'}"
    return f"{counted}; {policies}, worst residual {space.valuer.worst_residual:.1e}"


def frontier_words(space: DealSpace) -> str:
    """How many packages lie on the frontier and, where they are too many, what stands for them and how closely."""
    count = f"{len(space.frontier):,}"
    if space.epsilon:
        unit = space.money
        return (
            f"{count} stand for the frontier, which has more than can be kept: a package left out is better than one of"
            f" them by at most {Figures(unit).size(space.epsilon)} {unit.short} to any party"
        )
    if space.untold:
        return f"{space.on_frontier:,} on the frontier, of which {count} stand for the others in tables and pictures"
    return f"{count} on the frontier"


def space_words(space: DealSpace) -> str:
    """A paragraph for the brief; empty where nothing can be computed, and every count would say the same."""
    if is_unsized(space.dossier):
        return ""
    if not space.signable and not space.estimated:
        return _none_signable(space)
    share = space.signable / space.feasible if space.feasible else 0.0
    about = "" if space.counted and not space.estimated else "About "
    part = f"({pct(100 * share, 0)})"
    leave = f"package {part} leaves" if space.signable == 1 else f"packages {part} leave"
    told = (
        f"{len(space.dossier.agenda)} items give {number(space.feasible)} packages that the constraints and red lines"
        f" allow. {about}{number(space.signable)} {leave} no side worse off than its"
        f" expected no deal; {frontier_words(space)}. "
    )
    if space.estimated:
        told += estimated_words(space)
    if space.approximate:
        return f"{told.rstrip()} {space.approximate}"
    if space.estimated:
        return told
    if not space.dossier.is_computed():
        return f"{told}No measure is stated, so that nothing is solved: all is the worth that the dossier states."
    return told + _solved_words(space) + _payments_words(space)


def _none_signable(space: DealSpace) -> str:
    """The same where no package is as good as no deal for every side, so that there is no frontier to tell of."""
    told = (
        f"{len(space.dossier.agenda)} items give {number(space.feasible)} packages that the constraints and red lines"
        " allow, and every one of them leaves some side worse off than its expected no deal: there is nothing that all"
        " would sign, and no frontier."
    )
    return f"{told} {_solved_words(space)}" if space.dossier.is_computed() else told


def _solved_words(space: DealSpace) -> str:
    if space.policies == 1:
        return "The one distinct economic policy is solved."
    return f"All {space.policies:,} distinct economic policies are solved."


def estimated_words(space: DealSpace) -> str:
    """How good estimates are, and what they were used for."""
    found = space.estimated
    if found is None:
        return ""
    names = {p: party.name for p, party in space.dossier.parties.items()}
    error = ", ".join(f"{names[p]} {Figures(space.money).size(v)} {space.money.short}" for p, v in found.error.items())
    told = (
        f"Of up to {number(found.policies)} distinct policies {found.solved:,} were solved; estimates from them chose"
        f" which packages to solve, and every package shown is solved. Of {found.checked} packages drawn at random and"
        f" solved, estimates were off by at most {error}{space.money.a_year} (with"
        f" {pct(100 * found.confidence, 0)} confidence, no more than {pct(100 * SHARE, 0)} of packages are further"
        " off)."
    )
    if found.left:
        told += f" {found.left:,} packages that may lie beyond the frontier by that error were left unsolved."
    return told


def _payments_words(space: DealSpace) -> str:
    names = [i.title for i in space.dossier.agenda if space.valuer.is_payment(i.id)]
    if not names:
        return " The frontier is exact."
    summed = sum(deal.summed for deal in space.frontier)
    if summed:
        return (
            f" Items that only move payments ({', '.join(names)}) are solved alone and added; {summed} packages of the"
            " frontier are such sums, not solved whole."
        )
    return (
        f" Items that only move payments ({', '.join(names)}) are solved alone and added; every package shown is solved"
        f" whole, and differs from that sum by at most {Figures(space.money).size(space.interaction)}"
        f" {space.money.short}."
    )


def space_json(space: DealSpace) -> dict[str, Any]:
    """A deal space as plain data: no deal, named packages and the frontier, by party, in the dossier's unit."""

    def deal(d: Deal) -> dict[str, Any]:
        return {
            "package": dict(d.package),
            "gain": dict(d.gain),
            "value": d.value,
            "low": dict(d.low),
            "high": dict(d.high),
            "model": dict(d.economic),
            "objections": list(d.broken),
            "ties": d.ties,
            "real_income_bn": dict(zip(space.eve.world.regions, d.real_income_billions.tolist(), strict=True)),
        }

    return {
        "dossier": space.dossier.name,
        "horizon": space.dossier.world.horizon,
        "unit": space.dossier.money.axis,
        "feasible": space.feasible,
        "signable": space.signable,
        "signable_counted": space.counted,
        "estimated": None if space.estimated is None else asdict(space.estimated),
        "policies": space.policies,
        "worst_residual": space.valuer.worst_residual,
        "expected_no_deal": dict(zip(space.parties, space.expected_no_deal.tolist(), strict=True)),
        "no_deal": {name: deal(d) for name, d in space.no_deal.items()},
        "no_deal_chances": chances_json(space, space.nash and space.nash.value),
        "named": {name: deal(d) for name, d in space.named.items()},
        "none_because": dict(space.none_because),
        "epsilon": space.epsilon,
        "on_frontier": space.on_frontier,
        "frontier": [deal(d) for d in space.frontier],
        "largest_interaction_of_payments": space.interaction,
        "modelling": {
            item.id: {"modelling": item.modelling, "instruments": item.instruments()} for item in space.dossier.agenda
        },
    }
