"""Domains and preference profiles of the negotiation community: GENIUS XML and GeniusWeb JSON, read and written.

Both know discrete issues with additive utilities only: a ``Profile`` is that, and ``additive`` makes one of a deal
space, item by item, where the economy's interaction is left out (its size is reported).

- GENIUS (Lin et al. 2014, Computational Intelligence 30(1)) normalises each issue's evaluations by their maximum, so
  that
  utility is ``sum_i w_i e_i(option) / max_o e_i(o)``; reservation is a value; parties are known by their file.
- GeniusWeb states evaluations in 0..1 as they are; its reservation is a bid; weights sum to one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from tradetalks.errors import TradetalksError
from tradetalks.paths import write_atomically
from tradetalks.talks.deal_space import DealSpace

MAX_BYTES = 5_000_000


@dataclass(frozen=True)
class Domain:
    """A negotiation's issues and their options, by name, in order."""

    name: str
    issues: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Profile:
    """One party's additive preferences over a domain.

    Attributes:
        party: its name. weights: by issue, summing to one. values: by issue and option, 0 to 1.
        reservation: utility of no deal, 0 to 1. reservation_bid: or a package as good as no deal, if one is named.
        offset, unit: what utility 0 and one unit of utility are worth in billions of USD a year, where known.
    """

    party: str
    domain: Domain
    weights: Mapping[str, float]
    values: Mapping[str, Mapping[str, float]]
    reservation: float = 0.0
    reservation_bid: Mapping[str, str] | None = None
    offset: float = 0.0
    unit: float = 1.0

    def utility(self, package: Mapping[str, str]) -> float:
        """Utility of a full package."""
        return sum(weight * self.values[issue][package[issue]] for issue, weight in self.weights.items())


def additive(space: DealSpace) -> tuple[Domain, tuple[Profile, ...], float]:
    """A deal space as a domain and one additive profile a party, item by item from the status quo.

    Returns:
        Domain, profiles, and the largest difference, billions a year, between a package on the frontier and the sum of
        its items: what additive profiles leave out.
    """
    dossier = space.dossier
    domain = Domain(dossier.name, {item.id: tuple(o.id for o in item.options) for item in dossier.agenda})
    alone = space.alone()
    profiles = []
    for j, party in enumerate(space.parties):
        values, weights, lowest = {}, {}, 0.0
        for issue, options in domain.issues.items():
            worth = np.array([alone[issue, o].value[party] for o in options])
            low, spread = float(worth.min()), float(np.ptp(worth))
            lowest += low
            weights[issue] = spread
            values[issue] = dict(zip(options, ((worth - low) / (spread or 1.0)).tolist(), strict=True))
        unit = sum(weights.values()) or 1.0
        reserve = (float(space.expected_no_deal[j]) - lowest) / unit
        weights = {issue: spread / unit for issue, spread in weights.items()}
        profiles.append(
            Profile(party, domain, weights, values, float(np.clip(reserve, 0, 1)), offset=lowest, unit=unit)
        )
    gap = 0.0
    for deal in space.frontier:
        for profile in profiles:
            sum_ = profile.offset + profile.unit * profile.utility(deal.package)
            gap = max(gap, abs(sum_ - deal.value[profile.party]))
    return domain, tuple(profiles), gap


# ---------------------------------------------------------------------- GENIUS
def write_genius_domain(domain: Domain, path: Path) -> Path:
    """Write ``<negotiation_template>`` XML of the domain."""
    return _write_xml(_template(domain), path)


def write_genius_profile(profile: Profile, path: Path) -> Path:
    """Write ``<utility_space>`` XML of a profile; evaluations are those normalised again by their maximum when read."""
    root = ElementTree.Element("utility_space", {"number_of_issues": str(len(profile.weights))})
    objective = _objective(root, profile.domain, profile.values)
    for j, weight in enumerate(profile.weights.values(), 1):
        ElementTree.SubElement(objective, "weight", {"index": str(j), "value": repr(float(weight))})
    ElementTree.SubElement(root, "discount_factor", {"value": "1.0"})
    ElementTree.SubElement(root, "reservation", {"value": repr(float(profile.reservation))})
    return _write_xml(root, path)


def read_genius_domain(path: str | Path) -> Domain:
    """Read a GENIUS domain: its discrete issues. Raises TradetalksError for anything else."""
    root = _xml(Path(path))
    issues: dict[str, tuple[str, ...]] = {}
    for issue in root.iter("issue"):
        _discrete(issue, path)
        name = issue.get("name") or ""
        if name in issues:
            raise TradetalksError(f"{path}: issue '{name}' stands twice")
        issues[name] = tuple(i.get("value") or "" for i in issue.findall("item"))
    if not issues or not all(issues.values()):
        raise TradetalksError(f"{path}: no discrete issues with items; expected a GENIUS domain")
    return Domain(Path(path).stem, issues)


