"""GENIUS files read: domains and linear additive profiles, with the utilities that GENIUS itself computes.

As GENIUS 10 does (Lin et al. 2014, Computational Intelligence 30(1)): a discrete issue's evaluations are divided by
their largest; an integer issue's are ``offset + slope (value - lower bound)``, kept to 0..1; the weighted sum is not
rescaled, and is capped at 1. What a reader should know of a file is in the profile's ``notes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

import numpy as np

from tradetalks.dossier.profiles import MOST_VALUES, Domain, Profile, grid_values, number, raw
from tradetalks.errors import TradetalksError, repeated

NO_EVALUATION = 1e-5
"""GENIUS takes all evaluations of an issue to be 0 where the largest is below this."""
NON_LINEAR = {"nonlinear": "non-linear", "constraint": "constraint-based"}


def read_domain(path: str | Path, grid: int | None = None) -> Domain:
    """Read a GENIUS domain: its discrete issues, and integer ones as the list of their values.

    Args:
        grid: read each real issue as so many values, evenly from bound to bound; refused if None.

    Raises:
        TradetalksError: no such file, not XML, or issues of another kind.
    """
    notes: list[str] = []
    return _domain(_root(Path(path), notes), path, notes, grid)


def read_profile(path: str | Path, party: str = "", grid: int | None = None, domain: Domain | None = None) -> Profile:
    """Read a GENIUS linear additive profile.

    Args:
        party: its name; the file's if empty. grid: as of ``read_domain``.
        domain: of the talks: a profile's line over numbers is read at the domain's values, where its own bounds are
            others.

    Raises:
        TradetalksError: no such file, not XML, issues of another kind, non-linear utility, or a number missing.
    """
    notes: list[str] = []
    root = _root(Path(path), notes)
    own = _domain(root, path, notes, grid)
    if domain:
        own = _at_values_of(domain, own, root, notes)
    stated = [(w.get("index"), number(w.get("value"), path, "weight")) for w in root.iter("weight")]
    given = dict(stated)
    notes += [
        f"the issue of index {index} has several weights; the last, {given[index]:g}, is read"
        for index in repeated(index for index, _ in dict.fromkeys(stated))
    ]
    weights, values = {}, {}
    for issue in root.iter("issue"):
        name = issue.get("name") or ""
        values[name] = VALUES.get(_kind(issue), _discrete_values)(issue, own.issues[name], path)
        if _kind(issue) in VALUES:
            notes += _kept_in(name, issue, list(values[name].values()))
        if issue.get("index") not in given:
            raise TradetalksError(f"{path}: issue '{name}' has no weight; expected one of index {issue.get('index')}")
        weights[name] = given[issue.get("index")]
    total = sum(weights.values())
    if min(weights.values()) < 0 or not total > 0:
        raise TradetalksError(f"{path}: weights sum to {total:g}; expected none below 0 and a sum above 0")
    if abs(total - 1) > 1e-9:
        notes.append(f"weights sum to {total:g}; left as they are, as GENIUS does, utility capped at 1")
    return Profile(
        party=party or Path(path).stem,
        domain=own,
        weights=weights,
        values=values,
        reservation=_value_of(root, "reservation", 0.0, path),
        discount=_discount(root, path, notes),
        cap=1.0,
        notes=(*notes, *_uncertain(root)),
    )


# ---------------------------------------------------------------------- issues
def _domain(root: ElementTree.Element, path: str | Path, notes: list[str], grid: int | None) -> Domain:
    _linear(root, path)
    issues: dict[str, tuple[str, ...]] = {}
    for issue in root.iter("issue"):
        name = issue.get("name") or ""
        if name in issues:
            raise TradetalksError(f"{path}: issue '{name}' stands twice")
        if _kind(issue) == "integer":
            low, high = _bounds(issue, path)
            issues[name] = tuple(str(value) for value in range(low, high + 1))
            notes.append(f"issue '{name}': whole numbers {low} to {high} are read as {high - low + 1} options")
        elif _kind(issue) == "discrete":
            listed = [item.get("value") or "" for item in issue.findall("item")]
            issues[name] = tuple(dict.fromkeys(listed))
            if twice := sorted(repeated(listed)):
                notes.append(f"issue '{name}': listed more than once, the last counts: {', '.join(twice)}")
        elif _kind(issue) == "real":
            if grid is None:
                raise TradetalksError(
                    f"{path}: issue '{name}' is real; only discrete and integer issues are read, and real ones on a"
                    " grid that you choose (grid, --grid)"
                )
            low, high = _ends(issue, path)
            issues[name] = grid_values(low, high, grid)
            notes.append(f"issue '{name}': real numbers {low:g} to {high:g} are read as {grid} values, a grid")
        else:
            raise TradetalksError(
                f"{path}: issue '{name}' is {_kind(issue)}; only discrete, integer and real issues are read"
            )
    if not issues or not all(issues.values()):
        raise TradetalksError(f"{path}: no discrete issues with items; expected a GENIUS domain")
    return Domain(Path(path).stem, issues, tuple(notes))


def _at_values_of(domain: Domain, own: Domain, root: ElementTree.Element, notes: list[str]) -> Domain:
    """A profile's domain with the values that the talks' domain gives its issues of numbers."""
    issues = dict(own.issues)
    for issue in root.iter("issue"):
        name = issue.get("name") or ""
        theirs = domain.issues.get(name, issues[name])
        if _kind(issue) in VALUES and theirs != issues[name]:
            notes.append(
                f"issue '{name}': its own bounds are {issues[name][0]} and {issues[name][-1]}; its line is read at the"
                f" domain's values, {theirs[0]} to {theirs[-1]}"
            )
            issues[name] = theirs
    return replace(own, issues=issues)


def _linear(root: ElementTree.Element, path: str | Path) -> None:
    """Refuse utilities that are no weighted sums, by their name."""
    kind = (root.get("type") or "").lower()
    rectangles = any(element.tag.lower() == "hyperrectangle" for element in root.iter())
    if rectangles or kind in NON_LINEAR:
        word = "non-linear" if rectangles else NON_LINEAR[kind]
        shape = ", a sum over hyper-rectangles of several issues" if rectangles else ""
        raise TradetalksError(f"{path}: its utility is {word}{shape}; only linear additive profiles are read")


def _kind(issue: ElementTree.Element) -> str:
    return (issue.get("vtype") or issue.get("type") or "discrete").lower()


def _discrete_values(issue: ElementTree.Element, options: tuple[str, ...], path: str | Path) -> dict[str, float]:
    """Evaluations over the largest of them; of an option listed twice the last."""
    name = issue.get("name") or ""
    given = {}
    for item in issue.findall("item"):
        option = item.get("value") or ""
        given[option] = number(item.get("evaluation"), path, f"evaluation of '{option}' in issue '{name}'")
    largest = max(given.values())
    return {o: given[o] / largest if largest >= NO_EVALUATION else 0.0 for o in options}


def _bounds(issue: ElementTree.Element, path: str | Path) -> tuple[int, int]:
    """Lower and upper bound of an integer issue."""
    name, found = issue.get("name") or "", []
    for end, value in zip(("lower", "upper"), _ends(issue, path), strict=True):
        if value != int(value):
            raise TradetalksError(f"{path}: {end} bound of {name} is {value:g}; expected a whole number")
        found.append(int(value))
    low, high = found
    if not low <= high or high - low >= MOST_VALUES:
        raise TradetalksError(
            f"{path}: issue '{name}' goes from {low} to {high}; expected 1 to {MOST_VALUES:,} values in rising order"
        )
    return low, high


def _ends(issue: ElementTree.Element, path: str | Path) -> tuple[float, float]:
    """Lower and upper bound of an issue of numbers, its own or its range's."""
    name = issue.get("name") or ""
    holders = [issue, *issue.findall("range")]
    found = []
    for end in ("lower", "upper"):
        texts = [h.get(f"{end}bound") or h.get(f"{end}Bound") for h in holders]
        text = next((t for t in texts if t is not None), None)
        if text is None:
            raise TradetalksError(
                f"{path}: issue '{name}' is {_kind(issue)} and has no {end} bound; only discrete issues are read, and"
                " those of numbers with both bounds"
            )
        found.append(number(text, path, f"{end} bound of {name}"))
    return found[0], found[1]


