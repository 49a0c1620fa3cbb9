"""A deal space as files of the negotiation community: a domain and additive profiles as GENIUS XML and GeniusWeb JSON.

Both know discrete issues with additive utilities only: a ``Profile`` is that, and ``additive`` makes one of a deal
space, item by item, where the economy's interaction is left out (its size is reported). ``dossier.foreign`` reads them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.model import Dossier
from tradetalks.dossier.profiles import Domain, Profile
from tradetalks.errors import TradetalksError
from tradetalks.paths import write_atomically
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.elimination import plan
from tradetalks.space.signable import count_reaching

_ABOVE = 1e-6  # utility above a cap that is no rounding
MOST_SUMS = 100_000
"""Sums of utilities kept of half of the issues, where a package as good as no deal is looked for."""


def additive(space: DealSpace) -> tuple[Domain, tuple[Profile, ...], float]:
    """A deal space as a domain and one additive profile a party, item by item from the status quo.

    Utility goes from the worst option of every item, 0, to the best of every item, 1; a party with a ``score`` keeps
    the utilities that it was read with. A dossier in a unit of its own is written by its titles, others by their ids.

    Returns:
        Domain, profiles, and the largest difference, in the dossier's unit, between a package on the frontier and the
        sum of its items: what additive profiles leave out.
    """
    dossier, alone = space.dossier, space.alone()
    names = _names(dossier)
    issues = {names[item.id, ""]: tuple(names[item.id, o.id] for o in item.options) for item in dossier.agenda}
    domain = Domain(dossier.title if dossier.unit else dossier.name, issues)
    profiles = []
    for j, party in enumerate(space.parties):
        worth = {
            names[item.id, ""]: {names[item.id, o.id]: alone[item.id, o.id].value[party] for o in item.options}
            for item in dossier.agenda
        }
        profiles.append(_profile(dossier, party, domain, worth, float(space.expected_no_deal[j])))
    gap = 0.0
    for deal in space.frontier:
        package = {names[i, ""]: names[i, o] for i, o in deal.package.items()}
        for profile, party in zip(profiles, space.parties, strict=True):
            sum_ = profile.offset + profile.unit * profile.utility(package)
            gap = max(gap, abs(sum_ - deal.value[party]))
    return domain, tuple(profiles), gap


def above_cap(profile: Profile) -> tuple[int | None, float]:
    """How many packages add up to more than a profile's cap, None where they are too many to count; and the most that
    one adds up to."""
    blocks = [
        np.array([[weight * value] for value in profile.values[issue].values()])
        for issue, weight in profile.weights.items()
    ]
    most = float(sum(block.max() for block in blocks))
    if most <= profile.cap + _ABOVE:
        return 0, most
    return count_reaching(blocks, np.array([profile.cap + _ABOVE]), plan([len(block) for block in blocks])), most


def noting_cap(profile: Profile) -> Profile:
    """The same profile, with a note where a dossier, which adds up, values packages above its format's cap."""
    count, most = above_cap(profile)
    if count == 0:
        return profile
    told = "very many" if count is None else f"{count:,}"
    note = (
        f"{told} of {math.prod(map(len, profile.values.values())):,} packages add up to more than {profile.cap:g}, at"
        f" most {most:.4g}: their utility is capped there by the format, and not in the dossier"
    )
    return replace(profile, notes=(*profile.notes, note))


def _names(dossier: Dossier) -> dict[tuple[str, str], str]:
    """What items and options are called in files, by their ids; an item's own beside an empty option."""
    found = {(i.id, ""): i.title if dossier.unit else i.id for i in dossier.agenda}
    found |= {(i.id, o.id): o.title if dossier.unit else o.id for i in dossier.agenda for o in i.options}
    items = {found[i.id, ""] for i in dossier.agenda}
    told_apart = len(items) == len(dossier.agenda) and all(
        len({found[i.id, o.id] for o in i.options}) == len(i.options) for i in dossier.agenda
    )
    return found if told_apart else {key: key[1] or key[0] for key in found}


