"""What to sign, in a sentence: what each side gives and what it gets, a clause each; who gives which item."""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.counsel.account import Contribution
from tradetalks.report.numbers import Figures
from tradetalks.report.plain_words import basis_words
from tradetalks.report.talks_report import concessions
from tradetalks.space.deal_space import DealSpace, plain_title_of
from tradetalks.world.names import listed, named

MOST_NAMED = 1
"""Items named of what a side gives and of what it gets, so that a page holds the sentence."""
GIVES, BEARS = "gives", "bears what others carry out"
FREE = "nobody at the table loses by these on balance"
COUNTED = ", duties forgone counted in"
"""Said too where duties change: a treasury may lose by what costs its country nothing."""


def by_giver(space: DealSpace, account: Sequence[Contribution]) -> list[tuple[str, str, list[Contribution]]]:
    """Items of a package by who gives them, largest first; then by who loses by what others carry out at no cost to
    themselves; last, under no name, what costs nobody."""
    losses = concessions(space, account)
    giver = {
        part.item: max(
            (p for p in space.parties if part.item in losses[p]), key=lambda p: losses[p][part.item], default=""
        )
        for part in account
    }
    bearer = {part.item: _most_hurt(space, part) for part in account if not giver[part.item]}
    found = []
    free = FREE + (COUNTED if space.dossier.is_computed() else "")
    for by, does, parties in ((giver, GIVES, space.parties), (bearer, BEARS, space.parties), (bearer, free, ("",))):
        for party in parties:
            parts = sorted(
                (part for part in account if by.get(part.item) == party),
                key=lambda part: -max(abs(part.total(p)) for p in space.parties),
            )
            if parts:
                found.append((party, does, parts))
    return found


def _most_hurt(space: DealSpace, part: Contribution) -> str:
    """Who loses most by an item; nobody where no loss is told from none, so that none is printed."""
    party = min(space.parties, key=part.total)
    return party if part.total(party) < -float(space.within[space.parties.index(party)]) else ""


def sign_words(space: DealSpace, recommended: str, account: Sequence[Contribution]) -> list[str]:
    """What to sign, options before figures: of each side what it gives, the dearest first, and what it gets, the
    largest gain first; a giver that loses by judged worth alone is told as that."""
    if not account:
        return []
    d, told = space.dossier, []
    groups = by_giver(space, account)
    for party in space.parties:
        gives = [part for p, does, parts in groups if p == party and does == GIVES for part in parts]
        bears = [part for p, does, parts in groups if p == party and does == BEARS for part in parts]
        gets = sorted((c for c in account if c.total(party) > space.money.least), key=lambda c: -c.total(party))
        clauses = [f"gives {_items(space, gives, party)}"] if gives else []
        clauses += [f"bears {_items(space, bears, party)} by what others do"] if bears else []
        clauses = clauses or ["gives nothing that it loses by"]
        clauses.append(f"gains by {_items(space, gets)}" if gets else "gains nothing that shows in money")
        told.append(f"{named(d.parties[party].name)} {', '.join(clauses)}")
    return [f"Sign the {plain_title_of(d, recommended)}: {'; '.join(told)}."]


def _items(space: DealSpace, parts: Sequence[Contribution], giver: str = "") -> str:
    d = space.dossier
    each = [
        f"'{d.item(c.item).title}: {d.item(c.item).option(c.option).title}'"
        + (_judged(space, c, giver) if giver else "")
        for c in parts[:MOST_NAMED]
    ]
    rest = len(parts) - MOST_NAMED
    return listed([*each, *([f"{rest} more"] if rest > 0 else [])])


def _judged(space: DealSpace, part: Contribution, giver: str) -> str:
    """Where a giver gains by the model and loses by judged worth alone, that it does; nothing else."""
    gained = part.economic[giver]
    if gained <= space.money.least or part.total(giver) >= 0:
        return ""
    worth = space.dossier.item(part.item).option(part.option).worth.get(giver)
    basis = f": {basis_words(space.dossier, {worth.basis})}" if worth else ""
    amount = f"{Figures(space.money)(gained)} {space.money.short}{space.money.a_year}"
    return f" (by the model {amount}, a loss only by worth{basis})"
