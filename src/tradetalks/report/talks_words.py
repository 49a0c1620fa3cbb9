"""What is said of deals in sentences: is there one, is a package good, who could do better alone or by waiting."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from shlex import quote
from typing import Any

from tradetalks.counsel.coalitions import Core
from tradetalks.counsel.diagnosis import Diagnosis
from tradetalks.counsel.standing import Mending, Standing, indifferent
from tradetalks.report.numbers import Figures
from tradetalks.report.package_words import tie_words
from tradetalks.space.deal_space import DealSpace, plain_title_of
from tradetalks.space.solutions import INDIFFERENT, SOLUTIONS
from tradetalks.world.names import listed


def indifferent_words(space: DealSpace) -> list[str]:
    """Which parties gain by nothing that all can sign, and for whom solutions are then."""
    names = [space.dossier.parties[p].name for p in indifferent(space)]
    if not names:
        return []
    verb = "gains" if len(names) == 1 else "gain"
    return [f"{listed(names)} {verb} by no package that all can sign: the packages named are those for the others."]


def diagnosis_words(space: DealSpace, found: Diagnosis) -> list[str]:
    """The diagnosis in sentences."""
    names = {p: party.name for p, party in space.dossier.parties.items()}
    if found.zone:
        if space.nash:
            return ["There is a zone of agreement."]
        return ["There are packages that leave nobody worse off than no deal, but none that brings every side a gain."]
    told = ["There is no zone of agreement: no package leaves every party as well off as no deal."]
    for party, lack in found.shortfall.items():
        if math.isinf(lack):
            told.append(f"Whatever {names[party]} takes, the others do not agree among themselves.")
        elif lack > 0:
            told.append(
                f"{names[party]} lacks {Figures(space.money)(lack)} {space.money.yearly} in the best package the others"
                " accept."
            )
    if found.transfer is None:
        told.append("No transfer opens one: joint gains are negative in every package.")
    else:
        told.append(_transfer_words(space, found.transfer, found.transfer_from, names))
    for one in found.opened_by[:3]:
        item = space.dossier.item(one.item)
        told.append(
            f"It would open if {names[one.party]} liked '{item.title}: {item.option(one.option).title}' better by"
            f" {Figures(space.money).yearly(one.more)}."
        )
    told += [f"It would open without the rule '{rule}'." for rule in found.rules]
    return told


def _transfer_words(space: DealSpace, total: float, paid: Mapping[str, float], names: Mapping[str, str]) -> str:
    """What transfer opens a zone, who pays it and to whom, with each one's part where it is shared."""

    def each(parts: Mapping[str, float]) -> str:
        if len(parts) == 1:
            return names[next(iter(parts))]
        return listed([f"{names[p]} ({Figures(space.money).size(v)})" for p, v in parts.items()])

    payers, payees = ({p: v for p, v in paid.items() if sign * v > 0} for sign in (1, -1))
    amount = Figures(space.money).yearly(total)
    return f"A transfer of {amount} opens one, paid by {each(payers)} to {each(payees)}."


def none_words(space: DealSpace, name: str, found: Diagnosis) -> list[str]:
    """Why a solution picks no package, and what there is in its place."""
    told = [f"{plain_title_of(space.dossier, name)} picks no package: {space.none_because[name]}."]
    others = [plain_title_of(space.dossier, n) for n in space.named if n in SOLUTIONS]
    if others:
        told.append(f"These do: {', '.join(others)}.")
    return told + diagnosis_words(space, found)


def unjudged_words(space: DealSpace) -> str:
    """That no solution picks a package whose gains could be drawn, why, and what to ask for instead."""
    because = listed(list(dict.fromkeys(space.none_because.values()))) or "no solution picks one"
    return (
        f"No package to judge: {because}. Name one with --packages, such as status_quo; tradetalks explain"
        f" {quote(space.dossier.name)} says what would open talks."
    )


def standing_words(space: DealSpace, found: Standing, followed: bool = False) -> list[str]:
    """Who can sign a package, and whether another is better for some party and worse for none.

    Args:
        followed: the package is what followed talks that failed: nobody was asked to sign it.
    """
    names = {p: party.name for p, party in space.dossier.parties.items()}
    told = _followed_words(space, found, names) if followed else _signing_words(space, found, names)
    if found.beaten_by:
        more = ", ".join(f"{names[p]} {Figures(space.money)(v)} {space.money.short}" for p, v in found.more.items())
        items = [i for i in space.dossier.agenda if found.best[i.id] != i.status_quo]
        what = "; ".join(f"{i.title}: {i.option(found.best[i.id]).title}" for i in items) or "the status quo"
        count = "One package" if found.beaten_by == 1 else f"{found.beaten_by:,} packages"
        told.append(
            f"{count} of the frontier would be better for some party and worse for none; the one of the largest joint"
            f" gain adds {more} ({what})."
        )
    elif found.on_frontier:
        told.append("On the frontier: no package is better for some party without being worse for another.")
    if found.mending is not None:
        told.append(_mending_words(space, found.mending, names))
    away = [
        f"{Figures(space.money).yearly(far)} from {where}"
        for far, where in ((found.to_frontier, "the nearest package of the frontier"), (found.to_nash, "Nash's"))
        if far is not None and far > INDIFFERENT
    ]
    if away:
        told.append(f"Distance in gains: {listed(away)}.")
    return told