def _profile(
    dossier: Dossier, party: str, domain: Domain, worth: Mapping[str, Mapping[str, float]], no_deal: float
) -> Profile:
    """One party's profile of what options are worth to it alone."""
    who, notes = dossier.parties[party], []
    low = {issue: min(options.values()) for issue, options in worth.items()}
    spread = {issue: max(options.values()) - low[issue] for issue, options in worth.items()}
    lowest, widest = sum(low.values()), sum(spread.values())
    share, unit = 0.0, widest or 1.0  # of the worst package's utility that each issue carries; what utility 1 is worth
    if who.score:
        worst = who.score.status_quo + lowest
        if worst < -1e-9 * who.score.full or worst + widest > who.score.full * (1 + 1e-9):
            notes.append(
                f"scores go from {worst:g} to {worst + widest:g} where files allow 0 to {who.score.full:g}: utilities"
                " are written from 0, the worst package, to 1, the best"
            )
        else:
            share, unit = max(worst, 0.0) / len(worth), who.score.full
    weights = {issue: (spread[issue] + share) / unit for issue in worth}
    values = {
        issue: {o: (v - low[issue] + share) / (spread[issue] + share or 1.0) for o, v in options.items()}
        for issue, options in worth.items()
    }
    if not sum(weights.values()) > 0:  # indifferent: any weights that sum to one say so
        weights = dict.fromkeys(weights, 1 / len(weights))
    offset = lowest - share * len(worth)
    reserve = (no_deal - offset) / unit
    kept = float(np.clip(reserve, 0, 1))
    if kept != reserve and abs(kept - reserve) > 1e-12:
        notes.append(f"no deal has utility {reserve:.3f}, outside 0 to 1: written as {kept:g}")
    code = who.name if dossier.unit else party
    return Profile(
        code, domain, weights, values, kept, offset=offset, unit=unit, discount=who.discount.mid, notes=tuple(notes)
    )


# ---------------------------------------------------------------------- GENIUS
def write_genius_domain(domain: Domain, path: Path) -> Path:
    """Write ``<negotiation_template>`` XML of the domain."""
    return _write_xml(_template(domain), path)


def write_genius_profile(profile: Profile, path: Path) -> Path:
    """Write ``<utility_space>`` XML of a profile.

    GENIUS divides an issue's evaluations by the largest of them: they are written so divided, and the weight times it,
    so that utilities stay what they are.
    """
    root = ElementTree.Element("utility_space", {"number_of_issues": str(len(profile.weights))})
    largest = {issue: max(values.values()) or 1.0 for issue, values in profile.values.items()}
    scaled = {i: {o: value / largest[i] for o, value in values.items()} for i, values in profile.values.items()}
    objective = _objective(root, profile.domain, scaled)
    for j, issue in enumerate(profile.domain.issues, 1):
        weight = {"index": str(j), "value": repr(float(profile.weights[issue] * largest[issue]))}
        ElementTree.SubElement(objective, "weight", weight)
    ElementTree.SubElement(root, "discount_factor", {"value": repr(float(profile.discount))})
    ElementTree.SubElement(root, "reservation", {"value": repr(float(profile.reservation))})
    return _write_xml(root, path)


def _template(domain: Domain) -> ElementTree.Element:
    root = ElementTree.Element("negotiation_template")
    space = ElementTree.SubElement(root, "utility_space", {"number_of_issues": str(len(domain.issues))})
    _objective(space, domain, None)
    return root


def _objective(
    parent: ElementTree.Element, domain: Domain, values: Mapping[str, Mapping[str, float]] | None
) -> ElementTree.Element:
    objective = ElementTree.SubElement(
        parent,
        "objective",
        {"index": "0", "etype": "objective", "type": "objective", "name": domain.name, "description": ""},
    )
    for j, (name, options) in enumerate(domain.issues.items(), 1):
        issue = ElementTree.SubElement(
            objective,
            "issue",
            {"index": str(j), "etype": "discrete", "type": "discrete", "vtype": "discrete", "name": name},
        )
        for k, option in enumerate(options, 1):
            extra = {} if values is None else {"evaluation": repr(float(values[name][option]))}
            ElementTree.SubElement(issue, "item", {"index": str(k), "value": option, **extra})
    return objective


