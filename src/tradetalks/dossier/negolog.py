"""NegoLog profiles read: JSON with issue weights, an evaluation for each option, and the reservation as a value."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tradetalks.dossier.profiles import Domain, Profile, number
from tradetalks.errors import TradetalksError


def is_profile(content: Any) -> bool:
    """Is it what a NegoLog profile holds?"""
    return isinstance(content, dict) and {"issueWeights", "issues"} <= content.keys()


def profile_of(content: Mapping[str, Any], path: str | Path) -> Profile:
    """A NegoLog profile; the party is named by its file.

    Raises:
        TradetalksError: issues without a weight, weights below 0, or what is no number.
    """
    issues, given = content["issues"], content["issueWeights"]
    if not isinstance(issues, dict) or not isinstance(given, dict) or not issues:
        raise TradetalksError(f"{path}: expected 'issues' and 'issueWeights' by the issue's name")
    values, weights = {}, {}
    for issue, options in issues.items():
        if not isinstance(options, dict) or not options:
            raise TradetalksError(f"{path}: issue '{issue}': found {options!r:.80}; expected options with evaluations")
        values[issue] = {str(o): number(v, path, f"evaluation of {issue} {o}") for o, v in options.items()}
        weights[issue] = number(given.get(issue), path, f"weight of {issue}")
    if min(weights.values()) < 0:
        raise TradetalksError(f"{path}: found a weight of {min(weights.values()):g}; expected none below 0")
    without = [f"weight of '{issue}' is left out: there is no such issue" for issue in given if issue not in issues]
    domain = Domain(Path(path).parent.name, {issue: tuple(options) for issue, options in values.items()})
    reserve = number(content.get("reservationValue", 0.0), path, "reservationValue")
    return Profile(Path(path).stem, domain, weights, values, reserve, notes=tuple(without))
