"""Domains and preference profiles of the negotiation community: GENIUS XML and GeniusWeb JSON, read and written.

Both know discrete issues with additive utilities only: a ``Profile`` is that, and ``additive`` makes one of a deal
space, item by item, where the economy's interaction is left out (its size is reported).

- GENIUS: see ``genius``; reservation is a value; parties are known by their file.
- GeniusWeb states evaluations in 0..1 as they are; its reservation is a bid; weights sum to one, as GeniusWeb itself
  demands. Values in steps between two numbers are read as the list of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from tradetalks.dossier import genius
from tradetalks.dossier.profiles import Domain, Profile, number, raw
from tradetalks.errors import TradetalksError
from tradetalks.paths import write_atomically
from tradetalks.space.deal_space import DealSpace

__all__ = [
    "Domain", "Profile", "additive", "read_genius_domain", "read_genius_profile", "read_geniusweb",
    "read_geniusweb_domain", "write_genius_domain", "write_genius_profile", "write_geniusweb",
]  # fmt: skip


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
        kept = float(np.clip(reserve, 0, 1))
        notes = () if kept == reserve else (f"no deal has utility {reserve:.3f}, outside 0 to 1: written as {kept:g}",)
        if sum(weights.values()) > 0:
            weights = {issue: spread / unit for issue, spread in weights.items()}
        else:  # indifferent: any weights that sum to one say so
            weights = dict.fromkeys(weights, 1 / len(weights))
        profiles.append(Profile(party, domain, weights, values, kept, offset=lowest, unit=unit, notes=notes))
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


def read_genius_domain(path: str | Path) -> Domain:
    """Read a GENIUS domain; see ``genius.read_domain``."""
    return genius.read_domain(path)


def read_genius_profile(path: str | Path, party: str = "") -> Profile:
    """Read a GENIUS linear additive profile; see ``genius.read_profile``."""
    return genius.read_profile(path, party)


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
    """Write a GeniusWeb LinearAdditiveUtilitySpace; the reservation is a bid, the one as good as or just better than no
    deal, if the profile names none.

    Raises:
        TradetalksError: weights do not sum to 1, which GeniusWeb refuses.
    """
    total = sum(profile.weights.values())
    if abs(total - 1) > 1e-6:
        raise TradetalksError(f"{path}: weights of {profile.party} sum to {total:g}; GeniusWeb expects 1")
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


def read_geniusweb_domain(path: str | Path) -> Domain:
    """Read a GeniusWeb domain. Raises TradetalksError for anything else."""
    content = _json(path)
    if not isinstance(content, dict) or not isinstance(content.get("issuesValues"), dict):
        raise TradetalksError(f"{path}: expected a GeniusWeb domain, with 'name' and 'issuesValues'")
    return _web_domain(content, path)


def read_geniusweb(path: str | Path) -> Profile:
    """Read a GeniusWeb LinearAdditiveUtilitySpace, in the present spelling or the older one.

    Raises:
        TradetalksError: anything else, or what GeniusWeb itself refuses: weights that do not sum to 1, utilities
            outside 0 to 1.
    """
    content = _json(path)
    space = content.get("LinearAdditiveUtilitySpace") if isinstance(content, dict) else None
    if not isinstance(space, dict):
        raise TradetalksError(f"{path}: expected a LinearAdditiveUtilitySpace")
    for key in ("domain", "issueUtilities", "issueWeights"):
        if not isinstance(space.get(key), dict):
            raise TradetalksError(f"{path}: LinearAdditiveUtilitySpace: found no {key}; expected it with its issues")
    domain = _web_domain(space["domain"], path)
    weights, values = {}, {}
    for issue, options in domain.issues.items():
        weights[issue] = number(space["issueWeights"].get(issue, 0), path, f"weight of {issue}")
        values[issue] = _web_values(space["issueUtilities"].get(issue), issue, options, path)
    total = sum(weights.values())
    if abs(total - 1) > 1e-6 or min(weights.values()) < 0:
        raise TradetalksError(f"{path}: weights sum to {total:g}; GeniusWeb expects weights from 0 on that sum to 1")
    bid = {
        issue: _as_listed(str(option), domain.issues.get(issue, ()))
        for issue, option in ((space.get("reservationBid") or {}).get("issuevalues") or {}).items()
    }
    for issue, option in bid.items():
        if option not in domain.issues.get(issue, ()):
            raise TradetalksError(f"{path}: the reservation bid names {issue} {option}, which the domain lacks")
    reserve = sum(weights[issue] * values[issue][option] for issue, option in bid.items())
    return Profile(str(space.get("name", "")), domain, weights, values, reserve, bid or None, notes=domain.notes)


def _as_listed(option: str, options: tuple[str, ...]) -> str:
    """An option as the domain writes it: numbers may differ in their trailing zeros."""
    if option in options:
        return option
    try:
        return _plain(Decimal(option))
    except InvalidOperation:
        return option


def _json(path: str | Path) -> Any:
    try:
        return json.loads(raw(Path(path)).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise TradetalksError(f"{path}: not UTF-8 text (byte {error.start})") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise TradetalksError(f"{path}: not JSON: {error}") from None


def _web_domain(content: Mapping[str, Any], path: str | Path) -> Domain:
    """Issues with their options; those in steps between two numbers as the list of these."""
    if not isinstance(content.get("issuesValues"), dict):
        raise TradetalksError(f"{path}: domain: expected 'issuesValues', found {', '.join(content) or 'nothing'}")
    issues, notes = {}, []
    for issue, given in content["issuesValues"].items():
        listed = given.get("values") if isinstance(given, dict) else None
        steps = given.get("range") if isinstance(given, dict) else None
        if isinstance(listed, list) and listed:
            issues[issue] = tuple(dict.fromkeys(map(str, listed)))
            if len(issues[issue]) < len(listed):
                notes.append(f"issue '{issue}': some options are listed more than once")
        elif isinstance(steps, list) and len(steps) == 3:
            issues[issue] = _steps(issue, steps, path)
            notes.append(f"issue '{issue}': numbers {steps[0]} to {steps[1]} are read as {len(issues[issue])} options")
        else:
            raise TradetalksError(f"{path}: issue '{issue}': found {given!r}; expected 'values' or a 'range' of three")
    if not issues:
        raise TradetalksError(f"{path}: no issues")
    return Domain(str(content.get("name", "")), issues, tuple(notes))


def _steps(issue: str, steps: list[Any], path: str | Path) -> tuple[str, ...]:
    """Values of a range as low, high, step; exact decimals, as GeniusWeb counts."""
    for given in steps:
        number(given, path, f"range of {issue}")
    low, high, step = (Decimal(str(given)) for given in steps)
    if not step > 0 or high < low or (high - low) / step >= genius.MOST_VALUES:
        raise TradetalksError(
            f"{path}: issue '{issue}': range {low} to {high} by {step}; expected at most {genius.MOST_VALUES:,} values"
        )
    return tuple(_plain(low + k * step) for k in range(int((high - low) / step) + 1))


def _plain(value: Decimal) -> str:
    """A number without trailing zeros or powers of ten."""
    return f"{value.normalize():f}"


DISCRETE, STEPS = ("DiscreteValueSetUtilities", "discreteutils"), ("NumberValueSetUtilities", "numberutils")


def _web_values(given: Any, issue: str, options: tuple[str, ...], path: str | Path) -> dict[str, float]:
    """Utilities of an issue's options: listed, or on a line between two numbers."""
    kinds = given if isinstance(given, dict) else {}
    listed = next((kinds[name] for name in DISCRETE if isinstance(kinds.get(name), dict)), None)
    line = next((kinds[name] for name in STEPS if isinstance(kinds.get(name), dict)), None)
    if listed is not None and isinstance(listed.get("valueUtilities"), dict):
        own = listed["valueUtilities"]
        found = {o: number(own.get(o, 0), path, f"utility of {issue} {o}") for o in options}
    elif line is not None:
        low, high, bottom, top = (
            number(line.get(key), path, f"{key} of {issue}")
            for key in ("lowValue", "highValue", "lowUtility", "highUtility")
        )
        wide = high - low or 1.0
        found = {o: bottom + (top - bottom) * (number(o, path, f"option of {issue}") - low) / wide for o in options}
    else:
        raise TradetalksError(
            f"{path}: utilities of issue '{issue}': found {', '.join(kinds) or repr(given)}; expected"
            f" {DISCRETE[0]} or {STEPS[0]} (or, in older files, {DISCRETE[1]} or {STEPS[1]})"
        )
    outside = next((o for o, value in found.items() if not -1e-9 <= value <= 1 + 1e-9), None)
    if outside is not None:
        raise TradetalksError(f"{path}: utility of {issue} {outside} is {found[outside]:g}; GeniusWeb expects 0 to 1")
    return found


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


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_atomically(path, text)