def _write_xml(root: ElementTree.Element, path: Path) -> Path:
    ElementTree.indent(root)
    return _write(path, ElementTree.tostring(root, encoding="unicode") + "\n")


# ---------------------------------------------------------------------- GeniusWeb
def write_geniusweb(profile: Profile, path: Path) -> Path:
    """Write a GeniusWeb LinearAdditiveUtilitySpace; the reservation is a bid, of those no worse than no deal the
    least good, if the profile names none (``reservation_words``).

    GeniusWeb wants weights that sum to 1: where they sum to less, they are written over their sum and the evaluations
    times it, so that utilities stay what they are.

    Raises:
        TradetalksError: weights sum to more than 1, which cannot be written so.
    """
    total = sum(profile.weights.values())
    if not 0 < total <= 1 + 1e-6:
        raise TradetalksError(f"{path}: weights of {profile.party} sum to {total:g}; GeniusWeb expects 1")
    if total < 1 - 1e-12:
        profile = replace(
            profile,
            weights={issue: weight / total for issue, weight in profile.weights.items()},
            values={i: {o: v * total for o, v in options.items()} for i, options in profile.values.items()},
        )
    bid = profile.reservation_bid or _bid_at(profile)
    content = {
        "LinearAdditiveUtilitySpace": {
            "issueUtilities": {
                issue: {"DiscreteValueSetUtilities": {"valueUtilities": dict(profile.values[issue])}}
                for issue in profile.domain.issues
            },
            "issueWeights": dict(profile.weights),
            "domain": {
                "name": profile.domain.name,
                "issuesValues": {issue: {"values": list(options)} for issue, options in profile.domain.issues.items()},
            },
            "name": profile.party,
            "reservationBid": {"issuevalues": dict(bid)} if bid else None,
        }
    }
    return _write(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def reservation_words(profile: Profile) -> str:
    """What GeniusWeb cannot hold of a profile's reservation, which it states as a package; empty where it can."""
    bid = profile.reservation_bid or _bid_at(profile)
    if profile.reservation <= 0:
        return ""
    if bid is None:
        return f"in GeniusWeb's file no package is as good as no deal ({profile.reservation:.4g}): none is named"
    if abs(profile.utility(bid) - profile.reservation) <= 1e-9:
        return ""
    return (
        f"in GeniusWeb's file no deal, worth {profile.reservation:.4g}, is the package just better than it, worth"
        f" {profile.utility(bid):.4g}"
    )


def _bid_at(profile: Profile) -> dict[str, str] | None:
    """The package of least utility of those no worse than the reservation, by sums over the first and the second half
    of the issues; None where there is none, or no deal is worth nothing."""
    if profile.reservation <= 0:
        return None
    issues = list(profile.domain.issues)
    halves = issues[: len(issues) // 2], issues[len(issues) // 2 :]
    (first, chosen), (second, chosen_too) = (_sums(profile, half) for half in halves)
    at = np.searchsorted(second, profile.reservation - 1e-12 - first)
    total = np.where(at < len(second), first + second[np.minimum(at, len(second) - 1)], np.inf)
    k = int(total.argmin())
    if not np.isfinite(total[k]):
        return None
    rows = [*chosen[k], *chosen_too[at[k]]]
    return {i: profile.domain.issues[i][row] for i, row in zip(issues, rows, strict=True)}


def _sums(profile: Profile, issues: list[str]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Rising utilities that some issues sum to, with the options of each; where they are more than MOST_SUMS, so many
    of them from the least to the largest."""
    sums, rows = np.zeros(1), np.zeros((1, 0), dtype=np.int64)
    for issue in issues:
        own = np.array([profile.weights[issue] * profile.values[issue][o] for o in profile.domain.issues[issue]])
        every = (sums[:, None] + own).ravel()
        grown = np.column_stack([np.repeat(rows, len(own), axis=0), np.tile(np.arange(len(own)), len(sums))])
        _, kept = np.unique(every.round(12), return_index=True)
        if len(kept) > MOST_SUMS:
            kept = kept[np.linspace(0, len(kept) - 1, MOST_SUMS).round().astype(int)]
        sums, rows = every[kept], grown[kept]
    order = sums.argsort()
    return sums[order], rows[order]


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_atomically(path, text)
