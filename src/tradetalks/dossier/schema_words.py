"""What is wrong against the schema, in the dossier's own words: file, path, value, what was expected, nearest name."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from tradetalks.errors import nearest, unknown
from tradetalks.policy.instruments import instruments

_PATTERNS = {
    r"^[a-z0-9][a-z0-9_]*$": "lower-case letters, digits and _, a letter or digit first",
    r"^[a-z0-9][a-z0-9-]*$": "lower-case letters, digits and -, a letter or digit first",
}
_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother, _SHORT.maxlong = 2, 80, 80, 80


def schema_faults(error: ValidationError, data: Any, origin: dict[str, str], file: str) -> Iterator[str]:
    """Each fault with its file (``file`` where the top-level key is missing), path, value and expectation."""
    for fault in error.errors(include_url=False):
        location = [
            part for part in fault["loc"] if part not in instruments() or part in _keys_at(data, fault["loc"], part)
        ]
        top = str(location[0]) if location else ""
        yield f"{origin.get(top, file)}: {_path(data, location)}{_words(fault, location, data)}"


def _words(fault: Any, location: list[Any], data: Any) -> str:
    """What was found at a place and what was expected there."""
    value, context, kind = fault.get("input"), fault.get("ctx", {}), fault["type"]
    if kind == "extra_forbidden":
        parent = _model_at(location[:-1], data)
        valid = list(parent.model_fields) if parent else []
        expected = f"; expected one of: {', '.join(valid)}" if valid else ""
        return f": unknown name{nearest(str(location[-1]), valid)}{expected}"
    if kind == "missing":
        return ": missing; this name must be given"
    if kind == "union_tag_invalid":
        tag = value.get("instrument") if isinstance(value, dict) else value
        return f".instrument: {unknown('instrument', str(tag), instruments())}"
    if kind == "union_tag_not_found":
        return f": no 'instrument'; expected one of: {', '.join(instruments())}"
    if kind == "literal_error":
        valid = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        return f": found {_short(value)}{nearest(str(value), valid)}; expected one of: {', '.join(valid)}"
    if kind == "string_pattern_mismatch":
        return f": found {_short(value)}; expected {_PATTERNS.get(context['pattern'], context['pattern'])}"
    if kind == "too_short":
        return f": found {context['actual_length']}; expected at least {context['min_length']}"
    said = str(context["error"]) if kind == "value_error" else f"{fault['msg'][0].lower()}{fault['msg'][1:]}"
    return f": found {_short(value)}; {said}"


def _keys_at(data: Any, loc: tuple[Any, ...], part: Any) -> Any:
    """Keys of the mapping in which ``part`` would stand, to tell a real key from pydantic's union tag."""
    here = data
    for step in loc:
        if step == part:
            return here if isinstance(here, dict) else ()
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            continue
    return ()


def _path(data: Any, location: list[Any]) -> str:
    """Path such as ``agenda[2 'soy'].options[1].title``: list entries carry their id where they have one."""
    text, here = "", data
    for part in location:
        if isinstance(part, int):
            here = here[part] if isinstance(here, list) and part < len(here) else None
            entry: dict[str, Any] = here if isinstance(here, dict) else {}
            name = entry.get("id") or entry.get("name")
            text += f"[{part} '{name:.80}']" if isinstance(name, str) else f"[{part}]"
        else:
            text += f".{part!s:.80}" if text else f"{part!s:.80}"
            here = here.get(part) if isinstance(here, dict) else None
    return text or "(top level)"


def _model_at(location: list[Any], data: Any) -> type[BaseModel] | None:
    """The schema class that rules the mapping at ``location``."""
    from tradetalks.dossier import model as schema
    from tradetalks.dossier import world_choice

    last = [p for p in location if not isinstance(p, int)]
    name = last[-1] if last else ""
    parent = last[-2] if len(last) > 1 else ""
    if name in ("measures", "in_force"):
        here: Any = data
        for part in location:
            here = here[part]
        return instruments().get(here.get("instrument", "")) if isinstance(here, dict) else None
    singles = {
        "": schema.Dossier,
        "meeting": schema.Meeting,
        "itinerary": schema.Stop,
        "statements": schema.Statement,
        "agenda": schema.Item,
        "options": schema.Option,
        "positions": schema.Position,
        "phases": schema.Phase,
        "constraints": schema.Constraint,
        "red_lines": schema.RedLine,
        "no_deal": schema.NoDeal,
        "nash": schema.NashBranch,
        "escalation": schema.Step,
        "enforcement": schema.Enforcement,
        "agreed": schema.Agreed,
        "judge_by": schema.Published,
        "world": schema.WorldChoice,
        "critical": world_choice.CriticalInputs,
        "subsidies": world_choice.SubsidyShown,
    }
    mappings = {
        "parties": schema.Party,
        "sources": schema.Source,
        "profiles": schema.Profile,
        "worth": schema.Worth,
        "events": schema.Event,
    }
    return singles.get(name) or mappings.get(parent)


def _short(value: Any) -> str:
    """A value as found, cut to a line: it may be long, deep, or a number too long to print."""
    try:
        text = _SHORT.repr(value)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= 80 else text[:77] + "..."
