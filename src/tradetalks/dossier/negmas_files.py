"""Scenario files of NegMAS read: YAML or JSON with the issues of an outcome space, and an additive utility function.

As NegMAS writes them (0.16): whole numbers between two bounds, lists of values, and real numbers between two bounds; a
value function an issue. Its utilities need not lie in 0..1, and are kept as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tradetalks.dossier.profiles import MOST_VALUES, Domain, Profile, grid_values, number
from tradetalks.errors import TradetalksError

ADDITIVE = ("LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction", "LinearUtilityFunction")
SHAPES: dict[str, Callable[[float, Callable[[str], float]], float]] = {
    "IdentityFun": lambda x, _: x,
    "ConstFun": lambda _, given: given("bias"),
    "LinearFun": lambda x, given: given("slope") * x,
    "AffineFun": lambda x, given: given("slope") * x + given("bias"),
    "QuadraticFun": lambda x, given: given("a2") * x * x + given("a1") * x + given("bias"),
}
"""Value functions of numbers: of the value, and of what the file states by name."""


def is_domain(content: Any) -> bool:
    """Is it what an outcome space holds?"""
    return isinstance(content, dict) and isinstance(content.get("issues"), list)


def is_profile(content: Any) -> bool:
    """Is it what a utility function holds, of any kind?"""
    return (
        isinstance(content, dict) and isinstance(content.get("type"), str) and bool({"values", "ufun"} & set(content))
    )


def domain_of(content: Mapping[str, Any], path: str | Path, grid: int | None = None) -> Domain:
    """An outcome space; real issues as ``grid`` values from bound to bound, refused if None.

    Raises:
        TradetalksError: issues without a name or values, or of another kind.
    """
    issues: dict[str, tuple[str, ...]] = {}
    notes: list[str] = []
    for j, issue in enumerate(content["issues"]):
        name = str(issue.get("name") or f"issue {j + 1}") if isinstance(issue, dict) else ""
        if not name or name in issues or issue.get("values") is None:
            raise TradetalksError(f"{path}: issues[{j}]: found {issue!r:.80}; expected a name of its own and values")
        issues[name] = _options(name, issue, path, grid, notes)
    return Domain(str(content.get("name") or Path(path).parent.name), issues, tuple(notes))


def _options(
    name: str, issue: Mapping[str, Any], path: str | Path, grid: int | None, notes: list[str]
) -> tuple[str, ...]:
    kind, values = str(issue.get("type", "")), issue["values"]
    if isinstance(values, int):
        values, kind = [0, values - 1], "ContiguousIssue"
    if not isinstance(values, list) or not values:
        raise TradetalksError(f"{path}: issue '{name}': found {values!r:.80}; expected a list of values")
    if kind in ("ContiguousIssue", "IntegerIssue", "RangeIssue") and len(values) == 2:
        low, high = (int(number(v, path, f"bound of {name}")) for v in values)
        if not 0 <= high - low < MOST_VALUES:
            raise TradetalksError(
                f"{path}: issue '{name}' goes from {low} to {high}; expected 1 to {MOST_VALUES:,} values"
            )
        notes.append(f"issue '{name}': whole numbers {low} to {high} are read as {high - low + 1} options")
        return tuple(str(value) for value in range(low, high + 1))
    if kind == "ContinuousIssue":
        if grid is None:
            raise TradetalksError(
                f"{path}: issue '{name}' is continuous; only lists and whole numbers are read, and real numbers on a"
                " grid that you choose (grid, --grid)"
            )
        low_, high_ = (number(v, path, f"bound of {name}") for v in values)
        notes.append(f"issue '{name}': real numbers {low_:g} to {high_:g} are read as {grid} values, a grid")
        return grid_values(low_, high_, grid)
    options = tuple(dict.fromkeys(str(value) for value in values))
    if len(options) < len(values):
        notes.append(f"issue '{name}': some values are listed more than once")
    return options


def profile_of(content: Mapping[str, Any], domain: Domain, path: str | Path) -> Profile:
    """An additive utility function over its domain.

    Raises:
        TradetalksError: a utility function or value function of another kind, or an issue without one.
    """
    notes: list[str] = []
    discount, inner = 1.0, content
    if isinstance(content.get("ufun"), dict):
        inner = content["ufun"]
        discount = _discount(content, path, notes)
    kind = str(inner.get("type", "")).rpartition(".")[2]
    if kind not in ADDITIVE:
        raise TradetalksError(f"{path}: found {kind}; only additive utility functions are read: {', '.join(ADDITIVE)}")
    names = list(domain.issues)
    given = inner.get("values") or [{"type": "IdentityFun"}] * len(names)
    values: dict[Any, Any] = dict(enumerate(given)) if isinstance(given, list) else dict(given)
    weights = inner.get("weights") or [1.0] * len(names)
    weights = weights if isinstance(weights, list) else [weights.get(name) for name in names]
    if len(values) != len(names) or len(weights) != len(names):
        raise TradetalksError(
            f"{path}: {len(values)} value functions and {len(weights)} weights; expected {len(names)}, one an issue of"
            f" {domain.name}"
        )
    found = {}
    for j, (name, options) in enumerate(domain.issues.items()):
        function = values.get(name, values.get(j))
        found[name] = _evaluated(function, name, options, path)
    by_name = {name: number(w, path, f"weight of {name}") for name, w in zip(names, weights, strict=True)}
    bias = number(inner.get("bias") or 0.0, path, "bias")
    if bias:  # the same for every package
        first, weight = names[0], by_name[names[0]]
        found[first] = {o: weight * v + bias for o, v in found[first].items()}
        by_name[first] = 1.0
        notes.append(f"a bias of {bias:g} is carried by issue '{first}'")
    reserve, stated = (_stated(one.get("reserved_value")) for one in (content, inner))
    if reserve is None and stated is not None:
        notes.append(f"its discounted function states no reservation: that of the function inside stands, {stated!r}")
        reserve = stated
    if reserve is None:
        lowest = sum(min(w * v for v in found[name].values()) for name, w in by_name.items())
        notes.append(f"no reservation: no deal is taken to be worth its worst package, {lowest:g}")
        reserve = lowest
    if content.get("reserved_outcome") is not None:
        notes.append("its reserved outcome is left out: the reserved value stands for it")
    party, reserve = str(content.get("name") or Path(path).stem), number(reserve, path, "reserved_value")
    return Profile(party, domain, by_name, found, reserve, discount=discount, notes=(*domain.notes, *notes))


def _stated(reserve: Any) -> Any:
    """A reservation as the file states it; None for none, which NegMAS also writes as minus infinity."""
    return None if reserve == float("-inf") else reserve


def _discount(content: Mapping[str, Any], path: str | Path, notes: list[str]) -> float:
    """The discount over a whole session; what depends on the number of steps is told and left out."""
    given = number(content.get("discount", 1.0), path, "discount")
    if str(content.get("factor", "")) in ("relative_time", "relative") and 0 < given <= 1:
        notes.append(f"discount factor {given:g}: utilities here are those at the session's start")
        return given
    if given != 1:
        by = content.get("factor") or "an unnamed factor"
        notes.append(f"a discount of {given:g} by {by} is left out: it is none over a whole session")
    return 1.0


def _evaluated(function: Any, issue: str, options: tuple[str, ...], path: str | Path) -> dict[str, float]:
    """Values of an issue's options."""
    given = function if isinstance(function, dict) else {}
    kind = str(given.get("type", "TableFun" if given else "")).rpartition(".")[2]
    if kind == "TableFun":
        table = {str(o): v for o, v in (given.get("mapping") or {}).items()}
        return {o: number(table.get(o), path, f"value of {issue} {o}") for o in options}
    if kind not in SHAPES:
        raise TradetalksError(
            f"{path}: issue '{issue}' has value function {kind or function!r:.80}; expected one of TableFun,"
            f" {', '.join(SHAPES)}"
        )

    def stated(name: str) -> float:
        return number(given.get(name, 0.0), path, f"{name} of {issue}")

    return {o: SHAPES[kind](number(o, path, f"option of {issue}"), stated) for o in options}