def _integer_values(issue: ElementTree.Element, options: tuple[str, ...], path: str | Path) -> dict[str, float]:
    """A line over the values, kept to 0..1: from the lower bound on, or by parameters as older files state it."""
    name, evaluator = issue.get("name") or "", issue.find("evaluator")
    if evaluator is None:
        raise TradetalksError(f"{path}: issue '{name}' has no evaluator; expected one with slope and offset")
    kind = (evaluator.get("ftype") or "linear").lower()
    if kind not in ("linear", "constant"):
        raise TradetalksError(f"{path}: issue '{name}' has a {kind} evaluator; only linear ones are read")
    if evaluator.get("slope") is not None:
        slope = number(evaluator.get("slope"), path, f"slope of {name}")
        offset, begin = number(evaluator.get("offset"), path, f"offset of {name}"), _bounds(issue, path)[0]
    else:
        offset, begin = number(evaluator.get("parameter0", "0"), path, f"parameter0 of {name}"), 0
        slope = 0.0 if kind == "constant" else number(evaluator.get("parameter1"), path, f"parameter1 of {name}")
    return {o: float(np.clip(offset + slope * (int(o) - begin), 0.0, 1.0)) for o in options}


def _real_values(issue: ElementTree.Element, options: tuple[str, ...], path: str | Path) -> dict[str, float]:
    """As GENIUS's evaluators of real issues: a line kept to 0..1, a constant, or a triangle."""
    name, evaluator = issue.get("name") or "", issue.find("evaluator")
    if evaluator is None:
        raise TradetalksError(f"{path}: issue '{name}' has no evaluator; expected one with its parameters")
    kind = (evaluator.get("ftype") or "linear").lower()
    if kind not in SHAPES:
        raise TradetalksError(f"{path}: issue '{name}' has a {kind} evaluator; expected one of {', '.join(SHAPES)}")
    given = [number(evaluator.get(f"parameter{k}"), path, f"parameter{k} of {name}") for k in range(SHAPES[kind])]

    def shape(x: float) -> float:
        if kind == "constant":
            return given[0]
        if kind == "linear":
            return float(np.clip(given[1] * x + given[0], 0.0, 1.0))
        low, high, top = given
        if not low <= x < high:
            return 0.0
        return (x - low) / (top - low) if x < top else 1 - (x - top) / (high - top)

    return {o: shape(float(o)) for o in options}