def read_genius_profile(path: str | Path, party: str = "") -> Profile:
    """Read a GENIUS profile. Utilities are ``w_i e_i(o) / max e_i``; weights are scaled to sum to one.

    Args:
        party: its name; the file's if empty.
    """
    root, domain = _xml(Path(path)), read_genius_domain(path)
    weights_by_index = {w.get("index"): _number(w.get("value"), path, "weight") for w in root.iter("weight")}
    weights, values = {}, {}
    for issue in root.iter("issue"):
        name = issue.get("name") or ""
        given = {
            i.get("value") or "": _number(i.get("evaluation"), path, f"evaluation in {name}")
            for i in issue.findall("item")
        }
        largest = max(given.values())
        values[name] = {o: v / largest if largest > 0 else 0.0 for o, v in given.items()}
        if issue.get("index") not in weights_by_index:
            raise TradetalksError(f"{path}: issue '{name}' has no weight; expected one of index {issue.get('index')}")
        weights[name] = weights_by_index[issue.get("index")]
    total = sum(weights.values())
    if not total > 0:
        raise TradetalksError(f"{path}: weights sum to {total:g}; expected above 0")
    reservation = root.find("reservation")
    reserve = _number(reservation.get("value"), path, "reservation") if reservation is not None else 0.0
    return Profile(party or Path(path).stem, domain, {i: w / total for i, w in weights.items()}, values, reserve)


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


def _xml(path: Path) -> ElementTree.Element:
    text = _text(path)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise TradetalksError(f"{path}: document types and entities are not read")
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise TradetalksError(f"{path}: not XML: {error}") from None


def _discrete(issue: ElementTree.Element, path: str | Path) -> None:
    kind = issue.get("vtype") or issue.get("type") or "discrete"
    if kind != "discrete":
        raise TradetalksError(f"{path}: issue '{issue.get('name')}' is {kind}; only discrete issues are read")


# ---------------------------------------------------------------------- GeniusWeb
def write_geniusweb(profile: Profile, path: Path) -> Path:
    """Write a GeniusWeb LinearAdditiveUtilitySpace; the reservation is a bid, the one as good as or just better than no
    deal, if the profile names none."""
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


def read_geniusweb(path: str | Path) -> Profile:
    """Read a GeniusWeb LinearAdditiveUtilitySpace. Raises TradetalksError for anything else."""
    try:
        content: Any = json.loads(_text(Path(path)))
    except json.JSONDecodeError as error:
        raise TradetalksError(f"{path}: not JSON: {error}") from None
    space = content.get("LinearAdditiveUtilitySpace") if isinstance(content, dict) else None
    if not isinstance(space, dict):
        raise TradetalksError(f"{path}: expected a LinearAdditiveUtilitySpace")
    try:
        issues = {i: tuple(v["values"]) for i, v in space["domain"]["issuesValues"].items()}
        domain = Domain(space["domain"]["name"], issues)
        weights = {i: _number(space["issueWeights"].get(i, 0), path, f"weight of {i}") for i in issues}
        values = {}
        for issue, options in issues.items():
            given = space["issueUtilities"][issue]["DiscreteValueSetUtilities"]["valueUtilities"]
            values[issue] = {o: _number(given.get(o, 0), path, f"utility of {issue} {o}") for o in options}
        bid = (space.get("reservationBid") or {}).get("issuevalues")
        name = str(space["name"])
    except (KeyError, TypeError, AttributeError) as error:
        raise TradetalksError(f"{path}: a part is missing or of another kind: {error}") from None
    profile = Profile(name, domain, weights, values, reservation_bid=bid)
    if bid:
        for issue, option in bid.items():
            if issue not in issues or option not in issues[issue]:
                raise TradetalksError(f"{path}: the reservation bid names {issue} {option}, which the domain lacks")
        reserve = sum(weights[i] * values[i][o] for i, o in bid.items())
        profile = Profile(name, domain, weights, values, reserve, bid)
    return profile


def _bid_at(profile: Profile) -> dict[str, str] | None:
    """A package worth the reservation or just more: from the best one down, item by item."""
    bid = {i: max(options, key=lambda o, i=i: profile.values[i][o]) for i, options in profile.domain.issues.items()}
    if profile.utility(bid) < profile.reservation or profile.reservation <= 0:
        return None
    for issue, options in profile.domain.issues.items():
        for option in sorted(options, key=lambda o, i=issue: profile.values[i][o]):
            trial = {**bid, issue: option}
            if profile.utility(trial) >= profile.reservation:
                bid = trial
                break
    return bid


def _number(text: Any, path: str | Path, what: str) -> float:
    try:
        value = float(text)
    except (TypeError, ValueError):
        raise TradetalksError(f"{path}: {what} is {text!r}; expected a number") from None
    if not np.isfinite(value):
        raise TradetalksError(f"{path}: {what} is {text!r}; expected a finite number")
    return value


def _text(path: Path) -> str:
    if not path.is_file():
        raise TradetalksError(f"{path}: no such file")
    if path.stat().st_size > MAX_BYTES:
        raise TradetalksError(f"{path}: larger than {MAX_BYTES:,} bytes")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise TradetalksError(f"{path}: not UTF-8 text (byte {error.start})") from None


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_atomically(path, text)