def _signing_words(space: DealSpace, found: Standing, names: Mapping[str, str]) -> list[str]:
    """Who would sign, who would not and what it would lose."""
    told = [f"Not signable: {why}." for why in found.objections]
    if found.loses and found.signs:
        told.append(f"{listed([names[p] for p in found.signs])} would sign.")
    for party, loss in found.loses.items():
        told.append(
            f"Not signable by {names[party]}: it would be {Figures(space.money).yearly(loss)} worse off"
            " than without a deal."
        )
    if found.signable:
        told.append("Signable: no party is worse off than without a deal.")
    if found.indifferent:
        told.append(tie_words([names[p] for p in found.indifferent]))
    return told


def _followed_words(space: DealSpace, found: Standing, names: Mapping[str, str]) -> list[str]:
    """What followed failed talks, against what each party could expect of that on the eve."""
    left = [f"{names[p]} {Figures(space.money).yearly(loss)} worse off" for p, loss in found.loses.items()]
    if found.signs:
        left.append(f"{listed([names[p] for p in found.signs])} no worse off")
    told = ["The talks failed; this followed, signed by nobody."]
    if left:
        told.append(f"Against what no deal promised today it leaves {listed(left)}.")
    return told + [f"Of the rules of a deal it breaks: {why}." for why in found.objections]


def _mending_words(space: DealSpace, found: Mending, names: Mapping[str, str]) -> str:
    """The smallest change that all would sign, and what each then gains."""
    items = {i: space.dossier.item(i) for i in found.changes}
    what = "; ".join(f"{items[i].title}: {items[i].option(o).title}" for i, o in found.changes.items())
    gains = ", ".join(f"{names[p]} {Figures(space.money)(v)}" for p, v in found.gain.items())
    count = "one item" if len(items) == 1 else f"{len(items)} items"
    return f"All would sign with {count} changed ({what}): gains over no deal {gains} {space.money.yearly}."


def standing_json(found: Standing) -> dict[str, Any]:
    """The same as plain data."""
    return {**asdict(found), "signable": found.signable}


def core_words(space: DealSpace, found: Core) -> list[str]:
    """Whether coalitions could do better by themselves: with side payments inside them and without, in names."""
    everybody = tuple(space.parties)
    told = [
        "What coalitions could do by themselves (the items that only their members carry out, all else as it is):",
    ]
    if found.blocked_without_payments:
        each = [
            f"{_named(space, m)} (each by {Figures(space.money)(v)} {space.money.short} at least)"
            for m, v in found.blocked_without_payments.items()
        ]
        told.append(f"Without side payments, all members would be better off on their own in: {'; '.join(each)}.")
    else:
        told.append("Without side payments, no coalition makes all its members better off than this package does.")
    alone = {m: more for m, more in found.excess.items() if m != everybody}
    if alone:
        each = [f"{_named(space, m)} ({Figures(space.money)(v)} {space.money.short} more)" for m, v in alone.items()]
        told.append(f"With side payments inside it, a coalition gets more in all on its own: {'; '.join(each)}.")
    else:
        told.append("With side payments inside it, no coalition smaller than all together gets more on its own.")
    if everybody in found.excess:
        more = Figures(space.money)(found.excess[everybody])
        told.append(f"With side payments, all together could share {more} {space.money.short} more by another package.")
    told.append(
        {
            True: "With side payments, the core is empty: any division leaves some coalition better on its own.",
            False: "With side payments, the core is not empty: some division leaves no coalition better on its own.",
            None: "With side payments, whether the core is empty is not known.",
        }[found.empty]
    )
    if found.too_wide:
        who = "; ".join(_named(space, m) for m in found.too_wide)
        told.append(f"Not known for {who}: their own items have too many combinations to solve.")
    if found.unseen:
        told.append(f"{found.unseen:,} larger coalitions were not looked at.")
    return told


def core_json(found: Core) -> dict[str, Any]:
    """The same as plain data; coalitions as party codes joined by '+'."""

    def joined(by: Mapping[tuple[str, ...], float]) -> dict[str, float]:
        return {"+".join(members): value for members, value in by.items()}

    return {
        "assumes": "worth, empty, division and blocked_by: side payments inside a coalition",
        "worth": joined(found.worth),
        "empty": found.empty,
        "division": dict(found.division),
        "blocked_by": ["+".join(members) for members in found.blocked_by],
        "excess": joined(found.excess),
        "blocked_without_side_payments": joined(found.blocked_without_payments),
        "too_wide": ["+".join(members) for members in found.too_wide],
        "unseen": found.unseen,
    }


def _named(space: DealSpace, members: Sequence[str]) -> str:
    """Parties by name: ``A, B and C``."""
    names = [space.dossier.parties[p].name for p in members]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