def _kept_in(name: str, issue: ElementTree.Element, found: list[float]) -> list[str]:
    """What a line lost by being kept to 0..1: of one that is not cut, no two values are 0 and no two 1."""
    evaluator = issue.find("evaluator")
    line = evaluator is not None and (evaluator.get("ftype") or "linear").lower() == "linear"
    at_ends = [found.count(end) for end in (0.0, 1.0)]
    if not line or max(at_ends) < 2:
        return []
    alike = "; the party has no preference among them" if len(set(found)) == 1 else ""
    return [f"issue '{name}': {sum(at_ends)} of {len(found)} values are kept to 0 or 1, as GENIUS does{alike}"]


SHAPES = {"linear": 2, "constant": 1, "triangular": 3}
"""Evaluators of real issues and how many parameters each has."""
VALUES = {"integer": _integer_values, "real": _real_values}


def kind_of(path: str | Path) -> str:
    """What a GENIUS file is: 'domain', 'profile' or the name of its root; empty where no element begins it.

    Raises:
        TradetalksError: an element begins it and it is no XML.
    """
    if not re.match(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<", raw(Path(path))):
        return ""
    root = _root(Path(path), [])
    kinds = {"negotiation_template": "domain", "utility_space": "profile"}
    return kinds.get(root.tag.lower(), root.tag)


# ---------------------------------------------------------------------- besides
def _value_of(root: ElementTree.Element, tag: str, otherwise: float, path: str | Path) -> float:
    found = root.find(tag)
    return otherwise if found is None else number(found.get("value"), path, tag.replace("_", " "))


def _discount(root: ElementTree.Element, path: str | Path, notes: list[str]) -> float:
    """The discount factor; 1 where there is none, or one that GENIUS does not take for one."""
    given = _value_of(root, "discount_factor", 1.0, path)
    if not 0 < given <= 1:
        notes.append(f"discount factor {given:g} is none that GENIUS accepts: taken as 1, no discount")
        return 1.0
    if given < 1:
        notes.append(
            f"discount factor {given:g}: utility and reservation lose value over the session; utilities here are those"
            " at its start"
        )
    return given


def _uncertain(root: ElementTree.Element) -> Iterator[str]:
    """What the file says of preferences that are only partly known."""
    marks = [tag for tag in ("comparisons", "errors", "elicitation_cost", "experimental") if root.find(tag) is not None]
    kind = (root.get("type") or "").lower()
    inside = any(element.tag.upper() == "UNCERTAIN" or _marked(element.attrib) for element in root.iter())
    if kind == "uncertain" or marks or inside:
        told = ", ".join(f"{tag} {(root.findtext(tag) or '').strip()}" for tag in marks)
        yield (
            "marked UNCERTAIN: an agent in GENIUS sees only a ranking of some packages"
            f"{f' ({told})' if told else ''}; utilities here are the full ones behind it"
        )


def _marked(attributes: Mapping[str, Any]) -> bool:
    return any(str(value).upper() == "UNCERTAIN" for value in attributes.values())


# ---------------------------------------------------------------------- XML
_BEFORE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\s|<!--.*?-->)+(?=<\?xml)", re.DOTALL)


def _root(path: Path, notes: list[str]) -> ElementTree.Element:
    """The document, in the encoding it names; Latin-1 where it names none and is no UTF-8. No document types."""
    content = _BEFORE.sub(b"", raw(path))
    if not re.match(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<\?xml[^>]*encoding", content):
        try:
            content.decode("utf-8-sig" if not content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-16")
        except UnicodeDecodeError as error:
            content = content.decode("latin-1").encode("utf-8")
            content = re.sub(rb"\A(\s*<\?xml)", rb"\1", content)
            notes.append(f"no UTF-8 (byte {error.start}), and names no encoding: read as Latin-1")

    def refuse(*_: Any) -> None:
        raise TradetalksError(f"{path}: document types and entities are not read")

    checker = expat.ParserCreate()
    checker.StartDoctypeDeclHandler = checker.EntityDeclHandler = refuse
    try:
        checker.Parse(content, True)
        return ElementTree.fromstring(content)
    except (expat.ExpatError, ElementTree.ParseError, LookupError, ValueError) as error:
        raise TradetalksError(f"{path}: not XML: {error}") from None
