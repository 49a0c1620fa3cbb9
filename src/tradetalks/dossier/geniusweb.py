"""GeniusWeb files read: domains and linear additive profiles, in the present spelling and the older one.

Evaluations are in 0..1 as stated and weights sum to one, as GeniusWeb itself demands; the reservation is a bid. Values
in steps between two numbers are read as the list of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from tradetalks.dossier.profiles import MOST_VALUES, Domain, Profile, number, raw
from tradetalks.errors import TradetalksError, repeated


def is_domain(content: Any) -> bool:
    """Is it what a GeniusWeb domain holds?"""
    return isinstance(content, dict) and isinstance(content.get("issuesValues"), dict)


def is_profile(content: Any) -> bool:
    """Is it what a GeniusWeb profile holds?"""
    return isinstance(content, dict) and "LinearAdditiveUtilitySpace" in content


def read_domain(path: str | Path) -> Domain:
    """Read a GeniusWeb domain. Raises TradetalksError for anything else."""
    content = read_json(path)
    if not is_domain(content):
        raise TradetalksError(f"{path}: expected a GeniusWeb domain, with 'name' and 'issuesValues'")
    return domain_of(content, path)


def read_profile(path: str | Path) -> Profile:
    """Read a GeniusWeb LinearAdditiveUtilitySpace; raises as ``profile_of``."""
    return profile_of(read_json(path), path)


def profile_of(content: Any, path: str | Path) -> Profile:
    """A file's LinearAdditiveUtilitySpace, in the present spelling or the older one.

    Raises:
        TradetalksError: anything else, or what GeniusWeb itself refuses: weights that do not sum to 1, utilities
            outside 0 to 1.
    """
    space = content.get("LinearAdditiveUtilitySpace") if isinstance(content, dict) else None
    if not isinstance(space, dict):
        raise TradetalksError(f"{path}: expected a LinearAdditiveUtilitySpace")
    for key in ("domain", "issueUtilities", "issueWeights"):
        if not isinstance(space.get(key), dict):
            raise TradetalksError(f"{path}: LinearAdditiveUtilitySpace: found no {key}; expected it with its issues")
    domain = domain_of(space["domain"], path)
    weights, values, notes = {}, {}, list(domain.notes)
    for issue, options in domain.issues.items():
        weights[issue] = number(space["issueWeights"].get(issue, 0), path, f"weight of {issue}")
        values[issue] = _web_values(space["issueUtilities"].get(issue), issue, options, path, notes)
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
    return Profile(str(space.get("name", "")), domain, weights, values, reserve, bid or None, notes=tuple(notes))


def _as_listed(option: str, options: tuple[str, ...]) -> str:
    """An option as the domain writes it: numbers may differ in their trailing zeros."""
    if option in options:
        return option
    try:
        return _plain(Decimal(option))
    except InvalidOperation:
        return option


def read_json(path: str | Path) -> Any:
    """A JSON file's content. Raises TradetalksError where it is none, or gives a name twice in one place."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = repeated(name for name, _ in pairs)[0]
            raise TradetalksError(f"{path}: '{twice:.80}' stands twice in one place; expected each name once")
        return found

    try:
        return json.loads(raw(Path(path)).decode("utf-8-sig"), object_pairs_hook=once)
    except UnicodeDecodeError as error:
        raise TradetalksError(f"{path}: not UTF-8 text (byte {error.start})") from None
    except json.JSONDecodeError as error:
        raise TradetalksError(f"{path}: not JSON: {error}") from None
    except RecursionError:
        raise TradetalksError(f"{path}: nested too deep; expected a domain or a profile") from None


def domain_of(content: Mapping[str, Any], path: str | Path) -> Domain:
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
    if not step > 0 or high < low or (high - low) / step >= MOST_VALUES:
        raise TradetalksError(
            f"{path}: issue '{issue}': range {low} to {high} by {step}; expected at most {MOST_VALUES:,} values"
        )
    return tuple(_plain(low + k * step) for k in range(int((high - low) / step) + 1))


def _plain(value: Decimal) -> str:
    """A number without trailing zeros or powers of ten."""
    return f"{value.normalize():f}"


DISCRETE, STEPS = ("DiscreteValueSetUtilities", "discreteutils"), ("NumberValueSetUtilities", "numberutils")


def _web_values(
    given: Any, issue: str, options: tuple[str, ...], path: str | Path, notes: list[str]
) -> dict[str, float]:
    """Utilities of an issue's options: listed, or on a line between two numbers; ``notes`` takes what does not fit."""
    kinds = given if isinstance(given, dict) else {}
    listed = next((kinds[name] for name in DISCRETE if isinstance(kinds.get(name), dict)), None)
    line = next((kinds[name] for name in STEPS if isinstance(kinds.get(name), dict)), None)
    if listed is not None and isinstance(listed.get("valueUtilities"), dict):
        own, known = listed["valueUtilities"], set(options)
        if missing := [o for o in options if o not in own]:
            notes.append(f"issue '{issue}': no utility of {', '.join(missing[:5])}; read as 0, as GeniusWeb does")
        if beyond := [o for o in own if o not in known]:
            notes.append(f"issue '{issue}': utilities of {', '.join(beyond[:5])}, which the domain lacks, are left out")
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
